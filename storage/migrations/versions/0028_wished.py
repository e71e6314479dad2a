"""What was wished for under a view is found without reading a month of messages."""

from alembic import op

revision = "0028"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_outbox_view", "outbox", ["view", "not_before"])
