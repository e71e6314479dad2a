"""What one running Muster is made of; the composition root fills it in, nothing else is global."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from msgspec import Struct, field

from bot.adapter import Adapter, Pace
from bot.backlog import Backlog
from bot.clock import Chance, Clock, Part
from bot.context import Context, Effects, HeardForm, Read
from bot.domain.identity import Who
from bot.domain.phrase import Instant
from bot.ports import Connection, FileStore, Keep, Store, Stores
from bot.registry import Registry
from bot.seal import Seal
from bot.words import Catalogues


def passed(point: str) -> None:
    """Pass a checkpoint; crash tests put a kill here."""


class Runtime(Struct, frozen=True):
    """Hold the parts that engine, outbox, schedule and jobs share.

    `keep` says how long each kind of file is kept, `pace` how fast each connection may send.
    `owner` names this process in leases. `lease` is how long a room or a job may be held: far
    longer than any request may take, so that a stale holder cannot still be sending.
    """

    store: Store
    stores: Stores
    registry: Registry
    words: Catalogues
    seal: Seal
    clock: Clock
    chance: Chance
    adapters: Mapping[str, Adapter]
    files: FileStore
    keep: Mapping[Keep, timedelta]
    pace: Mapping[str, Pace]
    owner: str
    lease: timedelta = timedelta(seconds=60)
    checkpoint: Callable[[str], None] = field(default=passed)
    backlog: Backlog = field(default_factory=Backlog)

    def read(self, connection: Connection, now: Instant) -> Read:
        """Open a reading of what is stored."""
        return Read(connection, now, self.registry, self.stores, self.chance)

    def context(
        self, connection: Connection, now: Instant, who: Who, *, seed: tuple[Part, ...],
        heard: HeardForm | None = None, effects: Effects | None = None, thread: str | None = None,
    ) -> Context:  # fmt: skip
        """Give a step what it may use; see `Context`."""
        return Context(
            connection, now, self.registry, self.stores, who, chance=self.chance, seed=seed,
            heard=heard, effects=effects, thread=thread,
        )  # fmt: skip
