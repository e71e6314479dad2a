"""Thrift: what still goes out when a month's allowance runs low."""

from datetime import timedelta
from enum import Enum, auto
from typing import Final

SCARCE: Final = 0.2
"""The share of an allowance below which it is kept for what matters more than edits."""
SELDOM: Final = timedelta(hours=1)
"""How long then lies between two edits in a room."""


class Thrift(Enum):
    """Say how sparing one must be."""

    NONE = auto()
    """Everything goes."""
    EDITS = auto()
    """What stands in a room is brought up to date once an hour at most."""
    URGENT = auto()
    """Only answers and deadlines go."""


def thrift(left: float) -> Thrift:
    """Return how sparing one must be with a share of an allowance left, from 1 down to 0."""
    if left <= 0:
        return Thrift.URGENT
    return Thrift.EDITS if left < SCARCE else Thrift.NONE


def runs_low(limit: int, before: int, after: int) -> bool:
    """Say whether it was between these two counts that an allowance became scarce."""
    brink = limit * (1 - SCARCE)
    return before <= brink < after
