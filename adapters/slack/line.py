"""Socket Mode: one socket at a time, and another as soon as it ends, falls silent or is to end.

Each socket has a client of Slack's library of its own, with the session that this brings along: it
cannot share the one of the house, as it closes what it was given. The library would connect again
by itself, for ever and by an address that works once; all of its ways there lead through one
method, and here that only says that the socket is over. What follows is decided in `run`.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from adapters.slack.api import Api, Locked
from bot.clock import Random
from bot.errors import AdapterError, TryLater
from bot.listening import Tasks, Troubles, backoff

if TYPE_CHECKING:
    from adapters.slack.bolt import Bolt
    from adapters.slack.socket import Socket

log = logging.getLogger(__name__)

SOCKET: Final = "socket"
OPENED: Final = "apps.connections.open"
"""The one method that is called by the app-level token."""
APP_TOKEN: Final = "the app token"  # noqa: S105  (what goes wrong with it)
_LAST_WORDS: Final = 5.0
"""Seconds in which an old socket still acknowledges what came by it."""
_REFRESH: Final = {"refresh_requested", "warning"}


class Patience(Struct, frozen=True):
    """Hold how long a socket may take, in seconds: a ping goes each `ping`.

    One that has lasted for a `steady` while ended for no fault of ours; else there is a rest before
    the next, the `first` of them so long.
    """

    ping: float = 5.0
    connect: float = 10.0
    hello: float = 10.0
    silence: float = 30.0
    steady: float = 10.0
    first: float = 1.0


class Line:
    """Keep the line to Slack up."""

    def __init__(
        self, bolt: Callable[[], "Bolt"], api: Api, app_token: str, chance: Random, *,
        troubles: Troubles, patience: Patience,
    ) -> None:  # fmt: skip
        """Take what is fed, and who names it when the line is down."""
        self._bolt = bolt
        self._api = api
        self._token = app_token
        self._chance = chance
        self._troubles = troubles
        self._patience = patience
        self._tasks = Tasks()
        self._failed = 0

    async def run(self) -> None:
        """Stay connected until cancelled; then hang up within a moment."""
        old: Socket | None = None
        try:
            while True:
                socket = await self._open()
                if old is not None:
                    # Slack still hears what is acknowledged on it.
                    self._tasks.start(old.finish(_LAST_WORDS))
                    old = None
                if socket is None:
                    continue
                old, began = socket, self._now()
                why = await socket.over
                if self._now() - began >= self._patience.steady:
                    self._failed = 0
                    if why in _REFRESH:
                        continue
                if why not in _REFRESH:
                    await old.finish(0)
                    old = None
                    self._troubles.name(SOCKET, why)
                await self._rest()
        finally:
            if old is not None:
                await old.finish(0)
            await self._tasks.end(0)

    async def _open(self) -> "Socket | None":
        """Open a socket; None where it cannot be, after a rest."""
        socket = None
        try:
            answer = await self._api.ask(OPENED, self._token)
            socket = self._socket()
            await socket.open(str(answer["url"]))
        except TryLater as error:
            if not isinstance(error, Locked):  # which is named already
                self._troubles.name(SOCKET, error.message)
            await self._rest(error.after.total_seconds() if error.after else 0)
        except (AdapterError, TimeoutError, OSError, KeyError) as error:
            self._troubles.name(SOCKET, str(error) or type(error).__name__)
            await self._rest()
        else:
            opened, socket = socket, None
            self._troubles.over(SOCKET)
            self._troubles.over(APP_TOKEN)
            return opened
        finally:
            if socket is not None:
                await socket.finish(0)
        return None

    def _socket(self) -> "Socket":
        # With the first socket, as Slack's library is: no start waits for it.
        from adapters.slack.socket import Socket  # noqa: PLC0415

        return Socket(self._bolt, self._api, self._token, self._patience)

    async def _rest(self, least: float = 0.0) -> None:
        """Wait before the next attempt, longer each time, and not just as long as others do."""
        wait = backoff(self._failed, self._chance, first=self._patience.first)
        self._failed += 1
        await asyncio.sleep(max(wait, least))

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
