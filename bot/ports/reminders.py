"""Who is reminded of what, and when."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Protocol

from msgspec import Struct

from bot.action import View
from bot.domain.identity import PersonId, RoomId, TeamId
from bot.domain.phrase import Instant
from bot.domain.reminding import Course, Habits, Ladder, Reminded, Rhythm, Whom
from bot.ports.store import Connection


class Matter(Struct, frozen=True):
    """Hold something that people are reminded of: its card, its team, and how its steps go.

    `rung_at` is up to when its steps have been taken; `aloud_at` when those were named in its
    rooms who cannot be written to.
    """

    id: int
    card: View
    team: TeamId
    course: Course
    rung_at: Instant
    aloud_at: Instant | None


class Reader(Struct, frozen=True):
    """Say how somebody can be reminded: when they are not to be disturbed, and in which room."""

    person: PersonId
    rhythm: Rhythm
    room: RoomId | None


class Reminders(Protocol):
    """Keep what people are reminded of, and how often each was."""

    def __init__(self, connection: Connection) -> None: ...

    def put(self, card: View, team: TeamId, course: Course, now: Instant, *, keep: bool) -> int:
        """Remind of a card's matter by this course from now on; return the matter's id.

        Of one that was begun before it stays known when it opened and how often people were
        reminded of it, and with `keep` it keeps its ladder.
        """
        ...

    def end(self, card: View, now: Instant) -> Sequence[int]:
        """Remind nobody of a card any more; return the matters that there were."""
        ...

    def find(self, matter: int) -> Matter | None:
        """Return a matter; None of one that has ended."""
        ...

    def of(self, card: View) -> Sequence[Matter]:
        """Return the matters of a card that have not ended."""
        ...

    def of_team(self, team: TeamId) -> Sequence[Matter]:
        """Return a team's matters that have not ended, the soonest to close first."""
        ...

    def habits(self, team: TeamId, usual: Habits) -> Habits:
        """Return how a team reminds: by what it has set, else as is usual."""
        ...

    def follow(self, matter: int, ladder: Ladder, since: Instant) -> None:
        """Let a matter go on by the steps of another ladder that come after an instant."""
        ...

    def rung(self, matter: int, at: Instant) -> None:
        """Note up to when a matter's steps have been taken."""
        ...

    def also(self, matter: int, at: Instant) -> None:
        """Give a matter one more step, at an instant."""
        ...

    def rhythms(self, team: TeamId, usual: tuple[time, time] | None) -> Sequence[Rhythm]:
        """Return all rhythms that there are among the members of a team.

        `usual` are the quiet hours of teams that have not set theirs.
        """
        ...

    def readers(
        self, persons: Sequence[PersonId], usual: tuple[time, time] | None
    ) -> Mapping[PersonId, Reader]:
        """Say of persons how they can be reminded; of those who were forgotten nothing."""
        ...

    def reminded(self, matter: int, persons: Sequence[PersonId]) -> Mapping[PersonId, Reminded]:
        """Say of persons how often they were reminded of a matter; of those who were or are not."""
        ...

    def count(self, matter: int, persons: Sequence[PersonId], now: Instant) -> None:
        """Note that persons were reminded of a matter."""
        ...

    def mute(self, card: View, person: PersonId, *, muted: bool) -> bool:
        """Let somebody not be reminded of a card any more, or again; False where it has ended."""
        ...

    def standing(self, person: PersonId, cards: Sequence[View]) -> Mapping[View, tuple[int, bool]]:
        """Return which matters some cards are, and whether somebody is not reminded of each."""
        ...

    def reached(self, person: PersonId, whom: Whom, since: Instant) -> Sequence[View]:
        """List the cards of which somebody was reminded since a time, as one of these."""
        ...

    def speak(self, matter: int, now: Instant) -> bool:
        """Note that those who cannot be written to are named in the rooms; False if they were."""
        ...
