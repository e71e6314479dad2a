"""What waits for the product, and how it gets there: by polling, or to its webhook."""

import asyncio
import itertools
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

import aiohttp

from tests.doubles.telegram.faults import Refused
from tests.doubles.telegram.state import Json

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(slots=True)
class Update:
    """Hold one update: what it says, and whether the product has acknowledged it."""

    content: Json
    queue: str
    """What the server keeps in order: messages of a chat, presses of a person."""
    handed: int = 0
    _acknowledged: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def id(self) -> int:
        """Its number."""
        number: int = self.content["update_id"]
        return number

    @property
    def kind(self) -> str:
        """What it is: message, callback_query, …."""
        return next(key for key in self.content if key != "update_id")

    @property
    def done(self) -> bool:
        """Whether it was acknowledged."""
        return self._acknowledged.is_set()

    def acknowledge(self) -> None:
        """Note that the product has it."""
        self._acknowledged.set()

    async def acknowledged(self) -> None:
        """Wait until the product has it."""
        await self._acknowledged.wait()


@dataclass(slots=True)
class Waiting:
    """Hold what the product has not acknowledged, in order, and its long poll."""

    pending: list[Update] = field(default_factory=list)
    again: list[Update] = field(default_factory=list)
    """What was acknowledged and comes once more, whatever the offset."""
    repeated: list[Update] = field(default_factory=list)
    """What has come once more; the next poll shows that the product has dealt with it."""
    polls: int = 0
    polling: Callable[[], None] = lambda: None
    """Called whenever a poll begins to wait, or ends."""
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1001))
    _poll: "asyncio.Future[None] | None" = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def number(self) -> int:
        """Return the number of the next update."""
        return next(self._numbers)

    def put(self, update: Update) -> Update:
        """Let an update wait."""
        self.pending.append(update)
        self.tell()
        return update

    def tell(self) -> None:
        """Let a long poll look again."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        self._changed.set()

    def conflict(self) -> None:
        """Let another poller take the place of the one that waits."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(_conflict())

    async def polled(self, times: int = 1) -> None:
        """Wait until the product waits at a poll, for the n-th time from now."""
        wanted = self.polls + times
        while self.polls < wanted:
            self._changed.clear()
            await self._changed.wait()

    @property
    def listened(self) -> bool:
        """Whether somebody waits at a poll now."""
        return self._poll is not None

    async def take(self, offset: int | None, most: int, seconds: float) -> list[Update]:
        """Acknowledge what is below the offset, and return what is there, soon or later."""
        for each in list(self.pending):
            if offset is not None and each.id < offset:
                each.acknowledge()
                self.pending.remove(each)
        while self.repeated:
            self.repeated.pop().acknowledge()
        self.conflict()
        if not self.pending and not self.again and seconds:
            mine = self._poll = asyncio.get_running_loop().create_future()
            self.polls += 1
            self._changed.set()
            self.polling()
            try:
                async with asyncio.timeout(seconds):
                    await mine
            except TimeoutError:
                pass
            finally:
                if self._poll is mine:
                    self._poll = None
                self.polling()
        again, self.again = self.again[:most], self.again[most:]
        found = [*again, *self.pending][:most]
        for each in found:
            each.handed += 1
        self.repeated += again
        return found


def _conflict() -> Refused:
    return Refused(
        409,
        "Conflict: terminated by other getUpdates request;"
        " make sure that only one bot instance is running",
    )


@dataclass(slots=True)
class Hook:
    """Deliver to a webhook: a queue each in order, tried again when `retry` says so.

    The real one waits longer and longer; here nothing is tried again by itself.
    """

    waiting: Waiting
    ask: Callable[[Json], Awaitable[None]]
    """What carries out a request that stands in the answer to an update."""
    url: str = ""
    secret: str | None = None
    allowed: list[str] | None = None
    max_connections: int = 40
    last_error: str | None = None
    statuses: list[int] = field(default_factory=list)
    pause: Callable[[], Awaitable[None]] | None = None
    """What is done before a retry; None: it waits for `retry`."""
    _tasks: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)
    _again: asyncio.Event = field(default_factory=asyncio.Event)
    _refused: asyncio.Event = field(default_factory=asyncio.Event)
    _queues: dict[str, list[Update]] = field(default_factory=lambda: defaultdict(list))
    _session: aiohttp.ClientSession | None = None

    def point(self, url: str, secret: str | None) -> None:
        """Deliver to another address from now on, what waits first."""
        self.url, self.secret = url, secret
        if url:
            for each in self.waiting.pending:
                self.deliver(each)
            self.retry()

    def deliver(self, update: Update) -> None:
        """Let an update go out after those of its queue."""
        if update not in self._queues[update.queue]:
            self._queues[update.queue].append(update)
        task = self._tasks.get(update.queue)
        if task is None or task.done():
            self._tasks[update.queue] = asyncio.create_task(self._work(update.queue))

    def retry(self) -> None:
        """Try again what was refused."""
        self._again.set()
        self._again = asyncio.Event()

    async def refused(self) -> None:
        """Wait until something is refused."""
        await self._refused.wait()
        self._refused.clear()

    async def close(self) -> None:
        """Deliver no more."""
        for each in self._tasks.values():
            each.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _work(self, queue: str) -> None:
        updates = self._queues[queue]
        while updates and self.url:
            update, again = updates[0], self._again
            if await self._post(update):
                updates.remove(update)
                if update in self.waiting.pending:
                    self.waiting.pending.remove(update)
                update.acknowledge()
                continue
            self._refused.set()
            if self.pause is not None:
                await self.pause()
            else:
                await again.wait()

    async def _post(self, update: Update) -> bool:
        self._session = self._session or aiohttp.ClientSession()
        headers = {} if self.secret is None else {HEADER: self.secret}
        update.handed += 1
        try:
            async with self._session.post(
                self.url, json=update.content, headers=headers, allow_redirects=False
            ) as answer:
                body, kind = await answer.read(), answer.content_type
                status = answer.status
        except aiohttp.ClientError as error:
            self.last_error = f"Connection failed: {type(error).__name__}"
            return False
        self.statuses.append(status)
        if not 200 <= status < 300:
            self.last_error = f"Wrong response from the webhook: {status}"
            return False
        if body and kind == "application/json":
            await self.ask(json.loads(body))
        return True
