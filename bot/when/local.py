"""Month arithmetic, and dates that are on no calendar."""

from calendar import monthrange
from datetime import date

from bot.when.readings import Reason


class RefusedError(Exception):
    """A time that cannot be; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class NoTermError(Exception):
    """A time of a term that is not known."""


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
