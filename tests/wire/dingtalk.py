"""DingTalk, by stream or by callback, with cards or with bare texts, against its double."""

import re
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.dingtalk.wire import DingTalk as Adapted
from bot.adapter import Adapter
from bot.clock import Clock
from bot.composition.platforms import PLATFORMS, Making
from bot.config import Connection
from bot.domain.identity import Purpose
from bot.event import Origin
from bot.words import without_isolates
from tests.doubles.dingtalk import Conversation, DingTalk, Person, Robot, Seen, running
from tests.doubles.dingtalk.gateway import Push
from tests.doubles.dingtalk.state import CARDS as MAY_SEND_CARDS
from tests.doubles.dingtalk.state import EVERYTHING, Delivery
from tests.wire.driver import Cast, Field, Has, Shown, Spot, codes_in
from tests.wire.kept import Secrets, section_of
from tests.wire.people import PEOPLE, TITLES, Member

TEXTS: Final = Has.FILES | Has.REDELIVERY
CARDS: Final = TEXTS | Has.EDITS | Has.WHISPERS


@dataclass(slots=True, eq=False)
class DingTalkDriver:
    """Act in two groups and in one-to-one chats with one robot.

    Without `cards` the tenant did not grant the robot to send any.
    """

    receive: str = "stream"
    cards: bool = True
    name: str = "dingtalk-main"
    has: Has = TEXTS
    double: DingTalk = field(init=False)
    robot: Robot = field(init=False)
    people: dict[str, Person] = field(default_factory=dict)
    crowd: Sequence[Member] = ()
    """Who is there besides; they never write to the bot."""
    _adapter: Adapted | None = None
    _language: str = "en"
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _secrets: Secrets = field(init=False)
    _spots: dict[Spot, Conversation] = field(default_factory=dict)
    _last: Push | None = None
    _met: bool = False

    async def open(self, language: str, clock: Clock) -> None:
        """Let there be a tenant with a robot and two groups."""
        self._language = language
        self._secrets = self._stack.enter_context(Secrets())
        self.double = await self._stack.enter_async_context(running(clock))
        granted = set(EVERYTHING) if self.cards else set(EVERYTHING) - {MAY_SEND_CARDS}
        self.robot = self.double.robot(granted=granted)
        for each in self._members:
            self.people[each.name] = self.double.person(each.name)
        titles = TITLES[language]
        self._spots = {
            spot: self.double.group(titles[spot], *self.people.values())
            for spot in (Spot.MAIN, Spot.COMMITTEE)
        }

    async def close(self) -> None:
        """End; every request and frame must have been one that DingTalk takes."""
        await self._stack.aclose()
        assert not self.double.violations, self.double.violations

    def written(self, public_url: str) -> Mapping[str, Any]:
        """Return what stands in a file of settings."""
        if self.receive == "callback":
            self.robot.callback_url = f"{public_url}/dingtalk/{self.name}"
        return {
            "receive": self.receive,
            "client_id": self._secrets.keep("id", self.robot.client_id),
            "client_secret": self._secrets.keep("secret", self.robot.secret),
            "corp_id": self.robot.corp,
            "endpoints": {"api": self.double.url, "oapi": self.double.url},
            # A crowd uses up in an evening what others have for a month.
            **({"budget": {"calls": "0", "pushes": "0"}} if self.crowd else {}),
        }

    def connection(self, public_url: str) -> Connection:
        """Return what stands in the settings."""
        settings = section_of(PLATFORMS["dingtalk"].settings, self.written(public_url))
        return Connection(self.name, "dingtalk", enabled=True, settings=settings)

    async def connect(self, connection: Connection, making: Making) -> Adapter:
        """Make the adapter."""
        made = await PLATFORMS["dingtalk"].connect(connection, making)
        assert isinstance(made, Adapted)
        self._adapter = made
        return made

    def cast(self) -> Cast:
        """Say who is here."""
        main = self.main
        people = [
            (Origin(self.name, main.id, self.people[each.name].key, each.name), each.role)
            for each in self._members
        ]
        purposes = {Spot.MAIN: Purpose.MAIN, Spot.COMMITTEE: Purpose.COMMITTEE}
        return Cast(
            people, [(each.id, each.title, purposes[at]) for at, each in self._spots.items()]
        )

    @property
    def main(self) -> Conversation:
        """The room of everybody."""
        return self._spots[Spot.MAIN]

    @property
    def _members(self) -> Sequence[Member]:
        return (*PEOPLE[self._language], *self.crowd)

    async def ready(self, port: int) -> None:
        """Wait until the robot listens; the first time people greet it."""
        del port
        if self.receive == "stream":
            await self.double.gateway.connected(self.robot)
        else:
            assert self._adapter is not None
            await self._adapter.known()
        if not self._met:
            self._met = True
            for each in PEOPLE[self._language]:
                hello = {"en": "help", "zh": "帮助"}[self._language]
                await self.says(each.name, hello, Spot.PRIVATE)

    async def settled(self) -> None:
        """Let the platform do what time brings."""
        await self.double.gateway.tick()

    # What people do

    async def says(
        self, who: str, text: str, spot: Spot, *, addressed: bool = True,
        reply_to: Shown | None = None,
    ) -> None:  # fmt: skip
        """Say something; in a group the robot hears only what mentions it."""
        del reply_to
        where = self._where(who, spot)
        self._last = await self.double.people.user_says(
            self.people[who], where, text, robot=self.robot, at_bot=addressed
        )

    async def presses(self, who: str, shown: Shown, label: str) -> None:
        """Press a button of a card, or one in a one-to-one chat that sends a text.

        A press while no line is up is lost; who is told so presses again when one is.
        """
        person, where = self.people[who], self._where(who, shown.spot)
        seen = next(each for each in self.double.seen(person, where) if each.ref == shown.ref)
        button = next(each for each in seen.buttons if _words(each.label) == label)
        people, gateway = self.double.people, self.double.gateway
        if button.id is None:
            assert button.url is not None
            self._last = await people.follow(person, where, button.url, robot=self.robot)
            return
        if self.receive == "stream" and not gateway.alive(self.robot):
            await people.click(seen.ref, button.id, person, wait=False)
            await gateway.connected(self.robot)
        self._last = await people.click(seen.ref, button.id, person)

    async def submits(self, who: str, values: Mapping[str, str]) -> None:
        """Fail: there are no forms."""
        raise AssertionError(f"no form is open before {who}: {values}")

    async def sends(self, who: str, name: str, content: bytes) -> None:
        """Send a file in the one-to-one chat."""
        code = self.double.people.put_file(self.robot, name, content)
        sent = {"downloadCode": code, "fileName": name, "fileId": code, "spaceId": "1"}
        where = self._where(who, Spot.PRIVATE)
        self._last = await self.double.people.user_sends(
            self.people[who], where, "file", sent, robot=self.robot
        )

    async def again(self, *, fresh: bool) -> None:
        """Push the last message or click once more."""
        assert self._last is not None
        if self.receive == "callback":
            await self.double.people.post_again(self._last, skew=int(fresh))
            return
        await self.double.gateway.again(self._last, same=not fresh)
        await self._last.acknowledged()

    # What they see

    def sees(self, who: str) -> Sequence[Shown]:
        """Return what stands in the groups and in somebody's chat, in the order of its sending."""
        person = self.people[who]
        spots = {each.id: spot for spot, each in self._spots.items()}
        spots[self._where(who, Spot.PRIVATE).id] = Spot.PRIVATE
        return [
            shown
            for each in self.double.tenant.standing
            if each.conversation.id in spots and not each.recalled
            for shown in _shown(each.seen_by(person), spots[each.conversation.id], _public(each))
        ]

    def pinned(self) -> Sequence[str]:
        """Return nothing: nothing can be pinned."""
        return ()

    def form(self, who: str) -> Sequence[Field]:
        """Return nothing: there are no forms."""
        del who
        return ()

    def _where(self, who: str, spot: Spot) -> Conversation:
        if spot is Spot.PRIVATE:
            return self.double.tenant.chat(self.people[who], self.robot)
        return self._spots[spot]


_CODE: Final = re.compile(r"^[A-Z]\d{1,3} ")
_NOBODY: Final = Person("nobody", None)


def _public(standing: object) -> str | None:
    """Return what a card shows to whom nothing is shown alone."""
    return standing.seen_by(_NOBODY).text if isinstance(standing, Delivery) else None


def _shown(seen: Seen, spot: Spot, public: str | None) -> Sequence[Shown]:
    """Return a message as one sees it; what is theirs alone on a card comes as one of its own."""
    private = spot is Spot.PRIVATE
    labels = tuple(
        _words(each.label)
        for each in seen.buttons
        # In a group it is not known whether a link that sends a text also mentions the robot.
        if each.id is not None or private
    )
    text = without_isolates(seen.text if public is None else public)
    whole = Shown(seen.ref, spot, text, labels, codes_in(text), alone=private)
    mine = [line for line in seen.text.splitlines() if line not in (public or seen.text)]
    if not mine:
        return [whole]
    own = without_isolates("\n".join(mine))
    return [whole, Shown(f"{seen.ref}/own", spot, own, alone=True)]


def _words(label: str) -> str:
    """Return what a button says, without the code that it sends in a one-to-one chat."""
    return _CODE.sub("", without_isolates(label))
