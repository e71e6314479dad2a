"""What people live through on Telegram, on each way to receive."""

import json

import pytest
from sqlalchemy import select

from storage.identity import (
    account_table,
    room_table,
)
from storage.inbox import quarantine
from tests.adapters.telegram.conftest import Play
from tests.doubles.telegram.people import ANONYMOUS


async def test_a_poll_from_the_typed_line_to_its_end(play: Play) -> None:
    """It is drafted in private, stands in the group, is edited in place, and is closed."""
    house, lobby, ana, ben = play.house, play.lobby, play.ana, play.ben
    await ana.says("/poll@muster_bot Where to meet? Library / Online", lobby)
    await house.settle()
    assert lobby.messages == []
    assert "Where to meet?" in ana.private.last.text
    await ana.presses("Post")
    await house.settle()
    card = lobby.last
    assert card.labels[:2] == ["Library", "Online"]
    toast = await ben.presses("Library", lobby)
    assert toast.text.startswith("You chose Library.")
    assert not toast.alert
    await house.settle()
    assert lobby.last is card
    assert "Library ██████████ 1 (100%)" in card.text
    await ana.presses("More…", lobby)
    await house.settle()
    await ana.presses("Close now")
    await house.pass_time(seconds=10)
    assert card.labels == []
    assert "closed" in card.text
    assert lobby.last.text.startswith("Poll closed: Where to meet?")


async def test_a_poll_from_the_typed_line_to_its_end_in_chinese(chinese: Play) -> None:
    """Where a command cannot be Chinese, the bot is called by its name."""
    house, lobby, ana, ben = chinese.house, chinese.lobby, chinese.ana, chinese.ben
    await ana.says("@muster_bot 投票 下周在哪开会？图书馆／线上", lobby)
    await house.settle()
    assert "下周在哪开会？" in ana.private.last.text
    await ana.presses("发布")
    await house.settle()
    card = lobby.last
    assert card.labels[:2] == ["图书馆", "线上"]
    toast = await ben.presses("图书馆", lobby)
    assert toast.text.startswith("已记下：图书馆。")
    await house.settle()
    assert "图书馆 ██████████ 1" in card.text
    await ana.presses("更多…", lobby)
    await house.settle()
    await ana.presses("现在结束")
    await house.pass_time(seconds=10)
    assert card.labels == []
    assert "下周在哪开会？" in lobby.last.text


async def test_what_is_delivered_twice_counts_once(play: Play) -> None:
    """The same press under the same number, and under a new one, is one answer."""
    await play.poll()
    await play.ben.presses("Library", play.lobby)
    await play.telegram.again()
    await play.telegram.again(fresh=True)
    await play.house.settle()
    assert "Library ██████████ 1 (100%)" in play.lobby.last.text


async def test_a_restart_in_the_middle_loses_nothing(play: Play) -> None:
    """What was pressed while nobody listened is counted afterwards, on the same message."""
    await play.poll()
    card = play.lobby.last
    await play.ben.presses("Library", play.lobby)
    await play.house.stop()
    update, answered = play.ana.pressed("Library", play.lobby)
    await play.house.start()
    play.telegram.hook.retry()
    await play.telegram.acknowledged(update)
    await play.telegram.until(answered.done, "the press was not answered")
    await play.house.settle()
    assert play.lobby.last is card
    assert "Library ██████████ 2 (100%)" in card.text


async def test_whoever_never_wrote_is_asked_to(play: Play) -> None:
    """A bot cannot begin: what is for one alone waits until they have opened the chat."""
    await play.ben.says("@muster_bot qwertz", play.lobby)
    await play.house.settle()
    assert play.lobby.last.text.startswith("Ben: I have an answer for you alone")
    await play.ben.starts()
    await play.house.settle()
    assert "Hello!" in play.ben.private.last.text
    await play.ben.says("@muster_bot qwertz", play.lobby)
    await play.house.settle()
    assert len(play.lobby.messages) == 1
    assert "I did not understand that." in play.ben.private.last.text


async def test_nobody_in_particular_may_press_and_is_told_why(play: Play) -> None:
    """Who presses as the group is answered so that they can read it; it counts for nobody."""
    await play.poll()
    update, answered = play.ana.pressed("Library", play.lobby, by=ANONYMOUS)
    await play.telegram.acknowledged(update)
    await play.telegram.until(answered.done, "the press was not answered")
    assert "Remain anonymous" in answered.result().text
    assert answered.result().alert
    await play.house.settle()
    assert "Library 0" in play.lobby.last.text


async def test_words_of_nobody_in_particular_are_ignored(play: Play) -> None:
    """A command of an anonymous administrator does nothing."""
    await play.ana.says("/poll Where? A / B", play.lobby, by=ANONYMOUS)
    await play.house.settle()
    assert play.lobby.messages == []
    assert play.ana.private.messages == []


@pytest.mark.parametrize("old_first", [True, False])
async def test_a_poll_goes_on_in_the_group_that_moved(
    play: Play, old_first: bool  # noqa: FBT001  (a table)
) -> None:  # fmt: skip
    """Told by either signal first, the room is the same; the card stands where people now are."""
    await play.poll()
    old = play.lobby.last
    fresh = play.lobby.moves()
    await play.lobby.tells_move(fresh, by=play.ana, old_first=old_first)
    await play.ana.removes_bot(play.lobby)  # nobody is in the old chat any more
    await play.ben.presses("Library", play.lobby, on=old)
    await play.house.pass_time(seconds=10)
    assert "Library ██████████ 1 (100%)" in fresh.last.text
    await play.ana.presses("Online", fresh)
    await play.house.pass_time(seconds=10)
    assert len(fresh.messages) == 1
    assert "Online █████ 1 (50%)" in fresh.last.text


async def test_a_message_follows_a_group_that_has_just_moved(play: Play) -> None:
    """Refused in the old place it goes to the new one, once, before Telegram tells of the move."""
    fresh = play.lobby.moves()
    await play.poll()
    assert fresh.last.labels[:2] == ["Library", "Online"]
    await play.lobby.tells_move(fresh, by=play.ana)
    await play.ben.presses("Library", fresh)
    await play.house.pass_time(seconds=10)
    assert len(fresh.messages) == 1
    assert "Library ██████████ 1 (100%)" in fresh.last.text


async def test_a_group_that_removed_the_bot_is_left_alone(
    play: Play, caplog: pytest.LogCaptureFixture
) -> None:
    """Organisers hear of it once, nothing is sent there any more; back in, it is a room again."""
    await play.poll()
    await play.ana.removes_bot(play.lobby)
    await play.house.settle()
    assert play.ana.private.last.text.startswith("[Club] I was taken out of “Lobby” on telegram")
    assert len([each for each in caplog.records if "put out of room" in each.getMessage()]) == 1
    edits = len(play.telegram.calls("editMessageText"))
    await play.ana.says("/mine")
    await play.house.pass_time(seconds=10)
    assert len(play.telegram.calls("editMessageText")) == edits
    lost = select(room_table.c.left_at).where(room_table.c.title == "Lobby")
    database = play.house.running.database
    assert await database.read(lambda c: c.scalar(lost)) is not None
    await play.ana.adds_bot(play.lobby)
    assert await database.read(lambda c: c.scalar(lost)) is None


async def test_whoever_blocks_the_bot_is_not_written_to(play: Play) -> None:
    """They are marked as out of reach, until they let the bot write again."""
    reach = select(account_table.c.reachable).where(account_table.c.shown_name == "Ana")
    database = play.house.running.database
    await play.ana.says("/mine")
    await play.ana.blocks()
    assert await database.read(lambda c: c.scalar(reach)) == "no"
    await play.ana.unblocks()
    assert await database.read(lambda c: c.scalar(reach)) == "yes"


async def test_what_cannot_be_read_is_set_aside_and_passed_over(
    play: Play, caplog: pytest.LogCaptureFixture
) -> None:
    """One update that makes no sense keeps nobody waiting, and is there for whoever looks."""
    await play.poll()
    update, _ = play.ben.pressed("Library", play.lobby, more={"data": ["not", "text"]})
    await play.telegram.acknowledged(update)
    await play.ben.presses("Library", play.lobby)
    await play.house.settle()
    assert "Library ██████████ 1 (100%)" in play.lobby.last.text
    database = play.house.running.database
    (row,) = await database.read(lambda c: c.execute(select(quarantine)).all())
    assert row.connection == "telegram-main"
    assert row.error.startswith("unreadable: ")
    assert "`$.callback_query.data`" in row.error
    assert json.loads(row.payload)["callback_query"]["data"] == ["not", "text"]
    assert "not" not in caplog.text.replace("could not", "")


async def test_many_answer_at_once(play: Play) -> None:
    """Forty people press together: each is answered, each counts once, one message is edited."""
    await play.poll()
    people = [play.telegram.person(f"P{number}") for number in range(40)]
    pressed = [each.pressed("Library", play.lobby) for each in people]
    for update, answered in pressed:
        await play.telegram.acknowledged(update)
        await play.telegram.until(answered.done, "a press was not answered")
    await play.house.settle()
    assert "Library ██████████ 40 (100%)" in play.lobby.last.text
    assert len(play.lobby.messages) == 1


async def test_one_person_is_heard_in_order(play: Play) -> None:
    """Whoever changes their mind three times in a moment has said the last word last."""
    await play.poll()
    labels = ["Library", "Online", "Library", "Online"]
    pressed = [play.ben.pressed(label, play.lobby) for label in labels]
    for update, answered in pressed:
        await play.telegram.acknowledged(update)
        await play.telegram.until(answered.done, "a press was not answered")
    await play.house.settle()
    assert "Online ██████████ 1 (100%)" in play.lobby.last.text


async def test_a_press_that_is_too_old_to_be_answered_counts(play: Play) -> None:
    """Telegram refuses the answer, and yet it was heard."""
    await play.poll()
    play.telegram.fails(
        "answerCallbackQuery", 400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )  # fmt: skip
    update, _ = play.ben.pressed("Library", play.lobby)
    await play.telegram.acknowledged(update)
    await play.house.settle()
    assert "Library ██████████ 1 (100%)" in play.lobby.last.text


async def test_names_and_options_of_all_kinds_are_text(play: Play) -> None:
    """Mentions, links, marks and commands that people type are read, and do nothing."""
    await play.poll("/poll <b>@ana</b> & evil.example? /poll / http://evil.example/x / #tag_*_")
    card = play.lobby.last
    assert card.found == ()
    assert {each.kind for each in card.entities} == {"bold", "italic"}
    assert "<b>@" in card.text
