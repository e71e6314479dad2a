"""The rules of polls: who leads, and what still counts as mending a typo."""

import pytest

from bot.domain.poll import OptionId, PollOption, are_typos, is_typo, leaders


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Cofee", "Coffee"),
        ("Libary", "Library"),
        ("Teh", "The"),
        ("tea", "Tea"),
        ("咖非", "咖啡"),
        ("下周在哪里开回？", "下周在哪里开会？"),
        ("Where shall we meat next Tuesday?", "Where shall we meet next Tuesday?"),
        ("same", "same"),
    ],
)
def test_a_letter_is_a_typo(before: str, after: str) -> None:
    """One letter put in, taken out, replaced or changed with its neighbour."""
    assert is_typo(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("甲", "乙"),
        ("茶", "水"),
        ("绿茶", "白水"),
        ("Monday", "Sunday"),
        ("June", "July"),
        ("Room 204", "Room 205"),
        ("10:00", "11:00"),
        ("Tea", ""),
        ("Tea", "Tea or coffee"),
    ],
)
def test_another_answer_is_no_typo(before: str, after: str) -> None:
    """What a voter would not recognise as their answer, whatever few letters it takes."""
    assert not is_typo(before, after)


def test_options_may_not_change_places() -> None:
    """None may become what another was, or votes would change hands; the count must be the same."""
    assert are_typos(("Tee", "Ten"), ("Tea", "Ten"))
    assert not are_typos(("Tee", "Tea"), ("Tea", "Tee"))
    assert not are_typos(("Tee", "Tea"), ("Tea", "Tea"))
    assert not are_typos(("Tee", "Tea"), ("Tee",))


def test_leaders() -> None:
    """Several where they tie, and nobody where nobody answered."""
    tea, milk, water = (
        PollOption(OptionId(number), label, count)
        for number, (label, count) in enumerate([("Tea", 2), ("Milk", 2), ("Water", 1)])
    )
    assert leaders((tea, milk, water)) == (tea, milk)
    assert leaders((tea, water)) == (tea,)
    assert leaders((PollOption(OptionId(1), "Tea"),)) == ()
