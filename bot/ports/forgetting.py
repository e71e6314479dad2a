"""What is known of somebody, and what has served its time."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from msgspec import Struct

from bot.domain.identity import PersonId
from bot.domain.phrase import Instant
from bot.ports.store import Connection


class Traces(Struct, frozen=True):
    """Hold what is kept of a person: what would be erased, and how many records would stay.

    `led_alone` are those of their teams that have no other organiser.
    """

    accounts: int
    teams: tuple[str, ...]
    led_alone: tuple[str, ...]
    records: int


class Memory(Protocol):
    """Know what is kept of a person, and forget it."""

    def __init__(self, connection: Connection) -> None: ...

    def traces(self, person: PersonId) -> Traces | None:
        """Count what is kept of a person; None of one who is forgotten or was never known."""
        ...

    def forget(self, person: PersonId, now: Instant) -> None:
        """Erase what says who a person is or was; what they did still counts."""
        ...


class Bite(NamedTuple):
    """Hold the keys of some rows of one kind that have served their time."""

    kind: int
    keys: Sequence[tuple[Any, ...]]


class Housekeeping(Protocol):
    """Take away what has served its time."""

    def __init__(self, connection: Connection) -> None: ...

    def spent(self, now: Instant) -> Sequence[Bite]:
        """List what may go, a bite of each kind of row; empty where nothing is left."""
        ...

    def take_away(self, bite: Bite, now: Instant) -> None:
        """Take a bite away, but for what has come to life again since it was found."""
        ...
