"""Who acts, where, and in which team: one joined read, on every turn."""

from functools import cache
from typing import Any, Final

from sqlalchemy import (
    Text,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    type_coerce,
)

from storage.identity import (
    Scope,
    account_key,
    account_table,
    focus,
    membership,
    person_table,
    room_key,
    room_table,
    team_table,
)
from storage.repeating import statement
from storage.schema import UtcTime
from storage.talk import undo

TEAM_SETTINGS: Final = type_coerce(team_table.c.settings, Text).label("team_settings")
"""What a team has set, unread: it is the same again and again."""

_chosen = (
    select(focus.c.team)
    .where(focus.c.person == person_table.c.id, focus.c.until > bindparam("now", type_=UtcTime))
    .correlate(person_table)
    .scalar_subquery()
)
_private = room_table.alias("private")
_mine = membership.alias("mine")
_only = (
    select(func.min(_mine.c.team))
    .where(_mine.c.person == person_table.c.id, _mine.c.left_on.is_(None))
    .having(func.count() == 1)
    .correlate(person_table)
    .scalar_subquery()
)


_undoes = (
    select(literal_column("1"))
    .where(undo.c.person == person_table.c.id, undo.c.expires_at > bindparam("now", type_=UtcTime))
    .correlate(person_table)
    .exists()
)


def _identify(of: Scope | None) -> Any:
    """Build the one joined read that resolves who acts, for one kind of object."""
    base = select(literal_column("1").label("one")).subquery("base")
    # A group that belongs to no team is about none, whoever speaks there.
    elsewhere = case((room_table.c.kind == "group", None), else_=func.coalesce(_chosen, _only))
    candidates = [*([of] if of is not None else []), room_table.c.team, elsewhere]
    joined = (
        base.outerjoin(
            account_key,
            and_(account_key.c.realm == bindparam("realm"), account_key.c.key == bindparam("who")),
        )
        .outerjoin(account_table, account_table.c.id == account_key.c.account)
        .outerjoin(person_table, person_table.c.id == account_table.c.person)
        .outerjoin(
            _private,
            and_(_private.c.id == account_table.c.private_room, _private.c.left_at.is_(None)),
        )
        .outerjoin(
            room_key,
            and_(
                room_key.c.connection == bindparam("connection"),
                room_key.c.key == bindparam("where"),
            ),
        )
        .outerjoin(room_table, room_table.c.id == room_key.c.room)
        .outerjoin(team_table, team_table.c.id == func.coalesce(*candidates))
        .outerjoin(
            membership,
            and_(
                membership.c.team == team_table.c.id,
                membership.c.person == person_table.c.id,
                membership.c.left_on.is_(None),
            ),
        )
    )
    return select(
        account_table.c.id.label("account"),
        account_table.c.shown_name,
        account_table.c.language_hint,
        _private.c.id.label("private_room"),
        person_table.c.id.label("person"),
        person_table.c.name.label("person_name"),
        person_table.c.language.label("person_language"),
        person_table.c.zone.label("person_zone"),
        room_table.c.id.label("room"),
        room_table.c.kind,
        room_table.c.title,
        room_table.c.language.label("room_language"),
        room_table.c.team.label("room_team"),
        room_table.c.purpose,
        room_table.c.left_at,
        team_table.c.id.label("team"),
        team_table.c.name.label("team_name"),
        team_table.c.language.label("team_language"),
        team_table.c.zone.label("team_zone"),
        team_table.c.entry,
        TEAM_SETTINGS,
        membership.c.role,
        _undoes.label("may_undo"),
    ).select_from(joined)


@cache
def identify(of: Scope | None) -> Any:
    """Return the statement that resolves who acts, about one kind of object."""
    return statement(lambda: _identify(of))
