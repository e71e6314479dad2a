"""The Web API: every call, and what its failures mean to the core."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import aiohttp

from bot.clock import Clock
from bot.domain.phrase import Instant
from bot.errors import AdapterError, ShutOut, TryLater, Uncertain, Unreachable
from bot.fetch import fetched

if TYPE_CHECKING:
    from aiohttp import ClientSession
    from slack_sdk.web.async_client import AsyncWebClient

QUIET: Final = logging.Logger("quiet", logging.CRITICAL + 1)  # noqa: LOG001 - of nobody's tree
"""What Slack's library logs goes here: texts of messages are among it, and errors twice over."""

_REST: Final = timedelta(minutes=10)
"""How long nothing is sent by a token that Slack refuses: somebody may mend it meanwhile."""
_USUAL: Final = timedelta(seconds=30)

_UPLOAD: Final = aiohttp.ClientTimeout(total=30, connect=5)
"""For files, which may be large; with all that is asked besides, not more than a room's lease."""

_LATER: Final = {
    "ratelimited", "rate_limited", "service_unavailable", "request_timeout",
    "message_limit_exceeded", "team_added_to_org", "external_channel_migrating",
}  # fmt: skip
_PERHAPS: Final = {"fatal_error", "internal_error"}
"""By Slack's own word something may have been done before it failed."""
_ROOM: Final = {
    "channel_not_found", "not_in_channel", "is_archived", "restricted_action",
    "restricted_action_read_only_channel", "posting_to_channel_denied",
}  # fmt: skip
_PERSON: Final = {
    "user_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot", "user_not_in_channel",
    "messages_tab_disabled",
}  # fmt: skip
REFUSED: Final = {
    "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired",
    "not_allowed_token_type", "missing_scope", "org_login_required", "ekm_access_denied",
    "access_denied", "team_not_found", "two_factor_setup_required", "app_access_restricted",
}  # fmt: skip
"""The token is at fault, not what was asked for."""


class Refused(AdapterError):  # noqa: N818 - an answer, like those of the core
    """Slack refused for good; `code` is its own word for why."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(method, code)
        self.method = method
        self.code = code

    def __str__(self) -> str:
        return f"{self.method}: {self.code}"


class Locked(ShutOut):
    """The token is refused, or may not do this: nothing can be done before somebody mends it.

    `scope` is the permission that is missing, where it is that.
    """

    def __init__(self, method: str, code: str, scope: str | None = None) -> None:
        super().__init__(_REST, f"{method}: {code}.", "connection")
        self.method = method
        self.code = code
        self.scope = scope


class Api:
    """Call methods; one that Slack throttles is not called again before its time."""

    def __init__(
        self, http: "ClientSession", base_url: str, token: str, clock: Clock,
        locked: Callable[[Locked], None],
    ) -> None:  # fmt: skip
        """Take the one client of the house, which is shared; `locked` hears of refused tokens."""
        self.http = http
        self._base_url = base_url
        self._token = token
        self._clock = clock
        self._locked = locked
        self._until: dict[str, Instant] = {}

    @cached_property
    def client(self) -> "AsyncWebClient":
        """The client of Slack's library, which is loaded with the first call: no start waits."""
        from slack_sdk.web.async_client import AsyncWebClient  # noqa: PLC0415

        made = AsyncWebClient(
            token=self._token, base_url=self._base_url, session=self.http, logger=QUIET,
            retry_handlers=[],
        )  # fmt: skip
        # It would take a proxy of the environment for every host; `http` knows which ones.
        made.proxy = None
        return made

    async def post(self, method: str, **args: Any) -> Mapping[str, Any]:
        """Call a method that changes something, its arguments as JSON; errors as `_failure`."""
        key = f"{method}:{args['channel']}" if method == "chat.postMessage" else method
        given = {name: value for name, value in args.items() if value is not None}
        return await self._call(method, key, json=given)

    async def get(self, method: str, **args: Any) -> Mapping[str, Any]:
        """Call a method that only tells something; errors as `post`."""
        return await self._call(method, method, http_verb="GET", params=args)

    async def ask(self, method: str, token: str | None = None, **args: Any) -> Mapping[str, Any]:
        """Call a method whose arguments go into the address, perhaps by another token."""
        params = args if token is None else {**args, "token": token}
        return await self._call(method, method, params=params)

    async def headers(self, method: str) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """Call a method, and return also what its answer's head says."""
        async with _failing(self, method, method):
            answer = await self.client.api_call(method)
            return _body(answer.data), {k.lower(): v for k, v in answer.headers.items()}

    async def upload(self, url: str, content: bytes) -> None:
        """Send a file's content to where Slack wants it; errors as `post`."""
        sending = self.http.post(url, data=content, timeout=_UPLOAD)
        async with _failing(self, "upload", "upload"), sending as answer:
            if answer.status == 429 or answer.status >= 500:
                raise TryLater(_USUAL, f"upload: status {answer.status}.")
            if answer.status != 200:
                raise Refused("upload", f"status {answer.status}")

    async def download(self, url: str) -> AsyncGenerator[bytes, None]:
        """Yield a file that somebody sent; errors as `fetched`."""
        headers = {"Authorization": f"Bearer {self._token}"}
        async for piece in fetched(self.http, url, _look, headers=headers, allow_redirects=False):
            yield piece

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Answer by a response url. Raises `Refused` where it has served its time."""
        async with _failing(self, "response_url", url), self.http.post(url, json=body) as answer:
            if answer.status != 200:
                raise Refused("response_url", f"status {answer.status}")

    async def _call(self, method: str, key: str, **how: Any) -> Mapping[str, Any]:
        async with _failing(self, method, key):
            return _body((await self.client.api_call(method, **how)).data)

    def wait(self, key: str) -> None:
        """Raise `TryLater` while a method must not be called."""
        until, now = self._until.get(key), self._clock.now()
        if until is None:
            return
        if until > now:
            raise TryLater(until - now, f"{key.partition(':')[0]} is throttled.")
        del self._until[key]

    def throttle(self, key: str, after: timedelta) -> None:
        """Let a method rest."""
        self._until[key] = self._clock.now() + after

    def note(self, error: AdapterError) -> AdapterError:
        """Let whoever named it hear of a refused token."""
        if isinstance(error, Locked):
            self._locked(error)
        return error


class _failing:  # noqa: N801 - read as a phrase: async with failing
    """Turn whatever goes wrong inside into an error of the core's."""

    def __init__(self, api: Api, method: str, key: str) -> None:
        self._api, self._method, self._key = api, method, key

    async def __aenter__(self) -> None:
        self._api.wait(self._key)

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, asyncio.CancelledError | AdapterError):
            return
        if isinstance(error, Exception) and (found := _failure(self._method, error)) is not None:
            if isinstance(found, TryLater) and found.after is not None and found.where == "room":
                self._api.throttle(self._key, found.after)
            # Some errors of the client carry the address, and so what is secret in it.
            raise self._api.note(found) from None


def _failure(method: str, error: Exception) -> AdapterError | None:
    """Return what a failed call means; None for a bug of ours.

    What was not sent for certain may be repeated (`TryLater`); of what may have been, nobody knows
    (`Uncertain`).
    """
    from slack_sdk.errors import SlackApiError  # noqa: PLC0415  (as its client is)

    match error:
        case SlackApiError(response=response):
            status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
            return _refusal(method, status, response)
        case (
            aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError() | aiohttp.InvalidURL()
        ):
            return TryLater(None, f"{method}: not connected.", "connection")
        case aiohttp.ClientError() | TimeoutError() | ConnectionError():
            return Uncertain(f"{method}: {type(error).__name__}")
    return None


def _refusal(method: str, status: int, response: Any) -> AdapterError:
    code = response.get("error") if hasattr(response, "get") else None
    headers = {
        str(k).lower(): str(v) for k, v in (getattr(response, "headers", None) or {}).items()
    }
    if status == 429 or code in _LATER:
        return TryLater(_seconds(headers.get("retry-after")), f"{method}: {code or status}.")
    if status == 503:
        return TryLater(_USUAL, f"{method}: status 503.")
    if status >= 500 or code in _PERHAPS or not isinstance(code, str):
        return Uncertain(f"{method}: {code or f'status {status}'}")
    if code in REFUSED:
        scope = str(response.get("needed") or "?") if code == "missing_scope" else None
        return Locked(method, code, scope)
    whom: Literal["room", "person"] = "room" if code in _ROOM else "person"
    if code in _ROOM or code in _PERSON:
        return Unreachable(whom, f"{method}: {code}")
    return Refused(method, code)


def _seconds(text: str | None) -> timedelta:
    """Read how long to wait; whatever else stands there, half a minute."""
    return timedelta(seconds=int(text)) if text and text.isdecimal() else _USUAL


def _look(answer: aiohttp.ClientResponse) -> None:
    """Raise where a page to sign in comes with a good status: the token may not read files."""
    if answer.content_type == "text/html" and "Content-Disposition" not in answer.headers:
        raise Refused("file", "sign in")


def _body(data: object) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}
