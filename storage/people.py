"""People: who they are on every turn, their rooms, accounts and roles, and one out of two."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)

from bot.domain.identity import (
    AccountId,
    Entry,
    PersonId,
    Purpose,
    Role,
    Room,
    RoomId,
    Team,
    TeamId,
    Who,
)
from bot.domain.phrase import Instant
from bot.domain.term import Term
from bot.event import Origin
from bot.ports import Address, Place
from storage.columns import by_value
from storage.groups import Groups
from storage.identify import TEAM_SETTINGS, identify
from storage.identity import (
    REMOVED,
    ROLES,
    Scope,
    account_key,
    account_table,
    audit,
    claim,
    focus,
    membership,
    membership_tag,
    organisation,
    owner,
    person_table,
    room_key,
    room_table,
    team_table,
    topic_table,
)
from storage.repeating import statement
from storage.schema import UtcTime, upsert
from storage.terms import Terms

_DAY_END: Final = time(18)
_ENTRIES: Final = by_value(Entry)
_PURPOSES: Final = by_value(Purpose)
_TEAMS_KEPT: Final = 100
"""Of how many teams is kept what their settings say."""
_NAMES = statement(
    lambda: select(person_table.c.id, person_table.c.name).where(
        person_table.c.id.in_(bindparam("ids", expanding=True))
    )
)
_ROOMS = statement(
    lambda: (
        select(room_table)
        .where(room_table.c.team == bindparam("team"), room_table.c.left_at.is_(None))
        .order_by(room_table.c.id)
    )
)
_CURRENT = statement(
    lambda: select(func.coalesce(person_table.c.merged_into, person_table.c.id)).where(
        person_table.c.id == bindparam("person")
    )
)
_TEAM = statement(
    lambda: select(team_table, TEAM_SETTINGS).where(team_table.c.id == bindparam("team"))
)
_ROOM = statement(lambda: select(room_table).where(room_table.c.id == bindparam("room")))
_ROLE = statement(
    lambda: select(membership.c.role).where(
        membership.c.team == bindparam("team"),
        membership.c.person == bindparam("person"),
        membership.c.left_on.is_(None),
    )
)
_MEMBERS = statement(
    lambda: (
        select(membership.c.person)
        .where(
            membership.c.team == bindparam("team"),
            membership.c.left_on.is_(None),
            membership.c.role.in_(bindparam("roles", expanding=True)),
        )
        .order_by(membership.c.person)
    )
)
_TEAMS_OF = statement(
    lambda: (
        select(team_table, TEAM_SETTINGS)
        .join(membership, membership.c.team == team_table.c.id)
        .where(membership.c.person == bindparam("person"), membership.c.left_on.is_(None))
        .order_by(team_table.c.id)
    )
)
_PRIVATE_ROOM = statement(
    lambda: (
        select(account_table.c.private_room)
        .join(room_table, room_table.c.id == account_table.c.private_room)
        .where(
            account_table.c.person == bindparam("person"),
            room_table.c.left_at.is_(None),
            room_table.c.connection != bindparam("not_on"),
        )
        .order_by(account_table.c.seen_at.desc(), account_table.c.id.desc())
        .limit(1)
    )
)
_CHAT_WITH = statement(
    lambda: (
        select(room_key.c.key)
        .join(room_table, room_table.c.id == room_key.c.room)
        .join(account_table, account_table.c.private_room == room_table.c.id)
        .join(account_key, account_key.c.account == account_table.c.id)
        .where(
            account_key.c.realm == bindparam("realm"),
            account_key.c.key == bindparam("account"),
            room_key.c.connection == bindparam("connection"),
            room_table.c.left_at.is_(None),
        )
        .order_by(room_key.c.serial.desc())
        .limit(1)
    )
)
_WITHOUT_CHAT = statement(
    lambda: (
        select(account_key.c.key)
        .join(account_table, account_table.c.id == account_key.c.account)
        .where(
            account_key.c.realm == bindparam("realm"),
            account_table.c.private_room.is_(None),
            account_table.c.seen_at >= bindparam("since", type_=UtcTime),
        )
        .order_by(account_table.c.seen_at.desc())
    )
)
_ADDRESS = statement(
    lambda: (
        select(room_table.c.connection, room_table.c.title, room_table.c.kind, room_key.c.key)
        .join(room_key, room_key.c.room == room_table.c.id)
        .where(room_table.c.id == bindparam("room"))
        .order_by(room_key.c.serial.desc())
        .limit(1)
    )
)
_BY_KEYS = statement(
    lambda: (
        select(account_key.c.key, account_table.c.id, account_table.c.shown_name)
        .join(account_table, account_table.c.id == account_key.c.account)
        .where(
            account_key.c.realm == bindparam("realm"),
            account_key.c.key.in_(bindparam("keys", expanding=True)),
        )
    )
)
_READER = statement(
    lambda: select(account_key.c.key).where(account_key.c.account == bindparam("account"))
)
_READS = statement(
    lambda: (
        select(func.coalesce(person_table.c.language, account_table.c.language_hint))
        .select_from(account_table)
        .outerjoin(person_table, person_table.c.id == account_table.c.person)
        .where(account_table.c.id == bindparam("account"))
    )
)
_VOICE = statement(
    lambda: (
        select(
            room_table.c.kind,
            room_table.c.language,
            team_table.c.id.label("team"),
            team_table.c.language.label("team_language"),
            team_table.c.zone.label("team_zone"),
            person_table.c.language.label("person_language"),
            person_table.c.zone.label("person_zone"),
            account_table.c.language_hint,
            organisation.c.language.label("home_language"),
            organisation.c.zone.label("home_zone"),
        )
        .select_from(
            room_table.outerjoin(team_table, team_table.c.id == room_table.c.team)
            .outerjoin(account_table, account_table.c.private_room == room_table.c.id)
            .outerjoin(person_table, person_table.c.id == account_table.c.person)
            # Whose house it is: what is said where no team and no person says otherwise.
            .outerjoin(
                organisation,
                organisation.c.id == select(func.min(organisation.c.id)).scalar_subquery(),
            )
        )
        .where(room_table.c.id == bindparam("room"))
        .limit(1)
    )
)


_NAME_NAMELESS = statement(
    lambda: (
        update(person_table)
        .where(
            person_table.c.id
            == select(account_table.c.person)
            .where(account_table.c.id == bindparam("account"))
            .scalar_subquery(),
            person_table.c.name == bindparam("key"),
        )
        .values(name=bindparam("called"))
    )
)
_SETTINGS = (
    person_table.c.language, person_table.c.zone, person_table.c.quiet_from,
    person_table.c.quiet_to, person_table.c.birthday, person_table.c.phone_tail,
)  # fmt: skip
"""What a person may have set."""


class People:
    """Keep who is who; see `bot.ports.People`."""

    MERGES = frozenset({
        account_table.c.person, membership.c.person, claim.c.person, owner.c.person, audit.c.by,
        focus.c.person,
    })  # fmt: skip
    """The columns of persons that `merge` below brings over."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def identify(
        self, origin: Origin, realm: str, now: Instant, scope: Scope | None, object_id: int | None
    ) -> Who:
        """Resolve who acts and in which team, in one joined read.

        A room that was lost is not known until it is met again.
        """
        values: dict[str, Any] = {
            "realm": realm,
            "who": origin.account,
            "connection": origin.connection,
            "where": origin.room,
            "now": now,
        }
        if scope is not None:
            values["object"] = object_id
        row = self._connection.execute(identify(scope), values).one()
        room = None
        if row.room is not None and row.left_at is None:
            room = Room(
                RoomId(row.room), origin.connection, row.kind == "private", row.title,
                row.room_language or row.team_language or "en", row.room_team,
                _PURPOSES[row.purpose],
            )  # fmt: skip
        team = None
        if row.team is not None:
            team = Team(
                TeamId(row.team), row.team_name, row.team_language, row.team_zone,
                _ENTRIES[row.entry], _day_end(row.team_settings),
            )  # fmt: skip
        return Who(
            account=row.account,
            person=row.person,
            name=row.person_name or row.shown_name or origin.name,
            language=row.person_language or row.language_hint or origin.language
            or row.team_language or "en",
            zone=row.person_zone or row.team_zone or "UTC",
            room=room,
            team=team,
            role=ROLES[row.role] if row.role else None,
            private_room=row.private_room,
            may_undo=row.may_undo,
        )  # fmt: skip

    def meet(self, origin: Origin, realm: str, now: Instant) -> None:
        """Record a room or an account seen for the first time, and names that have changed."""
        account = self.account_for(origin, realm, now)
        if origin.private:
            room = self.room_for(origin.connection, origin.room, origin.name, private=True)
            self._set_private_room(account, room)
            self._set_account(account, reachable="yes")
        else:
            self.room_for(origin.connection, origin.room, origin.title or origin.room)

    def join(self, account: AccountId, team: TeamId, name: str, now: Instant) -> PersonId:
        """Make the account's person a member of an open team, unless they were removed from it."""
        person = self.person_of(account, name)
        values = {"role": Role.MEMBER.name.lower(), "left_on": None, "source": "first tap"}
        self._connection.execute(
            upsert(membership)
            .values(team=team, person=person, joined_on=now, **values)
            .on_conflict_do_update(
                index_elements=["team", "person"], set_=values,
                where=membership.c.left_on.is_not(None) & (membership.c.source != REMOVED),
            )
        )  # fmt: skip
        return person

    def person_of(self, account: AccountId, name: str) -> PersonId:
        """Return whose an account is; nobody's becomes that of a new person, called so."""
        # Locked, so that two first taps of one account make one person.
        row = self._connection.execute(
            select(account_table.c.person, account_table.c.zone_hint)
            .where(account_table.c.id == account)
            .with_for_update()
        ).one()
        if row.person is not None:
            return PersonId(row.person)
        return self.new_person(account, name, row.zone_hint)

    def new_person(self, account: AccountId, name: str, zone: str | None = None) -> PersonId:
        """Make an account that of a new person, whoever's it was."""
        home = select(func.min(organisation.c.id)).scalar_subquery()
        made: int = self._connection.execute(
            insert(person_table)
            .values(organisation=home, name=name, zone=zone)
            .returning(person_table.c.id)
        ).scalar_one()
        self.give(account, PersonId(made))
        return PersonId(made)

    def set_role(
        self, person: PersonId, team: TeamId, role: Role, now: Instant, *, source: str
    ) -> None:
        """Make a person a member of a team, or change their role in it."""
        values = {"role": role.name.lower(), "left_on": None, "source": source}
        self._connection.execute(
            upsert(membership)
            .values(team=team, person=person, joined_on=now, **values)
            .on_conflict_do_update(index_elements=["team", "person"], set_=values)
        )

    def teams_of(self, person: PersonId) -> Sequence[Team]:
        """List the teams in which a person is a member."""
        rows = self._connection.execute(_TEAMS_OF, {"person": person})
        return [_team(row) for row in rows]

    def choose_team(self, person: PersonId, team: TeamId, until: Instant) -> None:
        """Remember which team a person's private talk is about."""
        values = {"team": team, "until": until}
        self._connection.execute(
            upsert(focus)
            .values(person=person, **values)
            .on_conflict_do_update(index_elements=["person"], set_=values)
        )

    def rooms_of(self, team: TeamId) -> Sequence[Room]:
        """List a team's rooms, oldest first."""
        language = self.team(team).language
        rows = self._connection.execute(_ROOMS, {"team": team})
        return [_room(row, language) for row in rows]

    def room(self, room: RoomId) -> Room:
        """Return one room."""
        return _room(self._connection.execute(_ROOM, {"room": room}).one(), "en")

    def team(self, team: TeamId) -> Team:
        """Return one team."""
        return _team(self._connection.execute(_TEAM, {"team": team}).one())

    def terms(self, team: TeamId) -> Sequence[Term]:
        """List the terms by which a team counts, the earliest first."""
        return Terms(self._connection).of(team)

    def role_of(self, person: PersonId, team: TeamId) -> Role | None:
        """Return a person's role in a team."""
        role = self._connection.scalar(_ROLE, {"team": team, "person": person})
        return ROLES[role] if role else None

    def members(self, team: TeamId, at_least: Role) -> Sequence[PersonId]:
        """List the persons of a team who have at least a role."""
        roles = [role.name.lower() for role in Role if role >= at_least]
        return list(self._connection.scalars(_MEMBERS, {"team": team, "roles": roles}))

    def groups(self, team: TeamId) -> Sequence[str]:
        """List what the categories and tags of a team are called."""
        return Groups(self._connection).names(team)

    def names(self, persons: Iterable[PersonId]) -> Mapping[PersonId, str]:
        """Return the names of persons."""
        ids = sorted(persons)
        if not ids:
            return {}
        return {row.id: row.name for row in self._connection.execute(_NAMES, {"ids": ids})}

    def current(self, person: PersonId) -> PersonId:
        """Return who a person is now: another one, where two were found to be the same."""
        found: int | None = self._connection.scalar(_CURRENT, {"person": person})
        return person if found is None else PersonId(found)

    def private_room(self, person: PersonId, *, not_on: str = "") -> RoomId | None:
        """Return where a person can be written to in private, the latest used first.

        `not_on` is a connection that is left out.
        """
        values = {"person": person, "not_on": not_on}
        return self._connection.scalar(_PRIVATE_ROOM, values)

    def chat_with(self, connection: str, realm: str, account: str) -> str | None:
        """Return the key of a connection's private chat with an account, where it is known."""
        values = {"connection": connection, "realm": realm, "account": account}
        return self._connection.scalar(_CHAT_WITH, values)

    def without_chat(self, realm: str, since: Instant) -> Sequence[str]:
        """List who acted since a time and has no private chat yet, the latest first."""
        return list(self._connection.scalars(_WITHOUT_CHAT, {"realm": realm, "since": since}))

    def voice_of(self, room: RoomId) -> tuple[str, str, Team | None]:
        """Return a room's language and zone, and its team: in private those of the person."""
        row = self._connection.execute(_VOICE, {"room": room}).one()
        if row.kind == "private":
            language = row.person_language or row.language_hint or row.home_language or "en"
            return language, row.person_zone or row.home_zone or "UTC", None
        team = self.team(row.team) if row.team is not None else None
        language = row.language or row.team_language or row.home_language or "en"
        return language, row.team_zone or row.home_zone or "UTC", team

    def language_of(self, account: AccountId) -> str | None:
        """Return the language in which somebody reads, as far as it is known."""
        found: str | None = self._connection.scalar(_READS, {"account": account})
        return found

    def address(self, place: Place) -> Address:
        """Return a place in the platform's keys."""
        row = self._connection.execute(_ADDRESS, {"room": place.room}).one()
        reader = None
        if place.reader is not None:
            reader = self._connection.scalar(_READER, {"account": place.reader})
        private = row.kind == "private"
        return Address(row.connection, row.key, row.title, private, place.thread, reader)

    def addresses(self) -> Sequence[Address]:
        """List the rooms of teams in their platforms' keys."""
        rooms = select(room_table.c.id).where(
            room_table.c.team.is_not(None), room_table.c.left_at.is_(None)
        )
        return [self.address(Place(room)) for room in self._connection.scalars(rooms).all()]

    def name_topic(self, place: Place, name: str) -> None:
        """Remember what a thread is called, where the platform has told."""
        if place.thread is None or self.topic(place) == name:
            return
        self._connection.execute(
            upsert(topic_table)
            .values(room=place.room, key=place.thread, name=name)
            .on_conflict_do_update(index_elements=["room", "key"], set_={"name": name})
        )

    def topic(self, place: Place) -> str | None:
        """Return what a thread is called, if that was ever told."""
        here = (topic_table.c.room == place.room, topic_table.c.key == place.thread)
        return self._connection.scalar(select(topic_table.c.name).where(*here))

    def move_room(self, origin: Origin, key: str, title: str | None, now: Instant) -> None:
        """Give a room a new key; it keeps its id. Told twice, or from both sides, it moves once.

        Where somebody was heard under the new key before, the room that stood for it is no more.
        """
        room = self.room_for(origin.connection, origin.room, title or origin.title or origin.room)
        serial = select(func.max(room_key.c.serial) + 1).where(room_key.c.room == room)
        values = {"room": room, "serial": serial.scalar_subquery()}
        stray = select(room_table.c.id).where(
            room_table.c.id == room_key.c.room, room_table.c.id != room, room_table.c.team.is_(None)
        )
        self._connection.execute(
            update(room_table)
            .where(
                room_table.c.id.in_(
                    select(room_key.c.room).where(
                        room_key.c.connection == origin.connection, room_key.c.key == key
                    )
                ),
                room_table.c.id != room,
                room_table.c.team.is_(None),
            )
            .values(left_at=now)
        )
        self._connection.execute(
            upsert(room_key)
            .values(connection=origin.connection, key=key, **values)
            .on_conflict_do_update(
                index_elements=["connection", "key"], set_=values, where=stray.exists()
            )
        )
        if title is not None:
            self._connection.execute(
                update(room_table).where(room_table.c.id == room).values(title=title)
            )

    def lose_room(self, room: RoomId, now: Instant) -> bool:
        """Record that nothing can be sent to a room any more; nor to whoever it was private to.

        False where it was known.
        """
        run = self._connection.execute
        here = and_(room_table.c.id == room, room_table.c.left_at.is_(None))
        lost = run(update(room_table).where(here).values(left_at=now))
        theirs = account_table.c.private_room == room
        run(update(account_table).where(theirs).values(reachable="no"))
        return lost.rowcount == 1

    def note_profile(
        self, origin: Origin, realm: str, now: Instant, *, reachable: bool | None, zone: str | None
    ) -> None:
        """Record what a platform told of an account; what it did not tell stays as it was.

        A zone becomes the person's own only where they have none, and a name where they have gone
        by the account's id.
        """
        account = self.account_for(origin, realm, now)
        if origin.name:
            self._connection.execute(
                _NAME_NAMELESS, {"account": account, "key": origin.account, "called": origin.name}
            )
        told = {"language_hint": origin.language, "zone_hint": zone}
        if values := {name: value for name, value in told.items() if value is not None}:
            self._set_account(account, **values)
        if zone is not None:
            mine = select(account_table.c.person).where(account_table.c.id == account)
            self._connection.execute(
                update(person_table)
                .where(person_table.c.id == mine.scalar_subquery(), person_table.c.zone.is_(None))
                .values(zone=zone)
            )
        if reachable is not None:
            self._set_account(account, reachable="yes" if reachable else "no")
            room = select(account_table.c.private_room).where(account_table.c.id == account)
            left = update(room_table).where(room_table.c.id == room.scalar_subquery())
            self._connection.execute(left.values(left_at=None if reachable else now))

    def note_members(self, realm: str, accounts: Sequence[tuple[str, str]], now: Instant) -> None:
        """Record the accounts that a platform listed, as keys and names."""
        keys = [key for key, _ in accounts]
        known = {
            row.key: row
            for row in self._connection.execute(_BY_KEYS, {"realm": realm, "keys": keys})
        }
        for key, name in accounts:
            row = known.get(key)
            if row is None:
                self._account(Origin("", "", key, name), realm, now)
            elif name not in {"", row.shown_name}:
                self._set_account(AccountId(row.id), shown_name=name)

    # What sets a house up: the composition root and the demonstration team

    def house(self) -> str:
        """Return what the organisation of this database is called."""
        name = select(organisation.c.name).order_by(organisation.c.id).limit(1)
        return self._connection.scalar(name) or ""

    def found(self, name: str, language: str, zone: str, deployment: str) -> int:
        """Return the organisation of this database, founding it the first time."""
        found: int | None = self._connection.scalar(select(func.min(organisation.c.id)))
        if found is not None:
            return found
        values = {"name": name, "language": language, "zone": zone, "deployment": deployment}
        made: int = self._connection.execute(
            insert(organisation).values(**values).returning(organisation.c.id)
        ).scalar_one()
        return made

    def team_called(
        self, name: str, home: int, language: str, zone: str, entry: Entry = Entry.OPEN
    ) -> TeamId:
        """Return the team of a name, made the first time."""
        found = self._connection.scalar(select(team_table.c.id).where(team_table.c.name == name))
        if found is not None:
            return TeamId(found)
        values = {"name": name, "organisation": home, "language": language, "zone": zone}
        made: int = self._connection.execute(
            insert(team_table).values(entry=entry.value, **values).returning(team_table.c.id)
        ).scalar_one()
        return TeamId(made)

    def room_for(
        self, connection: str, key: str, title: str, *, private: bool = False,
        team: TeamId | None = None, purpose: Purpose = Purpose.OTHER,
    ) -> RoomId:  # fmt: skip
        """Return the room of a key, recorded the first time; one that was lost is back."""
        found = self._connection.scalar(
            select(room_key.c.room).where(
                room_key.c.connection == connection, room_key.c.key == key
            )
        )
        if found is not None:
            self._connection.execute(
                update(room_table)
                .where(room_table.c.id == found, room_table.c.left_at.is_not(None))
                .values(left_at=None)
            )
            return RoomId(found)
        made: int | None = self._connection.scalar(
            insert(room_table)
            .values(
                connection=connection, kind="private" if private else "group", team=team,
                purpose=purpose.value, title=title,
            )
            .returning(room_table.c.id)
        )  # fmt: skip
        kept = self._connection.scalar(
            upsert(room_key)
            .values(connection=connection, key=key, room=made)
            .on_conflict_do_nothing()
            .returning(room_key.c.room)
        )
        if kept is None:  # another transaction met the same room a moment before
            self._connection.execute(room_table.delete().where(room_table.c.id == made))
            return self.room_for(connection, key, title, private=private, team=team)
        return RoomId(kept)

    def account_for(self, origin: Origin, realm: str, now: Instant) -> AccountId:
        """Return the account of an event, recorded the first time with its private chat."""
        account = self._account(origin, realm, now)
        if origin.direct is not None:
            room = self.room_for(origin.connection, origin.direct, origin.name, private=True)
            self._set_private_room(account, room)
        return account

    def give(self, account: AccountId, person: PersonId) -> None:
        """Make an account a person's."""
        self._set_account(account, person=person)

    def set_language(self, person: PersonId, language: str) -> None:
        """Set the language in which a person is spoken to."""
        self._connection.execute(
            update(person_table).where(person_table.c.id == person).values(language=language)
        )

    # One person out of two

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Bring everything of one person over to another: their accounts, roles and claims."""
        run = self._connection.execute
        run(update(account_table).where(account_table.c.person == drop).values(person=keep))
        run(update(claim).where(claim.c.person == drop).values(person=keep))
        run(update(audit).where(audit.c.by == drop).values(by=keep))
        self._merge_memberships(keep, drop)
        for table in (owner, focus):
            there = select(table.c.person).where(table.c.person == keep)
            move = update(table).where(table.c.person == drop, ~there.exists())
            run(move.values(person=keep))
            run(table.delete().where(table.c.person == drop))
        self._merge_settings(keep, drop)
        run(
            update(person_table)
            .where((person_table.c.id == drop) | (person_table.c.merged_into == drop))
            .values(merged_into=keep)
        )

    def _merge_settings(self, keep: PersonId, drop: PersonId) -> None:
        """Keep what a person has set; what they have not is as the other had it."""
        find = select(*_SETTINGS).where(person_table.c.id == bindparam("person"))
        mine = self._connection.execute(find, {"person": keep}).one()._asdict()
        theirs = self._connection.execute(find, {"person": drop}).one()._asdict()
        taken = {name: theirs[name] for name, value in mine.items() if value is None}
        if taken:
            person = person_table.c.id == keep
            self._connection.execute(update(person_table).where(person).values(**taken))

    def _merge_memberships(self, keep: PersonId, drop: PersonId) -> None:
        """Keep, of two memberships of one team, the one that goes on; of two that do, the higher.

        What somebody was in a team that they have left comes to nothing.
        """
        run = self._connection.execute
        both = {row.team: row for row in run(select(membership).where(membership.c.person == keep))}
        for row in run(select(membership).where(membership.c.person == drop)).all():
            mine = both.get(row.team)
            if mine is None:
                run(update(membership).where(membership.c.id == row.id).values(person=keep))
                continue
            going_on = [each for each in (mine, row) if each.left_on is None] or [mine]
            counts = max(going_on, key=lambda each: ROLES[each.role])
            run(
                update(membership)
                .where(membership.c.id == mine.id)
                .values(
                    role=counts.role, left_on=counts.left_on, source=counts.source,
                    category=mine.category or row.category, since=mine.since or row.since,
                )
            )  # fmt: skip
            tags = select(membership_tag.c.tag).where(membership_tag.c.membership == row.id)
            for tag in run(tags).scalars().all():
                run(
                    upsert(membership_tag)
                    .values(membership=mine.id, tag=tag)
                    .on_conflict_do_nothing()
                )
            run(membership_tag.delete().where(membership_tag.c.membership == row.id))
            run(membership.delete().where(membership.c.id == row.id))

    def _account(self, origin: Origin, realm: str, now: Instant) -> AccountId:
        found = self._connection.scalar(
            select(account_key.c.account).where(
                account_key.c.realm == realm, account_key.c.key == origin.account
            )
        )
        # Some events know nobody's name: then the one that is known stays.
        values = {"shown_name": origin.name, "seen_at": now}
        if found is not None:
            named = values if origin.name else {"seen_at": now}
            self._set_account(AccountId(found), **named)
            return AccountId(found)
        made: int | None = self._connection.scalar(
            insert(account_table)
            .values(realm=realm, language_hint=origin.language, **values)
            .returning(account_table.c.id)
        )
        kept = self._connection.scalar(
            upsert(account_key)
            .values(realm=realm, key=origin.account, account=made)
            .on_conflict_do_nothing()
            .returning(account_key.c.account)
        )
        if kept is None:  # another transaction met the same account a moment before
            self._connection.execute(account_table.delete().where(account_table.c.id == made))
            return self._account(origin, realm, now)
        return AccountId(kept)

    def _set_private_room(self, account: AccountId, room: RoomId) -> None:
        self._set_account(account, private_room=room)

    def _set_account(self, account: AccountId, **values: object) -> None:
        self._connection.execute(
            update(account_table).where(account_table.c.id == account).values(**values)
        )


def _team(row: Any) -> Team:
    return Team(
        TeamId(row.id), row.name, row.language, row.zone, _ENTRIES[row.entry],
        _day_end(row.team_settings),
    )  # fmt: skip


@lru_cache(_TEAMS_KEPT)
def _day_end(settings: str | None) -> time:
    set_ = json.loads(settings or "{}").get("day_end")
    return _DAY_END if set_ is None else time.fromisoformat(set_)


def _room(row: Any, language: str) -> Room:
    return Room(
        RoomId(row.id), row.connection, row.kind == "private", row.title,
        row.language or language, row.team, _PURPOSES[row.purpose],
    )  # fmt: skip
