"""What the rest of Muster may rely on, on SQLite and on PostgreSQL alike."""

import asyncio
import gc
import logging
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.util import await_only

from bot.domain.phrase import Phrase
from bot.errors import Declined
from storage.database import Database, open_database, parse
from storage.errors import ClosedDatabaseError, UnusableDatabaseError
from tests.storage.tables import ADD, COUNT, READ, add, count_up, make, note, texts


@pytest.fixture
def database_url(new_database_url: str) -> str:
    """Take databases without Muster's tables."""
    return new_database_url


async def test_concurrent_counting_loses_nothing(database: Database) -> None:
    """Two hundred callers each read a number and write the next one: two hundred are counted."""
    await make(database)
    await asyncio.gather(*(count_up(database) for _ in range(200)))
    assert await database.read(lambda c: c.execute(READ).scalar_one()) == 200


async def test_a_failing_unit_is_undone_alone(database: Database) -> None:
    """Among many that run together, one that raises loses its own rows and nobody else's."""
    await make(database)

    def fail(connection: Connection) -> None:
        connection.execute(ADD, {"text": "lost"})
        raise LookupError("no such poll")

    results = await asyncio.gather(
        add(database, "a"),
        database.run(fail),
        add(database, "b"),
        add(database, "a"),
        add(database, "c"),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [
        type(None),
        LookupError,
        type(None),
        IntegrityError,
        type(None),
    ]
    assert sorted(await texts(database)) == ["a", "b", "c"]


async def test_a_failing_commit_is_one_caller_s(database: Database) -> None:
    """A constraint that is checked at COMMIT fails the caller who broke it, and nobody else."""
    await make(database)
    results = await asyncio.gather(
        add(database, "a"),
        add(database, "orphan", counter=99),
        add(database, "b", counter=1),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [type(None), IntegrityError, type(None)]
    assert sorted(await texts(database)) == ["a", "b"]


async def test_the_value_comes_back_after_the_commit(database: Database) -> None:
    """What a unit of work returns reaches its caller, who can then read what it wrote."""
    await make(database)
    add = ADD.returning(note.c.id)
    assert await database.run(lambda c: c.execute(add, {"text": "x"}).scalar_one()) == 1
    assert await texts(database) == ["x"]


async def test_reading_sees_one_snapshot(database: Database) -> None:
    """Two statements of one reading agree, though a commit happened between them."""
    await make(database)
    loop = asyncio.get_running_loop()

    def look(connection: Connection) -> tuple[int, int]:
        before = connection.execute(COUNT).scalar_one()
        write = add(database, "between")
        if database.dialect == "sqlite":  # in a reader's thread
            asyncio.run_coroutine_threadsafe(write, loop).result()
        else:  # in the loop, inside of SQLAlchemy's bridge
            await_only(write)
        return before, connection.execute(COUNT).scalar_one()

    assert await database.read(look) == (0, 0)
    assert await texts(database) == ["between"]


async def test_reading_cannot_write(database: Database) -> None:
    """A reader that tries to write gets an error, and nothing is written."""
    await make(database)
    with pytest.raises(DBAPIError, match=r"read-?\s?only"):
        await database.read(lambda c: c.execute(ADD, {"text": "sneaked in"}))
    assert await texts(database) == []


async def test_what_reads_for_long_leaves_the_loop_alone(database: Database) -> None:
    """It reads one snapshot in another thread, while others write, and cannot write itself."""
    await make(database)
    loop = asyncio.get_running_loop()

    def look(connection: Connection) -> tuple[int, int]:
        before = connection.execute(COUNT).scalar_one()
        asyncio.run_coroutine_threadsafe(add(database, "between"), loop).result(20)
        return before, connection.execute(COUNT).scalar_one()

    assert await database.read_aside(look) == (0, 0)
    assert await texts(database) == ["between"]
    with pytest.raises(DBAPIError, match=r"read-?\s?only"):
        await database.read_aside(lambda c: c.execute(ADD, {"text": "sneaked in"}))


async def test_cancelled_work_is_there_when_reopened(database_url: str) -> None:
    """Work whose callers were all cancelled at once is found in the database afterwards."""
    database = await open_database(database_url)
    await make(database)
    callers = [asyncio.create_task(add(database, str(number))) for number in range(20)]
    await asyncio.sleep(0)  # each has asked; none has been answered
    for caller in callers:
        caller.cancel()
    await asyncio.gather(*callers, return_exceptions=True)
    await database.close()

    again = await open_database(database_url)
    assert sorted(await texts(again), key=int) == [str(number) for number in range(20)]
    await again.close()


async def test_what_is_declined_after_its_caller_has_gone_is_no_news(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Cancelled as at a stop, work ends by itself, and Python does not complain of its error."""
    caplog.set_level(logging.WARNING)
    database = await open_database(database_url)
    complaints: list[str] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: complaints.append(context["message"])
    )

    def decline(connection: Connection) -> None:
        connection.execute(select(1))
        raise Declined(Phrase("core", "no"))

    caller = asyncio.create_task(database.run(decline))
    await asyncio.sleep(0)  # it has asked
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    await database.close()
    del caller
    gc.collect()
    assert complaints == []
    assert caplog.messages == []


async def test_closing_finishes_what_was_asked_for(database_url: str) -> None:
    """Everything that was asked for before closing is saved and answered; nothing later is."""
    database = await open_database(database_url)
    await make(database)
    callers = [asyncio.create_task(add(database, str(number))) for number in range(50)]
    await asyncio.sleep(0)  # each has asked
    await database.close()
    await asyncio.gather(*callers)
    with pytest.raises(ClosedDatabaseError, match="has been closed"):
        await add(database, "late")
    with pytest.raises(ClosedDatabaseError):
        await texts(database)
    await database.close()

    again = await open_database(database_url)
    assert len(await texts(again)) == 50
    await again.close()


async def test_a_bare_next_is_an_error_and_not_a_silence(database: Database) -> None:
    """StopIteration, which a future refuses, still reaches the caller as an error."""

    def work(connection: Connection) -> object:
        del connection
        return next(iter(()))

    with pytest.raises(RuntimeError, match="StopIteration"):
        await database.run(work)
    with pytest.raises(RuntimeError, match="StopIteration"):
        await database.read(work)


async def test_a_server_s_clock_is_compared(database: Database) -> None:
    """The skew is small for a true clock's instant, and zero where there is no server."""
    skew = await database.skew(datetime(2000, 1, 1, tzinfo=UTC))
    if database.dialect == "sqlite":
        assert skew == timedelta(0)
    else:
        assert skew > timedelta(days=365 * 26)


@pytest.mark.parametrize(
    "url",
    ["", "muster.db", "mysql://host/name", "sqlite://", "sqlite:///:memory:", "postgresql+x://h/d"],
)
async def test_other_addresses_are_refused(url: str) -> None:
    """An address that cannot be used is refused with the two forms that can."""
    with pytest.raises(UnusableDatabaseError, match=r"sqlite:///data/muster\.db"):
        await open_database(url)


def test_heroku_s_and_libpq_s_spelling_are_understood() -> None:
    """`postgres://` and `sslmode` mean what they mean to PostgreSQL's own programs."""
    address = parse("postgres://ann:secret@db.example/muster?sslmode=require")
    assert address.drivername == "postgresql+asyncpg"
    assert dict(address.query) == {"ssl": "require"}
