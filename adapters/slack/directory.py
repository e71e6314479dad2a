"""Who is who at Slack, and where the app is: asked for, remembered, and told to the core."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from adapters.slack.api import Api, Locked
from adapters.slack.read import Me, Profile
from bot.adapter import Deliver
from bot.domain.phrase import Instant
from bot.errors import AdapterError, StoreError, TryLater, Unreachable
from bot.event import Origin, ProfileSeen
from bot.ports import People
from bot.site import Site

log = logging.getLogger(__name__)

T = TypeVar("T")

_FRESH: Final = timedelta(hours=1)
_SOON: Final = timedelta(minutes=1)
"""After how long somebody is looked up again whom the platform could not tell of."""
_MOST: Final = 20_000
_PATIENCE: Final = 1.0
"""Seconds for which somebody waits while something is looked up for them."""
_BURST: Final = 10
_EVERY: Final = 2.1
"""Seconds a lookup after that: 50 chats a minute may be opened, in one with a start as well."""


class _Known(Struct):
    profile: Profile
    until: Instant


class Directory:
    """Know accounts and rooms."""

    def __init__(self, api: Api, site: Site, me: Callable[[], Me]) -> None:
        """Take how to ask, the house, and for whom."""
        self._api = api
        self._site = site
        self._clock = site.clock
        self._me = me
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._told: dict[str, Profile] = {}
        self._rooms: dict[str, Instant] = {}
        self._asked: asyncio.Queue[str] = asyncio.Queue()
        self._queued: set[str] = set()
        self._credit = float(_BURST)
        self._credited_at = site.clock.monotonic()

    def known(self, account: str) -> Profile:
        """Return what is known of an account, which may be nothing."""
        found = self._known.get(account)
        return Profile() if found is None else found.profile

    async def learn(self, accounts: Iterable[str], *, wait: bool) -> None:
        """Look accounts up that are new, or known for long; `wait` a moment for it, if asked to."""
        now = self._clock.now()
        for account in dict.fromkeys(accounts):
            found = self._known.get(account)
            if found is not None and found.until > now:
                continue
            if wait:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_PATIENCE):
                        await self._look_up(account)
            if account not in self._queued:
                self._queued.add(account)
                self._asked.put_nowait(account)

    def note_direct(self, account: str, room: str) -> None:
        """Remember which chat is the one with somebody."""
        found = self._known.get(account)
        if found is not None:
            found.profile = replace(found.profile, direct=room)

    async def direct(self, account: str) -> str:
        """Return the chat with somebody, opened the first time; errors as `Api.post`."""
        room = self.known(account).direct
        if room is None:
            me = self._me()
            room = await self._kept(
                lambda people: people.chat_with(me.connection, me.realm, account)
            )
        if room is None:
            answer = await self._api.ask("conversations.open", users=account)
            room = str(answer["channel"]["id"])
        self.note_direct(account, room)
        return room

    async def is_in(self, room: str) -> bool:
        """Say whether the app is in a room; where that cannot be learned, it is taken to be."""
        now = self._clock.now()
        if self._rooms.get(room, now) > now:
            return True
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await self._api.get("conversations.info", channel=room)
        except Unreachable:
            return False
        except (AdapterError, TimeoutError):
            return True
        if answer["channel"].get("is_member") is False:
            return False
        self.note_room(room, inside=True)
        return True

    async def title(self, room: str) -> str:
        """Return what a room is called; nothing where that cannot be learned."""
        with suppress(AdapterError):
            answer = await self._api.get("conversations.info", channel=room)
            return str(answer["channel"].get("name") or "")
        return ""

    def note_room(self, room: str, *, inside: bool) -> None:
        """Remember that the app came into a room, or is out of it."""
        if inside:
            self._rooms[room] = self._clock.now() + _FRESH
        else:
            self._rooms.pop(room, None)

    async def work(self, deliver: Deliver) -> None:
        """Look up what was asked for and tell the core of it, until cancelled.

        First those whom a process that ended had not come to.
        """
        realm, since = self._me().realm, self._clock.now() - _FRESH
        left = await self._kept(lambda people: people.without_chat(realm, since))
        await self.learn(left or (), wait=False)
        while True:
            account = await self._asked.get()
            try:
                await self._pace()
                if not await self._tell(account, deliver):
                    self._credit = 0.0
                    self._asked.put_nowait(account)
                    continue
            except Exception:
                log.exception("an account could not be looked up")
            finally:
                self._asked.task_done()
            self._queued.discard(account)

    async def idle(self) -> None:
        """Wait until everything that was asked for is known."""
        await self._asked.join()

    async def _tell(self, account: str, deliver: Deliver) -> bool:
        """Tell what is known of somebody; False where their chat can only be opened later.

        Another process of this house may look up as many, and Slack counts both.
        """
        await self._look_up(account)
        profile, opened = self.known(account), True
        if profile.bot or not profile.name:
            return True
        try:
            await self.direct(account)
        except Locked:
            pass  # for as long as nobody mends that: whoever acts in an hour is looked up again
        except TryLater:
            opened = False
        except AdapterError:
            pass
        profile, me, now = self.known(account), self._me(), self._clock.now()
        if self._told.get(account) == profile:
            return opened
        origin = Origin(
            me.connection, "", account, profile.name, language=profile.language,
            direct=profile.direct,
        )  # fmt: skip
        seen = ProfileSeen(
            id=f"profile:{account}:{now.timestamp():.3f}", origin=origin, received_at=now,
            zone=profile.zone,
        )  # fmt: skip
        if (await deliver(seen)).kept:
            self._told[account] = profile
        return opened

    async def _kept(self, read: Callable[[People], T]) -> T | None:
        """Read what the house keeps of people; None where it cannot be read now."""
        site = self._site
        with suppress(StoreError):
            return await site.store.read(lambda c: read(site.stores.people(c)))
        return None

    async def _look_up(self, account: str) -> None:
        now, before = self._clock.now(), self._known.get(account)
        if before is not None and before.until > now:
            return
        profile = before.profile if before is not None else Profile()
        until = now + _SOON
        with suppress(AdapterError):
            answer = await self._api.get("users.info", user=account, include_locale="true")
            profile = replace(_profile(answer.get("user") or {}), direct=profile.direct)
            until = now + _FRESH
        self._known[account] = _Known(profile, until)
        self._known.move_to_end(account)
        while len(self._known) > _MOST:
            gone, _ = self._known.popitem(last=False)
            self._told.pop(gone, None)

    async def _pace(self) -> None:
        """Let a burst through, and then one lookup at a time."""
        now = self._clock.monotonic()
        self._credit = min(_BURST, self._credit + (now - self._credited_at) / _EVERY)
        self._credited_at = now
        if self._credit >= 1:
            self._credit -= 1
            return
        await asyncio.sleep(_EVERY)
        # What was earned meanwhile is spent on this one.
        self._credit, self._credited_at = 0.0, self._clock.monotonic()


def _profile(user: dict[str, Any]) -> Profile:
    about = user.get("profile") or {}
    name = about.get("display_name") or user.get("real_name") or user.get("name") or ""
    locale = str(user.get("locale") or "")
    zone = user.get("tz")
    return Profile(
        name=str(name),
        language=locale.replace("_", "-").partition("-")[0].lower() or None,
        zone=zone if isinstance(zone, str) and zone else None,
        bot=bool(user.get("is_bot")) or user.get("id") == "USLACKBOT",
    )
