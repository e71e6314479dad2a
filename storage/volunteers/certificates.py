"""Certificates: what a paper says, kept so that whoever is shown it can have it checked."""

from typing import Any

from sqlalchemy import Connection, select, update

from bot.domain.identity import PersonId, TeamId
from bot.domain.volunteer import Certificate, EntryId
from storage.schema import upsert
from storage.volunteers.tables import certificate


class Certificates:
    """Keep certificates: never changed, and the same one for the same hours."""

    MERGES = frozenset({certificate.c.person})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def issue(self, team: TeamId, wanted: Certificate) -> Certificate:
        """Keep a certificate, or return the one that says the same already."""
        self._connection.execute(
            upsert(certificate)
            .values(
                team=team, person=wanted.person, serial=wanted.serial, covers=wanted.covers,
                year=wanted.year, minutes=wanted.minutes,
                entries=list(wanted.entries), since=wanted.since, until=wanted.until,
                issued_at=wanted.issued_at,
            )
            .on_conflict_do_nothing()
        )  # fmt: skip
        return self._one(
            certificate.c.team == team, certificate.c.person == wanted.person,
            certificate.c.covers == wanted.covers, certificate.c.year == wanted.year,
        )  # fmt: skip

    def find(self, team: TeamId, serial: str) -> Certificate | None:
        """Return a team's certificate by its number; those of others are none."""
        mine = (certificate.c.team == team, certificate.c.serial == serial)
        row = self._connection.execute(select(certificate).where(*mine)).one_or_none()
        return None if row is None else _certificate(row)

    def _one(self, *wanted: Any) -> Certificate:
        return _certificate(self._connection.execute(select(certificate).where(*wanted)).one())

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Let the certificates of one person be another's."""
        theirs = certificate.c.person == drop
        self._connection.execute(update(certificate).where(theirs).values(person=keep))


def _certificate(row: Any) -> Certificate:
    return Certificate(
        row.serial, PersonId(row.person), row.year, row.since, row.until, row.minutes,
        row.issued_at, tuple(map(EntryId, row.entries)),
    )  # fmt: skip
