"""Nothing is kept any more that nobody read."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcTime

revision = "0036"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("team", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint("fk_team_parent_team", type_="foreignkey")
        batch_op.drop_column("parent")
    op.drop_column("room", "hears")
    op.drop_column("lease", "fence")
    op.drop_column("roll", "frozen_at")


def downgrade() -> None:
    """Go back."""
    epoch = sa.text("0" if op.get_bind().dialect.name == "sqlite" else "'epoch'")
    op.add_column("roll", sa.Column("frozen_at", UtcTime(), server_default=epoch, nullable=False))
    op.add_column("lease", sa.Column("fence", sa.Integer(), server_default="0", nullable=False))
    op.add_column("room", sa.Column("hears", sa.Text(), nullable=True))
    with op.batch_alter_table("team", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(
            sa.Column("parent", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key("fk_team_parent_team", "team", ["parent"], ["id"])
