"""The callbacks: messages and presses that DingTalk posts to our own server, signed.

A body is not signed, so whoever gets hold of one signature may forge for an hour; what was heard
before is recognised by its id, and answers go to DingTalk's host alone.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec import Struct

from bot.clock import Clock

if TYPE_CHECKING:
    from aiohttp.web import Request, Response

MOST_BYTES: Final = 256 * 1024
"""How large what is posted may be."""
_FRESH: Final = timedelta(hours=1)
_LONGEST: Final = 64

Hear: TypeAlias = Callable[[Mapping[str, Any], str], Awaitable[Mapping[str, Any] | None]]
"""Takes what was posted, and when it was signed; returns its answer, None where it is not kept."""


class Scheme(Struct, frozen=True):
    """Say how one kind of callback is signed: in which headers, and by what."""

    stamp: str
    sign: str
    signature: Callable[[str], str]


def of_messages(secret: str) -> Scheme:
    """Return how messages are signed: HMAC-SHA256 of the time and the secret, by the secret."""
    return Scheme(
        "timestamp", "sign", lambda timestamp: _signed(secret, f"{timestamp}\n{secret}")
    )  # fmt: skip


def of_cards(secret: str) -> Scheme:
    """Return how presses on cards are signed: HMAC-SHA256 of the time, by the registered secret."""
    return Scheme(
        "x-ddpaas-signature-timestamp", "x-ddpaas-signature",
        lambda timestamp: _signed(secret, timestamp),
    )  # fmt: skip


def secret_for_cards(secret: str, route: str) -> str:
    """Derive what presses are signed with: every start and process comes to the same."""
    return hmac.digest(secret.encode(), f"cards {route}".encode(), hashlib.sha256).hex()


class Callback:
    """Answer what is posted: quietly where it is not DingTalk's."""

    def __init__(
        self, scheme: Scheme, clock: Clock, hear: Hear, refuse: Callable[[str], None]
    ) -> None:
        """Take who hears what is posted; `refuse` hears why something is not."""
        self._scheme = scheme
        self._clock = clock
        self._hear = hear
        self._refuse = refuse

    async def take(self, request: "Request") -> "Response":
        """Take one message, or one press."""
        # Not at the top: a connection that listens on a stream serves nothing.
        from aiohttp.web import HTTPRequestEntityTooLarge, Response, json_response  # noqa: PLC0415

        headers = request.headers
        stamp = headers.get(self._scheme.stamp, "")
        if not self._is_signed(stamp, headers.get(self._scheme.sign, "")):
            self._refuse("the signature is missing, wrong or too old")
            return Response(status=403)
        try:
            data = json.loads(await request.clone(client_max_size=MOST_BYTES).read())
        except HTTPRequestEntityTooLarge:
            self._refuse("it is too large")
            return Response(status=413)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            self._refuse("it is no JSON object")
            return Response(status=400)
        if (answer := await self._hear(data, stamp)) is None:
            # Not kept: DingTalk may post it again.
            return Response(status=503)
        return json_response(answer)

    def _is_signed(self, timestamp: str, sign: str) -> bool:
        """Say whether a signature is the one of a time that is not long ago."""
        if len(timestamp) > _LONGEST or len(sign) > _LONGEST or not timestamp.isascii():
            return False
        wanted = self._scheme.signature(timestamp)
        if not hmac.compare_digest(wanted.encode(), sign.encode("utf-8", "replace")):
            return False
        if not timestamp.isdecimal():
            return False
        off = abs(self._clock.now().timestamp() * 1000 - int(timestamp))
        return off <= _FRESH.total_seconds() * 1000


def _signed(secret: str, text: str) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), hashlib.sha256)).decode()
