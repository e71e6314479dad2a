"""What an answer of DingTalk means that is no success: the error that the outbox understands. Pure.

The newer interface answers with a status and a `code`, the older with status 200 and an `errcode`.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, Literal

from bot.errors import AdapterError, TryLater, Uncertain, Unreachable

SECOND: Final = timedelta(seconds=1)
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
_PENALTY: Final = timedelta(minutes=5)
"""For how long an address is banned that asked too often."""


class Refused(AdapterError):  # noqa: N818 - named as what it is
    """DingTalk refused; `code` is its own word for why."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"DingTalk refused: {self.code} {self.message}".rstrip()


class Denied(Refused):
    """A permission is missing; `scope` names it where DingTalk does."""

    def __init__(self, scope: str) -> None:
        super().__init__("AccessTokenPermissionDenied", f"the permission {scope} is missing")
        self.scope = scope

    def __reduce__(self) -> tuple[type["Denied"], tuple[str]]:
        """Survive pickling, with the one argument that there is."""
        return type(self), (self.scope,)


class BadToken(Refused):
    """The token is none, or none any more: a fresh one may be asked for."""


class BadSecret(Refused):
    """DingTalk does not know the application, or not by this secret."""


NOT_LET_IN: Final = "DingTalk does not let us in: check client_id and client_secret"
"""What is told of a `BadSecret`, wherever it is met."""


class SessionGone(Refused):
    """A conversation's temporary address is over; nothing was sent."""


class MonthUsedUp(TryLater):
    """The tenant has used up what its edition allows in a month."""


_ROOM_GONE: Final = frozenset({
    "invalid.openConversationId", "miss.openConversationId", "conversation.org.notMatch",
    "group.disbanded", "bot.forbidden.sendMessage", "resource.not.found",
})  # fmt: skip
_PERSON_GONE: Final = frozenset({"staffId.notExisted", "param.userIdNotExist"})
_LATER: Final[Mapping[str, tuple[timedelta, Literal["room", "connection"]]]] = {
    "send.too.fast": (timedelta(seconds=5), "room"),
    "send.byToken.tooFast": (timedelta(seconds=5), "connection"),
    "too.many.group": (MINUTE, "connection"),
    "too.many.people": (MINUTE, "connection"),
    "system.busy": (timedelta(seconds=3), "connection"),
    # Switched off for the whole application: somebody will switch it on, or us off.
    "bot.stopped": (15 * MINUTE, "connection"),
}
_THROTTLED: Final[Mapping[str, timedelta]] = {
    "QpsLimitForAppkeyAndApi": SECOND,
    "QpmLimitForAppkeyAndApi": MINUTE,
    "QpsLimitForApi": timedelta(seconds=2),
}
_OLD_LATER: Final[Mapping[int, tuple[timedelta, Literal["room", "connection"]]]] = {
    -1: (timedelta(seconds=5), "room"),
    90018: (SECOND, "connection"),
    90002: (timedelta(seconds=2), "connection"),
    # Twenty a minute were too many: blocked for ten.
    130101: (10 * MINUTE, "room"),
    410100: (10 * MINUTE, "room"),
}


def of_answer(status: int, body: object) -> AdapterError | None:
    """Return what an answer of the newer interface means; None where it is a success."""
    if not isinstance(body, Mapping):
        return _unreadable(status)
    given = {str(name).lower(): value for name, value in body.items()}
    if status < 400:
        banned = given.get("punish") == "deny" or given.get("status") == 1111
        return _banned() if banned else None
    code, message = str(given.get("code", status)), str(given.get("message", ""))
    if code.startswith("Forbidden.AccessDenied."):
        return _forbidden(code.rpartition(".")[2], given, message)
    if code in {"InvalidAuthentication", "Unauthorized"} or status == 401:
        return BadToken(code, message) if code != "authFailed" else BadSecret(code, message)
    if code in {"invalidClientIdOrSecret", "authFailed"}:
        return BadSecret(code, message)
    if code in _ROOM_GONE:
        return Unreachable("room", f"DingTalk refused: {code} {message}".rstrip())
    if code in _PERSON_GONE:
        return Unreachable("person", f"DingTalk refused: {code} {message}".rstrip())
    if code in _LATER or status == 429:
        after, where = _LATER.get(code, (timedelta(seconds=3), "connection"))
        return TryLater(after, f"DingTalk asks us to wait: {code}.", where)
    if status >= 500:
        # It gave up on itself, perhaps after it had done what it was asked for.
        return Uncertain(f"DingTalk answered {status} {code}")
    return Refused(code, message)


def of_old_answer(status: int, body: object) -> AdapterError | None:  # noqa: C901 - one case for each code
    """Return what an answer of the older interface means; None where it is a success."""
    if not isinstance(body, Mapping) or (status >= 500 and "errcode" not in body):
        return _unreadable(status)
    if body.get("punish") == "deny" or body.get("status") == 1111:
        return _banned()
    try:
        code = int(str(body.get("errcode", 0 if status < 400 else status)))
    except ValueError:
        return _unreadable(status)
    message = str(body.get("errmsg", ""))
    if code == 0:
        return None
    match code:
        case _ if code in _OLD_LATER:
            after, where = _OLD_LATER[code]
            return TryLater(after, f"DingTalk asks us to wait: {code}.", where)
        case 300001:
            return SessionGone(str(code), message)
        case 40014 | 40001 | 42001:
            return BadToken(str(code), message)
        case 60011 | 88:
            return Denied("qyapi_get_member")
        case 90020:
            return MonthUsedUp(HOUR, "DingTalk counts no more calls this month.", "connection")
        case 15:
            return Uncertain(f"DingTalk answered {code} {message}")
        case _:
            return Refused(str(code), message)


def _forbidden(kind: str, given: Mapping[str, Any], message: str) -> AdapterError:
    if kind in _THROTTLED:
        return TryLater(_THROTTLED[kind], f"DingTalk throttles: {kind}.", "connection")
    if kind == "ApiCountLimitForOrg":
        return MonthUsedUp(HOUR, "DingTalk counts no more calls this month.", "connection")
    if kind == "AccessTokenPermissionDenied":
        detail = given.get("accessdenieddetail")
        scopes = detail.get("requiredScopes") if isinstance(detail, Mapping) else None
        named = ", ".join(map(str, scopes)) if isinstance(scopes, list) else message
        return Denied(named or "?")
    return Refused(kind, message)


def _banned() -> TryLater:
    return TryLater(_PENALTY, "DingTalk has shut our address out for a while.", "connection")


def _unreadable(status: int) -> AdapterError:
    """Say what an answer means that is no JSON: of a box in between, or of a ban."""
    if status >= 500:
        return Uncertain(f"something before DingTalk answered {status}")
    return TryLater(_PENALTY, f"The answer, {status}, was not DingTalk's own.", "connection")
