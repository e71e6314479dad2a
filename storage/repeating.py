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
from typing import Any, ClassVar, Final, Generic, Protocol, TypeAlias, TypeVar, cast
from weakref import WeakKeyDictionary

from msgspec import Struct
from sqlalchemy import Connection, CursorResult, Dialect, Engine, Float, Numeric
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
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
        self.plans: dict[type, object] = {}
        """What was worked out, by the kind of database; it stays as long as the constant."""

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
    getter: tuple[Callable[[Any], Any], Callable[[Sequence[Any]], list[Any]], Any]
    """How one row, and how many, are made of what the driver gives; each result would work that
    out for itself."""

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


class Rows:
    """Give the rows of a statement as they are fetched, and how many it changed.

    What nearly all ask for is answered here, which is cheap; for anything else that
    `sqlalchemy.Result` promises, one is made of the rows that are left.
    """

    __slots__ = ("_cursor", "_plan", "_result", "rowcount")

    def __init__(self, plan: Plan, cursor: Cursor) -> None:
        """Take what the driver found."""
        self._plan = plan
        self._cursor = cursor
        self._result: IteratorResult[Any] | None = None
        self.rowcount = cursor.rowcount

    def __iter__(self) -> Iterator[Any]:
        """Go through the rows."""
        return map(self._plan.getter[0], at_leisure(self._cursor))

    def __getattr__(self, name: str) -> Any:
        """Be what SQLAlchemy's own result is."""
        if self._result is None:
            self._result = IteratorResult[Any](self._plan.rows, iter(at_leisure(self._cursor)))
            self._result._set_memoized_attribute("_row_getter", self._plan.getter)  # noqa: SLF001
        return getattr(self._result, name)

    def all(self) -> list[Any]:
        """Return all rows."""
        return self._plan.getter[1](list(at_leisure(self._cursor)))

    def first(self) -> Any:
        """Return the first row, or None; the rest is let go."""
        row = next(iter(self._cursor), None)
        return None if row is None else self._plan.getter[0](row)

    def one(self) -> Any:
        """Return the only row. Raises `NoResultFound` or `MultipleResultsFound`."""
        row = self.one_or_none()
        if row is None:
            raise NoResultFound("No row was found when one was required")
        return row

    def one_or_none(self) -> Any:
        """Return the only row, or None. Raises `MultipleResultsFound`."""
        rows = iter(self._cursor)
        row = next(rows, None)
        if row is None:
            return None
        if next(rows, None) is not None:
            raise MultipleResultsFound("Multiple rows were found when one at most was required")
        return self._plan.getter[0](row)

    def scalar(self) -> Any:
        """Return the first value of the first row, or None."""
        row = self.first()
        return None if row is None else row[0]

    def scalar_one(self) -> Any:
        """Return the only row's first value. Raises as `one` does."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """Return the only row's first value, or None. Raises `MultipleResultsFound`."""
        row = self.one_or_none()
        return None if row is None else row[0]


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
    """What was worked out of what is no constant; of a statement that nobody holds, nothing."""

    def __init_subclass__(cls) -> None:
        """Begin with nothing: each kind of database has its own SQL."""
        cls.known = WeakKeyDictionary()

    def __init__(self, engine: Engine) -> None:
        """Connect."""
        super().__init__(engine)
        self._heed_listeners()

    def _heed_listeners(self) -> None:
        """Look whether anybody listens to what is sent to the driver, as SQLAlchemy tells it."""
        self._is_heard = bool(self.engine.dispatch.before_cursor_execute)

    def execute(
        self, statement: Executable, parameters: Any = None, *, execution_options: Any = None
    ) -> CursorResult[Any]:
        """Execute a statement; see `sqlalchemy.Connection.execute`."""
        given = _NONE if parameters is None else parameters
        if type(given) is list and len(given) == 1:
            given = given[0]
        if type(given) is dict and execution_options is None and not self._is_heard:
            if isinstance(statement, Constant):
                plan = statement.plans.get(type(self))
            else:
                plan = self.known.get(statement)
            if plan is None or plan is _ONCE:
                plan = self._look_at(statement, given, plan)
            if type(plan) is Plan and plan.names == given.keys():
                return self._repeat(plan, statement, given)
        return super().execute(statement, parameters, execution_options=execution_options)

    def scalar(
        self, statement: Executable, parameters: Any = None, *, execution_options: Any = None
    ) -> Any:
        """Execute a statement, and return the first value of its first row, or None."""
        return self.execute(statement, parameters, execution_options=execution_options).scalar()

    def _look_at(self, statement: Executable, given: Mapping[str, Any], before: object) -> object:
        """Work out what is always the same, unless it may never come again, and remember that."""
        if isinstance(statement, Constant):
            built = statement.__clause_element__()
            plan = statement.plans[type(self)] = plan_of(built, given, self.dialect) or _ORDINARY
            return plan
        found: object = _ONCE
        if before is _ONCE or has_leisure():
            found = plan_of(statement, given, self.dialect) or _ORDINARY
        self.known[statement] = found
        return found

    @abstractmethod
    def send(self, text: str, values: Sequence[Any]) -> Cursor:
        """Give a statement to the driver, whose errors become what SQLAlchemy makes of them."""

    def _repeat(
        self, plan: Plan, statement: Executable, given: Mapping[str, Any]
    ) -> CursorResult[Any]:
        try:
            values = plan.bind(given)
        except Exception:  # noqa: BLE001  (SQLAlchemy finds the same fault, and says it in its own way)
            return super().execute(statement, given)
        return Rows(plan, self.send(plan.text, values))  # type: ignore[return-value]  # see there


class RepeatingSqlite(RepeatingConnection):
    """Be connected to a SQLite file."""

    def __init__(self, engine: Engine) -> None:
        """Connect."""
        super().__init__(engine)
        driver = self.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        self._driver = driver

    def transaction(self, *, immediate: bool) -> "Transaction":
        """Begin with the write lock (`immediate`) or as a snapshot for reading; commit at the end.

        Any error undoes it. The driver's own way (BEGIN before the first write, none before a
        SELECT) loses updates; to SQLAlchemy, whose way costs more than a statement, all that is
        ever done on a connection is one transaction.
        """
        self._heed_listeners()
        return Transaction(self, self._driver, "BEGIN IMMEDIATE" if immediate else "BEGIN")

    def send(self, text: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Give a statement to the driver, whose errors become what SQLAlchemy makes of them."""
        try:
            return self._driver.execute(text, values)
        except sqlite3.Error as error:
            raise DBAPIError.instance(
                text, values, error, sqlite3.Error, hide_parameters=True, dialect=self.dialect
            ) from error


class Transaction:
    """Begin, and at the end commit, or after an error undo all."""

    __slots__ = ("_begin", "_connection", "_driver")

    def __init__(self, connection: RepeatingSqlite, driver: sqlite3.Connection, begin: str) -> None:
        """Take who is connected, and how it begins."""
        self._connection = connection
        self._driver = driver
        self._begin = begin

    def __enter__(self) -> sqlite3.Connection:
        """Begin, and lend the driver's own connection."""
        self._connection.send(self._begin)
        return self._driver

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Commit unless there was an error."""
        try:
            if kind is None:
                self._connection.send("COMMIT")
        finally:
            # SQLite keeps a transaction open whose COMMIT it refused. After a commit this does
            # nothing.
            self._driver.rollback()


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
    getter: Any = IteratorResult[Any](rows, iter(()))._row_getter  # noqa: SLF001  (a third of a result's cost)
    return Plan(expanded.statement, frozenset(given), tuple(bound), rows, getter)


def _converter(of: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return of.dialect_impl(dialect).bind_processor(dialect)
