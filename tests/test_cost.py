"""What an answer costs, as counts: statements, transactions, compilations, scans.

How long it takes is measured by `make bench`; these are the reasons why it takes no longer.
"""

import itertools
import logging
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from benchmarks.house import House, open_house
from benchmarks.raw import Statement, engines_of, listening
from bot import budget
from bot.clock import SystemClock, VirtualClock
from bot.event import Pressed
from bot.message import said
from storage.sqlite_file import driver_of
from tests.compiled import Compiled

PEOPLE = 40
WARM = 100
STATEMENTS = 5
SECOND = timedelta(seconds=1)
"""How long a room rests after an edit."""
KINDS = ("", "secret", "pick 2", "first answer stands", "results after voting", "everyone")

BOUNDED = re.compile(
    r"SCAN (CONSTANT ROW|base|\(subquery-\d+\)|\w+ USING (COVERING )?INDEX ix_\w+_pending)"
)
"""One row, the rows that another line of the plan found, the index of what waits."""


@pytest.fixture
def clock() -> VirtualClock:
    """Make a clock that stands still until it is moved."""
    return VirtualClock(datetime(2026, 11, 26, 9, tzinfo=UTC))


@pytest.fixture(autouse=True)
def cold(compiled: Compiled) -> None:
    """Begin with nothing compiled: what earlier tests have warmed would hide what is built anew."""
    compiled.clear()


@pytest.fixture
async def house(database_url: str, clock: VirtualClock) -> AsyncIterator[House]:
    """Open a house with a team that may vote, on each kind of database."""
    async with open_house(database_url, PEOPLE, clock=clock) as opened:
        yield opened


async def _heard(house: House, press: Pressed) -> list[Statement]:
    heard: list[Statement] = []
    with listening(house.assembly.database, heard):
        await house.assembly.muster.handle(press)
    return heard


async def test_an_answer_takes_few_statements(house: House) -> None:
    """A first answer, a changed one and one given again take five statements at most."""
    for kind in KINDS:
        ballot = await house.open_poll(kind)
        for token in (ballot.tokens[0], ballot.tokens[1], ballot.tokens[1]):
            heard = await _heard(house, house.press(3, token))
            assert len(heard) <= STATEMENTS, (kind, heard)


async def test_an_answer_is_one_transaction(house: House) -> None:
    """One answer commits once."""
    ballot = await house.open_poll()
    commits: list[object] = []

    def trace(connection: Connection) -> None:
        driver_of(connection).set_trace_callback(
            lambda sent: commits.extend([sent] * (sent == "COMMIT"))
        )

    if house.assembly.database.dialect == "sqlite":
        await house.assembly.database.run(trace)
        commits.clear()
    for engine in engines_of(house.assembly.database):
        event.listen(engine, "commit", commits.append)
    await house.assembly.muster.handle(house.press(3, ballot.tokens[0]))
    assert len(commits) == 1


async def test_nothing_is_compiled_once_warm(house: House, clock: VirtualClock) -> None:
    """After a hundred answers and a redraw no statement is built anew, nor after them."""
    ballot = await house.open_poll()
    heard: list[Statement] = []
    with listening(house.assembly.database, heard):
        for number in range(WARM):
            await house.assembly.muster.handle(house.vote(ballot, number, PEOPLE))
        clock.advance(SECOND)
        await house.assembly.muster.settle()
        clock.advance(SECOND)
        heard.clear()
        for number in range(WARM):
            await house.assembly.muster.handle(house.press(number % PEOPLE, ballot.tokens[0]))
        await house.assembly.muster.settle()
    assert len(heard) > 2 * WARM
    assert house.recorder.edits == 2
    assert [each.text for each in heard if each.compiled] == []


async def test_an_answer_goes_past_sqlalchemy_once_warm(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever an answer asks is repeated, from the third on, not looked at anew."""
    looked_at: list[object] = []
    execute = Connection.execute

    def look(self: Connection, statement: Any, *args: Any, **options: Any) -> Any:
        looked_at.append(statement)
        return execute(self, statement, *args, **options)

    ballot = await house.open_poll()
    for _ in range(2):
        await house.assembly.muster.handle(house.press(3, ballot.tokens[0]))
    monkeypatch.setattr(Connection, "execute", look)
    await house.assembly.muster.handle(house.press(4, ballot.tokens[1]))
    assert looked_at == []


async def test_the_same_answer_again_draws_nothing(house: House, clock: VirtualClock) -> None:
    """Who taps what they have chosen already is told so; the card is not even looked at."""
    ballot = await house.open_poll()
    await house.assembly.muster.handle(house.press(3, ballot.tokens[0]))
    clock.advance(SECOND)
    await house.assembly.muster.settle()
    clock.advance(SECOND)
    again = await house.assembly.muster.handle(house.press(3, ballot.tokens[0]))
    assert again.note is not None
    heard: list[Statement] = []
    with listening(house.assembly.database, heard):
        await house.assembly.muster.outbox.drain()
    assert not [each for each in heard if "posted" in each.text]
    assert house.recorder.edits == 1


async def test_no_table_is_searched_from_end_to_end(tmp_path: Path, clock: VirtualClock) -> None:
    """SQLite finds by an index all that an answer and the redraw after it look for."""
    async with open_house(f"sqlite:///{tmp_path}/muster.db", PEOPLE, clock=clock) as house:
        ballot = await house.open_poll()
        await house.fill(ballot, PEOPLE)
        clock.advance(SECOND)
        heard: list[Statement] = []
        with listening(house.assembly.database, heard):
            await house.assembly.muster.handle(house.press(3, ballot.tokens[0]))
            await house.assembly.muster.settle()
        plans = await house.assembly.database.read(lambda c: _plans(c, heard))
    assert [plan for plan in plans if plan.startswith("SCAN") and not BOUNDED.match(plan)] == []


def _plans(connection: Connection, statements: list[Statement]) -> list[str]:
    return [
        row.detail
        for each in statements
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each.text}", each.parameters)
    ]


class Slow(SystemClock):
    """A clock by which everything takes 60 ms."""

    def __init__(self) -> None:
        self._looks = itertools.count()

    def monotonic(self) -> float:
        """Return 60 ms more at each look."""
        return next(self._looks) * 0.06


async def test_a_slow_step_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step over its budget is named in the log, but for its first time, and answers as ever."""
    monkeypatch.setattr(budget, "_warm", set())
    async with open_house(f"sqlite:///{tmp_path}/muster.db", 2, clock=Slow()) as house:
        ballot = await house.open_poll()
        caplog.clear()
        with caplog.at_level(logging.WARNING, "bot.budget"):
            await house.assembly.muster.handle(house.press(0, ballot.tokens[0]))
            assert caplog.messages == []
            answer = await house.assembly.muster.handle(house.press(1, ballot.tokens[0]))
    assert caplog.messages == ["step poll.answer took 60 ms, its budget is 50"]
    assert answer.note is not None
    assert "Library" in said(answer.note.card.title or "")
