"""The terminal chat, played by the lines that one types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from adapters.terminal.chat import MAIN, Chat
from adapters.terminal.draw import Visible
from adapters.terminal.wire import PRIVATE, Terminal
from bot.adapter import Adapter, Answer, Deliver
from bot.clock import Clock
from bot.composition.platforms import Making
from bot.config import Connection
from bot.config.settings import Section
from bot.domain.identity import Purpose, Role
from bot.domain.phrase import Instant
from bot.event import Event, Origin
from bot.message import as_text, said
from bot.words import without_isolates
from tests.wire.driver import Cast, Field, Has, Shown, Spot
from tests.wire.people import PEOPLE, TITLES


class _Listening(Terminal):
    """Be the terminal, and remember to whom it would hand in what is typed."""

    deliver: Deliver | None = None

    async def listen(self, deliver: Deliver) -> None:
        """Take who handles events; the chat hands them in line by line."""
        self.deliver = deliver


@dataclass(slots=True, eq=False)
class TerminalDriver:
    """Play lines on a terminal. It is the house of its own chat, as far as lines need one."""

    name: str = "terminal"
    has: Has = Has.FORMS | Has.WHISPERS | Has.EDITS | Has.FILES | Has.REDELIVERY | Has.REPLIES
    heard: int = 0
    _terminal: _Listening = field(init=False)
    _chat: Chat = field(init=False)
    _clock: Clock = field(init=False)
    _disk: TemporaryDirectory[str] = field(init=False)
    _language: str = "en"
    _last: Event | None = None
    _repeated: int = 0

    async def open(self, language: str, clock: Clock) -> None:
        """Sit down at a terminal."""
        titles = {MAIN: TITLES[language][Spot.MAIN]}
        self._terminal = _Listening(_unseen, titles, Path)
        self._chat = Chat(self._terminal, self, {each.name for each in PEOPLE[language]})
        self._clock, self._language = clock, language
        self._disk = TemporaryDirectory()

    async def close(self) -> None:
        """Get up."""
        self._disk.cleanup()

    def connection(self, public_url: str) -> Connection:
        """Return an empty one: a terminal needs none."""
        del public_url
        return Connection(self.name, "terminal", enabled=True, settings=Section())

    async def connect(self, connection: Connection, making: Making) -> Adapter:
        """Return the terminal itself."""
        del connection, making
        return self._terminal

    def cast(self) -> Cast:
        """Say who sits here."""
        people = [(self._origin(each.name), each.role) for each in PEOPLE[self._language]]
        titles = TITLES[self._language]
        rooms = [
            (MAIN, titles[Spot.MAIN], Purpose.MAIN),
            (_COMMITTEE, titles[Spot.COMMITTEE], Purpose.COMMITTEE),
        ]
        return Cast(people, rooms)

    async def ready(self, port: int) -> None:
        """Wait for nothing: it listens at once."""

    async def settled(self) -> None:
        """Wait for nothing: what is sent is seen at once."""

    # What people do

    async def says(
        self, who: str, text: str, spot: Spot, *, addressed: bool = True,
        reply_to: Shown | None = None,
    ) -> None:  # fmt: skip
        """Type a line; a reply is one to the newest message."""
        line = text.replace("\n", "\\n")
        if spot is Spot.PRIVATE:
            await self._chat.play(f"{who}>> {line}")
        elif reply_to is not None:
            await self._chat.play(f"{who}^ {line}")
        else:
            verb = ">" if addressed else "~>"
            room = "" if spot is Spot.MAIN else f"@{_COMMITTEE}"
            await self._chat.play(f"{who}{room}{verb} {line}")

    async def presses(self, who: str, shown: Shown, label: str) -> None:
        """Press the newest button of a label."""
        del shown
        await self._chat.play(f"{who}* {label}")

    async def submits(self, who: str, values: Mapping[str, str]) -> None:
        """Answer the form that is open."""
        await self._chat.play(f"{who}= " + "; ".join(f"{k}: {v}" for k, v in values.items()))

    async def sends(self, who: str, name: str, content: bytes) -> None:
        """Send a file that lies on the disk, and stays there while this driver is open."""
        path = Path(self._disk.name) / name
        path.write_bytes(content)
        await self._chat.play(f"{who}+ {path}")

    async def again(self, *, fresh: bool) -> None:
        """Hand in the last event once more."""
        assert self._last is not None
        self._repeated += 1
        event = replace(self._last, id=f"again-{self._repeated}") if fresh else self._last
        answer = await self.deliver(event)
        self._terminal.answered(answer, event.origin.account, event.origin.room, None)

    # What they see

    def sees(self, who: str) -> Sequence[Shown]:
        """Return what stands on the terminal for somebody."""
        spots = {MAIN: Spot.MAIN, _COMMITTEE: Spot.COMMITTEE, PRIVATE + who: Spot.PRIVATE}
        return [
            Shown(
                each.ref, spots[each.room], without_isolates(as_text(each.drawn.card)),
                tuple(without_isolates(said(b.label)) for b in each.drawn.card.buttons()),
                alone=each.reader is not None,
            )
            for each in self._terminal._messages.values()
            if each.room in spots and each.reader in {None, who}
        ]  # fmt: skip

    def pinned(self) -> Sequence[str]:
        """Return nothing: nothing can be pinned."""
        return ()

    def form(self, who: str) -> Sequence[Field]:
        """Return the form that is open before somebody."""
        drawn = self._terminal._forms.get(who)
        return [
            Field(
                each.name, without_isolates(said(each.label)), each.value,
                "" if each.error is None else without_isolates(said(each.error)),
            )
            for each in (drawn.form.fields if drawn else ())
        ]  # fmt: skip

    # What the chat plays on

    def now(self) -> Instant:
        """Return the time."""
        return self._clock.now()

    async def deliver(self, event: Event) -> Answer:
        """Hand in an event and get its answer."""
        assert self._terminal.deliver is not None
        self._last = event
        return await self._terminal.deliver(event)

    async def settle(self) -> None:
        """Leave it to the house."""

    async def open_room(self, key: str, title: str, purpose: Purpose) -> None:
        """Know the room already."""

    async def pass_time(self, by: timedelta) -> None:
        """Leave it to the house, as no line of the suite asks for it."""
        raise NotImplementedError

    async def restart(self) -> None:
        """Leave it to the house as well."""
        raise NotImplementedError

    async def enrol(self, origin: Origin, role: Role) -> None:
        """Leave it to the house as well."""
        raise NotImplementedError

    async def alias(self, origin: Origin, of: str) -> None:
        """Leave it to the house as well."""
        raise NotImplementedError

    def _origin(self, name: str) -> Origin:
        return Origin(self.name, MAIN, name, name, direct=PRIVATE + name)


_COMMITTEE = "committee"


def _unseen(visible: Visible) -> None:
    """Show nothing: what stands is read from the terminal itself."""
