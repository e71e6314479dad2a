"""The daily question: one a day, answered in secret, with streaks."""

from bot.domain.identity import Role
from tests.commands.contests import ALSO, FIRE, MULTIPLE, bank
from tests.stage import CHINESE, ENGLISH, EVERYWHERE, Scene, Stage, on

DAILY = {"en": "daily Trial at 9:30", "zh": "每日一题 试题 每天9点30分"}


@on(*EVERYWHERE)
async def test_a_question_a_day(stage: Stage) -> None:
    """It is asked each morning; what was right stands there from the next one on."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    bank(stage, FIRE, ALSO)
    await ana.says(DAILY[stage.scene.language])
    await stage.pass_time(hours=1)
    assert stage.say("quiz", "daily-title", nth="1") in stage.last
    told = await ben.picks("119")
    assert stage.say("quiz", "daily-noted", answer="119", days=1, best=1) in told
    right = stage.say("quiz", "daily-right", answer="119")
    assert not any(right in each for each in stage.room().texts)
    await stage.pass_time(days=1)
    texts = stage.room().texts
    assert any(right in each for each in texts)
    assert stage.say("quiz", "daily-title", nth="2") in "\n".join(texts)
    told = await ben.picks("120")
    assert stage.say("quiz", "daily-noted", answer="120", days=2, best=2) in told


@on(ENGLISH, Scene("en", database="postgresql"))
async def test_a_day_left_out_ends_a_streak(stage: Stage) -> None:
    """The best one stays."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    bank(stage, FIRE)
    assert await ana.says("daily Trial at 9:30") == (
        "From now on I ask a question of Trial each day at 9:30."
    )
    await stage.pass_time(hours=1)
    assert await ben.picks("119") == "Noted: 119. 1 day in a row, 1 at best."
    assert await ben.picks("110") == "You answered 119, and the first answer stands."
    await stage.pass_time(days=1)
    await ben.picks("119")
    await stage.pass_time(days=2)
    assert await ben.picks("119") == "Noted: 119. 1 day in a row, 2 at best."
    assert "1 has answered · what is right comes with the next question" in stage.last


@on(CHINESE)
async def test_the_daily_question_can_be_ended(stage: Stage) -> None:
    """Then none comes any more."""
    ana = stage.actor("安娜", Role.ORGANISER)
    bank(stage, FIRE)
    told = await ana.says("每日一题")
    assert told.endswith("例如“每日一题 校园安全 每天8点”。现有：试题、常识与法律、校园安全")
    assert await ana.says("每日一题 试题") == "从现在起，每天8:00从“试题”里出一道题。"
    assert (await ana.says("每日一题")).startswith("每天8:00从“试题”里出一道题。")
    assert await ana.says("每日一题 停止") == "不再每天出题了。"
    await stage.pass_time(days=2)
    assert stage.last == ""


@on(ENGLISH)
async def test_what_cannot_be_set_is_said(stage: Stage) -> None:
    """An unknown bank, and a time that is none."""
    ana = stage.actor("Ana", Role.ORGANISER)
    bank(stage, FIRE)
    told = await ana.says("daily history")
    assert told.startswith("There is no bank called “history”.")
    assert told.endswith("There are: Trial, General civics and law, School safety")
    assert "“25:00” is no time." in await ana.says("daily Trial at 25:00")


@on(ENGLISH)
async def test_a_daily_question_in_words(stage: Stage) -> None:
    """Several right options are answered by their letters."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    bank(stage, MULTIPLE)
    await ana.says("daily Trial at 9:30")
    await stage.pass_time(hours=1)
    await ben.picks("Answer")
    assert (await ben.answers(answer="AC")).startswith("Noted: A. 2, C. 5.")


@on(ENGLISH)
async def test_a_question_of_yesterday_takes_no_answer(stage: Stage) -> None:
    """Its button may still be on a screen."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    bank(stage, FIRE, ALSO)
    await ana.says("daily Trial at 9:30")
    await stage.pass_time(hours=1)
    await stage.pass_time(days=1)
    assert await ben.picks("119", gone=True) == (
        "This question is over. What was right stands there."
    )


@on(ENGLISH)
async def test_it_ends_with_its_bank(stage: Stage) -> None:
    """What was right is told; the organisers hear why it ended, once, and may begin anew."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    bank(stage, FIRE, ALSO)
    await ana.says("daily Trial at 9:30")
    await stage.pass_time(hours=1)
    await ana.says_in_private("banks")
    await ana.picks("Put away Trial")
    told = len(ana.private.texts)
    await stage.pass_time(days=2)
    assert "Right answer: 119" in stage.last
    assert len(stage.room().texts) == 1
    (ended,) = ana.private.texts[told:]
    assert ended == (
        "[Book club] There are no more daily questions: Trial was put away. “daily safety at 8:00” "
        "begins again with another bank."
    )
    assert ben.private.texts == []
    bank(stage, FIRE)
    await ana.says("daily Trial at 9:30")
    await stage.pass_time(hours=24)
    assert "Question of the day 2" in stage.last
