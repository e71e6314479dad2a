"""A live Muster on a loopback socket, in a process of its own: `python -m benchmarks.live`.

It speaks lines of JSON. `{"n": 7, "who": 3, "option": 1}` is a press by person 3 and is answered
with the note that they would read; `{"report": true}` with what the server has seen of itself since
`{"start": true}`. Without `--database` every press is answered with a fixed note: the floor for lag
of the loop and latency.
"""

import argparse
import asyncio
import json
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from benchmarks.figures import percentile
from benchmarks.house import OPTIONS, House, open_house
from bot.message import said

BEAT: Final = 0.005
"""Seconds between two looks at how late the loop is."""

Press: TypeAlias = Callable[[int, int], Awaitable[str]]


class Lag:
    """Measure how late the loop wakes up."""

    def __init__(self) -> None:
        self.late: list[float] = []

    async def watch(self) -> None:
        """Sleep and look, until cancelled."""
        while True:
            due = time.perf_counter() + BEAT
            await asyncio.sleep(BEAT)
            self.late.append(time.perf_counter() - due)


class Server:
    """Serve presses."""

    def __init__(self, press: Press, report: Callable[[], dict[str, Any]]) -> None:
        """Take what answers a press, and what else is reported."""
        self._press = press
        self._report = report
        self._lag = Lag()
        self._cpu = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Say on stdout which port it is, and serve until told to stop."""
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        watching = asyncio.create_task(self._lag.watch())
        server = await asyncio.start_server(self._client, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await stop.wait()
        server.close()
        watching.cancel()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            task = asyncio.create_task(self._answer(json.loads(line), writer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        writer.close()

    async def _answer(self, asked: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        if "n" in asked:
            found = {"n": asked["n"], "note": await self._press(asked["who"], asked["option"])}
        elif "start" in asked:
            self._lag.late.clear()
            self._cpu = time.process_time()
            found = {"started": True, **self._report()}
        else:
            found = {
                "cpu": time.process_time() - self._cpu,
                "lag_p99": percentile(self._lag.late, 99),
                **self._report(),
            }
        writer.write(json.dumps(found, ensure_ascii=False).encode() + b"\n")


async def with_database(url: str, people: int) -> None:
    """Serve a poll of a live Muster, its pumps running."""
    async with open_house(url, people) as house:
        ballot = await house.open_poll()
        muster = house.assembly.muster

        async def press(who: int, option: int) -> str:
            answer = await muster.handle(house.press(who, ballot.tokens[option]))
            assert answer.note is not None
            return said(answer.note.card.title or "")

        until = asyncio.Event()
        running = asyncio.create_task(muster.run(until=until))
        await Server(press, lambda: seen(house)).serve()
        until.set()
        await running


def seen(house: House) -> dict[str, Any]:
    """Report what the platform was told."""
    return {"edits": house.recorder.edits, "shows": house.recorder.shows}


async def without_database() -> None:
    """Serve the same wire with nothing behind it."""

    async def press(who: int, option: int) -> str:
        del who
        return f"You chose {OPTIONS[option]}."

    await Server(press, lambda: {"edits": 0, "shows": ""}).serve()


def main() -> None:
    """Run the server until it is told to stop."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live")
    parser.add_argument("--database")
    parser.add_argument("--people", type=int, default=500)
    args = parser.parse_args()
    if args.database is None:
        asyncio.run(without_database())
    else:
        asyncio.run(with_database(args.database, args.people))
    sys.exit(0)


if __name__ == "__main__":
    main()
