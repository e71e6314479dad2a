"""Work that takes long: rows run outside of transactions, under a lease, ending in an action."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from bot.context import Effects, Read, Work
from bot.errors import BotError
from bot.ports import Connection, JobRow

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.runtime import Runtime

log = logging.getLogger(__name__)

T = TypeVar("T")
_ATTEMPTS = 5


class LeaseLost(BotError):  # noqa: N818 - said to a job, not a fault of it
    """Another has taken this work over; nothing that is done here counts any more."""


class Held:
    """Hold the lease under which one job runs."""

    def __init__(self, runtime: "Runtime", job: int) -> None:
        """Take the job that was claimed."""
        self._runtime = runtime
        self._job = job

    async def read(self, fn: Callable[[Read], T]) -> T:
        """Read what is stored, on one snapshot."""
        runtime = self._runtime
        now = runtime.clock.now()
        return await runtime.store.read(
            lambda c: fn(Read(c, now, runtime.registry, runtime.stores))
        )

    async def progress(self, done: int, of: int) -> None:
        """Record progress and prolong the lease, or raise `LeaseLost`."""
        runtime = self._runtime
        until = runtime.clock.now() + runtime.lease
        held = await runtime.store.run(
            lambda c: runtime.stores.later(c).extend_job(self._job, runtime.owner, until, done, of)
        )
        if not held:
            raise LeaseLost


class Jobs:
    """Run jobs, one after the other."""

    def __init__(self, runtime: "Runtime", engine: "Engine") -> None:
        """Take the running Muster and the engine that performs what jobs end in."""
        self._runtime = runtime
        self._engine = engine

    async def drain(self) -> bool:
        """Run all jobs that are free; return whether there was any."""
        worked = False
        while (row := await self._claim()) is not None:
            await self._work(row)
            worked = True
        return worked

    async def _claim(self) -> JobRow | None:
        runtime = self._runtime
        now = runtime.clock.now()
        return await runtime.store.run(
            lambda c: runtime.stores.later(c).claim_job(runtime.owner, now, runtime.lease)
        )

    async def _work(self, row: JobRow) -> None:
        runtime = self._runtime
        try:
            job = runtime.registry.jobs[row.name]
            result = await job.fn(Work(Held(runtime, row.id)), *job.load(row.args))
            effects = await runtime.store.run(lambda c: self._finish(c, row, result))
        except LeaseLost:
            log.warning("job %s (%s) was taken over", row.id, row.name)
        except Exception as error:
            log.exception("job %s (%s) failed", row.id, row.name)
            text = f"{type(error).__name__}: {error}"
            await runtime.store.run(lambda c: self._failed(c, row, text))
        else:
            self._engine.after(effects)

    def _finish(self, connection: Connection, row: JobRow, result: Any) -> Effects:
        runtime = self._runtime
        if not runtime.stores.later(connection).close_job(row.id, runtime.owner):
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

    def _failed(self, connection: Connection, row: JobRow, error: str) -> None:
        runtime = self._runtime
        again = runtime.clock.now() + timedelta(seconds=min(2**row.attempt, 600))
        retry_at = again if row.attempt < _ATTEMPTS else None
        runtime.stores.later(connection).fail_job(row.id, runtime.owner, error, retry_at)
