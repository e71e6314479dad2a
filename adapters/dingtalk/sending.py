"""What is sent: as cards where the tenant granted them, else as messages; and what a no means."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable
from datetime import timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from adapters.dingtalk.api import A_SECOND, Api
from adapters.dingtalk.cards import Cards, goes_to
from adapters.dingtalk.draw import card_params
from adapters.dingtalk.inspection import can_make_cards, dingtalk
from adapters.dingtalk.markdown import escaped
from adapters.dingtalk.media import Media
from adapters.dingtalk.messages import Messages
from adapters.dingtalk.refusals import (
    MINUTE,
    NOT_LET_IN,
    SECOND,
    BadSecret,
    BadToken,
    Denied,
    MonthUsedUp,
    Refused,
)
from bot.adapter import Capabilities, Drawn, Hears, Method, Pace
from bot.domain.pace import Limit
from bot.domain.phrase import Variant
from bot.errors import AdapterError, ShutOut, StoreError, TryLater, described
from bot.listening import Troubles
from bot.message import Menu
from bot.meter import Meter
from bot.ports import Address
from bot.site import Site

T = TypeVar("T")

log = logging.getLogger(__name__)

_ALL: Final = Limit(timedelta(seconds=1 / A_SECOND), burst=A_SECOND)
_ROOM: Final = Limit(timedelta(seconds=4.3), burst=4)
"""Never more than eighteen a minute: after twenty a conversation is blocked for ten minutes."""
_PERSON: Final = Limit(timedelta(seconds=1), burst=5)
"""For one person no limit is named besides that of the application; what is too much is refused."""
_CARD: Final = Limit(timedelta(seconds=1.5), burst=4)
_PACE: Final = Pace(
    room={Method.POST: _ROOM, Method.EDIT: _CARD},
    private={Method.POST: _PERSON},
    connection={Method.POST: _ALL, Method.EDIT: _ALL},
)

WITH_MESSAGES: Final = Capabilities(
    buttons=0, choice=False, form=False, edit=False, whisper=False, threads=False,
    hears=Hears.ADDRESSED, token_bytes=8, text_chars=2_500, note_chars=0, pace=_PACE,
)  # fmt: skip
"""Messages can be neither pressed nor changed."""
WITH_CARDS: Final = replace(WITH_MESSAGES, buttons=20, edit=True, note_chars=300)
"""Cards can; whoever pressed is answered on the card, before nobody else."""

CALENDAR: Final = ZoneInfo("Asia/Shanghai")
"""By which DingTalk counts its months."""
_C, _M, _R = "c:", "m:", "r:"
"""What a ref begins with: a card; a message, which can be recalled; an answer, which has no key."""


class Sending:
    """Send for one connection. It raises what the outbox understands."""

    def __init__(
        self,
        name: str,
        site: Site,
        api: Api,
        cards: Cards | None,
        meter: Meter,
        troubles: Troubles,
    ) -> None:
        """Take the client; `cards` is None where there are to be none."""
        self._name = name
        self._site = site
        self._meter = meter
        self._troubles = troubles
        self._media = Media(api, site.files)
        self.messages = Messages(api, site.clock, self._media)
        self.cards = cards
        self.makes_cards: bool | None = False if cards is None else None
        """Whether cards are sent; None until it is known."""
        self.known = asyncio.Event()

    @property
    def can(self) -> Capabilities:
        """What can be shown, as the tenant granted it; hoped for until it is known."""
        return WITH_MESSAGES if self.makes_cards is False else WITH_CARDS

    async def decide(self) -> bool:
        """Find out what the tenant granted, without a word to anybody; False: ask again later."""
        if self.makes_cards is None and self.cards is not None:
            try:
                refused = await can_make_cards(self.cards, register=True)
            except (BadSecret, BadToken):
                self._troubles.name("cards", NOT_LET_IN, logging.ERROR)
                return False
            except AdapterError as error:
                self._troubles.name("cards", f"cannot find out what is granted: {described(error)}")
                return False
            self.makes_cards = refused is None
            self._troubles.over("cards")
            if refused is not None:
                self._troubles.name("cards", f"sends no cards: {refused}")
        kind = "cards with buttons" if self.makes_cards else "messages with codes"
        log.info("%s: sends %s", self._name, kind)
        self.known.set()
        return True

    async def send(self, address: Address, drawn: Drawn) -> str:
        """Send one message, as a card where cards are granted and one can go there."""
        if self.makes_cards is None:
            raise TryLater(SECOND, "It is not known yet whether cards can be sent.", "connection")
        return await self._asked(self._send(address, drawn))

    async def resume(self, address: Address, drawn: Drawn) -> str | None:
        """Take a card up that may stand already; of a message nobody can tell."""
        if not self.makes_cards or self.cards is None or not goes_to(address):
            raise AdapterError("of a message nobody can tell whether it was sent")
        media = await self._media.pictures(drawn)
        track = await self._asked(self.cards.resume(address, drawn, media))
        return None if track is None else _C + track

    async def edit(self, ref: str, drawn: Drawn) -> None:
        """Let a card show something else."""
        await self._asked(self._edit(self._cards_for(ref), ref, drawn))

    async def strike(self, address: Address, ref: str) -> None:
        """Take a message away; a card says that it was, an answer stays."""
        match ref[:2]:
            case "c:":
                text = escaped(self._site.say(dingtalk.say("struck")))
                params = card_params("", text)
                await self._asked(self._cards_for(ref).update(ref.removeprefix(_C), params))
            case "m:":
                await self._asked(self.messages.recall(address, ref.removeprefix(_M)))

    async def download(self, key: str) -> AsyncGenerator[bytes, None]:
        """Yield what somebody sent."""
        address = await self._asked(self._media.address(key))
        async for piece in self._media.content(address):
            yield piece

    async def reply(self, address: Address, note: Drawn) -> None:
        """Say at once, in the same place, what rides back with a message; perhaps in vain."""
        try:
            await self._asked(self.messages.send(address, note, {}, ""))
        except AdapterError as error:
            log.warning("%s: somebody could not be answered: %s", self._name, described(error))

    async def metered(self, work: Awaitable[None]) -> None:
        """Do what concerns the count of a month, for which no message is to fail."""
        try:
            await work
        except StoreError:
            log.exception("%s: what was used could not be counted", self._name)

    async def _send(self, address: Address, drawn: Drawn) -> str:
        media = await self._media.pictures(drawn)
        # First, so that a message stands nowhere yet when one of its files has to wait.
        await self.messages.send_files(address, drawn)
        if self.makes_cards and self.cards is not None and goes_to(address):
            return _C + await self.cards.send(address, drawn, media)
        hint = "" if address.private else self._hint(drawn)
        key = await self.messages.send(address, drawn, media, hint)
        if key is None:
            return _R + self._site.chance.secret_bytes(9).hex()
        self._troubles.over("denied")
        return _M + key

    async def _edit(self, cards: Cards, ref: str, drawn: Drawn) -> None:
        await cards.edit(ref.removeprefix(_C), drawn, await self._media.pictures(drawn))

    def _cards_for(self, ref: str) -> Cards:
        if self.cards is None or not ref.startswith(_C):
            raise AdapterError("a message that is no card cannot be changed")
        return self.cards

    def _hint(self, drawn: Drawn) -> str:
        """Say how a code is typed in a group, where only what mentions the robot is heard."""
        menus = [block for block in drawn.card.blocks if isinstance(block, Menu)]
        if not menus:
            return ""
        code = Variant(f"{menus[0].letter}{menus[0].first}")
        return escaped(self._site.say(dingtalk.say("mention-me", code=code), drawn.language))

    # What a no means

    async def _asked(self, work: Awaitable[T]) -> T:
        """Ask DingTalk, and say what a refusal means for the messages that wait."""
        try:
            found = await work
        except Denied as denied:
            raise self._denied(denied) from None
        except (BadSecret, BadToken) as error:
            self._troubles.name("secret", NOT_LET_IN, logging.ERROR)
            raise ShutOut(5 * MINUTE, str(error), "connection") from None
        except MonthUsedUp as error:
            self._meter.used_up("calls")
            self._troubles.name("month", str(error), logging.ERROR)
            raise
        except Refused as refused:
            if self.makes_cards and refused.code.startswith("param.template"):
                raise self._without_cards(f"the template is gone ({refused.code})") from None
            raise
        else:
            self._troubles.over("secret")
            self._troubles.over("month")
            return found
        finally:
            await self.metered(self._meter.write())

    def _denied(self, denied: Denied) -> TryLater:
        """Say what becomes of a message that lacks a permission: there may be another way."""
        if denied.scope.startswith("Card.") and self.makes_cards:
            return self._without_cards(str(denied))
        self._troubles.name("denied", f"{denied}: messages wait for it", logging.ERROR)
        return TryLater(MINUTE, str(denied), "room")

    def _without_cards(self, why: str) -> TryLater:
        self.makes_cards = False
        self._troubles.name("cards", f"sends no cards any more: {why}")
        # Drawn again, it will be a message.
        return TryLater(SECOND, "There are no cards any more.", "connection")
