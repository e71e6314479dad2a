"""What verbs are given: by their arguments, and by the environment of whoever sits there."""

import argparse
import os
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.domain.phrase import Instant
from bot.domain.wallclock import iso_instant
from bot.errors import ConfigError
from bot.words import Catalogues


def database_url(args: argparse.Namespace, settings: Settings) -> str:
    """Return where the database is: as the arguments say, else the settings."""
    return str(args.database or settings.database.address())


def instant(text: str, zone: ZoneInfo) -> Instant:
    """Read `--now`: an ISO time, in this zone where it names none."""
    try:
        return iso_instant(text, zone)
    except ValueError:
        message = f"{text!r} is no time: write it like 2026-11-27T18:00"
        raise ConfigError("--now", None, "", message) from None


def tongues(words: Catalogues, usual: str) -> Sequence[str]:
    """Return in which languages whoever sits at this terminal is spoken to.

    In theirs, where the environment tells it; else in all, because nobody knows who reads.
    """
    told = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    theirs = told.partition("_")[0].lower()
    if theirs in words.languages:
        return [theirs]
    return sorted(words.languages, key=lambda each: each != usual)
