"""The database as the rest of Muster sees it: units of work and snapshots."""

import asyncio
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Literal, Protocol, TypeVar

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import UnusableDatabaseError
from storage.sqlite import open_sqlite
from storage.sqlite import read_beside as _read_beside
from storage.sqlite_file import path_of

T = TypeVar("T")

PATIENCE: Final = timedelta(seconds=10)
"""How long to wait for a lock that another program holds on the SQLite file."""


class Database(Protocol):
    """What both databases promise; the functions handed to them are the same for both.

    A function is synchronous, issues statements on the connection that it is given and returns. It
    neither commits nor rolls back, waits for nothing else and changes nothing but rows, because it
    may be run again: after a conflict with another transaction, or when a shared commit failed.
    """

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]:
        """Which database this is."""

    async def run(self, fn: Callable[[Connection], T], *, alike: Hashable = None) -> T:
        """Run `fn` as one write transaction and return its value once that is committed.

        Whatever `fn` raises undoes its changes and is raised here. Cancelling the caller does not
        cancel the transaction. Works that are `alike`, as those of all who want one shift's last
        places, wait for one another's rows: of a server's connections they have no more than half.
        Raises StorageError when the database itself fails.
        """

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` over one unchanging snapshot, in which it cannot write."""

    async def read_aside(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` as `read` does, in a thread beside the loop: for what reads for long."""

    async def close(self) -> None:
        """Finish what was asked for, then disconnect; later calls raise ClosedDatabaseError."""

    async def skew(self, now: datetime) -> timedelta:
        """Return how far the server's clock is ahead of `now`; zero where there is no server."""


async def open_database(
    url: str, *, pool: int = 10, patience: timedelta = PATIENCE, owner: str = ""
) -> Database:
    """Open `sqlite:///path` or `postgresql://…` (`postgres://…` too) and check that it answers.

    `pool` is the number of PostgreSQL connections; `patience` is how long SQLite waits for another
    program's lock. By `owner`, under whose name leases are held, others see on PostgreSQL that we
    live: of at most 50 characters, all ASCII. Migrate first (`storage.migrate`). Raises
    StorageError, saying what to do.
    """
    address = parse(url)
    if address.drivername == "sqlite":
        return await open_sqlite(path_of(address), patience=patience)
    from storage.postgres import open_postgres  # noqa: PLC0415  (a tenth of a start, and only for a server)

    return await open_postgres(address, pool=pool, owner=owner)


async def read_beside(url: str, fn: Callable[[Connection], T]) -> T:
    """Read one snapshot of a SQLite file that the Muster which runs has open for itself.

    Raises UnusableDatabaseError, as where that is of another version.
    """
    path = path_of(parse(url))
    return await asyncio.to_thread(partial(_read_beside, path, fn, patience=PATIENCE))


def parse(url: str) -> URL:
    """Read a database address; its driver becomes `sqlite` or `postgresql+asyncpg`.

    Raises UnusableDatabaseError for any other database; the address is not repeated in the
    message, because it may hold a password.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        address = None
    if address is not None and address.drivername == "sqlite":
        return address
    if address is not None and address.drivername in {"postgresql", "postgres"}:
        return _as_asyncpg(address)
    raise UnusableDatabaseError(
        "The database address is not one that Muster knows.",
        kept="Nothing was opened.",
        todo="Write sqlite:///data/muster.db or postgresql://user:password@host/name.",
    )


def _as_asyncpg(address: URL) -> URL:
    """Address the driver, which calls libpq's `sslmode` `ssl`."""
    query = dict(address.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return address.set(drivername="postgresql+asyncpg", query=query)
