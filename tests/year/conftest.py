"""The year's group: sixty people on a stage whose clock goes from August to July."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.holidays import workdays
from tests.stage import Scene, open_stage
from tests.year.group import BEGINS, PROFILES, Group


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the year: it takes minutes, and as the last it would leave other workers idle."""
    year = Path(__file__).parent
    items.sort(key=lambda item: year not in item.path.parents)


@pytest.fixture
async def group(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Group]:
    """Lend the group on the first morning of its year."""
    scene = Scene("zh", PROFILES, now=BEGINS, days=workdays("cn"))
    async with open_stage(scene, sqlite_url, tmp_path / "files") as stage:
        made = Group(stage, tmp_path / "muster.db")
        await made.gather()
        yield made
