"""Which days are meant: the coming one unless said otherwise, several where it is unclear."""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from bot.domain.repeat import LAST, Pattern, Unit
from bot.domain.term import Term
from bot.when.local import (
    NoTermError,
    RefusedError,
    add_months,
    last_of,
    month_after,
    real_date,
)
from bot.when.readings import Note, Part, Reason, Setting
from bot.when.said import Amount, Half, Said, Sense

_LONG_PAST = timedelta(days=60)


class Choice(Struct, frozen=True):
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
    if said.amount is not None and said.amount.workdays:
        return _workdays(said, said.amount, setting)
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
    yield from _ways_of_month_or_term(said, setting, today)
    if said.weekend:
        yield _weekend(said, today)
    elif said.nth is not None or said.weeks is not None:
        pass  # the weekday is one of these
    elif said.weekday is not None:
        if said.names_week or not said.names_date:
            yield _weekdays(said, said.weekday, today)
    elif said.week_step is not None:
        yield ()


def _ways_of_month_or_term(
    said: Said, setting: Setting, today: date
) -> Iterator[tuple[Choice, ...]]:
    if said.slash is not None:
        yield _slashed(said, said.slash, setting, today)
    elif said.day is not None:
        yield (_dated(said, said.month, said.day, today),)
    elif said.nth is not None:
        yield _nth(said, said.nth, setting, today)
    elif said.weeks is not None:
        yield (_in_week(said, said.weeks[0], setting),)
    elif said.term_day is not None:
        term = term_of(setting, said.term_step or 0)
        yield (Choice(term.ends if said.term_day == LAST else term.starts),)
    elif said.names_month_or_year or said.term_step is not None:
        yield ()


def term_of(setting: Setting, step: int) -> Term:
    """Return this term, or one so many on; `NoTermError` where it is not known."""
    term = setting.almanac.term(setting.local.date(), step)
    if term is None:
        raise NoTermError
    return term


def _workdays(said: Said, amount: Amount, setting: Setting) -> tuple[Choice, ...]:
    """Count workdays from the days that are named, or from today."""
    way = -1 if amount.sense is Sense.AGO else 1
    known = setting.almanac.workdays
    bases = choices(replace(said, amount=None), setting)
    counted = []
    for base in bases:
        day = known.after(base.day, way * amount.workdays)
        notes = (Note.HOLIDAYS,) if known.unknown(base.day, day) else ()
        counted.append(Choice(day, notes=base.notes + notes))
    return tuple(counted)


def _nth(said: Said, nth: int, setting: Setting, today: date) -> tuple[Choice, ...]:
    """Find the first, or the last, of a month's or a term's weekdays or workdays."""
    stretch = whole(replace(said, nth=None, weekday=None, workday=False), setting)
    if stretch is None or not (said.workday or said.weekday is not None):
        return ()  # the first Wednesday of what?
    weekdays = () if said.weekday is None else (said.weekday,)
    # Of which unit does not matter for the days of one period.
    pattern = Pattern(unit=Unit.MONTH, weekdays=weekdays, workdays=said.workday, nth=nth)
    found = pattern.within(*stretch, setting.almanac)
    if not found:
        raise RefusedError(Reason.DATE)
    unknown = said.workday and setting.almanac.workdays.unknown(*found)
    over = found[0] < today and said.month_step == 0
    instead = _nth(replace(said, month_step=1), nth, setting, today)[0].day if over else None
    return (Choice(found[0], instead=instead, notes=(Note.HOLIDAYS,) if unknown else ()),)


def _in_week(said: Said, week: int, setting: Setting) -> Choice:
    """Find a day of a teaching week, which must lie in the term."""
    term = term_of(setting, said.term_step or 0)
    assert said.weekday is not None
    day = term.week(week) + timedelta(days=said.weekday)
    if day not in term:
        raise RefusedError(Reason.DATE)
    return Choice(day)


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


def whole(said: Said, setting: Setting) -> tuple[date, date] | None:
    """Return the first and last day of a named weekend, week, month, year or term."""
    today = setting.local.date()
    alone = said.nth is None and said.term_day is None
    if said.names_date or not alone or (said.weekday is not None and not said.weekend):
        return None
    if said.weeks is not None:
        first = term_of(setting, said.term_step or 0).week(said.weeks[0])
        return first, first + timedelta(days=6)
    if said.term_step is not None:
        term = term_of(setting, said.term_step)
        return term.starts, term.ends
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
