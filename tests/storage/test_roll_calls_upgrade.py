"""A database with roll calls becomes one with meetings: their ids and names are found again."""

import shutil
from pathlib import Path
from typing import Final

from sqlalchemy import text

from bot.domain.call import CallId
from bot.domain.meeting import Says
from storage.database import Database, open_database
from storage.meeting import Meetings
from storage.migrate import VERSIONS, migrate

BEFORE: Final = (
    (
        "INSERT INTO organisation (id, name, language, zone, deployment)"
        " VALUES (1, 'School', 'zh', 'UTC', 'x')"
    ),
    "INSERT INTO team (id, organisation, name, language, zone) VALUES (1, 1, 'T', 'zh', 'UTC')",
    "INSERT INTO person (id, organisation, name) VALUES (1, 1, 'Ana')",
    (
        "INSERT INTO room (id, connection, team, kind, purpose, title)"
        " VALUES (1, 'c', 1, 'group', 'main', 'Lobby')"
    ),
    (
        "INSERT INTO rollcall (id, team, number, author, closes, opened_at, title, place, starts)"
        " VALUES (7, 1, 3, 1, :at, :at, 'Chess', '204', :at)"
    ),
    "INSERT INTO rollcall_room (rollcall, room) VALUES (7, 1)",
    (
        "INSERT INTO rollcall_answer (rollcall, person, says, remark, at)"
        " VALUES (7, 1, 'leave', 'ill', :at)"
    ),
    "INSERT INTO counter (team, kind, last) VALUES (1, 'rollcall', 3)",
    (
        "INSERT INTO due (at, step, args, team, key)"
        " VALUES (:at, 'roll.close', '[7]', 1, '[\"roll.close\",7]')"
    ),
    (
        "INSERT INTO posted (key, view, args, team, room, refs)"
        " VALUES ('[\"roll.card\",7]', 'roll.card', '[7]', 1, 1, '[]')"
    ),
)


async def test_roll_calls_are_meetings_without_a_kind(
    new_database_url: str, tmp_path: Path
) -> None:
    """They keep their ids, numbers, rooms and answers; timers and cards find them again."""
    versions = tmp_path / "versions"
    versions.mkdir()
    for script in VERSIONS.glob("0*.py"):
        if script.name < "0014":
            shutil.copy(script, versions)
    await migrate(new_database_url, versions=versions)
    database = await open_database(new_database_url)
    sqlite = new_database_url.startswith("sqlite")
    at = 1_795_654_800_000_000 if sqlite else "2026-11-26T01:00:00+00:00"
    value = str(at) if sqlite else f"'{at}'"

    async def run(statement: str) -> None:
        await database.run(lambda c: c.execute(text(statement)))

    for statement in BEFORE:
        await run(statement.replace(":at", value))
    await database.close()

    await migrate(new_database_url, backup=False)
    database = await open_database(new_database_url)
    found = await database.read(lambda c: Meetings(c).find(CallId(7)))
    assert found is not None
    assert (found.number, found.title, found.kind, found.counts) == (
        3, "Chess", None, {Says.LEAVE: 1},
    )  # fmt: skip
    for query, rows in (
        ("SELECT step, key FROM due", [("meeting.close", '["meeting.close",7]')]),
        ("SELECT view, key FROM posted", [("meeting.card", '["meeting.card",7]')]),
        ("SELECT kind, last FROM counter", [("meeting", 3)]),
        ("SELECT meeting, room FROM meeting_room", [(7, 1)]),
    ):
        assert await _rows(database, query) == rows
    await database.close()


async def _rows(database: Database, query: str) -> list[tuple[object, ...]]:
    return await database.read(lambda c: [tuple(row) for row in c.execute(text(query))])
