"""Reminding, as rules: which steps a ladder has, when each reaches a person, and when it is enough.

A matter is something that people are reminded of: who has not answered a call, or who comes to a
meeting. Its ladder is planned for a *rhythm*, which is when somebody is not to be disturbed; all
who share one are reminded at the same instants.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.domain.identity import PersonId
from bot.domain.phrase import Instant, Phrase
from bot.domain.quiet import NIGHT
from bot.domain.wallclock import at_local
from bot.domain.weekly import MONDAY_MORNING, Weekly

MOST: Final = 3
"""How often one person is reminded of one matter, however long its ladder is."""
APART: Final = timedelta(hours=2)
"""How far apart two reminders of one matter are at least."""
SOON: Final = timedelta(hours=1)
"""What starts within this may break into quiet hours."""
EARLIER: Final = timedelta(minutes=30)
"""How long before quiet hours comes what could not wait for their end: at 21:30, if from 22:00."""

_DAY: Final = timedelta(days=1)
_AROUND: Final = 3
"""How many days before and after a moment are looked at for quiet hours that join."""


class Mark(StrEnum):
    """Name the rungs of a ladder that are not a length of time before the close."""

    OPENING = "opening"
    HALF = "half"
    CLOSING = "closing"
    NOW = "now"
    """Somebody asked for it, or what fell due was held up: once, at that instant."""


Rung: TypeAlias = Mark | timedelta
"""A step of a ladder: a mark, or how long before the close."""
Ladder: TypeAlias = tuple[Rung, ...]

USUAL: Final[Ladder] = (
    Mark.OPENING, Mark.HALF, timedelta(hours=24), timedelta(hours=2), Mark.CLOSING,
)  # fmt: skip
"""The ladder of a matter that has none of its own, where no settings say otherwise."""


class Habits(Struct, frozen=True):
    """Say how a house reminds, or a team that has set it; a matter and a person may differ.

    `quiet` are the hours in which nobody is disturbed where a team has not set its own, which the
    `Rhythm` of its members knows. `a_day` is how many reminders somebody gets, `digest` when a team
    has its weekly digest; None: it has none.
    """

    ladder: Ladder = USUAL
    quiet: tuple[time, time] | None = NIGHT
    a_day: int = 2
    digest: Weekly | None = MONDAY_MORNING


class Whom(StrEnum):
    """Say whom a matter's steps go to."""

    OWING = "owing"
    """Those who owe something, until it closes."""
    COMING = "coming"
    """Those who take part, until it starts."""


class Awaited(Struct, frozen=True):
    """Say whom a step of a matter goes to now, and how it is called within a list.

    `of` is how many were expected in all, those who have answered with them. `aloud` is whether
    a room may read who has not.
    """

    what: Phrase
    persons: Sequence[PersonId]
    of: int
    aloud: bool = True

    @property
    def half_done(self) -> bool:
        """Whether at least half of those who are expected owe nothing any more."""
        return 2 * len(self.persons) <= self.of


class LocalQuiet(Struct, frozen=True):
    """Hold hours of each day, in a zone, in which nobody is disturbed.

    They last from `start` up to `end`, over midnight where `end` is the earlier of the two; where
    both are the same there are none.
    """

    start: time
    end: time
    zone: ZoneInfo

    def on(self, day: date) -> tuple[Instant, Instant]:
        """Return when they begin on a local day, and when they end."""
        last = day + _DAY if self.end < self.start else day
        return at_local(day, self.start, self.zone), at_local(last, self.end, self.zone)


class Rhythm(Struct, frozen=True):
    """Say by which zone somebody's days are counted, and when they are not to be disturbed.

    Of several quiet hours each counts: those of all teams of a person who has none of their own.
    """

    zone: ZoneInfo
    quiet: frozenset[LocalQuiet] = frozenset()

    def day(self, at: Instant) -> str:
        """Name the local day of a moment."""
        return at.astimezone(self.zone).date().isoformat()

    def stillness(self, at: Instant) -> tuple[Instant, Instant] | None:
        """Return the quiet hours around a moment, those that join taken as one; None at any other.

        Two teams' hours may overlap or follow on each other: nobody is disturbed between them.
        """
        start = end = None
        for begins, ends in sorted(self._around(at)):
            if end is None or begins > end:
                if end is not None and at < end:
                    break
                start, end = begins, ends
            else:
                end = max(end, ends)
        if start is None or end is None or not start <= at < end:
            return None
        return start, end

    def next_still(self, at: Instant) -> Instant | None:
        """Return when quiet hours begin next after a moment; None where there are none."""
        return min((begins for begins, _ in self._around(at) if begins > at), default=None)

    def _around(self, at: Instant) -> Iterator[tuple[Instant, Instant]]:
        for hours in self.quiet:
            if hours.start != hours.end:
                today = at.astimezone(hours.zone).date()
                for days in range(-_AROUND, _AROUND + 1):
                    yield hours.on(today + timedelta(days=days))


class Step(Struct, frozen=True):
    """Hold a rung of a ladder, and the instant at which it reaches those of a rhythm."""

    rung: Rung
    at: Instant


class Course(Struct, frozen=True):
    """Hold what the plan of a matter depends on, the rhythm aside.

    Without `closes` only the opening can be a step. `also` is one more, at that instant.
    """

    opens: Instant
    closes: Instant | None
    ladder: Ladder
    whom: Whom = Whom.OWING
    also: Instant | None = None

    def plan(self, rhythm: Rhythm) -> tuple[Step, ...]:
        """Return the steps that reach those of a rhythm, in their order.

        A step that would have come before the opening is past, one less than two hours after
        another is left out, and one in quiet hours comes when they end. Would the matter be closed
        by then, it comes before they begin; if that is past as well, not at all. The half-life
        step counts only if it is wanted when it comes, so no other is left out for it.
        """
        moved = [
            Step(rung, at)
            for rung, raw in self._rungs()
            if (at := self._settled(rung, raw, rhythm)) is not None
        ]
        kept: list[Step] = []
        before: Instant | None = None
        for step in sorted(moved, key=lambda each: (each.at, each.rung == Mark.HALF)):
            if step.rung != Mark.NOW and before is not None and step.at < before + APART:
                continue
            kept.append(step)
            if step.rung != Mark.HALF:
                before = step.at
        return tuple(kept)

    def _rungs(self) -> Iterator[tuple[Rung, Instant]]:
        """Yield the rungs and when each would come, were nobody ever asleep.

        Those who come have answered: of them neither the opening nor the half-life wants anything.
        """
        for rung in dict.fromkeys(self.ladder):
            if self.whom is Whom.COMING and not isinstance(rung, timedelta):
                continue
            if rung == Mark.OPENING:
                yield rung, self.opens
            elif self.closes is not None:
                match rung:
                    case Mark.HALF:
                        yield rung, self.opens + (self.closes - self.opens) / 2
                    case Mark.CLOSING:
                        yield rung, self.closes
                    case timedelta():
                        yield rung, self.closes - rung
        if self.also is not None:
            yield Mark.NOW, self.also

    def _settled(self, rung: Rung, at: Instant, rhythm: Rhythm) -> Instant | None:
        """Return when a rung reaches those of a rhythm; None where it does not."""
        earliest = at if rung == Mark.NOW else self.opens
        if at < earliest:
            return None
        still = None if self.breaks(rung) else rhythm.stillness(at)
        if still is None:
            return at
        begins, ends = still
        if ends - begins >= _AROUND * _DAY:
            return None  # there is no hour at all at which they may be disturbed
        # What is said of the close itself is no less true when the night is over.
        if self.closes is None or ends < self.closes or rung == Mark.CLOSING:
            return ends
        sooner = begins - EARLIER
        return sooner if sooner >= earliest and rhythm.stillness(sooner) is None else None

    def breaks(self, rung: Rung) -> bool:
        """Say whether a step may break into quiet hours: something starts within the hour."""
        soon = isinstance(rung, timedelta) and rung <= SOON
        return self.whom is Whom.COMING and soon


class Wanted(StrEnum):
    """Say which steps are wanted: at half-life only if less than half have answered."""

    ALL = "all"
    BUT_HALF = "but-half"

    @classmethod
    def by(cls, awaited: Awaited) -> "Wanted":
        """Return what those who are awaited want."""
        return cls.BUT_HALF if awaited.half_done else cls.ALL

    def of(self, steps: Iterable[Step]) -> list[Step]:
        """Return those of some steps that are wanted."""
        return [step for step in steps if self is Wanted.ALL or step.rung != Mark.HALF]


def rung_by(steps: Sequence[Step], since: Instant, now: Instant) -> Step | None:
    """Return the step to be taken now, of all that have come since the last time: the latest.

    What fell due while nothing ran is folded into it.
    """
    return next((step for step in reversed(steps) if since < step.at <= now), None)


def following(ladder: Ladder, before: Ladder, now: Ladder) -> Ladder | None:
    """Return the ladder that takes a matter's place as a team changes its own.

    None where the matter's is its own. Of what people were just told of the opening is left out.
    """
    if ladder == before:
        return now
    return after_opening(now) if ladder == after_opening(before) else None


def after_opening(ladder: Ladder) -> Ladder:
    """Return a ladder without its opening: that of what people were just told of."""
    return tuple(rung for rung in ladder if rung != Mark.OPENING)


def next_at(plans: Iterable[Sequence[Step]], after: Instant) -> Instant | None:
    """Return when the next step of any of these plans comes, after an instant."""
    return min((step.at for plan in plans for step in plan if step.at > after), default=None)


class Skip(StrEnum):
    """Say why somebody is not reminded."""

    MUTED = "muted"
    """They asked not to be, of this matter."""
    ENOUGH = "enough"
    """They were as often as anybody is of one matter."""
    RECENT = "recent"
    """They were a short while ago."""
    UNREACHABLE = "unreachable"
    """There is no way to write to them in private."""
    TODAY = "today"
    """They have got as many reminders today as anybody does in a day."""
    QUIET = "quiet"
    """They are not to be disturbed before it is too late."""


class Reminded(Struct, frozen=True):
    """Hold how often somebody was reminded of a matter, when last, and whether they wish to be."""

    times: int = 0
    last_at: Instant | None = None
    muted: bool = False

    def skip(self, now: Instant) -> Skip | None:
        """Return why the matter is nothing to remind them of now; None where it is."""
        if self.muted:
            return Skip.MUTED
        if self.times >= MOST:
            return Skip.ENOUGH
        if self.last_at is not None and now < self.last_at + APART:
            return Skip.RECENT
        return None


def written(ladder: Ladder) -> list[str]:
    """Write a ladder as rows keep it: marks by their words, lengths in seconds."""
    return [
        str(int(rung.total_seconds())) if isinstance(rung, timedelta) else rung.value
        for rung in ladder
    ]


def read(kept: Iterable[str]) -> Ladder:
    """Read a ladder that was `written`."""
    return tuple(timedelta(seconds=int(each)) if each.isdecimal() else Mark(each) for each in kept)
