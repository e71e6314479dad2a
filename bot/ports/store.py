"""What every store and its caller agree on: units of work in transactions."""

from collections.abc import Callable, Hashable
from typing import Any, Protocol, TypeAlias, TypeVar

T = TypeVar("T")

Connection: TypeAlias = Any
"""A database connection inside a transaction. Opaque to the core, which only passes it on."""

Scope: TypeAlias = Any
"""How an id leads to its team: made by `storage`, opaque to the core (see `People.identify`)."""


class Store(Protocol):
    """Run units of work."""

    async def run(self, fn: Callable[[Connection], T], *, alike: Hashable = None) -> T:
        """Run `fn` in one write transaction; it may be run again, and its error rolls back.

        However many ask at one moment for what is `alike`, and so wait for one another, all others
        go on beside them.
        """
        ...

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` on one read-only snapshot."""
        ...

    async def read_aside(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn`, which reads for longer than a moment, on one snapshot and beside the loop."""
        ...
