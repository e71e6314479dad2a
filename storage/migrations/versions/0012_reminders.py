"""What people are reminded of, how often each was, and messages that are wished at most once."""

import sqlalchemy as sa
from alembic import op

from storage.schema import JsonText, UtcTime

revision = "0012"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward; nobody was ever reminded before."""
    op.create_table(
        "matter",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("args", JsonText(), nullable=False),
        sa.Column("opens", UtcTime(), nullable=False),
        sa.Column("closes", UtcTime(), nullable=True),
        sa.Column("ladder", JsonText(), nullable=False),
        sa.Column("rung_at", UtcTime(), nullable=False),
        sa.Column("also_at", UtcTime(), nullable=True),
        sa.Column("aloud_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_matter_team_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_matter_key_whom", "matter", ["key", "whom"], unique=True)
    op.create_index("ix_matter_team", "matter", ["team"], unique=False)
    op.create_table(
        "reminded",
        sa.Column("matter", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("times", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_at", UtcTime(), nullable=True),
        sa.Column("muted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["matter"], ["matter.id"], name=op.f("fk_reminded_matter_matter")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_reminded_person_person")),
        sa.PrimaryKeyConstraint("matter", "person", name=op.f("pk_reminded")),
    )
    op.create_index("ix_reminded_person", "reminded", ["person"], unique=False)
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("read_by", UtcTime(), nullable=True))
        batch_op.create_index("uq_outbox_key", ["key"], unique=True)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("uq_outbox_key")
        batch_op.drop_column("read_by")
        batch_op.drop_column("key")
    op.drop_table("reminded")
    op.drop_table("matter")
