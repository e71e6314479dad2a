"""Bolt, which takes apart what comes in, by HTTP or by a socket.

It is loaded when the first delivery comes: it weighs 3 MB, and no start waits for it.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.async_internals import (
    run_async_bolt_app,
    send_async_response,
)
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.api import QUIET
from adapters.slack.draw import Json
from adapters.slack.read import Me

if TYPE_CHECKING:
    from slack_sdk.socket_mode.aiohttp import SocketModeClient
    from slack_sdk.socket_mode.request import SocketModeRequest
    from slack_sdk.web.async_client import AsyncWebClient

log = logging.getLogger(__name__)

_ANY: Final = re.compile(".*", re.DOTALL)
_UNUSED: Final = "-"
"""In place of a secret, which Bolt would else take from the environment."""

Take = Callable[[Json], Awaitable[Json | None]]


class Bolt:
    """Hand every kind of delivery to one place, and answer when it has been taken."""

    def __init__(self, client: "AsyncWebClient", me: Callable[[], Me], take: Take) -> None:
        """Take who we are, so that nothing is asked for each delivery, and the one place."""
        self._app = _app(client, me, take)

    def read(self, body: str, headers: Mapping[str, str]) -> AsyncBoltRequest:
        """Return what was posted to us; ValueError where it cannot be read."""
        return AsyncBoltRequest(body=body, headers=dict(headers))

    async def answer(self, posted: AsyncBoltRequest) -> web.Response:
        """Take what was posted, and return what Slack is answered."""
        return await to_aiohttp_response(await self._app.async_dispatch(posted))

    async def acknowledge(self, socket: "SocketModeClient", sent: "SocketModeRequest") -> None:
        """Take what came by a socket, and acknowledge it there when that is done."""
        answer = await run_async_bolt_app(self._app, sent)
        with suppress(ConnectionError):
            await send_async_response(socket, sent, answer, 0.0)


def _app(client: "AsyncWebClient", me: Callable[[], Me], take: Take) -> AsyncApp:
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
        request_verification_enabled=False,  # signatures are looked at before
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
    )
    # Tried in this order: nothing else is as often, or as soon, as a press.
    for kind in (
        app.action, app.event, app.command, app.view_submission, app.view_closed, app.shortcut,
        app.options,
    ):  # fmt: skip
        kind(_ANY)(answer)
    return app
