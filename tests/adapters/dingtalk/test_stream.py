"""The line to DingTalk: opened, kept, lost and opened anew, and closed at once when told to."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from adapters.dingtalk import hearing
from bot.adapter import Drawn
from bot.errors import StoreError, TryLater
from bot.message import Card
from bot.ports import Address
from storage.inbox import inbox
from tests.adapters.dingtalk.world import NAME, POLL, World, logged
from tests.doubles.dingtalk.gateway import CLICKS, MESSAGES

OPEN = "/v1.0/gateway/connections/open"
_PRESSES = select(func.count()).where(inbox.c.event.startswith("card:"))


@pytest.fixture
async def open_poll(world: World) -> World:
    """Lend a world with a poll."""
    await world.start()
    await world.opens_poll()
    return world


async def test_a_ping_is_echoed(world: World) -> None:
    """Each ping is answered with what it carried."""
    await world.start()
    (ping,) = await world.double.gateway.ping("42-x")
    assert (await ping.acknowledged())["data"] == '{"opaque": "42-x"}'


async def test_what_is_heard_is_acknowledged_once_it_is_kept(world: World) -> None:
    """A message is acknowledged as documented, after its turn, and before anything is sent."""
    await world.start()
    sent = len(world.double.journal.requests)
    push = await world.double.people.user_says(world.ana, world.room, POLL["en"], robot=world.robot)
    assert push is not None
    assert push.ack == {
        "code": 200, "message": "OK", "data": '{"response": null}',
        "headers": {"contentType": "application/json", "messageId": push.message_id},
    }  # fmt: skip
    assert len(world.double.journal.requests) == sent


async def test_what_is_not_kept_is_not_acknowledged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database fails nothing is acknowledged; delivered again, it is heard."""
    await world.start()
    database = world.running.database

    async def broken(_: object, **_how: object) -> None:
        raise StoreError

    with monkeypatch.context() as patch:
        patch.setattr(database, "run", broken)
        push = await world.double.people.user_says(
            world.ana, world.room, POLL["en"], robot=world.robot, wait=False
        )
        assert push is not None
        (ping,) = await world.double.gateway.ping()
        await ping.acknowledged()
        assert push.ack is None
    await world.double.gateway.again(push, same=False)
    await push.acknowledged()
    await world.settle()
    assert "Draft: Poll" in world.private(world.ana)


async def test_everything_is_heard_across_a_change_of_lines(open_poll: World) -> None:
    """Told to go, the next line is opened first: nothing that is said meanwhile is lost."""
    world, gateway = open_poll, open_poll.double.gateway
    (old,) = gateway.sockets
    await gateway.disconnect()
    await gateway.until(lambda: len(gateway.sockets) == 2)
    assert not old.line.closed
    await world.chooses(world.ben, "Library")
    assert "Library ██████████ 1 (100%)" in world.last(world.ana)
    await world.pass_time(seconds=11)
    await gateway.until(lambda: old not in gateway.sockets)
    await world.chooses(world.ana, "Library")
    assert "Library ██████████ 2 (100%)" in world.last(world.ana)


async def test_a_slow_turn_outlives_its_line(world: World) -> None:
    """A message whose line goes while it is dealt with comes again, and is recognised."""
    await world.start()
    push = await world.says(world.ana, POLL["en"], wait=False)
    assert push is not None
    world.double.gateway.drop()
    await world.pauses.over(lambda seconds: seconds < 2)
    await world.double.gateway.connected(world.robot)
    await world.double.gateway.again(push, same=False)
    await push.acknowledged()
    await world.settle()
    assert len(world.reads(world.ana, world.chat(world.ana))) == 1


@pytest.mark.parametrize("code", [1000, 1001, 1006])
async def test_no_hot_loop_when_lines_end(world: World, code: int) -> None:
    """Lines that are closed one after the other are opened ever more slowly: 3 in 5 s at most."""
    await world.start()
    waits = []
    for _ in range(4):
        await world.double.gateway.close(code)
        waits.append(await world.pauses.over(lambda seconds: seconds < 70))
        await world.double.gateway.connected(world.robot)
    assert waits == sorted(waits)
    assert sum(waits[:3]) > 5


async def test_lines_that_are_told_to_go_at_once_are_no_hot_loop(world: World) -> None:
    """The first change of lines is at once; a second in the same moment waits."""
    await world.start()
    gateway = world.double.gateway
    await gateway.disconnect()
    await gateway.until(lambda: len(gateway.opens) == 2 and bool(gateway.alive(world.robot)))
    await gateway.disconnect()
    assert await world.pauses.over(lambda seconds: seconds < 70) > 0.5
    await gateway.connected(world.robot)


@pytest.mark.parametrize("dead", ["freeze", "zombie"])
async def test_a_silent_line_is_taken_for_dead(open_poll: World, dead: str) -> None:
    """A line on which nothing comes is given up, whether it answers pings or not."""
    world, gateway = open_poll, open_poll.double.gateway
    getattr(gateway, dead)()
    push = await world.double.people.presses(
        world.ben, world.room, "Library", robot=world.robot, wait=False
    )
    assert push is not None
    # One in which there still was talk, and two of silence.
    for _ in range(3):
        assert await world.pauses.over(lambda seconds: seconds > 70) == 75
    await world.pauses.over(lambda seconds: seconds < 70)
    await gateway.connected(world.robot)
    await gateway.again(push)
    await push.acknowledged()
    await world.settle()
    assert "Library ██████████ 1 (100%)" in world.last(world.ana)


async def test_signs_of_life_keep_a_line(world: World) -> None:
    """Whatever comes, pings too, keeps the watchdog quiet."""
    await world.start()
    for _ in range(3):
        (ping,) = await world.double.gateway.ping()
        await ping.acknowledged()
        await world.pauses.over(lambda seconds: seconds == 75)
    assert len(world.double.gateway.opens) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 401, "body": {"code": "authFailed", "message": "鉴权失败"}},
        {"status": 403, "body": {"code": "x"}}, {"status": 500, "body": {"code": "system.error"}},
        {"status": 503, "text": "<html>"}, {"status": 200, "body": {}},
        {"status": 200, "text": "<html>"}, {"status": 200, "body": []}, {"drop": True},
    ],
)  # fmt: skip
async def test_a_line_that_cannot_be_opened_is_tried_again(
    world: World, fault: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever the answer is, it is named once in the log, and tried again after a while."""
    world.double.fail(OPEN, times=3, **fault)
    await world.begin()
    for _ in range(3):
        await world.pauses.over(lambda seconds: seconds != 75)
    await world.double.gateway.connected(world.robot)
    assert len(logged(caplog, NAME)) == 1
    assert world.robot.secret not in caplog.text


async def test_a_wrong_secret_is_tried_slowly(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """What only a person can mend is named once, whatever meets it; tried every five minutes."""
    world.robot.secret = "another"
    await world.begin()
    for _ in range(2):
        assert await world.pauses.over(lambda seconds: seconds > 100) == 300
    with pytest.raises(TryLater):
        await world.ding.send(
            Address(NAME, world.room.id, "", private=False), Drawn(Card("hello"), "x")
        )
    assert logged(caplog, "") == [
        f"{NAME}: DingTalk does not let us in: check client_id and client_secret"
    ]


async def test_junk_on_the_line_does_nothing(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """What is no frame, or of an unknown topic, is passed over or refused; the line stays."""
    await world.start()
    gateway = world.double.gateway
    for junk in (
        "not json", b"\x00", "null", '{"type":"SYSTEM","header":{"topic":"ping"}}',
        '{"type":"SYSTEM","headers":{"topic":"KEEPALIVE"}}',
        '{"type":"CALLBACK","headers":{"topic":"/v1.0/graph/api/invoke"}}',
    ):  # fmt: skip
        await gateway.raw(junk)
    (ping,) = await gateway.ping()
    await ping.acknowledged()
    assert len(logged(caplog, "not known")) == 1


async def test_events_are_acknowledged_with_a_status(world: World) -> None:
    """An event that nobody asked for is acknowledged, else it would come again."""
    await world.start()
    for socket in world.double.gateway.sockets:
        socket.topics |= {"*"}
    push = await world.double.gateway.push(world.robot, "EVENT", "*", {"type": "user_add_org"})
    assert (await push.acknowledged())["data"] == '{"status": "SUCCESS", "message": "OK"}'


async def test_what_cannot_be_read_is_set_aside(world: World) -> None:
    """A message without a sender is kept for whoever mends the reader, and not asked for again."""
    await world.start()
    gateway = world.double.gateway
    for topic in (MESSAGES, CLICKS):
        push = await gateway.push(world.robot, "CALLBACK", topic, {"msgId": "1", "x": topic})
        await push.acknowledged()
    assert len(await world.set_aside()) == 2


async def test_a_bug_in_reading_ends_no_line(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What could not be read for a fault of ours is set aside, and what comes after it is heard."""
    await world.start()
    with monkeypatch.context() as patch:
        patch.setattr(hearing, "read_message", lambda *_: 1 / 0)
        await world.says(world.ana, "help")
    assert len(await world.set_aside()) == 1
    await world.writes(world.ana, "help")
    assert world.private(world.ana)
    assert len(logged(caplog, "could not be read")) == 1


async def test_one_persons_words_keep_their_order(world: World) -> None:
    """What one person says is taken in order, however fast it comes."""
    await world.start()
    for text in ("poll", "Tea?"):
        await world.double.people.user_says(
            world.ana, world.chat(world.ana), text, robot=world.robot, wait=False
        )
    await world.says(world.ana, "green / black", world.chat(world.ana))
    await world.settle()
    assert "Until when?" in world.private(world.ana)


async def test_a_press_that_is_made_again_is_one_turn(open_poll: World) -> None:
    """Whoever reads that it failed presses again: both are answered by the turn under way."""
    world, hold, cai = open_poll, asyncio.Event(), open_poll.double.person("Cai")
    read = world.running.database.read
    before = await read(lambda c: c.execute(_PRESSES).scalar_one())
    world.double.fail("/topapi/v2/user/get", hold=hold)
    (card,) = world.double.seen(world.ben, world.room)
    library, online, *_ = [each.id for each in card.buttons if each.id is not None]
    calls = [library, library, online, online, library]
    pushes = [await world.double.people.click(card.ref, each, cai, wait=False) for each in calls]
    hold.set()
    told = [(await each.acknowledged())["data"] for each in pushes]
    assert ["Library" in each for each in told] == [True, True, False, False, True]
    assert await read(lambda c: c.execute(_PRESSES).scalar_one()) == before + 3


STATES = ["deciding", "opening", "waiting", "connected", "frozen", "changing", "answering"]


@pytest.mark.parametrize("state", STATES)
async def test_it_stops_at_once_in_every_state(world: World, state: str) -> None:
    """Told to stop, it leaves no line and no task, whatever it was about."""
    before = asyncio.all_tasks()
    gateway, hold = world.double.gateway, asyncio.Event()
    match state:
        case "deciding":
            world.double.fail("/v1.0/card/instances", hold=hold)
            await world.begin()
            await _until(lambda: bool(world.double.journal.calls("/v1.0/oauth2/accessToken")))
        case "opening":
            world.double.fail(OPEN, hold=hold)
            await world.begin()
            await _until(lambda: bool(world.double.journal.calls("/v1.0/card/instances")))
        case "waiting":
            world.double.fail(OPEN, status=500, body={})
            await world.begin()
            await _until(lambda: bool(world.pauses.asked))
        case "frozen":
            await world.start()
            gateway.freeze()
        case "changing":
            await world.start()
            await gateway.disconnect()
            await gateway.until(lambda: len(gateway.sockets) == 2)
        case "answering":
            await world.start()
            world.double.fail("/topapi/v2/user/get", hold=hold)
            await world.opens_poll()
            (card,) = world.double.seen(world.ben, world.room)
            assert card.buttons[0].id is not None
            cai = world.double.person("Cai")
            await world.double.people.click(card.ref, card.buttons[0].id, cai, wait=False)
        case _:
            await world.start()
    async with asyncio.timeout(3):
        await world.stop()
    hold.set()
    for socket in gateway.sockets:
        if socket.frozen is not None:
            socket.frozen.set()
    await gateway.until(lambda: not gateway.sockets)
    await _until(lambda: not _ours(before))


def _ours(before: set["asyncio.Task[object]"]) -> list["asyncio.Task[object]"]:
    """Return the tasks of the product that were not there before."""
    return [
        task for task in asyncio.all_tasks() - before
        if "adapters" in repr(task.get_coro()) and not task.done()
    ]  # fmt: skip


async def _until(holds: Callable[[], bool]) -> None:
    """Let others go on until something holds."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110  (what is waited for says nothing when it comes)
            await asyncio.sleep(0)


async def test_two_robots_do_not_mix(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """A second application on the same platform has a token of its own and hears its own."""
    other = world.double.robot("dingother", secret="psst", corp="dingcorp")
    with caplog.at_level(logging.INFO):
        await world.start()
    push = await world.double.people.user_says(
        world.ben, world.chat(world.ben), "help", robot=other, wait=False
    )
    assert push is not None
    assert push.sent == 1
    assert push.ack is None
    assert other.token is None
    assert "sends cards with buttons" in caplog.text
