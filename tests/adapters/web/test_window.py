"""A window is told in order: first who speaks there, then what happened meanwhile."""

import asyncio

from adapters.web.house import Person, Room, Team
from adapters.web.window import Window
from bot.clock import VirtualClock
from bot.domain.identity import AccountId, Role, RoomId
from tests.adapters.world import MORNING

BEN = Person(AccountId(1), "en.ben", "Ben", Role.MEMBER)
TEAM = Team("en", "Club", "Muster", (BEN,), (Room(RoomId(1), "main", "Lobby"),))


async def test_whoever_is_being_greeted_hears_all_else_afterwards() -> None:
    """What Ben chose in another window must not be taken for a choice of who spoke here before."""
    sent: asyncio.Queue[bytes] = asyncio.Queue()
    window = Window(sent.put, lambda: None, VirtualClock(MORNING))
    sending = asyncio.create_task(window.send_all())
    window.become(TEAM, BEN)
    window.offer(None, b"chosen")
    window.offer(3, b"told by the greeting")
    window.offer(4, b"new")
    window.welcome((b"welcome",), 3)
    assert [await sent.get() for _ in range(3)] == [b"welcome", b"chosen", b"new"]
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
