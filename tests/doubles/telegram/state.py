"""What Telegram keeps: the bot, people, chats and what stands in them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from tests.doubles.telegram.text import Entity, Parsed

Json: TypeAlias = dict[str, Any]


@dataclass(slots=True)
class User:
    """Hold somebody, or the bot."""

    id: int
    first_name: str
    username: str | None = None
    language: str | None = None
    is_bot: bool = False

    def as_json(self) -> Json:
        """Return it as the API does."""
        found: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            found["username"] = self.username
        if self.language:
            found["language_code"] = self.language
        return found


@dataclass(frozen=True, slots=True)
class Upload:
    """Hold a file: the name, content and media type that came, or that a person sent."""

    name: str
    content: bytes
    kind: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Button:
    """Hold a button of a message, as the person sees it."""

    label: str
    data: str | None = None
    url: str | None = None
    style: str | None = None


@dataclass(slots=True)
class Message:
    """Hold one message as it now stands; `past` is what it showed before it was edited."""

    id: int
    chat: "Chat"
    by: User
    date: datetime
    parsed: Parsed
    rows: tuple[tuple[Button, ...], ...] = ()
    thread: int | None = None
    reply_to: "Message | None" = None
    upload: Upload | None = None
    picture: bool = False
    past: list[str] = field(default_factory=list)
    gone: bool = False

    @property
    def text(self) -> str:
        """What a person reads, or the caption."""
        return self.parsed.text

    @property
    def labels(self) -> list[str]:
        """What stands on its buttons."""
        return [each.label for row in self.rows for each in row]

    @property
    def entities(self) -> tuple[Entity, ...]:
        """What is marked in the text."""
        return self.parsed.entities

    @property
    def found(self) -> tuple[tuple[str, str], ...]:
        """What became a link, a mention or a command by itself: (kind, text)."""
        return self.parsed.found

    def as_json(self, *, shallow: bool = False) -> Json:
        """Return it as the API does."""
        found: Json = {
            "message_id": self.id,
            "date": int(self.date.timestamp()),
            "chat": self.chat.as_json(),
            "from": self.by.as_json(),
        }
        marks = [each.as_json() for each in self.entities]
        text, entities = ("caption", "caption_entities") if self.upload else ("text", "entities")
        if self.text:
            found[text] = self.text
        if marks:
            found[entities] = marks
        if self.upload is not None:
            key = f"file-{self.chat.id}-{self.id}"
            size = len(self.upload.content)
            sent: Json = {"file_id": key, "file_unique_id": f"u{key}", "file_size": size}
            if self.picture:
                small = sent | {"file_id": f"{key}-s", "width": 90, "height": 90, "file_size": 1}
                found["photo"] = [small, sent | {"width": 800, "height": 600}]
            else:
                more = {"file_name": self.upload.name, "mime_type": self.upload.kind}
                found["document"] = sent | more
        if self.thread is not None:
            found |= {"message_thread_id": self.thread, "is_topic_message": self.chat.is_forum}
        if self.rows:
            found["reply_markup"] = {
                "inline_keyboard": [
                    [{"text": each.label, "callback_data": each.data} for each in row]
                    for row in self.rows
                ]
            }
        if self.reply_to is not None and not shallow:
            found["reply_to_message"] = self.reply_to.as_json(shallow=True)
        elif (
            self.thread is not None and not shallow and (name := self.chat.topics.get(self.thread))
        ):
            # What stands in a topic formally replies to the topic's beginning.
            found["reply_to_message"] = {
                "message_id": self.thread, "date": found["date"], "chat": found["chat"],
                "message_thread_id": self.thread, "is_topic_message": True,
                "forum_topic_created": {"name": name, "icon_color": 7322096},
            }  # fmt: skip
        return found


@dataclass(slots=True)
class Chat:
    """Hold a chat, and what everybody in it sees."""

    id: int
    kind: str
    title: str
    is_forum: bool = False
    bot: str = "member"
    """The bot's own status: member, administrator, left, kicked; of a private chat also `new`."""
    admins: set[int] = field(default_factory=set)
    owner: int | None = None
    topics: dict[int, str] = field(default_factory=dict)
    """The topics of a forum, by number, and what they were called at first."""
    closed: set[int] = field(default_factory=set)
    """Topics in which only administrators may write."""
    may_pin: bool = False
    """Whether the bot, where it is an administrator, has the right to pin."""
    pinned: list[int] = field(default_factory=list)
    moved_to: int | None = None
    messages: list[Message] = field(default_factory=list)
    next_id: int = 1

    @property
    def private(self) -> bool:
        """Whether it is a chat with one person."""
        return self.kind == "private"

    def as_json(self) -> Json:
        """Return it as the API does."""
        named = "first_name" if self.private else "title"
        found: Json = {"id": self.id, "type": self.kind, named: self.title}
        return found | {"is_forum": True} if self.is_forum else found

    @property
    def standing(self) -> list[Message]:
        """What has not been taken away, the oldest first."""
        return [each for each in self.messages if not each.gone]

    def message(self, number: int) -> Message | None:
        """Return a message that stands."""
        return next((each for each in self.standing if each.id == number), None)
