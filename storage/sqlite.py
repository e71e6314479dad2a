"""Muster's database in a SQLite file: one writer, a few readers, one process."""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, Literal, TypeVar

from sqlalchemy import Connection, QueuePool
from sqlalchemy.exc import DBAPIError

from storage.errors import ClosedDatabaseError
from storage.repeating import RepeatingSqlite
from storage.sqlite_file import FileLock, check_path, explain, make_engine
from storage.writer import Work, Writer, bearable

T = TypeVar("T")

READERS: Final = 6
"""Threads that read at once: as many as jobs read at leisure, and two for what is looked at now.

Reading is mostly Python, so more would only wait for each other.
"""


async def open_sqlite(path: Path, *, patience: timedelta) -> "SqliteDatabase":
    """Open the file for this process alone; makes it if its folder is there.

    `patience` is how long to wait for another program's lock. Raises DatabaseInUseError or
    UnusableDatabaseError.
    """
    return await asyncio.to_thread(SqliteDatabase, path, patience)


def read_beside(path: Path, fn: Callable[[Connection], T], *, patience: timedelta) -> T:
    """Read one snapshot of a file that another process has open, without writing anything.

    Raises UnusableDatabaseError.
    """
    reading = make_engine(path, patience=patience, query_only=True)
    try:
        connection = RepeatingSqlite(reading)
        with connection, connection.transaction(immediate=False):
            return fn(connection)
    except DBAPIError as error:
        raise explain(error, path) from error
    finally:
        reading.dispose()


class SqliteDatabase:
    """A file with one writing thread (see `storage.writer`) and a small pool of reading ones."""

    dialect: Literal["sqlite"] = "sqlite"

    def __init__(self, path: Path, patience: timedelta) -> None:
        check_path(path)
        self._lock = FileLock(path)
        self._writing = make_engine(path, patience=patience)
        self._reading = make_engine(
            path, patience=patience, query_only=True, pool=QueuePool, pool_size=READERS
        )
        try:
            self._writer = Writer(self._writing, partial(explain, path=path))
        except Exception as error:
            self._lock.release()
            raise explain(error, path) from error
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="muster-reader")
        self._closed = False

    async def run(self, fn: Callable[[Connection], T], *, alike: Hashable = None) -> T:
        """Run a unit of work; see `storage.database.Database`."""
        del alike  # they commit together
        self._refuse_if_closed()
        # Not shielded: cancelling the caller cancels this future alone, the writer never looks.
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._writer.submit(Work(fn, future))
        return await future

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Read one snapshot; see `storage.database.Database`."""
        self._refuse_if_closed()
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._snapshot, fn)

    async def read_aside(self, fn: Callable[[Connection], T]) -> T:
        """Read one snapshot beside the loop, as is always done here."""
        return await self.read(fn)

    async def close(self) -> None:
        """Finish what was queued, then let go of the file; closing twice does nothing."""
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._drain)

    async def skew(self, now: datetime) -> timedelta:
        """Return nothing: a file has no clock that could differ."""
        del now
        return timedelta(0)

    def _snapshot(self, fn: Callable[[Connection], T]) -> T:
        try:
            connection = RepeatingSqlite(self._reading)
            with connection, connection.transaction(immediate=False):
                return fn(connection)
        except StopIteration as error:
            raise bearable(error) from error

    def _drain(self) -> None:
        self._writer.drain()
        self._readers.shutdown()
        self._reading.dispose()
        self._writing.dispose()
        self._lock.release()

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise ClosedDatabaseError(
                "The database has been closed.",
                kept="What had been asked for before was saved.",
                todo="Start Muster again.",
            )
