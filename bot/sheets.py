"""Sheets for a person: rows said in their language, with times as the team reads them."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import zip_longest
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from bot.clock import at_leisure
from bot.context import Read
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant, Phrase, Words
from bot.domain.regex import regex
from bot.domain.sheet import as_csv, file_name
from bot.words import Voice, voice_for, without_isolates

Cell: TypeAlias = Words | Instant | date | int | None

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of Excel workbooks."""
CSV: Final = "text/csv"
_WIDEST: Final = 40
"""Characters of the widest column: more is wrapped by whoever reads it."""
_FORBIDDEN: Final = regex(r"[\\/*?:\[\]\x00-\x1f]")
"""What no sheet of a workbook may be called."""
_SHEET_NAME: Final = 31
"""Characters that a sheet's name may have."""
UNSTORABLE: Final = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no document of an office program can hold."""


def as_xlsx(sheets: Iterable[tuple[str, Iterable[Sequence[str | int]]]]) -> bytes:
    """Write named sheets of rows as a workbook: counts are numbers, and no text is worked out.

    Takes seconds for many thousand rows: call it outside of the loop.
    """
    from openpyxl import Workbook  # noqa: PLC0415  (half a second that only an export needs)

    book = Workbook(write_only=True)
    for title, rows in sheets:
        name = _FORBIDDEN.sub(" ", title)[:_SHEET_NAME].strip("' ") or None
        _fill(book.create_sheet(name), [list(row) for row in rows])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, rows: Sequence[Sequence[str | int]]) -> None:
    """Write the rows of one sheet; the first of them are the headings."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415  (the same)
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415  (the same)
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  (the same)

    sheet.freeze_panes = "B2"
    for at, column in enumerate(zip_longest(*rows, fillvalue=""), start=1):
        widest = max(map(_width, map(str, at_leisure(column))))
        sheet.column_dimensions[get_column_letter(at)].width = min(widest, _WIDEST) + 2
    heading, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(at_leisure(rows)):
        cells = []
        for value in row:
            if isinstance(value, int):
                cell = WriteOnlyCell(sheet, value=value)
            else:
                cell = WriteOnlyCell(sheet, value=UNSTORABLE.sub("", value))
                cell.data_type = "s"
                # Stays a text when somebody edits it: else it would become a formula then.
                cell.quotePrefix = True
            cell.alignment = wrapped
            if number == 0:
                cell.font = heading
            cells.append(cell)
        sheet.append(cells)


def _width(text: str) -> int:
    return sum(1 if each.isascii() else 2 for each in text)


class Reader:
    """Say things as one person reads them: in their private chat's language, the team's zone."""

    def __init__(
        self, read: Read, reader: PersonId, team: TeamId, now: Instant | None = None,
        *, language: str | None = None,
    ) -> None:  # fmt: skip
        """Take who will read it, and whose things it is about; days of another year name theirs.

        `now` is when it is read, if that is not today; `language` another one than the reader's.
        """
        people = read.use(read.stores.people)
        home = people.team(team)
        room = people.private_room(reader)
        if language is None:
            language = home.language if room is None else people.voice_of(room)[0]
        self._words = read.registry.words
        self.voice: Voice = voice_for(self._words, language, ZoneInfo(home.zone), now or read.now)

    def text(self, cell: Cell) -> str:
        """Write one cell."""
        match cell:
            case None:
                return ""
            case datetime():
                return f"{cell.astimezone(self.voice.zone):%Y-%m-%d %H:%M}"
            case date():
                return cell.isoformat()
            case Phrase():
                return without_isolates(self._words.say(cell, self.voice))
        return str(cell)


class Sheets:
    """Write sheets for one reader, about the things of one team."""

    def __init__(self, read: Read, reader: PersonId, team: TeamId) -> None:
        """Take who will read it: in the language of their private chat, in the team's zone."""
        self._reader = Reader(read, reader, team)

    def csv(self, rows: Iterable[Sequence[Cell]]) -> bytes:
        """Write rows as CSV; the first of them are the headings."""
        return as_csv([self._reader.text(cell) for cell in row] for row in at_leisure(rows))

    def xlsx(self, sheets: Iterable[tuple[Words, Iterable[Sequence[Cell]]]]) -> bytes:
        """Write named sheets of rows as a workbook; the first row of each are the headings."""
        return as_xlsx(
            (self._reader.text(title), [list(map(self._cell, row)) for row in at_leisure(rows)])
            for title, rows in sheets
        )

    def _cell(self, cell: Cell) -> str | int:
        return cell if isinstance(cell, int) else self._reader.text(cell)

    def name(self, title: Words, ending: str = "csv") -> str:
        """Name the file of a sheet."""
        return file_name(self._reader.text(title), ending)
