"""What comes in: one frozen value for each thing that a platform tells us.

An event carries the platform's own keys, because reading a payload is pure; the first statement of
the turn resolves them to our ids. `id` is the platform's key of one delivery.
"""

from collections.abc import Mapping
from typing import Final, TypeVar

from msgspec import Struct, field
from msgspec.json import encode
from msgspec.structs import replace

from bot.domain.phrase import Instant
from bot.domain.regex import regex


class Origin(Struct, frozen=True):
    """Say from where and from whom an event came, in the platform's keys.

    `direct` is the key of the private chat with the account, where the platform tells it;
    `language` is the language alone, "zh" where the platform says "zh-hans". `thread` is the part
    of the room in which it was said, where the room has parts, and `topic` what that is called,
    if the platform tells that, too.
    """

    connection: str
    room: str
    account: str
    name: str
    private: bool = False
    thread: str | None = None
    topic: str = ""
    language: str | None = None
    title: str = ""
    direct: str | None = None


class Event(Struct, frozen=True, kw_only=True):
    """Carry what all events have; `said_at` is the platform's own clock where it tells one."""

    id: str
    origin: Origin
    received_at: Instant
    said_at: Instant | None = None


class Mention(Struct, frozen=True):
    """Bind a name in a text to an account."""

    account: str
    name: str


class HeardFile(Struct, frozen=True):
    """Describe a file that came with a message; `key` is what the adapter downloads it by."""

    key: str
    name: str
    size: int
    kind: str = ""


class Heard(Event, frozen=True, kw_only=True):
    """Somebody wrote something.

    `addressed` says whether it was said to the bot (a command, a mention, a private chat); the
    mention itself is already gone from `text`. `reply_to` is the ref of a message *of the bot*.
    """

    text: str
    addressed: bool
    mentions: tuple[Mention, ...] = ()
    files: tuple[HeardFile, ...] = ()
    reply_to: str | None = None


class Pressed(Event, frozen=True, kw_only=True):
    """Somebody pressed a button; `own` where only they see the message that it stands on."""

    token: str
    message: str | None = None
    own: bool = False


class Submitted(Event, frozen=True, kw_only=True):
    """Somebody sent a form; values are texts by the fields' names."""

    token: str
    values: Mapping[str, str] = field(default_factory=dict)


class Joined(Event, frozen=True, kw_only=True):
    """Somebody came into a room; `bot` where it was the bot, whom the account let in.

    `proven` says that, by the platform's own word, the account looks after the room.
    """

    bot: bool = False
    proven: bool = False


class Left(Event, frozen=True, kw_only=True):
    """Somebody left a room; `bot` where it was the bot that was removed.

    From the whole of its connection, where the origin names no room.
    """

    bot: bool = False


class RoomMoved(Event, frozen=True, kw_only=True):
    """A room goes by a new key or a new title from now on."""

    key: str
    title: str | None = None


class TopicSeen(Event, frozen=True, kw_only=True):
    """The platform told what a thread of a room is called: its origin says so."""


class ProfileSeen(Event, frozen=True, kw_only=True):
    """The platform told more of an account: its name, its language, whether we may write to it.

    `zone` is its time zone's name in the IANA database. What is not told stays as it was.
    """

    reachable: bool | None = None
    zone: str | None = None


class Returned(Event, frozen=True, kw_only=True):
    """Somebody looks again, and may have answered elsewhere; see `Answer.stands`."""


class MembersSeen(Event, frozen=True, kw_only=True):
    """The platform told who is in a room."""

    accounts: tuple[Mention, ...]


T = TypeVar("T")

_UNKEEPABLE: Final = regex("[\x00\ud800-\udfff]")


def _is_suspect(value: Struct) -> bool:
    """Say whether a closer look is worth its while: JSON escapes noughts, and takes no halves."""
    try:
        return b"\\u0000" in encode(value)
    except (UnicodeEncodeError, TypeError):
        return True


def cleaned(value: T) -> T:
    """Return an event, or a part of one, in which every text can be kept and sent.

    JSON can carry halves of characters, and a nought character, which PostgreSQL does not take:
    the replacement character stands in their place.
    """
    clean: object = value
    match value:
        case Struct():
            if _is_suspect(value):
                names = value.__struct_fields__
                parts = {name: cleaned(getattr(value, name)) for name in names}
                clean = replace(value, **parts)
        case str():
            clean = _UNKEEPABLE.sub("\N{REPLACEMENT CHARACTER}", value)
        case tuple():
            clean = tuple(map(cleaned, value))
        case Mapping():
            clean = {cleaned(name): cleaned(each) for name, each in value.items()}
    return clean  # type: ignore[return-value]  # of the type that came in, by each case
