"""The composition root: the one place that knows everything, and the command line."""

import argparse
import asyncio
import contextlib
import gc
import importlib
import logging
import os
import pkgutil
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias
from urllib.request import getproxies
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if __name__ == "__main__":
    # What a start makes stays. To look through it for garbage at every 700th object, as is usual,
    # is a tenth of a start.
    gc.set_threshold(50_000, 10, 10)

import adapters
from adapters.web import Settings as WebSettings
from bot import logs
from bot.adapter import Adapter, Checks, Finding, Serves
from bot.app import Muster
from bot.basics import basics
from bot.checking import abilities, checks
from bot.clock import Chance, Clock, ShiftedClock, SystemClock, VirtualClock
from bot.command import Commands
from bot.config import Connection, Section, Settings, load
from bot.config.settings import Files as FileSettings
from bot.config.settings import Pace as PaceSettings
from bot.config.values import Holidays, nearest
from bot.context import Read
from bot.dialogue import dialogues
from bot.domain.almanac import NO_HOLIDAYS, Workdays
from bot.domain.identity import Entry, TeamId
from bot.domain.phrase import Instant, Phrase, Variant
from bot.domain.reminding import Habits
from bot.drafts import DraftId, drafts
from bot.errors import BotError, ConfigError
from bot.holidays import workdays
from bot.pacing import paces
from bot.ports import Address, Keep, Scope, Stores
from bot.readback import read_lines
from bot.registry import Registry, unlocked
from bot.reminders import MatterId, reminders
from bot.runtime import Runtime, passed
from bot.script import ScriptError
from bot.seal import Seal
from bot.site import Platform, Site, offers
from bot.words import Catalogues, Voice, without_isolates
from commands.digest import digests
from commands.essay import essays
from commands.meeting import meetings
from commands.poll import polls
from commands.quiz import quizzes
from commands.roster import rosters
from commands.signing import signing
from commands.team import owner_code, teams
from commands.volunteer import volunteers
from storage import setup
from storage.backup import backup
from storage.budget import Budgets
from storage.database import Database, open_database, parse
from storage.errors import DatabaseInUseError, StorageError
from storage.files import Files, path_in
from storage.forget import Memory
from storage.inbox import Inbox
from storage.later import Later
from storage.leases import Leases
from storage.migrate import Report, migrate
from storage.outgoing import Outgoing
from storage.people import People
from storage.reminders import MATTER_TEAM, Reminders
from storage.spent import Housekeeping
from storage.talk import DRAFT_TEAM, Talk
from storage.teams import TEAM_ITSELF
from storage.transcript import Transcript

if TYPE_CHECKING:
    from aiohttp import ClientSession

    from bot.server import Server

HOME: Final = Path(__file__).parent.parent
CORE: Final[tuple[Commands, ...]] = (basics, drafts, dialogues)
ALWAYS: Final[tuple[Commands, ...]] = (*CORE, teams, rosters, reminders, signing)
"""What cannot be switched off: without it no room has a team."""
FEATURES: Final[tuple[Commands, ...]] = (
    *CORE, polls, meetings, essays, volunteers, quizzes, digests, teams, rosters, reminders,
    signing,
)  # fmt: skip
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

_SKEW: Final = timedelta(seconds=2)
"""How far a database server's clock may be from ours."""
_MEGABYTE: Final = 1_000_000

log = logging.getLogger(__name__)


# Putting it together


def chosen(settings: Settings) -> tuple[Commands, ...]:
    """Return the features that are switched on; what no feature is called is an error."""
    if settings.features == "all":
        return FEATURES
    known = {feature.feature: feature for feature in FEATURES if feature not in ALWAYS}
    for name in settings.features:
        if name not in known:
            message = f"no feature is called {name!r}: there are {', '.join(sorted(known))}"
            raise ConfigError(None, None, "features", message, nearest(name, known))
    return (
        *CORE, *(known[name] for name in settings.features), teams, rosters, reminders, signing,
    )  # fmt: skip


def registry_of(
    features: Sequence[Commands], words: Catalogues, days: Workdays = NO_HOLIDAYS,
    habits: Habits | None = None,
) -> Registry:  # fmt: skip
    """Put features together, in a place whose workdays are known, in a house with its habits."""
    ids: dict[object, Scope] = {
        DraftId: DRAFT_TEAM, MatterId: MATTER_TEAM, TeamId: TEAM_ITSELF,
    }  # fmt: skip
    return Registry(features, words, ids=ids, workdays=days, habits=habits)


def habits_of(settings: Settings) -> Habits:
    """Return how a team reminds until its organisers say otherwise."""
    quiet = settings.defaults.quiet_hours
    hours = None if quiet is None else (quiet.start, quiet.end)
    defaults = settings.defaults
    return Habits(defaults.reminders, hours, defaults.private_per_day, defaults.digest)


def key_file(url: str) -> Path:
    """Return where the key of a database lies that was made without one being configured."""
    address = parse(url)
    if address.drivername == "sqlite" and address.database:
        return Path(f"{address.database}.key")
    return Path("data/key")


def keys_of(settings: Settings, url: str) -> list[bytes]:
    """Return the configured keys, newest first, else the one beside the database, made once."""
    if settings.secrets.keys:
        return [key.reveal().encode() for key in settings.secrets.keys]
    path = key_file(url)
    if not path.exists():
        _make_folder(path.parent)
        path.touch(mode=0o600)
        path.write_text(Chance().secret_bytes(32).hex() + "\n")
    return [bytes.fromhex(path.read_text().strip())]


@dataclass(slots=True)
class Assembly:
    """Hold a running Muster and its database."""

    muster: Muster
    database: Database

    async def close(self) -> None:
        """Note when it was last alive, and close the database after what was asked of it."""
        now = self.muster.runtime.clock.now()
        await self.database.run(lambda c: setup.sign_of_life(c, now))
        await self.database.close()


@dataclass(frozen=True, slots=True)
class Base:
    """Hold what adapters are made on."""

    database: Database
    files: Files
    registry: Registry
    chance: Chance
    owner: str


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
    await _prepare(url)
    chance = Chance(keys[0][:64])
    owner = f"{socket.gethostname()[:40]}:{chance.secret_bytes(4).hex()}"
    database = await open_database(url, pool=pool, owner=owner)
    words = words or Catalogues.load(HOME / "words")
    files = files or FileSettings()
    kept = Files(database, files.path, most=files.max_upload_mb * _MEGABYTE)
    registry = registry_of(features, words, days, habits)
    try:
        base = Base(database, kept, registry, chance, owner)
        connected = adapters if isinstance(adapters, Sequence) else await adapters(base)
    except BaseException:
        await database.close()
        raise
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
    )
    registry.adapters = runtime.adapters
    muster = Muster(runtime, width=width, alone=database.dialect == "sqlite")
    database.on_wake(muster.wake)
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


async def _prepare(url: str) -> Report:
    """Make the folder of a database that is a file, and bring the database up to date."""
    if parse(url).drivername == "sqlite":
        _make_folder(Path(parse(url).database or ".").parent)
    return await migrate(url)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = (
            f"the folder {folder} cannot be made ({error.strerror}): make it, or choose another"
        )
        raise ConfigError(None, None, "database.url", message) from None


# run


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """Live until told to stop, and say where people find it."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    words = Catalogues.load(HOME / "words")
    now, zone = SystemClock().now(), settings.organisation.zone

    def tell(*phrases: Phrase) -> None:
        for language in _tongues(words, settings.organisation.language):
            for phrase in phrases:
                print(words.say(phrase, Voice(language, zone, now)), flush=True)

    def say(server: "Server") -> None:
        tell(*_greeting(server, settings))

    await serve(settings, _url(args, settings), words, until=stop, say=say, tell=tell)
    return 0


async def serve(
    settings: Settings, url: str, words: Catalogues, *, until: asyncio.Event,
    say: Callable[["Server"], None], tell: Callable[[Phrase], None] = lambda _phrase: None,
) -> None:  # fmt: skip
    """Serve, listen, remind and send until told to stop; `say` is called once people can come.

    `tell` is handed what goes before: the code that makes an owner, where there is none yet, is for
    the eyes of whoever starts this, and for no log.
    """
    clock = SystemClock()
    async with client() as http:
        await _serve(settings, url, words, clock, http, until=until, say=say, tell=tell)


def client() -> "ClientSession":
    """Make the one client for all that is asked of platforms, to be closed by whoever made it."""
    # Not at the top: the web server and client are a third of a start, and not of every one.
    from aiohttp import ClientSession, ClientTimeout, TCPConnector  # noqa: PLC0415

    return ClientSession(
        connector=TCPConnector(limit=200), timeout=ClientTimeout(total=15, connect=5),
        # Some platforms are behind a proxy. Asked for only where there is one: aiohttp looks for it
        # anew with every request, in a thread, which takes longer than the request itself.
        trust_env=bool(getproxies()),
    )  # fmt: skip


async def _serve(
    settings: Settings, url: str, words: Catalogues, clock: Clock, http: "ClientSession", *,
    until: asyncio.Event, say: Callable[["Server"], None], tell: Callable[[Phrase], None],
) -> None:  # fmt: skip
    # Not at the top: the same.
    from bot.live import live, ready  # noqa: PLC0415
    from bot.server import Server  # noqa: PLC0415

    if await _wants_a_past(settings, url):
        tell(Phrase("demo", "past"))
        await _live_the_past(settings, url, words, http, until)
    assembly = await _assembled(settings, url, clock, words, http)
    muster = assembly.muster
    adapters = list(muster.runtime.adapters.values())
    code = await assembly.database.run(lambda c: take_up(c, settings, muster.runtime))
    if code is not None:
        tell(Phrase("team", "owner-code", (("code", Variant(code)),)))
    server = Server(
        settings.server, [each for each in adapters if isinstance(each, Serves)],
        partial(ready, muster), neighbours=settings.mode == "demo",
    )  # fmt: skip
    try:
        await live(muster, adapters, server, until=until, say=say)
    finally:
        await assembly.close()


async def _assembled(
    settings: Settings, url: str, clock: Clock, words: Catalogues, http: "ClientSession"
) -> Assembly:
    return await assemble(
        url, partial(_connected, settings, clock, words, http), clock, keys_of(settings, url),
        features=chosen(settings), words=words, pool=settings.database.pool, files=settings.files,
        pace=settings.pace, days=workdays(settings.organisation.holidays),
        habits=habits_of(settings),
        # What stands in a demonstration is news to nobody: who tries it again is not held up.
        cautious=not all(map(_demonstrates, settings.connections.values())),
    )  # fmt: skip


def _demonstrates(connection: Connection) -> bool:
    return PLATFORMS[connection.adapter].demonstrates


async def _wants_a_past(settings: Settings, url: str) -> bool:
    """Say whether this is the very first start of a demonstration that is to have lived before."""
    if settings.mode != "demo" or not any(
        isinstance(each.settings, WebSettings) and each.enabled and each.settings.past
        for each in settings.connections.values()
    ):
        return False
    await _prepare(url)
    database = await open_database(url, pool=1)
    try:
        return await database.read(setup.is_new)
    finally:
        await database.close()


async def _live_the_past(
    settings: Settings, url: str, words: Catalogues, http: "ClientSession", until: asyncio.Event
) -> None:
    """Let the teams of a demonstration live through some weeks, until now or until told to stop."""
    from adapters.web.past import beginning, live  # noqa: PLC0415  (the same)
    from adapters.web.wire import Web  # noqa: PLC0415  (the same)

    now, zone = SystemClock().now(), settings.organisation.zone
    clock = VirtualClock(beginning(now, zone))
    browser = {key: each for key, each in settings.connections.items() if _demonstrates(each)}
    alone = settings.model_copy(update={"connections": browser})
    assembly = await _assembled(alone, url, clock, words, http)
    try:
        for adapter in assembly.muster.runtime.adapters.values():
            if isinstance(adapter, Web):
                await live(assembly.muster, adapter, clock, now, zone, until)
    except ScriptError as error:
        # With some features off there is less to be lived.
        log.warning("The demonstration begins in the middle of its past: %s.", error)
        await assembly.muster.live_until(clock, now)
    finally:
        await assembly.close()


def take_up(connection: object, settings: Settings, runtime: Runtime) -> str | None:
    """Let the house be as the settings say; return the code that makes an owner, if it has none.

    A demonstration needs none, and where no connection is switched on nobody could type it.
    """
    home, clock = settings.organisation, runtime.clock
    setup.settle(connection, home.name, home.language, home.zone.key, settings.mode)  # type: ignore[arg-type]  # the database's own
    if settings.mode != "live" or not runtime.adapters:
        return None
    read = Read(connection, clock.now(), runtime.registry, runtime.stores, runtime.chance)
    return owner_code(read, runtime.chance.secret_bytes(16))


def _tongues(words: Catalogues, usual: str) -> Sequence[str]:
    """Return in which languages whoever sits at this terminal is spoken to.

    In theirs, where the environment tells it; else in all, because nobody knows who reads.
    """
    told = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    theirs = told.partition("_")[0].lower()
    if theirs in words.languages:
        return [theirs]
    return sorted(words.languages, key=lambda each: each != usual)


def _greeting(server: "Server", settings: Settings) -> Iterator[Phrase]:
    wanted = settings.server.port
    if wanted not in {0, server.port}:
        # As text: a port is a name, and 8,081 is none.
        ports = (("wanted", Variant(wanted)), ("port", Variant(server.port)))
        yield Phrase("demo", "elsewhere", ports)
    if not any(each.enabled for each in settings.connections.values()):
        yield Phrase("demo", "nobody")
    yield Phrase("demo", "at", (("url", Variant(server.url)),))


@dataclass(frozen=True, slots=True)
class Making:
    """Hold what a connection may be made of."""

    settings: Settings
    database: Database
    site: Site


def _site(
    settings: Settings, clock: Clock, words: Catalogues, http: "ClientSession", base: Base
) -> Site:
    return Site(
        http=http,
        clock=clock,
        chance=base.chance,
        words=words,
        store=base.database,
        stores=STORES,
        files=base.files,
        offers=offers(base.registry),
        owner=base.owner,
        language=settings.organisation.language,
        public_url=settings.server.public_url,
    )


async def _connected(
    settings: Settings, clock: Clock, words: Catalogues, http: "ClientSession", base: Base
) -> list[Adapter]:
    """Connect what is switched on, and say what is not and why."""
    making = Making(settings, base.database, _site(settings, clock, words, http, base))
    demonstrates = settings.mode == "demo" and settings.server.on_loopback
    found: list[Adapter] = []
    for each in settings.connections.values():
        platform = PLATFORMS[each.adapter]
        if not each.enabled:
            continue
        if platform.demonstrates and not demonstrates:
            log.warning(
                "The connection %s is left out: in the browser chat anyone speaks as anyone, so it"
                " exists in mode demo on this machine only.", each.name,
            )  # fmt: skip
            continue
        found.append(await platform.connect(each, making))
    return found


async def _browser(connection: Connection, making: Making) -> Adapter:
    """Make the browser chat, with a demonstration team for each language."""
    from adapters.web.demo import Outline, demonstrate  # noqa: PLC0415  (the same)
    from adapters.web.wire import Ground, Web  # noqa: PLC0415  (the same)

    site, home, database = making.site, making.settings.organisation, making.database
    now = site.clock.now()

    async def settle(outline: Outline) -> setup.Settled:
        (main, title, _), *_ = outline.rooms
        what = setup.Demonstration(
            organisation=home.name, team=outline.name, language=outline.language,
            zone=home.zone.key, connection=connection.name, realm=Web.realm, main_room=main,
            main_title=title,
        )  # fmt: skip
        team = setup.DemonstrationTeam(database, what)
        await team.open()
        return await team.settle(outline.rooms, outline.people, now)

    voice = Voice(home.language, home.zone, now)
    house, page = await demonstrate(connection.name, site.words, voice, settle)
    fresh = Chance().secret_bytes(8).hex()
    ground = Ground(
        house=house, words=page, store=database, transcript=Transcript, files=site.files,
        clock=site.clock, epoch=await database.run(lambda c: Transcript(c).epoch(fresh)),
        keep=timedelta(days=making.settings.files.keep_days.inbox),
    )  # fmt: skip
    return Web(connection.name, ground)


@dataclass(frozen=True, slots=True)
class Makes:
    """Say how connections to a platform are made; one that `demonstrates` is for anyone."""

    settings: type[Section]
    connect: Callable[[Connection, Making], Awaitable[Adapter]]
    demonstrates: bool = False
    manifest: Callable[[Connection, str | None, Callable[[Phrase], str]], str] | None = None


def _platforms() -> Iterator[tuple[str, Makes]]:
    """Find the platforms: each folder of adapters that says it is one, and the browser chat."""
    yield "web", Makes(WebSettings, _browser, demonstrates=True)
    for each in pkgutil.iter_modules(adapters.__path__):
        found = getattr(importlib.import_module(f"adapters.{each.name}"), "PLATFORM", None)
        if isinstance(found, Platform):
            yield each.name, Makes(found.settings, _on_site(found), manifest=found.manifest)


def _on_site(platform: Platform) -> Callable[[Connection, Making], Awaitable[Adapter]]:
    return lambda connection, making: platform.connect(connection, making.site)


PLATFORMS: Final[Mapping[str, Makes]] = dict(sorted(_platforms()))
"""What a connection's `adapter` may be."""


# chat


async def chat(args: argparse.Namespace, settings: Settings) -> int:
    """Play a script from stdin, or a keyboard; return the exit status."""
    # Not at the top: who serves has no terminal.
    from adapters.terminal.chat import MAIN, Chat  # noqa: PLC0415
    from adapters.terminal.draw import Visible, as_object, as_person_sees  # noqa: PLC0415
    from adapters.terminal.house import ChatHouse, Running  # noqa: PLC0415
    from adapters.terminal.play import play  # noqa: PLC0415
    from adapters.terminal.wire import Terminal  # noqa: PLC0415

    words = Catalogues.load(HOME / "words")
    language = args.language or settings.organisation.language
    if not args.language and sys.stdin.isatty():
        # A script is answered alike everywhere; a person in their own language.
        language, *_ = _tongues(words, language)
    zone = settings.organisation.zone
    clock: VirtualClock | ShiftedClock
    clock = VirtualClock(_instant(args.now, zone)) if args.now else ShiftedClock()

    def say(key: str) -> str:
        return words.say(Phrase("terminal", key), Voice(language, zone, clock.now()))

    def show(visible: Visible) -> None:
        if args.json:
            print(as_object(visible, clock.now(), zone), flush=True)
        else:
            print(as_person_sees(visible, words, Voice(language, zone, clock.now())), flush=True)

    terminal = Terminal(show, {MAIN: say("main-room")}, partial(path_in, settings.files.path))
    with tempfile.TemporaryDirectory(prefix="muster-") as folder:
        url = args.database or f"sqlite:///{folder}/chat.db"
        what = setup.Demonstration(
            organisation=settings.organisation.name,
            team=say("team"),
            language=language,
            zone=zone.key,
            connection=terminal.name,
            realm=terminal.realm,
            main_room=MAIN,
            main_title=terminal.titles[MAIN],
            entry=Entry(settings.defaults.entry),
        )

        @contextlib.asynccontextmanager
        async def start() -> AsyncIterator[Running]:
            keys = keys_of(settings, url)
            assembly = await assemble(
                url, [terminal], clock, keys, words=words, width=1, features=chosen(settings),
                files=settings.files, pace=settings.pace, habits=habits_of(settings),
                days=workdays(settings.organisation.holidays),
            )  # fmt: skip
            try:
                team = setup.DemonstrationTeam(assembly.database, what)
                await team.open()
                await assembly.muster.tend()
                yield Running(assembly.muster, team)
            finally:
                await assembly.close()

        house = ChatHouse(start, clock, terminal)
        await house.open()
        try:
            chatting = Chat(terminal, house)
            return await play(chatting, hello=say("hello"), echo=not args.json)
        finally:
            await house.close()


def _instant(text: str, zone: ZoneInfo) -> Instant:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no time: write it like 2026-11-27T18:00"
        raise ConfigError("--now", None, "", message) from None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


# read


async def read(args: argparse.Namespace, settings: Settings) -> int:
    """Say of each line on stdin how it would be read; one answer a line."""
    zone = _zone(args.zone) if args.zone else settings.organisation.zone
    now = _instant(args.now, zone) if args.now else SystemClock().now()
    voice = Voice(args.language or settings.organisation.language, zone, now)
    days = workdays(settings.organisation.holidays)
    registry = registry_of(chosen(settings), Catalogues.load(HOME / "words"), days=days)
    lines = iter(sys.stdin.readline, "")
    for answer in read_lines(lines, registry, voice, times=args.time, as_json=args.json):
        print(answer, flush=True)
    return 0


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        message = f"no time zone is called {name!r}: write one like Asia/Shanghai"
        raise ConfigError("--zone", None, "", message) from None


# migrate, check, backup, resume


async def migrate_now(args: argparse.Namespace, settings: Settings) -> int:
    """Bring the database up to date and say what was done."""
    report = await _prepare(_url(args, settings))
    if report.before == report.after:
        print(f"The database is up to date (revision {report.after}).")
    else:
        print(f"Migrated from {report.before or 'nothing'} to revision {report.after}.")
    if report.copy is not None:
        print(f"A copy from before lies in {report.copy}.")
    return 0


async def check(args: argparse.Namespace, settings: Settings) -> int:
    """Look at everything that a start needs, and say what is missing; return the exit status."""
    words, home = Catalogues.load(HOME / "words"), settings.organisation
    language, *_ = _tongues(words, home.language)
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
    url = _url(args, settings)
    rooms: Sequence[Address] = ()
    try:
        findings, rooms = await _check_database(url)
        for found in findings:
            tell(found)
    except DatabaseInUseError:
        # The Muster that runs looked at it when it started.
        tell(Finding(checks.say("database-in-use")))
    keys = len(keys_of(settings, url))
    where = Variant("settings" if settings.secrets.keys else "file")
    tell(Finding(checks.say("keys", count=keys, where=where, file=str(key_file(url)))))
    async with client() as http:
        base = Base(Closed(), Closed(), registry, Chance(), "check")  # type: ignore[arg-type]  # see there
        site = _site(settings, SystemClock(), words, http, base)
        for connection in settings.connections.values():
            name, adapter = Variant(connection.name), Variant(connection.adapter)
            tell(Finding(checks.say("connection", name=name, adapter=adapter)))
            making = Making(settings, base.database, site)
            theirs = [each for each in rooms if each.connection == connection.name]
            for found in await _check_connection(connection, making, theirs):
                tell(found, "  ")
    tell(Finding(checks.say("to-mend", count=wrong) if wrong else checks.say("all-well")))
    return 2 if wrong else 0


def _workdays(of: Holidays) -> Finding:
    days = workdays(of)
    kind = "file" if isinstance(of, Path) else of
    until = max(days.years or {0})
    return Finding(checks.say("workdays", of=Variant(kind), until=Variant(until)))


async def _check_database(url: str) -> tuple[Sequence[Finding], Sequence[Address]]:
    """Look at the database; return also which rooms it knows."""
    await _prepare(url)
    database = await open_database(url, pool=1)
    try:
        now = SystemClock().now()
        skew = await database.skew(now)
        given_up = await database.read(setup.given_up)
        lost = await database.read(setup.lost_rooms)
        why = await database.read(lambda c: setup.why_held(c, now))
        rooms = await database.read(lambda c: People(c).addresses())
    finally:
        await database.close()
    found = [Finding(checks.say("database", kind=Variant(database.dialect)))]
    if abs(skew) > _SKEW:
        seconds = Variant(f"{skew.total_seconds():+.1f}")
        found.append(Finding(checks.say("skew", seconds=seconds), good=False))
    if why is not None:
        found.append(Finding(checks.say("held", why=why), good=False))
    found += [
        Finding(checks.say("lost-room", room=room, connection=Variant(connection)))
        for room, connection in lost
    ]
    return [*found, *(Finding(checks.say("given-up", what=each)) for each in given_up)], rooms


async def _check_connection(
    connection: Connection, making: Making, rooms: Sequence[Address]
) -> Sequence[Finding]:
    platform = PLATFORMS[connection.adapter]
    if not connection.enabled:
        return [Finding(checks.say("switched-off"))]
    if platform.demonstrates:
        return [Finding(checks.say("demonstrates"))]
    try:
        adapter = await platform.connect(connection, making)
        found = await adapter.check(rooms) if isinstance(adapter, Checks) else ()
    except BotError as error:
        return [Finding(checks.say("failed", error=str(error)), good=False)]
    return [*abilities(adapter.can), *found]


class Closed:
    """Stand for the database and the files while connections are looked at: nothing is kept."""

    def __getattr__(self, name: str) -> NoReturn:
        message = f"a check was about to keep something ({name})"
        raise RuntimeError(message)


async def print_manifest(args: argparse.Namespace, settings: Settings) -> int:
    """Print what a platform makes a bot of, for a connection or for the first of an adapter."""
    name: str = args.name
    found = settings.connections.get(name)
    if found is None:
        ours = (each for each in settings.connections.values() if each.adapter == name)
        found = next(ours, None)
    if found is None and name in PLATFORMS:
        model = PLATFORMS[name].settings
        if all(not field.is_required() for field in model.model_fields.values()):
            found = Connection(f"{name}-main", name, enabled=True, settings=model())
    write = PLATFORMS[found.adapter].manifest if found is not None else None
    if found is None or write is None:
        able = sorted(each for each, platform in PLATFORMS.items() if platform.manifest)
        message = f"{name!r} has no manifest: name a connection to {', '.join(able)}"
        raise ConfigError("manifest", None, "", message, nearest(name, able))
    words, home = Catalogues.load(HOME / "words"), settings.organisation
    voice = Voice(home.language, home.zone, SystemClock().now())
    print(write(found, settings.server.public_url, lambda said: words.say(said, voice)), end="")
    return 0


async def back_up(args: argparse.Namespace, settings: Settings) -> int:
    """Copy the database, and its key, to a new file."""
    url = _url(args, settings)
    target: Path = args.target
    await backup(url, target, mark=setup.RESTORED)
    print(f"Copied to {target}.")
    if not settings.secrets.keys and key_file(url).exists():
        copy = target.with_name(f"{target.name}.key")
        copy.touch(mode=0o600)
        copy.write_bytes(key_file(url).read_bytes())
        print(f"Its key, without which old buttons do nothing, is in {copy}: keep it as safe.")
    return 0


async def resume(args: argparse.Namespace, settings: Settings) -> int:
    """Show what would be sent, and let it go where that is wanted."""
    url = _url(args, settings)
    await _prepare(url)
    database = await open_database(url, pool=1)
    now = SystemClock().now()
    try:
        why = await database.read(lambda c: setup.why_held(c, now))
        print(f"Sending is held: {why}." if why else "Sending is not held.")
        rooms = await database.read(_would_go)
        timers = await database.read(lambda c: Later(c).count_due(now))
        for title, count in rooms:
            print(f"  {title}: {count} to send")
        print(f"  {timers} timers have fallen due" if timers else "  no timer has fallen due")
        if why is None:
            return 0
        if not args.yes:
            print("Nothing was changed. `python -m bot resume --yes` lets it go at the next start.")
            return 0
        await database.run(lambda c: setup.release(c, now))
        print("It goes on at the next start.")
        return 0
    finally:
        await database.close()


def _would_go(connection: object) -> list[tuple[str, int]]:
    people = People(connection)  # type: ignore[arg-type]  # the database's own
    waiting = Outgoing(connection).waiting()  # type: ignore[arg-type]  # the same
    return [(people.room(room).title, count) for room, count in sorted(waiting.items())]


# health


async def health(args: argparse.Namespace, settings: Settings) -> int:
    """Ask the Muster that runs with these settings whether it is ready; return the exit status."""
    del args
    # Not at the top: only `run` and this one speak HTTP.
    from aiohttp import ClientError, ClientSession, ClientTimeout  # noqa: PLC0415

    # Whoever listens on all addresses is asked on this machine's own.
    host = settings.server.host if settings.server.on_loopback else "127.0.0.1"
    url = f"http://{f'[{host}]' if ':' in host else host}:{settings.server.port}/readyz"
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=4)) as session,
            session.get(url) as answer,
        ):
            print((await answer.text()).strip())
            return 0 if answer.ok else 1
    except (ClientError, TimeoutError) as error:
        print(f"nobody answers at {url}: {error}")
        return 1


# The command line


def _url(args: argparse.Namespace, settings: Settings) -> str:
    return str(args.database or settings.database.address())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="A group's secretary.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, work: object, about: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=about, description=about)
        made.set_defaults(work=work)
        made.add_argument("--config", type=Path, help="the settings (config.yaml by default)")
        made.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
        made.add_argument("--database", metavar="URL", help="another database than the settings'")
        return made

    playing = verb("chat", chat, "Chat in the terminal with a demonstration team.")
    playing.add_argument("--now", metavar="ISO", help="let the clock stand still at this time")
    playing.add_argument("--language", choices=["zh", "en"])
    playing.add_argument("--json", action="store_true", help="one object for each visible thing")
    reading = verb("read", read, "Say how each line on stdin would be read.")
    reading.add_argument("--time", action="store_true", help="the lines are times")
    reading.add_argument("--json", action="store_true", help="one object for each line")
    reading.add_argument("--now", metavar="ISO", help="read as if it were now")
    reading.add_argument("--zone", help="the zone of lines that name none")
    reading.add_argument("--language", choices=["zh", "en"])
    verb("run", run, "Live: serve, listen, remind and send, until told to stop.")
    verb("health", health, "Ask the running Muster whether it is ready.")
    verb("migrate", migrate_now, "Bring the database up to date.")
    verb("check", check, "Look at all that a start needs.")
    describing = verb("manifest", print_manifest, "Print what a platform makes the bot of.")
    describing.add_argument("name", help="a connection, or an adapter")
    copying = verb("backup", back_up, "Copy the database to a new file.")
    copying.add_argument("target", type=Path)
    going = verb("resume", resume, "Show what would be sent after a restore, and let it go.")
    going.add_argument("--yes", action="store_true", help="let it go")
    return parser


def _event_loop() -> asyncio.AbstractEventLoop:
    """Make the event loop: uvloop's, which takes a fifth less CPU, wherever that runs."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop  # noqa: PLC0415  (not to be had on Windows)

    return uvloop.new_event_loop()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    args = _parser().parse_args(argv)
    models = {name: platform.settings for name, platform in PLATFORMS.items()}
    try:
        settings = load(args.config, models, args.set)
        logs.configure(settings.log.level, settings.log.format)
        with asyncio.Runner(loop_factory=_event_loop) as runner:
            status: int = runner.run(args.work(args, settings))
    except (BotError, StorageError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has read enough; nothing is left to be flushed to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
