"""What was said and shown in rooms that no platform keeps for us: for fourteen days.

Every line has its place, the id, and a `seq` that grows with each change: whoever knows a `seq`
asks for what is newer. A `seq` is the microsecond of the change, moved up where two fall together,
so that it goes on growing after a restart, and when the newest lines are gone.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Table,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)

from bot.domain.identity import AccountId, RoomId
from bot.domain.phrase import Instant
from bot.ports import Line
from storage.columns import flag, instant, reference, text
from storage.inbox import house
from storage.repeating import statement
from storage.schema import Retention, UtcTime, identity, json_column, metadata, microseconds, upsert

transcript = Table(
    "transcript", metadata,
    identity(), Column("seq", BigInteger, nullable=False, info={"retention": Retention.NONE}),
    reference("room", "room.id"), reference("reader", "account.id", nullable=True),
    reference("author", "account.id", nullable=True),
    text("event", kept=Retention.TRANSCRIPT, nullable=True), instant("at"), flag("edited"),
    json_column("content", kept=Retention.TRANSCRIPT, nullable=True),
    Index("uq_transcript_seq", "seq", unique=True),
    Index("uq_transcript_author_event", "author", "event", unique=True),
    Index("ix_transcript_room_seq", "room", "seq"),
    sqlite_autoincrement=True,
)  # fmt: skip

_MARK: Final = "epoch"

_moment = bindparam("moment", type_=BigInteger)
_newest = func.max(transcript.c.seq)
_next = select(case((_newest >= _moment, _newest + 1), else_=_moment)).scalar_subquery()
_shown = bindparam("shown", type_=transcript.c.content.type)
_line = {
    "seq": _next,
    "room": bindparam("where"),
    "reader": bindparam("whom"),
    "at": bindparam("now", type_=UtcTime),
    "content": _shown,
}
_ADD = statement(
    lambda: (
        upsert(transcript)
        .values(author=bindparam("who"), event=bindparam("delivery"), **_line)
        .on_conflict_do_nothing(index_elements=["author", "event"])
        .returning(transcript)
    )
)
_CHANGE = statement(
    lambda: (
        update(transcript)
        .where(
            transcript.c.id == bindparam("line"),
            transcript.c.room == bindparam("where"),
            transcript.c.reader.is_not_distinct_from(bindparam("whom")),
        )
        .values(seq=_next, edited=literal_column("true"), content=_shown)
        .returning(transcript)
    )
)
_RESTORE = statement(
    lambda: (
        upsert(transcript)
        .values(id=bindparam("line"), edited=literal_column("true"), **_line)
        .returning(transcript)
    )
)
_SINCE = statement(
    lambda: (
        select(transcript)
        .where(
            transcript.c.room == bindparam("where"),
            transcript.c.seq > bindparam("seq", type_=BigInteger),
            or_(transcript.c.reader.is_(None), transcript.c.reader == bindparam("whom")),
        )
        .order_by(transcript.c.seq.desc())
        .limit(bindparam("most"))
    )
)
_LAST = statement(lambda: select(func.coalesce(_newest, 0)))
_OLD = statement(
    lambda: (
        select(transcript.c.id)
        .where(transcript.c.seq < bindparam("then", type_=BigInteger))
        .limit(500)
    )
)
_FORGET = statement(lambda: delete(transcript).where(transcript.c.id == bindparam("line")))
_NAME = statement(
    lambda: upsert(house).values(key=_MARK, value=bindparam("name", type_=house.c.value.type))
)
_NAMED = statement(lambda: select(house.c.value).where(house.c.key == _MARK))


class Transcript:
    """Keep what was said and shown; see `bot.ports.Transcript`."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def epoch(self, fresh: str) -> str:
        """Return by what this database is told from any other, naming it the first time."""
        self._connection.execute(_NAME.on_conflict_do_nothing(), {"name": fresh})
        return str(self._connection.scalar(_NAMED))

    def last(self) -> int:
        """Return the newest `seq`, 0 where nothing stands."""
        return self._connection.scalar(_LAST) or 0

    def say(
        self, room: RoomId, author: AccountId, event: str, content: Any, now: Instant
    ) -> Line | None:
        """Add what somebody said, once for each delivery; None where it stands already."""
        values = _values(room, None, content, now) | {"who": author, "delivery": event}
        row = self._connection.execute(_ADD, values).one_or_none()
        return None if row is None else _line_of(row)

    def show(self, room: RoomId, reader: AccountId | None, content: Any, now: Instant) -> Line:
        """Add what is shown to all in a room, or to one reader alone."""
        values = _values(room, reader, content, now) | {"who": None, "delivery": None}
        return _line_of(self._connection.execute(_ADD, values).one())

    def change(
        self, line: int, room: RoomId, reader: AccountId | None, content: Any, now: Instant
    ) -> Line | None:
        """Let a line show something else, None: nothing any more.

        Returns None where no such line stands in that room, before that reader.
        """
        values = _values(room, reader, content, now) | {"line": line}
        del values["now"]
        row = self._connection.execute(_CHANGE, values).one_or_none()
        return None if row is None else _line_of(row)

    def restore(
        self, line: int, room: RoomId, reader: AccountId | None, content: Any, now: Instant
    ) -> Line:
        """Show again, at its old place, what was forgotten with the days."""
        values = _values(room, reader, content, now) | {"line": line}
        return _line_of(self._connection.execute(_RESTORE, values).one())

    def since(self, seq: int, room: RoomId, reader: AccountId, most: int) -> Sequence[Line]:
        """Return what changed in a room after `seq`, as far as a reader may see it; oldest first.

        Of more than `most` lines the newest are returned.
        """
        values = {"where": room, "seq": seq, "whom": reader, "most": most}
        return [_line_of(row) for row in self._connection.execute(_SINCE, values)][::-1]

    def forget_before(self, then: Instant) -> int:
        """Drop some lines that have not changed since a time; return how many."""
        old = [
            {"line": line} for line in self._connection.scalars(_OLD, {"then": microseconds(then)})
        ]
        if old:
            self._connection.execute(_FORGET, old)
        return len(old)


def _values(room: RoomId, reader: AccountId | None, content: Any, now: Instant) -> dict[str, Any]:
    return {
        "where": room, "whom": reader, "shown": content, "now": now, "moment": microseconds(now),
    }  # fmt: skip


def _line_of(row: Any) -> Line:
    return Line(row.id, row.seq, row.room, row.reader, row.author, row.at, row.edited, row.content)
