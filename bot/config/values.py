"""What a single value of the settings may be: text in, a typed value or a plain reason out.

Each reader raises `Wrong`, whose sentence continues "server.port: …" and never repeats what could
be a secret.
"""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import time, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct

from bot.domain.quiet import Quiet
from bot.domain.reminding import Mark, Rung
from bot.domain.wallclock import zone_named
from bot.domain.weekly import Weekly
from bot.errors import ConfigError


class Wrong(ValueError):  # noqa: N818 - raised to be read: "the port is wrong: …"
    """Say what a value should be, and the known word that was perhaps meant."""

    def __init__(self, message: str, nearest: str | None = None) -> None:
        super().__init__(message)
        self.nearest = nearest


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like this one, or None where none is like it."""
    folded = {one.casefold(): one for one in known}
    found = get_close_matches(word.casefold(), folded, n=1)
    return folded[found[0]] if found else None


class Secret(Struct, frozen=True):
    """Hold where a secret is kept, `env:NAME` or `file:/path`, never the secret itself.

    So neither a traceback nor a printed setting can give it away.
    """

    reference: str

    def __post_init__(self) -> None:
        kind, _, name = self.reference.partition(":")
        if kind not in {"env", "file"} or not name:
            raise Wrong("a secret never stands here itself: write env:NAME or file:/path")

    @property
    def name(self) -> str:
        """The name of the variable or the path of the file."""
        return self.reference.partition(":")[2]

    def reveal(self) -> str:
        """Return the secret, read now; ConfigError where it is missing or empty."""
        secret = self._of_file() if self.reference.startswith("file:") else self._of_environment()
        if not secret:
            raise self._missing("is empty. Put the secret in it")
        return secret

    def _of_environment(self) -> str:
        if self.name not in os.environ:
            raise self._missing("is not set. Set it before the start")
        return os.environ[self.name]

    def _of_file(self) -> str:
        try:
            # Editors and `echo` end a file with a line break that is no part of the secret.
            return Path(self.name).read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            raise self._missing(f"cannot be read ({error.strerror})") from None
        except UnicodeDecodeError:
            raise self._missing("is not text in UTF-8") from None

    def _missing(self, problem: str) -> ConfigError:
        kind = "the file" if self.reference.startswith("file:") else "the environment variable"
        message = f"{kind} {self.name}, which holds a secret, {problem}."
        return ConfigError(None, None, self.reference, message)


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_MARKS = (Mark.OPENING.value, Mark.HALF.value, Mark.CLOSING.value)


def text_of(value: object) -> str:
    """Return a value that stands alone; Wrong where it is a list or a section."""
    if not isinstance(value, str):
        raise Wrong("must be a single value, not a list or a section")
    return value


def _duration(value: object) -> timedelta:
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?)\s*([smhd])", text_of(value))
    if not found or not float(found[1]):
        raise Wrong(f'must be a length of time like 90s, 30m, 24h or 2d, not "{value}"')
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


def _time(text: str) -> time:
    if found := re.fullmatch(r"(\d{1,2}):(\d{2})", text.strip()):
        with suppress(ValueError):
            return time(int(found[1]), int(found[2]))
    raise Wrong(f'must have times like 08:30, not "{text.strip()}"')


def _quiet_hours(value: object) -> Quiet | None:
    text = text_of(value)
    if text == "none":
        return None
    start, dash, end = text.replace("–", "-").partition("-")
    if not dash:
        raise Wrong(f'must be like 22:00-08:00, or none, not "{text}"')
    hours = Quiet(_time(start), _time(end))
    if hours.since == hours.until:
        raise Wrong("begin and end at the same time: write none to have no quiet hours")
    return hours


def _weekly(value: object) -> Weekly | None:
    text = text_of(value)
    if text == "none":
        return None
    day, _, at = text.partition(" ")
    if day.capitalize() not in _DAYS:
        raise Wrong(f'must be like Mon 08:30, or none, not "{text}"', nearest(day, _DAYS))
    return Weekly(_DAYS.index(day.capitalize()), _time(at))


def _rung(value: object) -> Rung:
    if value in _MARKS:
        return Mark(value)
    try:
        return _duration(value)
    except Wrong:
        close = nearest(text_of(value), _MARKS)
        message = f'must be opening, half, closing or a time like 24h, not "{value}"'
        raise Wrong(message, close) from None


def _zone(value: object) -> ZoneInfo:
    text = text_of(value)
    found = zone_named(text)
    if found is None:
        close = nearest(text, available_timezones())
        raise Wrong(f'no time zone is called "{text}": write one like Asia/Shanghai', close)
    return found


def _holidays(value: object) -> Literal["cn", "none"] | Path:
    match text_of(value):
        case "cn" | "none" as calendar:
            return calendar
        case text if text.startswith("file:") and text != "file:":
            return Path(text.removeprefix("file:"))
        case text:
            raise Wrong(f'must be cn, none or file:/path, not "{text}"', nearest(text, ("none",)))


def _features(value: object) -> Literal["all"] | tuple[str, ...]:
    match value:
        case "all":
            return "all"
        case [*names]:
            return tuple(text_of(name) for name in names)
        case _:
            raise Wrong('must be all, or a list like "[poll, meeting]"')


def _web_address(value: object) -> str:
    text = text_of(value)
    url = urlsplit(text)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise Wrong('must be an address that begins with "https://" or "http://"')
    return text.rstrip("/")


def _database_url(value: object) -> str | Secret:
    text = text_of(value)
    if text.startswith(("env:", "file:")):
        return Secret(text)
    if urlsplit(database_url(text)).password:
        raise Wrong("has a password in it: keep the whole URL elsewhere and write env:NAME here")
    return text


def database_url(text: str) -> str:
    """Return the URL of a database that we can speak to; Wrong where we cannot."""
    scheme = text.partition(":")[0]
    known = ("sqlite", "postgresql")
    if scheme not in known or "://" not in text:
        raise Wrong('must begin with "sqlite:///" or "postgresql://"', nearest(scheme, known))
    return text


# A type and the function that reads it: see `bot.config.typed`.
Duration: TypeAlias = Annotated[timedelta, _duration]
WebAddress: TypeAlias = Annotated[str, _web_address]
Zone: TypeAlias = Annotated[ZoneInfo, _zone]
Holidays: TypeAlias = Annotated[Literal["cn", "none"] | Path, _holidays]
Features: TypeAlias = Annotated[Literal["all"] | tuple[str, ...], _features]
QuietHours: TypeAlias = Annotated[Quiet | None, _quiet_hours]
Moment: TypeAlias = Annotated[Weekly | None, _weekly]
Reminder: TypeAlias = Annotated[Rung, _rung]
DatabaseUrl: TypeAlias = Annotated[str | Secret, _database_url]
