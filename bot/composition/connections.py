"""A Muster with the connections that its settings name."""

import logging
from functools import partial
from urllib.request import getproxies

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from bot.adapter import Adapter
from bot.clock import Clock
from bot.composition.assembly import STORES, Assembly, Base, assemble_as_set
from bot.composition.platforms import PLATFORMS, Making
from bot.config import Settings
from bot.site import Site, offers
from bot.words import Catalogues

log = logging.getLogger(__name__)


def client() -> ClientSession:
    """Make the one client for all that is asked of platforms, to be closed by whoever made it."""
    return ClientSession(
        connector=TCPConnector(limit=200), timeout=ClientTimeout(total=15, connect=5),
        # Some platforms are behind a proxy. Asked for only where there is one: aiohttp looks for it
        # anew with every request, in a thread, which takes longer than the request itself.
        trust_env=bool(getproxies()),
    )  # fmt: skip


async def assemble_connected(
    settings: Settings, url: str, clock: Clock, words: Catalogues, http: ClientSession
) -> Assembly:
    """Put a Muster together as the settings say, on the platforms that they switch on."""
    connections = settings.connections.values()
    return await assemble_as_set(
        settings, url, partial(_connected, settings, clock, words, http), clock, words,
        # What stands in a demonstration is news to nobody: who tries it again is not held up.
        cautious=not all(PLATFORMS[each.adapter].demonstrates for each in connections),
    )  # fmt: skip


async def _connected(
    settings: Settings, clock: Clock, words: Catalogues, http: ClientSession, base: Base
) -> list[Adapter]:
    """Connect what is switched on, and say what is not and why."""
    making = Making(settings, base.database, site_of(settings, clock, words, http, base))
    demonstrates = settings.mode == "demo" and settings.server.on_loopback
    found: list[Adapter] = []
    for each in settings.connections.values():
        platform = PLATFORMS[each.adapter]
        if not each.enabled:
            continue
        if platform.demonstrates and not demonstrates:
            log.warning(
                "The connection %s is left out: in the browser chat anyone speaks as anyone, so it"
                " exists in mode demo on this machine only.", each.name,
            )  # fmt: skip
            continue
        found.append(await platform.connect(each, making))
    return found


def site_of(
    settings: Settings, clock: Clock, words: Catalogues, http: ClientSession, base: Base
) -> Site:
    """Gather what adapters may use of a house."""
    return Site(
        http=http,
        clock=clock,
        chance=base.chance,
        words=words,
        store=base.database,
        stores=STORES,
        files=base.files,
        offers=offers(base.registry),
        owner=base.owner,
        language=settings.organisation.language,
        public_url=settings.server.public_url,
        backlog=base.backlog,
    )
