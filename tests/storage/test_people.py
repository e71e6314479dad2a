"""Who is who, when many come at once: on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import pytest
from sqlalchemy import Connection, Table, func, insert, select, update

from bot.domain.audience import Audience
from bot.domain.identity import AccountId, PersonId, Purpose, Role, TeamId, Who
from bot.event import Origin
from bot.ports import Place
from storage.database import Database
from storage.groups import Groups
from storage.identity import (
    account_key,
    account_table,
    membership,
    membership_tag,
    person_table,
    room_key,
    room_table,
)
from storage.people import People
from storage.rolls import Rolls, Standing, roll_entry

NOW: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
MANY: Final = 50


@pytest.fixture
async def team(database: Database) -> TeamId:
    """Make a team with its main room."""

    def work(connection: Connection) -> TeamId:
        people = People(connection)
        home = people.found("School", "zh", "Asia/Shanghai", "test")
        made = people.team_called("Team", home, "zh", "Asia/Shanghai")
        people.room_for("chat", "main", "Lobby", team=made, purpose=Purpose.MAIN)
        return made

    return await database.run(work)


def origin(account: str = "ana", room: str = "main", **more: str | bool | None) -> Origin:
    """Say where an event came from."""
    return Origin("chat", room, account, account.title(), **more)  # type: ignore[arg-type]  # a test's shorthand


async def count(database: Database, table: Table) -> int:
    """Count a table's rows."""
    return await database.read(lambda c: c.scalar(select(func.count()).select_from(table)) or 0)


def identify(connection: Connection, where: Origin) -> Who:
    """Resolve who acts."""
    return People(connection).identify(where, "realm", NOW, None, None)


def meet(connection: Connection, where: Origin) -> None:
    """Record what was seen."""
    People(connection).meet(where, "realm", NOW)


def name_topic(where: Place, name: str, connection: Connection) -> None:
    """Say what a part of a room is called."""
    People(connection).name_topic(where, name)


def first_tap(connection: Connection, where: Origin, team: TeamId) -> PersonId:
    """Meet somebody and let them join, as the first tap does."""
    people = People(connection)
    people.meet(where, "realm", NOW)
    who = identify(connection, where)
    assert who.account is not None
    return people.join(who.account, team, where.name, NOW)


async def test_fifty_first_taps_make_one_person(database: Database, team: TeamId) -> None:
    """However often somebody new taps at once, they are one account, one person, one member."""
    made = await asyncio.gather(
        *(database.run(partial(first_tap, where=origin(), team=team)) for _ in range(MANY))
    )
    assert len(set(made)) == 1
    for table in (account_table, account_key, person_table, membership):
        assert await count(database, table) == 1, table.name


async def test_fifty_strangers_are_fifty_people(database: Database, team: TeamId) -> None:
    """Fifty people who come at once are told apart, and none is lost."""
    made = await asyncio.gather(
        *(database.run(partial(first_tap, where=origin(f"p{n}"), team=team)) for n in range(MANY))
    )
    assert len(set(made)) == MANY
    members = await database.read(lambda c: People(c).members(team, Role.MEMBER))
    assert sorted(members) == sorted(made)


async def test_a_room_seen_by_fifty_at_once_is_one(database: Database, team: TeamId) -> None:
    """A new room of which many messages come at once is recorded once."""
    del team
    wheres = [origin(f"p{n}", "new room", title="New") for n in range(MANY)]
    await asyncio.gather(*(database.run(partial(meet, where=where)) for where in wheres))
    assert await count(database, room_table) == 2
    assert await count(database, room_key) == 2


async def test_two_accounts_of_one_person_act_at_once(database: Database, team: TeamId) -> None:
    """Linked accounts that act in the same instant are the same person, with one membership."""
    person = await database.run(partial(first_tap, where=origin("ana"), team=team))

    def second_account(connection: Connection) -> None:
        people = People(connection)
        people.give(people.account_for(origin("ana2"), "realm", NOW), person)

    await database.run(second_account)
    both = [origin("ana"), origin("ana2")] * (MANY // 2)
    made = await asyncio.gather(
        *(database.run(partial(first_tap, where=where, team=team)) for where in both)
    )
    assert set(made) == {person}
    assert await count(database, membership) == 1


async def test_a_name_that_changed_is_seen_when_they_are_met(
    database: Database, team: TeamId
) -> None:
    """What an account calls itself now is what it is shown as."""
    await database.run(partial(first_tap, where=origin(), team=team))
    renamed = Origin("chat", "main", "ana", "Ana Maria")
    await database.run(lambda c: People(c).meet(renamed, "realm", NOW))
    assert (
        await database.read(lambda c: c.scalar(select(account_table.c.shown_name))) == "Ana Maria"
    )


async def test_a_moved_room_keeps_its_id(database: Database, team: TeamId) -> None:
    """A room that goes by a new key, told five times at once, is the same and written to there."""
    before = await database.read(lambda c: identify(c, origin()).room)
    assert before is not None
    moved = origin(title="Lobby")
    await asyncio.gather(
        *(
            database.run(lambda c: People(c).move_room(moved, "super-main", "Big lobby", NOW))
            for _ in range(5)
        )
    )
    after = await database.read(lambda c: identify(c, origin(room="super-main")).room)
    assert after is not None
    assert (after.id, after.title, after.team) == (before.id, "Big lobby", team)
    address = await database.read(lambda c: People(c).address(Place(before.id)))
    assert (address.room, address.title) == ("super-main", "Big lobby")


async def test_a_topic_goes_by_the_name_that_was_told_last(
    database: Database, team: TeamId
) -> None:
    """Each room's threads have names of their own, and most have none."""
    room = await database.read(lambda c: identify(c, origin()).room)
    assert room is not None
    assert room.team == team
    here, there = Place(room.id, "7"), Place(room.id, "8")
    for name in ("Reading", "Books", "Books"):
        await database.run(partial(name_topic, here, name))
    await database.run(lambda c: People(c).name_topic(Place(room.id), "No thread"))
    names = await database.read(
        lambda c: [People(c).topic(place) for place in (here, there, Place(room.id))]
    )
    assert names == ["Books", None, None]


async def test_a_room_that_was_heard_of_before_it_moved_is_no_other(
    database: Database, team: TeamId
) -> None:
    """Somebody speaks under the new key before the platform tells of the move: one room, then."""
    before = await database.read(lambda c: identify(c, origin()).room)
    assert before is not None
    await database.run(lambda c: People(c).meet(origin(room="super-main"), "realm", NOW))
    for _ in range(2):
        await database.run(lambda c: People(c).move_room(origin(), "super-main", None, NOW))
    after = await database.read(lambda c: identify(c, origin(room="super-main")).room)
    assert after is not None
    assert (after.id, after.team) == (before.id, team)
    address = await database.read(lambda c: People(c).address(Place(before.id)))
    assert address.room == "super-main"


async def test_a_role_can_be_changed_and_is_not_taken_by_a_tap(
    database: Database, team: TeamId
) -> None:
    """Who was made organiser stays one, and who left and comes back is a member again."""
    person = await database.run(partial(first_tap, where=origin(), team=team))

    def promote(connection: Connection) -> None:
        People(connection).set_role(person, team, Role.ORGANISER, NOW, source="test")

    await database.run(promote)
    assert (await database.read(lambda c: identify(c, origin()))).role is Role.ORGANISER


async def test_private_talk_is_about_the_team_that_was_chosen(
    database: Database, team: TeamId
) -> None:
    """In private the only team is meant; of several none, until one is chosen, and for so long."""
    person = await database.run(partial(first_tap, where=origin(direct="dm"), team=team))
    private = origin(room="dm", private=True)
    assert (await database.read(lambda c: identify(c, private))).team is not None

    def second_team(connection: Connection) -> TeamId:
        people = People(connection)
        other = people.team_called("Other", 1, "en", "UTC")
        people.set_role(person, other, Role.MEMBER, NOW, source="test")
        return other

    other = await database.run(second_team)
    assert (await database.read(lambda c: identify(c, private))).team is None
    until = NOW + timedelta(days=1)
    await database.run(lambda c: People(c).choose_team(person, other, until))
    chosen = (await database.read(lambda c: identify(c, private))).team
    assert chosen is not None
    assert chosen.id == other

    def later(connection: Connection) -> Who:
        return People(connection).identify(private, "realm", until, None, None)

    assert (await database.read(later)).team is None


async def test_people_are_written_to_where_they_were_last(database: Database, team: TeamId) -> None:
    """Of two private chats the one last used is chosen, and one that is lost is not."""
    person = await database.run(partial(first_tap, where=origin(direct="dm 1"), team=team))

    def again(connection: Connection) -> AccountId:
        people = People(connection)
        second = Origin("chat", "main", "ana2", "Ana", direct="dm 2")
        account = people.account_for(second, "realm", NOW + timedelta(hours=1))
        people.give(account, person)
        return account

    await database.run(again)

    def room(connection: Connection) -> str:
        people = People(connection)
        found = people.private_room(person)
        assert found is not None
        return people.address(Place(found)).room

    assert await database.read(room) == "dm 2"

    def lose(connection: Connection) -> None:
        people = People(connection)
        found = people.private_room(person)
        assert found is not None
        people.lose_room(found, NOW)

    await database.run(lose)
    assert await database.read(room) == "dm 1"


async def test_it_is_known_which_chats_are_still_to_be_opened(database: Database) -> None:
    """A chat is one connection's with one account, and over when it is lost."""

    def meet(connection: Connection) -> list[Any]:
        people = People(connection)
        people.account_for(origin(direct="dm"), "realm", NOW)
        for minutes, who in enumerate(("ben", "cleo"), start=1):
            people.account_for(origin(who), "realm", NOW + timedelta(minutes=minutes))
        found: list[Any] = [people.chat_with(each, "realm", "ana") for each in ("chat", "other")]
        people.lose_room(people.room_for("chat", "dm", "Ana", private=True), NOW)
        later = NOW + timedelta(seconds=90)
        return [
            *found, people.chat_with("chat", "realm", "ana"),
            *(people.without_chat("realm", since) for since in (NOW, later)),
        ]  # fmt: skip

    assert await database.run(meet) == ["dm", None, None, ["cleo", "ben"], ["cleo"]]


async def test_a_roll_is_frozen_for_some_and_only_some_of_them_vote(database: Database) -> None:
    """Categories say who votes; whoever has a tag or is of a category that is named is on it."""

    def work(connection: Connection) -> None:
        people, groups, rolls = People(connection), Groups(connection), Rolls(connection)
        home = people.found("School", "en", "UTC", "test")
        team = people.team_called("Choir", home, "en", "UTC")
        full = groups.set_category(team, "Full", votes=True)
        new = groups.set_category(team, "new", votes=False)
        ids = {}
        for name, category in (("Ana", full), ("Ben", new), ("Cho", None), ("Dan", full)):
            origin = Origin("stage", "", name, name)
            ids[name] = people.join(people.account_for(origin, "stage", NOW), team, name, NOW)
            mine = (membership.c.person == ids[name],)
            connection.execute(update(membership).where(*mine).values(category=category))
        tagged = select(membership.c.id).where(membership.c.person == ids["Cho"])
        member = connection.scalar(tagged)
        connection.execute(insert(membership_tag).values(membership=member, tag="Altos"))
        people.set_role(ids["Dan"], team, Role.GUEST, NOW, source="test")

        def frozen(*named: str, voting: bool = False) -> set[PersonId]:
            made = rolls.freeze(team, Audience(named))
            return set(rolls.expected(made, voting=voting))

        assert frozen() == {ids["Ana"], ids["Ben"], ids["Cho"]}
        assert frozen(voting=True) == {ids["Ana"], ids["Cho"]}
        assert frozen("full", "ALTOS") == {ids["Ana"], ids["Cho"]}
        assert frozen("new") == {ids["Ben"]}
        assert frozen("unheard of") == set()

    await database.run(work)


async def test_of_two_places_on_a_roll_the_better_stays_with_its_vote(database: Database) -> None:
    """Whoever was expected without a vote gets none by an account that had only asked."""

    def work(connection: Connection) -> None:
        people, groups, rolls = People(connection), Groups(connection), Rolls(connection)
        home = people.found("School", "en", "UTC", "test")
        team = people.team_called("Choir", home, "en", "UTC")
        stranger, member = (
            people.person_of(
                people.account_for(Origin("stage", "", name, name), "stage", NOW), name
            )
            for name in ("Stranger", "Member")
        )
        people.set_role(member, team, Role.MEMBER, NOW, source="test")
        new = groups.set_category(team, "new", votes=False)
        connection.execute(update(membership).values(category=new))
        roll = rolls.freeze(team)
        assert rolls.ask(roll, stranger)
        rolls.merge(stranger, member)
        assert rolls.expected(roll) == [stranger]
        assert rolls.expected(roll, voting=True) == rolls.asking(roll) == []
        standing = select(roll_entry.c.state).where(roll_entry.c.roll == roll)
        assert connection.scalars(standing).all() == [Standing.EXPECTED.value]

    await database.run(work)
