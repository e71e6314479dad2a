"""Names of people: a press on a card tells who pressed only by id."""

from collections import OrderedDict, deque
from typing import Final

from adapters.dingtalk.api import A_SECOND, Api, Json
from bot.errors import AdapterError, TryLater
from bot.event import Origin
from bot.listening import Pause
from bot.site import Site

_USER: Final = "/topapi/v2/user/get"
_KEPT: Final = 10_000
_TRIES: Final = 3
_LONGEST: Final = 5.0
"""Seconds for which whoever pressed waits for their name."""


class Names:
    """Know people's names: from what they wrote, from before, else from the directory."""

    def __init__(self, api: Api, site: Site, connection: str, pause: Pause) -> None:
        """Take the client, and the house that remembers whom it has met."""
        self._api = api
        self._site = site
        self._connection = connection
        self._pause = pause
        self._known: OrderedDict[str, str] = OrderedDict()
        self._asked: deque[float] = deque(maxlen=A_SECOND)

    def learn(self, account: str, name: str) -> None:
        """Remember what somebody is called."""
        self._known[account] = name
        self._known.move_to_end(account)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)

    async def of(self, account: str, realm: str) -> str:
        """Return what somebody is called, their id where nobody tells."""
        if account not in self._known:
            name = await self._met(account, realm) or await self._listed(account)
            self.learn(account, name or account)
        return self._known[account]

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
        """Ask the directory, and again where it is asked too much: a name is taken for good."""
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
