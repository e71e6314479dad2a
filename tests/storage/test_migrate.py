"""Upgrading, on both databases, with migrations made for the test; and copies."""

import asyncio
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, make_url, text

from storage import backup as backups
from storage.database import open_database
from storage.errors import BackupError, MigrationError, NewerDatabaseError, UnusableDatabaseError
from storage.migrate import VERSIONS, Report, migrate, newest
from storage.schema import metadata
from storage.upgrade import draft
from tests import postgres

FIRST = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0001", None
def upgrade():
    op.create_table("poll", sa.Column("id", sa.Integer, primary_key=True), sa.Column("q", sa.Text))
    op.create_table(
        "vote",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("poll", sa.Integer),
        sa.ForeignKeyConstraint(["poll"], ["poll.id"], "fk_vote_poll_poll", ondelete="CASCADE"),
    )
    op.bulk_insert(sa.table("poll", sa.column("id"), sa.column("q")), [{"id": 1, "q": "Where?"}])
    op.bulk_insert(sa.table("vote", sa.column("id"), sa.column("poll")), [{"id": 1, "poll": 1}])
"""
SECOND = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0002", "0001"
def upgrade():
    with op.batch_alter_table("poll", recreate="auto") as poll:
        poll.alter_column("q", existing_type=sa.Text(), nullable=False)
        poll.add_column(sa.Column("closes", sa.Integer))
"""
CARELESS = """
from alembic import op
revision, down_revision = "0003", "0002"
def upgrade():
    op.execute("DELETE FROM poll")
"""
BROKEN = """
from alembic import op
revision, down_revision = "0003", "0002"
def upgrade():
    op.execute("CREATE TABLE half (id integer)")
    op.execute("INSERT INTO nowhere VALUES (1)")
"""


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """Make a folder with one migration."""
    folder = tmp_path / "100% versions"
    folder.mkdir()
    (folder / "0001_first.py").write_text(FIRST, encoding="utf-8")
    return folder


def also(versions: Path, name: str, script: str) -> None:
    """Add a migration, as an upgrade of Muster would."""
    (versions / f"{name}.py").write_text(script, encoding="utf-8")


def damage(path: Path) -> None:
    """Overwrite everything but a file's first page."""
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))


async def rows(url: str, query: str) -> list[tuple[object, ...]]:
    """Read the database as it now stands."""
    database = await open_database(url)
    found = await database.read(lambda c: [tuple(row) for row in c.execute(text(query))])
    await database.close()
    return found


async def test_a_new_database_is_made(new_database_url: str, versions: Path) -> None:
    """An empty database goes through every migration, and a second start finds nothing to do."""
    also(versions, "0002_second", SECOND)
    assert await migrate(new_database_url, versions=versions) == Report(None, "0002")
    assert await migrate(new_database_url, versions=versions) == Report("0002", "0002")
    assert await rows(new_database_url, "SELECT id, q, closes FROM poll") == [(1, "Where?", None)]


async def test_rebuilding_a_table_keeps_its_children(new_database_url: str, versions: Path) -> None:
    """A table that SQLite must rebuild does not take the rows that refer to it along."""
    await migrate(new_database_url, versions=versions)
    also(versions, "0002_second", SECOND)
    report = await migrate(new_database_url, versions=versions)
    assert (report.before, report.after) == ("0001", "0002")
    assert await rows(new_database_url, "SELECT id, poll FROM vote") == [(1, 1)]


async def test_a_newer_database_is_refused(new_database_url: str, versions: Path) -> None:
    """A revision that this Muster does not know stops the start, and nothing is changed."""
    also(versions, "0002_second", SECOND)
    await migrate(new_database_url, versions=versions)
    (versions / "0002_second.py").unlink()
    with pytest.raises(NewerDatabaseError, match=r"newer Muster \(revision 0002\)") as refused:
        await migrate(new_database_url, versions=versions)
    assert "restore a backup" in refused.value.todo
    assert await rows(new_database_url, "SELECT version_num FROM alembic_version") == [("0002",)]


async def test_a_failing_migration_changes_nothing(new_database_url: str, versions: Path) -> None:
    """When the last of several migrations fails, all are rolled back, tables and all."""
    await migrate(new_database_url, versions=versions)
    also(versions, "0002_second", SECOND)
    also(versions, "0003_broken", BROKEN)
    with pytest.raises(Exception, match="nowhere"):
        await migrate(new_database_url, versions=versions)
    assert await rows(new_database_url, "SELECT version_num FROM alembic_version") == [("0001",)]
    (versions / "0003_broken.py").unlink()
    assert (await migrate(new_database_url, versions=versions)).after == "0002"


async def test_a_drafted_migration_makes_the_tables(new_database_url: str, tmp_path: Path) -> None:
    """What `draft` writes for an empty folder makes every table that the code declares."""
    await asyncio.to_thread(draft, "everything", tmp_path)
    await migrate(new_database_url, versions=tmp_path)
    database = await open_database(new_database_url)
    made = await database.read(lambda c: inspect(c).get_table_names())
    await database.close()
    assert {*metadata.tables, "alembic_version"} == set(made)


async def test_orphans_are_refused(new_sqlite_url: str, versions: Path) -> None:
    """A migration that would leave votes without their poll is rolled back, with their number."""
    await migrate(new_sqlite_url, versions=versions)
    also(versions, "0002_second", SECOND)
    also(versions, "0003_careless", CARELESS)
    with pytest.raises(MigrationError, match="1 in vote"):
        await migrate(new_sqlite_url, versions=versions)
    assert await rows(new_sqlite_url, "SELECT id FROM poll") == [(1,)]


async def test_three_processes_at_once(new_database_url: str, versions: Path) -> None:
    """Of three processes that start together one migrates; all find the database ready."""
    also(versions, "0002_second", SECOND)
    program = (
        "import asyncio, pathlib, sys\n"
        "from storage.migrate import migrate\n"
        "print(asyncio.run(migrate(sys.argv[1], versions=pathlib.Path(sys.argv[2]))).before)\n"
    )
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", program, new_database_url, str(versions)),
            stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]
    said = [(await process.communicate())[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sorted(said) == [b"0002\n", b"0002\n", b"None\n"]


async def test_an_up_to_date_database_asks_for_no_alembic(new_sqlite_url: str) -> None:
    """Alembic is a fifth of a start: it is loaded only by one that has something to migrate."""
    await migrate(new_sqlite_url)
    program = (
        "import asyncio, sys\n"
        "from storage.migrate import migrate\n"
        "print(asyncio.run(migrate(sys.argv[1])).after, 'alembic' in sys.modules)\n"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, new_sqlite_url), stdout=asyncio.subprocess.PIPE
    )
    assert (await process.communicate())[0].decode().split() == [newest(VERSIONS), "False"]


def test_file_names_tell_the_newest_revision() -> None:
    """What is read off the names is what Alembic finds by following the revisions."""
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    assert ScriptDirectory.from_config(config).get_current_head() == newest(VERSIONS)


async def test_a_file_with_data_is_copied_first(new_sqlite_url: str, versions: Path) -> None:
    """The copy holds what was there before; a new file, or nothing to do, makes no copy."""
    assert (await migrate(new_sqlite_url, versions=versions)).copy is None
    assert (await migrate(new_sqlite_url, versions=versions)).copy is None
    also(versions, "0002_second", SECOND)
    report = await migrate(new_sqlite_url, versions=versions)
    assert report.copy is not None
    assert report.copy.name == "muster.db.before-0002"
    with closing(sqlite3.connect(report.copy)) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert copy.execute("SELECT count(*) FROM vote").fetchone() == (1,)


async def test_a_second_try_makes_its_own_copy(new_sqlite_url: str, versions: Path) -> None:
    """A copy that a failed try left behind is kept, and no copy is made when none is wanted."""
    await migrate(new_sqlite_url, versions=versions)
    also(versions, "0002_second", SECOND)
    also(versions, "0003_broken", BROKEN)
    for _ in range(2):
        with pytest.raises(Exception, match="nowhere"):
            await migrate(new_sqlite_url, versions=versions)
    (versions / "0003_broken.py").unlink()
    assert (await migrate(new_sqlite_url, versions=versions, backup=False)).copy is None
    folder = Path(str(make_url(new_sqlite_url).database)).parent
    copies = sorted(path.name for path in folder.glob("*before*"))
    assert copies == ["muster.db.before-0003", "muster.db.before-0003.2"]


async def test_unusable_places_are_named(tmp_path: Path, versions: Path) -> None:
    """Migrating says as opening does what is wrong with a place."""
    with pytest.raises(UnusableDatabaseError, match="mkdir -p"):
        await migrate(f"sqlite:///{tmp_path}/data/muster.db", versions=versions)
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all, " * 200, encoding="ascii")
    with pytest.raises(UnusableDatabaseError, match="not a SQLite database"):
        await migrate(f"sqlite:///{letter}", versions=versions)
    with pytest.raises(UnusableDatabaseError, match="cannot be reached"):
        await migrate("postgresql://ann@localhost:1/muster", versions=versions)


async def test_a_backup_is_a_whole_database(
    new_sqlite_url: str, versions: Path, tmp_path: Path
) -> None:
    """A copy of a file that is in use holds everything, and is never written over."""
    await migrate(new_sqlite_url, versions=versions)
    database = await open_database(new_sqlite_url)
    target = tmp_path / "copy.db"
    await backups.backup(new_sqlite_url, target)
    with pytest.raises(BackupError, match="exists already"):
        await backups.backup(new_sqlite_url, target)
    await database.close()
    assert await rows(f"sqlite:///{target}", "SELECT id FROM vote") == [(1,)]


async def test_a_backup_needs_a_place_and_a_database(new_sqlite_url: str, tmp_path: Path) -> None:
    """A folder or a database that is not there is named, and nothing is made."""
    with pytest.raises(BackupError, match="There is no database"):
        await backups.backup(new_sqlite_url, tmp_path / "copy.db")
    with pytest.raises(BackupError, match="mkdir -p"):
        await backups.backup(new_sqlite_url, tmp_path / "nowhere" / "copy.db")
    assert not list(tmp_path.glob("*.db"))  # noqa: ASYNC240  (a look into an empty folder)


async def test_a_damaged_database_gives_no_backup(
    new_sqlite_url: str, versions: Path, tmp_path: Path
) -> None:
    """A copy is only kept if the whole database could be read."""
    await migrate(new_sqlite_url, versions=versions)
    path = Path(str(make_url(new_sqlite_url).database))
    damage(path)
    with pytest.raises(BackupError, match="could not be copied"):
        await backups.backup(new_sqlite_url, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


async def test_a_server_is_backed_up_by_its_own_program(
    postgres_server: postgres.Server, new_postgres_url: str, versions: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A PostgreSQL database is dumped as SQL for psql, with the mark at its end."""
    if postgres_server.programs is not None:
        path = os.environ.get("PATH", os.defpath)
        monkeypatch.setenv("PATH", f"{postgres_server.programs}{os.pathsep}{path}")
    await migrate(new_postgres_url, versions=versions)
    target = tmp_path / "muster.sql"
    try:
        await backups.backup(new_postgres_url, target, mark="SELECT 'restored'")
    except BackupError as error:
        ours = postgres_server.ours or os.environ.get("MUSTER_REQUIRE_ALL") == "1"
        if not ours and ("pg_dump was not found" in str(error) or "mismatch" in str(error)):
            pytest.skip(f"NOT TESTED ON THE NAMED POSTGRESQL: {error}")
        raise
    dumped = target.read_text("utf-8")
    assert "COPY public.vote" in dumped
    assert dumped.endswith("SELECT 'restored';\n")


async def test_without_pg_dump_it_is_said_what_to_install(
    postgres_server: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without PostgreSQL's programs is told so, and a failing one gives its reason."""
    nowhere = make_url(postgres_server.url).set(database="nowhere")
    url = nowhere.render_as_string(hide_password=False)
    with pytest.raises(BackupError, match=r"pg_dump (failed|was not found)"):
        await backups.backup(url, tmp_path / "muster.dump")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="Install PostgreSQL's client programs"):
        await backups.backup(url, tmp_path / "muster.dump")
