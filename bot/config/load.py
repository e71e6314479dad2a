"""The road from a file and the command line to validated settings."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from bot.config.document import Document, Tree, name
from bot.config.settings import Connection, Section, Settings
from bot.config.typed import read_section
from bot.config.values import nearest
from bot.errors import ConfigError

DEFAULT_FILE = Path("config.yaml")


class _Head(Section, frozen=True):
    """The keys that every connection has, whatever its adapter."""

    adapter: str
    enabled: bool = True


def load(
    path: Path | None, adapters: Mapping[str, type[Section]], overrides: Sequence[str] = ()
) -> Settings:
    """Read and validate the settings.

    `path` None means config.yaml, which may be missing; a file that was named may not. `adapters`
    gives each adapter's own settings by its name; settings with a `USUAL` name make a connection of
    that name where the file has no word of any. `overrides` are `key.key=value`, stronger than
    the file. Raises one ConfigError that tells every fault with its line. Secrets are only
    referred to: they are read, and missed, when they are revealed.
    """
    document = _read(path)
    for setting in overrides:
        document.override(setting)
    connections = _connections(document, adapters)
    rest = {key: tree for key, tree in document.data.items() if key != "connections"}
    settings = read_section(document, Settings, rest)
    if settings:
        _refuse_open_demo(document, settings)
        _refuse_stray_pace(document, settings, connections)
    document.refuse_faults()
    assert settings, "what does not validate has faults"
    return replace(settings, connections=connections)


def _read(path: Path | None) -> Document:
    file = path or DEFAULT_FILE
    try:
        # Some editors of Windows begin UTF-8 with a mark.
        return Document(str(file), file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        if path is None:
            return Document(str(file))
        message = "there is no such file: check the path, or leave it out to take the defaults"
        raise ConfigError(str(file), None, "", message) from None
    except OSError as error:
        message = f"this file cannot be read: {error.strerror}"
        raise ConfigError(str(file), None, "", message) from None
    except UnicodeDecodeError:
        message = "this file is not text in UTF-8: save it so"
        raise ConfigError(str(file), None, "", message) from None


def _connections(
    document: Document, adapters: Mapping[str, type[Section]]
) -> dict[str, Connection]:
    """Validate each connection by the settings of its adapter.

    Without a word of connections there are those that adapters call usual.
    """
    found: dict[str, Connection] = {}
    section = document.data.get("connections")
    if section is None:
        return _usual(adapters)
    if not isinstance(section, dict):
        document.fault(("connections",), "connections must be a section of names")
        return found
    for key, tree in section.items():
        where = ("connections", key)
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", key):
            # The name is part of addresses and is stored, so it has to be plain.
            rule = "small letters, digits and hyphens, at most 32, a letter first"
            document.fault(where, f'"{key}" cannot name a connection: take {rule}')
        elif not isinstance(tree, dict):
            document.fault(where, f"{name(where)} must be a section with an adapter")
        elif connection := _connection(document, key, tree, adapters):
            found[key] = connection
    return found


def _usual(adapters: Mapping[str, type[Section]]) -> dict[str, Connection]:
    return {
        key: Connection(key, adapter, enabled=True, settings=model())
        for adapter, model in adapters.items()
        if (key := getattr(model, "USUAL", None)) is not None
    }


def _connection(
    document: Document, key: str, tree: dict[str, Tree], adapters: Mapping[str, type[Section]]
) -> Connection | None:
    where = ("connections", key)
    shared = {field: tree[field] for field in _Head.__struct_fields__ if field in tree}
    own = {field: value for field, value in tree.items() if field not in shared}
    head = read_section(document, _Head, shared, where)
    if head is None:
        return None
    if head.adapter not in adapters:
        message = f'unknown adapter "{head.adapter}"; there are: {", ".join(sorted(adapters))}'
        document.fault((*where, "adapter"), message, nearest(head.adapter, adapters))
        return None
    settings = read_section(
        document, adapters[head.adapter], own, where, also=_Head.__struct_fields__
    )
    if settings is None:
        return None
    return Connection(key, head.adapter, head.enabled, settings)


def _refuse_open_demo(document: Document, settings: Settings) -> None:
    """Keep a demonstration, where anybody is let in, on this machine."""
    if settings.mode == "demo" and not settings.server.on_loopback:
        message = (
            "server.host: in mode demo anybody who reaches the server may sign in as anyone,"
            f' so "{settings.server.host}" is refused: write 127.0.0.1 here, or mode: live'
        )
        document.fault(("server", "host"), message)


def _refuse_stray_pace(
    document: Document, settings: Settings, connections: Mapping[str, Connection]
) -> None:
    """Refuse a pace for a connection that there is not."""
    section = document.data.get("connections")
    # One that was written down wrongly is told of once.
    written = list(section) if isinstance(section, dict) else list(connections)
    for key in settings.pace:
        if key not in written:
            message = f'pace names "{key}", which is no connection'
            document.fault(("pace", key), message, nearest(key, written))
