"""Weekly digests, as rules: when one is due and previewed, which weeks it tells of, what fits."""

from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final, NewType
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.domain.phrase import Instant, Phrase, Stretch, Words
from bot.domain.reminding import EARLIER, Rhythm
from bot.domain.wallclock import start_of

DigestId = NewType("DigestId", int)

LINES: Final = 10
"""How many lines a digest has at most, below its title and beside its picture."""
WEEKS: Final = 8
"""How many weeks its picture shows."""
WEEK: Final = timedelta(days=7)
AHEAD: Final = timedelta(hours=1)
"""How long before it goes out it is shown to those who may change it."""
LEAST: Final = timedelta(minutes=30)
"""How much of that must be left where quiet hours hold the preview."""

_DAY: Final = timedelta(days=1)
_JUST_BEGUN: Final = timedelta(hours=12)
"""On Monday morning nobody looks for a bar of the week that begins."""


def preview_at(due: Instant, rhythm: Rhythm) -> Instant:
    """Return when a digest is shown to somebody who may change it before it goes out.

    An hour ahead. In quiet hours it waits for their end, if half an hour is left then; else it
    comes before they begin, the evening before: a preview that nobody has time to read is none.
    """
    wanted = due - AHEAD
    still = rhythm.stillness(wanted)
    if still is None:
        return wanted
    begins, ends = still
    if ends <= due - LEAST:
        return ends
    sooner = begins - EARLIER
    return sooner if due - sooner < _DAY else wanted


def weeks(until: Instant, zone: ZoneInfo) -> tuple[Stretch, ...]:
    """Return the calendar weeks up to a moment, the earliest first; the last may still go on.

    They begin on Mondays whenever a digest goes out, so that the same hours stand in the same week
    of each. One that has only just begun is not among them.
    """
    last = (until.astimezone(zone) - _JUST_BEGUN).date()
    monday = last - timedelta(days=last.weekday())
    edges = [start_of(monday + WEEK * n, zone) for n in range(1 - WEEKS, 2)]
    return tuple(Stretch(start, min(end, until)) for start, end in pairwise(edges))


def past_week(until: Instant, zone: ZoneInfo, told_until: Instant | None) -> Stretch:
    """Return the stretch that a digest tells of: the week, but for what the last one told."""
    a_week_ago = (until.astimezone(zone) - WEEK).astimezone(UTC)
    since = a_week_ago if told_until is None else max(a_week_ago, min(told_until, until))
    return Stretch(since, until)


# What features tell


class Happened(Struct, frozen=True):
    """Say one thing that happened, as part of its feature's line.

    `key` names it for good within its feature. What can turn out to be different later says `what`
    it is, and its `figure`: of these a correction is made.
    """

    key: str
    says: Phrase
    what: Words = ""
    figure: Phrase | None = None


class Expected(Struct, frozen=True):
    """Say one thing that comes, and when."""

    at: Instant
    says: Phrase


class Measured(StrEnum):
    """Say what is measured each week."""

    SHARE = "share"
    """In per cent."""
    MINUTES = "minutes"


class Measure(Struct, frozen=True):
    """Hold what a feature measured in each of some weeks; None of one with nothing to measure."""

    kind: Measured
    values: tuple[int | None, ...]

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return any(self.values)


# What becomes of it


class Part(StrEnum):
    """Name the parts of a digest that its lines are of."""

    PAST = "past"
    COMING = "coming"
    CORRECTED = "corrected"
    LATER = "later"
    """What turned out only after it was sent, and has been told since: it stands on no card."""


class State(StrEnum):
    """Say how a digest stands."""

    DRAFT = "draft"
    SENT = "sent"
    SKIPPED = "skipped"


PICTURE: Final = "picture"
"""What is dropped of a digest without its picture; else a feature, or a `Part`."""


class Line(Struct, frozen=True):
    """Hold one fact of a digest as it is told, and kept: of a part, by a feature, under a key.

    `figure` is what was told, and `told` what has been told of it since then.
    """

    part: Part
    feature: str
    key: str
    says: Phrase
    at: Instant | None = None
    what: Words = ""
    figure: Phrase | None = None
    told: Phrase | None = None


class Correction(Struct, frozen=True):
    """Say that a line which was told is different now: what it was, and is, if anything."""

    digest: DigestId
    feature: str
    key: str
    what: Words
    was: Phrase | None
    now: Phrase | None


def corrections(
    digest: DigestId, kept: Sequence[Line], found: Mapping[tuple[str, str], Happened]
) -> list[Correction]:
    """Compare the figures that an earlier digest told with what is found for its time today.

    What was told to be nothing is told again only once there is something.
    """
    told = {Part.PAST, Part.LATER}
    known = {(line.feature, line.key): line for line in kept if line.part in told}
    changed: list[Correction] = []
    for feature, key in dict.fromkeys([*known, *found]):
        line, now = known.get((feature, key)), found.get((feature, key))
        what = now.what if now else line.what if line else ""
        was, figure = (line.told if line else None), (now.figure if now else None)
        if what and was != figure:
            changed.append(Correction(digest, feature, key, what, was, figure))
    return changed


def fitted(past: int, coming: int, room: int) -> tuple[int, int]:
    """Return how many lines are shown of what was and of what comes, with room for so many.

    What is left out of either is said in one line, for which there is room as well.
    """
    if past + coming <= room:
        return past, coming
    first = min(past, max(room // 2, room - coming))
    second = room - first
    return (past if past <= first else first - 1), (coming if coming <= second else second - 1)
