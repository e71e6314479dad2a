"""Volunteers: activities and their shifts, who signed up and who came, hours, skills."""

import sqlalchemy as sa
from alembic import op

from storage.schema import JsonText, UtcTime

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "volunteer_profile",
        sa.Column("team", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("skills", JsonText(), nullable=False),
        sa.Column("availability", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_volunteer_profile_person_person")
        ),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_volunteer_profile_team_team")),
        sa.PrimaryKeyConstraint("team", "person", name=op.f("pk_volunteer_profile")),
    )
    op.create_table(
        "activity",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author", _ID, nullable=False),
        sa.Column("roll", _ID, nullable=True),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("closes", UtcTime(), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("waitlist", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("cutoff", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["person.id"], name=op.f("fk_activity_author_person")),
        sa.ForeignKeyConstraint(["roll"], ["roll.id"], name=op.f("fk_activity_roll_roll")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_activity_team_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index("uq_activity_team_number", ["team", "number"], unique=True)

    op.create_table(
        "activity_room",
        sa.Column("activity", _ID, nullable=False),
        sa.Column("room", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["activity"], ["activity.id"], name=op.f("fk_activity_room_activity_activity")
        ),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_activity_room_room_room")),
        sa.PrimaryKeyConstraint("activity", "room", name=op.f("pk_activity_room")),
    )
    op.create_table(
        "shift",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("activity", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts", UtcTime(), nullable=False),
        sa.Column("ends", UtcTime(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("cancelled_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity"], ["activity.id"], name=op.f("fk_shift_activity_activity")
        ),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_shift_team_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index("uq_shift_activity_number", ["activity", "number"], unique=True)

    op.create_table(
        "attendance",
        sa.Column("shift", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("until", UtcTime(), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("marked_by", _ID, nullable=True),
        sa.Column("estimated", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.ForeignKeyConstraint(
            ["marked_by"], ["person.id"], name=op.f("fk_attendance_marked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_attendance_person_person")
        ),
        sa.ForeignKeyConstraint(["shift"], ["shift.id"], name=op.f("fk_attendance_shift_shift")),
        sa.PrimaryKeyConstraint("shift", "person", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_person", ["person"], unique=False)

    op.create_table(
        "hours_entry",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("shift", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_by", _ID, nullable=True),
        sa.Column("entered_at", UtcTime(), nullable=False),
        sa.Column("reverses", _ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_hours_entry_entered_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_hours_entry_person_person")
        ),
        sa.ForeignKeyConstraint(
            ["reverses"], ["hours_entry.id"], name=op.f("fk_hours_entry_reverses_hours_entry")
        ),
        sa.ForeignKeyConstraint(["shift"], ["shift.id"], name=op.f("fk_hours_entry_shift_shift")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_hours_entry_team_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_entry")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("hours_entry", schema=None) as batch_op:
        batch_op.create_index("ix_hours_entry_person", ["person"], unique=False)
        batch_op.create_index("ix_hours_entry_shift", ["shift"], unique=False)
        batch_op.create_index("uq_hours_entry_reverses", ["reverses"], unique=True)

    op.create_table(
        "sign_up",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("shift", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("offered_until", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_sign_up_person_person")),
        sa.ForeignKeyConstraint(["shift"], ["shift.id"], name=op.f("fk_sign_up_shift_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sign_up", schema=None) as batch_op:
        batch_op.create_index("ix_sign_up_person", ["person"], unique=False)
        batch_op.create_index("uq_sign_up_shift_person", ["shift", "person"], unique=True)

    op.create_table(
        "hours_confirmation",
        sa.Column("hours_entry", _ID, nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by"], ["person.id"], name=op.f("fk_hours_confirmation_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["hours_entry"],
            ["hours_entry.id"],
            name=op.f("fk_hours_confirmation_hours_entry_hours_entry"),
        ),
        sa.PrimaryKeyConstraint("hours_entry", name=op.f("pk_hours_confirmation")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("hours_confirmation")
    with op.batch_alter_table("sign_up", schema=None) as batch_op:
        batch_op.drop_index("uq_sign_up_shift_person")
        batch_op.drop_index("ix_sign_up_person")

    op.drop_table("sign_up")
    with op.batch_alter_table("hours_entry", schema=None) as batch_op:
        batch_op.drop_index("uq_hours_entry_reverses")
        batch_op.drop_index("ix_hours_entry_shift")
        batch_op.drop_index("ix_hours_entry_person")

    op.drop_table("hours_entry")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_person")

    op.drop_table("attendance")
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.drop_index("uq_shift_activity_number")

    op.drop_table("shift")
    op.drop_table("activity_room")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index("uq_activity_team_number")

    op.drop_table("activity")
    op.drop_table("volunteer_profile")
