"""What is particular to PostgreSQL: conflicts, lost connections, refused connections."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal

import asyncpg
import pytest
from sqlalchemy import Connection, Float, Numeric, cast, make_url, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.util import await_only

from bot.clock import unhurried
from storage.database import Database, open_database
from storage.errors import UncertainCommitError, UnusableDatabaseError
from storage.leases import Leases, lease
from storage.postgres import RETRIES, SESSION, RepeatingPostgres
from storage.repeating import Plan
from tests import postgres
from tests.storage.tables import ADD, PUT, READ, SET, TEXTS, add, make, texts

STRICT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
MYSELF = text("SELECT pg_backend_pid()")
FRACTIONS = select(cast(0.5, Float), cast(Decimal("0.25"), Numeric))
QUICK_DEADLOCKS = text("SET LOCAL deadlock_timeout = '20ms'")
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
NEVER = NOW.replace(year=2126)
END = "SELECT pg_terminate_backend($1)"


@pytest.fixture
def database_url(new_postgres_url: str) -> str:
    """Take PostgreSQL alone here, and without Muster's tables."""
    return new_postgres_url


@pytest.fixture
async def other(database: Database, new_postgres_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Lend a connection that is not Muster's."""
    await make(database)
    connection = await asyncpg.connect(new_postgres_url)
    yield connection
    await connection.close()


async def test_a_conflict_is_tried_again(database: Database, other: asyncpg.Connection) -> None:
    """A unit whose row another transaction changed meanwhile is run again and then counts on."""
    tries = []

    def work(connection: Connection) -> None:
        connection.execute(STRICT)
        n = connection.execute(READ).scalar_one()
        tries.append(n)
        if len(tries) == 1:
            await_only(other.execute("UPDATE counter SET n = n + 10"))
        connection.execute(SET, {"new": n + 1})

    await database.run(work)
    assert tries == [0, 10]
    assert await database.read(lambda c: c.execute(READ).scalar_one()) == 11


async def test_an_endless_conflict_is_given_up(
    database: Database, other: asyncpg.Connection
) -> None:
    """After the last retry it is raised as nobody's fault, and nothing is kept."""
    tries = 0

    def work(connection: Connection) -> None:
        nonlocal tries
        tries += 1
        connection.execute(STRICT)
        connection.execute(READ)
        await_only(other.execute("UPDATE counter SET n = n + 10"))
        connection.execute(SET, {"new": 1})

    with pytest.raises(UnusableDatabaseError, match="changed the same rows") as raised:
        await database.run(work)
    assert "could not serialize" in str(raised.value.__cause__)
    assert tries == 1 + RETRIES
    assert await database.read(lambda c: c.execute(READ).scalar_one()) == 10 * tries


async def test_a_deadlock_is_resolved(database: Database) -> None:
    """Two units that lock two rows in opposite order are both done in the end."""
    await make(database)
    await database.run(lambda c: c.execute(PUT, {"key": 2, "new": 0}))
    meeting = asyncio.Barrier(2)
    starts: list[int] = []

    def work(connection: Connection, rows: tuple[int, int]) -> None:
        starts.append(rows[0])
        connection.execute(QUICK_DEADLOCKS)
        for row in rows:
            connection.execute(text("UPDATE counter SET n = n + 1 WHERE id = :row"), {"row": row})
            if len(starts) <= 2 and row == rows[0]:
                await_only(meeting.wait())

    await asyncio.gather(
        database.run(lambda c: work(c, (1, 2))), database.run(lambda c: work(c, (2, 1)))
    )
    assert len(starts) == 3
    numbers = await database.read(
        lambda c: c.execute(text("SELECT n FROM counter")).scalars().all()
    )
    assert numbers == [2, 2]


async def test_a_lost_connection_is_replaced(database: Database, other: asyncpg.Connection) -> None:
    """A unit whose connection is ended by the server is run once more, on a new connection."""
    tries = 0

    def work(connection: Connection) -> None:
        nonlocal tries
        tries += 1
        connection.execute(ADD, {"text": "once"})
        if tries == 1:
            await_only(other.fetchval(END, connection.execute(MYSELF).scalar_one()))
        connection.execute(MYSELF)

    await database.run(work)
    assert tries == 2
    assert await texts(database) == ["once"]


async def test_a_server_that_goes_twice_is_not_the_units_fault(
    database: Database, other: asyncpg.Connection
) -> None:
    """A unit that loses its connection again is given up, and told that nothing was kept."""

    def work(connection: Connection) -> None:
        connection.execute(ADD, {"text": "never"})
        await_only(other.fetchval(END, connection.execute(MYSELF).scalar_one()))
        connection.execute(MYSELF)

    with pytest.raises(UnusableDatabaseError, match="Nothing of this change was kept"):
        await database.run(work)
    assert await texts(database) == []


async def test_a_commit_without_an_answer_is_said_to_be_uncertain(
    database: Database, other: asyncpg.Connection
) -> None:
    """When the connection is gone at COMMIT, the unit is not repeated: it might have been kept."""
    tries = 0

    def work(connection: Connection) -> None:
        nonlocal tries
        tries += 1
        connection.execute(ADD, {"text": "perhaps"})
        await_only(other.fetchval(END, connection.execute(MYSELF).scalar_one()))

    with pytest.raises(UncertainCommitError, match="not known whether that change was kept"):
        await database.run(work)
    assert tries == 1
    await add(database, "the pool is well again")


async def test_a_swallowed_error_is_not_called_a_success(database: Database) -> None:
    """A unit that hides a failed statement is told, since PostgreSQL then keeps nothing of it."""
    await make(database)
    await add(database, "taken")

    def hide(connection: Connection) -> None:
        connection.execute(ADD, {"text": "mine"})
        with pytest.raises(IntegrityError):
            connection.execute(ADD, {"text": "taken"})

    with pytest.raises(DBAPIError, match="current transaction is aborted"):
        await database.run(hide)

    def undo(connection: Connection) -> None:
        connection.execute(ADD, {"text": "mine"})
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(ADD, {"text": "taken"})

    await database.run(undo)
    assert await texts(database) == ["taken", "mine"]


async def test_what_is_repeated_is_refused_and_counted_as_ever(
    database: Database, other: asyncpg.Connection
) -> None:
    """Rows, counts and refusals are the same each time, also once others have changed a table."""
    values = {"text": "", "counter": 1}
    for text_ in "abc":
        assert await database.run(lambda c: c.execute(ADD, values | {"text": text_}).rowcount) == 1  # noqa: B023
        assert (await texts(database))[-1] == text_
    assert isinstance(RepeatingPostgres.known[ADD], Plan)
    assert isinstance(RepeatingPostgres.known[TEXTS], Plan)
    for _ in range(2):
        with pytest.raises(IntegrityError) as refused:
            await database.run(lambda c: c.execute(ADD, values | {"text": "a"}))
        assert getattr(refused.value.orig, "sqlstate", None) == "23505"
    await other.execute("ALTER TABLE note ALTER text TYPE varchar(10)")
    with suppress(DBAPIError):  # what was prepared is told so once
        await texts(database)
    assert await texts(database) == ["a", "b", "c"]


@pytest.mark.usefixtures("other")
async def test_fractions_are_read_again_and_again(database: Database) -> None:
    """A number whose kind PostgreSQL says with each result is the same in any thread."""
    for reading in (database.read, database.read_aside):
        for _ in range(3):
            row = await reading(lambda c: unhurried(lambda: c.execute(FRACTIONS).one()))
            assert tuple(row) == (0.5, Decimal("0.25"))


async def test_settings_of_every_connection(database: Database) -> None:
    """Statements and idle transactions end in time, and vanished peers are noticed."""

    def settings(connection: Connection) -> list[str]:
        names = (
            "statement_timeout",
            "idle_in_transaction_session_timeout",
            "transaction_isolation",
            "transaction_read_only",
        )
        return [connection.execute(text(f"SHOW {name}")).scalar_one() for name in names]

    assert await database.run(settings) == ["30s", "15s", "read committed", "off"]
    assert await database.read(settings) == ["30s", "15s", "repeatable read", "on"]
    assert await database.run(settings) == ["30s", "15s", "read committed", "off"]


async def test_who_lives_is_known_by_their_sessions(
    database: Database, new_postgres_url: str
) -> None:
    """A process is alive for as long as it is connected: the server knows at once when it ends.

    Nobody waits then until the time is over of what it held.
    """
    await database.run(lease.create)
    peer = await open_database(new_postgres_url, owner=(owner := "here:1a2b"))
    assert owner in await database.read(lambda c: Leases(c).living())
    assert await peer.run(lambda c: Leases(c).take("poll:x", owner, NOW, NEVER))
    assert not await database.run(lambda c: Leases(c).take("poll:x", "next", NOW, NEVER))
    await peer.close()
    async with asyncio.timeout(10):
        while not await database.run(lambda c: Leases(c).take("poll:x", "next", NOW, NEVER)):
            pass
    assert owner not in await database.read(lambda c: Leases(c).living())


async def test_who_was_killed_while_they_waited_for_a_lock_is_gone_at_once(
    database: Database, other: asyncpg.Connection, new_postgres_url: str
) -> None:
    """A session whose client is gone does not wait for its turn before it ends."""
    killed = await asyncpg.connect(new_postgres_url, server_settings=SESSION)
    sessions = f"SELECT wait_event_type FROM pg_stat_activity WHERE pid = {killed.get_server_pid()}"

    async def state() -> list[str | None]:
        return list(await database.read(lambda c: c.scalars(text(sessions)).all()))

    await other.execute(take := "SELECT pg_advisory_lock(7)")
    waits = asyncio.create_task(killed.execute(take))
    async with asyncio.timeout(10):
        while await state() != ["Lock"]:
            pass
        killed.terminate()
        while await state():
            pass
    await asyncio.gather(waits, return_exceptions=True)


async def test_a_refused_connection_names_the_server() -> None:
    """Nobody listening says where it was looked for and what to start or correct."""
    with pytest.raises(UnusableDatabaseError, match=r"localhost, port 1, cannot be reached.*Start"):
        await open_database("postgresql://ann:secret@localhost:1/muster")


async def test_a_missing_database_is_named(postgres_server: postgres.Server) -> None:
    """A database that does not exist says how to make it."""
    url = make_url(postgres_server.url).set(database="nowhere")
    with pytest.raises(UnusableDatabaseError, match="createdb nowhere"):
        await open_database(url.render_as_string(hide_password=False))


async def test_a_wrong_password_is_not_repeated(postgres_server: postgres.Server) -> None:
    """A refused password says whose it was, without saying what it was."""
    if not postgres_server.ours:
        pytest.skip("a server of somebody else need not ask for passwords")
    url = make_url(postgres_server.url).set(username=postgres.REFUSED_USER, password="hunter2")
    with pytest.raises(UnusableDatabaseError, match="Correct user and password") as refused:
        await open_database(url.render_as_string(hide_password=False))
    assert postgres.REFUSED_USER in str(refused.value)
    assert "hunter2" not in str(refused.value)
