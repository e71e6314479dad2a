"""Weekly digests: when a team has one, what stood in each, and who wants none in private."""

import sqlalchemy as sa
from alembic import op

from storage.schema import JsonText, UtcTime

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "digest",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("nominal", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("dropped", JsonText(), nullable=False),
        sa.Column("settled_at", UtcTime(), nullable=True),
        sa.Column("settled_by", _ID, nullable=True),
        sa.Column("published_at", UtcTime(), nullable=True),
        sa.Column("pictures", JsonText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["person.id"], name=op.f("fk_digest_settled_by_person")
        ),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_digest_team_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.create_index("uq_digest_team_nominal", ["team", "nominal"], unique=True)

    op.create_table(
        "digest_plan",
        sa.Column("team", _ID, nullable=False),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("off", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("nominal", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_digest_plan_team_team")),
        sa.PrimaryKeyConstraint("team", name=op.f("pk_digest_plan")),
    )
    op.create_table(
        "digest_reader",
        sa.Column("person", _ID, nullable=False),
        sa.Column("off", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("told_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_digest_reader_person_person")
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_digest_reader")),
    )
    op.create_table(
        "digest_secretary",
        sa.Column("team", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_digest_secretary_person_person")
        ),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_digest_secretary_team_team")),
        sa.PrimaryKeyConstraint("team", "person", name=op.f("pk_digest_secretary")),
    )
    op.create_table(
        "digest_line",
        sa.Column("digest", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("says", JsonText(), nullable=False),
        sa.Column("at", UtcTime(), nullable=True),
        sa.Column("what", JsonText(), nullable=True),
        sa.Column("figure", JsonText(), nullable=True),
        sa.Column("told", JsonText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["digest"], ["digest.id"], name=op.f("fk_digest_line_digest_digest")
        ),
        sa.PrimaryKeyConstraint("digest", "position", name=op.f("pk_digest_line")),
    )
    op.create_table(
        "digest_measure",
        sa.Column("digest", _ID, nullable=False),
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["digest"], ["digest.id"], name=op.f("fk_digest_measure_digest_digest")
        ),
        sa.PrimaryKeyConstraint("digest", "feature", "week", name=op.f("pk_digest_measure")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("digest_measure")
    op.drop_table("digest_line")
    op.drop_table("digest_secretary")
    op.drop_table("digest_reader")
    op.drop_table("digest_plan")
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.drop_index("uq_digest_team_nominal")

    op.drop_table("digest")
