"""Single meetings of a series that differ from the others."""

import sqlalchemy as sa
from alembic import op

from storage.schema import JsonText

revision = "0032"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("meeting_series", schema=None) as batch_op:
        batch_op.add_column(sa.Column("once", JsonText(), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("meeting_series", schema=None) as batch_op:
        batch_op.drop_column("once")
