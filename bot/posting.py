"""What is sent once: posts that nobody may miss, and what people are told in private.

Each is a row of its own and goes out at least once, or its organisers hear that it did not. What
was to follow a post happens in the transaction that marks it as sent.
"""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from bot.adapter import Method
from bot.context import Effects, Shown
from bot.domain.identity import RoomId
from bot.domain.phrase import Instant
from bot.domain.thrift import Thrift
from bot.draw import Picture, Studio, letter_of, merged
from bot.errors import AdapterError, Declined, TryLater, Uncertain, Unreachable, described
from bot.lanes import ATTEMPTS, Lanes, Target, backoff, log_failure
from bot.ports import (
    Connection,
    CopyState,
    Kind,
    Lease,
    Message,
    OnUncertain,
    Outgoing,
    Posted,
    Priority,
    Wait,
)

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.runtime import Runtime

log = logging.getLogger(__name__)

ALL: Final = max(Priority) + 1
"""Below this is everything that may be sent."""
_BATCH: Final = 200


class _Parcel(Struct, frozen=True):
    """Hold what goes out together under one lease: one post, or tells made into one message."""

    lease: Lease
    messages: Sequence[Message]

    @property
    def first(self) -> Message:
        """The message that stands for all of them."""
        return self.messages[0]

    @property
    def ids(self) -> list[int]:
        """The rows of all of them."""
        return [message.id for message in self.messages]


class Posting:
    """Send what is sent once."""

    def __init__(self, runtime: "Runtime", engine: "Engine", studio: Studio, lanes: Lanes) -> None:
        """Take the running Muster, and the lanes that it shares with what stands."""
        self._runtime = runtime
        self._engine = engine
        self._studio = studio
        self._lanes = lanes
        self._stranded: set[str] = set()

    async def rooms(self, now: Instant, busy: int) -> Sequence[RoomId]:
        """List rooms that have something to send now, the most urgent first.

        `busy` is how many of them the caller will pass over.
        """
        outgoing = self._runtime.stores.outgoing
        connections = self._lanes.open(Method.POST, now)
        most = _BATCH + busy + self._lanes.resting(now)
        sparing = [each for each in connections if self._lanes.thrift(each) is Thrift.URGENT]
        ample = [each for each in connections if each not in sparing]

        def ready(connection: Connection) -> Sequence[RoomId]:
            store = outgoing(connection)
            urgent = sparing and store.ready(now, most, connections=sparing, below=Priority.LIVE)
            return [*urgent, *store.ready(now, most, connections=ample, below=ALL)]

        found = await self._runtime.store.read(ready)
        return [room for room in found if not self._lanes.rests_until(room, Method.POST, now)]

    async def times(self, now: Instant) -> list[tuple[RoomId, Instant]]:
        """Return from when on each room with something to send may send it."""
        outgoing, lanes = self._runtime.stores.outgoing, self._lanes
        found, connections = [], list(self._runtime.adapters)
        for room, connection, at in await self._runtime.store.read(
            lambda c: outgoing(c).next_by_room(now, connections=connections)
        ):
            lanes.learn(room, connection)
            due = lanes.look_again(connection, at, now)
            found.append((room, max(due, lanes.rests_until(room, Method.POST, now) or due)))
        return found

    async def serve(self, room: RoomId, below: int) -> bool:
        """Send a room's messages more urgent than `below`, as far as its pace allows."""
        if not await self._lanes.serves(room):
            return False
        worked = False
        while await self._next(room, below):
            worked = True
        return worked

    async def forget_late(self) -> None:
        """Give up what is too late to be of use, in small bites."""
        outgoing, now = self._runtime.stores.outgoing, self._runtime.clock.now()
        ours = list(self._runtime.adapters)
        while await self._runtime.store.run(lambda c: outgoing(c).bury_late(now, connections=ours)):
            pass

    async def look_for_stranded(self) -> None:
        """Log, once for each, the connections that messages wait for and nobody configured."""
        outgoing, ours = self._runtime.stores.outgoing, list(self._runtime.adapters)
        found = await self._runtime.store.read(lambda c: outgoing(c).stranded(connections=ours))
        for connection in sorted(found.keys() - self._stranded):
            log.warning(
                "the connection %r is not switched on, and messages wait for it (%s): they are "
                "kept for a week, in case it is only called differently",
                connection, found[connection],
            )  # fmt: skip
        self._stranded |= found.keys()

    async def _next(self, room: RoomId, below: int) -> bool:
        runtime = self._runtime
        now = runtime.clock.now()
        outgoing = runtime.stores.outgoing
        if self._lanes.rests_until(room, Method.POST, now):
            return False
        below = self._lanes.most(room, below)
        # Asked first without a lease: most of the time a room has nothing more to send.
        if not await runtime.store.read(lambda c: outgoing(c).ready_in(room, now, below)):
            return False

        def pick(store: Outgoing, now: Instant) -> Sequence[Message] | None:
            return store.pick(room, now, below) or None

        claimed = await self._lanes.claim(room, Method.POST, pick, urgent=below <= Priority.LIVE)
        if claimed is None or isinstance(claimed, Wait):
            return False
        await self._send(_Parcel(*claimed))
        return True

    async def _send(self, parcel: _Parcel) -> None:
        """Draw a parcel, send it and mark it, or decide what becomes of it."""
        first, runtime = parcel.first, self._runtime
        if first.sent_at is not None:
            # How it looked is not known any more: as a copy it is drawn again.
            target = await self._target(first)
            await self._mark(parcel, first.refs, None, kept=target.adapter.can.edit)
            return
        if first.attempt > ATTEMPTS:
            # Only what ended the process, or outlived its lease, comes back without being decided.
            await self._bury(parcel, "no attempt came to its end")
            return
        if first.kind is Kind.STRIKE:
            await self._take_away(parcel)
            return
        try:
            target, picture = await runtime.store.read(lambda c: self._draw(c, parcel))
            if picture is None:
                await self._mark(parcel, (), None)
                return
            drawn = await self._studio.seal(
                picture, first.id, target.adapter.can, name=f"message {first.id}",
                again=len(first.refs) if first.uncertain else None,
            )  # fmt: skip
        except Exception as error:
            log.exception("messages %s could not be drawn", parcel.ids)
            await self._failed(parcel, error, ())
            return
        refs, repeat = list(first.refs), first.on_uncertain is OnUncertain.REPEAT
        try:
            for each in drawn[len(refs) :]:
                refs.append(await target.send(each, repeat=repeat))  # noqa: PERF401  (kept when a later one fails)
        except Exception as error:  # noqa: BLE001  (`_failed` decides, whatever it is)
            log_failure(f"messages {parcel.ids} were not sent", error)
            await self._failed(parcel, error, refs)
            return
        self._lanes.went_out(parcel.lease.room)
        runtime.checkpoint("sent")
        # Codes are those of what is sent once: with them it would look different as a copy.
        kept = target.adapter.can.edit and not picture.menus
        await self._mark(parcel, refs, picture, kept=kept)
        runtime.checkpoint("marked")

    async def _take_away(self, parcel: _Parcel) -> None:
        """Take away what was put up anew further down, where the platform lets us."""
        first = parcel.first
        target = await self._target(first)
        try:
            for ref in first.refs if target.adapter.can.edit else ():
                await target.adapter.strike(target.address, ref)
        except Exception as error:  # noqa: BLE001  (`_failed` decides, whatever it is)
            log_failure(f"messages {first.refs} stay for now", error)
            await self._failed(parcel, error, first.refs)
            return
        await self._mark(parcel, (), None)

    async def _target(self, message: Message) -> Target:
        now = self._runtime.clock.now()
        target = await self._runtime.store.read(lambda c: self._lanes.target(c, message, now))
        assert target is not None  # rooms of other connections are not served
        return target

    def _draw(self, connection: Connection, parcel: _Parcel) -> tuple[Target, Picture | None]:
        now, first = self._runtime.clock.now(), parcel.first
        target = self._lanes.target(connection, first, now)
        assert target is not None  # rooms of other connections are not served
        read = self._runtime.read(connection, now)
        cards = [card for each in parcel.messages if (card := self._studio.card(read, each.view))]
        if not cards:
            return target, None
        return target, self._studio.picture(
            merged(cards), first.view.name, target.voice, target.adapter.can,
            letter=letter_of(first.id, stands=False), team=target.team,
        )  # fmt: skip

    # What becomes of it

    async def _mark(
        self, parcel: _Parcel, refs: Sequence[str], picture: Picture | None, *, kept: bool = False
    ) -> None:
        """Mark messages as sent, and do what was to follow, in one transaction.

        What is `kept` may be kept up to date from now on.
        """
        runtime, first = self._runtime, parcel.first
        now = runtime.clock.now()
        sent_at = first.sent_at or now

        def mark_then(connection: Connection) -> Effects | None:
            assert first.then is not None
            if not self._marked(connection, parcel, refs, picture, sent_at):
                return None
            copy = None
            if kept:
                digest = None if picture is None else picture.digest
                copy = Posted(
                    0, first.view, first.place, first.team, tuple(refs), digest, sent_at,
                    CopyState.LIVE,
                )  # fmt: skip
            return self._engine.perform(
                connection, first.then, value=Shown(first.place.room, sent_at, copy),
                team=first.team, now=now, seed=("post", first.id),
            )  # fmt: skip

        if first.then is not None and refs:
            try:
                effects = await runtime.store.run(mark_then)
            except Declined:
                pass  # nothing is to be done any more; what it wrote before saying so is undone
            except Exception as error:
                log.exception("what was to follow message %s failed", first.id)
                text = described(error)
                effects = await runtime.store.run(
                    lambda c: self._owed(c, parcel, refs, picture, text)
                )
                self._engine.after(effects)
                return
            else:
                if effects is not None:
                    self._engine.after(effects)
                return
        await runtime.store.run(lambda c: self._marked(c, parcel, refs, picture, sent_at))

    def _owed(
        self, connection: Connection, parcel: _Parcel, refs: Sequence[str],
        picture: Picture | None, error: str,
    ) -> Effects:  # fmt: skip
        """Mark a message as sent, and let what was to follow be tried again, eight times in all."""
        now, first = self._runtime.clock.now(), parcel.first
        attempt = first.attempt if first.sent_at else 0
        if not self._marked(connection, parcel, refs, picture, first.sent_at or now):
            return Effects()
        store = self._runtime.stores.outgoing(connection)
        if attempt < ATTEMPTS:
            again = now + backoff(attempt + 1)
            store.owe(first.id, refs, first.sent_at or now, again, error)
            return Effects()
        store.bury(parcel.ids, error)
        return self._engine.report_undone(connection, f"M{first.id}", first.team, now)

    def _marked(
        self, connection: Connection, parcel: _Parcel, refs: Sequence[str],
        picture: Picture | None, now: Instant,
    ) -> bool:  # fmt: skip
        """Mark messages as sent; False, and nothing is changed, where the lease has run out."""
        store = self._runtime.stores.outgoing(connection)
        if not store.release(parcel.lease):
            log.warning("messages %s were sent under a lease that had run out", parcel.ids)
            return False
        store.sent(parcel.ids, refs, now)
        if picture is not None:
            self._studio.remember(connection, parcel.lease.room, picture, refs, now)
        self._runtime.checkpoint("marking")
        return True

    async def _failed(self, parcel: _Parcel, error: Exception, refs: Sequence[str]) -> None:
        """Decide what becomes of messages that were not sent; `refs` are the parts that were."""
        now = self._runtime.clock.now()
        first, text = parcel.first, described(error)
        parts = refs if first.kind is not Kind.TELL else ()
        again = now + backoff(first.attempt)
        match error:
            case TryLater():
                rest = await self._lanes.wait(parcel.lease.room, error)
                await self._put_back(parcel, None, text, refs=parts, rest=rest)
                await self._lanes.stood_still(parcel.lease.room, error)
            case Unreachable():
                await self._lanes.lose(parcel.lease, first, error)
            case Uncertain() if first.attempt < ATTEMPTS:
                await self._put_back(parcel, again, text, refs=parts, uncertain=True)
            case _ if len(parcel.messages) > 1:
                # One of them may be the reason: alone, the others get through.
                await self._put_back(parcel, now, text, apart=True)
            case AdapterError():
                await self._bury(parcel, text)
            case _ if first.attempt < ATTEMPTS:
                await self._put_back(parcel, again, text, refs=parts, uncertain=bool(refs))
            case _:
                await self._bury(parcel, text)

    async def _put_back(
        self, parcel: _Parcel, not_before: Instant | None, error: str, *, refs: Sequence[str] = (),
        rest: Instant | None = None, uncertain: bool = False, apart: bool = False,
    ) -> None:  # fmt: skip
        """Let messages wait for a time of theirs, while the room's others go on; or let it `rest`.

        When the platform asks us to wait, the room does, and they go first afterwards.
        """
        outgoing = self._runtime.stores.outgoing

        def put_back(connection: Connection) -> None:
            store = outgoing(connection)
            if store.release(parcel.lease, next_at=rest):
                store.put_back(
                    parcel.ids, not_before, error=error, refs=refs, uncertain=uncertain,
                    apart=apart,
                )  # fmt: skip

        await self._runtime.store.run(put_back)

    async def _bury(self, parcel: _Parcel, error: str) -> None:
        """Give messages up, and tell the organisers of their team once of what nobody has seen."""
        runtime = self._runtime

        def bury(connection: Connection) -> Effects | None:
            store = runtime.stores.outgoing(connection)
            if not store.release(parcel.lease):
                return None
            store.bury(parcel.ids, error)
            if parcel.first.kind is Kind.STRIKE:
                return None
            return self._engine.report_dead(connection, parcel.first, runtime.clock.now())

        log.error("messages %s are given up: %s", parcel.ids, error)
        effects = await runtime.store.run(bury)
        if effects is not None:
            self._engine.after(effects)
