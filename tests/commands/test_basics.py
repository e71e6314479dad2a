"""Help, one's own list, unknown words, teams in private."""

import pytest

from bot.basics import forget_me
from bot.domain.identity import Role
from bot.event import Heard
from commands.poll import steps
from tests.stage import BARE, CHINESE, ENGLISH, EVERYWHERE, NARROW, Scene, Stage, on


@on(ENGLISH)
async def test_help_names_subjects(stage: Stage) -> None:
    """What can be asked stands by its subjects, of which each has its commands, and a way back."""
    ana = stage.actor("Ana")
    subjects = await ana.says("help")
    assert subjects == (
        "What I can do\n"
        "· Polls – asks the group a question; one tally, wherever people answer\n"
        "· Meetings – calls meetings and rolls; leave, minutes, attendance\n"
        "· Essays – asks everybody for a paper, and takes yours in\n"
        "· Volunteers – fills shifts, counts hours, writes certificates\n"
        "· Quizzes – asks questions live, or one a day, and again what you got wrong\n"
        "· Weekly digest – sums up the week for the group\n"
        "· Team – its rooms and people, and your accounts on several platforms\n"
        "· Roster – the members as a file: template, import, export\n"
        "· Reminders – whom I remind next, and how often\n"
        "· Yourself – what waits for you, undo, and what I know about you\n"
        "Press a subject and I list its commands. "
        "Or say what you want: “poll”, “meet tomorrow 19:00” … and I ask for the rest.\n"
        "[Polls] [Meetings] [Essays] [Volunteers] [Quizzes] [Weekly digest] [Team] [Roster] "
        "[Reminders] [Yourself] [All commands]"
    )
    everything = await ana.says("help all")
    for subject in ("Polls", "Volunteers", "Yourself"):
        shown = (await ana.picks(subject)).splitlines()
        assert shown[0] == subject
        assert set(shown[1:-1]) <= set(everything.splitlines())
        assert await ana.picks("All subjects") == subjects
    assert await ana.picks("All commands") == everything


@on(ENGLISH)
async def test_help_lists_everything(stage: Stage) -> None:
    """Each command stands with what it is for and, where it takes words, an example."""
    ana = stage.actor("Ana")
    assert await ana.says("help all") == (
        "What I can do\n"
        "· Poll – asks the group a question: "
        "poll Where to meet? Library / Room 204 / Online until Fri 18:00 secret\n"
        "· Meeting – calls a meeting: meet Committee tomorrow 19:00 for 90m room 204 chair @Li\n"
        "· Roll call – asks who is coming: roll Weekly study Fri 15:00 room 204 until Fri 12:00\n"
        "· Minutes – shows the minutes of the meeting that is on: minutes\n"
        "· Meetings – lists the meetings to come\n"
        "· Leave – asks for leave from a meeting: leave tonight: ill\n"
        "· Kinds of meetings – lists or sets the kinds of meetings: "
        "kind Reading circle monthly quorum 2/3\n"
        "· Attendance – writes down who came to what: attendance report 2026\n"
        "· Hand in – hands in your paper: submit What I learnt from the book is …\n"
        "· Essay – asks everybody for a paper: essay Reading notes 3 due 30 Nov min 800\n"
        "· Volunteers – looks for volunteers, shift by shift: "
        "shifts Book fair Sat 9-12 x4, 13-16 x4\n"
        "· Certificate – writes your confirmed hours on paper, or checks such a paper: "
        "certificate\n"
        "· Fill in hours – enters forgotten hours, and shows what waits to be confirmed: "
        "hours @Li 2.5h 12 Nov library shelves\n"
        "· My hours – shows the hours that you have given\n"
        "· Helpers – lists who can do what, and who gave how many hours: helpers first aid\n"
        "· Banks – the banks of questions: list, template, how to send one\n"
        "· Quiz – asks questions live, with a podium at the end: "
        "quiz civics 10 questions 20s teams\n"
        "· Daily question – asks one question each day, with streaks: daily safety at 8:00\n"
        "· Mistakes – asks you again, in private, what you got wrong in quizzes\n"
        "· Weekly digest – sums up the week, and what comes: digest every Fri 17:00\n"
        "· My digest – whether I write to you once a week: my digest off\n"
        "· Team – its rooms, and how to add another one\n"
        "· Link accounts – makes your accounts on two platforms one person: link\n"
        "· Members – the team’s people, by category or tag: members\n"
        "· Roster – the list of members as a file: template, import, export: roster template\n"
        "· Reminders – shows whom I remind next\n"
        "· Help – what I can do, or how one command is used: help poll\n"
        "· Mine – what waits for you, and what you did: mine\n"
        "· Undo – takes back what you did last\n"
        "· Forget me – erases what I know about you, after asking once\n"
        "Type just the command and I will ask for the rest. "
        "“help poll” tells more about one."
    )


@on(CHINESE)
async def test_help_lists_everything_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana = stage.actor("安娜")
    assert await ana.says("帮助 全部") == (
        "我能帮您做这些\n"
        "· 投票：向大家提一个问题，例如： 投票 下周在哪开会？图书馆／204／线上 截止周五18点 匿名\n"
        "· 开会：通知开会、收回复、签到、记录，例如： 开会 支委会 明晚7点 90分钟 204 主持@小李\n"
        "· 点名：问问谁来、谁请假，例如： 点名 每周学习 周五15点 204 截止周五12点\n"
        "· 会议记录：查看、更正、通过会议记录，例如： 会议记录\n"
        "· 会议：看看近期有哪些会\n"
        "· 请假：向组织者请假，例如： 请假 今晚 发烧\n"
        "· 会议类型：查看、设置会议类型和要求，例如： 会议类型 读书会 每月 三分之二到会有效\n"
        "· 考勤统计：导出谁参加了哪些会，例如： 考勤统计 2026\n"
        "· 交稿：交上您的文章，例如： 交稿 读完这本书，我体会最深的是……\n"
        "· 征文：请大家交一篇文章，例如： 征文 读书笔记三 11月30日截止 不少于800字\n"
        "· 志愿：招募志愿者，分班次报名，例如： 志愿 书市 周六 9-12点4人，13-16点4人\n"
        "· 志愿证明：开具志愿服务证明，或按编号核验，例如： 志愿证明\n"
        "· 补登时长：补上忘了记的时长，看看哪些待确认，例如： "
        "补登 小李 2.5小时 11月12日 整理图书\n"
        "· 我的志愿时长：看看自己的志愿时长\n"
        "· 志愿者名册：看看谁会什么、谁服务了多久，例如： 志愿者名册 急救\n"
        "· 题库：题库列表、模板和导入办法\n"
        "· 知识竞赛：现场出题，大家抢答，最后公布名次，例如： 竞赛 法治常识 10题 每题20秒 分组\n"
        "· 每日一题：每天出一道题，记连续天数，例如： 每日一题 校园安全 每天8点\n"
        "· 错题本：私下再练练竞赛里答错的题\n"
        "· 周报：每周小结：过去一周做了什么，接下来一周有什么，例如： 周报 每周五17点\n"
        "· 我的周报：每周要不要私下发给自己，例如： 我的周报 停发\n"
        "· 团队：看看团队有哪些群，怎么再加一个群\n"
        "· 绑定账号：两个平台上的账号合成一个人，例如： 绑定\n"
        "· 成员：团队里的人，可按类别、标签看，例如： 成员\n"
        "· 名单：成员名单的模板、导入和导出，例如： 名单 模板\n"
        "· 提醒：看看接下来会提醒谁\n"
        "· 帮助：看看我能做什么，某个命令怎么用，例如： 帮助 投票\n"
        "· 我的：要办的和办过的事，例如： 我的\n"
        "· 撤销：收回刚才的操作\n"
        "· 忘记我：清除我知道的您的信息，会先问您一次\n"
        "只发命令也行，要写什么我会问您。发“帮助 投票”看详细说明。"
    )


@on(ENGLISH)
async def test_help_about_one_command(stage: Stage) -> None:
    """“help poll” says all about it; a near miss is understood, nonsense is not."""
    ana = stage.actor("Ana")
    told = await ana.says("help poll")
    assert told.startswith("Poll\nAsks a question with 2–30 options;")
    assert told.endswith("[Start]")
    assert await ana.says("help pol") == told
    assert await ana.says("help xyzzy") == (
        "There is no command “xyzzy”. Type “help all” to see them all."
    )


@on(*EVERYWHERE)
async def test_help_is_private_everywhere(stage: Stage) -> None:
    """The room is not bothered with what one person asks."""
    ana = stage.actor("Ana")
    word = {"en": "help", "zh": "帮助"}[stage.scene.language]
    assert stage.say("core", "help-title") in await ana.says(word)
    assert stage.room().texts == []


@on(ENGLISH)
async def test_unknown_words_get_the_nearest_commands(stage: Stage) -> None:
    """A slip of the pen is offered as a button that goes on with what was said."""
    ana = stage.actor("Ana", Role.ORGANISER)
    told = await ana.says("pool Lunch? Rice / Noodles")
    assert told == "I do not know “pool Lunch? Rice / Noodles”. Did you mean:\n[Poll]"
    assert "Question: Lunch?\nOptions: Rice, Noodles\n" in await ana.picks("Poll")
    assert await ana.says("xyzzy") == (
        "I did not understand that. Type “help” to see what I can do; "
        "to answer a card, press its button or reply to it."
    )


@on(CHINESE)
async def test_unknown_words_get_the_nearest_commands_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana = stage.actor("安娜", Role.ORGANISER)
    told = await ana.says("投漂 中午吃什么？米饭／面条")
    assert told == "没看懂“投漂 中午吃什么？米饭／面条”。您是不是想：\n[投票] [交稿]"
    assert "问题：中午吃什么？\n选项：米饭、面条\n" in await ana.picks("投票")
    assert (await ana.says("撤票")).endswith(("[投票] [撤销]", "[撤销] [投票]"))
    assert (await ana.says("琢磨琢磨")).startswith("没听懂。发“帮助”看看我能做什么")


@pytest.mark.parametrize("said", ["我的任务", "我有什么任务？", "我还能补交吗？"])
@on(CHINESE)
async def test_who_asks_for_their_tasks_is_shown_their_list(stage: Stage, said: str) -> None:
    """Nobody who asks what to do, or whether it is too late, is told of settings."""
    assert (await stage.actor("安娜").says_in_private(said)).startswith("【读书会】我的清单\n")


@pytest.mark.parametrize("said", ["my tasks", "can I still hand in?"])
@on(ENGLISH)
async def test_the_same_is_asked_in_english(stage: Stage, said: str) -> None:
    """The same in English."""
    assert (await stage.actor("Ana").says_in_private(said)).startswith("[Book club] Your list\n")


@pytest.mark.parametrize(
    "said", ["Hello!", "hi Muster 👋", "Good morning.", "muster?", "who are you?"]
)
@on(ENGLISH)
async def test_a_greeting_is_returned(stage: Stage, said: str) -> None:
    """Whoever says hello is greeted and offered help, and the room is not bothered."""
    ana = stage.actor("Ana")
    told = await ana.says(said)
    assert told.startswith("Hello!\nI am the group’s secretary.")
    assert "What I can do" in await ana.picks("What can you do?")
    assert stage.room().texts == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("你好", "您好！"),
        ("小秘，在吗？", "您好！"),
        ("你是谁？", "您好！"),
        ("谢谢啦～", "不客气！"),
    ],
)
@on(CHINESE)
async def test_courtesies_are_answered_in_chinese(stage: Stage, said: str, answer: str) -> None:
    """The same in Chinese, for thanks as well."""
    told = await stage.actor("安娜").says(said)
    assert told.startswith(f"{answer}\n")
    assert told.endswith("[你能做什么？]")


@on(*EVERYWHERE)
async def test_a_suggestion_can_be_taken_everywhere(stage: Stage) -> None:
    """Buttons or codes, the words that were said are taken up."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says("pool Lunch? Rice / Noodles")
    told = await ana.picks(stage.say("poll", "command-poll"))
    assert "Lunch?" in told
    assert "Noodles" in told


@on(ENGLISH)
async def test_my_list_shows_what_i_owe_may_do_and_did(stage: Stage) -> None:
    """Three parts, each only where there is something, with buttons that work."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    assert await ben.says("mine") == "Your list\nNothing waits for you."
    for line in (
        "poll Trip? Hills / Lake until Fri 18:00 everyone",
        "poll Tea or coffee? Tea / Coffee",
        "poll Colour? Red / Blue",
        "poll Bus? Yes / No until Thu 18:00",
    ):
        await ana.says(line)
        await ana.picks("Post")
    await ben.picks("Red")
    assert await ben.says("mine") == (
        "Your list\n"
        "To do\n"
        "Poll 1: Trip? · until Fri 27 Nov 18:00 (Beijing)\n"
        "[Answer]\n"
        "Open to you\n"
        "Poll 4: Bus? · until Thu 26 Nov 18:00 (Beijing)\n"
        "[Answer]\n"
        "Poll 2: Tea or coffee? · open until it is closed\n"
        "[Answer]\n"
        "Done\n"
        "· Poll 3: Colour? – you chose Red"
    )
    assert await ben.picks("Answer") == (
        "Trip?\nNobody has answered yet · until Fri 27 Nov 18:00 (Beijing)\n[Hills] [Lake]"
    )
    await ben.picks("Lake")
    assert "To do" not in await ben.says("mine")


@on(CHINESE)
async def test_my_list_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana, ben = stage.actor("安娜", Role.ORGANISER), stage.actor("小本")
    assert await ben.says("我的") == "我的清单\n没有等您处理的事。"
    await ana.says("投票 去哪春游？山上／湖边 截止周五18点 全员")
    await ana.picks("发布")
    await ana.says("投票 喝什么？茶／咖啡")
    await ana.picks("发布")
    await ben.picks("茶")
    assert await ben.says("群待办") == (
        "我的清单\n"
        "待办\n"
        "投票 1：去哪春游？ · 截止11月27日(周五)18:00\n"
        "[去投票]\n"
        "已办\n"
        "· 投票 2：喝什么？（选了茶）"
    )


@on(*EVERYWHERE)
async def test_my_list_answers_everywhere(stage: Stage) -> None:
    """From one's own list a poll is answered in private on every profile."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    poll, mine = {"en": ("poll", "mine"), "zh": ("投票", "我的")}[stage.scene.language]
    await ana.says(f"{poll} Trip? Hills / Lake")
    await ana.picks(stage.say("draft", "post"))
    await ben.says_in_private(mine)
    assert "Trip?" in await ben.picks(stage.say("poll", "answer"))
    assert "Hills" in await ben.picks("Hills")
    await stage.pass_time(hours=6)
    assert "Hills ██████████ 1 (100%)" in stage.last


@on(ENGLISH, Scene("en", (NARROW,)), Scene("en", database="postgresql"))
async def test_a_person_of_two_teams_is_asked_once_which(stage: Stage) -> None:
    """In private it is asked which team is meant; the answer is remembered for a day."""
    ana = stage.actor("Ana", Role.ORGANISER)
    stage.enrol(ana, Role.MEMBER, team="Choir")
    await ana.says_in_private("poll Where? Here / There")
    assert ana.private.last == (
        "You are in several teams. Which one is this about? I will remember it for a day.\n"
        "[Book club] [Choir]"
    )
    assert "Question: Where?" in await ana.picks("Book club")
    assert "Which one" not in await ana.says_in_private("poll When? Now / Later")
    await stage.pass_time(hours=25)
    assert "Which one is this about?" in await ana.says_in_private("poll Who? You / Me")


@on(CHINESE)
async def test_a_person_of_two_teams_is_asked_once_which_in_chinese(stage: Stage) -> None:
    """The same in Chinese; every private card then names its team."""
    ana = stage.actor("安娜", Role.ORGANISER)
    stage.enrol(ana, Role.MEMBER, team="合唱团")
    assert await ana.says_in_private("投票 在哪？这里／那里") == (
        "您在好几个团队里，这次说的是哪一个？一天之内我都记着。\n[读书会] [合唱团]"
    )
    assert (await ana.picks("读书会")).startswith("【读书会】投票草稿\n问题：在哪？")


@on(ENGLISH)
async def test_public_in_the_rooms_language_private_in_the_persons(stage: Stage) -> None:
    """In an English room a Chinese member reads English on the card and Chinese in answers."""
    ana, li = stage.actor("Ana", Role.ORGANISER), stage.actor("李", language="zh")
    await li.says("投票 在哪开会？图书馆／线上 截止周五18点")
    await li.picks("发布")
    assert "Nobody has answered yet · until Fri 27 Nov 18:00 (Beijing)" in stage.last
    assert await li.picks("线上") == "已记下：线上。11月27日(周五)18:00前可以改。"
    assert (
        await ana.picks("线上")
        == "You chose 线上. You can change it until Fri 27 Nov 18:00 (Beijing)."
    )


# To be forgotten


@on(ENGLISH)
async def test_who_wants_to_be_forgotten_is_asked_once(stage: Stage) -> None:
    """What goes is named, what stays is counted; “keep everything” changes nothing."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says("poll Trip? Hills / Lake with names")
    await ana.picks("Post")
    await ana.picks("Hills")
    assert await ana.says("forget me") == (
        "Shall I forget you?\n"
        "· Will be erased: your name, your account, our private chat, and your drafts.\n"
        "· You leave Book club.\n"
        "· This stays, without your name: 2 entries in the team’s records, so that the counts stay "
        "right.\n"
        "· You are the only organiser of Book club. Nobody else can manage it then.\n"
        "This cannot be undone. If you write to me later, we start as strangers.\n"
        "[Forget me] [Keep everything]"
    )
    assert await ana.picks("Keep everything") == "Everything stays as it is."
    assert "Hills: Ana" in stage.last
    assert "organiser" not in await ben.says("forget me")


@on(CHINESE)
async def test_who_wants_to_be_forgotten_is_asked_once_in_chinese(stage: Stage) -> None:
    """The same in Chinese, for a member."""
    stage.actor("安娜", Role.ORGANISER)
    ben = stage.actor("小本")
    assert await ben.says("忘记我") == (
        "确定清除您的信息吗？\n"
        "· 会清除：您的姓名、账号、我们的私聊和您的草稿。\n"
        "· 您会退出读书会。\n"
        "· 此外没有留下您的任何记录。\n"
        "此操作不能撤销。以后您再找我，就当作初次认识。\n"
        "[清除] [全部保留]"
    )
    assert await ben.picks("清除") == "已清除您的信息。以后需要时，随时再找我。"


@on(*EVERYWHERE)
async def test_a_forgotten_person_still_counts(stage: Stage) -> None:
    """Their answer stands without their name, nobody finds them any more, and all goes on."""
    ana, ben = stage.actor("Anastasia", Role.ORGANISER), stage.actor("Benedict")
    line, me = {
        "en": ("poll Trip? Hills / Lake with names", "forget me"),
        "zh": ("投票 Trip? Hills / Lake 记名", "忘记我"),
    }[stage.scene.language]
    await ana.says(line)
    await ana.picks(stage.say("draft", "post"))
    await ben.picks("Hills")
    await stage.pass_time(hours=7)
    assert "Benedict" in stage.last
    await ben.says_in_private(me)
    await ben.picks(forget_me)
    assert "Benedict" not in await stage.everything()
    told = await ana.picks(steps.show_panel)
    assert "Hills: –" in told or "Hills：–" in told


@on(ENGLISH, Scene("en", (NARROW,)))
async def test_nobody_forgets_another(stage: Stage) -> None:
    """The button is the asker's own: pressed again, or by somebody else, it changes nothing."""
    ben = stage.actor("Ben")
    await ben.says_in_private("forget me")
    await ben.picks("Forget me")
    rows = await stage.rows()
    assert "Only the person whom it is about" in await ben.picks("Forget me", gone=True)
    assert await stage.rows() == rows


@on(Scene("en", (BARE,)))
async def test_what_is_refused_is_said_once_however_often_it_is_delivered(stage: Stage) -> None:
    """Where no answer can ride back a refusal is a message: one for each thing that was said."""
    ana = stage.actor("Ana")
    await ana.says_in_private("help")
    said = Heard(
        id=stage.event_id(), origin=ana.origin(ana.private.key), received_at=stage.now,
        text="help xyzzy", addressed=True,
    )  # fmt: skip
    for _ in range(2):
        await stage.deliver(said)
    assert sum("xyzzy" in each for each in ana.private.texts) == 1


@on(ENGLISH, CHINESE)
async def test_a_file_that_nothing_wants_is_not_kept(stage: Stage) -> None:
    """Whoever sends a file is told that there is no use for it now."""
    ana = stage.actor("Ana")
    assert await ana.sends("notes.docx") == stage.say("core", "no-file", name="notes.docx")
