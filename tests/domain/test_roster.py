"""Rosters, as rules: what rows say, whom they mean, and that nothing unclear is guessed."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.audience import same
from bot.domain.identity import PersonId
from bot.domain.roster import (
    Column,
    Fate,
    Known,
    Line,
    Sheet,
    Wrong,
    changes,
    day,
    match,
    understand,
)
from bot.domain.sheet import Refusal, Unusable

TODAY: Final = date(2026, 11, 26)
HEADINGS: Final = {
    same(spelling): column
    for column, spellings in {
        Column.NAME: ("姓名", "Name"),
        Column.CATEGORY: ("类别",),
        Column.PHONE: ("手机", "Phone"),
        Column.SINCE: ("入党日期",),
        Column.BIRTHDAY: ("生日",),
        Column.TAGS: ("标签",),
    }.items()
    for spelling in spellings
}


def read(*rows: Sequence[str]) -> Sheet | Refusal:
    """Understand rows, numbered from 1."""
    return understand(enumerate(rows, start=1), HEADINGS, TODAY)


def lines(*rows: Sequence[str]) -> tuple[Line, ...]:
    """Return the lines below the usual headings."""
    sheet = read(("姓名", "类别", "手机", "入党日期", "生日", "标签"), *rows)
    assert isinstance(sheet, Sheet)
    return sheet.lines


def person(number: int, name: str, tail: str | None = None, **more: object) -> Known:
    """Make somebody whom the team knows."""
    return Known(PersonId(number), name, tail=tail, **more)  # type: ignore[arg-type]  # a test's shorthand


def test_headings_are_found_below_a_title_and_whatever_explains_them() -> None:
    """A title above them, a remark in brackets, another order: all the same."""
    sheet = read(
        ("第一支部名单",), ("手机（后四位）", "姓名*", "备注"), ("13800001234", "王伟", "x")
    )
    assert sheet == Sheet((Line(3, "王伟", tail="1234"),), ignored=("备注",))


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ([], Refusal(Unusable.EMPTY)),
        ([("姓名",)], Refusal(Unusable.EMPTY)),
        ([("Nom", "Âge"), ("Ana", "9")], Refusal(Unusable.HEADINGS, ("Nom", "Âge"))),
        ([("姓名", "Name"), ("a", "b")], Refusal(Unusable.DOUBLED, ("姓名", "Name"))),
    ],
)
def test_a_file_without_a_list_is_refused(rows: Sequence[Sequence[str]], refusal: Refusal) -> None:
    """And it is said what was found instead."""
    assert read(*rows) == refusal


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (("", "正式党员"), Wrong.NAMELESS),
        (("王" * 61,), Wrong.LONG),
        (("王伟", "正式、预备"), Wrong.LONG),
        (("王伟", "", "123"), Wrong.PHONE),
        (("王伟", "", "", "2021-02-30"), Wrong.DAY),
        (("王伟", "", "", "2027-01-01"), Wrong.DAY),
        (("王伟", "", "", "", "last May"), Wrong.DAY),
    ],
)
def test_a_bad_line_says_why(row: Sequence[str], wrong: Wrong) -> None:
    """Its number and the reason are kept; the others are not held up."""
    bad, good = lines(row, ("李娜",))
    assert (bad.number, bad.fate, bad.wrong) == (2, Fate.BAD, wrong)
    assert good == Line(3, "李娜")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2021-06-01", date(2021, 6, 1)),
        ("2021/6/1", date(2021, 6, 1)),
        ("2021.6.1", date(2021, 6, 1)),
        ("2021年6月1日", date(2021, 6, 1)),
        ("20210601", date(2021, 6, 1)),
        ("44348", date(2021, 6, 1)),
        ("2021-06-01 00:00", date(2021, 6, 1)),
        ("6/1/2021", None),
        ("2021-13-01", None),
        ("june", None),
    ],
)
def test_days_are_read_as_lists_write_them(text: str, meant: date | None) -> None:
    """What could be another day is none."""
    assert day(text) == meant


def test_our_own_apostrophe_is_no_part_of_a_name() -> None:
    """What was made inert when it was written is read as it was; within a name it is the name's."""
    inert, theirs = lines(("'=王伟",), ("Ana 'May'-Li",))
    assert (inert.name, theirs.name) == ("=王伟", "Ana 'May'-Li")


TEAM: Final = [person(1, "王伟", "1234"), person(2, "王伟", "5678"), person(3, "李娜")]


@pytest.mark.parametrize(
    ("rows", "fates"),
    [
        ([("王伟", "", "13800001234")], [(Fate.SAME, 1)]),
        ([("王伟", "", "0000")], [(Fate.NEW, None)]),
        ([("王伟",)], [(Fate.UNCLEAR, None)]),
        ([("李娜", "", "9999")], [(Fate.CHANGED, 3)]),
        ([("李 娜",)], [(Fate.SAME, 3)]),
        ([("孙七",)], [(Fate.NEW, None)]),
        ([("孙七",), ("孙七",)], [(Fate.NEW, None), (Fate.BAD, None)]),
        ([("孙七", "甲"), ("孙七", "乙")], [(Fate.UNCLEAR, None)] * 2),
        ([("孙七", "", "1111"), ("孙七", "", "2222")], [(Fate.NEW, None)] * 2),
        ([("李娜", "", "1111"), ("李娜", "", "2222")], [(Fate.UNCLEAR, None)] * 2),
        ([("王伟", "", "1234"), ("王伟",)], [(Fate.SAME, 1), (Fate.SAME, 2)]),
        ([("王伟", "", "1234"), ("王伟", "", "5678")], [(Fate.SAME, 1), (Fate.SAME, 2)]),
    ],
)
def test_whom_a_line_means(
    rows: Sequence[Sequence[str]], fates: Sequence[tuple[Fate, int | None]]
) -> None:
    """By name; of two of one name by the phone's tail; else it is asked."""
    found = match(lines(*rows), TEAM)
    assert [(each.fate, each.person) for each in found] == fates


def test_an_empty_cell_changes_nothing() -> None:
    """Only what stands in the list is compared."""
    known = person(1, "安", "1234", category="正式", since=date(2020, 1, 1), tags=frozenset({"a"}))
    assert changes(Line(2, "安"), known) == ()
    assert changes(Line(2, "安", tags=("a",), category="正 式"), known) == ()
    assert changes(Line(2, "安", tags=("b",), since=date(2021, 1, 1)), known) == (
        Column.SINCE,
        Column.TAGS,
    )


cells = st.text(st.sampled_from("王伟李娜 0123456789、/-'=\n年月日a"), max_size=12)


@given(st.lists(st.lists(cells, max_size=6), max_size=12))
def test_no_list_is_too_strange_and_no_person_is_meant_twice(rows: list[list[str]]) -> None:
    """Each line has one fate, and no two lines change one person."""
    sheet = read(("姓名", "类别", "手机", "入党日期", "生日", "标签"), *rows)
    if isinstance(sheet, Refusal):
        return
    found = match(sheet.lines, TEAM)
    assert [each.number for each in found] == [each.number for each in sheet.lines]
    meant = [each.person for each in found if each.person is not None]
    assert len(meant) == len(set(meant))
