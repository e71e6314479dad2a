"""Who guesses at codes: after some wrong ones in a row nobody may try for a while."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Column, Connection, ForeignKey, Table, Text, case, delete, select

from bot.domain.identity import PersonId
from bot.domain.phrase import Instant
from storage.columns import instant, number
from storage.schema import Retention, metadata, upsert
from storage.spent import WEEK, spent

_FREE_TRIES: Final = 5
_REST: Final = timedelta(minutes=5)
"""How long somebody waits who has typed so many wrong codes."""

guess = Table(
    "guess", metadata,
    Column("matter", Text, primary_key=True, info={"retention": Retention.NONE}),
    Column("person", ForeignKey("person.id"), primary_key=True,
           info={"retention": Retention.TRANSIENT}),
    number("tries", default=0), instant("at"),
)  # fmt: skip
# Whoever guessed may guess again long before.
spent(guess, guess.c.at, WEEK)


class Guesses:
    """Count wrong codes, for each matter by itself."""

    MERGES = frozenset({guess.c.person})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def rests_until(self, matter: str, person: PersonId, now: Instant) -> Instant | None:
        """Return until when somebody may try no code, because too many were wrong."""
        theirs = (guess.c.matter == matter, guess.c.person == person)
        row = self._connection.execute(select(guess).where(*theirs)).one_or_none()
        if row is None or row.tries < _FREE_TRIES or row.at + _REST <= now:
            return None
        until: Instant = row.at + _REST
        return until

    def note_wrong(self, matter: str, person: PersonId, now: Instant) -> None:
        """Count a wrong code; after a rest one starts anew."""
        put = upsert(guess).values(matter=matter, person=person, tries=1, at=now)
        # Counted where it stands: of several at one moment each would count itself alone.
        tries = case((guess.c.at <= now - _REST, 1), else_=guess.c.tries + 1)
        self._connection.execute(
            put.on_conflict_do_update(
                index_elements=["matter", "person"], set_={"tries": tries, "at": now}
            )
        )

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Forget the guesses of one who turned out to be somebody else."""
        del keep
        self._connection.execute(delete(guess).where(guess.c.person == drop))
