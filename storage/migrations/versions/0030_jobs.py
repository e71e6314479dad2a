"""How far a job was is kept no more: nobody was told."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.drop_column("job", "done")
    op.drop_column("job", "goal")


def downgrade() -> None:
    """Go back."""
    op.add_column("job", sa.Column("done", sa.Integer, nullable=False, server_default="0"))
    op.add_column("job", sa.Column("goal", sa.Integer, nullable=False, server_default="0"))
