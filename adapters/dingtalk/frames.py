"""The frames of the stream: what comes, and how each is acknowledged. Pure."""

import json
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

MESSAGES: Final = "/v1.0/im/bot/messages/get"
CLICKS: Final = "/v1.0/card/instances/callback"
MOST_BYTES: Final = 1024 * 1024
"""How large a frame may be."""


class Frame(Struct, frozen=True):
    """Hold one frame: `kind` is SYSTEM, EVENT or CALLBACK, `id` what its acknowledgement names."""

    kind: str
    topic: str
    id: str
    data: Mapping[str, Any]
    raw: str


def read_frame(text: str) -> Frame | None:
    """Read a frame; None for what is none of a shape that we know."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    headers = found.get("headers") if isinstance(found, dict) else None
    if not isinstance(headers, dict):
        return None
    given = found.get("data")
    try:
        data = json.loads(given) if isinstance(given, str) else {}
    except (ValueError, RecursionError):
        data = {}
    return Frame(
        str(found.get("type", "")), str(headers.get("topic", "")),
        str(headers.get("messageId") or ""), data if isinstance(data, dict) else {}, text,
    )  # fmt: skip


def ack(frame: Frame, data: object, code: int = 200) -> str:
    """Write the acknowledgement of a frame; its data is a text that holds JSON."""
    body = {
        "code": code,
        "headers": {"contentType": "application/json", "messageId": frame.id},
        "message": "OK" if code == 200 else "not here",
        "data": json.dumps(data, ensure_ascii=False),
    }
    return json.dumps(body, ensure_ascii=False)
