"""What has served its time, declared beside each table, and taken away a little at a time.

Whatever a `Retention.TRANSIENT` column holds is promised to be gone after some days: a test walks
the schema for tables that keep it and are declared by nobody.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    select,
    true,
)

from bot.domain.phrase import Instant
from bot.ports import Bite
from storage.schema import UtcTime, metadata

WEEK: Final = timedelta(days=7)
"""How long that is kept which nobody waits for any more: a press that comes late is told so."""
MONTH: Final = timedelta(days=30)
"""How long that is kept which somebody may still ask about: what was sent, what was given up."""
OVER_A_YEAR: Final = timedelta(days=400)
"""How long a button goes on answering after it was last drawn."""
BITE: Final = 500
"""Rows that are taken away in one transaction: it holds up all others."""

_SPENT: Final = "spent"


class Spent(Struct, frozen=True):
    """Say which rows of a table are of no use any more: those `of` them whose time is long over."""

    table: Table
    since: ColumnElement[Any]
    kept: timedelta
    of: ColumnElement[bool]

    @property
    def keys(self) -> Sequence[Any]:
        """The columns that tell one row from another."""
        return list(self.table.primary_key.columns)

    @property
    def found(self) -> Select[Any]:
        """Select the keys of some of them, whose time was over before `then`."""
        return select(*self.keys).where(self._old).limit(BITE)

    @property
    def taken(self) -> Delete:
        """Delete one by its key; one that has come to life again meanwhile stays."""
        same = [key == bindparam(f"key_{number}") for number, key in enumerate(self.keys)]
        return delete(self.table).where(*same, self._old)

    @property
    def _old(self) -> ColumnElement[bool]:
        return and_(self.of, self.since < bindparam("then", type_=UtcTime))


def spent(
    table: Table, since: ColumnElement[Any], kept: timedelta, *,
    of: ColumnElement[bool] | None = None,
) -> None:  # fmt: skip
    """Declare which rows of a table are taken away: `kept` after the time in `since`.

    With `of` only those for which it holds. A table may be declared more than once.
    """
    declared = Spent(table, since, kept, true() if of is None else of)
    # Not in the table's own `info`, which migrations would repeat.
    metadata.info.setdefault(_SPENT, []).append(declared)


def declared() -> Iterator[Spent]:
    """Yield what has been declared: rows that refer to others go before those."""
    order = {table: number for number, table in enumerate(metadata.sorted_tables)}
    yield from sorted(metadata.info[_SPENT], key=lambda each: -order[each.table])


class Housekeeping:
    """Find and take away what has served its time; see `bot.ports.Housekeeping`."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def spent(self, now: Instant) -> Sequence[Bite]:
        """List what may go, a bite of each kind of row; empty where nothing is left."""
        found = []
        for number, each in enumerate(declared()):
            rows = self._connection.execute(each.found, {"then": now - each.kept})
            if keys := tuple(tuple(row) for row in rows):
                found.append(Bite(number, keys))
        return found

    def take_away(self, bite: Bite, now: Instant) -> None:
        """Take a bite away, but for what has come to life again since it was found."""
        each = list(declared())[bite.kind]
        rows = [
            {"then": now - each.kept} | {f"key_{n}": part for n, part in enumerate(key)}
            for key in bite.keys
        ]
        self._connection.execute(each.taken, rows)
