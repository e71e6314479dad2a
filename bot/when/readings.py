"""What a typed time may turn out to be, and what it was said for: plain values."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from bot.domain.almanac import Almanac
from bot.domain.phrase import Instant
from bot.domain.repeat import Repeats


class Purpose(StrEnum):
    """Say what the time is for, which decides what a day without an hour means."""

    MEETING = "meeting"
    DEADLINE = "deadline"
    REMINDER = "reminder"


class Part(StrEnum):
    """Name a part of the day."""

    DAWN = "dawn"
    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    DUSK = "dusk"
    EVENING = "evening"


class Note(StrEnum):
    """Say what was decided for the person, so that what is shown can name it."""

    GAP = "gap"  # the hour is skipped by the spring change: moved forward by the gap's width
    CLAMPED = "clamped"  # counting months led to a day that month lacks: its last day
    NOON = "noon"  # a bare 12 o'clock, or 中午 without an hour, is 12:00
    MIDNIGHT = "midnight"  # the hour lies past the end of the named day: on the next date
    DAY_END = "day_end"  # the team's end of day
    PART_END = "part_end"  # a deadline named by a part of the day is the end of that part
    HOLIDAYS = "holidays"  # that year's holidays are not known: Monday to Friday were reckoned with


class Missing(StrEnum):
    """Say what a repeating time leaves open."""

    DAY = "day"  # 每周, monthly: how often, and not on which day
    HOUR = "hour"


class Reason(StrEnum):
    """Say why a time cannot be."""

    DATE = "date"  # no such date: 30 Feb, or beyond the calendar
    HOUR = "hour"  # no such hour or minute: 25:00, 18:75, 15am
    PART = "part"  # the part of the day contradicts the hour: 上午15点
    WEEKDAY = "weekday"  # the weekday contradicts the date
    ZONE = "zone"  # another place's time is named
    BACKWARDS = "backwards"  # the span ends before it starts
    MIDNIGHT = "midnight"  # 每周五晚12点: at the end of a day, which no rule can name


class Setting(Struct, frozen=True):
    """Hold what a time is read against.

    `now` is aware; `zone` is the team's. Both languages are always understood: `language` only
    settles what they write alike (12/1, 6:30). `day_end` is the team's end of day (EOD, 下班前),
    `almanac` the place's workdays and terms.
    """

    now: Instant
    zone: ZoneInfo
    language: str
    purpose: Purpose | None = None
    day_end: time = time(18)
    almanac: Almanac = field(default_factory=Almanac)

    def __post_init__(self) -> None:
        """Refuse a clock that does not say where it stands."""
        if self.now.tzinfo is None:
            raise ValueError("Setting.now is naive. Pass an aware datetime, in UTC.")

    @property
    def local(self) -> datetime:
        """Return `now` as the wall clock of the zone shows it."""
        return self.now.astimezone(self.zone)


class At(Struct, frozen=True):
    """A moment."""

    instant: Instant
    notes: tuple[Note, ...] = ()


class Day(Struct, frozen=True):
    """A day without an hour; `part` is kept where one was named."""

    date: date
    notes: tuple[Note, ...] = ()
    part: Part | None = None


class Deadline(Struct, frozen=True):
    """A moment until which something counts: 23:59 of the last day where no hour was named."""

    instant: Instant
    notes: tuple[Note, ...] = ()


class Length(Struct, frozen=True):
    """A length of time."""

    length: timedelta


class Span(Struct, frozen=True):
    """A stretch of time, half open: `end` is the first moment that no longer belongs to it.

    Whole days end at the start of the day after the last: 27-29 Nov ends at 30 Nov 00:00.
    """

    start: Instant
    end: Instant
    notes: tuple[Note, ...] = ()


class AskHour(Struct, frozen=True):
    """A meeting's day whose hour is still to be asked; `part` narrows the question."""

    date: date
    notes: tuple[Note, ...] = ()
    part: Part | None = None


class Ambiguous(Struct, frozen=True):
    """Readings that are equally good, nearly always two; none is itself `Ambiguous`."""

    readings: tuple["Reading", ...]


class Past(Struct, frozen=True):
    """A time that is over; `instead` is what was probably meant, if anything was."""

    typed: Instant
    instead: "Reading | None" = None


class Impossible(Struct, frozen=True):
    """A time that cannot be, as it was typed."""

    text: str
    reason: Reason


class Repeating(Struct, frozen=True):
    """A time that repeats; `part` is kept where a part of the day was named and no hour.

    `unknown` are the years of its next occurrences whose holidays are not known.
    """

    rule: Repeats
    part: Part | None = None
    unknown: tuple[int, ...] = ()

    @property
    def missing(self) -> Missing | None:
        """What is still to be asked before it says when something happens."""
        if not self.rule.pattern.whole:
            return Missing.DAY
        return Missing.HOUR if self.rule.at is None else None


class WorkLength(Struct, frozen=True):
    """A length of time in workdays."""

    workdays: int


class AskTerm(Struct, frozen=True):
    """A time of a term that nobody has entered yet: an organiser says when the term is."""

    text: str


Reading: TypeAlias = (
    At
    | Day
    | Deadline
    | Length
    | WorkLength
    | Span
    | AskHour
    | AskTerm
    | Repeating
    | Ambiguous
    | Past
    | Impossible
)


class Found(Struct, frozen=True):
    """A time inside a sentence: `text[start:end]` reads as `reading`."""

    start: int
    end: int
    reading: Reading
