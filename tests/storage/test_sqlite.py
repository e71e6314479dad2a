"""What is particular to a SQLite file: group commit, one process, and its ways to be unusable."""

import asyncio
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Connection

from storage.database import Database, open_database
from storage.errors import DatabaseInUseError, UnusableDatabaseError
from storage.sqlite_file import driver_of
from tests.storage.tables import add, make, texts

SOON = timedelta(milliseconds=50)


@pytest.fixture
def database_url(new_sqlite_url: str) -> str:
    """Take SQLite alone here, and without Muster's tables."""
    return new_sqlite_url


async def _trace(database: Database) -> list[str]:
    """Collect every statement that the writer sends from now on."""
    sent: list[str] = []
    await database.run(lambda c: driver_of(c).set_trace_callback(sent.append))
    sent.clear()
    return sent


async def _while_busy(database: Database, count: int) -> None:
    """Write notes that all queue up behind a unit of work that is still running."""
    busy, free = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hold(connection: Connection) -> None:
        del connection
        loop.call_soon_threadsafe(busy.set)
        free.wait()

    holder = asyncio.create_task(database.run(hold))
    await busy.wait()
    callers = [asyncio.create_task(add(database, str(number))) for number in range(count)]
    await asyncio.sleep(0)  # each has asked
    free.set()
    await asyncio.gather(holder, *callers)


async def test_many_units_share_a_commit(database: Database) -> None:
    """What queues up while one commit runs is committed together, two hundred at most."""
    await make(database)
    sent = await _trace(database)
    await _while_busy(database, 250)
    assert sent.count("COMMIT") == 3  # the holder, two hundred, fifty
    assert sent.count("SAVEPOINT unit") == 250
    assert len(await texts(database)) == 250


async def test_a_lone_unit_has_no_savepoint(database: Database) -> None:
    """One unit of work alone takes the write lock, commits, and nothing else."""
    await make(database)
    sent = await _trace(database)
    await add(database, "alone")
    assert [line.split("(")[0].strip() for line in sent] == [
        "BEGIN IMMEDIATE",
        "INSERT INTO note",
        "COMMIT",
    ]


async def test_a_lost_batch_is_run_again_one_by_one(database: Database) -> None:
    """When SQLite gives up a shared transaction in the middle, the others still get theirs."""
    await make(database)
    busy, free = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hold(connection: Connection) -> None:
        del connection
        loop.call_soon_threadsafe(busy.set)
        free.wait()

    def lose(connection: Connection) -> None:
        # A full disk ends the transaction like this, behind SQLAlchemy's back.
        driver_of(connection).execute("ROLLBACK")
        raise sqlite3.OperationalError("disk full, say")

    holder = asyncio.create_task(database.run(hold))
    await busy.wait()
    callers = [
        asyncio.create_task(add(database, "before")),
        asyncio.create_task(database.run(lose)),
        asyncio.create_task(add(database, "after")),
    ]
    await asyncio.sleep(0)  # each has asked
    free.set()
    results = await asyncio.gather(holder, *callers, return_exceptions=True)
    assert [isinstance(result, Exception) for result in results] == [False, False, True, False]
    assert await texts(database) == ["before", "after"]


def test_event_loops_may_follow_each_other(new_sqlite_url: str) -> None:
    """A database that was opened in one event loop serves another one after it."""
    first = asyncio.run(open_database(new_sqlite_url))
    asyncio.run(make(first))
    asyncio.run(add(first, "from the third loop"))
    assert asyncio.run(texts(first)) == ["from the third loop"]
    asyncio.run(first.close())


async def test_settings_of_every_connection(database: Database) -> None:
    """The writer waits for the disk and minds foreign keys; the reader cannot write."""

    def settings(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "query_only")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]

    full = 2
    assert await database.run(settings) == ["wal", full, 1, 10_000, 0]
    assert await database.read(settings) == ["wal", full, 1, 10_000, 1]


async def test_a_second_process_is_refused(database: Database, new_sqlite_url: str) -> None:
    """Another process that opens the same file is told who has it and what to do."""
    del database  # it holds the file
    program = (
        "import asyncio, sys\n"
        "from storage.database import open_database\n"
        "asyncio.run(open_database(sys.argv[1]))\n"
    )
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, new_sqlite_url, stderr=asyncio.subprocess.PIPE
    )
    _, said = await other.communicate()
    assert b"DatabaseInUseError" in said
    assert f"in use by another Muster (process {os.getpid()})".encode() in said
    assert b"Stop that one first" in said


async def test_the_file_is_free_after_closing(new_sqlite_url: str) -> None:
    """Closing lets the next one in."""
    for _ in range(2):
        database = await open_database(new_sqlite_url)
        await database.close()


async def test_a_lock_of_another_program_is_named(database: Database, tmp_path: Path) -> None:
    """While another program holds the write lock, the caller is told so, and may try again."""
    await database.close()
    impatient = await open_database(f"sqlite:///{tmp_path / 'muster.db'}", patience=SOON)
    await make(impatient)
    with closing(sqlite3.connect(tmp_path / "muster.db", isolation_level=None)) as browser:
        browser.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseInUseError, match="Close the program that has the file open"):
            await add(impatient, "x")
    await add(impatient, "x")
    assert await texts(impatient) == ["x"]
    await impatient.close()


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A database in a folder that does not exist says how to make it, and makes nothing."""
    with pytest.raises(UnusableDatabaseError, match=r"mkdir -p .*/data"):
        await open_database(f"sqlite:///{tmp_path}/data/muster.db")
    assert not (tmp_path / "data").exists()


async def test_a_folder_is_no_database(tmp_path: Path) -> None:
    """An address that names a folder asks for a file name."""
    with pytest.raises(UnusableDatabaseError, match="is a folder"):
        await open_database(f"sqlite:///{tmp_path}")


async def test_another_file_is_left_as_it_is(tmp_path: Path) -> None:
    """A file that is no database is refused and not a byte of it is changed, twice over."""
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all, " * 200, encoding="ascii")
    for _ in range(2):
        with pytest.raises(UnusableDatabaseError, match="not a SQLite database"):
            await open_database(f"sqlite:///{letter}")
    assert letter.read_text(encoding="ascii") == "Dear all, " * 200


async def test_an_unwritable_place_is_named() -> None:
    """A folder or a file without the right to write names what is missing."""
    with (
        TemporaryDirectory() as folder,
        _lesser_user(),
        pytest.raises(UnusableDatabaseError, match="may not be read and written"),
    ):
        await open_database(f"sqlite:///{folder}/muster.db")


@contextmanager
def _lesser_user() -> Iterator[None]:
    """Give up root's right to everything for a moment; needs root, who alone passes all checks."""
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
