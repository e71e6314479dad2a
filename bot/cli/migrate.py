"""Bring the database up to date."""

import argparse

from bot.cli.arguments import database_url
from bot.composition.database import prepare
from bot.config import Settings


async def execute(args: argparse.Namespace, settings: Settings) -> int:
    """Bring the database up to date and say what was done."""
    report = await prepare(database_url(args, settings))
    if report.before == report.after:
        print(f"The database is up to date (revision {report.after}).")
    else:
        print(f"Migrated from {report.before or 'nothing'} to revision {report.after}.")
    if report.copy is not None:
        print(f"A copy from before lies in {report.copy}.")
    return 0
