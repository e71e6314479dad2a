"""Indexes for what is replied to: of a room, the messages that may be meant."""

from alembic import op

revision = "0034"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_posted_room", "posted", ["room", "id"])
    op.create_index("ix_outbox_room", "outbox", ["room", "id"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_outbox_room", "outbox")
    op.drop_index("ix_posted_room", "posted")
