"""What is heard: messages and presses, handed in by person, and acknowledged once they are kept."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Hashable, Mapping
from functools import partial
from typing import Any, TypeAlias

from adapters.dingtalk.api import Api, Json
from adapters.dingtalk.cards import BY_KEY
from adapters.dingtalk.draw import note_params
from adapters.dingtalk.frames import CLICKS, MESSAGES, Frame
from adapters.dingtalk.names import Names
from adapters.dingtalk.read import Click, Told, UnreadableError, pressed, read_click, read_message
from adapters.dingtalk.sending import Sending
from adapters.dingtalk.stream import Acknowledge
from bot.adapter import Answer, Deliver
from bot.event import Origin, ProfileSeen
from bot.listening import Pause, Tasks, Troubles, Turns, Twins
from bot.message import said
from bot.meter import Meter
from bot.ports import Address
from bot.site import Site

log = logging.getLogger(__name__)

_Work: TypeAlias = Callable[[], Awaitable[Json | None]]
"""Deals with one thing that came; returns what it is answered with, None where it is not kept."""
_Turn: TypeAlias = tuple[str, Hashable, _Work]
"""Whose turn something takes, what of them would be the same again, and the work."""


class Hearing:
    """Hand in what one connection hears, while somebody takes it."""

    def __init__(
        self, name: str, site: Site, api: Api, oapi: str, corp: str | None, sending: Sending,
        meter: Meter, troubles: Troubles, pause: Pause,
    ) -> None:  # fmt: skip
        """Take who answers; `corp` is the organisation, None where it is to be learnt."""
        self._name = name
        self._site = site
        self._oapi = oapi
        self._sending = sending
        self._meter = meter
        self._troubles = troubles
        self._turns = Turns()
        self._twins: Twins[Json | None] = Twins()
        self._tasks = Tasks()
        self._names = Names(api, site, name, pause, self._tasks, self._tell_name)
        self.corp = corp
        self.deliver: Deliver | None = None

    async def stop(self) -> None:
        """Hear nothing more."""
        await self._tasks.end(0)
        self.deliver = None

    async def idle(self) -> None:
        """Wait until all that was heard is dealt with, and who was looked up is known."""
        await self._tasks.idle()

    def hear(self, frame: Frame, acknowledge: Acknowledge) -> None:
        """Take a frame: one person's in order, those of different people side by side."""
        turn = self._turn(frame.topic, frame.data, frame.id, frame.raw)

        async def acknowledged() -> None:
            if (response := await self._in_turn(*turn)) is not None:
                await acknowledge({"response": response if frame.topic == CLICKS else None}, 200)

        self._tasks.start(acknowledged())

    async def posted(self, data: Mapping[str, Any], stamp: str) -> Json | None:
        """Take a message that was posted; return its answer, None where it is not kept."""
        del stamp
        kept = await self._result(MESSAGES, data, "")
        return None if kept is None else {"msgtype": "empty"}

    async def pressed(self, data: Mapping[str, Any], stamp: str) -> Json | None:
        """Take a press that was posted; return its answer, None where it is not kept.

        No id comes with it: the same press, signed at the same time, is the same.
        """
        delivery = hashlib.sha256(f"{stamp} {json.dumps(data, sort_keys=True)}".encode())
        return await self._result(CLICKS, data, delivery.hexdigest()[:32])

    def _turn(self, topic: str, data: Mapping[str, Any], delivery: str, raw: str) -> _Turn:
        """Return the turn that something takes; what cannot be read is set aside."""
        read = self._press if topic == CLICKS else self._message
        try:
            return read(data, delivery)
        except UnreadableError as error:
            return "", None, partial(self._set_aside, topic, raw, str(error))
        except Exception as error:
            # Raised further it would end the whole line, and all that listens beside it.
            log.exception("%s: something that came could not be read", self._name)
            return "", None, partial(self._set_aside, topic, raw, type(error).__name__)

    def _message(self, data: Mapping[str, Any], delivery: str) -> _Turn:
        self._meter.count("pushes")
        told = self._read(data, delivery)
        return _who(told), None, partial(self._told, told)

    def _press(self, data: Mapping[str, Any], delivery: str) -> _Turn:
        self._meter.count("pushes")
        click = read_click(data, delivery)
        # Where it takes longer than DingTalk waits, people read that it failed, and press again.
        return click.user, (click.track, click.token), partial(self._clicked, click)

    async def _result(self, topic: str, data: Mapping[str, Any], delivery: str) -> Json | None:
        """Deal with what was posted, in its turn."""
        turn = self._turn(topic, data, delivery, json.dumps(data))
        task = self._tasks.start(self._in_turn(*turn))
        # Not awaited itself: who posted may hang up, and the work goes on.
        await asyncio.wait([task])
        return None if task.cancelled() else task.result()

    async def _in_turn(self, who: str, what: Hashable, work: _Work) -> Json | None:
        async def dealt() -> Json | None:
            async with self._turns.of(who):
                try:
                    return await work()
                except Exception:
                    # What comes after it has a right to its turn.
                    log.exception("%s: something that came could not be dealt with", self._name)
                    return None

        return await self._twins.once(who, what, dealt)

    def _read(self, data: Mapping[str, Any], delivery: str) -> Told:
        return read_message(data, self._name, self._oapi, self._site.clock.now(), delivery)

    async def _told(self, told: Told) -> Json | None:
        """Hand a message in; return None where it may not be acknowledged."""
        if (deliver := self.deliver) is None:
            return None
        self._learn(told.corp)
        if told.webhook is not None:
            self._sending.messages.learn(told.room, told.webhook)
        if told.over_quota is not None:
            what = f"a message was kept back by DingTalk, the month is used up: {told.over_quota}"
            self._troubles.name("quota", what, logging.ERROR)
            self._meter.used_up("pushes")
        if told.event is None:
            return {}
        origin = told.event.origin
        self._names.learn(origin.account, origin.name)
        answer = await deliver(told.event)
        if answer.kept and answer.note is not None:
            place = Address(self._name, origin.room, origin.title, origin.private)
            await self._sending.reply(place, answer.note)
        await self._sending.metered(self._meter.write(seldom=True))
        return {} if answer.kept else None

    async def _clicked(self, click: Click) -> Json | None:
        """Hand a press in; return what whoever pressed sees, None where it is not kept."""
        if (deliver := self.deliver) is None:
            return None
        self._learn(click.corp)
        name = await self._names.of(click.user, f"dingtalk:{self.corp or ''}")
        answer = await deliver(pressed(click, self._name, name, self._site.clock.now()))
        await self._sending.metered(self._meter.write(seldom=True))
        return _private_part(answer) if answer.kept else None

    async def _tell_name(self, account: str, name: str) -> None:
        """Hand in what somebody is called who has pressed before that was known."""
        if (deliver := self.deliver) is None:
            return
        now = self._site.clock.now()
        seen = f"profile:{account}:{now.timestamp():.3f}"
        origin = Origin(self._name, "", account, name)
        await deliver(ProfileSeen(id=seen, origin=origin, received_at=now))

    async def _set_aside(self, topic: str, raw: str, why: str) -> Json:
        """Keep what could not be read, and have done with it: again it would be no clearer."""
        self._troubles.name("unreadable", f"something that came was set aside: {why}")
        inbox, now = self._site.stores.inbox, self._site.clock.now()
        await self._site.store.run(
            lambda c: inbox(c).set_aside(self._name, raw, f"{topic}: {why}", now)
        )
        return {}

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


def _private_part(answer: Answer) -> Json:
    """Return what whoever pressed sees on the card, and nobody else; nothing else changes."""
    if answer.note is None or answer.note.card.title is None:
        return {}
    params = note_params(said(answer.note.card.title))
    return {"userPrivateData": {"cardParamMap": params}, "cardUpdateOptions": BY_KEY}
