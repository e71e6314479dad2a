"""A world for each test that asks for one: in English with cards, unless it says otherwise."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.dingtalk.world import World, opened


@pytest.fixture
async def world(
    request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path
) -> AsyncIterator[World]:
    """Lend a world in which nothing runs yet; its parameter is a mode, perhaps a language."""
    mode, _, language = getattr(request, "param", "card").partition("-")
    async with opened(sqlite_url, tmp_path, mode, language or "en") as lent:
        yield lent
