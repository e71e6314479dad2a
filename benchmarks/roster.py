"""A roster of thousands is imported while people go on tapping: how long both take.

Fifty taps a second come at their times, whether or not those before were answered. The file is read
by a process of its own, as always; what is measured is the whole way, from the file's arrival to
the last line applied.
"""

import asyncio
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, func, select

from benchmarks.figures import Figure, percentile
from benchmarks.house import BENCH, House, open_house
from benchmarks.store import Plan
from bot.adapter import Answer
from bot.event import Heard, HeardFile, Pressed
from storage.identity import membership, person_table
from storage.rosters import Stage, roster_table

TAPS: Final = 50
"""A second."""
WAIT: Final = 500.0
"""Milliseconds in which 99 of 100 taps are answered meanwhile."""
SIZES: Final = {2_000: 10.0, 20_000: 120.0}
"""People on a list, and the seconds in which they are in the team."""
PEOPLE: Final = 400
_PATIENCE: Final = 300.0
_LOOK: Final = 0.05
_FILE: Final = "list.csv"


async def measure(plan: Plan) -> list[Figure]:
    """Import a list of each size, while taps come."""
    return [figure for size, most in SIZES.items() for figure in await _import(plan, size, most)]


async def _import(plan: Plan, size: int, most: float) -> list[Figure]:
    with plan.fresh() as url:
        async with open_house(url, PEOPLE, where=replace(BENCH, own="own-")) as house:
            content = _list(size)
            house.recorder.files = {_FILE: content}
            await house.assembly.database.run(_number_on)
            ballot = await house.open_poll()
            waits: list[float] = []
            over = asyncio.Event()
            running = asyncio.create_task(house.assembly.muster.run(until=over))
            tapping = asyncio.create_task(_taps(house, ballot.tokens, waits, over))
            started, cpu = time.perf_counter(), time.process_time()
            await _own(house, Heard, text="", addressed=True,
                       files=(HeardFile(_FILE, _FILE, len(content)),))  # fmt: skip
            await _reaches(house, Stage.ASKING)
            read = time.perf_counter() - started
            apply = await _offered(house, "roster.apply")
            await _own(house, Pressed, token=apply)
            await _reaches(house, Stage.APPLIED)
            wall, cpu = time.perf_counter() - started, time.process_time() - cpu
            over.set()
            await asyncio.gather(tapping, running)
            there = await house.assembly.database.read(_members)
    what = f"{plan.kind}: {size:,} people"
    return [
        Figure(f"{what} missing or doubled", abs(there - PEOPLE - size), "", 0, exact=True),
        Figure(f"{what} imported after", wall, "s", most, exact=True),
        Figure(f"{what}, of that until it is shown what would change", read, "s"),
        Figure(f"{what}, CPU each", cpu / size * 1e6, "µs"),
        Figure(f"{what}, taps meanwhile, p50", percentile(waits, 50) * 1000, "ms"),
        Figure(
            f"{what}, taps meanwhile, p99", percentile(waits, 99) * 1000, "ms", WAIT, exact=True
        ),
    ]


def _list(size: int) -> bytes:
    rows = [
        f"成员{n},{('正式', '预备')[n % 2]},138{n:08},2019-06-01,1990-01-0{n % 9 + 1},第{n % 20}组"
        for n in range(size)
    ]
    return "\n".join(("姓名,类别,手机,入党日期,生日,标签", *rows)).encode()


async def _own(house: House, kind: Any, **more: Any) -> Answer:
    """Let the organiser do something in their own room."""
    origin = replace(house.origin(0), room=f"{house.where.own}0", private=True,
                     direct=f"{house.where.own}0")  # fmt: skip
    event = kind(id=f"own-{time.monotonic_ns()}", origin=origin, received_at=house.now, **more)
    return await house.assembly.muster.handle(event)


async def _taps(
    house: House, tokens: tuple[str, ...], waits: list[float], over: asyncio.Event
) -> None:
    """Tap at a steady pace, and note how long each answer took."""
    taps: list[asyncio.Task[None]] = []
    started, number = time.perf_counter(), 0

    async def tap(event: Pressed) -> None:
        began = time.perf_counter()
        await house.assembly.muster.handle(event)
        waits.append(time.perf_counter() - began)

    while not over.is_set():
        due = started + number / TAPS
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), max(due - time.perf_counter(), 0))
        event = house.press(number % PEOPLE, tokens[number % len(tokens)])
        taps.append(asyncio.create_task(tap(event)))
        number += 1
    await asyncio.gather(*taps)


async def _reaches(house: House, stage: Stage) -> None:
    async with asyncio.timeout(_PATIENCE):
        while True:
            if await house.assembly.database.read(_stage) == stage.value:
                return
            await asyncio.sleep(_LOOK)


def _number_on(connection: Connection) -> None:
    """Let new people get numbers above those that the house was given by hand."""
    if connection.dialect.name == "postgresql":
        highest = select(func.max(person_table.c.id)).scalar_subquery()
        connection.execute(
            select(func.setval(func.pg_get_serial_sequence("person", "id"), highest))
        )


def _stage(connection: Connection) -> str | None:
    return connection.scalar(select(roster_table.c.state).order_by(roster_table.c.id.desc()))


def _members(connection: Connection) -> int:
    current = membership.c.left_on.is_(None)
    return connection.scalar(select(func.count()).select_from(membership).where(current)) or 0


async def _offered(house: House, step: str) -> str:
    """Wait until a card has a button, and return its token."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            for drawn in reversed(house.recorder.sent):
                for action, token in drawn.tokens.items():
                    if action.step == step:
                        return token
            await asyncio.sleep(_LOOK)
