"""Teams: how one is made, which rooms are its, who owns the house, and the record of all that."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from sqlalchemy import Connection, bindparam, func, insert, select, update

from bot.domain.identity import AccountId, PersonId, Purpose, Role, RoomId, TeamId
from bot.domain.phrase import Instant
from storage.identity import (
    LOCK_TEAM,
    account_table,
    audit,
    membership,
    organisation,
    owner,
    person_table,
    room_table,
    scope,
    team_table,
)
from storage.rolls import counter
from storage.schema import Json, upsert

TEAM_ITSELF: Final = (
    select(team_table.c.id).where(team_table.c.id == bindparam("object")).scalar_subquery()
)
"""How the id of a team leads to that team."""
ROOM_TEAM: Final = scope(room_table)
"""How the id of a room leads to its team."""


class Home(Struct, frozen=True):
    """Hold the organisation whose house this is: its language and zone are those of new teams."""

    id: int
    language: str
    zone: str


class Account(Struct, frozen=True):
    """Hold how an account is called, and whose it is."""

    id: AccountId
    name: str
    person: PersonId | None
    language: str | None
    zone: str | None


class Teams:
    """Make teams, give them rooms, and know who owns the house."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def home(self) -> Home:
        """Return the organisation; it was founded when the house was set up."""
        row = self._connection.execute(
            select(organisation).order_by(organisation.c.id).limit(1)
        ).one()
        return Home(row.id, row.language, row.zone)

    def make(self, name: str, language: str, zone: str | None = None) -> TeamId:
        """Make a team of the house, in a zone or in that of the house."""
        home = self.home()
        made: int = self._connection.execute(
            insert(team_table)
            .values(name=name, organisation=home.id, language=language, zone=zone or home.zone)
            .returning(team_table.c.id)
        ).scalar_one()
        return TeamId(made)

    def team_of(self, room: RoomId) -> TeamId | None:
        """Return a room's team, which nobody else changes until this transaction ends."""
        return self._connection.scalar(
            select(room_table.c.team).where(room_table.c.id == room).with_for_update()
        )

    def attach(self, room: RoomId, team: TeamId) -> None:
        """Make a room one of a team's main rooms."""
        self._set_room(room, team, Purpose.MAIN)

    def detach(self, room: RoomId) -> None:
        """Let a room belong to no team; the language that was spoken in it stays."""
        spoken = select(team_table.c.language).where(team_table.c.id == room_table.c.team)
        self._connection.execute(
            update(room_table)
            .where(room_table.c.id == room, room_table.c.language.is_(None))
            .values(language=spoken.scalar_subquery())
        )
        self._set_room(room, None, Purpose.OTHER)

    def set_purpose(self, room: RoomId, purpose: Purpose) -> None:
        """Say what a room is for."""
        mine = room_table.c.id == room
        self._connection.execute(update(room_table).where(mine).values(purpose=purpose.value))

    def _set_room(self, room: RoomId, team: TeamId | None, purpose: Purpose) -> None:
        values = {"team": team, "purpose": purpose.value}
        self._connection.execute(update(room_table).where(room_table.c.id == room).values(**values))

    def is_blank(self, team: TeamId) -> bool:
        """Say whether a team has but one room, and nothing was ever made in it."""
        rooms = select(func.count()).where(room_table.c.team == team)
        numbered = select(counter.c.last).where(counter.c.team == team).limit(1)
        one = (self._connection.scalar(rooms) or 0) <= 1
        return one and self._connection.execute(numbered).first() is None

    def hold(self, team: TeamId) -> None:
        """Let nobody else decide who leads a team until we are done."""
        self._connection.execute(LOCK_TEAM, {"team": team})

    def retire(self, team: TeamId, now: Instant) -> None:
        """Put a team away: nobody is a member of it any more."""
        run = self._connection.execute
        run(update(team_table).where(team_table.c.id == team).values(archived_at=now))
        current = (membership.c.team == team, membership.c.left_on.is_(None))
        run(update(membership).where(*current).values(left_on=now))

    # The house itself

    def has_owner(self) -> bool:
        """Say whether the house has an owner; one who was forgotten is none."""
        known = select(owner.c.person).join(person_table, person_table.c.id == owner.c.person)
        known = known.where(person_table.c.forgotten_at.is_(None))
        return self._connection.execute(known.limit(1)).first() is not None

    def owns(self, person: PersonId) -> bool:
        """Say whether a person is an owner of the house."""
        mine = select(owner.c.person).where(owner.c.person == person)
        return self._connection.execute(mine).first() is not None

    def make_owner(self, person: PersonId) -> None:
        """Make a person an owner of the house."""
        self._connection.execute(upsert(owner).values(person=person).on_conflict_do_nothing())

    def not_led_by(self, person: PersonId, name: str = "") -> Mapping[TeamId, str]:
        """Return the names of the teams that somebody does not lead, or of those called like it."""
        leads = select(membership.c.team).where(
            membership.c.person == person, membership.c.left_on.is_(None),
            membership.c.role == Role.ADMIN.name.lower(),
        )  # fmt: skip
        found = select(team_table.c.id, team_table.c.name).where(
            team_table.c.archived_at.is_(None), team_table.c.id.not_in(leads)
        )
        if name:
            found = found.where(team_table.c.name.icontains(name, autoescape=True))
        rows = self._connection.execute(found.order_by(team_table.c.name, team_table.c.id))
        return {TeamId(row.id): row.name for row in rows}

    def can_be_asked(self, persons: Sequence[PersonId]) -> bool:
        """Say whether one of some people has an account that can perhaps be written to."""
        theirs = select(account_table.c.id).where(
            account_table.c.person.in_(persons), account_table.c.reachable != "no"
        )
        return self._connection.execute(theirs.limit(1)).first() is not None

    # Accounts, and the record

    def account(self, account: AccountId) -> Account:
        """Return an account."""
        row = self._connection.execute(
            select(account_table).where(account_table.c.id == account)
        ).one()
        return Account(
            AccountId(row.id), row.shown_name, row.person, row.language_hint, row.zone_hint
        )

    def accounts_of(self, person: PersonId) -> int:
        """Count a person's accounts."""
        mine = select(func.count()).where(account_table.c.person == person)
        return self._connection.scalar(mine) or 0

    def record(
        self, what: str, now: Instant, *, by: PersonId | None, team: TeamId | None = None,
        before: Json | None = None, after: Json | None = None,
    ) -> None:  # fmt: skip
        """Record a change of who may what, for whoever asks later."""
        self._connection.execute(
            insert(audit).values(at=now, by=by, team=team, what=what, before=before, after=after)
        )
