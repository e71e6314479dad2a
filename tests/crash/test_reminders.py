"""Muster is killed in the middle of a reminder run: everybody is reminded, and nobody twice."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import Connection, select, update

from bot.domain.identity import Role, TeamId
from bot.domain.reminding import Course, Mark
from bot.event import Origin
from bot.reminders import MatterId, ring, yours
from commands.meeting.card import card
from storage.database import open_database
from storage.identity import team_table
from storage.later import Later
from storage.meeting import Meetings
from storage.people import People
from storage.reminders import Reminders
from tests.crash.house import House
from tests.crash.worker import CONNECTION, ROOM

pytestmark = pytest.mark.crash

PEOPLE: Final = 100
"""More than are looked at in one transaction."""
SOON: Final = timedelta(seconds=3)
"""When the step rings: by then the worker lives and knows when to die."""
POINTS: Final = {"step": 3, "committed": 3, "sent": 60, "marking": 60}
"""By how many passes of each point the step is under way."""
IN_FLIGHT: Final = 32
"""How many people are written to at once: so many may have what the dead could not mark."""


class Chased(House):
    """A house in which many owe an answer, and are about to be reminded of it."""

    async def _found(self) -> None:
        await super()._found()
        database = await open_database(self._url, pool=1)
        await database.run(_owe)
        await database.close()


def _owe(connection: Connection) -> None:
    people, now = People(connection), datetime.now(UTC)
    connection.execute(update(team_table).values(quiet_from="00:00", quiet_to="00:00"))
    team = TeamId(connection.scalar(select(team_table.c.id)) or 0)
    organiser = people.members(team, Role.ORGANISER)[0]
    for number in range(PEOPLE):
        name = f"p{number}"
        origin = Origin(CONNECTION, ROOM, name, name, direct=f"to-{name}")
        people.join(people.account_for(origin, CONNECTION, now), team, name, now)
    closes = now + timedelta(hours=20)
    made = Meetings(connection).open(
        team, organiser, now, title="Chess", starts=closes, place="", closes=closes,
        everyone=True, rooms=[1],
    )  # fmt: skip
    course = Course(now, closes, (Mark.OPENING,))
    matter = Reminders(connection).put(card(made.id), team, course, now, keep=False)
    Later(connection).put_due(now + SOON, ring(MatterId(matter)), team)


async def strike(house: House, point: str) -> None:
    """Let one worker die at a point while people are being reminded, and wait for the last.

    Each is wished for once. What was sent at the death and not marked is sent again, as any post.
    """
    victim = next(iter(house.workers.values()))
    passes = house.random.randint(1, POINTS[point])
    await victim.ask(do="arm", point=point, passes=passes)
    await house.until(lambda: len(told(house)) == PEOPLE, "all were reminded")
    wished = [row for row in (await house.count())["wished"] if row[0] == yours.name]
    assert len(wished) == len({row[1][0] for row in wished}) == PEOPLE
    assert sum(times > 1 for times in told(house).values()) <= IN_FLIGHT


def told(house: House) -> Counter[str]:
    """Count the reminders that each person got."""
    return Counter(r.room for r in house.records if r.shows.view == yours.name and r.op == "send")


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
