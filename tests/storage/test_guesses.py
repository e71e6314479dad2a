"""Guessing at codes: too many wrong ones cost a rest, and after it one begins anew."""

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.domain.identity import PersonId
from bot.domain.phrase import Instant
from bot.event import Origin
from storage.database import Database
from storage.guesses import Guesses
from storage.people import People

NOW: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
REST: Final = timedelta(minutes=5)


def member(connection: Connection, name: str) -> PersonId:
    """Let somebody be a person of the one team."""
    people = People(connection)
    home = people.found("School", "en", "UTC", "test")
    team = people.team_called("Club", home, "en", "UTC")
    account = people.account_for(Origin("chat", "lobby", name, name), "realm", NOW)
    return people.join(account, team, name, NOW)


def until(connection: Connection, person: PersonId, now: Instant) -> Instant | None:
    """Return until when somebody rests."""
    return Guesses(connection).rests_until("meeting 1", person, now)


async def test_who_has_rested_guesses_anew(database: Database) -> None:
    """Five wrong codes in a row rest five minutes, of that matter and that person alone."""

    def play(connection: Connection) -> None:
        ana, ben = member(connection, "ana"), member(connection, "ben")
        guesses = Guesses(connection)
        for _ in range(4):
            guesses.note_wrong("meeting 1", ana, NOW)
        assert until(connection, ana, NOW) is None
        guesses.note_wrong("meeting 1", ana, NOW)
        assert until(connection, ana, NOW) == NOW + REST
        assert until(connection, ben, NOW) is None
        assert guesses.rests_until("meeting 2", ana, NOW) is None
        assert until(connection, ana, NOW + REST) is None
        guesses.note_wrong("meeting 1", ana, NOW + REST)
        assert until(connection, ana, NOW + REST) is None

    await database.run(play)
