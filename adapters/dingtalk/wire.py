"""DingTalk as a platform: heard by stream or callback, spoken to in cards or messages."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING, Final

from adapters.dingtalk import Settings
from adapters.dingtalk.api import Api, App
from adapters.dingtalk.callback import Callback
from adapters.dingtalk.hearing import Hearing
from adapters.dingtalk.inspection import Inspection
from adapters.dingtalk.sending import CALENDAR, Sending
from adapters.dingtalk.stream import Stream
from bot.adapter import Capabilities, Deliver, Drawn, Finding
from bot.listening import Pause, Troubles
from bot.meter import Meter
from bot.ports import Address
from bot.site import Site

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

log = logging.getLogger(__name__)

_LONGEST: Final = 60.0
"""Seconds between two attempts to find out what is granted."""


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
        self._meter = Meter(site, name, {"calls": budget.calls, "pushes": budget.pushes}, CALENDAR)
        # Whatever was pasted around them is no part of them.
        client_id, secret = settings.client_id.reveal(), settings.client_secret.reveal()
        app = App(client_id.strip(), secret.strip(), endpoints.api, endpoints.oapi)
        self._api = Api(app, site.http, site.clock, self._meter.count)
        template = settings.template if settings.receive == "stream" else None
        self._sending = Sending(name, site, self._api, template, self._meter, self._troubles)
        self._hearing = Hearing(
            name, site, self._api, endpoints.oapi, settings.corp_id, self._sending, self._meter,
            self._troubles,
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

        def refuse(why: str) -> None:
            self._troubles.name("refused", f"something was posted to us and refused: {why}")

        secret, clock = self._api.app.secret, self._site.clock
        callback = Callback(secret, clock, self._hearing.posted, refuse)
        return [web.post(f"/dingtalk/{self.name}", callback.take)]

    async def check(self) -> Sequence[Finding]:
        """Say how the connection stands: who it is, what is granted, where it listens."""
        inspection = Inspection(
            self._settings, self._site, self._api, self._sending.messages, self._sending.cards,
            self.name,
        )  # fmt: skip
        found = await inspection.findings()
        self._sending.makes_cards = inspection.makes_cards
        return found

    def _stream(self) -> Stream:
        return Stream(
            self._api, self._site.http, self._site.clock, self._random, hear=self._hearing.hear,
            watchdog=self._settings.watchdog, troubles=self._troubles, pause=self._pause,
        )  # fmt: skip

    async def _keep_deciding(self) -> None:
        failed = 1
        await self._pause(2 * self._random.uniform(0.8, 1.2))
        while not await self._sending.decide():
            failed += 1
            await self._pause(min(2.0**failed, _LONGEST) * self._random.uniform(0.8, 1.2))
