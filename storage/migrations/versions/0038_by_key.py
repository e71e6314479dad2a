"""What every turn finds by its key lies under that key in SQLite, and is written once.

What is delivered has no index any more that only an hourly look was for.
"""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_TABLES = (
    "inbox", "account_key", "room_key", "poll_answer", "meeting_answer", "contest_answer",
    "attendance",
)  # fmt: skip


def upgrade() -> None:
    """Go forward."""
    op.drop_index("ix_inbox_received_at", "inbox")
    _rebuild(with_rowid=False)


def downgrade() -> None:
    """Go back."""
    _rebuild(with_rowid=True)
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])


def _rebuild(*, with_rowid: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in _TABLES:
        kind = {"sqlite_with_rowid": with_rowid}
        with op.batch_alter_table(table, recreate="always", table_kwargs=kind):
            pass
