"""Sheets for a person: rows said in their language, with times as the team reads them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.context import Read
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant, Phrase, Words
from bot.domain.sheet import as_csv, file_name
from bot.words import Voice, voice_for, without_isolates

Cell: TypeAlias = Words | Instant | None


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

    def csv(self, rows: Iterable[Sequence[Cell]]) -> bytes:
        """Write rows as CSV; the first of them are the headings."""
        return as_csv([self._text(cell) for cell in row] for row in rows)

    def name(self, title: Words) -> str:
        """Name the file of a sheet."""
        return file_name(self._text(title), "csv")

    def _text(self, cell: Cell) -> str:
        match cell:
            case None:
                return ""
            case datetime():
                return f"{cell.astimezone(self._voice.zone):%Y-%m-%d %H:%M}"
            case Phrase():
                return without_isolates(self._words.say(cell, self._voice))
        return cell
