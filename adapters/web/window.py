"""One window of the browser chat: who speaks there, what it may see, and what waits to be sent."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from adapters.web.house import Person, Room, Team
from bot.clock import Clock
from bot.ports import Line

MOST_WAITING: Final = 256
"""Frames that may wait for a window; whoever reads more slowly comes back and catches up."""
MOST_BYTES: Final = 4 * 1024 * 1024
"""Bytes that may wait: a long catch-up is one frame."""
_BURST: Final = 40
_PER_SECOND: Final = 20
_PATIENCE: Final = 200
"""Frames beyond the rate after which a window is no person's."""


class Window:
    """Hold an open socket. Nothing here waits for it but `send_all`."""

    def __init__(
        self, send: Callable[[bytes], Awaitable[None]], abort: Callable[[], None], clock: Clock
    ) -> None:
        """Take how to send a frame, and how to cut the line without a word."""
        self.team: Team | None = None
        self.person: Person | None = None
        self._rooms: dict[str, Room] = {}
        self._sees: frozenset[int] = frozenset()
        self._send = send
        self._abort = abort
        self._clock = clock
        self._credit = float(_BURST)
        self._credited_at = clock.monotonic()
        self._queue: deque[bytes] = deque()
        self._bytes = 0
        self._held: list[tuple[int | None, bytes]] | None = None
        self._more = asyncio.Event()
        self._gone = False

    # Who speaks

    def become(self, team: Team, person: Person) -> None:
        """Let somebody speak here; what happens from now on is held until `welcome`."""
        self.team, self.person = team, person
        self._rooms = {room.key: room for room in team.rooms_of(person)}
        self._sees = frozenset(room.id for room in self._rooms.values())
        self._held = []

    def welcome(self, frames: tuple[bytes, ...], seq: int) -> None:
        """Send a greeting that tells all up to `seq`, then what was held and came after that."""
        held, self._held = self._held or [], None
        for frame in (*frames, *(frame for at, frame in held if at is None or at > seq)):
            self.push(frame)

    def room(self, key: str) -> Room | None:
        """Return a room of the one who speaks."""
        return self._rooms.get(key)

    def sees(self, line: Line) -> bool:
        """Say whether a line is for the one who speaks."""
        if line.room not in self._sees:
            return False
        return line.reader is None or (
            self.person is not None and line.reader == self.person.account
        )

    # How fast

    def overdrawn(self) -> bool:
        """Count a frame that came in; say whether it came too fast, and hang up on a flood."""
        now = self._clock.monotonic()
        earned = (now - self._credited_at) * _PER_SECOND
        self._credit = min(self._credit + earned, _BURST) - 1
        self._credited_at = now
        if self._credit < -_PATIENCE:
            self.drop()
        return self._credit < 0

    # What is sent

    def offer(self, seq: int | None, frame: bytes) -> None:
        """Send what happened, or hold it while the one who speaks is being welcomed.

        What has no `seq` is told by no greeting.
        """
        if self._held is None:
            self.push(frame)
        elif len(self._held) < MOST_WAITING:
            self._held.append((seq, frame))
        else:
            self.drop()

    def push(self, frame: bytes) -> None:
        """Let a frame wait for its turn; a window that does not keep up is dropped."""
        if self._gone:
            return
        if len(self._queue) >= MOST_WAITING or self._bytes + len(frame) > MOST_BYTES:
            self.drop()
            return
        self._queue.append(frame)
        self._bytes += len(frame)
        self._more.set()

    def drop(self) -> None:
        """Cut the line and forget what waits."""
        self._gone = True
        self._queue.clear()
        self._bytes = 0
        self._more.set()
        self._abort()

    async def send_all(self) -> None:
        """Send what waits, as fast as it is read, until the line is cut."""
        while not self._gone:
            self._more.clear()
            while self._queue:
                frame = self._queue.popleft()
                self._bytes -= len(frame)
                await self._send(frame)
            if not self._gone:
                await self._more.wait()
