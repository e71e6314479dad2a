"""Leases: what one process at a time may do."""

from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.leases import Leases

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
LONG = timedelta(seconds=30)
SOON = NOW + LONG


async def test_one_process_holds_a_lease_until_it_runs_out(database: Database) -> None:
    """A second process waits; once the holder is silent for too long, it takes over."""

    async def take(owner: str, now: datetime) -> bool:
        return await database.run(lambda c: Leases(c).take("poll:x", owner, now, now + LONG))

    assert await take("a", NOW)
    assert not await take("b", NOW)
    assert await take("a", NOW + LONG / 2)
    assert not await take("b", NOW + LONG)
    assert await take("b", NOW + LONG * 2)
    assert not await take("a", NOW + LONG * 2)


async def test_a_lease_that_is_given_back_is_free_at_once(database: Database) -> None:
    """Whoever stops in good order lets the next begin; nobody gives back what is another's."""
    await database.run(lambda c: Leases(c).take("poll:x", "a", NOW, SOON))
    await database.run(lambda c: Leases(c).give_back("poll:x", "b"))
    assert not await database.run(lambda c: Leases(c).take("poll:x", "b", NOW, SOON))
    await database.run(lambda c: Leases(c).give_back("poll:x", "a"))
    assert await database.run(lambda c: Leases(c).take("poll:x", "b", NOW, SOON))


async def test_all_leases_are_free_where_only_one_process_can_be(database: Database) -> None:
    """What was killed left leases behind, and nobody is there to whom they could belong."""
    await database.run(lambda c: Leases(c).take("poll:x", "killed", NOW, SOON))
    await database.run(lambda c: Leases(c).free())
    assert await database.run(lambda c: Leases(c).take("poll:x", "next", NOW, SOON))
