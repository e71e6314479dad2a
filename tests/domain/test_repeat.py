"""What repeats: what always holds of every rule, and the nights on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.almanac import Almanac, Workdays
from bot.domain.repeat import LAST, Parity, Pattern, Repeats, Shift, Unit, repeats_of
from bot.domain.term import Term
from bot.holidays import workdays

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
BERLIN: Final = ZoneInfo("Europe/Berlin")
ALMANAC: Final = Almanac(
    workdays("cn"),
    (
        Term("2025秋", date(2025, 9, 1), date(2026, 1, 18)),
        Term("2026春", date(2026, 2, 23), date(2026, 7, 10)),
        Term("2026秋", date(2026, 9, 7), date(2027, 1, 17)),
    ),
)

WEEKDAYS: Final = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
NTH: Final = st.sampled_from([1, 2, 3, 4, LAST, -2])
DAYS: Final = st.one_of(st.integers(1, 31), st.just(LAST))
STEP: Final = st.integers(1, 4)
SHIFTS: Final = st.sampled_from([None, *Shift])
WEEKS: Final = st.tuples(st.integers(1, 8), st.integers(8, 16))
MONTHLY: Final = st.sampled_from([Unit.MONTH, Unit.QUARTER, Unit.YEAR, Unit.TERM])
PATTERNS: Final = st.one_of(
    st.builds(Pattern, unit=st.just(Unit.DAY), step=STEP),
    st.builds(Pattern, unit=st.just(Unit.WORKDAY)),
    st.builds(Pattern, unit=st.just(Unit.WEEK), step=STEP, weekdays=WEEKDAYS),
    st.builds(Pattern, unit=st.just(Unit.MONTH), step=STEP, day=DAYS, shift=SHIFTS),
    st.builds(Pattern, unit=MONTHLY, nth=NTH, workdays=st.just(True)),
    st.builds(Pattern, unit=MONTHLY, nth=NTH, weekdays=st.integers(0, 6).map(lambda day: (day,))),
    st.builds(
        Pattern, unit=st.just(Unit.YEAR), month=st.integers(1, 12), day=st.integers(1, 28)
    ),
    st.builds(Pattern, unit=st.just(Unit.TERM), weekdays=WEEKDAYS, weeks=WEEKS),
    st.builds(
        Pattern, unit=st.just(Unit.TERM), weekdays=WEEKDAYS, parity=st.sampled_from(list(Parity))
    ),
)  # fmt: skip
STARTS: Final = st.dates(date(2025, 8, 1), date(2026, 8, 31))
RULES: Final = st.builds(
    Repeats, PATTERNS, st.times().map(lambda at: at.replace(second=0, microsecond=0)), STARTS
)
ZONES: Final = st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("Africa/Cairo")])


def walls(rule: Repeats, zone: ZoneInfo, after: str, number: int = 3) -> list[str]:
    """List the next times of a rule as the zone's clock shows them."""
    start = datetime.fromisoformat(after).replace(tzinfo=zone)
    coming = islice(rule.after(start, zone, ALMANAC), number)
    return [f"{each.instant.astimezone(zone):%a %d %b %H:%M %z}" for each in coming]


@given(RULES, ZONES, st.integers(0, 500))
def test_what_comes_next_is_always_later(rule: Repeats, zone: ZoneInfo, days: int) -> None:
    """Occurrences come in order, each once, all after the instant asked from."""
    now = datetime(2025, 8, 1, tzinfo=UTC) + timedelta(days=days)
    coming = list(islice(rule.after(now, zone, ALMANAC), 12))
    assert all(each.instant > now for each in coming)
    assert all(one.instant < other.instant for one, other in pairwise(coming))
    assert all(one.nominal < other.nominal for one, other in pairwise(coming))
    # From each of them on, the next is the one that came after it.
    for one, other in pairwise(coming):
        assert next(rule.after(one.instant, zone, ALMANAC)) == other


@given(RULES, st.integers(0, 6), st.booleans())
def test_a_skipped_day_never_comes(rule: Repeats, which: int, moved: bool) -> None:  # noqa: FBT001  (drawn)
    """A day that is left out does not come; one that is moved keeps its name and comes then."""
    days = list(islice(rule.days(ALMANAC), 8))
    if which >= len(days):
        return
    day = days[which]
    elsewhere = datetime.combine(day, time(23, 59)) + timedelta(days=1)
    changed = rule.moving(day, elsewhere) if moved else rule.without(day)
    assert changed.as_ruled(day) == rule
    start = datetime(2025, 1, 1, tzinfo=UTC)
    coming = list(islice(changed.after(start, SHANGHAI, ALMANAC), 8))
    here = [each for each in coming if each.nominal.date() == day]
    at = [each.instant.astimezone(SHANGHAI).replace(tzinfo=None) for each in here]
    assert at == ([elsewhere] if moved else [])
    assert all(one.instant <= other.instant for one, other in pairwise(coming))


@given(RULES, st.integers(1, 5), st.none() | st.integers(0, 90))
def test_a_rule_ends(rule: Repeats, times: int, length: int | None) -> None:
    """It comes as often as was said and never after its last day."""
    ends = None if length is None else rule.starts + timedelta(days=length)
    ending = Repeats(rule.pattern, rule.at, rule.starts, ends, times)
    days = list(ending.days(ALMANAC))
    assert len(days) <= times
    assert all(rule.starts <= day and (ends is None or day <= ends) for day in days)
    assert days == list(islice(rule.days(ALMANAC), len(days)))


@given(RULES, st.integers(0, 4))
def test_a_rule_is_kept_as_text(rule: Repeats, skip: int) -> None:
    """What a row keeps is the same rule when it is read again."""
    days = list(islice(rule.days(ALMANAC), 5))
    if skip < len(days):
        rule = rule.without(days[skip]).moving(days[0], datetime(2026, 1, 2, 3, 4))  # noqa: DTZ001  (local)
    assert repeats_of(str(rule)) == rule


@pytest.mark.parametrize("text", ["", "unit=fortnight starts=2026-01-01", "unit=day", "nonsense"])
def test_what_is_no_rule_is_refused(text: str) -> None:
    """A text that was never a rule is an error that shows it."""
    with pytest.raises(ValueError, match="is no repeating rule"):
        repeats_of(text)


def test_the_spring_gap_moves_on_by_its_width() -> None:
    """02:30 on the night that skips it is 03:30, and its name stays 02:30."""
    rule = Repeats(Pattern(unit=Unit.DAY), time(2, 30), date(2026, 3, 28))
    assert walls(rule, BERLIN, "2026-03-28 00:00") == [
        "Sat 28 Mar 02:30 +0100",
        "Sun 29 Mar 03:30 +0200",
        "Mon 30 Mar 02:30 +0200",
    ]
    start = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    skipped = next(rule.after(start, BERLIN, ALMANAC))
    assert (skipped.nominal, skipped.in_gap) == (datetime(2026, 3, 29, 2, 30), True)  # noqa: DTZ001  (local)


def test_the_hour_that_autumn_repeats_comes_once() -> None:
    """02:30 comes once on the night that has it twice, also when asked between the two."""
    rule = Repeats(Pattern(unit=Unit.DAY), time(2, 30), date(2026, 10, 24))
    assert walls(rule, BERLIN, "2026-10-24 12:00", 2) == [
        "Sun 25 Oct 02:30 +0200",
        "Mon 26 Oct 02:30 +0100",
    ]
    between = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert next(rule.after(between, BERLIN, ALMANAC)).nominal.date() == date(2026, 10, 26)


def test_every_second_week_keeps_its_rhythm_over_the_new_year() -> None:
    """Weeks are counted from the first, not within the year."""
    pattern = Pattern(unit=Unit.WEEK, step=2, weekdays=(1,))
    rule = Repeats(pattern, time(18), date(2025, 12, 23))
    assert walls(rule, SHANGHAI, "2025-12-23 00:00") == [
        "Tue 23 Dec 18:00 +0800",
        "Tue 06 Jan 18:00 +0800",
        "Tue 20 Jan 18:00 +0800",
    ]


def test_make_up_days_are_workdays() -> None:
    """In China the Sunday before the national holiday is worked, and its week is not."""
    rule = Repeats(Pattern(unit=Unit.WORKDAY), time(8), date(2026, 9, 19))
    days = [f"{day:%a %d %b}" for day in islice(rule.days(ALMANAC), 14)]
    assert days == [
        "Sun 20 Sep", "Mon 21 Sep", "Tue 22 Sep", "Wed 23 Sep", "Thu 24 Sep", "Mon 28 Sep",
        "Tue 29 Sep", "Wed 30 Sep", "Thu 08 Oct", "Fri 09 Oct", "Sat 10 Oct", "Mon 12 Oct",
        "Tue 13 Oct", "Wed 14 Oct",
    ]  # fmt: skip


def test_a_year_that_nobody_knows_is_told() -> None:
    """Only the years that the data covers are known; without data none needs to be."""
    assert ALMANAC.workdays.unknown(date(2026, 12, 31), date(2027, 1, 4)) == (2027,)
    assert Workdays().unknown(date(2099, 1, 1)) == ()


def test_teaching_weeks_begin_with_the_week_of_the_first_day() -> None:
    """A term that starts on a Thursday has its second week four days later."""
    term = Term("short", date(2026, 9, 3), date(2026, 12, 31))
    assert [term.week_of(date(2026, 9, day)) for day in (3, 6, 7, 14)] == [1, 1, 2, 3]
    assert term.week(2) == date(2026, 9, 7)
