"""Polls from the typed line to the final count, as the group reads them."""

from bot.domain.identity import Entry, Purpose, Role
from bot.domain.phrase import Variant
from commands.poll import close, drop, polls, post, steps
from tests.stage import (
    BARE,
    CHINESE,
    ENGLISH,
    EVERYWHERE,
    NARROW,
    RICH,
    Scene,
    Stage,
    on,
)

MEETING = {
    "en": "poll Where to meet? Library / Room 204 / Online until Fri 18:00",
    "zh": "投票 下周在哪开会？图书馆／204／线上 截止周五18点",
}
QUESTION = {"en": "Where to meet?", "zh": "下周在哪开会？"}
LIBRARY = {"en": "Library", "zh": "图书馆"}
ONLINE = {"en": "Online", "zh": "线上"}


@on(ENGLISH, Scene("en", database="postgresql"))
async def test_a_poll_from_a_typed_line_to_the_final_count(stage: Stage) -> None:
    """The whole of it in English: draft, post, answer, change one's mind, the clock closes it."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    assert await ana.says(MEETING["en"]) == (
        "Draft: Poll\n"
        "Question: Where to meet?\n"
        "Options: Library, Room 204, Online\n"
        "Closes: Fri 27 Nov 18:00 (Beijing)\n"
        "Choices per person: 1\n"
        "Names: organisers only\n"
        "Will be posted in: Lobby\n"
        "[Post] [Edit] [More…] [Cancel]"
    )
    assert stage.last == ""
    assert await ana.picks("Post") == "Poll 1 is posted in Lobby.\n[Undo]"
    assert stage.last == (
        "Where to meet?\n"
        "Library 0\n"
        "Room 204 0\n"
        "Online 0\n"
        "Nobody has answered yet · until Fri 27 Nov 18:00 (Beijing)\n"
        "[Library] [Room 204] [Online]\n"
        "[More…]\n"
        "Names: organisers only · Results: at once"
    )
    until = "You can change it until Fri 27 Nov 18:00 (Beijing)."
    assert await ben.picks("Library") == f"You chose Library. {until}"
    assert await ana.picks("Online") == f"You chose Online. {until}"
    assert await ben.picks("Online") == f"You chose Online. {until}"
    await stage.restart()
    await stage.pass_time(hours=40)
    card, closing = stage.room().texts
    assert card == (
        "Where to meet?\n"
        "Library 0\n"
        "Room 204 0\n"
        "Online ██████████ 2 (100%)\n"
        "2 answers · closed Fri 27 Nov 18:00 (Beijing)\n"
        "Names: organisers only · Results: at once"
    )
    assert closing == (
        "Poll closed: Where to meet?\nMost votes: Online\nOnline: 2, Library: 0, Room 204: 0"
    )


@on(CHINESE, Scene("zh", database="postgresql"))
async def test_the_same_in_chinese(stage: Stage) -> None:
    """The whole of it in Chinese."""
    ana, ben = stage.actor("安娜", Role.ORGANISER), stage.actor("小本")
    assert await ana.says(MEETING["zh"]) == (
        "投票草稿\n"
        "问题：下周在哪开会？\n"
        "选项：图书馆、204、线上\n"
        "截止：11月27日(周五)18:00\n"
        "每人可选：1\n"
        "姓名：仅组织者可见\n"
        "将发到：大群\n"
        "[发布] [修改] [更多…] [取消]"
    )
    assert await ana.picks("发布") == "投票 1 已发到大群。\n[撤销]"
    assert stage.last == (
        "下周在哪开会？\n"
        "图书馆 0\n"
        "204 0\n"
        "线上 0\n"
        "还没有人投 · 截止 11月27日(周五)18:00\n"
        "[图书馆] [204] [线上]\n"
        "[更多…]\n"
        "姓名：仅组织者可见 · 结果：实时公布"
    )
    assert await ben.picks("图书馆") == "已记下：图书馆。11月27日(周五)18:00前可以改。"
    assert await ben.picks("204") == "已记下：204。11月27日(周五)18:00前可以改。"
    assert await ana.picks("204") == "已记下：204。11月27日(周五)18:00前可以改。"
    await stage.restart()
    await stage.pass_time(hours=40)
    card, closing = stage.room().texts
    assert card == (
        "下周在哪开会？\n"
        "图书馆 0\n"
        "204 ██████████ 2 (100%)\n"
        "线上 0\n"
        "2 人投票 · 已于11月27日(周五)18:00结束\n"
        "姓名：仅组织者可见 · 结果：实时公布"
    )
    assert closing == (
        "投票结束：下周在哪开会？\n票数最多：204\n204：2 票、图书馆：0 票、线上：0 票"
    )


@on(*EVERYWHERE)
async def test_everything_can_be_done_everywhere(stage: Stage) -> None:
    """Draft, edit, post, answer, change, take back, move the deadline, close, reopen: anywhere."""
    kind = polls.say("kind")
    library, online = LIBRARY[stage.scene.language], ONLINE[stage.scene.language]
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says(MEETING[stage.scene.language])
    await ana.picks(stage.say("draft", "edit"))
    everybody = stage.say("poll", "names-everybody")
    assert everybody in await ana.answers(pick="2", names=everybody)
    await ana.picks(post)
    assert library in await ben.picks(library)
    assert online in await ben.picks(online)
    await ben.picks(steps.show_panel)
    await ben.picks(drop)
    await stage.pass_time(hours=7)
    assert sum("Ben" in line for line in stage.last.splitlines()) == 1

    await ana.picks(steps.show_panel)
    await ana.picks(stage.say("call", "mend"))
    moved = await ana.answers(closes={"en": "Sat 18:00", "zh": "周六18点"}[stage.scene.language])
    assert stage.say("call", "mended") in moved
    assert stage.say("call", "closed-now", kind=kind) in await ana.picks(close)
    undone = await ana.says({"en": "undo", "zh": "撤销"}[stage.scene.language])
    assert stage.say("call", "reopened", kind=kind) in undone
    assert library in await ben.picks(library)
    await stage.pass_time(days=3)
    ended = stage.say("poll", "result-title", question=QUESTION[stage.scene.language])
    assert sum(text.startswith(ended) for text in stage.room().texts) == 2
    closed = stage.say("call", "refused", reason=Variant("closed"), kind=kind)
    assert closed in await ben.picks(library, gone=True)


@on(ENGLISH)
async def test_two_accounts_of_one_person_are_one_answer(stage: Stage) -> None:
    """Whoever has two accounts has one answer, the latest."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    phone = ben.elsewhere("rich", "Ben’s phone")
    await ana.says(MEETING["en"])
    await ana.picks("Post")
    await ben.picks("Library")
    await phone.picks("Online")
    assert "Library 0\nRoom 204 0\nOnline ██████████ 1 (100%)\n1 answer" in stage.last


@on(ENGLISH)
async def test_up_to_so_many_choices(stage: Stage) -> None:
    """Who has chosen all they may is told what they chose, and takes one back first."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says("poll Which days? Mon / Tue / Wed pick 2")
    await ana.picks("Post")
    await ben.picks("Mon")
    assert await ben.picks("Wed") == "You chose Mon, Wed. You can change it until the poll closes."
    assert await ben.picks("Tue") == (
        "Poll 1: Which days?\n"
        "1 answer · up to 2 each\n"
        "Your answer: Mon, Wed\n"
        "Mon ██████████ 1 (100%)\n"
        "Tue 0\n"
        "Wed ██████████ 1 (100%)\n"
        "[Take back Mon] [Take back Wed]\n"
        "You have chosen Mon, Wed: that is all 2. Take one back first."
    )
    assert "You chose Wed." in await ben.picks("Take back Mon")
    assert await ben.picks("Tue") == "You chose Wed, Tue. You can change it until the poll closes."
    assert (await ben.says("mine")).splitlines()[-1] == (
        "· Poll 1: Which days? – you chose Tue, Wed"
    )


@on(CHINESE)
async def test_up_to_so_many_choices_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana, ben = stage.actor("安娜", Role.ORGANISER), stage.actor("小本")
    await ana.says("投票 哪天方便？周一／周二／周三 选2")
    await ana.picks("发布")
    await ben.picks("周一")
    assert await ben.picks("周三") == "已记下：周一、周三。结束前可以改。"
    told = await ben.picks("周二")
    assert told.endswith("您已经选了周一、周三，最多 2 项。请先取消一项。")
    assert "[取消“周一”] [取消“周三”]" in told
    assert "已记下：周三。" in await ben.picks("取消“周一”")


@on(ENGLISH)
async def test_the_first_answer_stands_where_that_was_asked_for(stage: Stage) -> None:
    """“No change” means that another tap is answered with the first choice."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says("poll Tea or coffee? Tea / Coffee first answer stands")
    await ana.picks("Post")
    assert await ben.picks("Tea") == "You chose Tea. The first answer stands."
    assert await ben.picks("Coffee") == "In this poll the first answer stands: Tea."
    assert "Tea ██████████ 1 (100%)\nCoffee 0" in stage.last


@on(ENGLISH)
async def test_results_after_answering_are_for_those_who_answered(stage: Stage) -> None:
    """The card shows no count; whoever answers reads it in their own answer."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says("poll Tea or coffee? Tea / Coffee results after voting")
    await ana.picks("Post")
    assert await ben.picks("Tea") == (
        "You chose Tea. You can change it until the poll closes. So far: Tea: 1, Coffee: 0"
    )
    assert "Tea 0" not in stage.last
    assert stage.last == (
        "Tea or coffee?\n1 answer\n[Tea] [Coffee]\n[More…]\n"
        "Names: organisers only · Results: after answering"
    )
    cy = stage.actor("Cy")
    assert "1 (100%)" not in await cy.picks(steps.show_panel)
    assert "Tea ██████████ 1 (100%)" in await ben.picks(steps.show_panel)


@on(CHINESE)
async def test_results_after_closing_are_secret_until_then(stage: Stage) -> None:
    """Not even those who answered see a count before the end."""
    ana, ben = stage.actor("安娜", Role.ORGANISER), stage.actor("小本")
    await ana.says("投票 喝什么？茶／咖啡 结束后公布")
    await ana.picks("发布")
    assert await ben.picks("茶") == "已记下：茶。结束前可以改。"
    assert stage.last == (
        "喝什么？\n1 人已投\n[茶] [咖啡]\n[更多…]\n姓名：仅组织者可见 · 结果：截止后公布"
    )
    assert "100%" not in await ben.picks(steps.show_panel)
    await ana.picks(steps.show_panel)
    await ana.picks("现在结束")
    assert stage.last == "投票结束：喝什么？\n票数最多：茶\n茶：1 票、咖啡：0 票"


@on(ENGLISH)
async def test_names_are_for_whom_the_card_says(stage: Stage) -> None:
    """Everybody reads the names on the card, or only organisers behind “More…”."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says("poll Tea or coffee? Tea / Coffee with names")
    await ana.picks("Post")
    await ben.picks("Tea")
    assert "· Tea: Ben" in stage.last
    assert "Names: everybody · Results: at once" in stage.last
    await ana.says("poll Bus or train? Bus / Train")
    await ana.picks("Post")
    await ben.picks("Bus")
    assert "Ben" not in stage.last
    assert "Ben" not in await ben.says("poll 2")
    assert "· Bus: Ben" in await ana.says("poll 2")


@on(ENGLISH)
async def test_without_options_it_is_yes_no_or_abstain(stage: Stage) -> None:
    """Our own three answers are said in the language of whoever reads them."""
    ana, li = stage.actor("Ana", Role.ORGANISER), stage.actor("Li", language="zh")
    assert "Options: yes, no or abstain" in await ana.says("poll Shall we paint the room?")
    await ana.picks("Post")
    assert "[Yes] [No] [Abstain]" in stage.last
    assert await li.picks("Yes") == "已记下：赞成。结束前可以改。"
    assert "投票 1：Shall we paint the room?（选了赞成）" in await li.says("mine")


@on(ENGLISH)
async def test_a_reply_with_an_options_words_counts(stage: Stage) -> None:
    """A reply to the card that says an option is a tap on it; other replies are ignored."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says(MEETING["en"])
    await ana.picks("Post")
    assert (await ben.replies("library")).startswith("You chose Library.")
    assert await ben.replies("I like the library, too") == ""
    assert "1 answer" in stage.last


@on(Scene("zh", (NARROW,)), Scene("zh", (BARE,)))
async def test_a_reply_counts_on_poorer_platforms(stage: Stage) -> None:
    """The same where the answer comes in private."""
    ana, ben = stage.actor("安娜", Role.ORGANISER), stage.actor("小本")
    await ana.says(MEETING["zh"])
    await ana.picks("发布")
    assert await ben.replies("图书馆") == "【读书会】已记下：图书馆。11月27日(周五)18:00前可以改。"


@on(Scene("en", (BARE,)))
async def test_a_code_is_typed_where_there_are_no_buttons(stage: Stage) -> None:
    """Each entry has a code and the card says what it is for; an unknown code says so."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says("poll Tea or coffee? Tea / Coffee")
    await ana.picks("Post")
    *_, tea, coffee, more, _, how = stage.last.splitlines()
    code = coffee.partition(" ")[0]
    assert [each.partition(" ")[2] for each in (tea, coffee, more)] == ["Tea", "Coffee", "More…"]
    assert how == f"To choose, send me its code, such as “{tea.partition(' ')[0]}”."
    assert "You chose Coffee." in await ben.says(code.lower())
    assert "did not understand" in await ben.says(f"{code[0]}9")


@on(ENGLISH)
async def test_unaddressed_talk_leaves_nothing_behind(stage: Stage) -> None:
    """Talk that is not for the bot is not answered and leaves no row in any table."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says(MEETING["en"])
    await ana.picks("Post")
    before = await stage.rows()
    for text in ("poll Where to eat? Here / There", "help", "mine", "A1", "Library", "undo"):
        assert await ben.talks(text) == ""
    assert await stage.rows() == before


@on(ENGLISH)
async def test_a_committees_poll_stands_only_there(stage: Stage) -> None:
    """What is made in the committee's room is not posted to the whole team."""
    ana = stage.actor("Ana", Role.ORGANISER)
    committee = stage.room("Committee", Purpose.COMMITTEE)
    assert "Will be posted in: Committee\n" in await ana.says("poll Chair? Bo / Cy", room=committee)
    await ana.picks("Post")
    assert stage.room().texts == []
    assert committee.last.startswith("Chair?\nBo 0\nCy 0\n")


@on(Scene("en", (RICH, BARE)), Scene("en", (NARROW, RICH), database="postgresql"))
async def test_one_tally_in_all_main_rooms(stage: Stage) -> None:
    """Main rooms on two platforms show one poll; a tap in either counts, and both cards show it."""
    there = stage.scene.profiles[1].name
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben", on=there)
    told = await ana.says(MEETING["en"])
    assert f"Will be posted in: Lobby, Lobby ({there})" in told
    await ana.picks("Post")
    await ana.picks("Library")
    await ben.picks("Library")
    await ana.elsewhere(there).picks("Online")
    await stage.pass_time(hours=40)
    for room in (stage.room(), stage.room(on=there)):
        assert any("Library: 1, Online: 1, Room 204: 0" in text for text in room.texts)
        assert any("A tie: Library, Online" in text for text in room.texts)
        assert any("Library █████ 1 (50%)" in text for text in room.texts)


@on(Scene("en", entry=Entry.OPEN))
async def test_an_open_teams_first_tap_makes_a_member(stage: Stage) -> None:
    """Whoever taps in the room of an open team belongs to it from then on."""
    ana, eve = stage.actor("Ana", Role.ORGANISER), stage.actor("Eve", None)
    await ana.says(MEETING["en"])
    await ana.picks("Post")
    assert (await eve.picks("Library")).startswith("You chose Library.")
    assert "· Library: Eve" in await ana.says("poll 1")


@on(Scene("en", entry=Entry.CLOSED))
async def test_a_closed_team_says_who_may(stage: Stage) -> None:
    """A stranger's tap is refused with who may answer, and nothing is counted."""
    ana, eve = stage.actor("Ana", Role.ORGANISER), stage.actor("Eve", None)
    await ana.says(MEETING["en"])
    await ana.picks("Post")
    refused = "Only members of the team may do this. Ask an organiser to let you in."
    assert await eve.picks("Library") == refused
    assert await eve.says("poll What now?") == refused
    assert "Nobody has answered yet" in stage.last


@on(Scene("zh", entry=Entry.CLOSED))
async def test_a_closed_team_says_who_may_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana, eve = stage.actor("安娜", Role.ORGANISER), stage.actor("小夜", None)
    await ana.says(MEETING["zh"])
    await ana.picks("发布")
    assert await eve.picks("图书馆") == "只有团队成员可以操作，请联系组织者加入。"
