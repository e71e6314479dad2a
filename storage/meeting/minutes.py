"""Minutes: their lines, what was corrected, and what was to be done."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from bot.domain.call import CallId, State
from bot.domain.identity import PersonId, TeamId
from bot.domain.meeting import Holder, MeetingId
from bot.domain.minutes import Change, Line, LineId, Part
from bot.domain.phrase import Instant
from storage.meeting.tables import meeting_line, meeting_table
from storage.repeating import statement

_LOCK = statement(
    lambda: (
        select(meeting_table.c.id).where(meeting_table.c.id == bindparam("call")).with_for_update()
    )
)
_STANDING = meeting_line.c.struck_at.is_(None)
_TO_DO = statement(lambda: (
    select(meeting_line)
    .join(meeting_table, meeting_table.c.id == meeting_line.c.meeting)
    .where(
        _STANDING, meeting_line.c.owner.is_not(None), meeting_line.c.done_at.is_(None),
        meeting_line.c.part == Part.ACTION.value, meeting_table.c.state != State.WITHDRAWN.value,
    )
    .order_by(meeting_line.c.due.is_(None), meeting_line.c.due, meeting_line.c.id)
))  # fmt: skip
_TO_DO_OF = statement(lambda: _TO_DO.where(meeting_line.c.owner == bindparam("person")))


class Minutes:
    """Keep the lines of minutes; what is corrected is struck, and stays to be looked up."""

    MERGES = frozenset({meeting_line.c.author, meeting_line.c.owner, meeting_line.c.struck_by})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def add(
        self, team: TeamId, call: CallId, part: Part, text: str, by: PersonId, at: Instant, *,
        owner: Holder | None = None, due: Instant | None = None,
    ) -> Line:  # fmt: skip
        """Write a line at the end; one that was just written is not written twice."""
        # Two may keep the minutes: each line waits for the one before, whose number it follows.
        self._connection.execute(_LOCK, {"call": call})
        for last in self.of(call)[-1:]:
            said = (last.part, last.text, last.author, last.owner, last.due)
            if said == (part, text, by, owner, due):
                return last
        highest = select(func.max(meeting_line.c.number)).where(meeting_line.c.meeting == call)
        number = (self._connection.scalar(highest) or 0) + 1
        return self._put(team, call, number, part, text, by, at, owner, due)

    def correct(
        self, line: Line, text: str, by: PersonId, at: Instant, *, owner: Holder | None = None,
        due: Instant | None = None,
    ) -> Line | None:  # fmt: skip
        """Write a line anew; None where it does not stand any more."""
        if not self.strike(line.id, by, at):
            return None
        return self._put(line.team, line.meeting, line.number, line.part, text, by, at, owner, due)

    def strike(self, line: LineId, by: PersonId, at: Instant) -> bool:
        """Strike a line; False where it does not stand."""
        struck = update(meeting_line).where(meeting_line.c.id == line, _STANDING)
        changed = self._connection.execute(struck.values(struck_at=at, struck_by=by))
        return changed.rowcount == 1

    def restore(self, line: LineId) -> bool:
        """Let a line stand again that was struck, unless another has taken its place."""
        known = self.find(line)
        if known is None or self.numbered(known.meeting, known.number) is not None:
            return False
        struck = update(meeting_line).where(meeting_line.c.id == line)
        changed = self._connection.execute(struck.values(struck_at=None, struck_by=None))
        return changed.rowcount == 1

    def _put(
        self, team: TeamId, call: CallId, number: int, part: Part, text: str, by: PersonId,
        at: Instant, owner: Holder | None, due: Instant | None,
    ) -> Line:  # fmt: skip
        row = self._connection.execute(
            insert(meeting_line)
            .values(
                team=team, meeting=call, number=number, part=part.value, text=text, author=by,
                at=at, due=due, owner=None if owner is None else owner.person,
                owner_name=None if owner is None else owner.name,
            )
            .returning(*meeting_line.c)
        ).one()  # fmt: skip
        return _line(row)

    def find(self, line: LineId) -> Line | None:
        """Return a line, whether or not it stands."""
        row = self._connection.execute(
            select(meeting_line).where(meeting_line.c.id == line)
        ).one_or_none()
        return None if row is None else _line(row)

    def numbered(self, call: CallId, number: int) -> Line | None:
        """Return the line of a meeting that stands under a number."""
        return next((line for line in self.of(call) if line.number == number), None)

    def of(self, call: CallId) -> Sequence[Line]:
        """List the lines of a meeting that stand, in their order."""
        theirs = select(meeting_line).where(meeting_line.c.meeting == call, _STANDING)
        rows = self._connection.execute(theirs.order_by(meeting_line.c.number))
        return [_line(row) for row in rows]

    def changes(self, call: CallId) -> Sequence[Change]:
        """List what was corrected or struck in a meeting's minutes, in that order."""
        later = {line.number: line.text for line in self.of(call)}
        struck = select(meeting_line).where(
            meeting_line.c.meeting == call, meeting_line.c.struck_at.is_not(None)
        )
        rows = self._connection.execute(
            struck.order_by(meeting_line.c.struck_at.desc(), meeting_line.c.id.desc())
        )
        found = []
        for row in rows:
            found.append(
                Change(row.number, row.text, later.get(row.number), row.struck_by, row.struck_at)
            )
            later[row.number] = row.text
        return found[::-1]

    def to_do(self, person: PersonId | None) -> Sequence[Line]:
        """List the actions of a person, or of everybody, that are not done."""
        run = self._connection.execute
        rows = run(_TO_DO) if person is None else run(_TO_DO_OF, {"person": person})
        return [_line(row) for row in rows]

    def finish(self, line: LineId, at: Instant | None) -> bool:
        """Note that an action is done, or, without a time, that it is not; False where it was."""
        now = meeting_line.c.done_at.is_(None) if at else meeting_line.c.done_at.is_not(None)
        done = update(meeting_line).where(meeting_line.c.id == line, _STANDING, now)
        return self._connection.execute(done.values(done_at=at)).rowcount == 1

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Make one person's lines another's."""
        for column in (meeting_line.c.author, meeting_line.c.owner, meeting_line.c.struck_by):
            theirs = update(meeting_line).where(column == drop)
            self._connection.execute(theirs.values({column.name: keep}))


def _line(row: Any) -> Line:
    return Line(
        id=LineId(row.id), team=row.team, meeting=MeetingId(row.meeting), number=row.number,
        part=Part(row.part), text=row.text, author=row.author, at=row.at,
        owner=Holder(row.owner_name, row.owner) if row.owner_name else None, due=row.due,
        done_at=row.done_at,
    )  # fmt: skip
