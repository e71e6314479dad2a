"""Sheets for a person: rows said in their language, with times as the team reads them."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from bot.context import Read
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant, Phrase, Words
from bot.domain.sheet import as_csv, file_name
from bot.words import Voice, voice_for, without_isolates

Cell: TypeAlias = Words | Instant | date | None


XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of Excel workbooks."""
_WIDEST: Final = 40
_FORBIDDEN: Final = re.compile(r"[\\/*?:\[\]\x00-\x1f]")
"""What no sheet of a workbook may be called."""
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def as_xlsx(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """Write rows as a workbook; every cell is a text, and none is ever worked out.

    Takes seconds for many thousand rows: call it outside of the loop.
    """
    from openpyxl import Workbook  # noqa: PLC0415  (half a second that only an export needs)
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415  (the same)
    from openpyxl.styles import Font  # noqa: PLC0415  (the same)

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_FORBIDDEN.sub(" ", title)[:31].strip("' ") or "1")
    sheet.freeze_panes = "A2"
    written = [[_UNWRITABLE.sub("", cell) for cell in row] for row in rows]
    for at in range(max(map(len, written), default=0)):
        longest = max((len(row[at]) for row in written if at < len(row)), default=0)
        letter = chr(ord("A") + at % 26)
        if at < 26:
            sheet.column_dimensions[letter].width = min(2 * longest + 3, _WIDEST)
    heading = Font(bold=True)
    for number, row in enumerate(written):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"
            # Stays a text when somebody edits it: without this it would become a formula then.
            cell.quotePrefix = True
            if number == 0:
                cell.font = heading
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Sheets:
    """Write sheets for one reader, about the things of one team."""

    def __init__(self, read: Read, reader: PersonId, team: TeamId) -> None:
        """Take who will read it: in the language of their private chat, in the team's zone."""
        people = read.use(read.stores.people)
        home = people.team(team)
        room = people.private_room(reader)
        language = home.language if room is None else people.voice_of(room)[0]
        self._words = read.registry.words
        self._voice: Voice = voice_for(self._words, language, ZoneInfo(home.zone), read.now)

    def xlsx(self, rows: Iterable[Sequence[Cell]], title: Words) -> bytes:
        """Write rows as an Excel workbook of one sheet; the first of them are the headings."""
        texts = ([self._text(cell) for cell in row] for row in rows)
        return as_xlsx(texts, self._text(title))

    def csv(self, rows: Iterable[Sequence[Cell]]) -> bytes:
        """Write rows as CSV; the first of them are the headings."""
        return as_csv([self._text(cell) for cell in row] for row in rows)

    def name(self, title: Words, ending: str = "csv") -> str:
        """Name the file of a sheet."""
        return file_name(self._text(title), ending)

    def _text(self, cell: Cell) -> str:
        match cell:
            case None:
                return ""
            case datetime():
                return f"{cell.astimezone(self._voice.zone):%Y-%m-%d %H:%M}"
            case date():
                return cell.isoformat()
            case Phrase():
                return without_isolates(self._words.say(cell, self._voice))
        return cell
