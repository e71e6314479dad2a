"""Slack as an adapter: who we are there, what is sent, and how it is listened to."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from adapters.slack import Settings
from adapters.slack.api import Api, Locked, Refused
from adapters.slack.check import findings
from adapters.slack.desk import Desk
from adapters.slack.directory import Directory
from adapters.slack.draw import CAN, Attachment, attachments, draw, fallback
from adapters.slack.line import APP_TOKEN, OPENED, Line, Patience
from adapters.slack.read import Me
from adapters.slack.show import Show
from bot.adapter import Deliver, Drawn, Finding
from bot.computing import later
from bot.errors import AdapterError, Fixed, Forbidden, TryLater, Uncertain, Unreachable
from bot.listening import Troubles, backoff
from bot.ports import Address
from bot.site import Site

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

    from adapters.slack.bolt import Bolt
    from adapters.slack.front import Gate

log = logging.getLogger(__name__)

_GOODBYE: Final = 0.4
"""Seconds in which answers that are on their way may arrive when the house closes."""
_WHO: Final = "auth.test"
_ANSWER: Final = 5.0
"""Seconds in which Slack must have said who we are."""
_LONGEST: Final = 600.0
_TOKEN: Final = "the bot token"  # noqa: S105  (what goes wrong with it)
_PERMISSION: Final = "the permission {}"
_EVENT: Final = "muster_message"
"""What our metadata is called, by which a message is found again."""
_HISTORY, _REPLIES = _LOOKS = "conversations.history", "conversations.replies"
_LATEST: Final = 100
"""How many messages are looked through for it; of a thread so many at once."""
_PAGES: Final = 10
"""How often we go on in a thread, of which the oldest is told first."""
_FIXED: Final = {"edit_window_closed", "cant_update_message"}
"""Why a message stays as it is, though it stands."""
_NO_THREAD: Final = {
    "cannot_reply_to_message", "restricted_action_thread_locked",
    "restricted_action_non_threadable_channel",
}  # fmt: skip
"""Why a message cannot stand in a thread, though it can in the channel."""


class Slack:
    """Be one app in one workspace."""

    can = CAN

    def __init__(
        self, name: str, settings: Settings, site: Site, patience: Patience | None = None
    ) -> None:
        """Take the connection's name, its settings, and the house. Raises `ConfigError`.

        Nothing is asked of Slack before `greet`, `listen` or `check`.
        """
        self.name = name
        self._settings = settings
        self._site = site
        self._patience = patience or Patience()
        self._me: Me | None = None
        self._troubles = Troubles(name, log)
        self._listening = asyncio.Event()
        url = settings.endpoints.api
        token = settings.bot_token.reveal()
        self._api = Api(site.http, url, token, site.clock, self._locked)
        self._directory = Directory(self._api, site, self._known_me)
        self._show = Show(self._api, site, self._directory, url)
        self._desk = Desk(site, self._known_me, self._directory, self._show, self._gone)
        self._gate: Gate | None = None
        self._app_token = ""
        if settings.receive == "socket":
            self._app_token = settings.app_token.reveal()
        else:
            self._gate = self._gated(settings.signing_secret.reveal())

    def _gated(self, secret: str) -> "Gate":
        from adapters.slack.front import Gate  # noqa: PLC0415  (only where Slack calls us)

        return Gate(lambda: self._bolt, secret, self._site.clock, self._listens, self._troubles)

    @cached_property
    def _bolt(self) -> "Bolt":
        from adapters.slack.bolt import Bolt  # noqa: PLC0415  (with the first delivery)

        return Bolt(self._api.client, self._known_me, self._desk.take)

    @property
    def realm(self) -> str:
        """The workspace; before it is known, nobody is heard."""
        return "slack:" if self._me is None else self._me.realm

    # Who we are

    async def greet(self) -> bool:
        """Ask Slack who we are; False where it does not say, which is then logged."""
        try:
            async with asyncio.timeout(_ANSWER):
                found = await self._api.ask(_WHO)
        except Locked:
            return False  # named already
        except (AdapterError, TimeoutError) as error:
            self._troubles.name(_WHO, str(error) or f"{_WHO}: no answer")
            return False
        self._me = Me(self.name, str(found["team_id"]), str(found["user_id"]))
        self._troubles.over(_WHO)
        self._troubles.over(_TOKEN)
        return True

    async def _asked_me(self) -> Me:
        """Return who we are, where need be asked for: what is sent does not wait for `listen`."""
        if self._me is None and not await self.greet():
            raise TryLater(None, f"{_WHO}: it is not known who we are")
        return self._known_me()

    def _known_me(self) -> Me:
        assert self._me is not None, "nobody is heard before it is known who we are"
        return self._me

    def _listens(self) -> bool:
        return self._listening.is_set()

    def _locked(self, error: Locked) -> None:
        """Name a permission that is missing, or a token that is refused, whatever it was for."""
        if error.scope is not None:
            # What nobody need allow is no fault.
            level = logging.INFO if error.method in _LOOKS else logging.ERROR
            topic = _PERMISSION.format(error.scope)
            why = f"{topic} is missing (missing_scope): allow it and install the app anew"
            self._troubles.name(topic, why, level)
        elif error.method == OPENED:
            self._troubles.name(APP_TOKEN, f"Slack refuses app_token ({error.code})", logging.ERROR)
        elif not self._troubles.has(_TOKEN):  # else it is known: another method only says it anew
            self._troubles.name(_TOKEN, f"Slack refuses bot_token ({error.code})", logging.ERROR)

    def _gone(self) -> None:
        if not self._troubles.has(_TOKEN):
            why = "the app was taken out of the workspace, or its token is revoked"
            self._troubles.name(_TOKEN, why, logging.ERROR)

    def _spoke(self) -> None:
        """Note that what is needed for speaking is as it should be."""
        self._troubles.over(_TOKEN)
        self._troubles.over(_PERMISSION.format("chat:write"))

    # Listening

    def _load(self) -> None:
        """Load Slack's library, which else the first call would do, and all would wait for it."""
        _ = self._api.client
        if self._settings.receive == "socket":
            from adapters.slack import socket  # noqa: F401, PLC0415  (what no start waits for)

    async def listen(self, deliver: Deliver) -> None:
        """Hand in what people do, until cancelled."""
        chance = self._site.chance.seeded("slack", self.name, self._site.owner)
        looking: asyncio.Task[None] | None = None
        try:
            await later(self._load)
            failed = 0
            while self._me is None and not await self.greet():
                await asyncio.sleep(backoff(failed, chance, longest=_LONGEST))
                failed += 1
            self._desk.deliver = deliver
            self._listening.set()
            looking = asyncio.create_task(self._directory.work(deliver))
            if self._settings.receive == "events":
                await asyncio.Event().wait()
            line = Line(
                lambda: self._bolt, self._api, self._app_token, chance, troubles=self._troubles,
                patience=self._patience,
            )  # fmt: skip
            await line.run()
        finally:
            self._listening.clear()
            if looking is not None:
                looking.cancel()
                await asyncio.gather(looking, return_exceptions=True)
            # Who was heard before may still wait for what they did first.
            await self._desk.tasks.end(_GOODBYE)
            self._desk.deliver = None

    async def listening(self) -> None:
        """Wait until what comes is taken."""
        await self._listening.wait()

    async def idle(self) -> None:
        """Wait until everything that was begun for people is shown to them."""
        await self._desk.tasks.idle()
        await self._directory.idle()

    def routes(self) -> "Sequence[AbstractRouteDef]":
        """Return where Slack calls us, if it does."""
        if self._gate is None:
            return []
        return [web.post(f"/slack/{self.name}/events", self._gate.receive)]

    # What is sent

    async def send(self, address: Address, drawn: Drawn) -> str:
        """Put a message up, its files behind it; in the channel where its thread is locked."""
        thread = _thread_of(address)
        try:
            ref = await self._send(address, drawn, thread)
        except Refused as refused:
            if thread is None or refused.code not in _NO_THREAD:
                raise
            ref = await self._send(address, drawn, None)
        self._spoke()
        return ref

    async def _send(self, address: Address, drawn: Drawn, thread: str | None) -> str:
        body: dict[str, Any] = {"text": fallback(drawn), "blocks": draw(drawn)}
        if address.reader is not None:
            shown = await self._api.post(
                "chat.postEphemeral", channel=address.room, user=address.reader,
                thread_ts=thread, **body,
            )  # fmt: skip
            return str(shown["message_ts"])
        uploaded = [await self._uploaded(each) for each in attachments(drawn.card)]
        if drawn.mark:
            body["metadata"] = {"event_type": _EVENT, "event_payload": {"mark": drawn.mark}}
        sent = await self._api.post(
            "chat.postMessage", channel=address.room, thread_ts=thread,
            unfurl_links=False, unfurl_media=False, **body,
        )  # fmt: skip
        if files := [each for each in uploaded if each is not None]:
            await self._share(address, files, thread)
        return str(sent["ts"])

    async def resume(self, address: Address, drawn: Drawn) -> str | None:
        """Look through what was said last for a message whose sending was cut short.

        Its files, which go out behind it, are left out.
        """
        if address.reader is not None:
            raise AdapterError("what one person alone sees is not told")
        try:
            me = await self._asked_me()
            async for each in self._said(address):
                payload = each.get("metadata", {}).get("event_payload", {})
                if each.get("user") == me.bot and payload.get("mark") == drawn.mark:
                    ref = str(each["ts"])
                    break
            else:
                return None
        except Locked as locked:
            raise AdapterError(str(locked)) from None
        with suppress(Fixed):  # then it shows what it was sent with
            await self.edit(address, ref, drawn)
        return ref

    async def _said(self, address: Address) -> AsyncGenerator[Mapping[str, Any], None]:
        """Yield what was said last in a channel, or all that was said in a thread.

        Raises `AdapterError` where a thread is too long for that.
        """
        where = {"channel": address.room, "limit": str(_LATEST), "include_all_metadata": "true"}
        thread = _thread_of(address)
        if thread is None:
            for each in (await self._api.get(_HISTORY, **where)).get("messages", ()):
                yield each
            return
        for _ in range(_PAGES):
            found = await self._api.get(_REPLIES, ts=thread, **where)
            for each in found.get("messages", ()):
                yield each
            cursor = (found.get("response_metadata") or {}).get("next_cursor")
            if not found.get("has_more") or not cursor:
                return
            where["cursor"] = str(cursor)
        raise AdapterError("the thread is too long to be looked through")

    async def edit(self, address: Address, ref: str, drawn: Drawn) -> None:
        """Let a message show something else."""
        if address.reader is not None:
            raise AdapterError("what one person alone sees cannot be changed later")
        try:
            await self._api.post(
                "chat.update", channel=address.room, ts=ref, text=fallback(drawn),
                blocks=draw(drawn),
            )  # fmt: skip
        except Refused as refused:
            if refused.code in _FIXED:
                raise Fixed(str(refused)) from None
            raise
        self._spoke()

    async def strike(self, address: Address, ref: str) -> None:
        """Take a message away; one that is gone already is as it should be."""
        try:
            await self._api.post("chat.delete", channel=address.room, ts=ref)
        except Refused as refused:
            if refused.code != "message_not_found":
                raise

    async def pin(self, address: Address, ref: str) -> None:
        """Pin a message to its channel."""
        await self._set_pin("pins.add", address, ref, {"already_pinned"})

    async def unpin(self, address: Address, ref: str) -> None:
        """Take a message off the channel's pins."""
        done = {"no_pin", "not_pinned", "message_not_found"}
        await self._set_pin("pins.remove", address, ref, done)

    async def _set_pin(self, method: str, address: Address, ref: str, done: set[str]) -> None:
        try:
            await self._api.post(method, channel=address.room, timestamp=ref)
        except Locked as locked:
            if locked.code != "missing_scope":
                raise
            raise Forbidden(str(locked)) from None
        except Refused as refused:
            if refused.code == "no_permission":
                raise Forbidden(str(refused)) from None
            if refused.code not in done:
                raise
        except Unreachable as restricted:  # for pins alone: we may still speak there
            raise Forbidden(str(restricted)) from None

    async def _uploaded(self, file: Attachment) -> dict[str, str] | None:
        """Bring a stored file to Slack, where nobody sees it yet; None where it is not kept."""
        kept = await self._site.files.open(file.file)
        if kept is None:
            log.warning("file %s is not kept any more, so its message goes without it", file.file)
            return None
        content = await asyncio.to_thread(kept.path.read_bytes)
        name = file.name or f"picture.{kept.kind.rpartition('/')[2] or 'png'}"
        asked = {"filename": name, "length": str(len(content))}
        if file.name is None and file.alt:
            asked["alt_txt"] = file.alt[:1000]
        try:
            place = await self._api.ask("files.getUploadURLExternal", **asked)
            await self._api.upload(str(place["upload_url"]), content)
        except Locked:
            return None  # named already
        except Refused as error:
            # A message without its file says more than none.
            log.warning("a file cannot go along: %s", error)
            return None
        except Uncertain as error:
            raise TryLater(None, f"{error}: nobody has seen anything yet") from None
        return {"id": str(place["file_id"]), "title": name}

    async def _share(
        self, address: Address, files: Sequence[dict[str, str]], thread: str | None
    ) -> None:
        """Show files that were uploaded below their message, which stands already."""
        try:
            await self._api.post(
                "files.completeUploadExternal", files=list(files), channel_id=address.room,
                thread_ts=thread,
            )  # fmt: skip
        except AdapterError as error:
            log.warning("files of a message could not be shared: %s", error)

    async def download(self, key: str) -> AsyncGenerator[bytes, None]:
        """Yield a file that somebody sent; errors as `send`.

        The token goes along, so it goes to Slack alone.
        """
        if not self._show.ours(key):
            raise AdapterError("the file does not lie with Slack")
        async for piece in self._api.download(key):
            yield piece

    async def check(
        self,
        rooms: Sequence[Address] = (),  # noqa: ARG002  (rights go by scopes)
        *,
        alone: bool = False,  # noqa: ARG002  (two may listen side by side)
    ) -> Sequence[Finding]:
        """Say how the connection stands."""
        return await findings(self._api, self._settings, self._site, self.name, self._app_token)


def _thread_of(address: Address) -> str | None:
    """Return where a message stands: within a thread there is no other."""
    return address.thread or address.under
