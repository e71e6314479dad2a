"""The database before it is opened: its folder, its revision, and the key beside it."""

import fcntl
from pathlib import Path

from bot.clock import Chance
from bot.config import Settings
from bot.errors import ConfigError
from storage.database import parse
from storage.migrate import Report, migrate


async def prepare(url: str) -> Report:
    """Make the folder of a database that is a file, and bring the database up to date."""
    if parse(url).drivername == "sqlite":
        _make_folder(Path(parse(url).database or ".").parent)
    return await migrate(url)


def key_file(url: str) -> Path:
    """Return where the key of a database lies that was made without one being configured."""
    address = parse(url)
    if address.drivername == "sqlite" and address.database:
        return Path(f"{address.database}.key")
    return Path("data/key")


def keys_of(settings: Settings, url: str) -> list[bytes]:
    """Return the configured keys, newest first, else the one beside the database, made once."""
    if settings.secrets.keys:
        return [key.reveal().encode() for key in settings.secrets.keys]
    path = key_file(url)
    if not _has_key(path):
        _make_folder(path.parent)
        _make_key(path)
    return [bytes.fromhex(path.read_text().strip())]


def _has_key(path: Path) -> bool:
    """Say whether a key stands there: an empty file was left by a start that broke off."""
    return path.exists() and path.stat().st_size > 0


def _make_key(path: Path) -> None:
    """Write a new key, of which nobody ever sees a part; of two starts at one moment one does."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.touch(mode=0o600)
    with fresh.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if _has_key(path):
            fresh.unlink(missing_ok=True)
            return
        file.truncate(0)
        file.write(Chance().secret_bytes(32).hex() + "\n")
        file.flush()
        fresh.replace(path)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = (
            f"the folder {folder} cannot be made ({error.strerror}): make it, or choose another"
        )
        raise ConfigError(None, None, "database.url", message) from None
