"""How long the terminal chat takes from a cold start to its first answer, and what it weighs.

Bytecode is written to a folder of this run first, as an installation has it. The floor is a Python
that imports the libraries which Muster cannot do without.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.figures import Figure, of, ratio
from benchmarks.store import Plan

ROOT: Final = Path(__file__).parent.parent
SCRIPT: Final = "@ana organiser\nana> help\n"
FLOOR: Final = "import asyncio, sqlalchemy, alembic.command, babel, fluent.runtime, msgspec, yaml"


async def measure(plan: Plan) -> list[Figure]:
    """Start the chat and the floor in turns, each in a process of its own."""
    if plan.kind != "sqlite":
        return []
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        _spent(folder, "-m", "bot", "chat")
        _spent(folder, "-c", FLOOR)
        chat: list[float] = []
        floor: list[float] = []
        for _ in range(plan.rounds):
            chat.append(_spent(folder, "-m", "bot", "chat", "--now", "2026-11-26T09:00"))
            floor.append(_spent(folder, "-c", FLOOR))
        heaviest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [
        of("chat: cold start, one command, end", chat, "s"),
        of("chat: the libraries alone", floor, "s"),
        ratio("chat: start ÷ the libraries alone", chat, floor, target=3.0),
        Figure("chat: heaviest process", heaviest, "MB"),
    ]


def _spent(folder: str, *arguments: str) -> float:
    """Return the seconds that a process takes from its start to its end."""
    env = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, check=True, capture_output=True,
        input=SCRIPT.encode(),
    )  # fmt: skip
    return time.perf_counter() - started
