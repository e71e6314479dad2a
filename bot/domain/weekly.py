"""A moment of every week."""

from datetime import time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.domain.almanac import Almanac
from bot.domain.phrase import Instant
from bot.domain.repeat import Occurrence, Pattern, Repeats, Unit

_DAY: Final = timedelta(days=1)


class Weekly(Struct, frozen=True):
    """Name a moment of every week, local time; Monday is day 0."""

    day: int
    at: time

    def rule(self, now: Instant, zone: ZoneInfo) -> Repeats:
        """Return it as a rule that holds from now on."""
        pattern = Pattern(unit=Unit.WEEK, weekdays=(self.day,))
        return Repeats(pattern, self.at, now.astimezone(zone).date() - _DAY)

    def after(self, now: Instant, zone: ZoneInfo) -> Occurrence:
        """Return when it comes next after a moment, with the local time that names it for good."""
        return next(self.rule(now, zone).after(now, zone, Almanac()))


def weekly_of(rule: Repeats) -> Weekly | None:
    """Return the moment of every week that a rule means; None where it means anything else."""
    plain = rule.pattern == Pattern(unit=Unit.WEEK, weekdays=rule.pattern.weekdays)
    lasts = rule.ends is None and rule.times is None and not rule.moved
    if not plain or not lasts or rule.at is None or len(rule.pattern.weekdays) != 1:
        return None
    return Weekly(rule.pattern.weekdays[0], rule.at)


MONDAY_MORNING: Final = Weekly(0, time(8, 30))
