"""The meter of a platform that counts what is asked of it, and allows so much in a month.

What is used is counted in memory, and written now and then: a crash forgets a few. Several
processes write to one row, and each learns of the others' use when it writes.
"""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from zoneinfo import ZoneInfo

from bot.basics import basics
from bot.domain.thrift import runs_low
from bot.house import tell_organisers
from bot.ports import Connection
from bot.site import Site

_SELDOM = 20
"""So many are used before they are written down, where nothing else is written anyway."""


class Meter:
    """Count what a connection uses of its allowance."""

    def __init__(
        self, site: Site, connection: str, allowed: Mapping[str, int], zone: ZoneInfo
    ) -> None:
        """Take what a month allows, by what is counted (0: any amount), and whose month it is."""
        self._site = site
        self._connection = connection
        self._allowed = {what: most for what, most in allowed.items() if most > 0}
        self._zone = zone
        self._month = self._now()
        self._used: Counter[str] = Counter()
        self._unwritten: Counter[str] = Counter()

    @property
    def left(self) -> float:
        """The share that is left of what is scarcest: from 1 down to 0."""
        self._turn()
        shares = [
            1 - (self._used[what] + self._unwritten[what]) / most
            for what, most in self._allowed.items()
        ]
        return max(0.0, min(shares, default=1.0))

    def count(self, what: str, times: int = 1) -> None:
        """Note that something was used."""
        self._turn()
        self._unwritten[what] += times

    def used_up(self, what: str) -> None:
        """Take the platform's word that nothing is left."""
        if what in self._allowed:
            left = self._allowed[what] - self._used[what] - self._unwritten[what]
            self.count(what, max(0, left))

    async def read(self) -> None:
        """Learn what was used before."""
        month, budgets = self._now(), self._site.stores.budgets
        self._used = Counter(
            await self._site.store.read(lambda c: budgets(c).used(self._connection, month))
        )

    async def write(self, *, seldom: bool = False) -> None:
        """Write down what was used; `seldom`: once it is worth a transaction."""
        self._turn()
        if not self._unwritten or (seldom and self._unwritten.total() < _SELDOM):
            return
        taken, self._unwritten, month = self._unwritten, Counter(), self._month
        try:
            used = await self._site.store.run(partial(self._spend, taken, month))
        except BaseException:
            if month == self._month:
                self._unwritten += taken
            raise
        if month == self._month:  # else a new one has begun meanwhile
            self._used = used

    def _spend(self, taken: Mapping[str, int], month: str, connection: Connection) -> Counter[str]:
        """Add to what was used; where it becomes scarce by that, organisers are told, this once."""
        budgets = self._site.stores.budgets(connection)
        used = Counter(budgets.used(self._connection, month))
        low = False
        for what, times in taken.items():
            used[what] = budgets.spend(self._connection, month, what, times)
            if what in self._allowed:
                low = low or runs_low(self._allowed[what], used[what] - times, used[what])
        if low:
            self._tell(connection, month)
        return used

    def _tell(self, connection: Connection, month: str) -> None:
        stores, now = self._site.stores, self._site.clock.now()
        says = basics.say("scarce", connection=self._connection)
        key = f"scarce-{self._connection}-{month}"
        for team in stores.budgets(connection).teams(self._connection):
            tell_organisers(stores, connection, team, says, key, now)

    def _turn(self) -> None:
        """Begin at nothing where a new month has begun; what was not written was of the old one."""
        if (month := self._now()) != self._month:
            self._month = month
            self._used.clear()
            self._unwritten.clear()

    def _now(self) -> str:
        return f"{self._site.clock.now().astimezone(self._zone):%Y-%m}"
