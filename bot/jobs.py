"""Work that takes long: rows run outside of transactions, under a lease, ending in an action."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot.adapter import Downloads
from bot.clock import unhurried
from bot.computing import short_turns
from bot.context import Effects, Read, Work
from bot.documents import Unread
from bot.domain.phrase import Instant
from bot.errors import (
    AdapterError,
    BotError,
    Declined,
    FileTooLargeError,
    TryLater,
    Uncertain,
    described,
)
from bot.ports import Connection, JobRow, Keep, Kept, KeptFile

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.runtime import Runtime

log = logging.getLogger(__name__)

T = TypeVar("T")
_ATTEMPTS = 5
_WIDTH = 4
"""How many jobs of this process are under way at once."""
_FOREIGN = "application/octet-stream"
"""The media type of what people send: what it is shows when it is read, not by its name."""


class LeaseLost(BotError):  # noqa: N818 - said to a job, not a fault of it
    """Another has taken this work over; nothing that is done here counts any more."""


class NeverEndedError(BotError):
    """Each attempt ended the process, or outlived its lease."""


class Held:
    """Hold the lease under which one job runs."""

    def __init__(self, runtime: "Runtime", job: int, holder: str) -> None:
        """Take the job that was claimed, and the name under which it was."""
        self._runtime = runtime
        self._job = job
        self._holder = holder

    async def read(self, fn: Callable[[Read], T]) -> T:
        """Read what is stored, on one snapshot."""
        runtime = self._runtime
        now = runtime.clock.now()
        with short_turns():
            return await runtime.store.read_aside(
                lambda c: unhurried(partial(fn, runtime.read(c, now)))
            )

    async def put(
        self, content: bytes | AsyncIterator[bytes], *, name: str, kind: str, keep: Keep
    ) -> str:
        """Keep a file for as long as its kind is kept."""
        runtime = self._runtime
        now = runtime.clock.now()
        until = now + runtime.keep[keep]
        return await runtime.files.put(content, name=name, kind=kind, keep_until=until, now=now)

    async def fetch(self, connection: str, key: str, *, name: str, keep: Keep) -> Kept | Unread:
        """Fetch what somebody sent, and keep it for as long as its kind is kept.

        What a platform has for us only later is tried again, as a job that failed is.
        """
        adapter: object = self._runtime.adapters.get(connection)
        if not isinstance(adapter, Downloads):
            return Unread.GONE
        try:
            async with aclosing(adapter.download(key)) as pieces:
                file = await self.put(pieces, name=name, kind=_FOREIGN, keep=keep)
        except FileTooLargeError:
            return Unread.TOO_LARGE
        except (TryLater, Uncertain):
            raise
        except AdapterError as error:
            log.info("what was sent on %s cannot be fetched: %s", connection, described(error))
            return Unread.GONE
        kept = await self.kept(file)
        return Unread.GONE if kept is None else Kept(file, kept.size)

    async def prolong(self, file: str, keep: Keep) -> None:
        """Keep a file for as long as another kind is kept, where that is longer."""
        runtime = self._runtime
        await runtime.files.prolong(file, runtime.clock.now() + runtime.keep[keep])

    async def kept(self, file: str) -> KeptFile | None:
        """Return where a kept file lies."""
        return await self._runtime.files.open(file)

    async def opened(self, file: str, reads: Callable[[Path], Awaitable[T | Unread]]) -> T | Unread:
        """Read a kept file, which must still be there."""
        kept = await self.kept(file)
        return Unread.GONE if kept is None else await reads(kept.path)

    async def hold(self) -> None:
        """Prolong the lease, or raise `LeaseLost`."""
        runtime = self._runtime
        until = runtime.clock.now() + runtime.lease
        held = await runtime.store.run(
            lambda c: runtime.stores.later(c).extend_job(self._job, self._holder, until)
        )
        if not held:
            raise LeaseLost

    async def keep(self) -> None:
        """Prolong the lease again and again: it ends with the process, not with a long silence."""
        while True:
            await asyncio.sleep(self._runtime.lease.total_seconds() / 3)
            await self.hold()


class TooLongError(BotError):
    """It took longer than work of its kind may."""


class Jobs:
    """Run jobs: one after the other, or a few side by side."""

    def __init__(self, runtime: "Runtime", engine: "Engine", free: Callable[[], None]) -> None:
        """Take the running Muster and the engine that performs what jobs end in.

        `free` is called when a job that `pump` started has ended.
        """
        self._runtime = runtime
        self._engine = engine
        self._free = free
        self._holders = (f"{runtime.owner}:{number}" for number in count(1))
        self._busy: set[asyncio.Task[None]] = set()

    async def drain(self) -> bool:
        """Run all jobs that are free, in their order; return whether there was any."""
        worked = False
        while (claimed := await self._claim()) is not None:
            await self._work(*claimed)
            worked = True
        return worked

    async def pump(self) -> bool:
        """Start jobs that are free, a few at once, without waiting for any of them.

        Returns False: `free` says when there may be more to start.
        """
        while len(self._busy) < _WIDTH and (claimed := await self._claim()) is not None:
            task = asyncio.create_task(self._work(*claimed))
            self._busy.add(task)
            task.add_done_callback(self._ended)
        return False

    async def finish(self) -> None:
        """Break off what is being done: whoever comes next begins it anew."""
        for task in self._busy:
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._busy.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # What is to be expected of a job was dealt with: this is the database. Its lease ends.
            log.error("a job could not be brought to its end", exc_info=error)
        self._free()

    async def next_at(self) -> Instant | None:
        """Return when the next job can be claimed; None while there is no room for one."""
        if len(self._busy) >= _WIDTH:
            return None
        later = self._runtime.stores.later
        return await self._runtime.store.read(lambda c: later(c).next_job())

    async def _claim(self) -> tuple[JobRow, str] | None:
        runtime = self._runtime
        # A name for each claim: what this process lost and took again is not held twice.
        now, holder = runtime.clock.now(), next(self._holders)
        row = await runtime.store.run(
            lambda c: runtime.stores.later(c).claim_job(holder, now, runtime.lease)
        )
        return None if row is None else (row, holder)

    async def _work(self, row: JobRow, holder: str) -> None:
        runtime = self._runtime
        try:
            result = await self._result(row, holder)
            effects = await runtime.store.run(lambda c: self._finish(c, row, holder, result))
        except LeaseLost:
            log.warning("job %s (%s) was taken over", row.id, row.name)
        except Declined:
            # Nobody wants the result any more; what was written before saying so is undone.
            await runtime.store.run(lambda c: runtime.stores.later(c).close_job(row.id, holder))
        except asyncio.CancelledError:
            await runtime.store.run(lambda c: runtime.stores.later(c).return_job(row.id, holder))
            raise
        except Exception as error:
            log.exception("job %s (%s) failed", row.id, row.name)
            text = described(error)
            self._engine.after(
                await runtime.store.run(lambda c: self._failed(c, row, holder, text))
            )
        else:
            self._engine.after(effects)

    async def _result(self, row: JobRow, holder: str) -> Any:
        if row.attempt > _ATTEMPTS:
            raise NeverEndedError
        job = self._runtime.registry.jobs[row.name]
        held = Held(self._runtime, row.id, holder)
        keeping = asyncio.create_task(held.keep())
        limit = asyncio.timeout(job.limit.total_seconds())
        try:
            async with limit:
                return await job.fn(Work(held), *job.load(row.args))
        except TimeoutError as error:
            raise (TooLongError() if limit.expired() else error) from None
        finally:
            keeping.cancel()
            # Its own error is no news: if the lease is lost, `_finish` will say so.
            await asyncio.gather(keeping, return_exceptions=True)

    def _finish(self, connection: Connection, row: JobRow, holder: str, result: Any) -> Effects:
        runtime = self._runtime
        if not runtime.stores.later(connection).close_job(row.id, holder):
            raise LeaseLost
        return self._engine.perform(
            connection,
            row.then,
            value=result,
            team=row.team,
            asker=row.asker,
            now=runtime.clock.now(),
            seed=("job", row.id),
        )

    def _failed(self, connection: Connection, row: JobRow, holder: str, error: str) -> Effects:
        """Set a failed job for another time; after so many attempts it is given up and reported."""
        now, later = self._runtime.clock.now(), self._runtime.stores.later(connection)
        if row.attempt < _ATTEMPTS:
            again = now + timedelta(seconds=2**row.attempt)
            later.fail_job(row.id, holder, error, again)
            return Effects()
        if not later.fail_job(row.id, holder, error, None):
            return Effects()
        return self._engine.report_undone(connection, f"J{row.id}", row.team, now, asker=row.asker)
