"""The double of DingTalk: that it is strict, and fails as the platform does."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest

from bot.clock import VirtualClock
from tests.doubles.dingtalk import DingTalk, Robot, running
from tests.doubles.dingtalk.limits import bad_message, bad_webhook
from tests.doubles.dingtalk.people import signed
from tests.doubles.dingtalk.seen import read_markdown
from tests.doubles.dingtalk.server import START
from tests.doubles.dingtalk.state import PUBLIC, SEND

GROUP = "/v1.0/robot/groupMessages/send"
CARDS = "/v1.0/card/instances"


class Client:
    """Be a robot, as clumsy as a test wants it."""

    def __init__(self, double: DingTalk, http: aiohttp.ClientSession) -> None:
        """Take the platform."""
        self.double = double
        self.http = http
        self.robot: Robot = double.robot()
        self.token = ""

    async def log_in(self) -> None:
        """Get a token."""
        body = {"appKey": self.robot.client_id, "appSecret": self.robot.secret}
        async with self.http.post(
            f"{self.double.url}/v1.0/oauth2/accessToken", json=body
        ) as answer:
            self.token = (await answer.json())["accessToken"]

    async def asks(self, path: str, method: str = "POST", **body: Any) -> tuple[int, Any]:
        """Ask with the token; return the status and what was answered."""
        headers = {"x-acs-dingtalk-access-token": self.token} if self.token else {}
        async with self.http.request(
            method, self.double.url + path, json=body, headers=headers
        ) as answer:
            return answer.status, await answer.json(content_type=None)

    async def says(self, room: str, **more: Any) -> tuple[int, Any]:
        """Send a text to a group."""
        body = {
            "robotCode": self.robot.client_id, "openConversationId": room, "msgKey": "sampleText",
            "msgParam": '{"content":"hi"}',
        }  # fmt: skip
        return await self.asks(GROUP, **(body | more))

    async def opens(self, **more: Any) -> tuple[int, Any]:
        """Ask for a line."""
        body: dict[str, Any] = {
            "clientId": self.robot.client_id, "clientSecret": self.robot.secret,
            "subscriptions": [{"type": "CALLBACK", "topic": "/v1.0/im/bot/messages/get"}],
        }  # fmt: skip
        async with self.http.post(
            f"{self.double.url}/v1.0/gateway/connections/open", json=body | more,
            headers={"Accept": "application/json"},
        ) as answer:  # fmt: skip
            return answer.status, await answer.json()

    async def listens(self) -> aiohttp.ClientWebSocketResponse:
        """Open a line."""
        _, found = await self.opens()
        return await self.http.ws_connect(
            f"{found['endpoint']}?ticket={quote(found['ticket'], '')}"
        )


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """Lend a robot that is logged in."""
    async with running(VirtualClock(START)) as double, aiohttp.ClientSession() as http:
        found = Client(double, http)
        await found.log_in()
        yield found


def broken(client: Client) -> list[str]:
    """Return the rules that were broken, and take note that they were."""
    found, client.double.journal.violations = client.double.violations, []
    return found


# Requests


async def test_tokens(client: Client) -> None:
    """The same token while it lasts; none, a wrong one and an old one are told apart."""
    first = client.token
    await client.log_in()
    assert client.token == first
    client.token = "another"
    assert (await client.says("x"))[1]["code"] == "InvalidAuthentication"
    client.token = ""
    assert (await client.says("x"))[0] == 401
    assert broken(client) == [f"asked without a token: {GROUP}"]


async def test_a_permission_that_was_not_granted(client: Client) -> None:
    """What is missing is named, as the platform names it."""
    client.robot.granted.discard(SEND)
    status, found = await client.says("x")
    assert status == 403
    assert found["accessdenieddetail"] == {"requiredScopes": [SEND]}
    assert client.double.violations == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"msgKey": "sampleFancy"}, "invalidParameter.msgKey.invalid"),
        ({"msgParam": {"content": "hi"}}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": "{"}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": "{}"}, "miss.param.content"),
        ({"msgParam": json.dumps({"content": "x" * 15_000})}, "invalidParameter.msgParam.tooLong"),
        ({"robotCode": ""}, "invalidParameter.robotCode.empty"),
        ({"robotCode": "another"}, "invalidParameter.robotCode.notExsit"),
        ({"at": {"isAtAll": True}}, "unknown keys ['at']"),
    ],
)
async def test_a_message_that_breaks_a_rule(
    client: Client, more: dict[str, Any], code: str
) -> None:
    """Each slip is answered as documented, and is a violation."""
    status, found = await client.says("x", **more)
    assert (status, found["code"]) == (400, code)
    assert len(broken(client)) == 1


async def test_a_group_that_there_is_not_is_no_violation(client: Client) -> None:
    """What a good client may run into is only answered."""
    assert (await client.says("cidX"))[1]["code"] == "invalid.openConversationId"
    assert client.double.violations == []


async def test_an_unknown_route_is_a_violation(client: Client) -> None:
    """What the platform does not have is noticed."""
    await client.http.post(f"{client.double.url}/v1.0/im/v1.0/robot/interactiveCards/send")
    assert len(broken(client)) == 1


async def test_more_than_twenty_a_second(client: Client) -> None:
    """The twenty-first call in a second is refused, and is a violation."""
    room = client.double.group("Lobby")
    found = [(await client.says(room.id))[0] for _ in range(21)]
    assert found == [200] * 20 + [403]
    assert len(broken(client)) == 1


async def test_people_who_cannot_be_reached_are_only_listed(client: Client) -> None:
    """Unknown and held back: the status is 200 all the same."""
    for name in ("Ana", "Ben"):
        client.double.person(name)
    client.double.tenant.flow_controlled.add("staff-Ben")
    body = {"robotCode": "dingrobot", "msgKey": "sampleText", "msgParam": '{"content":"hi"}'}
    status, found = await client.asks(
        "/v1.0/robot/oToMessages/batchSend", userIds=["staff-Ana", "staff-Ben", "x"], **body
    )
    assert status == 200
    assert found["invalidStaffIdList"] == ["x"]
    assert found["flowControlledStaffIdList"] == ["staff-Ben"]
    many = [f"u{n}" for n in range(21)]
    await client.asks("/v1.0/robot/oToMessages/batchSend", userIds=many, **body)
    assert len(broken(client)) == 1


# Cards


def card(**more: Any) -> dict[str, Any]:
    """Return a card as it is put up."""
    return {
        "cardTemplateId": PUBLIC, "outTrackId": "t1", "callbackType": "STREAM",
        "cardData": {"cardParamMap": {"title": "T", "markdown": "m", "tips": "t"}}, **more,
    }  # fmt: skip


async def test_a_change_overwrites_unless_it_says_by_key(client: Client) -> None:
    """Without the option a change blanks the rest: done as on the platform, and a violation."""
    await client.asks(CARDS, **card())
    body = {"outTrackId": "t1", "cardData": {"cardParamMap": {"markdown": "n"}}}
    await client.asks(CARDS, "PUT", **body, cardUpdateOptions={"updateCardDataByKey": True})
    assert client.double.tenant.cards["t1"].data == {"title": "T", "markdown": "n", "tips": "t"}
    assert client.double.violations == []
    await client.asks(CARDS, "PUT", **body)
    assert client.double.tenant.cards["t1"].data == {"markdown": "n"}
    assert len(broken(client)) == 1


async def test_a_card_goes_by_one_id_once(client: Client) -> None:
    """The same id again is told apart from a template that there is not."""
    await client.asks(CARDS, **card())
    assert (await client.asks(CARDS, **card()))[1]["code"] == "param.cardAlreadyExist"
    other = card(cardTemplateId="x", outTrackId="t2")
    assert (await client.asks(CARDS, **other))[1]["code"] == "param.templateNotExist"


@pytest.mark.parametrize(
    "params",
    [
        {"title": 1}, {"markdown": None}, {"flag": "true"}, {"x" * 101: "y"},
        {"sys_full_json_obj": "{"}, {"sys_full_json_obj": '{"msgButtons":[{"text":"OK"}]}'},
        {"sys_full_json_obj": '{"msgButtons":[{"text":"","id":"x","request":true}]}'},
        {"sys_full_json_obj": '{"msgButtons":[{"text":"OK","id":"x"}]}'},
    ],
)  # fmt: skip
async def test_a_card_with_values_that_are_none(client: Client, params: dict[str, Any]) -> None:
    """Values are texts by known names, and buttons call back or open something."""
    status, _ = await client.asks(CARDS, **card(cardData={"cardParamMap": params}))
    assert status == 400
    assert len(broken(client)) == 1


@pytest.mark.parametrize("deliver", [{}, {"robotCode": "another"}])
async def test_a_card_says_by_which_robot(client: Client, deliver: dict[str, Any]) -> None:
    """Without it, a tenant with several robots gets it from the wrong one."""
    space = {
        "openSpaceId": "dtv1.card//IM_GROUP.cid", "imGroupOpenSpaceModel": {},
        "imGroupOpenDeliverModel": deliver,
    }  # fmt: skip
    status, _ = await client.asks(f"{CARDS}/createAndDeliver", **card(**space))
    assert status == 400
    assert len(broken(client)) == 1


# The temporary address


async def test_an_answer_is_told_in_words_alone(client: Client) -> None:
    """The status is always 200: unknown, over, malformed and too many are told by a code."""
    ana = client.double.person("Ana")
    room = client.double.group("Lobby", ana)
    await client.double.people.user_says(ana, room, "hi", robot=client.robot, wait=False)
    (session,) = client.double.tenant.sessions
    good = {"msgtype": "text", "text": {"content": "hi"}}

    async def answer(body: dict[str, Any], key: str = session) -> int:
        status, found = await client.asks(f"/robot/sendBySession?session={key}", **body)
        assert status == 200
        return int(found["errcode"])

    assert await answer(good, "another") == 300001
    assert await answer({"msgtype": "image", "image": {}}) == 400105
    assert await answer({"msgtype": "text", "text": {}}) == 40035
    assert len(broken(client)) == 2
    assert [await answer(good) for _ in range(21)] == [0] * 20 + [130101]
    assert len(broken(client)) == 1
    client.double.clock.advance(timedelta(minutes=91))  # type: ignore[attr-defined]  # a virtual one
    assert await answer(good) == 300001


def test_a_mention_needs_the_list_and_the_text() -> None:
    """An @ in a text mentions nobody; None among ids is malformed."""
    text = {"msgtype": "text", "text": {"content": "@0147 hi"}}
    assert bad_webhook(text | {"at": {"atUserIds": ["0147"]}}) is None
    assert bad_webhook(text | {"at": {"atUserIds": [None]}}) == (40035, "malformed at")
    assert bad_webhook(text | {"extra": 1}) is not None
    assert bad_message("sampleActionCard2", '{"title":"a","text":"b"}') is not None


# The stream


async def test_a_ticket_is_for_once_and_for_ninety_seconds(client: Client) -> None:
    """Used twice, too late, or not escaped: refused, and violations."""
    _, found = await client.opens()
    url, ticket = found["endpoint"], quote(found["ticket"], safe="")
    line = await client.http.ws_connect(f"{url}?ticket={ticket}")
    await line.close()
    _, late = await client.opens()
    client.double.clock.advance(timedelta(seconds=91))  # type: ignore[attr-defined]  # a virtual one
    for wrong in (ticket, late["ticket"], quote(late["ticket"], safe="")):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await client.http.ws_connect(f"{url}?ticket={wrong}")
    assert len(broken(client)) == 3


async def test_a_wrong_secret_is_refused(client: Client) -> None:
    """As documented, with 401."""
    status, found = await client.opens(clientSecret="x")
    assert (status, found["code"]) == (401, "authFailed")
    status, _ = await client.opens(subscriptions=[])
    assert status == 400
    assert len(broken(client)) == 1


@pytest.mark.parametrize(
    ("ack", "wrong"),
    [
        ({}, 0), ({"headers": {"messageId": "other", "contentType": "application/json"}}, 1),
        ({"data": {"response": None}}, 1), ({"data": '{"a": 1}'}, 1), ("no json", 1),
        ({"headers": {}}, 1),
    ],
)  # fmt: skip
async def test_acknowledgements_are_checked(client: Client, ack: Any, wrong: int) -> None:
    """For nothing, without a content type, with data that is no text: violations."""
    line = await client.listens()
    ana = client.double.person("Ana")
    push = await client.double.people.user_says(
        ana, client.double.tenant.chat(ana, client.robot), "hi", robot=client.robot, wait=False
    )
    assert push is not None
    frame = await line.receive_json()
    assert (frame["type"], json.loads(frame["data"])["msgtype"]) == ("CALLBACK", "text")
    good = {
        "code": 200, "message": "OK", "data": '{"response": null}',
        "headers": {"messageId": push.message_id, "contentType": "application/json"},
    }  # fmt: skip
    await line.send_str(ack if isinstance(ack, str) else json.dumps(good | ack))
    await line.close()
    await client.double.gateway.until(lambda: not client.double.gateway.sockets)
    assert len(broken(client)) == wrong


async def test_what_is_not_acknowledged_comes_again(client: Client) -> None:
    """After a while the same message comes again, under the same id of delivery or a new one."""
    line = await client.listens()
    ana = client.double.person("Ana")
    chat = client.double.tenant.chat(ana, client.robot)
    await client.double.people.user_says(ana, chat, "hi", robot=client.robot, wait=False)
    found = [await line.receive_json()]
    for same in (True, False):
        client.double.gateway.redeliver_same = same
        client.double.clock.advance(timedelta(seconds=61))  # type: ignore[attr-defined]  # a virtual one
        await client.double.gateway.tick()
        found.append(await line.receive_json())
    ids = [each["headers"]["messageId"] for each in found]
    assert ids[0] == ids[1] != ids[2]
    assert len({json.loads(each["data"])["msgId"] for each in found}) == 1
    await line.close()


async def test_a_click_that_nobody_answers_fails_before_whoever_clicked(client: Client) -> None:
    """After two seconds they are shown that it failed, and it does not come again."""
    await client.asks(CARDS, **card())
    client.double.tenant.cards["t1"].delivered["cid"] = None  # type: ignore[assignment]  # only its key is asked for
    ana = client.double.person("Ana")
    push = await client.double.people.click("t1", "ok", ana, wait=False)
    client.double.clock.advance(timedelta(seconds=3))  # type: ignore[attr-defined]  # a virtual one
    await client.double.gateway.tick()
    assert push.failed
    assert push.sent == 1


async def test_nobody_hears_what_does_not_mention_the_robot(client: Client) -> None:
    """In a group talk passes by; a line that was told to go hears nothing any more."""
    line = await client.listens()
    ana = client.double.person("Ana")
    room = client.double.group("Lobby", ana)
    people, gateway = client.double.people, client.double.gateway
    assert await people.user_says(ana, room, "hi", robot=client.robot, at_bot=False) is None
    await gateway.disconnect()
    assert (await line.receive_json())["headers"]["topic"] == "disconnect"
    push = await people.user_says(ana, room, "hi", robot=client.robot, wait=False)
    assert push is not None
    client.double.clock.advance(timedelta(seconds=11))  # type: ignore[attr-defined]  # a virtual one
    await gateway.tick()
    assert (await line.receive()).type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE}


async def test_a_dead_link_is_noticed(client: Client) -> None:
    """A link with a capital letter in its host does nothing, silently, on the real platform."""
    ana = client.double.person("Ana")
    room = client.double.group("Lobby", ana)
    url = "dtmd://dingtalkClient/sendMessage?content=A1"
    assert await client.double.people.follow(ana, room, url, robot=client.robot) is None
    assert broken(client) == [f"a dead link: {url}"]


async def test_faults_come_in_order_and_end(client: Client) -> None:
    """The next calls fail as they were told to; cut off, what was asked for is done."""
    room = client.double.group("Lobby", client.double.person("Ana"))
    client.double.fail(GROUP, "busy", times=2)
    client.double.fail(GROUP, drop=True)
    assert [(await client.says(room.id))[0] for _ in range(2)] == [500, 500]
    with pytest.raises(aiohttp.ClientError):
        await client.says(room.id)
    assert len(client.double.tenant.standing) == 1
    assert (await client.says(room.id))[0] == 200


def test_the_signature() -> None:
    """The vector that was computed from the documents."""
    assert signed("this is a secret", "1577262236757\nthis is a secret") == (
        "DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA="
    )


@pytest.mark.parametrize(
    ("source", "text", "formats", "links"),
    [
        ("*a* **b** `c`", "a b c", ("code", "bold", "italic"), 0),
        ("# a\n\n> b\n\n- c\n\n1. d", "a\nb\nc\nd", ("#", ">", "-", "1."), 0),
        ("a\nb", "a b", (), 0), ("a  \nb", "a\nb", (), 0),
        ("[a](https://x) https://y www.z.example", "a https://y www.z.example", (), 3),
        ("\\*a\\* \\[b\\](c) \\# d", "*a* [b](c) # d", (), 0),
        ("<a atId=1>x</a>", "x", ("<a atId=1>", "</a>"), 0),
    ],
)  # fmt: skip
def test_markdown_is_read_as_a_client_shows_it(
    source: str, text: str, formats: tuple[str, ...], links: int
) -> None:
    """Formats, links and line breaks are seen where they are, and where they are not."""
    found = read_markdown(source)
    assert (found.text, found.formats, len(found.links)) == (text, formats, links)


async def test_the_directory(client: Client) -> None:
    """People are listed page by page, found by either id, and unknown ones have their code."""
    for name in ("Ana", "Ben", "Cai"):
        client.double.person(name)
    token = f"?access_token={client.token}"

    async def ask(path: str, **body: Any) -> Any:
        return (await client.asks(f"/topapi/{path}{token}", **body))[1]

    page = await ask("v2/user/list", dept_id=1, cursor=0, size=2)
    assert [each["name"] for each in page["result"]["list"]] == ["Ana", "Ben"]
    assert page["result"]["next_cursor"] == 2
    assert (await ask("v2/user/get", userid="staff-Ana"))["result"]["name"] == "Ana"
    assert (await ask("v2/user/get", userid="x"))["errcode"] == 33012
    assert (await ask("user/getbyunionid", unionid="x"))["errcode"] == 60121
    assert (await ask("v2/department/listsub", dept_id=7))["errcode"] == 60003
    assert len((await ask("user/listid", dept_id=1))["result"]["userid_list"]) == 3
