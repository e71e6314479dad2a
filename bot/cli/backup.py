"""Copy the database, and its key."""

import argparse
from pathlib import Path

from bot.cli.arguments import database_url
from bot.composition.database import key_file
from bot.config import Settings
from storage.backup import backup
from storage.setup import RESTORED


async def execute(args: argparse.Namespace, settings: Settings) -> int:
    """Copy the database, and its key, to a new file."""
    url = database_url(args, settings)
    target: Path = args.target
    await backup(url, target, mark=RESTORED)
    print(f"Copied to {target}.")
    if not settings.secrets.keys and key_file(url).exists():
        copy = target.with_name(f"{target.name}.key")
        copy.touch(mode=0o600)
        copy.write_bytes(key_file(url).read_bytes())
        print(f"Its key, without which old buttons do nothing, is in {copy}: keep it as safe.")
    return 0
