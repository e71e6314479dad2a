"""Sheets: rows for a spreadsheet, safe to be opened in one."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

_FORMULA: Final = re.compile(r"\s*[=+\-@|\t\r\n]")
"""How a cell begins that a spreadsheet might work out instead of showing it.

Signs of the full width count as well: some programs fold them.
"""
_ESCAPED: Final = re.compile(r"^'(?=\s*[=+\-@|＝＋－＠｜])")
_WIDE: Final = str.maketrans("＝＋－＠｜", "=+-@|")
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')
_LONGEST: Final = 80


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows as CSV (RFC 4180), in UTF-8 with the mark by which spreadsheets know it.

    A cell that would be taken for a formula is given an apostrophe, which spreadsheets hide.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def as_typed(cell: str) -> str:
    """Return a cell without the apostrophe that `as_csv` gives to what looks like a formula."""
    return _ESCAPED.sub("", cell)


def file_name(title: str, ending: str) -> str:
    """Make of a title a name that every system can give a file."""
    name = " ".join(_FORBIDDEN.sub(" ", title).split())[:_LONGEST].strip(" .")
    return f"{name or 'export'}.{ending}"


def inert(cell: str) -> str:
    """Keep a cell from being taken for a formula."""
    return f"'{cell}" if _FORMULA.match(cell.translate(_WIDE)) else cell
