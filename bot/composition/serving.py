"""A Muster that serves: its first past, its owner, its server, until it is told to stop."""

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import Connection

from adapters.web import Settings as WebSettings
from bot.adapter import Serves
from bot.clock import SystemClock
from bot.composition.connections import assemble_connected, client
from bot.composition.database import prepare
from bot.config import Settings
from bot.domain.phrase import Phrase, Variant
from bot.live import live, ready
from bot.runtime import Runtime
from bot.server import Server
from bot.words import Catalogues
from commands.team import owner_code
from storage import setup
from storage.database import open_database


async def serve(
    settings: Settings, url: str, words: Catalogues, *, until: asyncio.Event,
    say: Callable[[Server], None], tell: Callable[[Phrase], None] = lambda _phrase: None,
) -> None:  # fmt: skip
    """Serve, listen, remind and send until told to stop; `say` is called once people can come.

    `tell` is handed what else is to be said: the code that makes an owner, where there is none yet,
    is for the eyes of whoever starts this, and for no log.
    """
    async with client() as http:
        if await _begins_a_past(settings, url):
            from bot.composition.past import live_the_past  # noqa: PLC0415  (of one start alone)

            tell(Phrase("demo", "past"))
            await live_the_past(settings, url, words, http, until)
        with _all_stays():
            assembly = await assemble_connected(settings, url, SystemClock(), words, http)
        muster = assembly.muster
        adapters = list(muster.runtime.adapters.values())
        try:
            if settings.mode == "live" and await assembly.database.read(setup.demonstrated):
                tell(Phrase("demo", "left-over"))
            code = await assembly.database.run(lambda c: take_up(c, settings, muster.runtime))
            server = Server(
                settings.server, [each for each in adapters if isinstance(each, Serves)],
                partial(ready, muster), neighbours=settings.mode == "demo",
            )  # fmt: skip

            def begin(server: Server) -> None:
                if code is not None:
                    tell(Phrase("team", "owner-code", (("code", Variant(code)),)))
                say(server)

            await live(muster, adapters, server, until=until, say=begin)
        finally:
            await assembly.close()


@contextmanager
def _all_stays() -> Iterator[None]:
    """Look for no garbage in what is loaded and put together."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


async def _begins_a_past(settings: Settings, url: str) -> bool:
    """Begin the past of a demonstration that is to have lived before, where nobody was served yet.

    False where there is none to be lived.
    """
    if settings.mode != "demo" or not any(
        isinstance(each.settings, WebSettings) and each.enabled and each.settings.past
        for each in settings.connections.values()
    ):
        return False
    await prepare(url)
    database = await open_database(url, pool=1)
    try:
        return await database.run(setup.begin_past)
    finally:
        await database.close()


def take_up(connection: Connection, settings: Settings, runtime: Runtime) -> str | None:
    """Let the house be as the settings say; return the code that makes an owner, if it has none.

    A demonstration needs none, and where no connection is switched on nobody could type it.
    """
    home, clock = settings.organisation, runtime.clock
    setup.settle(connection, home.name, home.language, home.zone.key, settings.mode)
    if settings.mode != "live" or not runtime.adapters:
        return None
    return owner_code(runtime.read(connection, clock.now()), runtime.chance.secret_bytes(16))
