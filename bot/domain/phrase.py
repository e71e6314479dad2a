"""Something to be said: a key of the catalogues and its typed arguments, in no language yet."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from bot.domain.repeat import Repeats

Instant: TypeAlias = datetime
"""A point in time: aware, UTC. Whoever stores or compares one refuses a naive value."""


class Stretch(Struct, frozen=True):
    """A stretch of time, half open: `end` is the first moment that no longer belongs to it."""

    start: Instant
    end: Instant


class Phrase(Struct, frozen=True):
    """Name a sentence of the catalogues, to be said in the reader's language.

    An argument's type decides how it is said: `str` is what a person typed (kept apart from our own
    words), `int` counts, `Instant` and `date` print with their weekday in the reader's zone,
    `timedelta` is a length of time, a `Stretch` says from when to when, `Repeats` is a rule, a
    `StrEnum` member selects between variants, a `Phrase` is said first, and a tuple is listed in
    the language's way.
    """

    feature: str
    key: str
    args: tuple[tuple[str, "Value"], ...] = ()


class Variant(str):
    """Select between the variants of a sentence by a word that is ours, not a person's."""

    __slots__ = ()


Single: TypeAlias = str | int | Instant | date | timedelta | Stretch | Repeats | StrEnum | Phrase
Value: TypeAlias = Single | tuple[Single, ...]
Words: TypeAlias = Phrase | str
"""A phrase of ours, or a text that somebody typed: the latter is data and never markup."""


class Speaker(Struct, frozen=True):
    """Name phrases of one catalogue."""

    feature: str

    def say(self, key: str, **args: Value) -> Phrase:
        """Name a phrase of the catalogue."""
        return Phrase(self.feature, key, tuple(args.items()))
