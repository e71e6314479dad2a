"""Read one document and print what stands in it: `python -m bot.documents.child writing FILE`.

Runs with little memory and little time, and can write no file. Nothing here is trusted but the
limits: they are set before the first byte is looked at.
"""

import csv
import io
import json
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final, TypeAlias

from bot.domain.decoding import decoded

MEMORY: Final = 1024**3
"""Bytes of address space: some three hundred megabytes go to Python and its libraries."""
SECONDS: Final = 20
"""Seconds of the processor."""
UNPACKED: Final = 300_000_000
"""Bytes that an archive may say it unpacks to."""
CHARS: Final = 2_000_000
"""How much text is taken over: a dozen novels."""
ROWS: Final = 50_000
COLUMNS: Final = 60
CELL: Final = 2_000
DEPTH: Final = 20
"""How deep keys may lie within keys."""
_BLANK_ROWS: Final = 1_000
"""After so many rows without a word a sheet has ended, whatever it says of its size."""

_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
"""What a Word or Excel file holds that was saved with a password."""

Found: TypeAlias = dict[str, Any]


class UnreadError(Exception):
    """It cannot be read, for one of the reasons of `bot.documents.Unread`."""


def main() -> int:
    """Read the file that is named, and print one JSON object."""
    what, name = sys.argv[1:]
    _limit()
    try:
        found = READERS[what](Path(name).read_bytes())
    except UnreadError as reason:
        found = {"unread": str(reason)}
    except MemoryError:
        found = {"unread": "too-large"}
    except Exception:  # noqa: BLE001  (whatever a library raises at a foreign file, it cannot read it)
        found = {"unread": "broken"}
    sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    return 0


def _limit() -> None:
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in limits.items():
        # Some systems know no limit of memory: there the time alone bounds it.
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (most, most))


def writing(content: bytes) -> Found:
    """Return the text of a document."""
    if content.startswith(b"%PDF-"):
        return _writing("pdf", _pdf(content))
    if content.startswith(b"PK\x03\x04"):
        if "word/document.xml" in _names(content):
            return _writing("docx", _docx(content))
        raise UnreadError("unknown")
    return _writing("text", iter([_text(content)]))


def table(content: bytes) -> Found:
    """Return the rows of a table."""
    if content.startswith(b"PK\x03\x04"):
        if "xl/workbook.xml" in _names(content):
            return _table("xlsx", _xlsx(content))
        raise UnreadError("unknown")
    if content.startswith(b"%PDF-"):
        raise UnreadError("unknown")
    return _table("csv", _csv(_text(content)))


def outline(content: bytes) -> Found:
    """Return what a YAML file says: nested keys and values with their lines, and all of it text."""
    import yaml  # noqa: PLC0415  (each document needs one library of four)

    if content.startswith((b"PK\x03\x04", b"%PDF-")):
        raise UnreadError("unknown")
    text = _text(content)
    if len(text) > CHARS:
        raise UnreadError("too-large")
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return {"kind": "yaml", "tree": _tree(root, set(), DEPTH) if root else [1, "leaf", ""]}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        lines = text.rstrip("\n").count("\n") + 1
        return {"kind": "yaml", "broken": min(mark.line + 1 if mark else 1, lines)}


def _tree(node: Any, seen: set[int], depth: int) -> list[Any]:
    """Return a node as its line, its kind and what it holds."""
    import yaml  # noqa: PLC0415  (the same)

    line = node.start_mark.line + 1
    # What stands in several places unfolds to any size.
    if id(node) in seen or not depth:
        raise yaml.MarkedYAMLError(problem_mark=node.start_mark)
    seen.add(id(node))
    match node:
        case yaml.MappingNode(value=pairs):
            held = []
            for key, value in pairs:
                if not isinstance(key, yaml.ScalarNode):
                    raise yaml.MarkedYAMLError(problem_mark=key.start_mark)
                held.append([key.value, key.start_mark.line + 1, _tree(value, seen, depth - 1)])
            return [line, "branch", held]
        case yaml.SequenceNode(value=items):
            return [line, "twigs", [_tree(each, seen, depth - 1) for each in items]]
    return [line, "leaf", node.value]


def _writing(kind: str, parts: Iterator[str]) -> Found:
    kept, left = [], CHARS
    for part in parts:
        kept.append(part[:left])
        left -= len(part)
        if left < 0:
            raise UnreadError("too-large")
    return {"kind": kind, "text": "\n".join(kept).strip()}


def _table(kind: str, rows: Iterator[tuple[int, list[str]]]) -> Found:
    kept: list[tuple[int, list[str]]] = []
    for number, row in rows:
        cells = [cell.strip()[:CELL] for cell in row[:COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(kept) == ROWS:
            raise UnreadError("too-large")
        kept.append((number, cells))
    return {"kind": kind, "rows": kept}


# What each kind holds


def _names(content: bytes) -> set[str]:
    """Return what is packed in an archive, which must not be larger than it may be."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        packed = archive.infolist()
    if sum(each.file_size for each in packed) > UNPACKED:
        raise UnreadError("too-large")
    return {each.filename for each in packed}


def _docx(content: bytes) -> Iterator[str]:
    from docx import Document  # noqa: PLC0415  (each document needs one library of four)
    from docx.table import Table  # noqa: PLC0415  (the same)

    for block in Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(cell.text for cell in row.cells)
        else:
            yield block.text


def _pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415  (the same)
    from pypdf.errors import DependencyError  # noqa: PLC0415  (the same)

    reader = PdfReader(io.BytesIO(content))
    try:
        # Many have a password that only forbids to print them: those open with an empty one.
        locked = reader.is_encrypted and not reader.decrypt("")
    except DependencyError:  # a cipher that we do not bring along
        locked = True
    if locked:
        raise UnreadError("protected")
    for page in reader.pages:
        yield page.extract_text()


def _xlsx(content: bytes) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # noqa: PLC0415  (the same)

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    # Programs other than Excel often say wrongly how large a sheet is.
    sheet.reset_dimensions()
    blank = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_cell(value) for value in row]
        blank = 0 if any(cells) else blank + 1
        if blank == _BLANK_ROWS:
            return
        yield number, cells


def _cell(value: object) -> str:
    """Write a cell as its owner sees it: a whole number without a point, a day without an hour."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
    return str(value)


def _csv(text: str) -> Iterator[tuple[int, list[str]]]:
    heading = text.partition("\n")[0]
    separator = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    before = 0
    for row in reader:
        # A cell may hold a line break: a row is where it begins.
        yield before + 1, row
        before = reader.line_num


def _text(content: bytes) -> str:
    if content.startswith(_OLD_OFFICE):
        raise UnreadError("protected" if _LOCKED in content else "old")
    text = decoded(content)
    if text is None:
        raise UnreadError("unknown")
    return text


READERS: Final[dict[str, Callable[[bytes], Found]]] = {
    "writing": writing,
    "table": table,
    "outline": outline,
}

if __name__ == "__main__":
    sys.exit(main())
