"""Measure Muster and compare with the targets: `python -m benchmarks [part …]`.

Prints a table and lines of JSON. What is gated is a count, or a ratio of two things measured in
turns in this very run, so that the machine's speed falls out. The exit status is 1 where a figure
lies beyond its gate.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from benchmarks import (
    acks,
    burst,
    contest,
    documents,
    drawing,
    growth,
    idle,
    platforms,
    reminders,
    replicas,
    roster,
    start,
    store,
    transport,
    wire,
)
from benchmarks.figures import Figure, as_json, table
from tests import postgres


def plans(rounds: int, on: str | None) -> list[store.Plan]:
    """Return the databases to measure on: SQLite, and PostgreSQL where there is one."""
    found = [store.Plan("sqlite", "sqlite3", store.fresh_file, 4_000, rounds, 8.0)]
    if on == "sqlite":
        return found
    if on == "postgresql":
        found.clear()
    server = postgres.server()
    if isinstance(server, postgres.Missing):
        print(f"NOT MEASURED ON POSTGRESQL: {server.reason}", file=sys.stderr)
        return found
    fresh = partial(postgres.fresh_database, server)
    return [*found, store.Plan("postgresql", "asyncpg", fresh, 2_000, rounds, 4.0)]


PARTS: dict[str, Callable[[store.Plan], Coroutine[Any, Any, list[Figure]]]] = {
    "store": store.measure,
    "growth": growth.measure,
    "memory": growth.measure_memory,
    "burst": burst.measure,
    "wire": wire.measure,
    "drawing": drawing.measure,
    "roster": roster.measure,
    "start": start.measure,
    "reminders": reminders.measure,
    "telegram": platforms.measure_telegram,
    "idle": idle.measure,
    "acks": acks.measure,
    "transport": transport.measure,
    "contest": contest.measure,
    "replicas": replicas.measure,
    "documents": documents.measure,
}


def main() -> int:
    """Run the parts that are asked for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("part", nargs="*", choices=list(PARTS), help="all, if none is named")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--on", choices=["sqlite", "postgresql"], help="both, if none is named")
    args = parser.parse_args()
    figures: list[Figure] = []
    for plan in plans(args.rounds, args.on):
        for name in args.part or PARTS:
            print(f"{plan.kind}: {name} …", file=sys.stderr)
            figures += asyncio.run(PARTS[name](plan))
    print(table(figures), as_json(figures), sep="\n\n")
    return 1 if any(each.failed for each in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
