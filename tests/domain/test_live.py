"""The clocks of a question's copies, as rules."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.identity import RoomId
from bot.domain.live import BEHIND, GAP, GRACE, Copies, Copy, Untimely, fitting, gap

NOW = datetime(2026, 11, 26, 1, tzinfo=UTC)
TIME = timedelta(seconds=20)
SECONDS = st.floats(0, 60, allow_nan=False).map(lambda each: timedelta(seconds=each))


def copies(*shown: float | None) -> Copies:
    """Make copies that were shown so many seconds after the first moment, or not at all."""
    return Copies(
        [
            Copy(RoomId(room), None if at is None else NOW + timedelta(seconds=at))
            for room, at in enumerate(shown)
        ],
        TIME,
    )


@given(SECONDS, SECONDS)
def test_an_answer_takes_as_long_on_every_copy(late: timedelta, after: timedelta) -> None:
    """Whatever the delay of a copy, as long as it is not left behind."""
    late = min(late, BEHIND)
    both = Copies([Copy(RoomId(0), NOW), Copy(RoomId(1), NOW + late)], TIME)
    one, two = both.took(RoomId(0), NOW + after), both.took(RoomId(1), NOW + late + after)
    assert one == two == (after if after <= TIME + GRACE else Untimely.LATE)


def test_a_question_ends_with_its_last_copy_that_counts() -> None:
    """One that may still be shown is waited for; one that came too late is not."""
    assert copies(None, None).ends() is None
    assert copies(0, 5).ends() == NOW + timedelta(seconds=5) + TIME + GRACE
    assert copies(0, 9).ends() == NOW + TIME + GRACE
    short = Copies([Copy(RoomId(0), NOW), Copy(RoomId(1))], timedelta(seconds=5))
    assert short.ends() == NOW + BEHIND


def test_who_answers_from_elsewhere_goes_by_the_first_copy() -> None:
    """In private there is no copy, and nobody shall gain by that."""
    assert copies(0, 4).took(RoomId(7), NOW + timedelta(seconds=6)) == timedelta(seconds=6)
    assert copies(0, 4).took(None, NOW + timedelta(seconds=6)) == timedelta(seconds=6)


def test_an_interruption_is_a_silence_longer_than_a_tick() -> None:
    """A tick that is a little late is none."""
    assert gap(None, NOW) == timedelta(0)
    assert gap(NOW, NOW + GAP) == timedelta(0)
    assert gap(NOW, NOW + timedelta(seconds=30)) == timedelta(seconds=30)


def test_a_bank_is_found_by_its_name_or_a_part_of_it() -> None:
    """Of two that have it in theirs, the one that is called just so."""
    banks = [(1, ["history"]), (2, ["historyofart"]), (3, ["safety"])]
    assert fitting("history", banks) == [1]
    assert fitting("histor", banks) == [1, 2]
    assert fitting("art", banks) == [2]
    assert fitting("maths", banks) == []
