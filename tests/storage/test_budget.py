"""Allowances: what was used of them, counted by several at once."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy import Connection

from bot.domain.identity import TeamId
from storage.budget import Budgets
from storage.database import Database
from storage.people import People

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


async def test_what_is_used_adds_up(database: Database) -> None:
    """Each learns of the others' use; months and connections are apart."""

    async def spend(month: str, what: str, times: int) -> int:
        return await database.run(lambda c: Budgets(c).spend("main", month, what, times))

    found = await asyncio.gather(*(spend("2026-11", "calls", 2) for _ in range(10)))
    assert sorted(found) == list(range(2, 22, 2))
    assert await spend("2026-11", "pushes", 5) == 5
    assert await spend("2026-12", "calls", 1) == 1
    used = await database.read(lambda c: Budgets(c).used("main", "2026-11"))
    assert used == {"calls": 20, "pushes": 5}
    assert await database.read(lambda c: Budgets(c).used("other", "2026-11")) == {}


async def test_the_teams_of_a_connection(database: Database) -> None:
    """A team is listed once, however many rooms it has there; lost rooms do not count."""

    def found(connection: Connection) -> TeamId:
        people = People(connection)
        home = people.found("School", "en", "UTC", "")
        one = people.team_called("One", home, "en", "UTC")
        two = people.team_called("Two", home, "en", "UTC")
        for key in "ab":
            people.room_for("main", key, key, team=one)
        people.room_for("other", "c", "c", team=two)
        people.lose_room(people.room_for("main", "d", "d", team=two), NOW)
        return one

    one = await database.run(found)
    assert await database.read(lambda c: Budgets(c).teams("main")) == [one]
