"""What is heard: messages and presses, handed in by person, and acknowledged once they are kept."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from adapters.dingtalk.api import Api
from adapters.dingtalk.cards import BY_KEY
from adapters.dingtalk.draw import note_params
from adapters.dingtalk.frames import CLICKS, Frame
from adapters.dingtalk.names import Names
from adapters.dingtalk.read import Click, Told, UnreadableError, pressed, read_click, read_message
from adapters.dingtalk.sending import Sending
from adapters.dingtalk.stream import Acknowledge
from bot.adapter import Answer, Deliver
from bot.listening import Tasks, Troubles, Turns
from bot.message import said
from bot.meter import Meter
from bot.ports import Address
from bot.site import Site

log = logging.getLogger(__name__)


class Hearing:
    """Hand in what one connection hears, while somebody takes it."""

    def __init__(
        self, name: str, site: Site, api: Api, oapi: str, corp: str | None, sending: Sending,
        meter: Meter, troubles: Troubles,
    ) -> None:  # fmt: skip
        """Take who answers; `corp` is the organisation, None where it is to be learnt."""
        self._name = name
        self._site = site
        self._oapi = oapi
        self._sending = sending
        self._meter = meter
        self._troubles = troubles
        self._names = Names(api, site, name)
        self._turns = Turns()
        self._tasks = Tasks()
        self.corp = corp
        self.deliver: Deliver | None = None

    async def stop(self) -> None:
        """Hear nothing more."""
        await self._tasks.end(0)
        self.deliver = None

    def hear(self, frame: Frame, acknowledge: Acknowledge) -> None:
        """Take a frame: one person's in order, those of different people side by side."""
        self._meter.count("pushes")
        try:
            if frame.topic == CLICKS:
                click = read_click(frame.data, frame.id)
                self._put(click.user, lambda: self._clicked(click, acknowledge))
                return
            told = self._read(frame.data, frame.id)
        except UnreadableError as error:
            why = str(error)
            self._put("", lambda: self._set_aside(frame, why, acknowledge))
            return

        async def message() -> None:
            if await self._told(told):
                await acknowledge({"response": None}, 200)

        self._put(_who(told), message)

    async def posted(self, data: Mapping[str, Any]) -> bool:
        """Take a message that was posted; return whether it is kept."""
        self._meter.count("pushes")
        try:
            told = self._read(data, "")
        except UnreadableError as error:
            self._troubles.name("unreadable", f"a message could not be read: {error}")
            return True
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        async def message() -> None:
            kept = False
            try:
                kept = await self._told(told)
            finally:
                if not done.done():
                    done.set_result(kept)

        self._put(_who(told), message)
        return await done

    def _put(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        self._tasks.start(self._in_turn(key, work))

    async def _in_turn(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        async with self._turns.of(key):
            try:
                await work()
            except Exception:
                # What comes after it has a right to its turn.
                log.exception("%s: something that came could not be dealt with", self._name)

    def _read(self, data: Mapping[str, Any], delivery: str) -> Told:
        return read_message(data, self._name, self._oapi, self._site.clock.now(), delivery)

    async def _told(self, told: Told) -> bool:
        """Hand a message in; return whether it may be acknowledged."""
        if (deliver := self.deliver) is None:
            return False
        self._learn(told.corp)
        if told.webhook is not None:
            self._sending.messages.learn(told.room, told.webhook)
        if told.over_quota is not None:
            what = f"a message was kept back by DingTalk, the month is used up: {told.over_quota}"
            self._troubles.name("quota", what, logging.ERROR)
            self._meter.used_up("pushes")
        if told.event is None:
            return True
        origin = told.event.origin
        self._names.learn(origin.account, origin.name)
        answer = await deliver(told.event)
        if answer.kept and answer.note is not None:
            place = Address(self._name, origin.room, origin.title, origin.private)
            await self._sending.reply(place, answer.note)
        await self._sending.metered(self._meter.write(seldom=True))
        return answer.kept

    async def _clicked(self, click: Click, acknowledge: Acknowledge) -> None:
        """Hand a press in, and answer it before the one who pressed."""
        if (deliver := self.deliver) is None:
            return
        self._learn(click.corp)
        name = await self._names.of(click.user, f"dingtalk:{self.corp or ''}")
        answer = await deliver(pressed(click, self._name, name, self._site.clock.now()))
        if answer.kept:
            await acknowledge({"response": _private_part(answer)}, 200)
        await self._sending.metered(self._meter.write(seldom=True))

    async def _set_aside(self, frame: Frame, why: str, acknowledge: Acknowledge) -> None:
        """Keep what could not be read, and have done with it: again it would be no clearer."""
        self._troubles.name("unreadable", f"something that came was set aside: {why}")
        inbox, now = self._site.stores.inbox, self._site.clock.now()
        await self._site.store.run(
            lambda c: inbox(c).set_aside(self._name, frame.raw, f"{frame.topic}: {why}", now)
        )
        await acknowledge({"response": None}, 200)

    def _learn(self, corp: str | None) -> None:
        """Learn of which organisation the robot is, before anybody of it is recorded."""
        if corp and self.corp is None:
            self.corp = corp
        elif corp and corp != self.corp:
            self._troubles.name(
                "corp", f"is of the organisation {corp}, the settings say {self.corp}"
            )


def _who(told: Told) -> str:
    """Return whose turn a message takes."""
    return told.room if told.event is None else told.event.origin.account


def _private_part(answer: Answer) -> dict[str, Any]:
    """Return what whoever pressed sees on the card, and nobody else; nothing else changes."""
    if answer.note is None or answer.note.card.title is None:
        return {}
    params = note_params(said(answer.note.card.title))
    return {"userPrivateData": {"cardParamMap": params}, "cardUpdateOptions": BY_KEY}
