"""What a durable vote costs: `Database.run` against the bare driver, as a ratio of CPU time.

Both do the same three statements a vote, in savepoints, committed in groups of 64, on a SQLite
file of their own: note the delivery, look at the poll, set the answer. The bare driver does so in a
loop, `Database.run` serves 64 concurrent callers. Between them stands SQLAlchemy in a loop, which
says how much of the ratio is its share. Run as `python -m benchmarks.store`; prints JSON.
"""

import asyncio
import json
import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, Text, bindparam, select

from storage.database import open_database
from storage.schema import upsert

VOTES: Final = 8_000
PEOPLE: Final = 500
CALLERS: Final = 64
ROUNDS: Final = 3
AIM: Final = 6.0

tables = MetaData()
inbox = Table("inbox", tables, Column("id", Text, primary_key=True))
poll = Table(
    "poll", tables, Column("id", BigInteger, primary_key=True), Column("closes", BigInteger)
)
answer = Table(
    "answer",
    tables,
    Column("poll", BigInteger, primary_key=True),
    Column("person", BigInteger, primary_key=True),
    Column("option", BigInteger, nullable=False),
)

HEARD = upsert(inbox).values(id=bindparam("delivery")).on_conflict_do_nothing()
CLOSES = select(poll.c.closes).where(poll.c.id == bindparam("poll_id"))
_put = upsert(answer).values(
    poll=bindparam("poll_id"), person=bindparam("voter"), option=bindparam("choice")
)
ANSWER = _put.on_conflict_do_update(
    index_elements=["poll", "person"], set_={"option": _put.excluded.option}
)

RAW_HEARD: Final = "INSERT INTO inbox (id) VALUES (?) ON CONFLICT DO NOTHING"
RAW_CLOSES: Final = "SELECT closes FROM poll WHERE id = ?"
RAW_ANSWER: Final = (
    "INSERT INTO answer (poll, person, option) VALUES (?, ?, ?)"
    " ON CONFLICT (poll, person) DO UPDATE SET option = excluded.option"
)


def vote(connection: Connection, number: int) -> int:
    """Record one vote, as a step of a feature would."""
    heard = connection.execute(HEARD, {"delivery": f"delivery-{number}"}).rowcount
    connection.execute(CLOSES, {"poll_id": 1}).scalar_one()
    chosen = {"poll_id": 1, "voter": number % PEOPLE, "choice": number % 4}
    connection.execute(ANSWER, chosen)
    return heard


def bare_vote(driver: sqlite3.Connection, number: int) -> int:
    """Record one vote with nothing between Python and SQLite."""
    heard = driver.execute(RAW_HEARD, (f"delivery-{number}",)).rowcount
    driver.execute(RAW_CLOSES, (1,)).fetchone()
    driver.execute(RAW_ANSWER, (1, number % PEOPLE, number % 4))
    return heard


def measure_bare(path: Path) -> float:
    """Return microseconds of CPU a vote through the bare driver."""
    with closing(sqlite3.connect(path, isolation_level=None)) as driver:
        driver.execute("PRAGMA synchronous=FULL")
        driver.execute("PRAGMA foreign_keys=ON")
        started = time.process_time()
        for first in range(0, VOTES, CALLERS):
            driver.execute("BEGIN IMMEDIATE")
            for number in range(first, first + CALLERS):
                driver.execute("SAVEPOINT unit")
                bare_vote(driver, number)
                driver.execute("RELEASE unit")
            driver.execute("COMMIT")
        return _each(started)


async def measure_run(path: Path) -> float:
    """Return microseconds of CPU a vote through `Database.run`, both threads together."""
    database = await open_database(f"sqlite:///{path}")
    numbers = iter(range(VOTES))

    async def caller() -> None:
        for number in numbers:
            await database.run(partial(vote, number=number))

    started = time.process_time()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    spent = _each(started)
    await database.close()
    return spent


def measure_core(path: Path) -> float:
    """Return microseconds of CPU a vote through SQLAlchemy alone, without threads or savepoints."""

    async def in_one_unit() -> float:
        database = await open_database(f"sqlite:///{path}")

        def all_of_them(connection: Connection) -> float:
            started = time.process_time()
            for number in range(VOTES):
                vote(connection, number)
            return _each(started)

        spent = await database.run(all_of_them)
        await database.close()
        return spent

    return asyncio.run(in_one_unit())


def _each(started: float) -> float:
    return (time.process_time() - started) / VOTES * 1e6


async def _prepare(path: Path) -> None:
    database = await open_database(f"sqlite:///{path}")
    await database.run(tables.create_all)
    await database.run(lambda c: c.execute(poll.insert(), {"id": 1, "closes": 0}))
    await database.close()


def _in_a_new_file(measured: Callable[[Path], float]) -> float:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "votes.db"
        asyncio.run(_prepare(path))
        return measured(path)


def main() -> None:
    """Measure in turns, so that a slow minute of the machine strikes all alike."""
    kinds: dict[str, Callable[[Path], float]] = {
        "bare": measure_bare,
        "core": measure_core,
        "run": lambda path: asyncio.run(measure_run(path)),
    }
    rounds = [{kind: _in_a_new_file(one) for kind, one in kinds.items()} for _ in range(ROUNDS)]
    spent = {kind: statistics.median(found[kind] for found in rounds) for kind in kinds}
    figures = {f"{kind}_us": round(value, 1) for kind, value in spent.items()}
    ratios = {"ratio": spent["run"] / spent["bare"], "over_core": spent["run"] / spent["core"]}
    print(
        json.dumps(
            figures | {name: round(value, 2) for name, value in ratios.items()} | {"aim": AIM}
        )
    )


if __name__ == "__main__":
    main()
