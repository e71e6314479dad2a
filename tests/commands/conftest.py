"""The stage on which conversations are played."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stage import Scene, Stage, open_stage


@pytest.fixture
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """Lend a stage, set as `@on(…)` says: a test states its language."""
    scene: Scene = request.param
    if scene.database == "postgresql":
        url = request.getfixturevalue("postgres_url")
    else:
        url = f"sqlite:///{tmp_path / 'stage.db'}"
    async with open_stage(scene, url) as opened:
        yield opened
