"""Terms: those of the whole house, and those that a team has set for itself."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Date, Index, Table, delete, insert, or_, select, update

from bot.domain.audience import same
from bot.domain.identity import TeamId
from bot.domain.term import Term
from storage.columns import reference, text
from storage.schema import Retention, identity, metadata

term_table = Table(
    "term", metadata,
    identity(), reference("team", "team.id", nullable=True), text("name"),
    Column("starts", Date, nullable=False, info={"retention": Retention.NONE}),
    Column("ends", Date, nullable=False, info={"retention": Retention.NONE}),
    Index("ix_term_team", "team"),
    sqlite_autoincrement=True,
)  # fmt: skip
"""A term without a team is everybody's."""


class Terms:
    """Keep terms."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def of(self, team: TeamId) -> Sequence[Term]:
        """List the terms by which a team counts, the earliest first.

        Its own take the place of those of the house that have the same name.
        """
        found = self._connection.execute(
            select(term_table)
            .where(or_(term_table.c.team == team, term_table.c.team.is_(None)))
            .order_by(term_table.c.team.is_not(None), term_table.c.id)
        )
        by_name = {same(row.name): Term(row.name, row.starts, row.ends) for row in found}
        return sorted(by_name.values(), key=lambda term: (term.starts, term.ends))

    def own(self, team: TeamId) -> Sequence[str]:
        """List the names of the terms that a team has set for itself."""
        names = select(term_table.c.name).where(term_table.c.team == team)
        return list(self._connection.scalars(names.order_by(term_table.c.starts)))

    def put(self, team: TeamId | None, term: Term) -> None:
        """Set a term of a team, or, without one, of the house, in place of one so called."""
        values = {"name": term.name, "starts": term.starts, "ends": term.ends}
        known = update(term_table).where(term_table.c.id.in_(self._called(team, term.name)))
        if not self._connection.execute(known.values(**values)).rowcount:
            self._connection.execute(insert(term_table).values(team=team, **values))

    def drop(self, team: TeamId | None, name: str) -> bool:
        """Take a term of a team, or of the house, away; False where there is none so called."""
        gone = delete(term_table).where(term_table.c.id.in_(self._called(team, name)))
        return self._connection.execute(gone).rowcount > 0

    def _called(self, team: TeamId | None, name: str) -> list[int]:
        theirs = term_table.c.team.is_(None) if team is None else term_table.c.team == team
        rows = self._connection.execute(select(term_table.c.id, term_table.c.name).where(theirs))
        return [row.id for row in rows if same(row.name) == same(name)]
