"""Statements that are compiled once a process: every engine would compile all of its own anew.

That is half of what a conversation costs, whose database is opened for it alone. Engines keep their
own dialects and settings; what they share is the SQL, which is the same for all of one kind.
"""

from collections.abc import Hashable
from typing import Any, TypeAlias

Key: TypeAlias = tuple[Any, ...]
"""What SQLAlchemy looks a statement up by: the dialect first, which is each engine's own."""


class Compiled(dict[Hashable, Any]):
    """Be the cache of compiled statements of every connection, instead of its engine's."""

    def get(self, key: Key, default: Any = None) -> Any:  # type: ignore[override]  # only such keys come
        """Return what was compiled for any engine of this kind."""
        return super().get(_shared(key), default)

    def __setitem__(self, key: Key, value: Any) -> None:  # type: ignore[override]  # the same
        """Keep what was compiled."""
        super().__setitem__(_shared(key), value)


def _shared(key: Key) -> Key:
    dialect, *rest = key
    return (type(dialect), *rest)
