"""A real browser chat on a real loopback socket, and tabs in which people speak."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp

from adapters.web import Settings as WebSettings
from bot.composition import HOME
from bot.composition.serving import serve
from bot.config import Connection, Settings
from bot.config.settings import Files
from bot.config.settings import Server as ServerSettings
from bot.server import Server
from bot.words import Catalogues, without_isolates

Json: TypeAlias = dict[str, Any]

WORDS = Catalogues.load(HOME / "words")
BROWSER = {"browser": Connection("browser", "web", enabled=True, settings=WebSettings(past=False))}
PATIENCE = 20.0
"""Seconds after which what should be seen will not be: long, as machines may be busy."""

_ids = itertools.count(1)


def settings_for(folder: Path, **more: Any) -> Settings:
    """Return the settings of a demonstration whose files lie in a folder, on any free port."""
    usual = {"server": ServerSettings(port=0), "files": Files(path=folder / "files")}
    return Settings(connections=BROWSER, **(usual | more))


@dataclass(slots=True)
class House:
    """Hold a running Muster with its browser chat."""

    server: Server
    session: aiohttp.ClientSession
    stop: asyncio.Event
    serving: "asyncio.Task[None]"
    tabs: AsyncExitStack

    @property
    def origin(self) -> str:
        """What a browser names as the origin of the page."""
        return f"http://127.0.0.1:{self.server.port}"

    async def tab(self, **headers: str) -> "Tab":
        """Open a window that has not greeted yet."""
        opened = self.session.ws_connect(
            f"{self.origin}/chat/socket", headers={"Origin": self.origin, **headers}
        )
        return Tab(await self.tabs.enter_async_context(opened))

    async def person(self, key: str, **hello: Any) -> "Tab":
        """Open a window in which somebody speaks, with all that they have missed."""
        tab = await self.tab()
        await tab.hello(key, **hello)
        return tab


@asynccontextmanager
async def opened(url: str, settings: Settings) -> AsyncIterator[House]:
    """Open a house, and close it and all tabs."""
    stop, started = asyncio.Event(), asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(settings, url, WORDS, until=stop, say=started.set_result))
    await asyncio.wait([serving, started], return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        await serving
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        AsyncExitStack() as tabs,
    ):
        try:
            yield House(started.result(), session, stop, serving, tabs)
        finally:
            stop.set()
            await serving


@dataclass(slots=True)
class Tab:
    """Be one window: what it was shown, by ref, and what it was answered."""

    socket: "aiohttp.ClientWebSocketResponse"
    me: str = ""
    room: str = ""
    epoch: str = ""
    seq: int = 0
    entries: dict[str, Json] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)

    async def hello(self, key: str, *, since: int = 0, epoch: str | None = None) -> Json:
        """Greet as somebody, wait for what was missed, and return the welcome."""
        language = key.partition(".")[0]
        await self.send(
            {"type": "hello", "language": language, "as": key, "since": since, "epoch": epoch}
        )
        welcome = await self.until("welcome")
        self.me, self.room, self.epoch = key, f"{language}.main", welcome["epoch"]
        await self.until("entries")
        return welcome

    async def send(self, frame: Mapping[str, Any] | str | bytes) -> None:
        """Send anything at all."""
        match frame:
            case bytes():
                await self.socket.send_bytes(frame)
            case str():
                await self.socket.send_str(frame)
            case _:
                await self.socket.send_str(json.dumps(frame))

    async def receive(self) -> Json:
        """Read one frame; entries are kept as the page keeps them."""
        message = await self.socket.receive(timeout=PATIENCE)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        frame: Json = json.loads(message.data)
        self.heard.add(frame["type"])
        for entry in frame.get("entries", [frame["entry"]] if frame["type"] == "entry" else []):
            self.entries[entry["ref"]] = entry
            self.times[entry["ref"]] = self.times.get(entry["ref"], 0) + 1
            self.seq = max(self.seq, entry["seq"])
        return frame

    async def until(self, kind: str) -> Json:
        """Read until a frame of a kind comes, and return it."""
        while (frame := await self.receive())["type"] != kind:
            pass
        return frame

    async def says(self, text: str, **more: Any) -> Json:
        """Say something to the bot in the main room; return the answer."""
        return await self.acts({"type": "say", "text": text, "addressed": True} | more)

    async def presses(self, label: str) -> Json:
        """Press the newest button of a label; return the answer."""
        return await self.acts(self.press(label))

    def press(self, label: str) -> Json:
        """Return the frame that presses the newest button of a label."""
        for entry in sorted(self.entries.values(), key=lambda each: -each["order"]):
            for button in buttons(entry["card"]):
                if without_isolates(button["label"]) == label and not entry["struck"]:
                    token, room = button["token"], entry["room"]
                    return {"type": "press", "room": room, "message": entry["ref"], "token": token}
        raise AssertionError(f"no button {label!r} in {self.reads()}")

    async def acts(self, frame: Mapping[str, Any]) -> Json:
        """Send something that is answered; return the answer or the refusal."""
        sent = {"id": f"act-{next(_ids)}", "room": self.room, **frame}
        await self.send(sent)
        while True:
            found = await self.receive()
            if found["type"] in {"answer", "refused"} and found["to"] in {sent["id"], None}:
                return found

    async def sees(self, wanted: Callable[[str], bool] | str) -> Json:
        """Wait until a message reads as wanted, and return it."""
        while True:
            for entry in self.entries.values():
                text = read(entry)
                if wanted in text if isinstance(wanted, str) else wanted(text):
                    return entry
            await self.receive()

    def reads(self) -> list[str]:
        """Return what stands before this person, in order."""
        standing = sorted(self.entries.values(), key=lambda each: each["order"])
        return [read(each) for each in standing if not each["struck"]]


def buttons(card: Json | None) -> list[Json]:
    """Return the buttons of a card."""
    blocks = [] if card is None else card["blocks"]
    return [each for block in blocks for each in block.get("buttons", block.get("options", []))]


def read(entry: Json) -> str:
    """Read an entry as a person would."""
    if entry["struck"]:
        return ""
    return entry["text"] if entry["card"] is None else read_card(entry["card"])


def read_card(card: Json | None) -> str:
    """Read a card as a person would."""
    if card is None:
        return ""
    lines = [card["title"] or ""]
    for block in card["blocks"]:
        match block:
            case {"kind": "text", "spans": spans}:
                lines.append("".join(each["text"] for each in spans))
            case {"kind": "list", "items": items}:
                lines += ["".join(each["text"] for each in item) for item in items]
            case {"kind": "fields", "rows": rows}:
                lines += [f"{label}: {value}" for label, value in rows]
            case {"kind": "bars", "bars": bars}:
                lines += [f"{bar['label']} {bar['count']}" for bar in bars]
    lines += [f"[{each['label']}]" for each in buttons(card)]
    return without_isolates("\n".join(lines))
