"""What the host of a contest can do: start, pause, reveal, skip, void, end; and leave."""

from typing import Any, cast

from msgspec.structs import replace

from bot.adapter import Adapter
from bot.domain.identity import Role
from bot.domain.phrase import Variant
from commands.quiz.cards import Said
from tests.commands.contests import ACCURACY, ALSO, FIRE, lobby, started
from tests.pretend import NARROW, RICH, Platform, Profile
from tests.stage import CHINESE, ENGLISH, EVERYWHERE, Scene, Stage, on

LASTING = Profile("lasting", replace(RICH.can, whisper_edits=False))
"""What one person alone sees in a room stays there as it is."""
POSTGRES = Scene("en", database="postgresql")
QUIZ = {"en": "quiz", "zh": "竞赛"}


@on(*EVERYWHERE)
async def test_the_host_does_not_wait_for_the_lobby(stage: Stage) -> None:
    """One press, and the first question is asked; the lobby's timer does nothing any more."""
    ben = stage.actor("Ben")
    ana = await lobby(stage, FIRE)
    await ben.picks(stage.say("quiz", "join"))
    await ana.says(QUIZ[stage.scene.language])
    await ana.picks(stage.say("quiz", "begin-now"))
    question = stage.say("quiz", "question", position="1", count="1")
    assert question in stage.last
    await stage.pass_time(seconds=70)
    assert sum(question in each for each in stage.room().texts) == 1


@on(ENGLISH, POSTGRES)
async def test_a_pause_stops_all_clocks(stage: Stage) -> None:
    """Answers wait, no time is lost, and it goes on where it stood."""
    ben = stage.actor("Ben")
    ana = await started(stage, FIRE, players=(ben,))
    await stage.pass_time(seconds=4)
    await ana.says("quiz")
    await ana.picks("Pause")
    assert stage.last == "The contest pauses. All clocks stand still."
    told = await ben.picks("119")
    assert told == "The contest pauses. Answer when it goes on: no time is lost."
    await stage.pass_time(minutes=10)
    assert stage.last == "The contest pauses. All clocks stand still."
    await ana.picks("Go on")
    assert stage.last == "The contest goes on, the clocks from where they stood."
    await stage.pass_time(seconds=1)
    await ben.picks("119")
    await stage.pass_time(seconds=7)
    assert "1. Ben · 750 points" in stage.last


@on(CHINESE)
async def test_a_pause_stops_all_clocks_in_chinese(stage: Stage) -> None:
    """The same in Chinese, between two questions."""
    ben = stage.actor("小本")
    ana = await started(stage, FIRE, ALSO, players=(ben,))
    await stage.pass_time(seconds=12)
    await ana.says("竞赛")
    await ana.picks("暂停")
    assert stage.last == "竞赛暂停，计时都停住了。"
    await stage.pass_time(minutes=3)
    await ana.picks("继续")
    assert stage.last == "竞赛继续，计时接着走。"
    await stage.pass_time(seconds=4)
    assert stage.last.startswith("第 2 题（共 2 题）")


@on(ENGLISH)
async def test_a_paused_lobby_waits_for_its_host(stage: Stage) -> None:
    """Nothing begins by itself; it goes on with the time that was left."""
    ben = stage.actor("Ben")
    ana = await lobby(stage, FIRE)
    await ben.picks("Join")
    await stage.pass_time(seconds=20)
    await ana.picks("Pause")
    await stage.pass_time(minutes=10)
    assert "waiting for the host" in stage.room().texts[0]
    await ana.picks("Go on")
    await stage.pass_time(seconds=39)
    assert not ben.is_offered("119")
    await stage.pass_time(seconds=2)
    assert ben.is_offered("119")


@on(ENGLISH, Scene("zh", (NARROW,)), Scene("en", (LASTING,)))
async def test_what_the_host_can_do_follows_the_contest(stage: Stage) -> None:
    """On one card, which only they see: before them in the room, or in private."""
    ben = stage.actor("Ben")
    ana = await lobby(stage, FIRE, ALSO)
    join, pause, start, reveal = (
        stage.say("quiz", key) for key in ("join", "pause", "begin-now", "reveal-now")
    )
    assert ana.sees.count(join) == 1
    await ben.picks(join)
    await ana.picks(start)
    for position in ("1", "2"):
        assert ana.is_offered(stage.say("quiz", "skip", position=position))
        assert ana.is_offered(reveal)
        assert not ana.is_offered(start)
        assert ana.sees.count(pause) == 1
        assert not ben.is_offered(pause)
        await stage.pass_time(seconds=11.5)
        assert ana.is_offered(pause)
        assert not ana.is_offered(reveal)
        await stage.pass_time(seconds=6)
    assert not ana.is_offered(pause)
    assert not ana.is_offered(stage.say("quiz", "end", lobby=Variant("no")))


@on(ENGLISH)
async def test_the_host_reads_their_own_card_in_their_own_language(stage: Stage) -> None:
    """It stands in the room, and yet is theirs."""
    ana = await lobby(stage, FIRE)
    assert "Start now" in ana.sees
    await ana.says("my language Chinese")
    assert "[现在开始]" in await ana.says("quiz")
    assert "Start now" not in ana.sees


@on(ENGLISH)
async def test_the_host_reveals_when_all_have_answered(stage: Stage) -> None:
    """Without waiting for the clock."""
    ben = stage.actor("Ben")
    ana = await started(stage, FIRE, players=(ben,))
    await ben.picks("119")
    await ana.says("quiz")
    await ana.picks("Reveal now")
    assert stage.last.startswith("Question 1: 119\n")
    await stage.pass_time(seconds=20)
    assert sum(each.startswith("Question 1: 119") for each in stage.room().texts) == 1


@on(*EVERYWHERE)
async def test_a_skipped_question_counts_for_nobody(stage: Stage) -> None:
    """Its answer is not told, and the next one is asked."""
    ben = stage.actor("Ben")
    ana = await started(stage, FIRE, ALSO, players=(ben,), how=ACCURACY[stage.scene.language])
    option = "119" if ben.is_offered("119") else "120"
    await ben.picks(option)
    await ana.says(QUIZ[stage.scene.language])
    await ana.picks(stage.say("quiz", "skip", position="1"))
    assert stage.say("quiz", "said", what=Said.SKIPPED, position="1", bank="") in stage.last
    await stage.pass_time(seconds=60)
    texts = "\n".join(stage.room().texts)
    assert stage.say("quiz", "revealed", position="1", right=option) not in texts
    assert stage.say("quiz", "no-points") in texts


@on(ENGLISH)
async def test_an_answer_to_a_void_question_is_told_so(stage: Stage) -> None:
    """Its button is gone, and the card says why; a screen may still show it."""
    ben = stage.actor("Ben")
    ana = await started(stage, FIRE, players=(ben,))
    await ana.says("quiz")
    await ana.picks("Skip question 1")
    assert not ben.is_offered("119")
    assert "Void: it counts for nobody." in "\n".join(stage.room().texts)
    told = await ben.picks("119", gone=True)
    assert told == "This question is void. It counts for nobody."


@on(ENGLISH)
async def test_voiding_works_the_points_out_anew(stage: Stage) -> None:
    """After the podium as well: it is said, and the podium comes again."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo")
    ana = await started(stage, FIRE, players=(ben, cleo), how="accuracy")
    await ben.picks("119")
    await stage.pass_time(seconds=18)
    assert stage.last.startswith("Podium: Trial\n🥇 Ben · 1 point\n")
    await ana.says("quiz 1")
    assert "Which question shall count for nobody?" in await ana.picks("Void a question…")
    await ana.picks("1. Fire?")
    assert not ana.is_offered("Void a question…")
    texts = stage.room().texts
    assert "Question 1 is void." in texts[-2]
    assert texts[-1].startswith("Podium: Trial\nNobody has a point.\n2 players")
    assert "1 void" in texts[-1]
    assert await ana.picks("1. Fire?", gone=True) == (
        "Question 1 is void already, or was never asked."
    )


@on(CHINESE)
async def test_ending_early_keeps_what_was_revealed(stage: Stage) -> None:
    """The open question counts for nobody, and the podium follows at once."""
    ben = stage.actor("小本")
    ana = await started(stage, FIRE, ALSO, players=(ben,), how="按正确率")
    await ben.picks("119" if ben.is_offered("119") else "120")
    await stage.pass_time(seconds=18)
    await ben.picks("119" if "火警" in stage.last else "120")
    await ana.says("竞赛")
    await ana.picks("结束")
    assert stage.last.startswith("成绩揭晓：试题\n🥇 小本 · 1 分\n1 人参加 · 1 题 · 作废 1 题")
    await stage.pass_time(minutes=2)
    assert stage.last.startswith("成绩揭晓")
    assert "1 题答对 1 题" in ben.private.last


@on(ENGLISH)
async def test_a_lobby_can_be_called_off(stage: Stage) -> None:
    """Nothing follows, and joining says so."""
    ben = stage.actor("Ben")
    ana = await lobby(stage, FIRE)
    await ana.picks("Call it off")
    assert "Called off" in stage.last
    await stage.pass_time(minutes=2)
    assert "Called off" in stage.last
    assert await ben.picks("Join", gone=True) == "This is over."


@on(ENGLISH)
async def test_members_are_offered_no_controls(stage: Stage) -> None:
    """And a button that was meant for the host tells them who may."""
    ben = stage.actor("Ben")
    ana = await started(stage, FIRE, players=(ben,))
    told = await ben.says("quiz")
    assert "[Pause]" not in told
    assert "Void" not in told
    dan = stage.actor("Dan", Role.ORGANISER)
    await dan.says("quiz")
    await dan.picks("Pause")
    await ana.says("quiz")
    assert ana.is_offered("Go on")


class Counted:
    """Be a platform that counts what is sent, of which 40% is left."""

    def __init__(self, platform: Platform, left: float = 0.4) -> None:
        """Take the platform."""
        self.left = left
        self._platform = platform

    def __getattr__(self, name: str) -> Any:
        """Do as the platform does."""
        return getattr(self._platform, name)


@on(ENGLISH, CHINESE)
async def test_the_host_hears_what_it_costs_before_it_begins(stage: Stage) -> None:
    """Where messages are counted by the month, the edits of their own card among them."""
    ana = await lobby(stage, FIRE, ALSO)
    cost = stage.say(
        "quiz", "cost", room=stage.room_title, messages=12, left=Variant("40%"),
        sheets=Variant("yes"),
    )  # fmt: skip
    assert cost not in await ana.says(QUIZ[stage.scene.language])
    registry = stage.running.muster.runtime.registry
    registry.adapters = {"rich": cast("Adapter", Counted(stage.platforms["rich"]))}
    assert cost in await ana.says(QUIZ[stage.scene.language])
    ben = stage.actor("Ben")
    assert cost not in await ben.says(QUIZ[stage.scene.language])


@on(ENGLISH)
async def test_where_little_is_left_a_sheet_is_shown_to_whoever_asks(stage: Stage) -> None:
    """It is pushed to nobody, and the host was told so; one press shows it to all who played."""
    ben, cy = stage.actor("Ben"), stage.actor("Cy")
    registry = stage.running.muster.runtime.registry
    registry.adapters = {"rich": cast("Adapter", Counted(stage.platforms["rich"], 0.1))}
    ana = await lobby(stage, FIRE)
    assert "no private sheets, as little is left" in await ana.says(QUIZ["en"])
    await ben.picks("Join")
    await stage.pass_time(seconds=60)
    await ben.picks("110")
    await cy.picks("119")
    await stage.pass_time(seconds=30)
    assert stage.last.startswith("Podium: Trial")
    assert not any("Your sheet" in text or "1 mistake" in text for text in ben.private.texts)
    await ben.picks("More")
    assert "Fire?" in await ben.picks("My sheet")
    await cy.picks("More")
    assert "Everything right!" in await cy.picks("My sheet")


@on(ENGLISH)
async def test_a_contest_goes_on_without_its_host(stage: Stage) -> None:
    """Whoever else organises is told, and can lead it."""
    ben, dan = stage.actor("Ben"), stage.actor("Dan", Role.ORGANISER)
    ana = await started(stage, FIRE, ALSO, players=(ben,))
    await ana.says("quit")
    await ana.picks("Leave the team")
    assert "Its host has left. It goes on by itself; you can lead it from here." in (
        "\n".join(dan.private.texts)
    )
    await stage.pass_time(seconds=18)
    assert stage.last.startswith("Question 2 of 2")
    await dan.says("quiz")
    await dan.picks("End")
    assert stage.last.startswith("Podium")
