"""Threads: what is made in a topic of a room stands there, and details hang on the card."""

from bot.domain.identity import Purpose, Role
from tests.actor import Actor
from tests.pretend import BARE, NARROW, RICH, Message
from tests.stage import CHINESE, ENGLISH, Scene, Stage, on

LINE = "poll Where to meet? Library / Online until Fri 18:00"
CHINESE_LINE = "投票 下周在哪开会？图书馆／线上 截止周五18点"
BOTH = Scene("en", (RICH, BARE))


def people(stage: Stage) -> tuple[Actor, Actor]:
    """Let an organiser and a member appear."""
    return stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")


def standing(stage: Stage, on: str | None = None) -> list[Message]:
    """Return what stands in the main room of a platform."""
    return stage.room(on=on).messages


@on(ENGLISH)
async def test_what_is_made_in_a_topic_stands_in_it(stage: Stage) -> None:
    """The draft names the topic; the card, its redraws and how it ended stand there."""
    ana, ben = people(stage)
    told = await ana.says(LINE, thread="7", topic="Reading")
    assert "Will be posted in: Lobby › Reading" in told
    assert "Poll 1 is posted in Lobby › Reading." in await ana.picks("Post")
    await ben.picks("Library")
    await stage.pass_time(hours=48)
    assert [each.thread for each in standing(stage)] == ["7", "7"]
    assert "Library ██████████ 1 (100%)" in standing(stage)[0].text
    assert stage.last.startswith("Poll closed: Where to meet?")


@on(CHINESE)
async def test_what_is_made_in_a_topic_stands_in_it_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana, ben = people(stage)
    told = await ana.says(CHINESE_LINE, thread="7", topic="读书")
    assert "将发到：大群 › 读书" in told
    assert "投票 1 已发到大群 › 读书。" in await ana.picks("发布")
    await ben.picks("图书馆")
    await stage.pass_time(hours=48)
    assert [each.thread for each in standing(stage)] == ["7", "7"]


@on(ENGLISH, CHINESE)
async def test_a_thread_without_a_name_is_called_what_it_is(stage: Stage) -> None:
    """Where the platform does not tell what a thread is called, it is not made up."""
    ana, _ = people(stage)
    told = await ana.says(LINE if stage.scene.language == "en" else CHINESE_LINE, thread="7")
    there = stage.say("core", "in-thread", room=stage.room_title)
    assert stage.say("draft", "stands-in", rooms=(there,)) in told


@on(ENGLISH)
async def test_a_name_once_told_is_remembered(stage: Stage) -> None:
    """What is told later may be what it was called first, so the name that is known stays."""
    ana, _ = people(stage)
    await ana.says(LINE, thread="7", topic="Reading")
    assert "Lobby › Reading" in await ana.says(LINE, thread="7")
    assert "Lobby › Reading" in await ana.says(LINE, thread="7", topic="Outdated")


@on(BOTH)
async def test_the_other_main_rooms_have_it_as_usual(stage: Stage) -> None:
    """A topic is a place of its own room alone."""
    ana, _ = people(stage)
    told = await ana.says(LINE, thread="7", topic="Reading")
    assert "Will be posted in: Lobby › Reading, Lobby (bare)" in told
    await ana.picks("Post")
    await stage.pass_time(hours=48)
    assert [each.thread for each in standing(stage)] == ["7", "7"]
    assert {each.thread for each in standing(stage, on="bare")} == {None}
    assert stage.room(on="bare").last.startswith("Poll closed:")


@on(Scene("en", (NARROW,)), Scene("zh", (NARROW,)))
async def test_questions_asked_in_private_lead_back_to_where_it_began(stage: Stage) -> None:
    """Where there are no forms a bare command is asked in private, and posted where it was typed.

    A wrong answer between them does not change that.
    """
    ana, _ = people(stage)
    await ana.says(stage.say("poll", "name").lower(), thread="7", topic="Reading")
    wrong, right = {"en": ("30 Feb", "Fri 18:00"), "zh": ("2月30日", "周五18点")}[
        stage.scene.language
    ]
    await ana.answers(question="Tea?", options="Yes\nNo", closes=wrong)
    told = await ana.answers(closes=right)
    assert f"{stage.room_title} › Reading" in told
    await ana.picks(stage.say("draft", "post"))
    assert [each.thread for each in standing(stage)] == ["7"]


@on(Scene("en", (NARROW,)))
async def test_questions_begun_with_a_committee_stay_with_it(stage: Stage) -> None:
    """What a committee asks for is not posted to all because its questions are asked in private."""
    ana, _ = people(stage)
    committee = stage.room("committee", Purpose.COMMITTEE, title="Committee")
    await ana.says("poll", room=committee)
    told = await ana.answers(question="Tea?", options="Yes\nNo", closes="Fri 18:00")
    assert "Will be posted in: Committee" in told
    await ana.picks("Post")
    assert len(committee.messages) == 1
    assert standing(stage) == []


@on(Scene("en", (NARROW,)))
async def test_what_cannot_be_said_in_private_is_said_in_the_thread(stage: Stage) -> None:
    """Whoever never wrote to the bot is answered where they spoke."""
    stranger = stage.actor("Cy", reachable=False)
    await stranger.says("qwertz", thread="7")
    (told,) = standing(stage)
    assert told.thread == "7"
    assert told.text.startswith("Cy: I have an answer for you alone")


@on(ENGLISH, Scene("en", (BARE,)))
async def test_who_has_not_answered_is_named_below_the_card(stage: Stage) -> None:
    """A detail hangs on the card, wherever that stands; where there are no threads, in the room."""
    ana, ben = people(stage)
    await ana.says(f"{LINE} everyone")
    await ana.picks("Post")
    card = standing(stage)[0]
    await ana.picks("More…")
    await ana.picks("Name them")
    await ana.picks("Name 2 people")
    named = standing(stage)[-1]
    assert named.text.startswith("Still to answer “Where to meet?”: Ana, Ben")
    assert named.under == (card.ref if ana.platform.can.threads else None)
    await ben.picks("Library")
    await stage.pass_time(minutes=1)
    assert standing(stage)[-1] is named
