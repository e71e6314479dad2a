"""Pacing: a limit that holds in every window, and no longer than it must."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pace import Limit, admitted

START = datetime(2026, 11, 26, tzinfo=UTC)
SECOND = timedelta(seconds=1)

limits = st.builds(
    Limit,
    every=st.timedeltas(min_value=timedelta(milliseconds=1), max_value=timedelta(minutes=1)),
    burst=st.integers(1, 20),
)
pauses = st.lists(st.timedeltas(min_value=timedelta(), max_value=timedelta(minutes=2)), max_size=60)


@given(limits, pauses)
def test_no_window_sees_more_than_is_allowed(limit: Limit, waits: list[timedelta]) -> None:
    """However the sends come, at most burst + T / every pass in any window of length T."""
    now, arrival, passed = START, None, list[datetime]()
    for wait in waits:
        now += wait
        found, until = admitted(limit, arrival, now)
        if until is None:
            arrival = found
            passed.append(now)
    for first, start in enumerate(passed):
        for last, end in enumerate(passed[first:], start=1):
            assert last <= limit.burst + (end - start) / limit.every + 1e-9


@given(limits, pauses)
def test_who_waits_as_told_may_go(limit: Limit, waits: list[timedelta]) -> None:
    """The time that is named is right: a send then passes, one just before it does not."""
    now, arrival = START, None
    for wait in waits:
        now += wait
        found, until = admitted(limit, arrival, now)
        if until is not None:
            assert until > now
            assert admitted(limit, arrival, until - timedelta(microseconds=1))[1] == until
            now = until
            found, until = admitted(limit, arrival, now)
            assert until is None
        arrival = found


@given(limits)
def test_a_rest_earns_a_burst_and_no_more(limit: Limit) -> None:
    """After a long rest as many pass at once as the burst says, then one each interval."""
    arrival: datetime | None = START - timedelta(days=1)
    passed = 0
    while True:
        arrival, until = admitted(limit, arrival, START)
        if until is not None:
            break
        passed += 1
    assert passed == limit.burst
    assert until == START + limit.every


def test_a_clock_that_is_set_back_closes_nothing_for_long() -> None:
    """An hour is taken back: the next send waits an interval, not an hour."""
    limit = Limit(SECOND, burst=3)
    arrival = START + timedelta(hours=1)
    assert admitted(limit, arrival, START)[1] == START + SECOND
