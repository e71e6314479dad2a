"""Pins: an organiser keeps a call in sight, until it is over."""

from bot.domain.identity import Role
from commands.poll import steps
from tests.actor import Actor
from tests.pretend import BARE, NARROW, RICH
from tests.stage import CHINESE, ENGLISH, Scene, Stage, on

LINE = "poll Where to meet? Library / Online until Fri 18:00"


async def polled(stage: Stage) -> tuple[Actor, Actor]:
    """Let an organiser post a poll."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says(LINE)
    await ana.picks("Post")
    return ana, ben


def pinned(stage: Stage) -> list[str]:
    """Return what is pinned, as everybody reads its first line."""
    return [
        platform.messages[ref].text.partition("\n")[0]
        for platform in stage.platforms.values()
        for ref in platform.pinned
        if ref in platform.messages
    ]


@on(ENGLISH)
async def test_a_poll_is_pinned_until_it_is_over(stage: Stage) -> None:
    """Nothing is pinned by itself; pinned, it stays so while it is answered, then comes off."""
    ana, ben = await polled(stage)
    assert pinned(stage) == []
    assert "[Pin]" in await ana.picks("More…")
    told = await ana.picks("Pin")
    note = "I am pinning the poll in Lobby. It comes off by itself when the poll is over."
    assert note in told
    assert "[Unpin]" in told
    assert pinned(stage) == ["Where to meet?"]
    await ben.picks("Library")
    assert pinned(stage) == ["Where to meet?"]
    await stage.pass_time(hours=48)
    assert stage.last.startswith("Poll closed")
    assert pinned(stage) == []


@on(CHINESE)
async def test_a_poll_is_pinned_and_unpinned_in_chinese(stage: Stage) -> None:
    """The same by hand, in Chinese."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says("点名 每周学习 周五15点")
    await ana.picks("发布")
    await ana.picks("更多…")
    told = await ana.picks("置顶")
    assert "正在大群里置顶这次点名，结束后会自动取消。" in told
    assert pinned(stage) == ["每周学习"]
    assert "正在取消置顶。" in await ana.picks("取消置顶")
    assert pinned(stage) == []


@on(ENGLISH)
async def test_what_is_opened_again_is_pinned_again(stage: Stage) -> None:
    """Closed by mistake, it comes back as it was; withdrawn, nothing of it stays pinned."""
    ana, _ = await polled(stage)
    await ana.picks("More…")
    await ana.picks("Pin")
    await ana.picks("Close now")
    assert pinned(stage) == []
    await ana.picks("Undo")
    assert pinned(stage) == ["Where to meet?"]


@on(ENGLISH)
async def test_what_is_withdrawn_comes_off_first(stage: Stage) -> None:
    """Where a message can only be crossed out, it would else stay pinned."""
    ana, _ = await polled(stage)
    await ana.picks(steps.show_panel)
    await ana.picks("Pin")
    await ana.picks("Undo")
    assert (ana.platform.pinned, stage.room().messages) == ([], [])


@on(ENGLISH)
async def test_only_organisers_pin(stage: Stage) -> None:
    """Whoever made the poll may close it, but a room's pins are the organisers'."""
    stage.actor("Ana", Role.ORGANISER)
    ben = stage.actor("Ben")
    await ben.says(LINE)
    await ben.picks("Post")
    told = await ben.picks("More…")
    assert "[Close now]" in told
    assert "[Pin]" not in told


@on(Scene("en", (RICH,)), Scene("zh", (NARROW,)))
async def test_where_it_is_not_allowed_organisers_are_told_once(stage: Stage) -> None:
    """The wish is over then, and can be said again once the right is there."""
    ana = stage.actor("Ana", Role.ORGANISER)
    platform = ana.platform
    await ana.says(LINE if stage.scene.language == "en" else "投票 下周在哪开会？图书馆／线上")
    await ana.picks(stage.say("draft", "post"))
    platform.no_pins.add("main")
    pin = stage.say("call", "pin")
    may_not = {"en": "I may not pin there.", "zh": "我没有置顶的权限。"}[stage.scene.language]
    for _ in range(2):
        await ana.picks(steps.show_panel)
        await ana.picks(pin)
        await stage.pass_time(minutes=1)
    assert sum(may_not in text for text in ana.private.texts) == 1
    assert platform.pinned == []
    platform.no_pins.clear()
    await ana.picks(steps.show_panel)
    await ana.picks(pin)
    assert len(platform.pinned) == 1


@on(Scene("en", (BARE,)))
async def test_where_nothing_can_be_pinned_it_is_not_offered(stage: Stage) -> None:
    """Nor is it claimed."""
    ana, _ = await polled(stage)
    assert "Pin" not in await ana.picks("More…")


@on(Scene("en", (RICH, BARE)))
async def test_it_is_pinned_where_it_can_be(stage: Stage) -> None:
    """Of two rooms one can pin: the note names that one."""
    ana, _ = await polled(stage)
    await ana.picks("More…")
    assert "I am pinning the poll in Lobby. It" in await ana.picks("Pin")
    assert pinned(stage) == ["Where to meet?"]


@on(ENGLISH)
async def test_a_wish_outlives_a_restart(stage: Stage) -> None:
    """What was pinned comes off after it, and what is pinned already is left alone."""
    ana, _ = await polled(stage)
    await ana.picks("More…")
    await ana.picks("Pin")
    await stage.restart()
    assert pinned(stage) == ["Where to meet?"]
    await stage.pass_time(hours=48)
    assert pinned(stage) == []
