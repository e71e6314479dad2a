"""Which days are meant: the coming one unless said otherwise, several where it is unclear."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.when.local import RefusedError, add_months, last_of, month_after, real_date
from bot.when.readings import Note, Part, Reason, Setting
from bot.when.said import LAST, Half, Said

_LONG_PAST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Choice:
    """A day that may be meant, and what takes its place when it turns out to be over.

    `then` replaces it silently (周五 on a Friday evening); `instead` is only offered.
    """

    day: date
    then: date | None = None
    instead: date | None = None
    notes: tuple[Note, ...] = ()


def choices(said: Said, setting: Setting) -> tuple[Choice, ...]:
    """Return the days that may be meant, the likelier first; today if none is said.

    A day said in two ways (下周五 11月27日) must be the same day in both. Nothing is returned
    where a week, a month or a year is named without a day in it.
    """
    today = setting.local.date()
    ways = list(_ways(said, setting, today))
    if not ways:
        return (_today(said, today),)
    first, *others = ways
    agreeing = tuple(
        choice
        for choice in first
        if all(choice.day in {other.day for other in way} for way in others)
        and (said.weekday is None or choice.day.weekday() == said.weekday)
    )
    if not agreeing and all(ways):
        raise RefusedError(Reason.WEEKDAY)
    return agreeing


def _ways(said: Said, setting: Setting, today: date) -> Iterator[tuple[Choice, ...]]:
    if said.amount is not None:
        day, clamped = add_months(today, said.amount.months)
        notes = (Note.CLAMPED,) if clamped else ()
        yield (Choice(day + timedelta(days=said.amount.days), notes=notes),)
    if said.day_step is not None:
        day = today + timedelta(days=said.day_step)
        yield (Choice(day, instead=_tomorrow(today) if day == today else None),)
    if said.slash is not None:
        yield _slashed(said, said.slash, setting, today)
    elif said.day is not None:
        yield (_dated(said, said.month, said.day, today),)
    elif said.names_month_or_year:
        yield ()
    if said.weekend:
        yield _weekend(said, today)
    elif said.weekday is not None:
        if said.names_week or not said.names_date:
            yield _weekdays(said, said.weekday, today)
    elif said.week_step is not None:
        yield ()


def _today(said: Said, today: date) -> Choice:
    """Take today for an hour alone; the small hours and a part of the day may roll on silently."""
    small = said.hour is not None and said.half is Half.AM and said.hour % 12 < 6
    rolls = small or said.part is Part.DAWN or said.hour == 0 or not said.names_clock
    return Choice(today, then=_tomorrow(today) if rolls else None, instead=_tomorrow(today))


def _tomorrow(today: date) -> date:
    return today + timedelta(days=1)


def monday(day: date, week_step: int = 0) -> date:
    """Return the Monday of the day's week, or of one so many weeks on."""
    return day - timedelta(days=day.weekday()) + timedelta(weeks=week_step)


def _weekdays(said: Said, weekday: int, today: date) -> tuple[Choice, ...]:
    week = timedelta(weeks=1)
    coming = today + timedelta(days=(weekday - today.weekday()) % 7)
    if said.last_one:
        return (Choice(coming - week),)
    if said.next_or_coming:
        strictly = coming if coming > today else coming + week
        other = monday(today, 1) + timedelta(days=weekday)
        return tuple(Choice(day) for day in dict.fromkeys((strictly, other)))
    if said.week_step is None:
        return (Choice(coming, then=coming + week),)
    day = monday(today, said.week_step) + timedelta(days=weekday)
    if said.week_step != 0:
        return (Choice(day),)
    return (Choice(day, instead=_tomorrow(today) if day == today else day + week),)


def _weekend(said: Said, today: date) -> tuple[Choice, ...]:
    saturday = monday(today, said.week_step or 0) + timedelta(days=5)
    days = (saturday, saturday + timedelta(days=1))
    week = timedelta(weeks=1)
    ahead = tuple(Choice(day, instead=day + week) for day in days if day >= today)
    return ahead or tuple(Choice(day) for day in days)


def _slashed(
    said: Said, slash: tuple[int, int], setting: Setting, today: date
) -> tuple[Choice, ...]:
    first, second = slash
    month_first = [slash] if first <= 12 else []
    day_first = [(second, first)] if second <= 12 else []
    both = dict.fromkeys(month_first + day_first)
    if not both:
        raise RefusedError(Reason.DATE)
    if setting.language == "zh":
        both = dict.fromkeys(list(both)[:1])
    return tuple(_dated(said, month, day, today) for month, day in both)


def _dated(said: Said, month: int | None, day: int, today: date) -> Choice:
    """Find the date of a day of a month whose year, or whose month, may be unsaid."""
    if said.year is not None or said.year_step is not None:
        year = said.year if said.year is not None else today.year + (said.year_step or 0)
        if month is None:
            raise RefusedError(Reason.DATE)
        named = _in_month(year, month, day)
        return Choice(named, instead=_tomorrow(today) if named == today else None)
    if month is not None:
        return _of_coming_year(month, day, today)
    if said.month_step is not None:
        named = _in_month(*month_after(today, said.month_step), day)
        if named == today:
            return Choice(named, instead=_tomorrow(today))
        over = said.month_step == 0 and named < today
        return Choice(named, instead=add_months(named, 1)[0] if over else None)
    return _of_coming_month(day, today)


def _in_month(year: int, month: int, day: int) -> date:
    return last_of(year, month) if day == LAST else real_date(year, month, day)


def _of_coming_year(month: int, day: int, today: date) -> Choice:
    """Take this year's date; one long past, and the end of any past month, is next year's."""
    if day == LAST:
        this_year = last_of(today.year, month)
        return Choice(this_year if this_year >= today else last_of(today.year + 1, month))
    if (month, day) >= (today.month, today.day):
        named = real_date(today.year, month, day)
        return Choice(named, instead=_tomorrow(today) if named == today else None)
    try:
        named = date(today.year, month, day)
    except ValueError:
        return Choice(real_date(today.year + 1, month, day))
    if today - named > _LONG_PAST:
        return Choice(real_date(today.year + 1, month, day))
    try:
        instead = date(today.year + 1, month, day)
    except ValueError:
        instead = None  # 29 Feb
    return Choice(named, instead=instead)


def _of_coming_month(day: int, today: date) -> Choice:
    """Take the next month that has such a day, this one included."""
    if day == LAST:
        return Choice(last_of(today.year, today.month))
    if not 1 <= day <= 31:
        raise RefusedError(Reason.DATE)
    for step in range(3):
        try:
            named = date(*month_after(today, step), day)
        except ValueError:
            continue
        if named >= today:
            return Choice(named, instead=_tomorrow(today) if named == today else None)
    raise RefusedError(Reason.DATE)


def whole(said: Said, today: date) -> tuple[date, date] | None:
    """Return the first and last day of a named weekend, week, month or year."""
    if said.names_date or (said.weekday is not None and not said.weekend):
        return None
    if said.weekend:
        days = _weekend(said, today)
        return days[0].day, days[-1].day
    if said.week_step is not None and said.weekday is None:
        first = monday(today, said.week_step)
        return first, first + timedelta(days=6)
    year = said.year if said.year is not None else today.year + (said.year_step or 0)
    if said.month is not None:
        if said.year is None and said.year_step is None and said.month < today.month:
            year += 1
        return real_date(year, said.month, 1), last_of(year, said.month)
    if said.month_step is not None:
        year, month = month_after(today, said.month_step)
        return real_date(year, month, 1), last_of(year, month)
    if said.year is not None or said.year_step is not None:
        return real_date(year, 1, 1), real_date(year, 12, 31)
    return None
