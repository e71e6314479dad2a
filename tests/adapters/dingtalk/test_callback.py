"""The callback: what is signed is heard; everything else is refused, quietly, and told once."""

import aiohttp
import pytest
from aiohttp import web

from adapters.dingtalk.callback import MOST_BYTES, signature
from bot.errors import StoreError
from tests.adapters.dingtalk.world import NAME, POLL, World, logged
from tests.doubles.dingtalk.gateway import Push

pytestmark = pytest.mark.parametrize("world", ["callback"], indirect=True)

VECTOR = ("this is a secret", "1577262236757", "DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA=")


async def message(world: World) -> Push:
    """Return a message that was heard."""
    await world.start()
    push = await world.says(world.ana, POLL["en"])
    assert push is not None
    assert push.ack == {"code": 200, "body": '{"msgtype": "empty"}'}
    return push


async def test_the_signature_is_as_documented(world: World) -> None:
    """The computed vector agrees."""
    secret, timestamp, wanted = VECTOR
    assert signature(secret, timestamp) == wanted


async def test_a_message_that_is_posted_again_is_recognised(world: World) -> None:
    """A signature holds for an hour, so a message may be posted again: it does nothing new."""
    push = await message(world)
    before = world.reads(world.ana, world.chat(world.ana))
    assert await world.double.people.post_callback(push) == 200
    await world.settle()
    assert world.reads(world.ana, world.chat(world.ana)) == before


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"sign": ""}, 403), ({"sign": "AAAA"}, 403), ({"sign": "é" * 44}, 403),
        ({"sign": "x" * 1_000}, 403), ({"skew": -3_601}, 403), ({"skew": 3_601}, 403),
        ({"timestamp": "soon"}, 403), ({"timestamp": "١٢٣"}, 403), ({"timestamp": "9" * 500}, 403),
        ({"timestamp": "-1"}, 403), ({"skew": -3_500}, 200),
        ({"content": b"[1, 2]"}, 400), ({"content": b"{"}, 400), ({"content": b"\xff"}, 400),
        ({"content": b"[" * 100_000}, 400), ({"content": b"x" * (MOST_BYTES + 1)}, 413),
        ({"content": b"{}"}, 200),
    ],
)  # fmt: skip
async def test_what_is_not_signed_or_not_a_message(
    world: World, how: dict[str, object], status: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Wrong, missing, stale, early, non-numeric, oversized: refused, with no word of why."""
    push = await message(world)
    before = world.reads(world.ana, world.chat(world.ana))
    headers = {"sign", "timestamp", "skew"} & set(how)
    sent = Push(push.robot, push.topic, push.data | {"msgId": "fresh"}, "fresh", push.at)
    for _ in range(2):
        if headers and "é" in str(how.get("sign")):
            async with aiohttp.ClientSession() as http:
                posted = http.post(
                    str(world.robot.callback_url), data=b"{}",
                    headers={"timestamp": "1", "sign": str(how["sign"])},
                )  # fmt: skip
                async with posted as answer:
                    assert answer.status == status
        else:
            assert await world.double.people.post_callback(sent, **how) == status  # type: ignore[arg-type]  # as the table has them
    if status >= 400:
        assert len(logged(caplog, "posted to us and refused")) == 1
        await world.settle()
        assert world.reads(world.ana, world.chat(world.ana)) == before


async def test_answers_go_to_dingtalk_alone(world: World) -> None:
    """A message that names another address to answer at is answered by the interface."""
    push = await message(world)
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
    push = await message(world)

    async def broken(_: object) -> None:
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
