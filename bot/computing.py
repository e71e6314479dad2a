"""Computing something long in a thread, beside a loop that serves people.

The loop gives Python's lock away each time that it looks at the network, many times for one answer,
and a thread that computes gives it back after 5 ms: taps that took 10 ms then take 300. Meanwhile
threads take turns ten times as often, which costs nothing that could be measured; and what goes
through many rows rests between them (`bot.clock.at_leisure`).
"""

import asyncio
import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Final, ParamSpec, TypeVar

from bot.clock import unhurried

P = ParamSpec("P")
T = TypeVar("T")

TURN: Final = 0.0005
"""Seconds after which a thread that computes lets another go on."""

_LOADER: Final = ThreadPoolExecutor(1, thread_name_prefix="muster-loader")

_under_way: list[float] = []
"""How long turns are otherwise, once for each of what is being computed."""


async def compute(fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Compute something in a thread of its own, and return it."""
    with short_turns():
        return await asyncio.to_thread(unhurried, partial(fn, *args, **kwargs))


async def later(load: Callable[[], T]) -> T:
    """Load in a thread what no start waits for, and return it; one thing after the other.

    As of a start, all of it stays: whoever looks for garbage afterwards does not look through it.
    """
    # Several threads would only wait for one another, and each take memory of its own.
    with short_turns():
        loaded = await asyncio.get_running_loop().run_in_executor(_LOADER, load)
    gc.freeze()
    return loaded


@contextmanager
def short_turns() -> Iterator[None]:
    """Let threads take turns ten times as often while something is computed in one of them."""
    usual = _under_way[0] if _under_way else sys.getswitchinterval()
    _under_way.append(usual)
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        _under_way.pop()
        if not _under_way:
            sys.setswitchinterval(usual)
