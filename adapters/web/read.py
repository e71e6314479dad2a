"""Read what a window sends: frames, each of them checked, and the events that they mean. Pure."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, TypeAlias, TypeVar

from msgspec import Struct

from adapters.web.house import Person, Room, Team
from bot.domain.phrase import Instant
from bot.event import Event, Heard, HeardFile, Origin, Pressed, Submitted, cleaned

T = TypeVar("T")

MOST_BYTES: Final = 64 * 1024
"""How large a frame may be."""
MOST_TEXT: Final = 16_000
"""Characters of what is said, or typed into a field of a form."""
_MOST_KEY: Final = 512
_MOST_NAME: Final = 200
_MOST_FILES: Final = 10
_MOST_VALUES: Final = 100

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_REF: Final = re.compile(r"([tmo])([1-9][0-9]{0,17})")


class Why(StrEnum):
    """Say why nothing happened; the page has words for each."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    TOO_LONG = "too-long"
    TOO_FAST = "too-fast"
    NO_ROOM = "no-room"
    NO_PERSON = "no-person"
    HELLO_FIRST = "hello-first"


class Refused(Exception):  # noqa: N818 - an answer to the window, not a fault
    """A frame is refused; `to` is its id where that could be read."""

    def __init__(self, why: Why, to: str | None = None) -> None:
        super().__init__(why, to)
        self.why = why
        self.to = to


class Kind(StrEnum):
    """Tell by the first letter of a ref what it points to."""

    TALK = "t"
    CARD = "m"
    OWN = "o"


class Ref(Struct, frozen=True):
    """Point to a line of the transcript."""

    kind: Kind
    line: int

    def __str__(self) -> str:
        return f"{self.kind}{self.line}"


class Hello(Struct, frozen=True):
    """Ask to speak as somebody, and for what has changed since `since`."""

    language: str
    account: str | None
    since: int
    epoch: str | None


class Sent(Struct, frozen=True):
    """Name a file that was uploaded before."""

    key: str
    name: str


class Say(Struct, frozen=True):
    """Say something in a room."""

    id: str
    room: str
    text: str
    addressed: bool
    reply_to: Ref | None
    files: tuple[Sent, ...]


class Press(Struct, frozen=True):
    """Press a button of a message; what only oneself sees of it is to stand `under` a message."""

    id: str
    room: str
    message: Ref
    token: str
    under: Ref | None = None


class Submit(Struct, frozen=True):
    """Send a form that was opened from what stands `under` a message, or from that message."""

    id: str
    room: str
    token: str
    values: Mapping[str, str]
    under: Ref | None = None


class Ping(Struct, frozen=True):
    """Ask whether anybody is there."""


Act: TypeAlias = Say | Press | Submit
Frame: TypeAlias = Hello | Act | Ping


def read_frame(text: str) -> Frame:
    """Read one frame. Raises `Refused`, and nothing else, whatever was sent."""
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise Refused(Why.TOO_LARGE)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(Why.UNREADABLE) from None
    kind = found.get("type") if isinstance(found, dict) else None
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise Refused(Why.UNREADABLE)
    try:
        return reader(found)
    except Refused as refused:
        given = found.get("id")
        known = isinstance(given, str) and _ID.fullmatch(given)
        raise Refused(refused.why, given if known else None) from None


def read_ref(text: str) -> Ref:
    """Read a ref. Raises `Refused` where it is none."""
    if (parts := _REF.fullmatch(text)) is None:
        raise Refused(Why.UNREADABLE)
    return Ref(Kind(parts[1]), int(parts[2]))


def origin_of(team: Team, person: Person, room: Room, connection: str) -> Origin:
    """Say who acts in which room."""
    return Origin(
        connection=connection, room=room.key, account=person.key, name=person.name,
        private=room.owner is not None, language=team.language, title=room.title,
        direct=next((each.key for each in team.rooms if each.owner == person.account), None),
    )  # fmt: skip


def event_of(
    act: Act, team: Team, person: Person, room: Room, files: Iterable[HeardFile], now: Instant,
    connection: str,
) -> Event:  # fmt: skip
    """Return what an act means to the core, all of its texts fit to be kept."""
    origin = origin_of(team, person, room, connection)
    # Whoever makes up the id of somebody else's act must not be taken for them.
    delivery = f"{person.key}:{act.id}"
    event: Event
    match act:
        case Say(text=text, addressed=addressed, reply_to=reply_to):
            to_us = reply_to is not None and reply_to.kind is Kind.CARD
            event = Heard(
                id=delivery, origin=origin, received_at=now, text=text,
                addressed=addressed or origin.private, files=tuple(files),
                reply_to=str(reply_to) if to_us else None,
            )  # fmt: skip
        case Press(message=message, token=token):
            event = Pressed(
                id=delivery, origin=origin, received_at=now, token=token, message=str(message),
                own=message.kind is Kind.OWN,
            )  # fmt: skip
        case Submit(token=token, values=values):
            event = Submitted(
                id=delivery, origin=origin, received_at=now, token=token, values=values
            )
    return cleaned(event)


# Frames, field by field


def _hello(found: Mapping[str, Any]) -> Hello:
    since = _get(found, "since", int, 0)
    return Hello(
        _text(found, "language", _MOST_KEY),
        _perhaps(found, "as", _MOST_KEY),
        since if 0 <= since < 2**63 else 0,
        _perhaps(found, "epoch", _MOST_KEY),
    )


def _say(found: Mapping[str, Any]) -> Say:
    files = _get(found, "files", list, [])
    if len(files) > _MOST_FILES:
        raise Refused(Why.TOO_LONG)
    return Say(
        _id(found),
        _text(found, "room", _MOST_KEY),
        _text(found, "text", MOST_TEXT),
        _get(found, "addressed", bool, default=False),
        _ref(found, "reply_to"),
        tuple(map(_file, files)),
    )


def _file(found: object) -> Sent:
    if not isinstance(found, dict):
        raise Refused(Why.UNREADABLE)
    return Sent(_text(found, "key", _MOST_KEY), _text(found, "name", _MOST_NAME))


def _press(found: Mapping[str, Any]) -> Press:
    message = read_ref(_text(found, "message", _MOST_KEY))
    token = _text(found, "token", _MOST_KEY)
    return Press(_id(found), _text(found, "room", _MOST_KEY), message, token, _ref(found, "under"))


def _submit(found: Mapping[str, Any]) -> Submit:
    given = _get(found, "values", dict, {})
    if len(given) > _MOST_VALUES or any(len(name) > _MOST_NAME for name in given):
        raise Refused(Why.TOO_LONG)
    values = {name: _text(given, name, MOST_TEXT) for name in given}
    token = _text(found, "token", _MOST_KEY)
    return Submit(_id(found), _text(found, "room", _MOST_KEY), token, values, _ref(found, "under"))


def _ping(found: Mapping[str, Any]) -> Ping:
    del found
    return Ping()


_READERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Frame]]] = {
    "hello": _hello, "say": _say, "press": _press, "submit": _submit, "ping": _ping,
}  # fmt: skip


def _get(found: Mapping[str, Any], name: str, kind: type[T], default: T) -> T:
    """Return a value of just that type; what is absent or null has its default."""
    given = found.get(name)
    if given is None:
        return default
    if type(given) is not kind:  # a bool is no number here
        raise Refused(Why.UNREADABLE)
    return given


def _perhaps(found: Mapping[str, Any], name: str, most: int) -> str | None:
    return None if found.get(name) is None else _text(found, name, most)


def _ref(found: Mapping[str, Any], name: str) -> Ref | None:
    given = _perhaps(found, name, _MOST_KEY)
    return None if given is None else read_ref(given)


def _text(found: Mapping[str, Any], name: str, most: int) -> str:
    given = found.get(name)
    if not isinstance(given, str):
        raise Refused(Why.UNREADABLE)
    if len(given) > most:
        raise Refused(Why.TOO_LONG)
    return given


def _id(found: Mapping[str, Any]) -> str:
    given = _text(found, "id", _MOST_KEY)
    if _ID.fullmatch(given) is None:
        raise Refused(Why.UNREADABLE)
    return given
