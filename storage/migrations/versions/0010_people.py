"""People: categories with or without a vote, since when somebody belongs, and terms."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward; nobody was ever of a category before, and all members had a vote."""
    op.create_table(
        "category",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("votes", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_category_team_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_category_team_name", "category", ["team", "name"], unique=True)
    op.create_table(
        "term",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("team", _ID, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_term_team_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_term_team", "term", ["team"], unique=False)
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_column("category")
        batch_op.drop_column("votes")
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("category", _ID, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_membership_category_category"), "category", ["category"], ["id"]
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_membership_category_category"), type_="foreignkey")
        batch_op.drop_column("category")
        batch_op.drop_column("since")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("category", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("votes", sa.Boolean(), server_default=sa.text("(true)"), nullable=False)
        )
    op.drop_table("term")
    op.drop_table("category")
