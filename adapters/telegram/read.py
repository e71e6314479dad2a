"""Read what Telegram delivers: raw updates, and the events that they mean. Pure.

Only what is needed is looked at, field by field (see "What is needed of it"), so that whatever a
later version of the Bot API adds or leaves out elsewhere does no harm.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeAlias

from msgspec import Meta, Struct, ValidationError, convert, field

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

Json: TypeAlias = Mapping[str, Any]

ALLOWED: Final = ("message", "callback_query", "my_chat_member")
"""The kinds of updates that are read, and asked for."""

_START: Final = regex(r"/start(?:\s+([A-Za-z0-9_-]{1,64}))?\s*")
_COMMAND: Final = regex(r"\A/[A-Za-z0-9_]+")
_REF: Final = regex(r"(-?[1-9][0-9]{0,17}):([1-9][0-9]{0,17})([fp]?)")
_OUT: Final = {"left", "kicked"}
_GENERAL: Final = 1
"""The topic of what is in no other: it is never sent to by its number."""
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
    try:
        given = convert(update, _Update)
    except ValidationError as error:  # which names the field, and what it should have been
        raise Unreadable(str(error)) from None
    except UnicodeEncodeError:  # in the name of a field, or in the place of what is no text
        raise Unreadable("half a character") from None
    delivery = str(given.update_id)
    if given.message is not None:
        return _message(delivery, given.message, reader, now)
    if given.callback_query is not None:
        return _press(delivery, given.callback_query, reader, now, since)
    if given.my_chat_member is not None:
        return _standing(delivery, given.my_chat_member, reader, now)
    return Reading()


# What is needed of it, named as the Bot API names it


class _Chat(Struct, frozen=True):
    id: int
    type: str
    title: str | None = None


class _User(Struct, frozen=True):
    """An account; anonymous administrators and channels speak through bots."""

    id: int
    is_bot: bool | None = None
    first_name: str | None = None
    last_name: str | None = None
    language_code: str | None = None


class _Topic(Struct, frozen=True):
    name: str | None = None


class _Earlier(Struct, frozen=True, kw_only=True):
    """A message to which another replies."""

    message_id: int
    chat: _Chat | None = None
    sender: _User | None = field(default=None, name="from")
    photo: object = None
    document: object = None
    forum_topic_created: _Topic | None = None


class _Shown(_Earlier, frozen=True, kw_only=True):
    """A message on which somebody presses; of an old one, no more than where it is."""

    chat: _Chat
    is_topic_message: bool | None = None
    message_thread_id: int | None = None
    forum_topic_edited: _Topic | None = None
    reply_to_message: _Earlier | None = None


class _Mark(Struct, frozen=True):
    """A part of a text that means something, counted in UTF-16 units."""

    offset: Annotated[int, Meta(ge=0)]
    length: Annotated[int, Meta(ge=0)]
    type: str | None = None
    user: _User | None = None


class _File(Struct, frozen=True):
    file_id: str
    file_unique_id: str | None = None
    file_name: str | None = None
    file_size: int | None = None
    mime_type: str | None = None


class _Message(_Shown, frozen=True, kw_only=True):
    date: int | None = None
    sender_chat: object = None
    text: str | None = None
    entities: Sequence[_Mark] | None = None
    caption: str | None = None
    caption_entities: Sequence[_Mark] | None = None
    photo: Sequence[_File] | None = None
    document: _File | None = None
    video: _File | None = None
    audio: _File | None = None
    voice: _File | None = None
    animation: _File | None = None
    video_note: _File | None = None
    migrate_to_chat_id: int | None = None
    migrate_from_chat_id: int | None = None
    new_chat_title: str | None = None
    new_chat_members: Sequence[_User] | None = None
    left_chat_member: _User | None = None


class _Query(Struct, frozen=True, kw_only=True):
    """A press."""

    id: str
    sender: _User = field(name="from")
    message: _Shown | None = None
    data: str | None = None


class _Member(Struct, frozen=True):
    status: str
    is_member: bool | None = None


class _Change(Struct, frozen=True, kw_only=True):
    """A change of what somebody may do in a chat."""

    chat: _Chat
    sender: _User = field(name="from")
    date: int | None = None
    old_chat_member: _Member
    new_chat_member: _Member


class _Update(Struct, frozen=True):
    update_id: int
    message: _Message | None = None
    callback_query: _Query | None = None
    my_chat_member: _Change | None = None


# Messages


def _message(delivery: str, message: _Message, reader: Reader, now: Instant) -> Reading:
    if message.chat.type == "channel":
        return Reading()
    origin = _origin(message.chat, message.sender, reader, message)
    told = tuple(_told(delivery, message, origin, reader, now))
    if told:
        return Reading(told, f"chat {origin.room}")
    if message.sender is None or message.sender.is_bot or message.sender_chat is not None:
        return Reading()
    heard = _heard(delivery, message, origin, reader, now)
    return Reading() if heard is None else Reading((heard,), origin.account)


def _told(
    delivery: str, message: _Message, origin: Origin, reader: Reader, now: Instant
) -> Iterator[Event]:
    """Yield what a service message tells of the chat and its members."""
    said_at = _time(message.date)
    if message.migrate_to_chat_id is not None:
        fresh = str(message.migrate_to_chat_id)
        yield RoomMoved(id=delivery, origin=origin, received_at=now, said_at=said_at, key=fresh)
    elif message.migrate_from_chat_id is not None:
        old = str(message.migrate_from_chat_id)
        there = Origin(reader.connection, old, "", "", title=origin.title)
        yield RoomMoved(
            id=delivery, origin=there, received_at=now, said_at=said_at, key=origin.room
        )
    elif message.new_chat_title is not None:
        yield RoomMoved(
            id=delivery, origin=origin, received_at=now, said_at=said_at, key=origin.room,
            title=message.new_chat_title,
        )  # fmt: skip
    elif message.forum_topic_created is not None or message.forum_topic_edited is not None:
        if origin.topic:
            yield TopicSeen(id=delivery, origin=origin, received_at=now, said_at=said_at)
    elif message.new_chat_members is not None:
        people = [each for each in message.new_chat_members if not each.is_bot]
        for number, each in enumerate(people):
            # One delivery, and yet several things happened.
            which = f"{delivery}.{number}" if number else delivery
            theirs = _origin(message.chat, each, reader, message)
            yield Joined(id=which, origin=theirs, received_at=now, said_at=said_at)
    elif message.left_chat_member is not None and not message.left_chat_member.is_bot:
        theirs = _origin(message.chat, message.left_chat_member, reader, message)
        yield Left(id=delivery, origin=theirs, received_at=now, said_at=said_at)


def _heard(
    delivery: str, message: _Message, origin: Origin, reader: Reader, now: Instant
) -> Heard | None:
    """Return what somebody said, without what only addressed it; None where nothing was said."""
    text, marks = message.text, message.entities
    if message.caption is not None:
        text, marks = message.caption, message.caption_entities
    files = tuple(_files(message))
    if text is None and not files:
        return None
    words = _Words(text or "", marks or (), reader)
    return Heard(
        id=delivery,
        origin=origin,
        received_at=now,
        said_at=_time(message.date),
        text=words.plain,
        addressed=origin.private or words.addressed,
        mentions=tuple(words.mentions),
        files=files,
        reply_to=_ours(message.reply_to_message, reader),
    )


def _ours(message: _Earlier | None, reader: Reader) -> str | None:
    """Return the ref of a message that was replied to, where it is the bot's own."""
    if message is None or message.forum_topic_created is not None:
        return None  # what stands in a topic formally replies to the topic's beginning
    if message.chat is None or message.sender is None or message.sender.id != reader.bot:
        return None
    return _ref(message.chat, message)


class _Words:
    """Take a text apart: whether it is said to the bot, whom it names, what is left of it."""

    def __init__(self, text: str, marks: Iterable[_Mark], reader: Reader) -> None:
        self.addressed = False
        self.mentions: list[Mention] = []
        units = text.encode("utf-16-le", "surrogatepass")
        cuts: list[tuple[int, int]] = []
        elsewhere = False
        for mark in marks:
            start, end = 2 * mark.offset, 2 * (mark.offset + mark.length)
            part = units[start:end].decode("utf-16-le", "replace")
            match mark.type:
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
                    self._name(mark.user, part, reader)
        self.addressed = self.addressed and not elsewhere
        plain = _payload(_without(units, cuts))
        # Telegram's names of commands have no spaces: /team_code is "team code".
        self.plain = _COMMAND.sub(lambda name: name[0].replace("_", " "), plain)

    def _name(self, user: _User | None, part: str, reader: Reader) -> None:
        """Bind a name to an account: people without a username are named so."""
        if user is None:
            raise Unreadable("user")
        if user.id == reader.bot:
            self.addressed = True
        elif not user.is_bot:
            self.mentions.append(Mention(str(user.id), part))


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


def _files(message: _Message) -> Iterator[HeardFile]:
    if message.photo:
        # The same picture in several sizes, the largest last.
        yield _file(message.photo[-1], ".jpg", "image/jpeg")
    for kind, suffix in _MEDIA:
        if (found := getattr(message, kind)) is not None:
            yield _file(found, suffix, "")
            return


def _file(found: _File, suffix: str, kind: str) -> HeardFile:
    return HeardFile(
        key=found.file_id,
        name=found.file_name or f"{found.file_unique_id or 'file'}{suffix}",
        size=found.file_size or 0,
        kind=found.mime_type or kind,
    )


# Presses, and the bot's own standing


def _press(
    delivery: str, query: _Query, reader: Reader, now: Instant, since: Instant | None
) -> Reading:
    message, token = query.message, query.data
    if message is None or token is None:
        # A message that was sent in the bot's name elsewhere: there is none of ours.
        return Reading((), query.id, query.id)
    if query.sender.is_bot:
        return Reading((), query.id, query.id, nobody=True)
    origin = _origin(message.chat, query.sender, reader, message)
    pressed = Pressed(
        id=delivery, origin=origin, received_at=now, said_at=since, token=token,
        message=_ref(message.chat, message),
    )  # fmt: skip
    return Reading((pressed,), origin.account, query.id)


def _standing(delivery: str, change: _Change, reader: Reader, now: Instant) -> Reading:
    """Read that the bot was let in, thrown out, blocked or let write again."""
    if change.chat.type == "channel":
        return Reading()
    origin = _origin(change.chat, change.sender, reader)
    was, now_is = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    said_at = _time(change.date)
    event: Event | None = None
    if origin.private:
        event = ProfileSeen(id=delivery, origin=origin, received_at=now, reachable=now_is)
    elif now_is and not was:
        event = Joined(id=delivery, origin=origin, received_at=now, said_at=said_at, bot=True)
    elif was and not now_is:
        event = Left(id=delivery, origin=origin, received_at=now, said_at=said_at, bot=True)
    return Reading() if event is None else Reading((event,), f"chat {origin.room}")


def _is_in(member: _Member) -> bool:
    return member.status not in _OUT and (
        member.status != "restricted" or member.is_member is not False
    )


# Whence


def _origin(
    chat: _Chat, sender: _User | None, reader: Reader, message: _Shown | None = None
) -> Origin:
    """Return from where and from whom something came; `message` says in which topic."""
    room, private = str(chat.id), chat.type == "private"
    account, name, language = "", "", None
    if sender is not None:
        account = str(sender.id)
        name = " ".join(filter(None, (sender.first_name, sender.last_name)))
        # "pt-br", "zh-hans": the language alone.
        language = (sender.language_code or "").partition("-")[0].lower() or None
    thread, topic = None, ""
    if message is not None and message.is_topic_message:
        number = message.message_thread_id
        if number is not None and number != _GENERAL:
            thread, topic = str(number), _topic(message)
    return Origin(
        connection=reader.connection,
        room=room,
        account=account,
        name=name,
        private=private,
        thread=thread,
        topic=topic,
        language=language,
        title=chat.title or "",
        # To whom one may write is only certain where they do: a bot cannot begin.
        direct=room if private else None,
    )


def _topic(message: _Shown) -> str:
    """Return what a topic is called, where that is told: what stands in it replies to its naming.

    That tells the first name of it; later ones are told once, when they are given.
    """
    replied = message.reply_to_message
    begun = None if replied is None else replied.forum_topic_created
    naming = message.forum_topic_edited or message.forum_topic_created or begun
    return "" if naming is None else naming.name or ""


def _ref(chat: _Chat, message: _Earlier) -> str:
    """Return what points to a message."""
    kind = "" if message.document is None else "f"
    if message.photo is not None:
        kind = "p"
    return str(Ref(str(chat.id), message.message_id, kind))


def _time(seconds: int | None) -> Instant | None:
    if not seconds:  # nought: too old to be told
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise Unreadable("date") from None
