"""What repeats: on which days, at what time, from when, until when, and what differs.

The rules are our own and not RFC 5545's: none of the libraries that read an RRULE knows workdays
with make-up days, teaching weeks or "the 15th, on holidays the next workday", and what is left
beside those is a dozen lines. A rule falls into periods (a week, a month, a term …), and of each
period it takes some days.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import fields, replace

from bot.domain.almanac import Almanac
from bot.domain.wallclock import moment

LAST: Final = -1
"""As a number among the days of a period: the last of them."""

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(weeks=1)
_YEARS_AHEAD: Final = 12
"""How far an occurrence is looked for: 29 February may be eight years off."""
_SHIFTED: Final = timedelta(days=15)
"""Further than any shift to a workday goes."""


class Unit(StrEnum):
    """Name the period of which a rule takes its days."""

    DAY = "day"
    WORKDAY = "workday"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    TERM = "term"


class Shift(StrEnum):
    """Say where a day goes on which nobody works."""

    LATER = "later"
    EARLIER = "earlier"


class Parity(StrEnum):
    """Name every second teaching week."""

    ODD = "odd"
    EVEN = "even"


_MONTHS: Final = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}


class Pattern(Struct, frozen=True, kw_only=True):
    """Say on which days something happens.

    Of every `step`-th `unit` (of a year its `month`, where one is named) it is one of:

    - `day`, counted from 1, `LAST` being the last; where the month is too short, its last;
    - the `nth` of its `weekdays` (Monday is 0), or of its workdays where `workdays` says so;
    - all of its `weekdays`, in teaching weeks `weeks` (first and last) or of `parity` only;
    - without any of these, the day or the workday that the unit itself is.
    """

    unit: Unit
    step: int = 1
    weekdays: tuple[int, ...] = ()
    workdays: bool = False
    nth: int | None = None
    day: int | None = None
    month: int | None = None
    weeks: tuple[int, int] | None = None
    parity: Parity | None = None
    shift: Shift | None = None

    @property
    def whole(self) -> bool:
        """Whether it says which day is meant, and not only how often."""
        units = {Unit.DAY, Unit.WORKDAY}
        return self.unit in units or self.day is not None or bool(self.weekdays) or self.workdays

    @property
    def clamps(self) -> bool:
        """Whether some months are too short for its day, so that their last is taken."""
        return self.day is not None and self.day > 28 and self.month in {None, 2}

    @property
    def of_terms(self) -> bool:
        """Whether it can be reckoned only where terms are known."""
        return self.unit is Unit.TERM or self.weeks is not None or self.parity is not None

    @property
    def of_workdays(self) -> bool:
        """Whether holidays and make-up days matter to it."""
        return self.unit is Unit.WORKDAY or self.workdays or self.shift is not None

    def on(self, day: date, almanac: Almanac) -> "Pattern":
        """Take from a date which day of each period is meant; itself where that tells nothing."""
        match self.unit:
            case Unit.WEEK:
                return replace(self, weekdays=(day.weekday(),))
            case Unit.MONTH:
                return replace(self, day=day.day)
            case Unit.YEAR:
                return replace(self, month=day.month, day=day.day)
            case Unit.TERM if term := almanac.term_of(day):
                weeks = self.weeks or (None if self.parity else (term.week_of(day),) * 2)
                return replace(self, weekdays=(day.weekday(),), weeks=weeks)
        return self

    def days(self, start: date, almanac: Almanac, anchor: date) -> Iterator[date]:
        """Yield the days from `start` on, in order, each once; periods count from `anchor`'s.

        Looks some years ahead, and at terms that are known, and then ends.
        """
        last = start - _DAY
        for first, end in self._periods(start - _SHIFTED if self.shift else start, almanac, anchor):
            for day in self.within(first, end, almanac):
                if day > last:
                    yield day
                    last = day

    def _periods(self, start: date, almanac: Almanac, anchor: date) -> Iterator[tuple[date, date]]:
        """Yield the first and last day of each period that may hold a day from `start` on."""
        years = min(start.year + _YEARS_AHEAD, date.max.year - 1)
        match self.unit:
            case Unit.TERM:
                known = sorted((term.starts, term.ends) for term in almanac.terms)
                return (term for term in known if term[1] >= start)
            case Unit.DAY | Unit.WORKDAY | Unit.WEEK:
                return self._stretches(start, anchor, date(years, 12, 31))
        return self._month_stretches(start, anchor, years)

    def _stretches(self, start: date, anchor: date, horizon: date) -> Iterator[tuple[date, date]]:
        length = _WEEK if self.unit is Unit.WEEK else _DAY
        first = anchor - anchor.weekday() * _DAY if self.unit is Unit.WEEK else anchor
        # Back as well as on: what was shifted may lie before the anchor.
        first += (start - first) // (length * self.step) * (length * self.step)
        while first <= horizon:
            yield first, first + length - _DAY
            first += length * self.step

    def _month_stretches(
        self, start: date, anchor: date, years: int
    ) -> Iterator[tuple[date, date]]:
        length = _MONTHS[self.unit]
        first = (anchor.year * 12 + anchor.month - 1) // length * length
        first += (
            (start.year * 12 + start.month - 1 - first)
            // (length * self.step)
            * (length * self.step)
        )
        while first // 12 <= years:
            yield self._months(first, length)
            first += length * self.step

    def _months(self, begun: int, length: int) -> tuple[date, date]:
        """Return the first and last day of months counted from the year 0, or of the one named."""
        if self.month is not None:
            begun, length = begun + self.month - 1, 1
        first, after = (date(m // 12, m % 12 + 1, 1) for m in (begun, begun + length))
        return first, after - _DAY

    def within(self, first: date, end: date, almanac: Almanac) -> list[date]:
        """Return the days of one period that are meant."""
        span = [first + n * _DAY for n in range((end - first).days + 1)]
        if self.day is not None:
            found = span[-1:] if self.day == LAST else span[: self.day][-1:]
        elif self.workdays or self.unit is Unit.WORKDAY:
            found = [day for day in span if day in almanac.workdays]
        elif self.weekdays:
            found = [day for day in span if day.weekday() in self.weekdays]
        else:
            found = span[:1]
        if self.weeks is not None or self.parity is not None:
            found = [day for day in found if self._is_taught(day, almanac)]
        if self.nth is not None:
            at = self.nth if self.nth < 0 else self.nth - 1
            found = found[at:][:1] if -len(found) <= at < len(found) else []
        if self.shift is not None:
            step = 1 if self.shift is Shift.LATER else -1
            found = [almanac.workdays.near(day, step) for day in found]
        return found

    def _is_taught(self, day: date, almanac: Almanac) -> bool:
        term = almanac.term_of(day)
        if term is None:
            return False
        week = term.week_of(day)
        among = self.weeks is None or self.weeks[0] <= week <= self.weeks[1]
        return among and (self.parity is None or (week % 2 == 1) == (self.parity is Parity.ODD))


class Occurrence(Struct, frozen=True):
    """One time that something happens.

    `nominal` is the local time that the rule itself gives, whatever the clocks or an exception
    made of it: it names the occurrence for good. `in_gap` says that the spring change skipped
    the hour, so that it is later by the gap's width.
    """

    nominal: datetime
    instant: datetime
    in_gap: bool = False


class Repeats(Struct, frozen=True):
    """Say when something happens again and again.

    `at` is None while the hour is still to be asked. `starts` is the first day on which it may
    happen and the one from which every second week is counted, `ends` the last one, `times` how
    often it happens. `moved` says of a day of the rule on which day and when it happens instead,
    or by None that it does not: it counts among `times` all the same.
    """

    pattern: Pattern
    at: time | None
    starts: date
    ends: date | None = None
    times: int | None = None
    moved: tuple[tuple[date, datetime | None], ...] = field(default=())

    def days(self, almanac: Almanac, start: date | None = None) -> Iterator[date]:
        """Yield the rule's own days from `start` on, as long as it lasts."""
        begin = self.starts if start is None or self.times is not None else max(start, self.starts)
        for number, day in enumerate(self.pattern.days(begin, almanac, self.starts)):
            over = self.ends is not None and day > self.ends
            if over or (self.times is not None and number >= self.times):
                return
            if start is None or day >= start:
                yield day

    def after(self, instant: datetime, zone: ZoneInfo, almanac: Almanac) -> Iterator[Occurrence]:
        """Yield what happens after an instant, in order of time; nothing where the hour is unknown.

        It ends with the rule, with the terms that are known, or some years ahead.
        """
        if self.at is None:
            return
        local = instant.astimezone(zone)
        elsewhere = dict(self.moved)
        coming = sorted(self._moved(zone, almanac), key=lambda each: each.instant)
        for day in self.days(almanac, local.date() - _DAY):
            if day in elsewhere:
                continue
            usual = self._at(day, datetime.combine(day, self.at), zone)
            while coming and coming[0].instant <= usual.instant:
                if coming[0].instant > instant:
                    yield coming[0]
                del coming[0]
            if usual.instant > instant:
                yield usual
        yield from (each for each in coming if each.instant > instant)

    def _moved(self, zone: ZoneInfo, almanac: Almanac) -> Iterator[Occurrence]:
        for day, to in self.moved:
            if to is not None and day in self.days(almanac, day):
                yield self._at(day, to, zone)

    def _at(self, day: date, wall: datetime, zone: ZoneInfo) -> Occurrence:
        assert self.at is not None
        found = moment(wall.date(), wall.hour * 60 + wall.minute, zone)
        return Occurrence(datetime.combine(day, self.at), found.instant, found.in_gap)

    def without(self, day: date) -> "Repeats":
        """Skip one of the rule's days."""
        return self._differing(day, None)

    def moving(self, day: date, to: datetime) -> "Repeats":
        """Move one of the rule's days to another local time."""
        return self._differing(day, to)

    def as_ruled(self, day: date) -> "Repeats":
        """Let one of the rule's days be where the rule has it again."""
        return replace(self, moved=tuple(each for each in self.moved if each[0] != day))

    def _differing(self, day: date, to: datetime | None) -> "Repeats":
        return replace(self, moved=tuple(sorted({**dict(self.moved), day: to}.items())))

    def __str__(self) -> str:
        """Write the rule as `repeats_of` reads it again: what a row or a draft keeps."""
        said = {**_said(self.pattern), **_said(self)}
        return " ".join(f"{name}={text}" for name, text in said.items())


def repeats_of(text: str) -> Repeats:
    """Return the rule that was written as text; ValueError where it is none."""
    try:
        said = dict(each.split("=", maxsplit=1) for each in text.split())
        pattern = {n: read(said[n]) for n, read in _PATTERN_READERS.items() if n in said}
        rule = {n: read(said[n]) for n, read in _READERS.items() if n in said}
        return Repeats(Pattern(**pattern), **{"at": None, **rule})
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{text!r} is no repeating rule") from error


def _said(of: Any) -> dict[str, str]:
    """Write the fields that differ from what is usual."""
    usual = {each.name: each.default for each in fields(of)}
    values = {name: getattr(of, name) for name in usual if name != "pattern"}
    return {
        name: _text(value) for name, value in values.items() if value not in (usual[name], None)
    }


def _text(value: object) -> str:
    match value:
        case StrEnum():
            return value.value
        case datetime() | time():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case tuple():
            return ",".join(
                f"{each[0]}>{_text(each[1]) if each[1] else ''}"
                if isinstance(each, tuple)
                else str(each)
                for each in value
            )
    return str(value)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def _exceptions(text: str) -> tuple[tuple[date, datetime | None], ...]:
    pairs = (each.split(">") for each in text.split(","))
    return tuple(
        (date.fromisoformat(d), datetime.fromisoformat(to) if to else None) for d, to in pairs
    )


_PATTERN_READERS: Final[dict[str, Any]] = {
    "unit": Unit, "step": int, "weekdays": _numbers, "workdays": lambda text: text == "True",
    "nth": int, "day": int, "month": int, "weeks": _numbers, "parity": Parity, "shift": Shift,
}  # fmt: skip
_READERS: Final[dict[str, Any]] = {
    "at": time.fromisoformat, "starts": date.fromisoformat, "ends": date.fromisoformat,
    "times": int, "moved": _exceptions,
}  # fmt: skip
