"""One person out of two: every store that refers to persons brings its part over."""

from typing import Final, Protocol

from sqlalchemy import Connection

from bot.domain.identity import PersonId
from storage.digests import Digests
from storage.essays import Essays
from storage.guesses import Guesses
from storage.later import Later
from storage.meeting import Meetings, MeetingSeries, Minutes, Presences
from storage.people import People
from storage.polls import Polls
from storage.quiz import Banks, Contests, Dailies
from storage.reminders import Reminders
from storage.rolls import Rolls
from storage.rosters import Rosters
from storage.talk import Talk
from storage.volunteers import (
    Activities,
    Attendances,
    Certificates,
    Ledger,
    Profiles,
    SignUps,
)


class Merges(Protocol):
    """Bring what is one person's over to another."""

    def __init__(self, connection: Connection) -> None: ...

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Let everything of `drop` be of `keep`."""
        ...


MERGING: Final[tuple[type[Merges], ...]] = (
    Activities,
    Attendances,
    Banks,
    Certificates,
    Contests,
    Dailies,
    Digests,
    Essays,
    Guesses,
    Later,
    Ledger,
    Meetings,
    MeetingSeries,
    Minutes,
    People,
    Polls,
    Presences,
    Profiles,
    Reminders,
    Rolls,
    Rosters,
    SignUps,
    Talk,
)
"""All stores with columns of persons; in which order they merge makes no difference."""


class Merging:
    """Make one person of two, everywhere at once."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Let everything of `drop` be of `keep`, who is who both are from now on."""
        for kind in MERGING:
            kind(self._connection).merge(keep, drop)
