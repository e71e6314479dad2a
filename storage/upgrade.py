"""What runs migrations, and writes them: Alembic, asked for only where there is something to do."""

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

import storage
from storage.errors import NewerDatabaseError
from storage.migrate import VERSIONS


def upgrade(
    connection: Connection, versions: Path, copy: Callable[[str], Path | None]
) -> tuple[str | None, str | None, Path | None]:
    """Run what is missing, in the transaction of `connection`; `copy` is called just before.

    Returns the revisions before and after, and what `copy` made.
    """
    config = _config(connection, versions)
    scripts = ScriptDirectory.from_config(config)
    before = MigrationContext.configure(connection).get_current_revision()
    if before is not None and before not in {
        script.revision for script in scripts.walk_revisions()
    }:
        raise NewerDatabaseError(
            f"The database was made by a newer Muster (revision {before}).",
            kept="Nothing was changed.",
            todo="Upgrade Muster, or restore a backup from before it was upgraded.",
        )
    head = scripts.get_current_head()
    if head is None or head == before:
        return before, before, None
    copied = copy(head)
    command.upgrade(config, "head")
    return before, head, copied


def _config(connection: Connection, versions: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent).replace("%", "%%"))
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")  # a folder's name may hold anything else
    config.attributes["connection"] = connection
    return config


def draft(message: str, versions: Path = VERSIONS) -> None:
    """Write the migration that leads from the newest revision to the tables as they stand in code.

    For developers: run once, then read what it wrote. Compares on an empty SQLite database.
    """
    for module in pkgutil.iter_modules(storage.__path__, "storage."):
        importlib.import_module(module.name)  # each puts its tables into the metadata
    engine = create_engine("sqlite://")
    with engine.connect() as connection, connection.begin():
        upgrade(connection, versions, lambda _head: None)
        command.revision(_config(connection, versions), message, autogenerate=True)
    engine.dispose()
