"""What the pretended tenant holds: people, conversations, messages and cards, as they stand."""

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeAlias

from tests.doubles.dingtalk.seen import Reading, read_markdown

Json: TypeAlias = dict[str, Any]

PUBLIC: Final = "1366a1eb-bc54-4859-ac88-517c56a9acb1.schema"
"""The public template with buttons."""
SEND: Final = "qyapi_robot_sendmsg"
CARDS: Final = "Card.Instance.Write"
NAMES: Final = "qyapi_get_member"
EVERYTHING: Final = frozenset({SEND, CARDS, NAMES})
"""What a robot can be granted, as far as anything here asks for it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Be somebody: of the organisation with a staff id, or from outside without one."""

    name: str
    staff: str | None

    @property
    def opaque(self) -> str:
        """The id by which a robot knows whoever has no staff id."""
        return f"$:LWCP_v1:${self.name}"

    @property
    def key(self) -> str:
        """The id by which a robot answers this person."""
        return self.staff or self.opaque


@dataclass(frozen=True, slots=True)
class Conversation:
    """Be a group, or a one-to-one chat of a person with a robot."""

    id: str
    title: str
    members: tuple[Person, ...]
    group: bool = True
    internal: bool = True


@dataclass(frozen=True, slots=True)
class Button:
    """Be a button on a message: what it opens, or what it calls back."""

    label: str
    url: str | None = None
    id: str | None = None


@dataclass(slots=True)
class Message:
    """Be a message of a robot that stands in a conversation for good, unless it is recalled."""

    key: str
    conversation: Conversation
    kind: str
    title: str = ""
    markdown: str = ""
    buttons: tuple[Button, ...] = ()
    mentions: tuple[str, ...] = ()
    file: str | None = None
    by_session: bool = False
    recalled: bool = False

    def seen_by(self, person: Person) -> "Seen":
        """Return what somebody sees of it."""
        del person
        reading = read_markdown(self.markdown)
        return Seen(self.key, self.title, reading, self.buttons, file=self.file)


@dataclass(slots=True)
class Card:
    """Be a card: shared values, values for one person alone, and where it was delivered."""

    track: str
    template: str
    robot: str
    data: dict[str, str]
    private: dict[str, dict[str, str]] = field(default_factory=dict)
    delivered: dict[str, "Delivery"] = field(default_factory=dict)
    route: str | None = None
    """Under which name presses are posted; None: they go to the stream."""
    edits: int = 0


@dataclass(slots=True)
class Delivery:
    """Be the place at which a card stands in one conversation."""

    key: str
    conversation: Conversation
    card: Card
    at: datetime
    """When it came to stand there."""
    recalled: bool = False

    def seen_by(self, person: Person) -> "Seen":
        """Return what somebody sees of it: what is theirs alone covers what all see."""
        shown = self.card.data | self.card.private.get(person.key, {})
        text = "\n\n".join(part for part in (shown.get("markdown"), shown.get("tips")) if part)
        return Seen(
            self.card.track,
            shown.get("title", ""),
            read_markdown(text),
            tuple(card_buttons(shown)),
            edits=self.card.edits,
            card=True,
        )


Standing: TypeAlias = Message | Delivery


@dataclass(frozen=True, slots=True)
class Seen:
    """Be a message as one person sees it."""

    ref: str
    title: str
    reading: Reading
    buttons: tuple[Button, ...] = ()
    edits: int = 0
    card: bool = False
    file: str | None = None

    @property
    def text(self) -> str:
        """What is read: of a card its title too, which a message only has in lists of chats."""
        parts = (self.title if self.card else "", self.reading.text)
        return "\n".join(part for part in parts if part)

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands on its buttons."""
        return tuple(each.label for each in self.buttons)

    def links(self) -> Mapping[str, str]:
        """Return the links in its text, by what stands on them."""
        return dict(self.reading.links)

    def __str__(self) -> str:
        """Write it as a person reads it, buttons in brackets."""
        return "\n".join([self.text, *(f"[{each}]" for each in self.labels)])


@dataclass(slots=True)
class Robot:
    """Be an application with a robot, as its developer set it up and a tenant granted it."""

    client_id: str
    secret: str
    corp: str
    granted: set[str] = field(default_factory=lambda: set(EVERYTHING))
    templates: set[str] = field(default_factory=lambda: {PUBLIC})
    published: bool = True
    callback_url: str | None = None
    routes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Where presses on cards are posted, by name, and with what they are signed."""
    token: str | None = None
    token_until: datetime | None = None
    tokens: int = 0

    @property
    def user(self) -> str:
        """The opaque id of the robot itself."""
        return f"$:LWCP_v1:$robot-{self.client_id}"


@dataclass(slots=True)
class Session:
    """Be the temporary address at which a conversation is answered without a token."""

    conversation: Conversation
    robot: Robot
    until: datetime
    sent: list[datetime] = field(default_factory=list)
    blocked_until: datetime | None = None


class Tenant:
    """Hold all of it together."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.robots: dict[str, Robot] = {}
        self.people: dict[str, Person] = {}
        self.conversations: dict[str, Conversation] = {}
        self.standing: list[Standing] = []
        self.cards: dict[str, Card] = {}
        self.sessions: dict[str, Session] = {}
        self.media: dict[str, tuple[str, bytes]] = {}
        self.uploads: dict[str, tuple[str, bytes, str]] = {}
        self.flow_controlled: set[str] = set()
        self.undeliverable: set[str] = set()
        self.origin = ""
        self._numbers = itertools.count(1)

    def number(self) -> int:
        """Return a number that nothing has yet."""
        return next(self._numbers)

    def robot(self, client_id: str = "dingrobot", secret: str = "shh", **more: Any) -> Robot:
        """Let an application appear."""
        made = self.robots[client_id] = Robot(client_id, secret, **{"corp": "dingcorp", **more})
        return made

    def person(self, name: str, *, external: bool = False) -> Person:
        """Return the person of a name, who appears on first use."""
        if name not in self.people:
            self.people[name] = Person(name, None if external else f"staff-{name}")
        return self.people[name]

    def staff(self, key: str) -> Person | None:
        """Return the person of a staff id."""
        return next((each for each in self.people.values() if each.staff == key), None)

    def group(self, title: str, *members: Person, internal: bool = True) -> Conversation:
        """Open a group, its id as DingTalk writes them: base64, in which case matters."""
        made = Conversation(f"cid{title}+/Ab{self.number()}==", title, members, internal=internal)
        self.conversations[made.id] = made
        return made

    def chat(self, person: Person, robot: Robot) -> Conversation:
        """Return the one-to-one chat of a person with a robot."""
        key = f"cid1to1/{robot.client_id}+{person.name}=="
        if key not in self.conversations:
            self.conversations[key] = Conversation(key, person.name, (person,), group=False)
        return self.conversations[key]

    def seen(self, person: Person, conversation: Conversation) -> list[Seen]:
        """Return what somebody sees of robots in a conversation, the oldest first."""
        if person not in conversation.members:
            return []
        return [
            each.seen_by(person)
            for each in self.standing
            if each.conversation == conversation and not each.recalled
        ]


def card_buttons(shown: Mapping[str, str]) -> Iterator[Button]:
    """Yield the buttons of the public template."""
    given = json.loads(shown.get("sys_full_json_obj") or "{}")
    for each in given.get("msgButtons", ()):
        yield Button(each["text"], each.get("url"), each.get("id"))
