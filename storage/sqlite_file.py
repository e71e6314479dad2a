"""A SQLite file: where it lies, how it is opened, who holds it, and what its errors mean."""

import fcntl
import os
import sqlite3
from datetime import timedelta
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, Pool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import DatabaseInUseError, StorageError, UnusableDatabaseError

_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_DAMAGED = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
_DISK = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}

_UNTOUCHED = "Nothing was changed."


def path_of(url: URL) -> Path:
    """Return the file that a `sqlite:///` address names.

    Raises UnusableDatabaseError for a database in memory: writer and readers are two engines and
    would each see one of their own.
    """
    if not url.database or url.database == ":memory:" or url.query:
        raise UnusableDatabaseError(
            "The database address names no file.",
            kept="Nothing was opened.",
            todo="Write it as sqlite:///data/muster.db, or sqlite:////var/lib/muster.db.",
        )
    return Path(url.database)


def check_path(path: Path) -> None:
    """Refuse, with words, a place where SQLite could not keep its three files."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise UnusableDatabaseError(
            f"The folder {folder} for the database does not exist.",
            kept="Nothing was made.",
            todo=f"Make it (mkdir -p {folder}) or correct database.url.",
        )
    # SQLite writes its journal beside the file, so the folder must be writable as well.
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK, effective_ids=True):
        raise _unwritable(folder)
    if path.is_dir():
        raise UnusableDatabaseError(
            f"{path} is a folder, not a database file.",
            kept=_UNTOUCHED,
            todo="Add a file name to database.url.",
        )
    if path.exists() and not os.access(path, os.R_OK | os.W_OK, effective_ids=True):
        raise _unwritable(path)


def make_engine(
    path: Path,
    *,
    patience: timedelta,
    query_only: bool = False,
    foreign_keys: bool = True,
    pool: type[Pool] = NullPool,
    pool_size: int | None = None,
) -> Engine:
    """Make a synchronous engine whose transactions are begun by hand, never by the driver.

    The driver's own way (BEGIN before the first write, none before a SELECT) loses updates.
    `patience` is how long a statement waits for another program's lock; a `query_only` engine
    refuses to write; `foreign_keys` must be off while a migration rebuilds tables.
    """
    sized = {} if pool_size is None else {"pool_size": pool_size, "max_overflow": 0}
    address = URL.create("sqlite", database=str(path))
    # What is stored may be anybody's: an error that is logged says nothing of it.
    engine = create_engine(address, poolclass=pool, hide_parameters=True, **sized)

    def prepare(driver: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        driver.isolation_level = None
        _pragma(driver, "busy_timeout", patience // timedelta(milliseconds=1))
        if not query_only and _pragma(driver, "journal_mode", "WAL") != "wal":
            raise UnusableDatabaseError(
                f"SQLite cannot keep a write-ahead log beside {path}.",
                kept=_UNTOUCHED,
                todo="Put the file on a local disk: network folders cannot share its memory.",
            )
        _pragma(driver, "synchronous", "FULL")
        _pragma(driver, "foreign_keys", "ON" if foreign_keys else "OFF")
        _pragma(driver, "query_only", "ON" if query_only else "OFF")

    event.listen(engine, "connect", prepare)
    return engine


def begin(connection: Connection) -> None:
    """Begin the transaction of a migration, with the write lock, first inside `connection.begin()`.

    What serves people is begun by `storage.repeating`.
    """
    driver_of(connection).execute("BEGIN IMMEDIATE").close()


def driver_of(connection: Connection) -> sqlite3.Connection:
    """Return the driver's connection below SQLAlchemy's."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def explain(error: BaseException, path: Path) -> BaseException:
    """Return the StorageError that an error of SQLite amounts to, or the error itself."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, sqlite3.Error):
        return error
    # Errors that the driver makes itself carry no code; the low byte is the primary code.
    words = _words(getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF, cause, path)
    if words is None:
        return error
    words.__cause__ = error
    return words


def _words(code: int, cause: sqlite3.Error, path: Path) -> StorageError | None:
    if code in _LOCKED:
        return DatabaseInUseError(
            f"Another program kept {path} locked for too long.",
            kept="Nothing of this change was kept.",
            todo="Close the program that has the file open (a database browser?) and try again.",
        )
    if code in _UNWRITABLE:
        return _unwritable(path)
    if code in _DAMAGED:
        return UnusableDatabaseError(
            f"{path} is not a SQLite database, or it is damaged ({cause}).",
            kept="The file was left as it is.",
            todo="Correct database.url, or move the file away and restore a backup in its place.",
        )
    if code in _DISK:
        return UnusableDatabaseError(
            f"The disk did not take a change to {path} ({cause}).",
            kept="Nothing of this change was kept; what was saved before is safe.",
            todo="Make room on the disk or look at its health, then try again.",
        )
    return None


def _unwritable(place: Path) -> UnusableDatabaseError:
    return UnusableDatabaseError(
        f"{place} may not be read and written by this user.",
        kept=_UNTOUCHED,
        todo="Give this user the right to it (chown, chmod) or correct database.url.",
    )


def _pragma(driver: sqlite3.Connection, name: str, value: str | int) -> object:
    row = driver.execute(f"PRAGMA {name}={value}").fetchone()
    return row and row[0]


class FileLock:
    """Hold a SQLite file for this process, until `release` or the end of the process.

    Two processes on one file would stay correct but would not hear of each other's changes. The
    lock is the kernel's, on a file beside the database that is never deleted: deleting it would
    let a third process lock a new file of the same name.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.with_name(f"{path.name}.lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip()
            self._file.close()
            raise DatabaseInUseError(
                f"{path} is in use by another Muster (process {holder or 'unknown'}).",
                kept=_UNTOUCHED,
                todo="Stop that one first, or use PostgreSQL to run several.",
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Let the next process in."""
        self._file.close()
