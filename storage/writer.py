"""The one thread that writes to a SQLite file, committing many units of work at once.

A commit waits for the disk, a unit of work does not. So the writer takes whatever has queued up
while the last commit was waiting, runs each unit in a savepoint of one transaction and commits
once. A unit that raises is undone alone. Savepoints go through the driver: SQLAlchemy's
`begin_nested` costs more than the statements of a typical unit.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, Final, TypeAlias

from msgspec import Struct
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from storage.repeating import RepeatingSqlite

BATCH: Final = 200
"""Units of work in one commit, at most: a bound on how long the first of them waits."""

Unit: TypeAlias = Callable[[Connection], Any]
"""A unit of work; what it returns is known only to the caller who awaits it."""

Explain: TypeAlias = Callable[[BaseException], BaseException]
"""Turns an error of the driver into the one that the caller should see."""


class Work(Struct, frozen=True):
    """A unit of work and the future that its caller awaits."""

    unit: Unit
    future: "asyncio.Future[Any]"


class Outcome(Struct, frozen=True):
    """What a caller will be told: a value, or the error in its place."""

    future: "asyncio.Future[Any]"
    value: Any = None
    error: BaseException | None = None


class Writer:
    """Run units of work in one thread, in the order in which they came.

    A unit may be run a second time when the transaction that it shared could not be committed.
    """

    def __init__(self, engine: Engine, explain: Explain) -> None:
        self._engine = engine
        self._explain = explain
        self._queue: SimpleQueue[Work | None] = SimpleQueue()
        # Connected here, so that a file that cannot be opened stops the start and not the thread.
        self._connection = RepeatingSqlite(engine)
        # A daemon, because a program that forgets to close must still end: what was not committed
        # was promised to nobody.
        self._thread = threading.Thread(target=self._live, name="muster-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work) -> None:
        """Queue a unit of work; its future is resolved in its own loop after the commit."""
        self._queue.put(work)

    def drain(self) -> None:
        """Finish what is queued and end the thread; blocks until both are done."""
        self._queue.put(None)
        self._thread.join()
        self._connection.close()

    def _live(self) -> None:
        while batch := self._take():
            _tell(self._commit(batch))

    def _take(self) -> list[Work]:
        """Wait for work and take all that is there, up to a batch; nothing means the end."""
        batch: list[Work] = []
        while (work := self._queue.get()) is not None:
            batch.append(work)
            if len(batch) == BATCH or self._queue.empty():  # nobody else takes from it
                return batch
        if batch:
            self._queue.put(None)  # the end came in the middle: it is for the next turn
        return batch

    def _commit(self, batch: list[Work]) -> list[Outcome]:
        if len(batch) == 1:
            return [self._alone(batch[0])]
        outcomes: list[Outcome] = []
        try:
            with self._connection.transaction(immediate=True) as driver:
                outcomes.extend(self._guarded(driver, work) for work in batch)
        except (SQLAlchemyError, sqlite3.Error) as error:
            if not outcomes:
                # No unit ran: the file is locked or gone, and each alone would wait as long again.
                explained = self._explain(error)
                return [Outcome(work.future, error=explained) for work in batch]
            # The commit failed, or SQLite gave up the whole transaction in the middle (a full
            # disk). One unit may be the cause: alone, each succeeds or gets an error of its own.
            return [self._alone(work) for work in batch]
        return outcomes

    def _guarded(self, driver: sqlite3.Connection, work: Work) -> Outcome:
        driver.execute("SAVEPOINT unit")
        try:
            outcome = Outcome(work.future, work.unit(self._connection))
        except BaseException as error:  # noqa: BLE001  (it is the caller's, not this thread's)
            driver.execute("ROLLBACK TO unit")
            outcome = Outcome(work.future, error=self._explain(error))
        driver.execute("RELEASE unit")
        return outcome

    def _alone(self, work: Work) -> Outcome:
        try:
            with self._connection.transaction(immediate=True):
                value = work.unit(self._connection)
        except BaseException as error:  # noqa: BLE001  (it is the caller's, not this thread's)
            return Outcome(work.future, error=self._explain(error))
        return Outcome(work.future, value)


def _tell(outcomes: list[Outcome]) -> None:
    """Resolve the futures of a batch, waking their loop once; there is nearly always one loop."""
    loops: dict[asyncio.AbstractEventLoop, list[Outcome]] = {}
    for outcome in outcomes:
        loops.setdefault(outcome.future.get_loop(), []).append(outcome)
    for loop, theirs in loops.items():
        with suppress(RuntimeError):  # the loop has been closed: nobody is left to be told
            loop.call_soon_threadsafe(_resolve, theirs)


def _resolve(outcomes: list[Outcome]) -> None:
    for each in outcomes:
        if each.future.done():  # the caller was cancelled; the work stands all the same
            continue
        if each.error is None:
            each.future.set_result(each.value)
        else:
            each.future.set_exception(bearable(each.error))


def bearable(error: BaseException) -> BaseException:
    """Return an error that a future takes: a StopIteration would leave its caller waiting."""
    if not isinstance(error, StopIteration):
        return error
    replacement = RuntimeError("a unit of work raised StopIteration (a bare next()?)")
    replacement.__cause__ = error
    return replacement
