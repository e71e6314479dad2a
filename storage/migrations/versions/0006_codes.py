"""Codes: who was given one and where, who typed it and where, and what was decided."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward; no code was ever given out before."""
    op.drop_table("link_code")
    op.create_table(
        "link_code",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("account", _ID, nullable=True),
        sa.Column("team", _ID, nullable=True),
        sa.Column("room", _ID, nullable=True),
        sa.Column("typed_by", _ID, nullable=True),
        sa.Column("typed_in", _ID, nullable=True),
        sa.Column("settled_by", _ID, nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.id"], name=op.f("fk_link_code_account_account")
        ),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_link_code_room_room")),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["account.id"], name=op.f("fk_link_code_settled_by_account")
        ),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_link_code_team_team")),
        sa.ForeignKeyConstraint(
            ["typed_by"], ["account.id"], name=op.f("fk_link_code_typed_by_account")
        ),
        sa.ForeignKeyConstraint(["typed_in"], ["room.id"], name=op.f("fk_link_code_typed_in_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_code")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_link_code_hash", "link_code", ["hash"], unique=True)
    op.create_index("ix_link_code_account", "link_code", ["account"], unique=False)
    op.create_table(
        "code_try",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("account", _ID, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.id"], name=op.f("fk_code_try_account_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_try")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_code_try_account", "code_try", ["account", "at"], unique=False)
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("zone_hint", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("zone_hint")
    op.drop_table("code_try")
    op.drop_table("link_code")
    op.create_table(
        "link_code",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_link_code")),
    )
