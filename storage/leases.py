"""What one process at a time may do, as rows that run out by themselves.

Where a process was killed, nobody waits for that: its sessions ended with it, as the server knows.
"""

from collections.abc import Collection
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    Text,
    and_,
    bindparam,
    column,
    delete,
    func,
    select,
    table,
)

from bot.domain.phrase import Instant
from storage.columns import instant, text
from storage.repeating import statement
from storage.schema import Retention, metadata, upsert

lease = Table(
    "lease", metadata,
    Column("name", Text, primary_key=True, info={"retention": Retention.NONE}),
    text("owner"), instant("until"),
)  # fmt: skip

SESSIONS: Final = "muster "
"""What stands before the name of a process in what PostgreSQL shows of its sessions."""
_sessions = table("pg_stat_activity", column("application_name", Text), column("datname", Text))
_LIVING: Final = statement(
    lambda: (
        select(_sessions.c.application_name)
        .where(
            _sessions.c.datname == func.current_database(),
            _sessions.c.application_name.startswith(SESSIONS),
        )
        .distinct()
    )
)
_ALONE = statement(
    lambda: select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name"), 0)))
)


def left(owner: ColumnElement[str], living: Collection[str]) -> ColumnElement[bool]:
    """Say of a lease that whoever holds it is none of the living, by its column of owners.

    One process may hold several leases under names of its own, which begin with `name:`.
    """
    theirs = (owner.startswith(f"{each}:", autoescape=True) for each in living)
    return and_(owner.is_not(None), owner.not_in(living), *(~each for each in theirs))


class Leases:
    """Let one process at a time do what only one may; see `bot.ports.Leases`."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def take(self, name: str, owner: str, now: Instant, until: Instant) -> bool:
        """Take what is free, or prolong one's own; False where another holds it, who lives."""
        put = upsert(lease).values(name=name, owner=owner, until=until)
        take = put.on_conflict_do_update(
            index_elements=["name"],
            set_={"owner": owner, "until": until},
            where=(lease.c.owner == owner) | (lease.c.until <= now),
        ).returning(lease.c.name)
        taken = self._connection.scalar(take)
        if taken is None and self._connection.dialect.name != "sqlite":
            self.free({owner, *self.living()})
            taken = self._connection.scalar(take)
        return taken is not None

    def give_back(self, name: str, owner: str) -> None:
        """Give a lease back, where it is still one's own."""
        self._connection.execute(delete(lease).where(lease.c.name == name, lease.c.owner == owner))

    def alone(self, name: str) -> None:
        """Wait for whoever else does what goes by a name; others wait for our transaction.

        A file is one process's alone, and has one writer.
        """
        if self._connection.dialect.name != "sqlite":
            self._connection.execute(_ALONE, {"name": name})

    def living(self) -> Collection[str]:
        """Name those processes beside our own that are connected to the database.

        A file is one process's alone.
        """
        if self._connection.dialect.name == "sqlite":
            return []
        return [each.removeprefix(SESSIONS) for each in self._connection.scalars(_LIVING)]

    def free(self, living: Collection[str]) -> None:
        """Free all leases but those of the living."""
        self._connection.execute(delete(lease).where(left(lease.c.owner, living)))
