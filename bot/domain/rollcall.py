"""Roll calls, as rules: who comes to something, and until when they may say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from bot.domain.call import Asked, Call, CallId, Refused
from bot.domain.phrase import Instant

RollCallId = NewType("RollCallId", CallId)


class Says(StrEnum):
    """Say what somebody answers to a roll call."""

    COMING = "coming"
    LATE = "late"
    LEAVE = "leave"


class Clash(StrEnum):
    """Say why a time cannot be, though it can be read."""

    PAST = "past"
    AFTER_START = "after-start"


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCall(Call):
    """Hold a roll call as it now stands; `expected` counts a fixed roll, `counts` who counts."""

    id: RollCallId
    starts: Instant
    place: str
    counts: Mapping[Says, int]
    expected: int | None

    @property
    def until(self) -> Instant | None:
        """Until when answers are taken, where that is not simply until it starts."""
        return None if self.closes == self.starts else self.closes


@dataclass(frozen=True, slots=True)
class Noted:
    """The answer stands; `remark` is the reason, or how late, as far as one was given."""

    says: Says
    remark: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one line of a roll call's list; `says` is None for who was expected and is silent."""

    name: str
    says: Says | None
    remark: str = ""
    at: Instant | None = None
    waiting: bool = False


Outcome = Noted | Refused | Asked


def clashes(starts: Instant, until: Instant | None, now: Instant) -> Mapping[str, Clash]:
    """Find which times cannot be, by field: the start must lie ahead, the deadline before it."""
    found = {}
    if starts <= now:
        found["starts"] = Clash.PAST
    if until is not None and until <= now:
        found["until"] = Clash.PAST
    elif until is not None and until > starts:
        found["until"] = Clash.AFTER_START
    return found
