"""Lanes: a room sends one thing at a time, at the pace of its platform, under a fenced lease.

What is remembered here of rooms that must wait spares questions; the rows decide.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from bot.adapter import Adapter, Drawn, Metered, Method, Resumes
from bot.domain.identity import RoomId
from bot.domain.pace import Limit
from bot.domain.phrase import Instant
from bot.domain.thrift import SELDOM, Thrift, thrift
from bot.errors import AdapterError, ShutOut, TryLater, Uncertain, Unreachable
from bot.ports import Address, Connection, Lease, Message, Outgoing, Posted, Priority, Wait
from bot.words import Voice, voice_for

if TYPE_CHECKING:
    from bot.context import Effects
    from bot.engine import Engine
    from bot.runtime import Runtime

log = logging.getLogger(__name__)

T = TypeVar("T")

ATTEMPTS: Final = 8
"""How often something is tried before it is given up."""
PATIENCE: Final = timedelta(seconds=5)
"""How long to wait for a platform that asks us to without saying how long."""
_PEER: Final = timedelta(seconds=0.5)
"""How long to wait for another process that sends to the same room: seldom its whole lease."""
_NEXT_LOOK: Final = timedelta(hours=1)
"""When to look again whether an allowance that is used up has come back."""
_SELDOM: Final = Limit(SELDOM)
_LONG: Final = timedelta(hours=1)
"""For how long nothing goes out before somebody is told, where a platform asks us to wait."""
_HOMES: Final = 10_000
"""Of how many rooms the connection is remembered."""


def backoff(attempt: int) -> timedelta:
    """Return how long to wait after a failed attempt; the first is 1."""
    return timedelta(seconds=min(2**attempt, 60))


class Target(Struct, frozen=True):
    """Hold where a room is and how to speak there; `team` is named on what is private."""

    adapter: Adapter
    address: Address
    voice: Voice
    team: str | None

    async def send(self, drawn: Drawn, *, repeat: bool = True) -> str:
        """Send a message and return its ref; errors as the adapter's.

        What may have gone out already is looked for where that can be done, and where nobody can
        tell it is sent again if it may `repeat`.
        """
        if drawn.again:
            adapter = self.adapter
            if isinstance(adapter, Resumes):
                try:
                    ref = await adapter.resume(self.address, drawn)
                except (TryLater, Uncertain, Unreachable):
                    raise
                except AdapterError as error:
                    log.info("nobody can tell whether a message was sent: %s", error)
                else:
                    return await adapter.send(self.address, drawn) if ref is None else ref
            if not repeat:
                raise AdapterError("may have been sent; declared not to be repeated")
        return await self.adapter.send(self.address, drawn)


class _Standstill(Struct):
    """Hold since when nothing goes out, and whether that has been told."""

    since: Instant
    told: bool = False


class Lanes:
    """Lease rooms to those who want to send there, and remember who must wait."""

    def __init__(self, runtime: "Runtime", engine: "Engine") -> None:
        """Take the running Muster, and the engine that reports what cannot be delivered."""
        self._runtime = runtime
        self._engine = engine
        self._rests: dict[RoomId, Instant] = {}
        self._used_up: dict[str, Instant] = {}
        self._quiet: dict[str, Instant] = {}
        self._standstills: dict[str | RoomId, _Standstill] = {}
        self._homes: dict[RoomId, str] = {}
        self._private: dict[RoomId, bool] = {}
        self._gates: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._metered = {
            name: each for name, each in runtime.adapters.items() if isinstance(each, Metered)
        }
        self.closed = False

    async def claim(
        self, room: RoomId, method: Method, take: Callable[[Outgoing, Instant], T | None], *,
        urgent: bool = False,
    ) -> tuple[Lease, T] | Wait | None:  # fmt: skip
        """Lease a room and take, in the same transaction, what it is to send.

        Only what is `urgent` goes where an allowance is used up. Returns None where nothing was
        left to be sent.
        """
        home = await self._look_up(room)
        async with self._gate(home, method):
            now = self._runtime.clock.now()
            if self.closed:
                return Wait(now + PATIENCE)
            if self.thrift(home) is Thrift.URGENT and not urgent:
                return Wait(now + _NEXT_LOOK)
            if (until := self.rests_until(room, method, now)) is not None:
                return Wait(until)
            claimed = await self._runtime.store.run(
                lambda c: self._claim(c, room, method, take, now)
            )
            if isinstance(claimed, Wait):
                return self._note(room, claimed, now)
        if claimed is not None:
            self._runtime.checkpoint("claimed")
        return claimed

    def _claim(
        self, connection: Connection, room: RoomId, method: Method,
        take: Callable[[Outgoing, Instant], T | None], now: Instant,
    ) -> tuple[Lease, T] | Wait | None:  # fmt: skip
        runtime = self._runtime
        store = runtime.stores.outgoing(connection)
        lease = store.claim(room, runtime.owner, now, runtime.lease, self._limits(room, method))
        if isinstance(lease, Wait):
            return lease
        taken = take(store, now)
        if taken is None:
            store.release(lease)
            return None
        return lease, taken

    def _note(self, room: RoomId, wait: Wait, now: Instant) -> Wait:
        if wait.limit is not None:
            self._used_up[wait.limit] = wait.until
            return wait
        until = min(wait.until, now + _PEER) if wait.leased else wait.until
        self.rest(room, until)
        return Wait(until)

    async def release(self, lease: Lease, next_at: Instant | None = None) -> None:
        """Give a lease back; the room rests until `next_at`, if that is given."""
        outgoing = self._runtime.stores.outgoing
        await self._runtime.store.run(lambda c: outgoing(c).release(lease, next_at=next_at))

    async def lose(self, lease: Lease, what: Message | Posted, error: Unreachable) -> None:
        """Record whom nothing reaches any more, so that nothing waits; organisers hear once.

        That is a room, or a person by their private chat. Where one person in a room cannot be
        reached, the room still can: only what was for them is given up.
        """
        runtime, now = self._runtime, self._runtime.clock.now()

        def lose(connection: Connection) -> "Effects | None":
            store, people = runtime.stores.outgoing(connection), runtime.stores.people(connection)
            if not store.release(lease):
                return None
            if error.whom == "person" and not people.room(lease.room).private:
                store.give_up(what, str(error), now)
                return None
            people.lose_room(lease.room, now)
            store.bury_room(lease.room, str(error))
            return self._engine.report_dead(connection, what, now)

        log.warning("%s: room %s is lost: %s", await self._home(lease.room), lease.room, error)
        self._standstills.pop(lease.room, None)
        effects = await runtime.store.run(lose)
        if effects is not None:
            self._engine.after(effects)

    def target(self, connection: Connection, what: Message | Posted, now: Instant) -> Target | None:
        """Return where something is to be shown; None where its connection is not configured."""
        runtime = self._runtime
        people = runtime.stores.people(connection)
        address = people.address(what.place)
        adapter = runtime.adapters.get(address.connection)
        if adapter is None:
            return None
        if isinstance(what, Message) and what.thread_of is not None and adapter.can.threads:
            copies = runtime.stores.outgoing(connection).copies_of(what.thread_of)
            here = (each for each in copies if each.place.room == what.place.room)
            # Before it stands it has no thread of its own, and nothing is held back for that.
            address = replace(address, under=next((r for each in here for r in each.refs), None))
        language, zone, _ = people.voice_of(what.place.room)
        if what.place.reader is not None:
            language = people.language_of(what.place.reader) or language
        voice = voice_for(runtime.words, language, ZoneInfo(zone), now)
        team = None
        if what.team is not None and address.private:
            team = people.team(what.team).name
        return Target(adapter, address, voice, team)

    # Who must wait, as far as is known

    def rest(self, room: RoomId, until: Instant) -> None:
        """Let a room send nothing before a time."""
        self._rests[room] = until

    async def wait(self, room: RoomId, error: TryLater) -> Instant:
        """Let what a platform asks to wait do so, a room or its connection; return until when."""
        until = self._runtime.clock.now() + (error.after or PATIENCE)
        if error.where == "connection":
            self._quiet[await self._home(room)] = until
        else:
            self.rest(room, until)
        return until

    async def stood_still(self, room: RoomId, error: TryLater) -> None:
        """Tell organisers, once, where nothing goes out any more, or has not for long.

        To be asked to wait is no failure, so nothing of it is ever given up: without a word, what
        is throttled for ever would seem to have been said.
        """
        runtime, home, now = self._runtime, await self._home(room), self._runtime.clock.now()
        everywhere = error.where == "connection"
        found = self._standstills.setdefault(home if everywhere else room, _Standstill(now))
        shut = isinstance(error, ShutOut)
        if found.told or not (shut or now - found.since >= _LONG):
            return
        if not shut:
            where = "nothing" if everywhere else f"nothing to room {room}"
            log.warning("%s: %s goes out since %s: %s", home, where, found.since, error)
        effects = await runtime.store.run(
            lambda c: self._engine.report_standstill(
                c, home, None if everywhere else room, now, shut=shut
            )
        )
        found.told = True
        self._engine.after(effects)

    def went_out(self, room: RoomId) -> None:
        """Note that something went out to a room, and so on its connection."""
        if self._standstills:
            self._standstills.pop(room, None)
            self._standstills.pop(self._homes.get(room, ""), None)

    def rests_until(self, room: RoomId, method: Method, now: Instant) -> Instant | None:
        """Return until when a room may send nothing by a method; None: it may."""
        limits = self._limits(room, method)
        times = [
            self._rests.get(room),
            self._quiet.get(self._homes.get(room, "")),
            *(self._used_up.get(key) for key, _ in limits),
        ]
        return max((each for each in times if each is not None and each > now), default=None)

    def open(self, method: Method, now: Instant) -> list[str]:
        """List the connections on which something may be sent now by a method."""
        return [
            name
            for name in self._runtime.adapters
            if self._used_up.get(_shared(name, method), now) <= now
            and self._quiet.get(name, now) <= now
        ]

    def thrift(self, connection: str) -> Thrift:
        """Return how sparing one must be with what a connection allows in a month."""
        adapter = self._metered.get(connection)
        return Thrift.NONE if adapter is None else thrift(adapter.left)

    def most(self, room: RoomId, below: int) -> int:
        """Return below which priority a room may send: as asked for, or only what is urgent."""
        sparing = self.thrift(self._homes.get(room, "")) is Thrift.URGENT
        return min(below, Priority.LIVE) if sparing else below

    def look_again(self, connection: str, at: Instant, now: Instant) -> Instant:
        """Return when to look whether something may be sent that is due at a time."""
        sparing = self.thrift(connection) is Thrift.URGENT
        return max(at, now + _NEXT_LOOK) if sparing else at

    def wake(self) -> None:
        """Forget who must wait; where somebody still must, the rows or the platform say so."""
        self._rests.clear()
        self._used_up.clear()
        self._quiet.clear()

    def resting(self, now: Instant) -> int:
        """Return how many rests are remembered, having forgotten those that are over."""
        self._rests = {room: until for room, until in self._rests.items() if until > now}
        self._used_up = {key: until for key, until in self._used_up.items() if until > now}
        return len(self._rests) + len(self._used_up)

    async def serves(self, room: RoomId) -> bool:
        """Say whether the connection of a room is one of ours: in the settings, and not a typo."""
        return await self._home(room) in self._runtime.adapters

    def learn(self, room: RoomId, connection: str) -> None:
        """Remember which connection a room belongs to, for good: a room never changes it."""
        if len(self._homes) >= _HOMES:
            self._homes.clear()
            self._private.clear()
        self._homes[room] = connection

    async def _home(self, room: RoomId) -> str:
        return self._homes.get(room) or await self._look_up(room)

    async def _look_up(self, room: RoomId) -> str:
        """Return the connection of a room, having learned whether it is private."""
        if room not in self._homes or room not in self._private:
            people = self._runtime.stores.people
            found = await self._runtime.store.read(lambda c: people(c).room(room))
            self.learn(room, found.connection)
            self._private[room] = found.private
        return self._homes[room]

    def _limits(self, room: RoomId, method: Method) -> list[tuple[str, Limit]]:
        connection = self._homes.get(room, "")
        pace, found = self._runtime.pace.get(connection), []
        if pace is None:
            return []
        if method in pace.connection:
            found.append((_shared(connection, method), pace.connection[method]))
        rooms = {**pace.room, **pace.private} if self._private.get(room) else pace.room
        if method in rooms:
            found.append((f"{connection}:{method}:{room}", rooms[method]))
        if method is Method.EDIT and self.thrift(connection) is Thrift.EDITS:
            found.append((f"{connection}:seldom:{room}", _SELDOM))
        return found

    def _gate(self, connection: str, method: Method) -> AbstractAsyncContextManager[object]:
        """Let rooms that share a limit ask one after the other: a crowd would ask in vain."""
        pace = self._runtime.pace.get(connection)
        if pace is None or method not in pace.connection:
            return nullcontext()
        return self._gates[connection]


def log_failure(what: str, error: Exception) -> None:
    """Log why something was not sent, where nobody else does.

    Who must wait is named by `Lanes.stood_still` once it is for long, a lost room by `Lanes.lose`.
    """
    level = logging.DEBUG if isinstance(error, TryLater | Unreachable) else logging.WARNING
    log.log(level, "%s: %s", what, error, exc_info=not isinstance(error, AdapterError))


def _shared(connection: str, method: Method) -> str:
    return f"{connection}:{method}"
