"""What a platform allows in a month."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.domain.identity import TeamId
from bot.ports.store import Connection


class Budgets(Protocol):
    """Keep what was used of the allowances that platforms give by the month."""

    def __init__(self, connection: Connection) -> None: ...

    def spend(self, connection: str, month: str, what: str, times: int) -> int:
        """Add to what was used in a month; return how much it is now."""
        ...

    def used(self, connection: str, month: str) -> Mapping[str, int]:
        """Return what was used in a month, by what it is."""
        ...

    def teams(self, connection: str) -> Sequence[TeamId]:
        """List the teams that have a room on a connection."""
        ...
