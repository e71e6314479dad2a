"""A live Muster on three platforms to which nobody talks: its start, what it weighs, what it costs.

The platforms are the doubles of the tests, on loopback: Telegram is polled, Slack and DingTalk are
listened to on their sockets. The floor is an aiohttp server that could answer one of them. Both are
started in turns, each in a process of its own, and timed until their port takes a connection.
Bytecode is written to a folder of this run first, as an installation has it.
"""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.figures import Figure, of, ratio
from benchmarks.platforms import BENCH, PEERS, ROOT, cannot, free_port
from benchmarks.process import cpu_of, weight_of
from benchmarks.store import Plan
from bot.clock import SystemClock
from tests.doubles.dingtalk import running
from tests.doubles.slack import SlackDouble
from tests.doubles.telegram import opened

_SETTLED: Final = 3.0
"""Seconds after which nothing of the start is left to be done."""
_IDLE: Final = 60.0
_MOST_CPU: Final = 0.5
"""Percent of one core while nobody talks."""

_SETTINGS: Final = """
mode: live
server: {{host: 127.0.0.1, port: {port}}}
log: {{level: warning}}
connections:
  telegram-main:
    adapter: telegram
    token: env:TELEGRAM_TOKEN
    endpoints: {{api: "{telegram}", files: "{telegram_files}"}}
  slack-main:
    adapter: slack
    endpoints: {{api: "{slack}"}}
  dingtalk-main:
    adapter: dingtalk
    client_id: env:DINGTALK_CLIENT_ID
    client_secret: env:DINGTALK_CLIENT_SECRET
    endpoints: {{api: "{dingtalk}", oapi: "{dingtalk}"}}
"""


async def _at_once() -> None:
    """Wait for nothing."""


@dataclass(frozen=True, slots=True)
class Program:
    """Say how something is started that then listens on a port.

    `everywhere` waits until it also listens to all its platforms.
    """

    command: Sequence[str]
    port: int
    env: Mapping[str, str]
    everywhere: Callable[[], Awaitable[None]] = _at_once


@dataclass(frozen=True, slots=True)
class Started:
    """Hold how long a start took, in seconds and in seconds of CPU, and what it weighs then, in MB.

    `heard` is when it listened to its platforms, too; `idle` is what it costs after that, in
    percent of one core.
    """

    seconds: float
    heard: float
    cpu: float
    weight: float
    idle: float | None


async def measure(plan: Plan) -> list[Figure]:
    """Start Muster and the floor in turns; in the last round look at Muster for a minute."""
    if plan.kind != "sqlite":
        return []
    if (why := cannot()) is not None:
        print(f"NOT MEASURED: {why}", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        floor = _floor(folder)
        async with _platforms(Path(folder)) as ours:
            # The first start makes the database, and the bytecode of both.
            first = await _start(ours)
            await _start(floor)
            muster: list[Started] = []
            bare: list[Started] = []
            for number in range(plan.rounds):
                bare.append(await _start(floor))
                last = number == plan.rounds - 1
                muster.append(await _start(ours, idle=_IDLE if last else 0.0))
    idle = muster[-1].idle
    assert idle is not None
    return [
        of("three platforms: start until it listens", [each.seconds for each in muster], "s"),
        of("the floor: the same", [each.seconds for each in bare], "s"),
        ratio(
            "three platforms: start ÷ floor", [each.seconds for each in muster],
            [each.seconds for each in bare], target=3.0,
        ),
        of("three platforms: until it hears all three", [each.heard for each in muster], "s"),
        of("three platforms: CPU of a start", [each.cpu for each in muster], "s"),
        Figure("three platforms: the very first start", first.seconds, "s"),
        of("three platforms: memory while idle", [each.weight for each in muster], "MB"),
        of("the floor: the same, of memory", [each.weight for each in bare], "MB"),
        ratio(
            "three platforms: idle memory ÷ floor", [each.weight for each in muster],
            [each.weight for each in bare], target=2.5,
        ),
        Figure("three platforms: CPU while idle", idle, "%", _MOST_CPU, exact=True),
    ]  # fmt: skip


def _floor(folder: str) -> Program:
    port = free_port()
    env = {"PORT": str(port), "PYTHONPYCACHEPREFIX": folder}
    return Program([PEERS, f"{BENCH}/bots/floor_aiohttp.py"], port, env)


@asynccontextmanager
async def _platforms(folder: Path) -> AsyncIterator[Program]:
    """Lend three platforms, and the command that starts a Muster on them."""
    slack = SlackDouble()
    await slack.start()
    try:
        async with opened(SystemClock()) as telegram, running(SystemClock()) as dingtalk:
            robot, port = dingtalk.robot(), free_port()
            settings = folder / "config.yaml"
            settings.write_text(
                _SETTINGS.format(
                    port=port, telegram=telegram.api, telegram_files=telegram.files_api,
                    slack=slack.api, dingtalk=dingtalk.url,
                )
            )  # fmt: skip
            env = {
                "TELEGRAM_TOKEN": telegram.token,
                "SLACK_MUSTER_TOKEN": slack.bot_token,
                "SLACK_MUSTER_APP_TOKEN": slack.app_token,
                "SLACK_MUSTER_SIGNING": slack.signing_secret,
                "DINGTALK_CLIENT_ID": robot.client_id,
                "DINGTALK_CLIENT_SECRET": robot.secret,
                "PYTHONPYCACHEPREFIX": str(folder),
            }
            command = [
                sys.executable, "-m", "bot", "run", "--config", str(settings),
                "--database", f"sqlite:///{folder}/muster.db",
            ]  # fmt: skip

            async def everywhere() -> None:
                await slack.until(lambda: slack.sockets.open_line() is not None)
                await dingtalk.gateway.connected(robot)
                await telegram.listened()

            yield Program(command, port, env, everywhere)
            wrong = [*telegram.violations, *slack.violations, *dingtalk.violations]
            assert not wrong, wrong
    finally:
        await slack.close()


async def _start(program: Program, *, idle: float = 0.0) -> Started:
    """Start a program, look at it, and end it. It is watched for `idle` seconds."""
    env = {**os.environ, **program.env}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *program.command, cwd=ROOT, env=env, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        while not await _listens(program.port):
            if process.returncode is not None:
                raise RuntimeError(f"{program.command[0]} ended by itself")
            await asyncio.sleep(0.005)
        seconds, cpu = time.perf_counter() - begun, cpu_of(process.pid)
        await program.everywhere()
        heard = time.perf_counter() - begun
        await asyncio.sleep(_SETTLED)
        weight, before = weight_of(process.pid), cpu_of(process.pid)
        await asyncio.sleep(idle)
        spent = (cpu_of(process.pid) - before) / idle * 100 if idle else None
        return Started(seconds, heard, cpu, weight, spent)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
