"""A thousand answers in ten seconds over the browser chat's own wire, two hundred windows open.

The generator is this process, the server another (`benchmarks.wire_live`). As in `benchmarks.burst`
the rate is open. One server a round is killed in the middle of its burst: whatever it had answered
must stand in the database.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
from sqlalchemy import Connection, select

from benchmarks.figures import Figure, of, percentile, ratio
from benchmarks.house import OPTIONS, choice
from benchmarks.process import weight_of
from benchmarks.store import Plan
from benchmarks.wire_live import MAIN, key_of
from storage.database import open_database
from storage.identity import person_table
from storage.polls import poll_answer, poll_option

ANSWERS: Final = 1_000
SECONDS: Final = 10.0
WINDOWS: Final = 200
EDITS: Final = 12
NOTE: Final = 300.0
"""Milliseconds within which 99 of 100 people should have read their note."""

_LAST_EDIT: Final = 2.5
"""Seconds after the last answer in which the last edit must have come: its pace and a flush."""


@dataclass(slots=True)
class Window:
    """Be one window: one person, and the card as they see it."""

    socket: aiohttp.ClientWebSocketResponse
    card: dict[str, Any] = field(default_factory=dict)
    edits: int = 0
    tokens: dict[str, str] = field(default_factory=dict)
    ref: str = ""
    shown: asyncio.Event = field(default_factory=asyncio.Event)
    _waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)

    async def listen(self) -> None:
        """Take what comes until the line ends."""
        async for message in self.socket:
            frame = json.loads(message.data)
            match frame["type"]:
                case "answer":
                    self._waiting.pop(frame["to"]).set_result(frame["note"])
                case "entry" if frame["entry"]["card"] is not None:
                    self._see(frame["entry"])
                case "refused":
                    raise AssertionError(frame)

    def _see(self, entry: Mapping[str, Any]) -> None:
        self.card = entry["card"]
        if entry["ref"] == self.ref:
            self.edits += 1
        self.ref = entry["ref"]
        self.tokens = {
            button["label"]: button["token"]
            for block in self.card["blocks"]
            for button in block.get("options", block.get("buttons", []))
        }
        self.shown.set()

    async def act(self, number: str, **frame: Any) -> Any:
        """Do something, and return the note that is read."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        await self.socket.send_str(json.dumps({"id": number, "room": MAIN, **frame}))
        return await future

    async def press(self, number: str, label: str) -> Any:
        """Press a button of the card."""
        return await self.act(number, type="press", message=self.ref, token=self.tokens[label])

    @property
    def counts(self) -> dict[str, int]:
        """What the card counts."""
        return {
            bar["label"]: bar["count"]
            for block in self.card["blocks"]
            if block["kind"] == "bars"
            for bar in block["bars"]
            if bar["count"]
        }


@dataclass(slots=True)
class House:
    """Hold the server process and the windows into it."""

    process: asyncio.subprocess.Process
    session: aiohttp.ClientSession
    port: int
    windows: list[Window] = field(default_factory=list)

    async def open(self) -> float:
        """Open all windows; return how much memory one takes, in KB."""
        before = weight_of(self.process.pid)
        for each in range(WINDOWS):
            origin = f"http://127.0.0.1:{self.port}"
            socket = await self.session.ws_connect(
                f"{origin}/chat/socket", headers={"Origin": origin}
            )
            hello = {"type": "hello", "language": "en", "as": key_of(each), "since": 0}
            await socket.send_str(json.dumps(hello))
            while json.loads((await socket.receive()).data)["type"] != "entries":
                pass
            self.windows.append(Window(socket))
        return (weight_of(self.process.pid) - before) * 1024 / WINDOWS

    async def ask(self, what: str) -> dict[str, float]:
        """Ask the process for a report."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{what}\n".encode())
        found: dict[str, float] = json.loads(await self.process.stdout.readline())
        return found

    async def post(self) -> None:
        """Let the first window post the poll, and wait until all have seen it."""
        first = self.windows[0]
        await first.act(
            "say", type="say", text=f"poll Where? {' / '.join(OPTIONS)}", addressed=True
        )
        await first.shown.wait()
        if "Post" in first.tokens:
            first.shown.clear()
            await first.press("post", "Post")
        await asyncio.gather(*(each.shown.wait() for each in self.windows))
        while OPTIONS[0] not in first.tokens:
            first.shown.clear()
            await first.shown.wait()


@asynccontextmanager
async def served(*arguments: str) -> AsyncIterator[tuple[House, float]]:
    """Start a server and open the windows; lend both, and the memory of one window."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.wire_live", "--people", str(WINDOWS), *arguments,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        house = House(process, session, port)
        memory = await house.open()
        listening = [asyncio.create_task(each.listen()) for each in house.windows]
        try:
            await house.post()
            yield house, memory
        finally:
            process.stdin.close()
            for each in house.windows:
                await each.socket.close()
            await asyncio.gather(*listening, return_exceptions=True)
            await process.wait()


@dataclass(frozen=True, slots=True)
class Burst:
    """Hold what one burst came to. Times are in seconds, memory in KB a window."""

    waits: list[float]
    cpu: float
    lag: float
    most: float
    edits: int
    inexact: int
    memory: float


async def burst(house: House, memory: float) -> Burst:
    """Send the answers at their times, wait for the last edit, and look at what windows show."""
    await house.ask("start")
    before = [each.edits for each in house.windows]
    last: dict[int, str] = {}
    presses: list[asyncio.Task[float]] = []
    started = time.perf_counter()
    for number in range(ANSWERS):
        due = started + number * SECONDS / ANSWERS
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        who, label = number % WINDOWS, OPTIONS[choice(number, WINDOWS)]
        last[who] = label
        presses.append(asyncio.create_task(timed(house.windows[who], f"n{number}", label)))
    waits = await asyncio.gather(*presses)
    report = await house.ask("report")
    await asyncio.sleep(_LAST_EDIT)
    wanted = Counter(last.values())
    return Burst(
        waits, report["cpu"], report["lag_p99"], report["lag_most"],
        max(each.edits - one for each, one in zip(house.windows, before, strict=True)),
        sum(each.counts != wanted for each in house.windows), memory,
    )  # fmt: skip


async def timed(window: Window, number: str, label: str) -> float:
    """Press, and return how long the note took."""
    started = time.perf_counter()
    note = await window.press(number, label)
    assert label in note["title"], note
    return time.perf_counter() - started


async def lost(url: str) -> int:
    """Kill a server in the middle of a burst; return how many answers it had noted are not kept."""
    noted: dict[int, str] = {}
    async with served("--database", url) as (house, _):

        async def press(who: int, label: str) -> None:
            await house.windows[who].press(f"k{who}", label)
            noted[who] = label

        presses = []
        for who in range(WINDOWS):
            presses.append(asyncio.create_task(press(who, OPTIONS[who % len(OPTIONS)])))
            await asyncio.sleep(SECONDS / ANSWERS)
            if len(noted) >= WINDOWS // 2:
                break
        house.process.kill()
        await house.process.wait()
        for task in presses:
            task.cancel()
        await asyncio.gather(*presses, return_exceptions=True)
    kept = await answers(url)
    return sum(kept.get(f"Person {who}") != label for who, label in noted.items())


async def answers(url: str) -> dict[str, str]:
    """Return what each person has answered, as it stands in the database."""
    database = await open_database(url, pool=1)
    try:
        return await database.read(_answers)
    finally:
        await database.close()


def _answers(connection: Connection) -> dict[str, str]:
    rows = connection.execute(
        select(person_table.c.name, poll_option.c.label)
        .join(poll_answer, poll_answer.c.person == person_table.c.id)
        .join(poll_option, poll_option.c.id == poll_answer.c.option)
    )
    return {name: label for name, label in rows}  # noqa: C416  (rows are no pairs to mypy)


async def measure(plan: Plan) -> list[Figure]:
    """Burst on a live browser chat and on the same wire without a database, in turns."""
    ours: list[Burst] = []
    floor: list[Burst] = []
    unkept = 0
    for _ in range(plan.rounds):
        async with AsyncExitStack() as stack:
            url = stack.enter_context(plan.fresh())
            ours.append(await burst(*await stack.enter_async_context(served("--database", url))))
        async with served() as (house, memory):
            floor.append(await burst(house, memory))
        with plan.fresh() as url:
            unkept += await lost(url)
    kind = f"{plan.kind}, browser"
    # What it is made for; a database server shares this machine with all the rest.
    embedded = plan.kind == "sqlite"
    return [
        Figure(
            f"{kind}: edits a copy for {ANSWERS} answers in {SECONDS:g} s",
            max(each.edits for each in ours), target=EDITS, exact=True,
        ),
        Figure(
            f"{kind}: windows that did not show the last state exactly",
            sum(each.inexact for each in ours), target=0, exact=True,
        ),
        Figure(f"{kind}: notes of answers that a kill undid", unkept, target=0, exact=True),
        of(f"{kind}: note after, p50", _waits(ours, 50), "ms"),
        of(f"{kind}: note after, p99", _waits(ours, 99), "ms", target=NOTE if embedded else None),
        of(f"{kind}: without database, p99", _waits(floor, 99), "ms"),
        of(f"{kind}: CPU, {WINDOWS} windows told of edits",
           [each.cpu / ANSWERS * 1e6 for each in ours], "µs CPU/vote"),
        of(f"{kind}: loop lag p99", [each.lag * 1000 for each in ours], "ms"),
        ratio(
            f"{kind}: loop lag p99 ÷ without database", [each.lag for each in ours],
            [each.lag for each in floor], target=1.5 if embedded else None,
        ),
        of(f"{kind}: longest loop lag", [each.most * 1000 for each in ours], "ms"),
        of(f"{kind}: the same without database", [each.most * 1000 for each in floor], "ms"),
        of(f"{kind}: memory of one of {WINDOWS} windows", [each.memory for each in ours], "KB"),
    ]  # fmt: skip


def _waits(bursts: list[Burst], share: float) -> list[float]:
    return [percentile(each.waits, share) * 1000 for each in bursts]
