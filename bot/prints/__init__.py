"""Prints for a person: a page with a table as PDF, in one language, with its font in the file.

The font alone takes a second and much memory, so a child (`bot.prints.child`) draws the page and is
gone again.
"""

import asyncio
import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

import bot
from bot.context import Read
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Words
from bot.domain.sheet import file_name
from bot.sheets import Cell, Reader

PDF: Final = "application/pdf"
"""The media type of PDF files."""
_ROOT: Final = Path(bot.__file__).parent.parent
_LIMIT: Final = timedelta(minutes=2)


class Column(Struct, frozen=True):
    """Hold a column of a table: its heading, and its share of the width."""

    heading: Words
    share: int
    right: bool = False


class Print(Struct, frozen=True):
    """Hold a page: what stands above its title, the text, a table with its sum, what stands below.

    `lacking` says what the mark means that stands for letters that the font does not have, and
    `page` which page it is, of how many: `{page}` and `{pages}` are filled in.
    """

    above: Words
    title: Words
    text: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sums: tuple[Cell, ...]
    signed: tuple[Words, ...]
    below: tuple[Words, ...]
    lacking: Words
    page: Words


class Prints:
    """Write prints for one reader, about the things of one team, in a language of their choice."""

    def __init__(self, read: Read, reader: PersonId, team: TeamId, language: str) -> None:
        """Take who will read it, and in which language; times are in the team's zone."""
        self._reader = Reader(read, reader, team, language=language)

    def name(self, title: Words) -> str:
        """Name the file of a print."""
        return file_name(self._reader.text(title), "pdf")

    def written(self, page: Print) -> dict[str, Any]:
        """Say all of a page: what `as_pdf` takes."""
        text = self._reader.text
        return {
            "above": text(page.above),
            "title": text(page.title),
            "text": text(page.text),
            "headings": [text(each.heading) for each in page.columns],
            "shares": [each.share for each in page.columns],
            "right": [each.right for each in page.columns],
            "rows": [list(map(text, row)) for row in page.rows],
            "sums": list(map(text, page.sums)),
            "signed": list(map(text, page.signed)),
            "below": list(map(text, page.below)),
            "lacking": text(page.lacking),
            "page": text(page.page),
        }


class PrintError(Exception):
    """A page could not be drawn."""


async def as_pdf(written: dict[str, Any]) -> bytes:
    """Draw a page, or as many as its table takes."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.prints.child",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL, cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PATH": os.defpath},
    )  # fmt: skip
    try:
        async with asyncio.timeout(_LIMIT.total_seconds()):
            drawn, _ = await child.communicate(json.dumps(written).encode())
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        raise PrintError(f"The page could not be drawn (exit {child.returncode}).")
    return drawn
