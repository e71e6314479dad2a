"""Two teams on a database of their own for each test, or for a whole file of made-up examples."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.conformance.world import World


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """Lend one event loop to tests that are plain functions, as hypothesis wants them."""
    with asyncio.Runner() as made:
        yield made


@pytest.fixture
def world(database_url: str, runner: asyncio.Runner) -> Iterator[World]:
    """Lend a world with two teams that nobody has done anything in, on each database."""
    yield from _opened(runner, database_url)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(
    request: pytest.FixtureRequest, runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Lend one world to all tests of a file, once on each database."""
    if request.param == "sqlite":
        folder: Path = tmp_path_factory.mktemp("world")
        yield from _opened(runner, f"sqlite:///{folder / 'muster.db'}")
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        with postgres.fresh_database(server) as url:
            yield from _opened(runner, url)


def _opened(runner: asyncio.Runner, url: str) -> Iterator[World]:
    made = runner.run(World.open(url, runner))
    made.begin()
    yield made
    runner.run(made.close())
