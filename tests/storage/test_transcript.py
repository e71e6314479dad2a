"""The transcript: what was said and shown, in order, once, for fourteen days."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from bot.domain.identity import AccountId, RoomId
from bot.domain.phrase import Instant
from bot.event import Origin
from bot.ports import Line
from storage.database import Database
from storage.forget import forget
from storage.people import People
from storage.transcript import Transcript
from tests.storage.world import NOW, migrated

T = TypeVar("T")


class Room:
    """Hold a room with two people, and write its transcript."""

    def __init__(self, database: Database) -> None:
        """Take the database."""
        self._database = database
        self.id = RoomId(0)
        self.ana = self.ben = AccountId(0)

    async def open(self) -> None:
        """Make the room and its people."""

        def work(connection: Any) -> tuple[RoomId, AccountId, AccountId]:
            people = People(connection)
            home = people.found("School", "en", "Asia/Shanghai", "test")
            team = people.team_called("Team", home, "en", "Asia/Shanghai")
            room = people.room_for("browser", "main", "Main", team=team)

            def settle(name: str) -> AccountId:
                origin = Origin("browser", "main", name.lower(), name)
                account = people.account_for(origin, "web", NOW)
                people.join(account, team, name, NOW)
                return account

            return room, settle("Ana"), settle("Ben")

        self.id, self.ana, self.ben = await self._database.run(work)

    async def write(self, change: Callable[[Transcript], T]) -> T:
        """Change the transcript in a transaction."""
        return await self._database.run(lambda c: change(Transcript(c)))

    async def shows(self, text: str, now: Instant = NOW, reader: AccountId | None = None) -> Line:
        """Show something."""
        return await self.write(lambda t: t.show(self.id, reader, {"text": text}, now))

    async def since(self, seq: int, reader: AccountId, most: int = 100) -> list[Any]:
        """Return the texts that a reader has not seen."""
        lines = await self._database.read(lambda c: Transcript(c).since(seq, self.id, reader, most))
        return [None if each.content is None else each.content["text"] for each in lines]


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[Room]:
    """Lend a room on each database."""
    database = await migrated(database_url)
    room = Room(database)
    await room.open()
    yield room
    await database.close()


async def test_every_change_has_a_later_number_than_all_before(room: Room) -> None:
    """However fast they come, and though the clock be set back, the numbers grow."""
    first = await room.shows("a")
    second = await room.shows("b")
    back = await room.shows("c", NOW - timedelta(days=1))
    changed = await room.write(lambda t: t.change(first.id, room.id, None, {"text": "A"}, NOW))
    assert changed is not None
    assert first.seq < second.seq < back.seq < changed.seq
    assert (changed.id, changed.at, changed.edited) == (first.id, first.at, True)
    assert await room.since(first.seq, room.ana) == ["b", "c", "A"]
    assert await room.write(lambda t: t.last()) == changed.seq


async def test_numbers_grow_though_the_newest_line_is_gone(room: Room) -> None:
    """Who has seen a line that was forgotten still hears of the next one."""
    seen = await room.shows("a")
    await room.write(lambda t: t.forget_before(NOW + timedelta(seconds=1)))
    assert await room.since(0, room.ana) == []
    after = await room.shows("b", NOW + timedelta(seconds=1))
    assert after.seq > seen.seq
    assert after.id > seen.id


async def test_what_was_said_stands_once_however_often_it_is_delivered(room: Room) -> None:
    """One person's delivery counts once; another person's of the same name is another."""

    def said(who: AccountId) -> Callable[[Transcript], Line | None]:
        return lambda t: t.say(room.id, who, "id-1", {"text": str(who)}, NOW)

    assert await room.write(said(room.ana)) is not None
    assert await room.write(said(room.ana)) is None
    assert await room.write(said(room.ben)) is not None
    assert await room.since(0, room.ana) == [str(room.ana), str(room.ben)]


async def test_what_one_alone_may_see_nobody_else_sees_or_changes(room: Room) -> None:
    """A private line is its reader's, in its room."""
    own = await room.shows("draft", reader=room.ana)
    assert await room.since(0, room.ana) == ["draft"]
    assert await room.since(0, room.ben) == []

    def take(place: RoomId, reader: AccountId | None) -> Callable[[Transcript], Line | None]:
        return lambda t: t.change(own.id, place, reader, None, NOW)

    assert await room.write(take(room.id, room.ben)) is None
    assert await room.write(take(room.id, None)) is None
    assert await room.write(take(RoomId(99), room.ana)) is None
    assert await room.write(lambda t: t.change(own.id, room.id, room.ana, None, NOW)) is not None
    assert await room.since(own.seq, room.ana) == [None]


async def test_of_a_long_history_the_newest_comes_oldest_first(room: Room) -> None:
    """Who was away for long is told the last lines, in their order."""
    for number in range(5):
        await room.shows(str(number))
    assert await room.since(0, room.ana, most=3) == ["2", "3", "4"]


async def test_after_fourteen_days_a_line_is_forgotten_unless_it_has_changed(room: Room) -> None:
    """A card that is still being answered stands; one that was forgotten can stand again."""
    later = NOW + timedelta(days=15)
    old, card = await room.shows("old"), await room.shows("card")
    await room.write(lambda t: t.change(card.id, room.id, None, {"text": "card 1"}, later))
    then = later - timedelta(days=14)
    assert await room.write(lambda t: t.forget_before(then)) == 1
    assert await room.write(lambda t: t.forget_before(then)) == 0
    assert await room.since(0, room.ana) == ["card 1"]
    changed = await room.write(lambda t: t.change(old.id, room.id, None, {"text": "x"}, later))
    assert changed is None
    again = await room.write(lambda t: t.restore(old.id, room.id, None, {"text": "x"}, later))
    assert (again.id, again.edited) == (old.id, True)
    assert await room.since(0, room.ana) == ["card 1", "x"]
    assert (await room.shows("next", later)).id > card.id


async def test_a_forgotten_person_leaves_no_word_behind(room: Room) -> None:
    """What they said, and what only they saw, goes; what others said stays."""
    await room.write(lambda t: t.say(room.id, room.ana, "1", {"text": "from Ana"}, NOW))
    await room.write(lambda t: t.say(room.id, room.ben, "2", {"text": "from the other"}, NOW))
    await room.shows("only hers", reader=room.ana)

    def go(connection: Any) -> None:
        origin = Origin("browser", "main", "ana", "Ana")
        who = People(connection).identify(origin, "web", NOW, None, None)
        assert who.person is not None
        forget(connection, who.person, NOW)

    await room._database.run(go)
    assert await room.since(0, room.ana) == ["from the other"]


async def test_a_database_keeps_its_name(room: Room) -> None:
    """Whoever asks again, under whatever fresh name, is told the first one."""
    assert await room.write(lambda t: t.epoch("one")) == "one"
    assert await room.write(lambda t: t.epoch("two")) == "one"
