"""What people can do and when they have time: the registry of a team's volunteers."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.domain.identity import PersonId, TeamId
from bot.domain.volunteer import Profile
from storage.identity import category, membership, membership_tag
from storage.schema import upsert
from storage.volunteers.tables import profile

_MINE: Final = (profile.c.team == bindparam("team"), profile.c.person == bindparam("person"))
_MEMBERSHIP: Final = (
    membership.c.team == bindparam("team"),
    membership.c.person == bindparam("person"),
    membership.c.left_on.is_(None),
)


class Profiles:
    """Keep what volunteers say of themselves."""

    MERGES = frozenset({profile.c.person})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def of(self, team: TeamId, person: PersonId) -> Profile:
        """Return what somebody has said of themselves."""
        row = self._connection.execute(
            select(profile.c.skills, profile.c.availability).where(*_MINE),
            {"team": team, "person": person},
        ).one_or_none()
        return Profile() if row is None else Profile(tuple(row.skills or ()), row.availability)

    def put(self, team: TeamId, person: PersonId, values: Profile) -> None:
        """Keep what somebody says of themselves now."""
        put = upsert(profile).values(
            team=team, person=person, skills=list(values.skills), availability=values.availability
        )
        new = {name: put.excluded[name] for name in ("skills", "availability")}
        self._connection.execute(
            put.on_conflict_do_update(index_elements=["team", "person"], set_=new)
        )

    def has(self, team: TeamId, person: PersonId) -> Sequence[str]:
        """List what somebody has that a shift may need: skills, their category, their tags."""
        who = {"team": team, "person": person}
        categories = (
            select(category.c.name)
            .join(membership, membership.c.category == category.c.id)
            .where(*_MEMBERSHIP)
        )
        tags = (
            select(membership_tag.c.tag)
            .join(membership, membership.c.id == membership_tag.c.membership)
            .where(*_MEMBERSHIP)
        )
        found = self._connection.scalars
        return [*self.of(team, person).skills, *found(categories, who), *found(tags, who)]

    def all(self, team: TeamId) -> Mapping[PersonId, Profile]:
        """Return what everybody of a team has said of themselves."""
        rows = self._connection.execute(
            select(profile)
            .join(membership, membership.c.person == profile.c.person)
            .where(
                profile.c.team == team, membership.c.team == team, membership.c.left_on.is_(None)
            )
            .order_by(profile.c.person)
        )
        return {
            PersonId(row.person): Profile(tuple(row.skills or ()), row.availability) for row in rows
        }

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Let what one person said be another's, who keeps what they have said themselves."""
        run = self._connection.execute
        said = select(profile.c.team).where(profile.c.person == keep)
        run(
            delete(profile).where(
                profile.c.person == drop, profile.c.team.in_(said.scalar_subquery())
            )
        )
        run(update(profile).where(profile.c.person == drop).values(person=keep))
