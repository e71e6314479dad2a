"""Put a Muster together on its database."""

import logging
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final, TypeAlias

from msgspec import Struct, field

from bot.adapter import Adapter
from bot.app import Muster
from bot.backlog import Backlog
from bot.clock import Chance, Clock, ShiftedClock, VirtualClock
from bot.command import Commands
from bot.composition import HOME
from bot.composition.database import keys_of, prepare
from bot.composition.features import FEATURES, chosen, habits_of, registry_of
from bot.config import Settings
from bot.config.settings import Files as FileSettings
from bot.config.settings import Pace as PaceSettings
from bot.domain.almanac import NO_HOLIDAYS, Workdays
from bot.domain.reminding import Habits
from bot.holidays import workdays
from bot.pacing import paces
from bot.ports import Keep, Stores
from bot.registry import Registry
from bot.runtime import Runtime, passed
from bot.seal import Seal
from bot.words import Catalogues
from storage import setup
from storage.budget import Budgets
from storage.database import Database, open_database
from storage.files import Files
from storage.forget import Memory
from storage.inbox import Inbox
from storage.later import Later
from storage.leases import Leases
from storage.outgoing import Outgoing
from storage.people import People
from storage.reminders import Reminders
from storage.spent import Housekeeping
from storage.talk import Talk
from storage.transcript import Transcript

STORES: Final = Stores(
    People,
    Inbox,
    Leases,
    Later,
    Outgoing,
    Talk,
    Transcript,
    Memory,
    Housekeeping,
    Budgets,
    Reminders,
)

_MEGABYTE: Final = 1_000_000

log = logging.getLogger(__name__)


class Assembly(Struct):
    """Hold a running Muster and its database."""

    muster: Muster
    database: Database

    async def close(self) -> None:
        """Note when it was last alive, and close the database after what was asked of it."""
        now = self.muster.runtime.clock.now()
        try:
            await self.database.run(lambda c: setup.sign_of_life(c, now))
        finally:
            await self.database.close()


class Base(Struct, frozen=True):
    """Hold what adapters are made on."""

    database: Database
    files: Files
    registry: Registry
    chance: Chance
    owner: str
    backlog: Backlog = field(default_factory=Backlog)


Connect: TypeAlias = Callable[[Base], Awaitable[Sequence[Adapter]]]
"""Makes adapters that stand on the database themselves."""


async def assemble(
    url: str, adapters: Sequence[Adapter] | Connect, clock: Clock, keys: Sequence[bytes], *,
    features: Sequence[Commands] = FEATURES, words: Catalogues | None = None, width: int = 32,
    pool: int = 10, lease: timedelta = timedelta(seconds=60), files: FileSettings | None = None,
    pace: Mapping[str, Mapping[str, PaceSettings]] | None = None,
    days: Workdays = NO_HOLIDAYS, habits: Habits | None = None, cautious: bool = True,
    checkpoint: Callable[[str], None] = passed,
) -> Assembly:  # fmt: skip
    """Open a database, bring it up to date, and put a Muster together on it.

    Unless `cautious` is off, nothing is sent from a database that was restored, or found under a
    clock that has jumped; one that somebody moves by hand is taken at its word. `checkpoint` is for
    crash tests.
    """
    await prepare(url)
    chance = Chance(keys[0][:64])
    owner = f"{socket.gethostname()[:40]}:{chance.secret_bytes(4).hex()}"
    database = await open_database(url, pool=pool, owner=owner)
    try:
        words = words or Catalogues.load(HOME / "words")
        files = files or FileSettings()
        kept = Files(database, files.path, most=files.max_upload_mb * _MEGABYTE)
        registry = registry_of(features, words, days, habits)
        base = Base(database, kept, registry, chance, owner)
        connected = adapters if isinstance(adapters, Sequence) else await adapters(base)
        runtime = Runtime(
            store=database,
            stores=STORES,
            registry=registry,
            words=words,
            seal=Seal(keys, registry.hashes),
            clock=clock,
            chance=chance,
            adapters={adapter.name: adapter for adapter in connected},
            files=kept,
            keep={each: timedelta(days=getattr(files.keep_days, each.value)) for each in Keep},
            pace=paces(connected, pace or {}),
            owner=owner,
            lease=lease,
            checkpoint=checkpoint,
            backlog=base.backlog,
        )
        registry.adapters = runtime.adapters
        muster = Muster(runtime, width=width, alone=database.dialect == "sqlite")
        moved = isinstance(clock, VirtualClock | ShiftedClock)
        now = None if moved else clock.now()
        why = await database.run(lambda c: setup.why_held(c, now))
        if why is not None and cautious:
            muster.held = True
            log.warning(
                "Nothing is sent: %s. Look with `python -m bot resume`, then let it go on.", why
            )
        await muster.start()
        return Assembly(muster, database)
    except BaseException:
        # Left open, its threads would keep the process from ending.
        await database.close()
        raise


async def assemble_as_set(
    settings: Settings, url: str, adapters: Sequence[Adapter] | Connect, clock: Clock,
    words: Catalogues, *, width: int = 32, cautious: bool = True,
) -> Assembly:  # fmt: skip
    """Put a Muster together as the settings say; see `assemble`."""
    return await assemble(
        url, adapters, clock, keys_of(settings, url), features=chosen(settings), words=words,
        width=width, pool=settings.database.pool, files=settings.files, pace=settings.pace,
        days=workdays(settings.organisation.holidays), habits=habits_of(settings),
        cautious=cautious,
    )  # fmt: skip
