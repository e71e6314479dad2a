"""A Muster that lives: its pumps, its adapters and its server, until it is told to stop."""

import asyncio
from collections.abc import Callable, Sequence

from bot.adapter import Adapter
from bot.app import Muster
from bot.computing import later
from bot.server import Server


async def live(
    muster: Muster, adapters: Sequence[Adapter], server: Server, *, until: asyncio.Event,
    say: Callable[[Server], None],
) -> None:  # fmt: skip
    """Work until told to stop; `say` is called once people are served.

    Where one part fails all stop, and its error is raised: half a Muster would look like a whole.
    Nothing else begins before the server: where that cannot serve, nothing was heard or sent.
    """
    await server.start()
    pumping = asyncio.create_task(muster.run(until=until))
    listening = [asyncio.create_task(each.listen(muster.handle)) for each in adapters]

    def look(part: "asyncio.Task[None]") -> None:
        if not part.cancelled() and part.exception() is not None:
            until.set()

    for part in (pumping, *listening):
        part.add_done_callback(look)
    try:
        say(server)
        # Else the first who types a time would wait for it, and everybody with them.
        await later(muster.engine.get_ready)
        await until.wait()
    finally:
        until.set()
        # First nobody is heard any more, then what is being sent is finished.
        for each in listening:
            each.cancel()
        ended = await asyncio.gather(pumping, *listening, return_exceptions=True)
        await server.stop()
    for error in ended:
        if isinstance(error, Exception):
            raise error


async def ready(muster: Muster) -> str | None:
    """Say why a running Muster cannot answer now; None: it can."""
    runtime = muster.runtime
    try:
        await runtime.store.read(lambda c: runtime.stores.inbox(c).beats())
    except Exception as error:  # noqa: BLE001  (whatever it is, it is what is asked for)
        return f"the database does not answer: {error}"
    return None
