"""Rosters that were sent: their lines, what is to be done about each, and how far that has come.

What a line changed is kept with it for as long as it can be undone.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NewType

from msgspec import Struct
from sqlalchemy import (
    Column,
    Connection,
    Date,
    Index,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)

from bot.domain.audience import same
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant
from bot.domain.roster import Fate, Line, Wrong
from storage.columns import instant, number, person_reference, reference, text
from storage.groups import Groups
from storage.identity import (
    account_table,
    membership,
    membership_tag,
    organisation,
    person_table,
    scope,
)
from storage.repeating import statement
from storage.schema import Retention, identity, json_column, metadata
from storage.spent import WEEK, spent

RosterId = NewType("RosterId", int)

roster_table = Table(
    "roster", metadata,
    identity(), reference("team", "team.id"), person_reference("by"), instant("at"),
    text("file", kept=Retention.TRANSIENT), text("state"), number("done", default=0),
    number("lines", default=0), instant("applied_at", nullable=True),
    text("reason", nullable=True), json_column("cells", kept=Retention.TRANSIENT, nullable=True),
    Index("ix_roster_team", "team"),
    sqlite_autoincrement=True,
)  # fmt: skip
"""`done` is the number of the last line that was worked on, in whatever is being done.

`reason` says why a file was refused, `cells` the headings that nobody knew.
"""
roster_line = Table(
    "roster_line", metadata,
    identity(), reference("roster", "roster.id"), number("number"),
    text("name", kept=Retention.TRANSIENT), text("category", nullable=True),
    text("tail", kept=Retention.TRANSIENT, nullable=True),
    Column("since", Date, info={"retention": Retention.TRANSIENT}),
    Column("birthday", Date, info={"retention": Retention.TRANSIENT}),
    json_column("tags", kept=Retention.TRANSIENT, nullable=True),
    text("fate"), text("wrong", nullable=True), text("cell", kept=Retention.TRANSIENT),
    reference("person", "person.id", nullable=True, kept=Retention.TRANSIENT),
    json_column("before", kept=Retention.TRANSIENT, nullable=True),
    Index("uq_roster_line_roster_number", "roster", "number", unique=True),
    Index("ix_roster_line_person", "person"),
    sqlite_autoincrement=True,
)  # fmt: skip
"""`before` is what was known of the person before it was applied; of somebody new, nothing."""
_SENT = select(roster_table.c.at).where(roster_table.c.id == roster_line.c.roster)
spent(roster_line, _SENT.scalar_subquery(), WEEK)
spent(roster_table, roster_table.c.at, WEEK + timedelta(days=1))

ROSTER_TEAM: Final = scope(roster_table)
"""How the id of a roster leads to its team."""


class Stage(StrEnum):
    """Say how far a roster has come."""

    READING = "reading"
    REFUSED = "refused"
    ASKING = "asking"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    DROPPED = "dropped"


class Roster(Struct, frozen=True):
    """Hold a roster that was sent."""

    id: RosterId
    team: TeamId
    by: PersonId
    at: Instant
    file: str
    stage: Stage
    done: int
    lines: int
    applied_at: Instant | None
    reason: str | None
    cells: tuple[str, ...]


_LINES: Final = statement(
    lambda: (
        select(roster_line)
        .where(
            roster_line.c.roster == bindparam("roster"), roster_line.c.number > bindparam("after")
        )
        .order_by(roster_line.c.number)
        .limit(bindparam("most"))
    )
)
_ADD_PERSON: Final = statement(
    lambda: insert(person_table).returning(person_table.c.id, sort_by_parameter_order=True)
)
_ADD_MEMBER: Final = statement(
    lambda: insert(membership).returning(membership.c.id, sort_by_parameter_order=True)
)
_SET_PERSON: Final = statement(
    lambda: (
        update(person_table)
        .where(person_table.c.id == bindparam("of"))
        .values(phone_tail=bindparam("tail"), birthday=bindparam("day"))
    )
)
_SET_MEMBER: Final = statement(
    lambda: (
        update(membership)
        .where(membership.c.id == bindparam("of"))
        .values(category=bindparam("group"), since=bindparam("from"), left_on=bindparam("left"))
    )
)
_SET_LINE: Final = statement(
    lambda: (
        update(roster_line)
        .where(roster_line.c.id == bindparam("of"))
        .values(person=bindparam("who"), before=bindparam("was", type_=roster_line.c.before.type))
    )
)
_DROP_TAGS: Final = membership_tag.delete().where(membership_tag.c.membership == bindparam("of"))


class Rosters:
    """Keep rosters, apply them piece by piece, and take them back."""

    MERGES = frozenset({roster_table.c.by, roster_line.c.person})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def begin(self, team: TeamId, by: PersonId, file: str, now: Instant) -> RosterId:
        """Note that a roster was sent."""
        values = {"team": team, "by": by, "file": file, "at": now, "state": Stage.READING.value}
        made: int = self._connection.execute(
            insert(roster_table).values(**values).returning(roster_table.c.id)
        ).scalar_one()
        return RosterId(made)

    def find(self, roster: RosterId) -> Roster | None:
        """Return a roster."""
        row = self._connection.execute(
            select(roster_table).where(roster_table.c.id == roster)
        ).one_or_none()
        if row is None:
            return None
        return Roster(
            RosterId(row.id), TeamId(row.team), PersonId(row.by), row.at, row.file,
            Stage(row.state), row.done, row.lines, row.applied_at, row.reason,
            tuple(row.cells or ()),
        )  # fmt: skip

    def move(self, roster: RosterId, before: Stage, after: Stage, **values: object) -> bool:
        """Let a roster come to another stage, once; False where it is not at `before`."""
        mine = (roster_table.c.id == roster, roster_table.c.state == before.value)
        changed = self._connection.execute(
            update(roster_table).where(*mine).values(state=after.value, **values)
        )
        return changed.rowcount == 1

    def advance(self, roster: RosterId, before: int, after: int) -> bool:
        """Move the mark of what is done; False where it does not stand at `before`."""
        mine = (roster_table.c.id == roster, roster_table.c.done == before)
        moved = self._connection.execute(update(roster_table).where(*mine).values(done=after))
        return moved.rowcount == 1

    # Lines

    def add(self, roster: RosterId, lines: Sequence[Line]) -> None:
        """Keep some lines."""
        rows = [
            {
                "roster": roster, "number": each.number, "name": each.name,
                "category": each.category, "tail": each.tail, "since": each.since,
                "birthday": each.birthday, "tags": each.tags and list(each.tags),
                "fate": each.fate.value, "wrong": each.wrong and each.wrong.value,
                "cell": each.cell, "person": each.person,
            }
            for each in lines
        ]  # fmt: skip
        if rows:
            self._connection.execute(insert(roster_line), rows)

    def counts(self, roster: RosterId) -> Mapping[Fate, int]:
        """Count the lines by what is to be done about them."""
        rows = self._connection.execute(
            select(roster_line.c.fate, func.count().label("lines"))
            .where(roster_line.c.roster == roster)
            .group_by(roster_line.c.fate)
        )
        return {Fate(row.fate): row.lines for row in rows}

    def lines(
        self, roster: RosterId, fate: Fate, *, after: int = 0, most: int = 1
    ) -> Sequence[Line]:
        """List lines of one fate, from one number on."""
        mine = (
            roster_line.c.roster == roster,
            roster_line.c.fate == fate.value,
            roster_line.c.number > after,
        )
        rows = self._connection.execute(
            select(roster_line).where(*mine).order_by(roster_line.c.number).limit(most)
        )
        return [_line(row) for row in rows]

    def last(self, roster: RosterId) -> int:
        """Return the number of the last line."""
        mine = roster_line.c.roster == roster
        return self._connection.scalar(select(func.max(roster_line.c.number)).where(mine)) or 0

    def line(self, roster: RosterId, number: int) -> Line | None:
        """Return one line."""
        row = self._connection.execute(
            select(roster_line).where(
                roster_line.c.roster == roster, roster_line.c.number == number
            )
        ).one_or_none()
        return None if row is None else _line(row)

    def settle(self, roster: RosterId, line: Line) -> None:
        """Keep whom an unclear line means, and what is to be done about it."""
        mine = (roster_line.c.roster == roster, roster_line.c.number == line.number)
        values = {"fate": line.fate.value, "person": line.person}
        self._connection.execute(update(roster_line).where(*mine).values(**values))

    def meant(self, roster: RosterId, among: Sequence[PersonId]) -> Sequence[PersonId]:
        """List whom of some people the lines mean so far."""
        mine = (roster_line.c.roster == roster, roster_line.c.person.in_(among))
        return list(self._connection.scalars(select(roster_line.c.person).where(*mine)))

    def new_categories(self, roster: RosterId, team: TeamId) -> Sequence[str]:
        """List the categories that the roster names and the team does not have."""
        rows = self._connection.scalars(
            select(roster_line.c.category)
            .where(
                roster_line.c.roster == roster,
                roster_line.c.category.is_not(None),
                roster_line.c.fate.in_([Fate.NEW.value, Fate.CHANGED.value]),
            )
            .distinct()
            .order_by(roster_line.c.category)
        )
        known = {same(each.name) for each in Groups(self._connection).categories(team)}
        by_name = {same(name): name for name in rows}
        return [name for key, name in by_name.items() if key not in known]

    # Applying, a piece at a time

    def apply(self, roster: Roster, now: Instant, most: int) -> int | None:
        """Do what the next lines say; return the number of the last, None when all is done."""
        values = {"roster": roster.id, "after": roster.done, "most": most}
        rows = self._connection.execute(_LINES, values).all()
        new = [row for row in rows if row.fate == Fate.NEW.value]
        changed = [row for row in rows if row.fate == Fate.CHANGED.value]
        groups = self._groups(roster.team, [*new, *changed])
        if new:
            self._add(roster.team, new, groups, now)
        if changed:
            self._change(roster.team, changed, groups)
        return rows[-1].number if rows else None

    def _groups(self, team: TeamId, rows: Sequence[Any]) -> Mapping[str, int]:
        """Return the ids of the categories that lines name, made where there are none."""
        groups = Groups(self._connection)
        found: dict[str, int] = {same(each.name): each.id for each in groups.categories(team)}
        for row in rows:
            if row.category is not None and same(row.category) not in found:
                made = groups.set_category(team, row.category, votes=True)
                found[same(row.category)] = made
        return found

    def _add(
        self, team: TeamId, rows: Sequence[Any], groups: Mapping[str, int], now: Instant
    ) -> None:
        home = self._connection.scalar(select(func.min(organisation.c.id)))
        persons = self._connection.scalars(_ADD_PERSON, [
            {"organisation": home, "name": row.name, "phone_tail": row.tail,
             "birthday": row.birthday}
            for row in rows
        ]).all()  # fmt: skip
        members = self._connection.scalars(_ADD_MEMBER, [
            {"team": team, "person": person, "role": "member", "joined_on": now,
             "source": "roster", "since": row.since,
             "category": groups.get(same(row.category)) if row.category else None}
            for person, row in zip(persons, rows, strict=True)
        ]).all()  # fmt: skip
        self._tag({member: row.tags for member, row in zip(members, rows, strict=True)})
        self._connection.execute(_SET_LINE, [
            {"of": row.id, "who": person, "was": None}
            for person, row in zip(persons, rows, strict=True)
        ])  # fmt: skip

    def _change(self, team: TeamId, rows: Sequence[Any], groups: Mapping[str, int]) -> None:
        known = self._known(team, [row.person for row in rows])
        # Whoever was forgotten or became somebody else meanwhile is left as they are.
        rows = [row for row in rows if row.person in known]
        if not rows:
            return
        self._write([_changed(known[row.person], row, groups) for row in rows])
        self._connection.execute(_SET_LINE, [
            {"of": row.id, "who": row.person, "was": _packed(known[row.person])} for row in rows
        ])  # fmt: skip

    def _write(self, members: Sequence[Mapping[str, Any]]) -> None:
        """Let members be as said."""
        self._connection.execute(_SET_PERSON, [
            {"of": each["person"], "tail": each["tail"], "day": each["birthday"]}
            for each in members
        ])  # fmt: skip
        self._connection.execute(_SET_MEMBER, [
            {"of": each["member"], "group": each["category"], "from": each["since"],
             "left": each["left"]}
            for each in members
        ])  # fmt: skip
        self._tag({each["member"]: each["tags"] for each in members})

    def _tag(self, tags: Mapping[int, Sequence[str] | None]) -> None:
        if tags:
            self._connection.execute(_DROP_TAGS, [{"of": member} for member in tags])
        rows = [{"membership": m, "tag": tag} for m, own in tags.items() for tag in own or ()]
        if rows:
            self._connection.execute(insert(membership_tag), rows)

    def _known(self, team: TeamId, persons: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return what is known of members, those who have left included."""
        found = self._connection.execute(
            select(
                membership.c.id, membership.c.person, membership.c.category, membership.c.since,
                membership.c.left_on, person_table.c.birthday, person_table.c.phone_tail,
            )
            .join(person_table, person_table.c.id == membership.c.person)
            .where(
                membership.c.team == team,
                membership.c.person.in_(persons),
                person_table.c.forgotten_at.is_(None),
            )
        ).all()  # fmt: skip
        tags: dict[int, list[str]] = {row.id: [] for row in found}
        for row in self._connection.execute(
            select(membership_tag).where(membership_tag.c.membership.in_(list(tags)))
        ):
            tags[row.membership].append(row.tag)
        return {
            row.person: {
                "person": row.person, "member": row.id, "category": row.category,
                "since": row.since, "birthday": row.birthday, "tail": row.phone_tail,
                "left": row.left_on, "tags": sorted(tags[row.id]),
            }
            for row in found
        }  # fmt: skip

    # Taking back, a piece at a time

    def undo(self, roster: Roster, now: Instant, most: int) -> int | None:
        """Take back what the next lines did; return the number of the last, None after all.

        Whoever came by the roster leaves, unless they have been claimed meanwhile; what was
        changed once more since then stays as it is.
        """
        values = {"roster": roster.id, "after": roster.done, "most": most}
        rows = self._connection.execute(_LINES, values).all()
        new = [row.person for row in rows if row.fate == Fate.NEW.value]
        if new:
            theirs = account_table.c.person == membership.c.person
            claimed = select(account_table.c.id).where(theirs)
            self._connection.execute(
                update(membership)
                .where(
                    membership.c.team == roster.team, membership.c.person.in_(new),
                    membership.c.left_on.is_(None), ~claimed.exists(),
                )
                .values(left_on=now)
            )  # fmt: skip
        changed = [row for row in rows if row.fate == Fate.CHANGED.value and row.before]
        known = self._known(roster.team, [row.person for row in changed])
        groups = self._groups(roster.team, changed)
        back = [
            _taken_back(known[row.person], row, groups) for row in changed if row.person in known
        ]
        if back:
            self._write(back)
        return rows[-1].number if rows else None

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Let what one person sent, or is meant by, be another's."""
        run = self._connection.execute
        run(update(roster_table).where(roster_table.c.by == drop).values(by=keep))
        run(update(roster_line).where(roster_line.c.person == drop).values(person=keep))


def _line(row: Any) -> Line:
    return Line(
        row.number, row.name, row.category, row.tail, row.since, row.birthday,
        None if row.tags is None else tuple(row.tags), Fate(row.fate),
        None if row.wrong is None else Wrong(row.wrong), row.cell, row.person,
    )  # fmt: skip


def _said(row: Any, groups: Mapping[str, int]) -> dict[str, Any]:
    """Return what a line says of a person; what is None it does not say."""
    return {
        "category": groups[same(row.category)] if row.category else None,
        "since": row.since,
        "birthday": row.birthday,
        "tail": row.tail,
        "tags": None if row.tags is None else sorted(row.tags),
    }


def _changed(was: Mapping[str, Any], row: Any, groups: Mapping[str, int]) -> Mapping[str, Any]:
    """Return a member as a line wants them, in the team; what it does not say stays."""
    said = {name: value for name, value in _said(row, groups).items() if value is not None}
    return {**was, **said, "left": None}


def _taken_back(now: Mapping[str, Any], row: Any, groups: Mapping[str, int]) -> Mapping[str, Any]:
    """Return a member as they were before a line; what was changed since then stays."""
    before = _unpacked(row.before)
    ours = {
        name: before[name]
        for name, value in _said(row, groups).items()
        if value is not None and now[name] == value
    }
    left = before["left"] if now["left"] is None else now["left"]
    return {**now, **ours, "left": left}


def _packed(known: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in known.items()
    }


def _unpacked(kept: Mapping[str, Any]) -> Mapping[str, Any]:
    days = {name: kept[name] and date.fromisoformat(kept[name]) for name in ("since", "birthday")}
    return {**kept, **days, "left": kept["left"] and datetime.fromisoformat(kept["left"])}
