"""Essays: campaigns, more time for one person, papers and their versions."""

import sqlalchemy as sa
from alembic import op

from storage.schema import JsonText, UtcTime

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "essay",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author", _ID, nullable=False),
        sa.Column("roll", _ID, nullable=True),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("closes", UtcTime(), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("due", UtcTime(), nullable=False),
        sa.Column("per_person", sa.Integer(), server_default="1", nullable=False),
        sa.Column("least", sa.Integer(), server_default="0", nullable=False),
        sa.Column("late", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), server_default="0", nullable=False),
        sa.Column("floor", sa.Integer(), server_default="0", nullable=False),
        sa.Column("groups", JsonText(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["person.id"], name=op.f("fk_essay_author_person")),
        sa.ForeignKeyConstraint(["roll"], ["roll.id"], name=op.f("fk_essay_roll_roll")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_essay_team_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_essay")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("essay", schema=None) as batch_op:
        batch_op.create_index("uq_essay_team_number", ["team", "number"], unique=True)

    op.create_table(
        "essay_extension",
        sa.Column("essay", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_essay_extension_by_person")),
        sa.ForeignKeyConstraint(
            ["essay"], ["essay.id"], name=op.f("fk_essay_extension_essay_essay")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_essay_extension_person_person")
        ),
        sa.PrimaryKeyConstraint("essay", "person", name=op.f("pk_essay_extension")),
    )
    op.create_table(
        "essay_room",
        sa.Column("essay", _ID, nullable=False),
        sa.Column("room", _ID, nullable=False),
        sa.ForeignKeyConstraint(["essay"], ["essay.id"], name=op.f("fk_essay_room_essay_essay")),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_essay_room_room_room")),
        sa.PrimaryKeyConstraint("essay", "room", name=op.f("pk_essay_room")),
    )
    op.create_table(
        "paper",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("team", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("essay", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["essay"], ["essay.id"], name=op.f("fk_paper_essay_essay")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_paper_person_person")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_paper_team_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.create_index("ix_paper_person", ["person"], unique=False)
        batch_op.create_index("uq_paper_essay_person_nth", ["essay", "person", "nth"], unique=True)
        batch_op.create_index("uq_paper_team_number", ["team", "number"], unique=True)

    op.create_table(
        "paper_version",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("paper", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("typed", sa.Text(), nullable=True),
        sa.Column("connection", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("late", sa.Integer(), server_default="0", nullable=False),
        sa.Column("most", sa.Integer(), server_default="100", nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("sketch", JsonText(), nullable=True),
        sa.Column("twin", _ID, nullable=True),
        sa.Column("likeness", sa.Float(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["paper"], ["paper.id"], name=op.f("fk_paper_version_paper_paper")),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_paper_version_person_person")
        ),
        sa.ForeignKeyConstraint(["twin"], ["paper.id"], name=op.f("fk_paper_version_twin_paper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_version")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("paper_version", schema=None) as batch_op:
        batch_op.create_index("ix_paper_version_person", ["person"], unique=False)
        batch_op.create_index("uq_paper_version_paper_version", ["paper", "version"], unique=True)


def downgrade() -> None:
    """Go back."""
    # ### commands auto generated by Alembic - please adjust! ###
    with op.batch_alter_table("paper_version", schema=None) as batch_op:
        batch_op.drop_index("uq_paper_version_paper_version")
        batch_op.drop_index("ix_paper_version_person")

    op.drop_table("paper_version")
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.drop_index("uq_paper_team_number")
        batch_op.drop_index("uq_paper_essay_person_nth")
        batch_op.drop_index("ix_paper_person")

    op.drop_table("paper")
    op.drop_table("essay_room")
    op.drop_table("essay_extension")
    with op.batch_alter_table("essay", schema=None) as batch_op:
        batch_op.drop_index("uq_essay_team_number")

    op.drop_table("essay")
