"""Kinds of meetings: those that every team has, with the rules that a team has changed or added."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, update

from bot.domain.identity import TeamId
from bot.domain.kind import STANDARD, Every, Kind
from bot.domain.meeting import Quorum
from storage.meeting.tables import meeting_kind
from storage.schema import upsert


class Kinds:
    """Keep a team's kinds of meetings."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def of(self, team: TeamId) -> Sequence[Kind]:
        """List a team's kinds: ours first, then its own in the order in which it added them."""
        mine = select(meeting_kind).where(meeting_kind.c.team == team)
        rows = self._connection.execute(mine.order_by(meeting_kind.c.position, meeting_kind.c.key))
        changed = {row.key: _kind(row) for row in rows}
        return [*(changed.pop(key, kind) for key, kind in STANDARD.items()), *changed.values()]

    def put(self, team: TeamId, kind: Kind) -> None:
        """Add a kind, or give it other rules."""
        rules = {"every": kind.every, "quorum": kind.quorum, "leave_aside": kind.leave_aside}
        self._connection.execute(
            upsert(meeting_kind)
            .values(team=team, key=kind.key, position=len(self.of(team)), **rules)
            .on_conflict_do_update(index_elements=["team", "key"], set_=rules)
        )

    def drop(self, team: TeamId, key: str) -> bool:
        """Take one of a team's own kinds away, or give ours the usual rules again."""
        mine = (meeting_kind.c.team == team, meeting_kind.c.key == key)
        return self._connection.execute(delete(meeting_kind).where(*mine)).rowcount == 1

    def tell_once(self, team: TeamId, kind: Kind, period: str) -> bool:
        """Note that organisers hear of a kind that is due in a period; False where they have."""
        self.put(team, kind)
        changed = self._connection.execute(
            update(meeting_kind)
            .where(
                meeting_kind.c.team == team,
                meeting_kind.c.key == kind.key,
                meeting_kind.c.told_for.is_distinct_from(period),
            )
            .values(told_for=period)
        )
        return changed.rowcount == 1


def _kind(row: Any) -> Kind:
    return Kind(
        row.key,
        None if row.every is None else Every(row.every),
        None if row.quorum is None else Quorum(row.quorum),
        row.leave_aside,
    )
