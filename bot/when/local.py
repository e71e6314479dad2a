"""Wall clocks and calendars: from what a zone's clock shows to instants, and month arithmetic."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.phrase import Instant
from bot.when.readings import Reason


class RefusedError(Exception):
    """A time that cannot be; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, and whether the wall clock skipped what was typed."""

    instant: Instant
    in_gap: bool


def moment(day: date, minutes: int, zone: ZoneInfo, now: Instant) -> Moment:
    """Return the instant at which the zone's clock shows so many minutes past the day's midnight.

    1440 minutes and more lie on the next date. A time in the spring gap moves forward by the
    gap's width, as PEP 495 defines for fold = 0; of an hour that comes twice the first is meant,
    unless only the second is still ahead of `now`.
    """
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minutes)
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first < now <= second:
        return Moment(second, in_gap=False)
    return Moment(first, in_gap=first.astimezone(zone).replace(tzinfo=None) != wall)


def start_of(day: date, zone: ZoneInfo) -> Instant:
    """Return the first moment of a day."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def month_after(day: date, months: int) -> tuple[int, int]:
    """Return the year and the month so many months after the day's own."""
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1


def add_months(day: date, months: int) -> tuple[date, bool]:
    """Count months on; where that month is too short, its last day, and True."""
    year, month = month_after(day, months)
    if not 1 <= year <= 9999:
        raise RefusedError(Reason.DATE)
    last = monthrange(year, month)[1]
    return date(year, month, min(day.day, last)), day.day > last


def last_of(year: int, month: int) -> date:
    """Return a month's last day."""
    checked = real_date(year, month, 1)
    return checked.replace(day=monthrange(checked.year, checked.month)[1])


def real_date(year: int, month: int, day: int) -> date:
    """Return the date, or refuse one that is on no calendar."""
    try:
        return date(year, month, day)
    except ValueError:
        raise RefusedError(Reason.DATE) from None
