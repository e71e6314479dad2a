"""A database of its own for every test that asks for one, of both kinds."""

import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Connection, Engine, event

from bot import registry
from bot.composition import HOME
from bot.intent import Intents
from bot.registry import Registry
from bot.words import Catalogues
from storage.database import Database, open_database
from storage.migrate import migrate
from tests import postgres
from tests.compiled import Compiled
from tests.postgres import elsewhere

# How long an example takes says more of the machine than of the code: speed is for benchmarks/.
settings.register_profile("muster", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=20)
settings.load_profile("muster")


def pytest_configure(config: pytest.Config) -> None:
    """Let this process, and those that are started, keep what they compile.

    Where PYTHONDONTWRITEBYTECODE is set, which is about folders that others use, each of them
    would compile every library again: seconds.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        kept = config.rootpath / ".pytest_cache" / "bytecode"
        sys.pycache_prefix = os.environ.setdefault("PYTHONPYCACHEPREFIX", str(kept))
        sys.dont_write_bytecode = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the year, which takes longest: at the end one process would wait for the other."""
    items.sort(key=lambda item: item.path.parent.name != "year")


@pytest.fixture(scope="session", autouse=True)
def shipped_words() -> Iterator[None]:
    """Read the shipped catalogues once a process: to read them is half of a start."""
    load = Catalogues.load
    shipped = cache(partial(load, HOME / "words"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            Catalogues,
            "load",
            lambda *folders: shipped() if folders == (HOME / "words",) else load(*folders),
        )
        yield


@pytest.fixture(scope="session", autouse=True)
def known_commands() -> Iterator[None]:
    """Collect once a process by which words the same commands are called in the same catalogues."""
    kept: dict[tuple[object, ...], Intents] = {}

    def intents(of: Registry) -> Intents:
        key = of.words, *of.commands
        if key not in kept:
            kept[key] = Intents(of)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "Intents", intents)
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled() -> Iterator[Compiled]:
    """Let all engines of a process share what they compile; `clear` makes them begin anew."""
    shared = Compiled()

    def serve(conn: Connection) -> None:
        conn.execution_options(compiled_cache=shared)

    event.listen(Engine, "engine_connect", serve)
    yield shared
    event.remove(Engine, "engine_connect", serve)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """Lend the PostgreSQL server; skip loudly without one, or fail if everything is required."""
    found = postgres.server(in_haste=True)
    if isinstance(found, postgres.Missing):
        if os.environ.get("MUSTER_REQUIRE_ALL") == "1":
            pytest.fail(f"PostgreSQL is required: {found.reason}")
        pytest.skip(f"NOT TESTED ON POSTGRESQL: {found.reason}")
    yield found
    postgres.stop()


# Databases that have gone through all migrations, once a process: tests have copies.


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a SQLite file to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "muster.db"
    elsewhere(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def kept_database(postgres_server: postgres.Server) -> Iterator[postgres.Kept]:
    """Make a PostgreSQL database to be emptied for each test."""
    with postgres.fresh_database(postgres_server) as url:
        elsewhere(migrate(url))
        yield postgres.kept(url)


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    """Lend a SQLite file without a row."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'muster.db')}"


@pytest.fixture
def postgres_url(kept_database: postgres.Kept) -> str:
    """Lend a PostgreSQL database without a row."""
    postgres.empty(kept_database)
    return kept_database.url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Lend a database without a row, once of each kind."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(kind)
    return url


# Databases that are nothing yet, for tests of what makes one.


@pytest.fixture
def new_sqlite_url(tmp_path: Path) -> str:
    """Name a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'muster.db'}"


@pytest.fixture
def new_postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """Lend a PostgreSQL database without a table."""
    with postgres.fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database_url(request: pytest.FixtureRequest) -> str:
    """Lend a database without a table, once of each kind."""
    kind = "new_sqlite_url" if request.param == "sqlite" else "new_postgres_url"
    url: str = request.getfixturevalue(kind)
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Lend an open database without a row."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()
