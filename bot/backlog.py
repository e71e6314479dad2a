"""What has come and is not dealt with yet: until when all that people did is known."""

from collections.abc import Hashable

from bot.domain.phrase import Instant


class Backlog:
    """Know since when something waits in this process, or at a platform that it asks."""

    def __init__(self) -> None:
        """Begin with nothing that waits."""
        self._since: dict[Hashable, Instant] = {}

    def begin(self, what: Hashable, since: Instant) -> None:
        """Note since when something waits; said again, it is since another time."""
        self._since[what] = since

    def end(self, what: Hashable) -> None:
        """Note that something has been dealt with."""
        self._since.pop(what, None)

    def cleared(self, now: Instant) -> Instant:
        """Return until when all that came has been dealt with."""
        return min((now, *self._since.values()))
