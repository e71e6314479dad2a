"""One vote on the wire of a platform, beside the floor and the peers, which lie where BENCH says.

`load.py` there is platform and crowd in one process, on one clock; it starts each bot itself, reads
its CPU time, and measures until the platform has the answer. The floor is an aiohttp server that
parses and calls back, without database, rights or words; the peers are the smallest honest bots on
their frameworks. What they answer is an echo, what Muster answers is a vote that is committed. It
answers within what acknowledges the press; a floor that does so, too, is `benchmarks.within`.

All bots take their turn in each round, so that a slow minute strikes all alike. The disk takes one,
too: what is durable waits for it, and what an echo and a bare commit take one after the other is
the least that a durable answer could take there.
"""

import asyncio
import contextlib
import json
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp

from benchmarks.figures import Figure, of, ratio
from benchmarks.house import KEY, OPTIONS, Where, choice, open_house
from benchmarks.store import Plan
from benchmarks.wire import answers

ROOT: Final = Path(__file__).parent.parent
BENCH: Final = Path(os.environ.get("BENCH", ROOT.parent / "shared" / "bench"))
"""Where floor, peers and `load.py` lie."""
PEERS: Final = os.environ.get("PEERS", str(ROOT / ".venv" / "peers" / "bin" / "python"))
"""The Python of floor and peers, who need other versions of what Muster needs: `make bench`."""

USERS: Final = 500
_FIRST_USER: Final = 100_000
"""Whom `load.py` calls its first."""
SECRET: Final = "secret"
_SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
_FEW: Final = 10
"""So few that at 350/s each presses again before the platform has taken the answer."""
_IN_TURNS: Final = 1_000
_COMMITS: Final = 500

TELEGRAM: Final = Where(
    "telegram-main",
    "telegram",
    "-1000000100000",
    "",
    _FIRST_USER,
    ref=100,
    own="",
    chat="-1000000100000:",
)
SLACK: Final = Where("slack-main", "slack:T1", "C1", "U", _FIRST_USER, ref=100, own="C")


@dataclass(frozen=True, slots=True)
class Bot:
    """Say how a bot is started, on which path it listens, and what is pressed."""

    name: str
    command: str
    path: str
    data: str = "vote"
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phase:
    """Hold one kind of load: `rate` a second, or 32 at once where it is 0."""

    name: str
    rate: int = 0
    delay: int = 0
    n: int = 3_000

    def options(self) -> str:
        """Return the load as `load.py` takes it."""
        return f"rate={self.rate},api-delay-ms={self.delay},n={self.n}"


AT_ONCE: Final = Phase("32 at once")
STEADY: Final = Phase("350/s", rate=350)
SLOW: Final = Phase("350/s, platform takes 50 ms", rate=350, delay=50)


class Rounds:
    """Collect what `load.py` reported, by bot and phase."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)

    def add(self, bot: Bot, phase: Phase, report: dict[str, Any]) -> None:
        """Add one report, of which nothing may be missing."""
        unanswered = {k: v for k, v in report["statuses"].items() if k != "200"}
        if report["answered"] < report["n"] or unanswered:
            message = f"{bot.name}, {phase.name}: {report['answered']} of {report['n']} answered"
            raise RuntimeError(f"{message}, {unanswered}")
        self._found[bot.name, phase.name].append(report)

    def of(self, bot: str, phase: Phase, what: str) -> Sequence[float]:
        """Return a figure of all rounds."""
        return [float(each[what]) for each in self._found[bot, phase.name]]

    def edits(self, bot: str, phase: Phase) -> Sequence[float]:
        """Return how often in a second messages were edited, of all rounds."""
        return [
            each["calls_per_msg"].get("editMessageText", 0) * each["n"] / each["wall_s"]
            for each in self._found[bot, phase.name]
        ]


async def measure_telegram(plan: Plan) -> list[Figure]:
    """Measure a vote by webhook: committed, then answered within the acknowledgement."""
    if (why := cannot()) is not None:
        print(f"NOT MEASURED ON THE WIRE OF PLATFORMS: {why}", file=sys.stderr)
        return []
    rounds = Rounds()
    peers = [
        Bot("floor", f"{PEERS} {BENCH}/bots/floor_aiohttp.py", "/hook"),
        Bot("python-telegram-bot", f"{PEERS} {BENCH}/bots/ptb_bot.py", "/hook"),
        Bot("aiogram", f"{PEERS} {BENCH}/bots/aiogram_bot.py", "/hook"),
    ]
    within = Bot("within", f"{sys.executable} -m benchmarks.within", "/hook")
    commits: list[float] = []
    for _ in range(plan.rounds):
        if plan.kind == "sqlite":
            commits.append(_commit())
        for peer in peers:
            phases = [AT_ONCE, STEADY, SLOW] if peer.name == "floor" else [AT_ONCE]
            load(peer, phases, rounds, ["--expect", "answerCallbackQuery"])
        load(within, [AT_ONCE, STEADY], rounds, ["--expect", "http"])
        with plan.fresh() as url, ours(TELEGRAM, (await ballot(url, TELEGRAM))[0], url) as bot:
            load(bot, [AT_ONCE, STEADY, SLOW], rounds, ["--expect", "http"])
    return [
        *_against_floor(plan.kind, rounds), *_against_disk(rounds, commits),
        *_against_within(plan.kind, rounds),
        *_against_peers(plan.kind, rounds, peers[1:]),
        await _out_of_order(plan),
    ]  # fmt: skip


async def _out_of_order(plan: Plan) -> Figure:
    """Count those whose last press is not their answer: the next left before one was answered."""
    port, listen = free_port(), free_port()
    load = [sys.executable, str(BENCH / "load.py"), "--serve-only"]
    load += ["--listen", f"127.0.0.1:{listen}", "--api-delay-ms", f"{SLOW.delay}"]
    with plan.fresh() as url:
        tokens = await ballot(url, TELEGRAM)
        with ours(TELEGRAM, tokens[0], url) as bot:
            env = _placed(bot, port, listen)
            async with _running(load, env), _running(bot.command.split(), env):
                last = await _press_in_turns(f"http://127.0.0.1:{port}{bot.path}", tokens)
        kept = await answers(url)
    wrong = sum(kept.get(f"Person {who}") != OPTIONS[option] for who, option in last.items())
    what = f"{plan.kind}, {SLOW.name}: people whose last press is not their answer"
    return Figure(what, wrong, target=0, exact=True)


@contextlib.asynccontextmanager
async def _running(command: Sequence[str], env: Mapping[str, str]) -> AsyncIterator[None]:
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env, stdout=quiet)
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


async def _press_in_turns(url: str, tokens: Sequence[str]) -> dict[int, int]:
    """Let a few people press again and again, faster than they are answered; return the last."""
    last: dict[int, int] = {}
    async with aiohttp.ClientSession(headers={_SECRET_HEADER: SECRET}) as session:

        async def press(number: int, who: int, option: int) -> None:
            update = _update(number, _FIRST_USER + who, tokens[option])
            async with session.post(url, json=update) as taken:
                assert taken.status == 200, taken.status
                answered = await taken.json()
            assert answered["method"] == "answerCallbackQuery", answered
            assert OPTIONS[option] in answered["text"], answered

        while True:
            try:
                await press(0, 0, 0)
                break
            except (aiohttp.ClientConnectorError, AssertionError):  # it does not listen yet
                await asyncio.sleep(0.1)
        presses = []
        for number in range(1, _IN_TURNS + 1):
            who, option = number % _FEW, choice(number, _FEW)
            last[who] = option
            presses.append(asyncio.create_task(press(number, who, option)))
            await asyncio.sleep(1 / SLOW.rate)
        await asyncio.gather(*presses)
    return last


def _update(number: int, person: int, token: str) -> dict[str, Any]:
    chat = {"id": person, "type": "private", "first_name": "User"}
    return {
        "update_id": number,
        "callback_query": {
            "id": str(number), "chat_instance": "42", "data": token,
            "from": {"id": person, "is_bot": False, "first_name": "User"},
            "message": {"message_id": TELEGRAM.ref, "date": 1_700_000_000, "chat": chat},
        },
    }  # fmt: skip


def _against_floor(kind: str, rounds: Rounds) -> Iterator[Figure]:
    sqlite = kind == "sqlite"
    for phase, most in ((AT_ONCE, 3.0 if sqlite else 7.0), (STEADY, 2.7 if sqlite else None)):
        cpu = rounds.of("muster", phase, "bot_cpu_ms_per_msg")
        bare = rounds.of("floor", phase, "bot_cpu_ms_per_msg")
        yield of(f"{kind}, {phase.name}: CPU of a durable vote", cpu, "ms")
        yield of(f"{kind}, {phase.name}: CPU of the floor", bare, "ms")
        yield ratio(f"{kind}, {phase.name}: CPU ÷ floor", cpu, bare, target=most)
    ours, floor = (rounds.of(each, AT_ONCE, "per_s") for each in ("muster", "floor"))
    yield of(f"{kind}, {AT_ONCE.name}: votes answered", ours, "votes/s")
    most = 1 / 0.33 if sqlite else 1 / 0.14
    yield ratio(f"{kind}, {AT_ONCE.name}: floor ÷ ours, answered/s", floor, ours, target=most)
    ours, floor = (rounds.of(each, AT_ONCE, "lat_p99") for each in ("muster", "floor"))
    yield ratio(f"{kind}, {AT_ONCE.name}: p99 ÷ floor", ours, floor, target=4.5 if sqlite else None)
    for phase in (STEADY, SLOW):
        for what, target in (("lat_p50", 1.8), ("lat_p99", 2.0)):
            ours, floor = (rounds.of(each, phase, what) for each in ("muster", "floor"))
            name = what.removeprefix("lat_")
            yield of(f"{kind}, {phase.name}: {name}", ours, "ms")
            yield ratio(
                f"{kind}, {phase.name}: {name} ÷ floor", ours, floor,
                target=target if sqlite else None,
            )  # fmt: skip
    for phase in (STEADY, SLOW):
        yield Figure(
            f"{kind}, {phase.name}: edits a second of the card",
            max(rounds.edits("muster", phase)), target=1, exact=True,
        )  # fmt: skip
    floor, ours = (rounds.of(each, AT_ONCE, "start_ms") for each in ("floor", "muster"))
    yield ratio(f"{kind}: start ÷ floor", ours, floor)


def _commit() -> float:
    """Return the milliseconds of a bare commit of one row, at the pace of a steady load (p50)."""
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        took = []
        with closing(sqlite3.connect(f"{folder}/bare.db", isolation_level=None)) as disk:
            disk.execute("PRAGMA journal_mode=WAL")
            disk.execute("PRAGMA synchronous=FULL")
            disk.execute("CREATE TABLE vote (person, option)")
            for number in range(_COMMITS):
                disk.execute("BEGIN IMMEDIATE")
                disk.execute("INSERT INTO vote VALUES (?, ?)", (number, _SECRET_HEADER))
                begun = time.perf_counter()
                disk.execute("COMMIT")
                took.append(time.perf_counter() - begun)
                time.sleep(1 / STEADY.rate)
    return statistics.median(took) * 1_000


def _against_disk(rounds: Rounds, commits: Sequence[float]) -> Iterator[Figure]:
    if not commits:
        return
    yield of("sqlite: a bare commit on this disk, p50", commits, "ms")
    for phase in (STEADY, SLOW):
        ours, floor = (rounds.of(each, phase, "lat_p50") for each in ("muster", "floor"))
        least = [one + other for one, other in zip(floor, commits, strict=True)]
        yield ratio(f"sqlite, {phase.name}: p50 ÷ (floor + a bare commit)", ours, least)


def _against_within(kind: str, rounds: Rounds) -> Iterator[Figure]:
    for phase, what, name in (
        (AT_ONCE, "bot_cpu_ms_per_msg", "CPU"), (STEADY, "bot_cpu_ms_per_msg", "CPU"),
        (STEADY, "lat_p50", "p50"), (STEADY, "lat_p99", "p99"),
    ):  # fmt: skip
        ours, floor = (rounds.of(each, phase, what) for each in ("muster", "within"))
        yield ratio(f"{kind}, {phase.name}: {name} ÷ a floor that answers within", ours, floor)


def _against_peers(kind: str, rounds: Rounds, peers: Sequence[Bot]) -> Iterator[Figure]:
    ours = rounds.of("muster", AT_ONCE, "per_s")
    for peer in peers:
        theirs = rounds.of(peer.name, AT_ONCE, "per_s")
        yield of(f"{peer.name}, {AT_ONCE.name}: echoes answered", theirs, "/s")
        yield ratio(f"{kind}: durable votes/s ÷ echoes/s of {peer.name}", ours, theirs)


async def ballot(url: str, where: Where) -> Sequence[str]:
    """Make a database in which the crowd of `load.py` may vote; return the options' tokens."""
    async with open_house(url, USERS, where=where) as house:
        return (await house.open_poll()).tokens


@contextlib.contextmanager
def ours(where: Where, token: str, url: str) -> Iterator[Bot]:
    """Lend Muster as a bot: its settings in a file, its key beside them."""
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        settings = Path(folder) / "config.yaml"
        settings.write_text(_CONFIG + _CONNECTIONS[where.connection])
        command = f"{sys.executable} -m bot run --config {settings} --database {url}"
        adapter = where.connection.partition("-")[0]
        path = f"/{adapter}/{where.connection}" + ("/events" if adapter == "slack" else "")
        env = {
            "MUSTER_KEY": KEY.decode(), "TELEGRAM_TOKEN": "1:T", "TELEGRAMSECRET": SECRET,
            "SLACK_MUSTER_TOKEN": "xoxb-1", "SLACK_MUSTER_SIGNING": SECRET,
        }  # fmt: skip
        yield Bot("muster", command, path, token, env)


_CONFIG: Final = """
mode: live
server: {host: 127.0.0.1, port: @PORT@, public_url: "http://127.0.0.1:@PORT@"}
secrets: {keys: [env:MUSTER_KEY]}
log: {level: warning}
connections:
"""
_CONNECTIONS: Final = {
    TELEGRAM.connection: """
  telegram-main:
    adapter: telegram
    receive: webhook
    token: env:TELEGRAM_TOKEN
    webhook_secret: env:TELEGRAMSECRET
    endpoints: {api: "@API@/bot", files: "@API@/file/bot"}
""",
    SLACK.connection: """
  slack-main:
    adapter: slack
    receive: events
    endpoints: {api: "@API@/api"}
""",
}


def load(
    bot: Bot, phases: Sequence[Phase], rounds: Rounds, options: Sequence[str], *,
    port: int | None = None,
) -> None:  # fmt: skip
    """Let `load.py` start a bot, on a free port if none is named, press its button, and end it."""
    port, listen = port or free_port(), free_port()
    env = _placed(bot, port, listen)
    with tempfile.NamedTemporaryFile(prefix="muster-bench-", suffix=".jsonl") as report:
        done = subprocess.run(
            [
                sys.executable, BENCH / "load.py", "--label", bot.name, "--spawn", bot.command,
                "--target", f"http://127.0.0.1:{port}{bot.path}", "--listen", f"127.0.0.1:{listen}",
                "--secret", SECRET, "--kind", "callback", "--data", bot.data,
                "--users", str(USERS), "--user-base", str(_FIRST_USER), *options,
                *_first_phase(phases[0]), "--json", report.name,
                *(part for each in phases[1:] for part in ("--also", each.options())),
            ],
            cwd=ROOT, env=env, check=False, capture_output=True,
        )  # fmt: skip
        lines = Path(report.name).read_text().splitlines()
    if done.returncode or len(lines) != len(phases):
        raise RuntimeError(f"{bot.name}: {done.stdout.decode()}{done.stderr.decode()}")
    for phase, line in zip(phases, lines, strict=True):
        rounds.add(bot, phase, json.loads(line))


def _placed(bot: Bot, port: int, listen: int) -> dict[str, str]:
    """Tell a bot where it listens and where the platform does; return its environment."""
    api = f"http://127.0.0.1:{listen}"
    for word in bot.command.split():
        if word.endswith("config.yaml"):
            text = Path(word).read_text("utf-8")
            Path(word).write_text(text.replace("@PORT@", str(port)).replace("@API@", api))
    return {**os.environ, **bot.env, "PORT": str(port), "API": api}


def _first_phase(phase: Phase) -> Sequence[str]:
    return ["--rate", str(phase.rate), "--api-delay-ms", str(phase.delay), "--n", str(phase.n)]


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def cannot() -> str | None:
    """Say what is missing for floor and peers; None: nothing."""
    if not (BENCH / "load.py").exists():
        return f"there is no {BENCH}/load.py"
    return None if Path(PEERS).exists() else f"there is no {PEERS}: make .venv/peers.stamp"
