"""What people do, and what each of them sees."""

import asyncio
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.doubles.telegram.state import Chat, Json, Message, Upload, User
from tests.doubles.telegram.text import Entity, Parsed, units

if TYPE_CHECKING:
    from tests.doubles.telegram.double import Double, Toast
    from tests.doubles.telegram.updates import Update

_COMMAND: Final = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(@[A-Za-z0-9_]+)?")
_MENTION: Final = re.compile(r"(?<![\w@])@[A-Za-z0-9_]{3,32}")
ANONYMOUS: Final = User(1087968824, "Group", "GroupAnonymousBot", is_bot=True)

_queries: Final[Iterator[int]] = itertools.count(4_382_000)


@dataclass(frozen=True, slots=True)
class Person:
    """Be a person: whatever they do ends once the product has acknowledged it."""

    double: "Double"
    user: User

    @property
    def key(self) -> str:
        """What the platform calls this account."""
        return str(self.user.id)

    @property
    def name(self) -> str:
        """What they are called."""
        return self.user.first_name

    @property
    def chat(self) -> Chat:
        """Their private chat with the bot."""
        return self.double.chats[self.user.id]

    @property
    def private(self) -> "Group":
        """What they see in private."""
        return Group(self.double, self.chat)

    # Saying

    async def says(
        self, text: str, where: "Group | None" = None, *, reply_to: Message | None = None,
        mentions: "Mapping[str, Person] | None" = None, topic: int | None = None,
        upload: Upload | None = None, picture: bool = False, by: User | None = None,
        more: Json | None = None,
    ) -> Message:  # fmt: skip
        """Say something, in private where no group is named; return their own message.

        `mentions` are people without a username, named in the text. The bot hears in a group what
        its privacy mode lets through.
        """
        message, update = self.typed(
            text, where, reply_to=reply_to, mentions=mentions, topic=topic, upload=upload,
            picture=picture, by=by, more=more,
        )  # fmt: skip
        if update is not None:
            await self.double.acknowledged(update)
        return message

    def typed(
        self, text: str, where: "Group | None" = None, *, reply_to: Message | None = None,
        mentions: "Mapping[str, Person] | None" = None, topic: int | None = None,
        upload: Upload | None = None, picture: bool = False, by: User | None = None,
        more: Json | None = None,
    ) -> "tuple[Message, Update | None]":  # fmt: skip
        """Say something without waiting for anybody to hear it."""
        chat = self.chat if where is None else where.chat
        if chat.private and chat.bot == "new":
            chat.bot = "member"
        marks = _marks(text, mentions or {})
        sender = by or self.user
        message = self.double.put(
            chat, sender, Parsed(text, marks), thread=topic, upload=upload, picture=picture,
            reply_to=reply_to,
        )  # fmt: skip
        if not self._heard(message, chat):
            return message, None
        content = message.as_json() | (more or {})
        for mark, found in zip(marks, content.get("entities", ()), strict=False):
            if mark.kind == "text_mention" and mark.url is not None:
                del found["url"]
                found["user"] = self.double.users[int(mark.url)].as_json()
        return message, self.double.update("message", content, f"chat {chat.id}")

    async def starts(self, payload: str = "") -> None:
        """Open the private chat with the bot, by its link or by its button."""
        if self.chat.bot in {"kicked", "left"}:
            await self.unblocks()
        await self.says(f"/start {payload}".strip())

    async def sends(self, name: str, content: bytes, where: "Group | None" = None, *,
                    kind: str = "application/octet-stream", caption: str = "",
                    picture: bool = False) -> Message:  # fmt: skip
        """Send a file."""
        upload = Upload(name, content, kind)
        return await self.says(caption, where, upload=upload, picture=picture)

    # Pressing

    async def presses(self, label: str, where: "Group | None" = None, *,
                      on: Message | None = None) -> "Toast":  # fmt: skip
        """Press the newest button of a label; return what they were told."""
        update, answered = self.pressed(label, where, on=on)
        await self.double.acknowledged(update)
        await self.double.until(answered.done, f"pressing {label!r} was not answered")
        return answered.result()

    def pressed(
        self, label: str, where: "Group | None" = None, *, on: Message | None = None,
        by: User | None = None, data: str | None = None, more: Json | None = None,
    ) -> "tuple[Update, asyncio.Future[Toast]]":  # fmt: skip
        """Press without waiting: the update, and a future for the answer."""
        message = on or self._with(label, where)
        found = [b.data for row in message.rows for b in row if b.label == label]
        query = str(next(_queries))
        content: Json = {
            "id": query,
            "from": (by or self.user).as_json(),
            "chat_instance": "-387",
            "message": message.as_json(),
            "data": data if data is not None else found[0],
        }
        answered = self.double.presses.ask(query)
        update = self.double.update(
            "callback_query", content | (more or {}), f"press {self.user.id}"
        )
        return update, answered

    # The bot's own standing

    async def blocks(self) -> None:
        """Block the bot."""
        await self._let_bot("kicked", self.chat)

    async def unblocks(self) -> None:
        """Let the bot write again."""
        await self._let_bot("member", self.chat)

    async def adds_bot(self, where: "Group", *, admin: bool = False) -> None:
        """Bring the bot into a group."""
        await self._let_bot("administrator" if admin else "member", where.chat)

    async def removes_bot(self, where: "Group") -> None:
        """Take the bot out of a group."""
        await self._let_bot("kicked", where.chat)

    async def _let_bot(self, status: str, chat: Chat) -> None:
        old, chat.bot = chat.bot, status
        user = self.double.bot.as_json()
        content = {
            "chat": chat.as_json(),
            "from": self.user.as_json(),
            "date": int(self.double.clock.now().timestamp()),
            "old_chat_member": {"status": "left" if old == "new" else old, "user": user},
            "new_chat_member": {"status": status, "user": user},
        }
        update = self.double.update("my_chat_member", content, f"members {chat.id}")
        await self.double.acknowledged(update)

    def _with(self, label: str, where: "Group | None") -> Message:
        chat = self.chat if where is None else where.chat
        for message in reversed(chat.standing):
            if label in message.labels:
                return message
        seen = [(each.text, each.labels) for each in chat.standing]
        raise AssertionError(f"no button {label!r} in {seen}")

    def _heard(self, message: Message, chat: Chat) -> bool:
        """Say whether the bot hears a message: in private, as an administrator, by privacy mode."""
        if chat.bot in {"left", "kicked"}:
            return False
        bot = self.double.bot
        if chat.private or chat.bot == "administrator" or not self.double.privacy:
            return True
        if message.reply_to is not None and message.reply_to.by is bot:
            return True
        named = f"@{bot.username}"
        for mark in message.entities:
            part = _part(message.text, mark)
            if mark.kind == "bot_command" and part.partition("@")[2] in {"", bot.username}:
                return True
            if mark.kind == "mention" and part == named:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Group:
    """Be a chat, as everybody in it sees it."""

    double: "Double"
    chat: Chat

    @property
    def key(self) -> str:
        """What the platform calls it."""
        return str(self.chat.id)

    @property
    def messages(self) -> list[Message]:
        """What the bot shows there now, the oldest first."""
        return [each for each in self.chat.standing if each.by is self.double.bot]

    @property
    def texts(self) -> list[str]:
        """What the bot's messages say."""
        return [each.text for each in self.messages]

    @property
    def last(self) -> Message:
        """The newest of them."""
        assert self.messages, f"nothing stands in {self.chat.title}"
        return self.messages[-1]

    async def service(self, person: Person, content: Json) -> None:
        """Let a service message appear: somebody joined or left, the title changed."""
        await person.says("", self, more=content)

    def topic(self, name: str = "") -> int:
        """Open a topic of a forum; without a name, nothing tells what it is called."""
        self.chat.topics[self.chat.next_id] = name
        self.chat.next_id += 1
        return self.chat.next_id - 1

    @property
    def pinned(self) -> list[str]:
        """What is pinned, the oldest first."""
        return [each.text for each in self.chat.standing if each.id in self.chat.pinned]

    def moves(self) -> "Group":
        """Make the group a supergroup: a new chat, whose messages count anew. Nobody is told."""
        number = -(10**12) - 500 + self.chat.id
        fresh = Chat(
            number, "supergroup", self.chat.title, bot=self.chat.bot, admins=self.chat.admins,
            owner=self.chat.owner,
        )  # fmt: skip
        self.double.chats[number] = fresh
        self.chat.moved_to = number
        return Group(self.double, fresh)

    async def tells_move(self, fresh: "Group", *, by: Person, old_first: bool = True) -> None:
        """Tell of a move by both signals, in either order."""
        signals = [(self, {"migrate_to_chat_id": fresh.chat.id}),
                   (fresh, {"migrate_from_chat_id": self.chat.id})]  # fmt: skip
        for where, content in signals if old_first else reversed(signals):
            _, update = by.typed("", where, more=content)
            update = update or self.double.update(
                "message", where.chat.messages[-1].as_json() | content, f"chat {where.chat.id}"
            )
            await self.double.acknowledged(update)


def _marks(text: str, mentions: Mapping[str, Person]) -> tuple[Entity, ...]:
    """Mark what Telegram marks in what somebody types."""
    marks = [
        Entity(kind, units(text[: found.start()]), units(found[0]))
        for kind, pattern in (("bot_command", _COMMAND), ("mention", _MENTION))
        for found in pattern.finditer(text)
    ]
    for name, person in mentions.items():
        at = text.index(name)
        marks.append(Entity("text_mention", units(text[:at]), units(name), person.key))
    # A mention within a command is the command's.
    kept = [
        each for each in marks
        if not any(o is not each and o.offset <= each.offset < o.offset + o.length for o in marks)
    ]  # fmt: skip
    return tuple(sorted(kept, key=lambda each: each.offset))


def _part(text: str, mark: Entity) -> str:
    raw = text.encode("utf-16-le")[mark.offset * 2 : (mark.offset + mark.length) * 2]
    return raw.decode("utf-16-le")
