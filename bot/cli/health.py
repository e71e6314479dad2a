"""Ask the Muster that runs whether it is ready."""

import argparse

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.config import Settings


async def execute(args: argparse.Namespace, settings: Settings) -> int:
    """Ask the Muster that runs with these settings whether it is ready; return the exit status."""
    del args
    url = f"{settings.server.local_url(settings.server.port)}/readyz"
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=4)) as session,
            session.get(url) as answer,
        ):
            print((await answer.text()).strip())
            return 0 if answer.ok else 1
    except (ClientError, TimeoutError) as error:
        print(f"nobody answers at {url}: {error}")
        return 1
