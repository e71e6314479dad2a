"""Leases: what one process at a time may do."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from storage.database import Database
from storage.leases import Leases, lease

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
LONG = timedelta(seconds=30)
SOON = NOW + LONG


async def test_one_process_holds_a_lease_until_it_runs_out(database: Database) -> None:
    """A second process waits; once the holder is silent for too long, it takes over."""

    async def take(owner: str, now: datetime) -> bool:
        return await database.run(lambda c: Leases(c).take("poll:x", owner, now, now + LONG))

    lives = ""  # by the name under which `database` is connected
    assert await take(lives, NOW)
    assert not await take("b", NOW)
    assert await take(lives, NOW + LONG / 2)
    assert not await take("b", NOW + LONG)
    assert await take("b", NOW + LONG * 2)


async def test_a_lease_that_is_given_back_is_free_at_once(database: Database) -> None:
    """Whoever stops in good order lets the next begin; nobody gives back what is another's."""
    lives = ""
    await database.run(lambda c: Leases(c).take("poll:x", lives, NOW, SOON))
    await database.run(lambda c: Leases(c).give_back("poll:x", "b"))
    assert not await database.run(lambda c: Leases(c).take("poll:x", "b", NOW, SOON))
    await database.run(lambda c: Leases(c).give_back("poll:x", lives))
    assert await database.run(lambda c: Leases(c).take("poll:x", "b", NOW, SOON))


async def test_only_the_living_keep_their_leases(database: Database) -> None:
    """What was killed left leases behind; who lives keeps theirs, also those of each job."""

    def held(connection: Connection) -> set[str]:
        for owner in ("killed", "killed:1", "here", "here:1", "hereafter"):
            Leases(connection).take(owner, owner, NOW, SOON)
        Leases(connection).free(["here"])
        return set(connection.scalars(select(lease.c.name)))

    assert await database.run(held) == {"here", "here:1"}
    await database.run(lambda c: Leases(c).free([]))
    assert await database.run(lambda c: Leases(c).take("here", "next", NOW, SOON))
