"""A workspace for each test that asks for one, and a Muster that listens in it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.adapter import Answer
from bot.engine import Engine
from bot.event import Event
from tests.adapters.slack.world import MODES, World, opened
from tests.doubles.slack import Ack, SlackDouble


@pytest.fixture(autouse=True)
def tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the double's tokens where the settings look for them."""
    monkeypatch.setenv("TEST_SLACK_BOT", SlackDouble.bot_token)
    monkeypatch.setenv("TEST_SLACK_APP", SlackDouble.app_token)
    monkeypatch.setenv("TEST_SLACK_SIGNING", SlackDouble.signing_secret)


@pytest.fixture
async def quiet(sqlite_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """Lend a workspace in which no Muster runs yet."""
    async with opened(sqlite_url, tmp_path / "files") as world:
        yield world


@pytest.fixture(params=MODES)
async def world(
    request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path
) -> AsyncIterator[World]:
    """Lend a workspace in which Muster listens, once by each way."""
    async with opened(sqlite_url, tmp_path / "files", request.param) as found:
        await found.start()
        yield found


@pytest.fixture(params=[(mode, language) for mode in MODES for language in ("en", "zh")], ids=str)
async def either(
    request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path
) -> AsyncIterator[World]:
    """Lend the same, once in each language too."""
    mode, language = request.param
    async with opened(sqlite_url, tmp_path / "files", mode, language) as found:
        await found.start()
        yield found


class SlowTurns:
    """Let turns take as long as a test wants."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.free.set()

    def hold(self) -> None:
        """Let no turn begin."""
        self.free.clear()

    def go(self) -> None:
        """Let them go on."""
        self.free.set()

    def begin(self, doing: Coroutine[Any, Any, Ack]) -> "asyncio.Task[Ack]":
        """Begin something that does not end before they go on."""
        return asyncio.create_task(doing)


@pytest.fixture
def slow_turns(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowTurns]:
    """Lend a way to hold turns up."""
    slow, handle = SlowTurns(), Engine.handle

    async def held(self: Engine, event: Event) -> Answer:
        await slow.free.wait()
        return await handle(self, event)

    monkeypatch.setattr(Engine, "handle", held)
    yield slow
    slow.go()
