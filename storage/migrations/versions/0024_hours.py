"""Certificates, hours that need several approvals or no shift, and guesses at any code."""

import sqlalchemy as sa
from alembic import op

from storage.schema import JsonText, UtcTime

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "certificate",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("entries", JsonText(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("issued_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_certificate_person_person")
        ),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_certificate_team_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(
            "uq_certificate_covers", ["team", "person", "year", "covers"], unique=True
        )
        batch_op.create_index("uq_certificate_serial", ["serial"], unique=True)

    op.create_table(
        "guess",
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_guess_person_person")),
        sa.PrimaryKeyConstraint("matter", "person", name=op.f("pk_guess")),
    )
    op.create_table(
        "hours_approval",
        sa.Column("hours_entry", _ID, nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("as_admin", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_hours_approval_by_person")),
        sa.ForeignKeyConstraint(
            ["hours_entry"],
            ["hours_entry.id"],
            name=op.f("fk_hours_approval_hours_entry_hours_entry"),
        ),
        sa.PrimaryKeyConstraint("hours_entry", "by", name=op.f("pk_hours_approval")),
    )
    op.drop_table("meeting_try")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("by_code", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )

    with op.batch_alter_table(
        "hours_entry", table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        batch_op.add_column(sa.Column("day", UtcTime(), nullable=True))
        batch_op.add_column(sa.Column("what", sa.Text(), server_default="", nullable=False))
        batch_op.alter_column("shift", existing_type=_ID, nullable=True)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table(
        "hours_entry", table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        batch_op.alter_column("shift", existing_type=_ID, nullable=False)
        batch_op.drop_column("what")
        batch_op.drop_column("day")

    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_column("by_code")

    op.create_table(
        "meeting_try",
        sa.Column("meeting", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name=op.f("fk_meeting_try_meeting_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_meeting_try_person_person")
        ),
        sa.PrimaryKeyConstraint("meeting", "person", name=op.f("pk_meeting_try")),
    )
    op.drop_table("hours_approval")
    op.drop_table("guess")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index("uq_certificate_serial")
        batch_op.drop_index("uq_certificate_covers")

    op.drop_table("certificate")
