"""Forget a person: the counts stay, what says who they were goes, as each column declares.

What is kept for an account alone is erased, or replaced by a mark where something must stand. Of
the group's records the name in them is replaced. What was kept for days only, and is theirs or
names them, is deleted.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from msgspec import Struct
from sqlalchemy import (
    Column,
    Connection,
    Table,
    Text,
    and_,
    delete,
    func,
    or_,
    select,
    type_coerce,
    update,
)

from bot.domain.identity import PersonId, Role
from bot.domain.phrase import Instant
from bot.ports import Traces
from storage.identity import (
    account_key,
    account_table,
    membership,
    person_table,
    room_key,
    room_table,
)
from storage.people import People
from storage.schema import JsonText, Retention, metadata, retention

MARK: Final = "–"
"""What stands where a name stood, in every language."""

_FOR_DAYS: Final = {Retention.TRANSIENT, Retention.TRANSCRIPT}
_SHORTEST_NAME: Final = 2
_SHORTEST_KEY: Final = 5
"""Shorter ones are left in records: they stand in words that have nothing to do with them."""

Key: TypeAlias = tuple[Any, ...]


def forget(connection: Connection, person: PersonId, now: Instant) -> None:
    """Forget a person, and all who were merged into them; what they did still counts.

    A name that somebody else has, too, names nobody in a record, and stays there.
    """
    theirs = _own(connection, person)
    names, keys = _names(connection, theirs), _keys(connection, theirs)
    for table in reversed(metadata.sorted_tables):
        if _is_passing(table):
            _delete_own(connection, table, theirs)
    for table in metadata.sorted_tables:
        _wipe_accounts(connection, table, theirs)
    _close_rooms(connection, theirs, now)
    _leave(connection, theirs, now)
    named = [name for name in names if not _is_shared(connection, name)]
    records = [name for name in named if len(name) >= _SHORTEST_NAME]
    records += [key for key in keys if len(key) >= _SHORTEST_KEY]
    for table in reversed(metadata.sorted_tables):
        _wipe_traces(connection, table, records, passing=[*records, *keys])


class Memory:
    """Know what is kept of a person, and forget it; see `bot.ports.Memory`."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def traces(self, person: PersonId) -> Traces | None:
        """Count what is kept of a person; None of one who is forgotten or was never known."""
        known = select(person_table.c.id).where(
            person_table.c.id == person, person_table.c.forgotten_at.is_(None)
        )
        if self._connection.scalar(known) is None:
            return None
        theirs, people = _own(self._connection, person), People(self._connection)
        teams = people.teams_of(person)
        alone = [team for team in teams if people.members(team.id, Role.ORGANISER) == [person]]
        return Traces(
            accounts=len(theirs.ids[account_table]),
            teams=tuple(team.name for team in teams),
            led_alone=tuple(team.name for team in alone),
            records=sum(self._records(table, theirs) for table in metadata.sorted_tables),
        )

    def _records(self, table: Table, theirs: "_Own") -> int:
        """Count the rows of a table that are the group's record of something they did."""
        condition = theirs.of(table)
        if condition is None or table in theirs.ids or _is_passing(table):
            return 0
        if not any(
            retention(each) is Retention.RECORD and _refers_to(each, person_table)
            for each in table.columns
        ):
            return 0
        return self._connection.scalar(select(func.count()).where(condition)) or 0

    def forget(self, person: PersonId, now: Instant) -> None:
        """Erase what says who a person is or was; what they did still counts."""
        forget(self._connection, person, now)


def _refers_to(column: Column[Any], table: Table) -> bool:
    return any(key.column.table is table for key in column.foreign_keys)


class _Own(Struct, frozen=True):
    """Hold the ids of the rows that are the person themselves, by table."""

    ids: dict[Table, list[int]]

    def of(self, table: Table) -> Any:
        """Return a condition for the rows of a table that belong to them; None where none can."""
        found = [
            column.in_(self.ids[key.column.table])
            for column in table.columns
            for key in column.foreign_keys
            if key.column.table in self.ids
        ]
        if table in self.ids:
            found = [table.c.id.in_(self.ids[table])]
        return or_(*found) if found else None


def _own(connection: Connection, person: PersonId) -> _Own:
    found = connection.scalars
    persons = list(
        found(
            select(person_table.c.id).where(
                (person_table.c.id == person) | (person_table.c.merged_into == person)
            )
        )
    )
    accounts = account_table.c.person.in_(persons)
    private = select(account_table.c.private_room).where(
        accounts, account_table.c.private_room.is_not(None)
    )
    return _Own({
        person_table: persons,
        account_table: list(found(select(account_table.c.id).where(accounts))),
        membership: list(found(select(membership.c.id).where(membership.c.person.in_(persons)))),
        room_table: list(found(private)),
    })  # fmt: skip


def _names(connection: Connection, theirs: _Own) -> list[str]:
    shown = select(account_table.c.shown_name).where(theirs.of(account_table))
    named = select(person_table.c.name).where(theirs.of(person_table))
    found = {*connection.scalars(shown), *connection.scalars(named)} - {MARK}
    return sorted(found, key=len, reverse=True)


def _keys(connection: Connection, theirs: _Own) -> list[str]:
    accounts = select(account_key.c.key).where(theirs.of(account_key))
    rooms = select(room_key.c.key).where(theirs.of(room_key))
    return sorted(
        {*connection.scalars(accounts), *connection.scalars(rooms)}, key=len, reverse=True
    )


def _is_shared(connection: Connection, name: str) -> bool:
    """Say whether somebody else has a name; the person's own rows do not have it any more."""
    return (
        connection.scalar(select(person_table.c.id).where(person_table.c.name == name)) is not None
    )


def _is_passing(table: Table) -> bool:
    """Say whether a table's rows are kept for days only: none of their contents is a record."""
    kinds = {retention(column) for column in table.columns if not column.foreign_keys}
    passing = {retention(column) for column in table.columns}
    return bool(passing & _FOR_DAYS) and Retention.RECORD not in kinds


def _delete_own(connection: Connection, table: Table, theirs: _Own) -> None:
    condition = theirs.of(table)
    if condition is not None:
        connection.execute(delete(table).where(condition))


def _wipe_accounts(connection: Connection, table: Table, theirs: _Own) -> None:
    """Erase what was kept for the account alone."""
    columns = [each for each in table.columns if retention(each) is Retention.ACCOUNT]
    condition = theirs.of(table)
    if not columns or condition is None:
        return
    if any(each.primary_key for each in columns):
        connection.execute(delete(table).where(condition))
        return
    values = {each.name: None if each.nullable else MARK for each in columns}
    connection.execute(update(table).where(condition).values(**values))


def _close_rooms(connection: Connection, theirs: _Own, now: Instant) -> None:
    """Let nothing be sent to their private rooms again, nor the rooms be found by their keys."""
    connection.execute(delete(room_key).where(theirs.of(room_key)))
    closed = {"title": MARK, "left_at": now}
    rooms = room_table.c.id.in_(theirs.ids[room_table])
    connection.execute(update(room_table).where(rooms).values(**closed))


def _leave(connection: Connection, theirs: _Own, now: Instant) -> None:
    run = connection.execute
    persons = theirs.ids[person_table]
    run(update(membership).where(theirs.of(membership)).values(left_on=now))
    run(update(person_table).where(person_table.c.id.in_(persons)).values(forgotten_at=now))


def _wipe_traces(
    connection: Connection, table: Table, records: Sequence[str], *, passing: Sequence[str]
) -> None:
    """Replace names in a table's records, and delete its passing rows that hold one."""
    for column in table.columns:
        if not isinstance(column.type, Text | JsonText) or column.foreign_keys:
            continue
        kept = retention(column)
        if kept in _FOR_DAYS and _is_passing(table):
            for row, _ in _found(connection, column, passing):
                connection.execute(delete(table).where(_is(table, row)))
        elif kept is Retention.RECORD and not column.primary_key:
            for row, text in _found(connection, column, records):
                wiped = {column.name: type_coerce(_replaced(text, records), Text)}
                connection.execute(update(table).where(_is(table, row)).values(wiped))


def _found(
    connection: Connection, column: Column[Any], words: Sequence[str]
) -> Iterator[tuple[Key, str]]:
    """Yield the keys and texts of the rows in which one of the words stands."""
    if not words:
        return
    text = type_coerce(column, Text)
    keys = column.table.primary_key.columns
    spelled = {form for word in words for form in (word, _in_json(word))}
    likely = or_(*(text.contains(each, autoescape=True) for each in sorted(spelled)))
    for *key, found in connection.execute(select(*keys, text).where(likely)).all():
        if _replaced(found, words) != found:
            yield tuple(key), found


def _is(table: Table, key: Iterable[Any]) -> Any:
    columns = table.primary_key.columns
    return and_(*(column == value for column, value in zip(columns, key, strict=True)))


def _replaced(text: str, words: Sequence[str]) -> str:
    """Replace words; where one begins or ends with a Latin letter, not within a longer one."""
    for word in words:
        for form in dict.fromkeys((_in_json(word), word)):
            before = r"(?<![A-Za-z0-9])" if form[0].isascii() and form[0].isalnum() else ""
            after = r"(?![A-Za-z0-9])" if form[-1].isascii() and form[-1].isalnum() else ""
            text = re.sub(f"{before}{re.escape(form)}{after}", MARK, text)
    return text


def _in_json(word: str) -> str:
    return json.dumps(word, ensure_ascii=False)[1:-1]
