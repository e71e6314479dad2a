"""From what was said to what is meant: a moment, a day, a deadline, a length, a whole week."""

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec.structs import replace

from bot.domain.phrase import Instant
from bot.domain.wallclock import moment, start_of
from bot.when.dates import Choice, choices, whole
from bot.when.hours import DAY, PART_SPANS, Clock, clocks
from bot.when.local import RefusedError, add_months
from bot.when.readings import (
    Ambiguous,
    AskHour,
    At,
    Day,
    Deadline,
    Length,
    Note,
    Past,
    Purpose,
    Reading,
    Reason,
    Setting,
    Span,
    WorkLength,
)
from bot.when.said import Amount, Mark, Said, Sense

_LAST_MINUTE = DAY - 1


def zone_name(setting: Setting) -> str:
    """Return what people call the zone: Beijing, or the last part of its key."""
    key = setting.zone.key or "UTC"
    return "Beijing" if key == "Asia/Shanghai" else key.rsplit("/", 1)[-1].replace("_", " ")


def check_zone(said: Said, setting: Setting) -> None:
    """Refuse another place's time."""
    if said.zone is not None and said.zone != zone_name(setting).lower():
        raise RefusedError(Reason.ZONE)


def settle(readings: Iterable[Reading]) -> Reading | None:
    """Join equally good readings: one that is ahead wins over one that is over."""
    different = list(dict.fromkeys(readings))
    ahead = [reading for reading in different if not isinstance(reading, Past)]
    if len(ahead) > 1:
        return Ambiguous(tuple(ahead))
    if ahead:
        return ahead[0]
    return different[-1] if different else None


def interpret(said: Said, setting: Setting) -> Reading | None:
    """Say what one moment means; None if the fields make no time together.

    Raises `RefusedError` for a time that cannot be.
    """
    check_zone(said, setting)
    said = with_hour(said)
    if said.number is not None or said.weekdays is not None:
        return None
    if said.now:
        alone = not (said.names_day or said.names_clock or said.part)
        return _point(setting.now, (), said, setting) if alone else None
    if said.amount is not None and not _leads_to_day(said.amount, said):
        alone = replace(said, amount=None, mark=None, zone=None) == Said()
        return _amount(said.amount, said, setting) if alone else None
    wants_day = said.names_clock or said.part or setting.purpose is Purpose.MEETING
    if not (said.weekend and wants_day):
        stretch = whole(said, setting)
        if stretch is not None:
            return None if said.names_clock or said.part else _whole(*stretch, said, setting)
    if not (said.names_day or said.names_clock or said.part):
        return None
    hours = clocks(said, setting)
    days = choices(said, setting)
    if hours:
        return settle(_at(day, hour, said, setting) for day in days for hour in hours)
    return settle(_day(day, said, setting) for day in days)


def _leads_to_day(amount: Amount, said: Said) -> bool:
    """Tell whether a length leads to a day that may have an hour of its own."""
    if amount.workdays and amount.sense is Sense.AGO:
        return replace(said, amount=None).names_day
    return amount.sense is Sense.AFTER and not amount.seconds


def with_hour(said: Said) -> Said:
    """Take a bare number beside a part of the day or a mark as the hour: "by 5", "tonight 8"."""
    beside = said.part is not None or (said.mark is not None and not said.names_date)
    if said.number is None or said.hour is not None or not beside:
        return said
    return replace(said, hour=said.number, minute=0, number=None)


def _is_deadline(said: Said, setting: Setting) -> bool:
    return said.mark is not None or said.day_end or setting.purpose is Purpose.DEADLINE


def _point(
    instant: Instant, notes: tuple[Note, ...], said: Said, setting: Setting
) -> At | Deadline:
    if _is_deadline(said, setting):
        return Deadline(instant, notes)
    return At(instant, notes)


def _at(day: Choice, hour: Clock, said: Said, setting: Setting) -> Reading:
    """Read an hour of a day, or what takes the day's place if that is over."""
    found = moment(day.day, hour.minutes, setting.zone, setting.now)
    if found.instant >= setting.now:
        gap = (Note.GAP,) if found.in_gap else ()
        notes = day.notes + hour.notes + gap
        return _point(found.instant, notes, said, setting)
    if day.then is not None:
        return _at(Choice(day.then), hour, said, setting)
    if day.instead is None:
        return Past(found.instant)
    instead = _at(Choice(day.instead), hour, said, setting)
    return Past(found.instant, instead)


def _day(day: Choice, said: Said, setting: Setting) -> Reading:
    """Read a day without an hour, perhaps with a part of it."""
    start, end = (0, DAY) if said.part is None else PART_SPANS[said.part]
    last = min(end, _LAST_MINUTE)
    if _is_deadline(said, setting):
        notes = () if said.part is None else (Note.PART_END,)
        return _at(day, Clock(last, notes), said, setting)
    over = moment(day.day, end, setting.zone, setting.now).instant <= setting.now
    if over and day.then is not None:
        return _day(Choice(day.then), said, setting)
    if over:
        typed = moment(day.day, start, setting.zone, setting.now).instant
        instead = None if day.instead is None else _day(Choice(day.instead), said, setting)
        return Past(typed, instead)
    if setting.purpose is Purpose.MEETING:
        return AskHour(day.day, day.notes, said.part)
    return Day(day.day, day.notes, said.part)


def _whole(first: date, last: date, said: Said, setting: Setting) -> Reading:
    """Read a week, a month or a year: a span; as a deadline its end, or "before" it the eve."""
    if _is_deadline(said, setting):
        day = first - timedelta(days=1) if said.mark is Mark.BEFORE else last
        return _at(Choice(day), Clock(_LAST_MINUTE), said, setting)
    start = start_of(first, setting.zone)
    end = start_of(last + timedelta(days=1), setting.zone)
    return Past(start) if end <= setting.now else Span(start, end)


def _amount(amount: Amount, said: Said, setting: Setting) -> Reading | None:
    if amount.workdays:
        return _work_amount(amount, setting)
    length = timedelta(days=amount.days, seconds=amount.seconds)
    local = setting.local
    match amount.sense:
        case Sense.LENGTH:
            return Length(length) if not amount.months and said.mark is None else None
        case Sense.AGO:
            day, _ = add_months(local.date(), -amount.months)
            return Past(setting.now - (local.date() - day) - length)
        case Sense.AFTER:
            day, clamped = add_months(local.date(), amount.months)
            notes = (Note.CLAMPED,) if clamped else ()
            return _point(setting.now + (day - local.date()) + length, notes, said, setting)
        case Sense.WITHIN if amount.seconds:
            return Deadline(setting.now + length)
        case Sense.WITHIN:
            day, clamped = add_months(local.date(), amount.months)
            notes = (Note.CLAMPED,) if clamped else ()
            last = moment(day + length, _LAST_MINUTE, setting.zone, setting.now)
            return Deadline(last.instant, notes=notes)


def _work_amount(amount: Amount, setting: Setting) -> Reading | None:
    if amount.sense is Sense.LENGTH:
        return WorkLength(amount.workdays)
    (day,) = choices(Said(amount=amount), setting)
    if amount.sense is Sense.AGO:
        return Past(moment(day.day, 0, setting.zone).instant)
    last = moment(day.day, _LAST_MINUTE, setting.zone, setting.now)
    return Deadline(last.instant, notes=day.notes)
