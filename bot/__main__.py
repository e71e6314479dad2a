"""The composition root: the one place that knows everything, and the command line."""

import argparse
import asyncio
import logging
import socket
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters.terminal.chat import MAIN, Chat
from adapters.terminal.draw import Visible, as_object, as_person_sees
from adapters.terminal.read import ScriptError
from adapters.terminal.wire import Terminal
from bot.adapter import Adapter, Answer
from bot.app import Muster
from bot.basics import basics
from bot.clock import Chance, Clock, ShiftedClock, VirtualClock
from bot.command import Commands
from bot.config import Settings, load
from bot.dialogue import dialogues
from bot.domain.identity import Purpose, Role, TeamId
from bot.domain.phrase import Instant, Phrase
from bot.drafts import DraftId, drafts
from bot.errors import BotError
from bot.event import Event, Origin
from bot.ports import Stores
from bot.registry import Registry
from bot.runtime import Runtime
from bot.seal import Seal
from bot.words import Catalogues, Voice
from commands.poll import polls
from storage import setup
from storage.database import Database, open_database, parse
from storage.errors import StorageError
from storage.inbox import Inbox
from storage.later import Later
from storage.migrate import migrate
from storage.outgoing import Outgoing
from storage.people import People
from storage.talk import DRAFT_TEAM, Talk

HOME = Path(__file__).parent.parent
FEATURES: tuple[Commands, ...] = (basics, drafts, dialogues, polls)
STORES = Stores(People, Inbox, Later, Outgoing, Talk)


def registry_of(features: Sequence[Commands], words: Catalogues) -> Registry:
    """Put features together."""
    return Registry(features, words, ids={DraftId: DRAFT_TEAM})


def key_of(url: str, chance: Chance) -> bytes:
    """Return the key beside the database, made the first time."""
    address = parse(url)
    path = Path("data/key")
    if address.drivername == "sqlite" and address.database:
        path = Path(address.database + ".key")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(chance.secret_bytes(32).hex() + "\n")
    return bytes.fromhex(path.read_text().strip())


@dataclass(slots=True)
class Assembly:
    """Hold a running Muster and its database."""

    muster: Muster
    database: Database

    async def close(self) -> None:
        """Close the database after what was asked of it is done."""
        await self.database.close()


async def assemble(
    url: str, adapters: Sequence[Adapter], clock: Clock, keys: Sequence[bytes], *,
    features: Sequence[Commands] = FEATURES, words: Catalogues | None = None, width: int = 32,
    pool: int = 10, lease: timedelta = timedelta(seconds=60),
) -> Assembly:  # fmt: skip
    """Open a database, bring it up to date, and put a Muster together on it."""
    if url.startswith("sqlite"):
        Path(parse(url).database or ".").parent.mkdir(parents=True, exist_ok=True)
    await migrate(url)
    database = await open_database(url, pool=pool)
    words = words or Catalogues.load(HOME / "words")
    registry = registry_of(features, words)
    chance = Chance(keys[0][:64])
    runtime = Runtime(
        store=database,
        stores=STORES,
        registry=registry,
        words=words,
        seal=Seal(keys, registry.hashes),
        clock=clock,
        chance=chance,
        adapters={adapter.name: adapter for adapter in adapters},
        owner=f"{socket.gethostname()}:{chance.secret_bytes(4).hex()}",
        lease=lease,
    )
    alone = database.dialect == "sqlite"
    muster = Muster(runtime, width=width, alone=alone)
    database.on_wake(muster.wake)
    why = await database.run(lambda c: setup.why_held(c, clock.now()))
    if why is not None:
        muster.outbox.held = True
        logging.getLogger("muster").warning("sending is held: %s; see `resume`", why)
    await muster.start()
    return Assembly(muster, database)


# The terminal chat


class ChatHouse:
    """Be what a chat plays on: a Muster on one database, and a clock that can be moved."""

    def __init__(
        self, settings: Settings, url: str, clock: VirtualClock | ShiftedClock, terminal: Terminal,
        words: Catalogues, language: str,
    ) -> None:  # fmt: skip
        """Take what the chat is to be played on; `open` starts it."""
        self._settings = settings
        self._url = url
        self._clock = clock
        self._terminal = terminal
        self._words = words
        self._language = language
        self._assembly: Assembly | None = None
        self._team = TeamId(0)
        self.heard = 0

    @property
    def _muster(self) -> Muster:
        assert self._assembly is not None
        return self._assembly.muster

    async def open(self) -> None:
        """Start on the database."""
        self._assembly = await assemble(
            self._url, [self._terminal], self._clock, [key_of(self._url, Chance())],
            words=self._words, width=1,
        )  # fmt: skip
        zone = self._settings.organisation.zone
        voice = Voice(self._language, zone, self._clock.now())
        what = setup.Demonstration(
            organisation=self._settings.organisation.name,
            team=self._words.say(Phrase("terminal", "team"), voice),
            language=self._language,
            zone=zone.key,
            connection=self._terminal.name,
            realm=self._terminal.realm,
            main_room=MAIN,
            main_title=self._terminal.titles[MAIN],
        )
        database = self._assembly.database
        self._team = await database.run(lambda c: setup.demonstration(c, what, "demo"))
        self.heard = await database.read(lambda c: setup.events_heard(c, self._terminal.name))
        await self._muster.outbox.recall(self._terminal)
        await self.settle()

    async def close(self) -> None:
        """Stop, and note when."""
        assert self._assembly is not None
        await self._assembly.database.run(lambda c: setup.sign_of_life(c, self.now()))
        await self._assembly.close()
        self._assembly = None

    def now(self) -> Instant:
        """Return the time."""
        return self._clock.now()

    async def deliver(self, event: Event) -> Answer:
        """Hand in an event and get its answer."""
        return await self._muster.handle(event)

    async def settle(self) -> None:
        """Wait until nothing is due."""
        await self._muster.settle()

    async def pass_time(self, by: timedelta) -> None:
        """Let time pass, ringing what falls due on the way, each at its time."""
        until = self.now() + by
        while (at := await self._muster.next_at()) is not None and at <= until:
            if at > self.now():
                self._clock.advance(at - self.now())
            await self.settle()
        self._clock.advance(max(until - self.now(), timedelta()))
        await self.settle()

    async def restart(self) -> None:
        """Close everything and start again on the same database."""
        await self.close()
        await self.open()

    async def enrol(self, origin: Origin, role: Role) -> None:
        """Make a person of the demonstration team appear."""
        await self._database.run(
            lambda c: setup.enrol(
                c, origin, self._terminal.realm, self._team, role, self.now(), self._language
            )
        )

    async def alias(self, origin: Origin, of: str) -> None:
        """Give a person a second account."""
        await self._database.run(
            lambda c: setup.alias(c, origin, self._terminal.realm, of, self.now())
        )

    async def open_room(self, key: str, title: str, purpose: Purpose) -> None:
        """Make a room of the team, unless it is there."""
        await self._database.run(
            lambda c: People(c).room_for(
                self._terminal.name, key, title, team=self._team, purpose=purpose
            )
        )

    @property
    def _database(self) -> Database:
        assert self._assembly is not None
        return self._assembly.database


async def chat(args: argparse.Namespace, settings: Settings) -> int:
    """Play a script from stdin, or a keyboard; return the exit status."""
    language = args.language or settings.organisation.language
    words = Catalogues.load(HOME / "words")
    zone = settings.organisation.zone
    clock: VirtualClock | ShiftedClock
    clock = VirtualClock(_instant(args.now, zone)) if args.now else ShiftedClock()

    def voice() -> Voice:
        return Voice(language, zone, clock.now())

    def show(visible: Visible) -> None:
        if args.json:
            print(as_object(visible, clock.now(), zone), flush=True)
        else:
            print(as_person_sees(visible, words, voice()), flush=True)

    titles = {MAIN: words.say(Phrase("terminal", "main-room"), voice())}
    with tempfile.TemporaryDirectory(prefix="muster-") as folder:
        url = args.database or f"sqlite:///{folder}/chat.db"
        house = ChatHouse(settings, url, clock, Terminal(show, titles), words, language)
        await house.open()
        try:
            return await _play(Chat(house._terminal, house), args, words, voice)  # noqa: SLF001
        finally:
            await house.close()


async def _play(chat: Chat, args: argparse.Namespace, words: Catalogues, voice: object) -> int:
    interactive = sys.stdin.isatty()
    number = 0
    while line := await asyncio.to_thread(sys.stdin.readline):
        number += 1
        try:
            await chat.play(line)
        except ScriptError as error:
            print(f"line {number}: {error}", file=sys.stderr)
            if not interactive:
                return 2
    del args, words, voice
    return 0


def _instant(text: str, zone: ZoneInfo) -> Instant:
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="A group's secretary.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    playing = verbs.add_parser("chat", help="chat in the terminal, or play a script from stdin")
    playing.add_argument("--now", help="start the clock here and let it stand still (ISO 8601)")
    playing.add_argument("--language", choices=["zh", "en"])
    playing.add_argument("--json", action="store_true", help="one object a visible thing")
    playing.add_argument("--database", help="where to keep it; a temporary file by default")
    for each in (playing,):
        each.add_argument("--config", type=Path)
        each.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    args = parser.parse_args(argv)
    try:
        settings = load(args.config, {}, args.set)
        return asyncio.run(chat(args, settings))
    except (BotError, StorageError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
