"""What a chat plays on: a Muster with a demonstration team, whose clock can be moved."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Protocol

from msgspec import Struct

from adapters.terminal.wire import Terminal
from bot.adapter import Answer
from bot.app import Muster
from bot.clock import ShiftedClock, VirtualClock
from bot.domain.identity import Purpose, Role
from bot.domain.phrase import Instant
from bot.event import Event, Origin


class Team(Protocol):
    """Set up the demonstration team: what no platform does, and a chat must."""

    @property
    def heard(self) -> int:
        """How many events the team's connection had delivered before."""
        ...

    async def enrol(self, origin: Origin, role: Role, now: Instant) -> None:
        """Make an account a person of the team."""
        ...

    async def alias(self, origin: Origin, of: str, now: Instant) -> None:
        """Give the person of another account one more account."""
        ...

    async def open_room(self, key: str, title: str, purpose: Purpose) -> None:
        """Make a room of the team, unless it is there."""
        ...


class Running(Struct, frozen=True):
    """Hold a Muster that runs, and its demonstration team."""

    muster: Muster
    team: Team


Start = Callable[[], AbstractAsyncContextManager[Running]]
"""Opens the database, puts a Muster together, and closes both again."""


class ChatHouse:
    """Play a chat on a Muster that can be closed and started again."""

    def __init__(
        self, start: Start, clock: VirtualClock | ShiftedClock, terminal: Terminal
    ) -> None:
        """Take how a Muster is started; `open` starts it."""
        self._start = start
        self._clock = clock
        self._terminal = terminal
        self._context: AbstractAsyncContextManager[Running] | None = None
        self._running: Running | None = None

    @property
    def running(self) -> Running:
        """What is running, between `open` and `close`."""
        assert self._running is not None
        return self._running

    @property
    def heard(self) -> int:
        """How many events were delivered before this chat began."""
        return self.running.team.heard

    async def open(self) -> None:
        """Start, and take up what stands on the terminal."""
        self._context = self._start()
        self._running = await self._context.__aenter__()
        await self._running.muster.outbox.recall(self._terminal)
        await self.settle()

    async def close(self) -> None:
        """Stop."""
        assert self._context is not None
        await self._context.__aexit__(None, None, None)
        self._context = self._running = None

    def now(self) -> Instant:
        """Return the time."""
        return self._clock.now()

    async def deliver(self, event: Event) -> Answer:
        """Hand in an event and get its answer."""
        return await self.running.muster.handle(event)

    async def settle(self) -> None:
        """Wait until nothing is due."""
        await self.running.muster.settle()

    async def pass_time(self, by: timedelta) -> None:
        """Let time pass, ringing what falls due on the way, each at its time."""
        await self.running.muster.live_until(self._clock, self.now() + by)

    async def restart(self) -> None:
        """Close everything and start again on the same database."""
        await self.close()
        await self.open()

    async def enrol(self, origin: Origin, role: Role) -> None:
        """Make a person of the demonstration team appear."""
        await self.running.team.enrol(origin, role, self.now())

    async def alias(self, origin: Origin, of: str) -> None:
        """Give a person a second account."""
        await self.running.team.alias(origin, of, self.now())

    async def open_room(self, key: str, title: str, purpose: Purpose) -> None:
        """Make a room of the team, unless it is there."""
        await self.running.team.open_room(key, title, purpose)
