"""Contests as they run: their phases, and the clock of each copy of a question.

A question is posted once to each room, and platforms do not show it at the same moment. So each
copy has a clock of its own, which starts when that copy was shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Final, NewType

from msgspec import Struct

from bot.domain.contest import Over, Scoring
from bot.domain.identity import PersonId, RoomId, TeamId
from bot.domain.phrase import Instant
from bot.domain.quiz import Question

ContestId = NewType("ContestId", int)
BankId = NewType("BankId", int)
DailyId = NewType("DailyId", int)

GRACE: Final = timedelta(seconds=1.5)
"""How long after a copy's time an answer still counts: it was under way."""
BEHIND: Final = timedelta(seconds=8)
"""How long after the first copy another may still be shown and count."""
READING: Final = timedelta(seconds=6)
"""How long what was right stands before the next question is asked."""
_ABBREVIATED: Final = 3
"""Letters of a name that may well stand in another word."""
TICK: Final = timedelta(seconds=1)
"""How often a running question notes that it is alive."""
GAP: Final = timedelta(seconds=2.5)
"""A longer silence was an interruption, which costs nobody any time."""
UNSEEN: Final = timedelta(seconds=60)
"""How long a question waits for its first copy to be shown before the contest pauses."""


class Phase(StrEnum):
    """Say how far a contest is."""

    LOBBY = "lobby"
    ASKED = "asked"
    REVEALED = "revealed"
    OVER = "over"
    OFF = "off"
    """Nobody joined, or it was ended before it began."""


class Contest(Struct, frozen=True, kw_only=True):
    """Hold a contest; `position` is the question that was asked last, from 1, and 0 before it.

    `number` is by what people know it in their team, `titles` what its bank is called by language.
    `count` is how many questions are wanted, and once it has begun how many there are.
    """

    id: ContestId
    team: TeamId
    number: int
    host: PersonId
    bank: BankId
    titles: Mapping[str, str]
    phase: Phase
    position: int
    scoring: Scoring
    time: timedelta
    count: int
    by_teams: bool
    over: Over
    begins_at: Instant
    paused_at: Instant | None
    alive_at: Instant | None
    closed_at: Instant | None
    players: int

    @property
    def running(self) -> bool:
        """Whether it is neither over nor called off."""
        return self.phase not in {Phase.OVER, Phase.OFF}


class Posed(Struct, frozen=True):
    """Hold a question of a contest: as it is asked there, and how far that is."""

    position: int
    question: Question
    asked: bool
    revealed: bool
    void: bool


class Copy(Struct, frozen=True):
    """Hold one room's copy of a question: when it was shown, if it was."""

    room: RoomId
    shown_at: Instant | None = None


class Copies(Struct, frozen=True):
    """Hold all copies of a question, and answer what their clocks say."""

    copies: Sequence[Copy]
    time: timedelta

    @property
    def _shown(self) -> Sequence[Instant]:
        return [each.shown_at for each in self.copies if each.shown_at is not None]

    @property
    def first(self) -> Instant | None:
        """When the first copy was shown."""
        return min(self._shown, default=None)

    def behind(self, now: Instant) -> tuple[RoomId, ...]:
        """List the rooms whose copy is left behind: shown much later than the first, or not yet."""
        first = self.first
        if first is None:
            return ()
        late = first + BEHIND
        return tuple(each.room for each in self.copies if (each.shown_at or now) > late)

    def ends(self) -> Instant | None:
        """Return when no copy takes answers any more; None while none was shown.

        As long as a copy may still be shown in time, it is waited for.
        """
        first = self.first
        if first is None:
            return None
        late = first + BEHIND
        ends = [each + self.time + GRACE for each in self._shown if each <= late]
        awaited = [late] if any(each.shown_at is None for each in self.copies) else []
        return max([*ends, *awaited])

    def took(self, room: RoomId | None, at: Instant) -> "timedelta | Untimely":
        """Return how long an answer took, given in a room; outside of all by the first copy.

        Whoever answers a copy before it is known to be shown has taken no time.
        """
        here = next((each.shown_at for each in self.copies if each.room == room), self.first)
        if room in self.behind(at):
            return Untimely.BEHIND
        took = timedelta(0) if here is None else max(at - here, timedelta(0))
        return Untimely.LATE if took > self.time + GRACE else took


class Untimely(StrEnum):
    """Say why an answer does not count, though its question is open for others."""

    LATE = "late"
    BEHIND = "behind"


def gap(alive_at: Instant | None, now: Instant) -> timedelta:
    """Return for how long a running question was interrupted; nothing while it ticks."""
    silent = timedelta(0) if alive_at is None else now - alive_at
    return silent if silent > GAP else timedelta(0)


def fitting(wanted: str, banks: Iterable[tuple[int, Iterable[str]]]) -> list[int]:
    """Return which banks a name may mean: those called just so, else those that have it in theirs.

    Else those whose whole name stands in it, as in “about school safety”. Names are compared as
    `bot.domain.quiz.folded` writes them.
    """
    named = [(bank, tuple(names)) for bank, names in banks]
    same = [bank for bank, names in named if wanted in names]
    parts = [bank for bank, names in named if any(wanted in each for each in names)]
    return same or parts or [
        bank for bank, names in named
        if any(each in wanted for each in names if each.isascii() and len(each) > _ABBREVIATED)
    ]  # fmt: skip
