"""Contests as conversations: from a typed line over each question to the podium and the sheets."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.action import Action
from bot.composition import HOME
from bot.domain.identity import Role
from bot.domain.live import ContestId
from bot.domain.phrase import Variant
from bot.event import Returned
from bot.words import Catalogues, Voice, without_isolates
from commands.quiz.answering import answer, ask_words, join, show_panel
from commands.quiz.cards import begins_said
from tests.commands.contests import (
    ACCURACY,
    ALSO,
    FIRE,
    MULTIPLE,
    NUMBER,
    START,
    TEXT,
    TRUTH,
    bank,
    lobby,
    started,
    tag,
)
from tests.stage import (
    CHINESE,
    ENGLISH,
    EVERYWHERE,
    MORNING,
    NARROW,
    ZONE,
    Actor,
    Scene,
    Stage,
    on,
)

WORDS: Final = Catalogues.load(HOME / "words")
POSTGRES = Scene("en", database="postgresql")


@on(ENGLISH)
async def test_one_line_is_read_back_as_a_draft(stage: Stage) -> None:
    """Bank, number, time, scoring and teams are read, in any order behind the bank."""
    ana = stage.actor("Ana", Role.ORGANISER)
    bank(stage, FIRE)
    assert await ana.says("quiz start Trial 5 questions 15s accuracy teams") == (
        "Draft: Quiz\nBank: Trial\nQuestions: 5\nSeconds each: 15\n"
        "Scoring: a point for each right answer\nTeams by tag: yes\n"
        "· Nobody has a tag yet, so there will be no teams to compare. "
        "Tags are given under “members”.\n"
        "Will be posted in: Lobby\n[Post] [Edit] [More…] [Cancel]"
    )


@on(CHINESE)
async def test_one_line_is_read_back_as_a_draft_in_chinese(stage: Stage) -> None:
    """The same in Chinese, as it is said there."""
    ana = stage.actor("安娜", Role.ORGANISER)
    bank(stage, FIRE)
    assert await ana.says("答题 开始 试题 5题 每题15秒 按正确率 分组") == (
        "知识竞赛草稿\n题库：试题\n题数：5\n每题秒数：15\n记分：答对一题得 1 分\n分组：是\n"
        "· 还没有人带标签，这样分不了组。发“成员”，点开每个人就能加标签。\n"
        "将发到：大群\n[发布] [修改] [更多…] [取消]"
    )


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [
        (60, "in a minute", "一分钟后"),
        (240, "in a few minutes", "几分钟后"),
        (301, "Thu 26 Nov 09:05 (Beijing)", "11月26日(周四)09:05"),
    ],
)
def test_when_it_begins_is_said_as_people_say_it(seconds: int, en: str, zh: str) -> None:
    """What is near is said in words that need no new drawing while it draws nearer."""
    says = begins_said(MORNING + timedelta(seconds=seconds), MORNING)
    for language, said in (("en", en), ("zh", zh)):
        voice = Voice(language, ZONE, MORNING)
        assert without_isolates(WORDS.say(says, voice)) == said


async def stands(stage: Stage, who: Actor) -> list[tuple[Action, ...]]:
    """Return which answers are marked for somebody who looks again."""
    back = Returned(id="", origin=who.origin(), received_at=stage.clock.now())
    return [each.own for each in (await stage.running.muster.handle(back)).stands]


@on(ENGLISH)
async def test_a_contest_from_the_lobby_to_the_podium(stage: Stage) -> None:
    """Each phase is a message of its own; nobody learns anything before the reveal."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo")
    ana = await lobby(stage, FIRE)
    assert stage.last == (
        "Quiz 1: Trial\n1 question · 10 s each · up to 1,000 points, the faster the more\n"
        "Nobody has joined yet · begins in a minute\n"
        "Answers: secret until the reveal, the first one stands · In public: the five who lead\n"
        "[Join] [More]"
    )
    assert await ben.picks("Join") == "You are in. The first question comes here."
    assert await cleo.picks("Join") == "You are in. The first question comes here."
    assert "2 have joined" in stage.room().texts[0]
    await stage.pass_time(seconds=60)
    assert stage.last == "Question 1 of 1\nFire?\nYou have 10 s.\n[119] [110]"
    await stage.pass_time(seconds=5)
    assert await ben.picks("119") == "Noted: 119. What is right comes when the time is up."
    await cleo.picks("110")
    assert stage.last == "Question 1 of 1\nFire?\nYou have 10 s.\n[119] [110]"
    assert await stands(stage, ben) == [(answer(ContestId(1), 1, 0),)]
    assert await stands(stage, ana) == []
    await stage.pass_time(seconds=7)
    assert stage.last == (
        "Question 1: 119\nFire?\n✓ 119 █████ 1 (50%)\n110 █████ 1 (50%)\nRight: 1 of 2\n119!\n"
        "Leading\n1. Ben · 750 points\n[More]"
    )
    await stage.pass_time(seconds=6)
    assert stage.last == (
        "Podium: Trial\n🥇 Ben · 750 points\n2 players · 1 question\n"
        "Each player gets their own sheet in private, and finds it under “More”.\n[More]"
    )
    assert cleo.private.last == (
        "[Book club] Your sheet · Quiz 1: Trial\nYou: 0 of 1 right · 0 points\n"
        "To look at again: 1 question\n· 1. Fire? Right answer: 119 (you: 110). 119!"
    )
    assert ben.private.last.endswith(
        "You: 1 of 1 right · 750 points · rank 1 of 2\nEverything right!"
    )
    assert ana.private.last == ""


@on(*EVERYWHERE)
async def test_a_contest_everywhere(stage: Stage) -> None:
    """On every platform and in both languages one can join, answer, and read how it went."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo")
    await started(stage, FIRE, players=(ben, cleo))
    assert stage.say("quiz", "question", position="1", count="1") in stage.last
    noted = await ben.picks("119")
    assert stage.say("quiz", "noted", answer="119") in noted
    await cleo.picks("110")
    await stage.pass_time(seconds=12)
    assert stage.say("quiz", "revealed", position="1", right="119") in stage.last
    assert "1. Ben" in stage.last
    await stage.pass_time(seconds=6)
    assert any("🥇 Ben" in each for each in stage.room().texts), stage.room().texts
    assert stage.say("quiz", "no-mistakes") in ben.private.last
    assert "110" in cleo.private.last


@on(*EVERYWHERE)
async def test_nothing_tells_an_answer_before_the_reveal(stage: Stage) -> None:
    """No message, no own view, no list: what was answered is told to its author alone."""
    ben = stage.actor("Ben")
    ana = await started(stage, FIRE, ALSO, players=(ben,))
    before = len(stage.platforms[ben.platform.name].sights)
    option = "119" if "119" in ben.sees else "120"
    await ben.picks(option)
    word = {"en": ("mine", "quiz 1"), "zh": ("我的", "竞赛 1")}[stage.scene.language]
    told = [await who.says_in_private(each) for each in word for who in (ana, ben)]
    seen = stage.platforms[ben.platform.name].sights[before:]
    others = [each.text for each in seen if each.reader != "Ben"]
    assert option not in "".join(told)
    assert not any("Ben" in each or "%" in each for each in others)
    assert stage.say("quiz", "leading") not in "".join(stage.room().texts)


@on(ENGLISH, POSTGRES)
async def test_the_first_answer_stands(stage: Stage) -> None:
    """Another tap is told which one stands, and changes nothing."""
    ben = stage.actor("Ben")
    await started(stage, FIRE, players=(ben,))
    await ben.picks("110")
    assert await ben.picks("119") == "You answered 110, and the first answer stands."
    assert (await ben.picks("110")).startswith("Noted: 110.")
    await stage.pass_time(seconds=12)
    assert "119 0\n110 ██████████ 1 (100%)" in stage.last


@on(CHINESE)
async def test_the_first_answer_stands_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ben = stage.actor("小本")
    await started(stage, FIRE, players=(ben,))
    assert await ben.picks("110") == "已记下：110。时间到了公布答案。"
    assert await ben.picks("119") == "您已经答了：110，以第一次为准。"


@on(CHINESE)
async def test_a_sheet_in_chinese_runs_on_without_gaps(stage: Stage) -> None:
    """Between two sentences there is no space."""
    ben = stage.actor("小本")
    await started(stage, FIRE, players=(ben,))
    await ben.picks("110")
    await stage.pass_time(seconds=60)
    assert "正确答案：119（您答的是：110）。119" in ben.private.last


@on(ENGLISH)
async def test_an_answer_after_the_reveal_is_too_late(stage: Stage) -> None:
    """The button is gone; on a screen that was not refreshed it says so."""
    ben = stage.actor("Ben")
    await started(stage, FIRE, ALSO, players=(ben,))
    option = "119" if "119" in ben.sees else "120"
    await stage.pass_time(seconds=13)
    assert not ben.is_offered(option)
    assert any(
        each.startswith("Question 1 of 2") and each.endswith("The time is up.")
        for each in stage.room().texts
    )
    assert await ben.picks(option, gone=True) == "This is over."


@on(ENGLISH)
async def test_one_person_on_two_platforms_answers_once(stage: Stage) -> None:
    """Whichever account comes first is the answer."""
    ben = stage.actor("Ben")
    await started(stage, FIRE, players=(ben,))
    again = ben.elsewhere("rich", "Benjamin")
    async with stage.at_once():
        await ben.picks("119")
        await again.picks("110")
    await stage.pass_time(seconds=12)
    assert "119 ██████████ 1 (100%)\n110 0" in stage.last


@on(ENGLISH)
async def test_who_did_not_join_may_still_answer(stage: Stage) -> None:
    """An answer is enough to play."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo")
    await started(stage, FIRE, players=(ben,))
    await cleo.picks("119")
    await stage.pass_time(seconds=18)
    assert "🥇 Cleo · 1,000 points\n2 players · 1 question" in stage.last


@on(*EVERYWHERE)
async def test_several_right_options_are_answered_by_their_letters(stage: Stage) -> None:
    """What cannot be read is asked again, and nothing is lost by it."""
    ben = stage.actor("Ben")
    await started(
        stage,
        MULTIPLE,
        players=(ben,),
        how=ACCURACY[stage.scene.language],
    )
    assert "A. 2" in stage.last
    await ben.picks(ask_words)
    assert "“XY”" in await ben.answers(answer="XY")
    told = await ben.answers(answer="a、C")
    assert "A. 2" in told
    assert "C. 5" in told
    await stage.pass_time(seconds=12)
    assert "1. Ben" in stage.last


@pytest.mark.parametrize(("typed", "right"), [("18", 1), ("十八", 1), ("81", 0)])
@on(CHINESE)
async def test_numbers_are_read_as_people_write_them(stage: Stage, typed: str, right: int) -> None:
    """In digits or in Chinese."""
    ben = stage.actor("小本")
    await started(stage, NUMBER, players=(ben,))
    assert "请答数字" in stage.last
    await ben.picks("作答")
    assert await ben.answers(answer=typed) == f"已记下：{18 if right else 81}。时间到了公布答案。"
    await stage.pass_time(seconds=12)
    assert stage.last.startswith("第 1 题答案：18\n")
    assert f"1 人作答，{right} 人答对。" in stage.last


@on(Scene("en", (NARROW,)))
async def test_an_answer_in_a_reply_that_is_none_is_refused(stage: Stage) -> None:
    """Whoever never wrote to the bot cannot be asked again in private, and is told what to do."""
    ben = stage.actor("Ben", reachable=False)
    await started(stage, NUMBER, players=(ben,))
    await ben.replies("Answer: soon")
    assert stage.last.startswith("Ben: I have an answer for you alone")


@on(ENGLISH)
async def test_a_text_is_right_however_it_is_written(stage: Stage) -> None:
    """Case, width and spaces do not count."""
    ben = stage.actor("Ben")
    await started(stage, TEXT, players=(ben,))
    await ben.picks("Answer")
    await ben.answers(answer="ＬＩ bai")
    await stage.pass_time(seconds=12)
    assert "Right: 1 of 1" in stage.last
    assert stage.last.startswith("Question 1: Li Bai\n")


@on(CHINESE)
async def test_true_or_false_has_two_buttons(stage: Stage) -> None:
    """In the words of the room."""
    ben = stage.actor("小本")
    await started(stage, TRUTH, players=(ben,))
    assert stage.last.endswith("[对] [错]")
    await ben.picks("错")
    await stage.pass_time(seconds=12)
    assert stage.last.startswith("第 1 题答案：错\n太阳是冷的。\n对 0\n✓ 错 ██████████ 1 (100%)\n")


@on(ENGLISH)
async def test_a_contest_with_no_players_is_called_off(stage: Stage) -> None:
    """The host cannot begin it, and when its lobby closes it is off."""
    ana = await lobby(stage, FIRE)
    told = await ana.picks("Start now")
    assert told == "Nobody has joined yet. It needs at least one player: you may press [Join], too."
    await stage.pass_time(seconds=61)
    assert stage.last == "Nobody joined: Trial is called off."
    assert "Called off" in stage.room().texts[0]
    await stage.pass_time(minutes=5)
    assert stage.last == "Nobody joined: Trial is called off."


@on(CHINESE)
async def test_a_contest_with_no_players_is_called_off_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana = await lobby(stage, FIRE)
    assert await ana.picks("现在开始") == "还没有人参加，至少要有一个人。您自己也可以点“参加”。"
    await stage.pass_time(seconds=61)
    assert stage.last == "没有人参加，试题取消了。"


@on(ENGLISH)
async def test_an_unknown_bank_is_asked_for(stage: Stage) -> None:
    """Those that there are can be chosen; the rest of the line is kept."""
    ana = stage.actor("Ana", Role.ORGANISER)
    bank(stage, FIRE)
    told = await ana.says("quiz history 5 questions")
    assert "There is no bank called “history”." in told
    assert "[Trial] [General civics and law] [School safety]" in told
    assert "\nBank: General civics and law\n" in await ana.says("quiz civics 5 questions")
    assert "\nBank: School safety\n" in await ana.says("quiz about school safety, 5 questions")
    await ana.says("quiz history 5 questions")
    told = await ana.picks("School safety")
    assert "Bank: School safety\nQuestions: 5" in told
    assert "[Post]" in told


@on(ENGLISH)
async def test_a_shipped_bank_is_ready_at_once(stage: Stage) -> None:
    """Its questions are read while people join, and once for each team."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says("quiz safety 2 questions 10s")
    await ana.picks("Post")
    await ben.picks("Join")
    await ana.picks("Start now")
    assert stage.last.startswith("Question 1 of 2\n")


@on(ENGLISH)
async def test_two_contests_do_not_run_at_once(stage: Stage) -> None:
    """The second one is refused, and its draft is kept."""
    ana = await lobby(stage, FIRE)
    await ana.says(START["en"].format(1, ""))
    assert "Quiz 1 is still running." in await ana.picks("Post")
    assert ana.is_offered("Post")


@on(ENGLISH)
async def test_members_do_not_start_contests(stage: Stage) -> None:
    """They may look at one."""
    await lobby(stage, FIRE)
    ben = stage.actor("Ben")
    assert await ben.says("quiz Trial") == "Only organisers may do this. You can ask Ana."
    told = await ben.says("quiz")
    assert told.startswith("Quiz 1: Trial\nNobody has joined yet")
    assert "[Join]" in told
    assert "Pause" not in told
    assert await ben.says("quiz 7") == "There is no quiz 7."


@on(ENGLISH)
async def test_who_leads_and_how_they_moved(stage: Stage) -> None:
    """From the second question on the reveal says who rose and who fell."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo")
    await started(stage, FIRE, ALSO, players=(ben, cleo), how="accuracy")
    right = {"119", "120"} & set(ben.sees)
    await ben.picks(right.pop())
    wrong = {"110", "114"} & set(cleo.sees)
    await cleo.picks(wrong.pop())
    await stage.pass_time(seconds=18)
    ((first, second),) = [({"119", "120"} & set(ben.sees), {"110", "114"} & set(ben.sees))]
    assert first
    assert second
    await cleo.picks("119" if stage.last.startswith("Question 2 of 2\nFire?") else "120")
    await stage.pass_time(seconds=12)
    assert "Leading\n1. Ben · 1 point\n1. Cleo · 1 point ▲1" in stage.last


@on(ENGLISH)
async def test_equal_points_share_a_rank(stage: Stage) -> None:
    """Two are first, and the next is third."""
    ben, cleo, dan = (stage.actor(each) for each in ("Ben", "Cleo", "Dan"))
    await started(stage, FIRE, players=(ben, cleo, dan), how="accuracy")
    await ben.picks("119")
    await stage.pass_time(seconds=3)
    await cleo.picks("119")
    await dan.picks("110")
    await stage.pass_time(seconds=15)
    assert stage.last.startswith("Podium: Trial\n🥇 Ben · 1 point\n🥇 Cleo · 1 point\n3 players")
    assert "0 points\n" in dan.private.last, "nobody is told the rank of no points"


@on(ENGLISH)
async def test_first_correct_gives_its_point_to_the_fastest(stage: Stage) -> None:
    """Whoever is right later has none."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo")
    await started(stage, FIRE, players=(ben, cleo), how="first")
    await stage.pass_time(seconds=2)
    await cleo.picks("119")
    await stage.pass_time(seconds=1)
    await ben.picks("119")
    await stage.pass_time(seconds=15)
    assert stage.last.startswith("Podium: Trial\n🥇 Cleo · 1 point\n2 players")


@on(ENGLISH)
async def test_joining_late_says_so(stage: Stage) -> None:
    """Whoever asks for the card during a question finds the button there."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo")
    await started(stage, FIRE, players=(ben,))
    await cleo.picks(show_panel)
    assert await cleo.picks(join) == "You are in. Answer the next question."
    assert cleo.is_offered(answer)


@on(*EVERYWHERE)
async def test_a_score_is_never_said_aloud(stage: Stage) -> None:
    """Whoever cannot be written to in private is told so, and nobody reads how they stand."""
    ben = stage.actor("Ben", reachable=False)
    await started(stage, FIRE, players=(ben,), how=ACCURACY[stage.scene.language])
    await ben.picks("110")
    await stage.pass_time(seconds=20)
    await ben.says("quiz 1" if stage.scene.language == "en" else "竞赛 1")
    own = stage.say(
        "quiz",
        "own-standing",
        right=0,
        questions=1,
        points=0,
        rank="1",
        of="1",
        placed=Variant("no"),
    )
    everybody = [each for each in stage.platforms[ben.platform.name].sights if each.reader is None]
    assert not any(own in each.text for each in everybody)
    assert not any(stage.say("quiz", "mistakes", count=1) in each.text for each in everybody)


@on(ENGLISH)
async def test_teams_are_compared_by_the_mean_of_their_members(stage: Stage) -> None:
    """An absent member counts as nothing; with those present alone it would be the other way."""
    ben, cleo, dan = (stage.actor(each) for each in ("Ben", "Cleo", "Dan"))
    stage.before_next(lambda c: tag(c, {"Ben": "Reds", "Dan": "Reds", "Cleo": "Blues"}))
    await started(stage, FIRE, players=(ben, cleo), how="accuracy teams")
    await ben.picks("119")
    await cleo.picks("119")
    await stage.pass_time(seconds=18)
    assert "Teams, by the mean of all members\n1. Blues · 1\n2. Reds · 0.5\n" in stage.last
    assert "Dan" not in stage.last
    assert not dan.private.texts


@on(CHINESE)
async def test_teams_can_be_compared_by_those_who_are_present(stage: Stage) -> None:
    """The same in Chinese, and counted so."""
    ben, cleo = stage.actor("小本"), stage.actor("小可")
    stage.actor("小丹")
    stage.before_next(lambda c: tag(c, {"小本": "红队", "小丹": "红队", "小可": "蓝队"}))
    await started(stage, FIRE, players=(ben, cleo), how="按正确率 分组 只算参加的人")
    await ben.picks("119")
    await stage.pass_time(seconds=18)
    assert "小组排名（参加者平均分）\n1. 红队 · 1 分\n– 蓝队 · 0 分\n" in stage.last


@on(ENGLISH)
async def test_streaks_are_rewarded_with_speed_alone(stage: Stage) -> None:
    """Other scorings refuse them in the draft; with speed the second right answer is worth more."""
    ben = stage.actor("Ben")
    ana = stage.actor("Ana", Role.ORGANISER)
    bank(stage, FIRE, FIRE)
    told = await ana.says("quiz Trial accuracy streaks")
    assert "A bonus for streaks goes with scoring by speed alone." in told
    assert "[Post]" not in told
    await ana.picks("Cancel")
    await ana.says("quiz Trial 2 questions 10s streaks")
    await ana.picks("Post")
    await ben.picks("Join")
    await stage.pass_time(seconds=60)
    await ben.picks("119")
    await stage.pass_time(seconds=18)
    await ben.picks("119")
    await stage.pass_time(seconds=12)
    assert "1. Ben · 2,100 points" in "\n".join(stage.room().texts)


LATE = datetime(2026, 11, 26, 15, tzinfo=UTC)
"""Eleven at night in Beijing."""


@on(Scene("en", now=LATE))
async def test_in_quiet_hours_a_contest_starts_only_if_its_host_says_so(stage: Stage) -> None:
    """At one press, under More…, or in the line itself."""
    ana = stage.actor("Ana", Role.ORGANISER)
    bank(stage, FIRE)
    told = await ana.says("quiz Trial")
    assert "The team has its quiet hours now (22:00–08:00), when nothing starts by itself." in told
    assert "[Post]" not in told
    await ana.picks("More…")
    assert "Even in quiet hours: yes" in await ana.answers(at_night="yes")
    await ana.says("quiz Trial")
    assert "[Post]" in await ana.picks("Even in quiet hours")
    assert "[Post]" in await ana.says("quiz Trial 5 questions at night")


@on(Scene("zh", now=LATE))
async def test_in_quiet_hours_the_host_is_asked_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana = stage.actor("安娜", Role.ORGANISER)
    bank(stage, FIRE)
    told = await ana.says("竞赛 试题 5题")
    assert "现在是团队的免打扰时间（22:00–08:00），先不发布。" in told
    assert "[发布]" in await ana.picks("免打扰时间也开")
    assert "[发布]" in await ana.says("竞赛 试题 5题 夜里也开")
