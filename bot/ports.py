"""What the core asks of a database, as protocols; `storage` answers, on both databases alike.

A store is made on a connection inside one transaction (`kind(connection)`), is synchronous, and
lives no longer than that transaction. Times are passed in: SQL never asks for one.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol, TypeAlias, TypeVar

from bot.action import Action, Open, View
from bot.domain.call import Call, CallId
from bot.domain.identity import AccountId, PersonId, Role, Room, RoomId, Team, TeamId, Who
from bot.domain.pace import Limit
from bot.domain.phrase import Instant
from bot.domain.reminding import Course, Reminded, Rhythm, Whom
from bot.domain.term import Term
from bot.event import Origin
from bot.form import Raw

T = TypeVar("T")
CallT_co = TypeVar("CallT_co", bound=Call, covariant=True)

Connection: TypeAlias = Any
"""A database connection inside a transaction. Opaque to the core, which only passes it on."""

Scope: TypeAlias = Any
"""How an id leads to its team: made by `storage`, opaque to the core (see `People.identify`)."""


class Store(Protocol):
    """Run units of work."""

    async def run(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` in one write transaction; it may be run again, and its error rolls back."""
        ...

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` on one read-only snapshot."""
        ...

    def wake(self) -> None:
        """Tell the other replicas, where there are any, that there is something to do."""
        ...


class KeptFile(NamedTuple):
    """Say where a stored file lies, of which media type it is, and how many bytes it has."""

    path: Path
    kind: str
    size: int


class Keep(StrEnum):
    """Say what a file is kept as, which decides for how long."""

    INBOX = "inbox"
    EXPORTS = "exports"
    ESSAYS = "essays"


class Kept(NamedTuple):
    """Say what was kept of what was received: its hash (SHA-256, hexadecimal), and its bytes."""

    file: str
    size: int


class FileStore(Protocol):
    """Keep files by the hash of what stands in them."""

    async def put(self, content: bytes | AsyncIterator[bytes], *, name: str, kind: str,
                  keep_until: Instant, now: Instant) -> str:  # fmt: skip
        """Keep a file until a time, and return its hash.

        Raises `FileTooLargeError` where more comes than may be kept.
        """
        ...

    async def open(self, file: str) -> KeptFile | None:
        """Return where a file lies; None where no such file is kept."""
        ...

    async def prolong(self, file: str, keep_until: Instant) -> None:
        """Keep a file until a later time; nothing changes of one that is kept longer, or not."""
        ...

    async def prune(self, now: Instant) -> int:
        """Take away some of the files whose time is over; return how many."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Say where something stands: a room, a thread in it, for one reader or for all."""

    room: RoomId
    thread: str | None = None
    reader: AccountId | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Say the same in the platform's keys, for the adapter.

    `under` is the ref of a message of ours whose own thread is meant, where a platform has such.
    """

    connection: str
    room: str
    title: str
    private: bool
    thread: str | None = None
    reader: str | None = None
    under: str | None = None


class People(Protocol):
    """Know rooms, accounts, persons, teams and who may what."""

    def __init__(self, connection: Connection) -> None: ...

    def identify(
        self, origin: Origin, realm: str, now: Instant, scope: Scope | None, object_id: int | None
    ) -> Who:
        """Resolve who acts and in which team, in one joined read.

        The team is that of the object (`scope`, `object_id`), else the room's, else the one that
        the person chose for private talk, else their only one.
        """
        ...

    def meet(self, origin: Origin, realm: str, now: Instant) -> None:
        """Record a room or an account seen for the first time, and names that have changed."""
        ...

    def join(self, account: AccountId, team: TeamId, name: str, now: Instant) -> PersonId:
        """Make the account's person a member of an open team."""
        ...

    def note_profile(self, origin: Origin, realm: str, now: Instant, *, reachable: bool | None,
                     zone: str | None) -> None:  # fmt: skip
        """Record what a platform told of an account; what it did not tell stays as it was."""
        ...

    def note_members(self, realm: str, accounts: Sequence[tuple[str, str]], now: Instant) -> None:
        """Record the accounts that a platform listed, as keys and names."""
        ...

    def teams_of(self, person: PersonId) -> Sequence[Team]:
        """List the teams in which a person is a member."""
        ...

    def choose_team(self, person: PersonId, team: TeamId, until: Instant) -> None:
        """Remember which team a person's private talk is about."""
        ...

    def rooms_of(self, team: TeamId) -> Sequence[Room]:
        """List a team's rooms, oldest first."""
        ...

    def room(self, room: RoomId) -> Room:
        """Return one room."""
        ...

    def team(self, team: TeamId) -> Team:
        """Return one team."""
        ...

    def terms(self, team: TeamId) -> Sequence[Term]:
        """List the terms by which a team counts, the earliest first."""
        ...

    def role_of(self, person: PersonId, team: TeamId) -> Role | None:
        """Return a person's role in a team."""
        ...

    def members(self, team: TeamId, at_least: Role) -> Sequence[PersonId]:
        """List the persons of a team who have at least a role."""
        ...

    def groups(self, team: TeamId) -> Sequence[str]:
        """List what the categories and tags of a team are called."""
        ...

    def names(self, persons: Iterable[PersonId]) -> Mapping[PersonId, str]:
        """Return the names of persons."""
        ...

    def current(self, person: PersonId) -> PersonId:
        """Return who a person is now: another one, where two were found to be the same."""
        ...

    def private_room(self, person: PersonId) -> RoomId | None:
        """Return where a person can be written to in private, the latest used first."""
        ...

    def voice_of(self, room: RoomId) -> tuple[str, str, Team | None]:
        """Return a room's language and zone, and its team: in private those of the person."""
        ...

    def address(self, place: Place) -> Address:
        """Return a place in the platform's keys."""
        ...

    def name_topic(self, place: Place, name: str) -> None:
        """Remember what a thread is called, where the platform has told."""
        ...

    def topic(self, place: Place) -> str | None:
        """Return what a thread is called, if that was ever told."""
        ...

    def move_room(self, origin: Origin, key: str, title: str | None, now: Instant) -> None:
        """Give a room a new key; it keeps its id."""
        ...

    def lose_room(self, room: RoomId, now: Instant) -> bool:
        """Record that nothing can be sent to a room any more; False where it was known."""
        ...


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

    def bury(self, owner: str) -> None:
        """Forget a process that has ended."""
        ...


class Leases(Protocol):
    """Let one process at a time do what only one may."""

    def __init__(self, connection: Connection) -> None: ...

    def take(self, name: str, owner: str, now: Instant, until: Instant) -> bool:
        """Take what is free, or whose holder's time is over, or prolong one's own.

        False where another holds it.
        """
        ...

    def give_back(self, name: str, owner: str) -> None:
        """Give a lease back, where it is still one's own."""
        ...

    def free(self) -> None:
        """Free all leases: for a database that only one process uses, when that one starts."""
        ...


@dataclass(frozen=True, slots=True)
class Due:
    """Hold one thing that falls due: an action of the house, in a team, at a time."""

    id: int
    at: Instant
    action: Action
    team: TeamId | None
    attempt: int
    schedule: int | None = None


class CatchUp(StrEnum):
    """Say what becomes of occurrences that fell due while nothing ran."""

    LATEST = "latest"
    ALL = "all"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Hold a recurring action: a cron line in a zone; `nominal` is its next local time."""

    id: int
    action: Action
    team: TeamId | None
    cron: str
    zone: str
    catch_up: CatchUp


class Later(Protocol):
    """Keep what happens later: timers, recurring schedules, jobs."""

    def __init__(self, connection: Connection) -> None: ...

    def put_due(self, at: Instant, action: Action, team: TeamId | None) -> None:
        """Set the timer of an action; the same action has one open timer, the latest set."""
        ...

    def cancel_due(self, action: Action) -> None:
        """Take the open timer of an action away."""
        ...

    def next_due(self) -> Instant | None:
        """Return when the next timer falls due."""
        ...

    def claim_due(self, now: Instant, limit: int) -> Sequence[int]:
        """Count an attempt on timers that are due and return their ids, the earliest first.

        One that was attempted before comes alone and after all others: if it is what kills the
        process, it takes no other along.
        """
        ...

    def take_due(self, due: int) -> Due | None:
        """Lock a timer for the transaction that does its work; None where another has it."""
        ...

    def close_due(self, due: int) -> None:
        """Take a timer away in the transaction that did its work."""
        ...

    def fail_due(self, due: int, error: str, retry_at: Instant | None) -> None:
        """Set a failed timer for another time, or for none: it is dead."""
        ...

    def put_schedule(self, key: str, schedule: Schedule, first: tuple[str, Instant]) -> None:
        """Record a recurring action and its next occurrence (nominal local time, instant)."""
        ...

    def drop_schedule(self, key: str) -> None:
        """Take a recurring action and its next occurrence away."""
        ...

    def schedule(self, schedule: int) -> Schedule | None:
        """Return a recurring action."""
        ...

    def detach_due(self, due: int) -> None:
        """Let a failed occurrence be retried by itself, apart from its schedule."""
        ...

    def put_occurrence(self, schedule: int, nominal: str, at: Instant) -> None:
        """Insert the next occurrence under its nominal time, which no replica can double."""
        ...

    def put_job(self, name: str, args: Sequence[object], then: Open[Any], now: Instant,
                team: TeamId | None, asker: PersonId | None) -> int:  # fmt: skip
        """Record work to be done outside transactions."""
        ...

    def claim_job(self, owner: str, now: Instant, lease: timedelta) -> "JobRow | None":
        """Lease the oldest free job; one whose holder died is free when its lease has run out."""
        ...

    def extend_job(self, job: int, owner: str, until: Instant, done: int, of: int) -> bool:
        """Prolong a lease and record progress; False where the lease is lost."""
        ...

    def close_job(self, job: int, owner: str) -> bool:
        """Finish a job in the transaction that uses its result; False where the lease is lost."""
        ...

    def fail_job(self, job: int, owner: str, error: str, retry_at: Instant | None) -> bool:
        """Set a failed job for another time, or for none; False where the lease is lost."""
        ...

    def return_job(self, job: int, owner: str) -> None:
        """Give a job back that was not brought to its end, as if it had not been begun."""
        ...

    def next_job(self) -> Instant | None:
        """Return when the next job can be claimed."""
        ...

    def free_jobs(self) -> None:
        """Free all leases: for a database that only one process uses, when that one starts."""
        ...

    def job_progress(self, job: int) -> "Progress | None":
        """Return how far a job is."""
        ...


@dataclass(frozen=True, slots=True)
class JobRow:
    """Hold a leased job."""

    id: int
    name: str
    args: tuple[Any, ...]
    then: Open[Any]
    team: TeamId | None
    asker: PersonId | None
    attempt: int


class JobState(StrEnum):
    """Say how a job stands."""

    OPEN = "open"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Progress:
    """Say how far a job is."""

    state: JobState
    done: int
    of: int


class Kind(StrEnum):
    """Say what is done: a message is sent once, or told and merged; or old ones are taken away."""

    POST = "post"
    TELL = "tell"
    STRIKE = "strike"


class Priority(IntEnum):
    """Order what a room sends first."""

    TALK = 5
    DEADLINE = 10
    POST = 20
    TELL = 30
    EDIT = 40
    DIGEST = 50
    COUNTDOWN = 60


class OnUncertain(StrEnum):
    """Say what to do with a post that may have been sent already."""

    REPEAT = "repeat"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Message:
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


@dataclass(frozen=True, slots=True)
class Posted:
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


@dataclass(frozen=True, slots=True)
class Lease:
    """Hold the right to send to one room; `fence` tells it from any later holder's."""

    room: RoomId
    fence: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Say that a room may send nothing before a time.

    `limit` is the limit that is used up, if it was one; `leased` says that somebody else sends
    there, who may be done long before their lease ends.
    """

    until: Instant
    limit: str | None = None
    leased: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
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

    def copy(self, posted: int) -> Posted | None:
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

    def put_back(self, messages: Sequence[int], not_before: Instant, *, error: str,
                 refs: Sequence[str] = (), attempted: bool = True, uncertain: bool = False,
                 apart: bool = False) -> None:  # fmt: skip
        """Let messages wait for another time; `apart`: they will not be merged again."""
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

    def free_lanes(self) -> None:
        """Free all leases: for a database that only one process uses, when that one starts."""
        ...

    def waiting(self) -> Mapping[RoomId, int]:
        """Count what would be sent, by room."""
        ...


@dataclass(frozen=True, slots=True)
class Matter:
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


@dataclass(frozen=True, slots=True)
class Reader:
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


@dataclass(frozen=True, slots=True)
class DraftRow:
    """Hold something not yet posted: its values, what is wrong with them, where it would stand.

    `thread` is that of `origin` in which it was made.
    """

    id: int
    team: TeamId
    author: PersonId
    origin: RoomId
    edit: str
    post: str
    values: Mapping[str, Raw]
    problems: Sequence[Mapping[str, Any]]
    notices: Sequence[Any]
    rooms: Sequence[RoomId]
    expires_at: Instant
    taken: bool
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class DialogueRow:
    """Hold a form that is asked question by question; `origin` is where it was wished for."""

    id: int
    account: AccountId
    room: RoomId
    action: Open[Any]
    values: Mapping[str, str]
    asking: str | None
    to_ask: Sequence[str]
    error: Any
    origin: Place | None = None


@dataclass(frozen=True, slots=True)
class UndoRow:
    """Hold the inverse of something just done."""

    id: int
    action: Action
    person: PersonId
    team: TeamId | None


class Talk(Protocol):
    """Remember what a conversation is about: tokens, menus, drafts, questions, undo offers."""

    def __init__(self, connection: Connection) -> None: ...

    def put_tokens(self, rows: Mapping[str, Action | Open[Any]], now: Instant) -> None:
        """Keep actions behind keys; one that is there already counts as drawn again."""
        ...

    def token(self, key: str) -> Action | None:
        """Return the action behind a key."""
        ...

    def put_menu(self, room: RoomId, letter: str, first: int, refs: Sequence[str],
                 entries: Sequence[Action | Open[Any]], now: Instant) -> None:  # fmt: skip
        """Remember the coded menu of a message; a redraw takes the place of what was there."""
        ...

    def menu_entry(self, room: RoomId, letter: str, number: int,
                   reply_to: str | None) -> Action | None:  # fmt: skip
        """Return what a code means here: by the message replied to, else by its newest menu."""
        ...

    def put_draft(self, draft: DraftRow) -> int:
        """Keep a draft and return its id."""
        ...

    def draft(self, draft: int) -> DraftRow | None:
        """Return a draft."""
        ...

    def change_draft(self, draft: int, values: Mapping[str, Raw],
                     problems: Sequence[Mapping[str, Any]], notices: Sequence[Any],
                     expires_at: Instant) -> None:  # fmt: skip
        """Give a draft other values."""
        ...

    def take_draft(self, draft: int) -> bool:
        """Take a draft away, once; False where it was taken before."""
        ...

    def put_dialogue(self, dialogue: DialogueRow, expires_at: Instant) -> int:
        """Open a dialogue, in place of the one that was open with this account in this room."""
        ...

    def dialogue(self, account: AccountId, room: RoomId, now: Instant) -> DialogueRow | None:
        """Return the open dialogue with an account in a room."""
        ...

    def dialogue_by_id(self, dialogue: int) -> DialogueRow | None:
        """Return a dialogue."""
        ...

    def change_dialogue(self, dialogue: DialogueRow) -> None:
        """Record what was answered and what is asked next."""
        ...

    def close_dialogue(self, dialogue: int) -> None:
        """End a dialogue."""
        ...

    def put_undo(self, action: Action, person: PersonId, team: TeamId | None,
                 expires_at: Instant) -> int:  # fmt: skip
        """Offer the inverse of what was just done."""
        ...

    def take_undo(self, undo: int | None, person: PersonId, now: Instant) -> "UndoRow | None":
        """Take an offer, or the person's newest, once, while it stands."""
        ...


class Calls(Protocol[CallT_co]):
    """Keep the calls of one kind: polls, roll calls."""

    def __init__(self, connection: Connection) -> None: ...

    def find(self, call: CallId) -> CallT_co | None:
        """Return a call with its counts."""
        ...

    def lock(self, call: CallId) -> None:
        """Wait for answers that are under way, and let new ones wait for this transaction."""
        ...

    def numbered(self, team: TeamId, number: int) -> CallId | None:
        """Return the call that a team knows by a number."""
        ...

    def rooms(self, call: CallId) -> Sequence[RoomId]:
        """List the rooms in which a call stands."""
        ...

    def set(self, call: CallId, *, closes: Instant | None) -> None:
        """Change until when a call is open."""
        ...

    def close(self, call: CallId, at: Instant) -> bool:
        """Close a call, once; False where it was not open."""
        ...

    def reopen(self, call: CallId) -> bool:
        """Open a closed call again; False where that cannot be."""
        ...

    def withdraw(self, call: CallId) -> bool:
        """Withdraw an open call; False where it was not open."""
        ...

    def missing(self, call: Call) -> Sequence[PersonId]:
        """List who is expected and has not answered; nobody is missing on an open roll."""
        ...

    def has_answered(self, call: CallId, person: PersonId) -> bool:
        """Say whether a person has answered: not what."""
        ...

    def answered(self, person: PersonId) -> Sequence[CallId]:
        """List the calls that a person has answered, the newest first."""
        ...

    def release(self, team: TeamId, person: PersonId) -> Sequence[CallT_co]:
        """Expect no more answer of somebody to the open calls of a team; return to which."""
        ...

    def asking(self, call: Call) -> Sequence[PersonId]:
        """List who has answered without being on the roll, and waits to be admitted."""
        ...

    def settle(self, call: Call, person: PersonId, by: PersonId, *, admitted: bool) -> bool:
        """Admit somebody who asked, or leave them off; False where that was settled already."""
        ...

    def open_for(self, person: PersonId) -> Sequence[CallT_co]:
        """List the open calls of a person's teams, the soonest to close first."""
        ...

    def expecting(self) -> Sequence[CallT_co]:
        """List the open calls that have a fixed roll."""
        ...

    def owing(self, person: PersonId) -> Sequence[CallT_co]:
        """List the open calls of which a person is expected to answer, and has not."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a line of a transcript: what somebody said, or what was shown (then without author).

    `content` is JSON in the adapter's own form, None where the line was taken away. The id orders
    the lines, `seq` their changes.
    """

    id: int
    seq: int
    room: RoomId
    reader: AccountId | None
    author: AccountId | None
    at: Instant
    edited: bool
    content: Any


class Transcript(Protocol):
    """Keep what was said and shown in rooms that no platform keeps for us, for some days."""

    def __init__(self, connection: Connection) -> None: ...

    def epoch(self, fresh: str) -> str:
        """Return by what this database is told from any other, naming it the first time."""
        ...

    def last(self) -> int:
        """Return the newest `seq`, 0 where nothing stands."""
        ...

    def say(self, room: RoomId, author: AccountId, event: str, content: Any,
            now: Instant) -> Line | None:  # fmt: skip
        """Add what somebody said, once for each delivery; None where it stands already."""
        ...

    def show(self, room: RoomId, reader: AccountId | None, content: Any, now: Instant) -> Line:
        """Add what is shown to all in a room, or to one reader alone."""
        ...

    def change(self, line: int, room: RoomId, reader: AccountId | None, content: Any,
               now: Instant) -> Line | None:  # fmt: skip
        """Let a line show something else, None: nothing any more.

        Returns None where no such line stands in that room, before that reader.
        """
        ...

    def restore(self, line: int, room: RoomId, reader: AccountId | None, content: Any,
                now: Instant) -> Line:  # fmt: skip
        """Show again, at its old place, what was forgotten with the days."""
        ...

    def since(self, seq: int, room: RoomId, reader: AccountId, most: int) -> Sequence[Line]:
        """Return what changed in a room after `seq`, as far as a reader may see it; oldest first.

        Of more than `most` lines the newest are returned.
        """
        ...

    def forget_before(self, then: Instant) -> int:
        """Drop some lines that have not changed since a time; return how many."""
        ...


@dataclass(frozen=True, slots=True)
class Traces:
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


@dataclass(frozen=True, slots=True)
class Stores:
    """Bundle the store classes that the core uses; the composition root fills them in."""

    people: type[People]
    inbox: type[Inbox]
    leases: type[Leases]
    later: type[Later]
    outgoing: type[Outgoing]
    talk: type[Talk]
    transcript: type[Transcript]
    memory: type[Memory]
    housekeeping: type[Housekeeping]
    budgets: type[Budgets]
    reminders: type[Reminders]
