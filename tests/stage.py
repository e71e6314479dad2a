"""The stage: a pretend platform on the real engine, for testing a feature as a conversation.

    @on(ENGLISH)
    async def test_an_answer_counts(stage: Stage) -> None:
        '''What somebody taps is noted to them alone and counted for all.'''
        ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
        await ana.says("poll Where to meet? Library / Online until tomorrow 18:00")
        await ana.picks("Post")
        assert await ben.picks("Library") == "You chose Library. You can change it until …"
        assert "Library ██████████ 1 (100%)" in stage.last

Engine, store, words and features are the real ones; only the platform and the clock are not. The
clock stands still until `pass_time`. Whatever a person does returns what that person alone was
told; what all see is `stage.last` and `stage.room(…)`. A bug that the engine would answer with an
apology fails the test with its traceback.
"""

import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import pytest
from msgspec import Struct
from sqlalchemy import Connection, func, select, update

from bot.clock import VirtualClock
from bot.command import Commands
from bot.composition import HOME
from bot.composition.assembly import Assembly, assemble
from bot.composition.features import FEATURES
from bot.config.settings import Files
from bot.domain.almanac import NO_HOLIDAYS, Workdays
from bot.domain.identity import Entry, Purpose, Role, TeamId
from bot.domain.phrase import Phrase, Value
from bot.event import Event
from bot.words import Catalogues, Voice, without_isolates
from storage.groups import Groups
from storage.identity import membership
from storage.people import People
from storage.schema import metadata
from tests.actor import MAIN, Actor, Chat
from tests.bugs import Bugs
from tests.pretend import BARE, NARROW, RICH, Message, Platform, Profile

__all__ = [
    "BARE", "CHINESE", "ENGLISH", "EVERYWHERE", "NARROW", "RICH", "Actor", "Chat", "Scene",
    "Stage", "on", "open_stage",
]  # fmt: skip

ZONE: Final = ZoneInfo("Asia/Shanghai")
MORNING: Final = datetime(2026, 11, 26, 9, tzinfo=ZONE).astimezone(UTC)
"""When a play begins, unless its scene says otherwise: a Thursday."""

_TEAM: Final = {"en": "Book club", "zh": "读书会"}
_MAIN_ROOM: Final = {"en": "Lobby", "zh": "大群"}
_KEY: Final = bytes(range(32))


class Scene(Struct, frozen=True):
    """Say where a play is set: in which language, on which platforms, on which database.

    With several profiles the team has a main room on each, a connection for each profile.
    """

    language: str = "en"
    profiles: tuple[Profile, ...] = (RICH,)
    database: str = "sqlite"
    entry: Entry = Entry.OPEN
    now: datetime = MORNING
    features: tuple[Commands, ...] = FEATURES
    days: Workdays = NO_HOLIDAYS
    words: tuple[str, ...] = ()
    """Folders of catalogues besides the shipped ones."""

    def __str__(self) -> str:
        """Name the scene, as tests print it."""
        extra = [] if self.database == "sqlite" else [self.database]
        return "-".join([self.language, *map(str, self.profiles), *extra])


ENGLISH: Final = Scene("en")
CHINESE: Final = Scene("zh")
EVERYWHERE: Final = tuple(
    Scene(language, (profile,)) for language in ("en", "zh") for profile in (RICH, NARROW, BARE)
)
"""Both languages on all three profiles."""


def on(*scenes: Scene) -> pytest.MarkDecorator:
    """Play a test in scenes, once in each; its `stage` argument is set up accordingly."""
    return pytest.mark.parametrize("stage", scenes, ids=str, indirect=True)


SetUp: TypeAlias = Callable[[Connection], None]


class Stage:
    """Hold a running Muster, its team, and the platforms on which people meet it."""

    def __init__(self, scene: Scene, url: str, words: Catalogues, folder: Path) -> None:
        """Take the scene, and where files are kept; `open_stage` starts it."""
        self.scene = scene
        self.clock = VirtualClock(scene.now)
        self.platforms = {
            each.name: Platform(each.name, each, self.clock) for each in scene.profiles
        }
        self._url = url
        self._words = words
        self.folder = folder
        self._assembly: Assembly | None = None
        self.bugs = Bugs()
        self._events = itertools.count(1)
        self._at_once = False
        self._to_set_up: list[SetUp] = []
        self._teams: dict[str, TeamId] = {}
        title = _MAIN_ROOM[scene.language]
        for number, name in enumerate(self.platforms):
            self.room(MAIN, Purpose.MAIN, on=name, title=f"{title} ({name})" if number else title)

    # The company

    def actor(
        self, name: str, role: Role | None = Role.MEMBER, *, on: str | None = None,
        language: str | None = None, votes: bool = True, reachable: bool = True,
        team: str | None = None,
    ) -> "Actor":  # fmt: skip
        """Let a person appear, in the team with a role; with None as a stranger to it.

        `on` is one of the scene's platforms, else its first. Somebody who is not `reachable` has
        never opened a private chat with the bot. Without `votes` they are of a category without.
        """
        actor = Actor(self, self._platform(on), name, language or self.scene.language, reachable)
        if role is not None:
            self.enrol(actor, role, team=team, votes=votes)
        return actor

    def enrol(
        self, actor: "Actor", role: Role, *, team: str | None = None, votes: bool = True
    ) -> None:
        """Give a person a role in the team, or in another one of that name."""

        def enrol(connection: Connection) -> None:
            people, now = People(connection), self.clock.now()
            account = people.account_for(actor.origin(), actor.platform.realm, now)
            person = people.join(account, self._team(connection, team), actor.name, now)
            people.set_language(person, actor.language)
            where = self._team(connection, team)
            people.set_role(person, where, role, now, source="stage")
            if not votes:
                observers = Groups(connection).set_category(where, "Observers", votes=False)
                theirs = update(membership).where(membership.c.person == person)
                connection.execute(theirs.values(category=observers))

        self.before_next(enrol)

    def room(
        self, name: str = MAIN, purpose: Purpose = Purpose.OTHER, *, on: str | None = None,
        title: str | None = None, team: str | None = None,
    ) -> "Chat":  # fmt: skip
        """Return a room of the team, made on first use; without a name the main room."""
        platform = self._platform(on)

        def open_room(connection: Connection) -> None:
            People(connection).room_for(
                platform.name, name, title or name,
                team=self._team(connection, team), purpose=purpose,
            )  # fmt: skip

        self.before_next(open_room)
        return Chat(platform, name)

    def _platform(self, name: str | None) -> Platform:
        return self.platforms[name or next(iter(self.platforms))]

    def _team(self, connection: Connection, name: str | None) -> TeamId:
        name = name or _TEAM[self.scene.language]
        if name not in self._teams:
            people, language = People(connection), self.scene.language
            home = people.found("Stage", language, ZONE.key, "stage")
            self._teams[name] = people.team_called(name, home, language, ZONE.key, self.scene.entry)
        return self._teams[name]

    # What all see

    @property
    def last(self) -> str:
        """The newest card of the main room, as a person reads it."""
        return self.room().last

    @property
    def room_title(self) -> str:
        """What the main room is called."""
        return _MAIN_ROOM[self.scene.language]

    @property
    def now(self) -> datetime:
        """The time on the stage, in the team's zone."""
        return self.clock.now().astimezone(ZONE)

    def say(self, feature: str, key: str, **args: Value) -> str:
        """Return a phrase in the language of the scene, for tests that run in both."""
        phrase = Phrase(feature, key, tuple(args.items()))
        return self.phrase(phrase, self.scene.language)

    def labels(self, key: str, language: str) -> set[str]:
        """Return what a key is called in a language, in every feature that has it."""
        features = [each for each in self._words.features() if key in self._words.keys(each)]
        return {self.phrase(Phrase(feature, key), language) for feature in features}

    def phrase(self, phrase: Phrase, language: str) -> str:
        """Return a phrase in a language."""
        voice = Voice(language, ZONE, self.clock.now())
        return without_isolates(self._words.say(phrase, voice))

    # What happens

    async def pass_time(self, **by: float) -> None:
        """Let time pass (`hours=30`), ringing what falls due on the way, each at its time."""
        await self.set_up()
        await self.running.muster.live_until(self.clock, self.clock.now() + timedelta(**by))

    async def restart(self) -> None:
        """Close everything and start again on the same database."""
        await self.close()
        await self.open()

    async def rows(self) -> Mapping[str, int]:
        """Count the rows of every table: what a test compares where nothing may be kept."""
        await self.set_up()
        tables = metadata.sorted_tables
        return await self.running.database.read(
            lambda c: {t.name: c.scalar(select(func.count()).select_from(t)) or 0 for t in tables}
        )

    async def everything(self) -> str:
        """Return all that the database holds, as one text: to show that something is not there."""
        await self.set_up()
        tables = metadata.sorted_tables
        return await self.running.database.read(
            lambda c: "\n".join(f"{t.name}: {row}" for t in tables for row in c.execute(select(t)))
        )

    async def query(self, fn: Callable[[Connection], Any]) -> Any:
        """Read something that no person sees."""
        await self.set_up()
        return await self.running.database.read(fn)

    # For actors

    async def deliver(self, event: Event, pressed: Message | None = None) -> None:
        """Hand an event in, show its answer, and let all happen that is due."""
        await self.set_up()
        platform = self.platforms[event.origin.connection]
        answer = await self.running.muster.handle(event)
        platform.answered(answer, event.origin.account, event.origin.room, pressed)
        if not self._at_once:
            await self.settle()

    @asynccontextmanager
    async def at_once(self) -> AsyncIterator[None]:
        """Let several people act in one moment: what comes of it happens after the last of them."""
        self._at_once = True
        try:
            yield
        finally:
            self._at_once = False
        await self.settle()

    def before_next(self, wanted: SetUp) -> None:
        """Let something be recorded before the next thing happens."""
        self._to_set_up.append(wanted)

    def event_id(self) -> str:
        """Return an id that no event has had."""
        return f"event-{next(self._events)}"

    async def set_up(self) -> None:
        """Record the people and rooms that have appeared since the last time."""
        wanted, self._to_set_up = self._to_set_up, []
        for each in wanted:
            await self.running.database.run(each)

    async def settle(self) -> None:
        """Let all happen that is due, and fail for a bug of which people only see an apology."""
        await self.running.muster.settle()
        self.bugs.fail()

    # Curtain

    @property
    def running(self) -> Assembly:
        """What is running, between `open` and `close`."""
        assert self._assembly is not None
        return self._assembly

    async def open(self) -> None:
        """Start Muster on the stage's database."""
        self._assembly = await assemble(
            self._url, list(self.platforms.values()), self.clock, [_KEY],
            features=self.scene.features, words=self._words, width=1, files=Files(path=self.folder),
            days=self.scene.days,
        )  # fmt: skip
        await self.set_up()
        await self.settle()

    async def close(self) -> None:
        """Stop it."""
        if self._assembly is not None:
            await self._assembly.close()
            self._assembly = None


@asynccontextmanager
async def open_stage(scene: Scene, url: str, folder: Path) -> AsyncIterator[Stage]:
    """Lend a stage on a database and a folder for files; the `stage` fixture does so for tests."""
    stage = Stage(scene, url, _words(*scene.words), folder)
    with stage.bugs.listening():
        try:
            await stage.open()
            yield stage
        finally:
            await stage.close()
    stage.bugs.fail()


@cache
def _words(*folders: str) -> Catalogues:
    return Catalogues.load(HOME / "words", *map(Path, folders))
