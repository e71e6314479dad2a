"""One vote on the wire of a platform, beside the floor and the peers of `../shared/bench`.

`load.py` there is platform and crowd in one process, on one clock; it starts each bot itself, reads
its CPU time, and measures until the bot's own call arrives. The floor is an aiohttp server that
parses and calls back, without database, rights or words; the peers are the smallest honest bots on
their frameworks. What they answer is an echo, what Muster answers is a vote that is committed.

All bots take their turn in each round, so that a slow minute strikes all alike.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.figures import Figure, of, ratio
from benchmarks.house import KEY, Where, open_house
from benchmarks.store import Plan

ROOT: Final = Path(__file__).parent.parent
BENCH: Final = ROOT.parent / "shared" / "bench"
PEERS: Final = os.environ.get("PEERS", str(ROOT / ".venv" / "peers" / "bin" / "python"))
"""The Python of floor and peers, who need other versions of what Muster needs: `make bench`."""

USERS: Final = 500
_FIRST_USER: Final = 100_000
"""Whom `load.py` calls its first."""
SECRET: Final = "secret"

TELEGRAM: Final = Where(
    "telegram-main", "telegram", "-1000000100000", "", _FIRST_USER, ref=100, own=""
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


async def measure_telegram(plan: Plan) -> list[Figure]:
    """Measure a vote by webhook: committed, then answered by answerCallbackQuery."""
    if (why := cannot()) is not None:
        print(f"NOT MEASURED ON THE WIRE OF PLATFORMS: {why}", file=sys.stderr)
        return []
    rounds = Rounds()
    peers = [
        Bot("floor", f"{PEERS} {BENCH}/bots/floor_aiohttp.py", "/hook"),
        Bot("python-telegram-bot", f"{PEERS} {BENCH}/bots/ptb_bot.py", "/hook"),
        Bot("aiogram", f"{PEERS} {BENCH}/bots/aiogram_bot.py", "/hook"),
    ]
    for _ in range(plan.rounds):
        for peer in peers:
            phases = [AT_ONCE, STEADY, SLOW] if peer.name == "floor" else [AT_ONCE]
            load(peer, phases, rounds, ["--expect", "answerCallbackQuery"])
        with plan.fresh() as url, ours(TELEGRAM, await ballot(url, TELEGRAM), url) as bot:
            load(bot, [AT_ONCE, STEADY, SLOW], rounds, ["--expect", "answerCallbackQuery"])
    return [*_against_floor(plan.kind, rounds), *_against_peers(plan.kind, rounds, peers[1:])]


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
    floor, ours = (rounds.of(each, AT_ONCE, "start_ms") for each in ("floor", "muster"))
    yield ratio(f"{kind}: start ÷ floor", ours, floor)


def _against_peers(kind: str, rounds: Rounds, peers: Sequence[Bot]) -> Iterator[Figure]:
    ours = rounds.of("muster", AT_ONCE, "per_s")
    for peer in peers:
        theirs = rounds.of(peer.name, AT_ONCE, "per_s")
        yield of(f"{peer.name}, {AT_ONCE.name}: echoes answered", theirs, "/s")
        yield ratio(f"{kind}: durable votes/s ÷ echoes/s of {peer.name}", ours, theirs)


async def ballot(url: str, where: Where) -> str:
    """Make a database in which the crowd of `load.py` may vote; return the token of an option."""
    async with open_house(url, USERS, where=where) as house:
        return (await house.open_poll()).tokens[0]


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
    api = f"http://127.0.0.1:{listen}"
    env = {**os.environ, **bot.env, "PORT": str(port), "API": api}
    command = bot.command
    for word in command.split():
        if word.endswith("config.yaml"):
            text = Path(word).read_text("utf-8")
            Path(word).write_text(text.replace("@PORT@", str(port)).replace("@API@", api))
    with tempfile.NamedTemporaryFile(prefix="muster-bench-", suffix=".jsonl") as report:
        done = subprocess.run(
            [
                sys.executable, BENCH / "load.py", "--label", bot.name, "--spawn", command,
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
        return f"there is no {BENCH.relative_to(ROOT.parent)}"
    return None if Path(PEERS).exists() else f"there is no {PEERS}: make .venv/peers.stamp"
