"""What all tables share: names of constraints, ids, instants, JSON, and how long data is kept."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum, unique
from functools import cache
from typing import Any, Final, Self, TypeAlias

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Identity,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.sqlite.dml import Insert
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.sql.base import SyntaxExtension
from sqlalchemy.types import TypeEngine

__all__ = [
    "Json",
    "JsonText",
    "NaiveTimeError",
    "Retention",
    "UtcTime",
    "identity",
    "json_column",
    "kept_as",
    "metadata",
    "microseconds",
    "retention",
    "upsert",
]

Json: TypeAlias = bool | int | float | str | list["Json | None"] | dict[str, "Json | None"]
"""What a JSON column holds, besides NULL."""

metadata = MetaData(
    # Migrations drop and rebuild constraints by name, so every one of them must have a known name.
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
"""All tables of Muster; a check constraint is given its last word by hand."""

_ID: Final = BigInteger().with_variant(Integer, "sqlite")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class upsert(Insert):  # noqa: N801 - called as `insert` is
    """Insert, and say what is to be done with a row that is there, on either database.

    It is SQLite's, so that a start there loads nothing of PostgreSQL's: 2 MB, and much of a start.
    """

    inherit_cache = True

    def ext(self, extension: SyntaxExtension) -> Self:
        """Add what is done on a conflict."""
        # What else PostgreSQL would ask: whether a constraint is named instead of its columns.
        extension.constraint_target = None  # type: ignore[attr-defined]
        return super().ext(extension)


@unique
class Retention(StrEnum):
    """How long what stands in a column may be kept; said by `info={"retention": …}`."""

    NONE = "none"
    """Holds no personal data."""

    ACCOUNT = "account"
    """Kept while the person is known; erased when they are forgotten."""

    RECORD = "record"
    """Kept as the group's record; the name in it is wiped when the person is forgotten."""

    TRANSIENT = "transient"
    """Kept for days, until its work is done.

    Its table says with `storage.spent` when a row of it may go, or its store names the column in
    `ERASES`, because it is emptied by what ends its work.
    """

    TRANSCRIPT = "transcript"
    """Kept for 14 days: talk of the browser chat."""


@cache
def kept_as(kept: Retention) -> dict[str, Retention]:
    """Return the `info` of all columns that are kept so: one for hundreds."""
    return {"retention": kept}


def retention(column: Column[Any]) -> Retention | None:
    """Return what a column declares; nothing when nobody has thought about it yet."""
    declared = column.info.get("retention")
    return None if declared is None else Retention(declared)


def microseconds(at: datetime) -> int:
    """Return how many microseconds after the beginning of 1970 an instant is."""
    return (at - _EPOCH) // _MICROSECOND


class NaiveTimeError(DontWrapMixin, ValueError):
    """Raised when an instant without a time zone is about to be stored or compared."""


class UtcTime(TypeDecorator[datetime]):
    """An instant: aware, UTC, to the microsecond, in and out, on both databases.

    PostgreSQL has a type for it. SQLite does not, and gets whole microseconds since 1970: they
    compare and sort as instants do, without the traps of text (a fraction left out, another
    offset) or of floats (microseconds rounded away).
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def __repr__(self) -> str:
        return "UtcTime()"  # as a drafted migration writes it

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type."""
        return dialect.type_descriptor(
            BigInteger() if dialect.name == "sqlite" else DateTime(timezone=True)
        )

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Return what refuses a naive value and turns any other into what the database keeps."""
        return _in_microseconds if dialect.name == "sqlite" else _as_it_is

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | int | None:
        """Do so with one instant, as it is written into a statement's text."""
        kept: datetime | int | None = self.bind_processor(dialect)(value)
        return kept

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Return what makes of that an aware instant in UTC."""
        del coltype
        return _of_microseconds if dialect.name == "sqlite" else _in_utc


def _in_microseconds(value: datetime | None) -> int | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise NaiveTimeError(_naive(value))
    return microseconds(value)


def _as_it_is(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise NaiveTimeError(_naive(value))
    return value


def _naive(value: datetime) -> str:
    return f"{value.isoformat()} has no time zone: is it Beijing's or UTC?"


def _of_microseconds(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + value * _MICROSECOND


def _in_utc(value: datetime | None) -> datetime | None:
    return value and value.astimezone(UTC)


class JsonText(TypeDecorator[Json]):
    """Compact JSON in a text column: both databases keep and compare the same characters."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Json | None, dialect: Dialect) -> str | None:
        """Write JSON; NaN and infinities, which JSON does not know, are a ValueError."""
        del dialect
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Json | None:
        """Read JSON."""
        del dialect
        if value is None:
            return None
        read: Json = json.loads(value)
        return read


_JSON: Final = JsonText()


def identity() -> Column[int]:
    """Return an `id` column: 64 bits, never reused.

    SQLite reuses the ids of deleted rows unless the table says `sqlite_autoincrement=True`, and
    takes a primary key for its row id only if the type is called INTEGER (which has 64 bits there).
    """
    return Column("id", _ID, Identity(), primary_key=True, info=kept_as(Retention.NONE))


def json_column(name: str, *, kept: Retention, nullable: bool = False) -> Column[Json]:
    """Return a column of compact JSON; None is stored as NULL."""
    return Column(name, _JSON, nullable=nullable, info=kept_as(kept))
