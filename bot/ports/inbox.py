"""What was delivered before, and who holds what."""

from collections.abc import Collection, Mapping
from typing import Protocol

from bot.domain.phrase import Instant
from bot.ports.store import Connection


class Inbox(Protocol):
    """Recognise what was delivered before, and note what the house has been through."""

    def __init__(self, connection: Connection) -> None: ...

    def first(self, connection: str, event: str, now: Instant) -> bool:
        """Record a delivery; False where it was delivered before."""
        ...

    def set_aside(self, connection: str, payload: str, error: str, now: Instant) -> None:
        """Keep a delivery that could not be read, for whoever mends the reader."""
        ...

    def beat(self, owner: str, now: Instant) -> None:
        """Note that a process is alive."""
        ...

    def beats(self) -> Mapping[str, Instant]:
        """Return when each process was last alive."""
        ...

    def heard_until(self, now: Instant) -> Instant:
        """Return until when all that came has been dealt with, whichever process it came to."""
        ...

    def bury(self, owner: str) -> None:
        """Forget a process that has ended."""
        ...


class Leases(Protocol):
    """Let one process at a time do what only one may."""

    def __init__(self, connection: Connection) -> None: ...

    def take(self, name: str, owner: str, now: Instant, until: Instant) -> bool:
        """Take what is free, or whose holder is gone or silent for too long, or prolong one's own.

        False where another holds it.
        """
        ...

    def give_back(self, name: str, owner: str) -> None:
        """Give a lease back, where it is still one's own."""
        ...

    def alone(self, name: str) -> None:
        """Wait for whoever else does what goes by a name; others wait for our transaction."""
        ...

    def living(self) -> Collection[str]:
        """Name those processes beside our own that are connected to the database."""
        ...

    def free(self, living: Collection[str]) -> None:
        """Free all leases but those of the living."""
        ...
