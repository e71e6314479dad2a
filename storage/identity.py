"""Who is who, as tables: organisations, teams, rooms, persons and their accounts.

Platform keys live in `room_key` and `account_key` alone: a room that moves keeps its id, and a
person is one however many accounts they have.
"""

from typing import Any, Final

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    ScalarSelect,
    Table,
    Text,
    bindparam,
    select,
)

from bot.domain.identity import Role
from storage.columns import flag, instant, number, person_reference, reference, text
from storage.repeating import statement
from storage.schema import Retention, identity, json_column, metadata
from storage.spent import WEEK, spent

organisation = Table(
    "organisation", metadata,
    identity(),
    text("name", kept=Retention.RECORD), text("language"), text("zone"), text("deployment"),
    sqlite_autoincrement=True,
)  # fmt: skip
connection_table = Table(
    "connection", metadata,
    Column("name", Text, primary_key=True, info={"retention": Retention.NONE}),
    text("adapter"), text("realm"), text("bot_external_id", nullable=True),
    json_column("capabilities", kept=Retention.NONE, nullable=True),
    instant("checked_at", nullable=True),
)  # fmt: skip
team_table = Table(
    "team", metadata,
    identity(), reference("organisation", "organisation.id"),
    text("name", kept=Retention.RECORD), text("language"), text("zone"),
    text("entry", default="open"), text("quiet_from", nullable=True),
    text("quiet_to", nullable=True), instant("archived_at", nullable=True),
    json_column("settings", kept=Retention.NONE, nullable=True),
    sqlite_autoincrement=True,
)  # fmt: skip
ROLES: Final = {role.name.lower(): role for role in Role}
"""Each role by what it is called in a column."""
LOCK_TEAM: Final = statement(
    lambda: (
        select(team_table.c.id)
        .where(team_table.c.id == bindparam("team"))
        .with_for_update(key_share=True)
    )
)
"""Let one transaction at a time do what one may do for a team; rows of it are written meanwhile."""
room_table = Table(
    "room", metadata,
    identity(), text("connection"), reference("team", "team.id", nullable=True),
    text("kind"), text("purpose"), text("title", kept=Retention.RECORD),
    text("language", nullable=True), instant("left_at", nullable=True),
    Index("ix_room_team", "team"),
    sqlite_autoincrement=True,
)  # fmt: skip
room_key = Table(
    "room_key", metadata,
    Column("connection", Text, primary_key=True, info={"retention": Retention.NONE}),
    Column("key", Text, primary_key=True, info={"retention": Retention.RECORD}),
    reference("room", "room.id"), number("serial", default=0),
    Index("ix_room_key_room", "room"),
    sqlite_with_rowid=False,
)  # fmt: skip
topic_table = Table(
    "topic", metadata,
    Column("room", ForeignKey("room.id"), primary_key=True, info={"retention": Retention.NONE}),
    Column("key", Text, primary_key=True, info={"retention": Retention.NONE}),
    text("name", kept=Retention.RECORD),
)  # fmt: skip
person_table = Table(
    "person", metadata,
    identity(), reference("organisation", "organisation.id"),
    text("name", kept=Retention.ACCOUNT), text("language", nullable=True),
    text("zone", nullable=True), text("quiet_from", nullable=True), text("quiet_to", nullable=True),
    Column("birthday", Date, info={"retention": Retention.ACCOUNT}),
    text("phone_tail", kept=Retention.ACCOUNT, nullable=True),
    reference("merged_into", "person.id", nullable=True),
    instant("forgotten_at", nullable=True),
    sqlite_autoincrement=True,
)  # fmt: skip
LOCK_PERSON: Final = statement(
    lambda: (
        select(person_table.c.id)
        .where(person_table.c.id == bindparam("person"))
        .with_for_update(key_share=True)
    )
)
"""Let one transaction at a time act for a person; rows that refer to them are written meanwhile."""
account_table = Table(
    "account", metadata,
    identity(), text("realm"), person_reference(nullable=True),
    text("shown_name", kept=Retention.ACCOUNT), text("language_hint", nullable=True),
    text("zone_hint", nullable=True),
    reference("private_room", "room.id", nullable=True), text("reachable", default="unknown"),
    text("kind", default="human"), instant("seen_at"),
    Index("ix_account_person", "person"), Index("ix_account_private_room", "private_room"),
    sqlite_autoincrement=True,
)  # fmt: skip
account_key = Table(
    "account_key", metadata,
    Column("realm", Text, primary_key=True, info={"retention": Retention.NONE}),
    Column("key", Text, primary_key=True, info={"retention": Retention.ACCOUNT}),
    reference("account", "account.id"),
    Index("ix_account_key_account", "account"),
    sqlite_with_rowid=False,
)  # fmt: skip
category = Table(
    "category", metadata,
    identity(), reference("team", "team.id"), text("name"), flag("votes", default=True),
    Index("uq_category_team_name", "team", "name", unique=True),
    sqlite_autoincrement=True,
)  # fmt: skip
membership = Table(
    "membership", metadata,
    identity(), reference("team", "team.id"), person_reference(), text("role"),
    reference("category", "category.id", nullable=True),
    Column("since", Date, info={"retention": Retention.ACCOUNT}),
    instant("joined_on"), instant("left_on", nullable=True), text("source"),
    Index("uq_membership_team_person", "team", "person", unique=True),
    Index("ix_membership_person", "person"),
    sqlite_autoincrement=True,
)  # fmt: skip
REMOVED: Final = "removed"
"""The source of a membership that an organiser ended: a tap does not bring it back."""
membership_tag = Table(
    "membership_tag", metadata,
    Column("membership", ForeignKey("membership.id"), primary_key=True,
           info={"retention": Retention.NONE}),
    Column("tag", Text, primary_key=True, info={"retention": Retention.ACCOUNT}),
)  # fmt: skip
claim = Table(
    "claim", metadata,
    identity(), reference("account", "account.id"), reference("team", "team.id"),
    person_reference(nullable=True), text("state"), instant("at"),
    Index("uq_claim_account_team", "account", "team", unique=True),
    sqlite_autoincrement=True,
)  # fmt: skip
owner = Table(
    "owner", metadata,
    Column("person", ForeignKey("person.id"), primary_key=True,
           info={"retention": Retention.RECORD}),
)  # fmt: skip
audit = Table(
    "audit", metadata,
    identity(), instant("at"), person_reference("by", nullable=True),
    reference("team", "team.id", nullable=True), text("what"),
    json_column("before", kept=Retention.RECORD, nullable=True),
    json_column("after", kept=Retention.RECORD, nullable=True),
    sqlite_autoincrement=True,
)  # fmt: skip
focus = Table(
    "focus", metadata,
    Column("person", ForeignKey("person.id"), primary_key=True,
           info={"retention": Retention.TRANSIENT}),
    reference("team", "team.id"), instant("until"),
)  # fmt: skip

spent(focus, focus.c.until, WEEK)

Scope = ScalarSelect[Any]
"""A scalar subquery that leads from the bind parameter `object` to a team."""


def scope(table: Table) -> Scope:
    """Return how ids of a table with a `team` column lead to their team."""
    return select(table.c.team).where(table.c.id == bindparam("object")).scalar_subquery()
