"""Essays, as rules: lateness, length and likeness."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.essay import (
    InTime,
    Judged,
    Late,
    LateRule,
    NotTaken,
    TooLate,
    alike,
    judge,
    length,
    likeness,
    sketch,
)

DUE = datetime(2026, 10, 31, 15, 59, tzinfo=UTC)
REFUSES = LateRule(Late.REFUSE)
FLAGS = LateRule(Late.FLAG)
DEDUCTS = LateRule(Late.DEDUCT, points=10, floor=60)


@pytest.mark.parametrize(
    ("after", "rule", "judged"),
    [
        (timedelta(0), REFUSES, InTime()),
        (timedelta(seconds=-1), DEDUCTS, InTime()),
        (timedelta(seconds=59), REFUSES, InTime()),
        (timedelta(seconds=60), REFUSES, NotTaken()),
        (timedelta(seconds=60), FLAGS, TooLate(1, 100)),
        (timedelta(days=1), FLAGS, TooLate(1, 100)),
        (timedelta(days=1, seconds=1), DEDUCTS, TooLate(2, 80)),
        (timedelta(days=30), DEDUCTS, TooLate(30, 60)),
    ],
)
def test_a_paper_is_judged_by_when_it_was_handed_in(
    after: timedelta, rule: LateRule, judged: Judged
) -> None:
    """A day that has begun counts; no paper falls below the floor."""
    assert judge(DUE + after, DUE, rule) == judged


@given(st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=400)))
def test_lateness_never_gets_cheaper(late: timedelta) -> None:
    """Who comes later is worth no more, and each begun day is one day."""
    earlier, later = (judge(DUE + each, DUE, DEDUCTS) for each in (late, 2 * late))
    assert isinstance(earlier, TooLate)
    assert isinstance(later, TooLate)
    assert later.most <= earlier.most
    assert timedelta(days=earlier.days - 1) < late <= timedelta(days=earlier.days)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \n\t　", 0),
        ("认真学习", 4),
        ("认真学习，努力工作。", 10),
        ("Reading notes, part 3.", 4),
        ("学习 Python 3.11 的心得", 7),
        ("don't re-read it", 3),
        ("他说：“好！”", 7),
        ("He said: “good!”", 3),
        ("ＡＢＣ", 1),
        ("one,two", 2),
        ("1,024 字", 2),
    ],
)  # fmt: skip
def test_length_counts_as_word_processors_do(text: str, count: int) -> None:
    """Each Chinese character and mark is one, and each word of other letters."""
    assert length(text) == count


WORDS = st.lists(st.sampled_from("学习认真工作努力团结服务人民reading"), min_size=50).map("".join)


@given(WORDS)
def test_a_text_is_like_itself_however_it_is_set(text: str) -> None:
    """Spaces, line breaks, punctuation, case and width are no difference."""
    set_otherwise = "，\n ".join(text.upper())
    assert likeness(sketch(text), sketch(set_otherwise)) == 1.0


@given(WORDS, WORDS)
def test_likeness_is_mutual_and_a_share(one: str, other: str) -> None:
    """It lies between nothing and all, whoever is compared with whom."""
    found = likeness(sketch(one), sketch(other))
    assert 0.0 <= found <= 1.0
    assert found == likeness(sketch(other), sketch(one))


NOTES = "".join(f"第{number}段：我认真学习了第{number * 7}条，体会很深。" for number in range(60))


def test_a_copy_with_some_words_changed_is_found() -> None:
    """One sentence of sixty is another: the copy is shown; another paper is not."""
    copy = NOTES.replace("第30段：我认真学习了", "第三十段里我也读到", 1)
    other = "".join(
        f"今天走访了{number}户居民，记下他们的{number * 3}条意见。" for number in range(60)
    )
    papers = [(1, sketch(other)), (2, sketch(NOTES))]
    found = alike(sketch(copy), papers)
    assert found is not None
    assert found[0] == 2
    assert alike(sketch("全新的一篇文章，与别人的都不一样。" * 3), papers) is None
    assert alike(sketch(""), [(1, sketch(""))]) is None
