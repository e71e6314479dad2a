"""The transcript as the browser chat keeps it: written one change after the other, and told."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from adapters.web.draw import draw_line
from adapters.web.house import House, Person, Room
from bot.clock import Clock
from bot.domain.phrase import Instant
from bot.ports import Connection, Line, Store, Transcript

_MOST: Final = 500
"""Lines of a room that are caught up with; older ones are history."""
_MOST_BYTES: Final = 2 * 1024 * 1024
"""Bytes of a catch-up: far more than people read, and less than may wait for a window."""


class Journal:
    """Write lines and tell each to whoever listens, in the order of their `seq`."""

    def __init__(
        self, store: Store, transcript: type[Transcript], clock: Clock, house: House,
        tell: Callable[[Line, bytes], None],
    ) -> None:  # fmt: skip
        """Take the store; `tell` hears of every line, with the frame that says so to a window."""
        self._store = store
        self._transcript = transcript
        self._clock = clock
        self._house = house
        self._tell = tell
        # Without it a change could be seen before one that has an earlier `seq`, and whoever left
        # between the two would never ask for the other.
        self._one = asyncio.Lock()

    async def write(
        self, change: Callable[[Transcript, Instant], Iterable[Line | None]]
    ) -> Sequence[Line]:
        """Make changes in one transaction and tell them; return the lines that there are."""
        now = self._clock.now()

        def run(connection: Connection) -> list[Line]:
            lines = change(self._transcript(connection), now)
            return [line for line in lines if line is not None]

        async with self._one:
            lines = await self._store.run(run)
            for line in lines:
                frame = as_frame({"type": "entry", "entry": draw_line(line, self._house)})
                self._tell(line, frame)
        return lines

    async def since(self, seq: int, person: Person, rooms: Iterable[Room]) -> tuple[int, bytes]:
        """Return the frame of all that somebody may see and that changed, and up to which `seq`."""

        # Drawn on the reader's thread: a long history must not hold up anybody else.
        def read(connection: Connection) -> tuple[int, bytes]:
            transcript = self._transcript(connection)
            lines = [
                line
                for room in rooms
                for line in transcript.since(seq, room.id, person.account, _MOST)
                if seq or line.content is not None
            ]
            lines.sort(key=lambda line: line.seq, reverse=True)
            entries: list[bytes] = []
            left = _MOST_BYTES
            for line in lines:
                entry = as_frame(draw_line(line, self._house))
                left -= len(entry)
                if left < 0:
                    break
                entries.append(entry)
            frame = b'{"type":"entries","entries":[' + b",".join(reversed(entries)) + b"]}"
            return transcript.last(), frame

        return await self._store.read(read)


def as_frame(frame: Mapping[str, Any]) -> bytes:
    """Write a frame; half a character becomes a question mark, as no browser would read it."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
