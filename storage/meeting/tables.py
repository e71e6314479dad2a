"""The tables of meetings; a roll call is a meeting without a kind."""

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from storage.calls import call_key, call_table, room_table_of
from storage.columns import flag, instant, number, person_reference, reference, text
from storage.identity import scope
from storage.schema import Retention, identity, json_column, metadata

meeting_table = call_table(
    "meeting",
    text("title", kept=Retention.RECORD), text("place", kept=Retention.RECORD), instant("starts"),
    text("kind", kept=Retention.RECORD, nullable=True), number("length", nullable=True),
    json_column("topics", kept=Retention.RECORD, nullable=True), text("quorum", nullable=True),
    flag("leave_aside"), flag("by_code"),
    reference("series", "meeting_series.id", nullable=True), text("nominal", nullable=True),
    instant("approved_at", nullable=True), person_reference("approved_by", nullable=True),
    person_reference("reporter", nullable=True), instant("report_due", nullable=True),
    text("report", kept=Retention.RECORD, nullable=True),
    Index("uq_meeting_series_nominal", "series", "nominal", unique=True),
)  # fmt: skip
meeting_room = room_table_of(meeting_table)
meeting_answer = Table(
    "meeting_answer", metadata,
    call_key(meeting_table),
    Column("person", ForeignKey("person.id"), primary_key=True,
           info={"retention": Retention.RECORD}),
    text("says"), text("remark", kept=Retention.ACCOUNT, nullable=True), instant("at"),
    flag("waiting"), text("permit", nullable=True),
    Index("ix_meeting_answer_person", "person"),
    sqlite_with_rowid=False,
)  # fmt: skip
meeting_office = Table(
    "meeting_office", metadata,
    call_key(meeting_table),
    Column("office", Text, primary_key=True, info={"retention": Retention.NONE}),
    person_reference(nullable=True), text("name", kept=Retention.RECORD),
    Index("ix_meeting_office_person", "person"),
)  # fmt: skip
meeting_presence = Table(
    "meeting_presence", metadata,
    call_key(meeting_table),
    Column("person", ForeignKey("person.id"), primary_key=True,
           info={"retention": Retention.RECORD}),
    instant("at"), number("late"), text("how"), person_reference("marked_by", nullable=True),
    Index("ix_meeting_presence_person", "person"),
)  # fmt: skip
meeting_line = Table(
    "meeting_line", metadata,
    identity(), reference("team", "team.id"), reference("meeting", "meeting.id"),
    number("number"), text("part"),
    text("text", kept=Retention.RECORD), person_reference("author"), instant("at"),
    person_reference("owner", nullable=True),
    text("owner_name", kept=Retention.RECORD, nullable=True),
    instant("due", nullable=True), instant("done_at", nullable=True),
    instant("struck_at", nullable=True), person_reference("struck_by", nullable=True),
    Index("ix_meeting_line_meeting", "meeting"), Index("ix_meeting_line_owner", "owner"),
    sqlite_autoincrement=True,
)  # fmt: skip
meeting_kind = Table(
    "meeting_kind", metadata,
    Column("team", ForeignKey("team.id"), primary_key=True, info={"retention": Retention.NONE}),
    Column("key", Text, primary_key=True, info={"retention": Retention.NONE}),
    text("every", nullable=True), text("quorum", nullable=True), flag("leave_aside"),
    text("told_for", nullable=True), number("position", default=0),
)  # fmt: skip
meeting_series = Table(
    "meeting_series", metadata,
    identity(), reference("team", "team.id"), person_reference("author"), number("number"),
    json_column("content", kept=Retention.RECORD), json_column("rooms", kept=Retention.NONE),
    text("rule"), number("days_before", default=0), text("post_at"), text("nominal", nullable=True),
    instant("ended_at", nullable=True),
    json_column("once", kept=Retention.RECORD, nullable=True),
    Index("uq_meeting_series_team_number", "team", "number", unique=True),
    sqlite_autoincrement=True,
)  # fmt: skip

MEETING_TEAM: Final = scope(meeting_table)
"""How the id of a meeting leads to its team."""
LINE_TEAM: Final = scope(meeting_line)
"""How the id of a line of minutes leads to its team."""
SERIES_TEAM: Final = scope(meeting_series)
"""How the id of a series leads to its team."""
