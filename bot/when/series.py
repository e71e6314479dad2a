"""From what was said of a repeating time to the rule that is meant, or what is left open."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import islice
from typing import Final

from msgspec.structs import replace

from bot.domain.phrase import Instant
from bot.domain.repeat import Pattern, Repeats, Unit
from bot.domain.term import Term
from bot.when.dates import choices, term_of
from bot.when.grammar import Expression
from bot.when.hours import DAY, clocks
from bot.when.local import NoTermError, RefusedError, real_date
from bot.when.reading import check_zone, interpret, settle, with_hour
from bot.when.readings import Purpose, Reading, Reason, Repeating, Setting
from bot.when.said import Said

_SHOWN: Final = 3
"""So many occurrences are looked at to see whether their holidays are known."""
_LAST_MINUTE: Final = time(23, 59)
_DATED: Final = (
    "day_step", "week_step", "next_or_coming", "year", "year_step", "month", "month_step", "day",
    "slash",
)  # fmt: skip
_LEAP_YEAR: Final = 2000


def interpret_repeats(expression: Expression, setting: Setting) -> Reading | None:
    """Say which rule is meant; both where two rhythms or two hours are, None where none is.

    Raises `RefusedError` for one that cannot be, `NoTermError` where no term is known.
    """
    said = with_hour(expression.said)
    check_zone(said, setting)
    if said.or_this and setting.purpose in {Purpose.DEADLINE, Purpose.REMINDER}:
        return interpret(_this(said), setting)
    if said.number is not None or said.amount or said.now or said.last_one or said.term_day:
        return None
    patterns = tuple(_patterns(said))
    if not patterns:
        return None
    hours: list[time | None] = [_time(clock.minutes) for clock in clocks(said, setting)]
    if not hours:
        hours = [_LAST_MINUTE if setting.purpose is Purpose.DEADLINE else None]
    whole = replace(expression, said=said)
    return settle(_begun(whole, pattern, hour, setting) for pattern in patterns for hour in hours)


def _this(said: Said) -> Said:
    """Take "of the month" for one of this month, where one date is wanted."""
    one = replace(said, unit=None, or_this=False)
    match said.unit:
        case Unit.MONTH:
            return replace(one, month_step=0)
        case Unit.YEAR:
            return replace(one, year_step=0)
        case Unit.TERM:
            return replace(one, term_step=0)
    return said


def _time(minutes: int) -> time:
    if minutes >= DAY:  # its midnight lies on the day after, which the rule does not name
        raise RefusedError(Reason.MIDNIGHT)
    return time(minutes // 60, minutes % 60)


def _patterns(said: Said) -> Iterator[Pattern]:
    """Yield the patterns that may be meant."""
    weekdays = said.weekdays or (() if said.weekday is None else (said.weekday,))
    unit, step = said.unit, said.step or 1
    if said.weeks is not None or said.parity is not None:
        if unit not in {None, Unit.WEEK, Unit.TERM}:
            return
        unit = Unit.TERM
    if unit is Unit.DAY and weekdays:
        unit = Unit.WEEK
    if unit is None or (said.nth is not None and not (weekdays or said.workday)):
        return
    pattern = Pattern(
        unit=unit, step=step, weekdays=weekdays, workdays=said.workday, nth=said.nth,
        day=_day(said, unit), month=said.month if unit is Unit.YEAR else None, weeks=said.weeks,
        parity=said.parity, shift=said.shift,
    )  # fmt: skip
    if pattern.month is not None and pattern.day is None and pattern.nth is None:
        return
    if not said.either:
        if said.nth is None or unit not in {Unit.DAY, Unit.WORKDAY, Unit.WEEK}:
            yield pattern
    elif said.nth is not None:
        yield replace(pattern, nth=None)  # every third Friday: every three weeks, or …
        yield replace(pattern, unit=Unit.MONTH, step=1)  # … the third of each month
    else:
        yield pattern  # 每隔两周: every two weeks, or …
        yield replace(pattern, step=step + 1)  # … with two weeks between


def _day(said: Said, unit: Unit) -> int | None:
    """Return the day of the period; a full date says from when, except in a yearly rule."""
    if said.day is None:
        return None
    if unit is Unit.YEAR:
        if said.month is None:
            return None
        if said.day > 0:
            real_date(_LEAP_YEAR, said.month, said.day)
        return said.day
    if unit is Unit.MONTH and said.month is None and said.month_step is None:
        if not -1 <= said.day <= 31:
            raise RefusedError(Reason.DATE)
        return said.day
    return said.day if unit in {Unit.QUARTER, Unit.TERM} and said.month is None else None


def _begun(expression: Expression, pattern: Pattern, at: time | None, setting: Setting) -> Reading:
    """Give a pattern its hour, its begin and its end."""
    said, today = expression.said, setting.local.date()
    own = _own_date(said, pattern, setting)
    since = None if own is None or said.mark else own
    ends = own if said.mark else None
    if expression.since is not None:
        since = _date(expression.since, setting)
    if expression.until is not None:
        ends = _date(expression.until, setting)
    if (term := _term(said, pattern, ends, setting)) is not None:
        since = since or max(today, term.starts)
        ends = min(ends or term.ends, term.ends)
    if since is not None and not pattern.whole:
        pattern = pattern.on(since, setting.almanac)
    skipped = tuple((_date(each, setting), None) for each in expression.skipped)
    rule = Repeats(pattern, at, since or today, ends, said.times)
    if pattern.whole:
        first = first_day(rule, setting)
        if first is None and pattern.of_terms:
            raise NoTermError
        if first is None:
            raise RefusedError(Reason.DATE)
        rule = replace(rule, starts=first)
    if ends is not None and ends < rule.starts:
        raise RefusedError(Reason.BACKWARDS)
    rule = replace(rule, moved=tuple(sorted(skipped)))
    part = said.part if at is None else None
    return Repeating(rule, part, _unknown(rule, setting))


def first_day(rule: Repeats, setting: Setting) -> date | None:
    """Return the rule's first day: the coming one, or where it starts in the past its first.

    Every second week is counted from it, so it is looked for in every week.
    """
    usual = replace(rule, pattern=replace(rule.pattern, step=1), ends=None, times=None, moved=())
    if rule.starts < setting.local.date() or rule.at is None:
        return next(usual.days(setting.almanac), None)
    found = next(usual.after(setting.now, setting.zone, setting.almanac), None)
    return None if found is None else found.nominal.date()


def _term(said: Said, pattern: Pattern, ends: date | None, setting: Setting) -> Term | None:
    """Return the term within which it repeats, if it is said to: 第3到16周 are those of one."""
    if said.term_step is not None:
        return term_of(setting, said.term_step)
    if pattern.weeks is None or said.unit is Unit.TERM:
        return None
    if ends is not None and (named := setting.almanac.term_of(ends)):
        return named
    term = term_of(setting, 0)
    over = term.week(pattern.weeks[1] + 1) <= setting.local.date()
    return term_of(setting, 1) if over else term


def _own_date(said: Said, pattern: Pattern, setting: Setting) -> date | None:
    """Return the date that is said besides the rule's own days."""
    named = {name: getattr(said, name) for name in _DATED}
    if pattern.day is not None or pattern.month is not None:
        named |= {"day": None, "month": None}
    if said.week_step is not None or said.next_or_coming:
        named["weekday"] = said.weekday
    dated = Said(**named)
    return _date(dated, setting) if dated.names_date or dated.names_week else None


def _date(said: Said, setting: Setting) -> date:
    days = choices(said, setting)
    if not days:
        raise RefusedError(Reason.DATE)
    return days[0].day


def _unknown(rule: Repeats, setting: Setting) -> tuple[int, ...]:
    if not rule.pattern.of_workdays:
        return ()
    days = islice(rule.days(setting.almanac, setting.local.date() - timedelta(days=1)), _SHOWN)
    return setting.almanac.workdays.unknown(*days)


def begin(rule: Repeats, at: Instant, setting: Setting) -> Repeats | None:
    """Let a rule begin at an instant, which also says what it leaves open; None if it never would.

    Every Friday, begun on a Monday, begins on the Friday after; 每周 begun on Friday at 15:00 is
    every Friday at 15:00.
    """
    local = at.astimezone(setting.zone)
    pattern = rule.pattern
    if not pattern.whole:
        pattern = pattern.on(local.date(), setting.almanac)
    hour = rule.at or local.time().replace(second=0, microsecond=0)
    begun = replace(rule, pattern=pattern, at=hour, starts=local.date())
    first = first_day(begun, setting) if pattern.whole else None
    return None if first is None else replace(begun, starts=first)
