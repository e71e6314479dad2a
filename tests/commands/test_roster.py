"""Rosters: a list is sent, looked at, applied piece by piece, and taken back."""

import io
from pathlib import Path
from typing import Final

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Connection, func, select

from bot.domain.identity import Role
from bot.domain.roster import Line
from commands import roster
from commands.roster import settle
from storage.identity import membership, person_table
from storage.members import Member, Members
from storage.rosters import RosterId
from tests.stage import CHINESE, ENGLISH, EVERYWHERE, Scene, Stage, on

LIST: Final = """姓名,类别,手机号,入党日期,出生日期,标签,备注
王伟,正式党员,13800001234,2019-06-01,1980-05-03,合唱、篮球,
王伟,预备党员,13900005678,2025年6月1日,,,
李娜,正式党员,,2010.7.1,1975/1/2,,x
,正式党员,,,,,
赵六,正式党员,12,,,,
"""


def workbook(*rows: tuple[str, ...]) -> bytes:
    """Write an Excel file."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def people(stage: Stage) -> dict[str, Member]:
    """Return the team's people by name and phone."""

    def read(connection: Connection) -> dict[str, Member]:
        team = connection.scalar(select(func.min(membership.c.team)))
        found = Members(connection).page(team)
        return {f"{each.name}{each.phone_tail or ''}": each for each in found}

    found: dict[str, Member] = await stage.query(read)
    return found


@on(ENGLISH, Scene("en", database="postgresql"))
async def test_a_list_is_looked_at_before_anything_is_changed(stage: Stage) -> None:
    """What would be new, what cannot be read and why; applied again it changes nothing."""
    ana = stage.actor("Ana", Role.ORGANISER)
    told = await ana.sends("list.csv", LIST.encode())
    assert told == (
        "[Book club] This is what the roster would change\n"
        "New: 3 lines\n"
        "Not readable: 2 lines\n"
        "Not readable, and left out:\n"
        "· Line 5: there is no name\n"
        "· Line 6: the phone number has fewer than 4 digits\n"
        "Not known, and left aside: 备注\n"
        "New categories, with a vote: 正式党员, 预备党员\n"
        "[Apply] [Cancel]"
    )
    assert {*await people(stage)} == {"Ana"}
    told = await ana.picks("Apply")
    assert told.startswith("[Book club] The roster was applied\nNew: 3 lines\n")
    now = await people(stage)
    assert {*now} == {"Ana", "王伟1234", "王伟5678", "李娜"}
    wei = now["王伟1234"]
    assert (wei.category, wei.tags, wei.accounts) == ("正式党员", ("合唱", "篮球"), 0)
    assert [str(each) for each in (wei.since, wei.birthday)] == ["2019-06-01", "1980-05-03"]
    told = await ana.sends("again.csv", LIST.encode())
    assert "Unchanged: 3 lines\n" in told
    assert "There is nothing to change" in told
    assert "[Apply]" not in told


@on(CHINESE)
async def test_a_list_in_chinese(stage: Stage) -> None:
    """The same in Chinese, from a file as Excel writes it in China."""
    ana = stage.actor("安娜", Role.ORGANISER)
    told = await ana.sends("名单.csv", LIST.encode("gb18030"))
    assert told == (
        "【读书会】导入这份名单会有这些改动\n"
        "新增：3 行\n"
        "读不了：2 行\n"
        "读不了、已跳过的行：\n"
        "· 第 5 行：没有姓名\n"
        "· 第 6 行：手机号不足 4 位\n"
        "不认识的列，没有读：备注\n"
        "会新建这些类别（有表决权）：正式党员、预备党员\n"
        "[导入] [取消]"
    )
    assert "名单已导入" in await ana.picks("导入")
    assert "· 王伟 · …5678、预备党员、还没上线" in await ana.says("成员")


@on(ENGLISH)
async def test_two_of_one_name_are_told_apart_by_buttons(stage: Stage) -> None:
    """An unclear line is asked about: one of those, a new person, or nobody."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.sends("list.csv", LIST.encode())
    await ana.picks("Apply")
    told = await ana.sends("more.csv", "Name,Tags\n王伟,tenor\n王伟,bass\n".encode())
    assert "Line 2: which 王伟 is meant?" in told
    assert "[Apply" not in told
    told = await ana.picks("王伟 (…5678, 预备党员)")
    assert "Line 3: which 王伟 is meant?" in told
    assert "5678" not in told
    await ana.picks("王伟 (…1234, 正式党员)")
    once = settle(RosterId(2), 2, (await people(stage))["王伟1234"].person)
    assert "Another line means this person already." in await ana.picks(once, gone=True)
    told = await ana.picks("Leave out", gone=True)
    assert "Changed: 1 line\nLeft out: 1 line\n" in told
    await ana.picks("Apply")
    now = await people(stage)
    assert now["王伟5678"].tags == ("tenor",)
    assert now["王伟1234"].tags == ("合唱", "篮球")


@on(ENGLISH, Scene("en", database="postgresql"))
async def test_an_import_is_taken_back_within_a_day(stage: Stage) -> None:
    """Who was new leaves, what was changed is as before, and what was changed since then stays."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.sends("list.csv", LIST.encode())
    await ana.picks("Apply")
    await ana.sends("more.csv", "姓名,类别,手机\n李娜,退休,138 0000 9999\n孙七,,\n".encode())
    await ana.picks("Apply")
    assert (await people(stage))["李娜9999"].category == "退休"
    await stage.pass_time(hours=23)
    told = await ana.picks("Take it back")
    assert told.startswith("[Book club] The roster was taken back")
    now = await people(stage)
    assert {*now} == {"Ana", "王伟1234", "王伟5678", "李娜"}
    assert now["李娜"].category == "正式党员"


@on(ENGLISH)
async def test_after_a_day_it_is_too_late(stage: Stage) -> None:
    """The button is gone, and an old screen's says why."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.sends("list.csv", LIST.encode())
    await ana.picks("Apply")
    await stage.pass_time(hours=25)
    told = await ana.picks(roster.undo, gone=True)
    assert told.startswith("A roster can be taken back for 24 hours.")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "the old Excel format"),
        ("list.csv", b"Nom,Age\nAna,9\n", "no column called “Name”, only Nom, Age."),
        ("list.csv", b"name,NAME\na,b\n", "Two columns have the same heading"),
        ("list.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("list.csv", b"", "There is nobody in this list."),
        ("list.csv", b"\x00\x01\x02\x03" * 50, "no table that I can read"),
    ],
)
@on(ENGLISH)
async def test_what_is_no_list_is_refused_in_words(
    stage: Stage, name: str, content: bytes, says: str
) -> None:
    """What is wrong, and that nothing was changed."""
    ana = stage.actor("Ana", Role.ORGANISER)
    told = await ana.sends(name, content)
    assert told.startswith("[Book club] This roster could not be taken\n")
    assert says in told
    assert told.endswith("Nothing was changed.")


@on(ENGLISH)
async def test_a_list_that_is_lost_on_the_way_is_asked_for_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a list whose file is gone when half of it is kept, nothing is offered to be applied."""

    def lose(content: bytes, start: int) -> list[Line]:
        for each in filter(Path.is_file, stage.folder.rglob("*")):
            each.unlink()
        return loaded(content, start)

    loaded = roster._loaded
    monkeypatch.setattr(roster, "PIECE", 2)
    monkeypatch.setattr(roster, "_loaded", lose)
    ana = stage.actor("Ana", Role.ORGANISER)
    assert await ana.sends("list.csv", LIST.encode()) == (
        "[Book club] This roster could not be taken\n"
        "The file could not be fetched. Please send it again.\n"
        "Nothing was changed."
    )
    assert list(await people(stage)) == ["Ana"]


@on(ENGLISH)
async def test_encodings_and_workbooks_say_the_same(stage: Stage) -> None:
    """UTF-8 with and without its mark, GB 18030, and Excel."""
    ana = stage.actor("Ana", Role.ORGANISER)
    text = "姓名,标签\n王伟,合唱\n"
    files = {
        "a.csv": text.encode(), "b.csv": text.encode("utf-8-sig"), "c.csv": text.encode("gb18030"),
        "d.xlsx": workbook(("姓名", "标签"), ("王伟", "合唱")),
    }  # fmt: skip
    for name, content in files.items():
        assert "New: 1 line\n" in await ana.sends(name, content)
    await ana.picks("Apply")
    assert (await people(stage))["王伟"].tags == ("合唱",)


@on(*EVERYWHERE)
async def test_only_organisers_send_lists_and_get_them(stage: Stage) -> None:
    """A member is told who may; an organiser gets the template and the list, anywhere."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    refusal = stage.say("core", "may-organiser")
    assert refusal in await ben.sends("list.csv", LIST.encode())
    assert refusal in await ben.says_in_private("roster export")
    await ana.says_in_private("roster")
    await ana.picks(roster.write)
    await ana.sends("list.csv", LIST.encode())
    await ana.picks(roster.apply)
    assert {*await people(stage)} > {"王伟1234", "李娜"}


@on(ENGLISH)
async def test_what_is_exported_can_be_imported_and_is_inert(stage: Stage) -> None:
    """The same shape: sent back it changes nothing, and no cell of it is ever worked out."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.sends("list.csv", b'Name,Tags\n"=1+1",@home\n-2,+3\n')
    await ana.picks("Apply")
    await ana.says("roster export")
    (file,) = [path for path in stage.folder.rglob("*") if path.is_file() and _is_list(path)]
    sheet = load_workbook(io.BytesIO(file.read_bytes())).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == [
        "Name", "Category", "Phone (last 4 digits)", "Joined on", "Birthday", "Tags",
    ]  # fmt: skip
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {"=1+1", "@home", "-2", "+3"} <= {cell.value for cell in cells}
    assert "Unchanged: 3 lines" in await ana.sends("back.xlsx", file.read_bytes())


def _is_list(path: Path) -> bool:
    content = path.read_bytes()
    sheet = load_workbook(io.BytesIO(content)).active if content.startswith(b"PK") else None
    return sheet is not None and sheet.max_row > 1


@on(ENGLISH)
async def test_a_list_of_thousands_goes_in_pieces(stage: Stage) -> None:
    """More lines than one piece: all are there, each once, a restart in between or not."""
    ana = stage.actor("Ana", Role.ORGANISER)
    count = 3 * roster.PIECE + 7
    rows = "\n".join(f"Person {number},{number:04}" for number in range(count))
    await ana.sends("list.csv", f"Name,Phone\n{rows}\n".encode())
    await stage.restart()
    told = await ana.picks("Apply")
    assert f"New: {count:,} lines" in told
    assert len(await people(stage)) == count + 1
    await ana.picks("Take it back")
    assert {*await people(stage)} == {"Ana"}
    names = await stage.query(lambda c: c.scalar(select(func.count()).select_from(person_table)))
    await ana.sends("list.csv", f"Name,Phone\n{rows}\n".encode())
    await ana.picks("Apply")
    again = await stage.query(lambda c: c.scalar(select(func.count()).select_from(person_table)))
    assert again == names
