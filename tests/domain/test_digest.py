"""Weekly digests as rules: when, which weeks, how much fits, what is corrected."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digest import (
    AHEAD,
    LEAST,
    LINES,
    WEEKS,
    Correction,
    DigestId,
    Happened,
    Line,
    Part,
    corrections,
    fitted,
    past_week,
    preview_at,
    weeks,
)
from bot.domain.phrase import Phrase
from bot.domain.reminding import LocalQuiet, Rhythm
from bot.domain.repeat import repeats_of
from bot.domain.weekly import Weekly, weekly_of

BERLIN, BEIJING = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
ZONES = st.sampled_from([BERLIN, BEIJING, ZoneInfo("America/New_York"), ZoneInfo("UTC")])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  (it is given UTC)
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(st.integers(0, 6), TIMES, ZONES, MOMENTS)
def test_each_week_has_one(day: int, at: time, zone: ZoneInfo, now: datetime) -> None:
    """Whatever the clocks do, the next one is at the same local time a week later."""
    weekly = Weekly(day, at)
    first = weekly.after(now, zone)
    second = weekly.after(first.instant, zone)
    assert first.instant > now
    assert first.nominal.weekday() == day
    assert first.nominal.time() == at
    assert second.nominal - first.nominal == timedelta(weeks=1)
    assert abs(second.instant - first.instant - timedelta(weeks=1)) <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "instant"),
    [
        # In spring 02:30 is skipped, and in autumn it comes twice: the first of them counts.
        ("2026-03-28T12:00+00:00", "2026-03-29T01:30+00:00"),
        ("2026-10-24T12:00+00:00", "2026-10-25T00:30+00:00"),
        ("2026-10-25T00:30+00:00", "2026-11-01T01:30+00:00"),
    ],
)
def test_the_nights_when_clocks_change(now: str, instant: str) -> None:
    """Sunday half past two in Berlin comes once, also in these nights."""
    found = Weekly(6, time(2, 30)).after(datetime.fromisoformat(now), BERLIN)
    assert found.instant == datetime.fromisoformat(instant)


@pytest.mark.parametrize(
    ("rule", "weekly"),
    [
        ("unit=week weekdays=4 at=17:00 starts=2026-11-27", Weekly(4, time(17))),
        ("unit=week step=2 weekdays=4 at=17:00 starts=2026-11-27", None),
        ("unit=week weekdays=0,4 at=17:00 starts=2026-11-27", None),
        ("unit=month day=3 at=17:00 starts=2026-11-27", None),
        ("unit=week weekdays=4 starts=2026-11-27", None),
        ("unit=week weekdays=4 at=17:00 starts=2026-11-27 times=3", None),
    ],
)
def test_only_what_comes_each_week_is_weekly(rule: str, weekly: Weekly | None) -> None:
    """One day of every week at an hour, without an end."""
    assert weekly_of(repeats_of(rule)) == weekly


def _rhythm(since: int, until: int, zone: ZoneInfo = BEIJING) -> Rhythm:
    return Rhythm(zone, frozenset({LocalQuiet(time(since), time(until), zone)}))


@pytest.mark.parametrize(
    ("due", "quiet", "shown"),
    [
        ("Mon 10:00", (22, 8), "Mon 09:00"),
        ("Mon 08:30", (22, 8), "Mon 08:00"),
        ("Mon 08:29", (22, 8), "Sun 21:30"),
        ("Mon 07:00", (22, 8), "Sun 21:30"),
        ("Mon 08:30", (0, 0), "Mon 07:30"),
        ("Mon 13:00", (12, 13), "Mon 11:30"),
        ("Mon 08:30", (23, 7), "Mon 07:30"),
    ],
)
def test_a_preview_leaves_time_and_wakes_nobody(
    due: str, quiet: tuple[int, int], shown: str
) -> None:
    """An hour ahead; at the end of the night if half an hour is left; else the evening before."""
    assert preview_at(_at(due), _rhythm(*quiet)) == _at(shown)


def _at(said: str) -> datetime:
    day, at = said.split()
    date = {"Sun": 29, "Mon": 30}[day]
    return datetime.fromisoformat(f"2026-11-{date}T{at}+08:00")


@given(MOMENTS, st.integers(0, 23), st.integers(0, 23))
def test_a_preview_comes_in_time(due: datetime, since: int, until: int) -> None:
    """Never later than half an hour before, never in quiet hours that are not all day long."""
    rhythm = _rhythm(since, until)
    shown = preview_at(due, rhythm)
    assert timedelta(0) < due - shown <= timedelta(days=1)
    assert due - shown >= LEAST
    if rhythm.stillness(shown) is not None:
        assert due - shown == AHEAD


@given(MOMENTS, ZONES)
def test_weeks_follow_on_each_other(until: datetime, zone: ZoneInfo) -> None:
    """Eight of them up to a moment, each from Monday to Monday, none twice."""
    found = weeks(until, zone)
    assert len(found) == WEEKS
    assert timedelta(0) <= until - found[-1].end <= timedelta(hours=13)
    assert all(before.end == after.start for before, after in pairwise(found))
    for week in found:
        assert f"{week.start.astimezone(zone):%a %H:%M}" == "Mon 00:00"


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("Sun 18:00", "23 Nov 00:00 to 29 Nov 18:00"),
        ("Mon 08:30", "23 Nov 00:00 to 30 Nov 00:00"),
        ("Mon 15:00", "30 Nov 00:00 to 30 Nov 15:00"),
    ],
)
def test_the_same_hours_stand_in_the_same_week(until: str, last: str) -> None:
    """Weeks do not move with the hour of a digest; one that has just begun is not shown."""
    week = weeks(_at(until), BEIJING)[-1]
    shown = [f"{each.astimezone(BEIJING):%-d %b %H:%M}" for each in (week.start, week.end)]
    assert " to ".join(shown) == last


@given(MOMENTS, ZONES, st.timedeltas(timedelta(-20), timedelta(20)))
def test_nothing_is_told_twice(until: datetime, zone: ZoneInfo, ago: timedelta) -> None:
    """A week at the most, and nothing of what the last one told."""
    before = until - ago
    past, week = past_week(until, zone, before), past_week(until, zone, None)
    assert week.start <= past.start <= past.end == week.end == until
    assert past.start >= min(before, until)
    assert abs(until - week.start - timedelta(weeks=1)) <= timedelta(hours=1)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(4, LINES))
def test_what_is_shown_fits(past: int, coming: int, room: int) -> None:
    """Lines and what is said of the rest take no more than the room; nothing is cut in vain."""
    first, second = fitted(past, coming, room)
    assert 0 <= first <= past
    assert 0 <= second <= coming
    assert first + second + (first < past) + (second < coming) <= room
    if past + coming <= room:
        assert (first, second) == (past, coming)
    assert first or not past
    assert second or not coming or past


def _figure(number: int) -> Phrase:
    return Phrase("x", "hours", (("count", number),))


def test_what_is_different_now_is_corrected_once() -> None:
    """Changed, gone, come later; what was told of it since is what it is compared with."""
    one = DigestId(1)

    def line(key: str, was: int | None, told: int | None, part: Part = Part.PAST) -> Line:
        figures = [None if each is None else _figure(each) for each in (was, told)]
        return Line(part, "x", key, _figure(0), None, key, *figures)

    kept = [
        line("same", 3, 3), line("less", 14, 14), line("gone", 2, 2), line("told", 14, 13),
        line("added", None, 5, Part.LATER), line("coming", 9, 9, Part.COMING),
    ]  # fmt: skip
    now = {"same": 3, "less": 13, "told": 13, "added": 5, "new": 7}
    found = {
        ("x", key): Happened(key, _figure(0), key, _figure(count)) for key, count in now.items()
    }
    assert corrections(one, kept, found) == [
        Correction(one, "x", "less", "less", _figure(14), _figure(13)),
        Correction(one, "x", "gone", "gone", _figure(2), None),
        Correction(one, "x", "new", "new", None, _figure(7)),
    ]
