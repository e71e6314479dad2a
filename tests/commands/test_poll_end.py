"""How a poll ends, is taken back, opened again, mended and made anew."""

from bot.domain.identity import Role
from commands.poll import close, mend, reopen, steps
from tests.stage import CHINESE, ENGLISH, NARROW, Actor, Scene, Stage, on

LATE = "This poll is closed. Your last answer stands as it was; nothing was changed."


async def drinks(stage: Stage, *extra: str) -> tuple[Actor, Actor]:
    """Let Ana post a poll about drinks, in the language of the scene."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    line = {"en": "poll What to drink? Tea / Cofee", "zh": "投票 喝什么？绿茶／咖非"}
    await ana.says(" ".join((line[stage.scene.language], *extra)))
    await ana.picks(stage.say("draft", "post"))
    return ana, ben


@on(ENGLISH)
async def test_its_author_closes_it_by_hand(stage: Stage) -> None:
    """“Close now” ends it at once: buttons go, the result stays, one post says how it ended."""
    ana, ben = await drinks(stage, "until Fri 18:00")
    await ben.picks("Tea")
    await ana.picks(steps.show_panel)
    assert await ana.picks("Close now") == (
        "Poll 1: What to drink?\n"
        "1 answer · closed Thu 26 Nov 09:00 (Beijing)\n"
        "Tea ██████████ 1 (100%)\n"
        "Cofee 0\n"
        "· Tea: Ben\n"
        "[Open again] [New poll like this]\n"
        "The poll is closed.\n"
        "[Undo]"
    )
    assert "[Tea]" not in stage.room().texts[0]
    assert stage.last == "Poll closed: What to drink?\nMost votes: Tea\nTea: 1, Cofee: 0"
    assert await ben.picks("Tea", gone=True) == LATE
    posts = len(stage.room().texts)
    await stage.pass_time(days=2)
    assert len(stage.room().texts) == posts


@on(CHINESE)
async def test_its_author_closes_it_by_hand_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana, ben = await drinks(stage)
    await ben.picks("绿茶")
    await ana.picks(steps.show_panel)
    assert await ana.picks("现在结束") == (
        "投票 1：喝什么？\n"
        "1 人投票 · 已于11月26日(周四)09:00结束\n"
        "绿茶 ██████████ 1 (100%)\n"
        "咖非 0\n"
        "· 绿茶：Ben\n"
        "[重新开放] [再发一次]\n"
        "投票已结束。\n"
        "[撤销]"
    )
    assert await ben.picks("绿茶", gone=True) == "这次投票已经结束，您之前的回复照旧，没有改动。"


@on(ENGLISH)
async def test_a_tie_is_named(stage: Stage) -> None:
    """Of two that lead neither is called the winner."""
    ana, ben = await drinks(stage, "until tomorrow 9:30")
    await ben.picks("Tea")
    await ana.picks("Cofee")
    await stage.pass_time(days=2)
    assert stage.last == "Poll closed: What to drink?\nA tie: Tea, Cofee\nTea: 1, Cofee: 1"


@on(CHINESE)
async def test_a_tie_is_named_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana, ben = await drinks(stage, "截止明天9点半")
    await ben.picks("绿茶")
    await ana.picks("咖非")
    await stage.pass_time(days=2)
    assert stage.last == "投票结束：喝什么？\n并列最多：绿茶、咖非\n绿茶：1 票、咖非：1 票"


@on(ENGLISH, CHINESE)
async def test_nobody_answered(stage: Stage) -> None:
    """A poll without answers ends in one short line."""
    await drinks(stage, {"en": "until tomorrow", "zh": "截止明天"}[stage.scene.language])
    await stage.pass_time(days=2)
    assert stage.last in {
        "Poll closed: What to drink?\nNobody answered.",
        "投票结束：喝什么？\n没有人投票。",
    }


@on(ENGLISH)
async def test_a_poll_is_withdrawn_within_a_minute(stage: Stage) -> None:
    """Undo takes a poll away that should not have been posted; nobody is told any more."""
    ana, ben = await drinks(stage)
    assert await ana.says("undo") == "The poll is withdrawn."
    assert stage.room().texts == []
    assert await ben.picks("Tea", gone=True) == "This poll was withdrawn. Nothing was counted."
    await stage.pass_time(days=3)
    assert stage.room().texts == []


@on(CHINESE)
async def test_a_poll_is_withdrawn_within_a_minute_in_chinese(stage: Stage) -> None:
    """The same in Chinese, by the button."""
    ana, ben = await drinks(stage)
    assert await ana.picks("撤销") == "投票已撤回。"
    assert stage.room().texts == []
    assert await ben.picks("绿茶", gone=True) == "这次投票已经撤回，没有记下。"


@on(ENGLISH, CHINESE)
async def test_withdrawing_says_how_many_had_answered(stage: Stage) -> None:
    """A poll that should not have been is gone with its answers, and its author learns of those."""
    ana, ben = await drinks(stage)
    for who in (ana, ben):
        await who.picks({"en": "Tea", "zh": "绿茶"}[stage.scene.language])
    assert await ana.picks({"en": "Undo", "zh": "撤销"}[stage.scene.language]) in {
        "The poll is withdrawn, and the 2 answers to it.",
        "投票已撤回，已有的 2 份回复一并作废。",
    }
    assert stage.room().texts == []


@on(ENGLISH)
async def test_after_a_minute_nothing_is_undone(stage: Stage) -> None:
    """The button says that its minute has passed, the word that there is nothing to undo."""
    ana, _ = await drinks(stage)
    await stage.pass_time(seconds=61)
    assert await ana.picks("Undo") == "The minute for undoing this has passed."
    assert (await ana.says("undo")).startswith("There is nothing to undo.")
    assert stage.last.startswith("What to drink?")


@on(ENGLISH)
async def test_others_cannot_undo(stage: Stage) -> None:
    """Undo takes back what one did oneself, never what another did."""
    _, ben = await drinks(stage)
    assert (await ben.says("undo")).startswith("There is nothing to undo.")
    assert stage.last.startswith("What to drink?")


@on(ENGLISH)
async def test_only_the_last_thing_done_is_undone_by_the_word(stage: Stage) -> None:
    """What was done before is taken back by its own button; a look at something undoes nothing."""
    ana, _ = await drinks(stage)
    await ana.picks("Tea")
    for _ in range(2):
        assert (await ana.says("undo")).startswith("What you did last cannot be taken back.")
    assert "[Tea] [Cofee]" in stage.last
    assert (await ana.picks("Undo")).startswith("The poll is withdrawn")
    ana, _ = await drinks(stage)
    await ana.says("results")
    assert (await ana.says("undo")).startswith("The poll is withdrawn")


@on(ENGLISH)
async def test_closing_is_undone(stage: Stage) -> None:
    """A poll closed by mistake is opened again, with all its answers, and all are told."""
    ana, ben = await drinks(stage, "until Fri 18:00")
    await ben.picks("Tea")
    await ana.picks(steps.show_panel)
    await ana.picks(close)
    told = await ana.picks("Undo")
    assert told.endswith(
        "\n[Close now] [Edit] [Withdraw the poll] [New poll like this] [Pin]\n"
        "The poll is open again."
    )
    assert stage.last == "Open again: What to drink?"
    assert "[Tea] [Cofee]" in stage.room().texts[0]
    assert "Tea ██████████ 1 (100%)" in stage.room().texts[0]
    assert (await ben.picks("Cofee")).startswith("You chose Cofee.")
    await stage.pass_time(days=2)
    assert stage.last.startswith("Poll closed: What to drink?\nMost votes: Cofee")


@on(ENGLISH)
async def test_after_the_deadline_closing_stands(stage: Stage) -> None:
    """What the clock has closed is made anew, not opened again."""
    ana, _ = await drinks(stage, "until today 9:01")
    await ana.picks(steps.show_panel)
    await stage.pass_time(seconds=30)
    await ana.picks(close)
    await stage.pass_time(seconds=31)
    assert await ana.picks("Undo") == (
        "The deadline has passed, so the poll stays closed. Make a new one like it instead."
    )


@on(ENGLISH)
async def test_before_the_first_answer_everything_may_change(stage: Stage) -> None:
    """Nobody has answered yet: other words, other options, another setting."""
    ana, _ = await drinks(stage)
    await ana.picks(steps.show_panel)
    await ana.picks(mend)
    assert (await ana.answers(question="Where?", options="Here\nThere", pick="2")) == (
        "Poll 1: Where?\n"
        "Nobody has answered yet · up to 2 each\n"
        "Here 0\n"
        "There 0\n"
        "[Close now] [Edit] [Withdraw the poll] [New poll like this] [Pin]\n"
        "Changed."
    )
    assert stage.last.startswith("Where?\nHere 0\nThere 0\nNobody has answered yet · up to 2 each")
    await ana.picks(mend)
    assert "↑ This can no longer be changed." in await ana.answers(everyone="yes")


@on(ENGLISH)
async def test_after_the_first_answer_only_typos_are_mended(stage: Stage) -> None:
    """A letter may change; another word, or two options changing places, may not."""
    ana, ben = await drinks(stage)
    await ben.picks("Tea")
    await ana.picks(steps.show_panel)
    await ana.picks(mend)
    assert "Coffee 0" in await ana.answers(options="Tea\nCoffee")
    assert stage.last.startswith("What to drink?\nTea ██████████ 1 (100%)\nCoffee 0\n")
    only_typos = "↑ There are answers already, so only typos can be corrected here."
    for options in ("Water\nCoffee", "Coffee\nTea", "Tea\nCoffee\nWater"):
        await ana.picks(mend)
        told = await ana.answers(options=options)
        assert only_typos in told
        assert "Options: " + options.replace("\n", " / ") in told
        await ana.answers(options="Tea\nCoffee")
    await ana.picks(mend)
    assert (
        "↑ This can no longer be changed. Make a new poll like this instead."
        in await ana.answers(pick="2")
    )
    assert stage.last.startswith("What to drink?\nTea ██████████ 1 (100%)\nCoffee 0\n1 answer\n")


@on(CHINESE)
async def test_after_the_first_answer_only_typos_are_mended_in_chinese(stage: Stage) -> None:
    """The same in Chinese, whose words are short."""
    ana, ben = await drinks(stage)
    await ben.picks("绿茶")
    await ana.picks(steps.show_panel)
    await ana.picks(mend)
    assert "咖啡 0" in await ana.answers(options="绿茶\n咖啡")
    for options in ("白水\n咖啡", "咖啡\n绿茶", "茶\n咖"):
        await ana.picks(mend)
        told = await ana.answers(options=options)
        assert "↑ 已经有人投了，这里只能改错别字。要换内容，请再发一次。" in told
        await ana.answers(options="绿茶\n咖啡")


@on(Scene("en", (NARROW,)))
async def test_what_cannot_be_mended_is_asked_again(stage: Stage) -> None:
    """Where there are no forms, just that field is asked again, saying why."""
    ana, ben = await drinks(stage)
    await ben.picks("Tea")
    await ana.picks(steps.show_panel)
    await ana.picks(mend)
    assert await ana.answers(question="Where to go?") == (
        "[Book club] What do you want to ask?\n"
        "There are answers already, so only typos can be corrected here. "
        "For other words make a new poll like this.\n"
        "Now: Where to go?\n"
        "[Stop]"
    )
    await ana.picks("Stop")
    assert stage.last.startswith("What to drink?")


@on(ENGLISH)
async def test_the_deadline_moves(stage: Stage) -> None:
    """All are told of another deadline, or of none; the clock closes at the new one."""
    ana, ben = await drinks(stage, "until tomorrow 12:00")
    await ben.picks("Tea")
    await ana.picks(steps.show_panel)
    await ana.picks(mend)
    await ana.answers(closes="Sat 12:00")
    assert stage.last == "“What to drink?” is now open until Sat 28 Nov 12:00 (Beijing)."
    await stage.pass_time(hours=30)
    await ana.picks(mend)
    await ana.answers(closes="")
    assert stage.last == "“What to drink?” now stays open until it is closed by hand."
    await stage.pass_time(days=3)
    assert "[Tea]" in stage.room().texts[0]
    await ana.picks(mend)
    told = await ana.answers(closes="27 Nov 2026 12:00")
    assert "↑ Fri 27 Nov 12:00 (Beijing) has passed." in told


@on(ENGLISH)
async def test_a_new_poll_like_this(stage: Stage) -> None:
    """A closed poll is drafted anew with its words, without its answers and its deadline."""
    ana, ben = await drinks(stage, "until tomorrow with names")
    await ben.picks("Tea")
    await stage.pass_time(days=2)
    await ana.says("poll 1")
    assert await ana.picks("New poll like this") == (
        "Draft: Poll\n"
        "Question: What to drink?\n"
        "Options: Tea, Cofee\n"
        "Closes: open until it is closed by hand\n"
        "Choices per person: 1\n"
        "Names: everybody sees them\n"
        "Will be posted in: Lobby\n"
        "[Post] [Edit] [More…] [Cancel]"
    )
    assert (await ana.picks("Post")).startswith("Poll 2 is posted in Lobby.")
    assert stage.last.startswith("What to drink?\nTea 0\nCofee 0\nNobody has answered yet")


@on(ENGLISH)
async def test_only_its_author_and_organisers_manage_it(stage: Stage) -> None:
    """A member's poll is the member's and the organisers'; to others nothing is offered."""
    ana, ben, cy = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben"), stage.actor("Cy")
    await ben.says("poll Lunch? Rice / Noodles")
    await ben.picks("Post")
    assert "[Close now] [Edit] [Withdraw the poll]" in await ben.picks(steps.show_panel)
    assert "[Close now]" not in await cy.picks(steps.show_panel)
    assert "[Close now] [Edit] [Withdraw the poll]" in await ana.picks(steps.show_panel)
    assert "The poll is closed." in await ana.picks(close)
    assert await ben.picks(close) == "This poll is over. Nothing was changed."


@on(ENGLISH)
async def test_a_poll_by_its_number(stage: Stage) -> None:
    """“poll 1” shows it to whoever asks; a number that there is not is said, not drafted."""
    _, ben = await drinks(stage)
    assert await ben.says("poll 1") == (
        "Poll 1: What to drink?\nNobody has answered yet\nTea 0\nCofee 0"
    )
    assert await ben.says("poll 12") == "There is no poll 12 in this team."


@on(CHINESE)
async def test_a_poll_by_its_number_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    _, ben = await drinks(stage)
    assert await ben.says("投票 1") == "投票 1：喝什么？\n还没有人投\n绿茶 0\n咖非 0"
    assert await ben.says("投票 12") == "本团队没有投票 12。"


def test_reopening_is_declared_as_the_inverse_of_closing() -> None:
    """Both are steps of their own, so that old buttons go on working."""
    assert (close.name, reopen.name) == ("poll.close", "poll.reopen")
