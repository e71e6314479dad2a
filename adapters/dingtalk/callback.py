"""The callback: messages that DingTalk posts to our own server, signed with the secret.

The body is not signed, so whoever gets hold of one signature may forge messages for an hour; a
message that was heard before is recognised by its id, and answers go to DingTalk's host alone.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.clock import Clock

if TYPE_CHECKING:
    from aiohttp.web import Request, Response

MOST_BYTES: Final = 256 * 1024
"""How large a message may be."""
_FRESH: Final = timedelta(hours=1)
_LONGEST: Final = 64


class Callback:
    """Answer what is posted: quietly where it is not DingTalk's."""

    def __init__(
        self, secret: str, clock: Clock, hear: Callable[[Mapping[str, Any]], Awaitable[bool]],
        refuse: Callable[[str], None],
    ) -> None:  # fmt: skip
        """Take who hears a message, and says whether it is kept; `refuse` hears why one is not."""
        self._secret = secret
        self._clock = clock
        self._hear = hear
        self._refuse = refuse

    async def take(self, request: "Request") -> "Response":
        """Take one message."""
        # Not at the top: a connection that listens on a stream serves nothing.
        from aiohttp.web import Response, json_response  # noqa: PLC0415

        headers = request.headers
        if not self._is_signed(headers.get("timestamp", ""), headers.get("sign", "")):
            self._refuse("the signature is missing, wrong or too old")
            return Response(status=403)
        content = await request.content.read(MOST_BYTES + 1)
        while len(content) <= MOST_BYTES and not request.content.at_eof():
            content += await request.content.read(MOST_BYTES + 1 - len(content))
        if len(content) > MOST_BYTES:
            self._refuse("a message is too large")
            return Response(status=413)
        try:
            data = json.loads(content)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            self._refuse("a message is no JSON object")
            return Response(status=400)
        if not await self._hear(data):
            # Not kept: DingTalk may post it again.
            return Response(status=503)
        return json_response({"msgtype": "empty"})

    def _is_signed(self, timestamp: str, sign: str) -> bool:
        """Say whether a signature is the one of a time that is not long ago."""
        if len(timestamp) > _LONGEST or len(sign) > _LONGEST or not timestamp.isascii():
            return False
        wanted = signature(self._secret, timestamp)
        if not hmac.compare_digest(wanted.encode(), sign.encode("utf-8", "replace")):
            return False
        if not timestamp.isdecimal():
            return False
        off = abs(self._clock.now().timestamp() * 1000 - int(timestamp))
        return off <= _FRESH.total_seconds() * 1000


def signature(secret: str, timestamp: str) -> str:
    """Return how DingTalk signs a time: HMAC-SHA256 of the time and the secret, by the secret."""
    digest = hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256)
    return base64.b64encode(digest).decode()
