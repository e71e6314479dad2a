"""What was used of the allowances that platforms give by the month."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Column, Connection, Table, Text, bindparam, select

from bot.domain.identity import TeamId
from storage.columns import number
from storage.identity import room_table
from storage.repeating import statement
from storage.schema import Retention, metadata, upsert

budget = Table(
    "budget", metadata,
    Column("connection", Text, primary_key=True, info={"retention": Retention.NONE}),
    Column("month", Text, primary_key=True, info={"retention": Retention.NONE}),
    Column("what", Text, primary_key=True, info={"retention": Retention.NONE}),
    number("used", default=0),
)  # fmt: skip

_MORE = statement(lambda: upsert(budget).values(
    connection=bindparam("connection"), month=bindparam("month"), what=bindparam("what"),
    used=bindparam("times"),
))  # fmt: skip
_SPEND = statement(
    lambda: _MORE.on_conflict_do_update(
        index_elements=["connection", "month", "what"],
        set_={"used": budget.c.used + _MORE.excluded.used},
    ).returning(budget.c.used)
)
_USED = statement(
    lambda: select(budget.c.what, budget.c.used).where(
        budget.c.connection == bindparam("connection"), budget.c.month == bindparam("month")
    )
)
_TEAMS = statement(
    lambda: (
        select(room_table.c.team)
        .where(
            room_table.c.connection == bindparam("connection"),
            room_table.c.team.is_not(None),
            room_table.c.left_at.is_(None),
        )
        .distinct()
        .order_by(room_table.c.team)
    )
)


class Budgets:
    """Keep what was used; see `bot.ports.Budgets`."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def spend(self, connection: str, month: str, what: str, times: int) -> int:
        """Add to what was used in a month; return how much it is now."""
        values = {"connection": connection, "month": month, "what": what, "times": times}
        return int(self._connection.execute(_SPEND, values).scalar_one())

    def used(self, connection: str, month: str) -> Mapping[str, int]:
        """Return what was used in a month, by what it is."""
        rows = self._connection.execute(_USED, {"connection": connection, "month": month})
        return {row.what: row.used for row in rows}

    def teams(self, connection: str) -> Sequence[TeamId]:
        """List the teams that have a room on a connection."""
        return list(self._connection.scalars(_TEAMS, {"connection": connection}))
