"""What is repeated on SQLite does what SQLAlchemy would have done, time after time."""

import gc
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    create_engine,
    delete,
    event,
    func,
    insert,
    literal_column,
    select,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError, InvalidRequestError, StatementError

from storage import repeating
from storage.repeating import RepeatingSqlite, statement
from storage.schema import JsonText, UtcTime, upsert
from storage.sqlite_file import make_engine
from tests.compiled import Compiled

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
ROWS = Table(
    "row", MetaData(),
    Column("id", Integer, primary_key=True), Column("text", Text), Column("on", Boolean),
    Column("at", UtcTime), Column("json", JsonText), Column("day", Date),
    Column("n", Integer, default=7), UniqueConstraint("text"),
)  # fmt: skip
VALUES: dict[str, Any] = {"text": "a", "on": True, "at": NOW, "json": [1, None], "day": NOW.date()}


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[RepeatingSqlite]:
    """Connect to a new file with one table."""
    engine = make_engine(tmp_path / "file.db", patience=timedelta(seconds=1))
    with engine.begin() as setting_up:
        ROWS.metadata.create_all(setting_up)
    opened = RepeatingSqlite(engine)
    with opened:
        yield opened
    engine.dispose()


def planned(statement: Any) -> bool:
    """Say whether a statement is repeated from now on."""
    if isinstance(statement, repeating.Constant):
        return isinstance(statement.plans.get(RepeatingSqlite), repeating.Plan)
    return isinstance(RepeatingSqlite.known.get(statement), repeating.Plan)


def test_rows_come_back_as_they_were_put_in(connection: RepeatingSqlite) -> None:
    """Instants, JSON, truth and days are the same each time."""
    put = upsert(ROWS).values({name: bindparam(name) for name in VALUES} | {"n": 1})
    put = put.on_conflict_do_update(index_elements=["text"], set_={"on": put.excluded["on"]})
    get = select(ROWS, func.count().over().label("all")).where(ROWS.c.text == bindparam("text"))
    seen = []
    for _ in range(4):
        assert connection.execute(put, VALUES).rowcount == 1
        seen.append(connection.execute(get, {"text": "a"}).one())
    assert planned(put)
    assert planned(get)
    assert len({tuple(map(repr, row)) for row in seen}) == 1
    assert [seen[3]._mapping[ROWS.c[name]] for name in VALUES] == list(VALUES.values())
    assert (seen[3].id, seen[3].text, seen[3].all) == (1, "a", 1)


def test_a_constant_is_built_when_it_is_asked_for_and_repeated_from_then_on(
    connection: RepeatingSqlite,
) -> None:
    """What is declared costs nothing before it is needed; others may be made of it."""
    built = []

    def build() -> Select[int, str]:
        built.append(True)
        return select(ROWS.c.id, ROWS.c.text).where(ROWS.c.text < bindparam("below"))

    find = statement(build)
    assert not built
    connection.execute(insert(ROWS), [{"text": each} for each in "abc"])
    for _ in range(3):
        assert connection.execute(find, {"below": "c"}).scalars().all() == [1, 2]
        assert planned(find)
    assert connection.scalar(find, {"below": "b"}) == 1
    ids = statement(lambda: find.with_only_columns(ROWS.c.id))
    twice = statement(lambda: union_all(ids, ids))
    assert connection.execute(twice, {"below": "b"}).scalars().all() == [1, 1]
    drop = statement(lambda: delete(ROWS).where(ROWS.c.id.in_(ids)))
    assert connection.execute(drop, {"below": "c"}).rowcount == 2
    assert built == [True]


@given(st.lists(st.tuples(st.none() | st.text(), st.none() | st.booleans()), max_size=5))
def test_nothing_and_all_texts_are_kept(rows: list[tuple[str | None, bool | None]]) -> None:
    """Whatever text, or none, comes back at the first, the second and the tenth time."""
    engine = create_engine("sqlite://")
    get = select(bindparam("t", type_=Text).label("t"), bindparam("b", type_=Boolean).label("b"))
    with RepeatingSqlite(engine) as connection:
        for text, truth in [*rows, *rows, *rows]:
            if text is not None and "\ud800" <= max(text, default="") <= "\udfff":
                continue
            got = connection.execute(get, {"t": text, "b": truth}).one()
            assert tuple(got) == (text, truth)
    engine.dispose()


def test_what_is_derived_from_a_statement_is_a_statement_of_its_own(
    connection: RepeatingSqlite,
) -> None:
    """A statement that was repeated and is then narrowed finds what the narrower one says."""
    connection.execute(insert(ROWS), [{"text": each} for each in "abc"])
    get = select(ROWS.c.text).order_by(ROWS.c.id)
    for _ in range(3):
        assert connection.execute(get).scalars().all() == ["a", "b", "c"]
    assert planned(get)
    narrow = get.where(ROWS.c.text != "b")
    for _ in range(3):
        assert connection.execute(narrow).scalars().all() == ["a", "c"]


def test_parameters_by_other_names_are_not_mistaken(connection: RepeatingSqlite) -> None:
    """An insert that sets other columns than it did before sets those."""
    put = insert(ROWS)
    for _ in range(3):
        connection.execute(put, {"on": True, "n": 1})
    connection.execute(put, {"text": "x", "n": 2})
    assert connection.execute(select(ROWS.c.text, ROWS.c.on).where(ROWS.c.n == 2)).one() == (
        "x",
        None,
    )


def test_a_default_of_the_table_is_kept(connection: RepeatingSqlite) -> None:
    """What SQLAlchemy itself fills in is filled in each time."""
    put = insert(ROWS)
    for text in "abc":
        connection.execute(put, {"text": text})
    assert not planned(put)
    assert connection.execute(select(ROWS.c.n)).scalars().all() == [7, 7, 7]


def test_lists_and_many_rows_are_left_to_sqlalchemy(connection: RepeatingSqlite) -> None:
    """A list may be longer the next time; many rows at once take their own way."""
    put = insert(ROWS)
    for _ in range(3):
        connection.execute(put, [{"n": 1}, {"n": 2}])
    find = select(func.count()).where(ROWS.c.n.in_(bindparam("wanted", expanding=True)))
    counts = [connection.execute(find, {"wanted": w}).scalar_one() for w in ([1], [1, 2], [], [2])]
    assert counts == [3, 6, 0, 3]


def test_what_may_be_no_parameter_stands_in_the_text(connection: RepeatingSqlite) -> None:
    """A separator, which is written into the text, is there each time."""
    connection.execute(insert(ROWS), [{"text": each} for each in "abc"])
    joined = select(func.aggregate_strings(ROWS.c.text, "; "))
    assert {connection.execute(joined).scalar_one() for _ in range(3)} == {"a; b; c"}


def test_a_list_that_is_part_of_a_statement_is_repeated_with_it(
    connection: RepeatingSqlite,
) -> None:
    """A list that never changes is as good as a text; an empty one finds nothing each time."""
    connection.execute(insert(ROWS), [{"text": each, "at": NOW} for each in "abc"])
    some = select(ROWS.c.text).where(
        ROWS.c.text.in_(["a", "c", "x"]), ROWS.c.at.in_([NOW]), ROWS.c.n == bindparam("n")
    )
    for _ in range(3):
        assert connection.execute(some, {"n": 7}).scalars().all() == ["a", "c"]
        assert connection.execute(some, {"n": 8}).scalars().all() == []
    assert planned(some)
    none = select(ROWS.c.text).where(ROWS.c.text.in_([]))
    assert [connection.execute(none).first() for _ in range(3)] == [None] * 3


def test_changes_are_counted_and_returned(connection: RepeatingSqlite) -> None:
    """How many rows were changed is known, and what a change returns."""
    connection.execute(insert(ROWS), [{"text": each, "n": 0} for each in "abc"])
    raise_ = update(ROWS).where(ROWS.c.n == bindparam("was")).values(n=ROWS.c.n + 1)
    assert [connection.execute(raise_, {"was": was}).rowcount for was in (0, 1, 2, 0)] == [
        3,
        3,
        3,
        0,
    ]
    out = delete(ROWS).where(ROWS.c.text == bindparam("t")).returning(ROWS.c.text, ROWS.c.n)
    gone = [connection.execute(out, {"t": t}).one_or_none() for t in ("a", "b", "c", "c")]
    assert gone == [("a", 3), ("b", 3), ("c", 3), None]


def test_faults_are_what_sqlalchemy_makes_of_them(connection: RepeatingSqlite) -> None:
    """A row that may not be and a value that cannot be are refused in the same way each time."""
    put = insert(ROWS).values(text=bindparam("text"), n=literal_column("1"))
    connection.execute(put, {"text": "a"})
    for _ in range(3):
        with pytest.raises(IntegrityError) as refused:
            connection.execute(put, {"text": "a"})
        assert isinstance(refused.value.orig, sqlite3.IntegrityError)
        assert "'a'" not in str(refused.value)
    keep = insert(ROWS).values(json=bindparam("json", type_=JsonText), n=literal_column("1"))
    for number in (1, 2):
        connection.execute(keep, {"json": number})
    assert planned(keep)
    unkeepable: list[object] = [float("nan"), {1, 2}]
    for value in unkeepable:
        with pytest.raises(StatementError):
            connection.execute(keep, {"json": value})


def test_a_missing_parameter_is_missed_each_time(connection: RepeatingSqlite) -> None:
    """A name that is not given is an error, and nothing else stands in for it."""
    get = select(func.count()).where(ROWS.c.n == bindparam("n"))
    for _ in range(3):
        connection.execute(get, {"n": 1})
    with pytest.raises(StatementError, match="'n'"):
        connection.execute(get, {"m": 1})


def test_what_nobody_holds_is_forgotten(connection: RepeatingSqlite, compiled: Compiled) -> None:
    """A statement that was made for one loop is kept no longer than SQLAlchemy keeps it."""
    get = select(ROWS, func.count().label("all")).where(ROWS.c.n.in_([1, 2])).group_by(ROWS.c.id)
    for _ in range(3):
        connection.execute(get)
    assert planned(get)
    held = weakref.ref(get)
    del get
    compiled.clear()
    gc.collect()
    assert held() is None


def test_who_listens_hears_all(connection: RepeatingSqlite) -> None:
    """Somebody who listens by SQLAlchemy's events hears what would be repeated, too.

    They hear what begins after they began to listen.
    """
    get = select(func.count()).select_from(ROWS)
    for _ in range(3):
        connection.execute(get)
    heard: list[str] = []

    def note(_c: Any, _u: Any, text: str, *_: Any) -> None:
        heard.append(text)

    event.listen(connection.engine, "before_cursor_execute", note)
    with connection.transaction(immediate=False):
        connection.execute(get)
    event.remove(connection.engine, "before_cursor_execute", note)
    with connection.transaction(immediate=False):
        connection.execute(get)
    assert len(heard) == 1


@given(st.lists(st.none() | st.text(st.characters(codec="utf-8")), max_size=3))
def test_whatever_is_asked_of_a_result_is_what_sqlalchemy_answers(texts: list[str | None]) -> None:
    """None, one or several rows are told apart, or refused, as SQLAlchemy does, in each way."""
    engine = create_engine("sqlite://")
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("text", Text))
    get = select(table.c.text, table.c.id).order_by(table.c.id)
    with RepeatingSqlite(engine) as connection:
        table.create(connection)
        for number, text in enumerate(texts):
            connection.execute(insert(table).values(id=number, text=text))
        for way in _WAYS:
            asked = []
            for known in (False, True, True):
                if not known:
                    RepeatingSqlite.known.pop(get, None)
                try:
                    asked.append(way(connection.execute(get)))
                except InvalidRequestError as refused:
                    asked.append(type(refused))
            assert planned(get)
            assert asked == [asked[0]] * 3
    engine.dispose()


_WAYS: tuple[Callable[[Any], Any], ...] = (
    lambda found: found.all(), lambda found: found.first(), lambda found: found.one(),
    lambda found: found.one_or_none(), lambda found: found.scalar(),
    lambda found: found.scalar_one(), lambda found: found.scalar_one_or_none(), list,
    lambda found: found.scalars().all(), lambda found: found.fetchone(),
    lambda found: found.mappings().all(), lambda found: [found.fetchmany(2), found.fetchall()],
    lambda found: found.columns("id").all(), lambda found: found.keys(),
)  # fmt: skip
"""How rows may be asked for; the first time SQLAlchemy itself is asked."""


def test_an_instant_of_another_zone_is_the_same_instant(connection: RepeatingSqlite) -> None:
    """Beijing's time and UTC's are one, whichever was given the first time."""
    put = insert(ROWS).values(at=bindparam("at", type_=UtcTime), n=literal_column("1"))
    beijing = NOW.astimezone(timezone(timedelta(hours=8)))
    for at in (NOW, beijing, NOW, beijing):
        connection.execute(put, {"at": at})
    assert set(connection.execute(select(ROWS.c.at)).scalars()) == {NOW}
