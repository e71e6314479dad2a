"""What goes wrong: the next calls of a route answer something else, are held, or are cut off."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final


@dataclass(slots=True)
class Fault:
    """Let calls fail.

    `drop` does what was asked for and then cuts the line: the caller cannot know. `hold` lets a
    call wait, before anything is done, until it is set.
    """

    times: int
    status: int = 200
    body: Any = None
    text: str | None = None
    drop: bool = False
    hold: asyncio.Event | None = None


class Faults:
    """Keep what goes wrong next, by route."""

    def __init__(self) -> None:
        """Begin with nothing wrong."""
        self._next: dict[str, list[Fault]] = {}

    def add(self, path: str, fault: Fault) -> None:
        """Let the next calls of a route fail, after those that were to fail before."""
        self._next.setdefault(path, []).append(fault)

    def take(self, path: str) -> Fault | None:
        """Take what goes wrong with this call."""
        waiting = self._next.get(path, [])
        if not waiting:
            return None
        fault = waiting[0]
        fault.times -= 1
        if fault.times <= 0:
            waiting.pop(0)
        return fault

    def clear(self) -> None:
        """Let everything go well again."""
        self._next.clear()


def _denied(code: str, message: str) -> dict[str, Any]:
    return {"code": f"Forbidden.AccessDenied.{code}", "message": message, "requestid": "r-1"}


CANNED: Final[dict[str, dict[str, Any]]] = {
    "qps": {"status": 403, "body": _denied("QpsLimitForAppkeyAndApi", "应用调用该接口超出QPS限制")},
    "qpm": {"status": 403, "body": _denied("QpmLimitForAppkeyAndApi", "超出每分钟限制")},
    "api-qps": {"status": 403, "body": _denied("QpsLimitForApi", "接口总体超限")},
    "month": {"status": 403, "body": _denied("ApiCountLimitForOrg", "本月调用量已用完")},
    "too-fast": {"status": 400, "body": {"code": "send.too.fast", "message": "发送过快"}},
    "busy": {"status": 500, "body": {"code": "system.busy", "message": "系统繁忙"}},
    "busy-429": {"status": 429, "body": {"code": "system.busy", "message": "系统繁忙"}},
    "timeout": {"status": 504, "body": {"code": "gateway.timeout", "message": "超时"}},
    "ban": {
        "status": 200, "body": {"status": 1111, "wait": 5, "source": "x5", "punish": "deny"},
    },
    "html": {"status": 200, "text": "<html><body>blocked</body></html>"},
    "disbanded": {"status": 400, "body": {"code": "group.disbanded", "message": "群已解散"}},
    "unsafe": {"status": 400, "body": {"code": "contain.notAllowed.text", "message": "内容违规"}},
    "old-busy": {"status": 200, "body": {"errcode": -1, "errmsg": "系统繁忙"}},
    "old-qps": {"status": 200, "body": {"errcode": 90018, "errmsg": "qps limit"}},
}  # fmt: skip
"""What the platform is known to answer when it will not."""
