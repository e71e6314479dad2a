"""The stage on which conversations are played."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stage import Scene, Stage, open_stage


@pytest.fixture
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """Lend a stage, set as `@on(…)` says: a test states its language."""
    scene: Scene = request.param
    kind = "postgres_url" if scene.database == "postgresql" else "sqlite_url"
    url: str = request.getfixturevalue(kind)
    async with open_stage(scene, url, tmp_path / "files") as opened:
        yield opened
