"""Documents that people sent: what stands in them, read in a process of its own.

Whoever sends a file decides what is in it: a bomb that unpacks to gigabytes, a loop, a crash of the
library. So it is opened by a child (`bot.documents.child`) with limits of memory and time, which
the system enforces; what does not come back in time, or not at all, is an outcome like any other.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeAlias

from msgspec import Struct

import bot
from bot.domain.outline import Branch, Leaf, Tree, Twigs

SECONDS: Final = 30.0
"""How long reading one document may take, from the start of its process."""
MOST_BYTES: Final = 32 * 1024 * 1024
"""How much of a document's content is taken over; the child cuts off long before."""

_ROOT: Final = Path(bot.__file__).parent.parent


class Unread(StrEnum):
    """Say why a document could not be read."""

    GONE = "gone"
    UNKNOWN = "unknown"
    OLD = "old"
    BROKEN = "broken"
    PROTECTED = "protected"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"


class Writing(Struct, frozen=True):
    """Hold the text of a document; `kind` is what it is by its content: docx, pdf or text."""

    kind: str
    text: str


class Row(Struct, frozen=True):
    """Hold a row of a table: its number, from 1, as the person's own program shows it.

    Empty cells at its end are left out.
    """

    number: int
    cells: tuple[str, ...]


class Table(Struct, frozen=True):
    """Hold the rows of a table that are not empty; `kind` is xlsx or csv."""

    kind: str
    rows: tuple[Row, ...]


class Garbled(Struct, frozen=True):
    """Say in which line a file of keys and values stops making sense."""

    line: int


Found: TypeAlias = Mapping[str, Any]


async def read_writing(path: Path) -> Writing | Unread:
    """Read the text of a Word document, a PDF, or a file of text or Markdown."""
    found = await _asked("writing", path)
    return found if isinstance(found, Unread) else Writing(found["kind"], found["text"])


async def read_table(path: Path) -> Table | Unread:
    """Read the first sheet of an Excel workbook, or a file of separated values, as texts."""
    found = await _asked("table", path)
    if isinstance(found, Unread):
        return found
    return Table(found["kind"], tuple(Row(number, tuple(row)) for number, row in found["rows"]))


async def read_outline(path: Path) -> Tree | Garbled | Unread:
    """Read a YAML file as nested texts; tags mean nothing, and references are not followed."""
    found = await _asked("outline", path)
    if isinstance(found, Unread):
        return found
    return Garbled(found["broken"]) if "broken" in found else _tree(found["tree"])


def _tree(found: Sequence[Any]) -> Tree:
    line, kind, held = found
    match kind:
        case "branch":
            return Branch(line, tuple((key, at, _tree(value)) for key, at, value in held))
        case "twigs":
            return Twigs(line, tuple(map(_tree, held)))
    return Leaf(line, held)


async def _asked(what: str, path: Path) -> Found | Unread:
    """Let a child read a document; whatever becomes of the child, say what that means."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.documents.child", what, str(path),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL, cwd=_ROOT,
        # Nothing of ours is handed down: our environment holds secrets.
        env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PATH": os.defpath},
    )  # fmt: skip
    assert child.stdout is not None
    try:
        async with asyncio.timeout(SECONDS):
            said = await child.stdout.read(MOST_BYTES)
            while len(said) < MOST_BYTES and (more := await child.stdout.read(MOST_BYTES)):
                said += more
            await child.wait()
    except TimeoutError:
        return Unread.TOO_SLOW
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
    try:
        found = json.loads(said)
    except ValueError:  # it was ended in the middle: by a limit, or by the document itself
        return Unread.TOO_SLOW if child.returncode == -_TOO_LONG else Unread.BROKEN
    return Unread(found["unread"]) if "unread" in found else found


_TOO_LONG: Final = 24
"""SIGXCPU: the signal that ends a process which has used up its time."""
