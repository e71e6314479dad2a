"""What must be looked at: in memory only, for the rows can always be swept again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from bot.action import View
from bot.domain.identity import RoomId
from bot.domain.phrase import Instant

_AT_ONCE: Final = datetime.min.replace(tzinfo=UTC)


class Agenda:
    """Remember which copies must be looked at, by room, and from when on.

    Never more than there are copies. A copy is taken off before it is looked at, so that what
    changes meanwhile puts it on again.
    """

    def __init__(self) -> None:
        """Start empty."""
        self._views: dict[View, None] = {}
        self._copies: dict[RoomId, dict[int, Instant]] = {}
        self._redraws: dict[int, tuple[RoomId, Instant]] = {}
        self._resting: set[View] = set()

    def mark(self, views: Iterable[View]) -> bool:
        """Note views that have changed; however often, each of their copies is drawn once.

        Returns whether there is any reason to look: of a view that rests all copies must wait.
        """
        fresh = [view for view in views if view not in self._views]
        if not fresh:
            return False
        self._views.update(dict.fromkeys(fresh))
        return not self._resting.issuperset(fresh)

    def take_views(self, most: int) -> list[View]:
        """Take off views whose copies must be found."""
        taken = list(islice(self._views, most))
        for view in taken:
            del self._views[view]
        return taken

    def add(self, copy: int, room: RoomId) -> None:
        """Note a copy, to be looked at now, or when its rest is over."""
        self._copies.setdefault(room, {}).setdefault(copy, _AT_ONCE)

    def rest(self, found: Mapping[View, Sequence[tuple[int, RoomId]]], now: Instant) -> None:
        """Let views rest, until the next look, whose copies have been found and must all wait."""
        self._resting = {
            view
            for view, copies in found.items()
            if all(self._copies.get(room, {}).get(copy, now) > now for copy, room in copies)
        }

    def put_off(self, copy: int, room: RoomId, until: Instant) -> None:
        """Let a copy wait: whatever changes, it is not looked at before."""
        self._copies.setdefault(room, {})[copy] = until

    def put_off_all(self, room: RoomId, until: Instant) -> None:
        """Let all copies of a room wait, at least so long."""
        copies = self._copies.get(room, {})
        copies.update({copy: max(at, until) for copy, at in copies.items()})

    def wake(self) -> None:
        """Let no copy wait any longer."""
        for copies in self._copies.values():
            copies.update(dict.fromkeys(copies, _AT_ONCE))

    def redraw(self, copy: int, room: RoomId, at: Instant | None) -> None:
        """Note when a copy is to be looked at although nothing has happened; None: never."""
        if at is None:
            self._redraws.pop(copy, None)
        else:
            self._redraws[copy] = (room, at)

    def rooms(self, now: Instant) -> list[RoomId]:
        """List the rooms with copies to be looked at now."""
        for copy, (room, at) in list(self._redraws.items()):
            if at <= now:
                del self._redraws[copy]
                self.add(copy, room)
        return [
            room
            for room, copies in self._copies.items()
            if any(at <= now for at in copies.values())
        ]

    def due(self, room: RoomId, now: Instant) -> list[int]:
        """List a room's copies to be looked at now, those that wait longest first."""
        return [copy for copy, at in self._copies.get(room, {}).items() if at <= now]

    def take(self, copy: int, room: RoomId) -> None:
        """Take a copy off, because it is looked at now."""
        copies = self._copies[room]
        del copies[copy]
        if not copies:
            del self._copies[room]

    def times(self) -> Iterable[tuple[RoomId, Instant]]:
        """Yield when copies are to be looked at, by room."""
        for room, copies in self._copies.items():
            yield room, min(copies.values())
        yield from self._redraws.values()
