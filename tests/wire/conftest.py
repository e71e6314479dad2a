"""A play for each test that asks for one, on the platform and in the language that it names."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.wire.house import opened
from tests.wire.play import Play
from tests.wire.stands import Scene


@pytest.fixture
async def play(
    request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path
) -> AsyncIterator[Play]:
    """Lend a house in which Muster runs, beside the platform of the scene."""
    scene: Scene = request.param
    driver = scene.stand()
    async with opened(sqlite_url, tmp_path / "files", [driver], scene.language) as house:
        yield Play(house, driver)
