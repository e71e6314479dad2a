"""A Muster between a double of Telegram and a clock that stands still."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from adapters.telegram import Endpoints, Settings
from adapters.telegram.wire import Telegram
from bot.adapter import Adapter
from bot.clock import VirtualClock
from bot.config import Secret
from bot.domain.identity import Role
from bot.event import Origin
from bot.site import Site
from tests.adapters import pauses, world
from tests.doubles.telegram import Double, Group, Person, opened

ZONE: Final = world.ZONE
START: Final = world.MORNING
NAME: Final = "telegram-main"
SECRET: Final = "s-3_cret"
RENEW: Final = 3.0
"""After how many seconds a lease is prolonged."""
AGAIN: Final = 0.6
"""After how many seconds a lease that another process has is asked for again."""
LOOK: Final = 600.0
"""After how many seconds is looked whether the webhook stands."""


class Pauses(pauses.Pauses):
    """Tell what is waited for after a failure from what is done now and then."""

    async def failed(self) -> float:
        """Let a wait after a failure be over, as soon as there is one; return how long it was."""
        return await self.over(lambda seconds: seconds not in {RENEW, AGAIN, LOOK})

    async def turned(self, every: float) -> None:
        """Let it be time for what is done after so many seconds, again and again."""
        await self.over(lambda seconds: seconds == every)


@dataclass(slots=True, kw_only=True)
class House(world.World):
    """Hold a Telegram, and the Muster that listens there; it can be closed and opened again.

    Where it has a lobby, that is the main room of its team, whose organiser is the first of its
    people.
    """

    telegram: Double
    receive: str
    settings: dict[str, Any]
    lobby: Group | None = None
    people: Sequence[Person] = ()
    pauses: Pauses = field(default_factory=Pauses)
    _looks: int = 0

    @property
    def adapter(self) -> Telegram:
        """The connection."""
        found = self.muster.runtime.adapters[NAME]
        assert isinstance(found, Telegram)
        return found

    @property
    def hook_url(self) -> str:
        """Where Telegram delivers, with a webhook."""
        return f"{self.public_url}/telegram/{NAME}"

    @property
    def hearing(self) -> "asyncio.Task[None]":
        """What listens."""
        assert self.listening is not None
        return self.listening

    async def make(self, site: Site, **settings: Any) -> Adapter:
        """Make the adapter."""
        (self.folder / "token").write_text(self.telegram.token)
        (self.folder / "secret").write_text(SECRET)
        chosen: dict[str, Any] = {
            "token": Secret(f"file:{self.folder / 'token'}"),
            "receive": self.receive,
            "webhook_secret": Secret(f"file:{self.folder / 'secret'}"),
            "endpoints": Endpoints(api=self.telegram.api, files=self.telegram.files_api),
        }
        set_so = Settings(**(chosen | self.settings | settings))
        return Telegram(NAME, set_so, site, pause=self.pauses)

    async def heard(self) -> None:
        """Wait until it is polled, or delivered to."""
        await self.telegram.listened()
        if self.receive == "webhook":
            # It looks where updates go once it takes them.
            await self.telegram.called("getWebhookInfo", self._looks + 1)

    async def begin(self, **settings: Any) -> None:
        """Start Muster."""
        self._looks = len(self.telegram.calls("getWebhookInfo"))
        await world.World.begin(self, **settings)

    def cast(self) -> tuple[tuple[str, str], Sequence[tuple[Origin, Role]]] | None:
        """Say who is here."""
        if self.lobby is None:
            return None
        origins = [
            Origin(
                NAME, self.lobby.key, each.key, each.name,
                direct=each.key if each.chat.bot == "member" else None,
            )
            for each in self.people
        ]  # fmt: skip
        roles = [Role.ORGANISER, *[Role.MEMBER] * len(origins)]
        return (self.lobby.key, self.lobby.chat.title), list(zip(origins, roles, strict=False))


@asynccontextmanager
async def house_on(
    url: str, folder: Path, receive: str, language: str = "en", *, heard: bool = True,
    prepare: Callable[[House], None] | None = None, **settings: Any,
) -> AsyncIterator[House]:  # fmt: skip
    """Lend a house, and a Telegram that must not have been asked for what it does not take."""
    clock = VirtualClock(START)
    async with opened(clock) as telegram:
        house = House(
            name=NAME, language=language, url=url, folder=folder, clock=clock, telegram=telegram,
            receive=receive, settings=settings,
        )  # fmt: skip
        if prepare is not None:
            prepare(house)
        try:
            await (house.start() if heard else house.begin())
            yield house
        finally:
            await house.stop()
        assert telegram.violations == []
