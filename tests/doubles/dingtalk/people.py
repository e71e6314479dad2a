"""What people do on the platform: they talk, send things, click, and follow links."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from urllib.parse import unquote_plus, urlsplit

from aiohttp import ClientSession

from bot.clock import Clock
from tests.doubles.dingtalk.gateway import CLICKS, MESSAGES, Gateway, Push
from tests.doubles.dingtalk.journal import Journal
from tests.doubles.dingtalk.state import (
    Conversation,
    Json,
    Person,
    Robot,
    Session,
    Tenant,
)

_SESSION: Final = timedelta(minutes=90)
_DTMD: Final = "dtmd://dingtalkclient/sendMessage?content="


class People:
    """Do what people do, and wait until the robot has taken notice."""

    def __init__(
        self, tenant: Tenant, journal: Journal, clock: Clock, gateway: Gateway, http: ClientSession
    ) -> None:
        """Take the tenant, and the ways by which a robot hears."""
        self._tenant = tenant
        self._journal = journal
        self._clock = clock
        self._gateway = gateway
        self._http = http
        self.links_mention = False
        """Whether a link in a group that sends a text also mentions the robot: nobody is sure."""

    # Talk

    async def user_says(
        self, person: Person, conversation: Conversation, text: str, *, robot: Robot,
        at_bot: bool = True, mentions: Sequence[Person] = (), quote: str | None = None,
        wait: bool = True,
    ) -> Push | None:  # fmt: skip
        """Say something; in a group a robot only hears what mentions it."""
        content: Json = {"content": f" {text}" if conversation.group else text}
        if quote is not None:
            replied = {"msgType": "text", "msgId": quote, "senderId": robot.user}
            content |= {"isReplyMsg": True, "repliedMsg": replied}
        body = {"msgtype": "text", "text": content}
        return await self._said(person, conversation, body, robot, at_bot, mentions, wait=wait)

    async def user_sends(
        self, person: Person, conversation: Conversation, kind: str, content: Json, *,
        robot: Robot, at_bot: bool = True, wait: bool = True,
    ) -> Push | None:  # fmt: skip
        """Send something that is no text: picture, richText, audio, video, file, or unknown."""
        body = {"msgtype": kind, "content": content}
        return await self._said(person, conversation, body, robot, at_bot, (), wait=wait)

    def put_file(self, robot: Robot, name: str, content: bytes) -> str:
        """Let there be a file that somebody sent to a robot; return its code."""
        code = f"code-{self._tenant.number()}"
        self._tenant.uploads[code] = (robot.client_id, content, name)
        return code

    async def quota_exceeded_message(
        self, person: Person, conversation: Conversation, *, robot: Robot, wait: bool = True
    ) -> Push:
        """Say something that the tenant's quota does not let through: it arrives empty."""
        body = self._message(person, conversation, {"msgtype": "text"}, robot, ())
        body |= {"errorCode": 20001, "errorMessage": "消息额度已用完"}
        return await self._push(robot, MESSAGES, body, wait=wait)

    async def _said(
        self, person: Person, conversation: Conversation, body: Json, robot: Robot, at_bot: bool,  # noqa: FBT001  (from the verbs above alone)
        mentions: Sequence[Person], *, wait: bool,
    ) -> Push | None:  # fmt: skip
        if person not in conversation.members:
            raise AssertionError(f"{person.name} is not in {conversation.title}")
        if conversation.group and not at_bot:
            return None
        full = self._message(person, conversation, body, robot, mentions)
        return await self._push(robot, MESSAGES, full, wait=wait)

    def _message(
        self, person: Person, conversation: Conversation, body: Json, robot: Robot,
        mentions: Sequence[Person],
    ) -> Json:  # fmt: skip
        """Write a message as a robot gets it."""
        now = self._clock.now()
        session = f"s{self._tenant.number()}"
        until = now + _SESSION
        self._tenant.sessions[session] = Session(conversation, robot, until)
        full: Json = {
            **body,
            "msgId": f"msg{self._tenant.number()}==",
            "createAt": _ms(now),
            "conversationType": "2" if conversation.group else "1",
            "conversationId": conversation.id,
            "senderId": person.opaque,
            "senderNick": person.name,
            "senderCorpId": robot.corp if person.staff else "dingother",
            "chatbotUserId": robot.user,
            "chatbotCorpId": robot.corp,
            "robotCode": robot.client_id,
            "sessionWebhook": f"{self._tenant.origin}/robot/sendBySession?session={session}",
            "sessionWebhookExpiredTime": _ms(until),
        }
        if robot.published and person.staff:
            full |= {"senderStaffId": person.staff, "isAdmin": False}
        if conversation.group:
            at = [{"dingtalkId": robot.user}, *map(_mentioned, mentions)]
            full |= {
                "conversationTitle": conversation.title, "isInAtList": True, "atUsers": at,
            }  # fmt: skip
        return full

    # Clicks

    async def click(
        self, track: str, action: str, person: Person, *, params: Mapping[str, str] | None = None,
        shape: str = "content", wait: bool = True,
    ) -> Push:  # fmt: skip
        """Click a button of a card that calls back."""
        card = self._tenant.cards[track]
        robot = self._tenant.robots[card.robot]
        private = {"actionIds": [action], "params": dict(params or {})}
        inner: Json = {"cardPrivateData": private}
        where = next(iter(card.delivered))
        body = {
            "type": "actionCallback", "outTrackId": track, "corpId": robot.corp,
            "userId": person.staff, "userIdType": 1, "spaceId": where, "extension": "{}",
            shape: json.dumps(inner),
        }  # fmt: skip
        return await self._push(robot, CLICKS, body, wait=wait)

    async def presses(
        self, person: Person, conversation: Conversation, label: str, *, robot: Robot,
        wait: bool = True,
    ) -> Push | None:  # fmt: skip
        """Press the newest button of a label that somebody sees, or follow the link on it."""
        for seen in reversed(self._tenant.seen(person, conversation)):
            for button in seen.buttons:
                if _plain(button.label) != label:
                    continue
                if button.id is not None:
                    return await self.click(seen.ref, button.id, person, wait=wait)
                assert button.url is not None
                return await self.follow(person, conversation, button.url, robot=robot, wait=wait)
            for text, url in seen.reading.links:
                if _plain(text) == label:
                    return await self.follow(person, conversation, url, robot=robot, wait=wait)
        raise AssertionError(f"{person.name} sees no {label!r}: {self.reads(person, conversation)}")

    async def follow(
        self, person: Person, conversation: Conversation, url: str, *, robot: Robot,
        wait: bool = True,
    ) -> Push | None:  # fmt: skip
        """Follow a link that sends a text; one that is not written just so is silently dead."""
        if not url.startswith(_DTMD) or len(urlsplit(url).query) <= len("content="):
            self._journal.violated("a dead link", url)
            return None
        text = unquote_plus(url.removeprefix(_DTMD))
        return await self.user_says(
            person, conversation, text, robot=robot, wait=wait,
            at_bot=self.links_mention or not conversation.group,
        )  # fmt: skip

    def reads(self, person: Person, conversation: Conversation) -> list[str]:
        """Return what somebody reads in a conversation, without marks of direction."""
        return [_plain(str(each)) for each in self._tenant.seen(person, conversation)]

    # How a robot hears

    async def _push(self, robot: Robot, topic: str, body: Json, *, wait: bool) -> Push:
        if robot.callback_url is not None and topic == MESSAGES:
            push = Push(robot, topic, body, body["msgId"], self._clock.now())
            await self.post_callback(push)
            return push
        if topic == CLICKS and self._tenant.cards[body["outTrackId"]].route is not None:
            push = Push(robot, topic, body, f"h_{self._tenant.number()}", self._clock.now())
            await self.post_click(push)
            return push
        push = await self._gateway.push(robot, "CALLBACK", topic, body)
        if wait:
            await push.acknowledged()
        return push

    async def post_callback(self, push: Push, **wrong: Any) -> int:
        """Post a message to a robot's address, signed; `wrong` as `_post` takes it."""
        url, secret = push.robot.callback_url, push.robot.secret
        assert url is not None
        heads = "timestamp", "sign"
        status, text = await self._post(
            push, url, heads, lambda stamp: signed(secret, f"{stamp}\n{secret}"), **wrong
        )
        if status == 200 and json.loads(text).get("msgtype") != "empty":
            self._journal.violated("an answer that is not empty", text)
        return status

    async def post_click(self, push: Push, **wrong: Any) -> int:
        """Post a click to where the card said, signed, and show the answer as it comes in time."""
        route = self._tenant.cards[push.data["outTrackId"]].route
        url, secret = push.robot.routes[str(route)]
        heads = "x-ddpaas-signature-timestamp", "x-ddpaas-signature"
        status, text = await self._post(
            push, url, heads, lambda stamp: signed(secret, stamp), **wrong
        )
        push.failed = status != 200
        if status == 200:
            self._gateway.show(push, json.loads(text))
        return status

    async def post_again(self, push: Push, **wrong: Any) -> int:
        """Post a message or a click once more."""
        post = self.post_click if push.topic == CLICKS else self.post_callback
        return await post(push, **wrong)

    async def _post(
        self, push: Push, url: str, heads: tuple[str, str], sign: Callable[[str], str], *,
        skew: float = 0, signature: str | None = None, timestamp: str | None = None,
        content: bytes | None = None,
    ) -> tuple[int, str]:  # fmt: skip
        """Post to a robot's address; what the arguments say is wrong with it."""
        stamp = timestamp or str(_ms(self._clock.now()) + int(skew * 1000))
        signature = sign(stamp) if signature is None else signature
        headers = {heads[0]: stamp, heads[1]: signature, "Content-Type": "application/json"}
        payload = content if content is not None else json.dumps(push.data).encode()
        async with self._http.post(url, data=payload, headers=headers) as answer:
            text = await answer.text()
            push.settle({"code": answer.status, "body": text})
            return answer.status, text


def signed(secret: str, text: str) -> str:
    """Sign a text as the platform signs its calls."""
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), hashlib.sha256)).decode()


def _mentioned(person: Person) -> dict[str, Any]:
    staff = {"staffId": person.staff} if person.staff else {}
    return {"dingtalkId": person.opaque, **staff}


def _ms(at: Any) -> int:
    return int(at.timestamp() * 1000)


def _plain(text: str) -> str:
    """Take out the marks that keep directions of writing apart: nobody sees them."""
    return text.translate({0x2068: None, 0x2069: None})
