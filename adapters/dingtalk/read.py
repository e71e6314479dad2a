"""Read what DingTalk sends: payloads, each of them checked, and the events that they mean. Pure."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from mimetypes import MimeTypes
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

from bot.domain.phrase import Instant
from bot.domain.regex import regex
from bot.event import Event, Heard, HeardFile, Mention, Origin, Pressed, cleaned

PRIVATE: Final = "user:"
"""What the key of a private chat starts with; the staff id follows, to whom it is sent."""
TOKEN: Final = regex(r"~[A-Za-z0-9_-]{7}")
"""A button's token, as a link sends it where a card with buttons cannot go."""

_KINDS: Final = MimeTypes()
"""As Python knows them, and not the machine, so that they are the same everywhere."""
_TRACK: Final = regex(r"mu-[A-Za-z0-9_-]{16}-([A-Za-z0-9_-]+)")


class UnreadableError(Exception):
    """Raised for a payload that lacks what every payload of its kind has."""


class Webhook(Struct, frozen=True):
    """Be the temporary address at which a conversation is answered."""

    url: str
    until: Instant


class Told(Struct, frozen=True):
    """Hold what a payload tells.

    `corp` is the organisation of the robot; `webhook` how `room` is answered for a while.
    `over_quota` says why the text of a message was kept back, which then is no event.
    """

    room: str
    event: Event | None = None
    corp: str | None = None
    webhook: Webhook | None = None
    over_quota: str | None = None


class Click(Struct, frozen=True):
    """Hold a press on a card; who pressed has no name yet."""

    delivery: str
    user: str
    track: str
    room: str
    token: str
    corp: str | None


def read_message(
    data: Mapping[str, Any], connection: str, oapi: str, now: Instant, delivery: str = ""
) -> Told:
    """Read a message to the robot; `delivery` stands in for an id that it lacks.

    `oapi` is the one host whose temporary addresses are believed. Raises `UnreadableError`.
    """
    conversation = _text(data, "conversationId")
    staff, opaque = _text(data, "senderStaffId"), _text(data, "senderId")
    key = _text(data, "msgId") or delivery
    account = staff or opaque
    if not conversation or not account or not key:
        raise UnreadableError("a message without an id, a conversation or a sender")
    private = str(data.get("conversationType")) == "1"
    direct = f"{PRIVATE}{staff}" if staff else conversation if private else None
    room = direct if private and direct is not None else conversation
    origin = Origin(
        connection=connection, room=room, account=account,
        name=_text(data, "senderNick") or account, private=private,
        title=_text(data, "conversationTitle"), direct=direct,
    )  # fmt: skip
    corp, webhook = _text(data, "chatbotCorpId") or None, _webhook(data, oapi)
    if "errorCode" in data and not data.get("text") and not data.get("content"):
        why = f"{data.get('errorCode')} {_text(data, 'errorMessage')}".strip()
        return Told(room, None, corp, webhook, over_quota=why)
    text, files = _content(data)
    said_at = _instant(data.get("createAt"))
    event: Event
    if TOKEN.fullmatch(text) and not files:
        event = Pressed(id=key, origin=origin, received_at=now, said_at=said_at, token=text)
    else:
        event = Heard(
            id=key, origin=origin, received_at=now, said_at=said_at, text=text,
            # In a group nothing else is told us; a mention of the robot is gone from the text.
            addressed=True, mentions=tuple(_mentions(data)), files=tuple(files),
        )  # fmt: skip
    return Told(room, cleaned(event), corp, webhook)


def read_click(data: Mapping[str, Any], delivery: str) -> Click:
    """Read a press on a card, in either of the two shapes that are documented.

    Raises `UnreadableError`.
    """
    inner = data.get("content", data.get("value"))
    if isinstance(inner, str):
        inner = _json(inner)
    inner = inner if isinstance(inner, dict) else {}
    private = inner.get("cardPrivateData")
    private = private if isinstance(private, dict) else {}
    params = private.get("params", inner.get("params"))
    actions = private.get("actionIds")
    token = _text(params, "id") if isinstance(params, dict) else ""
    if not token and isinstance(actions, list) and actions:
        token = str(actions[0])
    track, user = _text(data, "outTrackId"), _text(data, "userId")
    room = room_of(track)
    if room is None or not user or not token or not delivery:
        raise UnreadableError("a press without a card of ours, a person or an action")
    return Click(delivery, user, track, room, token, _text(data, "corpId") or None)


def pressed(click: Click, connection: str, name: str, now: Instant) -> Pressed:
    """Return what a press means, now that whoever pressed has a name."""
    origin = Origin(
        connection=connection, room=click.room, account=click.user, name=name,
        private=click.room.startswith(PRIVATE), direct=f"{PRIVATE}{click.user}",
    )  # fmt: skip
    return cleaned(
        Pressed(
            # Ids of cards' deliveries and of messages are not of one kind.
            id=f"card:{click.delivery}", origin=origin, received_at=now, token=click.token,
            message=click.track,
        )
    )  # fmt: skip


def track_for(room: str, own: bytes) -> str:
    """Make the id of a card: of 12 bytes of its own, and of the room, which no press need name."""
    return f"mu-{_encoded(own)}-{_encoded(room.encode())}"


def room_of(track: str) -> str | None:
    """Return in which room a card of ours stands; None where it is none of ours."""
    if (found := _TRACK.fullmatch(track)) is None:
        return None
    try:
        return base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


# Messages, part by part


def _content(data: Mapping[str, Any]) -> tuple[str, Sequence[HeardFile]]:
    """Return the words of a message, spoken ones too, and what was sent with them."""
    kind = data.get("msgtype")
    content = data.get("content")
    content = content if isinstance(content, dict) else {}
    match kind:
        case "text":
            text = data.get("text")
            return (_text(text, "content").strip() if isinstance(text, dict) else ""), ()
        case "richText":
            return _rich(content.get("richText"))
        case "audio":
            if said := _text(content, "recognition").strip():
                return said, ()
            return "", _file(content, "audio.amr")
        case "picture":
            return "", _file(content, "picture.jpg")
        case "video":
            return "", _file(content, f"video.{_text(content, 'videoType') or 'mp4'}")
        case "file":
            return "", _file(content, _text(content, "fileName") or "file")
        case _:
            return "", ()


def _rich(parts: object) -> tuple[str, Sequence[HeardFile]]:
    words: list[str] = []
    files: list[HeardFile] = []
    for part in parts if isinstance(parts, list) else ():
        if not isinstance(part, dict):
            continue
        if part.get("type") == "picture":
            files += _file(part, f"picture-{len(files) + 1}.jpg")
        else:
            words.append(_text(part, "text"))
    return "".join(words).strip(), files


def _file(content: Mapping[str, Any], name: str) -> Sequence[HeardFile]:
    code = _text(content, "downloadCode") or _text(content, "pictureDownloadCode")
    if not code:
        return ()
    # How large it is shows when it is fetched.
    return (HeardFile(code, name, 0, _KINDS.guess_type(name)[0] or ""),)


def _mentions(data: Mapping[str, Any]) -> Sequence[Mention]:
    """List who was mentioned besides the robot; their names are taken out of the text unsaid."""
    given = data.get("atUsers")
    found = []
    for each in given if isinstance(given, list) else ():
        if not isinstance(each, dict) or each.get("dingtalkId") == data.get("chatbotUserId"):
            continue
        if account := _text(each, "staffId") or _text(each, "dingtalkId"):
            found.append(Mention(account, ""))
    return found


def _webhook(data: Mapping[str, Any], oapi: str) -> Webhook | None:
    """Return the temporary address, if it is one of the configured host: else it is somebody's."""
    given = _text(data, "sessionWebhook")
    until = _instant(data.get("sessionWebhookExpiredTime"))
    try:
        url, host = urlsplit(given), urlsplit(oapi)
    except ValueError:
        return None
    ours = (url.scheme, url.netloc, url.path) == (
        host.scheme, host.netloc, f"{host.path}/robot/sendBySession",
    )  # fmt: skip
    return Webhook(given, until) if ours and until is not None else None


def _instant(given: object) -> Instant | None:
    """Read milliseconds, which come as numbers and as texts."""
    try:
        return datetime.fromtimestamp(int(str(given)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _text(given: object, name: str) -> str:
    found = given.get(name) if isinstance(given, Mapping) else None
    return found if isinstance(found, str) else ""


def _json(text: str) -> object:
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
