"""Look at everything that a start needs."""

import argparse
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final, NoReturn

from sqlalchemy import Connection as Database

from bot.adapter import Checks, Finding
from bot.checking import abilities, checks
from bot.cli.arguments import database_url, tongues
from bot.clock import Chance, SystemClock
from bot.composition import HOME
from bot.composition.assembly import Base
from bot.composition.connections import client, site_of
from bot.composition.database import key_file, keys_of, prepare
from bot.composition.features import FEATURES, registry_of
from bot.composition.platforms import PLATFORMS, Making
from bot.config import Connection, Settings
from bot.config.values import Holidays
from bot.domain.phrase import Phrase, Variant
from bot.errors import BotError, ConfigError
from bot.holidays import workdays
from bot.ports import Address
from bot.registry import unlocked
from bot.words import Catalogues, Voice, without_isolates
from storage import setup
from storage.database import open_database, read_beside
from storage.errors import DatabaseInUseError, UnusableDatabaseError
from storage.leases import Leases
from storage.people import People

_SKEW: Final = timedelta(seconds=2)
"""How far a database server's clock may be from ours."""


async def execute(args: argparse.Namespace, settings: Settings) -> int:
    """Look at everything that a start needs, and say what is missing; return the exit status."""
    words, home = Catalogues.load(HOME / "words"), settings.organisation
    language, *_ = tongues(words, home.language)
    voice = Voice(language, home.zone, SystemClock().now())
    wrong = 0

    def tell(found: Finding, indent: str = "") -> None:
        nonlocal wrong
        wrong += not found.good
        mark = indent if found.good else f"{indent}!! "
        print(f"{mark}{without_isolates(words.say(found.says, voice))}", flush=True)

    tell(Finding(checks.say("organisation", name=home.name, zone=Variant(home.zone.key))))
    try:
        tell(_workdays(home.holidays))
    except ConfigError as error:
        tell(Finding(checks.say("failed", error=str(error)), good=False))
    registry = registry_of(FEATURES, words)
    for each in unlocked(registry, HOME / "steps.lock"):
        tell(Finding(checks.say("unlocked", what=each), good=False))
    url = database_url(args, settings)
    rooms: Sequence[Address] = ()
    alone = False
    try:
        findings, rooms, alone = await _check_database(url, live=settings.mode == "live")
        for found in findings:
            tell(found)
    except DatabaseInUseError:
        # The Muster that runs has it for itself, and looked at the rest of it when it started.
        tell(Finding(checks.say("database-in-use")))
        with suppress(UnusableDatabaseError):  # of another version
            findings, rooms = await read_beside(url, _known)
            for found in findings:
                tell(found)
    try:
        tell(_keys(settings, url))
    except ConfigError as error:
        tell(Finding(checks.say("failed", error=str(error)), good=False))
    async with client() as http:
        base = Base(Closed(), Closed(), registry, Chance(), "check")  # type: ignore[arg-type]  # see there
        site = site_of(settings, SystemClock(), words, http, base)
        for connection in settings.connections.values():
            name, adapter = Variant(connection.name), Variant(connection.adapter)
            tell(Finding(checks.say("connection", name=name, adapter=adapter)))
            making = Making(settings, base.database, site)
            theirs = [each for each in rooms if each.connection == connection.name]
            for found in await check_connection(connection, making, theirs, alone=alone):
                tell(found, "  ")
    tell(Finding(checks.say("to-mend", count=wrong) if wrong else checks.say("all-well")))
    return 2 if wrong else 0


def _workdays(of: Holidays) -> Finding:
    days = workdays(of)
    kind = "file" if isinstance(of, Path) else of
    until = max(days.years or {0})
    return Finding(checks.say("workdays", of=Variant(kind), until=Variant(until)))


def _keys(settings: Settings, url: str) -> Finding:
    where = Variant("settings" if settings.secrets.keys else "file")
    count = len(keys_of(settings, url))
    return Finding(checks.say("keys", count=count, where=where, file=str(key_file(url))))


async def _check_database(
    url: str, *, live: bool
) -> tuple[Sequence[Finding], Sequence[Address], bool]:
    """Look at the database; return also which rooms it knows, and whether no Muster runs on it."""
    await prepare(url)
    database = await open_database(url, pool=1)
    try:
        now = SystemClock().now()
        skew = await database.skew(now)
        known, rooms = await database.read(_known)
        why = await database.read(lambda c: setup.why_held(c, now))
        demonstrated = live and await database.read(setup.demonstrated)
        # We go by no name.
        alone = not any(await database.read(lambda c: Leases(c).living()))
    finally:
        await database.close()
    found = [Finding(checks.say("database", kind=Variant(database.dialect)))]
    if abs(skew) > _SKEW:
        seconds = Variant(f"{skew.total_seconds():+.1f}")
        found.append(Finding(checks.say("skew", seconds=seconds), good=False))
    if demonstrated:
        found.append(Finding(Phrase("demo", "left-over"), good=False))
    if why is not None:
        found.append(Finding(checks.say("held", why=why), good=False))
    return [*found, *known], rooms, alone


def _known(connection: Database) -> tuple[Sequence[Finding], Sequence[Address]]:
    """Say which rooms are lost, what waits and what was given up; return the rooms that are not."""
    lost = [
        Finding(checks.say("lost-room", room=room, connection=Variant(name)))
        for room, name in setup.lost_rooms(connection)
    ]
    waiting = [
        Finding(
            checks.say("waiting-long", connection=Variant(name), count=count, since=since),
            good=False,
        )
        for name, count, since in setup.waiting_long(connection, SystemClock().now())
    ]
    stale = [
        Finding(checks.say("stale-cards", connection=Variant(name), count=count), good=False)
        for name, count in setup.stale_cards(connection, SystemClock().now())
    ]
    dead = [Finding(checks.say("given-up", what=each)) for each in setup.given_up(connection)]
    return [*lost, *waiting, *stale, *dead], People(connection).addresses()


async def check_connection(
    connection: Connection, making: Making, rooms: Sequence[Address], *, alone: bool
) -> Sequence[Finding]:
    """Look at one connection, as if nothing had been asked of its platform before."""
    platform = PLATFORMS[connection.adapter]
    if not connection.enabled:
        return [Finding(checks.say("switched-off"))]
    if platform.demonstrates:
        return [Finding(checks.say("demonstrates"))]
    try:
        adapter = await platform.connect(connection, making)
        found = await adapter.check(rooms, alone=alone) if isinstance(adapter, Checks) else ()
    except BotError as error:
        return [Finding(checks.say("failed", error=str(error)), good=False)]
    return [*abilities(adapter.can), *found]


class Closed:
    """Stand for the database and the files while connections are looked at: nothing is kept."""

    def __getattr__(self, name: str) -> NoReturn:
        message = f"a check was about to keep something ({name})"
        raise RuntimeError(message)
