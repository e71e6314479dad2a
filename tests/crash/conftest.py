"""Houses to be struck: a nursery for all, a database for each."""

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.crash.house import House

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def nursery() -> Iterator["subprocess.Popen[bytes]"]:
    """Keep one process that has everything imported and forks workers; end it and all of them."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.worker"], stdin=subprocess.PIPE, cwd=ROOT
    )
    yield process
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(20) == 0


@pytest.fixture
def built() -> type[House]:
    """Say which house is lent; a module may have its own."""
    return House


@pytest.fixture
async def house(
    built: type[House], database_url: str, tmp_path: Path, nursery: "subprocess.Popen[bytes]",
    request: pytest.FixtureRequest,
) -> AsyncIterator[House]:  # fmt: skip
    """Lend a house with one worker, on each database."""
    made = built(database_url, tmp_path, nursery, 1, Random(request.node.name))
    async with made.open():
        yield made


@pytest.fixture
async def two(
    built: type[House], postgres_url: str, tmp_path: Path, nursery: "subprocess.Popen[bytes]",
    request: pytest.FixtureRequest,
) -> AsyncIterator[House]:  # fmt: skip
    """Lend a house with two workers on one PostgreSQL."""
    made = built(postgres_url, tmp_path, nursery, 2, Random(request.node.name))
    async with made.open():
        yield made
