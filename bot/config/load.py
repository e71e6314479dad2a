"""The road from a file and the command line to validated settings."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.config.document import Document, Tree, Where, name
from bot.config.settings import Connection, Section, Settings
from bot.config.values import nearest
from bot.errors import ConfigError

DEFAULT_FILE = Path("config.yaml")

Model = TypeVar("Model", bound=BaseModel)

_EXPECTED = {
    "int": "must be a whole number",
    "float": "must be a number",
    "bool": "must be true or false",
    "string": "must be a single value, not a list or a section",
    "path": "must be a path",
    "model": "must be a section of keys and values",
    "mapping": "must be a section of keys and values",
    "dict": "must be a section of keys and values",
    "tuple": "must be a list, like [one, two]",
    "list": "must be a list, like [one, two]",
}
"""What is wanted, by the first word of pydantic's name for an error of type or of reading."""


class _Head(Section):
    """The keys that every connection has, whatever its adapter."""

    adapter: str
    enabled: bool = True


def load(
    path: Path | None, adapters: Mapping[str, type[BaseModel]], overrides: Sequence[str] = ()
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
    settings = _validate(document, Settings, rest)
    if settings:
        _refuse_open_demo(document, settings)
        _refuse_stray_pace(document, settings, connections)
    document.refuse_faults()
    assert settings, "what does not validate has faults"
    return settings.model_copy(update={"connections": connections})


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
    document: Document, adapters: Mapping[str, type[BaseModel]]
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


def _usual(adapters: Mapping[str, type[BaseModel]]) -> dict[str, Connection]:
    return {
        key: Connection(key, adapter, enabled=True, settings=model())
        for adapter, model in adapters.items()
        if (key := getattr(model, "USUAL", None)) is not None
    }


def _connection(
    document: Document, key: str, tree: dict[str, Tree], adapters: Mapping[str, type[BaseModel]]
) -> Connection | None:
    where = ("connections", key)
    shared = {field: tree[field] for field in _Head.model_fields if field in tree}
    own = {field: value for field, value in tree.items() if field not in shared}
    head = _validate(document, _Head, shared, where)
    if head is None:
        return None
    if head.adapter not in adapters:
        message = f'unknown adapter "{head.adapter}"; there are: {", ".join(sorted(adapters))}'
        document.fault((*where, "adapter"), message, nearest(head.adapter, adapters))
        return None
    settings = _validate(document, adapters[head.adapter], own, where, also=_Head.model_fields)
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


def _validate(
    document: Document,
    model: type[Model],
    tree: Mapping[str, Tree],
    where: Where = (),
    also: Iterable[str] = (),
) -> Model | None:
    """Make a model of a part of the document, or note its faults and return None.

    `also` are keys that are known here beside the model's own.
    """
    try:
        # Adapters' models need not think of it: an unknown key is a mistake everywhere.
        return model.model_validate(tree, extra="forbid")
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            at = detail["loc"]
            place = (*where, *at)
            if detail["type"] == "extra_forbidden":
                known = _keys(model, at) if len(at) > 1 else {*_keys(model, at), *also}
                close = nearest(str(at[-1]), known)
                hint = close and name((*place[:-1], close))
                document.fault(place, f'unknown key "{name(place)}"', hint)
            else:
                message, hint = _explain(detail)
                document.fault(place, f"{name(place)}: {message}", hint)
        return None


def _keys(model: type[BaseModel], at: Where) -> set[str]:
    """Return the keys that are known beside the one at a place."""
    for part in at[:-1]:
        field = model.model_fields.get(str(part))
        # What is no field is the free key of a mapping, whose model was found a step before.
        model = (field and _model_in(field.annotation)) or model
    return set(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Find the model in `Model | None`, `tuple[Model, ...]` or `Mapping[str, Model]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _explain(detail: ErrorDetails) -> tuple[str, str | None]:
    """Say in our words what is wrong with a value, and which known word was perhaps meant."""
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    said = f', not "{given}"' if isinstance(given, str) else ""
    match kind.split("_"):
        case ["missing"]:
            return "this key is needed here", None
        case ["value", "error"]:
            wrong = context["error"]
            return str(wrong), getattr(wrong, "nearest", None)
        case ["literal", "error"]:
            words = re.findall(r"'([^']*)'", str(context["expected"]))
            return f"must be {' or '.join(words)}{said}", nearest(str(given), words)
        case ["greater", "than", "equal"]:
            return f"must be at least {context['ge']}{said}", None
        case ["less", "than", "equal"]:
            return f"must be at most {context['le']}{said}", None
        case [wanted, "type" | "parsing", *_] if wanted in _EXPECTED:
            return _EXPECTED[wanted] + (said if wanted in {"int", "float", "bool"} else ""), None
        case _:
            # Never with the input: an adapter's rule may be about a secret.
            return detail["msg"], None
