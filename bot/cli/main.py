"""Read the command line, and do what it says."""

import argparse
import asyncio
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import logs
from bot.composition.platforms import PLATFORMS
from bot.config import load
from bot.errors import BotError
from storage.errors import StorageError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="A group's secretary.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, about: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=about, description=about)
        made.add_argument("--config", type=Path, help="the settings (config.yaml by default)")
        made.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
        made.add_argument("--database", metavar="URL", help="another database than the settings'")
        return made

    playing = verb("chat", "Chat in the terminal with a demonstration team.")
    playing.add_argument("--now", metavar="ISO", help="let the clock stand still at this time")
    playing.add_argument("--language", choices=["zh", "en"])
    playing.add_argument("--json", action="store_true", help="one object for each visible thing")
    reading = verb("read", "Say how each line on stdin would be read.")
    reading.add_argument("--time", action="store_true", help="the lines are times")
    reading.add_argument("--json", action="store_true", help="one object for each line")
    reading.add_argument("--now", metavar="ISO", help="read as if it were now")
    reading.add_argument("--zone", help="the zone of lines that name none")
    reading.add_argument("--language", choices=["zh", "en"])
    verb("run", "Live: serve, listen, remind and send, until told to stop.")
    verb("health", "Ask the running Muster whether it is ready.")
    verb("migrate", "Bring the database up to date.")
    verb("check", "Look at all that a start needs.")
    describing = verb("manifest", "Print what a platform makes the bot of.")
    describing.add_argument("name", help="a connection, or an adapter")
    copying = verb("backup", "Copy the database to a new file.")
    copying.add_argument("target", type=Path)
    going = verb("resume", "Show what would be sent after a restore, and let it go.")
    going.add_argument("--yes", action="store_true", help="let it go")
    return parser


def _event_loop() -> asyncio.AbstractEventLoop:
    """Make the event loop: uvloop's, which takes a fifth less CPU, wherever that runs."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop  # noqa: PLC0415  (not to be had on Windows)

    return uvloop.new_event_loop()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    args = _parser().parse_args(argv)
    models = {name: platform.settings for name, platform in PLATFORMS.items()}
    try:
        settings = load(args.config, models, args.set)
        logs.configure(settings.log.level, settings.log.format)
        # Not before: what one verb needs is of no use to the others.
        verb = importlib.import_module(f"bot.cli.{args.verb}")
        gc.freeze()
        gc.enable()
        with asyncio.Runner(loop_factory=_event_loop) as runner:
            status: int = runner.run(verb.execute(args, settings))
    except (BotError, StorageError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has read enough; nothing is left to be flushed to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status
