"""Time that passes for the wire when a test says so."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

PATIENCE = 20.0
"""Seconds after which what is waited for will not come: long, as machines may be busy."""


@dataclass(slots=True)
class Pauses:
    """Stand for sleeping: whoever pauses waits until the test lets that much time pass."""

    asked: list[float] = field(default_factory=list)
    _waiting: list[tuple[float, "asyncio.Future[None]"]] = field(default_factory=list)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __call__(self, seconds: float) -> None:
        """Pause."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (seconds, done)
        self.asked.append(seconds)
        self._waiting.append(entry)
        async with self._changed:
            self._changed.notify_all()
        try:
            await done
        finally:
            self._waiting.remove(entry)

    async def over(self, wanted: Callable[[float], bool]) -> float:
        """Wait until somebody pauses for such a while, let it pass, and return how long it was."""
        await self.begun(wanted)
        seconds, done = self._open(wanted)[0]
        done.set_result(None)
        return seconds

    async def begun(self, wanted: Callable[[float], bool], count: int = 1) -> None:
        """Wait until so many pause for such a while at once."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: len(self._open(wanted)) >= count)

    def _open(self, wanted: Callable[[float], bool]) -> list[tuple[float, "asyncio.Future[None]"]]:
        return [each for each in self._waiting if wanted(each[0]) and not each[1].done()]
