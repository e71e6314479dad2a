"""The terminal as a platform of its own: rooms, accounts, messages, and who sees what.

It outlives a restart of Muster, as every platform does, and knows nothing that a platform would
not know: keys, texts, tokens.
"""

import itertools
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from adapters.terminal.draw import Visible
from bot.adapter import Answer, Capabilities, Deliver, Drawn, DrawnForm
from bot.errors import AdapterError
from bot.message import Card, File, said
from bot.ports import Address
from bot.script import ScriptError
from bot.words import without_isolates

PRIVATE: Final = "private:"
"""What the key of a private chat starts with; the account's key follows."""


class Message(Struct):
    """Hold a message as the platform keeps it."""

    ref: str
    room: str
    drawn: Drawn
    reader: str | None = None
    own: bool = False


class Offered(Struct):
    """Hold a button that a person found: its token, and the message that it stands on."""

    token: str
    message: Message


class Terminal(Struct):
    """Be the platform; `show` is handed everything that becomes visible, in order.

    `where` says where the file of a hash lies: there is nothing to press, but a path can be opened.
    """

    show: Callable[[Visible], None]
    titles: dict[str, str]
    where: Callable[[str], Path]
    name: str = "terminal"
    realm: str = "terminal"
    can: Capabilities = field(default_factory=lambda: Capabilities(threads=False))
    _messages: dict[str, Message] = field(default_factory=dict)
    _forms: dict[str, DrawnForm] = field(default_factory=dict)
    _refs: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    # The four verbs, and files

    async def listen(self, deliver: Deliver) -> None:
        """Do nothing: the chat hands in each line's event by itself."""

    async def send(self, address: Address, drawn: Drawn) -> str:
        """Put a message up."""
        ref = self._new_ref()
        self._messages[ref] = Message(ref, address.room, drawn, _reader(address))
        self._visible("tell" if address.private else "post", address, drawn)
        return ref

    async def edit(self, address: Address, ref: str, drawn: Drawn) -> None:
        """Let a message show something else, as the newest thing said with it."""
        self._messages[ref] = Message(ref, address.room, drawn, _reader(address))
        self._visible("edit", address, drawn)

    async def strike(self, address: Address, ref: str) -> None:
        """Take a message away."""
        gone = self._messages.pop(ref, None)
        self.show(
            Visible("strike", address.title, _reader(address), gone.drawn.view if gone else None)
        )

    def recall(self, address: Address, ref: str, drawn: Drawn) -> None:
        """Take up a message that an earlier process put up, without showing it again."""
        self._messages.setdefault(ref, Message(ref, address.room, drawn, _reader(address)))

    async def download(self, key: str) -> AsyncGenerator[bytes, None]:
        """Read a file that somebody sent."""
        try:
            yield Path(key).read_bytes()  # noqa: ASYNC240  (a local file, in a chat for trying out)
        except OSError as error:
            raise AdapterError("The file cannot be read.") from error

    # What people do with it

    def answered(self, answer: Answer, account: str, room: str, pressed: Message | None) -> None:
        """Show an answer to the one person whom it is for."""
        title = self.titles.get(room, room.removeprefix(PRIVATE))
        if answer.replace and pressed is not None:
            self._messages.pop(pressed.ref, None)
            if not answer.own:
                self.show(Visible("strike", title, account, pressed.drawn.view))
        for number, drawn in enumerate(answer.own):
            ref = self._new_ref()
            self._messages[ref] = Message(ref, room, drawn, account, own=True)
            replaced = answer.replace and pressed is not None and not number
            op = "edit" if replaced else "note"
            self.show(Visible(op, title, account, drawn.view, self._located(drawn.card)))
        if answer.note is not None:
            ref = self._new_ref()
            self._messages[ref] = Message(ref, room, answer.note, account)
            self.show(Visible("note", title, account, answer.note.view, answer.note.card))
        if answer.form is not None:
            self._forms[account] = answer.form
            self.show(Visible("form", title, account, form=answer.form.form))

    def offered(self, account: str, label: str) -> Offered:
        """Find the newest message that offers a person a button of that label."""
        wanted = label.strip().casefold()
        for message in reversed(self._messages.values()):
            if message.reader not in {None, account}:
                continue
            for button in message.drawn.card.buttons():
                if without_isolates(said(button.label)).casefold() == wanted:
                    return Offered(message.drawn.tokens[button.action], message)
        raise ScriptError(f"no message offers {account} a button {label.strip()!r}")

    def newest(self, room: str) -> Message:
        """Return the newest message of the bot in a room, for all to see."""
        private = room.startswith(PRIVATE)
        for message in reversed(self._messages.values()):
            if message.room == room and not message.own and (private or message.reader is None):
                return message
        raise ScriptError(f"the bot has said nothing in {self.titles.get(room, room)!r} yet")

    def form(self, account: str) -> DrawnForm:
        """Take the form that stands open before a person."""
        if account not in self._forms:
            raise ScriptError(f"no form is open before {account}")
        return self._forms.pop(account)

    def reopen(self, account: str, form: DrawnForm) -> None:
        """Leave a form open whose answer made no sense."""
        self._forms[account] = form

    def _visible(self, op: str, address: Address, drawn: Drawn) -> None:
        card = self._located(drawn.card)
        self.show(Visible(op, address.title, _reader(address), drawn.view, card))

    def _located(self, card: Card) -> Card:
        blocks = tuple(
            replace(block, url=str(self.where(block.file))) if isinstance(block, File) else block
            for block in card.blocks
        )
        return replace(card, blocks=blocks)

    def _new_ref(self) -> str:
        return f"m{next(self._refs)}"


def _reader(address: Address) -> str | None:
    return address.room.removeprefix(PRIVATE) if address.private else address.reader
