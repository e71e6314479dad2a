"""The gate where Slack calls us: what it has signed lately is let in to Bolt."""

import re
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from aiohttp import web
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

from bot.clock import Clock
from bot.listening import Troubles

if TYPE_CHECKING:
    from adapters.slack.bolt import Bolt

_MOST_BODY: Final = 512 * 1024
"""Bytes of a delivery; a form with all its fields full has a fifth of it."""
_NUMBER: Final = re.compile(r"[0-9]{1,12}")


class Gate:
    """Let in what Slack has signed lately; all else is refused, counted, and named once."""

    def __init__(
        self, bolt: Callable[[], "Bolt"], secret: str, clock: Clock, ready: Callable[[], bool],
        troubles: Troubles,
    ) -> None:  # fmt: skip
        """Take what is behind it; before all is `ready` Slack is asked to come again."""
        self._bolt = bolt
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
            found = self._bolt().read(body, request.headers)
        except ValueError:
            return self._refuse("unreadable", 400)
        if not self._ready():
            return web.Response(status=503)
        return await self._bolt().answer(found)

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
