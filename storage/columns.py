"""Columns as all tables write them: each says how long what stands in it may be kept."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import (
    Boolean,
    Column,
    ColumnClause,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Text,
    literal_column,
)

from storage.schema import Retention, UtcTime, kept_as

Named = TypeVar("Named", bound=StrEnum)

Literal: TypeAlias = ColumnClause[Any]
"""A constant that stands in the statement's own text."""

_INSTANT: Final = UtcTime()
_TEXT: Final = Text()
_NUMBER: Final = Integer()
"""Shared by all columns, of which there are hundreds: a type knows nothing of its column."""


def reference(
    name: str, target: str, *, nullable: bool = False, kept: Retention = Retention.NONE
) -> Column[Any]:
    """Return a foreign key column to another table's id."""
    return Column(name, ForeignKey(target), nullable=nullable, info=kept_as(kept))


def person_reference(name: str = "person", *, nullable: bool = False) -> Column[Any]:
    """Return a foreign key to a person; the table's store says in `MERGES` how it is merged."""
    return reference(name, "person.id", nullable=nullable, kept=Retention.RECORD)


def text(
    name: str,
    *,
    kept: Retention = Retention.NONE,
    nullable: bool = False,
    default: str | None = None,
) -> Column[Any]:
    """Return a text column and how long what stands in it is kept."""
    return Column(name, _TEXT, nullable=nullable, server_default=default, info=kept_as(kept))


def instant(name: str, *, nullable: bool = False) -> Column[Any]:
    """Return a column of instants."""
    return Column(name, _INSTANT, nullable=nullable, info=kept_as(Retention.NONE))


def number(name: str, *, default: int | None = None, nullable: bool = False) -> Column[Any]:
    """Return a column of whole numbers."""
    return Column(
        name,
        _NUMBER,
        nullable=nullable,
        server_default=None if default is None else str(default),
        info=kept_as(Retention.NONE),
    )


def flag(name: str, *, default: bool = False) -> Column[Any]:
    """Return a column of yes or no."""
    return Column(
        name,
        Boolean,
        nullable=False,
        server_default=literal_column("true" if default else "false"),
        info=kept_as(Retention.NONE),
    )


def partial_index(name: str, *columns: str, where: ColumnElement[bool]) -> Index:
    """Return an index of only those rows of which something is true.

    It is said to SQLite alone: to say it to PostgreSQL as well would load all that is PostgreSQL's
    at every start. The migrations, which make the tables, say it to both.
    """
    return Index(name, *columns, sqlite_where=where)


def by_value(kind: type[Named]) -> Mapping[str, Named]:
    """Return what each text in a column stands for: to call the enum takes five times as long."""
    return {each.value: each for each in kind}
