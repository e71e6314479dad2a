"""Threads and pins, on the real wire."""

import pytest

from bot.adapter import Drawn
from bot.errors import AdapterError, Forbidden, TryLater
from bot.message import Card
from bot.ports import Address
from tests.adapters.slack.world import NAME, POLL, World


def at(world: World, thread: str | None = None, under: str | None = None) -> Address:
    """Return the address of the main room, of a thread in it, of what hangs on a message."""
    return Address(NAME, world.room.id, world.room.name, False, thread, under=under)


def card(text: str) -> Drawn:
    """Return a message."""
    return Drawn(Card(text), "test.card")


async def test_a_poll_asked_for_in_a_thread_stands_there(either: World) -> None:
    """Its draft says so; a slash command knows no threads, so what it makes stands in the room."""
    world, double = either, either.double
    root = double._put(world.ben, world.room, "…", None).ts
    await world.says(world.ana, POLL[world.language], thread=root)
    draft = double.sees(world.ana, world.room)[-1]
    assert (draft.alone, draft.thread) == (True, root)
    assert world.say("core", "in-thread", room=world.room.name) in double.texts(world.ana)[-1]
    await world.presses(world.ana, world.say("draft", "post"))
    (stands,) = double.sees(world.ben, world.room)
    assert stands.thread == root
    await world.opens_poll()
    await world.pass_time(seconds=2)
    assert [each.thread for each in double.sees(world.ben, world.room)] == [root, None]


async def test_details_begin_a_thread_or_go_on_in_one(world: World) -> None:
    """Under a card in the channel they are its thread; a thread within a thread there is not."""
    double, slack = world.double, world.slack
    ref = await slack.send(at(world), card("Card"))
    await slack.send(at(world, under=ref), card("Detail"))
    root = double._put(world.ben, world.room, "…", None).ts
    inner = await slack.send(at(world, root), card("Card in a thread"))
    await slack.send(at(world, root, inner), card("Detail in it"))
    threads = {each.text: each.thread for each in double.sees(world.ben, world.room)}
    assert threads == {
        "Card": None, "Detail": ref, "Card in a thread": root, "Detail in it": root
    }  # fmt: skip


async def test_a_card_that_has_a_thread_stands_in_the_channel(world: World) -> None:
    """Whoever presses it is answered there, and a poll like it stands there, too."""
    await world.commands(world.ana, f"{POLL['en']} everyone")
    await world.presses(world.ana, "Post")
    for label in ("More…", "Name them", "Name 2 people"):
        await world.presses(world.ana, label)
    await world.pass_time(seconds=5)
    card, named = world.double.sees(world.ben, world.room)
    assert named.thread == card.ref
    ack = await world.double.presses(world.ana, "More…", ref=card.ref)
    assert ack.ok
    await world.settle()
    await world.presses(world.ana, "New poll like this")
    await world.presses(world.ana, "Post")
    await world.pass_time(seconds=5)
    assert world.double.sees(world.ben, world.room)[-1].thread is None


async def test_a_thread_that_is_locked_is_left(world: World) -> None:
    """What belongs there is read in the channel instead."""
    world.double.fails("chat.postMessage", error="restricted_action_thread_locked")
    await world.slack.send(at(world, "1700000000.000001"), card("Result"))
    (stands,) = world.double.sees(world.ben, world.room)
    assert (stands.text, stands.thread) == ("Result", None)


async def test_a_message_is_pinned_and_unpinned_however_often(world: World) -> None:
    """What is pinned already, or gone, is as it should be."""
    ref = await world.slack.send(at(world), card("Card"))
    for _ in range(2):
        await world.slack.pin(at(world), ref)
        assert world.room.pins == [ref]
    for _ in range(2):
        await world.slack.unpin(at(world), ref)
        assert world.room.pins == []


@pytest.mark.parametrize("error", ["restricted_action", "no_permission"])
async def test_a_channel_that_does_not_let_us_pin(world: World, error: str) -> None:
    """It is no reason to think that the channel is lost."""
    ref = await world.slack.send(at(world), card("Card"))
    world.double.fails("pins.add", error=error)
    with pytest.raises(Forbidden):
        await world.slack.pin(at(world), ref)
    world.double.fails("pins.add", error="too_many_pins")
    with pytest.raises(AdapterError) as refused:
        await world.slack.pin(at(world), ref)
    assert not isinstance(refused.value, Forbidden | TryLater)


async def test_a_missing_permission_to_pin_stops_nothing_else(world: World) -> None:
    """An app that was made before goes on without it; whoever wants to pin is told."""
    world.double.space.scopes.discard("pins:write")
    await world.opens_poll()
    await world.presses(world.ana, world.say("call", "more"))
    await world.presses(world.ana, world.say("call", "pin"))
    await world.pass_time(seconds=10)
    assert world.room.pins == []
    assert any("I may not pin there" in text for text in world.double.texts(world.ana))
    await world.presses(world.ben, "Library")
    await world.pass_time(seconds=10)
    assert "Library ██████████ 1" in world.double.texts(world.ben, world.room)[0]
