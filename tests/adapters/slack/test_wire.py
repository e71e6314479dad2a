"""Slack over the real wire: what each person sees, by socket and by HTTP."""

import asyncio
import gc
import logging
from datetime import timedelta
from typing import Any

import pytest

from adapters.slack import desk, directory
from adapters.slack.read import Spot
from bot.adapter import Answer, Drawn
from bot.errors import AdapterError, TryLater
from bot.message import Card
from tests.adapters.slack.conftest import SlowTurns
from tests.adapters.slack.world import POLL, World
from tests.doubles.slack.state import BOT
from tests.recording import whole
from tests.wire.house import free_port

OPTIONS = {"en": ("Library", "Online"), "zh": ("图书馆", "线上")}


async def test_a_poll_from_the_typed_line_to_its_close(either: World) -> None:
    """A draft only its author sees, a card for all, a note for each answer, and the result."""
    world, double, room = either, either.double, either.room
    library, online = OPTIONS[world.language]
    await world.commands(world.ana, POLL[world.language])
    assert double.sees(world.ana, room)[-1].alone
    assert double.texts(world.ben) == []
    await world.presses(world.ana, world.say("draft", "post"))
    assert f"{library} 0" in double.last(world.ben, room)
    await world.presses(world.ben, library)
    note = double.sees(world.ben, room)[-1]
    assert (library in note.text, note.alone) == (True, True)
    await world.presses(world.ana, online)
    await world.pass_time(seconds=10)
    card, *_ = double.sees(world.ben, room)
    assert f"{library} █████ 1 (50%)" in card.text
    await world.presses(world.ana, world.say("call", "more"))
    await world.presses(world.ana, world.say("call", "close"))
    await world.pass_time(seconds=10)
    card, *_ = double.sees(world.ben, room)
    assert library not in card.labels
    assert online in card.text


async def test_a_mention_is_heard_once_though_it_is_told_twice(world: World) -> None:
    """As a message and as a mention, under two ids, and once more by a retry: one draft."""
    await world.says(world.ana, POLL["en"], also_message=True)
    await world.double.again()
    await world.double.again(fresh=True)
    await world.settle()
    drafts = world.double.sees(world.ana, world.room)
    assert len(drafts) == 1
    assert drafts[0].alone


async def test_an_answer_in_a_thread_stays_there(world: World) -> None:
    """Whoever speaks in a thread is answered in it."""
    await world.says(world.ana, "help", thread="1700000000.000001")
    assert world.double.sees(world.ana, world.room)[-1].thread == "1700000000.000001"


async def test_talk_that_is_not_for_the_app_is_not_answered(world: World) -> None:
    """What bots say, what was edited and what nobody addressed to it comes to nothing."""
    event = {
        "type": "message", "channel": world.room.id, "channel_type": "channel",
        "user": world.ben.id, "text": "poll A / B", "ts": "1700000000.000100",
    }  # fmt: skip
    for more in (
        {}, {"subtype": "message_changed"}, {"bot_id": "B1"}, {"subtype": "bot_message"},
        {"type": "app_mention", "bot_id": "B1"},
    ):  # fmt: skip
        assert (await world.double._event(event | more)).ok
    await world.settle()
    assert world.double.texts(world.ben) == []


async def test_private_talk_is_answered_in_private(world: World) -> None:
    """What somebody writes to the app is answered there, and a form is offered by a button."""
    double, direct = world.double, world.double.direct(world.ana)
    await world.writes(world.ana, "poll")
    assert double.labels(world.ana, direct) == [world.say("slack", "open-form")]
    await world.presses(world.ana, world.say("slack", "open-form"))
    await world.submits(world.ana, question="Where?", options="A / B")
    await world.pass_time(seconds=5)
    assert "Where?" in double.last(world.ana, direct)


async def test_a_form_is_opened_filled_and_told_what_is_wrong(either: World) -> None:
    """A wrong value is said at its field, what was typed stays, and the next try goes through."""
    world, double = either, either.double
    await world.commands(world.ana, "poll" if world.language == "en" else "投票")
    assert double.fields(world.ana)["options"] == ""
    await world.submits(world.ana, question="Where?", options="A / B", closes="2020-01-01")
    view = double.modal(world.ana)
    assert view is not None
    assert set(view.errors) == {"closes"}
    assert double.fields(world.ana)["question"] == "Where?"
    await world.submits(world.ana, closes="")
    assert double.modal(world.ana) is None
    assert "Where?" in double.last(world.ana, world.room)


async def test_a_draft_is_edited_in_its_place(world: World) -> None:
    """The form of a draft shows what stands in it, and the new draft takes the place of the old."""
    double = world.double
    await world.commands(world.ana, POLL["en"])
    before = double.sees(world.ana, world.room)
    await world.presses(world.ana, world.say("draft", "edit"))
    assert double.fields(world.ana)["question"] == "Where to meet?"
    await world.submits(world.ana, question="Where shall we meet?")
    after = double.sees(world.ana, world.room)
    assert "Where shall we meet?" in after[-1].text
    assert "Where to meet?" not in "".join(each.text for each in after)
    assert len(after) == len(before)


async def test_what_was_pressed_vanishes_when_it_is_done(world: World) -> None:
    """A draft that is cancelled or posted does not stay behind."""
    await world.commands(world.ana, POLL["en"])
    await world.presses(world.ana, world.say("draft", "cancel"))
    assert world.say("draft", "post") not in world.double.labels(world.ana)


async def test_a_form_that_takes_its_time_says_so(world: World, slow_turns: SlowTurns) -> None:
    """Where a form is not ready at once something is seen, and then the form in its place."""
    await world.commands(world.ana, "help poll")
    slow_turns.hold()
    pressing = slow_turns.begin(world.double.presses(world.ana, world.say("core", "help-start")))
    await world.double.until(lambda: world.double.modal(world.ana))
    assert world.say("slack", "waiting") in world.double.form_text(world.ana)
    slow_turns.go()
    assert (await pressing).ok
    await world.settle()
    assert "question" in world.double.fields(world.ana)
    assert len(world.double.space.modals[world.ana.id]) == 1


async def test_a_form_that_comes_too_late_is_offered(world: World) -> None:
    """What opens a form lives three seconds; after that a button does."""
    world.double.fails("views.open", error="expired_trigger_id")
    await world.commands(world.ana, "poll")
    assert world.double.modal(world.ana) is None
    await world.presses(world.ana, world.say("slack", "open-form"))
    assert "question" in world.double.fields(world.ana)


async def test_a_home_lists_what_is_ones_own(either: World) -> None:
    """The home shows what may be answered; pressed there, it shows what came of it."""
    world, double = either, either.double
    await world.opens_poll()
    await double.opens_home(world.ben)
    await world.settle()
    assert OPTIONS[world.language][0] not in double.home(world.ben)
    assert "Where to meet?" in double.home(world.ben) or "下周在哪开会？" in double.home(world.ben)
    label = double.home_labels(world.ben)[0]
    assert (await double.presses_home(world.ben, label)).ok
    await world.settle()
    assert double.home(world.ben) != ""


async def test_a_command_where_the_app_is_not_says_what_to_do(world: World) -> None:
    """In a channel without the app nothing is begun that nobody would see."""
    other = world.double.channel("elsewhere", with_bot=False)
    await world.commands(world.ana, POLL["en"], other)
    assert world.double.last(world.ana, other) == world.say("slack", "invite")
    assert world.double.texts(world.ana, world.room) == []


async def test_a_command_between_two_people_is_heard_in_private(world: World) -> None:
    """In a chat between others it is as if it were said to the app alone."""
    between = world.double.space.direct(world.ana.id, world.ben.id)
    await world.commands(world.ana, "help", between)
    await world.pass_time(seconds=5)
    assert world.say("core", "help-title") in world.double.last(
        world.ana, world.double.direct(world.ana)
    )


async def test_people_are_known_by_name_language_and_zone(world: World) -> None:
    """Whoever acts for the first time is looked up, once, and spoken to in their language."""
    wang = world.double.person("王伟", "zh-CN", "Asia/Shanghai")
    await world.says(wang, "帮助")
    await world.says(wang, "帮助")
    assert "投票" in world.double.last(wang, world.room)
    assert len([c for c in world.double.calls("users.info") if c.args["user"] == wang.id]) == 1
    rows = await world.account(wang)
    assert rows == ("王伟", "zh", world.double.direct(wang).id)


async def test_a_chat_that_cannot_be_opened_yet_is_opened_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack counts what another process asks for as well: whoever has to wait is not forgotten."""
    monkeypatch.setattr(directory, "_EVERY", 0.01)
    world.double.fails("conversations.open", status=429, retry_after="30")
    wang = world.double.person("王伟", "zh-CN", "Asia/Shanghai")
    pressing = asyncio.create_task(world.double.says(wang, "帮助", world.room))
    await world.double.until(lambda: world.double.calls("conversations.open"))
    await pressing
    world.clock.advance(timedelta(seconds=31))
    await world.settle()
    assert await world.account(wang) == ("王伟", "zh", world.double.direct(wang).id)


async def test_after_a_restart_no_chat_is_opened_again_and_none_is_forgotten(world: World) -> None:
    """What stands in the rows is not asked for; whoever still waited for a chat gets one."""
    wang, li = (world.double.person(name, "zh-CN") for name in ("王伟", "李娜"))
    await world.says(wang, "帮助")
    world.double.fails("conversations.open", error="internal_error")
    await world.says(li, "帮助")
    assert await world.account(li) == ("李娜", "zh", None)
    await world.stop()
    world.clock.advance(timedelta(seconds=1))
    await world.start()
    await world.says(wang, "帮助")
    opened = [each.args["users"] for each in world.double.calls("conversations.open")]
    assert opened == [wang.id, li.id, li.id]
    assert await world.account(li) == ("李娜", "zh", world.double.direct(li).id)


async def test_what_waits_behind_ones_own_is_done_before_the_end(
    world: World, slow_turns: SlowTurns, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever pressed twice just before Muster stops has pressed twice."""
    await world.opens_poll()
    slow_turns.hold()
    presses = [
        slow_turns.begin(world.double.presses(world.ben, each)) for each in ("Library", "Online")
    ]
    await world.double.until(lambda: len(world.slack._desk.tasks._running) >= 4)
    stopping = asyncio.create_task(world.stop())
    await asyncio.sleep(0)
    slow_turns.go()
    await asyncio.gather(stopping, *presses, return_exceptions=True)
    gc.collect()
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


async def test_a_file_is_read_with_the_token_and_from_slack_alone(world: World) -> None:
    """What people send can be fetched; nobody else is ever shown the token."""
    await world.double.sends(world.ana, "names.txt", b"Ana\nBen")
    await world.settle()
    (file,) = world.double.space.files.values()
    url = f"{world.double.url}/files/{file.id}"
    assert await whole(world.slack.download(url)) == b"Ana\nBen"
    for elsewhere in ("https://evil.example/x", "http://127.0.0.1.evil.example/x"):
        with pytest.raises(AdapterError):
            await whole(world.slack.download(elsewhere))
    world.double.fails("file", status=503)
    with pytest.raises(TryLater):
        await whole(world.slack.download(url))


async def test_a_command_is_answered_in_time_though_slack_tells_nothing(
    quiet: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is waited for to learn who typed it, and where, is not waited for once more."""
    await quiet.start()
    waited, within = [], desk._within
    monkeypatch.setattr(directory, "_PATIENCE", 0.05)

    async def noted(seconds: float, turn: Any) -> bool:
        waited.append(seconds)
        return await within(seconds, turn)

    monkeypatch.setattr(desk, "_within", noted)
    for method in ("conversations.info", "users.info"):
        quiet.double.fails(method, times=2, hold=asyncio.Event())
    assert (await quiet.double.commands(quiet.ana, "help", quiet.room)).ok
    (seconds,) = waited
    assert seconds < desk._ENOUGH - 0.09


async def test_what_cannot_take_the_place_of_another_is_shown_beside_it(quiet: World) -> None:
    """Where the way of a press leads nowhere, its answer comes by another."""
    await quiet.start()
    nowhere = f"http://127.0.0.1:{free_port()}/hooks/H1"
    spot = Spot(quiet.ana.id, quiet.room.id, hook=nowhere, message="1.000001", own=True)
    own = Drawn(Card("Draft"), "test.view")
    await quiet.slack._show.show(Answer(own=(own,), replace=True), spot)
    (stands,) = quiet.double.sees(quiet.ana, quiet.room)
    assert (stands.text, stands.alone) == ("Draft", True)


async def test_a_room_that_is_renamed_stays_the_same(world: World) -> None:
    """A new name is known, and the room keeps what stands in it."""
    await world.opens_poll()
    assert (await world.double.renames(world.room, "everybody")).ok
    await world.presses(world.ben, "Library")
    assert "Library" in world.double.last(world.ben, world.room)
    assert await world.room_column(world.room.id, "title") == "everybody"


async def test_a_room_that_put_the_app_out_is_left_alone(world: World) -> None:
    """Nothing more is sent there, its cards wait for nothing, and organisers hear of it once."""
    await world.opens_poll()
    assert (await world.double.removes_bot(world.room)).ok
    await world.settle()
    told = [each.text for each in world.double.sees(world.ana, world.double.direct(world.ana))]
    assert [text for text in told if "I was taken out of" in text] == told[-1:]
    assert await world.left(world.room.id)
    (card,) = world.double.sees(world.ben, world.room)
    await world.pass_time(hours=3)
    assert world.double.sees(world.ben, world.room) == [card]


async def test_an_invitation_names_who_looks_after_the_room(world: World) -> None:
    """Whoever lets the app in is known, and the room by its name."""
    fresh = world.double.channel("fresh", with_bot=False)
    assert (await world.double.invites_bot(world.ana, fresh)).ok
    await world.settle()
    assert await world.room_column(fresh.id, "title") == "fresh"
    assert (await world.double.invites_bot(None, fresh)).ok
    assert (await world.double.joins(world.ben, fresh)).ok
    assert (await world.double.leaves(world.ben, fresh)).ok


async def test_a_restart_loses_nothing(world: World) -> None:
    """Buttons, drafts and cards go on where they were."""
    await world.commands(world.ana, POLL["en"])
    await world.restart()
    await world.presses(world.ana, world.say("draft", "post"))
    await world.restart()
    await world.presses(world.ben, "Library")
    await world.pass_time(seconds=10)
    assert "Library ██████████ 1 (100%)" in world.double.sees(world.ben, world.room)[0].text


async def test_a_crowd_is_answered_each_in_order(world: World) -> None:
    """Many press at once; each is told of their own last answer, and all are counted once."""
    await world.opens_poll()
    people = [world.double.person(f"P{n}") for n in range(20)]
    acks = []
    for person in people:
        acks += [world.double.presses(person, "Library"), world.double.presses(person, "Online")]
    found = await world.gather(*acks)
    assert all(ack.ok for ack in found)
    await world.settle()
    await world.pass_time(seconds=20)
    assert "Online ██████████ 20 (100%)" in world.double.sees(world.ben, world.room)[0].text
    for person in people:
        assert "Online" in world.double.last(person, world.room)


async def test_a_whisper_that_cannot_be_shown_comes_in_private(world: World) -> None:
    """A response url that has served its time, and a room that refuses, still leave one way."""
    await world.opens_poll()
    world.double.fails("response_url", status=404)
    world.double.fails("chat.postEphemeral", error="restricted_action")
    await world.presses(world.ben, "Library")
    assert "Library" in world.double.last(world.ben, world.double.direct(world.ben))


async def test_the_app_never_answers_itself(world: World) -> None:
    """Slack tells the app of its own messages too."""
    direct = world.double.direct(world.ana)
    event = {
        "type": "message", "channel": direct.id, "channel_type": "im", "user": BOT,
        "bot_id": "B0MUSTER", "text": "help", "ts": "1700000000.000200",
    }  # fmt: skip
    assert (await world.double._event(event)).ok
    await world.settle()
    assert world.double.texts(world.ana) == []


async def test_another_workspace_is_not_ours(world: World) -> None:
    """What an app is told of another workspace is acknowledged and left alone."""
    world.double.delivery.last = None
    payload = {
        "type": "event_callback", "team_id": "T0OTHER", "event_id": "Ev1", "api_app_id": "A0",
        "event": {"type": "app_mention", "user": world.ana.id, "channel": world.room.id,
                  "text": "help", "ts": "1700000000.000300"},
    }  # fmt: skip
    assert (await world.double.delivery.deliver("events_api", payload)).ok
    await world.settle()
    assert world.double.texts(world.ana) == []


async def test_what_cannot_be_read_is_set_aside(world: World) -> None:
    """A payload that is not as described is acknowledged and kept for whoever mends the reader."""
    assert (await world.double._event({"type": "app_mention", "user": world.ana.id})).ok
    deliver = world.double.delivery.deliver
    # Halves of characters, which JSON can carry, are kept as well.
    action = {"value": "\ud800", "action_id": "x"}
    pressed = {"type": "block_actions", "team": {}, "actions": [action]}
    assert (await deliver("interactive", pressed)).ok
    assert len(await world.set_aside()) == 2
    await world.commands(world.ana, "help")
    assert world.say("core", "help-title") in world.double.last(world.ana, world.room)


async def test_shortcuts_and_options_are_acknowledged(world: World) -> None:
    """Whatever kind of request comes, nobody sees a warning triangle."""
    deliver, user = world.double.delivery.deliver, {"id": world.ana.id}
    base = {"user": user, "team": {"id": "T0WORKSPACE"}, "trigger_id": "1.1"}
    for kind in ("shortcut", "message_action"):
        assert (await deliver("interactive", {"type": kind, "callback_id": "x", **base})).ok
    suggested = await deliver(
        "interactive", {"type": "block_suggestion", "action_id": "a", "value": "", **base}
    )
    assert suggested.payload == {"options": []}
    closed = {"type": "view_closed", "view": {"type": "modal", "callback_id": "form"}, **base}
    assert (await deliver("interactive", closed)).ok
    pressed = {
        "type": "block_actions", "actions": [{"type": "button", "action_id": "x"}], **base,
    }  # fmt: skip
    assert (await deliver("interactive", pressed)).ok


async def test_what_slacks_own_library_would_read_by_itself_changes_nothing(
    quiet: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Variables that are meant for another app of the same machine are not taken for ours."""
    for name in ("BOT_TOKEN", "SIGNING_SECRET", "CLIENT_ID", "CLIENT_SECRET", "APP_TOKEN"):
        monkeypatch.setenv(f"SLACK_{name}", "of another app")
    await quiet.start()
    await quiet.opens_poll()
    assert "Library 0" in quiet.double.last(quiet.ben, quiet.room)
    assert len(quiet.double.calls("auth.test")) == 1
