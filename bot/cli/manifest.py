"""Print what a platform makes a bot of."""

import argparse

from msgspec.structs import fields

from bot.clock import SystemClock
from bot.composition import HOME
from bot.composition.platforms import PLATFORMS
from bot.config import Connection, Settings
from bot.config.values import nearest
from bot.errors import ConfigError
from bot.words import Catalogues, Voice


async def execute(args: argparse.Namespace, settings: Settings) -> int:
    """Print what a platform makes a bot of, for a connection or for the first of an adapter."""
    name: str = args.name
    found = settings.connections.get(name)
    if found is None:
        ours = (each for each in settings.connections.values() if each.adapter == name)
        found = next(ours, None)
    if found is None and name in PLATFORMS:
        model = PLATFORMS[name].settings
        if not any(field.required for field in fields(model)):
            found = Connection(f"{name}-main", name, enabled=True, settings=model())
    write = PLATFORMS[found.adapter].manifest if found is not None else None
    if found is None or write is None:
        able = sorted(each for each, platform in PLATFORMS.items() if platform.manifest)
        message = f"{name!r} has no manifest: name a connection to {', '.join(able)}"
        raise ConfigError("manifest", None, "", message, nearest(name, able))
    words, home = Catalogues.load(HOME / "words"), settings.organisation
    voice = Voice(home.language, home.zone, SystemClock().now())
    print(write(found, settings.server.public_url, lambda said: words.say(said, voice)), end="")
    return 0
