"""How what people do reaches the app: on its socket, or signed by HTTP."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.doubles.slack.state import Json
from tests.doubles.slack.webapi import Entry

if TYPE_CHECKING:
    from tests.doubles.slack.ground import Ground


@dataclass(frozen=True, slots=True)
class Ack:
    """Hold how the app answered a delivery; `payload` is what came back with it."""

    ok: bool
    status: int = 200
    payload: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Hold what was delivered last: events_api, slash_commands or interactive."""

    kind: str
    payload: Json


class Delivery:
    """Deliver, and deliver again."""

    def __init__(self, double: "Ground") -> None:
        """Take the double that it is part of."""
        self._double = double
        self.last: Parcel | None = None

    async def deliver(self, kind: str, payload: Json, *, attempt: int = 0) -> Ack:
        """Deliver something, and return how it was answered."""
        self.last = Parcel(kind, payload)
        self._double.note(Entry("sent", kind, payload))
        if self._double.sockets.open_line() is not None:
            found = await self._double.sockets.deliver(kind, payload, attempt=attempt)
            ack = Ack(ok=found is not None, payload=found or {})
        else:
            ack = await self._post(kind, payload, attempt)
        self._double.changed()
        return ack

    async def _post(self, kind: str, payload: Json, attempt: int) -> Ack:
        assert self._double.request_url, "neither a socket is open nor a request url known"
        headers = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
        headers = headers if attempt else {}
        match kind:
            case "events_api":
                body, headers["Content-Type"] = json.dumps(payload), "application/json"
            case "slash_commands":
                body = urlencode(payload)
            case _:
                body = urlencode({"payload": json.dumps(payload)})
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        return await self.post(body.encode(), headers | self.signature(body.encode()))

    def signature(
        self, body: bytes, *, secret: str | None = None, timestamp: str | None = None
    ) -> dict[str, str]:
        """Return the headers that sign a body."""
        at = timestamp or str(int(self._double.now().timestamp()))
        key = (secret or self._double.signing_secret).encode()
        signed = hmac.new(key, b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={signed}"}

    async def post(self, body: bytes, headers: Mapping[str, str]) -> Ack:
        """Post a body to the app as it stands."""
        async with self._double.http.post(
            self._double.request_url, data=body, headers=headers
        ) as answer:
            text = await answer.text()
            payload: Json = {}
            if text and answer.content_type == "application/json":
                payload = json.loads(text)
            elif text and answer.status == 200:
                payload = {"text": text}
            return Ack(answer.status == 200, answer.status, payload, text)
