"""A series that is changed: one meeting of it, or all to come, those that stand as well."""

from bot.domain.identity import Role
from commands.meeting.call import mend
from commands.meeting.series import mend_once, mend_series, show_one, show_series
from tests.stage import CHINESE, ENGLISH, EVERYWHERE, Actor, Stage, on

LINE = {
    "en": "meet Committee every Fri 15:00 room 204 chair Ana",
    "zh": "开会 支委会 每周五15点 204 主持@Ana",
}


async def called(stage: Stage) -> Actor:
    """Let a series have called its first meeting, of Friday the 27th."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says(LINE[stage.scene.language])
    await ana.picks(stage.say("draft", "post"))
    await stage.pass_time(hours=1)
    return ana


async def panel(stage: Stage, ana: Actor) -> str:
    """Let an organiser open the series."""
    await ana.says({"en": "meetings", "zh": "会议"}[stage.scene.language])
    return await ana.picks(show_series)


@on(ENGLISH)
async def test_all_to_come_are_changed_and_those_that_stand_as_well(stage: Stage) -> None:
    """Another room and another day: the card is redrawn, people are told once, reminders follow."""
    ben = stage.actor("Ben")
    await ben.says_in_private("hello")
    ana = await called(stage)
    await panel(stage, ana)
    await ana.picks(mend_series)
    told = await ana.answers(repeats="every Thu 16:00", place="room 305", topics="Budget")
    assert told.startswith("Series 1: Committee\nevery Thu 16:00 (Beijing), from Thu 26 Nov\n")
    assert told.endswith(
        "Noted: it holds for all meetings of “Committee” to come. The one that was posted already "
        "is changed as well. What was set for a single one stays so."
    )
    assert "Where: room 305\nChair: Ana\nTopics: Budget\n" in told
    assert "[Posted: Thu 26 Nov 16:00 (Beijing)]" in told
    card, moved = stage.room().texts
    for each in (card, moved):
        assert "When: Thu 26 Nov 16:00 (Beijing)" in each
        assert "Where: room 305" in each
    assert "· 1. Budget\n" in card
    assert "[Thu 3 Dec 16:00 (Beijing) …]" in told
    await stage.pass_time(hours=5)
    assert "Due Thu 26 Nov 16:00 (Beijing)" in ben.private.last, "two hours before"
    await stage.pass_time(days=6)
    posted = [each for each in stage.room().texts if each.startswith("Committee\n")]
    assert len(posted) == 2, "the Friday is not called besides"
    assert "When: Thu 3 Dec 16:00 (Beijing)" in posted[1]
    assert "Where: room 305" in posted[1]


@on(ENGLISH)
async def test_one_meeting_is_changed_and_the_others_stay(stage: Stage) -> None:
    """One that stands, and one still to be called; what changes all leaves both alone."""
    ana = await called(stage)
    assert "[Series…]" in await ana.says("meet 1")
    await ana.picks(mend)
    await ana.answers(place="the hall")
    told = await panel(stage, ana)
    assert "Where: room 204" in told
    await ana.picks(show_one)
    await ana.picks(mend_once)
    told = await ana.answers(about="Committee with guests", starts="Fri 4 Dec 17:00")
    assert told.endswith("Noted for Fri 4 Dec 17:00 (Beijing) alone.")
    assert "Fri 4 Dec 17:00 (Beijing) (differs: Meeting)" in told
    await ana.picks(mend_series)
    told = await ana.answers(place="room 1", about="Board")
    assert "Where: the hall" in stage.room().texts[0]
    assert stage.room().texts[0].startswith("Board\n"), "what was not changed of it follows"
    await stage.pass_time(days=14)
    second, third = stage.room().texts[-3], stage.last
    assert second.startswith("Sign-in is open: Committee with guests\nWhen: Fri 4 Dec 17:00")
    assert "Where: room 1\n" in second
    assert third.startswith("Board\n")
    assert "When: Fri 11 Dec 15:00 (Beijing)\nWhere: room 1\n" in third


@on(CHINESE)
async def test_a_series_is_changed_in_chinese(stage: Stage) -> None:
    """The same in Chinese; a rule that names no day is refused, and all stays."""
    ana = await called(stage)
    assert "[修改以后各次] [停止例会]" in await panel(stage, ana)
    await ana.picks(mend_series)
    told = await ana.answers(repeats="每周五16点", place="305")
    assert told.endswith(
        "记下了，“支委会”以后各次都照新的来。已经通知过的 1 次也改好了。单独改过的那几次不受影响。"
    )
    assert "时间：11月27日(周五)16:00" in stage.room().texts[0]
    await panel(stage, ana)
    await ana.picks(mend_series)
    told = await ana.answers(repeats="每周五16点 到2026年11月27日止")
    assert "例会没有改动" in told


@on(*EVERYWHERE)
async def test_a_series_is_changed_everywhere(stage: Stage) -> None:
    """With forms or by questions."""
    ana = await called(stage)
    await panel(stage, ana)
    await ana.picks(mend_series)
    await ana.answers(place="305")
    assert "305" in "".join(stage.room().texts)
