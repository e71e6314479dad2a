"""The demonstration: one team for each language, so that all is in the visitor's own."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, Protocol

from msgspec import Struct

from adapters.web.house import House, Person, Room, Team
from bot.domain.identity import AccountId, Purpose, Role, RoomId
from bot.domain.phrase import Phrase, Variant
from bot.event import Origin
from bot.words import Catalogues, Voice

MAIN: Final = "main"
_COMMITTEE: Final = "committee"


class Outline(Struct, frozen=True):
    """Describe a team before it is in any database: rooms as key, title, purpose; its people."""

    language: str
    name: str
    rooms: tuple[tuple[str, str, Purpose], ...]
    people: tuple[tuple[Origin, Role], ...]


class Settled(Protocol):
    """Say where rooms and people are found that are in the database now, by their keys."""

    @property
    def rooms(self) -> Mapping[str, RoomId]:
        """The rooms, private ones too."""
        ...

    @property
    def accounts(self) -> Mapping[str, AccountId]:
        """The people's accounts."""
        ...

    @property
    def zone(self) -> str:
        """The zone by whose clock the team lives."""
        ...


Settle = Callable[[Outline], Awaitable[Settled]]
"""Puts a team into the database, or finds it there."""


async def demonstrate(
    connection: str, words: Catalogues, voice: Voice, settle: Settle
) -> tuple[House, dict[str, bytes]]:
    """Set up a team for each language; return the house, and what its page says, by language."""
    teams, page = [], {}
    for language in words.languages:
        spoken = Voice(language, voice.zone, voice.now)
        outline = _outline(connection, words, spoken)
        bot = words.say(Phrase("demo", "bot"), spoken)
        teams.append(_team(outline, bot, await settle(outline)))
        page[language] = page_words(words, spoken)
    return House(teams), page


def page_words(words: Catalogues, voice: Voice) -> bytes:
    """Return what the page says in a language, as JSON; an argument stands there as {name}."""
    texts = {}
    for sentence in words.keys("web"):
        arguments = sorted(words.arguments("web", sentence))
        places = tuple((name, Variant(f"{{{name}}}")) for name in arguments)
        texts[sentence] = words.say(Phrase("web", sentence, places), voice)
    return json.dumps(texts, ensure_ascii=False).encode()


def _outline(connection: str, words: Catalogues, voice: Voice) -> Outline:
    language = voice.language
    people: list[tuple[Origin, Role]] = []
    for key, role in (
        ("first-person", Role.ORGANISER),
        ("second-person", Role.MEMBER),
        ("third-person", Role.MEMBER),
        ("fourth-person", Role.MEMBER),
    ):
        account = f"{language}.{words.attribute('demo', key, 'key', language)}"
        private = f"private:{account}"
        origin = Origin(
            connection=connection,
            room=private,
            account=account,
            name=words.say(Phrase("demo", key), voice),
            private=True,
            language=language,
            direct=private,
        )
        people.append((origin, role))
    main = words.say(Phrase("demo", "main-room"), voice)
    committee = words.say(Phrase("demo", "committee-room"), voice)
    rooms = (
        (f"{language}.{MAIN}", main, Purpose.MAIN),
        (f"{language}.{_COMMITTEE}", committee, Purpose.COMMITTEE),
    )
    return Outline(language, words.say(Phrase("demo", "team"), voice), rooms, tuple(people))


def _team(outline: Outline, bot: str, settled: Settled) -> Team:
    people = tuple(
        Person(settled.accounts[origin.account], origin.account, origin.name, role)
        for origin, role in outline.people
    )
    rooms = [Room(settled.rooms[key], key, title, purpose) for key, title, purpose in outline.rooms]
    for origin, _ in outline.people:
        owner = settled.accounts[origin.account]
        rooms.append(Room(settled.rooms[origin.room], origin.room, bot, owner=owner))
    return Team(outline.language, outline.name, bot, people, tuple(rooms), settled.zone)
