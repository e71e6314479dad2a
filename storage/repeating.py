"""A connection on which a statement that comes again costs little more than the driver.

SQLAlchemy Core spends some 70 µs on a statement that it has compiled long ago: it looks up the
compiled form, makes a context, a cursor and a result that could do far more. Muster's statements
are constants, and most of its time was spent there. Here what is always the same for a statement
is worked out once: its text, in which order its parameters are bound and how each is turned into
what the database keeps, and how its rows are turned back.

A constant (`statement`) takes this road from the first time on, whatever else comes again from the
second, whoever sends it. What is built anew in each call never comes again, and is left to
SQLAlchemy, like whatever has no fixed text (a list given as a parameter, many rows at once).
"""

import sqlite3
from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Final, Generic, Protocol, TypeAlias, TypeVar, cast
from weakref import WeakKeyDictionary

from msgspec import Struct
from sqlalchemy import Connection, CursorResult, Dialect, Engine, Float, Numeric
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.types import TypeEngine

from bot.clock import at_leisure, has_leisure

Convert: TypeAlias = Callable[[Any], Any]
T = TypeVar("T", bound=Executable)


class Constant(Generic[T]):
    """Stand for a statement until it is asked for, and to SQLAlchemy for that statement."""

    is_clause_element = False
    """Else SQLAlchemy would not ask for it."""

    def __init__(self, build: Callable[[], T]) -> None:
        """Take what builds it."""
        self._build = build
        self._built: T | None = None

    def __clause_element__(self) -> T:
        """Return the statement, as a part of others is asked for."""
        if self._built is None:
            self._built = self._build()
        return self._built

    def __getattr__(self, name: str) -> Any:
        """Be what the statement is."""
        return getattr(self.__clause_element__(), name)


def statement(build: Callable[[], T]) -> T:
    """Declare a statement as a constant, which is built when it is first asked for.

    `_FIND = statement(lambda: select(…))`: of hundreds, a start needs a few.
    """
    return cast("T", Constant(build))


class Plan(Struct, frozen=True):
    """Hold what is always the same about a statement that is given parameters of these names."""

    text: str
    names: Collection[str]
    binds: Sequence[tuple[str | None, Convert | None, Any]]
    """In the order of the text: a parameter's name and how it is bound, or what it always is."""
    rows: SimpleResultMetaData
    make_row: Any
    """How a row is made of what the driver gives, as each result would work out for itself."""

    def bind(self, given: Mapping[str, Any]) -> list[Any]:
        """Return what the driver is given."""
        return [
            fixed if name is None else given[name] if convert is None else convert(given[name])
            for name, convert, fixed in self.binds
        ]


class Cursor(Iterable[Any], Protocol):
    """Give rows."""

    @property
    def rowcount(self) -> int:
        """How many were changed."""


class _Rows(IteratorResult[Any]):
    """Give the rows of a statement as they are fetched, and how many it changed."""

    def __init__(self, plan: Plan, cursor: Cursor) -> None:
        super().__init__(plan.rows, iter(at_leisure(cursor)))
        self._set_memoized_attribute("_row_getter", plan.make_row)
        self.rowcount = cursor.rowcount


_NONE: Final[Mapping[str, Any]] = {}
_ONCE: Final = object()
"""Stands for a statement that came once."""
_ORDINARY: Final = object()
"""Stands for a statement that SQLAlchemy must look at each time."""


class RepeatingConnection(Connection):
    """Execute as SQLAlchemy does, and cheaply what was executed before.

    Of a result only what `sqlalchemy.Result` promises, and `rowcount`, may be used.
    """

    known: ClassVar[WeakKeyDictionary[Executable, object]]
    """What was worked out for this kind of database; of a statement that nobody holds, nothing."""

    def __init_subclass__(cls) -> None:
        """Begin with nothing: each kind of database has its own SQL."""
        cls.known = WeakKeyDictionary()

    def execute(
        self, statement: Executable, parameters: Any = None, *, execution_options: Any = None
    ) -> CursorResult[Any]:
        """Execute a statement; see `sqlalchemy.Connection.execute`."""
        given = _NONE if parameters is None else parameters
        if type(given) is list and len(given) == 1:
            given = given[0]
        if type(given) is dict and execution_options is None and not self._is_heard:
            plan = self.known.get(statement)
            if plan is None or plan is _ONCE:
                plan = self.known[statement] = self._look_at(statement, given, plan)
            if type(plan) is Plan and plan.names == given.keys():
                return self._repeat(plan, statement, given)
        return super().execute(statement, parameters, execution_options=execution_options)

    def scalar(
        self, statement: Executable, parameters: Any = None, *, execution_options: Any = None
    ) -> Any:
        """Execute a statement, and return the first value of its first row, or None."""
        return self.execute(statement, parameters, execution_options=execution_options).scalar()

    def _look_at(self, statement: Executable, given: Mapping[str, Any], before: object) -> object:
        """Work out what is always the same, unless it may never come again."""
        if isinstance(statement, Constant):
            statement = statement.__clause_element__()
        elif before is not _ONCE and not has_leisure():
            return _ONCE
        return plan_of(statement, given, self.dialect) or _ORDINARY

    @abstractmethod
    def _send(self, text: str, values: Sequence[Any]) -> Cursor:
        """Give a statement to the driver, whose errors become what SQLAlchemy makes of them."""

    @property
    def _is_heard(self) -> bool:
        """Say whether somebody listens to what is sent to the driver, as SQLAlchemy tells it."""
        return bool(self.engine.dispatch.before_cursor_execute)

    def _repeat(
        self, plan: Plan, statement: Executable, given: Mapping[str, Any]
    ) -> CursorResult[Any]:
        try:
            values = plan.bind(given)
        except Exception:  # noqa: BLE001  (SQLAlchemy finds the same fault, and says it in its own way)
            return super().execute(statement, given)
        return cast("CursorResult[Any]", _Rows(plan, self._send(plan.text, values)))


class RepeatingSqlite(RepeatingConnection):
    """Be connected to a SQLite file."""

    def __init__(self, engine: Engine) -> None:
        """Connect."""
        super().__init__(engine)
        driver = self.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        self._driver = driver

    @contextmanager
    def transaction(self, *, immediate: bool) -> Iterator[sqlite3.Connection]:
        """Begin with the write lock (`immediate`) or as a snapshot for reading; commit at the end.

        Any error undoes it. The driver's own way (BEGIN before the first write, none before a
        SELECT) loses updates; to SQLAlchemy, whose way costs more than a statement, all that is
        ever done on a connection is one transaction.
        """
        self._send("BEGIN IMMEDIATE" if immediate else "BEGIN", ())
        try:
            yield self._driver
            self._send("COMMIT", ())
        finally:
            # SQLite keeps a transaction open whose COMMIT it refused. After a commit this does
            # nothing.
            self._driver.rollback()

    def _send(self, text: str, values: Sequence[Any]) -> sqlite3.Cursor:
        try:
            return self._driver.execute(text, values)
        except sqlite3.Error as error:
            raise DBAPIError.instance(
                text, values, error, sqlite3.Error, hide_parameters=True, dialect=self.dialect
            ) from error


def plan_of(statement: Executable, given: Mapping[str, Any], dialect: Dialect) -> Plan | None:
    """Work out what is always the same; None where that is not all there is to it."""
    if not isinstance(statement, SelectBase | UpdateBase):
        return None
    compiled = statement.compile(dialect=dialect, column_keys=list(given))
    assert isinstance(compiled, SQLCompiler)
    # Written into the text at each execution: lists, and what may be no parameter.
    written = compiled.post_compile_params | compiled.literal_execute_params
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    if (
        compiled.insert_prefetch
        or compiled.update_prefetch
        or any(bind.key in given for bind in written)
        or any(bind.callable for bind in binds.values())
    ):
        return None
    columns = compiled._result_columns  # noqa: SLF001  (known to nobody else, labels and all)
    if dialect.name == "postgresql" and any(isinstance(c.type, Float | Numeric) for c in columns):
        # How such a number came is said by each result alone.
        return None
    expanded = compiled.construct_expanded_state(given)
    bound: list[tuple[str | None, Convert | None, Any]] = []
    for name in expanded.positiontup or ():
        bind = binds.get(name)
        convert = expanded.processors.get(name) if bind is None else _converter(bind.type, dialect)
        if bind is not None and bind.key in given:
            bound.append((bind.key, convert, None))
        else:
            fixed = expanded.parameters[name]
            bound.append((None, None, fixed if convert is None else convert(fixed)))
    back = [each.type.dialect_impl(dialect).result_processor(dialect, None) for each in columns]
    rows = SimpleResultMetaData(
        [each.keyname for each in columns],
        [each.objects for each in columns],
        _processors=back if any(back) else None,
    )
    make_row = IteratorResult[Any](rows, iter(()))._row_getter  # noqa: SLF001  (a third of a result's cost)
    return Plan(expanded.statement, frozenset(given), tuple(bound), rows, make_row)


def _converter(of: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return of.dialect_impl(dialect).bind_processor(dialect)
