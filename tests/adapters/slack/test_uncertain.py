"""What may have gone out: looked for by its mark, where the app may look, and not said twice."""

import logging

import pytest
from msgspec.structs import replace

from bot.adapter import Drawn
from bot.errors import AdapterError, TryLater
from bot.message import Card
from bot.ports import Address
from tests.adapters.slack.world import POLL, World

CUT = {"drop": True, "done": True}
"""Slack takes a message, and the line breaks before it says so."""


@pytest.fixture(params=["channel", "group"])
async def world(request: pytest.FixtureRequest, quiet: World) -> World:
    """Lend a Muster that listens by a socket; its main room is public, or private."""
    quiet.room.kind = request.param
    quiet.double.space.scopes.update({"channels:history", "groups:history"})
    await quiet.start()
    return quiet


def cards(world: World) -> list[str]:
    """Return what Ben reads in the main room."""
    return [each.text for each in world.double.sees(world.ben, world.room) if not each.alone]


async def test_a_card_that_slack_took_is_found_and_not_doubled(world: World) -> None:
    """The line broke after the card was up: it is taken up where it stands, and counts there."""
    await world.commands(world.ana, POLL["en"])
    world.double.fails("chat.postMessage", **CUT)
    await world.presses(world.ana, "Post")
    await world.pass_time(minutes=1)
    (card,) = cards(world)
    assert "Where to meet?" in card
    assert len(world.double.calls("chat.postMessage")) == 1
    await world.presses(world.ben, "Library")
    await world.pass_time(minutes=1)
    (card,) = cards(world)
    assert "1 answer" in card


async def test_a_card_that_slack_did_not_take_is_sent(world: World) -> None:
    """It is looked for in vain, and sent."""
    await world.commands(world.ana, POLL["en"])
    world.double.fails("chat.postMessage", drop=True)
    await world.presses(world.ana, "Post")
    await world.pass_time(minutes=1)
    assert len(cards(world)) == 1
    assert len(world.double.calls("conversations.history")) == 1


async def test_a_restart_looks_for_what_was_under_way(world: World) -> None:
    """Whoever starts next finds what the one before had sent."""
    await world.commands(world.ana, POLL["en"])
    world.double.fails("chat.postMessage", **CUT)
    await world.presses(world.ana, "Post")
    await world.restart()
    await world.pass_time(minutes=2)
    assert len(cards(world)) == 1


async def test_where_it_may_not_look_it_is_repeated(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody need allow it to read a channel: then it says a thing twice rather than never."""
    world.double.space.scopes.difference_update({"channels:history", "groups:history"})
    await world.commands(world.ana, POLL["en"])
    world.double.fails("chat.postMessage", **CUT)
    await world.presses(world.ana, "Post")
    await world.pass_time(minutes=1)
    assert len(cards(world)) == 2
    loud = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert not [each for each in loud if "missing_scope" in each.getMessage()]


async def test_in_private_it_always_may(world: World) -> None:
    """A draft that was cut short stands once in somebody's private chat."""
    world.double.space.scopes.difference_update({"channels:history", "groups:history"})
    world.double.fails("chat.postMessage", **CUT)
    await world.writes(world.ana, POLL["en"])
    await world.pass_time(minutes=1)
    direct = world.double.direct(world.ana)
    assert len(world.double.sees(world.ana, direct)) == 1


async def test_what_stands_in_a_thread_is_found_there_and_not_doubled(world: World) -> None:
    """Who has not answered is named once below the card, though the line broke meanwhile."""
    await world.commands(world.ana, f"{POLL['en']} everyone")
    for label in ("Post", "More…", "Name them"):
        await world.presses(world.ana, label)
    world.double.fails("chat.postMessage", **CUT)
    await world.presses(world.ana, "Name 2 people")
    await world.pass_time(minutes=1)
    card, named = world.double.sees(world.ben, world.room)
    assert named.thread == card.ref


async def test_a_long_thread_is_looked_through_to_its_end(world: World) -> None:
    """Slack tells the oldest first, a hundred at a time: what was sent last is on the last page."""
    root = world.double._put(world.ben, world.room, "…", None).ts
    for number in range(230):
        world.double._put(world.ben, world.room, f"{number}", root)
    place = Address(world.name, world.room.id, "general", private=False, thread=root)
    drawn = Drawn(Card("Hello"), "test", mark=bytes(12).hex())
    assert await world.slack.resume(place, drawn) is None
    ref = await world.slack.send(place, drawn)
    assert await world.slack.resume(place, drawn) == ref
    for number in range(800):
        world.double._put(world.ben, world.room, f"{number}", root)
    with pytest.raises(AdapterError, match="too long"):
        await world.slack.resume(place, replace(drawn, mark=bytes(11).hex()))


async def test_what_was_sent_before_a_restart_is_looked_for_before_anybody_is_heard(
    world: World,
) -> None:
    """Who we are is asked for where that is not known yet; while Slack does not say, it waits."""
    place = Address(world.name, world.room.id, "general", private=False)
    drawn = Drawn(Card("Hello"), "test", mark=bytes(12).hex())
    ref = await world.slack.send(place, drawn)
    world.slack._me = None
    world.double.fails("auth.test", status=503)
    with pytest.raises(TryLater):
        await world.slack.resume(place, drawn)
    await world.pass_time(minutes=1)
    assert await world.slack.resume(place, drawn) == ref


async def test_what_marks_a_message_tells_nothing(world: World) -> None:
    """Everybody in a workspace can read what marks a message: it holds no word of it."""
    await world.opens_poll()
    (post,) = world.double.calls("chat.postMessage")
    metadata = post.args["metadata"]
    assert metadata["event_type"] == "muster_message"
    assert metadata["event_payload"].keys() == {"mark"}
    assert len(bytes.fromhex(metadata["event_payload"]["mark"])) == 12
