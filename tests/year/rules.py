"""When people should have been reminded in a year, by the rules and by the tables alone.

Written from what was promised, not from the engine: of each thing that somebody owes or comes to
there is a ladder (at its opening; at half of its time, if fewer than half have answered; a day and
two hours before the end; at the end), a step comes only to those whom it still concerns, two hours
after the one before at the earliest and three times at most. What falls into the night comes in the
morning, or the evening before if it were too late by then; what starts within the hour may wake.
All that reaches somebody at one moment is one message, and two messages are a day's most. What
fell due while nothing ran comes once, when it runs again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from tests.year.group import moment
from tests.year.plans import GIVEN

Facts = Callable[..., Sequence[tuple[Any, ...]]]
Span = tuple[datetime, datetime]

MOST: Final = 3
A_DAY: Final = 2
APART: Final = timedelta(hours=2)
TO_UNDO: Final = timedelta(minutes=1)
"""How long an organiser may take back what was posted: nobody is written to of it before."""
MORNING, EVENING, NIGHT = time(8), time(21, 30), time(22)
AHEAD: Final = (timedelta(hours=24), timedelta(hours=2))
LECTURE: Final = (timedelta(hours=24), timedelta(hours=1))

_ENTRIES: Final = """
    SELECT {kind}.id, person.name, answer.at, answer.says FROM {kind}
    JOIN roll_entry ON roll_entry.roll = {kind}.roll
    JOIN person ON person.id = roll_entry.person
    LEFT JOIN ({answers}) AS answer
    ON answer.thing = {kind}.id AND answer.person = roll_entry.person
    WHERE roll_entry.votes OR '{kind}' != 'poll'
"""
_ANSWERS: Final = {
    "meeting": "SELECT meeting AS thing, person, at, says FROM meeting_answer",
    "poll": """
        SELECT poll AS thing, person, min(at) AS at, '' AS says FROM poll_answer
        GROUP BY 1, 2""",
    "essay": """
        SELECT essay AS thing, paper.person, min(at) AS at, '' AS says FROM paper_version
        JOIN paper ON paper.id = paper WHERE stage = 'kept' GROUP BY 1, 2""",
}
_CALLS: Final = """
    SELECT 'meeting', id, kind, opened_at, starts, starts FROM meeting
    UNION ALL SELECT 'poll', id, NULL, opened_at, closes, closes FROM poll
    UNION ALL SELECT 'essay', id, NULL, opened_at, due, coalesce(closed_at, 9000000000000000)
    FROM essay
"""
_TASKS: Final = """
    SELECT meeting_line.id, meeting.approved_at, due, done_at, person.name FROM meeting_line
    JOIN meeting ON meeting.id = meeting JOIN person ON person.id = owner
"""

_EXTENSIONS: Final = """
    SELECT person.name, until FROM essay_extension JOIN person ON person.id = person
"""


@dataclass(slots=True)
class Thing:
    """Hold what people are reminded of, and for whom it stands from when to when."""

    name: str
    opens: datetime
    closes: datetime
    ahead: tuple[timedelta, ...] = AHEAD
    opening: bool = True
    half: bool = True
    wakes: bool = False
    concerns: dict[str, Span] = field(default_factory=dict)
    all_of_them: int = 1

    def open_to(self, at: datetime) -> int:
        """Count those whom it concerns at a moment."""
        return sum(since <= at < until for since, until in self.concerns.values())

    def steps(self, zone: ZoneInfo) -> Iterator[tuple[datetime, bool]]:
        """Yield when it is spoken of to people of a zone, and whether that is at half its time."""
        soon = timedelta(hours=1)
        raw = [(self.closes - ahead, False, self.wakes and ahead <= soon) for ahead in self.ahead]
        if self.opening:
            raw.append((self.opens, False, False))
        if self.half:
            raw.append((self.opens + (self.closes - self.opens) / 2, True, False))
        if self.opening or self.half:
            raw.append((self.closes, False, False))
        settled = [
            (when, half)
            for at, half, wakes in raw
            if at >= self.opens and (when := at if wakes else self._by_day(at, zone)) is not None
        ]
        before = None
        for when, half in sorted(settled):
            if before is None or when >= before + APART:
                yield when, half
                before = before if half else when

    def _by_day(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        local = at.astimezone(zone)
        if MORNING <= local.time() < NIGHT:
            return at
        evening = local if local.time() >= NIGHT else local - timedelta(days=1)
        morning = datetime.combine(evening.date() + timedelta(days=1), MORNING, zone)
        if morning < self.closes or at == self.closes:
            return morning
        sooner = datetime.combine(evening.date(), EVENING, zone)
        return sooner if sooner >= self.opens else None


def things(facts: Facts) -> list[Thing]:
    """Read from the tables what there was to be reminded of."""
    entries: dict[tuple[str, int], list[tuple[Any, ...]]] = defaultdict(list)
    for kind, answers in _ANSWERS.items():
        for number, *entry in facts(_ENTRIES.format(kind=kind, answers=answers)):
            entries[kind, number].append(tuple(entry))
    found: list[Thing] = []
    for kind, number, of_kind, opened, closes, ends in facts(_CALLS):
        roll, opens, last = entries[kind, number], moment(opened), moment(ends)
        lecture = of_kind == "lecture"
        owed = Thing(
            f"{kind} {number}", opens, moment(closes), LECTURE if lecture else AHEAD,
            opening=not lecture, half=not lecture, all_of_them=len(roll),
        )  # fmt: skip
        for name, at, _ in roll:
            owed.concerns[name] = (opens, last if at is None else min(moment(at), last))
        found.append(owed)
        if kind == "meeting":
            comes = Thing(
                f"coming to {number}", opens, moment(closes), owed.ahead, opening=False,
                half=False, wakes=True,
            )  # fmt: skip
            for name, at, says in roll:
                if at is not None and says != "leave":
                    comes.concerns[name] = (moment(at), last)
            found.append(comes)
    for name, until in facts(_EXTENSIONS):
        (essay,) = (each for each in found if each.name == "essay 1")
        more = Thing(f"more time for {name}", GIVEN, moment(until), opening=False)
        more.concerns[name] = (GIVEN, essay.concerns[name][1])
        found.append(more)
    for number, since, due, done, name in facts(_TASKS):
        task = Thing(f"task {number}", moment(since), moment(due), opening=False)
        never = task.closes + timedelta(days=999)
        task.concerns[name] = (task.opens, never if done is None else moment(done))
        found.append(task)
    return found


def expected(
    of: Sequence[Thing], zones: Mapping[str, ZoneInfo], downtimes: Sequence[Span], ends: datetime
) -> set[tuple[str, datetime]]:
    """Return who should have been reminded when."""
    plans = {
        (id(thing), zone): list(thing.steps(zone)) for thing in of for zone in {*zones.values()}
    }
    reminded: set[tuple[str, datetime]] = set()
    for name, zone in zones.items():
        due = [
            (when, thing, half)
            for thing in of if name in thing.concerns
            for step, half in plans[id(thing), zone]
            if (when := _caught_up(max(step, thing.opens + TO_UNDO), zone, downtimes)) < ends
        ]  # fmt: skip
        due.sort(key=lambda each: each[0])
        times: dict[int, list[datetime]] = defaultdict(list)
        a_day: dict[object, int] = defaultdict(int)
        for when, together in groupby(due, key=lambda each: each[0]):
            wanted = [
                thing for _, thing, half in together
                if _concerns(thing, name, when, half=half)
                and len(times[id(thing)]) < MOST
                and all(when >= before + APART for before in times[id(thing)])
            ]  # fmt: skip
            day = when.astimezone(zone).date()
            if wanted and a_day[day] < A_DAY:
                a_day[day] += 1
                reminded.add((name, when))
                for thing in wanted:
                    times[id(thing)].append(when)
    return reminded


def _concerns(thing: Thing, name: str, when: datetime, *, half: bool) -> bool:
    since, until = thing.concerns[name]
    enough = half and 2 * thing.open_to(when) <= thing.all_of_them
    return since <= when < until and not enough


def _caught_up(when: datetime, zone: ZoneInfo, downtimes: Sequence[Span]) -> datetime:
    for begins, ends in downtimes:
        if begins < when < ends:
            # Should they be asleep by then, it waits for the morning.
            local = ends.astimezone(zone)
            asleep = not MORNING <= local.time() < NIGHT
            return datetime.combine(local.date(), MORNING, zone) if asleep else ends
    return when
