"""A database in which every table has rows, some of them of one person: for contracts.

Rows are made by walking the schema, so that a table which comes later is filled as well.
"""

import itertools
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Boolean, Column, Connection, Date, Float, Integer, Table, insert

from bot.domain.identity import PersonId
from storage.database import Database, open_database
from storage.migrate import migrate
from storage.schema import JsonText, Retention, UtcTime, metadata, retention

NOW: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)

# What everybody has in common: the places in which persons meet, and so may collide.
SHARED: Final = {
    "digest_plan",
    "organisation",
    "team",
    "connection",
    "roll",
    "poll",
    "poll_option",
    "essay",
    "activity",
    "shift",
    "meeting",
    "meeting_kind",
    "meeting_series",
    "roster",
    "schedule",
    "matter",
}
_MEANT: Final = {
    ("membership", "role"): "member",
    ("roll_entry", "state"): "expected",
    ("poll", "state"): "open",
    ("poll", "names"): "organisers",
    ("poll", "results"): "live",
    ("poll", "secret_key"): None,
    ("poll_option", "standard"): None,
    ("essay", "state"): "open",
    ("essay", "late"): "flag",
    ("paper_version", "source"): "text",
    ("paper_version", "stage"): "kept",
    ("activity", "state"): "open",
    ("sign_up", "standing"): "booked",
    ("attendance", "how"): "tap",
    ("hours_entry", "origin"): "corrected",
    ("hours_entry", "reverses"): None,
    ("digest", "state"): "draft",
    ("digest_line", "part"): "past",
    ("digest_measure", "kind"): "share",
    ("meeting", "state"): "open",
    ("meeting", "kind"): None,
    ("meeting", "quorum"): None,
    ("meeting_answer", "permit"): None,
    ("meeting_kind", "every"): None,
    ("meeting_kind", "quorum"): None,
    ("meeting_line", "part"): "topic",
    ("meeting_presence", "how"): "tap",
    ("meeting_answer", "says"): "coming",
    ("matter", "whom"): "owing",
    ("account", "kind"): "human",
    ("room", "purpose"): "other",
    ("room", "kind"): "private",
    ("person", "merged_into"): None,
    ("person", "forgotten_at"): None,
    ("team", "entry"): "open",
    ("roster", "state"): "asking",
    ("roster_line", "fate"): "new",
    ("roster_line", "wrong"): None,
    ("claim", "state"): "asked",
    ("link_code", "kind"): "person",
    ("link_code", "state"): "open",
}
"""What must stand in a column for the row to make sense."""


class World:
    """Hold the rows that were made, and make more."""

    def __init__(self, connection: Connection) -> None:
        """Fill the tables that all persons share."""
        self._connection = connection
        self._count = itertools.count(1)
        self._ids: dict[str, Any] = {}
        self.settler("Nobody")

    def settler(self, name: str, key: str | None = None) -> PersonId:
        """Make a person with a row in every table, their name in all that may hold one."""
        tables = metadata.sorted_tables
        for table in tables:
            if table.name in SHARED and table.name in self._ids:
                continue
            row = self._row(table, name, key or f"key of {name}")
            made = self._connection.execute(insert(table).values(**row))
            shared = "id" in table.columns or table.name in SHARED
            if shared and made.inserted_primary_key is not None:
                self._ids[table.name] = made.inserted_primary_key[0]
        return PersonId(self._ids["person"])

    def id_of(self, table: str) -> Any:
        """Return the id of the row that was made last."""
        return self._ids[table]

    def _row(self, table: Table, name: str, key: str) -> Mapping[str, Any]:
        row = {}
        for column in table.columns:
            if column.name == "id":
                continue
            row[column.name] = self._value(table, column, name, key)
        return row

    def _value(self, table: Table, column: Column[Any], name: str, key: str) -> Any:
        if (table.name, column.name) in _MEANT:
            return _MEANT[table.name, column.name]
        if (table.name, column.name) == ("poll_answer", "voter"):
            return str(self._ids["person"])
        for foreign in column.foreign_keys:
            target = foreign.column.table.name
            return self._ids.get(target) if target != table.name else None
        return self._plain(column, name, key)

    def _plain(self, column: Column[Any], name: str, key: str) -> Any:
        number = next(self._count)
        personal = retention(column) not in {Retention.NONE, None}
        match column.type:
            case UtcTime():
                return NOW
            case Date():
                return date(1990, 1, 1)
            case Boolean():
                return False
            case JsonText():
                return {"about": f"{name}, {key}"} if personal else [number]
            case Integer() | Float():
                return number
        if not personal:
            return f"text {number}"
        if column.name == "key":
            return key
        # Unique, because some columns must be; a comma, because a name ends there.
        unique = column.primary_key or _is_unique(column)
        return f"{name}, {key}, {number}" if unique else f"{name}"


def _is_unique(column: Column[Any]) -> bool:
    return any(
        index.unique and [each.name for each in index.columns] == [column.name]
        for index in column.table.indexes
    )


async def migrated(url: str) -> Database:
    """Open a database that has gone through all migrations."""
    await migrate(url)
    return await open_database(url)
