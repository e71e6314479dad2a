"""Rolls: who is expected, frozen when a thing opens, and the numbers that people know things by."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)

from bot.domain.audience import EVERYBODY, Audience
from bot.domain.call import Asked, Refused
from bot.domain.identity import PersonId, TeamId
from storage.columns import flag, number, person_reference, reference, text
from storage.groups import Groups
from storage.identity import (
    category,
    membership,
    person_table,
)
from storage.repeating import statement
from storage.schema import Retention, identity, metadata, upsert

roll = Table(
    "roll", metadata, identity(), reference("team", "team.id"),
    sqlite_autoincrement=True,
)  # fmt: skip
roll_entry = Table(
    "roll_entry", metadata,
    identity(), reference("roll", "roll.id"), person_reference(), flag("votes", default=True),
    text("state", default="expected"), person_reference("admitted_by", nullable=True),
    Index("uq_roll_entry_roll_person", "roll", "person", unique=True),
    Index("ix_roll_entry_person", "person"),
    sqlite_autoincrement=True,
)  # fmt: skip
counter = Table(
    "counter", metadata,
    Column("team", ForeignKey("team.id"), primary_key=True, info={"retention": Retention.NONE}),
    Column("kind", Text, primary_key=True, info={"retention": Retention.NONE}),
    number("last", default=0),
)  # fmt: skip


class Standing(StrEnum):
    """Say how a person stands on a roll."""

    EXPECTED = "expected"
    ASKED = "asked"
    ADMITTED = "admitted"
    REFUSED = "refused"
    LEFT = "left"


COUNTED = (Standing.EXPECTED.value, Standing.ADMITTED.value)

_KNOWN = ~(
    select(person_table.c.id)
    .where(person_table.c.id == roll_entry.c.person, person_table.c.forgotten_at.is_not(None))
    .exists()
)
_COUNT = statement(
    lambda: upsert(counter).values(team=bindparam("team"), kind=bindparam("kind"), last=1)
)
_NUMBER = statement(
    lambda: _COUNT.on_conflict_do_update(
        index_elements=["team", "kind"], set_={"last": counter.c.last + 1}
    ).returning(counter.c.last)
)
_EXPECTED = statement(
    lambda: select(func.count()).where(
        roll_entry.c.roll == bindparam("roll"), roll_entry.c.state.in_(COUNTED)
    )
)
_AWAITED = statement(
    lambda: (
        select(roll_entry.c.person)
        .where(roll_entry.c.roll == bindparam("roll"), roll_entry.c.state.in_(COUNTED), _KNOWN)
        .order_by(roll_entry.c.person)
    )
)
_VOTERS = statement(lambda: _AWAITED.where(roll_entry.c.votes))
_ASK = statement(
    lambda: (
        upsert(roll_entry)
        .values(roll=bindparam("roll"), person=bindparam("person"), state=Standing.ASKED.value)
        .on_conflict_do_update(
            index_elements=["roll", "person"],
            set_={"state": Standing.ASKED.value},
            where=roll_entry.c.state == Standing.LEFT.value,
        )
        .returning(roll_entry.c.id)
    )
)


def next_number(connection: Connection, team: TeamId, kind: str) -> int:
    """Return the number by which people will know a new thing of this kind in their team."""
    made: int = connection.execute(_NUMBER, {"team": team, "kind": kind}).scalar_one()
    return made


class Rolls:
    """Keep who is expected."""

    MERGES = frozenset({roll_entry.c.person, roll_entry.c.admitted_by})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def freeze(self, team: TeamId, audience: Audience = EVERYBODY) -> int:
        """Freeze those members of a team whom something is for as a roll, and return its id.

        Guests are never on it. Who votes is said by their category; without one they do.
        """
        made: int = self._connection.execute(
            insert(roll).values(team=team).returning(roll.c.id)
        ).scalar_one()
        members = select(
            literal_column(str(int(made))),
            membership.c.person,
            func.coalesce(category.c.votes, literal_column("true")),
        )
        members = members.outerjoin(category, category.c.id == membership.c.category).where(
            membership.c.team == team,
            membership.c.left_on.is_(None),
            membership.c.role != "guest",
        )
        if not audience.everybody:
            members = members.where(Groups(self._connection).among(team, audience))
        self._connection.execute(
            insert(roll_entry).from_select(["roll", "person", "votes"], members)
        )
        return made

    def barred(
        self, roll_id: int, standing: str | None, person: PersonId
    ) -> Refused | Asked | None:
        """Say whether somebody who stands so on a roll is refused, or must wait; None: they count.

        Whoever is not on it asks by this to be.
        """
        if standing in COUNTED:
            return None
        if standing == Standing.REFUSED.value:
            return Refused("not-on-roll")
        return Asked(first=self.ask(roll_id, person))

    def ask(self, roll_id: int, person: PersonId) -> bool:
        """Note that somebody who is not on a roll wants to be; False where that is known."""
        asked = self._connection.scalar(_ASK, {"roll": roll_id, "person": person})
        return asked is not None

    def release(self, roll_id: int, person: PersonId) -> None:
        """Expect somebody no more who has left; if they come back, they ask as a stranger does."""
        self._connection.execute(
            update(roll_entry)
            .where(
                roll_entry.c.roll == roll_id,
                roll_entry.c.person == person,
                roll_entry.c.state.in_(COUNTED),
            )
            .values(state=Standing.LEFT.value)
        )

    def restore(self, team: TeamId, person: PersonId) -> None:
        """Expect somebody again whom a team let go by mistake."""
        theirs = select(roll.c.id).where(roll.c.team == team).scalar_subquery()
        self._connection.execute(
            update(roll_entry)
            .where(
                roll_entry.c.roll.in_(theirs),
                roll_entry.c.person == person,
                roll_entry.c.state == Standing.LEFT.value,
            )
            .values(state=Standing.EXPECTED.value)
        )

    def settle(self, roll_id: int, person: PersonId, by: PersonId, standing: Standing) -> bool:
        """Admit or refuse somebody who asked; False where that was settled already."""
        changed = self._connection.execute(
            update(roll_entry)
            .where(
                roll_entry.c.roll == roll_id,
                roll_entry.c.person == person,
                roll_entry.c.state.in_([Standing.ASKED.value, Standing.REFUSED.value]),
            )
            .values(state=standing.value, admitted_by=by)
        )
        return changed.rowcount == 1

    def expected(self, roll_id: int, *, voting: bool = False) -> Sequence[PersonId]:
        """List who is expected or was admitted: all, or only those who have a vote.

        Those who were forgotten still count; nothing is awaited of them any more.
        """
        listed = _VOTERS if voting else _AWAITED
        return list(self._connection.scalars(listed, {"roll": roll_id}))

    def count(self, roll_id: int) -> int:
        """Count who is expected or was admitted."""
        return self._connection.scalar(_EXPECTED, {"roll": roll_id}) or 0

    def asking(self, roll_id: int) -> Sequence[PersonId]:
        """List who waits to be admitted; nobody waits any more who was forgotten."""
        asked = select(roll_entry.c.person).where(
            roll_entry.c.roll == roll_id, roll_entry.c.state == Standing.ASKED.value, _KNOWN
        )
        return list(self._connection.scalars(asked.order_by(roll_entry.c.id)))

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Bring one person's places on rolls over to another, who has of two the better."""
        run = self._connection.execute
        mine, theirs = roll_entry.c.person == keep, roll_entry.c.person == drop
        # Who is expected stands before who was admitted, and both before whoever does not count.
        for better in (COUNTED[:1], COUNTED):
            held = select(roll_entry.c.roll).where(theirs, roll_entry.c.state.in_(better))
            worse = roll_entry.c.state.not_in(better)
            run(
                delete(roll_entry).where(mine, worse, roll_entry.c.roll.in_(held.scalar_subquery()))
            )
        has = select(roll_entry.c.roll).where(mine).scalar_subquery()
        run(delete(roll_entry).where(theirs, roll_entry.c.roll.in_(has)))
        run(update(roll_entry).where(theirs).values(person=keep))
        run(update(roll_entry).where(roll_entry.c.admitted_by == drop).values(admitted_by=keep))
