"""The rules of roll calls: which times cannot be."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.meeting import Clash, clashes

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("starts", "until", "wrong"),
    [
        (2, None, {}),
        (2, 1, {}),
        (2, 2, {}),
        (2, 3, {"until": Clash.AFTER_START}),
        (2, 0, {"until": Clash.PAST}),
        (2, -1, {"until": Clash.PAST}),
        (0, None, {"starts": Clash.PAST}),
        (-1, None, {"starts": Clash.PAST}),
        (-1, 1, {"starts": Clash.PAST, "until": Clash.AFTER_START}),
        (-1, -2, {"starts": Clash.PAST, "until": Clash.PAST}),
    ],
)
def test_times_that_cannot_be_are_named(
    starts: int, until: int | None, wrong: dict[str, Clash]
) -> None:
    """It starts later than now, and answers are needed between now and the start."""
    deadline = None if until is None else NOW + until * HOUR
    assert clashes(NOW + starts * HOUR, deadline, NOW) == wrong


@given(starts=st.integers(-50, 50), until=st.none() | st.integers(-50, 50))
def test_what_passes_can_be_answered(starts: int, until: int | None) -> None:
    """Whatever is let through leaves time to answer, and ends no later than it starts."""
    start, deadline = NOW + starts * HOUR, None if until is None else NOW + until * HOUR
    if not clashes(start, deadline, NOW):
        assert NOW < (deadline or start) <= start
