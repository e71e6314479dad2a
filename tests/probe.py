"""A probe: a small feature that does what polls do not, and a house to play it in."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Annotated, Any, Final, TypeAlias, TypeVar

from msgspec import Struct, field
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, delete, insert, select

from bot.adapter import Answer
from bot.app import Muster
from bot.clock import ShiftedClock, VirtualClock
from bot.command import Commands, Files
from bot.composition import HOME
from bot.composition.assembly import Assembly, assemble
from bot.composition.features import FEATURES
from bot.context import Context, Effects, Read, Reply, Shown, Work
from bot.domain.identity import PersonId, Purpose, Role, RoomId, TeamId, Who
from bot.domain.reminding import Habits
from bot.errors import Declined
from bot.event import Heard, HeardFile, Origin, Pressed
from bot.form import Subject
from bot.message import Block, Button, Buttons, Card
from bot.message import Text as Paragraph
from bot.words import Catalogues, without_isolates
from storage.people import People
from storage.schema import upsert
from tests.recording import PRIVATE, Recorder

T = TypeVar("T")

START: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
"""When a play begins: nine in the morning, where its team lives."""

# What the probe keeps

_tables = MetaData()
_note = Table(
    "probe_note", _tables, Column("key", Text, primary_key=True), Column("value", Text)
)  # fmt: skip
_log = Table(
    "probe_log", _tables, Column("id", Integer, primary_key=True), Column("line", Text)
)  # fmt: skip


class Notes:
    """Keep notes by key, and a log of what happened."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def get(self, key: str) -> str | None:
        """Return a note."""
        found: str | None = self._connection.scalar(select(_note.c.value).where(_note.c.key == key))
        return found

    def set(self, key: str, value: str | None) -> None:
        """Write a note, or take it away."""
        self._connection.execute(delete(_note).where(_note.c.key == key))
        if value is not None:
            self._connection.execute(upsert(_note).values(key=key, value=value))

    def log(self, line: str) -> None:
        """Note what happened."""
        self._connection.execute(insert(_log).values(line=line))

    def logged(self) -> list[str]:
        """Return what happened, in order."""
        return list(self._connection.scalars(select(_log.c.line).order_by(_log.c.id)))


# The feature

probe = Commands("probe")


class Said(Struct, frozen=True):
    """Say something to the probe."""

    text: Annotated[str, Subject(60)] = ""


class Worth(Struct, frozen=True):
    """Hold what a job worked out."""

    NOT_A_FORM = True

    value: str


@probe.command(Said, needs=Role.MEMBER)
def probe_(ctx: Context, values: Said) -> Reply:
    """Repeat what was said, to the one who said it."""
    del ctx
    return Reply(note=probe.say("heard", text=values.text))


@probe.command(Said, needs=Role.MEMBER, aloud=True)
def aloud(ctx: Context, values: Said) -> Reply:
    """Repeat what was said, to everybody if it cannot be said to one."""
    del ctx
    return Reply(note=probe.say("heard", text=values.text))


@probe.step("probe.put", needs=Role.MEMBER)
def put(ctx: Context, key: str, value: str | None) -> Reply:
    """Set a note, and let its board say so."""
    before = ctx.use(Notes).get(key)
    ctx.use(Notes).set(key, value)
    ctx.show(board(key))
    return Reply(note=probe.say("set", value=value or "-"), undo=put(key, before))


@probe.step("probe.secret", needs=Role.MEMBER, secret=True)
def secret(ctx: Context, key: str) -> Reply:
    """Show a line to one person, and to nobody else whatever happens."""
    del ctx
    return Reply(own=line(key))


@probe.files("probe.files", needs=Role.MEMBER)
def keep(ctx: Context, sent: Files) -> Reply:
    """Take files."""
    names = tuple(f"{each.name} ({each.size})" for each in sent.files)
    for each in sent.files:
        ctx.use(Notes).log(f"file {each.key}")
    return Reply(note=probe.say("kept", names=names))


@probe.takes(Shown, "probe.announced", needs=None)
def announced(ctx: Context, shown: Shown, name: str) -> Reply:
    """Note when a copy of a post was shown; keep it, fail or decline if the post is called so."""
    room = ctx.use(ctx.stores.people).room(shown.room).title
    ctx.use(Notes).log(f"{name} shown in {room} at {_seconds(shown.at)}")
    if name.endswith("kept"):
        ctx.keep(shown, board(name))
        ctx.show(board(name))
    return _as_named(ctx, name)


@probe.step("probe.ring", needs=None)
def ring(ctx: Context, name: str) -> Reply:
    """Note that it rang, or fail, decline, or ring again, as its name says."""
    ctx.use(Notes).log(f"{name} rang at {_seconds(ctx.now)}")
    return _as_named(ctx, name)


@probe.takes(Worth, "probe.done", needs=None)
def done(ctx: Context, worth: Worth, name: str) -> Reply:
    """Note what a job came to."""
    ctx.use(Notes).log(f"{name} came to {worth.value}")
    return _as_named(ctx, name)


def _as_named(ctx: Context, name: str) -> Reply:
    if name.startswith("bad") and ctx.use(Notes).get("mended") is None:
        raise RuntimeError(f"{name} is broken")
    if name.startswith("declines"):
        raise Declined(probe.say("over"))
    if name.startswith("again"):
        ctx.at(ctx.now + timedelta(minutes=1), ring(name))
    return Reply()


@probe.view("probe.board")
def board(read: Read, key: str) -> Card | None:
    """Show a note.

    `bad` breaks, `!` ends it, `told!` as a post has said, `?` offers less, `long` takes two
    messages, no note says nothing.
    """
    value = read.use(Notes).get(key)
    if value is None:
        return None
    if value == "bad":
        raise RuntimeError("this board is broken")
    blocks: list[Block] = [Paragraph.of(value)]
    if value == "long":
        blocks += [Paragraph.of(letter * 700) for letter in "ab"]
    press = Button(probe.say("press"), put(key, "pressed"))
    more = () if value.endswith("?") else (Button(probe.say("secret"), secret(key)),)
    blocks.append(Buttons((press, *more)))
    return Card(key, tuple(blocks), final=value.endswith("!"), told=value == "told!")


@probe.step("probe.greet", needs=Role.MEMBER)
def greet(ctx: Context, person: PersonId) -> Reply:
    """Greet a person by name, in the log."""
    ctx.use(Notes).log(f"hello {ctx.use(ctx.stores.people).names([person])[person]}")
    return Reply()


@probe.view("probe.badge")
def badge(read: Read, person: PersonId) -> Card:
    """Show a person's name, and how to greet them."""
    name = read.use(read.stores.people).names([person])[person]
    return Card(name, (Buttons((Button(probe.say("press"), greet(person)),)),))


@probe.view("probe.countdown")
def countdown(read: Read, key: str) -> Card | None:
    """Count down to the instant of a note, in steps of ten seconds."""
    end = datetime.fromisoformat(read.use(Notes).get(key) or "")
    left = end - read.now
    if left <= timedelta():
        return Card(probe.say("over"), final=True)
    steps = -(-left // timedelta(seconds=10))
    again = end - (steps - 1) * timedelta(seconds=10)
    return Card(probe.say("left", seconds=steps * 10), redraw_at=again)


@probe.view("probe.line")
def line(read: Read, name: str) -> Card | None:
    """Say a line; one that is called so breaks, has nothing to say, or takes two messages."""
    if name.startswith("bad") and read.use(Notes).get("mended") is None:
        raise RuntimeError(f"{name} is broken")
    if name.startswith("nothing"):
        return None
    more = (Paragraph.of("a" * 700), Paragraph.of("b" * 700)) if name.startswith("long") else ()
    return Card(probe.say("line", name=name), more)


@probe.view("probe.worked")
def worked(read: Read, name: str) -> Card:
    """Say what a job came to."""
    return Card(probe.say("result", value=read.use(Notes).get(name) or "-"))


def _seconds(at: datetime) -> str:
    return f"{(at - START).total_seconds():g}"


Worker: TypeAlias = Callable[[Work, str], Awaitable[Worth]]


def bench(worker: Worker, limit: timedelta) -> Commands:
    """Make a feature with one job, done in the way that the test wants."""
    feature = Commands("bench")

    @feature.job("bench.work", limit=limit)
    async def work(held: Work, name: str) -> Worth:
        return await worker(held, name)

    del work
    return feature


# The house


@cache
def words() -> Catalogues:
    """Read the catalogues, the probe's among them."""
    return Catalogues.load(HOME / "words", HOME / "tests" / "words")


class House(Struct):
    """Hold one Muster on a database, and play on it as its own hand or as a person."""

    assembly: Assembly
    clock: VirtualClock | ShiftedClock
    recorder: Recorder
    team: TeamId
    _ids: Any = field(default_factory=count)
    _rooms: dict[str, RoomId] = field(default_factory=dict)

    @property
    def muster(self) -> Muster:
        """The Muster that runs."""
        return self.assembly.muster

    async def act(self, do: Callable[[Context], T], *, team: TeamId | None = None) -> T:
        """Do something in one turn of the house, as an administrator; nothing is sent yet."""
        runtime, seed, now = self.muster.runtime, next(self._ids), self.clock.now()

        def turn(connection: Connection) -> tuple[T, Effects]:
            found = People(connection).team(team or self.team)
            who = Who(None, None, "", found.language, found.zone, None, found, Role.ADMIN)
            ctx = runtime.context(connection, now, who, seed=("test", seed))
            return do(ctx), ctx.effects

        value, effects = await self.assembly.database.run(turn)
        self.muster.engine.after(effects)
        return value

    async def note(self, key: str, value: str | None) -> None:
        """Set a note and let its board say so; nothing is sent yet."""

        def change(ctx: Context) -> None:
            ctx.use(Notes).set(key, value)
            ctx.show(board(key))

        await self.act(change)

    async def put_up(self, key: str, value: str | None, *rooms: str) -> None:
        """Put up the board of a note; nothing is sent yet."""
        found = await self.rooms(*rooms)

        def change(ctx: Context) -> None:
            ctx.use(Notes).set(key, value)
            ctx.show(board(key), found)

        await self.act(change)

    async def post(self, name: str, *rooms: str, **options: Any) -> None:
        """Post a line; nothing is sent yet."""
        found = await self.rooms(*rooms)
        await self.act(lambda ctx: ctx.post(line(name), found, **options))

    async def rooms(self, *keys: str, connection: str | None = None) -> list[RoomId]:
        """Return rooms of the team, the main one if none is named; each made the first time."""
        name = connection or self.recorder.name
        # Asked for once: to ask again would bring a lost room back.
        new = [key for key in keys or ("main",) if key not in self._rooms]

        def make(connection: Connection) -> dict[str, RoomId]:
            people = People(connection)
            return {key: people.room_for(name, key, key, team=self.team) for key in new}

        self._rooms.update(await self.assembly.database.run(make))
        return [self._rooms[key] for key in keys or ("main",)]

    async def room(self, key: str) -> RoomId:
        """Return one room of the team."""
        return (await self.rooms(key))[0]

    async def person(
        self, name: str, role: Role = Role.MEMBER, *, private: bool = True,
        team: TeamId | None = None, language: str = "en",
    ) -> PersonId:  # fmt: skip
        """Let somebody be a person of the team, who can be written to or not."""
        origin, now = self.origin(name, direct=private), self.clock.now()
        realm, belongs = self.recorder.realm, team or self.team

        def enrol(connection: Connection) -> PersonId:
            people = People(connection)
            person = people.join(people.account_for(origin, realm, now), belongs, name, now)
            people.set_language(person, language)
            people.set_role(person, belongs, role, now, source="test")
            return person

        return await self.assembly.database.run(enrol)

    async def other_team(self, name: str) -> TeamId:
        """Found another team."""

        def found(connection: Connection) -> TeamId:
            people = People(connection)
            return people.team_called(name, people.found("", "en", "UTC", ""), "en", "UTC")

        return await self.assembly.database.run(found)

    def origin(self, name: str, *, room: str = "main", direct: bool = False) -> Origin:
        """Say that somebody speaks in a room."""
        return Origin(
            self.recorder.name, room, name, name, private=room.startswith(PRIVATE), title=room,
            direct=PRIVATE + name if direct else None,
        )  # fmt: skip

    async def says(
        self, name: str, text: str, *, room: str = "main", files: Sequence[HeardFile] = ()
    ) -> str:
        """Let somebody say something, and return what they are answered at once."""
        heard = Heard(
            id=f"said-{next(self._ids)}", origin=self.origin(name, room=room),
            received_at=self.clock.now(), text=text, addressed=True, files=tuple(files),
        )  # fmt: skip
        return await self._answered(heard)

    async def presses(self, name: str, label: str) -> str:
        """Let somebody press the newest button of a label; return what they are answered."""
        pressed = Pressed(
            id=f"pressed-{next(self._ids)}", origin=self.origin(name),
            received_at=self.clock.now(), token=self.recorder.token(label),
        )  # fmt: skip
        return await self._answered(pressed)

    async def _answered(self, event: Heard | Pressed) -> str:
        answer: Answer = await self.muster.handle(event)
        await self.muster.settle()
        drawn = [*answer.own, *([answer.note] if answer.note else [])]
        return without_isolates("\n".join(str(each.card.title) for each in drawn))

    async def moment(self) -> None:
        """Let what is under way go on a little."""
        await self.assembly.database.read(lambda connection: connection.closed)

    async def settle(self) -> None:
        """Do all that is due."""
        await self.muster.settle()

    async def pass_time(self, **by: float) -> None:
        """Let time pass, doing what falls due on the way, each at its time."""
        until = self.clock.now() + timedelta(**by)
        await self.settle()
        stops = 0
        while (at := await self.muster.next_at()) is not None and at <= until:
            assert at > self.clock.now(), "time does not pass"
            self.clock.advance(at - self.clock.now())
            await self.settle()
            stops += 1
            assert stops < 5_000, "time passes in too small steps"
        self.clock.advance(until - self.clock.now())
        await self.settle()

    async def logged(self) -> list[str]:
        """Return what happened, in order."""
        return await self.assembly.database.read(lambda c: Notes(c).logged())

    async def remember(self, key: str, value: str | None) -> None:
        """Set a note, without a word to anybody."""
        await self.assembly.database.run(lambda c: Notes(c).set(key, value))


async def _nothing(work: Work, name: str) -> Worth:
    del work
    return Worth(name)


@asynccontextmanager
async def open_house(
    url: str, clock: VirtualClock | ShiftedClock, recorder: Recorder, *,
    others: Sequence[Recorder] = (), worker: Worker = _nothing,
    settings: Mapping[str, Any] | None = None, language: str = "en",
    limit: timedelta = timedelta(minutes=5),
) -> AsyncIterator[House]:  # fmt: skip
    """Open a database and put a Muster with the probe together on it; again is a restart."""
    assembly = await assemble(
        url, [recorder, *others], clock, [bytes(32)], words=words(),
        features=(*FEATURES, probe, bench(worker, limit)),
        **{"lease": timedelta(seconds=60), "habits": Habits(digest=None), **(settings or {})},
    )  # fmt: skip

    def set_up(connection: Connection) -> TeamId:
        _tables.create_all(connection, checkfirst=True)
        people, zone = People(connection), "Asia/Shanghai"
        home = people.found("School", language, zone, "probe")
        team = people.team_called("Team", home, language, zone)
        people.room_for(recorder.name, "main", "main", team=team, purpose=Purpose.MAIN)
        return team

    try:
        team = await assembly.database.run(set_up)
        yield House(assembly, clock, recorder, team)
    finally:
        await assembly.close()
