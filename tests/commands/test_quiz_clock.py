"""The clocks of a contest: one for each copy, over throttled platforms, pauses and restarts."""

from datetime import timedelta

from storage.inbox import Inbox
from tests.commands.contests import ALSO, FIRE, lobby, started
from tests.stage import BARE, ENGLISH, EVERYWHERE, NARROW, RICH, Scene, Stage, on

TWO = Scene("en", (RICH, NARROW))
THREE = Scene("zh", (RICH, NARROW, BARE))
POSTGRES = Scene("en", database="postgresql")


def throttle(stage: Stage, name: str, seconds: float, of: str = "Question 1") -> None:
    """Let a platform take nothing that begins with a text for some seconds."""
    stage.platforms[name].throttled[of] = stage.clock.now() + timedelta(seconds=seconds)


@on(TWO)
async def test_a_copy_counts_from_when_it_was_shown(stage: Stage) -> None:
    """Five seconds later on a throttled platform: its people lose nothing by it."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo", on="narrow")
    throttle(stage, "narrow", 65)
    await started(stage, FIRE, players=(ben, cleo))
    assert not cleo.is_offered("119")
    await stage.pass_time(seconds=5)
    assert cleo.is_offered("119")
    await stage.pass_time(seconds=2)
    await ben.picks("119")
    await cleo.picks("119")
    await stage.pass_time(seconds=4)
    assert stage.last.startswith("Question 1 of 1")  # the first copy is over, the other is not
    await stage.pass_time(seconds=6)
    assert "1. Cleo · 900 points\n2. Ben · 650 points" in stage.last


@on(TWO)
async def test_a_late_answer_is_late_by_its_own_copy(stage: Stage) -> None:
    """When one room's time is up, the other's is not."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo", on="narrow")
    throttle(stage, "narrow", 65)
    await started(stage, FIRE, players=(ben, cleo))
    await stage.pass_time(seconds=12)
    told = await ben.picks("119")
    assert told == "The time is up; your answer came a little late. The next question will come."
    assert (await cleo.picks("119")).startswith("Noted: 119.")


@on(ENGLISH)
async def test_what_was_under_way_still_counts(stage: Stage) -> None:
    """One second after the time an answer is taken: it may have been on its way."""
    ben = stage.actor("Ben")
    await started(stage, FIRE, players=(ben,))
    await stage.pass_time(seconds=11)
    assert (await ben.picks("119")).startswith("Noted: 119.")
    await stage.pass_time(seconds=1)
    assert "Right: 1 of 1" in stage.last


@on(TWO)
async def test_a_copy_that_comes_too_late_is_left_behind_and_that_is_said(stage: Stage) -> None:
    """The others go on without it; it sees the reveal, and the next question as all do."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo", on="narrow")
    throttle(stage, "narrow", 90)
    await started(stage, FIRE, ALSO, players=(ben, cleo))
    await ben.picks("119" if ben.is_offered("119") else "120")
    await stage.pass_time(seconds=12)
    said = "Came too late in Lobby (narrow): left behind for this question"
    assert said in stage.last
    await stage.pass_time(seconds=3)
    await stage.pass_time(seconds=4)
    assert stage.last.startswith("Question 2 of 2")
    await stage.pass_time(seconds=11)
    other = stage.room(on="narrow").texts
    assert not any(each.startswith("Question 1 of 2") for each in other)
    assert any(said in each for each in other)


@on(TWO)
async def test_a_throttled_platform_misses_no_phase(stage: Stage) -> None:
    """After half a minute it has the reveal, the next questions and the podium, in their order."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo", on="narrow")
    throttle(stage, "narrow", 90, of="")
    await started(stage, FIRE, ALSO, players=(ben,))
    await stage.pass_time(minutes=2)
    titles = [each.partition("\n")[0] for each in stage.room(on="narrow").texts]
    shown = [each[:10] for each in titles if each.startswith(("Question", "Podium"))]
    assert shown[0].startswith("Question 1")
    assert shown[-1].startswith("Podium")
    assert cleo.is_offered("More")


@on(TWO)
async def test_a_question_goes_before_what_else_waits_for_its_room(stage: Stage) -> None:
    """Nobody watches a clock for the result of a poll, which was to be told before it."""
    cleo = stage.actor("Cleo", on="narrow")
    await stage.pass_time(seconds=10)
    ana = await lobby(stage, FIRE)
    await cleo.picks("Join")
    await ana.says("poll Where? Here / There until 09:01")
    await ana.picks("Post")
    throttle(stage, "narrow", 62, of="")
    await stage.pass_time(seconds=63)
    titles = [each.partition("\n")[0] for each in stage.room(on="narrow").texts]
    assert titles[-2:] == ["Question 1 of 1", "Poll closed: Where?"]


@on(ENGLISH, POSTGRES)
async def test_a_restart_in_the_middle_costs_nobody_time(stage: Stage) -> None:
    """Half a minute later the question goes on where it was, with the answers it had."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo")
    await started(stage, FIRE, players=(ben, cleo))
    await stage.pass_time(seconds=4)
    await ben.picks("119")
    await stage.close()
    stage.clock.set(stage.clock.now() + timedelta(seconds=30))
    await stage.open()
    assert stage.last.startswith("Question 1 of 1")
    await stage.pass_time(seconds=2)
    assert (await cleo.picks("119")).startswith("Noted: 119.")
    await stage.pass_time(seconds=6)
    assert "1. Ben · 800 points\n2. Cleo · 700 points" in stage.last


@on(POSTGRES)
async def test_what_was_pressed_in_time_is_waited_for_wherever_it_is(stage: Stage) -> None:
    """Another process has not dealt with all that came to it: but nobody waits for it for ever."""
    await started(stage, FIRE, ALSO, players=(stage.actor("Ben"),))

    async def other_has_dealt_with_all() -> None:
        now = stage.clock.now()
        await stage.running.database.run(lambda c: Inbox(c).beat("other", now))

    await stage.pass_time(seconds=9)
    await other_has_dealt_with_all()
    await stage.pass_time(seconds=5)
    assert stage.last.startswith("Question 1 of 2")
    await other_has_dealt_with_all()
    await stage.pass_time(seconds=1)
    assert stage.last.startswith("Question 1: ")
    await stage.pass_time(seconds=6 + 10 + 20)
    assert stage.last.startswith("Question 2 of 2")
    await stage.pass_time(seconds=2)
    assert stage.last.startswith("Question 2: ")


@on(ENGLISH)
async def test_a_restart_between_questions_goes_on(stage: Stage) -> None:
    """The next question comes, once."""
    ben = stage.actor("Ben")
    await started(stage, FIRE, ALSO, players=(ben,))
    await stage.pass_time(seconds=13)
    await stage.close()
    stage.clock.set(stage.clock.now() + timedelta(minutes=5))
    await stage.open()
    assert stage.last.startswith("Question 2 of 2")
    await stage.pass_time(minutes=1)
    questions = [each for each in stage.room().texts if each.startswith("Question 2 of 2")]
    assert len(questions) == 1
    assert stage.last.startswith("Podium")


@on(ENGLISH)
async def test_a_question_that_nobody_could_be_shown_pauses_the_contest(stage: Stage) -> None:
    """Nothing is lost: its host lets it go on."""
    ben = stage.actor("Ben")
    throttle(stage, "rich", 150)
    ana = await started(stage, FIRE, players=(ben,))
    await stage.pass_time(seconds=61)
    assert "Question 1 of 1 · paused" in await ana.says_in_private("quiz")
    await stage.pass_time(seconds=60)
    said = "No room could be shown the question, so the contest pauses."
    assert any(said in each for each in stage.room().texts)
    await ana.picks("Go on")
    await stage.pass_time(seconds=9)
    await ben.picks("119")
    await stage.pass_time(seconds=12)
    assert stage.last.startswith("Podium: Trial\n🥇 Ben · 550 points")


@on(THREE)
async def test_all_three_platforms_see_every_phase(stage: Stage) -> None:
    """A room on each, one contest, one tally."""
    people = [stage.actor(f"人{name}", on=name) for name in ("rich", "narrow", "bare")]
    await started(stage, FIRE, players=tuple(people))
    for each in people:
        await each.picks("119")
    await stage.pass_time(seconds=18)
    for name in stage.platforms:
        texts = "\n".join(stage.room(on=name).texts)
        assert stage.say("quiz", "question", position="1", count="1") in texts
        assert "3 人作答，3 人答对。" in texts
        assert stage.say("quiz", "podium", bank="试题") in texts
    assert all("全部答对！" in each.private.last for each in people)


@on(*EVERYWHERE)
async def test_a_contest_runs_to_its_end_by_itself(stage: Stage) -> None:
    """Though nobody presses anything after the lobby."""
    ben = stage.actor("Ben")
    await started(stage, FIRE, ALSO, players=(ben,))
    await stage.pass_time(minutes=1)
    assert any(stage.say("quiz", "no-points") in each for each in stage.room().texts)
