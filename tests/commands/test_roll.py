"""Roll calls: from a typed line to the list of who came."""

import csv
import io

import pytest

from bot.domain.identity import Entry, Role
from bot.domain.meeting import Says
from bot.domain.phrase import Variant
from bot.message import File
from commands.meeting.feature import meetings, steps
from commands.meeting.listing import export
from commands.meeting.replies import answer, leave
from storage.files import path_in
from tests.stage import BARE, CHINESE, ENGLISH, EVERYWHERE, NARROW, Actor, Scene, Stage, on

STUDY = {
    "en": "roll Weekly study Fri 15:00 room 204 until Fri 12:00",
    "zh": "点名 每周学习 周五15点 204 截止周五12点",
}
OF_ROLL = (Says.COMING, Says.LATE, Says.LEAVE)
WORD = {"en": "roll", "zh": "点名"}
KIND = meetings.say("roll-kind")


async def study(stage: Stage, also: str = "") -> tuple[Actor, Actor]:
    """Let Ana call the roll; with `also` in it, everybody is expected, which are Ana and Ben."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says(f"{STUDY[stage.scene.language]} {also}".strip())
    await ana.picks(stage.say("draft", "post"))
    return ana, ben


def said(stage: Stage, says: Says) -> str:
    """Return what an answer is called."""
    return stage.say("meeting", "says", answer=says)


# From a typed line to the end


@on(ENGLISH)
async def test_a_roll_call_counts_who_comes_until_it_closes(stage: Stage) -> None:
    """Three people answer, one says why and one how late, and the clock closes it."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    cy = stage.actor("Cy")
    assert await ana.says(STUDY["en"]) == (
        "Draft: Roll call\n"
        "What: Weekly study\n"
        "When: Fri 27 Nov 15:00 (Beijing)\n"
        "Where: room 204\n"
        "Answers until: Fri 27 Nov 12:00 (Beijing)\n"
        "Will be posted in: Lobby\n"
        "[Post] [Edit] [More…] [Cancel]"
    )
    assert await ana.picks("Post") == "Roll call 1 is posted in Lobby.\n[Undo]"
    assert stage.last == (
        "Weekly study\n"
        "When: Fri 27 Nov 15:00 (Beijing)\n"
        "Where: room 204\n"
        "Coming: 0, Late: 0, Leave: 0\n"
        "Nobody has answered yet · until Fri 27 Nov 12:00 (Beijing)\n"
        "[Coming] [Late] [Leave]\n"
        "[More…]\n"
        "Names and reasons: organisers only · Counts: everybody"
    )
    until = "You can change it until Fri 27 Nov 12:00 (Beijing)."
    assert await ana.picks("Coming") == f"Noted: Coming. {until}"
    assert await ben.picks("Leave") == f"Noted: Leave. {until}\nLeave\nReason:"
    assert await ben.answers(reason="ill") == f"Noted: Leave (ill). {until}"
    assert await cy.picks("Late") == f"Noted: Late. {until}\nLate\nHow late:"
    assert await cy.answers(delay="20 min") == f"Noted: Late (20 min). {until}"
    assert "Coming: 1, Late: 1, Leave: 1\n3 answers · until" in stage.last
    assert await ana.picks(steps.show_panel) == (
        "Roll call 1: Weekly study\n"
        "When: Fri 27 Nov 15:00 (Beijing)\n"
        "Where: room 204\n"
        "3 answers · until Fri 27 Nov 12:00 (Beijing)\n"
        "Your answer: Coming\n"
        "[Coming] [Late] [Leave]\n"
        "· Coming: Ana\n"
        "· Late: Cy (20 min)\n"
        "· Leave: Ben (ill)\n"
        "[Close now] [Edit] [Cancel the roll call] [Export] [Pin]"
    )
    await stage.pass_time(hours=28)
    assert stage.last == "Roll call closed: Weekly study\nComing: 1, Late: 1, Leave: 1"
    assert "3 answers · closed Fri 27 Nov 12:00 (Beijing)\nNames" in stage.room().texts[0]
    assert await ben.picks("Coming", gone=True) == (
        "This roll call is closed. Your last answer stands as it was; nothing was changed."
    )


@on(CHINESE)
async def test_a_roll_call_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana, ben, cy = stage.actor("安娜", Role.ORGANISER), stage.actor("小本"), stage.actor("小齐")
    assert await ana.says(STUDY["zh"]) == (
        "点名草稿\n"
        "事由：每周学习\n"
        "时间：11月27日(周五)15:00\n"
        "地点：204\n"
        "回复截止：11月27日(周五)12:00\n"
        "· 12点按中午算：11月27日(周五)12:00。\n"
        "将发到：大群\n"
        "[发布] [修改] [更多…] [取消]"
    )
    assert await ana.picks("发布") == "点名 1 已发到大群。\n[撤销]"
    assert stage.last == (
        "每周学习\n"
        "时间：11月27日(周五)15:00\n"
        "地点：204\n"
        "参加 0 人、迟到 0 人、请假 0 人\n"
        "还没有人回复 · 11月27日(周五)12:00截止\n"
        "[参加] [迟到] [请假]\n"
        "[更多…]\n"
        "姓名和原因：仅组织者可见 · 人数：所有人可见"
    )
    until = "11月27日(周五)12:00前可以改。"
    assert await ana.picks("参加") == f"已记下：参加。{until}"
    assert await ben.picks("请假") == f"已记下：请假。{until}\n请假\n请假原因："
    assert await ben.answers(reason="发烧") == f"已记下：请假（发烧）。{until}"
    await cy.picks("迟到")
    assert await cy.answers(delay="20分钟") == f"已记下：迟到（20分钟）。{until}"
    assert "· 迟到：小齐（20分钟）\n· 请假：小本（发烧）\n" in await ana.picks(steps.show_panel)
    await stage.pass_time(hours=28)
    assert stage.last == "点名结束：每周学习\n参加 1 人、迟到 1 人、请假 1 人"


@on(*EVERYWHERE)
async def test_everything_can_be_done_everywhere(stage: Stage) -> None:
    """Draft, post, answer with and without a word, edit, close, reopen, export: anywhere."""
    coming, late, away = (said(stage, each) for each in OF_ROLL)
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says(WORD[stage.scene.language])
    times = {"en": ("Fri 15:00", "Fri 16:00"), "zh": ("周五15点", "周五16点")}
    before, after = times[stage.scene.language]
    await ana.answers(title="Chess", starts=before)
    await ana.picks(stage.say("draft", "post"))
    assert coming in await ana.picks(coming)
    assert away in await ben.picks(away)
    assert f"{away} (ill)" in (await ben.answers(reason="ill")).replace("（", " (").replace(
        "）", ")"
    )
    assert late in await ben.picks(late)
    await ben.answers()
    await ana.picks(steps.show_panel)
    await ana.picks(stage.say("call", "mend"))
    assert stage.say("call", "mended") in await ana.answers(starts=after)
    assert "16:00" in stage.last
    assert stage.say("meeting", "exporting") in await ana.picks(export)
    assert ".csv" in ana.private.last
    assert stage.say("call", "closed-now", kind=KIND) in await ana.picks(steps.close)
    undone = await ana.says({"en": "undo", "zh": "撤销"}[stage.scene.language])
    assert stage.say("call", "reopened", kind=KIND) in undone
    await stage.pass_time(days=3)
    assert stage.last.startswith(
        stage.say("meeting", "result-title", name=meetings.say("roll-name"), title="Chess")
    )


# How a line is read


def drafted(what: str, when: str, where: str = "–", until: str = "the start") -> str:
    """Return how a draft shows what it read."""
    return f"What: {what}\nWhen: {when}\nWhere: {where}\nAnswers until: {until}\n"


FRIDAY = "Fri 27 Nov 15:00 (Beijing)"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("roll Weekly study Fri 15:00", drafted("Weekly study", FRIDAY)),
        ("roll Weekly study on Fri at 3pm", drafted("Weekly study", FRIDAY)),
        ("roll call Weekly study Fri 15:00 room 204", drafted("Weekly study", FRIDAY, "room 204")),
        (
            "check in Weekly study Fri 15:00 in room 204",
            drafted("Weekly study", FRIDAY, "room 204"),
        ),
        ("roll Weekly study Fri 15:00 at the hall", drafted("Weekly study", FRIDAY, "hall")),
        ("roll Fri 15:00 Chess club", drafted("Chess club", FRIDAY)),
        ("roll Friday 15:00 weekly study", drafted("weekly study", FRIDAY)),
        ("roll Dinner in Beijing Fri 15:00", drafted("Dinner in Beijing", FRIDAY)),
        ("roll Friday lunch 12:00", drafted("Friday lunch", "Fri 27 Nov 12:00 (Beijing)")),
        (
            "roll Chess Fri 15:00 room 204 until Thu 18:00 everyone",
            drafted("Chess", FRIDAY, "room 204", "Thu 26 Nov 18:00 (Beijing)"),
        ),
        (
            "roll Weekly study\nwhen: Fri 15:00\nwhere: room 204, 2nd floor\nuntil: Thu 18:00",
            drafted("Weekly study", FRIDAY, "room 204, 2nd floor", "Thu 26 Nov 18:00 (Beijing)"),
        ),
    ],
)
@on(ENGLISH)
async def test_how_a_line_is_read(stage: Stage, line: str, shown: str) -> None:
    """The place is what follows the time, and the rest is what it is about."""
    ana = stage.actor("Ana", Role.ORGANISER)
    assert shown in await ana.says(line)


CHINESE_FRIDAY = "11月27日(周五)15:00"


@pytest.mark.parametrize(
    ("line", "what", "when", "where"),
    [
        ("点名 每周学习 周五15点 204", "每周学习", CHINESE_FRIDAY, "204"),
        ("接龙 聚餐 周五下午三点 海底捞", "聚餐", CHINESE_FRIDAY, "海底捞"),
        ("签到 支委会 周五15点", "支委会", CHINESE_FRIDAY, "未填"),
        ("打卡 支委会 周五15点在图书馆", "支委会", CHINESE_FRIDAY, "图书馆"),
        ("点名 周五15点 支委会", "支委会", CHINESE_FRIDAY, "未填"),
        ("点名 周五15点 每周学习", "每周学习", CHINESE_FRIDAY, "未填"),
        ("点名 周五15点每周学习", "每周学习", CHINESE_FRIDAY, "未填"),
        ("点名 支委会 周五15点 204，请带电脑", "支委会 请带电脑", CHINESE_FRIDAY, "204"),
        ("点名：每周学习\n时间：周五15点\n地点：204", "每周学习", CHINESE_FRIDAY, "204"),
        ("点名 支委会 地点：204 周五15点", "支委会", CHINESE_FRIDAY, "204"),
        ("点名支委会 周五15点 204", "支委会", CHINESE_FRIDAY, "204"),
    ],
)
@on(CHINESE)
async def test_how_a_chinese_line_is_read(
    stage: Stage, line: str, what: str, when: str, where: str
) -> None:
    """The same in Chinese, where the place is the words after the time."""
    ana = stage.actor("安娜", Role.ORGANISER)
    told = await ana.says(line)
    assert f"事由：{what}\n时间：{when}\n地点：{where}\n回复截止：开始前都可以回复\n" in told


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("roll Weekly study", "When does it start? For example “Fri 15:00”."),
        ("roll every Friday 15:00 study", "“every Friday 15:00” repeats. One date is needed here."),
        ("roll Monday daily standup", "At what time on Mon 30 Nov?"),
        ("roll Weekly study Fri room 204", "At what time on Fri 27 Nov?"),
        (
            "roll Weekly study Fri 15:00 until Sat 12:00",
            "Sat 28 Nov 12:00 (Beijing) is after the start, Fri 27 Nov 15:00 (Beijing).",
        ),
        (
            "roll Weekly study yesterday 15:00",
            "Wed 25 Nov 15:00 (Beijing) has passed. Which time should it be?",
        ),
        ("roll Weekly study Fri 25:00", "There is no such time as “Fri 25:00”."),
        ("roll " + "x" * 201 + " Fri 15:00", "This is 201 characters long; 200 are possible."),
    ],
)
@on(ENGLISH)
async def test_what_is_missing_or_cannot_be_is_asked_for(
    stage: Stage, line: str, asks: str
) -> None:
    """The draft says what is wrong in words, keeps the rest, and cannot be posted like that."""
    ana = stage.actor("Ana", Role.ORGANISER)
    told = await ana.says(line)
    assert asks in told
    assert "[Post]" not in told


@on(CHINESE)
async def test_a_missing_hour_is_asked_for_in_chinese(stage: Stage) -> None:
    """A day alone is no time to meet: the form asks for the hour, and keeps the rest."""
    ana = stage.actor("安娜", Role.ORGANISER)
    assert "11月27日(周五)几点？\n" in await ana.says("点名 支委会 周五 204")
    assert "时间：周五\n↑ 11月27日(周五)几点？\n地点：204" in await ana.picks("修改")
    assert "时间：11月27日(周五)15:00\n地点：204" in await ana.answers(starts="周五15点")
    await ana.picks("修改")
    told = await ana.answers(until="周六")
    assert "↑ 11月28日(周六)23:59比开始时间11月27日(周五)15:00还晚，最晚什么时候要回复？" in told


@on(Scene("en", (NARROW,)))
async def test_questions_are_asked_one_by_one(stage: Stage) -> None:
    """A bare command asks in private; where and until when may be left out."""
    ana = stage.actor("Ana", Role.ORGANISER)
    assert "What is it about?" in await ana.says("roll")
    assert "When does it start?" in await ana.says_in_private("Chess")
    assert "At what time on Sat 28 Nov?" in await ana.says_in_private("Saturday")
    assert "Where is it?\n[Skip] [Stop]" in await ana.says_in_private("Sat 14:00")
    assert "[Skip (the start)]" in await ana.picks("Skip")
    assert "When: Sat 28 Nov 14:00 (Beijing)\nWhere: –\n" in await ana.picks("Skip (the start)")


# Answers


@on(Scene("en", (NARROW,)), Scene("zh", (NARROW,)), Scene("en", (BARE,)))
async def test_the_reason_is_asked_in_private_and_may_be_left_out(stage: Stage) -> None:
    """A tap counts at once; whoever then says nothing is on leave all the same."""
    ana, ben = await study(stage)
    told = await ben.picks(said(stage, Says.LEAVE))
    assert stage.say("meeting", "field-reason-ask") in told
    assert ana.name not in told
    await stage.pass_time(hours=7)
    counts = [(Says.COMING, 0), (Says.LATE, 0), (Says.LEAVE, 1)]
    line = tuple(
        meetings.say("count", answer=meetings.say("says", answer=each), count=n)
        for each, n in counts
    )
    assert stage.say("meeting", "counts", counts=line) in stage.last


@on(ENGLISH)
async def test_a_changed_mind_replaces_the_answer(stage: Stage) -> None:
    """Another answer drops the reason of the one before; the same again keeps it."""
    ana, ben = await study(stage)
    await ben.picks("Leave")
    await ben.answers(reason="ill")
    assert (await ben.picks("Leave")).startswith("Noted: Leave (ill).")
    assert await ben.answers(reason="") == (
        "Noted: Leave. You can change it until Fri 27 Nov 12:00 (Beijing)."
    )
    await ben.picks("Leave")
    await ben.answers(reason="ill")
    await ben.picks("Coming")
    assert (await ben.picks("Leave")).startswith("Noted: Leave. ")
    assert "Coming: 0, Late: 0, Leave: 1\n1 answer " in stage.last
    assert "· Leave: Ben\n" in await ana.picks(steps.show_panel)


@on(ENGLISH)
async def test_names_and_reasons_are_for_organisers(stage: Stage) -> None:
    """Others read counts and their own answer: neither in the room nor by its number more."""
    ana, ben = await study(stage)
    cy = stage.actor("Cy")
    await ben.picks("Leave")
    await ben.answers(reason="surgery")
    assert "Ben" not in stage.last
    told = await cy.says("roll 1")
    assert "Coming: 0, Late: 0, Leave: 1" in told
    assert "Ben" not in told
    assert "surgery" not in told
    assert "Export" not in told
    assert "Your answer: Leave (surgery)" in await ben.says("roll 1")
    assert "· Leave: Ben (surgery)" in await ana.says("roll 1")
    assert await cy.says("roll 12") == "There is no roll call 12 in this team."


@on(ENGLISH)
async def test_the_form_of_another_shows_nothing_of_theirs(stage: Stage) -> None:
    """Whoever opens the form for a reason finds their own in it."""
    _, ben = await study(stage)
    cy = stage.actor("Cy")
    await ben.picks("Leave")
    await ben.answers(reason="surgery")
    assert "surgery" not in await cy.picks("Leave")


@on(ENGLISH, CHINESE)
async def test_a_reply_with_an_answers_words_counts(stage: Stage) -> None:
    """A reply to the card that says an answer is a tap on it; other replies are ignored."""
    _, ben = await study(stage)
    word = said(stage, Says.COMING)
    assert word in await ben.replies(word)
    assert await ben.replies("see you there") == ""


@on(ENGLISH, CHINESE)
async def test_a_reply_may_say_the_answer_as_people_would(stage: Stage) -> None:
    """Coming, late and leave have words of their own; what is told besides is noted with them."""
    _, ben = await study(stage)
    for says, line, besides in {
        "en": (
            (Says.COMING, "Yes!", ""),
            (Says.LEAVE, "not coming", ""),
            (Says.COMING, "I'll be there", ""),
            (Says.LATE, "I’ll be late, the bus is slow", "the bus is slow"),
            (Says.LEAVE, "can't come: exam", "exam"),
        ),
        "zh": (
            (Says.COMING, "能来！", ""),
            (Says.LEAVE, "不参加", ""),
            (Says.COMING, "我来", ""),
            (Says.LATE, "晚点到，堵车", "堵车"),
            (Says.LEAVE, "不来了，有考试", "有考试"),
        ),
    }[stage.scene.language]:
        answer = await ben.replies(line)
        assert said(stage, says) in answer
        assert besides in answer
    before = stage.last
    assert (
        await ben.replies({"en": "yes, if it is dry", "zh": "来，如果不下雨"}[stage.scene.language])
        == ""
    )
    assert stage.last == before


@pytest.mark.parametrize("joint", [" ", ": ", "，", " – "])
@on(*EVERYWHERE)
async def test_a_reply_may_bring_its_reason(stage: Stage, joint: str) -> None:
    """Whoever replies with an answer and a reason has said both, and is asked no more."""
    ana, ben = await study(stage)
    leave, reason = said(stage, Says.LEAVE), {"en": "ill", "zh": "发烧"}[stage.scene.language]
    both = stage.say(
        "meeting", "said", answer=meetings.say("says", answer=Says.LEAVE), remark=reason
    )
    assert both in await ben.replies(f"{leave}{joint}{reason}")
    assert both in await ben.says(f"{WORD[stage.scene.language]} 1")
    assert reason not in stage.room().texts[-1]
    assert reason in await ana.says(f"{WORD[stage.scene.language]} 1")


@on(ENGLISH)
async def test_a_reply_that_says_more_than_can_be_noted_is_no_answer(stage: Stage) -> None:
    """Who comes with an if or a but is not counted as coming; talk among people is left alone."""
    _, ben = await study(stage)
    assert await ben.replies("Coming, if the train runs") == ""
    assert "Nobody has answered yet" in stage.last
    assert "is 201 characters long" in await ben.replies("Leave: " + "x" * 201)
    assert "Nobody has answered yet" not in stage.last


@on(Scene("en", (BARE,)))
async def test_whoever_must_address_the_bot_is_told_so(stage: Stage) -> None:
    """Where every reply is meant for the bot, it says why it has noted nothing."""
    _, ben = await study(stage)
    assert await ben.replies("Coming, if the train runs") == (
        "[Book club] If “Coming” is your answer, please send just that; "
        "I cannot note anything besides it."
    )
    assert "Nobody has answered yet" in stage.last


@on(Scene("en", entry=Entry.CLOSED))
async def test_a_stranger_to_a_closed_team_is_told_who_may(stage: Stage) -> None:
    """Only members answer."""
    await study(stage)
    eve = stage.actor("Eve", None)
    assert await eve.picks("Coming") == (
        "Only members of the team may do this. Ask an organiser to let you in."
    )


# A fixed roll


@on(ENGLISH)
async def test_who_is_silent_is_known_and_named_on_request(stage: Stage) -> None:
    """With everyone expected the card counts them, and [Name them] names who is silent."""
    ana, ben = await study(stage, "everyone")
    assert "0 of 2 answered · until" in stage.last
    await ana.picks("Coming")
    assert "Coming █████ 1 (50%)\nLate 0\nLeave 0\n1 of 2 answered" in stage.last
    assert "Ben" not in stage.last
    assert "Still missing: Ben\n" in await ana.picks(steps.show_panel)
    assert (await ana.picks("Name them")).startswith("Name 1 person in Lobby?\n")
    assert "I have named them in the room." in await ana.picks("Name 1 person")
    assert stage.last == "Still to answer “Weekly study”: Ben\n[Coming] [Late] [Leave]\n[More…]"
    await ben.picks("Late")
    assert await ana.picks("Name them") == "Everybody has answered."
    await stage.pass_time(hours=28)
    assert stage.last == (
        "Roll call closed: Weekly study\nComing: 1, Late: 1, Leave: 0, Not answered: 0"
    )


@on(CHINESE)
async def test_who_is_silent_is_named_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana, _ = await study(stage, "全员")
    await ana.picks("参加")
    assert "应到 2 人，1 人已回复 · " in stage.last
    assert "还没回应：Ben\n" in await ana.picks(steps.show_panel)
    await ana.picks("公布未回应名单")
    assert "已在群里公布未回应的名单。" in await ana.picks("公布这 1 人")
    assert stage.last == "“每周学习”还没回应的：Ben\n[参加] [迟到] [请假]\n[更多…]"
    await stage.pass_time(hours=28)
    assert stage.last == "点名结束：每周学习\n参加 1 人、迟到 0 人、请假 0 人、未回复 1 人"


@on(*EVERYWHERE)
async def test_a_late_comer_waits_to_be_admitted(stage: Stage) -> None:
    """Somebody not on the roll answers, is admitted, counts, and is told so."""
    ana, _ = await study(stage, {"en": "everyone", "zh": "全员"}[stage.scene.language])
    dan, eve = stage.actor("Dan"), stage.actor("Eve")
    waiting = stage.say("call", "waiting", kind=KIND)
    assert waiting in await dan.picks(said(stage, Says.LEAVE))
    assert stage.say("call", "admitted", name="Dan") in await ana.picks(steps.admit)
    told = stage.say("call", "you-count", title={"en": "Weekly study", "zh": "每周学习"}[
        stage.scene.language
    ])  # fmt: skip
    assert told in dan.private.last
    assert waiting in await eve.picks(said(stage, Says.COMING))
    assert stage.say("call", "left-off", name="Eve", kind=KIND) in await ana.picks(steps.refuse)
    off = stage.say("call", "refused", reason=Variant("not-on-roll"), kind=KIND)
    assert off in await eve.picks(said(stage, Says.COMING))
    await ana.says(f"{WORD[stage.scene.language]} 1")
    assert stage.say("call", "naming-once") in await ana.picks(steps.ask_to_name)
    assert stage.say("call", "named") in await ana.picks(steps.name_missing)


@on(ENGLISH)
async def test_without_a_vote_one_is_expected_all_the_same(stage: Stage) -> None:
    """Who has no vote is not asked to vote, but to come."""
    cy = stage.actor("Cy", votes=False)
    ana, _ = await study(stage, "everyone")
    assert (await cy.picks("Coming")).startswith("Noted: Coming.")
    assert "1 of 3 answered" in stage.last
    assert "Cy" in await ana.picks(steps.show_panel)


@on(ENGLISH)
async def test_what_is_owed_and_done_stands_in_ones_list(stage: Stage) -> None:
    """“mine” lists what is expected of one, with a button that answers it, and then the answer."""
    _, ben = await study(stage, "everyone")
    assert await ben.says_in_private("mine") == (
        "[Book club] Your list\n"
        "To do\n"
        "Roll call 1: Weekly study · until Fri 27 Nov 12:00 (Beijing)\n"
        "[Answer]"
    )
    assert "[Coming] [Late] [Leave]" in await ben.picks("Answer")
    assert "Noted: Late." in await ben.picks("Late")
    await ben.answers(delay="20 min")
    assert "Done\n· Roll call 1: Weekly study – Late (20 min)" in await ben.says_in_private("mine")


@on(CHINESE)
async def test_what_is_open_stands_in_ones_list_in_chinese(stage: Stage) -> None:
    """An open roll expects nobody: whoever likes may answer."""
    _, ben = await study(stage)
    told = await ben.says_in_private("我的")
    assert "还可以回应的\n点名 1：每周学习 · 截止11月27日(周五)12:00\n[去回复]" in told


# Changing, closing, taking back


@on(ENGLISH)
async def test_everybody_hears_of_another_time_or_place(stage: Stage) -> None:
    """The card is edited, one post says what has changed, and answers stand."""
    ana, ben = await study(stage)
    await ben.picks("Coming")
    await ana.picks(steps.show_panel)
    await ana.picks("Edit")
    assert "Changed." in await ana.answers(starts="Sat 16:00", place="room 205", until="")
    assert stage.last == (
        "Changed: Weekly study. "
        "If you have answered, your answer stands; tap again if it is another now.\n"
        "When: Sat 28 Nov 16:00 (Beijing)\n"
        "Where: room 205\n"
        "1 answer · open until it starts"
    )
    assert "When: Sat 28 Nov 16:00 (Beijing)\nWhere: room 205\nComing: 1" in stage.room().texts[0]
    posts = len(stage.room().texts)
    await ana.picks("Edit")
    await ana.answers(title="Study, weekly")
    assert len(stage.room().texts) == posts
    assert stage.room().texts[0].startswith("Study, weekly\n")
    await stage.pass_time(hours=40)
    assert "[Coming]" in stage.room().texts[0]
    await stage.pass_time(hours=16)
    assert stage.last.startswith("Roll call closed: Study, weekly\n")


@on(ENGLISH)
async def test_an_edit_that_cannot_be_is_asked_again(stage: Stage) -> None:
    """Times that clash, and a roll that is fixed, are refused at their field; the rest is kept."""
    ana, _ = await study(stage, "everyone")
    await ana.picks(steps.show_panel)
    await ana.picks("Edit")
    told = await ana.answers(place="room 9", until="Sat 12:00")
    assert "Where: room 9" in told
    assert "↑ Sat 28 Nov 12:00 (Beijing) is after the start, Fri 27 Nov 15:00 (Beijing)." in told
    told = await ana.answers(until="Fri 12:00", everyone="no")
    assert "↑ Who is expected is fixed when a roll call is posted." in told
    assert "Changed." in await ana.answers(everyone="yes")


@on(ENGLISH)
async def test_a_roll_call_is_withdrawn_within_a_minute(stage: Stage) -> None:
    """What was posted by mistake vanishes, and its buttons say so."""
    ana, ben = await study(stage)
    assert await ana.picks("Undo") == "The roll call is withdrawn."
    assert stage.room().texts == []
    assert await ben.picks("Coming", gone=True) == (
        "This roll call was withdrawn. Nothing was counted."
    )
    assert "Weekly study" not in await ben.says("mine")


@on(CHINESE)
async def test_closing_by_hand_is_undone_in_chinese(stage: Stage) -> None:
    """Closed by mistake and opened again, with all its answers; the clock still closes it."""
    ana, ben = await study(stage)
    await ben.picks("参加")
    await ana.picks(steps.show_panel)
    assert "点名已结束。" in await ana.picks("现在结束")
    assert (await ana.picks("撤销")).endswith(
        "\n[现在结束] [修改] [取消点名] [导出名单] [置顶]\n点名重新开放。"
    )
    assert stage.last == "重新开放：每周学习"
    assert "参加 1 人、" in stage.room().texts[0]
    await stage.pass_time(hours=28)
    assert stage.last.startswith("点名结束：每周学习")


@on(ENGLISH)
async def test_only_its_author_and_organisers_manage_it(stage: Stage) -> None:
    """A member's roll call is the member's and the organisers'; names stay the organisers'."""
    ana, ben, cy = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben"), stage.actor("Cy")
    await ben.says(STUDY["en"])
    await ben.picks("Post")
    await cy.picks("Coming")
    assert "[Close now]" not in await cy.picks(steps.show_panel)
    told = await ben.picks(steps.show_panel)
    assert "[Close now] [Edit]" in told
    assert "Cy" not in told
    assert "· Coming: Cy\n" in await ana.picks(steps.show_panel)
    assert "The roll call is closed." in await ben.picks("Close now")


# The list as a file


def rows(stage: Stage, reader: Actor) -> tuple[str, list[list[str]]]:
    """Read the newest file that somebody was handed: its name, and its rows."""
    blocks = reader.private.messages[-1].drawn.card.blocks
    (handed,) = [block for block in blocks if isinstance(block, File)]
    content = path_in(stage.folder, handed.file).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return handed.name, list(csv.reader(text))


@on(ENGLISH)
async def test_the_list_is_handed_over_in_private(stage: Stage) -> None:
    """Who answered what, when and why, then who is silent; what looks like a formula is text."""
    ana, ben = await study(stage, "everyone")
    cy = stage.actor("=Cy")
    await ben.picks("Leave")
    await ben.answers(reason="=1+1")
    await stage.pass_time(minutes=5)
    await cy.picks("Coming")
    await ana.picks(steps.show_panel)
    posts = stage.room().texts
    assert await ana.picks("Export") == (
        "The list comes to you in private, as a file.\n"
        "[Book club] The list of “Weekly study”. Names and reasons are for organisers only.\n"
        "Roll call 1 Weekly study.csv"
    )
    assert stage.room().texts == posts
    assert rows(stage, ana) == (
        "Roll call 1 Weekly study.csv",
        [
            ["Name", "Answer", "Reason or how late", "Answered"],
            ["Ben", "Leave", "'=1+1", "2026-11-26 09:00"],
            ["'=Cy", "Coming (to be admitted)", "", "2026-11-26 09:05"],
            ["Ana", "Not answered", "", ""],
        ],
    )


@on(CHINESE)
async def test_the_list_of_an_open_roll_in_chinese(stage: Stage) -> None:
    """On an open roll those who answered are listed, also once it is closed."""
    ana, ben = await study(stage)
    await ben.picks("请假")
    await ben.answers(reason="发烧，咳嗽")
    await stage.pass_time(hours=28)
    await ana.says("点名 1")
    assert "名单会私下发给您，请到和我的私聊里查收。" in await ana.picks("导出名单")
    assert rows(stage, ana) == (
        "点名1 每周学习.csv",
        [
            ["姓名", "回复", "原因／晚到多久", "回复时间"],
            ["Ben", "请假", "发烧，咳嗽", "2026-11-26 09:00"],
        ],
    )


@on(ENGLISH)
async def test_who_cannot_be_written_to_is_told_how(stage: Stage) -> None:
    """A list is never lost in silence: whoever has no private chat is told to open one."""
    ana = stage.actor("Ana", Role.ORGANISER, reachable=False)
    await ana.says(STUDY["en"])
    await ana.picks("Post")
    await ana.picks(steps.show_panel)
    assert await ana.picks("Export") == (
        "I cannot write to you in private yet. Open a chat with me, say hello, then try again."
    )


@on(ENGLISH)
async def test_a_restart_in_the_middle_loses_nothing(stage: Stage) -> None:
    """The card, its buttons and its timer go on after a restart."""
    _, ben = await study(stage)
    await stage.restart()
    assert (await ben.picks(answer)).startswith("Noted: Coming.")
    await stage.restart()
    await stage.pass_time(hours=28)
    assert stage.last.startswith("Roll call closed: Weekly study\nComing: 1,")


@on(Scene("zh", database="postgresql"), Scene("en", (NARROW, BARE), database="postgresql"))
async def test_it_is_the_same_on_a_server(stage: Stage) -> None:
    """PostgreSQL keeps a roll call as SQLite does, in rooms on two platforms at once."""
    ana, ben = await study(stage)
    await ben.picks(said(stage, Says.LEAVE))
    await ben.answers(reason="ill")
    await ana.picks(steps.show_panel)
    await ana.picks(export)
    assert ".csv" in ana.private.last
    await stage.pass_time(hours=28)
    for name in stage.platforms:
        ended = {"en": "Leave: 1", "zh": "请假 1 人"}[stage.scene.language]
        assert ended in stage.room(on=name).last
    assert leave.name == "meeting.leave"
