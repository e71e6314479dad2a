"""The bell of a PostgreSQL database: LISTEN and NOTIFY on a connection of its own.

A notification is a hint without content: equal ones of a transaction are delivered once, and those
sent while the connection is down are lost. Hence after every (re)connection the bell rings once.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import asyncpg
from sqlalchemy import URL, NullPool
from sqlalchemy.ext.asyncio import create_async_engine

CHANNEL: Final = "muster"

REST: Final = timedelta(seconds=1)
"""The wait before a lost connection is made anew."""

_log = logging.getLogger(__name__)


class Bell:
    """Ring in every process that listens to the same database."""

    def __init__(self, address: URL) -> None:
        # An engine only to read the address as the pool does; every connection is a new one.
        self._engine = create_async_engine(
            address,
            poolclass=NullPool,
            connect_args={"server_settings": {"application_name": "muster bell"}},
        )
        self._callbacks: list[Callable[[], None]] = []
        self._change = asyncio.Event()
        self._rung = False
        self._task: asyncio.Task[None] | None = None

    def on_ring(self, callback: Callable[[], None]) -> None:
        """Call back at every ring, from whatever process; starts to listen."""
        self._callbacks.append(callback)
        self._start()

    def ring(self) -> None:
        """Ring here now, and elsewhere soon; never waits and never fails."""
        self._call()
        self._rung = True
        self._start()
        self._change.set()

    async def close(self) -> None:
        """Stop listening; a ring not yet sent is dropped, as it would be by a broken connection."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._engine.dispose()

    def _start(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._live(), name="muster-bell")

    def _call(self) -> None:
        for callback in self._callbacks:
            callback()

    async def _live(self) -> None:
        while True:
            try:
                await self._listen()
            except Exception as error:  # noqa: BLE001  (a bell that falls silent for good is worse)
                _log.warning("not listening to PostgreSQL, will try again: %s", error)
            await asyncio.sleep(REST.total_seconds())

    async def _listen(self) -> None:
        """Listen on a new connection and send what was rung, until the connection is lost."""
        async with self._engine.connect() as connection:
            raw = await connection.get_raw_connection()
            driver = raw.driver_connection
            assert isinstance(driver, asyncpg.Connection)
            driver.add_termination_listener(lambda _: self._change.set())
            await driver.add_listener(CHANNEL, self._heard)
            self._call()
            while not driver.is_closed():
                if self._rung:
                    self._rung = False
                    await driver.execute(f"NOTIFY {CHANNEL}")
                self._change.clear()
                if not (self._rung or driver.is_closed()):
                    await self._change.wait()

    def _heard(self, driver: Any, sender: int, _channel: str, _payload: object) -> None:
        if sender != driver.get_server_pid():  # our own was rung here already
            self._call()
