"""What can go wrong with the database, said to the person who runs Muster.

    StorageError                a `bot.errors.StoreError`: what was asked for is not at fault
    ├── UnusableDatabaseError   it cannot be opened as things stand
    ├── DatabaseInUseError      somebody else holds it
    ├── NewerDatabaseError      a newer Muster made it
    ├── MigrationError          a migration would have left it inconsistent
    ├── BackupError             no copy was made
    ├── UncertainCommitError    the connection broke while a transaction was being committed
    └── ClosedDatabaseError     used after it was closed

Errors of a statement (a violated constraint, say) are SQLAlchemy's own and reach the caller as
they are.
"""

from typing import ClassVar

from bot.errors import StoreError


class StorageError(StoreError):
    """Say what happened, what was kept and what to do; raised when the database cannot be used."""

    def __init__(self, happened: str, *, kept: str, todo: str) -> None:
        super().__init__(happened, kept, todo)
        self.happened = happened
        self.kept = kept
        self.todo = todo

    def __str__(self) -> str:
        return f"{self.happened} {self.kept} {self.todo}"


class UnusableDatabaseError(StorageError):
    """Raised when the database cannot be opened, read or written as things stand."""


class DatabaseInUseError(StorageError):
    """Raised when another process or program holds the database."""


class NewerDatabaseError(StorageError):
    """Raised when the database carries a revision that this Muster does not know."""


class MigrationError(StorageError):
    """Raised when a migration would have left rows that refer to nothing."""


class BackupError(StorageError):
    """Raised when a copy could not be made or did not pass its check."""


class UncertainCommitError(StorageError):
    """Raised when the connection broke during COMMIT: the work may or may not have been kept."""

    uncertain: ClassVar[bool] = True


class ClosedDatabaseError(StorageError):
    """Raised when a database is used after it was closed."""
