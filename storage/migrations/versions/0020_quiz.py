"""Quizzes: banks of questions, contests, what was shown and answered in them."""

import sqlalchemy as sa
from alembic import op

from storage.schema import JsonText, UtcTime

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "bank",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("author", _ID, nullable=True),
        sa.Column("shipped", sa.Text(), nullable=True),
        sa.Column("titles", JsonText(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("report", JsonText(), nullable=True),
        sa.ForeignKeyConstraint(["author"], ["person.id"], name=op.f("fk_bank_author_person")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_bank_team_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("bank", schema=None) as batch_op:
        batch_op.create_index("uq_bank_team_shipped", ["team", "shipped"], unique=True)

    op.create_table(
        "bank_question",
        sa.Column("bank", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", JsonText(), nullable=False),
        sa.ForeignKeyConstraint(["bank"], ["bank.id"], name=op.f("fk_bank_question_bank_bank")),
        sa.PrimaryKeyConstraint("bank", "position", name=op.f("pk_bank_question")),
    )
    op.create_table(
        "contest",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("host", _ID, nullable=False),
        sa.Column("bank", _ID, nullable=False),
        sa.Column("titles", JsonText(), nullable=False),
        sa.Column("phase", sa.Text(), server_default="lobby", nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("preset", sa.Text(), nullable=False),
        sa.Column("streaks", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("by_teams", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("over", sa.Text(), nullable=False),
        sa.Column("begins_at", UtcTime(), nullable=False),
        sa.Column("paused_at", UtcTime(), nullable=True),
        sa.Column("alive_at", UtcTime(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["bank"], ["bank.id"], name=op.f("fk_contest_bank_bank")),
        sa.ForeignKeyConstraint(["host"], ["person.id"], name=op.f("fk_contest_host_person")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_contest_team_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contest", schema=None) as batch_op:
        batch_op.create_index("uq_contest_team_number", ["team", "number"], unique=True)

    op.create_table(
        "contest_answer",
        sa.Column("contest", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("given", JsonText(), nullable=False),
        sa.Column("right", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("took", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contest"], ["contest.id"], name=op.f("fk_contest_answer_contest_contest")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_contest_answer_person_person")
        ),
        sa.PrimaryKeyConstraint("contest", "position", "person", name=op.f("pk_contest_answer")),
    )
    with op.batch_alter_table("contest_answer", schema=None) as batch_op:
        batch_op.create_index("ix_contest_answer_person", ["person"], unique=False)

    op.create_table(
        "contest_copy",
        sa.Column("contest", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("room", _ID, nullable=False),
        sa.Column("shown_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contest"], ["contest.id"], name=op.f("fk_contest_copy_contest_contest")
        ),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_contest_copy_room_room")),
        sa.PrimaryKeyConstraint("contest", "position", "room", name=op.f("pk_contest_copy")),
    )
    op.create_table(
        "contest_player",
        sa.Column("contest", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("room", _ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["contest"], ["contest.id"], name=op.f("fk_contest_player_contest_contest")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_contest_player_person_person")
        ),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_contest_player_room_room")),
        sa.PrimaryKeyConstraint("contest", "person", name=op.f("pk_contest_player")),
    )
    with op.batch_alter_table("contest_player", schema=None) as batch_op:
        batch_op.create_index("ix_contest_player_person", ["person"], unique=False)

    op.create_table(
        "contest_question",
        sa.Column("contest", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", JsonText(), nullable=False),
        sa.Column("asked", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("revealed", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("void", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contest"], ["contest.id"], name=op.f("fk_contest_question_contest_contest")
        ),
        sa.PrimaryKeyConstraint("contest", "position", name=op.f("pk_contest_question")),
    )
    op.create_table(
        "contest_review",
        sa.Column("contest", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contest"], ["contest.id"], name=op.f("fk_contest_review_contest_contest")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_contest_review_person_person")
        ),
        sa.PrimaryKeyConstraint("contest", "position", "person", name=op.f("pk_contest_review")),
    )
    with op.batch_alter_table("contest_review", schema=None) as batch_op:
        batch_op.create_index("ix_contest_review_person", ["person"], unique=False)

    op.create_table(
        "daily_question",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("content", JsonText(), nullable=False),
        sa.Column("open", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_daily_question_team_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_question")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("daily_question", schema=None) as batch_op:
        batch_op.create_index("uq_daily_question_team_day", ["team", "day"], unique=True)

    op.create_table(
        "daily_answer",
        sa.Column("daily_question", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("given", JsonText(), nullable=False),
        sa.Column("right", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["daily_question"],
            ["daily_question.id"],
            name=op.f("fk_daily_answer_daily_question_daily_question"),
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_daily_answer_person_person")
        ),
        sa.PrimaryKeyConstraint("daily_question", "person", name=op.f("pk_daily_answer")),
    )
    with op.batch_alter_table("daily_answer", schema=None) as batch_op:
        batch_op.create_index("ix_daily_answer_person", ["person"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("daily_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_daily_answer_person")

    op.drop_table("daily_answer")
    with op.batch_alter_table("daily_question", schema=None) as batch_op:
        batch_op.drop_index("uq_daily_question_team_day")

    op.drop_table("daily_question")
    with op.batch_alter_table("contest_review", schema=None) as batch_op:
        batch_op.drop_index("ix_contest_review_person")

    op.drop_table("contest_review")
    op.drop_table("contest_question")
    with op.batch_alter_table("contest_player", schema=None) as batch_op:
        batch_op.drop_index("ix_contest_player_person")

    op.drop_table("contest_player")
    op.drop_table("contest_copy")
    with op.batch_alter_table("contest_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_contest_answer_person")

    op.drop_table("contest_answer")
    with op.batch_alter_table("contest", schema=None) as batch_op:
        batch_op.drop_index("uq_contest_team_number")

    op.drop_table("contest")
    op.drop_table("bank_question")
    with op.batch_alter_table("bank", schema=None) as batch_op:
        batch_op.drop_index("uq_bank_team_shipped")

    op.drop_table("bank")
