"""Play what comes on stdin: a script to its end, or a keyboard, while what falls due rings."""

import asyncio
import logging
import sys

from adapters.terminal.chat import Chat
from bot.script import ScriptError, is_played

log = logging.getLogger(__name__)


async def play(chat: Chat, *, hello: str, echo: bool) -> int:
    """Play stdin line by line and return the exit status; a keyboard is greeted with `hello`.

    With `echo` the lines of a script are shown before what they lead to, as a keyboard's are.
    """
    interactive = sys.stdin.isatty()
    busy = asyncio.Lock()

    async def ring() -> None:
        while True:
            await asyncio.sleep(1)
            try:
                async with busy:
                    await chat.house.settle()
            except Exception:
                log.exception("what fell due could not be done")

    ringing = asyncio.create_task(ring()) if interactive else None
    if interactive:
        print(hello)
    number = 0
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            number += 1
            if echo and not interactive and is_played(line):
                print(f"\n{line.strip()}", flush=True)
            try:
                async with busy:
                    await chat.play(line)
            except ScriptError as error:
                print(f"line {number}: {error}", file=sys.stderr)
                if not interactive:
                    return 2
    finally:
        if ringing is not None:
            ringing.cancel()
    return 0
