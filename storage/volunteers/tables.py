"""The tables of volunteers: activities and their shifts, who signed up, who came, and hours."""

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Table

from storage.calls import call_table, room_table_of
from storage.columns import flag, instant, number, person_reference, reference, text
from storage.identity import scope
from storage.schema import Retention, identity, json_column, metadata

activity_table = call_table(
    "activity",
    text("title", kept=Retention.RECORD), text("place", kept=Retention.RECORD), flag("waitlist"),
    number("cutoff"), flag("by_code"),
)  # fmt: skip
activity_room = room_table_of(activity_table)
shift_table = Table(
    "shift", metadata,
    identity(), reference("team", "team.id"), reference("activity", "activity.id"),
    number("number"), instant("starts"), instant("ends"), number("places", nullable=True),
    text("role", kept=Retention.RECORD), text("needs", kept=Retention.RECORD),
    instant("cancelled_at", nullable=True),
    Index("uq_shift_activity_number", "activity", "number", unique=True),
    sqlite_autoincrement=True,
)  # fmt: skip
sign_up = Table(
    # Its id is the order in which people came: whoever signs up anew gets a new one.
    "sign_up", metadata,
    identity(), reference("shift", "shift.id"), person_reference(), text("standing"), instant("at"),
    instant("offered_until", nullable=True),
    Index("uq_sign_up_shift_person", "shift", "person", unique=True),
    Index("ix_sign_up_person", "person"), Index("ix_sign_up_line", "shift", "standing", "id"),
    sqlite_autoincrement=True,
)  # fmt: skip
attendance = Table(
    "attendance", metadata,
    Column("shift", ForeignKey("shift.id"), primary_key=True,
           info={"retention": Retention.NONE}),
    Column("person", ForeignKey("person.id"), primary_key=True,
           info={"retention": Retention.RECORD}),
    instant("since"), instant("until", nullable=True), text("how"),
    person_reference("marked_by", nullable=True), flag("estimated"),
    Index("ix_attendance_person", "person"),
    sqlite_with_rowid=False,
)  # fmt: skip
hours_entry = Table(
    # Append-only: an entry is confirmed or reversed by a row of its own. What was filled in without
    # a shift says by itself of which day it is.
    "hours_entry", metadata,
    identity(), reference("team", "team.id"), reference("shift", "shift.id", nullable=True),
    person_reference(), instant("day", nullable=True),
    text("what", kept=Retention.RECORD, default=""), number("minutes"), text("origin"),
    text("reason", kept=Retention.RECORD),
    person_reference("entered_by", nullable=True), instant("entered_at"),
    reference("reverses", "hours_entry.id", nullable=True),
    Index("uq_hours_entry_reverses", "reverses", unique=True),
    Index("ix_hours_entry_person", "person"), Index("ix_hours_entry_shift", "shift"),
    sqlite_autoincrement=True,
)  # fmt: skip
hours_confirmation = Table(
    "hours_confirmation", metadata,
    Column("hours_entry", ForeignKey("hours_entry.id"), primary_key=True,
           info={"retention": Retention.NONE}),
    person_reference("by"), instant("at"),
)  # fmt: skip
hours_approval = Table(
    # Who has said that hours are right: where one is not enough they are confirmed by the last.
    "hours_approval", metadata,
    Column("hours_entry", ForeignKey("hours_entry.id"), primary_key=True,
           info={"retention": Retention.NONE}),
    Column("by", ForeignKey("person.id"), primary_key=True, info={"retention": Retention.RECORD}),
    flag("as_admin"), instant("at"),
)  # fmt: skip
certificate = Table(
    # What a piece of paper says, so that it can be checked; `covers` is a hash of its `entries`.
    "certificate", metadata,
    identity(), reference("team", "team.id"), person_reference(),
    text("serial"), text("covers"), json_column("entries", kept=Retention.NONE), number("year"),
    number("minutes"),
    instant("since"), instant("until"), instant("issued_at"),
    Index("uq_certificate_serial", "serial", unique=True),
    Index("uq_certificate_covers", "team", "person", "year", "covers", unique=True),
    sqlite_autoincrement=True,
)  # fmt: skip
profile = Table(
    "volunteer_profile", metadata,
    Column("team", ForeignKey("team.id"), primary_key=True, info={"retention": Retention.NONE}),
    Column("person", ForeignKey("person.id"), primary_key=True,
           info={"retention": Retention.ACCOUNT}),
    json_column("skills", kept=Retention.ACCOUNT), text("availability", kept=Retention.ACCOUNT),
)  # fmt: skip

ACTIVITY_TEAM: Final = scope(activity_table)
"""How the id of an activity leads to its team."""
SHIFT_TEAM: Final = scope(shift_table)
"""How the id of a shift leads to its team."""
ENTRY_TEAM: Final = scope(hours_entry)
"""How the id of an entry of hours leads to its team."""
