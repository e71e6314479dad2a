"""Sheets for a person: rows said in their language, with times as the team reads them."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from bot.context import Read
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant, Phrase, Words
from bot.domain.sheet import as_csv, file_name, inert
from bot.words import Voice, voice_for, without_isolates

Cell: TypeAlias = Words | Instant | int | None

UNSTORABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no file of an office program can hold."""

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST: Final = 40
"""Characters of the widest column: more is wrapped by whoever reads it."""
_SHEET_NAME: Final = 31
"""Characters that a spreadsheet lets a sheet's name have."""


class Reader:
    """Say things as one person reads them: in their private chat's language, the team's zone."""

    def __init__(
        self, read: Read, reader: PersonId, team: TeamId, now: Instant | None = None
    ) -> None:
        """Take who will read it, and whose things it is about; days of another year name theirs.

        `now` is when it is read, if that is not today.
        """
        people = read.use(read.stores.people)
        home = people.team(team)
        room = people.private_room(reader)
        language = home.language if room is None else people.voice_of(room)[0]
        self._words = read.registry.words
        self._voice: Voice = voice_for(self._words, language, ZoneInfo(home.zone), now or read.now)

    def text(self, cell: Cell) -> str:
        """Write one cell."""
        match cell:
            case None:
                return ""
            case datetime():
                return f"{cell.astimezone(self._voice.zone):%Y-%m-%d %H:%M}"
            case Phrase():
                return without_isolates(self._words.say(cell, self._voice))
        return str(cell)


class Sheets:
    """Write sheets for one reader, about the things of one team."""

    def __init__(self, read: Read, reader: PersonId, team: TeamId) -> None:
        """Take who will read it: in the language of their private chat, in the team's zone."""
        self._reader = Reader(read, reader, team)

    def csv(self, rows: Iterable[Sequence[Cell]]) -> bytes:
        """Write rows as CSV; the first of them are the headings."""
        return as_csv([self._reader.text(cell) for cell in row] for row in rows)

    def xlsx(self, sheets: Iterable[tuple[Words, Sequence[Sequence[Cell]]]]) -> bytes:
        """Write named sheets of rows as a workbook; the first row of each are the headings.

        Counts are numbers; all else is text, which is never worked out.
        """
        from openpyxl import Workbook  # noqa: PLC0415  (a fifth of a second that few starts need)
        from openpyxl.styles import Alignment, Font  # noqa: PLC0415  (with the rest of it)

        book = Workbook()
        del book[book.sheetnames[0]]
        for title, rows in sheets:
            name = file_name(self._reader.text(title), "").rstrip(".").translate(_NOT_IN_NAMES)
            sheet = book.create_sheet(name[:_SHEET_NAME] or None)
            widths: dict[str, int] = {}
            for at, row in enumerate(rows, start=1):
                for column, value in enumerate(row, start=1):
                    cell = sheet.cell(at, column)
                    if isinstance(value, int):
                        cell.value = value
                    else:
                        cell.value = inert(UNSTORABLE.sub("", self._reader.text(value)))
                        cell.data_type = "s"
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
                    if at == 1:
                        cell.font = Font(bold=True)
                    wide = _width(str(cell.value))
                    widths[cell.column_letter] = max(widths.get(cell.column_letter, 8), wide)
            for letter, wide in widths.items():
                sheet.column_dimensions[letter].width = min(wide, _WIDEST) + 2
            sheet.freeze_panes = "B2"
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def name(self, title: Words, ending: str = "csv") -> str:
        """Name the file of a sheet."""
        return file_name(self._reader.text(title), ending)


_NOT_IN_NAMES: Final = str.maketrans("", "", "[]'")


def _width(text: str) -> int:
    return sum(1 if each.isascii() else 2 for each in text)
