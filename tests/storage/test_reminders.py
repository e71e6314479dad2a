"""What is kept of reminders, on both databases: whom they reach, how often, and in which order."""

from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, func, select, update

from bot.action import View
from bot.domain.identity import PersonId, Role, RoomId
from bot.domain.reminding import USUAL, Course, LocalQuiet, Whom
from bot.ports import Wish
from storage.identity import person_table, team_table
from storage.members import Members
from storage.outgoing import Outgoing, outbox
from storage.people import People
from storage.reminders import Reminders
from tests.storage.test_meetings import NOW, Club
from tests.storage.world import migrated

DAY: Final = timedelta(days=1)
NIGHT: Final = (time(22), time(8))
BEIJING: Final = ZoneInfo("Asia/Shanghai")
CARD: Final = View("roll.card", (1,))


@pytest.fixture
async def club(database_url: str) -> AsyncIterator[Club]:
    """Lend a team with its people, on each database."""
    database = await migrated(database_url)
    made = Club(database)
    await made.gather()
    yield made
    await database.close()


def begun(club: Club, connection: Connection, closes: datetime = NOW + DAY) -> int:
    """Remind of a matter of the team."""
    course = Course(NOW, closes, USUAL)
    return Reminders(connection).put(CARD, club.team, course, NOW, keep=False)


async def test_a_matter_goes_on_where_it_was(club: Club) -> None:
    """Begun again it keeps its opening and what it knows of people; ended it is gone."""

    def work(connection: Connection) -> None:
        store = Reminders(connection)
        matter = begun(club, connection)
        store.count(matter, club.people[:2], NOW)
        later = NOW + timedelta(hours=3)
        course = Course(later, NOW + 2 * DAY, (timedelta(hours=1),))
        assert store.put(CARD, club.team, course, later, keep=True) == matter
        known = store.find(matter)
        assert known is not None
        assert known.course == Course(NOW, NOW + 2 * DAY, USUAL)
        assert known.rung_at == later
        store.put(CARD, club.team, course, later, keep=False)
        assert store.of(CARD)[0].course.ladder == (timedelta(hours=1),)
        assert store.reminded(matter, club.people)[club.people[0]].times == 1
        assert store.end(CARD, later) == [matter]
        assert store.find(matter) is None
        assert store.of_team(club.team) == []

    await club.database.run(work)


async def test_those_who_come_and_those_who_owe_are_two_matters(club: Club) -> None:
    """One card may have a course for either; ending it ends both, and muting it mutes both."""

    def work(connection: Connection) -> None:
        store, who = Reminders(connection), club.people[0]
        owing = begun(club, connection)
        course = Course(NOW, NOW + DAY, USUAL, Whom.COMING)
        coming = store.put(CARD, club.team, course, NOW, keep=False)
        store.count(coming, [who], NOW)
        assert store.reached(who, Whom.COMING, NOW) == [CARD]
        assert store.reached(who, Whom.OWING, NOW) == []
        assert store.mute(CARD, who, muted=True)
        assert all(store.reminded(each, [who])[who].muted for each in (owing, coming))
        assert store.standing(who, [CARD])[CARD][1]
        assert len(store.end(CARD, NOW)) == 2
        assert not store.mute(CARD, who, muted=False)

    await club.database.run(work)


async def test_whose_quiet_hours_count(club: Club) -> None:
    """A person's own, else those of all their teams, else the usual ones."""

    def work(connection: Connection) -> None:
        people, store = People(connection), Reminders(connection)
        own, two, plain, awake = club.people[:4]
        other = people.team_called("Chess", 1, "en", "Europe/Berlin")
        connection.execute(
            update(team_table).where(team_table.c.id == other).values(
                quiet_from="21:00", quiet_to="07:00"
            )
        )  # fmt: skip
        people.set_role(two, other, Role.MEMBER, NOW, source="test")
        for person, hours in ((own, ("20:00", "09:30")), (awake, ("00:00", "00:00"))):
            connection.execute(
                update(person_table).where(person_table.c.id == person).values(
                    quiet_from=hours[0], quiet_to=hours[1]
                )
            )  # fmt: skip
        readers = store.readers(club.people, NIGHT)
        night = LocalQuiet(*NIGHT, BEIJING)
        assert readers[plain].rhythm.quiet == {night}
        assert readers[own].rhythm.quiet == {LocalQuiet(time(20), time(9, 30), BEIJING)}
        assert readers[two].rhythm.quiet == {
            night, LocalQuiet(time(21), time(7), ZoneInfo("Europe/Berlin")),
        }  # fmt: skip
        assert readers[two].rhythm.zone == BEIJING
        assert readers[awake].rhythm.stillness(NOW) is None
        assert set(store.rhythms(club.team, NIGHT)) == {
            each.rhythm for each in readers.values()
        }  # fmt: skip
        assert store.readers([plain], None)[plain].rhythm.quiet == frozenset()
        Members(connection).leave(other, two, NOW, removed=False)
        assert store.readers([two], NIGHT)[two].rhythm.quiet == {night}, "of teams left none count"

    await club.database.run(work)


def wish(key: str, person: PersonId, room: int, hours: int) -> Wish:
    """Wish for a message that must be read within some hours."""
    by = NOW + timedelta(hours=hours)
    return Wish(key, View("remind.yours", (person,)), RoomId(room), by, by)


async def test_a_key_is_one_message_that_takes_on_what_is_more_urgent(club: Club) -> None:
    """A second wish changes a message that waits, and none that was sent; silence frees the key."""

    def work(connection: Connection) -> None:
        store, who = Outgoing(connection), club.people[0]
        room = connection.scalar(select(func.min(outbox.c.room))) or 1
        store.tell_once([wish("a", who, room, 60)], NOW)
        store.tell_once([wish("a", who, room, 5)], NOW)
        (message,) = store.pick(RoomId(room), NOW, 100)
        row = connection.execute(select(outbox)).one()
        assert (row.priority, row.read_by, row.expires_at) == (
            10, NOW + timedelta(hours=5), NOW + timedelta(hours=60),
        )  # fmt: skip
        assert store.waits(["a", "b"]) == {"a": True}
        store.sent([message.id], ["1"], NOW)
        store.tell_once([wish("a", who, room, 1)], NOW)
        assert store.waits(["a"]) == {"a": False}
        assert connection.execute(select(outbox)).one().read_by == NOW + timedelta(hours=5)
        store.tell_once([wish("b", who, room, 1)], NOW)
        (message,) = store.pick(RoomId(room), NOW, 100)
        store.sent([message.id], [], NOW)
        assert store.waits(["b"]) == {}

    await club.database.run(work)


async def test_the_soonest_deadline_goes_first(club: Club) -> None:
    """Of rooms that are all due, those whose message must be read soonest come first."""

    def work(connection: Connection) -> None:
        people = People(connection)
        rooms = [people.room_for("chat", f"private-{n}", "P", private=True) for n in range(5)]
        hours = [30, 3, 90, 1, 12]
        wishes = [wish(str(n), club.people[n], rooms[n], hours[n]) for n in range(5)]
        Outgoing(connection).tell_once(wishes, NOW)
        ready = Outgoing(connection).ready(NOW, 9, connections=["chat"], below=100)
        assert [hours[rooms.index(room)] for room in ready] == [1, 3, 12, 30, 90]

    await club.database.run(work)


async def test_two_people_who_are_one_are_reminded_no_more_than_one(club: Club) -> None:
    """Of two counts the greater stays, and what either had muted is muted."""

    def work(connection: Connection) -> None:
        store, (keep, drop, other) = Reminders(connection), club.people[:3]
        matter = begun(club, connection)
        store.count(matter, [keep, drop], NOW)
        store.count(matter, [drop], NOW + DAY)
        store.mute(CARD, keep, muted=True)
        store.merge(keep, drop)
        found = store.reminded(matter, [keep, drop, other])
        assert list(found) == [keep]
        assert (found[keep].times, found[keep].last_at, found[keep].muted) == (2, NOW + DAY, True)

    await club.database.run(work)
