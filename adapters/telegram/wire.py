"""Telegram as a platform: what people do there comes in, cards go out and change in place."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from adapters.telegram import Settings
from adapters.telegram.check import findings
from adapters.telegram.draw import CAPTION, Attachment, Upload, attachments, draw
from adapters.telegram.errors import ChatMigrated, InvalidToken, TelegramError
from adapters.telegram.failures import (
    REFUSED,
    described,
    is_fixed,
    is_not_pinned,
    is_same,
    lacks_message,
    lacks_right,
    lacks_topic,
    refuses_file,
    refuses_other_file,
    stays,
    translated,
)
from adapters.telegram.hook import Hook
from adapters.telegram.intake import NOTE, Intake
from adapters.telegram.library import load
from adapters.telegram.menu import put_up
from adapters.telegram.phrases import ours
from adapters.telegram.polling import Poller
from adapters.telegram.read import Reader, Ref, Unreadable
from bot.adapter import Capabilities, Deliver, Drawn, Finding, Hears, Method, Pace
from bot.computing import later
from bot.domain.pace import Limit
from bot.domain.phrase import Instant
from bot.errors import AdapterError, ConfigError, Fixed, Forbidden, Gone, TryLater
from bot.event import Origin, RoomMoved
from bot.listening import Pause, Troubles, backoff
from bot.message import Block, Card, File, Image, Span, Text, said
from bot.ports import Address
from bot.site import Site

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

    from adapters.telegram.client import Client

log = logging.getLogger(__name__)

CAN: Final = Capabilities(
    form=False,
    whisper=False,
    pin=True,
    hears=Hears.REPLIES,
    token_bytes=64,
    # Of 4,096: each character may take two units, or need a joiner beside it.
    text_chars=2_000,
    note_chars=NOTE,
    pace=Pace(
        # In any minute at most 20 to a group, in any second at most 30 in all.
        room={method: Limit(timedelta(seconds=4), burst=5) for method in Method},
        private={method: Limit(timedelta(seconds=1), burst=5) for method in Method},
        connection={method: Limit(timedelta(seconds=1 / 25), burst=5) for method in Method},
    ),
)
_SENDING: Final = "sending"
_REMEMBERED: Final = 1_000
"""Of how many messages is remembered which file they show."""


class Telegram:
    """Be one bot's connection to Telegram."""

    realm = "telegram"

    def __init__(
        self, name: str, settings: Settings, site: Site, *, pause: Pause = asyncio.sleep
    ) -> None:
        """Take the connection's name and settings, and what there is of the house.

        Raises `ConfigError` where the settings cannot be meant so.
        """
        self.name = name
        self.can = CAN
        self.site = site
        self._token = token = settings.token.reveal()
        self._endpoints = settings.endpoints
        self._asked: Client | None = None
        self._troubles = Troubles(name, log)
        self._chance = site.chance.seeded("telegram", name, site.owner)
        self._pause = pause
        self.hook = _hook(name, settings, site, token)
        self._deliver: Deliver | None = None
        self._shown: OrderedDict[str, str] = OrderedDict()
        self._throttled: dict[str, Instant] = {}

    async def _client(self) -> "Client":
        """Return who asks Telegram; with the first call it is loaded, which no start waits for."""
        if self._asked is None:
            await later(load)
        if self._asked is None:  # another may have called meanwhile: one serves both
            self._asked = load()(self._token, self._endpoints, self.site.http)
        return self._asked

    # Coming in

    async def listen(self, deliver: Deliver) -> None:
        """Hand in what people do, until cancelled."""
        self._deliver = deliver
        intake: Intake | None = None
        menu: asyncio.Task[None] | None = None
        try:
            client = await self._client()
            intake = Intake(client, self.site, await self._introduce(client), deliver)
            menu = asyncio.create_task(self._put_up_menu(client))
            if self.hook is not None:
                await self.hook.run(client, self._troubles, self._chance, self._pause, intake.take)
            else:
                poller = Poller(
                    self.name, client, self.site, self._troubles, self._chance,
                    self._pause,
                )  # fmt: skip
                await poller.run(intake.settle)
        finally:
            self._deliver = None
            if menu is not None:
                menu.cancel()
                await asyncio.gather(menu, return_exceptions=True)
            if intake is not None:
                await intake.close()

    def routes(self) -> "Sequence[AbstractRouteDef]":
        """Return where Telegram delivers, with a webhook."""
        return () if self.hook is None else self.hook.routes()

    async def check(
        self, rooms: Sequence[Address] = (), *, alone: bool = False
    ) -> Sequence[Finding]:
        """Say how the bot stands; Telegram is asked, and nothing is changed."""
        client = await self._client()
        found, hears = await findings(client, self.site, self.hook, rooms, alone=alone)
        if hears is not None:
            self.can = replace(self.can, hears=hears)
        return found

    async def _introduce(self, client: "Client") -> Reader:
        """Learn who we are, trying until it is told."""
        failures = 0
        while True:
            try:
                me = await client.me()
                reader = Reader(self.name, int(me["id"]), str(me["username"]))
            except (TelegramError, KeyError, ValueError) as error:
                what = "Telegram does not say who this bot is"
                if isinstance(error, InvalidToken):
                    what = REFUSED
                elif isinstance(error, TelegramError):
                    what = f"Telegram cannot be reached: {described(error)}"
                self._troubles.name("the connection", what)
                await self._pause(backoff(failures, self._chance))
                failures += 1
                continue
            self._troubles.over("the connection")
            if me.get("can_read_all_group_messages"):
                self.can = replace(self.can, hears=Hears.ALL)
            log.info("%s: we are @%s", self.name, reader.username)
            return reader

    async def _put_up_menu(self, client: "Client") -> None:
        try:
            await put_up(client, self.site.offers, self.site.language)
        except TelegramError as error:
            # It stands as it was, and is looked at again with the next start.
            log.warning("%s: the menu of commands stays: %s", self.name, described(error))
        except Exception:
            # Nobody waits for it.
            log.exception("%s: the menu of commands stays", self.name)

    # Going out

    async def send(self, address: Address, drawn: Drawn) -> str:
        """Send a message; into the group itself where its topic is gone, or to where it moved.

        A message has no thread of its own here: what belongs there is a reply to it.
        """
        drawn, files = await self._with_files(drawn)
        thread, under = address.thread, None if address.under is None else _ref(address.under)
        try:
            try:
                ref = await self._send(address.room, drawn, files, thread, under)
            except TelegramError as error:
                if thread is None or not lacks_topic(error):
                    raise
                ref = await self._send(address.room, drawn, files, None, under)
        except ChatMigrated as moved:
            room = str(moved.new_chat_id)
            await self._moved(address, room)
            try:
                ref = await self._send(room, drawn, files, None)
            except TelegramError as error:
                raise self._failure(error, address) from error
        except TelegramError as error:
            raise self._failure(error, address) from error
        self._troubles.over(_SENDING)
        return ref

    async def edit(self, address: Address, ref: str, drawn: Drawn) -> None:
        """Let a message show something else."""
        place = _ref(ref)
        drawn, files = await self._with_files(drawn)
        try:
            await self._edit(place, drawn, files)
        except ChatMigrated as moved:
            # What was written before a group moved can be read there, but not changed.
            await self._moved(address, str(moved.new_chat_id))
            raise Gone from moved
        except TelegramError as error:
            if is_fixed(error):
                raise Fixed(described(error)) from error
            if not is_same(error):
                raise self._failure(error, address) from error
        self._troubles.over(_SENDING)

    async def strike(self, address: Address, ref: str) -> None:
        """Take a message away; one that is too old for that says so instead."""
        place, client = _ref(ref), await self._client()
        try:
            await client.delete(place)
        except ChatMigrated as moved:
            raise Gone from moved
        except TelegramError as error:
            if lacks_message(error):
                return
            if not stays(error):
                raise self._failure(error, address) from error
            await self.edit(address, ref, self._struck())

    async def pin(self, address: Address, ref: str) -> None:
        """Pin a message, without a sound: only the group's own line says so."""
        client = await self._client()
        try:
            await client.pin(_ref(ref))
        except TelegramError as error:
            raise self._pin_failure(error, address) from error

    async def unpin(self, address: Address, ref: str) -> None:
        """Unpin a message; what is gone, or stands where a group was before, is as it should be."""
        client = await self._client()
        try:
            await client.unpin(_ref(ref))
        except ChatMigrated:
            return
        except TelegramError as error:
            if not is_not_pinned(error):
                raise self._pin_failure(error, address) from error

    def _pin_failure(self, error: TelegramError, address: Address) -> AdapterError:
        if isinstance(error, ChatMigrated):
            return AdapterError(described(error))
        return Forbidden(described(error)) if lacks_right(error) else self._failure(error, address)

    async def download(self, key: str) -> AsyncGenerator[bytes, None]:
        """Yield what somebody sent: at most 20 MB, more is not handed to bots."""
        client = await self._client()
        try:
            async for piece in client.download(key):
                yield piece
        except TelegramError as error:
            raise translated(error, "person") from error

    async def _send(
        self, room: str, drawn: Drawn, files: Sequence[tuple[Attachment, Upload]],
        thread: str | None, under: Ref | None = None,
    ) -> str:  # fmt: skip
        """Send a sheet: as what stands below its file where it can, else after all its files.

        A file that Telegram refuses is told of in words.
        """
        client = await self._client()
        sheet, refused = draw(drawn), set()
        below = len(files) == 1 and sheet.units <= CAPTION
        for attachment, file in files:
            try:
                ref = await client.send_file(
                    room, file, sheet if below else None, thread, under if below else None,
                    picture=attachment.picture,
                )  # fmt: skip
            except TelegramError as error:
                if not refuses_file(error):
                    raise
                log.warning("%s: a file cannot go along: %s", self.name, described(error))
                refused.add(attachment.file)
                continue
            if below:
                self._remember(str(ref), attachment.file)
                return str(ref)
        if refused:
            sheet = draw(self._without(drawn, refused))
        return str(await client.send(room, sheet, thread, under))

    async def _edit(
        self, ref: Ref, drawn: Drawn, files: Sequence[tuple[Attachment, Upload]]
    ) -> None:
        """Edit a message; where its new file is refused, the old one stays, and words tell."""
        client, sheet = await self._client(), draw(drawn)
        if ref.kind and files and self._shown.get(str(ref)) != files[0][0].file:
            attachment, file = files[0]
            try:
                await client.edit_file(ref, file, sheet)
            except TelegramError as error:
                if not refuses_other_file(error):
                    raise
                log.warning("%s: a file cannot go along: %s", self.name, described(error))
                told = draw(self._without(drawn, {attachment.file}))
                sheet = told if told.units <= CAPTION else sheet
            else:
                self._remember(str(ref), attachment.file)
                return
        await client.edit(ref, sheet)

    async def _with_files(
        self, drawn: Drawn
    ) -> tuple[Drawn, list[tuple[Attachment, Upload]]]:  # fmt: skip
        """Fetch what goes along with a message; what is not kept any more is told of in words."""
        found, missing = [], set()
        for each in attachments(drawn.card):
            kept = await self.site.files.open(each.file)
            if kept is None:
                missing.add(each.file)
                continue
            content = await asyncio.to_thread(kept.path.read_bytes)
            name = f"picture{kept.path.suffix or '.png'}" if each.picture else each.name
            found.append((each, Upload(content, name)))
        return self._without(drawn, missing), found

    def _without(self, drawn: Drawn, files: AbstractSet[str]) -> Drawn:
        """Say in words what files, and pictures, cannot be shown."""
        if not files:
            return drawn

        def told(block: Block) -> Block:
            match block:
                case Image(file, alt, url) if file in files:
                    return Text((Span(said(alt), link=url),))
                case File(file, name, url) if file in files:
                    lost = self.site.say(ours.say("file-lost", name=name), drawn.language)
                    return Text((Span(lost, link=url),))
            return block

        blocks = tuple(map(told, drawn.card.blocks))
        return replace(drawn, card=replace(drawn.card, blocks=blocks))

    def _struck(self) -> Drawn:
        return Drawn(Card(self.site.say(ours.say("struck"))), "telegram.struck")

    def _remember(self, ref: str, file: str) -> None:
        self._shown[ref] = file
        while len(self._shown) > _REMEMBERED:
            self._shown.popitem(last=False)

    async def _moved(self, address: Address, room: str) -> None:
        """Let the house know where a group has gone, in case Telegram's own word is late."""
        if self._deliver is None or room == address.room:
            return
        origin = Origin(self.name, address.room, "", "", title=address.title)
        now = self.site.clock.now()
        await self._deliver(
            RoomMoved(id=f"moved {address.room} {room}", origin=origin, received_at=now, key=room)
        )

    def _failure(self, error: TelegramError, address: Address) -> AdapterError:
        if isinstance(error, InvalidToken):
            self._troubles.name(_SENDING, REFUSED)
        failure = translated(error, "person" if address.private else "room")
        if isinstance(failure, TryLater) and failure.where == "room":
            return self._later(failure, address.room)
        return failure

    def _later(self, failure: TryLater, room: str) -> TryLater:
        """Let all wait where two rooms must at once: then it is the bot that is too fast."""
        now = self.site.clock.now()
        self._throttled = {each: at for each, at in self._throttled.items() if at > now}
        others = self._throttled.keys() - {room}
        self._throttled[room] = now + (failure.after or timedelta())
        return TryLater(failure.after, failure.message, "connection") if others else failure


def _ref(text: str) -> Ref:
    try:
        return Ref.of(text)
    except Unreadable:
        raise AdapterError(f"{text!r} is no message of Telegram") from None


def _hook(name: str, settings: Settings, site: Site, token: str) -> Hook | None:
    """Return where Telegram is to deliver; None where it is polled."""
    if settings.receive == "polling":
        return None
    key = f"connections.{name}"
    if site.public_url is None:
        message = f"{key}.receive: a webhook needs server.public_url, by which Telegram reaches us"
        raise ConfigError(None, None, f"{key}.receive", message)
    secret = None if settings.webhook_secret is None else settings.webhook_secret.reveal()
    try:
        return Hook(name, site.public_url, token, secret)
    except ValueError as error:
        message = f"{key}.webhook_secret: the secret {error}"
        raise ConfigError(None, None, f"{key}.webhook_secret", message) from None
