"""What an adapter may use of the house; the composition root fills it in."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from bot.adapter import Adapter
from bot.backlog import Backlog
from bot.basics import listed
from bot.clock import Chance, Clock
from bot.command import Command
from bot.config import Connection, Section
from bot.domain.phrase import Phrase
from bot.ports import FileStore, Store, Stores
from bot.registry import Registry
from bot.words import Catalogues, Voice, voice_for

if TYPE_CHECKING:
    from aiohttp import ClientSession


class Offer(Struct, frozen=True):
    """Hold a command for a platform's own menu: its plain name, and its summary by language."""

    name: str
    brief: Mapping[str, str]


def offers(registry: Registry) -> Sequence[Offer]:
    """List what people can ask for, the features first."""
    words = registry.words
    # No summary tells a time.
    voices = [
        Voice(each, ZoneInfo("UTC"), datetime.min.replace(tzinfo=UTC))
        for each in sorted(words.languages)
    ]

    def brief(command: Command[Any]) -> Mapping[str, str]:
        said = Phrase(command.feature, f"{command.key}-brief")
        return {voice.language: words.say(said, voice) for voice in voices}

    return [Offer(each.word, brief(each)) for each in listed(registry)]


class Site(Struct, frozen=True):
    """Hold what an adapter may use of the house.

    `http` is the one client, with its pool: not to be closed. `owner` names this process in leases.
    `public_url` is how the web server is reached from outside, without a slash at its end; None
    where nobody said. `language` is the house's own. Who asks a platform notes in `backlog` since
    when something may wait there.
    """

    http: "ClientSession"
    clock: Clock
    chance: Chance
    words: Catalogues
    store: Store
    stores: Stores
    files: FileStore
    offers: Sequence[Offer]
    owner: str
    language: str
    public_url: str | None = None
    backlog: Backlog = field(default_factory=Backlog)

    def say(self, phrase: Phrase, language: str | None = None) -> str:
        """Say a phrase that tells no time, in a language; left out, in the house's own."""
        voice = voice_for(self.words, language or self.language, ZoneInfo("UTC"), self.clock.now())
        return self.words.say(phrase, voice)


class Platform(Struct, frozen=True):
    """Say what can be set for a connection to a platform, and how one is made.

    A folder under `adapters/` that is one names it `PLATFORM`. `manifest` writes what the platform
    itself makes the bot of: from the connection, `server.public_url`, and how a phrase is said.
    """

    settings: type[Section]
    connect: Callable[[Connection, Site], Awaitable[Adapter]]
    manifest: Callable[[Connection, str | None, Callable[[Phrase], str]], str] | None = None
