"""Names of people: a press on a card tells who pressed only by id."""

from collections import OrderedDict
from typing import Final

from adapters.dingtalk.api import Api
from bot.errors import AdapterError
from bot.event import Origin
from bot.site import Site

_USER: Final = "/topapi/v2/user/get"
_KEPT: Final = 10_000


class Names:
    """Know people's names: from what they wrote, from before, else from the directory."""

    def __init__(self, api: Api, site: Site, connection: str) -> None:
        """Take the client, and the house that remembers whom it has met."""
        self._api = api
        self._site = site
        self._connection = connection
        self._known: OrderedDict[str, str] = OrderedDict()

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
            found = await self._api.old(_USER, {"userid": account})
        except AdapterError:
            # Without the permission there is no name; `check` says what that costs.
            return None
        result = found.get("result")
        name = result.get("name") if isinstance(result, dict) else None
        return name if isinstance(name, str) and name else None
