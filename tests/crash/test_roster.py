"""Muster is killed again and again while a roster is read and applied: it goes on each time."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from tests.crash.house import ORGANISER, House, Record

pytestmark = pytest.mark.crash

LINES: Final = 3_000
KILLS: Final = 3
"""While it is read and kept, and as many while it is applied."""


async def test_an_import_goes_on_where_it_was(house: House, tmp_path: Path) -> None:
    """Everybody on the list is in the team once, however often the process died on the way."""
    file = tmp_path / "list.csv"
    rows = [f"Person {number},{number:04}" for number in range(LINES)]
    file.write_text("\n".join(("Name,Phone", *rows)), "utf-8")
    await house.hands(ORGANISER, file)
    await _struck(house)
    asked = await house.until(lambda: _shown(house, "would change"), "what it would change")
    assert f"New: {LINES:,} lines" in asked[-1].shows.text
    await house.presses(ORGANISER, asked[-1].shows.buttons["Apply"])
    await _struck(house)
    (*_, applied) = await house.until(lambda: _shown(house, "was applied"), "it is applied")
    assert f"New: {LINES:,} lines" in applied.shows.text
    await house.fill()
    found = await house.count()
    assert (found["members"], found["persons"]) == (LINES + 1, LINES + 1)
    assert found["records"] == ["roster.applying"]
    assert not found["timers"]


async def _struck(house: House) -> None:
    """Kill the worker a few times, at any moment of what it does."""
    loop = asyncio.get_running_loop()
    for _ in range(KILLS):
        await house.fill()
        dead = len(house.deaths)
        victim = next(iter(house.workers.values()))
        loop.call_later(house.random.uniform(0, 0.4), house.kill, victim)
        await house.until(lambda dead=dead: len(house.deaths) > dead, "the worker is dead")  # type: ignore[misc]  # each its own


def _shown(house: House, words: str) -> Sequence[Record]:
    return [
        each
        for each in house.records
        if each.shows.view == "roster.card" and words in each.shows.text
    ]
