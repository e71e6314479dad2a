"""What polls do not do, as the probe does it: whispers, secrets, files, undo, in two languages."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.adapter import Capabilities
from bot.clock import VirtualClock
from bot.command import Commands, DeclarationError
from bot.context import Context, Reply
from bot.domain.identity import Role
from bot.event import HeardFile
from tests.probe import START, House, open_house
from tests.recording import PRIVATE, Recorder

POOR = Capabilities(whisper=False, form=False, note_chars=200)
"""A platform without whispers: what is private is a short note on a press, or a message."""


@pytest.fixture
def clock() -> VirtualClock:
    """Lend a clock that stands still."""
    return VirtualClock(START)


@pytest.fixture
def recorder(clock: VirtualClock) -> Recorder:
    """Lend a platform without whispers."""
    return Recorder(clock, can=POOR)


@pytest.fixture
async def house(database_url: str, clock: VirtualClock, recorder: Recorder) -> AsyncIterator[House]:
    """Lend a house, on each database."""
    async with open_house(database_url, clock, recorder) as opened:
        yield opened


# Whispers and secrets


async def test_an_answer_comes_in_private_where_nothing_can_be_whispered(
    house: House, recorder: Recorder
) -> None:
    """The room reads nothing of it."""
    await house.person("ben")
    await house.says("ben", "probe hello")
    assert recorder.texts(PRIVATE + "ben") == ["[Team] Heard: hello"]
    assert recorder.texts("main") == []


async def test_who_cannot_be_written_to_is_asked_to_write_first(
    house: House, recorder: Recorder
) -> None:
    """The room reads that there is an answer, and not what it is."""
    await house.person("ben", private=False)
    await house.says("ben", "probe hello")
    (said,) = recorder.texts("main")
    assert said == (
        "ben: I have an answer for you alone, but cannot write to you in private yet. "
        "Open a chat with me and say hello."
    )


async def test_what_may_be_said_aloud_is(house: House, recorder: Recorder) -> None:
    """Only where the command allows it."""
    await house.person("ben", private=False)
    await house.says("ben", "aloud hello")
    assert recorder.texts("main") == ["Heard: hello"]


async def test_a_secret_is_shown_in_private_or_not_at_all(house: House, recorder: Recorder) -> None:
    """Who can be written to gets it, who cannot is told what to do; the room sees nothing."""
    await house.person("ana")
    await house.person("ben", private=False)
    await house.put_up("board", "here")
    await house.settle()
    assert await house.presses("ana", "Secret") == ""
    assert recorder.texts(PRIVATE + "ana") == ["[Team] Line board"]
    assert await house.presses("ben", "Secret") == (
        "I cannot write to you in private yet. Open a chat with me, say hello, then try again."
    )
    assert recorder.texts("main") == ["board\nhere"]


def test_a_secret_can_never_be_declared_aloud() -> None:
    """The mistake is found when the feature is read, not when somebody's score is public."""

    def tell(ctx: Context) -> Reply:
        raise NotImplementedError

    with pytest.raises(DeclarationError, match="can never be answered in public"):
        Commands("broken").step("broken.tell", needs=Role.MEMBER, secret=True, aloud=True)(tell)


async def test_a_whisper_is_answered_at_once(sqlite_url: str, clock: VirtualClock) -> None:
    """Where there are whispers nothing is sent at all."""
    recorder = Recorder(clock)
    async with open_house(sqlite_url, clock, recorder) as house:
        await house.person("ben", private=False)
        assert await house.says("ben", "probe hello") == "Heard: hello"
        assert recorder.calls == []


# Files


async def test_files_reach_the_feature_that_takes_them(house: House, recorder: Recorder) -> None:
    """Two files sent in private are kept, each under the key by which it can be fetched."""
    await house.person("ben")
    files = [HeardFile("key-1", "essay.docx", 2048), HeardFile("key-2", "photo.jpg", 77)]
    await house.says("ben", "", room=PRIVATE + "ben", files=files)
    assert recorder.texts(PRIVATE + "ben") == ["[Team] Kept: essay.docx (2048), photo.jpg (77)"]
    assert await house.logged() == ["file key-1", "file key-2"]


# Undo


async def test_what_was_done_can_be_taken_back_for_a_minute(
    house: House, recorder: Recorder
) -> None:
    """The board says again what it said before; a second "undo" takes back nothing."""
    await house.person("ben")
    await house.put_up("board", "before")
    await house.settle()
    assert await house.presses("ben", "Press") == (
        "Set to pressed (Type “undo” within a minute to take it back.)"
    )
    assert recorder.stands() == ["board\npressed"]
    await house.pass_time(seconds=50)
    await house.says("ben", "undo", room=PRIVATE + "ben")
    assert recorder.stands() == ["board\nbefore"]


async def test_after_a_minute_nothing_is_taken_back(house: House, recorder: Recorder) -> None:
    """The board stays, and the person is told why."""
    await house.person("ben")
    await house.put_up("board", "before")
    await house.settle()
    await house.presses("ben", "Press")
    await house.pass_time(seconds=61)
    await house.says("ben", "undo", room=PRIVATE + "ben")
    assert recorder.stands() == ["board\npressed"]
    assert recorder.texts(PRIVATE + "ben")[-1] == (
        "[Team] There is nothing to undo. You can undo something for one minute after doing it. "
        "Answers are changed on their card, a paper is taken back on its receipt."
    )


async def test_another_persons_deed_cannot_be_undone(house: House, recorder: Recorder) -> None:
    """What Ben did stays, whatever Ana types."""
    await house.person("ana")
    await house.person("ben")
    await house.put_up("board", "before")
    await house.settle()
    await house.presses("ben", "Press")
    await house.says("ana", "undo", room=PRIVATE + "ana")
    assert recorder.stands() == ["board\npressed"]


# In Chinese


async def test_the_probe_speaks_chinese(
    sqlite_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """A private answer, merged tells and a refusal, as people in Beijing read them."""
    async with open_house(sqlite_url, clock, recorder, language="zh") as house:
        await house.person("小李", language="zh")
        await house.person("小王", private=False, language="zh")
        await house.put_up("公告", "在此")
        await house.settle()
        assert await house.presses("小李", "按一下") == (
            "已改为 pressed（一分钟内发“撤销”可以收回。）"
        )
        await house.says("小李", "试探 你好")
        assert await house.presses("小王", "悄悄看") == (
            "我还不能给您发私信。请先打开和我的对话，随便发句话，再试一次。"
        )
    assert recorder.texts(PRIVATE + "小李") == ["【Team】听到了：你好"]


async def test_a_platform_that_gains_whispers_changes_nothing_that_stands(
    sqlite_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """After an upgrade of the platform the cards are as they were, and their buttons answer."""
    async with open_house(sqlite_url, clock, recorder) as house:
        await house.person("ben")
        await house.put_up("board", "before")
        await house.settle()
    recorder.can = replace(POOR, whisper=True)
    clock.advance(timedelta(minutes=1))
    async with open_house(sqlite_url, clock, recorder) as house:
        await house.settle()
        assert recorder.texts() == ["board\nbefore"]
        assert await house.presses("ben", "Press") == "Set to pressed"
