"""A platform that records what it is asked for, and fails when it is told to."""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass, field

from bot.adapter import Capabilities, Deliver, Drawn
from bot.clock import VirtualClock
from bot.errors import AdapterError
from bot.message import as_text, said
from bot.ports import Address
from bot.words import without_isolates

PRIVATE = "private:"
"""What the key of a private chat starts with."""


@dataclass(frozen=True, slots=True)
class Call:
    """Hold one request: what was asked for, where, and when, in seconds since the clock began."""

    op: str
    room: str
    text: str
    at: float


@dataclass(slots=True)
class Fault:
    """Hold an error that is raised at fitting requests, the first `spared` of them aside.

    With `done` the request is carried out before the error is raised.
    """

    error: Exception
    op: str | None = None
    room: str | None = None
    times: int = 1
    spared: int = 0
    done: bool = False


@dataclass(slots=True)
class Recorder:
    """Be the platform; it outlives a restart of Muster."""

    clock: VirtualClock
    name: str = "recorder"
    can: Capabilities = field(default_factory=Capabilities)
    calls: list[Call] = field(default_factory=list)
    standing: dict[str, tuple[str, Drawn]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)
    under: list[str | None] = field(default_factory=list)
    """Below which message each one was put."""
    pinned: list[str] = field(default_factory=list)
    files: dict[str, list[bytes]] = field(default_factory=dict)
    hold: asyncio.Event | None = None
    most_at_once: int = 0
    _at_once: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _refs: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def realm(self) -> str:
        """Where account keys are unique."""
        return self.name

    async def listen(self, deliver: Deliver) -> None:
        """Do nothing: the house hands events in by itself."""

    async def send(self, address: Address, drawn: Drawn) -> str:
        """Put a message up."""
        ref = f"{self.name}-{next(self._refs)}"
        await self._asked("send", address, drawn, ref)
        return ref

    async def edit(self, address: Address, ref: str, drawn: Drawn) -> None:
        """Let a message show something else."""
        assert ref in self.standing, f"{ref} does not stand"
        await self._asked("edit", address, drawn, ref)

    async def strike(self, address: Address, ref: str) -> None:
        """Take a message away."""
        await self._asked("strike", address, None, ref)

    async def pin(self, address: Address, ref: str) -> None:
        """Pin a message."""
        assert ref in self.standing, f"{ref} does not stand"
        await self._asked("pin", address, self.standing[ref][1], ref)

    async def unpin(self, address: Address, ref: str) -> None:
        """Unpin a message."""
        await self._asked("unpin", address, self.standing[ref][1], ref)

    async def download(self, key: str) -> AsyncGenerator[bytes, None]:
        """Yield the pieces of a file, each of which is one request."""
        if key not in self.files:
            raise AdapterError("there is no such file")
        for piece in self.files[key]:
            self.calls.append(Call("piece", key, "", self.clock.monotonic()))
            if (fault := self._fault("piece", key)) is not None:
                raise fault.error
            yield piece

    def fails(
        self, error: Exception, *, op: str | None = None, room: str | None = None, times: int = 1,
        spared: int = 0, done: bool = False,
    ) -> Fault:  # fmt: skip
        """Order a fault."""
        self.faults.append(Fault(error, op, room, times, spared, done))
        return self.faults[-1]

    def texts(self, room: str = "main", op: str | None = None) -> list[str]:
        """Return what was asked for in a room."""
        return [call.text for call in self.calls if call.room == room and op in {None, call.op}]

    def times(self, room: str | None = None, op: str | None = None) -> list[float]:
        """Return when it was asked for."""
        return [
            call.at for call in self.calls if room in {None, call.room} and op in {None, call.op}
        ]

    def stands(self, room: str = "main") -> list[str]:
        """Return what stands in a room, as a person reads it."""
        return [_read(drawn) for where, drawn in self.standing.values() if where == room]

    def token(self, label: str) -> str:
        """Return the token of the newest button of a label."""
        for _, drawn in reversed(self.standing.values()):
            for button in drawn.card.buttons():
                if without_isolates(said(button.label)) == label:
                    return drawn.tokens[button.action]
        raise AssertionError(f"no button {label!r} stands")

    def in_flight(self) -> dict[str, int]:
        """Return how many requests are under way, by room."""
        return dict(self._at_once)

    async def _asked(self, op: str, address: Address, drawn: Drawn | None, ref: str) -> None:
        room = address.room
        self.threads += [address.thread] if address.thread else []
        self.under += [address.under] if op == "send" else []
        self._at_once[room] += 1
        self.most_at_once = max(self.most_at_once, self._at_once[room])
        try:
            if self.hold is not None:
                await self.hold.wait()
            fault = self._fault(op, room)
            if fault is None or fault.done:
                self._did(op, room, drawn, ref)
            if fault is not None:
                raise fault.error
        finally:
            self._at_once[room] -= 1

    def _fault(self, op: str, room: str) -> Fault | None:
        for fault in self.faults:
            if fault.op in {None, op} and fault.room in {None, room}:
                if fault.spared:
                    fault.spared -= 1
                    continue
                fault.times -= 1
                if not fault.times:
                    self.faults.remove(fault)
                return fault
        return None

    def _did(self, op: str, room: str, drawn: Drawn | None, ref: str) -> None:
        text = "" if drawn is None else _read(drawn)
        self.calls.append(Call(op, room, text, self.clock.monotonic()))
        if op in {"pin", "unpin"}:
            self.pinned = [each for each in self.pinned if each != ref] + [ref] * (op == "pin")
        elif drawn is None:
            self.standing.pop(ref, None)
        else:
            self.standing[ref] = (room, drawn)


def _read(drawn: Drawn) -> str:
    return without_isolates(as_text(drawn.card))


async def whole(pieces: AsyncIterator[bytes]) -> bytes:
    """Return all of what is downloaded."""
    return b"".join([piece async for piece in pieces])


@dataclass(slots=True)
class Asked(Recorder):
    """Be a platform that can be asked whether a message went out; unless it is `forgetful`."""

    forgetful: bool = False
    looked: int = 0

    async def resume(self, address: Address, drawn: Drawn) -> str | None:
        """Let what stands under the same mark show what it should by now."""
        self.looked += 1
        if self.forgetful:
            raise AdapterError("nobody can tell")
        for ref, (room, stands) in self.standing.items():
            if room == address.room and stands.mark == drawn.mark:
                self.standing[ref] = room, drawn
                return ref
        return None
