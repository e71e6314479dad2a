"""A house between a double of Telegram and a clock that stands still, for whoever asks for one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.adapters.telegram.house import House, house_on
from tests.doubles.telegram import Double, Group, Person


@dataclass(slots=True)
class Play:
    """Hold a house, a group in it, and two people: Ben has never written to the bot."""

    house: House
    lobby: Group
    ana: Person
    ben: Person

    @property
    def telegram(self) -> Double:
        """The double."""
        return self.house.telegram

    async def poll(self, line: str = "/poll Where to meet? Library / Online") -> None:
        """Let Ana put up a poll in the group."""
        await self.ana.says(line, self.lobby)
        await self.house.settle()
        await self.ana.presses("Post" if self.house.language == "en" else "发布")
        await self.house.settle()


async def _play(url: str, folder: Path, receive: str, language: str) -> AsyncIterator[Play]:
    def gather(house: House) -> None:
        names = ("Ana", "Ben") if language == "en" else ("陈静", "王伟")
        ana = house.telegram.person(names[0], language=language, started=True)
        ben = house.telegram.person(names[1], language=language)
        house.people = ana, ben
        house.lobby = house.telegram.group("Lobby" if language == "en" else "大群", ana)

    async with house_on(url, folder, receive, language, prepare=gather) as house:
        assert house.lobby is not None
        yield Play(house, house.lobby, *house.people)


@pytest.fixture(params=["polling", "webhook"])
async def play(
    request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path
) -> AsyncIterator[Play]:
    """Lend an English team of an organiser and a member, on each way to receive."""
    async for each in _play(sqlite_url, tmp_path, request.param, "en"):
        yield each


@pytest.fixture(params=["polling", "webhook"])
async def chinese(
    request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path
) -> AsyncIterator[Play]:
    """Lend a Chinese one."""
    async for each in _play(sqlite_url, tmp_path, request.param, "zh"):
        yield each


@pytest.fixture
async def polled(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Play]:
    """Lend an English one that polls."""
    async for each in _play(sqlite_url, tmp_path, "polling", "en"):
        yield each


@pytest.fixture
async def hooked(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Play]:
    """Lend an English one with a webhook."""
    async for each in _play(sqlite_url, tmp_path, "webhook", "en"):
        yield each
