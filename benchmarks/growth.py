"""What an answer costs beside ten others and beside ten thousand; what a flood leaves behind.

Votes, sign-ups and answers in a contest, each as people give them: a sealed button is pressed, a
note comes back. They come ten at once, from ten different people, few and many in turns. Of CPU the
ratio is gated, of statements the difference. `memory` gives a hundred thousand to one process whose
pumps run, and looks at what it occupies before and after.
"""

import asyncio
import gc
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Final, TypeAlias

from sqlalchemy import Connection

from benchmarks.contest import bank_of
from benchmarks.figures import Figure, of, ratio
from benchmarks.house import House, choice, insert_all, open_house, person_of
from benchmarks.process import weight_of
from benchmarks.raw import Statement, listening
from benchmarks.store import Plan
from bot.action import Action
from bot.domain.contest import Over, Preset, Scoring
from bot.domain.identity import RoomId
from bot.domain.live import ContestId
from bot.domain.shift import Planned
from bot.domain.volunteer import ActivityId, ShiftId
from bot.event import Pressed
from bot.message import said
from commands.quiz.answering import answer
from commands.volunteer.signup import leave, take
from storage.quiz import Banks, Contests
from storage.quiz.tables import contest_answer
from storage.volunteers import Activities
from storage.volunteers.tables import sign_up

FEW: Final = 10
CROWD: Final = 10_000
AT_ONCE: Final = 10
PLACES: Final = 5
LINE: Final = 1_000
"""How many wait for the places of a shift; who joins them is told how many these are."""
BATCHES: Final = 60
"""Of each round; a quarter of that on PostgreSQL."""
WARM: Final = 10_000
FLOOD: Final = 100_000
MOST_MB: Final = 5.0
QUESTIONS: Final = 400

_TAKEN: Final = (
    "You chose ",
    "You are in",
    "You are out",
    "This shift is full. You are ",
    "Noted: ",
)
"""How a note begins that is no refusal."""
_days: Final = count(9)

Batch: TypeAlias = Callable[[], Awaitable[Sequence[tuple[int, str]]]]
"""Make the next ten presses possible, and return them: who presses which token."""


@dataclass(frozen=True, slots=True)
class Crowded:
    """Hold what is answered: beside so many others."""

    name: str
    few: Batch
    many: Batch
    others: int = CROWD


async def measure(plan: Plan) -> list[Figure]:
    """Measure all kinds of answers, beside few and beside many in turns."""
    found: list[Figure] = []
    with plan.fresh() as url:
        async with open_house(url, 2 * CROWD) as house:
            for each in await _kinds(house):
                found += await _grown(plan, house, each)
    return found


async def _grown(plan: Plan, house: House, kind: Crowded) -> list[Figure]:
    few: list[float] = []
    many: list[float] = []
    batches = BATCHES if plan.kind == "sqlite" else BATCHES // 4
    for number in range(plan.rounds + 1):
        for batch, spent in ((kind.few, few), (kind.many, many)):
            cpu = await _spent(house, batch, batches)
            if number:  # the first one compiles
                spent.append(cpu)
    statements = [await _statements(house, batch) for batch in (kind.few, kind.many)]
    what = f"{plan.kind}: {kind.name}"
    return [
        of(f"{what}, beside {FEW}", few, "µs CPU"),
        ratio(f"{what}: beside {kind.others:,} ÷ beside {FEW}, CPU", many, few, target=1.1),
        Figure(f"{what}: statements", statements[0]),
        Figure(
            f"{what}: more of them beside {kind.others:,}", statements[1] - statements[0],
            target=0, exact=True,
        ),
    ]  # fmt: skip


async def _spent(house: House, batch: Batch, batches: int) -> float:
    """Return the µs of CPU of one answer; what makes it possible is left out."""
    spent = 0.0
    for _ in range(batches):
        presses = [house.press(who, token) for who, token in await batch()]
        before = time.process_time()
        await _press(house, presses)
        spent += time.process_time() - before
    return spent / (batches * AT_ONCE) * 1e6


async def _press(house: House, presses: Sequence[Pressed]) -> None:
    """Press all at once; each must be told something that is no refusal."""
    for each in await asyncio.gather(*map(house.assembly.muster.handle, presses)):
        assert each.note is not None
        note = said(each.note.card.title or "")
        assert note.startswith(_TAKEN), note


async def _statements(house: House, batch: Batch) -> float:
    """Return how many statements an answer takes, at most of several."""
    found = []
    for who, token in await batch():
        heard: list[Statement] = []
        with listening(house.assembly.database, heard):
            await _press(house, [house.press(who, token)])
        found.append(len(heard))
    return max(found)


# What is answered


async def _kinds(house: House) -> Sequence[Crowded]:
    return [
        Crowded("vote", await _votes(house, FEW), await _votes(house, CROWD)),
        Crowded("sign-up", await _sign_ups(house, FEW), await _sign_ups(house, CROWD)),
        Crowded(
            "standing in line", await _sign_ups(house, FEW + PLACES, PLACES),
            await _sign_ups(house, LINE + PLACES, PLACES), LINE,
        ),
        Crowded(
            "contest", await _contest(house, 0, AT_ONCE), await _contest(house, CROWD, CROWD)
        ),
    ]  # fmt: skip


async def _votes(house: House, people: int) -> Batch:
    """Let so many have voted; they change their minds, ten at a time."""
    ballot = await house.open_poll()
    await house.fill(ballot, people)
    numbers = count()

    async def batch() -> Sequence[tuple[int, str]]:
        voters = [next(numbers) for _ in range(AT_ONCE)]
        return [(n % people, ballot.tokens[choice(n, people)]) for n in voters]

    return batch


async def _sign_ups(house: House, people: int, places: int | None = None) -> Batch:
    """Let so many have signed up; ten of them leave, and sign up again."""
    activity, shift = await house.assembly.database.run(lambda c: _shift(c, house, people, places))
    tokens = [sealed(house, step(activity, shift)) for step in (leave, take)]
    numbers = count()

    async def batch() -> Sequence[tuple[int, str]]:
        turn, what = divmod(next(numbers), 2)
        # The last of the line: nobody moves up by it.
        first = people - AT_ONCE * (1 + turn % (people // AT_ONCE))
        return [(first + each, tokens[what]) for each in range(AT_ONCE)]

    return batch


def _shift(
    connection: Connection, house: House, people: int, places: int | None
) -> tuple[ActivityId, ShiftId]:
    now = house.now
    # No two at one time: nobody can be in both.
    starts = now + timedelta(days=next(_days))
    made = Activities(connection).open(
        house.team, person_of(0), now, title="Book fair", place="", waitlist=True,
        cutoff=timedelta(hours=1), shifts=[Planned(starts, starts + timedelta(hours=3), places)],
        rooms=[1],
    )  # fmt: skip
    shift = made.shifts[0].id
    rows: list[dict[str, object]] = [
        {
            "shift": shift, "person": person_of(each), "at": now,
            "standing": "waiting" if places is not None and each >= places else "booked",
        }
        for each in range(people)
    ]  # fmt: skip
    insert_all(connection, sign_up, rows)
    return made.id, shift


async def _contest(house: House, people: int, others: int) -> Batch:
    """Let so many have answered a question; so many others do, ten at a time.

    Then comes the next question, which nobody has answered: a first answer stands.
    """
    contest = await house.assembly.database.run(lambda c: _begun(c, house, people))
    numbers = count()

    async def batch() -> Sequence[tuple[int, str]]:
        asked, first = divmod(next(numbers) * AT_ONCE, others)
        position = 1 + asked
        if asked and not first:
            await house.assembly.database.run(lambda c: _ask(c, house, contest, position))
        who = range(people + first, people + first + AT_ONCE)
        return [(each, sealed(house, answer(contest, position, 1))) for each in who]

    return batch


def _begun(connection: Connection, house: House, people: int) -> ContestId:
    contests, now = Contests(connection), house.now
    bank = bank_of(connection, house.team, person_of(0), QUESTIONS, now)
    found = contests.open(
        house.team, person_of(0), bank=bank, titles={"en": "Sums"},
        scoring=Scoring(Preset.SPEED), time=timedelta(hours=1), count=QUESTIONS, by_teams=False,
        over=Over.MEMBERS, begins_at=now,
    ).id  # fmt: skip
    contests.draw(found, Banks(connection).questions(bank))
    _ask(connection, house, found, 1)
    rows = [
        {
            "contest": found, "position": 1, "person": person_of(each), "given": [0],
            "right": False, "took": each, "at": now,
        }
        for each in range(people)
    ]  # fmt: skip
    insert_all(connection, contest_answer, rows)
    return found


def _ask(connection: Connection, house: House, contest: ContestId, position: int) -> None:
    contests = Contests(connection)
    if position > 1:
        contests.reveal(contest, position - 1)
    assert contests.ask(contest, position, [RoomId(1)], house.now)
    contests.shown(contest, position, RoomId(1), house.now)
    # Nothing ticks here: an hour from now nothing was interrupted yet.
    contests.alive(contest, house.now + timedelta(hours=1))


def sealed(house: House, action: Action) -> str:
    """Return what stands behind a button."""
    token = house.assembly.muster.runtime.seal.token(action, 64)
    assert token is not None
    return token


# What a flood leaves behind


async def measure_memory(plan: Plan) -> list[Figure]:
    """Give a hundred thousand answers to a process that also redraws its cards."""
    with plan.fresh() as url:
        async with open_house(url, CROWD) as house:
            kinds = [
                await _votes(house, CROWD), await _sign_ups(house, CROWD),
                await _contest(house, 0, CROWD),
            ]  # fmt: skip
            over = asyncio.Event()
            running = asyncio.create_task(house.assembly.muster.run(until=over))
            weights = [await _after(house, kinds, WARM) for _ in range(1 + FLOOD // WARM)]
            over.set()
            await running
    return [
        Figure(f"{plan.kind}: memory after 10,000 answers", weights[0], "MB"),
        Figure(
            f"{plan.kind}: growth by 100,000 more",
            weights[-1] - weights[0],
            "MB",
            MOST_MB,
            exact=True,
        ),
        Figure(f"{plan.kind}: growth by the last 50,000 of them", weights[-1] - weights[-6], "MB"),
    ]


async def _after(house: House, kinds: Sequence[Batch], answers: int) -> float:
    """Return what the process occupies after so many answers."""
    for _ in range(round(answers / AT_ONCE / len(kinds))):
        for batch in kinds:
            await _press(house, [house.press(who, token) for who, token in await batch()])
    del house.recorder.sent[:-1]  # a platform keeps what it was sent, and is none of ours
    gc.collect()
    return weight_of(os.getpid())
