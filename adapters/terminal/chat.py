"""Play a chat script, or a keyboard: each line happens, then all that is due, then the next."""

from datetime import timedelta
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from adapters.terminal.wire import PRIVATE, Message, Terminal
from bot.adapter import Answer
from bot.domain.identity import Purpose, Role
from bot.domain.phrase import Instant
from bot.event import Event, Heard, HeardFile, Origin, Pressed, Submitted
from bot.message import FormField, said
from bot.script import (
    Acts,
    Alias,
    Appears,
    Passes,
    Restarts,
    ScriptError,
    Verb,
    read_line,
    read_values,
)
from bot.words import without_isolates

MAIN = "main"
_PURPOSES = {
    "main": Purpose.MAIN, "committee": Purpose.COMMITTEE, "支委会": Purpose.COMMITTEE,
    "委员会": Purpose.COMMITTEE,
}  # fmt: skip


class House(Protocol):
    """Be what the chat plays on: a running Muster and its clock."""

    def now(self) -> Instant:
        """Return the time."""
        ...

    @property
    def heard(self) -> int:
        """How many events were delivered before this chat began."""
        ...

    async def deliver(self, event: Event) -> Answer:
        """Hand in an event and get its answer."""
        ...

    async def settle(self) -> None:
        """Wait until nothing is due."""
        ...

    async def pass_time(self, by: timedelta) -> None:
        """Let time pass, ringing what falls due."""
        ...

    async def restart(self) -> None:
        """Close everything and start again on the same database."""
        ...

    async def enrol(self, origin: Origin, role: Role) -> None:
        """Make a person of the demonstration team appear."""
        ...

    async def alias(self, origin: Origin, of: str) -> None:
        """Give a person a second account."""
        ...

    async def open_room(self, key: str, title: str, purpose: Purpose) -> None:
        """Make a room of the team, unless it is there."""
        ...


class Chat(Struct):
    """Play lines on a house, through the terminal."""

    terminal: Terminal
    house: House
    people: set[str] = field(default_factory=set)
    _said: int = 0

    async def play(self, line: str) -> None:
        """Play one line. Raises `ScriptError` where it makes no sense; nothing happened then."""
        match read_line(line):
            case None:
                return
            case Appears(name, role):
                self.people.add(name)
                await self.house.enrol(self._origin(name, MAIN), role)
            case Alias(name, of):
                self._known(of)
                self.people.add(name)
                await self.house.alias(self._origin(name, MAIN), of)
            case Passes(by):
                await self.house.pass_time(by)
            case Restarts():
                await self.house.restart()
            case Acts() as act:
                await self._act(act)
        await self.house.settle()

    async def _act(self, act: Acts) -> None:
        self._known(act.name)
        room = await self._room(act)
        origin = self._origin(act.name, room)
        match act.verb:
            case Verb.SAYS | Verb.SAYS_IN_PRIVATE:
                await self._deliver(self._heard(origin, act.text, addressed=True), act.name, room)
            case Verb.TALKS:
                await self._deliver(self._heard(origin, act.text, addressed=False), act.name, room)
            case Verb.REPLIES:
                ref = self.terminal.newest(room).ref
                heard = self._heard(origin, act.text, addressed=False, reply_to=ref)
                await self._deliver(heard, act.name, room)
            case Verb.PRESSES:
                await self._press(act)
            case Verb.ANSWERS:
                await self._submit(act, origin)
            case Verb.SENDS:
                await self._send_file(act)

    async def _room(self, act: Acts) -> str:
        if act.verb in {Verb.SAYS_IN_PRIVATE, Verb.SENDS}:
            return PRIVATE + act.name
        if act.room is None or act.room == MAIN:
            return MAIN
        purpose = _PURPOSES.get(act.room.casefold(), Purpose.OTHER)
        self.terminal.titles.setdefault(act.room, act.room)
        await self.house.open_room(act.room, act.room, purpose)
        return act.room

    async def _press(self, act: Acts) -> None:
        offered = self.terminal.offered(act.name, act.text)
        room = offered.message.room
        pressed = Pressed(
            id=self._next(),
            origin=self._origin(act.name, room),
            received_at=self.house.now(),
            token=offered.token,
            message=offered.message.ref,
            own=offered.message.own,
        )
        await self._deliver(pressed, act.name, room, offered.message)

    async def _submit(self, act: Acts, origin: Origin) -> None:
        typed = read_values(act.text)
        drawn = self.terminal.form(act.name)
        try:
            values = {each.name: each.value for each in drawn.form.fields}
            values |= {_field(drawn.form.fields, name): text for name, text in typed.items()}
        except ScriptError:
            self.terminal.reopen(act.name, drawn)
            raise
        submitted = Submitted(
            id=self._next(),
            origin=origin,
            received_at=self.house.now(),
            token=drawn.token,
            values=values,
        )
        await self._deliver(submitted, act.name, origin.room)

    async def _send_file(self, act: Acts) -> None:
        path = Path(act.text.strip())
        if not path.is_file():  # noqa: ASYNC240  (a local file, in a chat for trying out)
            raise ScriptError(f"there is no file {act.text.strip()!r}")
        room = PRIVATE + act.name
        sent = HeardFile(str(path), path.name, path.stat().st_size)  # noqa: ASYNC240  (the same)
        origin = self._origin(act.name, room)
        await self._deliver(self._heard(origin, "", addressed=True, files=(sent,)), act.name, room)

    async def _deliver(
        self, event: Event, account: str, room: str, pressed: Message | None = None
    ) -> None:
        answer = await self.house.deliver(event)
        self.terminal.answered(answer, account, room, pressed)

    def _heard(
        self, origin: Origin, text: str, *, addressed: bool, reply_to: str | None = None,
        files: tuple[HeardFile, ...] = (),
    ) -> Heard:  # fmt: skip
        return Heard(
            id=self._next(),
            origin=origin,
            received_at=self.house.now(),
            text=text,
            addressed=addressed,
            reply_to=reply_to,
            files=files,
        )

    def _origin(self, name: str, room: str) -> Origin:
        private = room.startswith(PRIVATE)
        return Origin(
            connection=self.terminal.name,
            room=room,
            account=name,
            name=name,
            private=private,
            title=self.terminal.titles.get(room, room),
            direct=PRIVATE + name,
        )

    def _known(self, name: str) -> None:
        if name not in self.people:
            raise ScriptError(f"nobody is called {name!r}: let them appear with “@{name} member”")

    def _next(self) -> str:
        self._said += 1
        return f"{self.house.now().isoformat()}#{self.house.heard + self._said}"


def _field(fields: tuple[FormField, ...], name: str) -> str:
    wanted = name.casefold()
    for each in fields:
        if wanted in {each.name, without_isolates(said(each.label)).casefold()}:
            return each.name
    known = ", ".join(each.name for each in fields)
    raise ScriptError(f"the form has no field {name!r}: it has {known}")
