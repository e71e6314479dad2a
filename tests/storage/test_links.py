"""Codes and teams, when two come at once; and one person out of two: on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection, func, select, update

from bot.domain.code import Code, CodeId, CodeKind, CodeState
from bot.domain.identity import AccountId, PersonId, Role, RoomId, TeamId
from bot.event import Origin
from storage.database import Database
from storage.identity import (
    membership,
    person_table,
)
from storage.links import TRIES, WAIT, Links, link_code
from storage.members import Members
from storage.merging import MERGING, Merging
from storage.people import People
from storage.rolls import next_number
from storage.teams import Teams
from tests.storage.test_contracts import STORES

NOW: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
LATER: Final = NOW + timedelta(minutes=10)
MANY: Final = 20


def meet(connection: Connection, key: str) -> tuple[AccountId, RoomId]:
    """Meet somebody in private."""
    people = People(connection)
    people.found("School", "en", "UTC", "test")
    origin = Origin("chat", f"private {key}", key, key.title(), private=True)
    people.meet(origin, "realm", NOW)
    who = people.identify(origin, "realm", NOW, None, None)
    assert who.account is not None
    assert who.room is not None
    return who.account, who.room.id


def give(connection: Connection, kind: CodeKind = CodeKind.PERSON, key: str = "ana") -> CodeId:
    """Give somebody a code."""
    account, room = meet(connection, key)
    return Links(connection).put(kind, f"hash of {key}", "nonce", LATER, account=account, room=room)


def find(connection: Connection, code: CodeId) -> Code:
    """Return a code that is there."""
    found = Links(connection).code(code)
    assert found is not None
    return found


async def test_a_code_is_typed_once(database: Database) -> None:
    """However many type it at the same moment, one of them has."""
    code = await database.run(give)
    who = [await database.run(partial(meet, key=f"p{n}")) for n in range(MANY)]

    def type_(connection: Connection, account: AccountId, room: RoomId) -> bool:
        return Links(connection).type(code, account, room, NOW, LATER)

    typed = await asyncio.gather(
        *(database.run(partial(type_, account=each, room=room)) for each, room in who)
    )
    assert typed.count(True) == 1
    found = await database.read(lambda c: find(c, code))
    assert (found.typed_by, found.typed_in) == who[typed.index(True)]


async def test_what_was_typed_is_decided_once(database: Database) -> None:
    """Of a yes and a no that come at once, one stands."""
    code = await database.run(give)
    account, room = await database.run(partial(meet, key="ben"))
    await database.run(lambda c: Links(c).type(code, account, room, NOW, LATER))
    states = [CodeState.TAKEN, CodeState.REFUSED] * 5

    def settle(connection: Connection, state: CodeState) -> bool:
        return Links(connection).settle(code, account, state, NOW)

    settled = await asyncio.gather(*(database.run(partial(settle, state=each)) for each in states))
    assert settled.count(True) == 1
    found = await database.read(lambda c: find(c, code))
    assert found.state is states[settled.index(True)]


async def test_nothing_is_typed_or_decided_too_late(database: Database) -> None:
    """The moment at which it ends is the first that does not count."""

    def work(connection: Connection) -> None:
        links, code = Links(connection), give(connection)
        account, room = meet(connection, "ben")
        assert not links.type(code, account, room, LATER, LATER + WAIT)
        assert links.type(code, account, room, NOW, LATER)
        assert not links.settle(code, account, CodeState.TAKEN, LATER)
        assert find(connection, code).stands(CodeState.ASKED, NOW)
        assert not find(connection, code).stands(CodeState.ASKED, LATER)

    await database.run(work)


async def test_a_new_code_voids_the_one_before(database: Database) -> None:
    """Of each kind an asker has one; the house keeps not even the old one's hash."""

    def work(connection: Connection) -> None:
        links, account = Links(connection), meet(connection, "ana")[0]
        first = links.put(CodeKind.PERSON, "one", "n", LATER, account=account)
        links.put(CodeKind.ROOM, "room", "n", LATER, account=account)
        links.put(CodeKind.PERSON, "two", "n", LATER, account=account)
        assert find(connection, first).state is CodeState.VOID
        links.put(CodeKind.OWNER, "start one", "n", None)
        links.put(CodeKind.OWNER, "start two", "n", None)
        hashes = connection.scalars(select(link_code.c.hash).order_by(link_code.c.id))
        assert list(hashes) == ["one", "room", "two", "start two"]

    await database.run(work)


async def test_a_code_typed_in_vain_too_often_is_void(database: Database) -> None:
    """Wherever it is of no use; one that waits to be confirmed is left alone."""

    def work(connection: Connection) -> None:
        links, code = Links(connection), give(connection)
        for _ in range(TRIES - 1):
            links.miss(code)
        assert find(connection, code).state is CodeState.OPEN
        links.miss(code)
        assert find(connection, code).state is CodeState.VOID

    await database.run(work)


async def test_wrong_codes_are_counted_for_each_account(database: Database) -> None:
    """Five within ten minutes let one account wait, and nobody else."""

    def work(connection: Connection) -> None:
        links = Links(connection)
        ana, ben = meet(connection, "ana")[0], meet(connection, "ben")[0]
        for n in range(TRIES):
            assert links.waits_until(ana, NOW) is None
            links.wrong(ana, NOW + timedelta(minutes=n))
        last = NOW + timedelta(minutes=TRIES - 1)
        assert links.waits_until(ana, last) == last + WAIT
        assert links.waits_until(ana, last + WAIT) is None
        assert links.waits_until(ben, last) is None

    await database.run(work)


async def test_a_room_is_taken_by_one_team(database: Database) -> None:
    """Two teams that want one room at the same moment do not both get it."""

    def prepare(connection: Connection) -> RoomId:
        people = People(connection)
        people.found("School", "en", "UTC", "test")
        return people.room_for("chat", "chess", "Chess")

    def take(connection: Connection, number: int) -> TeamId | None:
        teams = Teams(connection)
        if teams.team_of(room) is not None:
            return None
        made = teams.make(f"Team {number}", "en")
        teams.attach(room, made)
        return made

    room = await database.run(prepare)
    made = await asyncio.gather(*(database.run(partial(take, number=n)) for n in range(MANY)))
    (one,) = [each for each in made if each is not None]
    assert await database.read(lambda c: People(c).room(room).team) == one


async def test_a_team_is_blank_until_something_is_made_in_it(database: Database) -> None:
    """One room and no number given: nothing is lost if it gives way."""

    def work(connection: Connection) -> None:
        people, teams = People(connection), Teams(connection)
        people.found("School", "en", "UTC", "test")
        one, two = teams.make("One", "en"), teams.make("Two", "en")
        for key, team in (("a", one), ("b", two), ("c", two)):
            teams.attach(people.room_for("chat", key, key), team)
        assert teams.is_blank(one)
        assert not teams.is_blank(two)
        next_number(connection, one, "poll")
        assert not teams.is_blank(one)

    await database.run(work)


# One person out of two


def test_every_store_of_persons_merges() -> None:
    """Whoever keeps something of persons has a part when two become one."""
    assert {kind.__name__ for kind in MERGING} == {kind.__name__ for kind in STORES}


async def test_what_was_set_by_either_stays(database: Database) -> None:
    """Who stays keeps what they have set; what they have not is as the other had it."""

    def work(connection: Connection) -> None:
        people = People(connection)
        keep = people.person_of(meet(connection, "ana")[0], "Ana")
        drop = people.person_of(meet(connection, "ben")[0], "Ben")
        whom = person_table.c.id
        connection.execute(update(person_table).where(whom == keep).values(language="zh"))
        theirs = {"language": "en", "zone": "Asia/Shanghai", "quiet_from": "21:00"}
        connection.execute(update(person_table).where(whom == drop).values(**theirs))
        Merging(connection).merge(keep, drop)
        row = connection.execute(select(person_table).where(whom == keep)).one()
        assert (row.name, row.language, row.zone, row.quiet_from) == (
            "Ana", "zh", "Asia/Shanghai", "21:00",
        )  # fmt: skip
        assert people.current(drop) == keep

    await database.run(work)


async def test_two_who_were_merged_can_be_merged_with_a_third(database: Database) -> None:
    """Whoever they were on any account leads to who they are."""

    def work(connection: Connection) -> None:
        people, team = People(connection), None
        ids: list[PersonId] = []
        for name in ("ana", "ben", "cleo"):
            account = meet(connection, name)[0]
            team = team or Teams(connection).make("Team", "en")
            ids.append(people.join(account, team, name, NOW))
        ana, ben, cleo = ids
        assert team is not None
        people.set_role(cleo, team, Role.ADMIN, NOW, source="test")
        merging = Merging(connection)
        merging.merge(ben, cleo)
        merging.merge(ana, ben)
        assert [people.current(each) for each in ids] == [ana, ana, ana]
        assert people.role_of(ana, team) is Role.ADMIN
        assert connection.scalar(select(func.count()).select_from(membership)) == 1

    await database.run(work)


async def test_a_role_that_is_over_is_not_brought_back(database: Database) -> None:
    """In each team the membership that goes on counts, whichever of the two it was."""

    def work(connection: Connection) -> None:
        people, team = People(connection), None
        for roles in ((Role.ADMIN, Role.MEMBER), (Role.MEMBER, Role.ADMIN)):
            ids: list[PersonId] = []
            for role in roles:
                account = meet(connection, f"{role.name} of {roles}")[0]
                team = team or Teams(connection).make("Team", "en")
                ids.append(people.join(account, team, role.name, NOW))
                people.set_role(ids[-1], team, role, NOW, source="test")
                if role is Role.ADMIN:
                    assert Members(connection).leave(team, ids[-1], NOW, removed=False)
            assert team is not None
            keep, drop = ids
            Merging(connection).merge(keep, drop)
            assert people.role_of(keep, team) is Role.MEMBER

    await database.run(work)


async def test_an_owner_who_was_forgotten_is_none(database: Database) -> None:
    """Then the next start shows a code again."""

    def work(connection: Connection) -> None:
        people, teams = People(connection), Teams(connection)
        person = people.person_of(meet(connection, "ana")[0], "Ana")
        assert not teams.has_owner()
        teams.make_owner(person)
        teams.make_owner(person)
        assert teams.has_owner()
        assert teams.owns(person)
        forgotten = update(person_table).where(person_table.c.id == person)
        connection.execute(forgotten.values(forgotten_at=NOW))
        assert not teams.has_owner()

    await database.run(work)
