"""What becomes of one update, however it came: read, handed in, answered; or set aside."""

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from adapters.telegram.draw import columns, draw
from adapters.telegram.errors import TelegramError
from adapters.telegram.failures import described
from adapters.telegram.phrases import ours
from adapters.telegram.read import Json, Reader, Reading, Unreadable, read
from bot.adapter import NOTHING, Answer, Deliver, Drawn
from bot.cut import clipped
from bot.domain.phrase import Instant
from bot.errors import StoreError
from bot.event import Heard, Joined
from bot.listening import Tasks, Turns
from bot.message import as_text
from bot.site import Site
from bot.words import without_isolates

if TYPE_CHECKING:
    from adapters.telegram.client import Client

log = logging.getLogger(__name__)

NOTE: Final = 200
"""How long a note may be that is shown to whoever pressed."""
_GLANCE: Final = 100
"""How many columns can be read while a note passes; what is wider stays until it is closed."""
_GOODBYE: Final = 0.3
"""Seconds in which answers may still go out when the house closes."""
_TRUSTED: Final = {"creator", "administrator"}


class PressAnswer(Struct, frozen=True):
    """Say what whoever pressed reads; without a text, that they were heard."""

    query: str
    text: str = ""

    @property
    def alert(self) -> bool:
        """Whether it stays until it is closed: it is too long to be read while it passes."""
        return columns(self.text) > _GLANCE


class Taken(Struct, frozen=True):
    """Say whether an update is settled, so that it may be acknowledged, and how it is answered."""

    kept: bool
    answer: PressAnswer | None = None


class Intake:
    """Hand updates in: those of one person in order, of many at once."""

    def __init__(self, client: "Client", site: Site, reader: Reader, deliver: Deliver) -> None:
        """Take who is asked, what there is of the house, for whom is read, and who listens."""
        self._client = client
        self._site = site
        self._reader = reader
        self._deliver = deliver
        self._turns = Turns()
        self._answers = Tasks()

    async def take(self, update: Json, since: Instant | None = None) -> Taken:
        """Take one update; what answers a press is left to whoever acknowledges it.

        It may have waited `since` a time; see `read`. Never raises: what cannot be read is set
        aside for whoever mends the reader, or it would stand in the way of all that comes after it.
        """
        try:
            reading = read(update, self._reader, self._site.clock.now(), since)
        except Unreadable as error:
            return Taken(await self._set_aside(update, f"unreadable: {error}"))
        try:
            async with self._turns.of(reading.queue):
                answer = await self._hand_in(reading)
        except Exception as error:
            log.exception("%s: an update could not be handed in", self._reader.connection)
            return Taken(await self._set_aside(update, type(error).__name__))
        if not answer.kept:
            return Taken(kept=False)
        if reading.query is not None:
            return Taken(kept=True, answer=self._answer_of(reading, reading.query, answer))
        heard = reading.events[0] if reading.events else None
        if answer.note is not None and isinstance(heard, Heard):
            # Only where we failed: all else that is said in private comes by the outbox.
            self._answers.start(self._answer_words(heard, answer.note))
        return Taken(kept=True)

    async def settle(self, update: Json, since: Instant | None) -> bool:
        """Take one update, and answer a press by a call; return whether it is settled."""
        taken = await self.take(update, since)
        if taken.answer is not None:
            self._answers.start(self._answer_press(taken.answer))
            # The person's answer leaves before the platform's: nobody waits for that.
            await asyncio.sleep(0)
        return taken.kept

    async def close(self) -> None:
        """Let answers that are under way go out, within a moment."""
        await self._answers.end(_GOODBYE)

    async def _hand_in(self, reading: Reading) -> Answer:
        answer = NOTHING
        for event in reading.events:
            if isinstance(event, Joined) and event.bot:
                event = await self._proven(event)  # noqa: PLW2901  (the same, of which more is known)
            answer = await self._deliver(event)
            if not answer.kept:
                break
        return answer

    async def _proven(self, event: Joined) -> Joined:
        """Ask whether whoever let the bot in looks after the group."""
        try:
            status = await self._client.status(event.origin.room, event.origin.account)
        except TelegramError as error:
            log.info("%s: who added us is unknown: %s", self._reader.connection, described(error))
            return event
        return replace(event, proven=status in _TRUSTED)

    async def _set_aside(self, update: Json, why: str) -> bool:
        site, name = self._site, self._reader.connection
        # Escaped, since no database takes half a character as it is.
        payload, now = json.dumps(update), site.clock.now()
        try:
            await site.store.run(lambda c: site.stores.inbox(c).set_aside(name, payload, why, now))
        except StoreError:
            log.exception("%s: an update could not be set aside", name)
            return False
        log.error("%s: an update is set aside: %s", name, why)
        return True

    # What is answered

    def _answer_of(self, reading: Reading, query: str, answer: Answer) -> PressAnswer:
        """Return what answers a press; nobody's own is told so."""
        if answer.note is not None:
            return PressAnswer(query, clipped(without_isolates(as_text(answer.note.card)), NOTE))
        if reading.nobody:
            return PressAnswer(query, clipped(self._site.say(ours.say("as-yourself")), NOTE))
        return PressAnswer(query)

    async def _answer_press(self, answer: PressAnswer) -> None:
        """Answer a press; one that is too old to be answered was heard all the same."""
        try:
            await self._client.answer(answer.query, answer.text, alert=answer.alert)
        except TelegramError as error:
            log.info("%s: a press was not answered: %s", self._reader.connection, described(error))

    async def _answer_words(self, heard: Heard, note: Drawn) -> None:
        try:
            await self._client.send(heard.origin.room, draw(note), heard.origin.thread)
        except TelegramError as error:
            log.info("%s: words were not answered: %s", self._reader.connection, described(error))
