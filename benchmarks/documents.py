"""What a Muster weighs more while people send it what it refuses: bombs, giants, what is locked.

Each file is received in pieces, as from a platform, and opened by the child that reads documents.
What is measured is how much more memory this process, which is Muster's own, takes meanwhile at
most.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.figures import Figure
from benchmarks.house import KEY, NAME, Recorder
from benchmarks.process import weight_of
from benchmarks.store import Plan
from bot.clock import SystemClock
from bot.composition.assembly import Assembly, assemble
from bot.config.settings import Files
from bot.documents import Unread, Writing, read_writing
from bot.jobs import Held
from bot.ports import Keep
from tests.documents.made import PROGRAM, bomb, docx, pdf

_PIECE: Final = bytes(64 * 1024)
_GIANT: Final = 200 * 1024 * 1024 // len(_PIECE)
"""Pieces of a document of 200 MB: more than may be kept."""
_LOOK: Final = 0.002
"""Seconds between two looks at what the process weighs."""
_MOST: Final = 2.0
"""MB that may be added."""

Sent = Callable[[], bytes]


def _ours() -> Mapping[str, tuple[Sent, Unread]]:
    """Name what is sent, and what is said of it."""
    return {
        "a Word file of 200 MB": (lambda: b"", Unread.TOO_LARGE),
        "a Word file that unpacks to 400 MB": (
            lambda: bomb("word/document.xml", 400_000_000), Unread.TOO_LARGE,
        ),
        "a program called .docx": (lambda: PROGRAM, Unread.UNKNOWN),
        "a broken PDF": (lambda: b"%PDF-1.4\nno more", Unread.BROKEN),
        "a broken Word file": (lambda: docx("cut off")[:2_000], Unread.BROKEN),
        "a PDF with a password": (lambda: pdf("Secret", password="pass"), Unread.PROTECTED),
    }  # fmt: skip


class _Sender(Recorder):
    """Be a platform from which large files come in pieces."""

    async def download(self, key: str) -> AsyncGenerator[bytes, None]:
        """Yield what was sent; what is empty stands for the giant."""
        if content := self.files[key]:
            yield content
        else:
            for _ in range(_GIANT):
                yield _PIECE


async def measure(plan: Plan) -> list[Figure]:
    """Send each in turn; what is said of it must be so."""
    if plan.kind != "sqlite":
        return []
    figures = []
    with plan.fresh() as url, TemporaryDirectory(prefix="muster-bench-") as folder:
        files = Files(path=Path(folder))
        house = await assemble(url, [_Sender()], SystemClock(), [KEY], files=files)
        try:
            # Nothing of what comes is the first of its kind.
            await _read(house, docx("A paper."))
            for name, (sent, why) in _ours().items():
                said, grown = await _watched(house, sent())
                assert said is why, (name, said)
                what = f"memory of the main process while {name} is refused"
                figures.append(Figure(what, grown, "MB", _MOST, exact=True))
        finally:
            await house.close()
    return figures


async def _watched(house: Assembly, content: bytes) -> tuple[Writing | Unread, float]:
    """Return what is said of a file, and how many MB more the process took at most meanwhile."""
    before = most = weight_of(os.getpid())
    reading = asyncio.create_task(_read(house, content))
    while not reading.done():
        most = max(most, weight_of(os.getpid()))
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(reading), _LOOK)
    return reading.result(), most - before


async def _read(house: Assembly, content: bytes) -> Writing | Unread:
    runtime = house.muster.runtime
    sender = runtime.adapters[NAME]
    assert isinstance(sender, _Sender)
    sender.files["sent"] = content
    held = Held(runtime, 0, "benchmark")
    kept = await held.fetch(NAME, "sent", name="paper.docx", keep=Keep.INBOX)
    return kept if isinstance(kept, Unread) else await held.opened(kept.file, read_writing)
