"""People: categories with or without a vote, since when somebody belongs, terms, rosters."""

import sqlalchemy as sa
from alembic import op

from storage.schema import JsonText, UtcTime

revision = "0010"
down_revision = "0007"
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
    _make_rosters()
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
    for table in ("roster_line", "roster", "term", "category"):
        op.drop_table(table)


def _make_rosters() -> None:
    op.create_table(
        "roster",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lines", sa.Integer(), server_default="0", nullable=False),
        sa.Column("applied_at", UtcTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("cells", JsonText(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_roster_by_person")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_roster_team_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_roster_team", "roster", ["team"], unique=False)
    op.create_table(
        "roster_line",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("roster", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("tail", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("tags", JsonText(), nullable=True),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("wrong", sa.Text(), nullable=True),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("person", _ID, nullable=True),
        sa.Column("before", JsonText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_roster_line_person_person")
        ),
        sa.ForeignKeyConstraint(
            ["roster"], ["roster.id"], name=op.f("fk_roster_line_roster_roster")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_line")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_roster_line_roster_number", "roster_line", ["roster", "number"], unique=True
    )
    op.create_index("ix_roster_line_person", "roster_line", ["person"], unique=False)
