"""Telegram, by polling or by webhook, against its double on loopback."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Final

from bot.adapter import Adapter
from bot.clock import Clock
from bot.composition.platforms import PLATFORMS, Making
from bot.config import Connection
from bot.domain.identity import Purpose
from bot.event import Origin
from bot.words import without_isolates
from tests.doubles.telegram import Double, Group, Message, Person, opened
from tests.wire.driver import Cast, Field, Has, Shown, Spot
from tests.wire.kept import Secrets, section_of
from tests.wire.people import PEOPLE, TITLES, Member

TOPIC: Final = "Books 书"
"""What the topic of the suite is called."""
_BOT: Final = "@muster_bot"


@dataclass(slots=True, eq=False)
class TelegramDriver:
    """Act in a forum and in private chats with one bot."""

    receive: str = "polling"
    name: str = "telegram-main"
    has: Has = Has.THREADS | Has.EDITS | Has.FILES | Has.REDELIVERY | Has.REPLIES | Has.PINS
    double: Double = field(init=False)
    people: dict[str, Person] = field(default_factory=dict)
    crowd: Sequence[Member] = ()
    """Who is there besides; they never write to the bot."""
    _language: str = "en"
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _secrets: Secrets = field(init=False)
    _spots: dict[Spot, Group] = field(default_factory=dict)
    _topic: int = 0
    _toasts: dict[str, list[Shown]] = field(default_factory=dict)
    _looked: int = 0
    """How often Muster has looked where its updates go: once a start."""
    _met: bool = False

    async def open(self, language: str, clock: Clock) -> None:
        """Let there be Telegram, with a forum and a group."""
        self._language = language
        self._secrets = self._stack.enter_context(Secrets())
        self.double = await self._stack.enter_async_context(opened(clock))
        for each in self._members:
            self.people[each.name] = self.double.person(each.name, language=language)
        first = next(iter(self.people.values()))
        titles = TITLES[language]
        self._spots = {
            Spot.MAIN: self.double.group(titles[Spot.MAIN], first, forum=True, bot="administrator"),
            Spot.COMMITTEE: self.double.group(titles[Spot.COMMITTEE], first),
        }
        self.main.chat.may_pin = True
        self._topic = self.main.topic(TOPIC)

    async def close(self) -> None:
        """End; every request must have been one that Telegram takes."""
        await self._stack.aclose()
        assert not self.double.violations, self.double.violations

    def written(self, public_url: str) -> Mapping[str, Any]:
        """Return what stands in a file of settings."""
        del public_url
        return {
            "receive": self.receive,
            "token": self._secrets.keep("token", self.double.token),
            "webhook_secret": self._secrets.keep("webhook", "a-webhook-secret"),
            "endpoints": {"api": self.double.api, "files": self.double.files_api},
        }

    def connection(self, public_url: str) -> Connection:
        """Return what stands in the settings."""
        settings = section_of(PLATFORMS["telegram"].settings, self.written(public_url))
        return Connection(self.name, "telegram", enabled=True, settings=settings)

    async def connect(self, connection: Connection, making: Making) -> Adapter:
        """Make the adapter."""
        return await PLATFORMS["telegram"].connect(connection, making)

    def cast(self) -> Cast:
        """Say who is here."""
        main = self.main
        people = [
            (Origin(self.name, main.key, self.people[each.name].key, each.name), each.role)
            for each in self._members
        ]
        purposes = {Spot.MAIN: Purpose.MAIN, Spot.COMMITTEE: Purpose.COMMITTEE}
        rooms = [(each.key, each.chat.title, purposes[at]) for at, each in self._spots.items()]
        return Cast(people, rooms)

    @property
    def main(self) -> Group:
        """The room of everybody."""
        return self._spots[Spot.MAIN]

    @property
    def _members(self) -> Sequence[Member]:
        return (*PEOPLE[self._language], *self.crowd)

    async def ready(self, port: int) -> None:
        """Wait until it is polled, or hears of a webhook; the first time people start the bot."""
        del port
        if self.receive == "webhook":
            self._looked += 1
            await self.double.called("getWebhookInfo", self._looked)
        await self.double.listened()
        if not self._met:
            self._met = True
            for each in PEOPLE[self._language]:
                await self.people[each.name].starts()

    async def settled(self) -> None:
        """Wait for nothing: what was answered is seen."""

    # What people do

    async def says(
        self, who: str, text: str, spot: Spot, *, addressed: bool = True,
        reply_to: Shown | None = None,
    ) -> None:  # fmt: skip
        """Say something; in a group to the bot by a command, or by its name."""
        person, replied = self.people[who], None
        if spot is Spot.PRIVATE:
            await person.says(text)
            return
        if reply_to is not None:
            replied = self._message(who, reply_to)
        elif addressed:
            text = f"/{text}" if text[0].islower() and text.isascii() else f"{_BOT} {text}"
        group = self._spots[Spot.MAIN if spot is Spot.THREAD else spot]
        topic = self._topic if spot is Spot.THREAD else None
        await person.says(text, group, reply_to=replied, topic=topic)

    async def presses(self, who: str, shown: Shown, label: str) -> None:
        """Press a button, and read the toast."""
        message = self._message(who, shown)
        toast = await self.people[who].presses(_written(message, label), on=message)
        if toast.text:
            toasts = self._toasts.setdefault(who, [])
            ref = f"toast-{len(toasts)}"
            toasts.append(Shown(ref, shown.spot, without_isolates(toast.text), alone=True))

    async def submits(self, who: str, values: Mapping[str, str]) -> None:
        """Fail: there are no forms."""
        raise AssertionError(f"no form is open before {who}: {values}")

    async def sends(self, who: str, name: str, content: bytes) -> None:
        """Send a document in private."""
        await self.people[who].sends(name, content)

    async def again(self, *, fresh: bool) -> None:
        """Deliver the last update once more."""
        await self.double.again(fresh=fresh)

    # What they see

    def sees(self, who: str) -> Sequence[Shown]:
        """Return what stands in the groups and in somebody's chat, by its time, and the toasts."""
        groups = [*self._spots.items(), (Spot.PRIVATE, self.people[who].private)]
        standing = [(each, spot) for spot, group in groups for each in group.messages]
        standing.sort(key=lambda one: one[0].date)
        return [
            *(self._shown(message, spot) for message, spot in standing),
            *self._toasts.get(who, ()),
        ]

    def pinned(self) -> Sequence[str]:
        """Return what is pinned in the forum."""
        chat = self.main.chat
        return [f"{chat.id}/{number}" for number in chat.pinned]

    def form(self, who: str) -> Sequence[Field]:
        """Return nothing: there are no forms."""
        del who
        return ()

    def _shown(self, message: Message, spot: Spot) -> Shown:
        if spot is Spot.MAIN and message.thread is not None:
            spot = Spot.THREAD
        return Shown(
            f"{message.chat.id}/{message.id}", spot, without_isolates(message.text),
            tuple(map(without_isolates, message.labels)), alone=spot is Spot.PRIVATE,
            under=None if message.reply_to is None else f"{message.chat.id}/{message.reply_to.id}",
        )  # fmt: skip

    def _message(self, who: str, shown: Shown) -> Message:
        for group in (*self._spots.values(), self.people[who].private):
            for message in group.messages:
                if shown.ref == f"{message.chat.id}/{message.id}":
                    return message
        raise AssertionError(f"{shown.ref} does not stand before {who}")


def _written(message: Message, label: str) -> str:
    """Return a label as it was sent: with the marks of direction that nobody sees."""
    return next(each for each in message.labels if without_isolates(each) == label)
