"""The floor: the very statements that Muster sent, sent again with nothing above the driver.

A recording is made by a listener on the engine, in a run that is not timed (a listener slows every
statement down). It is replayed on another database that has come to the same point.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import asyncpg
from sqlalchemy import Engine, event, make_url
from sqlalchemy.engine.interfaces import CacheStats

from storage.database import Database
from storage.postgres import PostgresDatabase
from storage.sqlite import SqliteDatabase

CALLERS: Final = 64
"""Callers that wait at once, and, on SQLite, votes in one commit."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Hold a statement as the driver got it; `compiled` where that cost a compilation."""

    text: str
    parameters: tuple[Any, ...]
    compiled: bool


Recording: TypeAlias = Sequence[Sequence[Statement]]
"""The statements of each vote."""


def engines_of(database: Database) -> tuple[Engine, ...]:
    """Return the engines below a database: the one that writes first."""
    if isinstance(database, SqliteDatabase):
        return database._writing, database._reading  # noqa: SLF001  (the floor lies below)
    assert isinstance(database, PostgresDatabase)
    return (database._engine.sync_engine,)  # noqa: SLF001  (the same)


@contextmanager
def listening(database: Database, heard: list[Statement]) -> Iterator[None]:
    """Collect each statement that is sent to a database, BEGIN and SAVEPOINT aside."""

    def note(_c: Any, _u: Any, text: str, parameters: Any, context: Any, _m: bool) -> None:  # noqa: FBT001  (SQLAlchemy's signature)
        compiled = context.cache_hit is not CacheStats.CACHE_HIT
        heard.append(Statement(text, tuple(parameters), compiled))

    for engine in engines_of(database):
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        for engine in engines_of(database):
            event.remove(engine, "before_cursor_execute", note)


async def record(
    database: Database, votes: int, vote: Callable[[int], Awaitable[None]]
) -> Recording:
    """Record what each of many votes sends, given one after the other."""
    recording: list[list[Statement]] = []
    for number in range(votes):
        heard: list[Statement] = []
        with listening(database, heard):
            await vote(number)
        recording.append(heard)
    return recording


async def replay(url: str, recording: Recording) -> None:
    """Send a recording again through the bare driver."""
    address = make_url(url)
    if address.drivername == "sqlite":
        assert address.database is not None
        _replay_on_file(address.database, recording)
    else:
        await _replay_on_server(url, recording)


def _replay_on_file(path: str, recording: Recording) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as driver:
        driver.execute("PRAGMA synchronous=FULL")
        driver.execute("PRAGMA foreign_keys=ON")
        for first in range(0, len(recording), CALLERS):
            driver.execute("BEGIN IMMEDIATE")
            for vote in recording[first : first + CALLERS]:
                driver.execute("SAVEPOINT unit")
                for each in vote:
                    driver.execute(each.text, each.parameters).fetchall()
                driver.execute("RELEASE unit")
            driver.execute("COMMIT")


async def _replay_on_server(url: str, recording: Recording, pool: int = 10) -> None:
    votes = iter(recording)

    async def caller() -> None:
        for vote in votes:
            async with connections.acquire() as connection, connection.transaction():
                for each in vote:
                    await connection.fetch(each.text, *each.parameters)

    async with asyncpg.create_pool(url, min_size=pool, max_size=pool) as connections:
        await asyncio.gather(*(caller() for _ in range(CALLERS)))
