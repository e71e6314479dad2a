"""What one answer costs: the whole road and the store alone, against the bare driver.

The bare driver repeats, statement for statement, what Muster sent for the same votes
(`benchmarks.raw`): on SQLite in savepoints committed in groups of 64, on PostgreSQL in one
transaction a vote over a pool of the same size. Between engine and driver stands the store alone:
the stores' functions in `Database.run`, without tokens, permissions and words.

All times are CPU times of this process, all its threads together; 64 handlers wait at once.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

from sqlalchemy import Connection

from benchmarks.figures import Figure, of, ratio
from benchmarks.house import NAME, Ballot, House, choice, open_house
from benchmarks.raw import CALLERS, Recording, record, replay
from bot.action import Action
from bot.domain.poll import OptionId
from storage.inbox import Inbox
from storage.people import People
from storage.polls import POLL_TEAM, Polls

PEOPLE: Final = 500

STATEMENTS: Final = 5
"""Statements of one answer, at most, in one transaction."""

WARM: Final = 100
"""Answers after which nothing is compiled any more."""

Fresh: TypeAlias = Callable[[], AbstractContextManager[str]]
"""Lends the address of an empty database."""

Vote: TypeAlias = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """Say on which kind of database to measure, how many votes a round, and how many rounds."""

    kind: str
    driver: str
    fresh: Fresh
    votes: int
    rounds: int
    most_over_raw: float


@dataclass(slots=True)
class Spent:
    """Collect what one way to vote cost, by round: CPU in µs a vote, and votes a second."""

    cpu: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)

    async def measure(self, votes: int, work: Awaitable[None]) -> None:
        """Await the votes of one round and note what they cost."""
        wall, cpu = time.perf_counter(), time.process_time()
        await work
        self.cpu.append((time.process_time() - cpu) / votes * 1e6)
        self.rate.append(votes / (time.perf_counter() - wall))


@contextmanager
def fresh_file() -> Iterator[str]:
    """Lend the address of a SQLite file that does not exist yet."""
    with TemporaryDirectory(prefix="muster-bench-") as folder:
        yield f"sqlite:///{folder}/bench.db"


async def measure(plan: Plan) -> list[Figure]:
    """Measure engine, store and driver in turns, so that a slow minute strikes all alike."""
    recording = await _record(plan)
    bare, store, engine = Spent(), Spent(), Spent()
    for _ in range(plan.rounds):
        with plan.fresh() as url:
            async with open_house(url, PEOPLE) as house:
                await house.open_poll()
            await bare.measure(plan.votes, replay(url, recording))
        with plan.fresh() as url:
            async with open_house(url, PEOPLE) as house:
                ballot = await house.open_poll()
                await store.measure(plan.votes, at_once(plan.votes, in_store(house, ballot)))
                await engine.measure(plan.votes, at_once(plan.votes, in_engine(house, ballot)))
    kind, raw = plan.kind, f"{plan.kind}: raw {plan.driver}"
    return [
        Figure(
            f"{kind}: statements of an answer", max(map(len, recording)),
            target=STATEMENTS, exact=True,
        ),
        Figure(
            f"{kind}: statements compiled after {WARM} answers",
            sum(each.compiled for vote in recording[WARM:] for each in vote),
            target=0, exact=True,
        ),
        of(f"{raw}, the same statements", bare.cpu, "µs CPU/vote"),
        of(f"{kind}: store alone, {CALLERS} handlers", store.cpu, "µs CPU/vote"),
        of(f"{kind}: engine, from sealed press to note", engine.cpu, "µs CPU/vote"),
        of(raw, bare.rate, "votes/s"),
        of(f"{kind}: store alone", store.rate, "votes/s"),
        of(f"{kind}: engine", engine.rate, "votes/s"),
        ratio(
            f"{kind}: store alone ÷ raw, CPU", store.cpu, bare.cpu, target=plan.most_over_raw
        ),
        ratio(f"{kind}: engine ÷ raw, CPU", engine.cpu, bare.cpu),
        ratio(f"{kind}: store alone ÷ raw, votes/s", store.rate, bare.rate),
        ratio(f"{kind}: engine ÷ raw, votes/s", engine.rate, bare.rate),
    ]  # fmt: skip


async def at_once(votes: int, vote: Vote) -> None:
    """Give votes by many handlers at once."""
    numbers = iter(range(votes))

    async def handler() -> None:
        for number in numbers:
            await vote(number)

    await asyncio.gather(*(handler() for _ in range(CALLERS)))


def in_engine(house: House, ballot: Ballot, people: int = PEOPLE) -> Vote:
    """Vote as people do: a sealed button is pressed, a note comes back."""
    handle = house.assembly.muster.handle

    async def vote(number: int) -> None:
        answer = await handle(house.vote(ballot, number, people))
        assert answer.note is not None

    return vote


def in_store(house: House, ballot: Ballot) -> Vote:
    """Vote with the stores' functions alone."""
    database, now = house.assembly.database, house.now
    options = [_option(house, token) for token in ballot.tokens]

    def unit(connection: Connection, number: int) -> None:
        assert Inbox(connection).first(NAME, f"store-{number}", now)
        origin = house.origin(number % PEOPLE)
        who = People(connection).identify(origin, NAME, now, POLL_TEAM, ballot.poll)
        assert who.person is not None
        Polls(connection).answer(ballot.poll, options[choice(number, PEOPLE)], who.person, now)

    async def vote(number: int) -> None:
        await database.run(partial(unit, number=number))

    return vote


def _option(house: House, token: str) -> OptionId:
    action = house.assembly.muster.runtime.seal.read(token)
    assert isinstance(action, Action)
    option = action.args[1]
    assert isinstance(option, int)
    return OptionId(option)


async def _record(plan: Plan) -> Recording:
    with plan.fresh() as url:
        async with open_house(url, PEOPLE) as house:
            ballot = await house.open_poll()
            return await record(house.assembly.database, plan.votes, in_engine(house, ballot))
