"""Ten thousand people are reminded of one thing: how long until the last has it, and each step.

The platform answers at once, so that what is measured is Muster: a step that rings in a chain of
transactions, and a message for each person, drawn for them, sealed, sent and marked.
"""

import asyncio
import logging
import time
from dataclasses import replace
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, update

from benchmarks.figures import Figure
from benchmarks.house import BENCH, House, open_house
from benchmarks.store import Plan
from bot.budget import BUDGET
from bot.domain.identity import PersonId
from bot.domain.reminding import USUAL, Course
from bot.message import as_lines
from bot.reminders import MatterId, ring
from commands.meeting.card import card
from storage.identity import account_table, team_table
from storage.later import Later
from storage.meeting import Meetings
from storage.reminders import Reminders

PEOPLE: Final = 10_000
SECONDS: Final = 300.0
"""In which all of them have been written to."""
_PATIENCE: Final = 900.0
_FIRST: Final = 1000
"""The id of the first person of a house; the room in which they are written to has the same."""


async def measure(plan: Plan) -> list[Figure]:
    """Ring one step of a call that everybody owes an answer to, and wait for the last message."""
    slow = _Slow()
    logging.getLogger("bot.budget").addHandler(slow)
    with plan.fresh() as url:
        async with open_house(url, PEOPLE, where=replace(BENCH, own="own-")) as house:
            house.recorder.sent.clear()
            await house.assembly.database.run(lambda c: _owe(c, house))
            wall, cpu = time.perf_counter(), time.process_time()
            lag = await _drain(house)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            said = {line for each in house.recorder.sent for line in list(as_lines(each.card))[:1]}
    logging.getLogger("bot.budget").removeHandler(slow)
    sent = len(house.recorder.sent)
    assert said == {"[Team] Roll call 1: Chess"}, said
    what = f"{plan.kind}: {PEOPLE:,} reminders"
    return [
        Figure(f"{what}, not sent or twice", abs(sent - PEOPLE), "", 0, exact=True),
        Figure(f"{what}, the last after", wall, "s", SECONDS, exact=True),
        Figure(f"{what}, CPU each", cpu / PEOPLE * 1e6, "µs"),
        Figure(f"{what}, the loop was held up at most", lag * 1000, "ms"),
        Figure(f"{what}, steps over {BUDGET * 1000:.0f} ms", len(slow.found), ""),
        Figure(f"{what}, the slowest of these", max(slow.found, default=0), "ms"),
    ]


class _Slow(logging.Handler):
    """Keep how long steps took that took too long."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[float] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        assert isinstance(record.args, tuple)
        self.found.append(float(record.args[1]))  # type: ignore[arg-type]  # its second is a time


def _owe(connection: Connection, house: House) -> None:
    """Ask everybody for an answer that is due tomorrow, and let the first reminder be due now."""
    now = house.now
    closes = now + timedelta(days=1)
    connection.execute(update(team_table).values(quiet_from="00:00", quiet_to="00:00"))
    connection.execute(update(account_table).values(private_room=account_table.c.person))
    made = Meetings(connection).open(
        house.team, PersonId(_FIRST), now, title="Chess", starts=closes, place="", closes=closes,
        everyone=True, rooms=[1],
    )  # fmt: skip
    course = Course(now - timedelta(minutes=5), closes, USUAL)
    matter = Reminders(connection).put(card(made.id), house.team, course, now, keep=False)
    Later(connection).put_due(now, ring(MatterId(matter)), house.team)


async def _drain(house: House) -> float:
    """Let Muster run until everybody was written to; return how long the loop was ever held up."""
    done = asyncio.Event()
    running = asyncio.create_task(house.assembly.muster.run(until=done))
    until, lag = time.perf_counter() + _PATIENCE, 0.0
    while len(house.recorder.sent) < PEOPLE and time.perf_counter() < until:
        before = time.perf_counter()
        await asyncio.sleep(0.05)
        lag = max(lag, time.perf_counter() - before - 0.05)
    done.set()
    await running
    return lag
