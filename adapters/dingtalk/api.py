"""The client of DingTalk's interfaces, newer and older: one token for all, renewed once for all."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import aiohttp
from msgspec import Struct

from adapters.dingtalk.refusals import BadToken, Refused, of_answer, of_old_answer
from bot.clock import Clock
from bot.domain.phrase import Instant
from bot.errors import AdapterError, TryLater, Uncertain
from bot.fetch import fetched

if TYPE_CHECKING:
    from aiohttp import ClientSession

Json: TypeAlias = dict[str, Any]

A_SECOND: Final = 18
"""Of twenty a second that one application may ask of one interface, two are left for others."""
_EARLY: Final = timedelta(minutes=5)
"""How long before its end a token is renewed."""
_TOKEN: Final = "/v1.0/oauth2/accessToken"  # noqa: S105  (where one is asked for)
_UPLOAD: Final = aiohttp.ClientTimeout(total=30, connect=5)
"""For files, which may be large; with all that is asked besides, not more than a room's lease."""
_HEADER: Final = "x-acs-dingtalk-access-token"


class App(Struct, frozen=True):
    """Be an application: how it shows who it is, and where it asks."""

    client_id: str
    secret: str
    api: str
    oapi: str


class Api:
    """Ask DingTalk; every failure is an `AdapterError` that says what it means."""

    def __init__(
        self, app: App, http: "ClientSession", clock: Clock, count: Callable[[str], None]
    ) -> None:
        """Take the application; `count` hears of every `calls` and `pushes` that is used."""
        self.app = app
        self._http = http
        self._clock = clock
        self._count = count
        self._token = ""
        self._until: Instant | None = None
        self._renewing = asyncio.Lock()
        self.date: str | None = None
        """What time DingTalk thought it was when it last answered, as HTTP writes it."""

    async def call(self, method: str, path: str, body: Mapping[str, Any]) -> Json:
        """Ask the newer interface; with a token that is refused, once more with a fresh one."""
        token = await self.token()
        try:
            return await self._call(method, path, body, token)
        except BadToken:
            return await self._call(method, path, body, await self.token(refused=token))

    async def old(self, path: str, body: Mapping[str, Any]) -> Json:
        """Ask the older interface."""
        token = await self.token()
        try:
            return await self._old(path, body, token)
        except BadToken:
            return await self._old(path, body, await self.token(refused=token))

    async def answer(self, url: str, body: Mapping[str, Any]) -> None:
        """Answer at a conversation's temporary address, which needs no token."""
        self._count("pushes")
        status, found = await self._ask("POST", url, json=body)
        _raise(of_old_answer(status, found))

    async def upload(self, kind: str, name: str, content: bytes) -> str:
        """Take a file up to where messages can show it; return its id there."""
        token = await self.token()
        with _unseen("room"):
            try:
                return await self._upload(kind, name, content, token)
            except BadToken:
                return await self._upload(kind, name, content, await self.token(refused=token))

    def fetch(self, url: str) -> AsyncGenerator[bytes, None]:
        """Yield what somebody sent; errors as `fetched`."""
        return fetched(self._http, url)

    async def gateway(self, topics: tuple[str, ...], agent: str) -> tuple[str, str]:
        """Ask where to listen, and for the ticket that lets us in once."""
        self._count("calls")
        wanted = [{"type": "CALLBACK", "topic": topic} for topic in topics]
        body = {
            "clientId": self.app.client_id, "clientSecret": self.app.secret,
            "subscriptions": wanted, "ua": agent,
        }  # fmt: skip
        url = f"{self.app.api}/v1.0/gateway/connections/open"
        # Without this header the answer is XML.
        headers = {"Accept": "application/json"}
        status, found = await self._ask("POST", url, json=body, headers=headers)
        _raise(of_answer(status, found))
        endpoint, ticket = found.get("endpoint"), found.get("ticket")
        if not isinstance(endpoint, str) or not isinstance(ticket, str) or not ticket:
            raise TryLater(None, "DingTalk opened no line.", "connection")
        return endpoint, ticket

    async def token(self, *, refused: str | None = None) -> str:
        """Return the token; of many who find it refused or nearly over, one asks for another."""
        async with self._renewing:
            now = self._clock.now()
            fresh = self._until is not None and now < self._until - _EARLY
            if fresh and self._token != refused:
                return self._token
            self._count("calls")
            body = {"appKey": self.app.client_id, "appSecret": self.app.secret}
            with _unseen("connection"):
                status, found = await self._ask("POST", self.app.api + _TOKEN, json=body)
                _raise(of_answer(status, found))
            self._token = str(found.get("accessToken", ""))
            self._until = now + timedelta(seconds=int(found.get("expireIn", 7200)))
            return self._token

    # One request

    async def _call(self, method: str, path: str, body: Mapping[str, Any], token: str) -> Json:
        self._count("calls")
        status, found = await self._ask(
            method, self.app.api + path, json=body, headers={_HEADER: token}
        )
        _raise(of_answer(status, found))
        return found

    async def _old(self, path: str, body: Mapping[str, Any], token: str) -> Json:
        self._count("calls")
        params = {"access_token": token}
        status, found = await self._ask("POST", self.app.oapi + path, json=body, params=params)
        _raise(of_old_answer(status, found))
        return found

    async def _upload(self, kind: str, name: str, content: bytes, token: str) -> str:
        self._count("calls")
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("media", content, filename=name, content_type="application/octet-stream")
        params = {"access_token": token, "type": kind}
        status, found = await self._ask(
            "POST", f"{self.app.oapi}/media/upload", data=form, params=params, timeout=_UPLOAD
        )
        _raise(of_old_answer(status, found))
        if not isinstance(found.get("media_id"), str):
            raise Refused("media", "the upload has no id")
        return str(found["media_id"])

    async def _ask(self, method: str, url: str, **how: Any) -> tuple[int, Json]:
        """Send one request; return its status and its JSON, empty text where it is none.

        What could not be sent is tried later; of what was sent and not answered nobody knows.
        No address is named, for some carry tokens.
        """
        try:
            async with self._http.request(method, url, **how) as answer:
                self.date = answer.headers.get("Date")
                text = await answer.text(errors="replace")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            message = f"DingTalk cannot be reached: {_named(error)}."
            raise TryLater(None, message, "connection") from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Uncertain(f"DingTalk did not answer: {_named(error)}") from None
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        # What is no object is no answer of DingTalk's: `refusals` says what that means.
        return answer.status, found


@contextmanager
def _unseen(where: Literal["room", "connection"]) -> Iterator[None]:
    """Let what shows nothing to anybody be tried again, where nobody knows whether it was done."""
    try:
        yield
    except Uncertain as error:
        raise TryLater(None, f"{error}.", where) from None


def _raise(error: AdapterError | None) -> None:
    if error is not None:
        raise error


def _named(error: BaseException) -> str:
    return type(error).__name__
