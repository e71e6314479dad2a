"""Drafts: how a line was read is shown first, to its author alone, and nothing is lost."""

import pytest

from bot.domain.identity import Role
from bot.domain.poll import Names, Results
from bot.drafts import cancel, edit, more
from commands.poll import polls, post
from tests.stage import BARE, CHINESE, ENGLISH, EVERYWHERE, NARROW, RICH, Scene, Stage, on

LINE = {
    "en": "poll Where to meet? Library / Online until Fri 18:00",
    "zh": "投票 在哪开会？图书馆／线上 截止周五18点",
}
HARD = "*_[x](y)_* <b>&amp;</b> `@all` 🎉👩‍👩‍👧 \u05e9\u05dc\u05d5\u05dd \u202eabc"
"""What breaks markup, mentions, emoji and the direction of writing."""


@on(*EVERYWHERE)
async def test_a_draft_is_seen_by_its_author_alone(stage: Stage) -> None:
    """The room sees nothing of a draft, neither before nor after it was thrown away."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    assert stage.room_title in await ana.says(LINE[stage.scene.language])
    assert stage.room().texts == []
    assert ben.sees == []
    assert stage.say("draft", "cancelled") in await ana.picks(cancel)
    assert stage.room().texts == []
    assert stage.say("draft", "gone") in await ana.picks(post, gone=True)


@on(ENGLISH)
async def test_a_draft_is_edited(stage: Stage) -> None:
    """The form opens with what was read; sent, the same draft shows the new values."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says(LINE["en"])
    assert await ana.picks("Edit") == (
        "Poll\n"
        "Question: Where to meet?\n"
        "Options: Library / Online\n"
        "Closes: Fri 27 Nov 18:00 (Beijing)\n"
        "Choices per person: 1\n"
        "Names: organisers only"
    )
    assert await ana.answers(options="Library\nOnline\nHall", closes="Sat noon", pick="2") == (
        "Draft: Poll\n"
        "Question: Where to meet?\n"
        "Options: Library, Online, Hall\n"
        "Closes: Sat 28 Nov 12:00 (Beijing)\n"
        "Choices per person: 2\n"
        "Names: organisers only\n"
        "Will be posted in: Lobby\n"
        "[Post] [Edit] [More…] [Cancel]"
    )


@on(Scene("en", (NARROW,)), Scene("zh", (NARROW,)))
async def test_an_edited_draft_stands_once(stage: Stage) -> None:
    """Answered in words, it moves down to where one writes: no old copy offers to post it."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says(LINE[stage.scene.language])
    for pick in "21":
        await ana.picks(edit)
        await ana.answers(pick=pick)
    assert ana.sees.count(stage.say("draft", "post")) == 1


@on(CHINESE)
async def test_more_opens_everything_that_can_be_set(stage: Stage) -> None:
    """Behind “More…” stand the settings that are seldom needed; what was set is then shown."""
    ana = stage.actor("安娜", Role.ORGANISER)
    await ana.says(LINE["zh"])
    assert await ana.picks("更多…") == (
        "投票\n"
        "问题：在哪开会？\n"
        "选项：图书馆 / 线上\n"
        "截止：11月27日(周五)18:00\n"
        "每人可选：1\n"
        "姓名：仅组织者可见\n"
        "结果：实时公布\n"
        "可以改选：是\n"
        "全员应投：否\n提前提醒："
    )
    assert await ana.answers(results="截止后公布", change="否", everyone="是") == (
        "投票草稿\n"
        "问题：在哪开会？\n"
        "选项：图书馆、线上\n"
        "截止：11月27日(周五)18:00\n"
        "每人可选：1\n"
        "姓名：仅组织者可见\n"
        "结果：截止后公布\n"
        "可以改选：否\n"
        "全员应投：是\n"
        "将发到：大群\n"
        "[发布] [修改] [更多…] [取消]"
    )


@on(*EVERYWHERE)
async def test_more_can_be_set_everywhere(stage: Stage) -> None:
    """Where there are no forms, the settings behind “More…” are asked for just as well."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says(LINE[stage.scene.language])
    await ana.picks(more)
    later = stage.say("poll", "results-closed")
    told = await ana.answers(results=later, everyone=stage.say("core", "yes"))
    assert later in told
    await ana.picks(post)
    assert (
        stage.say("poll", "who-sees", names=Names.ORGANISERS, results=Results.CLOSED) in stage.last
    )


@on(*EVERYWHERE)
async def test_a_draft_expires_and_says_so(stage: Stage) -> None:
    """After half an hour the next press says that the draft has expired, and nothing is posted."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says(LINE[stage.scene.language])
    await stage.pass_time(minutes=31)
    for press in (post, edit, more):
        assert stage.say("draft", "expired") in await ana.picks(press, gone=True)
    assert stage.room().texts == []


@on(ENGLISH)
async def test_editing_keeps_a_draft_alive(stage: Stage) -> None:
    """The half hour counts from the last change."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says(LINE["en"])
    await stage.pass_time(minutes=20)
    await ana.picks("Edit")
    await ana.answers(pick="2")
    await stage.pass_time(minutes=20)
    assert (await ana.picks("Post")).startswith("Poll 1 is posted in Lobby.")


@on(Scene("en", (NARROW,)), Scene("zh", (NARROW,)))
async def test_another_ones_draft_says_who_may(stage: Stage) -> None:
    """Where its author cannot be reached in private a draft is public, its buttons locked."""
    ana = stage.actor("Ana", Role.ORGANISER, reachable=False)
    ben = stage.actor("Ben", Role.ADMIN)
    assert await ana.says(LINE[stage.scene.language]) == ""
    assert stage.say("draft", "post") in ben.sees
    for press in (post, edit, more, cancel):
        assert await ben.picks(press) == stage.say("core", "may-author")
    assert stage.say(
        "call", "posted", name=polls.say("name"), number="1", rooms=(stage.room_title,)
    ) in (await ana.picks(post))
    assert stage.last.startswith(LINE[stage.scene.language].split(" ", 1)[1].split("？")[0][:5])


@on(Scene("en", (BARE,)))
async def test_a_public_draft_is_locked_where_codes_are_typed(stage: Stage) -> None:
    """A code typed by another one is as little as a press."""
    ana, ben = stage.actor("Ana", Role.ORGANISER, reachable=False), stage.actor("Ben")
    await ana.says(LINE["en"])
    assert "Only the person who made it may do this." in await ben.picks(post)
    assert "Draft" in stage.last


@on(ENGLISH)
async def test_what_could_not_be_read_is_asked_for(stage: Stage) -> None:
    """A draft with something wrong cannot be posted; its form shows what was typed, and why."""
    ana = stage.actor("Ana", Role.ORGANISER)
    assert await ana.says("poll Where? Here / There until 30 Feb pick 5") == (
        "Draft: Poll\n"
        "Question: Where?\n"
        "Options: Here, There\n"
        "Closes: –\n"
        "Choices per person: 5\n"
        "Names: organisers only\n"
        "There is no such date as “30 Feb”. The rest is kept.\n"
        "There are only 2 options: nobody can choose 5 of them.\n"
        "Will be posted in: Lobby\n"
        "[Edit] [More…] [Cancel]"
    )
    assert await ana.picks("Edit") == (
        "Poll\n"
        "Question: Where?\n"
        "Options: Here / There\n"
        "Closes: 30 Feb\n"
        "↑ There is no such date as “30 Feb”. The rest is kept.\n"
        "Choices per person: 5\n"
        "↑ There are only 2 options: nobody can choose 5 of them.\n"
        "Names: organisers only"
    )
    told = await ana.answers(closes="yesterday", pick="9")
    assert "Closes: yesterday\n↑ Wed 25 Nov 23:59 (Beijing) has passed." in told
    assert "Question: Where?" in told
    assert "[Post]" in await ana.answers(closes="Fri 18:00", pick="2")


@on(CHINESE)
async def test_what_could_not_be_read_is_asked_for_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana = stage.actor("安娜", Role.ORGANISER)
    assert await ana.says("投票 在哪？这里／那里 截止2月30日 选5") == (
        "投票草稿\n"
        "问题：在哪？\n"
        "选项：这里、那里\n"
        "截止：未填\n"
        "每人可选：5\n"
        "姓名：仅组织者可见\n"
        "没有“2月30日”这一天。其余内容都保留着。\n"
        "只有 2 个选项，选不了 5 项。\n"
        "将发到：大群\n"
        "[修改] [更多…] [取消]"
    )
    assert "截止：2月30日\n↑ 没有“2月30日”这一天。" in await ana.picks("修改")
    assert "[发布]" in await ana.answers(closes="周五18点", pick="2")


@on(ENGLISH)
async def test_two_readings_are_two_buttons(stage: Stage) -> None:
    """What can be read in two ways is shown with both, and a press takes one."""
    ana = stage.actor("Ana", Role.ORGANISER)
    told = await ana.says("poll Where? Here / There until 12/1 9:30")
    assert "“12/1 9:30” can be read in more than one way. Which one is meant?" in told
    assert "[Tue 1 Dec 09:30 (Beijing)] [Tue 12 Jan 2027 09:30 (Beijing)]" in told
    assert "[Post]" not in told
    told = await ana.picks("Tue 12 Jan 2027 09:30 (Beijing)")
    assert "Closes: Tue 12 Jan 2027 09:30 (Beijing)\n" in told
    assert "[Post] [Edit] [More…] [Cancel]" in told


@on(Scene("zh", (NARROW,)), Scene("zh", (BARE,)))
async def test_a_past_deadline_can_be_mended_everywhere(stage: Stage) -> None:
    """The question that is asked is the one field that was wrong, and it says why."""
    ana = stage.actor("安娜", Role.ORGANISER)
    told = await ana.says("投票 在哪？这里／那里 截止昨天")
    assert "11月25日(周三)23:59已经过去了，改到什么时候？" in told
    asked = await ana.picks("修改")
    assert asked.startswith("【读书会】什么时候截止？")
    assert "现在是：昨天" in asked
    assert "截止：11月27日(周五)18:00" in await ana.answers(closes="周五18点")


@on(Scene("en", (RICH,)), Scene("en", (NARROW,)), Scene("en", (BARE,)))
@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("poll ? Here / There", "What do you want to ask?"),
        ("poll Where? Here", "At least 2 are needed, with “/” between them."),
        (
            "poll Where? " + "/".join(map(str, range(200))),
            "200 are too many; at most 30 are possible.",
        ),
        ("poll " + "x" * 10_000, "10,000 characters long; 300 are possible."),
        ("poll Where? Here / " + "y" * 101, "is 101 characters long; each may have 100."),
        ("poll Where? A / B until 25:00", "There is no such time as “25:00”."),
    ],
)
async def test_bad_lines_are_answered_in_words_with_the_draft_kept(
    stage: Stage, line: str, says: str
) -> None:
    """Whatever is wrong with a line, the answer is a draft that says so and can be edited."""
    ana = stage.actor("Ana", Role.ORGANISER)
    told = await ana.says(line)
    assert says in told
    assert "Post" not in ana.sees
    assert {"Edit", "More…", "Cancel"} <= set(ana.sees)


@on(ENGLISH)
async def test_what_is_merely_odd_is_noticed(stage: Stage) -> None:
    """Repeated options are kept once, three kinds of separators are read as one: it is said."""
    ana = stage.actor("Ana", Role.ORGANISER)
    told = await ana.says("poll Where? Here / There / here")
    assert "Options: Here, There\n" in told
    assert "· “Here” was listed twice; I kept one.\n" in told
    told = await ana.says("poll Where? A / B, C、D")
    assert "Options: A / B, C、D\n" in told
    assert "· I split the list at “/”. If that is not what you meant, choose Edit.\n" in told
    assert "[Post]" in told


@on(*EVERYWHERE)
async def test_hard_text_is_shown_as_it_was_typed(stage: Stage) -> None:
    """Marks of markup, mentions, emoji and right-to-left letters stand as typed, everywhere."""
    ana = stage.actor("Ana", Role.ORGANISER)
    word = {"en": "poll", "zh": "投票"}[stage.scene.language]
    told = await ana.says(f"{word} {HARD}?\n{HARD}1\n{HARD}2")
    assert f"{HARD}?" in told
    await ana.picks(post)
    assert stage.last.startswith(f"{HARD}?\n{HARD}1 0\n{HARD}2 0\n")
    assert f"{HARD}1" in await ana.picks(f"{HARD}1")
