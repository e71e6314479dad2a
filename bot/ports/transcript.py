"""What was said in the browser chat."""

from collections.abc import Sequence
from typing import Any, Protocol

from msgspec import Struct

from bot.domain.identity import AccountId, RoomId
from bot.domain.phrase import Instant
from bot.ports.store import Connection


class Line(Struct, frozen=True):
    """Hold a line of a transcript: what somebody said, or what was shown (then without author).

    `content` is JSON in the adapter's own form, None where the line was taken away. The id orders
    the lines, `seq` their changes.
    """

    id: int
    seq: int
    room: RoomId
    reader: AccountId | None
    author: AccountId | None
    at: Instant
    edited: bool
    content: Any


class Transcript(Protocol):
    """Keep what was said and shown in rooms that no platform keeps for us, for some days."""

    def __init__(self, connection: Connection) -> None: ...

    def epoch(self, fresh: str) -> str:
        """Return by what this database is told from any other, naming it the first time."""
        ...

    def last(self) -> int:
        """Return the newest `seq`, 0 where nothing stands."""
        ...

    def say(self, room: RoomId, author: AccountId, event: str, content: Any,
            now: Instant) -> Line | None:  # fmt: skip
        """Add what somebody said, once for each delivery; None where it stands already."""
        ...

    def show(self, room: RoomId, reader: AccountId | None, content: Any, now: Instant) -> Line:
        """Add what is shown to all in a room, or to one reader alone."""
        ...

    def change(self, line: int, room: RoomId, reader: AccountId | None, content: Any,
               now: Instant) -> Line | None:  # fmt: skip
        """Let a line show something else, None: nothing any more.

        Returns None where no such line stands in that room, before that reader.
        """
        ...

    def restore(self, line: int, room: RoomId, reader: AccountId | None, content: Any,
                now: Instant) -> Line:  # fmt: skip
        """Show again, at its old place, what was forgotten with the days."""
        ...

    def since(self, seq: int, room: RoomId, reader: AccountId, most: int) -> Sequence[Line]:
        """Return what changed in a room after `seq`, as far as a reader may see it; oldest first.

        Of more than `most` lines the newest are returned.
        """
        ...

    def forget_before(self, then: Instant) -> int:
        """Drop some lines that have not changed since a time; return how many."""
        ...
