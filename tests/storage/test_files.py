"""Files: each content kept once, until its time is over, whatever comes in between."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import func, select

from bot.errors import FileTooLargeError
from storage.database import Database
from storage.files import Files, file_table
from tests.storage.world import migrated

NOW: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
DAY: Final = timedelta(days=1)
MOST: Final = 1000


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Lend a database that has gone through all migrations."""
    opened = await migrated(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def files(database: Database, tmp_path: Path) -> Files:
    """Lend a store whose folder does not exist yet."""
    return Files(database, tmp_path / "files", most=MOST)


async def put(files: Files, content: bytes, days: int = 1) -> str:
    """Keep something for some days."""
    return await files.put(
        content, name="list.csv", kind="text/csv", keep_until=NOW + days * DAY, now=NOW
    )


async def parts(*chunks: bytes) -> AsyncIterator[bytes]:
    """Send something piece by piece."""
    for chunk in chunks:
        yield chunk


async def test_what_is_kept_is_found_by_its_hash(files: Files, tmp_path: Path) -> None:
    """A file lies under its own SHA-256, in a folder of the first two digits."""
    digest = await put(files, b"a,b\n")
    assert digest == hashlib.sha256(b"a,b\n").hexdigest()
    kept = await files.open(digest)
    assert kept == (tmp_path / "files" / digest[:2] / digest[2:], "text/csv", 4)
    assert kept.path.read_bytes() == b"a,b\n"


async def test_what_comes_in_pieces_is_one_file(files: Files) -> None:
    """An upload is kept as it comes, and is the same file as if it had come at once."""
    streamed = await files.put(
        parts(b"a,", b"", b"b\n"), name="x", kind="text/csv", keep_until=NOW + DAY, now=NOW
    )
    assert streamed == await put(files, b"a,b\n")


async def test_an_empty_file_is_a_file(files: Files) -> None:
    """Nothing at all can be kept as well."""
    kept = await files.open(await put(files, b""))
    assert kept is not None
    assert kept.size == 0


@pytest.mark.parametrize("chunks", [[b"x" * (MOST + 1)], [b"x" * MOST, b"x"]])
async def test_what_is_too_large_leaves_nothing(
    files: Files, tmp_path: Path, chunks: list[bytes]
) -> None:
    """As soon as more comes than may be kept it is refused, and no part of it stays."""
    with pytest.raises(FileTooLargeError, match="1,000 bytes"):
        await files.put(parts(*chunks), name="x", kind="a/b", keep_until=NOW + DAY, now=NOW)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    assert await put(files, b"x" * MOST)


async def test_an_upload_that_breaks_off_leaves_nothing(files: Files, tmp_path: Path) -> None:
    """A sender who goes away in the middle leaves neither a file nor a row."""

    async def breaks() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await files.put(breaks(), name="x", kind="a/b", keep_until=NOW + DAY, now=NOW)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["", "..", "a" * 63, "g" * 64, "A" * 64, "../" * 22 + "aa", "\0"])
async def test_what_is_no_hash_is_not_found(files: Files, name: str) -> None:
    """Whatever is asked for, nothing outside of the folder is ever looked at."""
    assert await files.open(name) is None


async def test_a_row_whose_file_is_gone_is_not_found(files: Files) -> None:
    """Somebody has emptied the folder: that a row is there helps nobody."""
    digest = await put(files, b"x")
    kept = await files.open(digest)
    assert kept is not None
    kept.path.unlink()
    assert await files.open(digest) is None
    assert await put(files, b"x") == digest
    assert await files.open(digest)


async def test_files_go_when_their_time_is_over(files: Files) -> None:
    """The time of a content is the longest that anybody wished; then file and row go."""
    short, long = await put(files, b"short"), await put(files, b"long")
    await put(files, b"long", days=3)
    await put(files, b"long", days=2)
    assert await files.prune(NOW) == 0
    assert await files.prune(NOW + DAY) == 1
    assert await files.open(short) is None
    assert await files.open(long)
    assert await files.prune(NOW + 3 * DAY) == 1
    assert await files.open(long) is None
    assert await files.prune(NOW + 9 * DAY) == 0


async def test_many_go_in_small_bites(files: Files) -> None:
    """However many are over, one transaction takes away few, and all go in the end."""
    for number in range(120):
        await put(files, str(number).encode())
    taken = []
    while found := await files.prune(NOW + DAY):
        taken.append(found)
    assert sum(taken) == 120
    assert max(taken) <= 50


async def test_what_a_crash_left_half_received_is_swept(files: Files, tmp_path: Path) -> None:
    """A part that nobody works on goes after a day, one that is being received stays."""
    await put(files, b"x", days=9)
    part = tmp_path / "files" / "left.part"
    part.write_bytes(b"half")
    written = datetime.fromtimestamp(part.stat().st_mtime, UTC)
    await files.prune(written + DAY / 2)
    assert part.exists()
    await files.prune(written + DAY * 2)
    assert not part.exists()


async def test_keeping_and_taking_away_at_once_loses_nothing(
    files: Files, database: Database
) -> None:
    """Who keeps a file in the moment in which the same content goes has it in the end."""
    digest = await put(files, b"same")
    for day in range(2, 12):
        later = NOW + day * DAY
        await asyncio.gather(
            files.prune(later),
            files.put(b"same", name="x", kind="a/b", keep_until=later + DAY / 2, now=later),
            files.prune(later),
        )
        assert await files.open(digest)
    count = select(func.count()).select_from(file_table)
    assert await database.read(lambda c: c.scalar(count)) == 1
