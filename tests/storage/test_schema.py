"""Columns that mean the same on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Database
from storage.schema import (
    Json,
    JsonText,
    NaiveTimeError,
    Retention,
    UtcTime,
    identity,
    json_column,
    metadata,
    retention,
    upsert,
)

tables = MetaData(naming_convention=metadata.naming_convention)
event = Table(
    "event",
    tables,
    identity(),
    Column("at", UtcTime, info={"retention": Retention.RECORD}),
    Column("unsaid", Text),
    sqlite_autoincrement=True,
)
page = Table("page", tables, identity(), json_column("body", kept=Retention.TRANSCRIPT))
edit = Table(
    "edit",
    tables,
    identity(),
    Column("card", BigInteger, nullable=False),
    Column("state", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("event", ForeignKey("event.id")),
    UniqueConstraint("card", "version"),
    CheckConstraint("version > 0", name="positive"),
)
# Literals: once PostgreSQL has a plan for any parameters, a bound predicate matches no index.
PENDING = edit.c.state == literal_column("0")
Index("ix_edit_pending", edit.c.card, unique=True, sqlite_where=PENDING, postgresql_where=PENDING)

ADD_EVENT = event.insert().values(at=bindparam("at"))
INSTANTS = select(event.c.at).order_by(event.c.at)
SINCE = select(func.count()).select_from(event).where(event.c.at >= bindparam("since"))
EDITS = select(func.count()).select_from(edit)
DIRTY = (
    upsert(edit)
    .values(card=bindparam("key"), state=0, version=1)
    .on_conflict_do_update(
        index_elements=["card"],
        index_where=PENDING,
        set_={"version": edit.c.version + 1},
    )
    .returning(edit.c.version)
)

SQLITE: Dialect = sqlite.dialect()
POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's
BEIJING = timezone(timedelta(hours=8))
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
instants = st.datetimes(timezones=st.sampled_from([UTC, BEIJING]))
json_values: st.SearchStrategy[Json] = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner | st.none()) | st.dictionaries(st.text(), inner | st.none()),
    max_leaves=8,
)
dialects: st.SearchStrategy[Dialect] = st.sampled_from([SQLITE, POSTGRESQL])


@pytest.fixture
def database_url(new_database_url: str) -> str:
    """Take databases without Muster's tables."""
    return new_database_url


@pytest.fixture
async def database(database: Database) -> Database:
    """Make the tables first."""
    await database.run(tables.create_all)
    return database


async def test_instants_come_back_as_they_were_in_utc(database: Database) -> None:
    """Instants keep their microseconds, sort as instants do, and return in UTC."""
    given_ = [
        NOON.replace(microsecond=1),
        NOON,
        datetime(2026, 11, 27, 19, 59, 59, 999_999, tzinfo=BEIJING),
        datetime(1969, 7, 20, 20, 17, 40, 3, tzinfo=UTC),
    ]
    await database.run(lambda c: c.execute(ADD_EVENT, [{"at": at} for at in given_]))
    kept = await database.read(lambda c: list(c.scalars(INSTANTS)))
    assert kept == sorted(given_)
    assert {at.tzinfo for at in kept} == {UTC}


async def test_instants_compare_in_the_database(database: Database) -> None:
    """A microsecond decides, whatever zone the bound value was said in."""
    late = NOON + timedelta(microseconds=1)
    await database.run(lambda c: c.execute(ADD_EVENT, [{"at": NOON}, {"at": late}]))

    async def since(at: datetime) -> int:
        return await database.read(lambda c: c.execute(SINCE, {"since": at}).scalar_one())

    assert await since(NOON.astimezone(BEIJING)) == 2
    assert await since(late.astimezone(BEIJING)) == 1


async def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    """A naive value is an error in the code that made it, said as such, when stored or compared."""
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(NaiveTimeError, match="has no time zone"):
        await database.run(lambda c: c.execute(ADD_EVENT, {"at": naive}))
    with pytest.raises(NaiveTimeError):
        await database.read(lambda c: c.execute(SINCE, {"since": naive}))


@given(at=instants, dialect=dialects)
def test_any_instant_survives(at: datetime, dialect: Dialect) -> None:
    """Whatever the instant and the database, what is bound reads back as the same instant."""
    kind = UtcTime()
    back = kind.result_processor(dialect, None)(kind.bind_processor(dialect)(at))
    assert back == at
    assert back.tzinfo is UTC


@given(first=instants, second=instants)
def test_microseconds_sort_as_instants(first: datetime, second: datetime) -> None:
    """SQLite's integers are in the order of the instants that they stand for."""
    one, two = map(UtcTime().bind_processor(SQLITE), (first, second))
    assert isinstance(one, int)
    assert isinstance(two, int)
    assert (one < two) == (first < second)


async def test_an_empty_instant_stays_empty(database: Database) -> None:
    """NULL is neither 1970 nor an error."""
    await database.run(lambda c: c.execute(ADD_EVENT, {"at": None}))
    assert await database.read(lambda c: list(c.scalars(INSTANTS))) == [None]


async def test_json_is_the_same_text_on_both(database: Database) -> None:
    """JSON is kept compact and readable, in the order in which it was written."""
    body = {"题": ["安", None, 1.5, True], "a": {}}
    await database.run(lambda c: c.execute(page.insert(), {"body": body}))
    text = select(page.c.body.cast(Text))
    assert await database.read(lambda c: c.execute(text).scalar_one()) == (
        '{"题":["安",null,1.5,true],"a":{}}'
    )
    assert await database.read(lambda c: c.execute(select(page.c.body)).scalar_one()) == body


@given(value=json_values)
def test_any_json_survives(value: Json) -> None:
    """What is written as JSON reads back equal."""
    kind, dialect = JsonText(), SQLITE
    assert kind.process_result_value(kind.process_bind_param(value, dialect), dialect) == value


async def test_ids_are_never_used_again(database: Database) -> None:
    """The id of a deleted row is not given to the next one, though it was the highest."""
    insert = event.insert().returning(event.c.id)

    def work(connection: Connection) -> list[int]:
        first = connection.execute(insert, {"at": None}).scalar_one()
        connection.execute(event.delete())
        return [first, connection.execute(insert, {"at": None}).scalar_one()]

    assert await database.run(work) == [1, 2]


async def test_ids_have_64_bits(database: Database) -> None:
    """An id beyond 32 bits is kept."""
    big = 2**62
    await database.run(lambda c: c.execute(event.insert(), {"id": big, "at": None}))
    assert await database.read(lambda c: c.execute(select(event.c.id)).scalar_one()) == big


async def test_a_partial_upsert_keeps_working(database: Database) -> None:
    """One statement finds the pending row two thousand times, also once its plan is made."""

    def work(connection: Connection) -> list[int]:
        return [connection.execute(DIRTY, {"key": 7}).scalar_one() for _ in range(100)]

    for start in range(0, 2000, 100):
        assert await database.run(work) == list(range(start + 1, start + 101))
    assert await database.read(lambda c: c.execute(EDITS).scalar_one()) == 1


def test_constraints_have_names() -> None:
    """Every kind of constraint is named by convention, so that a migration can find it again."""
    names = {str(constraint.name) for constraint in edit.constraints}
    assert names == {
        "pk_edit",
        "uq_edit_card_version",
        "ck_edit_positive",
        "fk_edit_event_event",
    }


def test_a_column_says_how_long_it_is_kept() -> None:
    """A column that nobody has thought about can be told from one without personal data."""
    assert retention(event.c.id) is Retention.NONE
    assert retention(event.c.at) is Retention.RECORD
    assert retention(page.c.body) is Retention.TRANSCRIPT
    assert retention(event.c.unsaid) is None
