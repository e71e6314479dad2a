"""Let sending go on after it was held."""

import argparse

from sqlalchemy import Connection

from bot.cli.arguments import database_url
from bot.clock import SystemClock
from bot.composition.database import prepare
from bot.config import Settings
from storage import setup
from storage.database import open_database
from storage.later import Later
from storage.outgoing import Outgoing
from storage.people import People


async def execute(args: argparse.Namespace, settings: Settings) -> int:
    """Show what would be sent, and let it go where that is wanted."""
    url = database_url(args, settings)
    await prepare(url)
    database = await open_database(url, pool=1)
    now = SystemClock().now()
    try:
        why = await database.read(lambda c: setup.why_held(c, now))
        print(f"Sending is held: {why}." if why else "Sending is not held.")
        rooms = await database.read(_would_go)
        timers = await database.read(lambda c: Later(c).count_due(now))
        for title, count in rooms:
            print(f"  {title}: {count} to send")
        print(f"  {timers} timers have fallen due" if timers else "  no timer has fallen due")
        if why is None:
            return 0
        if not args.yes:
            print("Nothing was changed. `python -m bot resume --yes` lets it go at the next start.")
            return 0
        await database.run(lambda c: setup.release(c, now))
        print("It goes on at the next start.")
        return 0
    finally:
        await database.close()


def _would_go(connection: Connection) -> list[tuple[str, int]]:
    people = People(connection)
    waiting = Outgoing(connection).waiting()
    return [(people.room(room).title, count) for room, count in sorted(waiting.items())]
