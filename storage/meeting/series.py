"""Series: meetings that are held again and again, by a rule."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.domain.identity import PersonId, RoomId, TeamId
from bot.domain.phrase import Instant
from bot.domain.series import SeriesId, SeriesRow
from storage.meeting.tables import meeting_series
from storage.rolls import next_number


class MeetingSeries:
    """Keep series: what is called each time, by which rule, where, and how long before."""

    MERGES = frozenset({meeting_series.c.author})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def open(
        self, team: TeamId, author: PersonId, *, content: Mapping[str, Any], rule: str,
        rooms: Sequence[RoomId], days_before: int, post_at: str,
    ) -> SeriesRow:  # fmt: skip
        """Begin a series; `content` is the form of each meeting as a draft keeps it."""
        row = self._connection.execute(
            insert(meeting_series)
            .values(
                team=team, author=author, content=dict(content), rule=rule, rooms=list(rooms),
                number=next_number(self._connection, team, "series"), days_before=days_before,
                post_at=post_at,
            )
            .returning(*meeting_series.c)
        ).one()  # fmt: skip
        return _series(row)

    def find(self, series: SeriesId) -> SeriesRow | None:
        """Return a series."""
        row = self._connection.execute(
            select(meeting_series).where(meeting_series.c.id == series)
        ).one_or_none()
        return None if row is None else _series(row)

    def of(self, team: TeamId) -> Sequence[SeriesRow]:
        """List the series of a team that go on."""
        rows = self._connection.execute(
            select(meeting_series)
            .where(meeting_series.c.team == team, meeting_series.c.ended_at.is_(None))
            .order_by(meeting_series.c.number)
        )
        return [_series(row) for row in rows]

    def set(self, series: SeriesId, **values: object) -> None:
        """Change what stands in a series' row."""
        mine = update(meeting_series).where(meeting_series.c.id == series)
        self._connection.execute(mine.values(**values))

    def end(self, series: SeriesId, at: Instant | None) -> bool:
        """End a series, or, without a time, let it go on; False where that is so already."""
        over = meeting_series.c.ended_at
        change = update(meeting_series).where(
            meeting_series.c.id == series, over.is_(None) if at else over.is_not(None)
        )
        return self._connection.execute(change.values(ended_at=at)).rowcount == 1

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Make one person's series another's."""
        theirs = update(meeting_series).where(meeting_series.c.author == drop)
        self._connection.execute(theirs.values(author=keep))


def _series(row: Any) -> SeriesRow:
    return SeriesRow(
        id=SeriesId(row.id), team=row.team, author=row.author, number=row.number,
        content=row.content, rule=row.rule, rooms=tuple(row.rooms), days_before=row.days_before,
        post_at=row.post_at, nominal=row.nominal, ended_at=row.ended_at, once=row.once or {},
    )  # fmt: skip
