"""Allowances: what was used of them is counted by what it is."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    # Nothing was ever counted in it.
    op.drop_table("budget")
    op.create_table(
        "budget",
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("connection", "month", "what", name=op.f("pk_budget")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("budget")
    op.create_table(
        "budget",
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("calls", sa.Integer(), server_default="0", nullable=False),
        sa.Column("pushes", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("connection", "month", name=op.f("pk_budget")),
    )
