"""Reminding: when each step of a ladder reaches whom, by tables and in general."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.phrase import Phrase
from bot.domain.reminding import (
    APART,
    EARLIER,
    MOST,
    USUAL,
    Awaited,
    Course,
    LocalQuiet,
    Mark,
    Reminded,
    Rhythm,
    Skip,
    Wanted,
    Whom,
    following,
    next_at,
    read,
    rung_by,
    written,
)

BEIJING, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NIGHT = (time(22), time(8))
HOUR = timedelta(hours=1)


def rhythm(zone: ZoneInfo = BEIJING, *hours: tuple[time, time]) -> Rhythm:
    """Return the rhythm of somebody with quiet hours, by night where none are said."""
    return Rhythm(zone, frozenset(LocalQuiet(*each, zone) for each in hours or (NIGHT,)))


def at(text: str, zone: ZoneInfo = BEIJING) -> datetime:
    """Read a local time of November 2026, like "26 09:00", or of another month with its date."""
    day, _, hour = text.partition(" ")
    when = date.fromisoformat(day) if "-" in day else date(2026, 11, int(day))
    return datetime.combine(when, time.fromisoformat(hour), zone).astimezone(UTC)


def steps(course: Course, who: Rhythm, zone: ZoneInfo = BEIJING) -> list[str]:
    """Say a plan as a table does: rung and local time."""
    return [
        f"{step.rung if isinstance(step.rung, Mark) else f'{step.rung / HOUR:g}h'} "
        f"{step.at.astimezone(zone):%d %H:%M}"
        for step in course.plan(who)
    ]


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        # An ordinary week: nothing falls into the night.
        ("23 09:00", "27 18:00", ["opening 23 09:00", "half 25 13:30", "24h 26 18:00",
                                  "2h 27 16:00", "closing 27 18:00"]),
        # The half-life step waits for the morning.
        ("26 09:00", "29 12:00", ["opening 26 09:00", "half 28 08:00", "24h 28 12:00",
                                  "2h 29 10:00", "closing 29 12:00"]),
        # Opened at night: in the morning, with what was to follow in the meantime.
        ("26 23:00", "28 20:00", ["opening 27 08:00", "24h 27 20:00", "2h 28 18:00",
                                  "closing 28 20:00"]),
        # It closes at 07:30: two hours before, all are asleep, so it comes at 21:30.
        ("24 09:00", "27 07:30", ["opening 24 09:00", "half 25 20:15", "24h 26 08:00",
                                  "2h 26 21:30", "closing 27 08:00"]),
        # Opened and closed within one night: nobody is woken.
        ("26 23:00", "27 06:00", ["closing 27 08:00"]),
        # The end of a day: two hours before is still evening.
        ("24 09:00", "26 23:59", ["opening 24 09:00", "half 25 16:29", "24h 26 08:00",
                                  "2h 26 21:59", "closing 27 08:00"]),
        # Three hours in all: the day before is past, and two hours before comes too soon.
        ("26 09:00", "26 12:00", ["opening 26 09:00", "closing 26 12:00"]),
        # The half-life step may not be wanted, so no other is left out for it.
        ("26 09:00", "26 15:00", ["opening 26 09:00", "half 26 12:00", "2h 26 13:00",
                                  "closing 26 15:00"]),
        # Without a deadline there is only the opening.
        ("26 09:00", None, ["opening 26 09:00"]),
    ],
)  # fmt: skip
def test_the_usual_ladder(opens: str, closes: str | None, expected: list[str]) -> None:
    """Every step comes at its time, is held, pulled forward or left out, as the night has it."""
    course = Course(at(opens), at(closes) if closes else None, USUAL)
    assert steps(course, rhythm()) == expected


def test_what_starts_within_the_hour_breaks_into_quiet_hours() -> None:
    """An early start is told an hour before, though all else waits; who owes is never woken."""
    ladder = (timedelta(days=1), timedelta(hours=1))
    coming = Course(at("24 09:00"), at("27 07:30"), ladder, Whom.COMING)
    assert steps(coming, rhythm()) == ["24h 26 08:00", "1h 27 06:30"]
    owing = Course(at("24 09:00"), at("27 07:30"), ladder)
    assert steps(owing, rhythm()) == ["24h 26 08:00", "1h 26 21:30"]


def test_who_comes_has_answered() -> None:
    """Neither the opening, nor the half-life, nor the close is said to them."""
    coming = Course(at("24 09:00"), at("27 15:00"), USUAL, Whom.COMING)
    assert [each.rung for each in coming.plan(rhythm())] == [timedelta(days=1), timedelta(hours=2)]


def test_the_quiet_hours_of_all_teams_count() -> None:
    """Of two teams' hours the night is both; hours that touch are one night."""
    both = rhythm(BEIJING, NIGHT, (time(21), time(7)))
    assert both.stillness(at("26 21:30")) == (at("26 21:00"), at("27 08:00"))
    touching = rhythm(BEIJING, NIGHT, (time(8), time(9, 30)))
    assert touching.stillness(at("27 07:00")) == (at("26 22:00"), at("27 09:30"))
    assert touching.stillness(at("27 09:30")) is None
    abroad = Rhythm(BEIJING, frozenset({LocalQuiet(*NIGHT, BEIJING), LocalQuiet(*NIGHT, BERLIN)}))
    assert abroad.stillness(at("26 23:00")) == (at("26 22:00"), at("27 15:00"))


def test_who_is_never_to_be_disturbed_is_not() -> None:
    """Hours that leave no gap hold for ever; hours of no length are none."""
    never = rhythm(BEIJING, (time(0), time(12)), (time(12), time(0)))
    course = Course(at("24 09:00"), at("27 18:00"), USUAL)
    assert course.plan(never) == ()
    always = rhythm(BEIJING, (time(0), time(0)))
    assert next(iter(course.plan(always))).at == course.opens


@pytest.mark.parametrize(
    ("when", "begins", "ends"),
    [
        # Autumn: the night of 25 October 2026 lasts an hour longer.
        ("2026-10-25 03:30", "2026-10-24 22:00", "2026-10-25 08:00"),
        # Spring: that of 28 March 2027 an hour shorter.
        ("2027-03-28 03:30", "2027-03-27 22:00", "2027-03-28 08:00"),
    ],
)
def test_a_night_on_which_the_clocks_change(when: str, begins: str, ends: str) -> None:
    """Quiet hours go by the clock on the wall, however long they are."""
    who = rhythm(BERLIN)
    night = who.stillness(at(when, BERLIN))
    assert night == (at(begins, BERLIN), at(ends, BERLIN))
    assert night[1] - night[0] == timedelta(hours=11 if "10-25" in when else 9)


def test_an_hour_that_spring_leaves_out_ends_after_the_gap() -> None:
    """Quiet until 02:30 on a night that has no 02:30: until 03:30."""
    who = rhythm(BERLIN, (time(23), time(2, 30)))
    night = who.stillness(at("2027-03-28 01:00", BERLIN))
    assert night is not None
    assert night[1] == at("2027-03-28 03:30", BERLIN)


def test_what_was_missed_is_one_step() -> None:
    """After a pause only the latest step is taken, and each only once."""
    course = Course(at("23 09:00"), at("27 18:00"), USUAL)
    plan = course.plan(rhythm())
    found = rung_by(plan, at("23 09:00"), at("27 17:00"))
    assert found is not None
    assert found.rung == timedelta(hours=2)
    assert rung_by(plan, found.at, at("27 17:00")) is None
    assert next_at([plan], found.at) == at("27 18:00")


def test_half_have_answered() -> None:
    """The half-life step is wanted while fewer than half have answered."""
    what = Phrase("poll", "name")
    plan = Course(at("23 09:00"), at("27 18:00"), USUAL).plan(rhythm())
    for owing, wanted in ((6, True), (5, False), (4, False)):
        awaited = Awaited(what, range(owing), 10)  # type: ignore[arg-type]  # persons are ids
        kept = Wanted.by(awaited).of(plan)
        assert any(step.rung == Mark.HALF for step in kept) == wanted


def test_when_it_is_enough() -> None:
    """Three reminders, two hours apart, none for whom does not wish them."""
    now = at("26 12:00")
    assert Reminded().skip(now) is None
    assert Reminded(MOST - 1, now - APART).skip(now) is None
    assert Reminded(MOST, now - timedelta(days=9)).skip(now) is Skip.ENOUGH
    assert Reminded(1, now - APART + timedelta(seconds=1)).skip(now) is Skip.RECENT
    assert Reminded(0, None, muted=True).skip(now) is Skip.MUTED


MOMENTS = st.datetimes(
    datetime(2026, 3, 1), datetime(2027, 4, 30), timezones=st.just(UTC)  # noqa: DTZ001  (hypothesis adds the zone)
)  # fmt: skip
RUNGS = st.one_of(
    st.sampled_from([Mark.OPENING, Mark.HALF, Mark.CLOSING]),
    st.timedeltas(timedelta(minutes=5), timedelta(days=10)),
)
RHYTHMS = st.builds(
    lambda zone, hours: Rhythm(zone, frozenset(LocalQuiet(a, b, zone) for a, b in hours)),
    st.sampled_from([BEIJING, BERLIN]),
    st.lists(st.tuples(st.times(), st.times()), max_size=2),
)
COURSES = st.builds(
    lambda opens, length, ladder, whom: Course(opens, opens + length, tuple(ladder), whom),
    MOMENTS,
    st.timedeltas(timedelta(minutes=10), timedelta(days=30)),
    st.lists(RUNGS, max_size=6),
    st.sampled_from(Whom),
)


@given(COURSES, RHYTHMS)
def test_nobody_is_ever_woken(course: Course, who: Rhythm) -> None:
    """No step falls into quiet hours but of what starts within the hour; none before it opened."""
    for step in course.plan(who):
        assert course.breaks(step.rung) or who.stillness(step.at) is None
        assert step.at >= course.opens


@given(COURSES, RHYTHMS)
def test_steps_are_apart_and_in_time(course: Course, who: Rhythm) -> None:
    """Certain steps lie two hours apart; only of the close itself is spoken after it."""
    certain = [step for step in course.plan(who) if step.rung != Mark.HALF]
    for one, other in pairwise(certain):
        assert other.at - one.at >= APART
    assert course.closes is not None
    for step in course.plan(who):
        assert step.at < course.closes or step.rung in {Mark.CLOSING, Mark.OPENING, Mark.HALF}
        if step.rung != Mark.CLOSING:
            assert step.at <= course.closes


@given(COURSES, RHYTHMS)
def test_a_step_that_may_come_at_its_time_does(course: Course, who: Rhythm) -> None:
    """Without quiet hours each rung comes at its own instant; with them none comes twice."""
    free = Rhythm(who.zone)
    raw = {course.opens, course.closes}
    assert course.closes is not None
    raw.add(course.opens + (course.closes - course.opens) / 2)
    raw |= {course.closes - rung for rung in course.ladder if isinstance(rung, timedelta)}
    plan = course.plan(free)
    assert {step.at for step in plan} <= raw
    assert len({step.at for step in plan}) == len(plan)


@given(MOMENTS, RHYTHMS)
def test_a_night_has_an_end_and_is_the_same_throughout(moment: datetime, who: Rhythm) -> None:
    """Whoever asks within it is told the same night, and at its end it is over."""
    night = who.stillness(moment)
    if night is not None and night[1] - night[0] < timedelta(days=3):
        begins, ends = night
        assert begins <= moment < ends
        assert who.stillness(begins) == night
        assert who.stillness(ends) is None
        assert who.stillness(begins - EARLIER) != night


def test_a_ladder_is_read_as_it_was_written() -> None:
    """Rows keep ladders whole."""
    ladder = (*USUAL, timedelta(days=60), timedelta(minutes=5))
    assert read(written(ladder)) == ladder


def test_a_matter_goes_on_by_its_team_s_ladder_unless_it_has_its_own() -> None:
    """Of what people were just told of it goes without the opening, before and after."""
    before, now = USUAL, (Mark.OPENING, timedelta(hours=3))
    assert following(USUAL, before, now) == now
    assert following(USUAL[1:], before, now) == (timedelta(hours=3),)
    assert following((timedelta(days=2),), before, now) is None
