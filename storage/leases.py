"""What one process at a time may do, as rows that run out by themselves."""

from sqlalchemy import Column, Connection, Table, Text, delete

from bot.domain.phrase import Instant
from storage.columns import instant, number, text
from storage.schema import Retention, metadata, upsert

lease = Table(
    "lease", metadata,
    Column("name", Text, primary_key=True, info={"retention": Retention.NONE}),
    text("owner"), instant("until"), number("fence", default=0),
)  # fmt: skip


class Leases:
    """Let one process at a time do what only one may; see `bot.ports.Leases`."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def take(self, name: str, owner: str, now: Instant, until: Instant) -> bool:
        """Take what is free, or prolong one's own; False where another holds it."""
        put = upsert(lease).values(name=name, owner=owner, until=until, fence=1)
        taken = self._connection.execute(
            put.on_conflict_do_update(
                index_elements=["name"],
                set_={"owner": owner, "until": until, "fence": lease.c.fence + 1},
                where=(lease.c.owner == owner) | (lease.c.until <= now),
            ).returning(lease.c.fence)
        )
        return taken.first() is not None

    def give_back(self, name: str, owner: str) -> None:
        """Give a lease back, where it is still one's own."""
        self._connection.execute(delete(lease).where(lease.c.name == name, lease.c.owner == owner))

    def free(self) -> None:
        """Free all leases, whoever holds them."""
        self._connection.execute(delete(lease))
