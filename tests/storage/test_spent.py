"""What has served its time goes; what somebody may still press, or ask about, stays."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final

import pytest
from sqlalchemy import Connection, Table, func, insert, select, update

from bot.action import Action, View
from bot.domain.identity import RoomId
from bot.domain.phrase import Instant
from bot.domain.poll import Names
from bot.ports import Bite, CopyState, JobState, Place
from storage import later
from storage.database import Database
from storage.identity import (
    room_table,
)
from storage.inbox import inbox
from storage.outgoing import Outgoing, outbox, posted
from storage.polls import Polls, poll_table
from storage.schema import Retention, metadata, retention
from storage.spent import BITE, Housekeeping, Spent, declared
from storage.talk import Talk
from tests.storage.test_contracts import STORES, opened
from tests.storage.world import NOW, World

DAY: Final = timedelta(days=1)
ENDED: Final[Mapping[Table, Sequence[Mapping[str, Any]]]] = {
    outbox: [{"state": 2}, {"state": 9}],
    posted: [{"state": CopyState.GONE}, {"state": CopyState.DEAD, "refs": []}],
    later.due: [{"state": 9}],
    later.job: [{"state": JobState.DONE}, {"state": JobState.DEAD}],
}
"""How rows look whose work is done, where their time alone does not say so."""


def count(connection: Connection, table: Table) -> int:
    """Count the rows of a table."""
    return connection.scalar(select(func.count()).select_from(table)) or 0


def keep_house(connection: Connection, days: float) -> None:
    """Take away all that may go once so many days have passed."""
    keeping, now = Housekeeping(connection), NOW + days * DAY
    while found := keeping.spent(now):
        for bite in found:
            keeping.take_away(bite, now)


def take(connection: Connection, *, bite: Bite, now: Instant) -> None:
    """Take one bite away."""
    Housekeeping(connection).take_away(bite, now)


def test_whatever_is_kept_for_days_is_somebodys_to_take_away() -> None:
    """Each column that promises days is in a table whose rows go, or is emptied by its store."""
    erased = {column for store in STORES for column in getattr(store, "ERASES", ())}
    tables = {each.table for each in declared()}
    for table in metadata.sorted_tables:
        left = [
            c.name for c in table.columns if retention(c) is Retention.TRANSIENT and c not in erased
        ]
        assert table in tables or left == [], f"{table.name} keeps {left} for ever"


@pytest.mark.parametrize("each", list(declared()), ids=lambda each: each.table.name)
async def test_a_row_goes_once_its_time_is_over(database: Database, each: Spent) -> None:
    """Before that it stays, and rows whose work is not done stay for ever."""
    table = each.table

    def work(connection: Connection) -> tuple[int, ...]:
        World(connection)
        for ended in ENDED.get(table, []):
            connection.execute(update(table).values(**ended))
            if connection.execute(each.found, {"then": NOW + DAY}).first() is not None:
                break
        found = []
        for days in (each.kept / DAY, each.kept / DAY + 1):
            keep_house(connection, days)
            found.append(count(connection, table))
        return tuple(found)

    assert await database.run(work) == (1, 0)


async def test_what_is_still_to_be_done_stays_for_ever(database: Database) -> None:
    """Messages that wait, copies that stand, timers and jobs that are open outlast any time."""

    def work(connection: Connection) -> None:
        World(connection)
        connection.execute(update(outbox).values(state=0))
        connection.execute(update(later.due).values(state=0))
        connection.execute(update(later.job).values(state=JobState.OPEN))
        for state in (CopyState.LIVE, CopyState.FINAL, CopyState.DEAD):
            connection.execute(update(posted).values(state=state, refs=["m1"]))
            keep_house(connection, 10_000)
            for table in (outbox, posted, later.due, later.job):
                assert count(connection, table) == 1

    await database.run(work)


async def test_a_button_that_is_drawn_again_goes_on_answering(database: Database) -> None:
    """A card of a year ago answers; so does an older one that was drawn again meanwhile."""
    rows = {"kept": Action("a.b", ("x",))}

    def work(connection: Connection) -> list[Action | None]:
        talk = Talk(connection)
        talk.put_tokens(rows | {"left": Action("a.c")}, NOW)
        keep_house(connection, 366)
        answered = [talk.token("left")]
        talk.put_tokens(rows, NOW + 366 * DAY)
        keep_house(connection, 700)
        return [*answered, talk.token("left"), talk.token("kept")]

    assert await database.run(work) == [Action("a.c"), None, rows["kept"]]


async def test_a_card_that_comes_back_in_time_stays(database: Database) -> None:
    """What was found as spent, and shown anew before it was taken away, is not taken away."""

    def work(connection: Connection) -> int:
        world = World(connection)
        view, room = View("a.card", (1,)), RoomId(world.id_of("room"))
        connection.execute(posted.delete())
        connection.execute(update(room_table).values(left_at=None))
        store = Outgoing(connection)
        store.place_view(view, [Place(room)], None)
        ((number, _),) = store.copies([view])[view]
        copy = store.copy(number)
        assert copy is not None
        store.gone(copy, NOW)
        keeping, later = Housekeeping(connection), NOW + 100 * DAY
        bites = keeping.spent(later)
        store.place_view(view, [Place(room)], None)
        for bite in bites:
            keeping.take_away(bite, later)
        return count(connection, posted)

    assert await database.run(work) == 1


async def test_many_rows_go_in_bites(database: Database) -> None:
    """No transaction takes more than five hundred of them, so that nobody waits for long."""
    deliveries = [{"connection": "c", "event": f"e{n}", "received_at": NOW} for n in range(1100)]
    await database.run(lambda c: c.execute(insert(inbox), deliveries))
    taken = []
    now = NOW + 8 * DAY
    while found := await database.read(lambda c: Housekeeping(c).spent(now)):
        (bite,) = found
        await database.run(partial(take, bite=bite, now=now))
        taken.append(len(bite.keys))
    assert taken == [BITE, BITE, 100]


async def test_a_withdrawn_secret_poll_keeps_no_key(database: Database) -> None:
    """What would join its answers to persons is gone with the poll, as at its close."""

    def work(connection: Connection) -> str | None:
        poll = opened(connection, World(connection), names=Names.NOBODY)
        key = select(poll_table.c.secret_key).where(poll_table.c.id == poll.id)
        assert connection.scalar(key) is not None
        assert Polls(connection).withdraw(poll.id)
        return connection.scalar(key)

    assert await database.run(work) is None
