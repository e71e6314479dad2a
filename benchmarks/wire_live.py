"""A live browser chat in a process of its own, for `benchmarks.wire` to open windows on.

Says on stdout which port it serves; then each line on stdin is answered by one of JSON: `start`
begins to look at how late the loop is, `report` tells. Without `--database` the same wire has
nothing behind it: a press is answered with a fixed note, and a card is edited at the same pace.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable, Hashable, Sequence
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeVar

from adapters.web.house import House, Person, Room, Team
from adapters.web.wire import Ground, Web
from benchmarks.figures import percentile
from benchmarks.house import KEY, OPTIONS
from benchmarks.live import Lag
from bot.action import Action, Open
from bot.adapter import NOTHING, Answer, Drawn
from bot.clock import SystemClock
from bot.composition.assembly import Base, assemble
from bot.config.settings import Files as FileSettings
from bot.config.settings import Server as ServerSettings
from bot.domain.identity import AccountId, Purpose, Role, RoomId
from bot.domain.phrase import Instant
from bot.event import Event, Origin, Pressed
from bot.live import live, ready
from bot.message import Bar, Bars, Button, Card, Choice
from bot.ports import Address, Connection, Line
from bot.server import Server
from storage import setup
from storage.transcript import Transcript

T = TypeVar("T")

NAME: Final = "browser"
MAIN: Final = "en.main"
EDITED_EVERY: Final = 1.5

Say = Callable[[Server], None]


def key_of(person: int) -> str:
    """Return the key of one of the team."""
    return f"en.p{person}"


def house_of(accounts: Sequence[AccountId], rooms: dict[str, RoomId]) -> House:
    """Return a house with one team, of which the first is the organiser."""
    people = tuple(
        Person(account, key_of(each), f"Person {each}", [Role.MEMBER, Role.ORGANISER][each == 0])
        for each, account in enumerate(accounts)
    )
    main = Room(rooms[MAIN], MAIN, "Everybody", Purpose.MAIN)
    return House([Team("en", "Team", "Muster", people, (main,))])


# With a database


async def connect(people: int, base: Base) -> list[Web]:
    """Put a team into the database, and make the browser chat for it."""
    what = setup.Demonstration(
        organisation="School", team="Team", language="en", zone="Asia/Shanghai", connection=NAME,
        realm=Web.realm, main_room=MAIN, main_title="Everybody",
    )  # fmt: skip
    team = setup.DemonstrationTeam(base.database, what)
    await team.open()
    origins = [
        Origin(NAME, MAIN, key_of(each), f"Person {each}", direct=f"private:{key_of(each)}")
        for each in range(people)
    ]
    roles = [Role.MEMBER, Role.ORGANISER]
    now = SystemClock().now()
    settled = await team.settle(
        [(MAIN, "Everybody", Purpose.MAIN)],
        [(origin, roles[number == 0]) for number, origin in enumerate(origins)],
        now,
    )
    accounts = [settled.accounts[origin.account] for origin in origins]
    house = house_of(accounts, dict(settled.rooms))
    return [Web(NAME, ground(house, base.database, Transcript, base.files))]


def ground(house: House, store: Any, transcript: Any, files: Any) -> Ground:
    """Return what a browser chat stands on."""
    return Ground(
        house=house, store=store, transcript=transcript, files=files, clock=SystemClock(),
        epoch="bench", words={}, keep=timedelta(days=1),
    )  # fmt: skip


async def with_database(url: str, people: int, until: asyncio.Event, say: Say) -> None:
    """Serve a live Muster."""
    with tempfile.TemporaryDirectory() as folder:
        files = FileSettings(path=Path(folder))
        assembly = await assemble(url, partial(connect, people), SystemClock(), [KEY], files=files)
        muster = assembly.muster
        webs = [each for each in muster.runtime.adapters.values() if isinstance(each, Web)]
        server = Server(ServerSettings(port=0), webs, partial(ready, muster))
        await live(muster, webs, server, until=until, say=say)
        await assembly.close()


# Without


class Memory:
    """Be a store and a transcript that keep nothing but the number of what came last."""

    def __init__(self, connection: Connection = None) -> None:
        self._count = connection or count(1)

    async def run(self, fn: Callable[[Connection], T], *, alike: Hashable = None) -> T:
        """Run at once."""
        del alike
        return fn(self._count)

    read = run

    def wake(self) -> None:
        """Do nothing."""

    def last(self) -> int:
        """Say that nothing stands."""
        return 0

    def say(self, room: RoomId, author: AccountId, event: str, content: Any, now: Instant) -> Line:
        """Say without keeping."""
        del event
        number = next(self._count)
        return Line(number, number, room, None, author, now, edited=False, content=content)

    def since(self, seq: int, room: RoomId, reader: AccountId, most: int) -> list[Line]:
        """Say that nothing was missed."""
        del seq, room, reader, most
        return []

    def show(self, room: RoomId, reader: AccountId | None, content: Any, now: Instant) -> Line:
        """Show without keeping."""
        number = next(self._count)
        return Line(number, number, room, reader, None, now, edited=False, content=content)

    def change(
        self, line: int, room: RoomId, reader: AccountId | None, content: Any, now: Instant
    ) -> Line:
        """Change without keeping."""
        return Line(line, next(self._count), room, reader, None, now, edited=True, content=content)


class Floor:
    """Put a card up at the first word, answer every press with a fixed note, edit the card."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._address = Address(NAME, MAIN, "Everybody", private=False)
        self._actions = [Action("poll.answer", (1, each)) for each in range(len(OPTIONS))]
        self._counts = [0] * len(OPTIONS)
        self._changed = asyncio.Event()
        self._editing: asyncio.Task[None] | None = None

    async def answer(self, event: Event) -> Answer:
        """Answer a press."""
        if not isinstance(event, Pressed):
            self._editing = asyncio.create_task(self._edit())
            return NOTHING
        self._counts[int(event.token)] += 1
        self._changed.set()
        return Answer(note=Drawn(Card(f"You chose {OPTIONS[int(event.token)]}."), "core.note"))

    async def close(self) -> None:
        """Edit no more."""
        if self._editing is not None:
            self._editing.cancel()
            await asyncio.gather(self._editing, return_exceptions=True)

    async def _edit(self) -> None:
        ref = await self._web.send(self._address, self._card())
        while True:
            await self._changed.wait()
            self._changed.clear()
            await self._web.edit(self._address, ref, self._card())
            await asyncio.sleep(EDITED_EVERY)

    def _card(self) -> Drawn:
        options = list(zip(OPTIONS, self._counts, self._actions, strict=True))
        bars = Bars(tuple(Bar(label, n) for label, n, _ in options), of=sum(self._counts))
        choice = Choice(tuple(Button(label, action) for label, _, action in options))
        tokens: dict[Action | Open[Any], str] = {
            action: str(each) for each, action in enumerate(self._actions)
        }
        return Drawn(Card("Where to meet?", (bars, choice)), "poll.card", tokens)


async def without_database(people: int, until: asyncio.Event, say: Say) -> None:
    """Serve the same wire with nothing behind it."""
    accounts = [AccountId(each + 1) for each in range(people)]
    web = Web(NAME, ground(house_of(accounts, {MAIN: RoomId(1)}), Memory(), Memory, None))
    floor = Floor(web)

    async def always() -> str | None:
        return None

    server = Server(ServerSettings(port=0), [web], always)
    listening = asyncio.create_task(web.listen(floor.answer))
    await server.start()
    say(server)
    await until.wait()
    await floor.close()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await server.stop()


# What is asked of the process


async def report(until: asyncio.Event) -> None:
    """Answer the lines on stdin, until there are no more: then all is over."""
    reader, lag = asyncio.StreamReader(), Lag()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    watching = asyncio.create_task(lag.watch())
    cpu = 0.0
    while line := await reader.readline():
        if line.strip() == b"start":
            lag.late.clear()
            cpu = time.process_time()
        late = lag.late or [0.0]
        found = {
            "cpu": time.process_time() - cpu, "lag_p99": percentile(late, 99),
            "lag_most": max(late),
        }  # fmt: skip
        print(json.dumps(found), flush=True)
    watching.cancel()
    until.set()


async def run(database: str | None, people: int) -> None:
    """Serve until stdin ends."""
    until = asyncio.Event()
    reporting = asyncio.create_task(report(until))

    def say(server: Server) -> None:
        print(server.port, flush=True)

    if database is None:
        await without_database(people, until, say)
    else:
        await with_database(database, people, until, say)
    await reporting


def main() -> None:
    """Run the server until it is told to stop."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.wire_live")
    parser.add_argument("--database")
    parser.add_argument("--people", type=int, default=200)
    args = parser.parse_args()
    asyncio.run(run(args.database, args.people))


if __name__ == "__main__":
    main()
