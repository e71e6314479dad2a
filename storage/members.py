"""Members: who belongs to a team, as what, and what it knows of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from bot.domain.audience import EVERYBODY, Audience, same
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Instant
from bot.domain.roster import Known
from storage.groups import CategoryId, Groups
from storage.identity import (
    REMOVED,
    ROLES,
    account_table,
    category,
    membership,
    membership_tag,
    person_table,
)
from storage.repeating import statement

_ACCOUNTS: Final = (
    select(func.count())
    .where(account_table.c.person == membership.c.person)
    .correlate(membership)
    .scalar_subquery()
)
_MEMBER: Final = statement(lambda: (
    select(
        membership.c.id, membership.c.person, membership.c.role, membership.c.since,
        membership.c.left_on, membership.c.category.label("category_id"), person_table.c.name,
        person_table.c.birthday, person_table.c.phone_tail, category.c.name.label("category"),
        func.coalesce(category.c.votes, True).label("votes"), _ACCOUNTS.label("accounts"),
    )
    .join(person_table, person_table.c.id == membership.c.person)
    .outerjoin(category, category.c.id == membership.c.category)
))  # fmt: skip
_FEW: Final = 500


class Member(Struct, frozen=True):
    """Hold what a team knows of somebody; nobody has claimed one without `accounts`."""

    person: PersonId
    name: str
    role: Role
    category: str | None
    votes: bool
    tags: tuple[str, ...]
    since: date | None
    birthday: date | None
    phone_tail: str | None
    accounts: int


class Members:
    """Know and change who belongs to a team."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def find(self, team: TeamId, person: PersonId) -> Member | None:
        """Return one member of a team."""
        found = self._members(team, membership.c.person == person)
        return found[0] if found else None

    def count(self, team: TeamId, audience: Audience = EVERYBODY, name: str = "") -> int:
        """Count the members of a team who belong to an audience, and have a name in theirs."""
        mine = self._listed(team, audience, name)
        counted = select(func.count()).select_from(membership).join(
            person_table, person_table.c.id == membership.c.person
        )  # fmt: skip
        return self._connection.scalar(counted.where(*mine)) or 0

    def page(
        self, team: TeamId, audience: Audience = EVERYBODY, name: str = "", *,
        start: int = 0, most: int | None = None,
    ) -> Sequence[Member]:  # fmt: skip
        """List members of a team by their names: those who lead it first."""
        return self._members(team, *self._listed(team, audience, name), start=start, most=most)

    def unclaimed(self, team: TeamId, most: int) -> Sequence[Member]:
        """List members of a team whom no account has claimed."""
        return self._members(team, _ACCOUNTS == 0, most=most)

    def named(self, team: TeamId, name: str) -> Sequence[Member]:
        """List the members of a team who have exactly this name, however it is written."""
        return self._members(team, _is_called(name))

    def known(self, team: TeamId, name: str | None = None) -> Sequence[Known]:
        """List all whom a roster may mean: who is in the team, and who was and has a name.

        With a `name` only those who have it.
        """
        mine = [membership.c.team == team, person_table.c.forgotten_at.is_(None)]
        if name is not None:
            mine.append(_is_called(name))
        found = self._connection.execute(_MEMBER.where(*mine)).all()
        tags = self._tags(team, found)
        return [
            Known(
                PersonId(row.person), row.name, row.category, row.phone_tail, row.since,
                row.birthday, frozenset(tags.get(row.id, ())), row.left_on is None,
            )
            for row in found
        ]  # fmt: skip

    # What may be changed

    def set(
        self, team: TeamId, person: PersonId, *, category: CategoryId | None, since: date | None
    ) -> None:
        """Say of which category a member is, if of any, and since when they belong."""
        mine = (membership.c.team == team, membership.c.person == person)
        change = update(membership).where(*mine).values(category=category, since=since)
        self._connection.execute(change)

    def set_person(self, person: PersonId, **values: object) -> None:
        """Change what is known of a person wherever they are: name, birthday, settings."""
        mine = person_table.c.id == person
        self._connection.execute(update(person_table).where(mine).values(**values))

    def set_tags(self, team: TeamId, person: PersonId, tags: Sequence[str]) -> None:
        """Give a member these tags, and no others."""
        mine = self._connection.scalar(
            select(membership.c.id).where(membership.c.team == team, membership.c.person == person)
        )
        self._connection.execute(membership_tag.delete().where(membership_tag.c.membership == mine))
        if tags:
            rows = [{"membership": mine, "tag": tag} for tag in tags]
            self._connection.execute(insert(membership_tag), rows)

    def leave(self, team: TeamId, person: PersonId, now: Instant, *, removed: bool) -> bool:
        """Let somebody be a member no more; False where they are none.

        Who was `removed` does not come back to an open team by a tap.
        """
        values: dict[str, object] = {"left_on": now}
        if removed:
            values["source"] = REMOVED
        changed = self._connection.execute(
            update(membership)
            .where(
                membership.c.team == team,
                membership.c.person == person,
                membership.c.left_on.is_(None),
            )
            .values(**values)
        )
        return changed.rowcount == 1

    # Rows

    def _listed(self, team: TeamId, audience: Audience, name: str) -> list[ColumnElement[bool]]:
        mine = [membership.c.team == team, membership.c.left_on.is_(None)]
        if not audience.everybody:
            mine.append(Groups(self._connection).among(team, audience))
        if name:
            mine.append(person_table.c.name.icontains(name, autoescape=True))
        return mine

    def _members(
        self, team: TeamId, *of: ColumnElement[bool], start: int = 0, most: int | None = None
    ) -> list[Member]:
        mine = (membership.c.team == team, membership.c.left_on.is_(None), *of)
        leads = membership.c.role.in_(["organiser", "admin"])
        found = self._connection.execute(
            _MEMBER.where(*mine)
            .order_by(leads.desc(), person_table.c.name, membership.c.person)
            .offset(start)
            .limit(most)
        ).all()
        tags = self._tags(team, found)
        return [_member(row, tags.get(row.id, ())) for row in found]

    def _tags(self, team: TeamId, found: Sequence[Any]) -> Mapping[int, tuple[str, ...]]:
        """Return the tags of some members; of many those of all, as no statement names so many."""
        few = len(found) <= _FEW
        of = membership.c.id.in_([row.id for row in found]) if few else membership.c.team == team
        rows = self._connection.execute(
            select(membership_tag)
            .join(membership, membership.c.id == membership_tag.c.membership)
            .where(of)
            .order_by(membership_tag.c.tag)
        )
        tags: dict[int, tuple[str, ...]] = {}
        for row in rows:
            tags[row.membership] = (*tags.get(row.membership, ()), row.tag)
        return tags


def _is_called(name: str) -> ColumnElement[bool]:
    """Compare names as `same` does, as far as the database can: case and spaces aside."""
    folded = func.lower(func.replace(person_table.c.name, " ", ""))
    return (person_table.c.name == name) | (folded == same(name))


def _member(row: Any, tags: tuple[str, ...]) -> Member:
    return Member(
        PersonId(row.person), row.name, ROLES[row.role], row.category, row.votes, tags,
        row.since, row.birthday, row.phone_tail, row.accounts,
    )  # fmt: skip
