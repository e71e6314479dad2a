"""The rules of attendance: quorums, codes, minutes late, and who is due when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.identity import PersonId
from bot.domain.kind import Every, Period, is_time_to_ask, period
from bot.domain.meeting import (
    Attendance,
    Entry,
    How,
    Permit,
    Presence,
    Quorum,
    Says,
    Votes,
    late_minutes,
)
from bot.domain.rollcode import STEP, Judged, as_code, code_at, judge

NOW = datetime(2026, 11, 26, 11, tzinfo=UTC)
KEY = bytes(range(32))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("quorum", "base", "needed"),
    [
        (Quorum.HALF, 21, 11),
        (Quorum.HALF, 20, 11),
        (Quorum.HALF, 1, 1),
        (Quorum.TWO_THIRDS, 21, 14),
        (Quorum.TWO_THIRDS, 20, 14),
        (Quorum.TWO_THIRDS, 3, 2),
        (Quorum.FOUR_FIFTHS, 21, 17),
        (Quorum.FOUR_FIFTHS, 20, 16),
        (Quorum.FOUR_FIFTHS, 4, 4),
    ],
)
def test_how_many_must_be_there(quorum: Quorum, base: int, needed: int) -> None:
    """Half means more than half; two thirds and four fifths mean at least that."""
    assert quorum.needed(base) == needed


@given(quorum=st.sampled_from(Quorum), base=st.integers(0, 10_000))
def test_a_quorum_can_be_reached_and_never_by_half(quorum: Quorum, base: int) -> None:
    """All together are one wherever there is anybody; half of them never are."""
    assert Votes(base, base, quorum.needed(base)).reached is (base > 0)
    assert not Votes(base // 2, base, quorum.needed(base)).reached or base == 0


@given(second=st.integers(0, 10**9), later=st.integers(0, 10**4))
def test_a_code_is_right_while_it_is_shown_and_as_long_again(second: int, later: int) -> None:
    """It is right for its own half minute and the next, known as old for a while, then wrong."""
    shown = datetime.fromtimestamp(second, UTC)
    code = code_at(KEY, shown)
    at = shown + later * SECOND
    steps = (second + later) // STEP - second // STEP
    judged = judge(KEY, code, at)
    if steps <= 1:
        assert judged is Judged.RIGHT
    elif steps < 40 and judged is not Judged.RIGHT:  # another's code may be equal by chance
        assert judged is Judged.OLD


def test_codes_of_two_meetings_differ() -> None:
    """Who is given the code of one meeting cannot sign in to another."""
    other = bytes(reversed(KEY))
    shown = [NOW + n * STEP * SECOND for n in range(50)]
    assert sum(code_at(KEY, at) == code_at(other, at) for at in shown) == 0
    assert len({code_at(KEY, at) for at in shown}) > 45


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("048213", "048213"),
        ("048 213", "048213"),
        ("０４８－２１３", "048213"),
        (" 048-213 ", "048213"),
        ("04821", None),
        ("0482134", None),
        ("abcdef", None),
        ("٠٤٨٢١٣", None),
        ("", None),
    ],
)
def test_a_code_as_people_type_it(typed: str, code: str | None) -> None:
    """Six digits, in wide ones and with a gap; nothing else."""
    assert as_code(typed) == code


@pytest.mark.parametrize(
    ("seconds", "late"), [(-600, 0), (0, 0), (59, 0), (60, 1), (179, 2), (3600, 60)]
)
def test_minutes_late_are_whole_ones(seconds: int, late: int) -> None:
    """Nobody is late before the start, nor within its first minute."""
    assert late_minutes(NOW, NOW + seconds * SECOND) == late


def entry(
    says: Says | None, *, here: bool = False, permit: Permit | None = None, guest: bool = False,
    waiting: bool = False,
) -> Entry:  # fmt: skip
    """Make somebody of a list."""
    presence = Presence(NOW, 0, How.TAP) if here else None
    return Entry(
        PersonId(1), "Li", says, permit=permit, presence=presence, guest=guest, waiting=waiting
    )


@pytest.mark.parametrize(
    ("who", "where"),
    [
        (entry(Says.COMING, here=True), "present"),
        (entry(None, here=True), "present"),
        (entry(Says.COMING), "absent"),
        (entry(None), "absent"),
        (entry(Says.LEAVE, permit=Permit.APPROVED), "leave"),
        (entry(Says.LEAVE, permit=Permit.ASKED), "leave"),
        (entry(Says.LEAVE, permit=Permit.REFUSED), "absent"),
        (entry(Says.LEAVE, permit=Permit.APPROVED, here=True), "present"),
        (entry(Says.COMING, here=True, guest=True), "guests"),
    ],
)
def test_everybody_is_sorted_as_minutes_name_them(who: Entry, where: str) -> None:
    """Who came is present, whatever they said before; leave that was refused is absence."""
    found = Attendance.of([who])
    assert getattr(found, where) == (who,)
    assert found.expected == (0 if where == "guests" else 1)


def test_guests_who_stayed_away_and_strangers_are_nobody() -> None:
    """Nobody expected them."""
    strangers = [entry(Says.COMING, guest=True), entry(Says.COMING, here=True, waiting=True)]
    assert Attendance.of(strangers) == Attendance((), (), (), ())


@pytest.mark.parametrize(
    ("every", "day", "first", "last"),
    [
        (Every.MONTH, (2026, 2, 10), (2026, 2, 1), (2026, 2, 28)),
        (Every.MONTH, (2026, 12, 31), (2026, 12, 1), (2026, 12, 31)),
        (Every.QUARTER, (2026, 2, 10), (2026, 1, 1), (2026, 3, 31)),
        (Every.QUARTER, (2026, 11, 26), (2026, 10, 1), (2026, 12, 31)),
        (Every.YEAR, (2028, 2, 29), (2028, 1, 1), (2028, 12, 31)),
        (Every.TERM, (2026, 9, 1), (2026, 8, 1), (2027, 1, 31)),
        (Every.TERM, (2027, 1, 31), (2026, 8, 1), (2027, 1, 31)),
        (Every.TERM, (2027, 2, 1), (2027, 2, 1), (2027, 7, 31)),
    ],
)
def test_the_period_of_a_day(
    every: Every, day: tuple[int, int, int], first: tuple[int, int, int],
    last: tuple[int, int, int],
) -> None:  # fmt: skip
    """Months, quarters and years are the calendar's; a term that nobody set is half a year."""
    assert period(every, date(*day)) == Period(date(*first), date(*last))


@given(every=st.sampled_from(Every), day=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_periods_leave_no_day_out(every: Every, day: date) -> None:
    """A day lies in its period, and the day after its last begins the next."""
    this = period(every, day)
    assert day in this
    assert period(every, this.last) == this
    assert period(every, this.last + timedelta(days=1)).first == this.last + timedelta(days=1)
    assert is_time_to_ask(every, this.last)
    assert not is_time_to_ask(every, this.first)


def test_a_term_that_is_known_is_the_period() -> None:
    """What the team has set goes before what is usual."""
    term = Period(date(2026, 9, 1), date(2027, 1, 16))
    assert period(Every.TERM, date(2026, 11, 1), term) == term
