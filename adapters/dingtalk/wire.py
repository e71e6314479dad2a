"""DingTalk as a platform: heard by stream or callback, spoken to in cards or messages."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from itertools import count
from typing import TYPE_CHECKING, Final

from adapters.dingtalk import Settings
from adapters.dingtalk.api import Api, App
from adapters.dingtalk.callback import Callback, of_cards, of_messages, secret_for_cards
from adapters.dingtalk.cards import Cards, Posted
from adapters.dingtalk.hearing import Hearing
from adapters.dingtalk.inspection import Inspection
from adapters.dingtalk.sending import CALENDAR, Sending
from adapters.dingtalk.stream import Stream
from bot.adapter import Capabilities, Deliver, Drawn, Finding
from bot.listening import Pause, Troubles, backoff
from bot.meter import Meter
from bot.ports import Address
from bot.site import Site

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

log = logging.getLogger(__name__)

CARDS: Final = "/cards"
"""Where presses are posted, below where messages are."""
_FIRST: Final = 3.0
"""Seconds, at most, before what is granted is asked for again."""


class DingTalk:
    """Connect an application's robot."""

    def __init__(
        self, name: str, settings: Settings, site: Site, *, pause: Pause = asyncio.sleep
    ) -> None:
        """Take the connection's name and settings; nothing is asked before `listen`.

        `pause` lets time pass between attempts.
        """
        self.name = name
        self._settings = settings
        self._site = site
        self._pause = pause
        self._random = site.chance.seeded("dingtalk", name, site.owner)
        endpoints, budget = settings.endpoints, settings.budget
        self._troubles = Troubles(name, log)
        self.refused: Counter[str] = Counter()
        """What was posted to us and refused, by why."""
        self._meter = Meter(site, name, {"calls": budget.calls, "pushes": budget.pushes}, CALENDAR)
        # Whatever was pasted around them is no part of them.
        client_id, secret = settings.client_id.reveal(), settings.client_secret.reveal()
        app = App(client_id.strip(), secret.strip(), endpoints.api, endpoints.oapi)
        self._api = Api(app, site.http, site.clock, self._meter.count)
        self._sending = Sending(name, site, self._api, self._cards(), self._meter, self._troubles)
        self._hearing = Hearing(
            name, site, self._api, endpoints.oapi, settings.corp_id, self._sending, self._meter,
            self._troubles, pause,
        )  # fmt: skip

    @property
    def realm(self) -> str:
        """The organisation, in which staff ids are unique; each event says it before it counts."""
        return f"dingtalk:{self._hearing.corp or ''}"

    @property
    def can(self) -> Capabilities:
        """What can be shown, as the tenant granted it; hoped for until it is known."""
        return self._sending.can

    @property
    def left(self) -> float:
        """The share that is left of what a month allows."""
        return self._meter.left

    async def known(self) -> None:
        """Wait until it is known what can be shown."""
        await self._sending.known.wait()

    async def idle(self) -> None:
        """Wait until all that was heard is dealt with, and who was looked up is known."""
        await self._hearing.idle()

    async def listen(self, deliver: Deliver) -> None:
        """Hand in what comes, until cancelled."""
        self._hearing.deliver = deliver
        await self._sending.metered(self._meter.read())
        try:
            # Tried once before anything is heard, so that the first answer has the right shape.
            decided = await self._sending.decide()
            async with asyncio.TaskGroup() as group:
                if not decided:
                    group.create_task(self._keep_deciding())
                if self._settings.receive == "stream":
                    group.create_task(self._stream().listen())
                await asyncio.Event().wait()
        finally:
            await self._hearing.stop()
            await self._sending.metered(self._meter.write())

    async def send(self, address: Address, drawn: Drawn) -> str:
        """Send one message, as a card where cards are granted and one can go there."""
        return await self._sending.send(address, drawn)

    async def resume(self, address: Address, drawn: Drawn) -> str | None:
        """Take a card up that may stand already."""
        return await self._sending.resume(address, drawn)

    async def edit(self, address: Address, ref: str, drawn: Drawn) -> None:
        """Let a card show something else."""
        del address
        await self._sending.edit(ref, drawn)

    async def strike(self, address: Address, ref: str) -> None:
        """Take a message away; a card says that it was, an answer stays."""
        await self._sending.strike(address, ref)

    def download(self, key: str) -> AsyncGenerator[bytes, None]:
        """Yield what somebody sent."""
        return self._sending.download(key)

    def routes(self) -> "Sequence[AbstractRouteDef]":
        """Return where DingTalk posts messages, if it is told to."""
        if self._settings.receive != "callback":
            return ()
        # Not at the top: a connection that listens on a stream serves nothing.
        from aiohttp import web  # noqa: PLC0415

        secret, clock = self._api.app.secret, self._site.clock
        messages = Callback(of_messages(secret), clock, self._hearing.posted, self._refused)
        presses = of_cards(secret_for_cards(secret, self._route))
        cards = Callback(presses, clock, self._hearing.pressed, self._refused)
        path = f"/dingtalk/{self.name}"
        return [web.post(path, messages.take), web.post(path + CARDS, cards.take)]

    async def check(
        self,
        rooms: Sequence[Address] = (),  # noqa: ARG002  (rights go by the app)
        *,
        alone: bool = False,  # noqa: ARG002  (two may listen side by side)
    ) -> Sequence[Finding]:
        """Say how the connection stands: who it is, what is granted, where it listens."""
        inspection = Inspection(
            self._settings, self._site, self._api, self._sending.messages, self._sending.cards,
            self.name,
        )  # fmt: skip
        found = await inspection.findings()
        self._sending.makes_cards = inspection.makes_cards
        return found

    def _refused(self, why: str) -> None:
        self.refused[why] += 1
        self._troubles.name(f"refused: {why}", f"something was posted to us and refused: {why}")

    @property
    def _route(self) -> str:
        """Under which name our address for presses is known: the same wherever we live."""
        return f"muster-{self.name}"

    def _cards(self) -> Cards | None:
        """Return what makes cards; None where there are to be none, or no press could reach us."""
        template, base = self._settings.template, self._site.public_url
        if template is None:
            return None
        if self._settings.receive == "stream":
            return Cards(self._api, self._site.chance, template)
        if base is None:
            return None
        url = f"{base}/dingtalk/{self.name}{CARDS}"
        secret = secret_for_cards(self._api.app.secret, self._route)
        return Cards(self._api, self._site.chance, template, Posted(self._route, url, secret))

    def _stream(self) -> Stream:
        return Stream(
            self._api, self._site.http, self._site.clock, self._random, hear=self._hearing.hear,
            watchdog=self._settings.watchdog, troubles=self._troubles, pause=self._pause,
        )  # fmt: skip

    async def _keep_deciding(self) -> None:
        for failed in count():
            await self._pause(backoff(failed, self._random, first=_FIRST))
            if await self._sending.decide():
                return
