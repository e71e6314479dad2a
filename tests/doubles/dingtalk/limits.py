"""What each request must look like, and how large it may be; each check returns an error's code."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

MOST_PARAM: Final = 15_000
"""Bytes of a message's parameters."""
MOST_WEBHOOK: Final = 20_000
"""Bytes of what is posted to a session's address."""
MOST_KEY: Final = 100
"""Bytes of the name of a card's variable."""
MOST_STREAMED: Final = 3_000
"""Bytes of what is written into a card bit by bit."""
MOST_USERS: Final = 20
MOST_AT: Final = 50
FILES: Final = frozenset({"xlsx", "pdf", "zip", "rar", "doc", "docx"})
SIZES: Final[Mapping[str, int]] = {
    "image": 20_000_000, "video": 20_000_000, "file": 20_000_000, "voice": 2_000_000,
}  # fmt: skip

MSG_KEYS: Final[Mapping[str, frozenset[str]]] = {
    "sampleText": frozenset({"content"}),
    "sampleMarkdown": frozenset({"title", "text"}),
    "sampleImageMsg": frozenset({"photoURL"}),
    "sampleLink": frozenset({"title", "text", "picUrl", "messageUrl"}),
    "sampleActionCard": frozenset({"title", "text", "singleTitle", "singleURL"}),
    **{
        f"sampleActionCard{n}": frozenset(
            {"title", "text"} | {f"{part}{i}" for i in range(1, n + 1)
                                 for part in ("actionTitle", "actionURL")}
        )
        for n in range(2, 6)
    },
    "sampleActionCard6": frozenset(
        {"title", "text", "buttonTitle1", "buttonUrl1", "buttonTitle2", "buttonUrl2"}
    ),
    "sampleAudio": frozenset({"mediaId", "duration"}),
    "sampleFile": frozenset({"mediaId", "fileName", "fileType"}),
    "sampleVideo": frozenset({"duration", "videoMediaId", "videoType", "picMediaId"}),
}  # fmt: skip
"""The kinds of message, and the parameters that each needs."""

TEMPLATE_KEYS: Final = frozenset({"markdown", "tips", "title", "logo", "sys_full_json_obj"})
"""The variables of the public template with buttons."""


def bad_message(key: object, param: object) -> str | None:
    """Check the kind and the parameters of a message."""
    if not isinstance(key, str) or key not in MSG_KEYS:
        return "invalidParameter.msgKey.invalid"
    if not isinstance(param, str):
        return "invalidParameter.msgParam.invalid"
    if len(param.encode()) > MOST_PARAM:
        return "invalidParameter.msgParam.tooLong"
    given = _object(param)
    if given is None or any(not isinstance(each, str) for each in given.values()):
        return "invalidParameter.msgParam.invalid"
    missing = sorted(name for name in MSG_KEYS[key] if not given.get(name))
    if missing:
        return f"miss.param.{missing[0]}"
    if set(given) - MSG_KEYS[key]:
        return "invalidParameter.msgParam.invalid"
    if key == "sampleFile" and given["fileType"] not in FILES:
        return "invalidParameter.msgParam.invalid"
    return None


def bad_webhook(body: object) -> tuple[int, str] | None:
    """Check what is posted to a session's address; returns its errcode and why."""
    if not isinstance(body, dict):
        return 40035, "no JSON object"
    if len(json.dumps(body, ensure_ascii=False).encode()) > MOST_WEBHOOK:
        return 460101, "message too long, exceed 20000 bytes"
    kind = body.get("msgtype")
    check = _WEBHOOK.get(kind) if isinstance(kind, str) else None
    if check is None:
        return 400105, "unsupported msgtype"
    if set(body) - {"msgtype", kind, "at"}:
        return 40035, f"unknown keys {sorted(set(body) - {'msgtype', kind, 'at'})}"
    content = body.get(str(kind))
    if not isinstance(content, dict) or not check(content):
        return 40035, f"malformed {kind}"
    at = body.get("at", {})
    users = at.get("atUserIds", []) if isinstance(at, dict) else None
    if not isinstance(users, list) or len(users) > MOST_AT or None in users:
        return 40035, "malformed at"
    return None


def bad_params(given: object) -> str | None:
    """Check the values of a card: texts by short names, and nothing else."""
    if not isinstance(given, dict):
        return "param.invalid"
    for name, value in given.items():
        if not isinstance(value, str) or len(str(name).encode()) > MOST_KEY:
            return "param.invalid"
    if set(given) - TEMPLATE_KEYS:
        return "param.invalid"
    return None if good_buttons(given.get("sys_full_json_obj", "")) else "param.invalid"


def good_buttons(text: str) -> bool:
    """Say whether buttons are as the public template draws them: each opens, or calls back."""
    if not text:
        return True
    given = _object(text)
    if given is None or set(given) - {"msgButtons"}:
        return False
    buttons = given.get("msgButtons")
    return isinstance(buttons, list) and all(map(_good_button, buttons))


def _good_button(given: object) -> bool:
    if not isinstance(given, dict) or not _text(given.get("text")):
        return False
    calls_back = _text(given.get("id")) and given.get("request") is True
    return calls_back or _text(given.get("url"))


def _text(given: object) -> bool:
    return isinstance(given, str) and bool(given.strip())


def _action_card(given: Mapping[str, Any]) -> bool:
    if not _text(given.get("title")) or not _text(given.get("text")):
        return False
    buttons = given.get("btns")
    if buttons is None:
        return _text(given.get("singleTitle")) and _text(given.get("singleURL"))
    return (
        isinstance(buttons, list)
        and given.get("btnOrientation", "0") in {"0", "1"}
        and all(
            isinstance(each, dict)
            and set(each) == {"title", "actionURL"}
            and all(map(_text, each.values()))
            for each in buttons
        )
    )


_WEBHOOK: Final[Mapping[str, Callable[[Mapping[str, Any]], bool]]] = {
    "text": lambda given: _text(given.get("content")),
    "markdown": lambda given: _text(given.get("title")) and _text(given.get("text")),
    "actionCard": _action_card,
    "link": lambda given: all(_text(given.get(each)) for each in ("title", "text", "messageUrl")),
    "feedCard": lambda given: isinstance(given.get("links"), list),
}


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
