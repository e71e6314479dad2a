"""Ten thousand people are reminded: how long until the last has it, and each step.

The platform answers at once, so that what is measured is Muster: steps that ring in a chain of
transactions, and a message for each person, drawn for them, sealed, sent and marked. Half of them
are asked by a team whose deadline is near, half by one whose is not, which rings first; what was
missed meanwhile is folded into one message.
"""

import asyncio
import logging
import time
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Row, select, update

from benchmarks.figures import Figure
from benchmarks.house import BENCH, House, open_house, person_of
from benchmarks.store import Plan
from bot.budget import BUDGET
from bot.domain.identity import PersonId, TeamId
from bot.domain.reminding import USUAL, Course
from bot.message import as_lines
from bot.ports import Priority
from bot.reminders import MatterId, ring, yours
from commands.meeting.card import card
from storage.identity import account_table, membership, team_table
from storage.later import Later, due
from storage.meeting import Meetings
from storage.outgoing import outbox
from storage.people import People
from storage.reminders import Reminders

Wished: TypeAlias = Row[Any, Any, Any, Any]
"""A message as it was wished: room, priority, since when, and when it was sent."""

PEOPLE: Final = 10_000
SECONDS: Final = 300.0
"""In which all of them have been written to."""
NEAR: Final = timedelta(hours=20)
FAR: Final = timedelta(hours=100)
"""When the two teams' deadlines are; of both the opening and the half-life step were missed."""
WIDTH: Final = 32
"""To how many people is written at once: these are not called back for what is more urgent."""
_LATEST: Final = timedelta(seconds=1)
"""So long after somebody more urgent was known all others wait, but for those."""
_PATIENCE: Final = 900.0


async def measure(plan: Plan) -> list[Figure]:
    """Ring the steps of two calls that people owe an answer to, and wait for the last message."""
    slow = _Slow()
    logging.getLogger("bot.budget").addHandler(slow)
    with plan.fresh() as url:
        async with open_house(url, PEOPLE, where=replace(BENCH, own="own-")) as house:
            house.recorder.sent.clear()
            await house.assembly.database.run(lambda c: _owe(c, house))
            wall, cpu = time.perf_counter(), time.process_time()
            lag = await _drain(house)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            said = Counter(next(iter(as_lines(each.card))) for each in house.recorder.sent)
            rows = await house.assembly.database.read(_wished)
            timers = await house.assembly.database.read(_timers)
    logging.getLogger("bot.budget").removeHandler(slow)
    half = PEOPLE // 2
    assert said == {"[Team] Roll call 1: Chess": half, "[Guests] Roll call 1: Chess": half}, said
    rooms = Counter(row.room for row in rows if row.sent_at is not None)
    what = f"{plan.kind}: {PEOPLE:,} reminders"
    return [
        Figure(f"{what}, people without or with two", PEOPLE - list(rooms.values()).count(1),
               target=0, exact=True),
        Figure(f"{what}, timers left over", timers, target=0, exact=True),
        Figure(f"{what}, the last after", wall, "s", SECONDS, exact=True),
        Figure(f"{what}, the last with a near deadline after", _urgent_after(rows), "s"),
        Figure(f"{what}, sent before what is more urgent", _overtaking(rows), target=WIDTH,
               exact=True),
        Figure(f"{what}, CPU each", cpu / PEOPLE * 1e6, "µs"),
        Figure(f"{what}, the loop was held up at most", lag * 1000, "ms"),
        Figure(f"{what}, steps over {BUDGET * 1000:.0f} ms", len(slow.found), ""),
        Figure(f"{what}, the slowest of these", max(slow.found, default=0), "ms"),
    ]  # fmt: skip


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
    """Let each half owe an answer of which they should have been reminded, twice, long ago."""
    people = People(connection)
    home = people.found("School", "en", "Asia/Shanghai", "bench")
    guests = people.team_called("Guests", home, "en", "Asia/Shanghai")
    second = membership.c.person >= person_of(PEOPLE // 2)
    connection.execute(update(membership).where(second).values(team=guests))
    connection.execute(update(team_table).values(quiet_from="00:00", quiet_to="00:00"))
    connection.execute(update(account_table).values(private_room=account_table.c.person))
    _ask(connection, guests, person_of(PEOPLE // 2), house.now, FAR)
    _ask(connection, house.team, person_of(0), house.now, NEAR)


def _ask(
    connection: Connection, team: TeamId, author: PersonId, now: datetime, ahead: timedelta
) -> None:
    closes = now + ahead
    made = Meetings(connection).open(
        team, author, now, title="Chess", starts=closes, place="", closes=closes, everyone=True,
        rooms=[1],
    )  # fmt: skip
    course = Course(now - 2 * FAR, closes, USUAL)
    matter = Reminders(connection).put(card(made.id), team, course, now, keep=False)
    Later(connection).put_due(now, ring(MatterId(matter)), team)


def _wished(connection: Connection) -> Sequence[Wished]:
    columns = (outbox.c.room, outbox.c.priority, outbox.c.not_before, outbox.c.sent_at)
    return connection.execute(select(*columns).where(outbox.c.view == yours.name)).all()


def _timers(connection: Connection) -> int:
    """Count the timers that rang and were not taken away."""
    return len(connection.scalars(select(due.c.id).where(due.c.claims > 0)).all())


def _urgent_after(rows: Sequence[Wished]) -> float:
    urgent = [row.sent_at for row in rows if row.priority == Priority.DEADLINE]
    return float((max(urgent) - min(row.not_before for row in rows)).total_seconds())


def _overtaking(rows: Sequence[Wished]) -> int:
    """Count the messages that were sent while one with a near deadline had waited for long."""
    urgent = sorted((row for row in rows if row.priority == Priority.DEADLINE), key=_known_at)
    done = list(accumulate((row.sent_at for row in urgent), max))
    others = [row.sent_at for row in rows if row.priority != Priority.DEADLINE]
    known = [bisect(urgent, sent_at - _LATEST, key=_known_at) for sent_at in others]
    return sum(
        before > 0 and done[before - 1] > sent_at + _LATEST
        for before, sent_at in zip(known, others, strict=True)
    )


def _known_at(row: Wished) -> datetime:
    known: datetime = row.not_before
    return known


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
