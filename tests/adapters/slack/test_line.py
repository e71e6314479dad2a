"""The socket: what becomes of it when it ends, falls silent or cannot be had, and how it closes."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.slack.line import Patience
from tests.adapters.slack.conftest import SlowTurns
from tests.adapters.slack.world import POLL, QUICK, World, opened


@pytest.fixture
async def world(sqlite_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """Lend a Muster whose sockets are given up soon."""
    async with opened(sqlite_url, tmp_path / "files", patience=QUICK) as found:
        await found.start()
        yield found


async def still_hears(world: World) -> None:
    """Show that what people do arrives, and is answered once."""
    before = len(world.double.sees(world.ana))
    await world.commands(world.ana, POLL["en"])
    assert len(world.double.sees(world.ana)) == before + 1


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
async def test_a_new_socket_is_opened_where_slack_asks_for_it(world: World, reason: str) -> None:
    """The new one is there before the old one goes."""
    await world.double.disconnects(reason)
    await world.double.connected(2)
    await still_hears(world)
    await world.double.until(lambda: len(world.double.sockets.lines) == 1)


async def test_what_came_by_the_old_socket_is_acknowledged(
    world: World, slow_turns: SlowTurns
) -> None:
    """Slack asks for a new socket while a press is being answered: the answer still arrives."""
    await world.opens_poll()
    slow_turns.hold()
    pressing = slow_turns.begin(world.double.presses(world.ben, "Library"))
    await world.double.until(lambda: world.double.journal[-1].kind == "sent")
    await world.double.disconnects()
    await world.double.connected(2)
    slow_turns.go()
    assert (await pressing).ok


async def test_a_reset_line_is_opened_again(world: World) -> None:
    """Where the network fails, there is a new socket soon."""
    world.double.cuts()
    await world.double.connected(2)
    await still_hears(world)


async def test_a_frozen_socket_is_given_up(world: World) -> None:
    """A socket that stays open and says nothing is no socket."""
    world.double.freezes()
    await world.double.until(lambda: world.double.sockets.opened == 2)
    await world.double.until(lambda: len(world.double.sockets.lines) == 1)
    await still_hears(world)


async def test_a_socket_that_never_greets_is_given_up(sqlite_url: str, tmp_path: Path) -> None:
    """Connected is not yet heard: without a hello another address is asked for."""
    patience = Patience(ping=0.1, connect=5, hello=0.2, silence=5, steady=0.2, first=0.05)
    async with opened(sqlite_url, tmp_path / "files", patience=patience) as world:
        world.double.sockets.silent = True
        await world.begin()
        await world.double.until(lambda: world.double.sockets.opened == 2)
        world.double.sockets.silent = False
        await world.double.until(lambda: world.double.sockets.opened >= 3)
        await still_hears(world)


async def test_an_address_that_fails_is_never_used_twice(world: World) -> None:
    """Where a socket cannot be opened, the next attempt has an address of its own."""
    world.double.fails("link", times=2)
    world.double.cuts()
    await world.double.connected(2)
    await still_hears(world)


async def test_too_many_sockets_make_no_storm(sqlite_url: str, tmp_path: Path) -> None:
    """Whoever is one too many steps back, longer each time: three attempts in five seconds."""
    patience = Patience(steady=60)
    async with opened(sqlite_url, tmp_path / "files", patience=patience) as world:
        await world.start()
        loop, opened_at = asyncio.get_running_loop(), []
        for number in (2, 3, 4):
            await world.double.disconnects("too_many_websockets")
            await world.double.connected(number)
            opened_at.append(loop.time())
        assert opened_at[2] - opened_at[0] > 2


async def test_trouble_is_named_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """However often an attempt fails, the log says so once, and once that all is well again."""
    caplog.set_level(logging.INFO, logger="adapters.slack")
    world.double.fails("apps.connections.open", times=2, error="internal_error")
    world.double.cuts()
    await world.double.connected(2)
    named = [each.getMessage() for each in caplog.records if "internal_error" in each.getMessage()]
    assert len(named) == 1
    await still_hears(world)
    assert "slack-main: socket well again" in caplog.text


@pytest.mark.parametrize("state", ["open", "frozen", "throttled", "silent", "refused", "busy"])
async def test_it_stops_within_a_second_in_every_state(
    sqlite_url: str, tmp_path: Path, state: str, slow_turns: SlowTurns
) -> None:
    """Whatever the line is about, stopping leaves no task and no socket."""
    before = asyncio.all_tasks()
    async with opened(sqlite_url, tmp_path / "files", patience=Patience()) as world:
        double, pressing = world.double, None
        if state in {"open", "frozen", "busy"}:
            await world.start()
        if state == "frozen":
            double.freezes()
        if state == "busy":
            await world.opens_poll()
            slow_turns.hold()
            pressing = slow_turns.begin(double.presses(world.ben, "Library"))
            await double.until(lambda: double.journal[-1].kind == "sent")
        if state == "throttled":
            double.fails("apps.connections.open", times=99, status=429, retry_after="30")
        if state == "silent":
            double.sockets.silent = True
        if state == "refused":
            double.fails("auth.test", times=99, error="invalid_auth")
        if state in {"throttled", "silent", "refused"}:
            await world.begin()
            method = "auth.test" if state == "refused" else "apps.connections.open"
            await double.until(lambda: double.calls(method))
        assert await world.stop() < 1
        if pressing is not None:
            slow_turns.go()
            assert not (await pressing).ok
        await double.until(lambda: not double.sockets.lines or state == "frozen")
    await asyncio.sleep(0)
    assert asyncio.all_tasks() - before == set()


async def test_it_stops_while_an_old_socket_waits_for_its_last_word(
    sqlite_url: str, tmp_path: Path, slow_turns: SlowTurns
) -> None:
    """Also then neither a task nor a socket is left behind."""
    before = asyncio.all_tasks()
    async with opened(sqlite_url, tmp_path / "files", patience=Patience()) as world:
        double = world.double
        await world.start()
        await world.opens_poll()
        slow_turns.hold()
        pressing = slow_turns.begin(double.presses(world.ben, "Library"))
        await double.until(lambda: double.journal[-1].kind == "sent")
        await double.disconnects()
        async with asyncio.timeout(10):
            while "Socket.finish()" not in str(asyncio.all_tasks()):  # noqa: ASYNC110  (nobody tells)
                await asyncio.sleep(0)
        assert await world.stop() < 1
        slow_turns.go()
        assert not (await pressing).ok
    await asyncio.sleep(0)
    assert asyncio.all_tasks() - before == set()
