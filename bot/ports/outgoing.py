"""What should be seen: copies that stand, messages that are sent once, lanes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import Any, Final, Protocol

from msgspec import Struct

from bot.action import Open, View
from bot.domain.identity import RoomId, TeamId
from bot.domain.pace import Limit
from bot.domain.phrase import Instant
from bot.ports.places import Place
from bot.ports.store import Connection


class Kind(StrEnum):
    """Say what is done: a message is sent once, or told and merged; or old ones are taken away."""

    POST = "post"
    TELL = "tell"
    STRIKE = "strike"


class Priority(IntEnum):
    """Order what a room sends first."""

    TALK = 5
    DEADLINE = 10
    LIVE = 15
    """What people are waiting for at this moment: it comes in seconds, or too late."""
    POST = 20
    TELL = 30
    EDIT = 40
    DIGEST = 50


class OnUncertain(StrEnum):
    """Say what to do with a post that may have been sent already."""

    REPEAT = "repeat"
    DROP = "drop"


class Message(Struct, frozen=True):
    """Hold a wish to send: a row of the outbox.

    `attempt` counts this one too; `refs` are the parts of it that went out before the rest failed,
    or, of a strike, what is to be taken away.
    With `sent_at` all of it went out then, and only what was to follow is still to be done.
    `thread_of` is the view in whose copy's own thread it belongs.
    """

    id: int
    kind: Kind
    view: View
    place: Place
    team: TeamId | None
    priority: Priority
    attempt: int
    uncertain: bool
    on_uncertain: OnUncertain
    then: Open[Any] | None = None
    refs: tuple[str, ...] = ()
    sent_at: Instant | None = None
    thread_of: View | None = None


class CopyState(StrEnum):
    """Say how a copy stands: kept up to date, at rest, taken away, or given up."""

    LIVE = "live"
    FINAL = "final"
    GONE = "gone"
    DEAD = "dead"


UNSURE: Final = ""
"""The digest of a copy that shows nobody knows what."""


class Posted(Struct, frozen=True):
    """Hold a copy of a view in one place: where it stands, or the wish that it should.

    `digest` is None while it shows nothing yet, or only a part of what it should, and `UNSURE`
    where an attempt to show something was begun and nobody has noted its end. `pinned` is the
    wish that it be pinned while it is kept up to date, `pin` the ref of what is pinned of it.
    """

    id: int
    view: View
    place: Place
    team: TeamId | None
    refs: tuple[str, ...]
    digest: str | None
    shown_at: Instant | None
    state: CopyState
    attempt: int = 0
    pinned: bool = False
    pin: str | None = None

    @property
    def unsure(self) -> bool:
        """Whether it may show something of which nothing is known."""
        return self.digest == UNSURE


class Lease(Struct, frozen=True):
    """Hold the right to send to one room; `fence` tells it from any later holder's."""

    room: RoomId
    fence: int


class Wait(Struct, frozen=True):
    """Say that a room may send nothing before a time.

    `limit` is the limit that is used up, if it was one; `leased` says that somebody else sends
    there, who may be done long before their lease ends.
    """

    until: Instant
    limit: str | None = None
    leased: bool = False


class Wish(Struct, frozen=True):
    """Wish for a private message that a `key` allows once: a second wish for it is the same one.

    Where messages are paced, one that must be read by an earlier time goes first; after `until` it
    is of no use.
    """

    key: str
    view: View
    room: RoomId
    read_by: Instant | None
    until: Instant | None


class Outgoing(Protocol):
    """Keep what should be seen: standing copies, messages to be sent, lanes and limits."""

    def __init__(self, connection: Connection) -> None: ...

    def place_view(self, view: View, places: Sequence[Place], team: TeamId | None) -> None:
        """Record that a view should stand in places, once each."""
        ...

    def keep(self, copy: Posted) -> None:
        """Record that what stands somewhere already is a copy of a view, to be kept up to date."""
        ...

    def copies_of(self, view: View) -> Sequence[Posted]:
        """List the copies of a view, one for each room, in the order they were wished."""
        ...

    def pin(self, view: View, *, wanted: bool) -> None:
        """Wish that the copies of a view be pinned, or no longer."""
        ...

    def pinned(self, copy: Posted, pin: str | None, *, wanted: bool = True) -> None:
        """Record what is pinned of a copy; where it is not `wanted` any more the wish is over."""
        ...

    def renew(self, view: View, place: Place, now: Instant) -> None:
        """Let a copy be posted anew where the conversation now is, instead of edited far above.

        What stands there is taken away.
        """
        ...

    def revive(self, view: View) -> None:
        """Let a view that came to rest, or was given up, be kept up to date again."""
        ...

    def post(self, view: View, places: Sequence[Place], team: TeamId | None, now: Instant, *,
             priority: Priority, then: Open[Any] | None, expires_at: Instant | None,
             on_uncertain: OnUncertain, thread_of: View | None = None) -> None:  # fmt: skip
        """Record a message that nobody may miss, once each place that can be reached."""
        ...

    def wished(self, view: View, *, since: Instant) -> bool:
        """Say whether a view was to be posted or told at some time since then."""
        ...

    def wished_of(self, view: str, *, since: Instant) -> set[View]:
        """Return the views of a name that were to be posted or told at some time since then."""
        ...

    def say(self, view: View, place: Place, team: TeamId | None, now: Instant) -> None:
        """Record a message of a conversation: sent once, before what else waits for the room."""
        ...

    def tell(self, view: View, room: RoomId, team: TeamId | None, now: Instant, *,
             priority: Priority, not_before: Instant | None) -> None:  # fmt: skip
        """Record a private message, merged at sending with what else waits for that room."""
        ...

    def waits(self, keys: Sequence[str]) -> Mapping[str, bool]:
        """Say of the messages that were wished by some keys whether each still waits."""
        ...

    def tell_once(self, wishes: Sequence[Wish], now: Instant) -> None:
        """Record private messages of no one team's, each once for its key.

        One that still waits takes on what is more urgent of a wish that is made again.
        """
        ...

    def copies(self, views: Sequence[View]) -> Mapping[View, Sequence[tuple[int, RoomId]]]:
        """List the copies of each view and their rooms, in the order they were wished."""
        ...

    def live(self, after: int, most: int) -> Sequence[tuple[int, RoomId]]:
        """List copies that are to be kept up to date, and their rooms, by id."""
        ...

    def copy(self, posted_id: int) -> Posted | None:
        """Return a copy as it stands; None where its room is lost."""
        ...

    def sending(self, copy: Posted) -> bool:
        """Note that a copy is about to be sent; what it shows is unknown until it is marked.

        False, and nothing is noted, where it has been shown since it was read.
        """
        ...

    def ready(self, now: Instant, most: int, *, connections: Sequence[str],
              below: int) -> Sequence[RoomId]:  # fmt: skip
        """List rooms of connections with a message that may go now, the most urgent first.

        The message is more urgent than `below`.
        """
        ...

    def ready_in(self, room: RoomId, now: Instant, below: int) -> bool:
        """Return whether a room has a message, more urgent than `below`, that may go now."""
        ...

    def next_by_room(
        self, now: Instant, *, connections: Sequence[str]
    ) -> Sequence[tuple[RoomId, str, Instant]]:
        """Return from when on each room of connections with something to send may; and its own."""
        ...

    def stranded(self, *, connections: Sequence[str]) -> Mapping[str, int]:
        """Count the messages that wait for other connections than these, by connection."""
        ...

    def claim(self, room: RoomId, owner: str, now: Instant, lease: timedelta,
              limits: Sequence[tuple[str, Limit]]) -> "Lease | Wait":  # fmt: skip
        """Lease a room for one message, if its lane and all limits let it through now."""
        ...

    def release(self, lease: Lease, *, next_at: Instant | None = None) -> bool:
        """Give a lease back, the lane resting until `next_at`; False where it was lost."""
        ...

    def pick(self, room: RoomId, now: Instant, below: int) -> Sequence[Message]:
        """Take what a leased room sends next: one post, or all tells that may be merged."""
        ...

    def sent(self, messages: Sequence[int], refs: Sequence[str], now: Instant) -> None:
        """Record messages as sent."""
        ...

    def put_back(self, messages: Sequence[int], not_before: Instant | None, *, error: str,
                 refs: Sequence[str] = (), uncertain: bool = False,
                 apart: bool = False) -> None:  # fmt: skip
        """Let messages wait for another time; `apart`: they will not be merged again.

        Without a time they stay where they were in the order of their room, and were not tried.
        """
        ...

    def owe(self, message: int, refs: Sequence[str], sent_at: Instant, not_before: Instant,
            error: str) -> None:  # fmt: skip
        """Record a message as sent whose `then` failed, and is to be tried again by itself."""
        ...

    def bury(self, messages: Sequence[int], error: str) -> None:
        """Give messages up: they are kept as dead, with the reason."""
        ...

    def give_up(self, what: Message | Posted, error: str, now: Instant) -> None:
        """Give one message or one copy up."""
        ...

    def bury_room(self, room: RoomId, error: str) -> None:
        """Give up all that waits for a room."""
        ...

    def bury_late(self, now: Instant, *, connections: Sequence[str]) -> int:
        """Give up some messages that are too late to be of use; return how many.

        Too late is also what has waited a week for another connection than these.
        """
        ...

    def shown(self, copy: Posted, refs: Sequence[str], digest: str | None, now: Instant,
              *, final: bool) -> bool:  # fmt: skip
        """Record what a copy now shows and where; False where it was posted anew meanwhile."""
        ...

    def gone(self, copy: Posted, now: Instant) -> None:
        """Record that a copy was taken away; it is posted anew once it has something to say."""
        ...

    def failed_copy(self, copy: int, now: Instant, *, dead: bool, attempted: bool = True,
                    refs: Sequence[str] | None = None, unsure: bool = True) -> None:  # fmt: skip
        """Count a failed attempt at a copy, or give it up; `refs` are the parts that stand.

        Not `unsure` where nothing more than these can have gone out.
        """
        ...

    def find(self, room: RoomId, ref: str) -> View | None:
        """Return the view that a message of ours shows."""
        ...

    def free_lanes(self, living: Collection[str]) -> None:
        """Free all leases but those of the living."""
        ...

    def waiting(self) -> Mapping[RoomId, int]:
        """Count what would be sent, by room."""
        ...
