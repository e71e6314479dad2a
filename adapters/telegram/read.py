"""Read what Telegram delivers: raw updates, and the events that they mean. Pure.

Only what is needed is looked at, field by field, so that whatever a later version of the Bot API
adds or leaves out elsewhere does no harm.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias, TypeVar

from msgspec import Struct

from bot.domain.phrase import Instant
from bot.domain.regex import regex
from bot.event import (
    Event,
    Heard,
    HeardFile,
    Joined,
    Left,
    Mention,
    Origin,
    Pressed,
    ProfileSeen,
    RoomMoved,
    TopicSeen,
)

T = TypeVar("T")
Json: TypeAlias = Mapping[str, Any]

ALLOWED: Final = ("message", "callback_query", "my_chat_member")
"""The kinds of updates that are read, and asked for."""

_START: Final = regex(r"/start(?:\s+([A-Za-z0-9_-]{1,64}))?\s*")
_COMMAND: Final = regex(r"\A/[A-Za-z0-9_]+")
_REF: Final = regex(r"(-?[1-9][0-9]{0,17}):([1-9][0-9]{0,17})([fp]?)")
_OUT: Final = {"left", "kicked"}
_GENERAL: Final = 1
"""The topic of what is in no other: it is never sent to by its number."""
_CREATED: Final = "forum_topic_created"
_RENAMED: Final = "forum_topic_edited"
_MEDIA: Final = (
    ("document", ""), ("video", ".mp4"), ("audio", ".mp3"), ("voice", ".ogg"),
    ("animation", ".mp4"), ("video_note", ".mp4"),
)  # fmt: skip
"""What can be attached, and how a file is called that comes without a name."""


class Unreadable(ValueError):  # noqa: N818 - says what the update is
    """An update is not as the Bot API describes it. The text names a field, never its content."""


class Reader(Struct, frozen=True):
    """Say for whom is read: the connection, and the bot's own account and username."""

    connection: str
    bot: int
    username: str


class Ref(Struct, frozen=True):
    """Point to a message: `kind` is "p" for a picture, "f" for a file, "" for a text."""

    chat: str
    message: int
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.chat}:{self.message}{self.kind}"

    @classmethod
    def of(cls, text: str) -> "Ref":
        """Read a ref. Raises `Unreadable`."""
        if (parts := _REF.fullmatch(text)) is None:
            raise Unreadable("a ref")
        return cls(parts[1], int(parts[2]), parts[3])


class Reading(Struct, frozen=True):
    """Hold what an update comes to; with no events it is none of our business.

    What has the same `queue` is to be handed in one after the other. `query` is a press that must
    be answered whatever comes of it; `nobody` says that no person stands behind it.
    """

    events: tuple[Event, ...] = ()
    queue: str = ""
    query: str | None = None
    nobody: bool = False


def read(update: Json, reader: Reader, now: Instant, since: Instant | None = None) -> Reading:
    """Read one update. Raises `Unreadable`, and nothing else, whatever was sent.

    Where it may have waited `since` a time, a press is said to be from then: nothing tells when.
    """
    delivery = str(_need(update, "update_id", int))
    if (message := _get(update, "message", dict)) is not None:
        return _message(delivery, message, reader, now)
    if (query := _get(update, "callback_query", dict)) is not None:
        return _press(delivery, query, reader, now, since)
    if (change := _get(update, "my_chat_member", dict)) is not None:
        return _standing(delivery, change, reader, now)
    return Reading()


def ref_of(message: Json) -> Ref:
    """Return what points to a message."""
    chat = _need(_need(message, "chat", dict), "id", int)
    kind = "p" if "photo" in message else "f" if "document" in message else ""
    return Ref(str(chat), _need(message, "message_id", int), kind)


# Messages


def _message(delivery: str, message: Json, reader: Reader, now: Instant) -> Reading:
    chat = _need(message, "chat", dict)
    if _need(chat, "type", str) == "channel":
        return Reading()
    sender = _get(message, "from", dict) or {}
    origin = _origin(chat, sender, message, reader)
    told = tuple(_told(delivery, message, origin, reader, now))
    if told:
        return Reading(told, f"chat {origin.room}")
    if not _is_person(sender) or "sender_chat" in message:
        return Reading()
    heard = _heard(delivery, message, origin, reader, now)
    return Reading() if heard is None else Reading((heard,), origin.account)


def _told(
    delivery: str, message: Json, origin: Origin, reader: Reader, now: Instant
) -> Iterator[Event]:
    """Yield what a service message tells of the chat and its members."""
    said_at = _time(message)
    if (fresh := _get(message, "migrate_to_chat_id", int)) is not None:
        yield RoomMoved(
            id=delivery, origin=origin, received_at=now, said_at=said_at, key=str(fresh)
        )
    elif (old := _get(message, "migrate_from_chat_id", int)) is not None:
        there = Origin(reader.connection, str(old), "", "", title=origin.title)
        yield RoomMoved(
            id=delivery, origin=there, received_at=now, said_at=said_at, key=origin.room
        )
    elif (title := _get(message, "new_chat_title", str)) is not None:
        yield RoomMoved(
            id=delivery, origin=origin, received_at=now, said_at=said_at, key=origin.room,
            title=title,
        )  # fmt: skip
    elif _CREATED in message or _RENAMED in message:
        if origin.topic:
            yield TopicSeen(id=delivery, origin=origin, received_at=now, said_at=said_at)
    elif (members := _get(message, "new_chat_members", list)) is not None:
        people = [each for each in members if isinstance(each, dict) and _is_person(each)]
        for number, each in enumerate(people):
            # One delivery, and yet several things happened.
            which = f"{delivery}.{number}" if number else delivery
            theirs = _origin(_need(message, "chat", dict), each, message, reader)
            yield Joined(id=which, origin=theirs, received_at=now, said_at=said_at)
    elif (member := _get(message, "left_chat_member", dict)) is not None and _is_person(member):
        theirs = _origin(_need(message, "chat", dict), member, message, reader)
        yield Left(id=delivery, origin=theirs, received_at=now, said_at=said_at)


def _heard(
    delivery: str, message: Json, origin: Origin, reader: Reader, now: Instant
) -> Heard | None:
    """Return what somebody said, without what only addressed it; None where nothing was said."""
    captioned = "caption" in message
    text = _get(message, "caption" if captioned else "text", str)
    files = tuple(_files(message))
    if text is None and not files:
        return None
    marks = _get(message, "caption_entities" if captioned else "entities", list) or []
    words = _Words(text or "", marks, reader)
    replied = _get(message, "reply_to_message", dict)
    return Heard(
        id=delivery,
        origin=origin,
        received_at=now,
        said_at=_time(message),
        text=words.plain,
        addressed=origin.private or words.addressed,
        mentions=tuple(words.mentions),
        files=files,
        reply_to=_ours(replied, reader),
    )


def _ours(message: Json | None, reader: Reader) -> str | None:
    """Return the ref of a message that was replied to, where it is the bot's own."""
    if message is None or _CREATED in message:
        return None  # what stands in a topic formally replies to the topic's beginning
    sender = _get(message, "from", dict) or {}
    return str(ref_of(message)) if sender.get("id") == reader.bot else None


class _Words:
    """Take a text apart: whether it is said to the bot, whom it names, what is left of it."""

    def __init__(self, text: str, marks: Sequence[object], reader: Reader) -> None:
        self.addressed = False
        self.mentions: list[Mention] = []
        units = text.encode("utf-16-le", "surrogatepass")
        cuts: list[tuple[int, int]] = []
        elsewhere = False
        for mark in marks:
            if not isinstance(mark, dict):
                raise Unreadable("entities")
            start, end = (2 * at for at in _span(mark))
            part = units[start:end].decode("utf-16-le", "replace")
            match mark.get("type"):
                case "bot_command":
                    name, at, whose = part.partition("@")
                    if at and whose.casefold() != reader.username.casefold():
                        elsewhere = elsewhere or start == 0
                        continue
                    self.addressed = self.addressed or bool(at) or start == 0
                    cuts.append((start + 2 * len(name), end))
                case "mention" if part.casefold() == f"@{reader.username}".casefold():
                    self.addressed = True
                    cuts.append((start, end))
                case "text_mention":
                    self._name(mark, part, reader)
        self.addressed = self.addressed and not elsewhere
        plain = _payload(_without(units, cuts))
        # Telegram's names of commands have no spaces: /team_code is "team code".
        self.plain = _COMMAND.sub(lambda name: name[0].replace("_", " "), plain)

    def _name(self, mark: Json, part: str, reader: Reader) -> None:
        """Bind a name to an account: people without a username are named so."""
        user = _need(mark, "user", dict)
        if _need(user, "id", int) == reader.bot:
            self.addressed = True
        elif _is_person(user):
            self.mentions.append(Mention(str(user["id"]), part))


def _span(mark: Json) -> tuple[int, int]:
    start, length = _need(mark, "offset", int), _need(mark, "length", int)
    if start < 0 or length < 0:
        raise Unreadable("entities")
    return start, start + length


def _without(units: bytes, cuts: Iterable[tuple[int, int]]) -> str:
    """Return a text without some of its parts, and without the spaces that stood around them."""
    kept, at = [], 0
    for start, end in sorted(cuts):
        kept.append(units[at:start])
        at = max(at, end)
    kept.append(units[at:])
    parts = [each.decode("utf-16-le", "replace") for each in kept]
    return re.sub(r"[ \t]{2,}", " ", "".join(parts)).strip() if len(parts) > 1 else parts[0].strip()


def _payload(text: str) -> str:
    """Return the words that a link to the bot stands for: "/start link-ABC" is "link ABC"."""
    if (start := _START.fullmatch(text)) is None:
        return text
    return (start[1] or "").replace("-", " ", 1).strip()


def _files(message: Json) -> Iterator[HeardFile]:
    photos = _get(message, "photo", list)
    if photos:
        # The same picture in several sizes, the largest last.
        yield _file(photos[-1], ".jpg", "image/jpeg")
    for kind, suffix in _MEDIA:
        if (found := _get(message, kind, dict)) is not None:
            yield _file(found, suffix, "")
            return


def _file(found: object, suffix: str, kind: str) -> HeardFile:
    if not isinstance(found, dict):
        raise Unreadable("a file")
    unique = _get(found, "file_unique_id", str) or "file"
    return HeardFile(
        key=_need(found, "file_id", str),
        name=_get(found, "file_name", str) or f"{unique}{suffix}",
        size=_get(found, "file_size", int) or 0,
        kind=_get(found, "mime_type", str) or kind,
    )


# Presses, and the bot's own standing


def _press(
    delivery: str, query: Json, reader: Reader, now: Instant, since: Instant | None
) -> Reading:
    number = _need(query, "id", str)
    sender = _need(query, "from", dict)
    message = _get(query, "message", dict)
    token = _get(query, "data", str)
    if message is None or token is None:
        # A message that was sent in the bot's name elsewhere: there is none of ours.
        return Reading((), number, number)
    if not _is_person(sender):
        return Reading((), number, number, nobody=True)
    origin = _origin(_need(message, "chat", dict), sender, message, reader)
    pressed = Pressed(
        id=delivery, origin=origin, received_at=now, said_at=since, token=token,
        message=str(ref_of(message)),
    )  # fmt: skip
    return Reading((pressed,), origin.account, number)


def _standing(delivery: str, change: Json, reader: Reader, now: Instant) -> Reading:
    """Read that the bot was let in, thrown out, blocked or let write again."""
    chat, sender = _need(change, "chat", dict), _need(change, "from", dict)
    if _need(chat, "type", str) == "channel":
        return Reading()
    origin = _origin(chat, sender, change, reader)
    was, now_is = (_is_in(change, which) for which in ("old_chat_member", "new_chat_member"))
    event: Event | None = None
    if origin.private:
        event = ProfileSeen(id=delivery, origin=origin, received_at=now, reachable=now_is)
    elif now_is and not was:
        event = Joined(id=delivery, origin=origin, received_at=now, said_at=_time(change), bot=True)
    elif was and not now_is:
        event = Left(id=delivery, origin=origin, received_at=now, said_at=_time(change), bot=True)
    return Reading() if event is None else Reading((event,), f"chat {origin.room}")


def _is_in(change: Json, which: str) -> bool:
    member = _need(change, which, dict)
    status = _need(member, "status", str)
    return status not in _OUT and (status != "restricted" or bool(member.get("is_member", True)))


def _origin(chat: Json, sender: Json, message: Json, reader: Reader) -> Origin:
    room = str(_need(chat, "id", int))
    private = _need(chat, "type", str) == "private"
    topic = _get(message, "is_topic_message", bool) or False
    thread = _get(message, "message_thread_id", int) if topic else None
    if thread == _GENERAL:
        thread = None
    names = (_get(sender, name, str) or "" for name in ("first_name", "last_name"))
    language = _get(sender, "language_code", str)
    return Origin(
        connection=reader.connection,
        room=room,
        account=str(_need(sender, "id", int)) if sender else "",
        name=" ".join(filter(None, names)),
        private=private,
        thread=None if thread is None else str(thread),
        topic="" if thread is None else _topic(message),
        # "pt-br", "zh-hans": the language alone.
        language=None if language is None else language.partition("-")[0].lower() or None,
        title=_get(chat, "title", str) or "",
        # To whom one may write is only certain where they do: a bot cannot begin.
        direct=room if private else None,
    )


def _topic(message: Json) -> str:
    """Return what a topic is called, where that is told: what stands in it replies to its naming.

    That tells the first name of it; later ones are told once, when they are given.
    """
    replied = _get(message, "reply_to_message", dict) or {}
    for told, kind in ((message, _RENAMED), (message, _CREATED), (replied, _CREATED)):
        if (naming := _get(told, kind, dict)) is not None:
            return _get(naming, "name", str) or ""
    return ""


def _is_person(user: Json) -> bool:
    """Say whether a user is one; anonymous administrators and channels speak through bots."""
    return _get(user, "id", int) is not None and not user.get("is_bot", False)


# Fields, one by one


def _time(message: Json) -> Instant | None:
    seconds = _get(message, "date", int)
    if not seconds:  # nought: too old to be told
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise Unreadable("date") from None


def _get(found: Json, name: str, kind: type[T]) -> T | None:
    """Return a value of just that type, or None where there is none."""
    given = found.get(name)
    if given is None:
        return None
    if type(given) is not kind:  # a bool is no number here
        raise Unreadable(name)
    return given


def _need(found: Json, name: str, kind: type[T]) -> T:
    given = found.get(name)
    if type(given) is not kind:
        raise Unreadable(name)
    return given
