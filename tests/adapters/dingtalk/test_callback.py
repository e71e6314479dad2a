"""The callbacks: what is signed is heard; everything else is refused, quietly, and told once."""

from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.dingtalk.callback import MOST_BYTES, of_cards, of_messages
from bot.errors import StoreError
from tests.adapters.dingtalk.world import FIRST, NAME, POLL, SECOND, World, logged
from tests.doubles.dingtalk.gateway import CLICKS, MESSAGES, Push

pytestmark = pytest.mark.parametrize("world", ["callback"], indirect=True)

VECTOR = ("this is a secret", "1577262236757", "DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA=")


async def posted(world: World, topic: str) -> Push:
    """Return a message that was heard, or a press on a card."""
    await world.start()
    push = await world.says(world.ana, POLL["en"])
    assert push is not None
    assert push.ack == {"code": 200, "body": '{"msgtype": "empty"}'}
    if topic == CLICKS:
        await world.chooses(world.ana, world.say("draft", "post"), world.chat(world.ana))
        push = await world.chooses(world.ben, FIRST["en"])
        assert push is not None
    return push


async def test_the_signature_is_as_documented(world: World) -> None:
    """The computed vector agrees; a press signs the time alone."""
    secret, timestamp, wanted = VECTOR
    assert of_messages(secret).signature(timestamp) == wanted
    assert of_cards("key").signature(timestamp) == "eSFhZndCDMDVYUo6izr5I3fv968aMayRn8QLH1wj3Bc="


async def test_a_message_that_is_posted_again_is_recognised(world: World) -> None:
    """A signature holds for an hour, so a message may be posted again: it does nothing new."""
    push = await posted(world, MESSAGES)
    before = world.reads(world.ana, world.chat(world.ana))
    assert await world.double.people.post_callback(push) == 200
    await world.settle()
    assert world.reads(world.ana, world.chat(world.ana)) == before


async def test_a_press_that_is_posted_again_counts_for_nothing(world: World) -> None:
    """Whoever got hold of a press and posts it again brings no old answer back."""
    push = await posted(world, CLICKS)
    await world.chooses(world.ben, SECOND["en"])
    assert await world.double.people.post_click(push) == 200
    await world.settle()
    assert f"{SECOND['en']} ██████████ 1 (100%)" in world.last(world.ana)


async def test_a_press_is_answered_on_the_card_before_one_alone(world: World) -> None:
    """The answer to what was posted holds what whoever pressed sees, and nobody else."""
    await posted(world, CLICKS)
    assert "You chose Library." in world.last(world.ben)
    assert "You chose" not in world.last(world.ana)
    assert world.double.gateway.opens == []


async def test_cards_follow_a_muster_that_moves(world: World) -> None:
    """After the address has changed, buttons of before are posted to the new one."""
    await posted(world, CLICKS)
    await world.stop()
    world.move()
    await world.start()
    await world.chooses(world.ana, SECOND["en"])
    assert f"{SECOND['en']} █████ 1 (50%)" in world.last(world.ben)


@pytest.mark.parametrize("topic", [MESSAGES, CLICKS], ids=["message", "press"])
@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"signature": ""}, 403), ({"signature": "AAAA"}, 403), ({"signature": "é" * 44}, 403),
        ({"signature": "x" * 1_000}, 403), ({"skew": -3_601}, 403), ({"skew": 3_601}, 403),
        ({"timestamp": "soon"}, 403), ({"timestamp": "١٢٣"}, 403), ({"timestamp": "9" * 500}, 403),
        ({"timestamp": "-1"}, 403), ({"skew": -3_500}, 200),
        ({"content": b"[1, 2]"}, 400), ({"content": b"{"}, 400), ({"content": b"\xff"}, 400),
        ({"content": b"[" * 100_000}, 400), ({"content": b"x" * (MOST_BYTES + 1)}, 413),
        ({"content": b"{}"}, 200),
    ],
)  # fmt: skip
async def test_what_is_not_signed_or_cannot_be_read(
    world: World, topic: str, how: dict[str, Any], status: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Wrong, missing, stale, early, oversized: refused, with no word of why; else set aside."""
    push = await posted(world, topic)
    if topic == CLICKS:
        await world.chooses(world.ben, SECOND["en"])
    before = world.reads(world.ana), world.reads(world.ana, world.chat(world.ana))
    fresh = push.data | ({} if topic == CLICKS else {"msgId": "fresh"})
    sent = Push(push.robot, push.topic, fresh, "fresh", push.at)
    for _ in range(2):
        if "é" in str(how.get("signature")):
            await _posted_raw(world, topic, str(how["signature"]), status)
        else:
            assert await world.double.people.post_again(sent, **how) == status
    if status >= 400:
        assert len(logged(caplog, "posted to us and refused")) == 1
        assert list(world.ding.refused.values()) == [2]
        await world.settle()
        after = world.reads(world.ana), world.reads(world.ana, world.chat(world.ana))
        assert after == before
    elif "content" in how:
        assert len(await world.set_aside()) == 2


async def _posted_raw(world: World, topic: str, sign: str, status: int) -> None:
    """Post with a signature that the double would not write."""
    stamp = "x-ddpaas-signature-timestamp" if topic == CLICKS else "timestamp"
    name = "x-ddpaas-signature" if topic == CLICKS else "sign"
    url = f"{world.robot.callback_url}{'/cards' if topic == CLICKS else ''}"
    async with aiohttp.ClientSession() as http:
        posting = http.post(url, data=b"{}", headers={stamp: "1", name: sign})
        async with posting as answer:
            assert answer.status == status


async def test_the_one_signature_does_not_open_the_other_door(world: World) -> None:
    """What signs messages does not sign presses: each address has a secret of its own."""
    push = await posted(world, CLICKS)
    url, _ = world.robot.routes[f"muster-{NAME}"]
    world.robot.routes[f"muster-{NAME}"] = url, world.robot.secret
    assert await world.double.people.post_click(push) == 403


async def test_answers_go_to_dingtalk_alone(world: World) -> None:
    """A message that names another address to answer at is answered by the interface."""
    push = await posted(world, MESSAGES)
    asked = []

    async def listen(_: web.Request) -> web.Response:
        asked.append(1)
        return web.Response()

    app = web.Application()
    app.router.add_post("/robot/sendBySession", listen)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    evil = f"http://127.0.0.1:{runner.addresses[0][1]}/robot/sendBySession?session=1"
    world.double.tenant.sessions.clear()
    data = push.data | {
        "msgId": "m2", "sessionWebhook": evil, "conversationType": "1",
        "text": {"content": "help"},
    }  # fmt: skip
    await world.double.people.post_callback(Push(push.robot, push.topic, data, "m2", push.at))
    await world.settle()
    await runner.cleanup()
    assert asked == []
    assert "What I can do" in world.private(world.ana)


async def test_what_is_not_kept_is_not_acknowledged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database fails, DingTalk is told to come again."""
    push = await posted(world, MESSAGES)

    async def broken(_: object, **_how: object) -> None:
        raise StoreError

    with monkeypatch.context() as patch:
        patch.setattr(world.running.database, "run", broken)
        sent = Push(push.robot, push.topic, push.data | {"msgId": "m2"}, "m2", push.at)
        assert await world.double.people.post_callback(sent) == 503
    assert await world.double.people.post_callback(sent) == 200


async def test_only_its_own_route_is_served(world: World) -> None:
    """The route carries the connection's name; DingTalk's stream is not opened besides."""
    await world.start()
    assert str(world.robot.callback_url).endswith(f"/dingtalk/{NAME}")
    assert world.double.gateway.opens == []
