"""What one typed time says, field by field, before anybody asks what it means."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.domain.repeat import Parity, Shift, Unit
from bot.when.readings import Part

CLOCK_FIELDS: Final = (
    "hour", "minute", "exact", "tongue", "half", "part", "midnight", "zone",
)  # fmt: skip


class Half(StrEnum):
    """Name a half of the day."""

    AM = "am"
    PM = "pm"


class Mark(StrEnum):
    """Say how a deadline was marked, which matters for weeks and months only."""

    BEFORE = "before"  # 下周前: over before that week begins
    UNTIL = "until"  # by next week: that week included


class Sense(StrEnum):
    """Say where a length of time leads."""

    LENGTH = "length"
    AFTER = "after"
    AGO = "ago"
    WITHIN = "within"


class Amount(Struct, frozen=True):
    """A length in its own units: months, days and workdays the calendar's, seconds the clock's."""

    sense: Sense
    months: int = 0
    days: int = 0
    workdays: int = 0
    seconds: int = 0


class Said(Struct, frozen=True, kw_only=True):
    """Hold the fields that a text names; each can be said once. None and False mean unsaid.

    Steps count from now: `day_step` 1 is tomorrow, `week_step` 1 the next Monday week,
    `month_step`, `year_step` and `term_step` likewise. Weekdays count from Monday = 0.
    """

    day_step: int | None = None
    weekday: int | None = None
    week_step: int | None = None
    next_or_coming: bool = False  # English "next Fri"
    last_one: bool = False  # English "last Fri"
    weekend: bool = False
    year: int | None = None
    year_step: int | None = None
    month: int | None = None
    month_step: int | None = None
    day: int | None = None
    slash: tuple[int, int] | None = None
    hour: int | None = None
    minute: int | None = None
    exact: bool = False  # the hour is written on the 24-hour clock
    tongue: str | None = None  # the language of the hour, where its form tells
    half: Half | None = None
    part: Part | None = None
    midnight: bool = False
    day_end: bool = False
    number: int | None = None  # a bare number: an hour or a day, as its neighbours tell
    amount: Amount | None = None
    mark: Mark | None = None
    zone: str | None = None
    now: bool = False
    nth: int | None = None  # the first, or from the end, of its weekdays or its workdays
    workday: bool = False
    term_step: int | None = None
    term_day: int | None = None  # the first of the term, or its `LAST`
    weeks: tuple[int, int] | None = None  # teaching weeks
    # What follows is said of repeating times only.
    unit: Unit | None = None
    step: int | None = None
    either: bool = False  # 每隔两周, "every third Friday": of two rhythms
    or_this: bool = False  # "of the month": of this one, where one date is wanted
    weekdays: tuple[int, ...] | None = None
    parity: Parity | None = None
    shift: Shift | None = None
    times: int | None = None

    def merge(self, other: "Said") -> "Said | None":
        """Return both together; None if they say the same thing twice."""
        together: dict[str, object] = {}
        for name in _NAMES:
            mine, theirs = getattr(self, name), getattr(other, name)
            if _is_said(mine) and _is_said(theirs):
                return None
            together[name] = mine if _is_said(mine) else theirs
        return Said(**together)  # type: ignore[arg-type]  # values come from these very fields

    @property
    def names_date(self) -> bool:
        """Tell whether a day is said in a way that needs no weekday."""
        return any(_is_said(x) for x in (self.day_step, self.day, self.slash, self.amount))

    @property
    def repeats(self) -> bool:
        """Tell whether something is said of more than one day."""
        several = self.weeks is not None and self.weeks[0] != self.weeks[1]
        said = (self.unit, self.parity, self.shift, self.times)
        return several or any(_is_said(x) for x in said)

    @property
    def names_week(self) -> bool:
        """Tell whether a week is said, in which a weekday may lie."""
        return self.week_step is not None or self.next_or_coming or self.last_one

    @property
    def names_month_or_year(self) -> bool:
        """Tell whether a month or a year is said, in which a day may lie."""
        return any(_is_said(x) for x in (self.month, self.month_step, self.year, self.year_step))

    @property
    def names_day(self) -> bool:
        """Tell whether a day, a week, a month or a year is said."""
        return (
            self.names_date
            or self.names_week
            or self.names_month_or_year
            or self.weekend
            or self.weekday is not None
            or any(_is_said(x) for x in (self.nth, self.weeks, self.term_step, self.term_day))
        )

    @property
    def clock(self) -> "Said":
        """Return what is said of the hour alone."""
        return Said(**{name: getattr(self, name) for name in CLOCK_FIELDS})

    @property
    def names_clock(self) -> bool:
        """Tell whether an hour is said."""
        return self.hour is not None or self.day_end


def _is_said(value: object) -> bool:
    return value is not None and value is not False


_NAMES: Final = Said.__struct_fields__
