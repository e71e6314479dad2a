"""Quiet hours: how they are written, and which moments are quiet."""

from datetime import time

import pytest

from bot.domain.quiet import NEVER, Quiet, quiet_hours


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("22:00-8:00", ("22:00", "08:00")),
        ("22-8", ("22:00", "08:00")),
        ("22点到8点", ("22:00", "08:00")),
        ("10:30 to 11", ("10:30", "11:00")),
        ("24:00-6", ("00:00", "06:00")),
        ("at night", None),
        ("22:75-8", None),
    ],
)
def test_quiet_hours_are_read(text: str, meant: tuple[str, str] | None) -> None:
    """As people write them; what is none is said to be none."""
    found = quiet_hours(text)
    assert (found and (f"{found.since:%H:%M}", f"{found.until:%H:%M}")) == meant


@pytest.mark.parametrize(
    ("hours", "at", "quiet"),
    [
        (Quiet(time(22), time(8)), time(21, 59), False),
        (Quiet(time(22), time(8)), time(22), True),
        (Quiet(time(22), time(8)), time(0), True),
        (Quiet(time(22), time(8)), time(7, 59), True),
        (Quiet(time(22), time(8)), time(8), False),
        (Quiet(time(12), time(14)), time(11, 59), False),
        (Quiet(time(12), time(14)), time(12), True),
        (Quiet(time(12), time(14)), time(13, 59), True),
        (Quiet(time(12), time(14)), time(14), False),
        (NEVER, time(0), False),
        (NEVER, time(12), False),
    ],
)
def test_they_begin_and_are_over_on_the_minute(hours: Quiet, at: time, *, quiet: bool) -> None:
    """Over midnight as well as within a day; from one moment to itself there are none."""
    assert hours.covers(at) is quiet
