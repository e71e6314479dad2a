"""A few tables for the tests of the database itself."""

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    func,
    select,
)

from storage.database import Database
from storage.schema import identity, upsert

tables = MetaData()
counter = Table(
    "counter", tables, Column("id", Integer, primary_key=True), Column("n", Integer, nullable=False)
)
note = Table(
    "note",
    tables,
    identity(),
    Column("text", Text, nullable=False, unique=True),
    # Checked only at COMMIT, so that a commit can be made to fail.
    Column("counter", ForeignKey("counter.id", deferrable=True, initially="DEFERRED")),
    sqlite_autoincrement=True,
)

ADD = note.insert().values(text=bindparam("text"), counter=bindparam("counter", None))
TEXTS = select(note.c.text).order_by(note.c.id)
READ = select(counter.c.n).where(counter.c.id == 1)
SET = counter.update().where(counter.c.id == 1).values(n=bindparam("new"))
COUNT = select(func.count()).select_from(note)
PUT = upsert(counter).values(id=bindparam("key"), n=bindparam("new"))


async def make(database: Database) -> None:
    """Make the tables and one counter that stands at nought."""

    def work(connection: Connection) -> None:
        tables.create_all(connection)
        connection.execute(counter.insert(), {"id": 1, "n": 0})

    await database.run(work)


async def texts(database: Database) -> list[str]:
    """Read all notes in the order in which they were written."""
    return await database.read(lambda connection: list(connection.scalars(TEXTS)))


async def count_up(database: Database) -> None:
    """Read the counter and write the next number, as two statements of one unit of work."""

    def work(connection: Connection) -> None:
        n: int = connection.execute(READ.with_for_update()).scalar_one()
        connection.execute(SET, {"new": n + 1})

    await database.run(work)


async def add(database: Database, text: str, **values: int) -> None:
    """Write one note."""
    await database.run(lambda connection: connection.execute(ADD, {"text": text, **values}))
