"""A browser chat for each test that asks for one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.web.tabs import House, opened, settings_for


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """Lend a house that people can come to."""
    async with opened(sqlite_url, settings_for(tmp_path)) as running:
        yield running
