"""The outbox: the only one that talks to platforms. It picks, draws, paces, sends and marks.

What should be seen are rows: standing copies (`posted`) and messages (`outbox`). A room sends one
thing at a time, under a fenced lease; whoever holds it draws the newest state, sends, and marks.
Between the send and the mark lies the one window in which a crash makes a post appear twice.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.action import View
from bot.adapter import Adapter, Method, Recalls
from bot.context import Effects, Shown
from bot.domain.identity import RoomId
from bot.domain.pace import Limit
from bot.domain.phrase import Instant
from bot.draw import Picture, Studio, merged
from bot.errors import AdapterError, TryLater, Uncertain, Unreachable
from bot.ports import Address, Connection, Lease, Message, OnUncertain, Posted, Wait
from bot.words import Voice, voice_for

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.runtime import Runtime

log = logging.getLogger(__name__)

_ATTEMPTS = 8
_BATCH = 200


@dataclass(frozen=True, slots=True)
class _Target:
    """Hold where a room is and how to speak there."""

    adapter: Adapter
    address: Address
    voice: Voice
    team: str | None


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
        self._engine = engine
        self._studio = studio
        self._width = width
        self._free = free
        self._busy: dict[RoomId, asyncio.Task[bool]] = {}
        self._dirty: dict[View, None] = {}
        self._resting: dict[RoomId, Instant] = {}
        self._redraw: dict[View, Instant] = {}
        self.held = False

    def mark(self, views: Iterable[View]) -> None:
        """Note views that have changed; however often, each is drawn once when it is sent."""
        self._dirty.update(dict.fromkeys(views))

    async def sweep(self) -> None:
        """Note all standing views, so that what a crash or another replica left is caught up."""
        after, found = 0, True
        while found:
            after, found = await self.sweep_after(after)

    async def sweep_after(self, after: int) -> tuple[int, bool]:
        """Note some standing views, by id; return how far it came and whether there were any."""
        outgoing = self._runtime.stores.outgoing
        found = await self._runtime.store.read(lambda c: outgoing(c).live(after, _BATCH))
        self.mark(each.view for each in found)
        return (found[-1].id if found else after), bool(found)

    async def recall(self, adapter: Recalls) -> None:
        """Show an adapter that keeps nothing itself what stands on it."""
        outgoing, now = self._runtime.stores.outgoing, self._runtime.clock.now()
        copies = await self._runtime.store.read(lambda c: outgoing(c).live(0, _BATCH))
        for copy in copies:
            target, picture = await self._runtime.store.read(
                partial(self._draw_copy, copy=copy, now=now)
            )
            if target is None or picture is None or target.adapter.name != adapter.name:
                continue
            drawn = await self._studio.seal(picture, copy.id, target.adapter.can)
            for ref, each in zip(copy.refs, drawn, strict=False):
                adapter.recall(target.address, ref, each)

    async def next_at(self) -> Instant | None:
        """Return when there is something to send or to draw again."""
        if self.held:
            return None
        outgoing = self._runtime.stores.outgoing
        waiting = await self._runtime.store.read(lambda c: outgoing(c).next_by_room())
        times = [max(at, self._resting.get(room, at)) for room, at in waiting.items()]
        times += [*self._redraw.values(), *(self._resting.values() if self._dirty else ())]
        return min(times, default=None)

    async def drain(self) -> bool:
        """Send all that may go now, room by room; return whether anything was looked at."""
        worked = False
        for room, copies in (await self._rooms()).items():
            worked = await self._serve(room, copies) or worked
        return worked

    async def pump(self) -> bool:
        """Start sending to all rooms that may be sent to, without waiting for any of them.

        Returns whether a place came free meanwhile, so that there may be more to start.
        """
        for room, copies in (await self._rooms()).items():
            if len(self._busy) >= self._width:
                self._dirty.update(dict.fromkeys(copy.view for copy in copies))
                continue
            task = asyncio.create_task(self._serve(room, copies))
            self._busy[room] = task
            task.add_done_callback(partial(self._served, room))
        return False

    async def finish(self) -> None:
        """Wait for what is being sent."""
        await asyncio.gather(*self._busy.values(), return_exceptions=True)

    def _served(self, room: RoomId, task: "asyncio.Task[bool]") -> None:
        del self._busy[room]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("room %s could not be served", room, exc_info=error)
        self._free()

    def _wake_redraws(self, now: Instant) -> None:
        for view in [view for view, at in self._redraw.items() if at <= now]:
            del self._redraw[view]
            self._dirty[view] = None

    async def _rooms(self) -> dict[RoomId, list[Posted]]:
        """Find the rooms that have something to send, and their copies that may have changed."""
        if self.held:
            return {}
        now = self._runtime.clock.now()
        self._wake_redraws(now)
        views, self._dirty = list(self._dirty), {}
        outgoing = self._runtime.stores.outgoing

        def look(connection: Connection) -> tuple[Sequence[Posted], Sequence[RoomId]]:
            store = outgoing(connection)
            ready = [room for room, _ in store.ready(now, _BATCH)]
            return store.copies(views) if views else (), ready

        copies, ready = await self._runtime.store.read(look)
        rooms: dict[RoomId, list[Posted]] = {
            room: [] for room in ready if room not in self._busy and not self._rests(room, now)
        }
        for copy in copies:
            if copy.place.room in self._busy or self._rests(copy.place.room, now):
                self._dirty[copy.view] = None
                continue
            rooms.setdefault(copy.place.room, []).append(copy)
        return rooms

    def _rests(self, room: RoomId, now: Instant) -> bool:
        return self._resting.get(room, now) > now

    async def _serve(self, room: RoomId, copies: Sequence[Posted]) -> bool:
        """Send a room's messages, then its changed copies, as far as its pace allows."""
        worked = False
        while await self._send_next(room):
            worked = True
        for number, copy in enumerate(copies):
            if not await self._refresh(copy):
                self._dirty.update(dict.fromkeys(each.view for each in copies[number:]))
                break
            worked = True
        return worked

    async def _claim(self, room: RoomId, method: Method) -> Lease | None:
        now = self._runtime.clock.now()
        runtime = self._runtime

        def claim(connection: Connection) -> Lease | Wait:
            connection_name = runtime.stores.people(connection).room(room).connection
            limits = self._limits(room, connection_name, method)
            store = runtime.stores.outgoing(connection)
            return store.claim(room, runtime.owner, now, runtime.lease, limits)

        claimed = await runtime.store.run(claim)
        if isinstance(claimed, Wait):
            self._resting[room] = claimed.until
            return None
        self._resting.pop(room, None)
        return claimed

    def _limits(self, room: RoomId, connection: str, method: Method) -> list[tuple[str, Limit]]:
        adapter = self._runtime.adapters.get(connection)
        if adapter is None:
            return []
        pace = adapter.can.pace
        found = []
        if method in pace.connection:
            found.append((f"{connection}:{method}", pace.connection[method]))
        if method in pace.room:
            found.append((f"{connection}:{method}:{room}", pace.room[method]))
        return found

    # What is sent once

    async def _send_next(self, room: RoomId) -> bool:
        runtime = self._runtime
        now = runtime.clock.now()
        ready = await runtime.store.read(lambda c: runtime.stores.outgoing(c).ready_in(room, now))
        if not ready:
            return False
        lease = await self._claim(room, Method.POST)
        if lease is None:
            return False
        messages = await runtime.store.run(lambda c: runtime.stores.outgoing(c).pick(room, now))
        if not messages:
            await self._release(lease)
            return False
        runtime.checkpoint("claimed")
        await self._send(lease, messages)
        return True

    async def _send(self, lease: Lease, messages: Sequence[Message]) -> None:
        runtime = self._runtime
        now = runtime.clock.now()
        ids = [message.id for message in messages]
        first = messages[0]
        if first.uncertain and first.on_uncertain is OnUncertain.DROP:
            await self._bury(lease, messages, "may have been sent; declared not to be repeated")
            return
        target, picture = await runtime.store.read(lambda c: self._draw_messages(c, messages, now))
        if picture is None:
            await self._mark_sent(lease, messages, (), now)
            return
        if target is None:
            await self._bury(lease, messages, "its connection is not configured")
            return
        drawn = await self._studio.seal(picture, first.id, target.adapter.can)
        refs: list[str] = []
        try:
            for each in drawn:
                refs.append(await target.adapter.send(target.address, each))  # noqa: PERF401  (kept when a later one fails)
        except AdapterError as error:
            await self._failed(lease, messages, error, sent=bool(refs))
            return
        runtime.checkpoint("sent")
        await self._mark_sent(lease, messages, refs, runtime.clock.now(), picture)
        runtime.checkpoint("marked")
        log.debug("sent %s", ids)

    def _draw_messages(
        self, connection: Connection, messages: Sequence[Message], now: Instant
    ) -> tuple[_Target | None, Picture | None]:
        read = self._studio.read(connection, now)
        cards = [card for each in messages if (card := self._studio.card(read, each.view))]
        target = self._target(connection, messages[0], now)
        if not cards or target is None:
            return target, None
        name = messages[0].view.name
        letter = _letter(messages[0].id)
        return target, self._studio.picture(
            merged(cards), name, target.voice, target.adapter.can, letter=letter, team=target.team
        )

    def _target(
        self, connection: Connection, what: Message | Posted, now: Instant
    ) -> _Target | None:
        people = self._runtime.stores.people(connection)
        address = people.address(what.place)
        adapter = self._runtime.adapters.get(address.connection)
        if adapter is None:
            return None
        language, zone, _ = people.voice_of(what.place.room)
        team = None
        if what.team is not None and address.private:
            team = people.team(what.team).name
        return _Target(
            adapter, address, voice_for(self._runtime.words, language, ZoneInfo(zone), now), team
        )

    async def _mark_sent(
        self, lease: Lease, messages: Sequence[Message], refs: Sequence[str], now: Instant,
        picture: Picture | None = None,
    ) -> None:  # fmt: skip
        """Mark messages as sent, and do what was to follow, in one transaction."""
        runtime = self._runtime

        def mark(connection: Connection) -> list[Effects]:
            store = runtime.stores.outgoing(connection)
            if not store.release(lease):
                return []
            store.sent([message.id for message in messages], refs, now)
            if picture is not None:
                self._remember_menus(connection, lease.room, picture, refs, now)
            runtime.checkpoint("marking")
            return [
                self._engine.perform(
                    connection,
                    message.then,
                    value=Shown(lease.room, now),
                    team=message.team,
                    now=now,
                    seed=("post", message.id),
                )
                for message in messages
                if message.then is not None and refs
            ]

        for effects in await runtime.store.run(mark):
            self._engine.after(effects)

    def _remember_menus(
        self, connection: Connection, room: RoomId, picture: Picture, refs: Sequence[str],
        now: Instant,
    ) -> None:  # fmt: skip
        talk = self._runtime.stores.talk(connection)
        for menu in picture.menus:
            entries = [entry.action for entry in menu.entries]
            talk.put_menu(room, menu.letter, menu.first, tuple(refs), entries, now)

    async def _failed(
        self, lease: Lease, messages: Sequence[Message], error: AdapterError, *, sent: bool
    ) -> None:
        """Decide what becomes of messages that could not be sent."""
        runtime = self._runtime
        now = runtime.clock.now()
        attempt = messages[0].attempt
        text = f"{type(error).__name__}: {error}"
        match error:
            case TryLater():
                wait = now + (error.after or timedelta(seconds=5))
                await self._put_back(lease, messages, wait, attempted=False, error=text)
            case Uncertain() if attempt < _ATTEMPTS:
                again = now + _backoff(attempt)
                await self._put_back(lease, messages, again, error=text, uncertain=True)
            case Unreachable():
                await runtime.store.run(
                    lambda c: runtime.stores.people(c).lose_room(lease.room, now)
                )
                await self._bury(lease, messages, text)
            case _:
                await self._bury(lease, messages, text)
        log.warning("not sent: %s%s", text, " (in part)" if sent else "")

    async def _put_back(
        self, lease: Lease, messages: Sequence[Message], not_before: Instant, *, error: str,
        attempted: bool = True, uncertain: bool = False,
    ) -> None:  # fmt: skip
        ids = [message.id for message in messages]
        outgoing = self._runtime.stores.outgoing

        def put_back(connection: Connection) -> None:
            store = outgoing(connection)
            # Only the room rests when the platform asks us to wait; otherwise later ones go on.
            if store.release(lease, next_at=None if attempted else not_before):
                store.put_back(
                    ids, not_before, attempted=attempted, error=error, uncertain=uncertain
                )

        await self._runtime.store.run(put_back)

    async def _bury(self, lease: Lease, messages: Sequence[Message], error: str) -> None:
        """Give messages up, and tell the organisers of their team once."""
        runtime = self._runtime

        def bury(connection: Connection) -> Effects | None:
            store = runtime.stores.outgoing(connection)
            if not store.release(lease):
                return None
            store.bury([message.id for message in messages], error)
            return self._engine.report_dead(connection, messages[0], runtime.clock.now())

        effects = await runtime.store.run(bury)
        if effects is not None:
            self._engine.after(effects)

    async def _release(self, lease: Lease, next_at: Instant | None = None) -> None:
        outgoing = self._runtime.stores.outgoing
        await self._runtime.store.run(lambda c: outgoing(c).release(lease, next_at=next_at))

    # What stands and is kept up to date

    async def _refresh(self, copy: Posted) -> bool:
        """Bring one copy up to date; False where its room may not send yet."""
        runtime = self._runtime
        method = Method.EDIT if copy.refs else Method.POST
        if copy.digest is not None and not await self._changed(copy):
            return True
        lease = await self._claim(copy.place.room, method)
        if lease is None:
            return False
        runtime.checkpoint("claimed")
        now = runtime.clock.now()
        current = await runtime.store.run(lambda c: runtime.stores.outgoing(c).sending(copy.id))
        if current is None:
            await self._release(lease)
            return True
        target, picture = await runtime.store.read(lambda c: self._draw_copy(c, current, now))
        if target is None:
            await self._release(lease)
            return True
        try:
            await self._bring(lease, current, target, picture)
        except AdapterError as error:
            return await self._copy_failed(lease, current, error)
        return True

    async def _changed(self, copy: Posted) -> bool:
        """Compare without a lease first: a sweep finds most copies as they should be."""
        now = self._runtime.clock.now()
        target, picture = await self._runtime.store.read(lambda c: self._draw_copy(c, copy, now))
        if target is None:
            return False
        if picture is not None and picture.redraw_at is not None:
            self._redraw[copy.view] = picture.redraw_at
        return picture is None or picture.digest != copy.digest or picture.final

    def _draw_copy(
        self, connection: Connection, copy: Posted, now: Instant
    ) -> tuple[_Target | None, Picture | None]:
        target = self._target(connection, copy, now)
        if target is None:
            return None, None
        card = self._studio.card(self._studio.read(connection, now), copy.view)
        if card is None:
            return target, None
        return target, self._studio.picture(
            card, copy.view.name, target.voice, target.adapter.can,
            letter=_letter(copy.id), team=target.team,
        )  # fmt: skip

    async def _bring(
        self, lease: Lease, copy: Posted, target: _Target, picture: Picture | None
    ) -> None:
        """Send or edit what differs, then mark."""
        runtime = self._runtime
        adapter, address = target.adapter, target.address
        now = runtime.clock.now()
        if picture is None:
            for ref in copy.refs:
                await adapter.strike(address, ref)
            await self._mark(lease, copy, (), None, now)
            return
        refs = list(copy.refs)
        if picture.digest != copy.digest:
            if refs and not adapter.can.edit:
                if not self._repost_now(copy, picture, adapter, now):
                    await self._release(lease)
                    return
                refs = []
            drawn = await self._studio.seal(picture, copy.id, adapter.can)
            for ref, each in zip(refs, drawn, strict=False):
                await adapter.edit(address, ref, each)
            for ref in refs[len(drawn) :]:
                await adapter.strike(address, ref)
            new = [await adapter.send(address, each) for each in drawn[len(refs) :]]
            refs = refs[: len(drawn)] + new
        runtime.checkpoint("sent")
        await self._mark(lease, copy, refs, picture, now)
        runtime.checkpoint("marked")

    def _repost_now(self, copy: Posted, picture: Picture, adapter: Adapter, now: Instant) -> bool:
        """Decide whether a copy that cannot be edited is posted anew: sparingly."""
        assert copy.shown_at is not None
        again = copy.shown_at + adapter.can.pace.repost
        if picture.final or again <= now:
            return True
        self._redraw[copy.view] = again
        return False

    async def _mark(
        self, lease: Lease, copy: Posted, refs: Sequence[str], picture: Picture | None,
        now: Instant,
    ) -> None:  # fmt: skip
        runtime = self._runtime

        def mark(connection: Connection) -> None:
            store = runtime.stores.outgoing(connection)
            if not store.release(lease):
                return
            if picture is None:
                store.gone(copy.id)
            else:
                store.shown(copy.id, refs, picture.digest, now, final=picture.final)
                self._remember_menus(connection, lease.room, picture, refs, now)
            runtime.checkpoint("marking")

        await runtime.store.run(mark)
        if picture is not None and picture.redraw_at is not None and not picture.final:
            self._redraw[copy.view] = picture.redraw_at

    async def _copy_failed(self, lease: Lease, copy: Posted, error: AdapterError) -> bool:
        """Let a copy that could not be brought up to date wait, or give it up."""
        runtime = self._runtime
        now = runtime.clock.now()
        log.warning("copy %s not shown: %s: %s", copy.id, type(error).__name__, error)
        if isinstance(error, TryLater):
            wait = now + (error.after or timedelta(seconds=5))
            await self._release(lease, wait)
            self._resting[lease.room] = wait
            return False
        if isinstance(error, Uncertain) and copy.attempt < _ATTEMPTS:
            wait = now + _backoff(copy.attempt)
            await self._release(lease, wait)
            self._resting[lease.room] = wait
            return False

        def give_up(connection: Connection) -> None:
            store = runtime.stores.outgoing(connection)
            store.release(lease)
            store.gone(copy.id)
            if isinstance(error, Unreachable):
                runtime.stores.people(connection).lose_room(lease.room, now)

        await runtime.store.run(give_up)
        return True


def _backoff(attempt: int) -> timedelta:
    return timedelta(seconds=min(2**attempt, 60))


def _letter(number: int) -> str:
    return "ABCDEFGHJKLMNPQRSTUVWXYZ"[number % 24]  # without I and O, which look like digits
