"""Sheets: rows for a spreadsheet, safe to be opened in one, and those of one that somebody sent."""

import csv
import io
from collections.abc import Callable, Hashable, Iterable, Sequence
from enum import StrEnum
from typing import Final, Generic, TypeVar

from msgspec import Struct

from bot.domain.regex import regex

ColumnT = TypeVar("ColumnT", bound=Hashable)

_FORMULA: Final = regex(r"\s*[=+\-@|\t\r\n]")
"""How a cell begins that a spreadsheet might work out instead of showing it.

Signs of the full width count as well: some programs fold them.
"""
_ESCAPED: Final = regex(r"^'(?=\s*[=+\-@|＝＋－＠｜])")
_WIDE: Final = str.maketrans("＝＋－＠｜", "=+-@|")
_FORBIDDEN: Final = regex(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')
_LONGEST: Final = 80
_NOTE: Final = regex(r"[（(].*?[)）]|[*＊:：]")
"""What explains a heading: 手机（后四位）, name*."""
_HEADED: Final = 10
"""Rows among which the headings are looked for: titles may stand above them."""


class Unusable(StrEnum):
    """Say why a whole file cannot be taken."""

    EMPTY = "empty"
    HEADINGS = "headings"
    DOUBLED = "doubled"


class Refusal(Struct, frozen=True):
    """Say why a whole file cannot be taken; `cells` are the headings that were found instead."""

    why: Unusable
    cells: tuple[str, ...] = ()


class Headed(Struct, Generic[ColumnT], frozen=True):
    """Hold numbered rows below their headings; `ignored` are headings that nobody knows."""

    columns: tuple[ColumnT | None, ...]
    rows: tuple[tuple[int, Sequence[str]], ...]
    ignored: tuple[str, ...]


def headed(
    rows: Iterable[tuple[int, Sequence[str]]], column: Callable[[str], ColumnT | None],
    needed: ColumnT,
) -> Headed[ColumnT] | Refusal:  # fmt: skip
    """Find the headings of numbered rows: the first row that has the one that is `needed`.

    `column` says what a heading means, without what explains it.
    """
    numbered = [(number, [as_typed(cell.strip()) for cell in row]) for number, row in rows]
    if not numbered:
        return Refusal(Unusable.EMPTY)
    for at, (_, cells) in enumerate(numbered[:_HEADED]):
        columns = tuple(column(bare(cell)) for cell in cells)
        if needed not in columns:
            continue
        known = [each for each in columns if each is not None]
        if len(known) != len(set(known)):
            return Refusal(Unusable.DOUBLED, tuple(filter(None, cells)))
        below = tuple(numbered[at + 1 :])
        if not below:
            return Refusal(Unusable.EMPTY)
        named = zip(cells, columns, strict=True)
        return Headed(columns, below, tuple(cell for cell, each in named if cell and each is None))
    return Refusal(Unusable.HEADINGS, tuple(filter(None, numbered[0][1])))


def bare(heading: str) -> str:
    """Return a heading without what explains it."""
    return _NOTE.sub("", heading)


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
