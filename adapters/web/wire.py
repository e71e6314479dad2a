"""The browser chat as a platform: windows in, what each person sees out.

The platform's own memory is the transcript: what is sent, edited and said is written there first,
then told to every window that may see it. A window that was away, or too slow, catches up from it.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from aiohttp import WSCloseCode, WSMessage, WSMsgType
from aiohttp.web import WebSocketResponse
from msgspec import Struct

from adapters.web.draw import (
    draw_chosen,
    draw_form,
    draw_note,
    draw_own,
    draw_shown,
    ref_of,
    talk,
)
from adapters.web.house import House, Person, Room, Team
from adapters.web.journal import Journal, as_frame
from adapters.web.pages import Pages
from adapters.web.read import (
    Act,
    Frame,
    Hello,
    Ping,
    Press,
    Refused,
    Say,
    Why,
    event_of,
    origin_of,
    read_frame,
    read_ref,
)
from adapters.web.window import Window
from bot.adapter import NOTHING, Answer, Capabilities, Deliver, Drawn, Method, Pace
from bot.clock import Clock
from bot.domain.identity import AccountId
from bot.domain.pace import Limit
from bot.domain.phrase import Instant
from bot.errors import AdapterError, TryLater, Unreachable
from bot.event import Heard, HeardFile, Returned
from bot.listening import heed
from bot.ports import Address, FileStore, Line, Store, Transcript

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

log = logging.getLogger(__name__)

CAN: Final = Capabilities(
    bars=True,
    threads=False,
    # The first changes are seen at once; under a crowd a card is edited every second and a half.
    pace=Pace(room={Method.EDIT: Limit(timedelta(seconds=1.5), burst=4)}),
)
MOST_WINDOWS: Final = 1_000
_REMEMBERED: Final = 1_000
"""Answers that are kept for a window which lost its line before it could read them."""
_PONG: Final = as_frame({"type": "pong"})
_GOODBYE: Final = 0.3
"""Seconds that windows have to say goodbye when the house closes."""


class Ground(Struct, frozen=True):
    """Hold what the browser chat stands on.

    `epoch` tells this database from any other; `words` are the page's, by language, as JSON;
    `keep` is for how long an upload is kept.
    """

    house: House
    store: Store
    transcript: type[Transcript]
    files: FileStore
    clock: Clock
    epoch: str
    words: Mapping[str, bytes]
    keep: timedelta


class Web:
    """Be the platform: its rooms, the windows into them, and the transcript behind."""

    realm = "web"
    can = CAN

    def __init__(self, name: str, ground: Ground) -> None:
        """Take the connection's name and what it stands on."""
        self.name = name
        self.house = ground.house
        self._ground = ground
        self._journal = Journal(
            ground.store, ground.transcript, ground.clock, ground.house, self._tell
        )
        self._deliver: Deliver | None = None
        self._windows: dict[Window, WebSocketResponse] = {}
        self._turns: OrderedDict[tuple[str, str], asyncio.Task[bytes]] = OrderedDict()
        self._running: set[asyncio.Task[bytes]] = set()

    # The platform's four verbs, and files

    async def listen(self, deliver: Deliver) -> None:
        """Hand in what windows send, until cancelled; then say goodbye to them."""
        self._deliver = deliver
        try:
            await asyncio.Event().wait()
        finally:
            self._deliver = None
            await self._close()

    async def send(self, address: Address, drawn: Drawn) -> str:
        """Put a card up."""
        room, reader = self._place(address)
        content = {"card": draw_shown(drawn, self._ground.clock.now())}
        (line,) = await self._journal.write(lambda t, now: [t.show(room.id, reader, content, now)])
        return str(ref_of(line))

    async def edit(self, address: Address, ref: str, drawn: Drawn) -> None:
        """Let a card show something else; one that was forgotten with the days stands again."""
        room, reader = self._place(address)
        number = _line_of(ref)
        content = {"card": draw_shown(drawn, self._ground.clock.now())}

        def change(transcript: Transcript, now: Instant) -> Iterable[Line]:
            yield transcript.change(number, room.id, reader, content, now) or transcript.restore(
                number, room.id, reader, content, now
            )

        await self._journal.write(change)

    async def strike(self, address: Address, ref: str) -> None:
        """Take a card away."""
        room, reader = self._place(address)
        number = _line_of(ref)
        await self._journal.write(lambda t, now: [t.change(number, room.id, reader, None, now)])

    async def download(self, key: str) -> AsyncGenerator[bytes, None]:
        """Yield what somebody sent: all of it at once, for it was not large when it came."""
        kept = await self._ground.files.open(key)
        if kept is None:
            raise AdapterError("The file is not kept any more.")
        yield await asyncio.to_thread(kept.path.read_bytes)

    def routes(self) -> "Sequence[AbstractRouteDef]":
        """Return what is answered over HTTP: the page, its socket, files."""
        ground = self._ground
        pages = Pages(ground.files, ground.words, ground.clock, ground.keep, self.attend)
        return pages.routes()

    def _place(self, address: Address) -> tuple[Room, AccountId | None]:
        room = self._ground.house.room(address.room)
        if room is None:
            raise Unreachable("room", f"the browser chat has no room {address.room!r}")
        reader = None
        if address.reader is not None:
            reader = self._ground.house.account(address.reader)
            if reader is None:
                raise Unreachable("person", f"the browser chat has no account {address.reader!r}")
        return room, reader

    # Windows

    async def attend(self, socket: WebSocketResponse, abort: Callable[[], None]) -> None:
        """Serve one window until it goes; `abort` cuts its line."""
        window = Window(
            lambda frame: socket.send_frame(frame, WSMsgType.TEXT), abort, self._ground.clock
        )
        if self._deliver is None or len(self._windows) >= MOST_WINDOWS:
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return
        self._windows[window] = socket
        sending = asyncio.create_task(window.send_all())
        try:
            async for message in socket:
                if not await self._heed(window, message):
                    await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
        finally:
            del self._windows[window]
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    def _tell(self, line: Line, frame: bytes) -> None:
        for window in tuple(self._windows):
            if window.sees(line):
                window.offer(line.seq, frame)

    def _tell_all(self, person: Person, frame: bytes) -> None:
        """Tell all windows in which somebody speaks."""
        for window in tuple(self._windows):
            if window.person == person:
                window.offer(None, frame)

    async def _close(self) -> None:
        """Say goodbye to all windows at once, and cut the line of whoever does not hear it."""
        windows = dict(self._windows)
        goodbyes = [
            asyncio.create_task(socket.close(code=WSCloseCode.GOING_AWAY))
            for socket in windows.values()
        ]
        waiting = [*goodbyes, *self._running]
        if waiting:
            await asyncio.wait(waiting, timeout=_GOODBYE)
        for window in windows:
            window.drop()
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    # What a window sends

    async def _heed(self, window: Window, message: WSMessage) -> bool:
        """Take one frame; False where it cannot be answered now: the window must come back."""
        try:
            match _read(window, message):
                case Ping():
                    window.push(_PONG)
                case Hello() as hello:
                    await self._greet(window, hello)
                case act:
                    window.push(await self._act(window, act))
        except Refused as refused:
            window.push(as_frame({"type": "refused", "to": refused.to, "why": refused.why.value}))
        except TryLater:
            return False
        except Exception:
            # It may have happened or not: the window asks again under the same id.
            log.exception("a window could not be answered")
            return False
        return True

    async def _greet(self, window: Window, hello: Hello) -> None:
        """Let somebody speak in a window, and tell them all that they missed."""
        house, epoch = self._ground.house, self._ground.epoch
        team = house.team(hello.language)
        person = None if team is None else team.person(hello.account)
        if team is None or person is None:
            raise Refused(Why.NO_PERSON)
        window.become(team, person)
        rooms = tuple(team.rooms_of(person))
        since = hello.since if hello.epoch == epoch else 0
        seq, entries = await self.look(person, rooms, since)
        back = Returned(
            id="", origin=origin_of(team, person, rooms[0], self.name),
            received_at=self._ground.clock.now(),
        )  # fmt: skip
        answer = NOTHING if self._deliver is None else await self._deliver(back)
        stands = [draw_chosen(each) for each in answer.stands]
        known = answer.kept and self._deliver is not None
        welcome = {
            "type": "welcome",
            "language": team.language,
            "team": team.name,
            "bot": team.bot,
            "zone": team.zone,
            "me": _person(person),
            "people": [_person(each) for each in team.people],
            "rooms": [_room(each) for each in rooms],
            "seq": seq,
            "epoch": epoch,
            # Clocks on cards run by the house's time, whatever the browser's says.
            "now": self._ground.clock.now().isoformat(),
            # Answers may have been given elsewhere meanwhile: null where nobody can tell now.
            "chosen": stands if known else None,
        }
        window.welcome((as_frame(welcome), entries), seq)

    async def _act(self, window: Window, act: Act) -> bytes:
        """Do what somebody asks for, once, and return the answer; told twice, it is the same."""
        team, person = window.team, window.person
        if team is None or person is None:
            raise Refused(Why.HELLO_FIRST, act.id)
        room = window.room(act.room)
        if room is None:
            raise Refused(Why.NO_ROOM, act.id)
        key = (person.key, act.id)
        task = self._turns.get(key)
        if task is None:
            task = self._turns[key] = asyncio.create_task(self.do(team, person, room, act))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            task.add_done_callback(heed)
            while len(self._turns) > _REMEMBERED:
                self._turns.popitem(last=False)
        try:
            # The window may go; what it asked for goes on.
            return await asyncio.shield(task)
        except Exception:
            self._turns.pop(key, None)
            raise

    async def look(self, person: Person, rooms: Iterable[Room], since: int) -> tuple[int, bytes]:
        """Return what somebody may see in rooms and has changed `since`; see `Journal.since`."""
        return await self._journal.since(since, person, rooms)

    async def do(self, team: Team, person: Person, room: Room, act: Act) -> bytes:
        """Do what somebody asks for, and return the frame of the answer. Raises `TryLater`."""
        if (deliver := self._deliver) is None:
            raise TryLater(message="The house is closing.")
        now = self._ground.clock.now()
        files = await self._files(act) if isinstance(act, Say) else ()
        event = event_of(act, team, person, room, files, now, self.name)
        if isinstance(act, Say) and isinstance(event, Heard):
            said = talk(event, act.reply_to)
            await self._journal.write(
                lambda t, now: [t.say(room.id, person.account, act.id, said, now)]
            )
        answer = await deliver(event)
        if not answer.kept:
            # The window comes back, and asks again under the same id.
            raise TryLater(message="The database failed.")
        if answer.own or answer.replace:
            await self._journal.write(lambda t, now: _own(t, now, answer, room, person, act))
        chosen = None if answer.chosen is None else draw_chosen(answer.chosen)
        if chosen is not None:
            self._tell_all(person, as_frame({"type": "chosen", "chosen": chosen}))
        note = answer.note and draw_note(
            answer.note, self._ground.clock.now(), fleeting=answer.fleeting
        )
        form = None if answer.form is None else draw_form(answer.form)
        return as_frame(
            {"type": "answer", "to": act.id, "note": note, "form": form, "chosen": chosen}
        )

    async def _files(self, say: Say) -> tuple[HeardFile, ...]:
        """Look up what was uploaded before."""
        found = []
        for sent in say.files:
            kept = await self._ground.files.open(sent.key)
            if kept is None:
                raise Refused(Why.UNREADABLE, say.id)
            found.append(HeardFile(sent.key, sent.name, kept.size, kept.kind))
        return tuple(found)


def _read(window: Window, message: WSMessage) -> Frame:
    """Read what came, unless it comes too fast."""
    if window.overdrawn():
        raise Refused(Why.TOO_FAST)
    if message.type is not WSMsgType.TEXT:
        raise Refused(Why.UNREADABLE)
    return read_frame(message.data)


def _own(
    transcript: Transcript, now: Instant, answer: Answer, room: Room, person: Person, act: Act
) -> Iterator[Line | None]:
    """Show somebody what only they see, in place of what they pressed where it says so."""
    under = None if isinstance(act, Say) else act.under
    shown: list[Any] = [draw_own(n, drawn, under) for n, drawn in enumerate(answer.own)]
    if answer.replace and isinstance(act, Press):
        first = shown.pop(0) if shown else None
        line = transcript.change(act.message.line, room.id, person.account, first, now)
        yield line
        if line is None and first is not None:
            shown.insert(0, first)
    for content in shown:
        yield transcript.show(room.id, person.account, content, now)


def _line_of(ref: str) -> int:
    try:
        return read_ref(ref).line
    except Refused:
        raise AdapterError(f"{ref!r} is no message of the browser chat") from None


def _person(person: Person) -> dict[str, str]:
    return {"key": person.key, "name": person.name, "role": person.role.name.lower()}


def _room(room: Room) -> dict[str, str]:
    kind = "group" if room.owner is None else "private"
    return {"key": room.key, "title": room.title, "kind": kind, "purpose": room.purpose.value}
