"""The outbox: the only one that talks to platforms. It picks, draws, paces, sends and marks.

What should be seen are rows: messages that are sent once (`bot.posting`) and copies that stand and
are kept up to date (`bot.standing`). A room sends one thing at a time, under a fenced lease
(`bot.lanes`); whoever holds it draws the newest state, sends, and marks. Between the send and the
mark lies the one window in which a crash makes a post appear twice.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.action import View
from bot.adapter import Recalls
from bot.domain.identity import RoomId
from bot.domain.phrase import Instant
from bot.draw import Studio
from bot.lanes import PATIENCE, Lanes
from bot.ports import Priority
from bot.posting import ALL, Posting
from bot.standing import Standing

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.runtime import Runtime

log = logging.getLogger(__name__)

_SET_BACK: Final = timedelta(minutes=1)
"""How far the clock must go back before all waits are begun anew: by less, they merely last."""


class Outbox:
    """Send what should be seen."""

    def __init__(
        self, runtime: "Runtime", engine: "Engine", studio: Studio, width: int,
        free: Callable[[], None],
    ) -> None:  # fmt: skip
        """Take the running Muster; at most `width` rooms are served at once by `pump`.

        `free` is called when a room has been served.
        """
        self._runtime = runtime
        self._width = width
        self._free = free
        self._lanes = Lanes(runtime, engine)
        self._posting = Posting(runtime, engine, studio, self._lanes)
        self._standing = Standing(runtime, engine, studio, self._lanes)
        self._busy: dict[RoomId, asyncio.Task[bool]] = {}
        self._looked_at = runtime.clock.now()

    def mark(self, views: Iterable[View]) -> bool:
        """Note views that have changed; however often, each is drawn once when it is sent.

        Returns whether there is any reason to look now: else all that stands of them must wait.
        """
        return self._standing.mark(views)

    async def sweep(self) -> None:
        """Note all standing copies, so that what a crash or another process left is caught up."""
        await self._standing.sweep()

    async def sweep_some(self, seconds: float) -> bool:
        """Look for copies that nobody marked, a little further each time; return if any differ."""
        return await self._standing.sweep_some(seconds)

    async def recall(self, adapter: Recalls) -> None:
        """Show an adapter that keeps nothing itself what stands on it."""
        await self._standing.recall(adapter)

    async def forget_late(self) -> None:
        """Give up messages that are too late to be of use."""
        await self._posting.forget_late()

    async def look_for_stranded(self) -> None:
        """Log which connections messages wait for although nobody configured them."""
        await self._posting.look_for_stranded()

    async def next_at(self) -> Instant | None:
        """Return when there is something to send or to draw again.

        None where that cannot be known before a room that is being served has been.
        """
        if len(self._busy) >= self._width:
            return None
        waiting = [*await self._posting.times(self._runtime.clock.now()), *self._standing.times()]
        return min((at for room, at in waiting if room not in self._busy), default=None)

    async def drain(self) -> bool:
        """Send all that may go now, room by room; return whether there was anything."""
        worked = False
        for room in await self._rooms():
            worked = await self._serve(room) or worked
        return worked

    async def pump(self) -> bool:
        """Start serving all rooms that may be sent to, without waiting for any of them.

        Returns False: `free` says when there may be more to start.
        """
        for room in await self._rooms():
            if len(self._busy) >= self._width:
                break
            task = asyncio.create_task(self._serve(room))
            self._busy[room] = task
            task.add_done_callback(partial(self._served, room))
        return False

    async def finish(self) -> None:
        """Begin nothing more, and wait for what is being sent."""
        self._lanes.closed = True
        await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _rooms(self) -> Sequence[RoomId]:
        """List the rooms that have something to send, those with urgent messages first."""
        now = self._runtime.clock.now()
        if now < self._looked_at - _SET_BACK:
            # Else all that waits for a second would wait for as long as the clock went back.
            self._lanes.wake()
            self._standing.wake()
        self._looked_at = now
        urgent = await self._posting.rooms(now, busy=len(self._busy))
        found = dict.fromkeys([*urgent, *await self._standing.rooms(now)])
        return [room for room in found if room not in self._busy]

    async def _serve(self, room: RoomId) -> bool:
        """Send what is more urgent than edits, then the edits, then what is less."""
        posted = await self._posting.serve(room, below=Priority.EDIT)
        edited = await self._standing.serve(room)
        return await self._posting.serve(room, below=ALL) or edited or posted

    def _served(self, room: RoomId, task: "asyncio.Task[bool]") -> None:
        del self._busy[room]
        if not task.cancelled() and (error := task.exception()) is not None:
            # What is to be expected of platforms and views was dealt with: this is the database.
            log.error("room %s could not be served", room, exc_info=error)
            self._lanes.rest(room, self._runtime.clock.now() + PATIENCE)
        self._free()
