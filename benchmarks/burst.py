"""A thousand answers in ten seconds: what they cost, how long they wait, how often a card is drawn.

The generator is this process, the server another (`benchmarks.live`), between them a loopback
socket. The rate is open: a press leaves at its time whether or not the one before was answered, so
that a slow server cannot slow its own load.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks.figures import Figure, of, percentile, ratio
from benchmarks.house import OPTIONS, choice
from benchmarks.store import Plan

ANSWERS: Final = 1_000
SECONDS: Final = 10.0
PEOPLE: Final = 400
REDRAWS: Final = 12
"""Ten seconds at one edit a second, and what the last answers change."""

_LAST_EDIT: Final = 1.5
"""Seconds after the last answer in which the last edit must have gone out: its pace and a flush."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Hold what one burst came to. Times are in seconds."""

    waits: list[float]
    cpu: float
    lag: float
    redraws: int
    exact: bool


@dataclass(slots=True)
class Wire:
    """Speak with the server; answers come in any order."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    _waiting: dict[int, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    _reports: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    async def listen(self) -> None:
        """Hand out what comes in, until the server hangs up."""
        while line := await self.reader.readline():
            found = json.loads(line)
            if "n" in found:
                self._waiting.pop(found["n"]).set_result(found)
            else:
                self._reports.put_nowait(found)

    async def press(self, number: int, who: int, option: int) -> float:
        """Press, and return how long the note took."""
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        started = time.perf_counter()
        self._send({"n": number, "who": who, "option": option})
        found = await future
        assert OPTIONS[option] in found["note"], found["note"]
        return time.perf_counter() - started

    async def ask(self, what: str) -> dict[str, Any]:
        """Ask the server for a report."""
        self._send({what: True})
        return await self._reports.get()

    def _send(self, line: Mapping[str, Any]) -> None:
        self.writer.write(json.dumps(line).encode() + b"\n")


@asynccontextmanager
async def served(*arguments: str) -> AsyncIterator[Wire]:
    """Start a server process and connect to it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.live", "--people", str(PEOPLE), *arguments,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    wire = Wire(*await asyncio.open_connection("127.0.0.1", port))
    listening = asyncio.create_task(wire.listen())
    try:
        yield wire
    finally:
        wire.writer.write_eof()
        await listening  # the server has hung up
        wire.writer.close()
        process.terminate()
        await process.wait()


async def burst(wire: Wire, *, database: bool) -> Burst:
    """Send the answers at their times, wait for the last edit, and compare what the card shows."""
    before = await wire.ask("start")
    last: dict[int, int] = {}
    presses: list[asyncio.Task[float]] = []
    started = time.perf_counter()
    for number in range(ANSWERS):
        due = started + number * SECONDS / ANSWERS
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        who, option = number % PEOPLE, choice(number, PEOPLE)
        last[who] = option
        presses.append(asyncio.create_task(wire.press(number, who, option)))
    waits = await asyncio.gather(*presses)
    report = await wire.ask("report")
    await asyncio.sleep(_LAST_EDIT)
    after = await wire.ask("report")
    shown = counts(after["shows"])
    wanted = {OPTIONS[option]: count for option, count in Counter(last.values()).items()}
    return Burst(
        waits, report["cpu"], report["lag_p99"], after["edits"] - before["edits"],
        not database or shown == wanted,
    )  # fmt: skip


def counts(card: str) -> dict[str, int]:
    """Read the counts off a card."""
    found = {}
    for option in OPTIONS:
        line = re.search(rf"{re.escape(option)}\D*(\d+)", card)
        found[option] = int(line[1]) if line else -1
    return found


async def measure(plan: Plan) -> list[Figure]:
    """Burst on a live Muster and on the same server without a database, in turns."""
    ours: list[Burst] = []
    floor: list[Burst] = []
    for _ in range(plan.rounds):
        async with AsyncExitStack() as stack:
            url = stack.enter_context(plan.fresh())
            wire = await stack.enter_async_context(served("--database", url))
            ours.append(await burst(wire, database=True))
        async with served() as wire:
            floor.append(await burst(wire, database=False))
    kind = plan.kind

    def waited(bursts: list[Burst], share: float) -> list[float]:
        return [percentile(each.waits, share) * 1000 for each in bursts]

    return [
        Figure(
            f"{kind}: redraws for {ANSWERS} answers in {SECONDS:g} s",
            max(each.redraws for each in ours), target=REDRAWS, exact=True,
        ),
        Figure(
            f"{kind}: bursts whose last state was not shown exactly",
            sum(not each.exact for each in ours), target=0, exact=True,
        ),
        of(f"{kind}: note after, p50", waited(ours, 50), "ms"),
        of(f"{kind}: note after, p99", waited(ours, 99), "ms"),
        of(f"{kind}: without database, p50", waited(floor, 50), "ms"),
        of(f"{kind}: without database, p99", waited(floor, 99), "ms"),
        of(f"{kind}: CPU at {ANSWERS / SECONDS:g} answers/s, redraws too",
           [each.cpu / ANSWERS * 1e6 for each in ours], "µs CPU/vote"),
        of(f"{kind}: loop lag p99", [each.lag * 1000 for each in ours], "ms"),
        ratio(
            f"{kind}: loop lag p99 ÷ without database", [each.lag for each in ours],
            [each.lag for each in floor], target=2.0 if kind == "sqlite" else None,
        ),
    ]  # fmt: skip
