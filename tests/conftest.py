"""A fresh database for every test that asks for one, of both kinds."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from storage.database import Database, open_database
from tests import postgres

# How long an example takes says more of the machine than of the code: speed is for benchmarks/.
settings.register_profile("muster", deadline=None)
settings.load_profile("muster")


def pytest_configure(config: pytest.Config) -> None:
    """Let processes that are started keep what they compile, where not beside the sources.

    Where PYTHONDONTWRITEBYTECODE is set each of them would compile every library again: seconds.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        kept = config.rootpath / ".pytest_cache" / "bytecode"
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(kept))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """Lend the PostgreSQL server; skip loudly without one, or fail if everything is required."""
    found = postgres.server()
    if isinstance(found, postgres.Missing):
        if os.environ.get("MUSTER_REQUIRE_ALL") == "1":
            pytest.fail(f"PostgreSQL is required: {found.reason}")
        pytest.skip(f"NOT TESTED ON POSTGRESQL: {found.reason}")
    yield found
    postgres.stop()


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """Lend an empty PostgreSQL database."""
    with postgres.fresh_database(postgres_server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Name a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'muster.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Lend an empty database, once of each kind."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(kind)
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Lend an open, empty database."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()
