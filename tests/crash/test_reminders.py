"""Muster is killed in the middle of a reminder run: everybody is reminded, and nobody twice."""

from typing import Final

import pytest

from bot.reminders import yours
from storage.database import open_database
from tests.crash.house import House
from tests.crash.owed import IN_FLIGHT, PEOPLE, owe, reminded

pytestmark = pytest.mark.crash

POINTS: Final = {"step": 3, "committed": 3, "sent": 60, "marking": 60}
"""By how many passes of each point the step is under way."""


class Chased(House):
    """A house in which many owe an answer, and are about to be reminded of it."""

    async def _found(self) -> None:
        await super()._found()
        database = await open_database(self._url, pool=1)
        await database.run(owe)
        await database.close()


async def strike(house: House, point: str) -> None:
    """Let one worker die at a point while people are being reminded, and wait for the last.

    Each is wished for once. What was sent at the death and not marked is sent again, as any post.
    """
    victim = next(iter(house.workers.values()))
    passes = house.random.randint(1, POINTS[point])
    await victim.ask(do="arm", point=point, passes=passes)
    await house.until(lambda: len(reminded(house)) == PEOPLE, "all were reminded")
    wished = [row for row in (await house.count())["wished"] if row[0] == yours.name]
    assert len(wished) == len({row[1][0] for row in wished}) == PEOPLE
    assert sum(times > 1 for times in reminded(house).values()) <= IN_FLIGHT


@pytest.fixture
def built() -> type[House]:
    """Say which house is lent here."""
    return Chased


@pytest.mark.parametrize("point", POINTS)
async def test_a_death_within_a_run_costs_nobody_their_reminder(house: House, point: str) -> None:
    """Who was reminded before it is not again; who was not is by the next worker."""
    await strike(house, point)
    assert len(house.deaths) == 1


@pytest.mark.parametrize("point", POINTS)
async def test_two_share_a_run_and_one_dies(two: House, point: str) -> None:
    """Two processes remind the same people, each of them once, and one carries on alone."""
    await strike(two, point)
