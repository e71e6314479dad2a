"""Sheets: what a spreadsheet reads is what was written, and never a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sheet import as_csv, as_typed, file_name

cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def read(content: bytes) -> list[list[str]]:
    """Read a sheet as a spreadsheet does."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_spreadsheets_know_the_encoding() -> None:
    """The file begins with the mark without which Chinese comes out as rubbish."""
    content = as_csv([["姓名", "回复"], ["王伟", "请假"]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert read(content) == [["姓名", "回复"], ["王伟", "请假"]]


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+49 30", "-5", "@SUM(A1)", "|calc", "\t=1", "  =cmd", "\r=1", "\n=1", "＝1+1", "－2"],
)
def test_a_cell_is_never_a_formula(cell: str) -> None:
    """What a spreadsheet would work out stands behind an apostrophe, which it hides."""
    assert read(as_csv([[cell]])) == [[f"'{cell}"]]


@pytest.mark.parametrize("cell", ["-5", "=1+1", "＋3", " @x", "plain", "'tis", "5'", ""])
def test_what_we_wrote_is_read_as_it_was_typed(cell: str) -> None:
    """The apostrophe that we gave is taken off again, and no other."""
    assert as_typed(read(as_csv([[cell, ""]]))[0][0]) == cell


@given(rows=st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_is_written_is_read(rows: list[list[str]]) -> None:
    """Quotes, commas and line breaks come back as they were; only formulas get a sign more."""
    found = read(as_csv(rows))
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("点名1 每周学习", "点名1 每周学习.csv"),
        ("a/b\\c: d?", "a b c d.csv"),
        ("../../etc/passwd", "etc passwd.csv"),
        (" \x00. ", "export.csv"),
        ("gnp\u202egpj", "gnp gpj.csv"),
        ("x" * 200, "x" * 80 + ".csv"),
    ],
)
def test_every_title_makes_a_name(title: str, name: str) -> None:
    """Whatever a thing is called, its file has a name that every system takes."""
    assert file_name(title, "csv") == name


@given(title=cells)
def test_a_name_leads_to_no_other_folder(title: str) -> None:
    """No title makes a path, a hidden file or an empty name."""
    name = file_name(title, "csv")
    assert not set(name) & set('<>:"/\\|?*\n\0')
    assert not name.startswith(".")
