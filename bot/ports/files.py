"""Files that are kept by their hash."""

from collections.abc import AsyncIterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

from bot.domain.phrase import Instant


class KeptFile(NamedTuple):
    """Say where a stored file lies, of which media type it is, and how many bytes it has."""

    path: Path
    kind: str
    size: int


class Keep(StrEnum):
    """Say what a file is kept as, which decides for how long."""

    INBOX = "inbox"
    EXPORTS = "exports"
    ESSAYS = "essays"
    PICTURES = "pictures"


class Kept(NamedTuple):
    """Say what was kept of what was received: its hash (SHA-256, hexadecimal), and its bytes."""

    file: str
    size: int


class FileStore(Protocol):
    """Keep files by the hash of what stands in them."""

    async def put(self, content: bytes | AsyncIterator[bytes], *, name: str, kind: str,
                  keep_until: Instant, now: Instant) -> str:  # fmt: skip
        """Keep a file until a time, and return its hash.

        Raises `FileTooLargeError` where more comes than may be kept.
        """
        ...

    async def open(self, file: str) -> KeptFile | None:
        """Return where a file lies; None where no such file is kept."""
        ...

    async def prolong(self, file: str, keep_until: Instant) -> None:
        """Keep a file until a later time; nothing changes of one that is kept longer, or not."""
        ...

    async def prune(self, now: Instant) -> int:
        """Take away some of the files whose time is over; return how many."""
        ...
