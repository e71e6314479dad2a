"""What every table promises: how long it keeps, what becomes of two persons, and of one who goes.

All of it is found by walking the schema, so that a table that comes later is held to it as well.
"""

import importlib
import inspect
import json
import pkgutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Connection, Table, Text, cast, func, select, update

import storage
from bot.composition import HOME
from bot.composition.features import FEATURES, registry_of
from bot.domain.identity import PersonId
from bot.domain.poll import Names, Noted, Poll, Results
from bot.registry import unlocked
from bot.words import Catalogues
from storage import setup
from storage.backup import backup
from storage.database import Database, open_database, parse
from storage.digests import Digests
from storage.forget import MARK, forget
from storage.identity import (
    account_key,
    account_table,
    membership,
    person_table,
    room_table,
)
from storage.migrate import migrate
from storage.polls import Polls, poll_answer, poll_table
from storage.rolls import roll_entry
from storage.schema import JsonText, metadata, retention
from tests.storage.world import NOW, SHARED, World

for _module in pkgutil.iter_modules(storage.__path__, "storage."):
    importlib.import_module(_module.name)  # each puts its tables into the metadata

TABLES: Final = metadata.sorted_tables
STORES: Final = sorted(
    {
        kind
        for module in pkgutil.iter_modules(storage.__path__, "storage.")
        for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass)
        if hasattr(kind, "MERGES")
    },
    key=lambda kind: kind.__name__,
)
PERSON: Final = person_table.c.id
OF_PERSONS: Final = [
    column
    for table in TABLES
    for column in table.columns
    if any(key.column is PERSON for key in column.foreign_keys)
]
NAME: Final = "Zoë Quillfeather"
KEY: Final = "uid-7f3a9c21"


def where(column: Column[Any]) -> str:
    """Name a column."""
    return f"{column.table.name}.{column.name}"


# How long it is kept


def test_every_column_says_how_long_it_is_kept() -> None:
    """Nobody has forgotten to think about what a column may hold of a person."""
    undeclared = [where(c) for t in TABLES for c in t.columns if retention(c) is None]
    assert undeclared == []


# One person out of two


def test_every_reference_to_a_person_is_somebodys_to_merge() -> None:
    """Each foreign key to a person is in exactly one store's MERGES, or links the persons."""
    merged = [column for store in STORES for column in store.MERGES]
    assert sorted(map(where, merged)) == sorted(
        where(c) for c in OF_PERSONS if c is not person_table.c.merged_into
    )


def merge_all(connection: Connection, keep: PersonId, drop: PersonId, stores: list[Any]) -> None:
    """Let every store merge."""
    for store in stores:
        store(connection).merge(keep, drop)


@pytest.mark.parametrize("backwards", [False, True])
async def test_nothing_refers_to_a_merged_person(database: Database, *, backwards: bool) -> None:
    """Two persons with a row in every table become one, in whatever order the stores do it."""

    def work(connection: Connection) -> tuple[list[str], list[str]]:
        world = World(connection)
        drop, keep = world.settler("Drop"), world.settler("Keep")
        for column in OF_PERSONS:  # what all persons share is theirs, too
            if column.table.name in SHARED:
                connection.execute(update(column.table).values({column.name: drop}))
        before = refers(connection, drop)
        merge_all(connection, keep, drop, STORES[::-1] if backwards else list(STORES))
        return before, refers(connection, drop)

    before, after = await database.run(work)
    every = [where(c) for c in OF_PERSONS if c is not person_table.c.merged_into]
    assert sorted(before) == sorted([*every, "poll_answer.voter"])
    assert after == []


def refers(connection: Connection, person: PersonId) -> list[str]:
    """List the columns that refer to a person, by their id or as a voter."""
    found = [
        where(column)
        for column in OF_PERSONS
        if column is not person_table.c.merged_into
        and connection.scalar(select(func.count()).where(column == person))
    ]
    voter = select(func.count()).where(poll_answer.c.voter == str(person))
    return [*found, *(["poll_answer.voter"] if connection.scalar(voter) else [])]


def opened(connection: Connection, world: World, **more: Any) -> Poll:
    """Open a poll with two options."""
    settings: dict[str, Any] = {
        "question": "Where?", "options": ("Library", "Park"), "closes": None, "pick": 1,
        "names": Names.ORGANISERS, "results": Results.LIVE, "change": True, "everyone": False,
        "key": bytes(32), "rooms": [world.id_of("room")],
    } | more  # fmt: skip
    author = PersonId(world.id_of("person"))
    return Polls(connection).open(world.id_of("team"), author, NOW, **settings)


@pytest.mark.parametrize("later_is_kept", [True, False])
async def test_of_two_answers_the_later_stays(database: Database, *, later_is_kept: bool) -> None:
    """Who answered on two accounts before they were linked has given the answer given last."""

    def work(connection: Connection) -> list[tuple[str, int]]:
        world = World(connection)
        drop, keep = world.settler("Drop"), world.settler("Keep")
        poll = opened(connection, world)
        polls = Polls(connection)
        library, park = poll.options
        early, late = NOW, NOW + timedelta(minutes=1)
        polls.answer(poll.id, park.id, keep, late if later_is_kept else early)
        polls.answer(poll.id, library.id, drop, early if later_is_kept else late)
        merge_all(connection, keep, drop, list(STORES))
        merged = polls.find(poll.id)
        assert merged is not None
        assert merged.answered == 1
        assert [each.label for each in polls.chosen(poll.id, drop)] == []
        return [(option.label, option.count) for option in merged.options]

    counts = [("Library", 0), ("Park", 1)] if later_is_kept else [("Library", 1), ("Park", 0)]
    assert await database.run(work) == counts


async def test_of_two_secret_answers_one_stays(database: Database) -> None:
    """In a secret poll two answers of one person become one, and still bear no name."""

    def work(connection: Connection) -> None:
        world = World(connection)
        drop, keep = world.settler("Drop"), world.settler("Keep")
        poll = opened(connection, world, names=Names.NOBODY)
        polls = Polls(connection)
        for person, option in ((drop, poll.options[0]), (keep, poll.options[1])):
            assert isinstance(polls.answer(poll.id, option.id, person, NOW), Noted)
        merge_all(connection, keep, drop, list(STORES))
        merged = polls.find(poll.id)
        assert merged is not None
        assert merged.answered == 1
        assert polls.names(poll.id) == {}

    await database.run(work)


async def test_the_higher_role_and_the_category_stay(database: Database) -> None:
    """Of two memberships in a team the higher role is kept, with a category and all tags."""

    def work(connection: Connection) -> None:
        world = World(connection)
        drop, keep = world.settler("Drop"), world.settler("Keep")
        mine = membership.c.person == drop
        connection.execute(update(membership).values(left_on=None))
        connection.execute(update(membership).where(mine).values(role="organiser"))
        theirs = connection.scalar(select(membership.c.category).where(mine))
        unset = update(membership).where(membership.c.person == keep).values(category=None)
        connection.execute(unset)
        merge_all(connection, keep, drop, list(STORES))
        row = connection.execute(select(membership).where(membership.c.person == keep)).one()
        assert (row.role, row.category) == ("organiser", theirs)

    await database.run(work)


async def test_who_was_two_is_written_to_once_a_week(database: Database) -> None:
    """With a digest, as either of them has been; who wanted none as either wants none."""
    later = NOW + timedelta(minutes=1)

    def work(connection: Connection) -> None:
        world = World(connection)
        drop, keep = world.settler("Drop"), world.settler("Keep")
        digests = Digests(connection)
        digests.set_wants(keep, wants=True)
        digests.set_wants(drop, wants=True)
        assert digests.tell_once(drop, later, since=later)
        merge_all(connection, keep, drop, list(STORES))
        assert not digests.tell_once(keep, later, since=later)
        assert digests.wants(keep)

    await database.run(work)


# One who goes


def texts(connection: Connection) -> list[tuple[str, str]]:
    """List every text that the database holds, with its column; instants and numbers aside."""
    found = []
    for column in (each for table in TABLES for each in table.columns):
        if isinstance(column.type, Text | JsonText):
            text = cast(column, Text)
            rows = connection.scalars(select(text).where(text.is_not(None)))
            found += [(where(column), each) for each in rows]
    return found


def holding(connection: Connection, *words: str) -> list[str]:
    """List the columns in which one of the words can be read."""
    forms = {form for word in words for form in (word, json.dumps(word)[1:-1])}
    found = {place for place, text in texts(connection) for form in forms if form in text}
    return sorted(found)


async def test_a_forgotten_person_can_be_read_nowhere(database: Database) -> None:
    """Of somebody who stood in every table neither the name nor a platform's key is left."""

    def work(connection: Connection) -> None:
        world = World(connection)
        person = world.settler(NAME, KEY)
        before = holding(connection, NAME, KEY)
        assert len(before) > 15, before
        forget(connection, person, NOW)
        assert holding(connection, NAME, KEY) == []
        row = connection.execute(select(person_table).where(person_table.c.id == person)).one()
        assert (row.name, row.birthday, row.phone_tail) == (MARK, None, None)
        assert row.forgotten_at == NOW

    await database.run(work)


async def test_forgetting_keeps_the_counts_and_everybody_else(database: Database) -> None:
    """What a forgotten person answered still counts, and nobody else loses a word."""

    def counted(connection: Connection, table: Table) -> int:
        return connection.scalar(select(func.count()).select_from(table)) or 0

    def work(connection: Connection) -> None:
        world = World(connection)
        person = world.settler(NAME, KEY)
        poll = opened(connection, world, question=f"Shall {NAME} join? Quillfeathers?")
        other = world.settler("Ben", "uid-ben")
        Polls(connection).answer(poll.id, poll.options[0].id, person, NOW)
        tables = (person_table, account_table, membership, poll_table, poll_answer, roll_entry)
        before = {table.name: counted(connection, table) for table in tables}
        bens = holding(connection, "Ben", "uid-ben")
        forget(connection, person, NOW)
        assert {table.name: counted(connection, table) for table in tables} == before
        assert holding(connection, "Ben", "uid-ben") == bens
        kept = Polls(connection).find(poll.id)
        assert kept is not None
        assert kept.title == f"Shall {MARK} join? Quillfeathers?"
        assert [option.count for option in kept.options] == [1, 0]
        assert list(Polls(connection).names(poll.id).values()) == [[MARK]]
        assert (
            connection.scalar(select(person_table.c.name).where(person_table.c.id == other))
            == "Ben"
        )

    await database.run(work)


async def test_a_forgotten_person_is_nobody_when_they_come_back(database: Database) -> None:
    """The account that comes again is a new one; nothing is sent to the old private room."""

    def work(connection: Connection) -> None:
        world = World(connection)
        person = world.settler(NAME, KEY)
        room = world.id_of("room")
        account = account_table.c.person == person
        connection.execute(update(account_table).where(account).values(private_room=room))
        forget(connection, person, NOW)
        found = select(account_key).where(account_key.c.key == KEY)
        assert connection.execute(found).first() is None
        row = connection.execute(select(room_table).where(room_table.c.id == room)).one()
        assert (row.title, row.left_at) == (MARK, NOW)
        gone = select(membership.c.left_on).where(membership.c.person == person)
        assert connection.scalar(gone) == NOW

    await database.run(work)


async def test_a_name_that_somebody_else_has_stays_in_the_record(database: Database) -> None:
    """Of two called 王伟 one goes: what the record says of 王伟 may be of the other."""

    def work(connection: Connection) -> None:
        world = World(connection)
        first, second = world.settler("王伟"), world.settler("王伟", "another key")
        poll = opened(connection, world, question="王伟当组长吗？")
        forget(connection, first, NOW)
        kept = select(poll_table.c.question).where(poll_table.c.id == poll.id)
        assert connection.scalar(kept) == "王伟当组长吗？"
        forget(connection, second, NOW)
        assert connection.scalar(kept) == f"{MARK}当组长吗？"

    await database.run(work)


@pytest.mark.parametrize("name", ['A "quoted" name', "back\\slash", "100%_x", "O'Neil", "[x].*"])
async def test_an_odd_name_is_forgotten_as_well(database: Database, name: str) -> None:
    """Names that mean something to JSON, to SQL or to patterns are found and wiped like others."""

    def work(connection: Connection) -> None:
        world = World(connection)
        person = world.settler(name, KEY)
        other = world.settler("100abx", "another key")
        forget(connection, person, NOW)
        assert holding(connection, name, KEY) == []
        assert (
            connection.scalar(select(person_table.c.name).where(person_table.c.id == other))
            == "100abx"
        )

    await database.run(work)


async def test_those_who_were_merged_are_forgotten_together(database: Database) -> None:
    """Forgetting somebody of two linked accounts forgets what both were called."""

    def work(connection: Connection) -> None:
        world = World(connection)
        drop, keep = world.settler("Earlier Name", "first-key"), world.settler(NAME, KEY)
        merge_all(connection, keep, drop, list(STORES))
        forget(connection, keep, NOW)
        assert holding(connection, NAME, KEY, "Earlier Name", "first-key") == []

    await database.run(work)


# The schema, the steps, a backup


async def test_migrations_make_what_the_code_declares(database: Database) -> None:
    """A database that went through all migrations differs in nothing from the tables in code."""

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    assert await database.read(differences) == []


async def test_migrations_lay_rows_under_their_key_where_the_code_says_so(
    new_sqlite_url: str,
) -> None:
    """What SQLite keeps under its key, without a number of its own for each row, is as declared."""
    await migrate(new_sqlite_url)
    with closing(sqlite3.connect(parse(new_sqlite_url).database or "")) as file:
        listed = file.execute("SELECT name FROM pragma_table_list WHERE wr AND schema = 'main'")
        by_key = {name for (name,) in listed}
    declared = {each.name for each in TABLES if not each.dialect_kwargs["sqlite_with_rowid"]}
    assert by_key == declared
    assert "poll_answer" in declared


def test_steps_are_as_they_were_recorded() -> None:
    """Every step that a button, a timer or a job may carry still takes what it took."""
    registry = registry_of(FEATURES, Catalogues.load(HOME / "words"))
    assert unlocked(registry, HOME / "steps.lock") == []


@pytest.mark.parametrize(
    ("line", "became", "problem"),
    [
        ("poll.close(int)", "", "poll.close(int) is declared and not in steps.lock"),
        (
            "poll.close(int)",
            "poll.end(int)",
            "poll.end(int) is in steps.lock and no longer declared",
        ),
        (
            "poll.answer(int, int)",
            "poll.answer(int)",
            "poll.answer(int) is in steps.lock and no longer declared",
        ),
    ],
)
def test_a_step_that_changes_is_noticed(
    tmp_path: Path, line: str, became: str, problem: str
) -> None:
    """A step that is new, gone, renamed or takes something else is named with what is wrong."""
    registry = registry_of(FEATURES, Catalogues.load(HOME / "words"))
    lock = tmp_path / "steps.lock"
    recorded = (HOME / "steps.lock").read_text("utf-8").splitlines()
    lock.write_text("\n".join(became if each == line else each for each in recorded))
    assert problem in unlocked(registry, lock)


async def test_a_restored_backup_sends_nothing_until_somebody_looked(
    sqlite_url: str, tmp_path: Path
) -> None:
    """What is opened from a copy is held until it is released; the original goes on."""
    original = await open_database(sqlite_url)
    await original.run(lambda c: setup.sign_of_life(c, NOW))
    await backup(sqlite_url, tmp_path / "copy.db", mark=setup.RESTORED)
    restored = await open_database(f"sqlite:///{tmp_path / 'copy.db'}")

    async def held(database: Database) -> str | None:
        return await database.read(lambda c: setup.why_held(c, NOW))

    assert await held(original) is None
    assert await held(restored) == "it was restored from a backup"
    await restored.run(lambda c: setup.release(c, NOW))
    assert await held(restored) is None
    await original.close()
    await restored.close()


@pytest.mark.parametrize(
    ("later", "why"),
    [
        (timedelta(minutes=-4), None),
        (timedelta(minutes=-6), "the clock stands 0:06:00 before the last sign of life"),
        (timedelta(days=6), None),
        (timedelta(days=8), "nothing has run for 8 days"),
    ],
)
async def test_a_clock_that_has_jumped_is_noticed(
    database: Database, later: timedelta, why: str | None
) -> None:
    """Sending is held where the clock stands far from the last sign of life, and says why."""
    await database.run(lambda c: setup.sign_of_life(c, NOW))
    held = await database.read(lambda c: setup.why_held(c, NOW + later))
    assert (held is None) if why is None else (held or "").startswith(why)


async def test_a_past_that_was_broken_off_begins_anew(database: Database) -> None:
    """What is left of it goes; once it was lived to its end, nothing is taken away any more."""

    def left(connection: Connection) -> bool:
        return any(connection.scalar(select(func.count()).select_from(t)) for t in TABLES)

    assert await database.run(setup.begin_past)
    await database.run(World)
    assert await database.run(setup.begin_past)
    await database.run(setup.end_past)
    assert not await database.run(left)
    assert await database.run(setup.begin_past)
    await database.run(World)
    await database.run(setup.end_past)
    assert not await database.run(setup.begin_past)
    assert await database.run(left)


async def test_the_world_fills_every_table(database: Database) -> None:
    """The contracts above are worth something only where every table has rows."""

    def empty(connection: Connection) -> list[str]:
        World(connection)
        counts = ((t.name, connection.scalar(select(func.count()).select_from(t))) for t in TABLES)
        return [name for name, count in counts if not count]

    assert await database.run(empty) == []
