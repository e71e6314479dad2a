"""How a house is set up: its organisation, its demonstration team, and what it went through."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from bot.domain.identity import PersonId, Purpose, Role, TeamId
from bot.domain.phrase import Instant
from bot.event import Origin
from storage.inbox import heartbeat, house, inbox
from storage.people import People, account_key, account_table
from storage.schema import upsert

_BACK: Final = timedelta(minutes=5)
_AHEAD: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Hold what a demonstration team is made of."""

    organisation: str
    team: str
    language: str
    zone: str
    connection: str
    realm: str
    main_room: str
    main_title: str


def demonstration(connection: Connection, what: Demonstration, deployment: str) -> TeamId:
    """Return the demonstration team with its main room, made the first time."""
    people = People(connection)
    home = people.found(what.organisation, what.language, what.zone, deployment)
    team = people.team_called(what.team, home, what.language, what.zone)
    people.room_for(
        what.connection, what.main_room, what.main_title, team=team, purpose=Purpose.MAIN
    )
    return team


def enrol(
    connection: Connection, origin: Origin, realm: str, team: TeamId, role: Role, now: Instant,
    language: str,
) -> PersonId:  # fmt: skip
    """Make an account a person of the team with a role, recording both the first time."""
    people = People(connection)
    person = people.join(people.account_for(origin, realm, now), team, origin.name, now)
    people.set_language(person, language)
    people.set_role(person, team, role, now, source="demonstration")
    return person


def alias(connection: Connection, origin: Origin, realm: str, of: str, now: Instant) -> None:
    """Give the person of another account one more account."""
    people = People(connection)
    person = connection.scalar(
        select(account_table.c.person)
        .join(account_key, account_key.c.account == account_table.c.id)
        .where(account_key.c.realm == realm, account_key.c.key == of)
    )
    assert person is not None
    people.give(people.account_for(origin, realm, now), PersonId(person))


def events_heard(connection: Connection, name: str) -> int:
    """Count the events of a connection: where a chat goes on counting."""
    counted = connection.scalar(
        select(func.count()).select_from(inbox).where(inbox.c.connection == name)
    )
    return counted or 0


def why_held(connection: Connection, now: Instant) -> str | None:
    """Say why nothing may be sent from this database before somebody has looked; None: it may.

    A restored backup, or a clock that has jumped since the last sign of life, would send again
    what people have long seen, or close what should still be open.
    """
    held = connection.scalar(select(house.c.value).where(house.c.key == "held"))
    if held:
        return str(held)
    last = connection.scalar(select(func.max(heartbeat.c.at)))
    if last is None:
        return None
    if now < last - _BACK:
        return f"the clock stands {last - now} before the last sign of life, {last:%F %H:%M} UTC"
    if now > last + _AHEAD:
        return f"nothing has run for {(now - last).days} days, since {last:%F %H:%M} UTC"
    return None


def hold(connection: Connection, why: str | None) -> None:
    """Hold all sending from now on, or let it go."""
    values = {"value": why}
    connection.execute(
        upsert(house)
        .values(key="held", **values)
        .on_conflict_do_update(index_elements=["key"], set_=values)
    )


def sign_of_life(connection: Connection, now: Instant) -> None:
    """Note that the house was alive at a time, whoever ran it."""
    connection.execute(heartbeat.delete())
    connection.execute(upsert(heartbeat).values(owner="last", at=now))
