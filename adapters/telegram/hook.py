"""Receive updates by a webhook: proven by its secret, answered once they are kept.

A press is answered by what is asked for in the body of that answer: the person reads it one way
to Telegram sooner than by a call. How such a request fared is not told, and nothing here would
depend on it.
"""

import hashlib
import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from aiohttp import web
from msgspec import DecodeError
from msgspec.json import decode, encode

from adapters.telegram.errors import InvalidToken, TelegramError
from adapters.telegram.failures import REFUSED, described
from adapters.telegram.intake import PressAnswer, Taken
from adapters.telegram.read import ALLOWED, Json
from bot.clock import Random
from bot.listening import Pause, Troubles, backoff

if TYPE_CHECKING:
    from adapters.telegram.client import Client

log = logging.getLogger(__name__)

_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOK: Final = 600.0
"""Seconds after which is looked whether updates still come here."""
_AGAIN: Final = "5"
"""Seconds after which Telegram may deliver again what was not kept."""


class Hook:
    """Be the address to which Telegram delivers."""

    def __init__(self, name: str, base: str, token: str, secret: str | None) -> None:
        """Take the connection's name, how the house is reached, the token, and the secret if any.

        Raises `ValueError` for a secret that Telegram would not take.
        """
        if secret is not None and not _SECRET.fullmatch(secret):
            raise ValueError("must be 1 to 256 letters, digits, _ and -")
        self.secret = secret or hmac.digest(token.encode(), b"webhook", "sha256").hex()
        self._proof = self.secret.encode()
        self.path = f"/telegram/{name}"
        # Telegram does not tell which secret it uses: a new one gets a new address.
        mark = hmac.digest(token.encode(), self.secret.encode(), hashlib.sha256).hex()[:8]
        self.url = f"{base}{self.path}?v={mark}"
        self.refused = 0
        """How many requests came without the secret."""
        self._name = name
        self._pointed = False
        self._take: Callable[[Json], Awaitable[Taken]] | None = None

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return what is answered."""
        return [web.post(self.path, self.receive)]

    async def receive(self, request: web.Request) -> web.Response:
        """Take one update; whatever is not 200 is delivered again."""
        given = request.headers.get(_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._proof):
            self.refused += 1
            if self.refused == 1:
                log.warning("%s: a request without the right secret is refused", self._name)
            return web.Response(status=403)
        try:
            update = _read(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not isinstance(update, dict):
            return web.Response(status=400)
        taken = None if self._take is None else await self._take(update)
        if taken is None or not taken.kept:
            return web.Response(status=503, headers={"Retry-After": _AGAIN})
        return web.Response() if taken.answer is None else _answering(taken.answer)

    async def run(
        self, client: "Client", troubles: Troubles, chance: Random, pause: Pause,
        take: Callable[[Json], Awaitable[Taken]],
    ) -> None:  # fmt: skip
        """Take updates until cancelled; see to it that they come."""
        self._take = take
        failures = 0
        try:
            while True:
                try:
                    await self._see_to_it(client, troubles)
                except TelegramError as error:
                    what = f"the webhook cannot be looked after: {described(error)}"
                    if isinstance(error, InvalidToken):
                        what = REFUSED
                    troubles.name("the webhook", what)
                    await pause(backoff(failures, chance))
                    failures += 1
                else:
                    failures = 0
                    await pause(_LOOK)
        finally:
            self._take = None

    async def _see_to_it(self, client: "Client", troubles: Troubles) -> None:
        """Let updates come here; once they did, and go elsewhere, two would only take turns."""
        info = await client.webhook()
        host = host_of(info)
        if is_set(info, self.url):
            self._pointed = True
        elif self._pointed and host:
            troubles.name(
                "the webhook", f"the webhook now points to {host}: another program uses this token"
            )
            return
        else:
            if host and host != urlsplit(self.url).hostname:
                log.warning("%s: the webhook pointed to %s, and now comes here", self._name, host)
            await client.point(self.url, self.secret)
            self._pointed = True
        if info.get("pending_update_count") and (error := info.get("last_error_message")):
            troubles.name("the webhook", f"Telegram cannot deliver: {error}")
        else:
            troubles.over("the webhook")


def _read(body: bytes) -> object:
    """Return what stands in a body. Raises `ValueError` or `RecursionError`."""
    try:
        return decode(body)
    except DecodeError:
        return json.loads(body)  # slower, and takes halves of characters


def _answering(answer: PressAnswer) -> web.Response:
    """Return what acknowledges a press and answers it."""
    asked: dict[str, object] = {"method": "answerCallbackQuery", "callback_query_id": answer.query}
    if answer.text:
        asked["text"] = answer.text
    if answer.alert:
        asked["show_alert"] = True
    return web.Response(body=encode(asked), content_type="application/json")


def is_set(info: Json, url: str) -> bool:
    """Say whether updates go to an address, and those that are wanted."""
    return info.get("url") == url and set(info.get("allowed_updates") or ()) == set(ALLOWED)


def host_of(info: Json) -> str:
    """Return the name of the machine to which updates go; empty where there is no webhook."""
    return urlsplit(str(info.get("url") or "")).hostname or ""
