"""A house that runs, and windows before it."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.pages.browser import open_browser, program
from tests.pages.house import House, running
from tests.pages.window import Windows


@pytest.fixture(scope="session")
def chromium() -> str:
    """Name the browser; skip loudly without one, or fail if everything is required."""
    found = program()
    if found is None:
        reason = "no chromium on the PATH, and no TEST_CHROMIUM"
        if os.environ.get("MUSTER_REQUIRE_ALL") == "1":
            pytest.fail(f"A browser is required: {reason}")
        pytest.skip(f"NOT TESTED IN A BROWSER: {reason}")
    return found


@pytest.fixture
def house(chromium: str, tmp_path: Path) -> Iterator[House]:
    """Lend a house that runs."""
    with running(tmp_path) as made:
        yield made


@pytest.fixture
async def windows(house: House) -> AsyncIterator[Windows]:
    """Lend windows, and look afterwards at what they complained of."""
    async with open_browser() as browser:
        made = Windows(browser, house)
        yield made
        await made.close()
