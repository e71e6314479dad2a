"""Questions: what counts as the same answer, and what is no answer yet."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quiz import (
    FALSE,
    TRUE,
    AnyOf,
    Given,
    Key,
    Kind,
    Near,
    Picked,
    Question,
    Wording,
    chosen,
    folded,
    is_right,
    tally,
    understood,
)

TRUTHS: Final = {"对": True, "true": True, "错": False, "false": False}


def picked(*options: int) -> Picked:
    """Choose options."""
    return Picked(frozenset(options))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shakespeare", " ＳＨＡＫＥＳＰＥＡＲＥ "),
        ("《静夜思》", "静夜思"),
        ("第十八条", "第 18 条"),
        ("第１１９条", "第一百一十九条"),
        ("十一届三中全会", "11届三中全会"),
        ("二〇〇八年", "2008年"),
        ("三万", "3万"),
        ("30,000", "3万"),
        ("don't", "dont"),
        ("Straße", "STRASSE"),
        ("李白。", "“李白”"),
    ],
)
def test_spellings_of_one_answer_are_the_same(one: str, other: str) -> None:
    """Width, case, spaces, punctuation and Chinese numbers do not count."""
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("3.5", "35"), ("C#", "C"), ("C++", "C"), ("12:30", "1230"), ("李白", "李自"), ("5%", "5")],
)
def test_what_differs_stays_different(one: str, other: str) -> None:
    """A sign between digits counts, and so does one that is the meaning."""
    assert folded(one) != folded(other)


@given(st.text(max_size=60))
def test_spaces_and_a_full_stop_change_no_answer(text: str) -> None:
    """Wherever they stand, in whatever text."""
    assert folded(f" {text}\n。") == folded("\u3000".join(text)) == folded(text)


@pytest.mark.parametrize(
    ("key", "given", "right"),
    [
        (picked(1), picked(1), True),
        (picked(1), picked(0), False),
        (picked(0, 2), picked(2, 0), True),
        (picked(0, 2), picked(0), False),
        (picked(0, 2), picked(0, 1, 2), False),
        (Near(Fraction(18)), Fraction(18), True),
        (Near(Fraction("3.14"), Fraction("0.005")), Fraction("3.145"), True),
        (Near(Fraction("3.14"), Fraction("0.005")), Fraction("3.1451"), False),
        (Near(Fraction("0.3")), Fraction(3, 10), True),
        (AnyOf(("李白", "李太白")), "李太白。", True),
        (AnyOf(("119",)), "一一九", True),
        (AnyOf(("李白",)), "杜甫", False),
        (picked(1), "B", False),
        (AnyOf(("2",)), Fraction(2), False),
    ],
)
def test_an_answer_is_judged(key: Key, given: Given, right: bool) -> None:  # noqa: FBT001
    """All right options and no other, a number near enough, any of the texts."""
    assert is_right(key, given) is right


def question(kind: Kind, text: str = "?", options: tuple[str, ...] = ()) -> Question:
    """Ask something whose key does not matter here."""
    wordings: Mapping[str, Wording] = {"zh": Wording(text, options)}
    return Question("1", kind, picked(), wordings)


FRUIT: Final = ("apple", "face", "B", "plum")


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("A", (0,)), ("ｂ", (1,)), ("ad", (0, 3)), ("A、C", (0, 2)), ("A, C and D", (0, 2, 3)),
        ("Apple", (0,)), ("face", (1,)), ("B", (1,)), ("DD", (3,)), ("A和D", (0, 3)),
    ],
)  # fmt: skip
def test_options_are_chosen_by_letters_or_as_they_are_written(
    typed: str, options: tuple[int, ...]
) -> None:
    """A single letter is the option's name, even where another option is that letter."""
    assert chosen(typed, FRUIT) == picked(*options)


@pytest.mark.parametrize("typed", ["E", "AE", "pear", "", "1"])
def test_what_names_no_option_chooses_none(typed: str) -> None:
    """It is asked again, not counted as wrong."""
    assert chosen(typed, FRUIT) is None


@pytest.mark.parametrize(
    ("asked", "typed", "given"),
    [
        (question(Kind.SINGLE, options=FRUIT), "a", picked(0)),
        (question(Kind.SINGLE, options=FRUIT), "ad", None),
        (question(Kind.MULTIPLE, options=FRUIT), "ad", picked(0, 3)),
        (question(Kind.TRUTH), " 对！", picked(TRUE)),
        (question(Kind.TRUTH), "FALSE", picked(FALSE)),
        (question(Kind.TRUTH), "也许", None),
        (question(Kind.NUMBER, "年满多少周岁？"), "18周岁", Fraction(18)),
        (question(Kind.NUMBER, "年满多少周岁？"), "十八岁", Fraction(18)),
        (question(Kind.NUMBER, "年满多少周岁？"), "18个月", None),
        (question(Kind.NUMBER, "几分之几？"), "三分之二", Fraction(2, 3)),
        (question(Kind.NUMBER, "How many km?"), "1,200 KM", Fraction(1200)),
        (question(Kind.NUMBER), "很多", None),
        (question(Kind.TEXT), " 李白 ", " 李白 "),
        (question(Kind.TEXT), "！？", None),
        (question(Kind.TEXT), "x" * 101, None),
        (question(Kind.TEXT), "  ", None),
    ],
)
def test_a_typed_answer_is_understood_or_asked_for_again(
    asked: Question, typed: str, given: Given | None
) -> None:
    """A unit may follow a number, if the question names it."""
    assert understood(asked, typed, TRUTHS) == given


def test_choices_are_counted_by_option() -> None:
    """Of several options each counts."""
    assert tally([picked(0), picked(0, 2), picked()], 3) == (2, 0, 1)


def test_a_language_that_a_question_lacks_gets_the_first() -> None:
    """Better asked in another language than not at all."""
    asked = Question("1", Kind.TEXT, AnyOf(("a",)), {"zh": Wording("甲"), "en": Wording("A")})
    assert asked.wording("en").text == "A"
    assert asked.wording("fr").text == "甲"
