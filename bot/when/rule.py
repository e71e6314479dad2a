"""What a rule of the grammar is: a pattern, what it says, and how much it proves."""

import re
from collections.abc import Callable
from enum import Enum, auto
from typing import TypeAlias

from msgspec import Struct

from bot.when.said import Said


class Weight(Enum):
    """Say how surely a match, met inside a sentence, is a time."""

    FULL = auto()  # a time wherever it stands: 15:00, 明天
    APART = auto()  # a time unless Chinese text runs on: 周五, not 周五花店
    CAPITAL = auto()  # a time if it is written as a name: Sat, not sat
    PART = auto()  # a time only in the company of another: 12/1, at 3
    NONE = auto()  # proves nothing


class Stand(Enum):
    """Say where in an expression an element may stand."""

    ANYWHERE = auto()
    NOT_LAST = auto()  # until …
    NOT_FIRST = auto()  # …之前


Say: TypeAlias = Callable[[re.Match[str]], Said | None]


class Rule(Struct, frozen=True):
    """Read one element of a time; `say` may still decline what the pattern took.

    Patterns see folded text (`numerals.fold`) and repeat nothing without a bound. They are compiled
    where they are matched: that is dear, and a start reads no time.
    """

    pattern: str
    say: Say
    weight: Weight = Weight.FULL
    stand: Stand = Stand.ANYWHERE


def rule(
    pattern: str,
    say: Say | Said,
    weight: Weight = Weight.FULL,
    stand: Stand = Stand.ANYWHERE,
) -> Rule:
    """Make a rule; what is said may be constant."""
    if isinstance(say, Said):
        constant = say
        return Rule(pattern, lambda _: constant, weight, stand)
    return Rule(pattern, say, weight, stand)
