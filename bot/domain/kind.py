"""Kinds of meetings: how often one is due, and how many must be there to decide."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.domain.meeting import Quorum


class Every(StrEnum):
    """Say how often a kind of meeting is to be held."""

    MONTH = "month"
    QUARTER = "quarter"
    TERM = "term"
    YEAR = "year"


class Kind(Struct, frozen=True):
    """Hold a kind and its rules.

    `key` names it: one of ours, which the catalogues word, or, of a team's own, as it was typed.
    With `leave_aside` those on approved leave are no part of the base of the quorum.
    """

    key: str
    every: Every | None = None
    quorum: Quorum | None = None
    leave_aside: bool = False

    @property
    def standard(self) -> bool:
        """Whether it is one of ours."""
        return self.key in STANDARD


PLAIN: Final = "meeting"
"""The kind of a meeting that is of no particular kind."""

STANDARD: Final[Mapping[str, Kind]] = {
    kind.key: kind
    for kind in (
        Kind("group", Every.MONTH, Quorum.HALF),
        Kind("branch", Every.QUARTER, Quorum.HALF),
        Kind("committee", Every.MONTH, Quorum.HALF),
        Kind("lecture", Every.QUARTER),
        Kind("themed", Every.MONTH),
        Kind("exchange", Every.TERM),
        Kind("assembly", Every.YEAR, Quorum.HALF),
        Kind(PLAIN),
    )
}
"""The kinds that every team has, with the rules that a team may change."""

_LEFT: Final = {
    Every.MONTH: timedelta(days=7),
    Every.QUARTER: timedelta(days=21),
    Every.TERM: timedelta(days=30),
    Every.YEAR: timedelta(days=30),
}
"""How long before the end of a period the organisers hear that a meeting is still to be held."""


class Period(Struct, frozen=True):
    """Hold a stretch of days in which a kind of meeting is due once: from `first` to `last`."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Say whether a day lies in it."""
        return self.first <= day <= self.last

    def __str__(self) -> str:
        """Name it, for a row that says for which one something was done."""
        return self.first.isoformat()


def period(every: Every, day: date, term: Period | None = None) -> Period:
    """Return the period of a day; a term that is not known begins in February or August."""
    match every:
        case Every.MONTH:
            return _months(day.year, day.month, 1)
        case Every.QUARTER:
            return _months(day.year, day.month - (day.month - 1) % 3, 3)
        case Every.YEAR:
            return _months(day.year, 1, 12)
        case Every.TERM:
            if term is not None and day in term:
                return term
            if 2 <= day.month <= 7:
                return _months(day.year, 2, 6)
            return _months(day.year - (day.month == 1), 8, 6)


def is_time_to_ask(every: Every, day: date, term: Period | None = None) -> bool:
    """Say whether a period is so near its end that a missing meeting is worth a word."""
    return day >= period(every, day, term).last - _LEFT[every]


def _months(year: int, month: int, count: int) -> Period:
    over = month - 1 + count
    last = date(year + over // 12, over % 12 + 1, 1) - timedelta(days=1)
    return Period(date(year, month, 1), last)
