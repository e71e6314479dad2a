"""What a step, a view and a job are given, and what a step gives back."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import replace

from bot.action import Action, Chosen, Open, Scalar, View
from bot.clock import Chance, Part, Random
from bot.command import Callee, JobCall
from bot.computing import compute
from bot.documents import Garbled, Table, Unread, Writing, read_outline, read_table, read_writing
from bot.domain.almanac import Almanac
from bot.domain.identity import PersonId, Purpose, Role, RoomId, Team, TeamId, Who
from bot.domain.outline import Tree
from bot.domain.phrase import Instant, Phrase, Words
from bot.event import Mention
from bot.form import Raw
from bot.ports import (
    CatchUp,
    Connection,
    Keep,
    Kept,
    KeptFile,
    OnUncertain,
    Place,
    Posted,
    Priority,
    Schedule,
    Stores,
)

if TYPE_CHECKING:
    from bot.adapter import Capabilities
    from bot.jobs import Held
    from bot.registry import Registry

UNDO: Final = timedelta(seconds=60)
"""How long what a step did may be taken back."""

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")


class Shown(Struct, frozen=True):
    """Say that a copy of a post has gone out: where, and when.

    `copy` is what stands there now, where a platform lets it be changed; see `Context.keep`.
    """

    NOT_A_FORM: ClassVar[bool] = True

    room: RoomId
    at: Instant
    copy: Posted | None = None


class Reply(Struct, frozen=True):
    """Answer one turn, to the one who acted and nobody else.

    `note` is a line to read; `own` a view that only they see, put up or drawn again in place;
    `form` opens a form in its stead, with `more` the whole of it, `wrong` being what was typed
    before and could not be taken; `undo` offers the inverse of what was done for a minute; `hear`
    is a line of theirs to be taken up now, as if they had just said it, and `then` an action that
    is theirs. `chosen` says which answers are theirs now, for platforms that can mark them; a
    `fleeting` note is read once, and nobody keeps it.
    """

    note: Words | None = None
    own: View | None = None
    form: Open[Any] | None = None
    more: bool = False
    wrong: tuple["Problem", ...] = ()
    undo: Action | None = None
    hear: str | None = None
    then: Action | None = None
    chosen: Chosen | None = None
    fleeting: bool = False


class Read:
    """Give access to what is stored, on one snapshot, at one moment."""

    def __init__(
        self, connection: Connection, now: Instant, registry: "Registry", stores: Stores,
        chance: Chance,
    ) -> None:  # fmt: skip
        """Take the transaction's connection and its moment; `chance` has the key of the house."""
        self.connection = connection
        self.now = now
        self.registry = registry
        self.stores = stores
        self._chance = chance
        self._made: dict[type, Any] = {}

    def called(self, place: Place) -> Words:
        """Say what a place is called: its room, and the thread in it, if it has one."""
        people = self.use(self.stores.people)
        title = people.room(place.room).title
        if place.thread is None:
            return title
        topic = people.topic(place)
        if topic is None:
            return Phrase("core", "in-thread", (("room", title),))
        return Phrase("core", "in-topic", (("room", title), ("topic", topic)))

    def name(self, person: PersonId) -> str:
        """Return what somebody is called."""
        return self.use(self.stores.people).names([person])[person]

    def zone(self, team: TeamId) -> ZoneInfo:
        """Return the zone by which a team counts."""
        return ZoneInfo(self.use(self.stores.people).team(team).zone)

    def main_rooms(self, team: TeamId) -> list[RoomId]:
        """List the rooms in which all of a team is, the oldest first."""
        rooms = self.use(self.stores.people).rooms_of(team)
        return [each.id for each in rooms if each.purpose is Purpose.MAIN]

    def can(self, room: RoomId) -> "Capabilities | None":
        """Return what people find in a room; None where its connection is switched off."""
        adapter = self.registry.adapters.get(self.use(self.stores.people).room(room).connection)
        return None if adapter is None else adapter.can

    def use(self, kind: Callable[[Connection], S]) -> S:
        """Return a feature's store on this transaction."""
        made = self._made.get(kind)  # type: ignore[call-overload]  # a class is its own key
        if made is None:
            made = self._made[kind] = kind(self.connection)  # type: ignore[index]  # the same
        return made  # type: ignore[no-any-return]  # an S, by the line above

    def almanac(self, team: TeamId | None) -> Almanac:
        """Return the workdays of the place, and the terms by which a team counts."""
        terms = () if team is None else tuple(self.use(self.stores.people).terms(team))
        return Almanac(self.registry.workdays, terms)

    def digest(self, *parts: Part) -> bytes:
        """Return bytes that nobody but the house can work out of the parts, always the same."""
        return self._chance.digest(*parts)

    def load(self, callee: Callee, args: Sequence[Scalar]) -> tuple[object, ...]:
        """Turn plain values into arguments; a person who was merged is who they are now.

        ValueError where they do not fit.
        """
        loaded = callee.load(args)
        if not callee.of_persons:
            return loaded
        people = self.use(self.stores.people)
        return tuple(
            people.current(PersonId(each))
            if at in callee.of_persons and type(each) is int
            else each
            for at, each in enumerate(loaded)
        )


class Asking(Read):
    """Add who acts: what rules load their facts with."""

    def __init__(
        self, connection: Connection, now: Instant, registry: "Registry", stores: Stores,
        chance: Chance, who: Who,
    ) -> None:  # fmt: skip
        """Take the one who acts, in the team of the matter."""
        super().__init__(connection, now, registry, stores, chance)
        self.who = who


class Effects(Struct):
    """Collect what must happen once the transaction has committed."""

    dirty: dict[View, None] = field(default_factory=dict)
    wake: bool = False


class Context(Asking):
    """Let a step say what should be seen and what should happen, within its transaction."""

    def __init__(
        self, connection: Connection, now: Instant, registry: "Registry", stores: Stores, who: Who,
        *, chance: Chance, seed: tuple[Part, ...], heard: "HeardForm | None" = None,
        effects: Effects | None = None, thread: str | None = None,
    ) -> None:  # fmt: skip
        """Take all that a turn knows; `heard` is what was read besides the values.

        `thread` is that of the asker's room.
        """
        super().__init__(connection, now, registry, stores, chance, who)
        self._seed = seed
        self._random: Random | None = None
        self._thread = thread
        self.heard = heard or HeardForm()
        self.effects = effects or Effects()

    @property
    def team(self) -> Team:
        """The team of the matter; a step that needs a role always has one."""
        assert self.who.team is not None
        return self.who.team

    @property
    def person(self) -> PersonId:
        """The one who acts; a step that needs a role always has one."""
        assert self.who.person is not None
        return self.who.person

    @property
    def random(self) -> Random:
        """Chance that repeats itself when the turn is run again; most turns need none."""
        if self._random is None:
            self._random = self._chance.seeded(*self._seed)
        return self._random

    def secret(self, n: int) -> bytes:
        """Return bytes that nobody can guess; a turn that is run again gets others."""
        return self._chance.secret_bytes(n)

    @property
    def here(self) -> Place | None:
        """Where the asker acts: the room, and the thread in it."""
        return None if self.who.room is None else Place(self.who.room.id, self._thread)

    def places(self) -> tuple[Place, ...]:
        """Return where something made here stands: all main rooms of the team, or only here.

        In the room in which it is made it stands in the thread in which it is made.
        """
        room, here = self.who.room, self.here
        if room is None or here is None:
            return tuple(map(Place, self.main_rooms(self.team.id)))
        if not room.private and room.purpose is not Purpose.MAIN:
            return (here,)
        main = self.main_rooms(self.team.id)
        return tuple(here if each == here.room else Place(each) for each in main)

    def show(
        self, view: View, rooms: Sequence[RoomId | Place] = (), *, revive: bool = False,
        pinned: bool | None = None,
    ) -> None:  # fmt: skip
        """Want a view to stand: in `rooms` from now on, or, without rooms, drawn again where it is.

        `revive` lets a view that came to rest be kept up to date again. `pinned` wishes it pinned,
        where a platform has that, for as long as it is kept up to date; or no longer.
        """
        outgoing = self.use(self.stores.outgoing)
        if rooms:
            outgoing.place_view(view, _places(rooms), self.who.team_id)
        if revive:
            outgoing.revive(view)
        if pinned is not None:
            outgoing.pin(view, wanted=pinned)
        if rooms or revive or pinned is not None:
            # Elsewhere it may have to wait for its room's pace; what is new need not.
            self.effects.wake = True
        self.effects.dirty[view] = None

    def bring(self, view: View) -> None:
        """Let what somebody alone sees in a room stand where the conversation now is."""
        outgoing = self.use(self.stores.outgoing)
        for copy in outgoing.copies_of(view):
            if copy.place.reader is not None:
                outgoing.renew(view, copy.place, self.now)
        self.effects.wake = True
        self.effects.dirty[view] = None

    def post(
        self, view: View, rooms: Sequence[RoomId | Place] = (), *, beside: View | None = None,
        thread_of: View | None = None, then: Open[Shown] | None = None,
        priority: Priority = Priority.POST, max_age: timedelta | None = None,
        on_uncertain: OnUncertain = OnUncertain.REPEAT,
    ) -> None:  # fmt: skip
        """Send a message that nobody may miss, once to each room; `then` runs when it is out.

        `beside` a view that stands it goes wherever that does. `thread_of` is the same for details:
        they hang on that view's messages, and are said in the room where there are no threads.
        """
        outgoing = self.use(self.stores.outgoing)
        places = _places(rooms)
        if (about := beside or thread_of) is not None:
            places += [copy.place for copy in outgoing.copies_of(about)]
        outgoing.post(
            view,
            places,
            self.who.team_id,
            self.now,
            priority=priority,
            then=then,
            expires_at=None if max_age is None else self.now + max_age,
            on_uncertain=on_uncertain,
            thread_of=thread_of,
        )
        self.effects.wake = True

    def keep(self, shown: Shown, view: View) -> None:
        """Keep what a post has shown up to date from now on, as a view that looks the same now.

        Nothing is done where it could not be changed.
        """
        if shown.copy is not None:
            self.use(self.stores.outgoing).keep(replace(shown.copy, view=view))

    def tell(
        self, person: PersonId, view: View, *, priority: Priority = Priority.TELL,
        not_before: Instant | None = None,
    ) -> bool:  # fmt: skip
        """Write to a person in private, merged with what else waits for them.

        Returns False where there is no way to reach them; nothing is sent then.
        """
        room = self.use(self.stores.people).private_room(person)
        if room is None:
            return False
        self.use(self.stores.outgoing).tell(
            view, room, self.who.team_id, self.now, priority=priority, not_before=not_before
        )
        self.effects.wake = True
        return True

    def tell_organisers(self, team: TeamId, view: View) -> bool:
        """Write to all who lead a team; False where there is no way to reach any of them."""
        organisers = self.use(self.stores.people).members(team, Role.ORGANISER)
        told = [self.tell(each, view) for each in organisers]
        return any(told)

    def ask(self, person: PersonId, view: View) -> bool:
        """Let a question stand in somebody's private chat, which others may settle meanwhile.

        `show` draws it again, for all who were asked. Returns False where there is no way to reach
        them.
        """
        room = self.use(self.stores.people).private_room(person)
        if room is None:
            return False
        self.show(view, [room], revive=True)
        return True

    def at(self, when: Instant, action: Action) -> None:
        """Let an action happen at a time; setting it again moves it."""
        self.use(self.stores.later).put_due(when, action, self.who.team_id)
        self.effects.wake = True

    def cancel(self, action: Action) -> None:
        """Let an action that was set with `at` not happen."""
        self.use(self.stores.later).cancel_due(action)

    def every(
        self, key: str, cron: str, action: Action, *, zone: str | None = None,
        catch_up: CatchUp = CatchUp.LATEST,
    ) -> None:  # fmt: skip
        """Let an action happen again and again, by a cron line in a zone (the team's, if none)."""
        schedule = Schedule(0, action, self.who.team_id, cron, zone or self.team.zone, catch_up)
        first = self.registry.calendar.next(schedule.cron, schedule.zone, self.now)
        self.use(self.stores.later).put_schedule(key, schedule, first)
        self.effects.wake = True

    def never(self, key: str) -> None:
        """End what was set with `every`."""
        self.use(self.stores.later).drop_schedule(key)

    def tend(self, team: TeamId | None) -> None:
        """Let features set going what a team has that was made or set up anew; None: all teams."""
        for feature in self.registry.features:
            if feature.tended is not None:
                feature.tended(self, team)
        self.effects.wake = True

    def start(self, work: JobCall[T], *, then: Open[T]) -> int:
        """Record work to be done outside of this transaction; its result goes to `then`."""
        self.effects.wake = True
        return self.use(self.stores.later).put_job(
            work.job, work.args, then, self.now, self.who.team_id, self.who.person
        )


def _places(rooms: Sequence[RoomId | Place]) -> list[Place]:
    return [each if isinstance(each, Place) else Place(each) for each in rooms]


class HeardForm(Struct, frozen=True):
    """Hold what was read besides the values: what was wrong, what was noticed, who was named."""

    problems: Sequence["Problem"] = ()
    notices: Sequence[Words] = ()
    mentions: Sequence[Mention] = ()


class Problem(Struct, frozen=True):
    """Say what is wrong with one field: the text that was typed, and readings to choose from."""

    field: str
    says: Words
    typed: str = ""
    readings: tuple[Raw, ...] = ()


async def _content(path: Path) -> bytes:
    return await asyncio.to_thread(path.read_bytes)


class Work:
    """Give a job what it may use: reads on snapshots, and the files."""

    def __init__(self, held: "Held") -> None:
        """Take the lease under which the job runs."""
        self._held = held

    async def read(self, fn: Callable[[Read], T]) -> T:
        """Read what is stored, on one snapshot."""
        return await self._held.read(fn)

    async def put(
        self, content: bytes | AsyncIterator[bytes], *, name: str, kind: str, keep: Keep
    ) -> str:
        """Keep a file, of a media type, and return its hash: what a `File` block takes."""
        return await self._held.put(content, name=name, kind=kind, keep=keep)

    async def fetch(self, connection: str, key: str, *, name: str, keep: Keep) -> Kept | Unread:
        """Fetch what somebody sent on a connection and keep it (see `bot.event.HeardFile`).

        It is received piece by piece: one that is larger than may be kept is let go at once.
        """
        return await self._held.fetch(connection, key, name=name, keep=keep)

    async def prolong(self, file: str, keep: Keep) -> None:
        """Keep a file longer: what came as an inbox file and turned out to be a paper."""
        await self._held.prolong(file, keep)

    async def kept(self, file: str) -> KeptFile | None:
        """Return where a kept file lies, by its hash; it may go at any time: open it at once."""
        return await self._held.kept(file)

    async def writing(self, file: str) -> Writing | Unread:
        """Read the text of a kept document, by its hash."""
        return await self._held.opened(file, read_writing)

    async def table(self, file: str) -> Table | Unread:
        """Read the rows of a kept table, by its hash."""
        return await self._held.opened(file, read_table)

    async def content(self, file: str) -> bytes | Unread:
        """Return what stands in a kept file of our own, by its hash."""
        return await self._held.opened(file, _content)

    async def outline(self, file: str) -> Tree | Garbled | Unread:
        """Read what a kept YAML file says, by its hash."""
        return await self._held.opened(file, read_outline)

    async def compute(self, fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Compute something that takes longer than a moment, while people go on being served."""
        return await compute(fn, *args, **kwargs)
