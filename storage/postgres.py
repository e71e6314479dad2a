"""Muster's database on a PostgreSQL server, shared by as many processes as one likes."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeVar, cast
from weakref import WeakValueDictionary

from sqlalchemy import URL, Connection, Engine, NullPool, event, func, select, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import greenlet_spawn

from bot.errors import Declined
from storage.errors import ClosedDatabaseError, UncertainCommitError, UnusableDatabaseError
from storage.leases import SESSIONS
from storage.repeating import Cursor, RepeatingConnection, statement

_log = logging.getLogger(__name__)

T = TypeVar("T")

RETRIES: Final = 5
"""How often a unit of work is run again after a conflict with another transaction."""

PAUSE: Final = timedelta(milliseconds=5)
"""The wait before the first repetition; it doubles each time, so that the other one can finish."""

CONFLICTS: Final = frozenset({"40001", "40P01"})
"""SQLSTATEs of a serialization failure and of a deadlock: nothing was kept, try again."""

NOT_ITS_FAULT: Final = ("08", "53", "57P", "58")
"""What the SQLSTATEs of a server begin with that is away, going, full or broken."""

SESSION: Final = {
    "statement_timeout": "30s",
    # A frozen process must not keep its row locks: the server ends it, and then its connection.
    "idle_in_transaction_session_timeout": "15s",
    # The session of a killed process that waits for a lock ends at once, not when it has its turn.
    "client_connection_check_interval": "500ms",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
"""Settings of every connection of the pool."""

_CONNECT_TIMEOUT: Final = 10.0  # seconds
_PREPARED: Final = 300
"""How many statements a connection keeps prepared: each is planned, and held, by the server."""

_FAILED: Final = "muster: a statement failed"

_NOW: Final = statement(lambda: select(func.clock_timestamp()))
_PROBE: Final = statement(lambda: text("SELECT 1"))


async def open_postgres(address: URL, *, pool: int, owner: str) -> "PostgresDatabase":
    """Connect to the server and check that it answers; raises UnusableDatabaseError with words."""
    database = PostgresDatabase(address, pool, owner)
    try:
        await database.read(lambda connection: connection.execute(_PROBE))
    except BaseException:
        await database.close()
        raise
    return database


class PostgresDatabase:
    """A pool of connections, one transaction each."""

    dialect: Literal["postgresql"] = "postgresql"

    def __init__(self, address: URL, pool: int, owner: str) -> None:
        self._address = address
        self._engine = _engine(address, owner, pool_size=pool, max_overflow=0)
        self._writing = self._engine.sync_engine
        self._snapshots = _read_only(self._engine)
        # Not pooled: a connection belongs to one loop, and each thread has a loop of its own.
        self._aside = _read_only(_engine(address, owner, poolclass=NullPool))
        event.listen(self._writing, "handle_error", _remember)
        self._running: set[asyncio.Task[Any]] = set()
        # Whoever waits for a row holds a connection, and whoever waits at a gate none.
        self._gates: WeakValueDictionary[Hashable, asyncio.Semaphore] = WeakValueDictionary()
        self._alike_at_once = max(pool // 2, 1)
        self._closed = False

    async def run(self, fn: Callable[[Connection], T], *, alike: Hashable = None) -> T:
        """Run a unit of work; see `storage.database.Database`."""
        return await self._apart(self._write(fn, alike))

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Read one snapshot; see `storage.database.Database`."""
        return await self._apart(self._read(self._snapshots, fn))

    async def read_aside(self, fn: Callable[[Connection], T]) -> T:
        """Read one snapshot in a thread with a loop and a connection of its own."""
        reading = self._read(self._aside, fn)
        return await self._apart(asyncio.to_thread(asyncio.run, reading))

    async def close(self) -> None:
        """Let what was begun finish, then disconnect; closing twice does nothing."""
        self._closed = True
        while self._running:
            await asyncio.wait(self._running)
        await self._engine.dispose()

    async def skew(self, now: datetime) -> timedelta:
        """Return how far the server's clock is ahead of `now` (plus the time that asking took)."""
        server: datetime = await self.read(lambda connection: connection.execute(_NOW).scalar_one())
        return server - now

    async def _apart(self, work: Coroutine[Any, Any, T]) -> T:
        """Await work in a task of its own, which the caller's cancellation does not reach."""
        if self._closed:
            work.close()
            raise ClosedDatabaseError(
                "The database has been closed.",
                kept="What had been asked for before was saved.",
                todo="Start Muster again.",
            )
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_left_alone)
            raise

    async def _repeat(self, once: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Do it again after a conflict, and one time after a connection was lost."""
        pause, conflicts, losses = PAUSE, 0, 0
        while True:
            try:
                return await once()
            except DBAPIError as error:
                conflict, loss = _sqlstate(error) in CONFLICTS, error.connection_invalidated
                conflicts += conflict
                losses += loss
                if not (conflict or loss) or conflicts > RETRIES or losses > 1:
                    raise _explain_failure(error, self._address) from error
            await asyncio.sleep(pause.total_seconds())
            pause *= 2

    async def _write(self, fn: Callable[[Connection], T], alike: Hashable) -> T:
        if alike is None:
            return await self._repeat(lambda: greenlet_spawn(self._transact, fn))
        gate = self._gates.get(alike)
        if gate is None:
            gate = self._gates[alike] = asyncio.Semaphore(self._alike_at_once)
        async with gate:
            return await self._write(fn, None)

    def _transact(self, fn: Callable[[Connection], T]) -> T:
        with self._connect(self._writing) as connection:
            value = _unit(connection, fn)
            _commit(connection)
            return value

    async def _read(self, engine: Engine, fn: Callable[[Connection], T]) -> T:
        return await self._repeat(lambda: greenlet_spawn(self._snapshot, engine, fn))

    def _snapshot(self, engine: Engine, fn: Callable[[Connection], T]) -> T:
        with self._connect(engine) as connection:
            return fn(connection)

    def _connect(self, engine: Engine) -> Connection:
        try:
            return RepeatingPostgres(engine)
        except (DBAPIError, OSError, PoolTimeoutError) as error:
            raise explain(error, self._address) from error


def _engine(address: URL, owner: str, **pool: Any) -> AsyncEngine:
    return create_async_engine(
        address,
        hide_parameters=True,  # an error that is logged says nothing of what is stored
        isolation_level="READ COMMITTED",
        connect_args={
            "server_settings": {**SESSION, "application_name": f"{SESSIONS}{owner}"},
            "timeout": _CONNECT_TIMEOUT,
            "prepared_statement_cache_size": _PREPARED,
        },
        **pool,
    )


def _read_only(engine: AsyncEngine) -> Engine:
    return engine.sync_engine.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )


class RepeatingPostgres(RepeatingConnection):
    """Execute as SQLAlchemy's asyncio does, within a greenlet: one for a whole unit of work."""

    def send(self, text: str, values: Sequence[Any]) -> Cursor:
        """Give a statement to the driver, whose errors become what SQLAlchemy makes of them."""
        if not self.in_transaction():
            self.begin()
        # As its own execution of a statement does: what was prepared may have been overtaken.
        dialect, cursor = cast("Any", self.dialect), cast("Any", self.connection.cursor())
        cursor._invalidate_schema_cache_asof = dialect._invalidate_schema_cache_asof  # noqa: SLF001
        try:
            cursor.execute(text, values)
        except BaseException as error:  # noqa: BLE001  (also a cancellation ends the connection)
            if isinstance(error, dialect.loaded_dbapi.InvalidCachedStatementError):
                dialect._invalidate_schema_cache()  # noqa: SLF001
            self._handle_dbapi_exception(error, text, values, cursor, None)
        return cast("Cursor", cursor)


def _unit(connection: Connection, fn: Callable[[Connection], T]) -> T:
    connection.info.pop(_FAILED, None)
    value = fn(connection)
    if connection.info.pop(_FAILED, None):
        # The unit went on after an error. Unless that was undone in a savepoint, COMMIT would roll
        # everything back and report success; a statement raises instead.
        connection.execute(_PROBE)
    return value


def _remember(context: ExceptionContext) -> None:
    """Note that a statement failed on this connection."""
    if context.connection is not None and not context.is_disconnect:
        context.connection.info[_FAILED] = True


def _commit(connection: Connection) -> None:
    """Commit; a refusal by the server is a plain error, a silence is an uncertain outcome."""
    try:
        connection.commit()
    except (DBAPIError, OSError) as error:
        state = _sqlstate(error)
        if state is not None and not state.startswith(("08", "57P")):
            raise
        raise UncertainCommitError(
            "The connection to PostgreSQL broke while a change was being saved.",
            kept="It is not known whether that change was kept.",
            todo="Look before doing it again; then look at the server's log for the reason.",
        ) from error


def _left_alone(task: "asyncio.Task[Any]") -> None:
    """Log what work failed of whose caller has gone; that it was declined is no news to anybody."""
    error = None if task.cancelled() else task.exception()
    if error is not None and not isinstance(error, Declined):
        _log.warning("what nobody waits for any more failed", exc_info=error)


def _sqlstate(error: BaseException) -> str | None:
    return getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None


def _explain_failure(error: DBAPIError, address: URL) -> Exception:
    """Return the StorageError where it was not the statement's fault, else the error itself."""
    state = _sqlstate(error)
    if state in CONFLICTS:
        happened = "Others changed the same rows in PostgreSQL again and again."
        todo = "Try again; if it happens often, look for what changes them all the time."
    elif error.connection_invalidated or (state or "").startswith(NOT_ITS_FAULT):
        host = address.host or address.query.get("host") or "localhost"
        happened = f"PostgreSQL at {host} failed in the middle of a change ({error.orig})."
        todo = "Look at the server: whether it runs, its log, and the room on its disk."
    else:
        return error
    return UnusableDatabaseError(happened, kept="Nothing of this change was kept.", todo=todo)


def explain(error: Exception, address: URL) -> Exception:
    """Return the StorageError that a failure to connect amounts to, or the error itself."""
    host = address.host or address.query.get("host") or "localhost"
    server = f"PostgreSQL at {host}, port {address.port or 5432},"
    reason = error.orig if isinstance(error, DBAPIError) else error
    match _sqlstate(error):
        case "28P01" | "28000":
            happened = f"{server} does not let the user {address.username} in ({reason})."
            todo = "Correct user and password in database.url, or pg_hba.conf on the server."
        case "3D000":
            happened = f"{server} has no database named {address.database}."
            todo = f"Make it (createdb {address.database}) or correct database.url."
        case "53300" | "57P03":
            happened = f"{server} takes no connection just now ({reason})."
            todo = "Wait a little, lower database.pool or raise max_connections on the server."
        case None if isinstance(error, PoolTimeoutError):
            happened = f"{server} kept all connections busy for too long."
            todo = "Try again; if it happens often, raise database.pool or look for slow queries."
        case None if isinstance(error, OSError):
            happened = f"{server} cannot be reached ({reason})."
            todo = "Start the server, or correct host and port in database.url."
        case _:
            return error
    return UnusableDatabaseError(happened, kept="Nothing was changed.", todo=todo)
