"""What people sent is fetched in jobs: kept by its hash, let go when it is too much."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.clock import VirtualClock
from bot.command import JobCall
from bot.context import Work
from bot.documents import Unread
from bot.domain.outline import Leaf, Twigs
from bot.errors import AdapterError, TryLater, Uncertain
from bot.ports import Keep
from tests.probe import START, House, Worth, done, open_house
from tests.recording import Recorder

PIECE = b"\xe5\xa5\xbd" * 20_000


async def fetches(held: Work, key: str) -> Worth:
    """Fetch a file, and say what it came to."""
    connection, _, key = key.rpartition("/")
    kept = await held.fetch(connection or "recorder", key, name="心得.txt", keep=Keep.INBOX)
    if isinstance(kept, Unread):
        return Worth(kept.value)
    if key == "outline":
        return Worth(str(await held.outline(kept.file)))
    read = await held.writing(kept.file)
    assert not isinstance(read, Unread)
    return Worth(f"{kept.file[:8]}, {kept.size} bytes, {len(read.text)} characters")


@pytest.fixture
def clock() -> VirtualClock:
    """Lend a clock that stands still."""
    return VirtualClock(START)


@pytest.fixture
def recorder(clock: VirtualClock) -> Recorder:
    """Lend a platform that has files, one of them too large."""
    return Recorder(clock, files={
        "good": [PIECE, PIECE], "large": [PIECE] * 1_000, "outline": [b"- yes"],
    })  # fmt: skip


@pytest.fixture
async def house(database_url: str, clock: VirtualClock, recorder: Recorder) -> AsyncIterator[House]:
    """Lend a house whose bench fetches."""
    async with open_house(database_url, clock, recorder, worker=fetches) as opened:
        yield opened


async def fetched(house: House, key: str) -> list[str]:
    """Let a job fetch a file, and return what has come of it so far."""
    work: JobCall[Worth] = JobCall("bench.work", (key,))
    await house.act(lambda ctx: ctx.start(work, then=done(key)))
    await house.settle()
    return await house.logged()


async def test_what_was_sent_is_kept_by_its_hash(house: House) -> None:
    """And can be read by it."""
    digest = hashlib.sha256(PIECE + PIECE).hexdigest()
    assert await fetched(house, "good") == [
        f"good came to {digest[:8]}, 120000 bytes, 40000 characters"
    ]


async def test_an_outline_that_was_sent_can_be_read(house: House) -> None:
    """By the same hash."""
    told = Twigs(1, (Leaf(1, "yes"),))
    assert await fetched(house, "outline") == [f"outline came to {told}"]


async def test_what_is_too_large_is_let_go_on_the_way(house: House, recorder: Recorder) -> None:
    """Of sixty megabytes no more is received than the twenty that may be kept."""
    assert await fetched(house, "large") == ["large came to too-large"]
    assert len(recorder.times("large", "piece")) == 20_000_000 // len(PIECE) + 1


@pytest.mark.parametrize("key", ["nothing", "elsewhere/good"])
async def test_what_is_not_there_is_an_outcome(house: House, key: str) -> None:
    """The platform has lost it, or its connection is no more."""
    assert await fetched(house, key) == [f"{key} came to gone"]


async def test_a_refusal_in_the_middle_is_the_end(house: House, recorder: Recorder) -> None:
    """Half a file is not kept."""
    recorder.fails(AdapterError("taken back"), op="piece", spared=1)
    assert await fetched(house, "good") == ["good came to gone"]


@pytest.mark.parametrize("error", [TryLater(timedelta(seconds=1)), Uncertain()])
async def test_a_break_in_the_middle_is_tried_again(
    house: House, recorder: Recorder, error: AdapterError
) -> None:
    """The next attempt has all of it."""
    recorder.fails(error, op="piece", spared=1)
    assert await fetched(house, "good") == []
    await house.pass_time(minutes=1)
    (line,) = await house.logged()
    assert line.endswith("120000 bytes, 40000 characters")
