"""Show how lines are read."""

import argparse
import sys
from zoneinfo import ZoneInfo

from bot.cli.arguments import instant
from bot.clock import SystemClock
from bot.composition import HOME
from bot.composition.features import chosen, registry_of
from bot.config import Settings
from bot.domain.wallclock import zone_named
from bot.errors import ConfigError
from bot.holidays import workdays
from bot.readback import read_lines
from bot.words import Catalogues, Voice


async def execute(args: argparse.Namespace, settings: Settings) -> int:
    """Say of each line on stdin how it would be read; one answer a line."""
    zone = _zone(args.zone) if args.zone else settings.organisation.zone
    now = instant(args.now, zone) if args.now else SystemClock().now()
    voice = Voice(args.language or settings.organisation.language, zone, now)
    days = workdays(settings.organisation.holidays)
    registry = registry_of(chosen(settings), Catalogues.load(HOME / "words"), days=days)
    lines = iter(sys.stdin.readline, "")
    for answer in read_lines(lines, registry, voice, times=args.time, as_json=args.json):
        print(answer, flush=True)
    return 0


def _zone(name: str) -> ZoneInfo:
    found = zone_named(name)
    if found is None:
        message = f"no time zone is called {name!r}: write one like Asia/Shanghai"
        raise ConfigError("--zone", None, "", message)
    return found
