"""Reminders as people meet them: few, merged, in private, never at night, over with an answer."""

from datetime import datetime

from bot.domain.identity import Entry, PersonId, Role, RoomId
from bot.domain.reminding import Rhythm
from bot.ports import Reader
from bot.reminders import _Books, _slots, mute, unmute
from commands.meeting.feature import steps
from commands.meeting.replies import answer
from commands.poll import steps as poll_steps
from tests.actor import Actor
from tests.stage import CHINESE, ENGLISH, EVERYWHERE, RICH, ZONE, Scene, Stage, on

LINE = {
    "en": "roll Weekly study Sun 15:00 room 204 until Sun 12pm everyone",
    "zh": "点名 每周学习 周日15点 204 截止周日中午12点 全员",
}
POLL = {
    "en": "poll Trip? Hills / Lake until Sun 6pm everyone",
    "zh": "投票 春游？山上／湖边 截止周日18点 全员",
}


async def company(stage: Stage, *names: str) -> list[Actor]:
    """Let Ana, an organiser, and others appear, each known in private."""
    people = [stage.actor("Ana", Role.ORGANISER), *map(stage.actor, names)]
    for each in people:
        await each.says_in_private({"en": "hello", "zh": "你好"}[stage.scene.language])
    return people


async def opened(stage: Stage, by: Actor, line: str) -> None:
    """Let somebody post what a line drafts."""
    await by.says(line)
    await by.picks(stage.say("draft", "post"))


def got(actor: Actor, what: str) -> int:
    """Count the private messages of somebody that speak of something."""
    return sum(what in text for text in actor.private.texts)


@on(ENGLISH)
async def test_who_owes_is_reminded_until_they_answer(stage: Stage) -> None:
    """Who has answered hears no more of it, and nobody hears of it after it closed."""
    ana, ben, cleo = await company(stage, "Ben", "Cleo")
    await opened(stage, ana, LINE["en"])
    await stage.pass_time(minutes=2)
    assert ben.private.last == (
        "[Book club] Roll call 1: Weekly study\n"
        "Due Sun 29 Nov 12:00 (Beijing)\n"
        "[Coming] [Late] [Leave]\n"
        "[No more of this]"
    )
    assert (
        await ben.picks("Coming")
        == "Noted: Coming. You can change it until Sun 29 Nov 12:00 (Beijing)."
    )
    await ana.picks(answer)
    await stage.pass_time(hours=48)  # Saturday morning: the half-life step, but half have answered
    assert got(cleo, "Weekly study") == 1
    await stage.pass_time(hours=4)  # the day before
    assert (got(ben, "Weekly study"), got(cleo, "Weekly study")) == (1, 2)
    await stage.pass_time(hours=30)
    assert (got(ben, "Weekly study"), got(cleo, "Weekly study")) == (1, 3)
    assert "Roll call closed: Weekly study" in stage.last


@on(CHINESE)
async def test_who_owes_is_reminded_in_chinese(stage: Stage) -> None:
    """The same in Chinese, whose message is answered at one tap."""
    ana, ben = await company(stage, "小白")
    await opened(stage, ana, LINE["zh"])
    await stage.pass_time(minutes=2)
    assert ben.private.last == (
        "【读书会】点名 1：每周学习\n"
        "别忘了，11月29日(周日)12:00截止\n"
        "[参加] [迟到] [请假]\n"
        "[别再提醒]"
    )
    assert (await ben.picks("参加")).startswith("已记下：参加。")


@on(*EVERYWHERE)
async def test_a_reminder_can_be_answered_and_muted_everywhere(stage: Stage) -> None:
    """With buttons or with codes, in both languages: one answers, or hears no more of it."""
    ana, ben = await company(stage, "Ben")
    await opened(stage, ana, LINE[stage.scene.language])
    await stage.pass_time(minutes=2)
    assert "1" in ben.private.last
    await ben.picks(mute)
    await ana.picks(answer)
    before = len(ben.private.texts)
    await stage.pass_time(hours=70)
    assert len(ben.private.texts) == before


@on(ENGLISH)
async def test_all_that_one_owes_is_one_message(stage: Stage) -> None:
    """Two things that fall due together are told together, the sooner first."""
    ana, ben = await company(stage, "Ben")
    await opened(stage, ana, POLL["en"])
    await opened(stage, ana, LINE["en"])
    await stage.pass_time(minutes=2)
    assert got(ben, "wait for you") == 1
    assert ben.private.last == (
        "[Book club] 2 things wait for you\n"
        "① Roll call 1: Weekly study · due Sun 29 Nov 12:00 (Beijing)\n"
        "② Poll 1: Trip? · due Sun 29 Nov 18:00 (Beijing)\n"
        "[① Answer] [② Answer] [Fewer reminders…]"
    )
    muting = await ben.picks("Fewer reminders…")
    assert muting == (
        "[Book club] What shall I not remind you of?\n"
        "① Roll call 1: Weekly study\n"
        "② Poll 1: Trip?\n"
        "[① No more of this] [② No more of this]"
    )
    await ben.picks("② No more of this")
    assert "[Remind me again]" in await ben.says("mine")


@on(ENGLISH)
async def test_two_messages_a_day_are_enough(stage: Stage) -> None:
    """Whatever else opens on a day, a third message does not come; the next day has two again."""
    ana, ben = await company(stage, "Ben")
    for number in range(4):
        await opened(stage, ana, f"poll Question {number}? A / B until Mon 6pm everyone")
        await stage.pass_time(hours=2, minutes=5)
    assert len([t for t in ben.private.texts if "Question" in t]) == 2
    preview = await ana.says("remind preview")
    assert "Skipped" not in preview  # by the time of the next step it is another day
    await ana.says("poll 4")
    assert "Not reminded, enough today already: 2." in await ana.picks(poll_steps.remind)


@on(ENGLISH)
async def test_nobody_is_woken(stage: Stage) -> None:
    """What is opened late in the evening waits for the morning; what is asked for at night, too."""
    ana, ben = await company(stage, "Ben")
    await stage.pass_time(hours=13, minutes=50)  # 22:50
    await opened(stage, ana, LINE["en"])
    await stage.pass_time(minutes=5)
    await ana.says("roll 1")
    assert await ana.picks(steps.remind) != ""
    assert got(ben, "Weekly study") == 0
    await stage.pass_time(hours=8)
    assert got(ben, "Weekly study") == 0
    await stage.pass_time(hours=1, minutes=10)  # 08:05
    assert got(ben, "Weekly study") == 1


@on(ENGLISH)
async def test_the_organiser_reminds_at_once(stage: Stage) -> None:
    """[Remind] says how many it reaches, and counts as any other: not twice within two hours."""
    ana, ben, _ = await company(stage, "Ben", "Cleo")
    await opened(stage, ana, LINE["en"])
    await stage.pass_time(hours=3)
    await ana.says("roll 1")
    assert "3 people are reminded." in await ana.picks("Remind")
    assert got(ben, "Weekly study") == 2
    said = await ana.picks("Remind")
    assert "Reminded: 0. Not reminded, within two hours: 3." in said
    assert got(ben, "Weekly study") == 2


@on(CHINESE)
async def test_the_organiser_reminds_at_once_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana, _ = await company(stage, "小白")
    await opened(stage, ana, LINE["zh"])
    await stage.pass_time(hours=3)
    await ana.says("点名 1")
    assert "已提醒 2 人。" in await ana.picks("提醒一下")
    assert "已提醒 0 人。2 人没有提醒：两小时内刚提醒过。" in await ana.picks("提醒一下")


@on(ENGLISH)
async def test_who_cannot_be_written_to_is_named_once(stage: Stage) -> None:
    """Who never wrote in private is tagged in the room once, and not at opening."""
    ana, _ = await company(stage, "Ben")
    dan = stage.actor("Dan", reachable=False)
    await opened(stage, ana, LINE["en"])
    await ana.picks(answer)
    await stage.pass_time(hours=2)
    assert "Dan" not in "".join(stage.room().texts)
    await ana.says("roll 1")
    assert "1 person cannot be reminded: they never wrote to me in private." in await ana.picks(
        steps.remind
    )
    line = (
        "@Dan still to answer: Roll call 1: Weekly study, until Sun 29 Nov 12:00 (Beijing). "
        "(I cannot write to you: say hello to me in private.)"
    )
    assert stage.last == line
    await stage.pass_time(hours=73)
    assert stage.room().texts.count(line) == 1
    assert dan.private.texts == []


@on(ENGLISH)
async def test_of_a_secret_poll_nobody_is_named(stage: Stage) -> None:
    """While its count is seen, neither the room nor the preview says who has not answered."""
    ana, ben = await company(stage, "Ben")
    stage.actor("Dan", reachable=False)
    await opened(stage, ana, "poll Trip? Hills / Lake until Sun 6pm everyone secret")
    await ben.picks("Lake")
    preview = await ana.says("remind preview")
    assert "1 person" in preview
    assert "Dan" not in preview
    await stage.pass_time(hours=90)
    assert "Dan" not in "".join(stage.room().texts)


@on(ENGLISH)
async def test_the_preview_says_who_when_and_why_not(stage: Stage) -> None:
    """Organisers see whom the next step goes to, who is skipped and why, and how many are done."""
    ana, ben, cleo = await company(stage, "Ben", "Cleo")
    stage.actor("Dan", reachable=False)
    assert await ana.says("remind preview") == (
        "Reminders to come\n"
        "There is nothing to remind of. Meetings, essays, and polls of everybody with a deadline"
        " remind by themselves."
    )
    await opened(stage, ana, LINE["en"])
    await stage.pass_time(minutes=2)
    await ben.picks("Coming")
    await cleo.picks("No more of this")
    assert await ana.says("remind preview") == (
        "Reminders to come\n"
        "Roll call 1: Weekly study\n"
        "· Sat 28 Nov 08:00 (Beijing): Ana\n"
        "· Skipped, as they asked for it: Cleo\n"
        "· Skipped, never wrote to me in private: Dan\n"
        "· Done: 1"
    )
    assert "Only organisers may do this." in await ben.says("remind preview")


@on(CHINESE)
async def test_the_preview_in_chinese(stage: Stage) -> None:
    """The same in Chinese, in either order of the words."""
    ana, _ = await company(stage, "小白")
    await opened(stage, ana, LINE["zh"])
    await stage.pass_time(minutes=2)
    expected = "提醒预览\n点名 1：每周学习\n· 11月28日(周六)08:00：Ana、小白"
    assert await ana.says("提醒 预览") == expected
    assert await ana.says("预览提醒") == expected


@on(ENGLISH)
async def test_what_is_muted_can_be_had_back_in_ones_list(stage: Stage) -> None:
    """The list still shows what one owes, with the way back."""
    ana, ben = await company(stage, "Ben")
    await opened(stage, ana, LINE["en"])
    await stage.pass_time(minutes=2)
    assert await ben.picks("No more of this") == (
        "I will not remind you of “Roll call 1: Weekly study” again. “mine” brings it back.\n[Undo]"
    )
    assert "[Answer] [Remind me again]" in await ben.says("mine")
    await ben.picks(unmute)
    assert "[Remind me again]" not in await ben.says("mine")
    await stage.pass_time(hours=48)
    assert got(ben, "Weekly study") > 1


@on(ENGLISH)
async def test_a_moved_deadline_moves_the_reminders(stage: Stage) -> None:
    """The steps follow the deadline; closing and withdrawing end them."""
    ana, ben = await company(stage, "Ben")
    await opened(stage, ana, LINE["en"])
    await stage.pass_time(minutes=2)
    await ana.says("roll 1")
    await ana.picks("Edit")
    await ana.answers(until="Fri 18:00")
    assert "Thu 26 Nov 18:00" in await ana.says("remind preview")
    await stage.pass_time(hours=10)
    assert got(ben, "Weekly study") >= 2
    before = got(ben, "Weekly study")
    await ana.picks(steps.close)
    await stage.pass_time(hours=60)
    assert got(ben, "Weekly study") == before


@on(ENGLISH)
async def test_what_is_taken_back_at_once_reminds_nobody(stage: Stage) -> None:
    """Nobody is written to while the posting can still be undone."""
    ana, ben = await company(stage, "Ben")
    await opened(stage, ana, LINE["en"])
    await stage.pass_time(seconds=50)
    await ana.picks("Undo")
    await stage.pass_time(hours=80)
    assert got(ben, "Weekly study") == 0


@on(ENGLISH)
async def test_after_hours_down_each_is_reminded_once(stage: Stage) -> None:
    """What fell due while nothing ran is one message, and none if that was all in the night."""
    ana, ben = await company(stage, "Ben")
    await opened(stage, ana, LINE["en"])
    await stage.pass_time(minutes=2)
    before = got(ben, "Weekly study")
    # Down from now on until Sunday at eleven: the half-life step, the day before, two hours before.
    stage.clock.set(datetime(2026, 11, 29, 11, tzinfo=ZONE))
    await stage.restart()
    await stage.settle()
    assert got(ben, "Weekly study") == before + 1
    await stage.restart()
    await stage.pass_time(minutes=30)
    assert got(ben, "Weekly study") == before + 1


@on(ENGLISH)
async def test_steps_of_ones_own(stage: Stage) -> None:
    """“remind 1d 1h” is the ladder: the draft shows it, and there is no other step."""
    ana, ben = await company(stage, "Ben")
    drafted = await ana.says(f"{LINE['en']} remind 1d and 1h before")
    assert "Reminders: 1 day before, 1 h before" in drafted
    await ana.picks("Post")
    assert "· Sat 28 Nov 12:00 (Beijing): Ana, Ben" in await ana.says("remind preview")
    await stage.pass_time(hours=52)
    assert got(ben, "Weekly study") == 1
    await stage.pass_time(hours=22, minutes=30)
    assert got(ben, "Weekly study") == 2
    await ana.says("roll 1")
    form = await ana.picks("Edit")
    assert "1" in form


@on(CHINESE)
async def test_steps_of_ones_own_in_chinese(stage: Stage) -> None:
    """The same in Chinese, at the end of a line or before the deadline."""
    ana, _ = await company(stage, "小白")
    assert "提前提醒：1天、1小时" in await ana.says(f"{LINE['zh']} 提前1天和1小时提醒")
    assert "提前提醒：1天、30分钟" in await ana.says(
        "点名 每周学习 周日15点 204 提前1天、半小时提醒 截止周日中午12点 全员"
    )
    assert "提前提醒" not in await ana.says("点名 提前安排会场 周日15点 204")


@on(Scene("en", (RICH,), entry=Entry.OPEN))
async def test_two_teams_are_one_message_that_names_them(stage: Stage) -> None:
    """Who is in two teams reads of both at once, each thing under its team."""
    ana, ben = await company(stage, "Ben")
    stage.room("chess", on=None, team="Chess", title="Chess room")
    stage.enrol(ben, Role.ORGANISER, team="Chess")
    await opened(stage, ana, LINE["en"])
    await ben.says(
        "roll Match Sun 17:00 until Sun 1pm everyone", room=stage.room("chess", team="Chess")
    )
    await ben.picks("Post")
    await stage.pass_time(minutes=2)
    assert ben.private.last.startswith(
        "2 things wait for you\n"
        "① [Book club] Roll call 1: Weekly study · due Sun 29 Nov 12:00 (Beijing)\n"
    )
    assert "② [Chess] Roll call 1: Match · due Sun 29 Nov 13:00 (Beijing)\n" in ben.private.last


def test_what_lists_nothing_is_no_place_for_a_reminder() -> None:
    """A message of the day that says one thing takes its number, and no reminder is lost in it."""
    now = datetime(2026, 11, 26, 9, tzinfo=ZONE)
    ben = Reader(PersonId(1), Rhythm(ZONE), RoomId(1))
    first, second = _slots(ben, now, 2)
    waiting = _Books({}, {f"{first}!": True}, 2)
    assert (waiting.slot(ben, now), waiting.free(ben, now)) == (second, second)
    merged = _Books({}, {first: True, f"{second}!": False}, 2)
    assert (merged.slot(ben, now), merged.free(ben, now)) == (first, "")


# How a team reminds


@on(ENGLISH)
async def test_a_team_says_when_and_how_often_it_is_reminded(stage: Stage) -> None:
    """It holds at once, also for what is open; what has a ladder of its own keeps it."""
    ana, ben = await company(stage, "Ben")
    stage.enrol(ana, Role.ADMIN)
    await opened(stage, ana, LINE["en"])
    await opened(stage, ana, f"{POLL['en']} remind 5h")
    assert await ana.says("reminder settings 3 hours before the close, opening") == (
        "Reminders of “Book club”\n"
        "I remind: at once when it opens, 3 h before it closes\n"
        "In a day: at most 2 messages to one person\n"
        "Of one thing: at most 3 to one person\n"
        "Quiet hours: 22:00-08:00\n"
        "Or type it: “reminder settings opening, 1d, 2h”, “reminder settings 1 a day”, “reminder "
        "settings quiet hours 22:00-8:00”; “usual” brings back what is usual. A meeting or a poll "
        "with a “remind 1d” of its own keeps that, and so do people with quiet hours of their "
        "own.\n"
        "[Change] [Whom next?]\n"
        "Noted. It holds from now on, for what is open as well."
    )
    await stage.pass_time(minutes=2)
    assert got(ben, "wait for you") == 1
    preview = await ana.picks("Whom next?")
    assert "Sun 29 Nov 09:00" in preview, "the roll call, three hours before noon"
    assert "Sun 29 Nov 13:00" in preview, "the poll, by its own"
    assert "at most 1 message to one person" in await ana.says("reminder settings 1 a day")
    await stage.pass_time(days=3, hours=5)
    assert got(ben, "Weekly study") == 2, "one as it opened, one on Sunday morning"
    assert got(ben, "Trip?") == 2, "the day's one message named it already"
    assert "I cannot read “soon” as the times" in await ana.says("reminder settings soon")
    assert "no number of reminders" in await ana.says("reminder settings 99 a day")
    await ana.says("team settings reminders none")
    assert "only when somebody presses" in await ana.says("remind settings")
    await ana.picks("Change")
    await ana.answers(ladder="half, 1 day, closing", a_day="", quiet="23:00-7:00")
    told = await ana.says("reminder settings")
    assert "half-way if fewer than half have answered, 1 day before it closes, as it closes" in told
    assert "at most 2 messages to one person\n" in told
    assert "Quiet hours: 23:00-07:00" in told
    await ben.says("hello")
    assert "Only organisers" in await ben.says("reminder settings")
    stage.enrol(ben, Role.ORGANISER)
    assert "at most 1 message to one person" in await ben.says("reminder settings 1 a day")
    assert await ben.says("team settings entry closed") == (
        "Only administrators may do this. You can ask Ana."
    )


@on(CHINESE)
async def test_a_team_says_when_it_is_reminded_in_chinese(stage: Stage) -> None:
    """The same in Chinese, as people say it."""
    ana, _ = await company(stage, "小白")
    told = await ana.says("提醒设置 发布时、提前1天和2小时、截止时")
    assert told.startswith(
        "“读书会”的提醒\n"
        "什么时候提醒：发布时、截止前1天、截止前2小时、截止时\n"
        "每人每天：最多 2 条\n"
        "同一件事：每人最多 3 次\n"
        "免打扰时间：22:00-08:00\n"
    )
    assert told.endswith("记下了，马上生效，进行中的事也按新的来。")
    assert "最多 1 条" in await ana.says("提醒设置 每天最多1条")
    assert "不私下提醒" in await ana.says("提醒设置 每人每天 不提醒")
    assert "不自动提醒" in await ana.says("提醒设置 不提醒")
    assert "23:00-07:00" in await ana.says("提醒设置 免打扰 23:00-7:00")
    assert "时间过半而回复不到一半时、截止前1天" in await ana.says("提醒设置 默认")
    assert "看不懂“看情况”" in await ana.says("提醒设置 看情况")
