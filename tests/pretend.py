"""A pretend platform: rooms, messages and who sees them, with the limits that a profile states.

It is an adapter like any other, and a strict one: what its profile cannot show is an error of
whoever sends it, so that a test on a poor profile proves that everything was fitted to it.
"""

import itertools
from collections.abc import AsyncGenerator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.adapter import Answer, Capabilities, Deliver, Drawn, DrawnForm, Hears
from bot.clock import Clock
from bot.errors import AdapterError, Forbidden, TryLater
from bot.message import Bars, Button, Card, Choice, Fields, Form, Menu, as_text, labelled, said
from bot.ports import Address
from bot.words import without_isolates

PRIVATE: Final = "private:"
"""What the key of a private chat starts with; the account's key follows."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Name a kind of platform and say what it can."""

    name: str
    can: Capabilities

    def __str__(self) -> str:
        """Return the name, as tests print it."""
        return self.name


RICH: Final = Profile("rich", Capabilities(pin=True))
"""Everything: whispers, forms, a choice, many buttons, long tokens; hears all that is said."""

NARROW: Final = Profile(
    "narrow",
    Capabilities(
        fields=False, choice=False, form=False, whisper=False, pin=True, note_chars=200,
        token_bytes=64, text_chars=4_000, hears=Hears.REPLIES,
    ),
)  # fmt: skip
"""Buttons and edits, but no forms and no whispers: what is private is a short note or a message."""

BARE: Final = Profile(
    "bare",
    Capabilities(
        buttons=0, fields=False, choice=False, form=False, edit=False, whisper=False, files=False,
        images=False, threads=False, note_chars=0, text_chars=2_000, hears=Hears.ADDRESSED,
    ),
)  # fmt: skip
"""Nothing but texts that cannot be edited: actions are codes to be typed."""


@dataclass(slots=True)
class Message:
    """Hold a message as the platform keeps it; `own` where it came as the answer to an event."""

    ref: str
    room: str
    drawn: Drawn
    reader: str | None = None
    own: bool = False
    thread: str | None = None
    under: str | None = None
    """The message in whose own thread it stands."""

    @property
    def text(self) -> str:
        """What a person reads, buttons in brackets."""
        return read(self.drawn.card)

    def code(self, label: str) -> str | None:
        """Return what to type for an entry of a menu, or None where no menu has it."""
        for block in self.drawn.card.blocks:
            if isinstance(block, Menu):
                for number, entry in enumerate(block.entries, start=block.first):
                    if shown(entry) == label:
                        return f"{block.letter}{number}"
        return None


class Came(StrEnum):
    """Say how something came to be seen."""

    SENT = "sent"
    """Unasked: as a message of its own."""
    EDITED = "edited"
    """A message that stood there shows it now."""
    ANSWERED = "answered"
    """In answer to what the one who sees it did."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Hold one thing that became visible: in a room, and to whom where only one person sees it."""

    room: str
    reader: str | None
    text: str
    at: datetime
    came: Came


@dataclass(slots=True)
class Platform:
    """Be the platform. It outlives a restart of Muster, and knows keys, texts and tokens only."""

    name: str
    profile: Profile
    clock: Clock
    sights: list[Sight] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    past: list[Message] = field(default_factory=list)
    """What messages showed before they were edited or taken away: screens may still show it."""
    forms: dict[str, DrawnForm] = field(default_factory=dict)
    pinned: list[str] = field(default_factory=list)
    """The refs of what is pinned."""
    no_pins: set[str] = field(default_factory=set)
    """The rooms in which it is not allowed to."""
    files: dict[str, Iterable[bytes]] = field(default_factory=dict)
    """What people sent, by its key, in pieces."""
    throttled: dict[str, datetime] = field(default_factory=dict)
    """Until when it takes nothing that begins with a text."""
    _refs: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def realm(self) -> str:
        """Where account keys are unique."""
        return self.name

    @property
    def can(self) -> Capabilities:
        """What the profile says."""
        return self.profile.can

    # The three verbs

    async def listen(self, deliver: Deliver) -> None:
        """Do nothing: the stage hands events in by itself."""

    async def send(self, address: Address, drawn: Drawn) -> str:
        """Put a message up."""
        self._check(drawn)
        self._throttle(drawn)
        reader = reader_of(address.room) or address.reader
        assert self.can.threads or (address.thread, address.under) == (None, None)
        message = Message(
            f"m{next(self._refs)}", address.room, drawn, reader, thread=address.thread,
            under=address.under,
        )  # fmt: skip
        return self._put(message, Came.SENT).ref

    def _throttle(self, drawn: Drawn) -> None:
        now = self.clock.now()
        for start, until in self.throttled.items():
            if until > now and read(drawn.card).startswith(start):
                raise TryLater(until - now)

    async def edit(self, address: Address, ref: str, drawn: Drawn) -> None:  # noqa: ARG002  (a ref is enough here)
        """Let a message show something else, where it stands."""
        assert self.can.edit, f"{self.name} cannot edit"
        self._check(drawn)
        message = self.messages[ref]
        self.past.append(replace(message))
        message.drawn = drawn
        self._saw(message, Came.EDITED)

    async def strike(self, address: Address, ref: str) -> None:  # noqa: ARG002  (the same)
        """Take a message away."""
        self.past.append(self.messages.pop(ref))

    async def pin(self, address: Address, ref: str) -> None:
        """Pin a message."""
        assert self.can.pin, f"{self.name} cannot pin"
        assert ref in self.messages, f"{ref} does not stand"
        if address.room in self.no_pins:
            raise Forbidden
        if ref not in self.pinned:
            self.pinned.append(ref)

    async def unpin(self, address: Address, ref: str) -> None:  # noqa: ARG002  (the same)
        """Unpin a message, which must not be gone before."""
        assert ref in self.messages, f"{ref} does not stand"
        self.pinned = [each for each in self.pinned if each != ref]

    async def download(self, key: str) -> AsyncGenerator[bytes, None]:
        """Yield what somebody sent, piece by piece."""
        if key not in self.files:
            raise AdapterError("there is no such file")
        for piece in self.files[key]:
            yield piece

    # What comes back with an event

    def answered(self, answer: Answer, account: str, room: str, pressed: Message | None) -> None:
        """Show an answer to the one person whom it is for."""
        if answer.replace:
            assert pressed is not None
            self.messages.pop(pressed.ref, None)
            self.past.append(pressed)
        for drawn in answer.own:
            assert self.can.whisper, f"{self.name} cannot whisper"
            self._check(drawn)
            self._put(Message(f"m{next(self._refs)}", room, drawn, account, own=True))
        if answer.note is not None:
            self._check(answer.note)
            length = len(as_text(answer.note.card))
            assert length <= self.can.note_chars or self.can.whisper, f"a note of {length}"
            assert pressed is not None or self.can.whisper, f"{self.name} notes only on a press"
            assert self.can.whisper or not list(answer.note.card.buttons()), "a note with buttons"
            self._put(Message(f"m{next(self._refs)}", room, answer.note, account))
        if answer.form is not None:
            assert self.can.form, f"{self.name} has no forms"
            self.forms[account] = answer.form
            seen = read_form(answer.form.form)
            self.sights.append(Sight(room, account, seen, self.clock.now(), Came.ANSWERED))

    def seen_by(self, account: str, *, past: bool = False) -> Iterator[Message]:
        """Yield what a person sees, the newest first; then, if asked for, what they have seen."""
        for message in (*reversed(self.messages.values()), *(reversed(self.past) if past else ())):
            if message.reader in {None, account}:
                yield message

    def _put(self, message: Message, came: Came = Came.ANSWERED) -> Message:
        self.messages[message.ref] = message
        self._saw(message, came)
        return message

    def _saw(self, message: Message, came: Came) -> None:
        now = self.clock.now()
        self.sights.append(Sight(message.room, message.reader, message.text, now, came))

    def _check(self, drawn: Drawn) -> None:
        can, card = self.can, drawn.card
        offered = [
            each for block in card.blocks if not isinstance(block, Menu)
            for each in Card(None, (block,)).buttons()
        ]  # fmt: skip
        assert len(offered) <= can.buttons, f"{len(offered)} buttons on {self.name}"
        assert len(as_text(card)) <= can.text_chars, f"a text of {len(as_text(card))} characters"
        for lacks, shape in ((can.fields, Fields), (can.bars, Bars), (can.choice, Choice)):
            assert lacks or not any(isinstance(block, shape) for block in card.blocks), shape
        for button in card.buttons():
            assert len(drawn.tokens[button.action].encode()) <= can.token_bytes, shown(button)


def reader_of(room: str) -> str | None:
    """Return whose private chat a room is, or None for a group."""
    return room.removeprefix(PRIVATE) if room.startswith(PRIVATE) else None


def shown(button: Button) -> str:
    """Return what stands on a button."""
    return without_isolates(said(button.label))


def read(card: Card) -> str:
    """Read a card as a person does, buttons in brackets."""
    return without_isolates(as_text(card, buttons=True))


def read_form(form: Form) -> str:
    """Read a form as a person does: its title, then a line a field with what stands in it."""
    lines = [said(form.title), *map(said, form.about)]
    for each in form.fields:
        lines.append(labelled(said(each.label), each.value.replace("\n", " / ")))
        if each.error is not None:
            lines.append(f"↑ {said(each.error)}")
    return without_isolates("\n".join(line.rstrip() for line in lines))
