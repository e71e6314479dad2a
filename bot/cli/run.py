"""Serve, listen, remind and send."""

import argparse
import asyncio
import signal
from collections.abc import Iterator

from bot.cli.arguments import database_url, tongues
from bot.clock import SystemClock
from bot.composition import HOME
from bot.composition.serving import serve
from bot.config import Settings
from bot.domain.phrase import Phrase, Variant
from bot.server import Server
from bot.words import Catalogues, Voice


async def execute(args: argparse.Namespace, settings: Settings) -> int:
    """Live until told to stop, and say where people find it."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    words = Catalogues.load(HOME / "words")
    now, zone = SystemClock().now(), settings.organisation.zone

    def tell(*phrases: Phrase) -> None:
        for language in tongues(words, settings.organisation.language):
            for phrase in phrases:
                print(words.say(phrase, Voice(language, zone, now)), flush=True)

    def say(server: Server) -> None:
        tell(*_greeting(server, settings))

    await serve(settings, database_url(args, settings), words, until=stop, say=say, tell=tell)
    return 0


def _greeting(server: Server, settings: Settings) -> Iterator[Phrase]:
    wanted = settings.server.port
    if wanted not in {0, server.port}:
        # As text: a port is a name, and 8,081 is none.
        ports = (("wanted", Variant(wanted)), ("port", Variant(server.port)))
        yield Phrase("demo", "elsewhere", ports)
    if not any(each.enabled for each in settings.connections.values()):
        yield Phrase("demo", "nobody")
    yield Phrase("demo", "at", (("url", Variant(server.url)),))
