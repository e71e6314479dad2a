"""A Muster in a process of its own, which kills itself at an exact line when it is told to.

`python -m tests.crash.worker` is their nursery: it has everything imported, and for each order on
stdin it forks a worker, so that hundreds of them start in no time. It ends with its stdin, and
takes its workers along. A worker dials the test's port, says hello, and is handed events over that
line; an answer on it is the acknowledgement. What it has to send goes to the recorder.
"""

import asyncio
import contextlib
import json
import os
import selectors
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from bot.adapter import Answer, Capabilities, Deliver, Drawn
from bot.clock import SystemClock
from bot.composition import HOME
from bot.composition.assembly import Assembly, assemble
from bot.composition.features import FEATURES
from bot.config.settings import Files
from bot.domain.reminding import Habits
from bot.event import Event, Heard, HeardFile, Origin, Pressed, Submitted
from bot.message import as_text, said
from bot.ports import Address
from bot.words import Catalogues, without_isolates
from storage.essays import version_table
from storage.identity import audit, membership, person_table
from storage.later import due
from storage.outgoing import outbox, posted
from storage.polls import poll_answer, poll_option, poll_table
from storage.quiz.tables import contest_answer, contest_table
from storage.volunteers.tables import activity_table, shift_table, sign_up

CONNECTION: Final = "loopback"
ROOM: Final = "main"
PIECE: Final = 10_000
"""Bytes that are fetched at once."""

_VOTES: Final = (
    select(poll_table.c.question, person_table.c.name, poll_option.c.label)
    .select_from(poll_answer)
    .join(poll_table, poll_table.c.id == poll_answer.c.poll)
    .join(poll_option, poll_option.c.id == poll_answer.c.option)
    .join(person_table, person_table.c.id == poll_answer.c.person)
)
_PLACES: Final = (
    select(activity_table.c.title, sign_up.c.shift, person_table.c.name, sign_up.c.standing)
    .select_from(sign_up)
    .join(shift_table, shift_table.c.id == sign_up.c.shift)
    .join(activity_table, activity_table.c.id == shift_table.c.activity)
    .join(person_table, person_table.c.id == sign_up.c.person)
)
_ANSWERS: Final = (
    select(contest_table.c.number, person_table.c.name, contest_answer.c.given)
    .select_from(contest_answer)
    .join(contest_table, contest_table.c.id == contest_answer.c.contest)
    .join(person_table, person_table.c.id == contest_answer.c.person)
)


@dataclass(frozen=True, slots=True)
class Order:
    """Say what a worker is to work on: the database, and the ports of the test's processes."""

    name: str
    url: str
    key: str
    lease: float
    link: int
    recorder: int
    files: str


class Bomb:
    """Kill this process with SIGKILL at a checkpoint, once armed."""

    def __init__(self) -> None:
        """Start unarmed."""
        self._point: str | None = None
        self._passes = 0

    def arm(self, point: str, passes: int) -> None:
        """Go off when `point` is passed for the n-th time from now."""
        self._passes = passes
        self._point = point

    def __call__(self, point: str) -> None:
        """Pass a checkpoint, perhaps not alive."""
        if point != self._point:
            return
        self._passes -= 1
        if not self._passes:
            os.kill(os.getpid(), signal.SIGKILL)


class Loopback:
    """An adapter whose platform is the recorder; events come over the link."""

    def __init__(
        self, order: Order, hello: Callable[[Deliver], Awaitable[None]],
        checkpoint: Callable[[str], None],
    ) -> None:  # fmt: skip
        """Take the recorder's port, what listening means, and what fetching passes."""
        self._checkpoint = checkpoint
        self.name = self.realm = CONNECTION
        self.can = Capabilities()
        self._port = order.recorder
        self._hello = hello

    async def listen(self, deliver: Deliver) -> None:
        """Hand in events until the test hangs up."""
        await self._hello(deliver)

    async def download(self, key: str) -> AsyncGenerator[bytes, None]:
        """Yield a file that somebody sent, in a few pieces: its key is where it lies."""
        content = await asyncio.to_thread(Path(key).read_bytes)
        for at in range(0, len(content), PIECE):
            self._checkpoint("piece")
            yield content[at : at + PIECE]
        self._checkpoint("fetched")
        self._await_child()

    def _await_child(self) -> None:
        """Pass a checkpoint as soon as a process of its own reads a document."""
        if Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").strip():
            self._checkpoint("reading")
        else:
            asyncio.get_running_loop().call_later(0.005, self._await_child)

    async def send(self, address: Address, drawn: Drawn) -> str:
        """Send one message; its ref is the number under which it was recorded."""
        return str(await self._ask("send", address.room, drawn))

    async def edit(self, address: Address, ref: str, drawn: Drawn) -> None:
        """Let a message show something else."""
        await self._ask("edit", address.room, drawn, ref)

    async def strike(self, address: Address, ref: str) -> None:
        """Take a message away."""
        await self._ask("strike", address.room, None, ref)

    async def _ask(self, op: str, room: str, drawn: Drawn | None, ref: str | None = None) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            _write(writer, {"op": op, "room": room, "ref": ref, "shows": _shows(drawn)})
            number: int = json.loads(await reader.readline())["number"]
            return number
        finally:
            writer.close()


class Worker:
    """One Muster, live, on the end of a line to the test."""

    def __init__(self, order: Order) -> None:
        """Take the order; nothing is opened yet."""
        self._order = order
        self._bomb = Bomb()
        self._tasks: set[asyncio.Task[None]] = set()
        self._assembly: Assembly | None = None

    async def live(self, words: Catalogues) -> None:
        """Run until the test hangs up."""
        order = self._order
        adapter = Loopback(order, self._listen, self._bomb)
        self._assembly = await assemble(
            order.url, [adapter], SystemClock(), [bytes.fromhex(order.key)],
            features=FEATURES, words=words, pool=4, lease=timedelta(seconds=order.lease),
            checkpoint=self._bomb, files=Files(path=Path(order.files)),
            # Else a Monday morning is not like any other.
            habits=Habits(digest=None),
        )  # fmt: skip
        over = asyncio.Event()
        running = asyncio.create_task(self._assembly.muster.run(until=over))
        await adapter.listen(self._assembly.muster.handle)
        over.set()
        await running
        await self._assembly.close()

    async def _listen(self, deliver: Deliver) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._order.link)
        _write(writer, {"hello": self._order.name, "pid": os.getpid()})
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                task = asyncio.create_task(self._obey(deliver, json.loads(line), writer))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        writer.close()

    async def _obey(
        self, deliver: Deliver, wish: dict[str, Any], writer: asyncio.StreamWriter
    ) -> None:
        result: Any = None
        match wish["do"]:
            case "deliver":
                result = _told(await deliver(_event(wish["event"])))
            case "arm":
                self._bomb.arm(wish["point"], wish["passes"])
            case "count":
                assert self._assembly is not None
                result = await self._assembly.database.read(_count)
        _write(writer, {"wish": wish["wish"], "result": result})


def _count(connection: Connection) -> dict[str, Any]:
    """Return, as rows, what is planned, what was ever wished to be sent, and what stands."""

    def rows(statement: Select[Any]) -> list[list[Any]]:
        return [list(row) for row in connection.execute(statement)]

    return {
        "wished": rows(select(outbox.c.view, outbox.c.args, outbox.c.state)),
        "timers": rows(select(due.c.step, due.c.args)),
        "copies": rows(select(posted.c.view, posted.c.args, posted.c.state)),
        "papers": rows(select(version_table.c.stage, version_table.c.file)),
        "members": connection.scalar(select(func.count()).select_from(membership)),
        "persons": connection.scalar(select(func.count(person_table.c.name.distinct()))),
        "votes": rows(_VOTES),
        "places": rows(_PLACES),
        "answers": rows(_ANSWERS),
        "records": list(connection.scalars(select(audit.c.what).order_by(audit.c.id))),
    }


def _event(data: dict[str, Any]) -> Event:
    at = datetime.fromisoformat(data["at"])
    account = data["account"]
    room = data.get("room", ROOM)
    private = room != ROOM
    direct = room if private else None
    base: dict[str, Any] = {
        "id": data["id"],
        "origin": Origin(
            CONNECTION, room, account, account.title(), private=private, direct=direct
        ),
        "received_at": at,
        "said_at": at,
    }
    if "file" in data:
        path = Path(data["file"])
        sent = HeardFile(str(path), path.name, path.stat().st_size)
        return Heard(**base, text="", addressed=True, files=(sent,))
    if "text" in data:
        return Heard(**base, text=data["text"], addressed=True)
    if "values" in data:
        return Submitted(**base, token=data["token"], values=data["values"])
    return Pressed(**base, token=data["token"])


def _told(answer: Answer) -> dict[str, Any]:
    return {
        "note": _shows(answer.note)["text"],
        "own": [_shows(each) for each in answer.own],
        "form": answer.form.token if answer.form else None,
    }


def _shows(drawn: Drawn | None) -> dict[str, Any]:
    if drawn is None:
        return {"view": "", "text": "", "buttons": {}}
    buttons = {
        without_isolates(said(button.label)): drawn.tokens[button.action]
        for button in drawn.card.buttons()
    }
    return {
        "view": drawn.view, "text": without_isolates(as_text(drawn.card)), "buttons": buttons,
    }  # fmt: skip


def _write(writer: asyncio.StreamWriter, value: object) -> None:
    writer.write(json.dumps(value).encode() + b"\n")


# The nursery


def rear() -> None:
    """Fork a worker for each order on stdin, and report to the test how each of them ends."""
    words = Catalogues.load(HOME / "words")
    hands: dict[int, Order] = {}
    ended, bell = socket.socketpair()
    for end in (ended, bell):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(bell.fileno(), warn_on_full_buffer=False)
    selector = selectors.DefaultSelector()
    selector.register(ended, selectors.EVENT_READ)
    # Unbuffered, or an order that came along with another would lie unseen in the buffer.
    orders = os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False)
    selector.register(orders, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fileobj is ended:
                ended.recv(100)
                _bury(hands)
            elif line := orders.readline():
                order = Order(**json.loads(line))
                hands[_fork(order, words)] = order
            else:
                for pid in hands:
                    os.kill(pid, signal.SIGKILL)
                return


def _fork(order: Order, words: Catalogues) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        asyncio.run(Worker(order).live(words))
        status = 0
    finally:
        sys.stderr.flush()
        os._exit(status)  # what the nursery would still do at its end is not the worker's to do


def _bury(hands: dict[int, Order]) -> None:
    while hands:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        order = hands.pop(pid)
        with socket.create_connection(("127.0.0.1", order.link)) as line:
            end = {"bye": order.name, "status": os.waitstatus_to_exitcode(status)}
            line.sendall(json.dumps(end).encode() + b"\n")


def ordered(order: Order) -> bytes:
    """Write an order as the nursery reads it."""
    return json.dumps(asdict(order)).encode() + b"\n"


if __name__ == "__main__":
    rear()
