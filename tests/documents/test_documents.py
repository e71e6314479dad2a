"""Foreign documents: what stands in them, and that none of them harms us."""

import io
import resource
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeAlias

import pytest

from bot import documents
from bot.documents import (
    Garbled,
    Row,
    Table,
    Unread,
    Writing,
    read_outline,
    read_table,
    read_writing,
)
from bot.domain.outline import Branch, Leaf, Twigs
from tests.documents.made import OLD_OFFICE, PROGRAM, bomb, docx, pdf, xlsx, zipped

ESSAY = "学习心得\n第一段：认真学习。"
NAMES = "姓名,类别\n王伟,正式党员\n"


Send: TypeAlias = Callable[[bytes], Path]


@pytest.fixture
def sent(tmp_path: Path) -> Send:
    """Lend a way to send a file, whose name says nothing."""
    path = tmp_path / "sent"

    def send(content: bytes) -> Path:
        path.write_bytes(content)
        return path

    return send


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (docx("学习心得", "第一段：认真学习。"), Writing("docx", ESSAY)),
        (docx("Names", cells=("Ana", "Ben")), Writing("docx", "Names\nAna\tBen")),
        (pdf("Reading notes"), Writing("pdf", "Reading notes")),
        (ESSAY.encode(), Writing("text", ESSAY)),
        (ESSAY.encode("utf-8-sig"), Writing("text", ESSAY)),
        (ESSAY.encode("utf-16"), Writing("text", ESSAY)),
        (ESSAY.replace("\n", "\r\n").encode("gb18030"), Writing("text", ESSAY)),
        (b"", Writing("text", "")),
    ],
)  # fmt: skip
async def test_the_text_of_a_document_is_read_by_what_it_is(
    sent: Send, content: bytes, found: Writing
) -> None:
    """Word, PDF and plain text in the encodings of people's programs, whatever the name says."""
    assert await read_writing(sent(content)) == found


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (PROGRAM, Unread.UNKNOWN),
        (zipped({"a.txt": b"a"}), Unread.UNKNOWN),
        (xlsx([["a"]]), Unread.UNKNOWN),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), Unread.UNKNOWN),
        (OLD_OFFICE, Unread.OLD),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), Unread.PROTECTED),
        (pdf("Secret", password="pass"), Unread.PROTECTED),
        (b"%PDF-1.4\nno more", Unread.BROKEN),
        (docx("cut off")[:2_000], Unread.BROKEN),
        (zipped({"word/document.xml": b"<w:", "[Content_Types].xml": b"<"}), Unread.BROKEN),
        (bomb("word/document.xml", 400_000_000), Unread.TOO_LARGE),
        ("字".encode() * 2_000_001, Unread.TOO_LARGE),
    ],
    ids=[
        "program", "archive", "workbook", "picture", "old", "password", "password-pdf",
        "broken-pdf", "cut-off", "broken-word", "bomb", "novels",
    ],
)  # fmt: skip
async def test_what_cannot_be_read_says_why(sent: Send, content: bytes, why: Unread) -> None:
    """A renamed program, a password, a broken file, a bomb: each is an outcome, none an error."""
    assert await read_writing(sent(content)) is why


async def test_a_document_that_takes_too_much_memory_ends_its_own_process(sent: Send) -> None:
    """It says that it unpacks to little enough, and its parser needs ten times that."""
    inside = b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 6_000_000
    types = docx("x")
    path = sent(_replaced(types, "word/document.xml", inside))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert await read_writing(path) in {Unread.TOO_LARGE, Unread.BROKEN, Unread.TOO_SLOW}
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 20_000, "the memory of our own process must not grow with a document"


async def test_a_document_that_never_ends_is_given_up(
    sent: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for it is told in time."""
    monkeypatch.setattr(documents, "SECONDS", 0.0)
    assert await read_writing(sent(ESSAY.encode())) is Unread.TOO_SLOW


NAIVE = datetime(2026, 1, 2, 9, 30)  # noqa: DTZ001  (workbooks know no zones)
ROWS = Table("csv", (Row(1, ("姓名", "类别")), Row(2, ("王伟", "正式党员"))))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (NAMES.encode(), ROWS),
        (NAMES.encode("utf-8-sig"), ROWS),
        (NAMES.encode("gb18030"), ROWS),
        (NAMES.replace(",", ";").encode(), ROWS),
        (NAMES.replace(",", "\t").encode("utf-16"), ROWS),
        (b'a,b\n"two\nlines",2\n\nc,3\n', Table("csv", (
            Row(1, ("a", "b")), Row(2, ("two\nlines", "2")), Row(5, ("c", "3")),
        ))),
        (xlsx([["姓名", "手机", "生日"], [], ["王伟", 13800001234.0, date(1990, 5, 4)],
               ["李娜", "0571", NAIVE]]), Table("xlsx", (
            Row(1, ("姓名", "手机", "生日")), Row(3, ("王伟", "13800001234", "1990-05-04")),
            Row(4, ("李娜", "0571", "2026-01-02 09:30")),
        ))),
    ],
)  # fmt: skip
async def test_the_rows_of_a_table_are_read_with_their_numbers(
    sent: Send, content: bytes, found: Table
) -> None:
    """Whatever separates them; empty rows are left out and still counted."""
    assert await read_table(sent(content)) == found


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (OLD_OFFICE, Unread.OLD),
        (docx("no table"), Unread.UNKNOWN),
        (pdf("no table"), Unread.UNKNOWN),
        (PROGRAM, Unread.UNKNOWN),
        (b"a,b\n" * 50_001, Unread.TOO_LARGE),
    ],
    ids=["old", "word", "pdf", "program", "long"],
)
async def test_what_is_no_table_says_why(sent: Send, content: bytes, why: Unread) -> None:
    """An old workbook is told from what is none."""
    assert await read_table(sent(content)) is why


OUTLINE: Final = """# a bank
name: 22:00
questions:
  - 题目: 'a: b'
    answer: NO

    options: [1, yes]
  -
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
async def test_an_outline_is_read_as_texts_with_their_lines(sent: Send, encoding: str) -> None:
    """Nothing is typed: 22:00 is no number, NO is a word."""
    first = Branch(4, (
        ("题目", 4, Leaf(4, "a: b")),
        ("answer", 5, Leaf(5, "NO")),
        ("options", 7, Twigs(7, (Leaf(7, "1"), Leaf(7, "yes")))),
    ))  # fmt: skip
    assert await read_outline(sent(OUTLINE.encode(encoding))) == Branch(2, (
        ("name", 2, Leaf(2, "22:00")),
        ("questions", 3, Twigs(4, (first, Leaf(8, "")))),
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", Leaf(1, "")),
        (b"just a text", Leaf(1, "just a text")),
        (b"a: b: c", Garbled(1)),
        (b"a:\n  - b\n c: d", Garbled(3)),
        (b"a: &x b\nc: *x", Garbled(1)),
        (b"a: [b, c", Garbled(1)),
        (b"[a, b]: c", Garbled(1)),
        (b"a: 1\n--- \nb: 2", Garbled(2)),
        (b"\tname: x", Garbled(1)),
        (b"[" * 50 + b"]" * 50, Garbled(1)),
        (b"[" * 50_000, Unread.BROKEN),
        (PROGRAM, Unread.UNKNOWN),
        (docx("no outline"), Unread.UNKNOWN),
        (OLD_OFFICE, Unread.OLD),
        ("a: 字\n".encode() * 400_001, Unread.TOO_LARGE),
    ],
    ids=[
        "empty", "text", "colon", "indent", "reference", "bracket", "key", "second", "tab", "deep",
        "crash", "program", "word", "old", "long",
    ],
)  # fmt: skip
async def test_what_is_no_outline_says_where_or_why(
    sent: Send, content: bytes, found: Leaf | Garbled | Unread
) -> None:
    """The line in which it stops making sense; and nothing unfolds."""
    assert await read_outline(sent(content)) == found


async def test_an_outline_runs_nothing(sent: Send, tmp_path: Path) -> None:
    """A tag is no command: what is tagged is the text that it is."""
    mark = tmp_path / "ran"
    found = await read_outline(sent(f"a: !!python/object/apply:os.mkdir ['{mark}']".encode()))
    assert found == Branch(1, (("a", 1, Twigs(1, (Leaf(1, str(mark)),))),))
    assert not mark.exists()


async def test_a_file_that_is_not_there_is_no_table(tmp_path: Path) -> None:
    """It may have been taken away since."""
    assert await read_table(tmp_path / "gone") is Unread.BROKEN


def _replaced(packed: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        files = {each: archive.read(each) for each in archive.namelist()}
    head, _, tail = files[name].partition(b"<w:body>")
    files[name] = head + b"<w:body>" + content + tail
    return zipped(files)
