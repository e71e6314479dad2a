"""The door: Bolt, which takes apart what comes in, and the gate before it where Slack calls us."""

import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api import QUIET
from adapters.slack.draw import Json
from adapters.slack.read import Me
from bot.clock import Clock
from bot.listening import Troubles

log = logging.getLogger(__name__)

_MOST_BODY: Final = 512 * 1024
"""Bytes of a delivery; a form with all its fields full has a fifth of it."""
_ANY: Final = re.compile(".*", re.DOTALL)
_UNUSED: Final = "-"
"""In place of a secret, which Bolt would else take from the environment."""
_NUMBER: Final = re.compile(r"[0-9]{1,12}")

Take = Callable[[Json], Awaitable[Json | None]]


def make_app(client: AsyncWebClient, me: Callable[[], Me], take: Take) -> AsyncApp:
    """Make a Bolt app that hands every kind of delivery to one place, and answers when it has.

    Who we are is known, so nothing is asked for each delivery. Signatures are looked at before.
    """

    async def authorize(team_id: str | None) -> AuthorizeResult:
        del team_id  # of the one who acts, which in a shared channel is another
        found = me()
        return AuthorizeResult(
            enterprise_id=None, team_id=found.team, bot_user_id=found.bot, bot_token=client.token
        )

    async def answer(body: dict[str, Any]) -> BoltResponse:
        """Answer a delivery; what is not to be acknowledged looks like a failure."""
        try:
            found = await take(body)
        except Exception:
            log.exception("a delivery could not be taken")
            found = None
        if found is None:
            return BoltResponse(status=500, body="")
        return BoltResponse(status=200, body=found or "")

    app = AsyncApp(
        name="muster",
        logger=QUIET,
        client=client,
        authorize=authorize,
        signing_secret=_UNUSED,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
    )
    for kind in (
        app.event, app.command, app.action, app.view_submission, app.view_closed, app.shortcut,
        app.options,
    ):  # fmt: skip
        kind(_ANY)(answer)
    return app


class Gate:
    """Let in what Slack has signed lately; all else is refused, counted, and named once."""

    def __init__(
        self, app: AsyncApp, secret: str, clock: Clock, ready: Callable[[], bool],
        troubles: Troubles,
    ) -> None:  # fmt: skip
        """Take the app behind it; before it is `ready` Slack is asked to come again."""
        self._app = app
        self._verifier = SignatureVerifier(secret, _Now(clock))
        self._ready = ready
        self._troubles = troubles
        self.refused: Counter[str] = Counter()

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Answer one request of Slack's."""
        try:
            raw = await request.clone(client_max_size=_MOST_BODY).read()
        except web.HTTPRequestEntityTooLarge:
            return self._refuse("too large", 413)
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not _NUMBER.fullmatch(timestamp) or not signature.isascii():
            return self._refuse("not signed", 401)
        try:
            body = raw.decode("utf-8")
            if not self._verifier.is_valid(body, timestamp, signature):
                return self._refuse("signed wrong or stale", 401)
            found = AsyncBoltRequest(body=body, headers=dict(request.headers))
        except ValueError:
            return self._refuse("unreadable", 400)
        if not self._ready():
            return web.Response(status=503)
        return await to_aiohttp_response(await self._app.async_dispatch(found))

    def _refuse(self, why: str, status: int) -> web.Response:
        self.refused[why] += 1
        what = f"a request was refused ({why}): if nothing of Slack's arrives, check signing_secret"
        self._troubles.name(f"refused: {why}", what)
        return web.Response(status=status)


class _Now(SignatureClock):
    """Tell the time by the clock of the house."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()
