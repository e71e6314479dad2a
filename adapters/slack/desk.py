"""Take what Slack delivers, hand it in, and decide what is acknowledged and what is shown after."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from adapters.slack.directory import Directory
from adapters.slack.draw import Json
from adapters.slack.modal import draw_form, errors_of, first_field
from adapters.slack.phrases import slack
from adapters.slack.read import (
    Kept,
    Me,
    Scene,
    Spot,
    Unreadable,
    actor,
    concerns,
    opened_home,
    opens_form,
    read_command,
    read_event,
    read_press,
    read_submission,
)
from adapters.slack.show import Show
from adapters.slack.text import plain
from bot.adapter import NOTHING, Answer, Deliver
from bot.errors import AdapterError
from bot.event import Event, Joined, Left, Pressed
from bot.listening import Tasks, Turns
from bot.message import said
from bot.site import Site

log = logging.getLogger(__name__)

_ENOUGH: Final = 2.5
"""Seconds after which Slack is answered in any case: at three it tells people of a failure."""
_FORM: Final = 0.5
"""Seconds after which a form that is still being made says so; what opens it lives three."""
_LOOK: Final = 1.0
"""Seconds for which a command waits to learn where it was typed."""
_ERROR: Final = 2_000
_TYPED: Final = {
    "message", "app_mention", "app_home_opened", "member_joined_channel", "member_left_channel",
}  # fmt: skip


class Desk:
    """Take deliveries, several at once, those of one person in order."""

    def __init__(
        self, site: Site, me: Callable[[], Me], directory: Directory, show: Show,
        gone: Callable[[], None],
    ) -> None:  # fmt: skip
        """Take for whom deliveries are read, who answers, and who hears that the app is `gone`."""
        self._site = site
        self._me = me
        self._directory = directory
        self._show = show
        self._gone = gone
        self._order = Turns()
        self._shown = Turns()
        self.tasks = Tasks()
        self.deliver: Deliver | None = None

    async def take(self, payload: Json) -> Json | None:
        """Take any delivery; return what goes back with its acknowledgement.

        None: it is not to be acknowledged, and Slack will deliver it again.
        """
        if self.deliver is None:
            return None
        if payload.get("type") == "event_callback":
            return await self._event(payload)
        # Slack delivers these once, so they are acknowledged whatever comes of them.
        try:
            return await self._interaction(payload)
        except Unreadable as error:
            await self._set_aside(payload, error)
        except Exception:
            log.exception("something that somebody did could not be taken")
        return {}

    async def _interaction(self, payload: Json) -> Json:
        match payload.get("type"):
            case "block_actions":
                await self._press(payload)
            case "view_submission":
                return await self._submission(payload)
            case "block_suggestion":
                return {"options": []}
            case None if payload.get("command"):
                return await self._command(payload)
        return {}

    def _scene(self) -> Scene:
        return Scene(self._me(), self._site.clock.now(), self._directory.known)

    # Events

    async def _event(self, payload: Json) -> Json | None:
        event = payload.get("event") or {}
        if not self._is_ours(payload):
            log.debug("an event of another workspace")
            return {}
        who = [*concerns(payload), ""]
        async with self._order.of(who[0]):
            try:
                if event.get("type") in _TYPED:
                    await self._directory.learn(concerns(payload), wait=True)
                read = read_event(payload, self._scene())
            except Unreadable as error:
                await self._set_aside(payload, error)
                return {}
            if read is None:
                return {}
            heard, spot = read
            heard = await self._prepared(heard)
            answer = await self._hand_in(heard)
        if not answer.kept:
            return None
        self._later(answer, spot)
        return {}

    async def _prepared(self, event: Event) -> Event:
        """Note what an event tells of rooms, and add what a room is called."""
        room, origin = event.origin.room, event.origin
        match event:
            case Joined(bot=True):
                self._directory.note_room(room, inside=True)
                return replace(
                    event, origin=replace(origin, title=await self._directory.title(room))
                )
            case Left(bot=True) if not room:
                self._gone()
            case Left(bot=True):
                self._directory.note_room(room, inside=False)
            case _ if origin.private:
                self._directory.note_direct(origin.account, room)
        return event

    def _is_ours(self, payload: Json) -> bool:
        """Say whether a delivery is of our workspace: one app may be in several."""
        me, told = self._me(), {payload.get("team_id")}
        told |= {each.get("team_id") for each in payload.get("authorizations") or ()}
        return me.team in told

    # Commands

    async def _command(self, payload: Json) -> Json:
        began = _now()
        user, room = actor(payload), str(payload.get("channel_id") or "")
        # Of a private channel without the app Slack tells a name of its own.
        elsewhere = room.startswith("D")
        direct = await self._direct(user, room) if elsewhere else None
        if direct is None and not await self._directory.is_in(room):
            text = self._site.say(slack.say("invite"), self._directory.known(user).language)
            return {"response_type": "ephemeral", "text": text}
        await self._directory.learn([user], wait=True)
        event, spot = read_command(payload, self._scene(), direct)
        answer = await self._soon(event, spot, _ENOUGH - (_now() - began))
        if answer is None:
            return {}
        body, rest = self._show.at_once(answer)
        self._later(rest, spot)
        return body

    async def _direct(self, user: str, room: str) -> str:
        try:
            async with asyncio.timeout(_LOOK):
                return await self._directory.direct(user)
        except (AdapterError, TimeoutError):
            return room

    # Presses

    async def _press(self, payload: Json) -> None:
        user = actor(payload)
        await self._directory.learn([user], wait=False)
        read = read_press(payload, self._scene())
        if read is None:
            return
        event, spot = read
        turn = self.tasks.start(self._turn(event))
        if opens_form(payload):
            self.tasks.start(self._form(turn, spot))
        else:
            self.tasks.start(self._after(turn, spot))
        await _within(_ENOUGH, turn)

    async def _form(self, turn: "asyncio.Task[Answer]", spot: Spot) -> None:
        """Show what a press came to that should open a form; what it waits for is seen soon."""
        waiting = None
        if not await _within(_FORM, turn):
            waiting = await self._show.waiting(spot, self._directory.known(spot.account).language)
        answer = await turn
        if waiting is None:
            self._later(answer, spot)
            return
        try:
            if answer.form is not None:
                await self._show.form(answer.form, answer.language, spot, waiting)
                answer = replace(answer, form=None)
            else:
                await self._show.done_waiting(waiting, answer)
        except AdapterError as error:
            log.warning("a form could not be shown: %s", error)
        self._later(answer, spot)

    # Forms

    async def _submission(self, payload: Json) -> Json:
        user, view = actor(payload), payload.get("view") or {}
        await self._directory.learn([user], wait=False)
        read = read_submission(payload, self._scene())
        if read is None:
            return {}
        event, spot = read
        answer = await self._soon(event, spot, _ENOUGH)
        if answer is None:
            return {}
        if not answer.kept and answer.note is not None and (field := first_field(view)):
            # What was typed stays, to be sent again.
            return _errors({field: plain(said(answer.note.card.title or ""), _ERROR)})
        body: Json = {}
        if answer.form is not None:
            wrong = errors_of(answer.form.form, view)
            fresh = draw_form(answer.form, Kept.of(answer.form.token, spot))
            body = _errors(wrong) if wrong else {"response_action": "update", "view": fresh}
        self._later(replace(answer, form=None), spot)
        return body

    # What they share

    async def _turn(self, event: Event) -> Answer:
        async with self._order.of(event.origin.account):
            return await self._hand_in(event)

    async def _soon(self, event: Event, spot: Spot, seconds: float) -> Answer | None:
        """Return what an event comes to within some seconds; else None, and it is shown later."""
        turn = self.tasks.start(self._turn(event))
        if not await _within(seconds, turn):
            self.tasks.start(self._after(turn, spot))
            return None
        answer: Answer = turn.result()
        return answer

    async def _hand_in(self, event: Event) -> Answer:
        assert self.deliver is not None
        answer = await self.deliver(event)
        home = isinstance(event, Pressed) and event.message is None
        if home and answer.kept and not answer.own and answer.form is None:
            # The home shows how things stand after what was done, and what came of it above.
            again, _ = opened_home(event.origin.account, f"{event.id}:home", self._scene())
            seen = await self.deliver(again)
            answer = replace(answer, own=seen.own)
        return answer

    async def _after(self, turn: "asyncio.Task[Answer]", spot: Spot) -> None:
        self._later(await turn, spot)

    def _later(self, answer: Answer, spot: Spot) -> None:
        """Show an answer once it is acknowledged, after those that the same person had before."""
        if answer != NOTHING and (answer.own or answer.note or answer.form or answer.replace):
            self.tasks.start(self._in_turn(answer, spot))

    async def _in_turn(self, answer: Answer, spot: Spot) -> None:
        async with self._shown.of(spot.account):
            await self._show.show(answer, spot)

    async def _set_aside(self, payload: Mapping[str, Any], error: Unreadable) -> None:
        """Keep a delivery that cannot be read, for whoever mends the reader."""
        log.warning("a delivery could not be read, and was set aside: %s", error)
        site, me, now = self._site, self._me(), self._site.clock.now()
        text = json.dumps(payload)  # escaped: no database takes half a character as it is
        await site.store.run(
            lambda c: site.stores.inbox(c).set_aside(me.connection, text, str(error), now)
        )


async def _within(seconds: float, task: "asyncio.Task[Any]") -> bool:
    """Wait for a task, which goes on after that time; return whether it is done."""
    done, _ = await asyncio.wait([task], timeout=seconds)
    return bool(done)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _errors(wrong: Mapping[str, str]) -> Json:
    return {"response_action": "errors", "errors": dict(wrong)}
