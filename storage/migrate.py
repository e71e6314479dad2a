"""Bring a database to the form that this Muster needs, at every start.

Everything happens in one transaction that begins by taking a lock, so that of several processes
that start together one migrates and the others find it done.
"""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from msgspec import Struct
from sqlalchemy import (
    URL,
    Connection,
    NullPool,
    bindparam,
    column,
    exists,
    func,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.exc import DBAPIError

from storage import sqlite_file
from storage.backup import copy_file
from storage.database import parse
from storage.errors import MigrationError

VERSIONS: Final = Path(__file__).parent / "migrations" / "versions"

PATIENCE: Final = timedelta(seconds=30)
"""How long a process waits while another one migrates the same SQLite file."""

_LOCK: Final = select(func.pg_advisory_xact_lock(bindparam("key", 0x4D7573746572)))  # "Muster"
_REVISION: Final = table("alembic_version", column("version_num"))
_ORPHANS: Final = text("PRAGMA foreign_key_check")


class Report(Struct, frozen=True):
    """What a migration did: revisions before and after, and the copy made first."""

    before: str | None
    after: str | None
    copy: Path | None = None


async def migrate(url: str, *, backup: bool = True, versions: Path = VERSIONS) -> Report:
    """Upgrade the database to the newest revision in `versions`, or do nothing.

    A SQLite file that holds data is copied first, to a new file beside it, unless `backup` is off;
    a PostgreSQL server has its own ways. Raises NewerDatabaseError for a database that a newer
    Muster has upgraded, MigrationError when rows would refer to nothing, and other StorageErrors
    when the database cannot be opened; in every case it is left as it was.
    """
    address = parse(url)
    if address.drivername == "sqlite":
        path = sqlite_file.path_of(address)
        return await asyncio.to_thread(_migrate_file, path, backup=backup, versions=versions)
    return await _migrate_server(address, versions)


def _migrate_file(path: Path, *, backup: bool, versions: Path) -> Report:
    sqlite_file.check_path(path)
    # Rebuilding a table drops the old one: with foreign keys on, its children would go with it.
    engine = sqlite_file.make_engine(path, patience=PATIENCE, foreign_keys=False)
    try:
        with engine.connect() as connection, connection.begin():
            sqlite_file.begin(connection)
            copy = partial(_copy_beside, path, connection) if backup else _no_copy
            report = _upgrade(connection, versions, copy)
            if report.after != report.before:
                _refuse_orphans(connection)
            return report
    except (DBAPIError, sqlite3.Error) as error:
        raise sqlite_file.explain(error, path) from error
    finally:
        engine.dispose()


async def _migrate_server(address: URL, versions: Path) -> Report:
    # Not at the top: a tenth of a start, and only for a server.
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

    from storage import postgres  # noqa: PLC0415

    # Without the timeouts of the pool: rebuilding a large table takes as long as it takes.
    engine = create_async_engine(address, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(_LOCK)
            return await connection.run_sync(_upgrade, versions, _no_copy)
    except (DBAPIError, OSError) as error:
        raise postgres.explain(error, address) from error
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, versions: Path, copy: Callable[[str], Path | None]) -> Report:
    """Run what is missing, in the transaction of `connection`; `copy` is called just before."""
    current = _revision(connection)
    if current is not None and current == newest(versions):
        return Report(current, current)
    # Not at the top: with what it brings a fifth of a start, which seldom has anything to migrate.
    from storage.upgrade import upgrade  # noqa: PLC0415

    before, after, copied = upgrade(connection, versions, copy)
    return Report(before, after, copied)


def newest(versions: Path) -> str | None:
    """Return the revision to which the files in a folder lead, by their names: 0004_what.py."""
    return max((path.stem.partition("_")[0] for path in versions.glob("[0-9]*.py")), default=None)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_REVISION.name):
        return None
    found: str | None = connection.scalar(select(_REVISION.c.version_num))
    return found


def _no_copy(head: str) -> None:
    del head


def _copy_beside(path: Path, connection: Connection, head: str) -> Path | None:
    """Copy the file, on a connection of its own, while `connection` keeps other writers out."""
    tables = (table(name) for name in inspect(connection).get_table_names())
    if not any(connection.scalar(select(exists().select_from(each))) for each in tables):
        return None
    target = path.with_name(f"{path.name}.before-{head}")
    tries = count(2)
    while target.exists():  # an earlier try, which failed after its copy
        target = path.with_name(f"{path.name}.before-{head}.{next(tries)}")
    copy_file(path, target)
    return target


def _refuse_orphans(connection: Connection) -> None:
    """Roll back, by raising, a migration after which foreign keys point at nothing."""
    orphans = Counter(row.table for row in connection.execute(_ORPHANS))
    if orphans:
        counts = ", ".join(f"{rows} in {name}" for name, rows in sorted(orphans.items()))
        raise MigrationError(
            f"The migration would leave rows that refer to nothing ({counts}).",
            kept="Nothing was changed.",
            todo="Report this, and go on with the Muster that you had.",
        )
