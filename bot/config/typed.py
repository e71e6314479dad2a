"""From the plain text of a document to a typed section, all faults of it noted at once."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Literal, TypeVar, Union, get_args, get_origin

from msgspec import Meta
from msgspec.structs import fields

from bot.config.document import Document, Tree, Where, name
from bot.config.settings import Section
from bot.config.values import Secret, Wrong, nearest, text_of

T = TypeVar("T", bound=Section)

_YES, _NO = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})


def read_section(
    document: Document,
    kind: type[T],
    tree: Mapping[str, Tree],
    where: Where = (),
    also: Iterable[str] = (),
) -> T | None:
    """Make a section of the part of a document that stands at a place, or note its faults.

    An unknown key is a mistake everywhere; `also` are keys that are known here beside the
    section's own.
    """
    before, known = document.faults, {field.name: field for field in fields(kind)}
    for key in tree:
        if key not in known:
            close = nearest(key, {*known, *also})
            hint = close and name((*where, close))
            document.fault((*where, key), f'unknown key "{name((*where, key))}"', hint)
    values = dict[str, object]()
    for key, field in known.items():
        at = (*where, key)
        if key in tree:
            values[key] = _value(document, field.type, tree[key], at)
        elif field.required:
            document.fault(at, f"{name(at)}: this key is needed here")
    return kind(**values) if document.faults == before else None


def _value(document: Document, wanted: object, tree: Tree, where: Where) -> object:
    """Return the value that a type makes of a part of a document; None where a fault was noted."""
    origin, inner = get_origin(wanted), get_args(wanted)
    try:
        if isinstance(wanted, type) and issubclass(wanted, Section):
            return read_section(document, wanted, _section(tree), where)
        if origin is tuple:
            parts = enumerate(_list(tree))
            return tuple(_value(document, inner[0], part, (*where, at)) for at, part in parts)
        if origin is Mapping:
            named = _section(tree).items()
            return {key: _value(document, inner[1], part, (*where, key)) for key, part in named}
        return _single(wanted, tree)
    except Wrong as wrong:
        document.fault(where, f"{name(where)}: {wrong}", wrong.nearest)
        return None


def _single(wanted: object, tree: Tree) -> object:
    """Return the single value that a type makes of a text; Wrong where it makes none."""
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin is Annotated:
        return _annotated(inner[0], inner[1], tree)
    if origin in {Union, UnionType}:
        return _single(inner[0], tree)
    text = text_of(tree)
    if origin is Literal:
        if text not in inner:
            raise Wrong(f'must be {" or ".join(inner)}, not "{text}"', nearest(text, inner))
        return text
    assert isinstance(wanted, type), f"no setting can be {wanted!r}"
    return _KINDS[wanted](text)


def _annotated(base: object, said: object, tree: Tree) -> object:
    """Return what the reader of an annotated type makes of a text, or what lies within its bounds.

    The reader is a function that stands in the annotation; the bounds are those of `Meta`.
    """
    if callable(said):
        return said(tree)
    assert isinstance(said, Meta)
    value = _single(base, tree)
    if isinstance(value, int):
        if said.ge is not None and value < said.ge:
            raise Wrong(f'must be at least {said.ge}, not "{value}"')
        if said.le is not None and value > said.le:
            raise Wrong(f'must be at most {said.le}, not "{value}"')
    elif not value:
        raise Wrong("must not be empty")
    return value


def _section(tree: Tree) -> Mapping[str, Tree]:
    if not isinstance(tree, dict):
        raise Wrong("must be a section of keys and values")
    return tree


def _list(tree: Tree) -> list[Tree]:
    if not isinstance(tree, list):
        raise Wrong("must be a list, like [one, two]")
    return tree


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Wrong(f'must be a whole number, not "{text}"') from None


def _truth(text: str) -> bool:
    if text.casefold() not in _YES | _NO:
        raise Wrong(f'must be true or false, not "{text}"')
    return text.casefold() in _YES


_KINDS: Mapping[type, Callable[[str], object]] = {
    str: str, int: _whole, bool: _truth, Path: Path, Secret: Secret,
}  # fmt: skip
