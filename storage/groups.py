"""Groups within a team: its categories, each with or without a vote, and its tags."""

from collections.abc import Mapping, Sequence
from typing import Final, NewType

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, false, func, or_, select, update

from bot.domain.audience import Audience, same
from bot.domain.identity import PersonId, TeamId
from storage.identity import category, membership, membership_tag, scope
from storage.schema import upsert

CategoryId = NewType("CategoryId", int)
CATEGORY_TEAM: Final = scope(category)
"""How the id of a category leads to its team."""


class Category(Struct, frozen=True):
    """Hold a category of a team: its name, whether its people vote, and how many it has."""

    id: CategoryId
    name: str
    votes: bool
    count: int


class Groups:
    """Keep the categories and tags by which a team tells its people apart."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def categories(self, team: TeamId) -> Sequence[Category]:
        """List a team's categories, in the order in which they were made."""
        theirs = (membership.c.category == category.c.id) & membership.c.left_on.is_(None)
        rows = self._connection.execute(
            select(category, func.count(membership.c.id).label("people"))
            .outerjoin(membership, theirs)
            .where(category.c.team == team)
            .group_by(*category.c)
            .order_by(category.c.id)
        )
        return [Category(CategoryId(row.id), row.name, row.votes, row.people) for row in rows]

    def tags(self, team: TeamId) -> Mapping[str, int]:
        """Return a team's tags in their order, and how many people have each."""
        rows = self._connection.execute(
            select(membership_tag.c.tag, func.count().label("people"))
            .join(membership, membership.c.id == membership_tag.c.membership)
            .where(membership.c.team == team, membership.c.left_on.is_(None))
            .group_by(membership_tag.c.tag)
            .order_by(membership_tag.c.tag)
        )
        return {row.tag: row.people for row in rows}

    def tagged(self, team: TeamId) -> Mapping[str, Sequence[PersonId]]:
        """Return who has each tag of a team."""
        rows = self._connection.execute(
            select(membership_tag.c.tag, membership.c.person)
            .join(membership, membership.c.id == membership_tag.c.membership)
            .where(membership.c.team == team, membership.c.left_on.is_(None))
            .order_by(membership_tag.c.tag, membership.c.person)
        )
        found: dict[str, list[PersonId]] = {}
        for row in rows:
            found.setdefault(row.tag, []).append(PersonId(row.person))
        return found

    def names(self, team: TeamId) -> Sequence[str]:
        """List what a team's groups are called: its categories, then its tags."""
        return [*(each.name for each in self.categories(team)), *self.tags(team)]

    def category(self, team: TeamId, name: str) -> CategoryId | None:
        """Return a team's category by its name, however it is written."""
        return self._by_name(team).get(same(name))

    def set_category(self, team: TeamId, name: str, *, votes: bool) -> CategoryId:
        """Make a category, or say of one whether its people vote."""
        known = self.category(team, name)
        if known is not None:
            mine = category.c.id == known
            self._connection.execute(update(category).where(mine).values(votes=votes))
            return known
        made: int = self._connection.execute(
            upsert(category)
            .values(team=team, name=name, votes=votes)
            .on_conflict_do_update(index_elements=["team", "name"], set_={"votes": votes})
            .returning(category.c.id)
        ).scalar_one()
        return CategoryId(made)

    def set_votes(self, number: CategoryId, *, votes: bool) -> str | None:
        """Say whether the people of a category vote; return its name, None where it is gone."""
        mine = update(category).where(category.c.id == number).values(votes=votes)
        name: str | None = self._connection.scalar(mine.returning(category.c.name))
        return name

    def drop_category(self, number: CategoryId) -> bool:
        """Take a category away; False where somebody is of it."""
        theirs = membership.c.category == number
        current = select(membership.c.id).where(theirs, membership.c.left_on.is_(None)).limit(1)
        if self._connection.scalar(current) is not None:
            return False
        self._connection.execute(update(membership).where(theirs).values(category=None))
        self._connection.execute(category.delete().where(category.c.id == number))
        return True

    def among(self, team: TeamId, audience: Audience) -> ColumnElement[bool]:
        """Return the condition by which a membership belongs to an audience that is not all."""
        wanted = {same(each) for each in audience.groups}
        categories = [number for name, number in self._by_name(team).items() if name in wanted]
        tags = [tag for tag in self.tags(team) if same(tag) in wanted]
        tagged = select(membership_tag.c.membership).where(membership_tag.c.tag.in_(tags))
        return or_(
            membership.c.category.in_(categories) if categories else false(),
            membership.c.id.in_(tagged) if tags else false(),
        )

    def _by_name(self, team: TeamId) -> Mapping[str, CategoryId]:
        rows = self._connection.execute(
            select(category.c.name, category.c.id).where(category.c.team == team)
        )
        return {same(name): CategoryId(number) for name, number in rows}
