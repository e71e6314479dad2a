"""python-telegram-bot: 75 ms and 7 MB, for which no start waits; loaded with the first call."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adapters.telegram.client import Client


def load() -> "type[Client]":
    """Load all that asks Telegram, which may be done in a thread."""
    with _without_httpx():
        from adapters.telegram.client import Client  # noqa: PLC0415  (what this module is for)
    return Client


class _Unloaded(ModuleType):
    """Stand for a library of which nothing is used, and annotations alone name anything."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return object


@contextmanager
def _without_httpx() -> Iterator[None]:
    """Keep python-telegram-bot from loading what it would travel by, were it not for our client.

    It is 20 ms and 1 MB. Whoever else wants httpx gets it, before and after.
    """
    if "httpx" in sys.modules:
        yield
        return
    sys.modules["httpx"] = _Unloaded("httpx")
    try:
        yield
    finally:
        # Another thread that loads the same may have been first.
        sys.modules.pop("httpx", None)
