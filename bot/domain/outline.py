"""Outlines: what a file of nested keys and values says, as texts that know their lines."""

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct


class Branch(Struct, frozen=True):
    """Hold keys with their lines and values, in their order; a key may be there twice."""

    line: int
    entries: tuple[tuple[str, int, "Tree"], ...]

    def __iter__(self) -> Iterator[tuple[str, int, "Tree"]]:
        """Go through key, line and value."""
        return iter(self.entries)


class Leaf(Struct, frozen=True):
    """Hold a text; a key with nothing behind it has an empty one."""

    line: int
    text: str


class Twigs(Struct, frozen=True):
    """Hold a list."""

    line: int
    items: tuple["Tree", ...]


Tree: TypeAlias = Branch | Leaf | Twigs
