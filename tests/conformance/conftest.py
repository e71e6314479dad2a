"""One database for a whole file of tests, with two teams of its own for each test."""

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


@pytest.fixture
def world(shared: World) -> World:
    """Lend a world with two teams that nobody has done anything in."""
    shared.begin()
    return shared


def _opened(runner: asyncio.Runner, url: str) -> Iterator[World]:
    made = runner.run(World.open(url, runner))
    yield made
    runner.run(made.close())
