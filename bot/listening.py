"""What adapters that listen to a platform share: turns, twins, tasks, troubles, and patience."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Any, Final, Generic, TypeAlias, TypeVar

from msgspec import Struct

from bot.clock import Random
from bot.errors import BotError

log = logging.getLogger(__name__)

T = TypeVar("T")

Pause: TypeAlias = Callable[[float], Awaitable[object]]
"""Waits for some seconds."""

_LONGEST: Final = 60.0
_DOUBLINGS: Final = 10


class Turns:
    """Let what one person does happen in order, and what several do at once."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._waiting: dict[str, list[asyncio.Future[None]]] = {}

    def of(self, key: str) -> "_Turn":
        """Wait for one's turn under a key: who asked first is let in first."""
        return _Turn(key, self._waiting)


class _Turn(Struct):
    """Hold one's turn under a key for as long as something lasts.

    Most find nobody before them, for whom a lock of asyncio's would do ten times as much.
    """

    key: str
    waiting: dict[str, list[asyncio.Future[None]]]
    """Who waits, by the keys under which somebody has the turn."""

    async def __aenter__(self) -> None:
        if (before := self.waiting.get(self.key)) is None:
            self.waiting[self.key] = []
            return
        mine = asyncio.get_running_loop().create_future()
        before.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if not mine.cancelled():  # it had just become ours
                self._pass_on()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        """Let in whoever waits longest, and has not given up."""
        after = self.waiting[self.key]
        while after:
            next_ = after.pop(0)
            if not next_.cancelled():
                next_.set_result(None)
                return
        del self.waiting[self.key]


class Twins(Generic[T]):
    """Do once what one person asks for again before it is done: they saw nothing, and pressed."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._newest: dict[str, tuple[Hashable, asyncio.Task[T]]] = {}

    async def once(self, key: str, what: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return what comes of work; or of what was begun last under a key, if it is the same.

        After anything else it is done anew, as the last word counts. `what` is None of what is
        never the same.
        """
        newest = self._newest.get(key)
        if what is not None and newest is not None and newest[0] == what:
            return await asyncio.shield(newest[1])
        task = asyncio.create_task(work())
        self._newest[key] = (what, task)
        try:
            return await task
        finally:
            if self._newest.get(key) == (what, task):
                del self._newest[key]


class Tasks:
    """Keep what was begun and nobody waits for, until it is done.

    A task that nothing refers to may be forgotten by Python before its end. What one fails of is
    logged.
    """

    def __init__(self) -> None:
        """Begin with nothing under way."""
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """Begin something."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        task.add_done_callback(heed)
        return task

    async def idle(self) -> None:
        """Wait until all is done, and what it began in turn."""
        while self._running:
            await asyncio.wait(self._running)

    async def end(self, seconds: float) -> None:
        """Let what is under way finish within a moment, or until cancelled; cut the rest short."""
        try:
            if self._running:
                await asyncio.wait(self._running, timeout=seconds)
        finally:
            left = list(self._running)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)


def heed(task: "asyncio.Task[Any]") -> None:
    """Log what a task failed of, for perhaps nobody waits for it; but nothing that is expected."""
    error = None if task.cancelled() else task.exception()
    if error is not None and not isinstance(error, BotError):
        log.error("something that was begun failed", exc_info=error)


class Troubles:
    """Name in the log what goes wrong on a connection: once, however often it does."""

    def __init__(self, connection: str, log: logging.Logger) -> None:
        """Take the connection's name, which stands before everything that is said."""
        self._connection = connection
        self._log = log
        self._named: dict[str, str] = {}

    def name(self, topic: str, what: str, level: int = logging.WARNING) -> None:
        """Name what is wrong with something; `what` holds no secret, and nobody's words.

        What is named under another topic already, and is not over, is not named again.
        """
        if what not in self._named.values():
            self._log.log(level, "%s: %s", self._connection, what)
        self._named[topic] = what

    def has(self, topic: str) -> bool:
        """Say whether something is named as wrong, and is not well again."""
        return topic in self._named

    def over(self, topic: str) -> None:
        """Note that something is well again."""
        if self._named.pop(topic, None) is not None:
            self._log.info("%s: %s well again", self._connection, topic)


def backoff(
    failures: int, chance: Random, *, first: float = 1.0, longest: float = _LONGEST
) -> float:
    """Return how many seconds to wait after so many failures in a row before the next attempt.

    Twice as long each time, and by chance up to half of it less, so that of many who lost the same
    thing not all come back at once.
    """
    return min(first * 2.0 ** min(failures, _DOUBLINGS), longest) * (0.5 + chance.random() / 2)
