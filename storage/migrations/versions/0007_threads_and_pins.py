"""Threads: in which one something was made, what it is called. Pins: what is to be pinned."""

import sqlalchemy as sa
from alembic import op

from storage import schema

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "topic",
        sa.Column("room", _ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_topic_room_room")),
        sa.PrimaryKeyConstraint("room", "key", name=op.f("pk_topic")),
    )
    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.add_column(sa.Column("origin", _ID, nullable=True))
        batch_op.add_column(sa.Column("thread", sa.Text(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_dialogue_origin_room"), "room", ["origin"], ["id"]
        )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thread", sa.Text(), nullable=True))
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thread_of", schema.JsonText(), nullable=True))
    with op.batch_alter_table("posted", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("pinned", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        batch_op.add_column(sa.Column("pin", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("posted", schema=None) as batch_op:
        batch_op.drop_column("pin")
        batch_op.drop_column("pinned")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("thread_of")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_column("thread")
    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_dialogue_origin_room"), type_="foreignkey")
        batch_op.drop_column("thread")
        batch_op.drop_column("origin")
    op.drop_table("topic")
