"""Banks: what makes a question of a row, and what is said of one that is none."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.domain.bank import (
    Column,
    Entries,
    Fault,
    Reading,
    Vocabulary,
    Wrong,
    entries_of_outline,
    entries_of_table,
    read,
    taken,
)
from bot.domain.outline import Branch, Leaf, Tree, Twigs
from bot.domain.quiz import AnyOf, Difficulty, Kind, Near, Picked, folded
from bot.domain.sheet import Refusal, Unusable

KNOWN: Final = Vocabulary(
    columns={
        **{column.value: column for column in Column},
        "题号": Column.NAME, "题型": Column.KIND, "题目": Column.QUESTION, "选项": Column.OPTION,
        "options": Column.OPTION, "答案": Column.ANSWER, "误差": Column.TOLERANCE,
        "id": Column.NAME,
    },
    kinds={
        "单选": Kind.SINGLE, "多选": Kind.MULTIPLE, "判断": Kind.TRUTH, "数字": Kind.NUMBER,
        "简答": Kind.TEXT, **{kind.value: kind for kind in Kind},
    },
    truths={"对": True, "正确": True, "true": True, "错": False, "错误": False, "false": False},
    difficulties={"易": Difficulty.EASY, "1": Difficulty.EASY, "难": Difficulty.HARD},
)  # fmt: skip
HEADINGS: Final = ("题号", "题型", "题目", "选项A", "选项B", "选项C", "答案", "误差", "difficulty")


def understood(*rows: tuple[str, ...]) -> Reading:
    """Read rows below the usual headings; the first of them is row 2."""
    found = entries_of_table(enumerate((HEADINGS, *rows), start=1), "zh", KNOWN)
    assert isinstance(found, Entries)
    return read(found.entries, KNOWN)


SINGLE: Final = ("1", "单选", "火警电话？", "110", "119", "120", "B")


# Rows that are questions


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (SINGLE, Picked(frozenset({1}))),
        (("1", " 多选 ", "哪些？", "甲", "乙", "丙", "ａ、c"), Picked(frozenset({0, 2}))),
        (("1", "单选", "哪个？", "甲", "乙", "丙", "乙"), Picked(frozenset({1}))),
        (("1", "判断", "真的？", "", "", "", "正确"), Picked(frozenset({0}))),
        (("1", "判断", "真的？", "错误", "正确", "", "A"), Picked(frozenset({1}))),
        (("1", "数字", "？", "", "", "", "3.14", "0.5"), Near(Fraction("3.14"), Fraction("0.5"))),
        (("1", "数字", "多少？", "", "", "", "十八±1"), Near(Fraction(18), Fraction(1))),
        (("1", "数字", "多少？", "", "", "", "'-5"), Near(Fraction(-5))),
        (("1", "简答", "谁？", "", "", "", "李白；太白|青莲"), AnyOf(("李白", "太白", "青莲"))),
    ],
)  # fmt: skip
def test_a_row_makes_a_question(row: tuple[str, ...], key: object) -> None:
    """Of every kind; what we wrote ourselves against formulas is taken off."""
    reading = understood(row)
    assert reading.faults == ()
    assert reading.questions[0].key == key


def test_a_true_or_false_question_needs_no_options() -> None:
    """Those that a bank writes are the usual two, which are said in each language anyway."""
    (question,) = understood(("1", "判断", "真的？", "对", "错", "", "A")).questions
    assert question.wording("zh").options == ()


def test_a_title_may_stand_above_the_headings() -> None:
    """What explains a heading does not matter, and what nobody knows is named."""
    rows = [
        (1, ("安全知识题库",)),
        (3, ("题目（必填）", "题型*", "A", "B", "option 3", "答案:", "备注")),
        (4, ("几？", "单选", "一", "二", "三", "C", "旧题")),
    ]
    found = entries_of_table(rows, "zh", KNOWN)
    assert isinstance(found, Entries)
    assert found.ignored == ("备注",)
    (question,) = read(found.entries, KNOWN).questions
    assert question.wording("zh").options == ("一", "二", "三")


def test_a_question_without_a_number_keeps_its_name_when_rows_move() -> None:
    """So that what people got wrong is still known after the next import."""
    first, second = ("", *SINGLE[1:]), ("", "判断", "真的？", "", "", "", "对")
    before, after = understood(first, second), understood(second, first)
    assert before.faults == after.faults == ()
    names = [question.name for question in before.questions]
    assert names == [question.name for question in reversed(after.questions)]


# Rows that are none


def changed(**cells: str) -> tuple[str, ...]:
    """Change some cells of a good row."""
    names = ("name", "kind", "question", "a", "b", "c", "answer", "tolerance", "difficulty")
    row = dict(zip(names, (*SINGLE, "", ""), strict=True)) | cells
    return tuple(row.values())


def bare(kind: str, answer: str, tolerance: str = "") -> tuple[str, ...]:
    """Make a row without options."""
    return changed(kind=kind, a="", b="", c="", answer=answer, tolerance=tolerance)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (changed(kind="选择"), Fault(2, Wrong.KIND, Column.KIND, "选择")),
        (changed(kind=""), Fault(2, Wrong.KIND, Column.KIND)),
        (changed(question=""), Fault(2, Wrong.NO_QUESTION, Column.QUESTION)),
        (changed(question="长" * 301), Fault(2, Wrong.LONG, Column.QUESTION, "长" * 40)),
        (changed(b="长" * 101), Fault(2, Wrong.LONG, Column.OPTION, "长" * 40)),
        (changed(a="119", b="", c="", answer="A"), Fault(2, Wrong.FEW_OPTIONS, Column.OPTION)),
        (changed(b=""), Fault(2, Wrong.GAP, Column.OPTION, "B")),
        (changed(c="110"), Fault(2, Wrong.SAME_OPTIONS, Column.OPTION, "110")),
        (changed(kind="数字"), Fault(2, Wrong.UNWANTED_OPTIONS, Column.OPTION, "110")),
        (changed(answer=""), Fault(2, Wrong.NO_ANSWER, Column.ANSWER)),
        (changed(answer="D"), Fault(2, Wrong.NOT_OFFERED, Column.ANSWER, "D")),
        (changed(answer="AB"), Fault(2, Wrong.SEVERAL, Column.ANSWER, "AB")),
        (bare("判断", "也许"), Fault(2, Wrong.NOT_TRUTH, Column.ANSWER, "也许")),
        (bare("数字", "很多"), Fault(2, Wrong.NOT_NUMBER, Column.ANSWER, "很多")),
        (bare("数字", "5", "-1"), Fault(2, Wrong.TOLERANCE, Column.TOLERANCE, "-1")),
        (bare("简答", "。；！"), Fault(2, Wrong.NO_ANSWER, Column.ANSWER, "。；！")),
        (changed(difficulty="地狱"), Fault(2, Wrong.DIFFICULTY, Column.DIFFICULTY, "地狱")),
        (changed(question="锟斤拷"), Fault(2, Wrong.GARBLED, Column.QUESTION, "锟斤拷")),
        (changed(b="����"), Fault(2, Wrong.GARBLED, Column.OPTION, "����")),
        (changed(question="??????"), Fault(2, Wrong.GARBLED, Column.QUESTION, "??????")),
    ],
)  # fmt: skip
def test_a_bad_row_says_what_is_wrong(row: tuple[str, ...], fault: Fault) -> None:
    """Where, in which column, and what stands there; it makes no question."""
    reading = understood(row)
    assert fault in reading.faults
    assert reading.questions == ()


def test_a_row_says_everything_that_is_wrong_with_it() -> None:
    """One look is enough to mend it."""
    (faults,) = [understood(changed(kind="单选", b="", answer="", difficulty="?!")).faults]
    assert {each.wrong for each in faults} == {Wrong.GAP, Wrong.NO_ANSWER, Wrong.DIFFICULTY}


def test_of_two_with_one_number_the_first_stands() -> None:
    """The other names the row of the first."""
    reading = understood(SINGLE, changed(question="急救电话？", answer="C", name=" １ "))
    assert [question.name for question in reading.questions] == ["1"]
    assert reading.faults == (Fault(3, Wrong.TWICE, Column.NAME, " １ ".strip(), other=2),)


def test_the_same_question_under_another_number_is_found() -> None:
    """Nobody wants to be asked twice; with other options it is another question."""
    reading = understood(SINGLE, changed(name="2"), changed(name="3", a="112"))
    assert reading.faults == (Fault(3, Wrong.SAME_QUESTION, Column.QUESTION, other=2),)
    assert [question.name for question in reading.questions] == ["1", "3"]


def test_too_many_options_are_not_cut_off() -> None:
    """A seventh is objected to, and not lost in silence."""
    headings = ("题目", "题型", "答案", *(f"选项{letter}" for letter in "ABCDEFG"))
    rows = [(1, headings), (2, ("几？", "单选", "A", *"一二三四五六七"))]
    found = entries_of_table(rows, "zh", KNOWN)
    assert isinstance(found, Entries)
    faults = read(found.entries, KNOWN).faults
    assert faults == (Fault(2, Wrong.MANY_OPTIONS, Column.OPTION, "7"),)


def test_a_bank_with_faults_is_taken_only_without_them() -> None:
    """Nothing is imported unless the bad ones are to be skipped."""
    reading = understood(SINGLE, changed(name="2", answer="Z"))
    assert taken(reading, skip_bad=False) == ()
    assert taken(reading, skip_bad=True) == reading.questions
    good = understood(SINGLE)
    assert taken(good, skip_bad=False) == taken(good, skip_bad=True) == good.questions


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ([], Refusal(Unusable.EMPTY)),
        ([HEADINGS], Refusal(Unusable.EMPTY)),
        ([("姓名", "电话"), ("王伟", "1")], Refusal(Unusable.HEADINGS, ("姓名", "电话"))),
        ([("题目", "题目", "答案"), ("a",)], Refusal(Unusable.DOUBLED, ("题目", "题目", "答案"))),
    ],
)
def test_a_table_without_questions_is_refused(
    rows: list[tuple[str, ...]], refusal: Refusal
) -> None:
    """It says which headings were found instead."""
    assert entries_of_table(enumerate(rows, start=1), "zh", KNOWN) == refusal


@given(st.lists(st.lists(st.text(max_size=5), max_size=9).map(tuple), max_size=4))
def test_whatever_stands_in_a_row_is_a_question_or_a_fault(rows: list[tuple[str, ...]]) -> None:
    """Nothing is lost in silence, and nothing is an error."""
    found = entries_of_table(enumerate((HEADINGS, *rows), start=1), "zh", KNOWN)
    if isinstance(found, Entries):
        reading = read(found.entries, KNOWN)
        assert {each.number for each in reading.faults} <= set(range(2, len(rows) + 2))
        bad = len({each.number for each in reading.faults})
        assert len(reading.questions) + bad == len(rows)


# Outlines


def tree(value: object, line: int = 1) -> Tree:
    """Make an outline of plain values; each key stands in the line after the one before."""
    match value:
        case Mapping():
            held = [(str(key), line + at, tree(each, line + at))
                    for at, (key, each) in enumerate(value.items())]  # fmt: skip
            return Branch(line, tuple(held))
        case list():
            return Twigs(line, tuple(tree(each, line + 10 * at) for at, each in enumerate(value)))
    return Leaf(line, str(value))


def outlined(value: object) -> Entries:
    """Read an outline that must hold questions."""
    found = entries_of_outline(tree(value), ("en", "zh"), "zh", KNOWN)
    assert isinstance(found, Entries)
    return found


BOTH: Final = {
    "id": "L1",
    "kind": "single",
    "answer": "B",
    "zh": {"question": "火警电话？", "options": ["报警台", "消防队"], "tags": ["安全"]},
    "en": {"question": "Fire?", "options": ["Police", "Fire service"], "tags": ["safety", "fire"]},
}


def test_a_question_in_two_languages() -> None:
    """What differs stands under the language, and the bank has a name in each."""
    found = outlined({"name": {"zh": "安全", "en": "Safety"}, "questions": [BOTH], "by": "us"})
    assert found.titles == {"zh": "安全", "en": "Safety"}
    assert found.ignored == ("by",)
    reading = read(found.entries, KNOWN)
    assert reading.faults == ()
    (question,) = reading.questions
    assert question.key == Picked(frozenset({1}))
    assert question.wording("en").options == ("Police", "Fire service")
    assert question.wording("en").tags == ("safety", "fire")
    assert question.wording("zh").text == "火警电话？"


def test_a_question_in_one_language_needs_no_level_more() -> None:
    """Headings of tables are keys as well, options a list or a key each."""
    found = outlined([
        {"题型": "单选", "题目": "几？", "选项": ["一", "二"], "答案": "A"},
        {"题型": "单选", "题目": "多少？", "C": "三", "A": "一", "B": "二", "答案": "三"},
    ])  # fmt: skip
    reading = read(found.entries, KNOWN)
    assert reading.faults == ()
    assert [question.key for question in reading.questions] == [
        Picked(frozenset({0})), Picked(frozenset({2})),
    ]  # fmt: skip
    assert reading.questions[1].wording("zh").options == ("一", "二", "三")


def test_the_texts_that_are_right_count_in_all_languages() -> None:
    """In each room the first of its own language is shown."""
    found = outlined([{
        "kind": "text",
        "zh": {"question": "谁？", "answer": ["李白", "李太白"]},
        "en": {"question": "Who?", "answer": "Li Bai; Li Po"},
    }])  # fmt: skip
    (question,) = read(found.entries, KNOWN).questions
    assert question.key == AnyOf(("李白", "李太白", "Li Bai", "Li Po"))
    assert question.wording("en").answers == ("Li Bai", "Li Po")


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("just a text", Fault(1, Wrong.SHAPE)),
        (BOTH | {"answer": {"a": "b"}}, Fault(3, Wrong.SHAPE, Column.ANSWER)),
        (BOTH | {"answer": "C"}, Fault(3, Wrong.NOT_OFFERED, Column.ANSWER, "C")),
        (BOTH | {"en": {"question": "Fire?", "options": ["Police"]}},
         Fault(6, Wrong.FEW_OPTIONS, Column.OPTION)),
        (BOTH | {"en": {"question": "Fire?", "options": ["Police", "Fire", "None"]}},
         Fault(5, Wrong.LANGUAGES, Column.OPTION)),
        (BOTH | {"题型": "single"}, Fault(6, Wrong.DOUBLED, Column.KIND, "题型")),
        ({"A": "一", "option 1": "二"}, Fault(2, Wrong.DOUBLED, Column.OPTION, "option 1")),
        ({"选项": ["一", "二"], "C": "三"}, Fault(2, Wrong.DOUBLED, Column.OPTION, "C")),
        ({"A": "一", "C": "三", "kind": "single"}, Fault(1, Wrong.GAP, Column.OPTION, "B")),
    ],
)  # fmt: skip
def test_a_bad_outline_names_the_line(value: object, fault: Fault) -> None:
    """That of the part which is wrong, not only of the question."""
    reading = read(outlined([value]).entries, KNOWN)
    assert fault in reading.faults
    assert reading.questions == ()


def test_a_language_that_stands_twice_is_not_lost_in_silence() -> None:
    """Nor is one that holds no question."""
    block = Branch(3, (("question", 3, Leaf(3, "？")),))
    twice = Branch(
        1, (("zh", 2, block), ("zh", 4, replace(block, line=5)), ("en", 6, Leaf(6, "x")))
    )
    found = entries_of_outline(Twigs(1, (twice,)), ("en", "zh"), "zh", KNOWN)
    assert isinstance(found, Entries)
    assert found.ignored == ("en",)
    assert Fault(5, Wrong.DOUBLED, cell="zh") in read(found.entries, KNOWN).faults


@pytest.mark.parametrize(
    ("value", "why"),
    [("text", Unusable.HEADINGS), ({"a": "b"}, Unusable.HEADINGS), ([], Unusable.EMPTY)],
)
def test_an_outline_without_questions_is_refused(value: object, why: Unusable) -> None:
    """Whatever else it holds."""
    found = entries_of_outline(tree(value), ("en", "zh"), "zh", KNOWN)
    assert isinstance(found, Refusal)
    assert found.why is why


def test_headings_are_found_as_they_are_folded() -> None:
    """A vocabulary is of folded words; this one is."""
    words = [*KNOWN.columns, *KNOWN.kinds, *KNOWN.truths, *KNOWN.difficulties]
    assert [folded(word) for word in words] == words
