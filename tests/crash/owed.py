"""Many who owe an answer, and are about to be reminded of it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, update

from bot.domain.reminding import Course, Mark
from bot.event import Origin
from bot.reminders import MatterId, ring, yours
from commands.meeting.card import card
from storage.identity import team_table
from storage.later import Later
from storage.meeting import Meetings
from storage.people import People
from storage.reminders import Reminders
from tests.crash.house import ORGANISER, House
from tests.crash.worker import CONNECTION, ROOM

PEOPLE: Final = 100
"""More than are looked at in one transaction."""
SOON: Final = timedelta(seconds=3)
"""When the step rings: by then the worker lives and knows when to die."""
IN_FLIGHT: Final = 32
"""How many people are written to at once: so many may have what the dead could not mark."""


def owe(connection: Connection, name: str = "p") -> None:
    """Let a team of people called `name` and a number owe the answer to a meeting."""
    people, now = People(connection), datetime.now(UTC)
    home = people.found("School", "en", "UTC", "crash")
    team = people.team_called(f"Team {name}", home, "en", "UTC")
    connection.execute(
        update(team_table)
        .where(team_table.c.id == team)
        .values(quiet_from="00:00", quiet_to="00:00")
    )
    organiser = people.join(
        people.account_for(Origin(CONNECTION, ROOM, ORGANISER, ORGANISER), CONNECTION, now),
        team, ORGANISER.title(), now,
    )  # fmt: skip
    for number in range(PEOPLE):
        who = f"{name}{number}"
        origin = Origin(CONNECTION, ROOM, who, who, direct=f"to-{who}")
        people.join(people.account_for(origin, CONNECTION, now), team, who, now)
    closes = now + timedelta(hours=20)
    made = Meetings(connection).open(
        team, organiser, now, title="Chess", starts=closes, place="", closes=closes,
        everyone=True, rooms=[1],
    )  # fmt: skip
    course = Course(now, closes, (Mark.OPENING,))
    matter = Reminders(connection).put(card(made.id), team, course, now, keep=False)
    Later(connection).put_due(now + SOON, ring(MatterId(matter)), team)


def reminded(house: House, name: str = "p") -> Counter[str]:
    """Count the reminders that each of them got."""
    return Counter(
        each.room for each in house.records
        if each.shows.view == yours.name and each.op == "send"
        and each.room.startswith(f"to-{name}")
    )  # fmt: skip
