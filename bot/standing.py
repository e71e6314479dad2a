"""What stands and is kept up to date: copies of views, each edited in place.

A copy looks as the rows say, or will: however often they change, it is drawn when it can be sent,
and the last state always goes out.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from bot.action import View
from bot.adapter import Drawn, Method, Pins, Recalls
from bot.agenda import Agenda
from bot.context import Effects
from bot.domain.identity import RoomId
from bot.domain.phrase import Instant
from bot.draw import Picture, Studio, letter_of
from bot.errors import AdapterError, Fixed, Forbidden, Gone, TryLater, Uncertain, Unreachable
from bot.lanes import ATTEMPTS, PATIENCE, Lanes, Target, backoff, log_failure
from bot.ports import Connection, CopyState, Lease, Outgoing, Posted, Wait

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.runtime import Runtime

log = logging.getLogger(__name__)

_BATCH: Final = 200


class _Seen(Struct, frozen=True):
    """Hold a copy, what it should look like (None: nothing), and where; all of one moment."""

    copy: Posted
    target: Target
    picture: Picture | None

    @property
    def differs(self) -> bool:
        """Whether anything is to be sent."""
        if self.picture is None:
            return self.copy.state is not CopyState.GONE
        return self.picture.digest != self.copy.digest

    @property
    def pin(self) -> str | None:
        """The ref of what should be pinned, as far as it stands yet."""
        rests = self.picture is None or self.picture.final
        wanted = self.copy.pinned and self.target.adapter.can.pin and not rests
        return self.copy.refs[0] if wanted and self.copy.refs else None

    @property
    def pins(self) -> bool:
        """Whether anything is to be pinned, or to come off."""
        return self.target.adapter.can.pin and self.copy.pin != self.pin

    @property
    def unpins(self) -> bool:
        """Whether what is pinned is to come off."""
        return self.pins and self.copy.pin is not None

    @property
    def anew(self) -> bool:
        """Whether a message stands that cannot be edited."""
        return bool(self.copy.refs) and not self.target.adapter.can.edit

    @property
    def told(self) -> bool:
        """Whether a new message would only say again what a post has said."""
        return self.anew and self.picture is not None and self.picture.told

    @property
    def only_news(self) -> bool:
        """Whether what stands still asks the same, and the same can be chosen."""
        return self.picture is not None and (self.copy.digest or "").startswith(self.picture.gist)

    @property
    def method(self) -> Method:
        """What sending it counts as."""
        grows = self.picture is not None and len(self.picture.cards) > len(self.copy.refs)
        return Method.POST if grows or (self.anew and self.picture is not None) else Method.EDIT


class Standing:
    """Keep copies as the rows say."""

    def __init__(self, runtime: "Runtime", engine: "Engine", studio: Studio, lanes: Lanes) -> None:
        """Take the running Muster, and the lanes that it shares with what is sent once."""
        self._runtime = runtime
        self._engine = engine
        self._studio = studio
        self._lanes = lanes
        self._agenda = Agenda()
        self._swept = 0

    def mark(self, views: Iterable[View]) -> bool:
        """Note views that have changed; however often, each is drawn once when it is sent.

        Returns whether there is any reason to look now.
        """
        return self._agenda.mark(views)

    def wake(self) -> None:
        """Let no copy wait any longer."""
        self._agenda.wake()

    async def rooms(self, now: Instant) -> Sequence[RoomId]:
        """List rooms with copies that may have changed."""
        outgoing, agenda = self._runtime.stores.outgoing, self._agenda
        found: dict[View, Sequence[tuple[int, RoomId]]] = {}
        while views := agenda.take_views(_BATCH):
            try:
                copies = await self._runtime.store.read(partial(_copies, outgoing, views))
            except BaseException:
                agenda.mark(views)
                raise
            for copy, room in chain.from_iterable(copies.values()):
                agenda.add(copy, room)
            found |= copies
        agenda.rest(found, now)
        return agenda.rooms(now)

    def times(self) -> Iterable[tuple[RoomId, Instant]]:
        """Return when copies are to be looked at, by room."""
        return self._agenda.times()

    async def serve(self, room: RoomId) -> bool:
        """Bring a room's copies up to date as far as its pace allows; return if any changed."""
        worked, now = False, self._runtime.clock.now()
        for copy in self._agenda.due(room, now):
            self._agenda.take(copy, room)
            try:
                done = await self._refresh(copy, room)
            except BaseException:
                self._agenda.add(copy, room)
                raise
            if isinstance(done, Wait):
                self._agenda.put_off(copy, room, done.until)
                self._agenda.put_off_all(room, done.until)
                break
            worked = done or worked
        return worked

    async def sweep(self) -> None:
        """Note all standing copies, so that what a crash or another process left is caught up."""
        after, found = 0, await self._live(0, _BATCH)
        while found:
            for copy, room in found:
                self._agenda.add(copy, room)
            after = found[-1][0]
            found = await self._live(after, _BATCH)

    async def sweep_some(self, seconds: float) -> bool:
        """Look at standing copies, going on where the last sweep stopped, for so many seconds.

        Returns whether any of them must be brought up to date.
        """
        clock, differ = self._runtime.clock, False
        until = clock.monotonic() + seconds
        while clock.monotonic() < until:
            found = await self._live(self._swept, 10)
            if not found:
                self._swept = 0
                break
            for copy, room in found:
                self._swept = copy
                try:
                    seen = await self._look(copy)
                    right = seen is None or not (seen.differs or seen.pins)
                except Exception:  # noqa: BLE001  (it is looked at again, and counted, by `serve`)
                    right = False
                if not right:
                    differ = True
                    self._agenda.add(copy, room)
        return differ

    async def recall(self, adapter: Recalls) -> None:
        """Show an adapter that keeps nothing itself what stands on it."""
        after, found = 0, await self._live(0, _BATCH)
        while found:
            for copy, _ in found:
                try:
                    seen = await self._look(copy)
                except Exception as error:  # noqa: BLE001  (the same)
                    log.debug("copy %s is not recalled: %s", copy, error)
                    continue
                if seen is None or seen.picture is None or seen.target.adapter.name != adapter.name:
                    continue
                drawn = await self._studio.seal(seen.picture, copy, seen.target.adapter.can)
                for ref, each in zip(seen.copy.refs, drawn, strict=False):
                    adapter.recall(seen.target.address, ref, each)
            after = found[-1][0]
            found = await self._live(after, _BATCH)

    async def _live(self, after: int, most: int) -> Sequence[tuple[int, RoomId]]:
        outgoing = self._runtime.stores.outgoing
        return await self._runtime.store.read(lambda c: outgoing(c).live(after, most))

    # One copy

    async def _refresh(self, copy: int, room: RoomId) -> bool | Wait:
        """Bring one copy up to date; return whether it changed, or until when its room waits."""
        try:
            # Looked at first without a lease: a sweep finds most copies as they should be.
            seen = await self._look(copy)
        except Exception:
            log.exception("copy %s could not be drawn", copy)
            return await self._undrawn(copy, room)
        if seen is None:
            return False
        # What is pinned comes off first: a copy at rest is not looked at again.
        if seen.unpins:
            return await self._pin(seen)
        if seen.told or not seen.differs:
            await self._settle(seen)
            return await self._pin(seen) if seen.pins else False
        if seen.anew and (until := self._sparingly(seen)) is not None:
            # Not put off: what is final need not wait.
            self._agenda.redraw(copy, room, until)
            return False
        claimed = await self._lanes.claim(
            room, seen.method, lambda store, _: store.sending(seen.copy) or None
        )
        if isinstance(claimed, Wait):
            return claimed
        if claimed is None:
            # Another process has shown it meanwhile: looked at again, it may be as it should.
            self._agenda.add(copy, room)
            return True
        return await self._bring(copy, claimed[0], seen)

    async def _look(self, copy: int) -> _Seen | None:
        """Draw a copy as the rows now stand; None where its room or its connection is gone."""
        now = self._runtime.clock.now()
        seen = await self._runtime.store.read(lambda c: self._draw(c, copy, now))
        if seen is not None:
            # A time that has passed would be come back to at once, and for ever.
            at = None if seen.picture is None or seen.picture.final else seen.picture.redraw_at
            again = at if at is not None and at > now else None
            self._agenda.redraw(copy, seen.copy.place.room, again)
        return seen

    def _draw(self, connection: Connection, number: int, now: Instant) -> _Seen | None:
        copy = self._runtime.stores.outgoing(connection).copy(number)
        target = None if copy is None else self._lanes.target(connection, copy, now)
        if copy is None or target is None:
            return None
        card = self._studio.card(self._runtime.read(connection, now), copy.view)
        if card is None:
            return _Seen(copy, target, None)
        picture = self._studio.picture(
            card, copy.view.name, target.voice, target.adapter.can,
            letter=letter_of(copy.id, stands=True), team=target.team,
        )  # fmt: skip
        return _Seen(copy, target, picture)

    async def _settle(self, seen: _Seen) -> None:
        """Record of a copy that need not change whether it rests now."""
        copy, picture = seen.copy, seen.picture
        if picture is None:
            return
        state = CopyState.FINAL if picture.final else CopyState.LIVE
        if copy.state is not state:
            at, outgoing = copy.shown_at or self._runtime.clock.now(), self._runtime.stores.outgoing
            await self._runtime.store.run(
                lambda c: outgoing(c).shown(copy, copy.refs, copy.digest, at, final=picture.final)
            )

    def _sparingly(self, seen: _Seen) -> Instant | None:
        """Return until when a message is left that can only be posted anew; None: it need not."""
        shown_at, picture = seen.copy.shown_at, seen.picture
        if picture is None or picture.final or shown_at is None:
            return None
        if not seen.only_news:
            return None
        again = shown_at + self._runtime.pace[seen.target.adapter.name].repost
        return again if again > self._runtime.clock.now() else None

    async def _bring(self, number: int, lease: Lease, before: _Seen) -> bool | Wait:
        """Send or edit what differs, under a lease, and mark it.

        `before` it was leased it was known what it shows, or that an attempt may have sent
        something.
        """
        again = before.copy.unsure
        try:
            # Drawn anew: nobody else can send an older state after this one.
            seen = await self._look(number)
            drawn: Sequence[Drawn] = ()
            if seen is not None and seen.picture is not None:
                copy = seen.copy
                drawn = await self._studio.seal(
                    seen.picture, number, seen.target.adapter.can,
                    # Once shown, what is posted anew is another message.
                    name=f"copy {number} {copy.shown_at}",
                    again=(0 if seen.anew else len(copy.refs)) if again else None,
                )  # fmt: skip
        except Exception:
            log.exception("copy %s could not be drawn", number)
            await self._lanes.release(lease)
            return await self._undrawn(number, lease.room)
        if seen is None or seen.told or not seen.differs:
            await self._lanes.release(lease)
            if seen is not None:
                await self._settle(seen)
            return False
        refs = [] if seen.anew and drawn else list(seen.copy.refs)
        stands = replace(seen, copy=before.copy)
        until = self._sparingly(stands)
        told = seen.picture is not None and seen.picture.told
        try:
            await self._show(seen.target, drawn, refs, spare=told or until is not None)
        except Fixed:
            await self._leave(lease, stands, until)
            return False
        except Exception as error:  # noqa: BLE001  (`_failed` logs it, and decides)
            return await self._failed(lease, seen, refs, error, again=again)
        self._lanes.went_out(lease.room)
        self._runtime.checkpoint("sent")
        await self._mark(lease, seen, refs)
        self._runtime.checkpoint("marked")
        return True

    async def _leave(self, lease: Lease, stands: _Seen, until: Instant | None) -> None:
        """Leave a message as it `stands`, since it can only be posted anew, which can wait."""
        copy, room, picture = stands.copy, lease.room, stands.picture
        assert picture is not None  # what is to be taken away is not edited

        def leave(connection: Connection) -> None:
            store = self._runtime.stores.outgoing(connection)
            if store.release(lease):
                at = copy.shown_at or self._runtime.clock.now()
                store.shown(copy, copy.refs, copy.digest, at, final=picture.final)

        await self._runtime.store.run(leave)
        self._agenda.redraw(copy.id, room, until)

    async def _show(
        self, target: Target, drawn: Sequence[Drawn], refs: list[str], *, spare: bool
    ) -> None:
        """Let messages show a picture; `refs` is kept true at every step.

        What can be changed no more is posted anew, unless that is to be `spare`d: then `Fixed` is
        raised.
        """
        adapter, address = target.adapter, target.address
        for number, each in enumerate(drawn):
            if number == len(refs):
                refs.append(await target.send(each))
                continue
            try:
                await adapter.edit(address, refs[number], each)
            except Gone:
                refs[number] = await target.send(each)
            except Fixed:
                if spare:
                    raise
                refs[number] = await target.send(each)
        while len(refs) > len(drawn):
            try:
                await adapter.strike(address, refs[-1])
            except (TryLater, Uncertain, Unreachable):
                raise
            except AdapterError as error:
                log.warning("message %s stays, as it cannot be taken away: %s", refs[-1], error)
            refs.pop()

    async def _mark(self, lease: Lease, seen: _Seen, refs: Sequence[str]) -> None:
        runtime, copy, picture = self._runtime, seen.copy, seen.picture
        now = runtime.clock.now()

        def mark(connection: Connection) -> bool:
            store = runtime.stores.outgoing(connection)
            if not store.release(lease):
                log.warning("copy %s was sent under a lease that had run out", copy.id)
                return False
            if picture is None:
                store.gone(copy, now)
                marked = True
            else:
                marked = store.shown(copy, refs, picture.digest, now, final=picture.final)
                self._studio.remember(connection, lease.room, picture, refs, now)
            runtime.checkpoint("marking")
            return marked

        if not await runtime.store.run(mark) or (copy.pinned and copy.pin not in refs[:1]):
            self._agenda.add(copy.id, lease.room)

    # What is pinned

    async def _pin(self, seen: _Seen) -> bool | Wait:
        """Pin a copy, or take off what is pinned of it; as `_refresh`."""
        copy, room, adapter = seen.copy, seen.copy.place.room, seen.target.adapter
        assert isinstance(adapter, Pins)
        claimed = await self._lanes.claim(room, Method.EDIT, lambda *_: copy)
        if claimed is None or isinstance(claimed, Wait):
            return claimed or False
        lease, _ = claimed
        wanted = None if copy.pin is not None else seen.pin
        error: Exception | None = None
        try:
            if copy.pin is not None:
                await adapter.unpin(seen.target.address, copy.pin)
            elif wanted is not None:
                await adapter.pin(seen.target.address, wanted)
        except TryLater as later:
            wait = await self._lanes.wait(room, later)
            await self._lanes.release(lease, wait)
            await self._lanes.stood_still(room, later)
            return Wait(wait)
        except Uncertain as uncertain:
            # To do it twice does no harm.
            log.warning("copy %s may be pinned, or not: %s", copy.id, uncertain)
            await self._lanes.release(lease)
            self._agenda.put_off(copy.id, room, self._runtime.clock.now() + PATIENCE)
            return True
        except Exception as refused:
            expected = refused if not isinstance(refused, AdapterError) else None
            log.warning(
                "copy %s is not pinned or unpinned: %s", copy.id, refused, exc_info=expected
            )
            error = refused
        self._runtime.checkpoint("pinned")
        await self._pinned(lease, copy, wanted, error)
        return True

    async def _pinned(
        self, lease: Lease, copy: Posted, pin: str | None, error: Exception | None
    ) -> None:
        """Record what is pinned now: nothing, where that was refused, and so the wish is over."""
        refused = error is not None and pin is not None

        def mark(connection: Connection) -> Effects | None:
            store = self._runtime.stores.outgoing(connection)
            if not store.release(lease):
                return None
            store.pinned(copy, None if refused else pin, wanted=not refused)
            if not refused:
                return None
            why = "right" if isinstance(error, Forbidden) else "other"
            return self._engine.report_unpinned(connection, copy, why, self._runtime.clock.now())

        effects = await self._runtime.store.run(mark)
        if effects is not None:
            self._engine.after(effects)
        self._agenda.add(copy.id, copy.place.room)

    # What becomes of a copy that could not be shown

    async def _failed(
        self, lease: Lease, seen: _Seen, refs: Sequence[str], error: Exception, *, again: bool
    ) -> bool | Wait:
        """Decide whether a copy is tried again, as `_refresh`; `refs` are the parts that stand."""
        copy, now = seen.copy, self._runtime.clock.now()
        log_failure(f"copy {copy.id} was not shown", error)
        # Where nothing of a new message went out, the old one still stands.
        parts = refs or copy.refs
        match error:
            case TryLater():
                wait = await self._lanes.wait(lease.room, error)
                await self._count(lease, copy, parts, next_at=wait, attempted=False, unsure=again)
                await self._lanes.stood_still(lease.room, error)
                return Wait(wait)
            case Unreachable():
                await self._lanes.lose(lease, copy, error)
                return True
            case Uncertain():
                # To edit twice does no harm, so an edit is never given up for a bad connection.
                dead = not copy.refs and copy.attempt + 1 >= ATTEMPTS
            case AdapterError():
                dead = True
            case _:
                dead = copy.attempt + 1 >= ATTEMPTS
        await self._count(lease, copy, parts, dead=dead)
        if not dead:
            self._agenda.put_off(copy.id, lease.room, now + backoff(copy.attempt + 1))
        return True

    async def _count(
        self, lease: Lease, copy: Posted, parts: Sequence[str], *, dead: bool = False,
        attempted: bool = True, next_at: Instant | None = None, unsure: bool = True,
    ) -> None:  # fmt: skip
        now = self._runtime.clock.now()

        def count(connection: Connection) -> Effects | None:
            store = self._runtime.stores.outgoing(connection)
            if not store.release(lease, next_at=next_at):
                return None
            refs = None if tuple(parts) == copy.refs else parts
            store.failed_copy(
                copy.id, now, dead=dead, attempted=attempted, refs=refs, unsure=unsure
            )
            return self._given_up(connection, copy) if dead and not parts else None

        effects = await self._runtime.store.run(count)
        if effects is not None:
            self._engine.after(effects)

    async def _undrawn(self, number: int, room: RoomId) -> bool:
        """Count an attempt at a copy whose view raised; the eighth is the last."""
        runtime, now = self._runtime, self._runtime.clock.now()

        def count(connection: Connection) -> tuple[int, Effects | None]:
            store = runtime.stores.outgoing(connection)
            copy = store.copy(number)
            if copy is None:
                return ATTEMPTS, None
            attempt = copy.attempt + 1
            store.failed_copy(number, now, dead=attempt >= ATTEMPTS)
            report = attempt >= ATTEMPTS and not copy.refs
            return attempt, self._given_up(connection, copy) if report else None

        attempt, effects = await runtime.store.run(count)
        if effects is not None:
            self._engine.after(effects)
        if attempt < ATTEMPTS:
            self._agenda.put_off(number, room, now + backoff(attempt))
        return True

    def _given_up(self, connection: Connection, copy: Posted) -> Effects | None:
        if copy.state is CopyState.DEAD:  # a change was tried and failed again: they know
            return None
        return self._engine.report_dead(connection, copy, self._runtime.clock.now())


def _copies(
    outgoing: type[Outgoing], views: Sequence[View], connection: Connection
) -> Mapping[View, Sequence[tuple[int, RoomId]]]:
    return outgoing(connection).copies(views)
