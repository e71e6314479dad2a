"""What Slack refuses, and what the outbox is told of it."""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from adapters.slack import api, directory
from adapters.slack.api import Refused
from bot.action import Action
from bot.adapter import Drawn
from bot.errors import AdapterError, ShutOut, StoreError, TryLater, Uncertain, Unreachable
from bot.message import Button, Buttons, Card, File
from bot.ports import Address
from tests.adapters.slack.world import NAME, QUICK, World
from tests.doubles.slack import Seen

PRESS = Action("poll.answer", (1, 2))
DRAWN = Drawn(Card("Where?", (Buttons((Button("Go", PRESS),)),)), "poll.card", {PRESS: "T"})


@pytest.fixture
async def world(quiet: World) -> World:
    """Lend a Muster that listens by a socket."""
    await quiet.start()
    return quiet


def named(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was named in the log, by what follows the connection's name."""
    loud = [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]
    return [each.removeprefix(f"{NAME}: ") for each in loud]


def at(world: World) -> Address:
    """Return the address of the main room."""
    return Address(NAME, world.room.id, "general", private=False)


FAULTS: list[tuple[dict[str, Any], type[AdapterError], str | None]] = [
    ({"status": 429, "retry_after": "7"}, TryLater, "room"),
    ({"error": "ratelimited"}, TryLater, "room"),
    ({"error": "service_unavailable"}, TryLater, "room"),
    ({"status": 503, "body": "<html>"}, TryLater, "room"),
    ({"error": "fatal_error"}, Uncertain, None),
    ({"status": 500, "body": "<html>oops"}, Uncertain, None),
    ({"body": "{not json"}, Uncertain, None),
    ({"drop": True}, Uncertain, None),
    ({"drop": True, "done": True}, Uncertain, None),
    ({"error": "channel_not_found"}, Unreachable, "room"),
    ({"error": "not_in_channel"}, Unreachable, "room"),
    ({"error": "is_archived"}, Unreachable, "room"),
    ({"error": "messages_tab_disabled"}, Unreachable, "person"),
    ({"error": "invalid_blocks"}, Refused, None),
    ({"error": "account_inactive"}, TryLater, "connection"),
    ({"error": "missing_scope"}, TryLater, "connection"),
]


@pytest.mark.parametrize(("fault", "wanted", "where"), FAULTS, ids=str)
async def test_each_failure_has_its_meaning(
    world: World, fault: dict[str, Any], wanted: type[AdapterError], where: str | None
) -> None:
    """What is to wait waits, what is gone is gone, and what is not known is said to be so."""
    world.double.fails("chat.postMessage", **fault)
    with pytest.raises(AdapterError) as caught:
        await world.slack.send(at(world), DRAWN)
    error = caught.value
    assert type(error) is wanted or isinstance(error, wanted)
    assert isinstance(error, TryLater) is (wanted is TryLater)
    if isinstance(error, TryLater):
        assert error.where == where
    if isinstance(error, Unreachable):
        assert error.whom == where
    assert world.double.bot_token not in f"{error!r} {error}"


async def test_a_throttled_method_is_left_alone_and_the_others_go_on(world: World) -> None:
    """For as long as Slack says nothing more is asked of it, and cards wait while posts go."""
    ref = await world.slack.send(at(world), DRAWN)
    world.double.fails("chat.update", status=429, retry_after="30")
    for _ in range(3):
        with pytest.raises(TryLater) as caught:
            await world.slack.edit(at(world), ref, DRAWN)
        assert caught.value.after == timedelta(seconds=30)
    assert len(world.double.calls("chat.update")) == 1
    world.clock.advance(timedelta(seconds=30))
    await world.slack.edit(at(world), ref, DRAWN)
    await world.slack.send(at(world), DRAWN)


async def test_a_room_that_is_throttled_does_not_hold_up_another(world: World) -> None:
    """Posts are limited room by room."""
    other = world.double.channel("other")
    world.double.fails("chat.postMessage", status=429, retry_after="30")
    with pytest.raises(TryLater):
        await world.slack.send(at(world), DRAWN)
    await world.slack.send(Address(NAME, other.id, "other", private=False), DRAWN)


async def test_what_was_not_sent_may_be_sent_again(world: World) -> None:
    """Where nobody listens, nothing was sent for certain."""
    await world.double.close()
    with suppress(Uncertain, TryLater):  # a line that was kept open may break under the request
        await world.slack.send(at(world), DRAWN)
    with pytest.raises(TryLater) as caught:
        await world.slack.send(at(world), DRAWN)
    assert caught.value.where == "connection"
    await world.stop()
    await world.double.start()


async def test_a_message_that_is_gone_cannot_be_edited_and_need_not_be_struck(
    world: World,
) -> None:
    """Somebody else may have taken it away."""
    ref = await world.slack.send(at(world), DRAWN)
    await world.slack.strike(at(world), ref)
    await world.slack.strike(at(world), ref)
    with pytest.raises(Refused, match="message_not_found"):
        await world.slack.edit(at(world), ref, DRAWN)


async def test_a_card_whose_window_for_edits_is_closed_goes_on_anew(world: World) -> None:
    """A workspace may let nothing be changed after a while: how it ends is read all the same."""
    await world.opens_poll()
    world.double.fails("chat.update", error="edit_window_closed", times=99)
    await world.presses(world.ben, "Library")
    await world.pass_time(hours=2)

    def cards() -> list[Seen]:
        return [each for each in world.double.sees(world.ana, world.room) if not each.alone]

    assert len(cards()) == 1
    await world.pass_time(hours=5)
    _, fresh = cards()
    assert "1 (100%)" in fresh.text
    assert "Library" in fresh.labels


async def test_files_go_along_with_their_message(world: World) -> None:
    """A list that was made is uploaded first, and shown below what it belongs to.

    What Slack will not take for good keeps nothing back.
    """
    kept = await world.muster.runtime.files.put(
        b"a,b\n", name="list.csv", kind="text/csv",
        keep_until=world.clock.now() + timedelta(days=1), now=world.clock.now(),
    )  # fmt: skip
    card = Drawn(Card("Exported", (File(kept, "list.csv"), File("f" * 64, "gone.csv"))), "x")
    await world.slack.send(at(world), card)
    card_seen, file_seen = world.double.sees(world.ana, world.room)
    assert card_seen.text.startswith("Exported")
    assert file_seen.text == "[list.csv]"
    assert [each.content for each in world.double.space.files.values()] == [b"a,b\n"]
    world.double.fails("upload", status=503)
    with pytest.raises(TryLater):
        await world.slack.send(at(world), card)
    world.double.fails("upload", status=413)
    await world.slack.send(at(world), card)
    assert len(world.double.sees(world.ana, world.room)) == 3


async def test_a_file_that_may_not_be_sent_leaves_its_message(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Without the permission the message goes alone, and the log says why."""
    world.double.space.scopes.discard("files:write")
    kept = await world.muster.runtime.files.put(
        b"a", name="a.csv", kind="text/csv", keep_until=world.clock.now() + timedelta(days=1),
        now=world.clock.now(),
    )  # fmt: skip
    await world.slack.send(at(world), Drawn(Card("Exported", (File(kept, "a.csv"),)), "x"))
    assert [each.text for each in world.double.sees(world.ana, world.room)] == ["Exported\na.csv"]
    assert "missing_scope" in caplog.text


async def test_a_wrong_token_is_named_once_and_harms_nobody_else(
    quiet: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start goes on, the log says it once, whatever is asked, and the token stands nowhere."""
    monkeypatch.setenv("TEST_SLACK_BOT", "xoxb-wrong")
    caplog.set_level(logging.DEBUG)
    await quiet.begin()
    await quiet.double.until(lambda: len(quiet.double.calls("auth.test")) >= 2)
    assert not quiet.listening.done() if quiet.listening else False
    with pytest.raises(ShutOut):
        await quiet.slack.send(at(quiet), DRAWN)
    assert named(caplog) == ["Slack refuses bot_token (invalid_auth)"]
    assert "xoxb-wrong" not in caplog.text


async def test_a_revoked_app_is_named_once_and_everything_waits(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Taken out of the workspace, nothing is lost: what would be sent waits for its return."""
    assert (await world.double._event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}})).ok
    assert not caplog.records
    ref = await world.slack.send(at(world), DRAWN)
    await world.double.uninstalls()
    for doing in (world.slack.send(at(world), DRAWN), world.slack.edit(at(world), ref, DRAWN)):
        with pytest.raises(ShutOut) as caught:
            await doing
        assert caught.value.where == "connection"
    assert named(caplog) == ["the app was taken out of the workspace, or its token is revoked"]
    caplog.clear()
    world.double.revoked = None
    await world.slack.edit(at(world), ref, DRAWN)
    world.double.revoked = "token"
    with pytest.raises(ShutOut):
        await world.slack.send(at(world), DRAWN)
    assert named(caplog) == ["Slack refuses bot_token (token_revoked)"]


async def test_a_missing_permission_is_named_once_whatever_it_is_for(
    quiet: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Posts, changes and whispers want one, private chats another: two lines, and no third."""
    monkeypatch.setattr(directory, "_EVERY", 0.01)
    quiet.double.space.scopes -= {"chat:write", "im:write"}
    await quiet.start()
    asked = len(quiet.double.journal)
    newcomer = quiet.double.person("Dan")  # with whom no chat is known
    assert (await quiet.double.says(newcomer, "help", quiet.room)).ok
    await quiet.settle()
    for doing in (quiet.slack.send(at(quiet), DRAWN), quiet.slack.edit(at(quiet), "1.2", DRAWN)):
        with pytest.raises(ShutOut):
            await doing
    await quiet.pass_time(minutes=30)
    assert sorted(named(caplog)) == [
        f"the permission {scope} is missing (missing_scope): allow it and install the app anew"
        for scope in ("chat:write", "im:write")
    ]
    # Nothing is asked for again and again that cannot be had.
    assert len(quiet.double.journal) - asked < 25
    # Once it was well again, it is news.
    quiet.double.space.scopes.add("chat:write")
    await quiet.slack.send(at(quiet), DRAWN)
    quiet.double.space.scopes.discard("chat:write")
    caplog.clear()
    with pytest.raises(ShutOut):
        await quiet.slack.send(at(quiet), DRAWN)
    assert len(named(caplog)) == 1


async def test_a_wrong_app_token_is_named_once(
    quiet: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is heard by it, and yet all that is said goes out."""
    monkeypatch.setenv("TEST_SLACK_APP", "xapp-wrong")
    monkeypatch.setattr(api, "_REST", timedelta())
    quiet.patience = QUICK
    await quiet.begin()
    await quiet.double.until(lambda: len(quiet.double.calls("apps.connections.open")) >= 3)
    await quiet.slack.send(at(quiet), DRAWN)
    assert named(caplog) == ["Slack refuses app_token (invalid_auth)"]
    assert "xapp-wrong" not in caplog.text


async def test_what_the_database_did_not_keep_is_not_acknowledged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mention is told again by Slack; of a press it does not, so people are asked."""
    await world.opens_poll()
    store, run = world.running.database, world.running.database.run

    async def fails(fn: object, **how: object) -> object:
        del fn, how
        raise StoreError("the disk is full")

    monkeypatch.setattr(store, "run", fails)
    before = len(world.double.sees(world.ben))
    telling = asyncio.create_task(world.double.says(world.ben, "help", world.room))
    ack = await world.double.presses(world.ben, "Library")
    await world.slack.idle()
    assert ack.ok
    assert len(world.double.sees(world.ben)) == before + 1
    assert not telling.done()
    monkeypatch.setattr(store, "run", run)
    assert (await world.double.again()).ok
    telling.cancel()
