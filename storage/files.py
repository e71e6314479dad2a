"""Files by their hash: what people sent and what was exported, each content kept once.

A row is written before its file is put in place, and a file is taken away before its row: whoever
crashes in between leaves a row whose file is missing, which nobody is given, and never a file of
which nobody knows that it is to go.
"""

import asyncio
import contextlib
import hashlib
import os
import re
import tempfile
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Table,
    Text,
    bindparam,
    case,
    delete,
    select,
    update,
)

from bot.domain.phrase import Instant
from bot.errors import FileTooLargeError
from bot.ports import KeptFile
from storage.columns import instant, text
from storage.database import Database
from storage.repeating import statement
from storage.schema import Retention, UtcTime, metadata, upsert

file_table = Table(
    "file", metadata,
    Column("hash", Text, primary_key=True, info={"retention": Retention.NONE}),
    Column("size", BigInteger, nullable=False, info={"retention": Retention.NONE}),
    text("kind"), text("name", kept=Retention.RECORD), instant("created_at"),
    instant("keep_until"),
    Index("ix_file_keep_until", "keep_until"),
)  # fmt: skip

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_PART: Final = ".part"
"""What ends the name of a file that is still being received."""
_ABANDONED: Final = timedelta(days=1)
"""After how long a file that is still being received has been left behind by a crash."""
_BITE: Final = 50
"""Files that are taken away in one transaction: it holds up all others."""

_PUT = upsert(file_table).values(
    hash=bindparam("hash"), size=bindparam("size"), kind=bindparam("kind"), name=bindparam("name"),
    created_at=bindparam("now", type_=UtcTime), keep_until=bindparam("keep_until", type_=UtcTime),
)  # fmt: skip
_LATER = case(
    (file_table.c.keep_until > _PUT.excluded.keep_until, file_table.c.keep_until),
    else_=_PUT.excluded.keep_until,
)
_KEEP = statement(
    lambda: _PUT.on_conflict_do_update(index_elements=["hash"], set_={"keep_until": _LATER})
)
_PROLONG = statement(
    lambda: (
        update(file_table)
        .where(
            file_table.c.hash == bindparam("file"),
            file_table.c.keep_until < bindparam("until", type_=UtcTime),
        )
        .values(keep_until=bindparam("until", type_=UtcTime))
    )
)
_FIND = statement(
    lambda: select(file_table.c.kind, file_table.c.size).where(
        file_table.c.hash == bindparam("hash")
    )
)


def path_in(folder: Path, file: str) -> Path:
    """Return where the file of a hash lies in a folder; ValueError where it is no hash."""
    if _HASH.fullmatch(file) is None:
        raise ValueError(f"{file[:80]!r} is no SHA-256 in hexadecimal")
    return folder / file[:2] / file[2:]


class Files:
    """Keep files in a folder, and in the database what they are and for how long."""

    def __init__(self, database: Database, folder: Path, *, most: int) -> None:
        """Take the folder, made when it is first needed; no file may have more than `most` bytes.

        All processes of one database share one folder.
        """
        self._database = database
        self._folder = folder
        self._most = most
        self._receiving: set[Path] = set()
        self._parts = threading.Lock()

    async def put(
        self, content: bytes | AsyncIterator[bytes], *, name: str, kind: str, keep_until: Instant,
        now: Instant,
    ) -> str:  # fmt: skip
        """Keep a file until a time, and return its hash: SHA-256, in hexadecimal.

        `kind` is its media type. What is there already is kept for the longer of both times.
        Raises FileTooLargeError as soon as more has come than may; nothing of it is left then.
        """
        part = await asyncio.to_thread(self._new_part)
        try:
            digest, size = await self._receive(part, content)
            values = {"hash": digest, "size": size, "kind": kind, "name": name, "now": now}
            values["keep_until"] = keep_until
            await self._database.run(lambda c: c.execute(_KEEP, values))
            # Only now: until the row is committed, `prune` may still be taking the same away.
            await asyncio.to_thread(_settle, part, path_in(self._folder, digest))
        finally:
            self._receiving.discard(part)
            await asyncio.to_thread(part.unlink, missing_ok=True)
        return digest

    async def open(self, file: str) -> KeptFile | None:
        """Return where a file lies, its kind and its size; None where it is not kept, or no hash.

        It may be taken away as soon as its time is over: open it at once.
        """
        if _HASH.fullmatch(file) is None:
            return None

        def find(connection: Connection) -> tuple[str, int] | None:
            row = connection.execute(_FIND, {"hash": file}).one_or_none()
            return None if row is None else (row.kind, row.size)

        found, path = await self._database.read(find), path_in(self._folder, file)
        if found is None or not await asyncio.to_thread(path.is_file):
            return None
        return KeptFile(path, *found)

    async def prolong(self, file: str, keep_until: Instant) -> None:
        """Keep a file until a later time; nothing changes of one that is kept longer, or not."""
        values = {"file": file, "until": keep_until}
        await self._database.run(lambda c: c.execute(_PROLONG, values))

    async def prune(self, now: Instant) -> int:
        """Take away some of the files whose time is over; return how many."""
        await asyncio.to_thread(self._sweep_parts, now)

        def take_away(connection: Connection) -> int:
            over_at = file_table.c.keep_until <= now
            over = (
                select(file_table.c.hash)
                .where(over_at)
                .order_by(file_table.c.keep_until)
                .limit(_BITE)
            )
            gone = list(
                connection.scalars(
                    delete(file_table)
                    # The time once more: PostgreSQL asks it anew of a row that has been waited
                    # for, which whoever put the same content may have kept for longer meanwhile.
                    .where(file_table.c.hash.in_(over.scalar_subquery()), over_at)
                    .returning(file_table.c.hash)
                )
            )
            # Within the transaction: whoever puts the same content waits for its end, and then
            # puts the file in place again.
            for each in gone:
                path_in(self._folder, each).unlink(missing_ok=True)
            return len(gone)

        return await self._database.run(take_away)

    def _new_part(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._parts:  # who sweeps sees no part that nobody seems to receive
            handle, name = tempfile.mkstemp(suffix=_PART, dir=self._folder)
            self._receiving.add(Path(name))
        os.close(handle)
        return Path(name)

    async def _receive(self, part: Path, content: bytes | AsyncIterator[bytes]) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        with await asyncio.to_thread(part.open, "wb") as out:
            async for chunk in _chunks(content):
                size += len(chunk)
                if size > self._most:
                    raise FileTooLargeError(self._most)
                digest.update(chunk)
                await asyncio.to_thread(out.write, chunk)
            await asyncio.to_thread(_sync, out)
        return digest.hexdigest(), size

    def _sweep_parts(self, now: Instant) -> None:
        before = (now - _ABANDONED).timestamp()
        # By the house's clock, which need not be the system's: what we receive is no leftover.
        with self._parts:
            left = {*self._folder.glob(f"*{_PART}")} - self._receiving
        for part in left:
            # Its sender, or another process that sweeps, may have been faster.
            with contextlib.suppress(FileNotFoundError):
                if part.stat().st_mtime < before:
                    part.unlink()


async def _chunks(content: bytes | AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    async for chunk in content:
        yield chunk


def _sync(out: BinaryIO) -> None:
    out.flush()
    os.fsync(out.fileno())


def _settle(part: Path, path: Path) -> None:
    """Put a file in place for good: the name too must outlast a loss of power."""
    path.parent.mkdir(exist_ok=True)
    part.replace(path)
    for folder in (path.parent, path.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
