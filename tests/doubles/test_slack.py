"""The double of Slack is strict: what Slack would not let pass is written down."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from tests.doubles.slack import SlackDouble, spec

NOW = datetime(2026, 11, 26, 1, tzinfo=UTC)
specified = pytest.mark.skipif(
    not spec.FOLDER.is_dir(), reason=f"there are no specifications in {spec.FOLDER}"
)


@pytest.fixture
async def double() -> AsyncIterator[SlackDouble]:
    """Lend a workspace whose clock stands still."""
    found = SlackDouble(lambda: NOW)
    await found.start()
    yield found
    await found.close()


async def call(double: SlackDouble, method: str, token: str = "", **args: Any) -> dict[str, Any]:
    """Call a method as an app would."""
    headers = {"Authorization": f"Bearer {token or double.bot_token}"}
    async with double.http.post(f"{double.api}{method}", json=args, headers=headers) as answer:
        found: dict[str, Any] = await answer.json()
        return found | {"status": answer.status}


def button(**more: Any) -> dict[str, Any]:
    """Return a row with one good button, but for what is said."""
    text = {"type": "plain_text", "text": "Go"}
    element = {"type": "button", "action_id": "a", "value": "v", "text": text} | more
    return {"type": "actions", "elements": [element]}


@pytest.mark.parametrize(
    ("blocks", "wanted"),
    [
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "plain_text"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "151 characters"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": " "}}], "is empty"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}], "3001 characters"),
        ([{"type": "divider"}] * 51, "51 blocks"),
        ([button(text={"type": "plain_text", "text": "x" * 76})], "76 characters"),
        ([button(value="x" * 2001)], "1 to 2000"),
        ([button(style="loud")], "no style"),
        ([{"type": "actions", "elements": button()["elements"] * 2}], "action_id stands twice"),
        ([{"type": "divider", "block_id": "b"}] * 2, "block_id stands twice"),
        ([{"type": "input"}], "no block of type 'input' in a message"),
        ([{"type": "rich_text", "elements": []}], "without elements"),
        ([{"type": "carousel"}], "no block of type"),
        (
            [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5,
            "msg_blocks_too_long",
        ),
    ],
)
async def test_blocks_keep_their_limits(
    double: SlackDouble, blocks: list[Any], wanted: str
) -> None:
    """A message that Slack would refuse is refused, and what is wrong with it is said."""
    double.person("Ana")
    room = double.channel("general")
    answer = await call(double, "chat.postMessage", channel=room.id, text="x", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    assert wanted in "; ".join(double.violations)


async def test_good_blocks_are_seen(double: SlackDouble) -> None:
    """What is in order violates nothing, and people see it."""
    ana, room = double.person("Ana"), double.channel("general")
    header = {"type": "header", "text": {"type": "plain_text", "text": "Hello"}}
    await call(double, "chat.postMessage", channel=room.id, text="x", blocks=[header, button()])
    assert (double.last(ana, room), double.labels(ana, room)) == ("Hello", ["Go"])
    assert double.violations == []


@specified
async def test_arguments_are_as_specified(double: SlackDouble) -> None:
    """An argument that a method does not take, one that is missing, one of another type."""
    await call(double, "chat.update", channel="general", text="x", loud=True)
    assert "chat.update takes no loud" in double.violations
    assert "chat.update needs ts" in double.violations
    assert any("channel is no channel" in each for each in double.violations)


async def test_what_the_app_has_no_need_of_is_noted(double: SlackDouble) -> None:
    """A method that nobody thought of is a violation, and so is a token in the address."""
    await call(double, "chat.scheduleMessage")
    async with double.http.post(f"{double.api}auth.test", params={"token": "xoxb"}) as answer:
        assert not (await answer.json())["ok"]
    assert len([each for each in double.violations if "no need of" in each]) == 1
    assert len([each for each in double.violations if "belongs into the header" in each]) == 1


async def test_tokens_and_permissions_are_looked_at(double: SlackDouble) -> None:
    """A wrong token, the other token, a missing permission: each has its own answer."""
    assert (await call(double, "auth.test", "xoxb-other"))["error"] == "invalid_auth"
    wrong = await call(double, "auth.test", double.app_token)
    assert wrong["error"] == "not_allowed_token_type"
    double.space.scopes.discard("users:read")
    missing = await call(double, "users.info", user=double.person("Ana").id)
    assert (missing["error"], missing["needed"]) == ("missing_scope", "users:read")


async def test_a_room_answers_as_slack_does(double: SlackDouble) -> None:
    """Unknown, left, archived: each has its own word."""
    room = double.channel("general", with_bot=False)
    post = {"text": "x", "channel": room.id}
    assert (await call(double, "chat.postMessage", **post))["error"] == "not_in_channel"
    hidden = double.channel("secret", "group", with_bot=False)
    answer = await call(double, "chat.postMessage", text="x", channel=hidden.id)
    assert answer["error"] == "channel_not_found"
    double.space.channels[room.id].archived = True
    assert (await call(double, "chat.postMessage", **post))["error"] == "is_archived"


async def test_posts_too_fast_are_throttled_and_noted(double: SlackDouble) -> None:
    """A burst is tolerated, a flood is not."""
    room = double.channel("general")
    answers = [await call(double, "chat.postMessage", channel=room.id, text="x") for _ in range(5)]
    assert [each["status"] for each in answers] == [200, 200, 200, 200, 429]
    assert any("5 calls" in each for each in double.violations)


async def test_a_trigger_is_spent_once_and_soon(double: SlackDouble) -> None:
    """What opens a form works once, and for three seconds."""
    ana = double.person("Ana")
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}
    trigger = double.trigger(ana)
    assert (await call(double, "views.open", trigger_id=trigger, view=view))["ok"]
    again = await call(double, "views.open", trigger_id=trigger, view=view)
    assert again["error"] == "exchanged_trigger_id"
    late = double.trigger(ana)
    double.passes(seconds=4)
    expired = await call(double, "views.open", trigger_id=late, view=view)
    assert expired["error"] == "expired_trigger_id"


async def test_a_response_url_has_five_uses_in_half_an_hour(double: SlackDouble) -> None:
    """After that nobody is reached by it."""
    ana = double.person("Ana")
    room = double.channel("general")
    url = double.api_methods.hook_for(room.id, ana.id)
    found = []
    for _ in range(6):
        async with double.http.post(url, json={"text": "x"}) as answer:
            found.append(answer.status)
    assert found == [200] * 5 + [404]
    late = double.api_methods.hook_for(room.id, ana.id)
    double.passes(minutes=31)
    async with double.http.post(late, json={"text": "x"}) as answer:
        assert answer.status == 404


async def test_an_address_of_a_socket_works_once(double: SlackDouble) -> None:
    """It greets, wants its envelopes acknowledged, and minds what it never sent."""
    url = (await call(double, "apps.connections.open", double.app_token))["url"]
    async with double.http.ws_connect(url) as socket:
        assert (await socket.receive_json())["type"] == "hello"
        sending = asyncio.create_task(double.sockets.deliver("events_api", {"x": 1}))
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        assert await sending == {}
        await socket.send_json({"envelope_id": "E999"})
        await double.until(lambda: double.violations)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await double.http.ws_connect(url)
    assert len(double.violations) == 2


async def test_faults_come_as_ordered(double: SlackDouble) -> None:
    """The next so many calls fail in the way that was asked for, and then all is well."""
    double.fails("auth.test", times=2, status=429, retry_after="7")
    double.fails("auth.test", error="fatal_error")
    found = [await call(double, "auth.test") for _ in range(4)]
    assert [each["status"] for each in found] == [429, 429, 200, 200]
    assert [each.get("error") for each in found][2:] == ["fatal_error", None]
    double.fails("auth.test", drop=True)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await call(double, "auth.test")


@specified
async def test_a_test_may_not_invent_errors(double: SlackDouble) -> None:
    """An error that a method never answers with would test what never happens."""
    double.fails("users.info", error="not_in_channel")
    await call(double, "users.info", user=double.person("Ana").id)
    assert any("which it never does" in each for each in double.violations)
