"""One running Muster: events in, and pumps that ring timers, do jobs and send.

Two ways to run it. `settle` does all that is due at this moment and returns: for the terminal
chat and for tests, whose clock stands still. `run` goes on until it is stopped: each pump sleeps
until it is woken or something falls due.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.adapter import Answer
from bot.clock import ShiftedClock, VirtualClock
from bot.computing import later
from bot.context import Effects
from bot.domain.phrase import Instant
from bot.draw import Studio
from bot.engine import Engine
from bot.event import Event
from bot.house import tend
from bot.jobs import Jobs
from bot.outbox import Outbox
from bot.ports import Bite, Connection, Housekeeping, Which
from bot.runtime import Runtime
from bot.schedule import Timers

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

_PUMPS: Final = ("clocks", "timers", "jobs", "outbox")
_FLUSH: Final = 0.05
"""Seconds for which changes are collected before the outbox looks at them."""
_POLL: Final = 5.0
"""Seconds after which a pump looks by itself: waking is a hint, this is the guarantee."""
_SOON: Final = timedelta(milliseconds=5)
"""Never wake sooner than this: what keeps us from it now must have the time to pass."""
_TRANSCRIPT_DAYS: Final = timedelta(days=14)
_BEAT: Final = timedelta(seconds=1)
_BEAT_ALONE: Final = timedelta(minutes=1)
"""Nobody waits for a sign of life of the only one; it tells a start how long nothing ran."""
_MISSED: Final = timedelta(seconds=2)
"""After what silence to ask the database whether a process still lives."""
_SWEEP_SHARE: Final = 0.02
"""Seconds of each second that may go into looking for copies that nobody marked."""


class Muster:
    """Hold the parts of one running Muster together.

    While `held`, nothing is sent, rung or worked on: the database may not be the one that people
    have been talking to (see `storage.setup.why_held`). What they ask for is still answered.
    """

    def __init__(self, runtime: Runtime, *, width: int = 32, alone: bool = True) -> None:
        """Take the runtime; `width` rooms are sent to at once; `alone` where no replica can be."""
        self.runtime = runtime
        self._wakes = {name: asyncio.Event() for name in _PUMPS}
        self._studio = Studio(runtime)
        self.engine = Engine(runtime, self._studio, self._after)
        self.outbox = Outbox(runtime, self.engine, self._studio, width, self._free)
        # What is urgent is rung apart from all else, which may be much, and may wait for rows that
        # a crowd wants.
        urgent = runtime.registry.urgent
        self._clocks = Timers(runtime, self.engine, Which(urgent, others=False))
        self._others = Timers(runtime, self.engine, Which(urgent))
        self._timers = Timers(runtime, self.engine)
        self._jobs = Jobs(runtime, self.engine, self._wakes["jobs"].set)
        self._alone = alone
        self.held = False
        self._scheduler: AsyncIOScheduler | None = None

    async def start(self) -> None:
        """Take up what an earlier process left: leases that died with it, cards that may differ."""
        await self.runtime.store.run(self._free_what_the_dead_held)
        await self.tend()
        await self.outbox.look_for_stranded()
        await self.outbox.sweep()

    async def tend(self) -> None:
        """Let features set going what they do for all teams; again, where one came by hand."""
        await self.runtime.store.run(lambda c: tend(self.runtime, c))

    async def handle(self, event: Event) -> Answer:
        """Handle one event; see `Engine.handle`."""
        backlog = self.runtime.backlog
        backlog.begin(id(event), event.received_at)
        try:
            return await self.engine.handle(event)
        finally:
            backlog.end(id(event))

    async def settle(self) -> None:
        """Do all that is due at this moment: ring, work and send until nothing is left."""
        while not self.held and any([
            await self._timers.drain(), await self._jobs.drain(), await self.outbox.drain(),
        ]):  # fmt: skip
            pass

    async def next_at(self) -> Instant | None:
        """Return when something is due next; None while all is held."""
        if self.held:
            return None
        parts = (self._timers, self._jobs, self.outbox)
        found = [await each.next_at() for each in parts]
        return min((each for each in found if each is not None), default=None)

    async def live_until(self, clock: VirtualClock | ShiftedClock, until: Instant) -> None:
        """Move a clock forward to an instant, doing what falls due on the way, each at its time."""
        while (at := await self.next_at()) is not None and at <= until:
            clock.advance(max(at - clock.now(), timedelta()))
            await self.settle()
        clock.advance(max(until - clock.now(), timedelta()))
        await self.settle()

    def wake(self) -> None:
        """Let all pumps look for work."""
        for each in self._wakes.values():
            each.set()

    async def run(self, *, until: asyncio.Event) -> None:
        """Work until told to stop; what is being sent is finished first."""
        # In a thread, because it is loaded there: whoever comes first need not wait for that.
        scheduler = await later(_scheduler)
        self._scheduler = scheduler
        # Also at once: what runs for less than an hour each day must forget, too.
        scheduler.add_job(_stoppable(self._housekeeping))
        scheduler.add_job(_stoppable(self._housekeeping), "interval", hours=1)
        beat = _BEAT_ALONE if self._alone else _BEAT
        scheduler.add_job(_stoppable(self._beat), "interval", seconds=beat.total_seconds())
        if not self._alone:
            scheduler.add_job(_stoppable(self._sweep_some), "interval", seconds=1)
        scheduler.start()
        await self._beat()
        pumps = [
            asyncio.create_task(self._pump("clocks", self._clocks.drain, self._clocks.next_at)),
            asyncio.create_task(self._pump("timers", self._others.drain, self._others.next_at)),
            asyncio.create_task(self._pump("jobs", self._jobs.pump, self._jobs.next_at)),
            asyncio.create_task(self._pump("outbox", self.outbox.pump, self.outbox.next_at)),
        ]
        try:
            await until.wait()
        finally:
            scheduler.shutdown(wait=False)
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            await self._jobs.finish()
            await self.outbox.finish()

    async def _pump(
        self, name: str, drain: Callable[[], Awaitable[bool]],
        next_at: Callable[[], Awaitable[Instant | None]],
    ) -> None:  # fmt: skip
        """Drain until nothing is left, then sleep until woken, due, or the poll's turn."""
        wake = self._wakes[name]
        while True:
            wake.clear()
            try:
                while not self.held and await drain():  # noqa: ASYNC110  (others have their turn between)
                    await asyncio.sleep(0)
                self._arm(name, await next_at())
            except Exception:
                log.exception("%s stopped for a moment", name)
            # Not `wait_for`: woken and cancelled in one moment, it would forget the cancellation.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_POLL):
                    await wake.wait()
            if name == "outbox":
                await asyncio.sleep(_FLUSH)

    def _arm(self, name: str, at: Instant | None) -> None:
        """Let APScheduler wake a pump when something falls due; one job each, set anew."""
        if at is not None and self._scheduler is not None:
            at = max(at, self.runtime.clock.now() + _SOON)
            self._scheduler.add_job(
                self._ring, "date", [name], run_date=at, id=name, replace_existing=True
            )

    async def _ring(self, name: str) -> None:
        """Wake a pump; a coroutine, because APScheduler runs plain functions in a thread."""
        self._wakes[name].set()

    def _after(self, effects: Effects) -> None:
        if self.outbox.mark(effects.dirty):
            self._wakes["outbox"].set()
        if effects.wake:
            self.wake()

    def _free(self) -> None:
        self._wakes["outbox"].set()

    async def _housekeeping(self) -> None:
        """Forget what is of no use any more, in small bites."""
        await self.outbox.look_for_stranded()
        await self.outbox.forget_late()
        keeping, now = self.runtime.stores.housekeeping, self.runtime.clock.now()
        # Looked for on a snapshot, which holds up nobody.
        while found := await self.runtime.store.read(lambda c: keeping(c).spent(now)):
            for bite in found:
                await self.runtime.store.run(partial(_take_away, keeping, bite, now))
        transcript = self.runtime.stores.transcript
        old = self.runtime.clock.now() - _TRANSCRIPT_DAYS
        while await self.runtime.store.run(lambda c: transcript(c).forget_before(old)):  # noqa: ASYNC110  (the same)
            await asyncio.sleep(0)
        while await self.runtime.files.prune(self.runtime.clock.now()):  # noqa: ASYNC110  (the same)
            await asyncio.sleep(0)

    async def _beat(self) -> None:
        """Note that this process lives, and look after what a peer may have left that does not.

        It says until when all that came to it has been dealt with: whoever closes something may
        wait for that. One that is only silent is looked at again: a session that waits for a lock
        outlives its process.
        """
        inbox, owner = self.runtime.stores.inbox, self.runtime.owner
        now = self.runtime.clock.now()

        def beat(connection: Connection) -> set[str]:
            store = inbox(connection)
            store.beat(owner, self.runtime.backlog.cleared(now))
            silent = {who for who, at in store.beats().items() if now - at > _MISSED}
            dead = silent and silent - self._free_what_the_dead_held(connection)
            for who in sorted(dead):
                store.bury(who)
            return dead

        if await self.runtime.store.run(beat):
            self.wake()
            await self.outbox.sweep()

    def _free_what_the_dead_held(self, connection: Connection) -> set[str]:
        """Let nobody wait for the leases of processes that are gone; return who is not.

        Whoever is frozen keeps them. Whatever the others were about to send or to do is begun anew,
        as after any death.
        """
        stores, owner = self.runtime.stores, self.runtime.owner
        living = {owner, *stores.leases(connection).living()}
        stores.leases(connection).free(living)
        stores.later(connection).free_jobs(living)
        stores.outgoing(connection).free_lanes(living)
        return living

    async def _sweep_some(self) -> None:
        """Look at a few standing copies: another replica may have died before it drew them."""
        if await self.outbox.sweep_some(_SWEEP_SHARE):
            self._wakes["outbox"].set()


def _take_away(
    keeping: type[Housekeeping], bite: Bite, now: Instant, connection: Connection
) -> None:
    keeping(connection).take_away(bite, now)


def _scheduler() -> "AsyncIOScheduler":
    """Make what wakes the pumps; 30 ms the first time, with all that APScheduler brings."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415  (once it runs)

    return AsyncIOScheduler(
        timezone="UTC",
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )


def _stoppable(work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """Let work be cut short at the end of a run, which APScheduler would log as its failure."""

    async def stoppable() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await work()

    return stoppable
