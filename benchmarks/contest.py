"""A contest of a thousand people on three platforms, in real time: `python -m benchmarks contest`.

Muster runs in a process of its own, as people start it; the platforms are the doubles of the tests,
on loopback, in this one. Everybody answers within ten seconds of seeing a question, 40 in 100 in
the same second, at least 350 of whom must be counted; some press twice, some from two accounts.
Played twice: in the first contest Telegram wants no messages for half a minute; in the second
Muster is killed in the middle of a question and started again at once, as a supervisor does.

What must hold is marked anew from the doubles' records (`benchmarks.marking`), and compared with
what people read: the private answers, the reveals, the podium and the score sheet.
"""

import asyncio
import contextlib
import io
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import openpyxl
from aiohttp import ClientError, ClientSession
from sqlalchemy import Connection, select

from benchmarks.figures import Figure, percentile
from benchmarks.halls import (
    DingTalkHall,
    Hall,
    Platform,
    Post,
    Press,
    SlackHall,
    TelegramHall,
    answered,
    first,
)
from benchmarks.live import Lag
from benchmarks.marking import Death, Seen, Size, best_second, mark, right_in
from benchmarks.platforms import ROOT, free_port
from benchmarks.process import cpu_of
from benchmarks.store import Plan
from bot.clock import Clock, SystemClock
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.live import BankId
from bot.domain.quiz import Kind, Picked, Question, Wording
from storage.database import open_database
from storage.identity import membership, person_table, room_table
from storage.migrate import migrate
from storage.quiz import Banks, Kept
from storage.quiz.tables import contest_answer, contest_copy
from tests.wire.dingtalk import CARDS, DingTalkDriver
from tests.wire.driver import Driver, Shown, Spot
from tests.wire.house import enrol
from tests.wire.people import Member
from tests.wire.slack import SlackDriver
from tests.wire.telegram import TelegramDriver

T = TypeVar("T")

TEAM: Final = "Contestants"
BANK: Final = "Sums"
REALMS: Final = {
    "telegram-main": "telegram", "slack-main": "slack:T0WORKSPACE",
    "dingtalk-main": "dingtalk:dingcorp",
}  # fmt: skip
HOST: Final = "Ana"
KEY: Final = "what two processes of one house share"
THROTTLED: Final = 30
"""Seconds for which one platform wants no messages."""
EARLIEST: Final = 0.2
"""Seconds after a question until the first answer it."""
BEST: Final = 2.0
"""Seconds after it at which the second begins in which most do."""
LEFT: Final = 1.5
"""Seconds that are left when the last have answered."""
MANY: Final = 350
"""How many answers of the best second must count, of a thousand people's."""
LOOK: Final = 0.02
PATIENCE: Final = 120.0
"""Seconds after which what is waited for will not come."""


class Muster:
    """Be one process, that is started, killed and started again on one database."""

    def __init__(
        self, url: str, folder: Path, drivers: Sequence[Platform], number: int = 0
    ) -> None:
        """Write its settings; those of one house differ in their `number` alone."""
        self._port = port = free_port()
        connections = {
            each.name: {"adapter": each.name.partition("-")[0]}
            | dict(each.written(f"http://127.0.0.1:{port}"))
            for each in drivers
        }  # fmt: skip
        settings = {
            "organisation": {"name": "Stage", "language": "en", "zone": "Asia/Shanghai"},
            "database": {"url": url}, "files": {"path": str(folder / "files")}, "mode": "live",
            "server": {"host": "127.0.0.1", "port": str(port)}, "log": {"level": "warning"},
            "defaults": {"quiet_hours": "none"}, "connections": connections,
            "secrets": {"keys": [f"file:{folder / 'key'}"]},
        }  # fmt: skip
        (folder / "key").write_text(KEY)
        self._config = folder / f"config-{number}.yaml"
        self._config.write_text(json.dumps(settings))
        self._log = folder / f"log-{number}"
        self._drivers = drivers
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, *, alone: bool = True) -> None:
        """Start it, and wait until it listens everywhere; or serves, where another one listens."""
        env = {name: value for name, value in os.environ.items()
               if name != "PYTHONDONTWRITEBYTECODE"}  # fmt: skip
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", "--config", str(self._config),
                cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        ready = asyncio.create_task(self._listens(everywhere=alone))
        ended = asyncio.create_task(self._process.wait())
        await asyncio.wait({ready, ended}, return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            ready.cancel()
            raise RuntimeError(self._log.read_text())
        ended.cancel()
        await ready

    async def _listens(self, *, everywhere: bool) -> None:
        async with ClientSession() as http:
            while not await self._serves(http):  # noqa: ASYNC110  (nothing rings)
                await asyncio.sleep(LOOK)
        if everywhere:
            await asyncio.gather(*(each.ready(0) for each in self._drivers))

    async def _serves(self, http: ClientSession) -> bool:
        try:
            async with http.get(f"http://127.0.0.1:{self._port}/readyz") as answer:
                return answer.ok
        except ClientError:
            return False

    def kill(self) -> None:
        """Kill it, wherever it is."""
        assert self._process is not None
        self._process.kill()

    async def stop(self) -> float:
        """End it as it is usually ended; return the seconds of CPU that it took."""
        process = self._process
        if process is None or process.returncode is not None:
            return 0.0
        spent = cpu_of(process.pid)
        process.send_signal(signal.SIGTERM)
        await process.wait()
        return spent

    @property
    def complaints(self) -> str:
        """What it has logged as errors."""
        text = self._log.read_text()
        return "\n".join(each for each in text.splitlines() if "ERROR" in each[:40])


class Beside(Protocol):
    """Be what people do besides."""

    async def happens(self, halls: Sequence[Hall]) -> None:
        """Let them do it, from the first question on."""
        ...

    async def ends(self, halls: Sequence[Hall]) -> None:
        """Wait until all of it is seen, and keep what was."""
        ...


async def play(url: str, folder: Path, size: Size, beside: Beside | None = None) -> Seen:
    """Play a contest to its end, and return what was seen of it."""
    seen, lag = Seen(size), Lag()
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        drivers = drivers_of(size)
        for each in drivers:
            await each.open("en", clock)
            stack.push_async_callback(each.close)
        halls = halls_of(*drivers)
        await _found(url, drivers, size, clock.now())
        musters = [Muster(url, folder, drivers, number) for number in range(size.replicas)]
        for muster in musters:
            stack.push_async_callback(muster.stop)
        async with _busy(lag.watch()), _busy(_ticks(halls)):
            for muster in musters:
                await muster.start()
            await _lobby(halls, size)
            host = halls[0].driver
            await press(host, HOST, "Start now", Spot.PRIVATE)
            work = [_answers(each, seen, clock) for each in halls]
            if size.throttle_at is not None:
                work.append(_throttled(halls, size.throttle_at))
            if size.kill_at is not None:
                work.append(_killed(halls, musters[0], seen, clock))
            if beside is not None:
                work.append(beside.happens(halls))
            async with _dying(musters, seen, clock):
                await asyncio.gather(*work)
                for hall in halls:
                    await seen_in(hall, "Podium: ")
                if beside is not None:
                    await beside.ends(halls)
            seen.sheet = await _sheet(host)
            seen.posts = {each.name: each.posts() for each in halls}
            seen.late = lag.late
            for muster in musters:
                await muster.stop()
        complaints = "".join(muster.complaints for muster in musters)
        assert not complaints, complaints
        await _rows(url, seen)
    return seen


# Who is there


def drivers_of(size: Size) -> tuple[TelegramDriver, SlackDriver, DingTalkDriver]:
    """Return three platforms with everybody on them, not yet open."""
    telegram, slack, dingtalk = (
        [Member(name, Role.MEMBER) for name in size.crowds()[hall]]
        for hall in ("telegram", "slack", "dingtalk")
    )
    return (
        TelegramDriver(crowd=telegram),
        SlackDriver(crowd=slack, lenient=size.replicas > 1),
        DingTalkDriver(has=CARDS, crowd=dingtalk),
    )


def halls_of(
    telegram: TelegramDriver, slack: SlackDriver, dingtalk: DingTalkDriver
) -> Sequence[Hall]:
    """Return the rooms of everybody on platforms that are open."""
    return TelegramHall(telegram), SlackHall(slack), DingTalkHall(dingtalk)


async def _found(url: str, drivers: Sequence[Driver], size: Size, now: datetime) -> None:
    """Enrol everybody, and give their team a bank."""

    def found(connection: Connection) -> None:
        enrol(connection, drivers, REALMS, TEAM, "en", now, size.linked())
        fill(connection, size, now)

    await migrate(url)
    database = await open_database(url, pool=1)
    try:
        await database.run(found)
    finally:
        await database.close()


def fill(connection: Connection, size: Size, now: datetime) -> None:
    """Give a team that is enrolled a bank of sums, to be asked by `opening`."""
    who = connection.execute(select(membership.c.team, membership.c.person)).first()
    assert who is not None
    bank_of(connection, TeamId(who.team), PersonId(who.person), size.questions, now)


def bank_of(
    connection: Connection, team: TeamId, author: PersonId, questions: int, now: datetime
) -> BankId:
    """Make a bank of sums."""
    chance = random.Random(questions)
    sums = []
    for number in range(questions):
        one, other = chance.randrange(10, 50), chance.randrange(10, 50)
        right = chance.randrange(4)
        options = tuple(str(one + other + by - right) for by in range(4))
        wording = Wording(f"How much is {one} + {other}?", options, "Add them up.")
        key = Picked(frozenset({right}))
        sums.append(Question(f"sum-{number}", Kind.SINGLE, key, {"en": wording}))
    banks = Banks(connection)
    made = banks.begin(team, author, {"en": BANK}, now)
    banks.fill(made, sums, Kept.READY)
    return made


def opening(size: Size) -> str:
    """Return the line by which a host drafts the contest."""
    return f"quiz {BANK} {size.questions} questions {size.seconds}s"


@asynccontextmanager
async def _busy(work: Any) -> AsyncIterator[None]:
    """Let something be done beside."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _ticks(halls: Sequence[Hall]) -> None:
    """Let DingTalk do what time brings."""
    gateway = next(each.driver for each in halls if isinstance(each, DingTalkHall)).double.gateway
    while True:
        await asyncio.sleep(1)
        await gateway.tick()


# What they do


async def until(true: Callable[[], T | None]) -> T:
    """Look again and again, as people do, until there is something."""
    async with asyncio.timeout(PATIENCE):
        while (found := true()) is None:  # noqa: ASYNC110  (people look, nothing rings)
            await asyncio.sleep(LOOK)
    return found


async def seen_in(hall: Hall, *begins: str) -> Post:
    """Wait for a message that begins so."""
    return await until(lambda: first(hall.posts(), *begins))


async def press(driver: Driver, who: str, label: str, spot: Spot, about: str = "") -> None:
    """Press the newest thing of a label that somebody sees, once there is one about something."""

    def offered() -> Shown | None:
        offers = [
            each
            for each in driver.sees(who)
            if label in each.labels and each.spot is spot and about in each.text
        ]
        return offers[-1] if offers else None

    await driver.presses(who, await until(offered), label)


async def _lobby(halls: Sequence[Hall], size: Size) -> None:
    """Let the host open a contest, and everybody join it, one after the other in each room."""
    host = halls[0].driver
    await host.says(HOST, opening(size), Spot.MAIN)
    await press(host, HOST, "Post", Spot.PRIVATE)
    await asyncio.gather(*(_joined(each, names) for each, names in _by_hall(halls, size)))


async def _joined(hall: Hall, names: Sequence[str]) -> None:
    lobby = await seen_in(hall, "Quiz 1: ")
    for at in range(0, len(names), 10):
        await asyncio.gather(*(hall.told(who, lobby, "Join") for who in names[at : at + 10]))


def _by_hall(halls: Sequence[Hall], size: Size) -> Iterator[tuple[Hall, Sequence[str]]]:
    crowds = size.crowds()
    return ((each, crowds[each.name]) for each in halls)


async def _answers(hall: Hall, seen: Seen, clock: Clock) -> None:
    """Answer each question as soon as one is seen, as long as it is not over."""
    size = seen.size
    names = size.crowds()[hall.name]
    tasks = []
    for position in range(1, size.questions + 1):
        later = [f"Question {each} of " for each in range(position + 1, size.questions + 1)]
        here = f"Question {position} of "
        # What comes in its stead where it was too late.
        post = await seen_in(hall, here, f"Question {position}: ", *later, "Podium: ")
        if not post.text.startswith(here):
            seen.behind.append((hall.name, position))
            continue
        for delay, who, label, again in planned(hall.name, names, post, size):
            work = _answer(hall, seen, clock, post, position, who, label, delay, again)
            tasks.append(asyncio.create_task(work))
    await asyncio.gather(*tasks)


def planned(
    hall: str, names: Sequence[str], post: Post, size: Size
) -> Iterator[tuple[float, str, str, str | None]]:
    """Yield when each answers what, in seconds from then on, and what some press besides.

    Who is early and who is late is left to chance, how many are at which time is not.
    """
    chance = random.Random(f"{hall} {post.text}")
    right = right_in(post.text)
    wrong = [each for each in post.labels if each != right]
    for nth, who in enumerate(chance.sample(names, len(names))):
        delay = _answered_at((nth + 0.5) / len(names), size)
        label = right if chance.random() < 0.6 else chance.choice(wrong)
        again = chance.choice(post.labels) if chance.random() < 0.05 else None
        yield delay, who, label, again


def _answered_at(share: float, size: Size) -> float:
    """Return after how many seconds such a share of a crowd has answered.

    Many do so within one second, the others evenly before and after it.
    """
    best = size.in_best / size.people
    before, after = BEST - EARLIEST, size.seconds - LEFT - BEST - 1
    each_second = (1 - best) / (before + after)
    if share < before * each_second:
        return EARLIEST + share / each_second
    share -= before * each_second
    return BEST + (share / best if share < best else 1 + (share - best) / each_second)


async def _answer(
    hall: Hall, seen: Seen, clock: Clock, post: Post, position: int, who: str, label: str,
    delay: float, again: str | None,
) -> None:  # fmt: skip
    due = post.at + timedelta(seconds=delay)
    await asyncio.sleep(max(0.0, (due - clock.now()).total_seconds()))
    press = Press(hall.name, who, position, label, clock.now())
    seen.presses.append(await answered(hall, clock, press, post))
    if again is not None:
        other = Press(hall.name, who, position, again, clock.now())
        seen.second.append(await answered(hall, clock, other, post))


# What goes wrong


async def _throttled(halls: Sequence[Hall], position: int) -> None:
    """Let Telegram want no messages for a while, from the middle of a question on."""
    hall = next(each for each in halls if isinstance(each, TelegramHall))
    await seen_in(hall, f"Question {position} of ")
    await asyncio.sleep(2)
    double = hall.driver.double
    faults = [
        double.throttles(method, THROTTLED, times=1_000)
        for method in ("sendMessage", "editMessageText")
    ]  # fmt: skip
    await asyncio.sleep(THROTTLED)
    for each in faults:
        double.faults.remove(each)


async def _killed(halls: Sequence[Hall], muster: Muster, seen: Seen, clock: Clock) -> None:
    """Kill Muster in the middle of a question, when all have seen it, and start it again."""
    for each in halls:
        await seen_in(each, f"Question {seen.size.kill_at} of ")
    await asyncio.sleep(2.5)
    await _struck(muster, seen, clock)


async def _struck(muster: Muster, seen: Seen, clock: Clock) -> None:
    muster.kill()
    killed_at = clock.now()
    await muster.start(alone=seen.size.replicas == 1)
    seen.deaths.append(Death(killed_at, clock.now()))


@asynccontextmanager
async def _dying(musters: Sequence[Muster], seen: Seen, clock: Clock) -> AsyncIterator[None]:
    """Let one after the other be killed and started again, whatever goes on meanwhile."""
    over = asyncio.Event()

    async def die(every: float) -> None:
        for muster in itertools.cycle(musters):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(every):
                    await over.wait()
            if over.is_set():
                return
            await _struck(muster, seen, clock)

    every = seen.size.deaths_every
    dying = asyncio.create_task(die(every)) if every is not None else None
    try:
        yield
    finally:
        over.set()
        if dying is not None:
            await dying


# What came of it


async def _sheet(host: Driver) -> Mapping[str, Sequence[Sequence[Any]]]:
    """Have the host ask for the score sheet, and return its rows."""
    assert isinstance(host, TelegramDriver)
    await press(host, HOST, "More", Spot.MAIN)
    await press(host, HOST, "Score sheet", Spot.PRIVATE)
    private = host.people[HOST].private

    def sent() -> bytes | None:
        uploads = [each.upload for each in private.messages if each.upload is not None]
        return uploads[-1].content if uploads else None

    return sheet_in(await until(sent))


def sheet_in(content: bytes) -> Mapping[str, Sequence[Sequence[Any]]]:
    """Return the rows of a score sheet, by page, without their headings."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return {each.title: list(each.iter_rows(min_row=2, values_only=True)) for each in book}


async def _rows(url: str, seen: Seen) -> None:
    database = await open_database(url, pool=1)
    try:
        await database.read(lambda c: read_clocks(c, seen))
    finally:
        await database.close()


def read_clocks(connection: Connection, seen: Seen) -> None:
    """Read what Muster took for the time of each copy and of each answer."""
    copies = select(room_table.c.connection, contest_copy.c.position, contest_copy.c.shown_at).join(
        contest_copy, contest_copy.c.room == room_table.c.id
    )
    seen.clocks = {
        (name.partition("-")[0], position): at for name, position, at in connection.execute(copies)
    }
    answers = select(person_table.c.name, contest_answer.c.position, contest_answer.c.took).join(
        contest_answer, contest_answer.c.person == person_table.c.id
    )
    seen.took = {(who, at): micro / 1e6 for who, at, micro in connection.execute(answers)}


def figures(seen: Seen, what: str) -> Sequence[Figure]:
    """Return what a contest came to, with its gates."""
    marked = mark(seen)
    for each in (marked.lost, marked.double, marked.doubled, marked.unseen, marked.scores):
        for line in each[:10]:
            print(f"{what}: {line}", file=sys.stderr)
    waited = [each.waited for each in seen.presses]
    found = [
        Figure(f"{what}: answers", len(seen.presses) + len(seen.second)),
        Figure(f"{what}: in the best second", best_second(seen), target=MANY, exact=True,
               least=True),
        Figure(f"{what}: lost", len(marked.lost), target=0, exact=True),
        Figure(f"{what}: double", len(marked.double), target=0, exact=True),
        Figure(f"{what}: other points, ranks or podiums", len(marked.scores), target=0, exact=True),
        Figure(f"{what}: phases unseen in a room", len(marked.unseen), target=0, exact=True),
        Figure(f"{what}: questions left behind, and said", len(seen.behind)),
        Figure(f"{what}: private answer, p50", percentile(waited, 50), "s"),
    ]  # fmt: skip
    if not seen.deaths:
        found.append(
            Figure(f"{what}: private answer, p99", percentile(waited, 99), "s", 2.0, exact=True)
        )
        off = percentile(marked.off, 99)
        found.append(Figure(f"{what}: points off by the platforms' clocks, p99", off))
    else:
        found += [
            Figure(f"{what}: {hall}: from a kill to the next answer, at most",
                   max(_away(seen, hall, each.at) for each in seen.deaths),
                   "s", 5.0, exact=True)
            for hall in seen.posts
        ]  # fmt: skip
        calm = [each.waited for each in seen.presses
                if not seen.struck(each.at, each.told_at or each.at)]  # fmt: skip
        found += [
            Figure(f"{what}: deaths", len(seen.deaths)),
            Figure(f"{what}: posts that stand twice", len(marked.doubled),
                   target=len(seen.deaths), exact=True),
            Figure(f"{what}: private answer while none was dead, p99", percentile(calm, 99), "s",
                   2.0 if seen.size.replicas > 1 else None, exact=True),
        ]  # fmt: skip
        again = sum(each.tries > 1 for each in seen.presses)
        found.append(Figure(f"{what}: who had to press again", again))
    for hall in seen.posts:
        mine = [each.waited for each in seen.presses if each.hall == hall]
        found.append(Figure(f"{what}: {hall}: private answer, p99", percentile(mine, 99), "s"))
        clocks = [
            (at - post.at).total_seconds() * 1000
            for position in range(1, seen.size.questions + 1)
            if (post := seen.question(hall, position)) is not None
            and (at := seen.clocks[hall, position]) is not None
            and not seen.struck(post.at, post.at + timedelta(seconds=seen.size.seconds + 2))
        ]  # fmt: skip
        worst = max(clocks, key=abs, default=0.0)
        found.append(Figure(f"{what}: {hall}: clock of a copy off by at most", worst, "ms"))
    found.append(Figure(f"{what}: crowd and platforms late, p99", percentile(seen.late, 99), "s"))
    return found


def _away(seen: Seen, hall: str, killed_at: datetime) -> float:
    """Return for how many seconds after a kill nobody in a hall was answered who had pressed.

    Zero where nobody had anything to press any more.
    """
    told = [
        (each.told_at, each.at)
        for each in (*seen.presses, *seen.beside)
        if each.hall == hall and each.told_at and each.told_at > killed_at
    ]
    if not told:
        return 0.0
    return (min(told)[0] - max(killed_at, min(at for _, at in told))).total_seconds()


FULL: Final = {
    "throttled": Size(questions=6, throttle_at=2),
    "killed": Size(questions=3, kill_at=2),
}  # fmt: skip


async def measure(plan: Plan) -> list[Figure]:
    """Play both contests."""
    found: list[Figure] = []
    for name, size in FULL.items():
        with plan.fresh() as url, tempfile.TemporaryDirectory(prefix="muster-contest-") as folder:
            seen = await play(url, Path(folder), size)
            found += figures(seen, f"{plan.kind}: {name}")
    return found
