"""What the stores of all calls have in common: state, rooms, number, and who is expected."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Final, Generic, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Select,
    Table,
    bindparam,
    insert,
    literal_column,
    select,
    update,
)

from bot.domain.audience import EVERYBODY, Audience
from bot.domain.call import Asked, Call, CallId, Refused, State
from bot.domain.identity import PersonId, Purpose, RoomId, TeamId
from bot.domain.numerals import counted
from bot.domain.phrase import Instant, Stretch
from storage.columns import Literal, by_value, instant, number, person_reference, reference, text
from storage.identity import membership, room_table
from storage.rolls import COUNTED, Rolls, Standing, next_number, roll_entry
from storage.schema import Retention, UtcTime, identity, metadata

CallT = TypeVar("CallT", bound=Call)

_STATES: Final = by_value(State)
_OPEN: Final[Literal] = literal_column("'open'")


def call_table(name: str, *columns: Column[Any] | Index) -> Table:
    """Declare the table of one kind of call: what all of them have, and `columns` of its own."""
    return Table(
        name, metadata,
        identity(), reference("team", "team.id"), number("number"), person_reference("author"),
        reference("roll", "roll.id", nullable=True), text("state", default=State.OPEN),
        instant("closes", nullable=True), instant("opened_at"),
        instant("closed_at", nullable=True),
        *columns,
        Index(f"uq_{name}_team_number", "team", "number", unique=True),
        sqlite_autoincrement=True,
    )  # fmt: skip


def room_table_of(calls: Table) -> Table:
    """Declare in which rooms the calls of a table stand."""
    return Table(f"{calls.name}_room", metadata, call_key(calls), _key("room", "room.id"))


def call_key(calls: Table) -> Column[Any]:
    """Return a part of a primary key: the call that a row belongs to."""
    return _key(calls.name, f"{calls.name}.id")


def _key(name: str, target: str) -> Column[Any]:
    info = {"retention": Retention.NONE}
    return Column(name, ForeignKey(target), primary_key=True, info=info)


def call_values(row: Any) -> Mapping[str, Any]:
    """Return what every call has of a row of its table, by the names that `Call` gives it."""
    return {
        "team": TeamId(row.team),
        "number": row.number,
        "author": PersonId(row.author),
        "state": _STATES[row.state],
        "closes": row.closes,
        "closed_at": row.closed_at,
        "roll": row.roll,
    }


def in_main(calls: Table, rooms: Table) -> ColumnElement[bool]:
    """Say of a call that it stands in a main room of its team: what all of them may read."""
    return (
        select(rooms.c.room)
        .join(room_table, room_table.c.id == rooms.c.room)
        .where(
            rooms.c[calls.name] == calls.c.id,
            room_table.c.team == calls.c.team,
            room_table.c.purpose == Purpose.MAIN.value,
        )
        .exists()
    )


@cache
def _public(calls: Table, rooms: Table, state: State, time: ColumnElement[Any]) -> Select[Any]:
    """Build the statement of what main rooms see at some time, once for each kind of call."""
    return (
        select(calls)
        .where(
            calls.c.team == bindparam("team"), calls.c.state == state.value,
            time >= bindparam("since", type_=UtcTime), time < bindparam("until", type_=UtcTime),
            in_main(calls, rooms),
        )
        .order_by(time, calls.c.id)
    )  # fmt: skip


@cache
def _own_row(calls: Table) -> Select[Any]:
    """Build the statement of what stands in one call's own row, once for each kind of call."""
    return select(calls).where(calls.c.id == bindparam("call"))


@cache
def _open_for(calls: Table) -> Select[Any]:
    """Build the statement of what is open in a person's teams, once for each kind of call."""
    return (
        select(calls)
        .join(membership, membership.c.team == calls.c.team)
        .where(
            membership.c.person == bindparam("person"),
            membership.c.left_on.is_(None),
            membership.c.role != "guest",
            calls.c.state == _OPEN,
        )
        .order_by(calls.c.closes.is_(None), calls.c.closes, calls.c.id)
    )


@cache
def _latest(calls: Table) -> Select[Any]:
    """Build the statement of a team's newest calls, once for each kind of call."""
    theirs = (calls.c.team == bindparam("team"), calls.c.state != State.WITHDRAWN.value)
    newest = (calls.c.state != _OPEN, calls.c.id.desc())
    return select(calls).where(*theirs).order_by(*newest).limit(bindparam("most"))


@cache
def _owing(calls: Table, voters_only: bool) -> Select[Any]:  # noqa: FBT001  (it is called by one)
    """Build the statement of who is expected to answer what, once for each kind of call."""
    person = roll_entry.c.person == bindparam("person")
    expected = [person, roll_entry.c.state.in_(COUNTED), calls.c.state == _OPEN]
    if voters_only:
        expected.append(roll_entry.c.votes)
    return (
        select(calls)
        .join(roll_entry, roll_entry.c.roll == calls.c.roll)
        .where(*expected)
        .order_by(calls.c.id)
    )


class Calls(ABC, Generic[CallT]):
    """Keep the calls of one kind; its store adds what it asks and how that is answered."""

    TABLE: ClassVar[Table]
    ROOMS: ClassVar[Table]
    VOTERS_ONLY: ClassVar[bool] = False
    """Whether of a fixed roll only those are expected to answer who have a vote."""
    ERASED: ClassVar[Mapping[str, object]] = {}
    """What of a call's row is erased once no answer can come in any more."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    @abstractmethod
    def find(self, call: CallId) -> CallT | None:
        """Return a call with its counts."""

    @abstractmethod
    def missing(self, call: Call) -> Sequence[PersonId]:
        """List who is expected and has not answered; nobody is missing on an open roll."""

    @abstractmethod
    def has_answered(self, call: CallId, person: PersonId) -> bool:
        """Say whether a person has answered: not what."""

    @abstractmethod
    def answered(self, person: PersonId) -> Sequence[CallId]:
        """List the calls that a person has answered, the newest first; withdrawn ones aside."""

    @abstractmethod
    def count(self, call: CallId, person: PersonId) -> None:
        """Let the waiting answer of somebody who was admitted count."""

    @abstractmethod
    def _made(self, row: Any) -> CallT:
        """Make a call of a row of its table, without its counts."""

    def bare(self, call: CallId) -> CallT | None:
        """Return a call as its own row has it, without counts: however many answered, one read.

        For whatever each of them is told or shown; their turns would all count all others.
        """
        row = self._row(call)
        return None if row is None else self._made(row)

    def _row(self, call: CallId) -> Any:
        return self._connection.execute(_own_row(self.TABLE), {"call": call}).one_or_none()

    def _insert(
        self, team: TeamId, author: PersonId, now: Instant, *, rooms: Sequence[int],
        everyone: bool, audience: Audience = EVERYBODY, **values: object,
    ) -> CallT:  # fmt: skip
        """Open a call in rooms; with `everyone` those members whom it is for now are expected."""
        frozen = Rolls(self._connection).freeze(team, audience) if everyone else None
        row = self._connection.execute(
            insert(self.TABLE)
            .values(
                team=team, number=next_number(self._connection, team, self.TABLE.name),
                author=author, roll=frozen, opened_at=now, **values,
            )
            .returning(*self.TABLE.c)
        ).one()  # fmt: skip
        placed = [{self.TABLE.name: row.id, "room": room} for room in rooms]
        self._connection.execute(insert(self.ROOMS), placed)
        return self._made(row)

    def lock(self, call: CallId) -> None:
        """Wait for answers that are under way, and let new ones wait for this transaction.

        Before the call is read: what was read earlier may have changed while it waited.
        """
        mine = self.TABLE.c.id == call
        self._connection.execute(select(self.TABLE.c.id).where(mine).with_for_update())

    def numbered(self, team: TeamId, typed: str) -> CallId | None:
        """Return the call that a team knows by a number, as somebody typed it."""
        mine = (self.TABLE.c.team == team, self.TABLE.c.number == counted(typed))
        return self._connection.scalar(select(self.TABLE.c.id).where(*mine))

    def rooms(self, call: CallId) -> Sequence[RoomId]:
        """List the rooms in which a call stands."""
        rooms = self.ROOMS.c.room
        theirs = select(rooms).where(self.ROOMS.c[self.TABLE.name] == call).order_by(rooms)
        return [RoomId(room) for room in self._connection.scalars(theirs)]

    def set(self, call: CallId, **values: object) -> None:
        """Change what stands in a call's own row."""
        mine = self.TABLE.c.id == call
        self._connection.execute(update(self.TABLE).where(mine).values(**values))

    # From open to closed, and back

    def close(self, call: CallId, at: Instant) -> bool:
        """Close a call, once; False where it was not open."""
        return self._move(call, State.OPEN, State.CLOSED, closed_at=at, **self.ERASED)

    def reopen(self, call: CallId) -> bool:
        """Open a closed call again; False where that cannot be."""
        return self._move(call, State.CLOSED, State.OPEN, closed_at=None)

    def withdraw(self, call: CallId) -> bool:
        """Withdraw an open call; its answers are kept for a day, as all that is deleted."""
        return self._move(call, State.OPEN, State.WITHDRAWN, **self.ERASED)

    def call_off(self, call: Call, at: Instant) -> bool:
        """Withdraw a call of which all are told; False where its state is another by now."""
        return self._move(call.id, call.state, State.WITHDRAWN, closed_at=at, **self.ERASED)

    def _move(
        self, call: CallId, before: State, after: State, *also: ColumnElement[bool],
        **values: object,
    ) -> bool:  # fmt: skip
        changed = self._connection.execute(
            update(self.TABLE)
            .where(self.TABLE.c.id == call, self.TABLE.c.state == before.value, *also)
            .values(state=after.value, **values)
        )
        return changed.rowcount == 1

    # Who is expected, and who wants to be

    def _barred(
        self, call: Call, standing: str | None, person: PersonId, at: Instant
    ) -> Refused | Asked | None:
        """Say whether an answer given now is refused, or must wait; None: it counts.

        `standing` is how the person stands on the call's roll.
        """
        if not call.takes_answers(at):
            over = call.state is State.WITHDRAWN
            return Refused(State.WITHDRAWN if over else State.CLOSED)
        if call.roll is None:
            return None
        return Rolls(self._connection).barred(call.roll, standing, person)

    def expects(self, call: Call, person: PersonId) -> bool:
        """Tell whether somebody is on a call's roll, from the first or since they were admitted."""
        return call.roll is not None and person in Rolls(self._connection).expected(call.roll)

    def asking(self, call: Call) -> Sequence[PersonId]:
        """List who has answered without being on the roll, and waits to be admitted."""
        return () if call.roll is None else Rolls(self._connection).asking(call.roll)

    def settle(self, call: Call, person: PersonId, by: PersonId, *, admitted: bool) -> bool:
        """Admit somebody who asked, whose answer then counts, or leave them off.

        False where that was settled already.
        """
        standing = Standing.ADMITTED if admitted else Standing.REFUSED
        if call.roll is None or not Rolls(self._connection).settle(call.roll, person, by, standing):
            return False
        if admitted:
            self.count(call.id, person)
        return True

    def open_for(self, person: PersonId) -> Sequence[CallT]:
        """List the open calls of a person's teams, the soonest to close first."""
        rows = self._connection.execute(_open_for(self.TABLE), {"person": person})
        return [self._made(row) for row in rows]

    def latest(self, team: TeamId, most: int) -> Sequence[CallT]:
        """List a team's calls, the newest first, and open ones before all that are over."""
        rows = self._connection.execute(_latest(self.TABLE), {"team": team, "most": most})
        return [self._made(row) for row in rows]

    def public(
        self, team: TeamId, state: State, time: ColumnElement[Any], within: Stretch
    ) -> Sequence[CallT]:
        """List a team's calls in a state that its main rooms see, by their time, in a stretch."""
        values = {"team": team, "since": within.start, "until": within.end}
        rows = self._connection.execute(_public(self.TABLE, self.ROOMS, state, time), values)
        return [self._made(row) for row in rows]

    def expecting(self) -> Sequence[CallT]:
        """List the open calls that have a fixed roll."""
        rolled = (self.TABLE.c.state == _OPEN, self.TABLE.c.roll.is_not(None))
        rows = self._connection.execute(select(self.TABLE).where(*rolled))
        return [self._made(row) for row in rows]

    def owing(self, person: PersonId) -> Sequence[CallT]:
        """List the open calls of which a person is expected to answer, and has not."""
        rows = self._connection.execute(_owing(self.TABLE, self.VOTERS_ONLY), {"person": person})
        return [self._made(row) for row in rows if not self.has_answered(row.id, person)]

    def release(self, team: TeamId, person: PersonId) -> Sequence[CallT]:
        """Expect no more answer of somebody to the open calls of a team; return to which."""
        calls = [call for call in self.owing(person) if call.team == team and call.roll is not None]
        for call in calls:
            assert call.roll is not None
            Rolls(self._connection).release(call.roll, person)
        return calls

    def _merge_authors(self, keep: PersonId, drop: PersonId) -> None:
        theirs = self.TABLE.c.author == drop
        self._connection.execute(update(self.TABLE).where(theirs).values(author=keep))
