"""Slack, by Socket Mode or by HTTP, against its double on loopback."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.slack import Settings
from adapters.slack.line import Patience
from adapters.slack.wire import Slack
from bot.adapter import Adapter
from bot.clock import Clock
from bot.composition.platforms import PLATFORMS, Making
from bot.config import Connection
from bot.domain.identity import Purpose
from bot.event import Origin
from bot.words import without_isolates
from tests.doubles.slack import Channel, Person, SlackDouble
from tests.wire.driver import Cast, Field, Has, Shown, Spot
from tests.wire.kept import Secrets, section_of
from tests.wire.people import PEOPLE, TITLES, Member

_LOCALES: Final = {"en": "en-US", "zh": "zh-CN"}
_FEATURES: Final = (
    Has.THREADS | Has.FORMS | Has.WHISPERS | Has.EDITS | Has.FILES | Has.REDELIVERY | Has.REPLIES
    | Has.PINS
)  # fmt: skip


@dataclass(slots=True, eq=False)
class SlackDriver:
    """Act in two channels and in private, by the slash command and by mentions."""

    receive: str = "socket"
    name: str = "slack-main"
    has: Has = _FEATURES
    double: SlackDouble = field(init=False)
    people: dict[str, Person] = field(default_factory=dict)
    crowd: Sequence[Member] = ()
    """Who is there besides; they never write to the bot."""
    team: str = "T0WORKSPACE"
    """Which workspace it is."""
    patience: Patience | None = None
    """How long the app lets a socket be silent; None: as it usually does."""
    lenient: bool = False
    """Whether Slack only refuses what comes too often."""
    _language: str = "en"
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _secrets: Secrets = field(init=False)
    _spots: dict[Spot, Channel] = field(default_factory=dict)
    _thread: str = ""
    _opened: int = 0
    _met: bool = False
    _adapter: Slack | None = None

    async def open(self, language: str, clock: Clock) -> None:
        """Let there be a workspace with two channels, in one of which a thread has begun."""
        self._language = language
        self._secrets = self._stack.enter_context(Secrets())
        self.double = SlackDouble(clock.now)
        self.double.lenient = self.lenient
        self.double.space.team = self.team
        await self.double.start()
        self._stack.push_async_callback(self.double.close)
        for each in self._members:
            self.people[each.name] = self.double.person(
                each.name, _LOCALES[language], "Asia/Shanghai"
            )
        titles = TITLES[language]
        self._spots = {
            spot: self.double.channel(titles[spot]) for spot in (Spot.MAIN, Spot.COMMITTEE)
        }

    async def close(self) -> None:
        """End; every request and frame must have been one that Slack takes."""
        await self._stack.aclose()
        assert not self.double.violations, self.double.violations

    def written(self, public_url: str) -> Mapping[str, Any]:
        """Return what stands in a file of settings."""
        if self.receive == "events":
            self.double.request_url = f"{public_url}/slack/{self.name}/events"
        return {
            "receive": self.receive,
            "bot_token": self._secrets.keep("bot", self.double.bot_token),
            "app_token": self._secrets.keep("app", self.double.app_token),
            "signing_secret": self._secrets.keep("signing", self.double.signing_secret),
            "endpoints": {"api": self.double.api},
        }

    def connection(self, public_url: str) -> Connection:
        """Return what stands in the settings."""
        settings = section_of(PLATFORMS["slack"].settings, self.written(public_url))
        return Connection(self.name, "slack", enabled=True, settings=settings)

    async def connect(self, connection: Connection, making: Making) -> Adapter:
        """Make the adapter, which is told who it is before anybody writes."""
        if self.patience is None:
            made = await PLATFORMS["slack"].connect(connection, making)
            assert isinstance(made, Slack)
        else:
            assert isinstance(connection.settings, Settings)
            made = Slack(connection.name, connection.settings, making.site, self.patience)
        await made.greet()
        self._adapter = made
        return made

    def cast(self) -> Cast:
        """Say who is here; those of the crowd have been written to before."""
        main, known = self.main, {each.name for each in self.crowd}
        people = [
            (
                Origin(
                    self.name, main.id, person.id, each.name,
                    direct=self.double.direct(person).id if each.name in known else None,
                ),
                each.role,
            )
            for each in self._members
            for person in [self.people[each.name]]
        ]  # fmt: skip
        purposes = {Spot.MAIN: Purpose.MAIN, Spot.COMMITTEE: Purpose.COMMITTEE}
        return Cast(
            people, [(each.id, each.name, purposes[at]) for at, each in self._spots.items()]
        )

    @property
    def main(self) -> Channel:
        """The room of everybody."""
        return self._spots[Spot.MAIN]

    @property
    def _members(self) -> Sequence[Member]:
        return (*PEOPLE[self._language], *self.crowd)

    async def ready(self, port: int) -> None:
        """Wait until the app listens; the first time people write to it, and begin a thread."""
        del port
        if self.receive == "socket":
            await self.double.connected(self._opened + 1)
            self._opened = self.double.sockets.opened
        if self._adapter is not None:  # else it lives in a process of its own
            await self._adapter.listening()
        if not self._met:
            self._met = True
            for each in PEOPLE[self._language]:
                hello = {"en": "help", "zh": "帮助"}[self._language]
                await self.double.writes(self.people[each.name], hello)

    async def settled(self) -> None:
        """Wait until what was begun for people after an acknowledgement is shown to them."""
        assert self._adapter is not None
        await self._adapter._desk.tasks.idle()

    # What people do

    async def says(
        self, who: str, text: str, spot: Spot, *, addressed: bool = True,
        reply_to: Shown | None = None,
    ) -> None:  # fmt: skip
        """Say something: to the app by its command, in a thread by its name."""
        person = self.people[who]
        if reply_to is not None:
            main = self.main
            await self.double.says(person, text, main, thread=reply_to.ref)
            return
        match spot:
            case Spot.PRIVATE:
                await self.double.writes(person, text)
            case Spot.THREAD:
                main = self.main
                await self.double.says(person, text, main, thread=self._root(person))
            case _ if addressed:
                await self.double.commands(person, text, self._spots[spot])
            case _:
                await self.double.says(person, text, self._spots[spot], to_bot=False)

    async def presses(self, who: str, shown: Shown, label: str) -> None:
        """Press a button; one who is told that the app is not there presses again when it is."""
        if self.receive == "socket":
            await self.double.connected()
        ack = await self.double.presses(self.people[who], label, ref=shown.ref)
        if not ack.ok:
            await self.double.connected()
            ack = await self.double.presses(self.people[who], label, ref=shown.ref)
        assert ack.ok, ack

    async def submits(self, who: str, values: Mapping[str, str]) -> None:
        """Send the modal that is open."""
        await self.double.submits(self.people[who], values)

    async def sends(self, who: str, name: str, content: bytes) -> None:
        """Send a file in private."""
        await self.double.sends(self.people[who], name, content)

    async def again(self, *, fresh: bool) -> None:
        """Deliver the last event once more."""
        await self.double.again(fresh=fresh)

    # What they see

    def sees(self, who: str) -> Sequence[Shown]:
        """Return what a person sees of the app, in rooms, threads and in private."""
        person = self.people[who]
        spots = {each.id: spot for spot, each in self._spots.items()}
        spots[self.double.direct(person).id] = Spot.PRIVATE
        found = []
        for each in self.double.sees(person):
            spot = spots[each.channel]
            if each.thread is not None and spot is Spot.MAIN:
                spot = Spot.THREAD
            found.append(
                Shown(
                    each.ref,
                    spot,
                    without_isolates(each.text),
                    tuple(map(without_isolates, each.labels)),
                    alone=each.alone or spot is Spot.PRIVATE,
                    under=each.thread,
                )
            )
        return found

    def pinned(self) -> Sequence[str]:
        """Return what is pinned in the main channel."""
        return self.main.pins

    def form(self, who: str) -> Sequence[Field]:
        """Return the modal that is open before somebody."""
        person = self.people[who]
        view = self.double.modal(person)
        errors = {} if view is None else view.errors
        labels = {} if view is None else _labels(view.content["blocks"])
        return [
            Field(name, labels[name], value, errors.get(name, ""))
            for name, value in self.double.fields(person).items()
        ]

    def _root(self, person: Person) -> str:
        """Return what the thread hangs on: something that somebody said before."""
        if not self._thread:
            said = self.double._put(person, self.main, "…", None)
            self._thread = said.ts
        return self._thread


def _labels(blocks: Sequence[Mapping[str, Mapping[str, str]]]) -> dict[str, str]:
    return {
        str(each["block_id"]): without_isolates(each["label"]["text"])
        for each in blocks
        if "label" in each
    }
