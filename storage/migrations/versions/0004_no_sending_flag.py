"""No sending flag: that a copy is being sent is said by its room's lease."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("posted", schema=None) as batch_op:
        batch_op.drop_column("sending")


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("posted", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("sending", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
