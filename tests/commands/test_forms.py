"""Forms, and the questions that are asked in their stead."""

from bot.domain.identity import Role
from tests.stage import BARE, CHINESE, ENGLISH, EVERYWHERE, NARROW, Scene, Stage, on

WORD = {"en": "poll", "zh": "投票"}
FRIDAY = {"en": "Fri 18:00", "zh": "周五18点"}


@on(ENGLISH)
async def test_a_bare_command_opens_a_form(stage: Stage) -> None:
    """“poll” alone asks for everything at once, where there are forms."""
    ana = stage.actor("Ana", Role.ORGANISER)
    assert await ana.says("poll") == (
        "Poll\nQuestion:\nOptions:\nCloses:\nChoices per person: 1\nNames: organisers only"
    )
    told = await ana.answers(question="Where?", options="Here, There", closes="Fri 18:00")
    assert told.startswith(
        "Draft: Poll\nQuestion: Where?\nOptions: Here, There\nCloses: Fri 27 Nov 18:00 (Beijing)\n"
    )


@on(CHINESE)
async def test_a_bare_command_opens_a_form_in_chinese(stage: Stage) -> None:
    """The same in Chinese; what is wrong is marked, and what was typed is kept."""
    ana = stage.actor("安娜", Role.ORGANISER)
    assert await ana.says("投票") == (
        "投票\n问题：\n选项：\n截止：\n每人可选：1\n姓名：仅组织者可见"
    )
    assert await ana.answers(question="在哪？", options="这里", closes="昨天", pick="一百") == (
        "投票\n"
        "问题：在哪？\n"
        "选项：这里\n"
        "↑ 至少写 2 项，用“／”隔开，或者一行一个。\n"
        "截止：昨天\n"
        "↑ 11月25日(周三)23:59已经过去了，改到什么时候？\n"
        "每人可选：一百\n"
        "↑ 请填 1 到 30 的整数，现在写的是“一百”。\n"
        "姓名：仅组织者可见"
    )
    told = await ana.answers(options="这里／那里", closes="周五18点", pick="二")
    assert "选项：这里、那里\n截止：11月27日(周五)18:00\n每人可选：2\n" in told


@on(*EVERYWHERE)
async def test_a_poll_is_made_by_answering(stage: Stage) -> None:
    """A bare command leads to a posted poll on every profile, in both languages."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says(WORD[stage.scene.language])
    friday = FRIDAY[stage.scene.language]
    await ana.answers(question="Where?", options="Here / There", closes=friday)
    await ana.picks(stage.say("draft", "post"))
    assert stage.last.startswith("Where?\nHere 0\nThere 0\n")
    assert "18:00" in stage.last


@on(Scene("en", (NARROW,)))
async def test_questions_are_asked_one_by_one(stage: Stage) -> None:
    """In private, each in the feature's own words; what has a usual value is not asked."""
    ana = stage.actor("Ana", Role.ORGANISER)
    assert await ana.says("poll") == "[Book club] What do you want to ask?\n[Stop]"
    assert stage.room().texts == []
    assert await ana.says_in_private("Where to meet?") == (
        "[Book club] Which options are there? Put “/” between them.\n"
        "[Skip (yes, no or abstain)] [Stop]"
    )
    assert await ana.picks("Skip (yes, no or abstain)") == (
        "[Book club] Until when? For example “Fri 18:00”.\n"
        "[Skip (open until it is closed by hand)] [Stop]"
    )
    assert await ana.says_in_private("30 Feb") == (
        "[Book club] Until when? For example “Fri 18:00”.\n"
        "There is no such date as “30 Feb”. The rest is kept.\n"
        "[Skip (open until it is closed by hand)] [Stop]"
    )
    assert await ana.says_in_private("Fri 18:00") == (
        "[Book club] Draft: Poll\n"
        "Question: Where to meet?\n"
        "Options: yes, no or abstain\n"
        "Closes: Fri 27 Nov 18:00 (Beijing)\n"
        "Choices per person: 1\n"
        "Names: organisers only\n"
        "Will be posted in: Lobby\n"
        "[Post] [Edit] [More…] [Cancel]"
    )


@on(Scene("zh", (BARE,)))
async def test_questions_are_asked_one_by_one_in_chinese(stage: Stage) -> None:
    """The same in Chinese, where codes are typed."""
    ana = stage.actor("安娜", Role.ORGANISER)
    asked = await ana.says("投票")
    assert asked.splitlines()[0] == "【读书会】想问大家什么？"
    asked = await ana.says_in_private("在哪开会？")
    first, skip, stop, how = asked.splitlines()
    assert first == "【读书会】有哪些选项？用“／”隔开。"
    assert skip.endswith(" 跳过（赞成、反对、弃权）")
    assert stop.endswith(" 算了")
    assert how == f"想选哪项，就把编号发给我，例如“{skip.partition(' ')[0]}”。"
    assert "什么时候截止？" in await ana.says_in_private(skip.partition(" ")[0])
    assert "选项：赞成、反对、弃权" in await ana.picks("跳过（不限时间，手动结束）")


@on(Scene("en", (NARROW,)), Scene("en", (BARE,)))
async def test_one_can_stop_being_asked(stage: Stage) -> None:
    """“Stop” ends the questions; what is typed later is no answer any more."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says("poll")
    assert "Stopped. Everything is as it was." in await ana.picks("Stop")
    assert "Where" not in (await ana.says_in_private("Where to meet?")).partition("“")[0]
    assert "This question is no longer asked." in await ana.picks("Stop", gone=True)


@on(Scene("en", (NARROW,)), Scene("zh", (BARE,)))
async def test_a_command_alone_is_no_answer(stage: Stage) -> None:
    """Who asks for help or their list meanwhile gets that, and may go on answering."""
    ana = stage.actor("Ana", Role.ORGANISER)
    help_, mine = {"en": ("help", "mine"), "zh": ("帮助", "我的")}[stage.scene.language]
    await ana.says(WORD[stage.scene.language])
    assert stage.say("core", "help-title") in await ana.says_in_private(help_)
    assert stage.say("core", "mine-title") in await ana.says_in_private(mine)
    told = await ana.says_in_private("Where?")
    assert stage.say("poll", "field-options-ask") in told


@on(Scene("en", (NARROW,)))
async def test_questions_survive_a_restart_and_end_after_half_an_hour(stage: Stage) -> None:
    """What was answered is kept in the database; a forgotten question does not wait for ever."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says("poll")
    await ana.says_in_private("Where?")
    await stage.restart()
    assert "Until when?" in await ana.says_in_private("Here / There")
    await stage.pass_time(minutes=31)
    assert "Closes" not in await ana.says_in_private("Fri 18:00")


@on(Scene("en", (NARROW,)))
async def test_somebody_who_cannot_be_asked_is_told_how(stage: Stage) -> None:
    """Who has never written to the bot is told in the room to do that first."""
    ana = stage.actor("Ana", Role.ORGANISER, reachable=False)
    assert await ana.says("poll") == ""
    assert stage.last == (
        "Ana: I have an answer for you alone, but cannot write to you in private yet. "
        "Open a chat with me and say hello."
    )
    assert "What do you want to ask?" in await ana.says_in_private("poll")


@on(ENGLISH, CHINESE)
async def test_help_offers_to_start(stage: Stage) -> None:
    """The button under a command's help opens its form."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says({"en": "help poll", "zh": "帮助 投票"}[stage.scene.language])
    form = await ana.picks(stage.say("core", "help-start"))
    assert form.startswith(stage.say("poll", "name"))
    assert "Where?" in await ana.answers(question="Where?")
