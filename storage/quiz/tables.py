"""The tables of quizzes: banks and their questions, contests and all that happens in one."""

from typing import Any, Final

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from bot.domain.live import Phase
from storage.columns import flag, instant, number, person_reference, reference, text
from storage.identity import scope
from storage.schema import Retention, identity, json_column, metadata


def _key(name: str, target: str, kept: Retention = Retention.NONE) -> Column[Any]:
    return Column(name, ForeignKey(target), primary_key=True, info={"retention": kept})


def _position() -> Column[int]:
    return Column("position", Integer, primary_key=True, info={"retention": Retention.NONE})


bank_table = Table(
    "bank", metadata,
    identity(), reference("team", "team.id"), person_reference("author", nullable=True),
    # Of a bank that Muster brings along the word by which it is known; people's have none.
    text("shipped", nullable=True),
    json_column("titles", kept=Retention.RECORD), text("state"), instant("made_at"),
    json_column("report", kept=Retention.RECORD, nullable=True),
    Index("uq_bank_team_shipped", "team", "shipped", unique=True),
    sqlite_autoincrement=True,
)  # fmt: skip
bank_question = Table(
    "bank_question", metadata,
    _key("bank", "bank.id"), _position(), json_column("content", kept=Retention.RECORD),
)  # fmt: skip
contest_table = Table(
    "contest", metadata,
    identity(), reference("team", "team.id"), number("number"), person_reference("host"),
    reference("bank", "bank.id"), json_column("titles", kept=Retention.RECORD),
    text("phase", default=Phase.LOBBY), number("position", default=0), text("preset"),
    flag("streaks"), number("seconds"), number("count"), flag("by_teams"), text("over"),
    instant("begins_at"), instant("paused_at", nullable=True), instant("alive_at", nullable=True),
    instant("closed_at", nullable=True),
    Index("uq_contest_team_number", "team", "number", unique=True),
    sqlite_autoincrement=True,
)  # fmt: skip
contest_question = Table(
    "contest_question", metadata,
    _key("contest", "contest.id"), _position(), json_column("content", kept=Retention.RECORD),
    flag("asked"), flag("revealed"), flag("void"),
)  # fmt: skip
contest_copy = Table(
    "contest_copy", metadata,
    _key("contest", "contest.id"), _position(), _key("room", "room.id"),
    instant("shown_at", nullable=True),
)  # fmt: skip
contest_player = Table(
    "contest_player", metadata,
    _key("contest", "contest.id"), _key("person", "person.id", Retention.RECORD),
    # Where they joined: whose copies they see.
    reference("room", "room.id", nullable=True),
    Index("ix_contest_player_person", "person"),
)  # fmt: skip
contest_answer = Table(
    "contest_answer", metadata,
    _key("contest", "contest.id"), _position(), _key("person", "person.id", Retention.RECORD),
    json_column("given", kept=Retention.ACCOUNT), flag("right"),
    # Microseconds by the clock of the copy that was answered.
    number("took"), instant("at"),
    Index("ix_contest_answer_person", "person"),
    sqlite_with_rowid=False,
)  # fmt: skip

contest_review = Table(
    "contest_review", metadata,
    _key("contest", "contest.id"), _position(), _key("person", "person.id", Retention.RECORD),
    instant("at"),
    Index("ix_contest_review_person", "person"),
)  # fmt: skip

daily_question = Table(
    "daily_question", metadata,
    identity(), reference("team", "team.id"), text("day"), number("nth"),
    json_column("content", kept=Retention.RECORD), flag("open", default=True),
    Index("uq_daily_question_team_day", "team", "day", unique=True),
    sqlite_autoincrement=True,
)  # fmt: skip
daily_answer = Table(
    "daily_answer", metadata,
    _key("daily_question", "daily_question.id"), _key("person", "person.id", Retention.RECORD),
    json_column("given", kept=Retention.ACCOUNT), flag("right"), instant("at"),
    Index("ix_daily_answer_person", "person"),
)  # fmt: skip

BANK_TEAM: Final = scope(bank_table)
"""How the id of a bank leads to its team."""
CONTEST_TEAM: Final = scope(contest_table)
"""How the id of a contest leads to its team."""
DAILY_TEAM: Final = scope(daily_question)
"""How the id of a daily question leads to its team."""
