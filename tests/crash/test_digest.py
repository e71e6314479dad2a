"""Muster is killed while it sends a weekly digest: it is sent once, whoever is left to do it."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import Connection, select, text, update

from bot.domain.identity import Role, RoomId, TeamId
from bot.event import Origin
from commands.digest.planning import fall_due
from commands.digest.private import yours
from commands.digest.sending import card
from storage.database import open_database
from storage.digests import Digests
from storage.identity import team_table
from storage.later import Later
from storage.meeting import Meetings
from storage.people import People
from tests.crash.house import House
from tests.crash.worker import CONNECTION, ROOM

pytestmark = pytest.mark.crash

PEOPLE: Final = 5
"""Who owe an answer, and so are written to besides."""
SOON: Final = timedelta(seconds=2)
"""When it falls due: by then the workers live and one knows when to die."""
POINTS: Final = ("step", "committed", "sent", "marking")


class Weekly(House):
    """A house whose team has a meeting ahead that nobody has answered, and a digest due now."""

    async def _found(self) -> None:
        await super()._found()
        database = await open_database(self._url, pool=1)
        await database.run(_fall_due_soon)
        await database.close()


def _fall_due_soon(connection: Connection) -> None:
    people, now = People(connection), datetime.now(UTC)
    connection.execute(update(team_table).values(quiet_from="00:00", quiet_to="00:00", zone="UTC"))
    team = TeamId(connection.scalar(select(team_table.c.id)) or 0)
    for number in range(PEOPLE):
        name = f"p{number}"
        origin = Origin(CONNECTION, ROOM, name, name, direct=f"to-{name}")
        people.join(people.account_for(origin, CONNECTION, now), team, name, now)
    Meetings(connection).open(
        team, people.members(team, Role.ORGANISER)[0], now, title="Chess",
        starts=now + timedelta(hours=20), place="", closes=now + timedelta(hours=20),
        everyone=True, rooms=[RoomId(1)],
    )  # fmt: skip
    nominal = f"{now:%Y-%m-%dT%H:%M}"
    Digests(connection).set_plan(team, day=now.weekday(), at=f"{now:%H:%M}", nominal=nominal)
    Later(connection).put_due(now + SOON, fall_due(team, nominal), team)


@pytest.fixture
def built() -> type[House]:
    """Say which house is lent here."""
    return Weekly


@pytest.mark.parametrize("point", POINTS)
async def test_two_send_one_digest_and_one_dies(two: House, point: str) -> None:
    """One digest is kept, posted and told to each once; what was cut short may be sent again."""
    victim = next(iter(two.workers.values()))
    await victim.ask(do="arm", point=point, passes=two.random.randint(1, 4))

    def all_told() -> bool:
        sent = [record for record in two.records if record.op == "send"]
        rooms = {record.room for record in sent if record.shows.view == yours.name}
        return len(rooms) >= PEOPLE and any(each.shows.view == card.name for each in sent)

    await two.until(all_told, "the digest went out and all were told")
    wished = (await two.count())["wished"]
    assert len([row for row in wished if row[0] == card.name]) == 1
    told = [row[1][0] for row in wished if row[0] == yours.name]
    assert len(told) == len(set(told))
    posts = [each for each in two.records if each.op == "send" and each.shows.view == card.name]
    assert len(posts) <= 1 + len(two.deaths)
    database = await open_database(two._url, pool=1)
    states = await database.read(lambda c: list(c.scalars(text("SELECT state FROM digest"))))
    await database.close()
    assert states == ["sent"]
