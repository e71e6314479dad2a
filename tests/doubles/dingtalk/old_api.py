"""The older interface: answers by a session's address, and files.

Here every answer has the status 200, and says in `errcode` whether it is one.
"""

from datetime import timedelta
from typing import Final

from aiohttp import web

from bot.clock import Clock
from tests.doubles.dingtalk.journal import BODY, Journal
from tests.doubles.dingtalk.limits import SIZES, bad_webhook
from tests.doubles.dingtalk.robot_api import RobotApi
from tests.doubles.dingtalk.state import Button, Json, Message, Session, Tenant

_WINDOW: Final = timedelta(seconds=60)
_BLOCK: Final = timedelta(minutes=10)
_BURST: Final = 20


class OldApi:
    """Answer what the older host answers."""

    def __init__(self, tenant: Tenant, journal: Journal, clock: Clock, api: RobotApi) -> None:
        """Take what the tenant holds; `api` knows whose a token is."""
        self._tenant = tenant
        self._journal = journal
        self._clock = clock
        self._api = api

    def routes(self) -> list[web.RouteDef]:
        """Return all routes."""
        return [
            web.post("/robot/sendBySession", self.send),
            web.post("/media/upload", self.upload),
            web.get("/files/{name}", self.file),
        ]

    async def send(self, request: web.Request) -> web.Response:
        """Answer in a conversation, without a token, while its address lasts."""
        session = self._tenant.sessions.get(request.query.get("session", ""))
        now = self._clock.now()
        if session is None or session.until <= now:
            return _said(300001, "session 不存在")
        if wrong := bad_webhook(request[BODY]):
            self._journal.violated(f"sendBySession: {wrong[1]}", request[BODY])
            return _said(*wrong)
        if session.blocked_until is not None and session.blocked_until > now:
            return _said(130101, "send too fast, exceed 20 times per minute")
        session.sent = [at for at in session.sent if now - at < _WINDOW]
        if len(session.sent) >= _BURST:
            session.blocked_until = now + _BLOCK
            self._journal.violated("more than 20 answers in a minute", session.conversation.title)
            return _said(130101, "send too fast, exceed 20 times per minute")
        session.sent.append(now)
        self._put(session, request[BODY])
        return _said(0, "ok")

    def _put(self, session: Session, body: Json) -> None:
        kind = body["msgtype"]
        content = body[kind]
        buttons = tuple(
            Button(each["title"], each["actionURL"]) for each in content.get("btns", ())
        )
        if content.get("singleTitle"):
            buttons = (Button(content["singleTitle"], content["singleURL"]),)
        text = content.get("text", content.get("content", ""))
        at = body.get("at", {}).get("atUserIds", ())
        key = f"by-session-{self._tenant.number()}"
        self._tenant.standing.append(
            Message(
                key, session.conversation, kind, content.get("title", ""), text, buttons,
                mentions=tuple(each for each in at if f"@{each}" in text), by_session=True,
            )
        )  # fmt: skip

    async def upload(self, request: web.Request) -> web.Response:
        """Take a file up."""
        if self._api.robot_of(request.query.get("access_token")) is None:
            return _said(40014, "不合法的access_token")
        kind = request.query.get("type", "")
        form = await request.post()
        media = form.get("media")
        if kind not in SIZES or not isinstance(media, web.FileField):
            self._journal.violated("an upload without type or media", kind)
            return _said(40035, "不合法的参数")
        content = media.file.read()
        if not content or len(content) > SIZES[kind]:
            self._journal.violated("an upload that is too large", len(content))
            return _said(40009, "不合法的文件大小")
        key = f"@lAz{self._tenant.number()}"
        self._tenant.media[key] = (media.filename, content)
        return web.json_response(
            {"errcode": 0, "errmsg": "ok", "media_id": key, "type": kind, "created_at": 1}
        )

    async def file(self, request: web.Request) -> web.Response:
        """Hand out what somebody sent."""
        code = request.match_info["name"].removesuffix(".file")
        _, content, __ = self._tenant.uploads.get(code, ("", None, ""))
        if content is None:
            return web.Response(status=404)
        return web.Response(body=content, content_type="application/octet-stream")


def _said(code: int, message: str) -> web.Response:
    return web.json_response({"errcode": code, "errmsg": message})
