"""The browser chat, played in real windows on a real socket."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final
from urllib.parse import quote

import aiohttp

from adapters.web import Settings as WebSettings
from bot.adapter import Adapter
from bot.clock import Clock
from bot.composition.platforms import PLATFORMS, Making
from bot.config import Connection
from bot.words import without_isolates
from tests.adapters.web.tabs import Json, Tab, buttons, read_card
from tests.wire.driver import Cast, Field, Has, Shown, Spot

_KEYS: Final = {
    "Ana": "en.ana", "Ben": "en.ben", "Cleo": "en.cleo",
    "陈静": "zh.chen", "王伟": "zh.wang", "李娜": "zh.li",
}  # fmt: skip


@dataclass(slots=True, eq=False)
class WebDriver:
    """Open a window for each person."""

    name: str = "browser"
    has: Has = Has.FORMS | Has.WHISPERS | Has.EDITS | Has.FILES | Has.REDELIVERY | Has.REPLIES
    _language: str = "en"
    _origin: str = ""
    _session: aiohttp.ClientSession = field(init=False)
    _windows: AsyncExitStack = field(default_factory=AsyncExitStack)
    _tabs: dict[str, Tab] = field(default_factory=dict)
    _notes: dict[str, list[Shown]] = field(default_factory=dict)
    _forms: dict[str, Json] = field(default_factory=dict)
    _last: tuple[str, Json] = field(default_factory=lambda: ("", {}))
    _ids: Any = field(default_factory=lambda: count(1))

    async def open(self, language: str, clock: Clock) -> None:
        """Start a browser."""
        del clock
        self._language = language
        self._session = aiohttp.ClientSession()

    async def close(self) -> None:
        """Close it, with all its windows."""
        await self._windows.aclose()
        await self._session.close()

    def connection(self, public_url: str) -> Connection:
        """Return what stands in the settings."""
        del public_url
        return Connection(self.name, "web", enabled=True, settings=WebSettings())

    async def connect(self, connection: Connection, making: Making) -> Adapter:
        """Make the browser chat with its demonstration team."""
        return await PLATFORMS["web"].connect(connection, making)

    def cast(self) -> Cast | None:
        """Return None: the demonstration has its own people, by the names of the suite."""
        return None

    async def ready(self, port: int) -> None:
        """Open the windows, which catch up with all that stands."""
        await self._windows.aclose()
        self._origin = f"http://127.0.0.1:{port}"
        for name, key in _KEYS.items():
            if key.startswith(self._language):
                socket = await self._windows.enter_async_context(
                    self._session.ws_connect(
                        f"{self._origin}/chat/socket", headers={"Origin": self._origin}
                    )
                )
                self._tabs[name] = Tab(socket)
                await self._tabs[name].hello(key)

    async def settled(self) -> None:
        """Wait until every window has read all that was sent before now."""
        for tab in self._tabs.values():
            await tab.send({"type": "ping"})
            await tab.until("pong")

    # What people do

    async def says(
        self, who: str, text: str, spot: Spot, *, addressed: bool = True,
        reply_to: Shown | None = None,
    ) -> None:  # fmt: skip
        """Type a line into a room."""
        ref = None if reply_to is None else reply_to.ref
        frame = {"type": "say", "text": text, "addressed": addressed, "reply_to": ref}
        await self._acts(who, frame | {"room": self._room(who, spot)})

    async def presses(self, who: str, shown: Shown, label: str) -> None:
        """Press a button."""
        entry = self._tabs[who].entries[shown.ref]
        token = next(b["token"] for b in buttons(entry["card"]) if _plain(b["label"]) == label)
        frame = {"type": "press", "message": shown.ref, "token": token, "room": entry["room"]}
        await self._acts(who, frame)

    async def submits(self, who: str, values: Mapping[str, str]) -> None:
        """Send the form that is open, whose other fields stay as they stand."""
        form = self._forms.pop(who)
        given = {each["name"]: each["value"] for each in form["fields"]} | dict(values)
        frame = {"type": "submit", "token": form["token"], "values": given}
        await self._acts(who, frame | {"room": self._room(who, Spot.MAIN)})

    async def sends(self, who: str, name: str, content: bytes) -> None:
        """Upload a file, then send it."""
        headers = {
            "Origin": self._origin, "X-File-Name": quote(name),
            "Content-Type": "application/octet-stream",
        }  # fmt: skip
        url = f"{self._origin}/chat/files"
        async with self._session.post(url, data=content, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            sent = await answer.json()
        files = [{"key": sent["key"], "name": name}]
        frame = {"type": "say", "text": "", "addressed": True, "files": files}
        await self._acts(who, frame | {"room": self._room(who, Spot.PRIVATE)})

    async def again(self, *, fresh: bool) -> None:
        """Send the last frame once more."""
        who, frame = self._last
        await self._acts(who, frame | ({"id": f"again-{next(self._ids)}"} if fresh else {}))

    async def _acts(self, who: str, frame: Mapping[str, Any]) -> None:
        sent = {"id": f"act-{next(self._ids)}", **frame}
        self._last = (who, sent)
        answer = await self._tabs[who].acts(sent)
        assert answer["type"] == "answer", answer
        if answer["form"] is not None:
            self._forms[who] = answer["form"]
        if answer["note"] is not None:
            notes = self._notes.setdefault(who, [])
            ref = f"note-{next(self._ids)}"
            notes.append(Shown(ref, Spot.MAIN, _text(answer["note"]), alone=True))

    def _room(self, who: str, spot: Spot) -> str:
        if spot is Spot.PRIVATE:
            return f"private:{_KEYS[who]}"
        return f"{self._language}.{spot}"

    # What they see

    def sees(self, who: str) -> Sequence[Shown]:
        """Return what stands in somebody's window; what they were noted comes last."""
        spots = {self._room(who, spot): spot for spot in (Spot.MAIN, Spot.COMMITTEE, Spot.PRIVATE)}
        standing = sorted(self._tabs[who].entries.values(), key=lambda each: each["order"])
        return [
            *(
                Shown(
                    each["ref"], spots[each["room"]], _text(each["card"]),
                    tuple(_plain(b["label"]) for b in buttons(each["card"])),
                    alone=each["private"] or spots[each["room"]] is Spot.PRIVATE,
                )
                for each in standing
                if not each["struck"] and each["card"] is not None
            ),
            *self._notes.get(who, ()),
        ]  # fmt: skip

    def pinned(self) -> Sequence[str]:
        """Return nothing: nothing can be pinned."""
        return ()

    def form(self, who: str) -> Sequence[Field]:
        """Return the form that is open before somebody."""
        fields = self._forms[who]["fields"] if who in self._forms else ()
        return [
            Field(f["name"], _plain(f["label"]), f["value"], _plain(f["error"] or ""))
            for f in fields
        ]


def _text(card: Json) -> str:
    """Read a card without its buttons."""
    lines = read_card(card).split("\n")
    return "\n".join(lines[: len(lines) - len(buttons(card))])


def _plain(text: str) -> str:
    return without_isolates(text)
