"""The double itself: what Telegram keeps, what goes wrong, and what was asked of it."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock, SystemClock
from tests.doubles.telegram.faults import Fault
from tests.doubles.telegram.limits import Speed
from tests.doubles.telegram.people import Group, Person
from tests.doubles.telegram.server import Call, Server
from tests.doubles.telegram.state import Button, Chat, Json, Message, Upload, User
from tests.doubles.telegram.text import Parsed
from tests.doubles.telegram.updates import Hook, Update, Waiting

TOKEN: Final = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
ANSWERED_WITHIN: Final = timedelta(seconds=60)
"""How long a press can be answered: the real one does not say."""

PATIENCE: Final = 30.0
"""Seconds after which what a test waits for will not come: long, as machines may be busy."""


@dataclass(slots=True)
class Toast:
    """Hold what the one who pressed was told: nothing, a line that passes, or an alert."""

    text: str
    alert: bool = False


@dataclass(slots=True)
class Presses:
    """Know which presses can still be answered, and what they were answered."""

    clock: Clock
    asked: dict[str, tuple[datetime, "asyncio.Future[Toast]"]] = field(default_factory=dict)

    def ask(self, query: str) -> "asyncio.Future[Toast]":
        """Let a press wait for its answer; pressed once more under one id, it has its own."""
        found = asyncio.get_running_loop().create_future()
        self.asked[query] = (self.clock.now(), found)
        return found

    def answer(self, query: str, text: str, *, alert: bool) -> bool:
        """Answer a press; False where it is too late or was done."""
        at, future = self.asked.get(query, (None, None))
        if at is None or future is None or future.done():
            return False
        if self.clock.now() - at > ANSWERED_WITHIN:
            return False
        future.set_result(Toast(text, alert))
        return True


@dataclass(slots=True)
class Double:
    """Be Telegram for one bot. `api` and `files_api` are what the product's endpoints point to."""

    clock: Clock = field(default_factory=SystemClock)
    token: str = TOKEN
    bot: User = field(default_factory=lambda: User(42, "Muster", "muster_bot", is_bot=True))
    privacy: bool = True
    can_join_groups: bool = True
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    journal: list[Call] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    waiting: Waiting = field(default_factory=Waiting)
    hook: Hook = field(init=False)
    presses: Presses = field(init=False)
    server: Server = field(init=False)
    last: Update | None = None
    """The update of what somebody did last."""
    _speed: Speed = field(default_factory=Speed)
    _people: Iterator[int] = field(default_factory=lambda: itertools.count(111))
    _groups: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _watchers: list[asyncio.Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server = Server(self)
        self.hook = Hook(self.waiting, self.server.ask)
        self.waiting.polling = self.tell
        self.presses = Presses(self.clock)

    # Where it is

    @property
    def api(self) -> str:
        """What the address of a method begins with."""
        return f"http://127.0.0.1:{self.server.port}/bot"

    @property
    def files_api(self) -> str:
        """What the address of a file begins with."""
        return f"http://127.0.0.1:{self.server.port}/file/bot"

    # Who is there

    def person(self, name: str, *, language: str | None = "en", started: bool = False,
               username: str | None = None) -> Person:  # fmt: skip
        """Let a person appear; one that has `started` can be written to in private."""
        user = User(next(self._people), name, username, language)
        self.users[user.id] = user
        bot = "member" if started else "new"
        self.chats[user.id] = Chat(user.id, "private", name, bot=bot)
        return Person(self, user)

    def group(self, title: str, *admins: Person, forum: bool = False, kind: str = "supergroup",
              bot: str = "member") -> Group:  # fmt: skip
        """Let there be a group; the first admin owns it."""
        number = next(self._groups)
        chat = Chat(
            -(10**12) - number if kind == "supergroup" else -number, kind, title, is_forum=forum,
            bot=bot, admins={each.user.id for each in admins},
            owner=admins[0].user.id if admins else None,
            next_id=2 if forum else 1,  # of a forum, 1 is the topic of all that is in no other
        )  # fmt: skip
        self.chats[chat.id] = chat
        return Group(self, chat)

    def status_of(self, user: int, chat: Chat) -> str:
        """Say what somebody is in a chat."""
        if user == chat.owner:
            return "creator"
        return "administrator" if user in chat.admins else "member"

    # What goes wrong

    def fails(self, method: str, status: int = 500, description: str = "Internal Server Error",
              **more: object) -> Fault:  # fmt: skip
        """Let the next calls of a method fail; see `Fault`."""
        fault = Fault(method, status, description, **more)  # type: ignore[arg-type]  # by keyword
        self.faults.append(fault)
        return fault

    def throttles(self, method: str, seconds: int, **more: object) -> Fault:
        """Let the next calls of a method come too fast."""
        return self.fails(
            method, 429, f"Too Many Requests: retry after {seconds}",
            parameters={"retry_after": seconds}, **more,
        )  # fmt: skip

    def violates(self, what: str) -> None:
        """Note that the product went beyond what the API takes."""
        self.violations.append(what)

    def note_speed(self, method: str, chat: Chat) -> None:
        """Note a message or an edit, and whether it came too fast."""
        for each in self._speed.offences(method, chat, self.clock.now()):
            self.violates(f"{method}: {each}")

    # What happens

    def put(self, chat: Chat, by: User, parsed: Parsed, rows: tuple[tuple[Button, ...], ...] = (),
            thread: int | None = None, upload: Upload | None = None, *, picture: bool = False,
            reply_to: Message | None = None) -> Message:  # fmt: skip
        """Put a message up in a chat."""
        message = Message(
            chat.next_id, chat, by, self.clock.now(), parsed, rows, thread, reply_to, upload,
            picture,
        )  # fmt: skip
        chat.next_id += 1
        chat.messages.append(message)
        if upload is not None:
            self.files[f"file-{chat.id}-{message.id}"] = upload
        self.tell()
        return message

    def update(self, kind: str, content: Json, queue: str) -> Update:
        """Let the product know of something, if it asked for such."""
        update = Update({"update_id": self.waiting.number(), kind: content}, queue)
        if self.hook.allowed is not None and kind not in self.hook.allowed:
            update.acknowledge()  # nobody will ever hear of it
            return update
        self.last = update
        return self._hand(update)

    async def again(self, *, fresh: bool = False) -> Update:
        """Deliver what was done last once more, with the same id or with a `fresh` one."""
        assert self.last is not None
        content = dict(self.last.content)
        if fresh:
            content["update_id"] = self.waiting.number()
        update = Update(content, self.last.queue)
        if "callback_query" in content:
            self.presses.ask(content["callback_query"]["id"])
        if fresh or self.hook.url:
            self._hand(update)
        else:
            self.waiting.again.append(update)
            self.waiting.tell()
        await self.acknowledged(update)
        return update

    def _hand(self, update: Update) -> Update:
        self.waiting.put(update)
        if self.hook.url:
            self.hook.deliver(update)
        return update

    # What a test waits for

    def tell(self) -> None:
        """Let whoever waits look again."""
        for each in self._watchers:
            each.set()

    async def until(self, true: Callable[[], bool], why: str) -> None:
        """Wait until something is so; fails with `why` where it never comes."""
        changed = asyncio.Event()
        self._watchers.append(changed)
        try:
            async with asyncio.timeout(PATIENCE):
                while not true():
                    changed.clear()
                    await changed.wait()
        except TimeoutError:
            raise AssertionError(f"{why}; asked for: {self.methods()[-20:]}") from None
        finally:
            self._watchers.remove(changed)

    async def acknowledged(self, update: Update) -> None:
        """Wait until the product has an update."""
        await self._within(update.acknowledged(), f"{update.kind} was not acknowledged")

    async def listened(self) -> None:
        """Wait until the product listens: at a poll, or by its webhook."""
        await self.until(lambda: bool(self.hook.url) or self.waiting.listened, "nobody listens")

    async def called(self, method: str, times: int = 1) -> list[Call]:
        """Wait until a method was called so many times in all, and return the calls."""
        await self.until(
            lambda: len(self.calls(method)) >= times, f"{method} was not called {times} times"
        )
        return self.calls(method)

    def calls(self, method: str) -> list[Call]:
        """Return the calls of a method so far."""
        return [each for each in self.journal if each.method == method]

    def methods(self) -> list[str]:
        """Return what was asked for, in order."""
        return [f"{each.method} {each.status}" for each in self.journal]

    async def _within(self, waiting: Awaitable[object], why: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await waiting
        except TimeoutError:
            raise AssertionError(f"{why}; asked for: {self.methods()[-20:]}") from None


@asynccontextmanager
async def opened(clock: Clock | None = None, *, port: int = 0) -> AsyncIterator[Double]:
    """Lend a double that listens on loopback."""
    double = Double(clock or SystemClock())
    await double.server.start(port)
    try:
        yield double
    finally:
        for fault in double.faults:
            fault.release()
        await double.hook.close()
        await double.server.stop()
