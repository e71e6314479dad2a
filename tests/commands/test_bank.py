"""Banks as people write and read them: the template, what is told of bad rows, what is shipped."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from bot.composition import HOME
from bot.documents import Garbled, Table, Unread, read_outline, read_table
from bot.domain.bank import LIMITS, Column, Entries, Fault, Reading, Wrong, read
from bot.domain.outline import Tree
from bot.domain.phrase import Phrase
from bot.domain.quiz import LETTERS, AnyOf, Kind, Picked, Question, is_right, understood
from bot.domain.sheet import Refusal, Unusable, as_csv
from bot.words import Catalogues, Voice, without_isolates
from commands.quiz.bank import SHIPPED, Truth, entries, refused, template, told, vocabulary
from tests.documents.made import OLD_OFFICE, xlsx

WORDS: Final = Catalogues.load(HOME / "words")
KNOWN: Final = vocabulary(WORDS)
NOW: Final = datetime(2026, 11, 29, 4, tzinfo=UTC)
BANKS: Final = ("civics", "safety")


def voice(language: str) -> Voice:
    """Speak a language."""
    return Voice(language, ZoneInfo("Asia/Shanghai"), NOW)


def say(phrase: Phrase, language: str) -> str:
    """Say a phrase as a person reads it."""
    return without_isolates(WORDS.say(phrase, voice(language)))


def taken(found: Table | Tree, language: str = "zh") -> Reading:
    """Read what was found in a file that must hold questions."""
    held = entries(found, language, WORDS, KNOWN)
    assert isinstance(held, Entries)
    assert held.ignored == ()
    return read(held.entries, KNOWN)


# The template


@pytest.mark.parametrize("language", WORDS.languages)
@pytest.mark.parametrize("written", [as_csv, xlsx])
async def test_the_template_can_be_filled_in_and_sent_back(
    tmp_path: Path, language: str, written: Callable[[Iterable[Sequence[str]]], bytes]
) -> None:
    """Its headings are understood, and its examples are one good question of each kind."""
    rows = template(WORDS, voice(language))
    assert {len(row) for row in rows} == {len(Column) - 1 + len(LETTERS)}
    path = tmp_path / "template"
    path.write_bytes(written(rows))
    found = await read_table(path)
    assert isinstance(found, Table)
    reading = taken(found, language)
    assert reading.faults == ()
    assert [question.kind for question in reading.questions] == list(Kind)


def test_the_headings_are_those_that_people_know() -> None:
    """As they stand in the template."""
    chinese, english = template(WORDS, voice("zh"))[0], template(WORDS, voice("en"))[0]
    assert chinese == [
        "题号", "题型", "题目", *(f"选项{letter}" for letter in LETTERS), "答案", "误差", "解析",
        "标签", "难度", "出处",
    ]  # fmt: skip
    assert english[:4] == ["No.", "Kind", "Question", "Option A"]


# What is wrong


BAD: Final = """题号,题型,题目,选项A,选项B,选项C,答案
1,单选,火警电话？,110,119,120,B
1,单选,急救电话？,110,119,120,C
3,单选,报警电话？,110,119,120,AB
4,多项,哪些？,甲,乙,丙,A
5,单选,哪个？,甲,,丙,A
6,数字,多少？,,,,很多
7,判断,真的？,,,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
async def test_every_bad_row_is_told_with_its_number(tmp_path: Path, encoding: str) -> None:
    """What is wrong and what to write, in the reader's language, whatever saved the file."""
    path = tmp_path / "bank.csv"
    path.write_bytes(BAD.encode(encoding))
    found = await read_table(path)
    assert isinstance(found, Table)
    reading = taken(found)
    assert [say(told(fault, found), "zh") for fault in reading.faults] == [
        "第 3 行：题号“1”在第 2 行已经用过",
        "第 4 行：单选题只能有一个答案，这里是“AB”；多个答案请把题型改成多选",
        "第 5 行：题型“多项”不认识，请写：单选、多选、判断、数字、简答",
        "第 6 行：选项 B 是空的，后面却还有选项",
        "第 7 行：答案“很多”不是数字，只写数字，单位写在题目里",
        "第 8 行：没有答案",
    ]
    assert [say(told(fault, found), "en") for fault in reading.faults[:2]] == [
        "Row 3: the number “1” was used in row 2 already",
        "Row 4: single means one right answer, and here is “AB”; write multiple for several",
    ]
    assert [question.name for question in reading.questions] == ["1"]


async def test_a_file_in_another_encoding_says_so(tmp_path: Path) -> None:
    """Chinese that was saved as question marks is gone; what to do is said."""
    path = tmp_path / "bank.csv"
    path.write_bytes(BAD.encode("latin-1", "replace"))
    found = await read_table(path)
    assert isinstance(found, Table)
    held = entries(found, "zh", WORDS, KNOWN)
    assert isinstance(held, Refusal)
    assert "没找到“题目”这一列" in say(refused(held), "zh")
    path.write_bytes(BAD.replace("火警电话？", "锟斤拷锟斤拷").encode())
    found = await read_table(path)
    assert isinstance(found, Table)
    first = taken(found).faults[0]
    assert say(told(first, found), "zh") == "第 2 行：“锟斤拷锟斤拷”是乱码，请另存为 UTF-8 再发"


async def test_a_bad_question_of_an_outline_is_told_with_its_line(tmp_path: Path) -> None:
    """That in which the wrong part stands."""
    path = tmp_path / "bank.yaml"
    path.write_text(
        "questions:\n  - kind: single\n    question: Which?\n    options: [a, b]\n    answer: C\n"
    )
    found = await read_outline(path)
    assert not isinstance(found, Unread | Garbled)
    (fault,) = taken(found, "en").faults
    assert say(told(fault, found), "en") == (
        "Line 5: the answer “C” is none of the options; write their letters, like B or ACD"
    )


async def test_a_broken_outline_says_where(tmp_path: Path) -> None:
    """A colon without quotes is what happens."""
    path = tmp_path / "bank.yaml"
    path.write_text("questions:\n  - question: Which: this\n    answer: A\n")
    found = await read_outline(path)
    assert found == Garbled(2)
    assert say(refused(found), "en").startswith("From line 2 on this makes no sense.")


@pytest.mark.parametrize("language", WORDS.languages)
def test_whatever_is_wrong_can_be_said(language: str) -> None:
    """Of a question, of a file, and of what cannot be opened."""
    for unusable in Unusable:
        assert say(refused(Refusal(unusable, ("姓名",))), language)
    for reason in Unread:
        assert say(refused(reason), language)


async def test_an_old_workbook_is_no_bank(tmp_path: Path) -> None:
    """What to do is said."""
    path = tmp_path / "bank.xls"
    path.write_bytes(OLD_OFFICE)
    found = await read_table(path)
    assert isinstance(found, Unread)
    assert "另存为“.xlsx”" in say(refused(found), "zh")


@pytest.mark.parametrize("page", ["banks.md", "banks.zh.md"])
async def test_the_example_of_the_page_is_a_bank(tmp_path: Path, page: str) -> None:
    """Whoever copies it has a good start."""
    example = re.search(r"```yaml\n(.*?)```", (HOME / "docs" / page).read_text("utf-8"), re.DOTALL)
    assert example is not None
    path = tmp_path / "bank.yaml"
    path.write_text(example[1], encoding="utf-8")
    found = await read_outline(path)
    assert not isinstance(found, Unread | Garbled)
    reading = taken(found)
    assert reading.faults == ()
    assert [set(question.wordings) for question in reading.questions] == [{"zh", "en"}]


# What is shipped


@cache
def shipped(name: str) -> tuple[Question, ...]:
    """Read a bank that is shipped; it must be without a fault."""
    found = asyncio.run(read_outline(SHIPPED / f"{name}.yaml"))
    assert not isinstance(found, Unread | Garbled)
    reading = taken(found)
    assert [say(told(fault, found), "en") for fault in reading.faults] == []
    return reading.questions


def test_these_are_the_banks() -> None:
    """No file is forgotten."""
    assert sorted(path.stem for path in SHIPPED.iterdir()) == sorted(BANKS)


@pytest.mark.parametrize("bank", BANKS)
def test_a_shipped_bank_is_large_and_of_all_kinds(
    bank: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sixty questions and more, mostly of one answer."""
    kinds = Counter(question.kind for question in shipped(bank))
    with capsys.disabled():
        counts = ", ".join(f"{kind.value} {kinds[kind]}" for kind in Kind)
        print(f"\n{bank}: {sum(kinds.values())} questions ({counts})")  # noqa: T201
    assert sum(kinds.values()) >= 60
    assert kinds[Kind.SINGLE] > sum(kinds.values()) / 2
    assert all(kinds[kind] >= 4 for kind in Kind)


@pytest.mark.parametrize("bank", BANKS)
def test_a_shipped_question_is_whole_in_both_languages(bank: str) -> None:
    """Question, options, explanation, source, tags; nothing of one language in the other."""
    for question in shipped(bank):
        assert set(question.wordings) == {"zh", "en"}, question.name
        assert question.difficulty is not None, question.name
        for language, wording in question.wordings.items():
            where = f"{question.name} in {language}"
            assert wording.text, where
            assert wording.explanation, where
            assert wording.source, where
            assert wording.tags, where
            assert bool(wording.options) == (question.kind in {Kind.SINGLE, Kind.MULTIPLE}), where
            assert bool(wording.answers) == (question.kind is Kind.TEXT), where
            shown = " ".join((wording.text, *wording.options, wording.explanation, wording.source))
            chinese = any("\u4e00" <= sign <= "\u9fff" for sign in shown)
            assert chinese == (language == "zh"), where
        zh, en = question.wordings["zh"], question.wordings["en"]
        assert len(zh.tags) == len(en.tags), question.name


@pytest.mark.parametrize("bank", BANKS)
def test_the_names_of_shipped_questions_are_numbered(bank: str) -> None:
    """Without gaps, since people refer to them."""
    names = [question.name for question in shipped(bank)]
    assert names == [f"{bank[0].upper()}{number:02}" for number in range(1, len(names) + 1)]


@pytest.mark.parametrize("bank", BANKS)
def test_no_shipped_question_gives_its_answer_away(bank: str) -> None:
    """The right option is neither by far the longest, nor always in one place."""
    places: Counter[int] = Counter()
    longest = []
    for question in shipped(bank):
        if question.kind is not Kind.SINGLE:
            continue
        assert isinstance(question.key, Picked)
        (right,) = question.key.options
        places[right] += 1
        options = question.wording("zh").options
        others = max(len(each) for at, each in enumerate(options) if at != right)
        if len(options[right]) > 1.5 * others:
            longest.append(question.name)
    assert longest == []
    assert max(places.values()) < 0.4 * places.total()
    truths = Counter(q.key for q in shipped(bank) if q.kind is Kind.TRUTH)
    assert len(truths) == 2


@pytest.mark.parametrize("bank", BANKS)
def test_the_shown_answer_of_a_shipped_question_is_right(bank: str) -> None:
    """Whoever types the answer that is shown, in either language, has a point."""
    for question in shipped(bank):
        for wording in question.wordings.values():
            for answer in wording.answers:
                given = understood(question, answer, KNOWN.truths)
                assert given is not None
                assert is_right(question.key, given), (question.name, answer)
        if isinstance(question.key, AnyOf):
            assert not is_right(question.key, "nothing of this kind")


def test_the_limits_leave_room_in_one_message() -> None:
    """A question with all its options fits where messages are short."""
    assert LIMITS[Column.QUESTION] + len(LETTERS) * LIMITS[Column.OPTION] < 1_000


def test_true_and_false_are_said_in_each_language() -> None:
    """They are the options of such a question."""
    said = [say(Phrase("bank", f"truth-{each}"), language)
            for language in ("zh", "en") for each in Truth]  # fmt: skip
    assert said == ["对", "错", "True", "False"]


def test_every_fault_has_words_of_its_own() -> None:
    """No two are told in the same way."""
    table = Table("csv", ())
    for language in WORDS.languages:
        told_as = {say(told(Fault(2, wrong, Column.OPTION, "x", 1), table), language)
                   for wrong in Wrong}  # fmt: skip
        assert len(told_as) == len(Wrong)
