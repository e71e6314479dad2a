"""Indexes for what grows: a month of messages, and the line for a shift."""

from alembic import op

revision = "0028"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_outbox_view", "outbox", ["view", "not_before"])
    op.create_index("ix_sign_up_line", "sign_up", ["shift", "standing", "id"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_sign_up_line", "sign_up")
    op.drop_index("ix_outbox_view", "outbox")
