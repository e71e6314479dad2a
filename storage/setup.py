"""How a house is set up: its organisation, its demonstration team, and what it went through."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from msgspec import Struct
from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from bot.domain.identity import AccountId, Entry, PersonId, Purpose, Role, RoomId, TeamId
from bot.domain.phrase import Instant
from bot.event import Origin
from bot.ports import CopyState, JobState
from storage.database import Database
from storage.identity import (
    account_key,
    account_table,
    membership,
    organisation,
    room_table,
)
from storage.inbox import ANYBODY, Inbox, heartbeat, house, inbox
from storage.later import DEAD as DEAD_TIMER
from storage.later import due, job
from storage.outgoing import DEAD as DEAD_MESSAGE
from storage.outgoing import SENT, TOO_LATE, outbox, posted
from storage.people import People
from storage.schema import metadata, upsert

_BACK: Final = timedelta(minutes=5)
_AHEAD: Final = timedelta(days=7)
_HELD: Final = "held"
_PAST: Final = "past"
_DEMONSTRATION: Final = "demonstration"
"""The source of the memberships that are made up."""
_LISTED: Final = 20
_LONG: Final = timedelta(hours=1)
_WEEK: Final = timedelta(days=7)
_OFTEN: Final = 3
"""How many attempts in a row that failed are no accident."""

RESTORED: Final = (
    "INSERT INTO house (key, value) VALUES ('held', '\"it was restored from a backup\"') "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
"""What a backup carries and the database itself does not, so that a restored one is held."""


class Demonstration(Struct, frozen=True):
    """Hold what a demonstration team is made of."""

    organisation: str
    team: str
    language: str
    zone: str
    connection: str
    realm: str
    main_room: str
    main_title: str
    entry: Entry = Entry.OPEN


class Settled(Struct, frozen=True):
    """Hold where rooms and people of a demonstration are found, by their platform's keys.

    `zone` is the one by whose clock the team lives.
    """

    rooms: Mapping[str, RoomId]
    accounts: Mapping[str, AccountId]
    zone: str


class DemonstrationTeam:
    """Set up a team in which anyone tries Muster: people appear by being named."""

    def __init__(self, database: Database, what: Demonstration) -> None:
        """Take the database; `open` makes the team or finds it."""
        self._database = database
        self._what = what
        self._team = TeamId(0)
        self.heard = 0

    async def open(self) -> None:
        """Make the team and its main room, the first time."""
        self._team, self.heard = await self._database.run(self._found)

    def _found(self, connection: Connection) -> tuple[TeamId, int]:
        people, what = People(connection), self._what
        home = people.found(what.organisation, what.language, what.zone, "demo")
        team = people.team_called(what.team, home, what.language, what.zone, what.entry)
        people.room_for(
            what.connection, what.main_room, what.main_title, team=team, purpose=Purpose.MAIN
        )
        heard = select(func.count()).where(inbox.c.connection == what.connection)
        return team, connection.scalar(heard) or 0

    async def enrol(self, origin: Origin, role: Role, now: Instant) -> None:
        """Make an account a person of the team with a role, recording both the first time."""
        await self._database.run(lambda connection: self._enrol(connection, origin, role, now))

    async def settle(
        self, rooms: Sequence[tuple[str, str, Purpose]], people: Sequence[tuple[Origin, Role]],
        now: Instant,
    ) -> Settled:  # fmt: skip
        """Make rooms (key, title, purpose) and people at once, and say where they are found.

        Each of the people has a private chat, which their `Origin` tells.
        """

        def settle(connection: Connection) -> Settled:
            known, here = People(connection), self._what.connection
            accounts = {
                origin.account: self._enrol(connection, origin, role, now)
                for origin, role in people
            }
            found = {
                key: known.room_for(here, key, title, team=self._team, purpose=purpose)
                for key, title, purpose in rooms
            }
            for origin, _ in people:
                assert origin.direct is not None
                found[origin.direct] = known.room_for(here, origin.direct, origin.name)
            return Settled(found, accounts, known.team(self._team).zone)

        return await self._database.run(settle)

    def _enrol(self, connection: Connection, origin: Origin, role: Role, now: Instant) -> AccountId:
        people = People(connection)
        account = people.account_for(origin, self._what.realm, now)
        person = people.join(account, self._team, origin.name, now)
        people.set_language(person, self._what.language)
        people.set_role(person, self._team, role, now, source=_DEMONSTRATION)
        return account

    async def alias(self, origin: Origin, of: str, now: Instant) -> None:
        """Give the person of another account one more account."""
        realm = self._what.realm

        def alias(connection: Connection) -> None:
            people = People(connection)
            person = connection.scalar(
                select(account_table.c.person)
                .join(account_key, account_key.c.account == account_table.c.id)
                .where(account_key.c.realm == realm, account_key.c.key == of)
            )
            assert person is not None
            people.give(people.account_for(origin, realm, now), PersonId(person))

        await self._database.run(alias)

    async def open_room(self, key: str, title: str, purpose: Purpose) -> None:
        """Make a room of the team, unless it is there."""
        await self._database.run(
            lambda connection: People(connection).room_for(
                self._what.connection, key, title, team=self._team, purpose=purpose
            )
        )


def settle(connection: Connection, name: str, language: str, zone: str, deployment: str) -> None:
    """Found the organisation of a house, or let it be called and speak as the settings now say."""
    People(connection).found(name, language, zone, deployment)
    values = {"name": name, "language": language, "zone": zone, "deployment": deployment}
    connection.execute(update(organisation).values(**values))


def begin_past(connection: Connection) -> bool:
    """Begin the past of a demonstration, where nobody has been served from this database yet.

    What is left of one that was broken off goes first: it is lived once more from its beginning.
    """
    broken_off = connection.scalar(select(house.c.key).where(house.c.key == _PAST)) is not None
    if not broken_off and connection.scalar(select(func.count()).select_from(organisation)):
        return False
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))
    connection.execute(insert(house).values(key=_PAST))
    return True


def end_past(connection: Connection) -> None:
    """Note that a demonstration has lived its past: from now on people are served."""
    connection.execute(delete(house).where(house.c.key == _PAST))


def demonstrated(connection: Connection) -> bool:
    """Tell whether people of a demonstration live in a database: nobody real may meet them."""
    theirs = select(membership.c.id).where(membership.c.source == _DEMONSTRATION).limit(1)
    return connection.scalar(theirs) is not None


def why_held(connection: Connection, now: Instant | None) -> str | None:
    """Say why nothing may be sent from this database before somebody has looked; None: it may.

    `now` is None where the clock is not to be compared with the last sign of life.

    A restored backup, or a clock that has jumped since the last sign of life, would send again
    what people have long seen, or close what should still be open.
    """
    held = connection.scalar(select(house.c.value).where(house.c.key == _HELD))
    if held:
        return str(held)
    last = connection.scalar(select(func.max(heartbeat.c.at)))
    if last is None or now is None:
        return None
    if now < last - _BACK:
        return f"the clock stands {last - now} before the last sign of life, {last:%F %H:%M} UTC"
    if now > last + _AHEAD:
        return f"nothing has run for {(now - last).days} days, since {last:%F %H:%M} UTC"
    return None


def release(connection: Connection, now: Instant) -> None:
    """Let sending go on from here: the present is the last sign of life."""
    connection.execute(delete(house).where(house.c.key == _HELD))
    sign_of_life(connection, now)


def given_up(connection: Connection) -> list[str]:
    """List what was tried again and again in vain, the newest first: its number, name and error.

    People are told the same number. What was merely too late is not listed.
    """
    found: list[str] = []
    for letter, table, name, dead in (
        ("M", outbox, outbox.c.view, outbox.c.state == DEAD_MESSAGE),
        ("T", due, due.c.step, due.c.state == DEAD_TIMER),
        ("J", job, job.c.name, job.c.state == JobState.DEAD.value),
    ):
        rows = connection.execute(
            select(table.c.id, name.label("name"), table.c.last_error)
            .where(dead, table.c.last_error != TOO_LATE)
            .order_by(table.c.id.desc())
            .limit(_LISTED)
        )
        found += [f"{letter}{row.id} {row.name}: {row.last_error}" for row in rows]
    return found


def lost_rooms(connection: Connection) -> list[tuple[str, str]]:
    """List the rooms of teams that nothing reaches any more: their titles and connections."""
    rows = connection.execute(
        select(room_table.c.title, room_table.c.connection)
        .where(
            room_table.c.team.is_not(None), room_table.c.left_at.is_not(None),
            room_table.c.kind == "group",
        )
        .order_by(room_table.c.left_at.desc())
        .limit(_LISTED)
    )  # fmt: skip
    return [(row.title, row.connection) for row in rows]


def waiting_long(connection: Connection, now: Instant) -> list[tuple[str, int, Instant]]:
    """List the connections on which messages have waited for an hour: how many, since when."""
    since = func.min(outbox.c.not_before)
    rows = connection.execute(
        select(room_table.c.connection, func.count().label("messages"), since.label("since"))
        .select_from(outbox)
        .join(room_table, room_table.c.id == outbox.c.room)
        .where(
            outbox.c.state < SENT, outbox.c.not_before <= now - _LONG,
            or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > now),
        )
        .group_by(room_table.c.connection)
        .order_by(room_table.c.connection)
    )  # fmt: skip
    return [(row.connection, row.messages, row.since) for row in rows]


def stale_cards(connection: Connection, now: Instant) -> list[tuple[str, int]]:
    """List the connections on which cards show what no longer is so: how many.

    To change each was tried in vain again and again, or given up within a week.
    """
    tried = and_(posted.c.state == CopyState.LIVE.value, posted.c.attempt >= _OFTEN)
    given_up_lately = and_(posted.c.state == CopyState.DEAD.value, posted.c.shown_at > now - _WEEK)
    rows = connection.execute(
        select(room_table.c.connection, func.count().label("cards"))
        .select_from(posted)
        .join(room_table, room_table.c.id == posted.c.room)
        .where(posted.c.refs != [], or_(tried, given_up_lately))
        .group_by(room_table.c.connection)
        .order_by(room_table.c.connection)
    )
    return [(row.connection, row.cards) for row in rows]


def hold(connection: Connection, why: str) -> None:
    """Hold all sending until somebody has looked."""
    values = {"value": why}
    connection.execute(
        upsert(house)
        .values(key=_HELD, **values)
        .on_conflict_do_update(index_elements=["key"], set_=values)
    )


def sign_of_life(connection: Connection, now: Instant) -> None:
    """Note that the house was alive at a time, whoever ran it."""
    Inbox(connection).beat(ANYBODY, now)
