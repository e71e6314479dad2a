"""The rooms of a contest on three platforms, seen from outside: what stands there, and since when.

All that is known here comes from the doubles' own records. An answer ends when whoever gave it has
read what they alone are told; a press that was lost, or told nothing, is made again, as people do.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from bot.clock import Clock
from bot.words import without_isolates
from tests.doubles.dingtalk.state import Delivery
from tests.doubles.slack.blocks import labels_of, text_of
from tests.doubles.slack.state import BOT, Message
from tests.doubles.slack.webapi import Entry
from tests.wire.dingtalk import DingTalkDriver
from tests.wire.driver import Driver
from tests.wire.slack import SlackDriver
from tests.wire.telegram import TelegramDriver

FAILS_AFTER: Final = 2.0
"""Seconds after which DingTalk tells whoever clicked that it failed."""
OVER: Final = "This is over."
_PATIENCE: Final = 5.0
"""Seconds for which somebody waits for a word before they press again."""
_AGAIN: Final = 0.5
"""Seconds until somebody presses again after it failed."""
_LOOK: Final = 0.05
"""Seconds between two looks at whether Muster listens again."""


@dataclass(frozen=True, slots=True)
class Post:
    """Hold one message that all in a room see, and when it came to stand there."""

    ref: str
    at: datetime
    text: str
    labels: tuple[str, ...]


@dataclass(slots=True)
class Press:
    """Hold one answer of somebody: to which question, when they pressed, when and what they read.

    `tries` counts the presses that it took.
    """

    hall: str
    who: str
    position: int
    label: str
    at: datetime
    told_at: datetime | None = None
    note: str = ""
    tries: int = 0

    @property
    def waited(self) -> float:
        """Seconds until they read their answer."""
        return float("inf") if self.told_at is None else (self.told_at - self.at).total_seconds()


class Changed(Exception):  # noqa: N818  (people look again)
    """What somebody was about to press says something else by now."""


class Platform(Driver, Protocol):
    """Be one that Muster can be pointed to by a file of settings."""

    def written(self, public_url: str) -> Mapping[str, Any]:
        """Return what stands in that file."""
        ...


class Hall(Protocol):
    """Be one room."""

    name: str

    @property
    def driver(self) -> Platform:
        """The people on this platform."""
        ...

    def posts(self) -> Sequence[Post]:
        """Return what all see, the oldest first."""
        ...

    async def told(self, who: str, post: Post, label: str) -> str:
        """Press once, and return what was read; empty where the press was lost."""
        ...


def first(posts: Sequence[Post], *begins: str) -> Post | None:
    """Return the first message that begins with the first of some words that any begins with."""
    for words in begins:
        for each in posts:
            if each.text.startswith(words):
                return each
    return None


async def answered(hall: Hall, clock: Clock, press: Press, post: Post) -> Press:
    """Press until something is read."""
    return await _read(clock, press, lambda: hall.told(press.who, post, press.label))


async def tapped(hall: Hall, clock: Clock, press: Press, ref: str) -> Press:
    """Press what begins with a label, on a message that changes meanwhile, until one reads.

    Where it is offered no more they read `OVER`.
    """

    async def tap() -> str:
        now = next(each for each in hall.posts() if each.ref == ref)
        for label in now.labels:
            if label.startswith(press.label):
                try:
                    return await hall.told(press.who, now, label)
                except Changed:
                    return ""
        return OVER

    return await _read(clock, press, tap)


async def _read(clock: Clock, press: Press, tell: Callable[[], Awaitable[str]]) -> Press:
    while not press.note:
        if press.tries:
            await asyncio.sleep(_AGAIN)
        press.tries += 1
        press.note = await tell()
    press.told_at = clock.now()
    return press


async def _comes(word: "asyncio.Future[Any]") -> bool:
    """Say whether something comes before whoever waits for it presses again."""
    done, _ = await asyncio.wait([word], timeout=_PATIENCE)
    return bool(done)


@dataclass(slots=True)
class TelegramHall:
    """Be the room on Telegram."""

    driver: TelegramDriver
    name: str = "telegram"

    def posts(self) -> Sequence[Post]:
        """Return what all see, the oldest first."""
        return [
            Post(
                str(each.id), each.date, without_isolates(each.text),
                tuple(map(without_isolates, each.labels)),
            )
            for each in self.driver.main.messages
            if each.thread is None
        ]  # fmt: skip

    async def told(self, who: str, post: Post, label: str) -> str:
        """Press once; Telegram keeps it until it was taken, and then waits for a while."""
        message = self.driver.main.chat.message(int(post.ref))
        assert message is not None
        written = next(each for each in message.labels if without_isolates(each) == label)
        update, toast = self.driver.people[who].pressed(written, on=message)
        await update.acknowledged()
        return without_isolates(toast.result().text) if await _comes(toast) else ""


@dataclass(slots=True)
class SlackHall:
    """Be the channel on Slack."""

    driver: SlackDriver
    name: str = "slack"
    _waiting: dict[str, "asyncio.Future[str]"] = field(default_factory=dict)
    _turns: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    """Nobody presses two things at once: whose note it is that comes would be unknown."""

    def __post_init__(self) -> None:
        double, note = self.driver.double, self.driver.double.note

        def noted(entry: Entry) -> None:
            note(entry)
            if entry.kind == "hook":
                self._read(double.api_methods.hooks[entry.name].person, entry.args)
            elif entry.name == "chat.postEphemeral":
                self._read(str(entry.args["user"]), entry.args)

        double.note = noted  # type: ignore[method-assign]  # to hear it at once

    def _read(self, person: str, args: Mapping[str, Any]) -> None:
        waiting = self._waiting.pop(person, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(without_isolates(str(args.get("text", ""))))

    def posts(self) -> Sequence[Post]:
        """Return what all see, the oldest first."""
        messages = self.driver.double.space.messages
        return [
            self._post(each)
            for each in messages
            if each.reader is None and each.channel == self.driver.main.id and each.author == BOT
        ]

    def private(self) -> Mapping[str, Sequence[Post]]:
        """Return what each was told in private, by their names."""
        space, found = self.driver.double.space, defaultdict(list)
        names = {person.id: name for name, person in self.driver.people.items()}
        for each in space.messages:
            channel = space.channels[each.channel]
            if channel.kind == "im" and each.author == BOT:
                for member in channel.members & names.keys():
                    found[names[member]].append(self._post(each))
        return found

    def _post(self, message: Message) -> Post:
        labels = tuple(map(without_isolates, labels_of(message.blocks)))
        at = self.driver.double.space.stamped[message.ts]
        return Post(message.ts, at, without_isolates(text_of(message.blocks)), labels)

    async def told(self, who: str, post: Post, label: str) -> str:
        """Press once; where no socket is open Slack says so at once."""
        double, person = self.driver.double, self.driver.people[who]
        async with self._turns[person.id]:
            while double.sockets.open_line() is None:  # noqa: ASYNC110  (people look, nothing rings)
                await asyncio.sleep(_LOOK)
            reading = self._waiting[person.id] = asyncio.get_running_loop().create_future()
            try:
                ack = await double.presses(person, label, ref=post.ref)
            except AssertionError as error:  # nothing there offers it any more
                raise Changed(label) from error
            if not ack.ok:
                return ""
            return reading.result() if await _comes(reading) else ""


@dataclass(slots=True)
class DingTalkHall:
    """Be the group on DingTalk."""

    driver: DingTalkDriver
    name: str = "dingtalk"

    def posts(self) -> Sequence[Post]:
        """Return what all see, the oldest first."""
        nobody = self.driver.double.person("nobody")
        found = []
        for each in self.driver.double.tenant.standing:
            if each.conversation == self.driver.main and isinstance(each, Delivery):
                seen = each.seen_by(nobody)
                labels = tuple(map(without_isolates, seen.labels))
                found.append(Post(seen.ref, each.at, without_isolates(seen.text), labels))
        return found

    async def told(self, who: str, post: Post, label: str) -> str:
        """Click once; what no line takes, or is not answered in two seconds, has failed."""
        double, robot, person = self.driver.double, self.driver.robot, self.driver.people[who]
        while not double.gateway.alive(robot):  # noqa: ASYNC110  (people look, nothing rings)
            await asyncio.sleep(_LOOK)
        card = double.tenant.cards[post.ref]
        buttons = json.loads(card.data["sys_full_json_obj"])["msgButtons"]
        button = next(each for each in buttons if without_isolates(each["text"]) == label)
        push = await double.people.click(post.ref, button["id"], person, wait=False)
        try:
            async with asyncio.timeout(FAILS_AFTER):
                ack = await push.acknowledged()
        except TimeoutError:
            push.failed = True
            return ""
        answer = json.loads(ack["data"]).get("response") or {}
        private = answer.get("userPrivateData", {}).get("cardParamMap", {})
        return without_isolates(str(private.get("tips", "")))
