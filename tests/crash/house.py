"""The test's side: it has workers started and killed, hands in events, and reads what was sent.

It behaves as a platform does: an event that was not acknowledged is delivered again under the same
id, and, because platforms also do that, once more under a new one.
"""

import asyncio
import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

from bot.domain.identity import Purpose, Role
from bot.event import Origin
from storage.database import open_database
from storage.migrate import migrate
from storage.people import People
from tests.crash.worker import CONNECTION, ROOM, Order, ordered

T = TypeVar("T")

KEY: Final = bytes(range(32))
LEASE: Final = 2.0
"""Seconds for which a dead process still holds a room on PostgreSQL."""
PATIENCE: Final = 20.0
"""Seconds after which something that has no deadline of its own is taken for lost."""
_LONGEST: Final = 16 * 1024 * 1024
"""Bytes of a line: what a worker counts after many rounds."""
ORGANISER: Final = "ana"
PEOPLE: Final = ("ben", "cai", "dan", "eve", "fay", "gus")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person sees of one message: its text, and the token behind each button."""

    view: str = ""
    text: str = ""
    buttons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One request, as the recorder wrote it down."""

    number: int
    op: str
    ref: str
    shows: Shown
    at: float
    """When the test read it, by the clock of its event loop."""
    room: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What one person was answered; `form` is the token of a form that opened before them."""

    note: str
    own: tuple[Shown, ...]
    form: str | None

    @property
    def nothing(self) -> bool:
        """Whether the event was recognised as one that had been handled before."""
        return not (self.note or self.own or self.form)


class Hand:
    """One worker process, at the other end of its line."""

    def __init__(self, name: str, pid: int, writer: asyncio.StreamWriter) -> None:
        """Take the process and its line."""
        self.name = name
        self.pid = pid
        self.began_at = asyncio.get_running_loop().time()
        self.ended_at: float | None = None
        self._writer = writer
        self._wishes: dict[int, asyncio.Future[Any]] = {}
        self._numbers = itertools.count()

    async def ask(self, **wish: Any) -> Any:
        """Ask for something; None where the worker died before it answered."""
        if self._writer.is_closing():
            return None
        number = next(self._numbers)
        self._wishes[number] = asyncio.get_running_loop().create_future()
        self._writer.write(json.dumps({"wish": number, **wish}).encode() + b"\n")
        return await self._wishes[number]

    def heard(self, answer: Mapping[str, Any]) -> None:
        """Take the answer to a wish."""
        self._wishes.pop(answer["wish"]).set_result(answer["result"])

    def hang_up(self) -> None:
        """Take the line for dead: nothing that was asked will be answered."""
        self._writer.close()
        for wish in self._wishes.values():
            wish.set_result(None)
        self._wishes.clear()


class House:
    """Keep `size` workers on one database; a dead one is replaced at once if it was the only."""

    def __init__(
        self, url: str, folder: Path, nursery: "subprocess.Popen[bytes]", size: int, random: Random
    ) -> None:
        """Take the database and the nursery; nothing runs before `open`."""
        self.lease = 0.0 if url.startswith("sqlite") else LEASE
        self.records: list[Record] = []
        self.size = size
        self.random = random
        self.victim: Hand | None = None
        self.deaths: list[Hand] = []
        self.workers: dict[str, Hand] = {}
        self._dying: dict[str, Hand] = {}
        self._url = url
        self._folder = folder
        self._nursery = nursery
        self._news = asyncio.Event()
        self._ordered: set[str] = set()
        self._newest = 0.0
        self._names = (f"worker-{number}" for number in itertools.count(1))
        self._events = (f"event-{number}" for number in itertools.count(1))
        self._port = self._recorder = 0
        self._lines: set[asyncio.Task[None]] = set()
        self._wrong: list[str] = []

    # The processes

    @asynccontextmanager
    async def open(self) -> AsyncIterator["House"]:
        """Set the database up, start the recorder and the workers; leave no process behind."""
        await self._found()
        server = await asyncio.start_server(self._line, "127.0.0.1", limit=_LONGEST)
        self._port = server.sockets[0].getsockname()[1]
        recorder = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.crash.recorder", str(self._folder / "recorded.jsonl"),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert recorder.stdin is not None
        assert recorder.stdout is not None
        watching: asyncio.Task[None] | None = None
        try:
            self._recorder = int(await recorder.stdout.readline())
            watching = asyncio.create_task(self._watch())
            await self.fill()
            yield self
            assert not self._wrong
        finally:
            self.size = 0
            for hand in list(self.workers.values()):
                self.kill(hand)
            await self.until(self._empty, "the workers have ended")
            recorder.stdin.close()
            await recorder.wait()
            if watching is not None:
                await watching
            server.close()
            await asyncio.gather(*self._lines)

    async def fill(self) -> None:
        """Have as many workers alive as there should be."""
        while len(self.workers) + len(self._ordered) < self.size:
            self._order()
        await self.until(lambda: len(self.workers) >= self.size, "the workers have started")

    def kill(self, hand: Hand) -> None:
        """Kill a worker now, wherever it is; one that has died already stays dead."""
        if hand.name in self.workers:
            os.kill(hand.pid, signal.SIGKILL)

    async def count(self) -> Mapping[str, Any]:
        """Return what is planned and was ever wished, from the rows themselves."""
        while True:
            hand = next(iter(self.workers.values()))
            counted: Mapping[str, Any] | None = await hand.ask(do="count")
            if counted is not None:
                return counted
            # It was about to die when it was asked.
            await self.until(partial(self._is_buried, hand), "it is known as dead")
            await self.until(lambda: self.workers, "a worker is there")

    def _is_buried(self, hand: Hand) -> bool:
        return hand not in self.workers.values()

    def recovered_at(self) -> float:
        """Return from when on a living worker could do what the last dead one had begun."""
        dead = self.deaths[-1]
        assert dead.ended_at is not None
        return max(self._newest, dead.ended_at + self.lease)

    async def do(self, fn: Callable[[Connection], T]) -> T:
        """Record something that nobody says, beside the workers: on PostgreSQL alone."""
        database = await open_database(self._url, pool=1)
        try:
            return await database.run(fn)
        finally:
            await database.close()

    async def until(
        self, holds: Callable[[], T], what: str | Callable[[], str], *,
        by: Callable[[], float] | None = None,
    ) -> T:  # fmt: skip
        """Wait until something holds and return it; fail where it does not in time.

        `by` says the deadline by the loop's clock, asked again whenever something happens, because
        a death in between moves it.
        """
        loop = asyncio.get_running_loop()
        patience = loop.time() + PATIENCE
        while not (found := holds()):
            limit = patience if by is None else by()
            try:
                async with asyncio.timeout_at(limit):
                    await self._news.wait()
            except TimeoutError:
                raise AssertionError(
                    self._late(what if isinstance(what, str) else what())
                ) from None
        return found

    def _late(self, what: str) -> str:
        """Tell what did not come in time, and what came instead."""
        shown = [f"{r.at:.3f} {r.op} {r.ref} {r.shows.text!r}" for r in self.records]
        hands = [*self.deaths, *self.workers.values()]
        births = [f"{hand.began_at:.3f} {hand.name} began" for hand in hands]
        deaths = [f"{dead.ended_at:.3f} {dead.name} died" for dead in self.deaths]
        return "\n".join([f"not in time: {what}", *sorted([*shown, *births, *deaths])])

    def _empty(self) -> bool:
        return not (self.workers or self._ordered or self._dying)

    def notify(self) -> None:
        """Let all who wait look again whether what they wait for holds."""
        self._news.set()
        self._news = asyncio.Event()

    def _order(self) -> None:
        name = next(self._names)
        self._ordered.add(name)
        files = str(self._folder / "files")
        order = Order(name, self._url, KEY.hex(), LEASE, self._port, self._recorder, files)
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(ordered(order))
        self._nursery.stdin.flush()

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one line: of a worker, while it lives, or of the nursery, which reports an end."""
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        first = json.loads(await reader.readline())
        if "bye" in first:
            self._ended(first["bye"], first["status"])
            writer.close()
            return
        name = first["hello"]
        hand = Hand(name, first["pid"], writer)
        self._ordered.discard(name)
        self.workers[name] = hand
        if not self.size:
            self.kill(hand)  # the test has ended meanwhile
        self.notify()
        try:
            while line := await reader.readline():
                hand.heard(json.loads(line))
                self.notify()
        except ConnectionError:
            pass
        self._hung_up(hand)

    def _hung_up(self, hand: Hand) -> None:
        """Take a worker for dead whose line is; how it ended is yet to be told."""
        hand.hang_up()
        if self.workers.pop(hand.name, None) is not None:
            self._dying[hand.name] = hand
        if self.victim is hand:
            self.victim = None
        self.notify()

    def _ended(self, name: str, status: int) -> None:
        if (hand := self.workers.get(name)) is not None:
            self._hung_up(hand)
        hand = self._dying.pop(name, None)
        if hand is None or status != -signal.SIGKILL:
            self._wrong.append(f"{name} ended by itself, with status {status}")
            self._ordered.discard(name)
        if hand is not None:
            hand.ended_at = asyncio.get_running_loop().time()
            self.deaths.append(hand)
        if self.size == 1 and not self._wrong:
            self._newest = asyncio.get_running_loop().time()
            self._order()
        self.notify()

    async def _watch(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._recorder)
        writer.write(b'{"op": "watch"}\n')
        loop = asyncio.get_running_loop()
        while line := await reader.readline():
            raw = json.loads(line)
            ref = raw["ref"] or str(raw["number"])
            shows = Shown(**raw["shows"])
            self.records.append(
                Record(raw["number"], raw["op"], ref, shows, loop.time(), raw["room"])
            )
            self.notify()
        writer.close()

    async def _found(self) -> None:
        """Make the team: one organiser, and people whose first tap will let them in."""
        await migrate(self._url)
        database = await open_database(self._url, pool=1)

        def found(connection: Connection) -> None:
            people, now = People(connection), datetime.now(UTC)
            home = people.found("School", "en", "UTC", "crash")
            team = people.team_called("Committee", home, "en", "UTC")
            people.room_for(CONNECTION, ROOM, "Main room", team=team, purpose=Purpose.MAIN)
            origin = Origin(CONNECTION, ROOM, ORGANISER, ORGANISER.title())
            person = people.join(
                people.account_for(origin, CONNECTION, now), team, origin.name, now
            )
            people.set_role(person, team, Role.ORGANISER, now, source="test")

        await database.run(found)
        await database.close()

    # What people do

    async def says(self, account: str, text: str) -> Sequence[Told]:
        """Let somebody say something to the bot in the main room."""
        return await self._deliver({"account": account, "text": text})

    async def presses(self, account: str, token: str) -> Sequence[Told]:
        """Let somebody press a button."""
        return await self._deliver({"account": account, "token": token})

    async def sends(self, account: str, token: str, values: Mapping[str, str]) -> Sequence[Told]:
        """Let somebody send a form."""
        return await self._deliver({"account": account, "token": token, "values": dict(values)})

    async def hands(self, account: str, file: Path) -> Sequence[Told]:
        """Let somebody send a file in private."""
        room = f"private-{account}"
        return await self._deliver({"account": account, "room": room, "file": str(file)})

    async def _deliver(self, event: dict[str, Any]) -> Sequence[Told]:
        """Deliver until acknowledged; after a death once more under a new id.

        Returns what was answered each time.
        """
        event = {"at": datetime.now(UTC).isoformat(), **event, "id": next(self._events)}
        died = False
        while (answer := await (await self._somebody()).ask(do="deliver", event=event)) is None:
            died = True
            await asyncio.sleep(0)  # a pipe that is closed answers at once: let its end be noticed
        told = Told(answer["note"], tuple(Shown(**s) for s in answer["own"]), answer["form"])
        return [told, *(await self._deliver(event))] if died else [told]

    async def _somebody(self) -> Hand:
        """Choose who gets the next event: the one that is to die, while it lives."""
        await self.until(lambda: self.workers, "a worker is there")
        return self.victim or self.random.choice(list(self.workers.values()))
