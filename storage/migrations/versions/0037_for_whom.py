"""What is taken away before one person alone says before whom."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("reader", _ID, nullable=True))
        batch_op.create_foreign_key("fk_outbox_reader_account", "account", ["reader"], ["id"])


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint("fk_outbox_reader_account", type_="foreignkey")
        batch_op.drop_column("reader")
