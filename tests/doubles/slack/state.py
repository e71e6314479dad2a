"""The workspace: people, rooms, messages, modals, homes and files, and who sees what."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, TypeAlias

from tests.doubles.slack.blocks import labels_of, text_of

Json: TypeAlias = dict[str, Any]

TEAM: Final = "T0WORKSPACE"
APP: Final = "A0MUSTER"
BOT: Final = "U0MUSTER"
BOT_ID: Final = "B0MUSTER"
ALL_SCOPES: Final = frozenset({
    "app_mentions:read", "channels:read", "chat:write", "commands", "files:read", "files:write",
    "groups:read", "im:history", "im:write", "pins:write", "users:read",
})  # fmt: skip
"""What the manifest asks for."""


@dataclass(frozen=True, slots=True)
class Person:
    """Hold somebody of the workspace."""

    id: str
    name: str
    locale: str = "en-US"
    zone: str = "Europe/Amsterdam"
    bot: bool = False


@dataclass(slots=True)
class Channel:
    """Hold a room: public ("channel"), private ("group"), or between two people ("im")."""

    id: str
    name: str
    kind: str = "channel"
    members: set[str] = field(default_factory=set)
    archived: bool = False
    pins: list[str] = field(default_factory=list)

    @property
    def private(self) -> bool:
        """Whether only its members know of it."""
        return self.kind != "channel"


@dataclass(slots=True)
class Message:
    """Hold a message; one with a `reader` is ephemeral and seen by them alone."""

    ts: str
    channel: str
    author: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread: str | None = None
    reader: str | None = None
    edited: int = 0
    files: tuple[str, ...] = ()
    metadata: Json | None = None


@dataclass(slots=True)
class View:
    """Hold a modal or a home as it stands, and what was said to be wrong with its fields."""

    id: str
    hash: str
    content: Json
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class File:
    """Hold a file: announced, perhaps uploaded, perhaps shared."""

    id: str
    name: str
    length: int
    content: bytes | None = None
    kind: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Seen:
    """Hold one message as a person sees it: its text without buttons, and what can be pressed."""

    ref: str
    channel: str
    text: str
    labels: tuple[str, ...]
    alone: bool
    thread: str | None
    author: str


class Workspace:
    """Be what Slack keeps."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Take the clock."""
        self.now = now
        self.team = TEAM
        self.bot = Person(BOT, "muster", bot=True)
        self.people: dict[str, Person] = {BOT: self.bot}
        self.channels: dict[str, Channel] = {}
        self.messages: list[Message] = []
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.scopes = set(ALL_SCOPES)
        self.numbers: Iterator[int] = itertools.count(1)
        self.stamped: dict[str, datetime] = {}
        """When each ts was given, more exactly than it tells."""

    def stamp(self) -> str:
        """Return a ts that no message has."""
        now = self.now()
        found = f"{int(now.timestamp())}.{next(self.numbers):06d}"
        self.stamped[found] = now
        return found

    def add_person(self, name: str, locale: str, zone: str, *, bot: bool) -> Person:
        """Let somebody be of the workspace."""
        person = Person(f"U{next(self.numbers):04d}{name.upper()[:8]}", name, locale, zone, bot)
        person = replace(person, id="".join(c if c.isascii() else "X" for c in person.id))
        self.people[person.id] = person
        return person

    def add_channel(self, name: str, kind: str, members: set[str]) -> Channel:
        """Make a room."""
        letter = {"channel": "C", "group": "G", "im": "D"}[kind]
        channel = Channel(f"{letter}{next(self.numbers):08d}", name, kind, members)
        self.channels[channel.id] = channel
        return channel

    def direct(self, person: str, other: str = BOT) -> Channel:
        """Return the chat of two people, made the first time."""
        for each in self.channels.values():
            if each.kind == "im" and each.members == {person, other}:
                return each
        return self.add_channel("directmessage", "im", {person, other})

    def find(self, channel: str, ts: str) -> Message | None:
        """Return a message."""
        for each in self.messages:
            if each.channel == channel and each.ts == ts:
                return each
        return None

    def sees(self, person: str, channel: str | None = None) -> list[Seen]:
        """Return what the app has said that a person sees, in a room or anywhere, oldest first."""
        return [
            Seen(
                each.ts, each.channel, text_of(each.blocks) if each.blocks else each.text,
                tuple(labels_of(each.blocks)), each.reader is not None, each.thread, each.author,
            )
            for each in self.messages
            if each.author == BOT and channel in {None, each.channel}
            and each.reader in {None, person}
            and person in self.channels[each.channel].members
        ]  # fmt: skip
