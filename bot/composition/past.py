"""The weeks before the very first start of a demonstration, lived in some seconds."""

import asyncio
import logging

from aiohttp import ClientSession
from msgspec.structs import replace

from adapters.web.past import beginning, live
from adapters.web.wire import Web
from bot.clock import SystemClock, VirtualClock
from bot.composition.connections import assemble_connected
from bot.composition.platforms import PLATFORMS
from bot.config import Settings
from bot.script import ScriptError
from bot.words import Catalogues
from storage import setup

log = logging.getLogger(__name__)


async def live_the_past(
    settings: Settings, url: str, words: Catalogues, http: ClientSession, until: asyncio.Event
) -> None:
    """Let the teams of a demonstration live through some weeks, until now or until told to stop.

    What was stopped, or broken off, is lived once more at the next start.
    """
    now, zone = SystemClock().now(), settings.organisation.zone
    clock = VirtualClock(beginning(now, zone))
    browser = {
        key: each for key, each in settings.connections.items()
        if PLATFORMS[each.adapter].demonstrates
    }  # fmt: skip
    alone = replace(settings, connections=browser)
    assembly = await assemble_connected(alone, url, clock, words, http)
    try:
        try:
            for adapter in assembly.muster.runtime.adapters.values():
                if isinstance(adapter, Web):
                    await live(assembly.muster, adapter, clock, now, zone, until)
        except ScriptError as error:
            # With some features off there is less to be lived.
            log.warning("The demonstration begins in the middle of its past: %s.", error)
            await assembly.muster.live_until(clock, now)
        if not until.is_set():
            await assembly.database.run(setup.end_past)
    finally:
        await assembly.close()
