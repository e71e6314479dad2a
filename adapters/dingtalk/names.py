"""Names of people: a press on a card tells who pressed only by id."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from typing import Final

from adapters.dingtalk.api import A_SECOND, Api, Json
from bot.errors import AdapterError, TryLater
from bot.event import Origin
from bot.listening import Pause, Tasks
from bot.site import Site

_USER: Final = "/topapi/v2/user/get"
_KEPT: Final = 10_000
_TRIES: Final = 3
_LONGEST: Final = 5.0
"""Seconds for which the directory is left alone where it was asked too much."""
_PATIENCE: Final = 1.5
"""Seconds for which whoever pressed waits for their name: after two they read that it failed."""


class Names:
    """Know people's names: from what they wrote, from before, else from the directory."""

    def __init__(
        self, api: Api, site: Site, connection: str, pause: Pause, tasks: Tasks,
        tell: Callable[[str, str], Awaitable[None]],
    ) -> None:  # fmt: skip
        """Take the client, and the house that remembers whom it has met.

        `tell` hears the names of accounts that went by their id before, running as one of `tasks`.
        """
        self._api = api
        self._site = site
        self._connection = connection
        self._pause = pause
        self._tasks = tasks
        self._tell = tell
        self._known: OrderedDict[str, str] = OrderedDict()
        self._looking: dict[str, asyncio.Task[str | None]] = {}
        self._nameless: set[str] = set()
        """Who has been handed in by their id, and is looked for."""
        self._asked: deque[float] = deque(maxlen=A_SECOND)

    def learn(self, account: str, name: str) -> None:
        """Remember what somebody is called."""
        self._known[account] = name
        self._known.move_to_end(account)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)

    async def of(self, account: str, realm: str) -> str:
        """Return what somebody is called; their id where nobody tells, or not in time."""
        if account in self._known:
            return self._known[account]
        met = await self._met(account, realm)
        if met is not None and met != account:
            self.learn(account, met)
            return met
        if met is not None:
            self._nameless.add(account)
        if (looking := self._looking.get(account)) is None:
            looking = self._looking[account] = self._tasks.start(self._look_for(account))
        patience = asyncio.ensure_future(self._pause(_PATIENCE))
        try:
            await asyncio.wait([looking, patience], return_when=asyncio.FIRST_COMPLETED)
        finally:
            patience.cancel()
        if looking.done():
            return looking.result() or account
        self._nameless.add(account)
        return account

    async def _look_for(self, account: str) -> str | None:
        """Look somebody up, and tell who they are where they have gone by their id so far."""
        try:
            name = await self._listed(account)
        finally:
            del self._looking[account]
        self.learn(account, name or account)
        if name is not None and account in self._nameless:
            await self._tell(account, name)
        self._nameless.discard(account)
        return name

    async def _met(self, account: str, realm: str) -> str | None:
        origin = Origin(self._connection, "", account, "")
        people, now = self._site.stores.people, self._site.clock.now()
        who = await self._site.store.read(
            lambda c: people(c).identify(origin, realm, now, None, None)
        )
        return who.name or None

    async def _listed(self, account: str) -> str | None:
        try:
            found = await self._look_up(account)
        except AdapterError:
            # Without the permission there is no name; `check` says what that costs.
            return None
        result = found.get("result")
        name = result.get("name") if isinstance(result, dict) else None
        return name if isinstance(name, str) and name else None

    async def _look_up(self, account: str, tries: int = _TRIES) -> Json:
        """Ask the directory, and again where it is asked too much: else an id stands for a name."""
        await self._pace()
        try:
            return await self._api.old(_USER, {"userid": account})
        except TryLater as later:
            seconds = _LONGEST if later.after is None else later.after.total_seconds()
            if tries == 1 or seconds > _LONGEST:
                raise
        await self._pause(seconds)
        return await self._look_up(account, tries - 1)

    async def _pace(self) -> None:
        """Let a crowd that presses for the first time ask one after the other."""
        monotonic = self._site.clock.monotonic
        while len(self._asked) == A_SECOND and (wait := self._asked[0] + 1 - monotonic()) > 0:
            await self._pause(wait)
        self._asked.append(monotonic())
