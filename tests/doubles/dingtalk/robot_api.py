"""The interface of robots: tokens, messages, cards; each answers as the platform documents it."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from aiohttp import web

from bot.clock import Clock
from tests.doubles.dingtalk.journal import BODY, Journal
from tests.doubles.dingtalk.limits import MOST_STREAMED, MOST_USERS, bad_message, bad_params
from tests.doubles.dingtalk.state import (
    CARDS,
    SEND,
    Button,
    Card,
    Conversation,
    Delivery,
    Json,
    Message,
    Robot,
    Tenant,
)

_TOKEN: Final = timedelta(seconds=7200)
_GROUP: Final = "dtv1.card//IM_GROUP."
_PERSON: Final = "dtv1.card//IM_ROBOT."


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """Answer with a documented error; a `violation` is one that no good client runs into."""

    def __init__(self, code: str, status: int = 400, *, violation: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.violation = violation


class RobotApi:
    """Answer what needs a token, besides files."""

    def __init__(self, tenant: Tenant, journal: Journal, clock: Clock) -> None:
        """Take what the tenant holds and the clock by which tokens run out."""
        self._tenant = tenant
        self._journal = journal
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        """Return all routes."""
        post, put = web.post, web.put
        return [
            post("/v1.0/oauth2/accessToken", self.token),
            post("/v1.0/robot/groupMessages/send", self._asked(self.send_group, SEND)),
            post("/v1.0/robot/oToMessages/batchSend", self._asked(self.send_people, SEND)),
            post("/v1.0/robot/groupMessages/recall", self._asked(self.recall, SEND)),
            post("/v1.0/robot/otoMessages/batchRecall", self._asked(self.recall, SEND)),
            post("/v1.0/robot/messageFiles/download", self._asked(self.download)),
            post("/v1.0/card/instances", self._asked(self.create, CARDS)),
            post("/v1.0/card/instances/deliver", self._asked(self.deliver, CARDS)),
            post("/v1.0/card/instances/createAndDeliver",
                 self._asked(self.create_and_deliver, CARDS)),
            post("/v1.0/card/callbacks/register", self._asked(self.register, CARDS)),
            put("/v1.0/card/instances", self._asked(self.update, CARDS)),
            put("/v1.0/card/streaming", self._asked(self.stream, CARDS)),
        ]  # fmt: skip

    # Tokens

    async def token(self, request: web.Request) -> web.Response:
        """Give out the token of an application: the same one while it lasts."""
        body = request[BODY]
        robot = self._tenant.robots.get(body.get("appKey", ""))
        if robot is None or robot.secret != body.get("appSecret"):
            return _error("invalidClientIdOrSecret", 400)
        now = self._clock.now()
        if robot.token is None or robot.token_until is None or robot.token_until <= now:
            robot.tokens += 1
            robot.token = f"token-{robot.client_id}-{robot.tokens}"
        robot.token_until = now + _TOKEN
        return web.json_response({"accessToken": robot.token, "expireIn": 7200})

    def robot_of(self, token: str | None) -> Robot | None:
        """Return whose token this is, while it lasts."""
        now = self._clock.now()
        for robot in self._tenant.robots.values():
            if token and robot.token == token and robot.token_until and robot.token_until > now:
                return robot
        return None

    def _asked(
        self, answer: Callable[[Robot, Json], Json], scope: str | None = None
    ) -> Callable[[web.Request], Any]:
        """Make a handler that looks at the token and at what was granted first."""

        async def handle(request: web.Request) -> web.Response:
            token = request.headers.get("x-acs-dingtalk-access-token")
            if token is None:
                self._journal.violated("asked without a token", request.path)
                return _error("Unauthorized", 401)
            robot = self.robot_of(token)
            if robot is None:
                return _error("InvalidAuthentication", 400)
            if scope is not None and scope not in robot.granted:
                detail = {"accessdenieddetail": {"requiredScopes": [scope]}}
                code = "Forbidden.AccessDenied.AccessTokenPermissionDenied"
                return _error(code, 403, **detail)
            try:
                return web.json_response(answer(robot, request[BODY]))
            except Refusal as refusal:
                if refusal.violation:
                    self._journal.violated(f"{request.path}: {refusal.code}", request[BODY])
                return _error(refusal.code, refusal.status)

        return handle

    # Messages

    def send_group(self, robot: Robot, body: Json) -> Json:
        """Send a message to a group."""
        _only(body, {"robotCode", "openConversationId", "msgKey", "msgParam", "coolAppCode"})
        self._check(robot, body)
        conversation = self._group(body.get("openConversationId"))
        return {"processQueryKey": self._put(conversation, body).key}

    def send_people(self, robot: Robot, body: Json) -> Json:
        """Send a message to people one by one; who cannot be reached is only listed."""
        _only(body, {"robotCode", "userIds", "msgKey", "msgParam"})
        self._check(robot, body)
        users = body.get("userIds")
        if not isinstance(users, list) or not users or not all(users):
            raise Refusal("miss.param.userIds", violation=True)
        if len(users) > MOST_USERS:
            raise Refusal("invalidParameter.userIds.overMax", violation=True)
        invalid, controlled, key = [], [], f"pqk-{self._tenant.number()}"
        for user in users:
            person = self._tenant.staff(user)
            if person is None:
                invalid.append(user)
            elif user in self._tenant.flow_controlled:
                controlled.append(user)
            else:
                key = self._put(self._tenant.chat(person, robot), body).key
        return {
            "processQueryKey": key,
            "invalidStaffIdList": invalid,
            "flowControlledStaffIdList": controlled,
        }

    def recall(self, robot: Robot, body: Json) -> Json:
        """Take messages away."""
        self._robot_code(robot, body)
        keys = body.get("processQueryKeys")
        if not isinstance(keys, list) or not keys or len(keys) > 20:
            raise Refusal("invalidParameter.processQueryKeys", violation=True)
        done, failed = [], {}
        for key in keys:
            found = [each for each in self._tenant.standing if each.key == key]
            if not found:
                failed[key] = "robot.processQueryKey.notExist"
            for each in found:
                each.recalled = True
                done.append(key)
        return {"successResult": done, "failedResult": failed}

    def download(self, robot: Robot, body: Json) -> Json:
        """Give out where a file that somebody sent can be fetched for a while."""
        self._robot_code(robot, body)
        code = body.get("downloadCode", "")
        owner, _, __ = self._tenant.uploads.get(code, ("", b"", ""))
        if owner != robot.client_id:
            raise Refusal("invalidParameter.downloadCode")
        return {"downloadUrl": f"{self._tenant.origin}/files/{code}.file?Expires=1"}

    def _check(self, robot: Robot, body: Json) -> None:
        self._robot_code(robot, body)
        wrong = bad_message(body.get("msgKey"), body.get("msgParam"))
        if wrong is not None:
            raise Refusal(wrong, violation=True)

    def _robot_code(self, robot: Robot, body: Json) -> None:
        code = body.get("robotCode")
        if not code:
            raise Refusal("invalidParameter.robotCode.empty", violation=True)
        if code != robot.client_id:
            raise Refusal("invalidParameter.robotCode.notExsit", violation=True)

    def _group(self, key: object) -> Conversation:
        if not key:
            raise Refusal("miss.openConversationId", violation=True)
        found = self._tenant.conversations.get(str(key))
        if found is None or not found.group:
            raise Refusal("invalid.openConversationId")
        if found.id in self._tenant.undeliverable:
            raise Refusal("group.disbanded")
        return found

    def _put(self, conversation: Conversation, body: Json) -> Message:
        param = json.loads(body["msgParam"])
        message = Message(
            f"pqk-{self._tenant.number()}",
            conversation,
            body["msgKey"],
            param.get("title", ""),
            param.get("text", param.get("content", "")),
            tuple(_buttons(body["msgKey"], param)),
            file=param.get("mediaId"),
        )
        if message.file is not None:
            message.markdown = param.get("fileName", "")
            if message.file not in self._tenant.media:
                raise Refusal("resource.not.found", violation=True)
        self._tenant.standing.append(message)
        return message

    # Cards

    def register(self, robot: Robot, body: Json) -> Json:
        """Take where presses on cards are posted, and with what they are signed."""
        _only(body, {"callbackRouteKey", "callbackUrl", "apiSecret", "forceUpdate"})
        route, url = body.get("callbackRouteKey"), body.get("callbackUrl")
        if not all(isinstance(each, str) and each for each in (route, url, body.get("apiSecret"))):
            raise Refusal("param.invalid", violation=True)
        if not str(url).startswith(("https://", "http://127.0.0.1")):
            raise Refusal("param.invalid", violation=True)
        kept = robot.routes.get(str(route))
        if kept is not None and kept[0] != url and body.get("forceUpdate") is not True:
            raise Refusal("param.callbackRouteKeyExist")
        robot.routes[str(route)] = str(url), body["apiSecret"]
        return {"success": True, "result": {"callbackUrl": url, "apiSecret": body["apiSecret"]}}

    def create(self, robot: Robot, body: Json) -> Json:
        """Make a card that stands nowhere yet."""
        self._made(robot, body)
        return {"success": True, "result": body["outTrackId"]}

    def create_and_deliver(self, robot: Robot, body: Json) -> Json:
        """Make a card and put it up."""
        self._spaced(robot, body)
        self._made(robot, body)
        return self.deliver(robot, body)

    def deliver(self, robot: Robot, body: Json) -> Json:
        """Put a card up; that it could not be is said in an answer that looks like success."""
        card = self._card(body)
        where = self._spaced(robot, body)
        kind, space = ("IM_GROUP", _GROUP) if where.startswith(_GROUP) else ("IM_ROBOT", _PERSON)
        key = where.removeprefix(space)
        result: Json = {"spaceType": kind, "spaceId": key, "success": True, "errorMsg": ""}
        conversation = self._conversation(robot, kind, key)
        if conversation is None or key in self._tenant.undeliverable:
            result |= {"success": False, "errorMsg": "spaceId is illegal"}
        else:
            carrier = f"pqk-{self._tenant.number()}"
            delivery = Delivery(carrier, conversation, card, self._clock.now())
            card.delivered[key] = delivery
            self._tenant.standing.append(delivery)
            result["carrierId"] = carrier
        return {"success": True, "result": {"outTrackId": card.track, "deliverResults": [result]}}

    def update(self, robot: Robot, body: Json) -> Json:
        """Change a card; without the options it is overwritten, which nobody wants."""
        _only(body, {"outTrackId", "cardData", "privateData", "cardUpdateOptions", "userIdType"})
        card = self._card(body)
        if card.robot != robot.client_id:
            raise Refusal("param.cardNotExist", violation=True)
        options = body.get("cardUpdateOptions", {})
        if "cardData" in body:
            params = _params(body["cardData"])
            if options.get("updateCardDataByKey") is not True:
                self._journal.violated("a card is overwritten without updateCardDataByKey", body)
                card.data.clear()
            card.data.update(params)
        for user, private in body.get("privateData", {}).items():
            kept = card.private.setdefault(user, {})
            if options.get("updatePrivateDataByKey") is not True:
                self._journal.violated("a card is overwritten without updatePrivateDataByKey", body)
                kept.clear()
            kept.update(_params(private))
        card.edits += 1
        return {"success": True, "result": True}

    def stream(self, robot: Robot, body: Json) -> Json:
        """Write into a card bit by bit, as far as it goes."""
        del robot
        card = self._card(body)
        content = body.get("content")
        if not isinstance(content, str) or not isinstance(body.get("key"), str):
            raise Refusal("param.invalid", violation=True)
        if len(content.encode()) > MOST_STREAMED:
            raise Refusal("content is too large", violation=True)
        card.data[body["key"]] = content
        return {"success": True, "result": True}

    def _made(self, robot: Robot, body: Json) -> Card:
        _only(body, {
            "cardTemplateId", "outTrackId", "callbackType", "callbackRouteKey", "userIdType",
            "cardData", "privateData", "openSpaceId", "imGroupOpenSpaceModel",
            "imGroupOpenDeliverModel", "imRobotOpenSpaceModel", "imRobotOpenDeliverModel",
        })  # fmt: skip
        track = body.get("outTrackId")
        if not isinstance(track, str) or not track:
            raise Refusal("param.invalid", violation=True)
        if body.get("cardTemplateId") not in robot.templates:
            raise Refusal("param.templateNotExist")
        params = _params(body.get("cardData"))
        if track in self._tenant.cards:
            raise Refusal("param.cardAlreadyExist")
        callback = body.get("callbackType", "")
        if callback not in {"STREAM", "HTTP"}:
            raise Refusal("param.invalid", violation=True)
        route = body.get("callbackRouteKey")
        if (callback == "HTTP") != (route in robot.routes):
            raise Refusal("param.invalid", violation=True)
        template = str(body["cardTemplateId"])
        made = Card(track, template, robot.client_id, dict(params), route=route)
        for user, private in body.get("privateData", {}).items():
            made.private[user] = dict(_params(private))
        self._tenant.cards[track] = made
        return made

    def _card(self, body: Json) -> Card:
        card = self._tenant.cards.get(str(body.get("outTrackId")))
        if card is None:
            raise Refusal("param.cardNotExist")
        return card

    def _spaced(self, robot: Robot, body: Json) -> str:
        """Check that a card says where it goes, and what such places need."""
        where = body.get("openSpaceId")
        if not isinstance(where, str) or not where.startswith((_GROUP, _PERSON)):
            raise Refusal("param.openSpaceIdInvalid", violation=True)
        kind = "imGroup" if where.startswith(_GROUP) else "imRobot"
        deliver = body.get(f"{kind}OpenDeliverModel")
        if not isinstance(deliver, dict) or deliver.get("robotCode") != robot.client_id:
            # Without it an application with several robots sends from the wrong one.
            raise Refusal("param.invalid", violation=True)
        if kind == "imRobot" and deliver.get("spaceType") != "IM_ROBOT":
            raise Refusal("param.invalid", violation=True)
        if f"{kind}OpenSpaceModel" not in body and "cardTemplateId" in body:
            raise Refusal("param.invalid", violation=True)
        return where

    def _conversation(self, robot: Robot, kind: str, key: str) -> Conversation | None:
        if kind == "IM_GROUP":
            found = self._tenant.conversations.get(key)
            return found if found is not None and found.group else None
        person = self._tenant.staff(key)
        return None if person is None else self._tenant.chat(person, robot)


def _params(given: object) -> Mapping[str, str]:
    params = given.get("cardParamMap") if isinstance(given, dict) else None
    if bad_params(params) is not None or params is None:
        raise Refusal("param.invalid", violation=True)
    found: Mapping[str, str] = params
    return found


def _buttons(kind: str, param: Json) -> Iterable[Button]:
    for number in range(1, 6):
        for title, url in (("actionTitle", "actionURL"), ("buttonTitle", "buttonUrl")):
            if f"{title}{number}" in param:
                yield Button(param[f"{title}{number}"], param[f"{url}{number}"])
    if kind == "sampleActionCard":
        yield Button(param["singleTitle"], param["singleURL"])


def _only(body: Json, known: set[str]) -> None:
    """Refuse keys that nobody documented: a slip of the pen is silent on the real platform."""
    if unknown := set(body) - known:
        raise Refusal(f"unknown keys {sorted(unknown)}", violation=True)


def _error(code: str, status: int, **more: object) -> web.Response:
    body = {"code": code, "message": code, "requestid": "r-1", **more}
    return web.json_response(body, status=status)
