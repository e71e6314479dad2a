"""What was delivered before, and what the house has been through."""

from typing import Final

from sqlalchemy import Column, Connection, Table, Text, bindparam, delete, insert, select

from bot.domain.phrase import Instant
from storage.columns import instant, text
from storage.repeating import statement
from storage.schema import Retention, UtcTime, identity, json_column, metadata, upsert
from storage.spent import MONTH, WEEK, spent

inbox = Table(
    "inbox", metadata,
    Column("connection", Text, primary_key=True, info={"retention": Retention.TRANSIENT}),
    Column("event", Text, primary_key=True, info={"retention": Retention.TRANSIENT}),
    instant("received_at"),
    sqlite_with_rowid=False,
)  # fmt: skip
quarantine = Table(
    "quarantine", metadata,
    identity(), text("connection"), instant("at"), text("payload", kept=Retention.TRANSIENT),
    text("error"),
    sqlite_autoincrement=True,
)  # fmt: skip
heartbeat = Table(
    "heartbeat", metadata,
    Column("owner", Text, primary_key=True, info={"retention": Retention.NONE}), instant("at"),
)  # fmt: skip
house = Table(
    "house", metadata,
    Column("key", Text, primary_key=True, info={"retention": Retention.NONE}),
    json_column("value", kept=Retention.NONE, nullable=True),
)  # fmt: skip

ANYBODY: Final = "last"
"""By what name it is noted that the house was alive, whoever ran it."""

# Far longer than any platform delivers a thing again. Looked for once an hour, without an index
# that each delivery would have to keep.
spent(inbox, inbox.c.received_at, WEEK)
spent(quarantine, quarantine.c.at, MONTH)

_FIRST = statement(
    lambda: (
        upsert(inbox)
        .values(
            connection=bindparam("connection"),
            event=bindparam("event"),
            received_at=bindparam("now", type_=UtcTime),
        )
        .on_conflict_do_nothing()
    )
)
_BEAT = statement(
    lambda: upsert(heartbeat).values(owner=bindparam("owner"), at=bindparam("now", type_=UtcTime))
)
_BEATS = statement(
    lambda: _BEAT.on_conflict_do_update(index_elements=["owner"], set_={"at": _BEAT.excluded.at})
)
_LAST_BEATS = statement(lambda: select(heartbeat.c.owner, heartbeat.c.at))


class Inbox:
    """Recognise what was delivered before; see `bot.ports.Inbox`."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def first(self, connection: str, event: str, now: Instant) -> bool:
        """Record a delivery; False where it was delivered before."""
        values = {"connection": connection, "event": event, "now": now}
        return self._connection.execute(_FIRST, values).rowcount == 1

    def set_aside(self, connection: str, payload: str, error: str, now: Instant) -> None:
        """Keep a delivery that could not be read, for whoever mends the reader."""
        values = {"connection": connection, "payload": payload, "error": error, "at": now}
        self._connection.execute(insert(quarantine).values(**values))

    def beat(self, owner: str, now: Instant) -> None:
        """Note that a process is alive."""
        self._connection.execute(_BEATS, {"owner": owner, "now": now})

    def beats(self) -> dict[str, Instant]:
        """Return when each process was last alive."""
        rows = self._connection.execute(_LAST_BEATS)
        return {row.owner: row.at for row in rows}

    def heard_until(self, now: Instant) -> Instant:
        """Return until when all that came has been dealt with, whichever process it came to.

        In a file it is done in the order in which it came, and what asks comes last.
        """
        if self._connection.dialect.name == "sqlite":
            return now
        return min((now, *(at for who, at in self.beats().items() if who != ANYBODY)))

    def bury(self, owner: str) -> None:
        """Forget a process that has ended."""
        self._connection.execute(delete(heartbeat).where(heartbeat.c.owner == owner))
