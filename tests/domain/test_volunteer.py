"""The rules of volunteers: until when a place is offered, and how hours are counted."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.call import Refused
from bot.domain.phrase import Instant
from bot.domain.reminding import LocalQuiet, Rhythm
from bot.domain.shift import Planned, planned_of
from bot.domain.volunteer import (
    TO_ANSWER,
    ActivityId,
    Approval,
    Shift,
    ShiftId,
    capped,
    carriers,
    morning_after,
    offered_until,
    qualifies,
    stars,
    to_next_star,
    told_at,
    worked,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 26, 12, tzinfo=ZONE)
NIGHTS = Rhythm(ZONE, frozenset({LocalQuiet(time(22), time(8), ZONE)}))
FAR = NOON + timedelta(days=30)

instants = st.timedeltas(timedelta(), timedelta(days=700)).map(
    lambda since: datetime(2026, 1, 1, tzinfo=UTC) + since
)
lines = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def at(hour: int, minute: int = 0, day: int = 0) -> Instant:
    """Return a moment of the first day, or of one after it."""
    return NOON.replace(hour=hour, minute=minute) + timedelta(days=day)


def shift(starts: Instant, ends: Instant, **also: object) -> Shift:
    """Return a shift of four places."""
    values = {"id": ShiftId(1), "activity": ActivityId, "number": 1, "places": 4} | also
    return Shift(starts=starts, ends=ends, **values)  # type: ignore[arg-type]  # by name


# Offers


@pytest.mark.parametrize(
    ("now", "starts", "until"),
    [
        (at(12), FAR, at(16)),
        (at(20), FAR, at(10, day=1)),  # two hours before the night, two after it
        (at(23), FAR, at(12, day=1)),
        (at(7), FAR, at(12)),
        (at(12), at(14), at(14)),
        (at(23), at(7, day=1), at(7, day=1)),
    ],
)
def test_an_offer_lasts_four_hours_in_which_one_is_awake(
    now: Instant, starts: Instant, until: Instant
) -> None:
    """Quiet hours extend it, the start of the shift ends it."""
    assert offered_until(now, starts, NIGHTS) == until


@given(instants)
def test_of_an_offer_no_waking_hour_is_lost(now: Instant) -> None:
    """However the night lies, whoever is offered a place has all of the time to answer."""
    until = offered_until(now, now + timedelta(days=9), NIGHTS)
    minutes = (until - now) // timedelta(minutes=1)
    step = timedelta(minutes=1)
    awake = sum(NIGHTS.stillness(now + step * n + step / 2) is None for n in range(minutes))
    assert abs(awake - TO_ANSWER // step) <= 1
    assert NIGHTS.stillness(until - timedelta(microseconds=1)) is None


def test_who_is_never_to_be_disturbed_is_asked_until_the_start() -> None:
    """Quiet hours without an end do not hang anybody's offer up for ever."""
    always = Rhythm(
        ZONE, frozenset({LocalQuiet(time(0), time(12), ZONE), LocalQuiet(time(12), time(0), ZONE)})
    )
    assert offered_until(at(12), at(18), always) == at(18)


@pytest.mark.parametrize(
    ("now", "until", "told"),
    [
        (at(12), at(16), at(12)),
        (at(23), at(12, day=1), at(8, day=1)),
        (at(23), at(7, day=1), at(23)),  # else it would be over before they wake up
    ],
)
def test_an_offer_waits_for_the_morning_unless_that_is_too_late(
    now: Instant, until: Instant, told: Instant
) -> None:
    """Nobody is woken for a place that they may still take in the morning."""
    assert told_at(now, until, NIGHTS) == told


# Shifts


@pytest.mark.parametrize(
    ("now", "cancelled", "why"),
    [
        (at(8), False, None),
        (at(9), False, "begun"),
        (at(12), False, "past"),
        (at(8), True, "cancelled"),
    ],
)
def test_a_shift_says_why_nobody_can_sign_up(
    now: Instant,
    cancelled: bool,  # noqa: FBT001  (a table)
    why: str | None,
) -> None:
    """Begun, past and cancelled are three things."""
    barred = shift(at(9), at(12), cancelled=cancelled).barred(now)
    assert barred == (None if why is None else Refused(why))


@pytest.mark.parametrize(
    ("booked", "offered", "places", "full"),
    [(3, 0, 4, False), (3, 1, 4, True), (4, 0, 4, True), (900, 0, None, False)],
)
def test_a_place_that_is_offered_is_taken(
    booked: int,
    offered: int,
    places: int | None,
    full: bool,  # noqa: FBT001  (a table)
) -> None:
    """While somebody is asked nobody else can have it; without a limit none is ever full."""
    assert shift(at(9), at(12), booked=booked, offered=offered, places=places).full is full


def test_sign_in_opens_before_the_start_and_sign_out_closes_after_the_end() -> None:
    """Half an hour before, two hours after."""
    known = shift(at(9), at(12))
    assert [known.signs_in(at(8, 29)), known.signs_in(at(8, 30)), known.signs_in(at(12))] == [
        False, True, False,
    ]  # fmt: skip
    assert [known.signs_out(at(13, 59)), known.signs_out(at(14))] == [True, False]


@pytest.mark.parametrize(
    ("needs", "has", "may"),
    [
        ("", [], True),
        ("first aid", ["First  Aid", "driving"], True),
        ("急救", ["驾驶"], False),
        ("ＶＩＰ", ["vip"], True),
    ],
)
def test_what_a_shift_needs_is_found_however_it_is_written(
    needs: str,
    has: list[str],
    may: bool,  # noqa: FBT001  (a table)
) -> None:
    """Width, case and spaces do not matter."""
    assert qualifies(needs, has) is may


# Hours


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        (at(8, 40), at(12), 180),
        (at(9, 30), at(12), 150),
        (at(9), at(12, 45), 225),
        (at(9), at(9), 0),
        (at(8, 35), at(8, 50), 0),
    ],
)
def test_hours_run_from_the_planned_start_to_the_sign_out(
    since: Instant, until: Instant, minutes: int
) -> None:
    """Who comes early waits for nothing, who stays longer is counted."""
    assert worked(shift(at(9), at(12)), since, until) == minutes


@given(instants, st.none() | instants)
def test_who_forgot_to_sign_out_left_within_the_shift(since: Instant, said: Instant | None) -> None:
    """Whatever they say, it is neither before they came nor after the planned end."""
    known = shift(since - timedelta(minutes=5), since + timedelta(hours=3))
    assert since <= capped(known, since, said) <= known.ends


def test_the_morning_after_is_that_of_the_team() -> None:
    """A shift over midnight is asked about on the day after it ended."""
    assert morning_after(at(12), ZONE) == at(9, day=1)
    assert morning_after(at(1, day=1), ZONE) == at(9, day=2)


@given(instants, st.none() | st.integers(1, 10_000), lines, lines)
def test_a_planned_shift_is_kept_as_it_is(
    starts: Instant, places: int | None, role: str, needs: str
) -> None:
    """What a draft keeps of a shift reads as the same shift; only a bar in a role is another."""
    planned = Planned(starts, starts + timedelta(hours=3), places, role.replace("|", "/"), needs)
    assert planned_of(str(planned)) == planned


# Who confirms, stars, and who carries most


@pytest.mark.parametrize(
    ("minutes", "needs"),
    [
        (0, Approval.ONE), (480, Approval.ONE), (481, Approval.TWO), (720, Approval.TWO),
        (721, Approval.ADMIN), (1440, Approval.ADMIN),
    ],
)  # fmt: skip
def test_how_much_of_a_day_needs_whom(minutes: int, needs: Approval) -> None:
    """Up to eight hours one, up to twelve two, beyond them two of whom one is an admin."""
    assert Approval.for_day(minutes) is needs


@pytest.mark.parametrize(
    ("needs", "approvers", "by_admin", "enough"),
    [
        (Approval.ONE, 0, False, False), (Approval.ONE, 1, False, True),
        (Approval.TWO, 1, True, False), (Approval.TWO, 2, False, True),
        (Approval.ADMIN, 1, True, False), (Approval.ADMIN, 5, False, False),
        (Approval.ADMIN, 2, True, True),
    ],
)  # fmt: skip
def test_when_it_is_enough(
    needs: Approval,
    approvers: int,
    by_admin: bool,  # noqa: FBT001  (a table)
    enough: bool,  # noqa: FBT001  (the same)
) -> None:
    """An admin alone is no second one, and many who are none are no admin."""
    assert needs.given(approvers, by_admin=by_admin) is enough


@given(st.integers(0, 200_000))
def test_what_is_left_leads_to_the_next_star(minutes: int) -> None:
    """With those minutes there is one star more, with one fewer there is not."""
    left = to_next_star(minutes)
    if stars(minutes) == 5:
        assert left == 0
    else:
        assert stars(minutes + left) == stars(minutes) + 1
        assert stars(minutes + left - 1) == stars(minutes)


@given(st.lists(st.integers(0, 5000), max_size=30))
def test_the_carriers_are_the_fewest_who_gave_half(totals: list[int]) -> None:
    """They gave half, and one fewer would not have; where nothing was given there are none."""
    count, most = carriers(totals), sorted(totals, reverse=True)
    if not sum(totals):
        assert count == 0
    else:
        assert 2 * sum(most[:count]) >= sum(totals)
        assert 2 * sum(most[: count - 1]) < sum(totals)
