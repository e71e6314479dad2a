"""Quiet hours as people write them: 22:00-8:00, 晚上10点到8点, none."""

from datetime import time
from typing import Final, NamedTuple

from bot.domain.regex import regex

_HOUR: Final = r"(\d{1,2})(?:[:：点时](\d{2})?分?)?"
_SPAN: Final = regex(rf"\s*{_HOUR}\s*(?:-|–|—|~|～|至|到|to|until)\s*{_HOUR}\s*")


class Quiet(NamedTuple):
    """Hold from when to when somebody is left in peace; from one moment to itself is never."""

    since: time
    until: time

    def covers(self, moment: time) -> bool:
        """Say whether a time of day is one of them; they may go over midnight."""
        if self.since <= self.until:
            return self.since <= moment < self.until
        return moment >= self.since or moment < self.until


NEVER: Final = Quiet(time(0), time(0))
NIGHT: Final = Quiet(time(22), time(8))
"""What is usual."""


def quiet_hours(text: str) -> Quiet | None:
    """Read quiet hours; None where they are none that can be."""
    found = _SPAN.fullmatch(text.casefold())
    if found is None:
        return None
    first, first_minutes, last, last_minutes = found.groups()
    try:
        return Quiet(_clock(first, first_minutes), _clock(last, last_minutes))
    except ValueError:
        return None


def _clock(hour: str, minutes: str | None) -> time:
    """Return a time of day, 24:00 being midnight; raise ValueError where there is none such."""
    if (int(hour), int(minutes or 0)) == (24, 0):
        return time(0)
    return time(int(hour), int(minutes or 0))
