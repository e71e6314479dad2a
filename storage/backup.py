"""Copies of the database, made while it is in use."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from storage.database import parse
from storage.errors import BackupError
from storage.sqlite_file import path_of

_NO_COPY = "No copy was made; the database is as it was."


async def backup(url: str, target: Path, *, mark: str | None = None) -> None:
    """Copy the database to a new file: a SQLite file, or SQL for `psql`.

    `mark` is a statement that the copy carries and the database itself does not: what is restored
    from it can know that it was. Raises BackupError when the file exists, cannot be written or
    does not pass its check.
    """
    address = parse(url)
    copy = _copy_sqlite if address.drivername == "sqlite" else _dump
    await asyncio.to_thread(copy, address, target, mark)


def _copy_sqlite(address: URL, target: Path, mark: str | None) -> None:
    _refuse_place(target)
    copy_file(path_of(address), target)
    if mark is not None:
        with closing(sqlite3.connect(target)) as copy, copy:
            copy.execute(mark)


def _refuse_place(target: Path) -> None:
    folder = target.absolute().parent
    if target.exists():
        raise BackupError(
            f"{target} exists already.", kept=_NO_COPY, todo="Choose a new name, or move it away."
        )
    if not folder.is_dir():
        raise BackupError(
            f"The folder {folder} does not exist.",
            kept=_NO_COPY,
            todo=f"Make it (mkdir -p {folder}) or choose another place.",
        )


def copy_file(path: Path, target: Path) -> None:
    """Copy a SQLite file, whoever may be using it, to `target`, and check the copy.

    VACUUM INTO reads one snapshot and leaves out what was deleted; copying the file itself would
    miss what still stands in the write-ahead log.
    """
    if not path.is_file():
        raise BackupError(
            f"There is no database at {path}.", kept=_NO_COPY, todo="Correct database.url."
        )
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as source:
            source.execute("VACUUM INTO ?", (str(target),))
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            findings = [str(row[0]) for row in copy.execute("PRAGMA integrity_check")]
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise BackupError(
            f"{path} could not be copied to {target} ({error}).",
            kept=_NO_COPY,
            todo="Make sure that there is room, and that the folder may be written, and try again.",
        ) from error
    if findings != ["ok"]:
        target.unlink()
        raise BackupError(
            f"The copy of {path} did not pass its check ({'; '.join(findings[:3])}).",
            kept=_NO_COPY,
            todo="The database itself is probably damaged: look for an older backup.",
        )
    with target.open("rb") as copied:  # on the disk, before a migration relies on it
        os.fsync(copied.fileno())


def _dump(address: URL, target: Path, mark: str | None) -> None:
    _refuse_place(target)
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupError(
            "The program pg_dump was not found.",
            kept=_NO_COPY,
            todo="Install PostgreSQL's client programs, or run pg_dump on the server.",
        )
    query = {("sslmode" if key == "ssl" else key): value for key, value in address.query.items()}
    # The password goes by the environment: other users can read the arguments of a process.
    plain = address.set(drivername="postgresql", query=query)._replace(password=None)
    secret = {"PGPASSWORD": str(address.password)} if address.password else {}
    result = subprocess.run(  # noqa: S603  (our own arguments, and no shell)
        [
            program,
            "--format=plain",
            "--no-owner",
            f"--file={target}",
            f"--dbname={plain.render_as_string()}",
        ],
        env={**os.environ, **secret},
        stderr=subprocess.PIPE,
        check=False,
    )
    if result.returncode:
        target.unlink(missing_ok=True)
        raise BackupError(
            f"pg_dump failed: {result.stderr.decode(errors='replace').strip()}",
            kept=_NO_COPY,
            todo="It must be as new as the server, and be let in as Muster is.",
        )
    if mark is not None:
        with target.open("a", encoding="utf-8") as dumped:
            dumped.write(f"\nSET search_path = public;\n{mark};\n")
