"""From two moments said to the stretch between them."""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from bot.domain.wallclock import Moment, moment, start_of
from bot.when.dates import Choice, choices
from bot.when.hours import DAY, PART_SPANS, Clock, clocks
from bot.when.local import RefusedError
from bot.when.reading import check_zone, settle
from bot.when.readings import Note, Past, Reading, Reason, Setting, Span
from bot.when.said import CLOCK_FIELDS, Said


def interpret_span(first: Said, second: Said, setting: Setting) -> Reading | None:
    """Say what "from first until second" means; None if they make no span together.

    A bare hour is the one of its two that makes the span shorter: 9-5 is a working day, 10-2
    goes over noon. Raises `RefusedError` for a span that cannot be.
    """
    shared = _share(first, second)
    if shared is None:
        return None
    first, second = shared
    for said in shared:
        check_zone(said, setting)
        if said.amount or said.now or said.mark or said.day_end or said.number is not None:
            return None
    if not _fits(first, second):
        return None
    return settle(
        reading for day in choices(first, setting) for reading in _from(day, first, second, setting)
    )


def _fits(first: Said, second: Said) -> bool:
    if first.names_clock or first.part:
        return second.names_clock or second.part is not None or second.names_day
    return first.names_day and second.names_day


def _share(first: Said, second: Said) -> tuple[Said, Said] | None:
    """Give each side what only the other one says: "27-29 Nov", "14:00-16:00 on Fri"."""
    numbers = first.number, second.number
    if None not in numbers:
        first, second = _as_hour(first), _as_hour(second)
    elif first.number is not None:
        by_hour = second.names_clock and second.day is None
        first = _as_hour(first) if by_hour else _as_day(first)
    elif second.number is not None:
        second = _as_hour(second) if first.names_clock else _as_day(second)
    if first.names_clock and not first.names_day and second.names_clock and second.names_day:
        return _take_day(first, second)
    if first.day is not None and second.day is not None:
        first, second = _take_month(first, second), _take_month(second, first)
    return first, second


def _as_hour(said: Said) -> Said:
    return said if said.hour is not None else replace(said, hour=said.number, minute=0, number=None)


def _as_day(said: Said) -> Said:
    return said if said.names_date else replace(said, day=said.number, number=None)


def _take_day(first: Said, second: Said) -> tuple[Said, Said]:
    """Move the day that stands behind both hours to the first: "14:00-16:00 on Fri"."""
    unsaid = Said()
    day = replace(second, **{name: getattr(unsaid, name) for name in CLOCK_FIELDS})
    return first.merge(day) or first, second.clock


def _take_month(said: Said, other: Said) -> Said:
    """Complete a date by the other side's month and year; "30 Nov - 2 Dec" keeps its own month."""
    if said.month is None and said.month_step is None:
        said = replace(said, month=other.month, month_step=other.month_step)
    if said.year is None and said.year_step is None and said.month == other.month:
        said = replace(said, year=other.year, year_step=other.year_step)
    return said


class _Hours(Struct, frozen=True):
    """The hours between which a span runs; `days` is from its first day to its last."""

    begin: Clock
    end: Clock
    days: timedelta

    def on(self, day: date, setting: Setting) -> Span:
        """Return the span that starts on a day."""
        start = _edge(day, self.begin.minutes, setting)
        end = _edge(day + self.days, self.end.minutes, setting)
        gap = start.in_gap or end.in_gap
        return Span(start.instant, end.instant, (Note.GAP,) if gap else ())


def _edge(day: date, minutes: int, setting: Setting) -> Moment:
    """Return a moment of the day; at its very edge the day's first, or the next day's.

    Where the clocks change at midnight that is not 00:00, and nobody typed an hour that is skipped.
    """
    if minutes % DAY == 0:
        edge = start_of(day + timedelta(minutes=minutes), setting.zone)
        return Moment(edge, in_gap=False)
    return moment(day, minutes, setting.zone, setting.now)


def _from(day: Choice, first: Said, second: Said, setting: Setting) -> Iterator[Reading]:
    """Yield the spans that start on a day: two where both halves of the day fit as well."""
    same_day = not second.names_day
    days = timedelta() if same_day else _last_day(second, day.day, setting) - day.day
    begins = _part_edge(first, 0) or clocks(first, setting, as_range=same_day) or (Clock(0),)
    ends = _part_edge(second, 1) or clocks(second, setting, as_range=same_day) or (Clock(DAY),)
    found = []
    for begin in begins:
        for end in ends:
            over_midnight = same_day and end.minutes <= begin.minutes
            hours = _Hours(begin, end, days + timedelta(days=over_midnight))
            span = hours.on(day.day, setting)
            if span.end > span.start:
                found.append((span.end - span.start, hours))
    if not found:
        raise RefusedError(Reason.BACKWARDS)
    if same_day:
        shortest = min(length for length, _ in found)
        found = [each for each in found if each[0] == shortest]
        if len(clocks(first, setting)) < 2:  # 9-11点 is in the morning, 2-4点 may be either
            found = found[:1]
    for _, hours in found:
        yield _placed(day, hours, first, setting)


def _part_edge(said: Said, edge: int) -> tuple[Clock, ...]:
    if said.part is None or said.hour is not None:
        return ()
    return (Clock(PART_SPANS[said.part][edge]),)


def _last_day(second: Said, start: date, setting: Setting) -> date:
    """Find the span's last day: seen from its start, unless counted from today (下周一)."""
    steps = (second.day_step, second.week_step, second.month_step, second.year_step)
    if all(step is None for step in steps):
        setting = replace(setting, now=start_of(start, setting.zone))
    days = choices(second, setting)
    if not days:
        raise RefusedError(Reason.DATE)
    return days[0].day


def _placed(day: Choice, hours: _Hours, first: Said, setting: Setting) -> Reading:
    """Return the span, or what takes its place if it is over or, for hours alone, has begun."""
    span = hours.on(day.day, setting)
    begun = span.start < setting.now
    if begun and day.then is not None:
        return hours.on(day.then, setting)
    if span.end <= setting.now or (begun and not first.names_day):
        return Past(span.start, None if day.instead is None else hours.on(day.instead, setting))
    return span
