"""Fetch updates by polling: one process at a time, and none confirmed before it is kept."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from adapters.telegram.errors import Conflict, InvalidToken, TelegramError
from adapters.telegram.failures import REFUSED, described
from adapters.telegram.read import Json
from bot.clock import Random
from bot.domain.phrase import Instant
from bot.errors import StoreError
from bot.listening import Pause, Troubles, backoff
from bot.site import Site

if TYPE_CHECKING:
    from adapters.telegram.client import Client

log = logging.getLogger(__name__)

_LONG: Final = 25
"""Seconds for which Telegram holds a poll on which nothing comes."""
_LEASE: Final = timedelta(seconds=12)
_AGAIN: Final = 0.6
"""Seconds after which to look whether another process has let go of the lease."""
_MOST: Final = 100
"""How many updates Telegram gives at once; where it gives as many, more may wait."""
_MOMENT: Final = 0.1
"""Seconds after which we poll again although some are not settled."""
_STUCK: Final = 0.5
"""Seconds more that we wait where not even the first is: to whoever asks for the same again within
half a second Telegram gives one update alone."""
_LATE: Final = timedelta(seconds=1)
"""After what time without a poll it matters when something was pressed, which nobody tells."""
_RENEW: Final = 3.0
"""Seconds after which the lease is prolonged: it outlives three failures."""

Take = Callable[[Json, Instant | None], Coroutine[Any, Any, bool]]
"""Takes one update, and since when it may have waited; says whether it may be confirmed."""


class _Handed:
    """Hold what was handed on and cannot be confirmed yet, in the order of Telegram."""

    def __init__(self, begin: Callable[[Json, Instant | None], "asyncio.Task[bool]"]) -> None:
        """Begin with nothing; `begin` begins to take one."""
        self._begin = begin
        self._tasks: dict[int, asyncio.Task[bool]] = {}
        self.confirmed: int | None = None
        """Up to which number all was settled the last time; None where nothing more was."""

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._tasks)

    def hand(self, updates: Iterable[Json], late: Instant | None) -> None:
        """Hand updates on, but for those that come again while they are under way."""
        for each in updates:
            if each["update_id"] not in self._tasks:
                self._tasks[each["update_id"]] = self._begin(each, late)

    async def settle(self, share: float) -> bool:
        """Wait a moment for so many of them, the oldest; return whether all that ended was kept.

        What was not kept comes again, and is handed on once more then.
        """
        tasks = sorted(self._tasks.items())  # what comes again comes after what it stands before
        oldest = [task for _, task in tasks[: ceil(len(tasks) * share)]]
        await asyncio.wait(oldest, timeout=_MOMENT)
        await asyncio.wait(oldest[:1], timeout=_STUCK)
        self.confirmed = None
        lost = [number for number, task in tasks if task.done() and not task.result()]
        for number, task in tasks:
            if not task.done() or number in lost:
                break
            self.confirmed = number
            del self._tasks[number]
        for number in lost:
            del self._tasks[number]
        return not lost


class Poller:
    """Poll while the lease is ours."""

    def __init__(
        self, name: str, client: "Client", site: Site, troubles: Troubles, chance: Random,
        pause: Pause,
    ) -> None:  # fmt: skip
        """Take the connection's name, who is asked, and what there is of the house."""
        self._name = name
        self._client = client
        self._site = site
        self._troubles = troubles
        self._chance = chance
        self._pause = pause
        self._lease = f"telegram:{name}"
        self._offset: int | None = None

    async def run(self, take: Take) -> None:
        """Hand updates on until cancelled."""
        while True:
            since = await self._acquire()
            try:
                await self._while_ours(take, since)
            finally:
                self._site.backlog.end(self)
                await self._give_back()

    # The lease: two pollers would each get some of the updates

    async def _acquire(self) -> Instant:
        """Wait for the lease; return since when nobody may have polled."""
        since = self._site.clock.now()
        while not await self._prolong():
            since = self._site.clock.now()
            await self._pause(_AGAIN)
        self._troubles.over("the lease")
        return since

    async def _prolong(self) -> bool:
        """Take the lease, or prolong it; False where another process has it."""
        site, now = self._site, self._site.clock.now()
        taken = await self._kept(
            lambda c: site.stores.leases(c).take(self._lease, site.owner, now, now + _LEASE)
        )
        if taken is False:
            self._troubles.name("the lease", "another process of this house polls; waiting")
        return bool(taken)

    async def _keep(self) -> None:
        """Prolong the lease for as long as it is ours."""
        failures = 0
        while failures < _LEASE.total_seconds() / _RENEW:
            await self._pause(_RENEW)
            failures = 0 if await self._prolong() else failures + 1

    async def _give_back(self) -> None:
        site = self._site
        await self._kept(lambda c: site.stores.leases(c).give_back(self._lease, site.owner))

    async def _kept(self, work: Callable[[Any], Any]) -> Any:
        try:
            found = await self._site.store.run(work)
        except StoreError as error:
            self._troubles.name("the database", f"the database failed: {type(error).__name__}")
            return None
        self._troubles.over("the database")
        return found

    async def _while_ours(self, take: Take, since: Instant) -> None:
        tasks = [asyncio.create_task(self._poll(take, since)), asyncio.create_task(self._keep())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):
                raise error

    # The polls

    async def _poll(self, take: Take, since: Instant) -> None:
        """Poll on and on; until `since` all that was done at Telegram has come."""
        async with asyncio.TaskGroup() as group:
            handed = _Handed(lambda update, late: group.create_task(take(update, late)))
            backlog, clock = self._site.backlog, self._site.clock
            backlog.begin(self, since)
            failures, all_came = 0, False
            while True:
                asked, longest = clock.now(), _LONG if all_came and not handed else 0
                try:
                    found = await self._client.updates(self._offset, longest)
                except TelegramError as error:
                    backlog.end(self)  # nobody waits for a platform that is away
                    await self._complain(error)
                else:
                    self._troubles.over("polling")
                    late = since if asked - since > _LATE else None
                    all_came = len(found) < _MOST
                    since = clock.now() if all_came else since
                    backlog.begin(self, since)
                    if await self._settle(found, handed, late, all_came=all_came):
                        failures = 0
                        if all_came and not handed:
                            # What waits for a poll that is under way comes at once.
                            backlog.end(self)
                        continue
                await self._pause(backoff(failures, self._chance))
                failures += 1

    async def _settle(
        self, found: Sequence[Any], handed: "_Handed", late: Instant | None, *, all_came: bool
    ) -> bool:
        """Hand updates on, and confirm all up to the first that is not settled.

        One that takes long holds up nobody else: after a moment it is polled again from that one.
        Where more waits at Telegram than came at once, as soon as half of this is settled.
        """
        updates = [
            each for each in found
            if isinstance(each, dict) and type(each.get("update_id")) is int
        ]  # fmt: skip
        handed.hand(updates, late)
        if not handed:
            # All before is confirmed. After a week of silence numbers begin anew, perhaps lower.
            self._offset = None
            return not found
        kept = await handed.settle(1.0 if all_came else 0.5)
        if handed.confirmed is not None:
            self._offset = max(handed.confirmed + 1, self._offset or 0)
        return kept

    async def _complain(self, error: TelegramError) -> None:
        match error:
            case InvalidToken():
                what = REFUSED
            case Conflict() if "webhook" in error.message:
                what = await self._about_webhook()
            case Conflict():
                what = (
                    "another program polls with the same token, so each gets only some of what"
                    " people say: stop it"
                )
            case _:
                what = f"Telegram cannot be polled: {described(error)}"
        self._troubles.name("polling", what)

    async def _about_webhook(self) -> str:
        """Take away a webhook of our own, from before; say where a foreign one points."""
        try:
            info = await self._client.webhook()
            there = urlsplit(str(info.get("url") or ""))
            ours = urlsplit(f"{self._site.public_url}/telegram/{self._name}")
            if (there.hostname, there.path) == (ours.hostname, ours.path):
                await self._client.unpoint()
                return "the webhook of this connection is taken away, since it polls now"
        except TelegramError as error:
            return f"a webhook is set, and cannot be looked at: {described(error)}"
        return (
            f"a webhook at {there.hostname} is set for this bot, so nothing can be polled: remove"
            " it there, or set `receive: webhook` here"
        )
