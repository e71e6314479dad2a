"""Who has signed in to a meeting: one row a person, the first counts."""

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.domain.call import Asked, CallId, Refused
from bot.domain.identity import PersonId
from bot.domain.meeting import How, Presence, late_minutes, present_at
from bot.domain.phrase import Instant
from storage.meeting.calls import Meetings
from storage.meeting.tables import meeting_presence
from storage.repeating import statement
from storage.rolls import Rolls
from storage.schema import upsert

_OF = statement(
    lambda: select(meeting_presence).where(
        meeting_presence.c.meeting == bindparam("call"),
        meeting_presence.c.person == bindparam("person"),
    )
)
_SIGN = statement(lambda: upsert(meeting_presence).on_conflict_do_nothing())


class Presences:
    """Keep who is there."""

    MERGES = frozenset({meeting_presence.c.person, meeting_presence.c.marked_by})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def sign(
        self, call: CallId, person: PersonId, at: Instant, how: How, by: PersonId | None = None
    ) -> Presence | Refused | Asked:
        """Sign somebody in, once; who is not on the roll waits, though the time is noted."""
        held = Meetings(self._connection).kept_open(call, person)
        if held is None:
            return Refused("gone")
        known, standing = held
        if (refused := present_at(known, at)) is not None:
            return refused
        asked = None
        if known.roll is not None:
            asked = Rolls(self._connection).barred(known.roll, standing, person)
        if isinstance(asked, Refused):
            return asked
        late = late_minutes(known.starts, at)
        values = {"meeting": call, "person": person, "at": at, "late": late, "how": how.value}
        self._connection.execute(_SIGN, values | {"marked_by": by})
        found = self.of(call, person)
        assert found is not None
        return asked or found

    def unsign(self, call: CallId, person: PersonId) -> bool:
        """Take back that somebody is there; False where nobody said so."""
        theirs = (meeting_presence.c.meeting == call, meeting_presence.c.person == person)
        return self._connection.execute(delete(meeting_presence).where(*theirs)).rowcount == 1

    def of(self, call: CallId, person: PersonId) -> Presence | None:
        """Return since when somebody is there."""
        row = self._connection.execute(_OF, {"call": call, "person": person}).one_or_none()
        return None if row is None else Presence(row.at, row.late, How(row.how))

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Make one person's presence another's: of two at one meeting the earlier counts."""
        run = self._connection.execute
        both = select(meeting_presence.c.meeting).where(meeting_presence.c.person == keep)
        for row in run(
            select(meeting_presence).where(
                meeting_presence.c.person == drop,
                meeting_presence.c.meeting.in_(both.scalar_subquery()),
            )
        ).all():
            mine = self.of(row.meeting, keep)
            loser = keep if mine is not None and row.at < mine.at else drop
            self.unsign(row.meeting, loser)
        marked = meeting_presence.c.marked_by == drop
        run(update(meeting_presence).where(meeting_presence.c.person == drop).values(person=keep))
        run(update(meeting_presence).where(marked).values(marked_by=keep))
