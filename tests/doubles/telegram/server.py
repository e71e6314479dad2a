"""The wire: requests in all the forms that the API takes, checked, carried out, written down."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from tests.doubles.telegram import limits, spec
from tests.doubles.telegram.faults import Fault, Refused
from tests.doubles.telegram.methods import METHODS, Request
from tests.doubles.telegram.state import Json, Upload

if TYPE_CHECKING:
    from tests.doubles.telegram.double import Double


@dataclass(frozen=True, slots=True)
class Call:
    """Hold one request of the journal, and what it was answered."""

    method: str
    values: Mapping[str, Any]
    status: int
    in_answer: bool = False
    """Whether it stood in the answer of a webhook."""


class Server:
    """Answer the bot on loopback."""

    def __init__(self, double: "Double") -> None:
        """Take what Telegram keeps."""
        self._double = double
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/documents/{key}", self._file)
        # Who hangs up waits no longer: else a poll would go on that nobody hears the end of.
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True
        )
        self.port = 0
        self.ahead = timedelta()
        """How far its clock is ahead of the test's."""

    async def start(self, port: int = 0) -> None:
        """Begin to answer."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Answer no more; lines that were cut have a moment to close."""
        await self._runner.cleanup()
        for _ in range(3):
            await asyncio.sleep(0)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        upload = self._double.files.get(request.match_info["key"])
        if upload is None or request.match_info["token"] != self._double.token:
            raise web.HTTPNotFound
        return web.Response(body=upload.content)

    async def _answer(self, http: web.Request) -> web.StreamResponse:
        double, method = self._double, http.match_info["method"]
        if http.match_info["token"] != double.token:
            return self._say(method, {}, Refused(401, "Unauthorized"))
        if method not in METHODS:
            double.violates(f"{method}: no such method")
            return self._say(method, {}, Refused(404, "Not Found"))
        request = await _read(http, method)
        if (refused := self._offence(request)) is not None:
            return self._say(method, request.values, refused)
        if (fault := self._fault(request)) is not None:
            return await self._fail(http, request, fault)
        return self._say(method, request.values, await self._carried_out(request))

    async def ask(self, asked: Mapping[str, Any]) -> None:
        """Carry out what a webhook's answer asks for; nobody is told how it fared."""
        values = {name: value for name, value in asked.items() if name != "method"}
        request = Request(str(asked.get("method")), values, {})
        if request.method not in METHODS:
            self._double.violates(f"{request.method}: no such method")
            return
        result: object = self._offence(request)
        if result is None and (fault := self._fault(request)) is not None:
            result = Refused(fault.status, fault.description, fault.parameters)
        elif result is None:
            result = await self._carried_out(request)
        status = result.status if isinstance(result, Refused) else 200
        self._note(request.method, values, status, in_answer=True)

    def _offence(self, request: Request) -> Refused | None:
        """Refuse what the specification does not know so."""
        wrong = list(spec.offences(request.method, request.values, request.uploads))
        for each in wrong:
            self._double.violates(f"{request.method}: {each}")
        return Refused(400, f"Bad Request: {wrong[0]}") if wrong else None

    def _fault(self, request: Request) -> Fault | None:
        faults, chat = self._double.faults, request.get("chat_id")
        return next((each for each in faults if each.meets(request.method, chat)), None)

    async def _carried_out(self, request: Request) -> object:
        """Return what a request comes to: a result, or `Refused`."""
        try:
            return await METHODS[request.method](self._double, request)
        except limits.Limit as error:
            self._double.violates(f"{request.method}: {error}")
            return Refused(400, f"Bad Request: {error}")
        except Refused as refused:
            return refused

    async def _fail(self, http: web.Request, request: Request, fault: Fault) -> web.StreamResponse:
        if fault.done:
            await self._carried_out(request)
        if fault.frozen:
            self._note(request.method, request.values, 0)
            await fault.thaw()
            return self._say(request.method, request.values, await self._carried_out(request))
        if fault.drop:
            self._note(request.method, request.values, 0)
            assert http.transport is not None
            http.transport.abort()
            raise asyncio.CancelledError
        if fault.body is not None:
            self._note(request.method, request.values, fault.status)
            return web.Response(status=fault.status, body=fault.body)
        refused = Refused(fault.status, fault.description, fault.parameters)
        return self._say(request.method, request.values, refused)

    def _say(self, method: str, values: Mapping[str, Any], result: object) -> web.Response:
        if isinstance(result, Refused):
            said: Json = {
                "ok": False,
                "error_code": result.status,
                "description": result.description,
            }
            if result.parameters:
                said["parameters"] = result.parameters
            status = result.status
        else:
            said, status = {"ok": True, "result": result}, 200
        self._note(method, values, status)
        # The server's own time, by which clients see how far theirs is off.
        date = format_datetime(self._double.clock.now() + self.ahead, usegmt=True)
        return web.json_response(said, status=status, headers={"Date": date})

    def _note(
        self, method: str, values: Mapping[str, Any], status: int, *, in_answer: bool = False
    ) -> None:
        self._double.journal.append(Call(method, values, status, in_answer))
        self._double.tell()


async def _read(http: web.Request, method: str) -> Request:
    """Read a request: a query, JSON, a form, or parts with files."""
    values: dict[str, Any] = {name: _plain(value) for name, value in http.query.items()}
    uploads: dict[str, Upload] = {}
    if http.content_type == "application/json":
        return Request(method, _typed(method, values) | await http.json(), uploads)
    if http.content_type == "application/x-www-form-urlencoded":
        values |= {name: _plain(str(value)) for name, value in (await http.post()).items()}
    elif http.content_type == "multipart/form-data":
        async for part in await http.multipart():
            assert isinstance(part, BodyPartReader)
            name, content = part.name or "", bytes(await part.read())
            if part.filename is not None:
                kind = part.headers.get("Content-Type", "application/octet-stream")
                uploads[name] = Upload(part.filename, content, kind)
            else:
                values[name] = _plain(content.decode())
    return Request(method, _typed(method, values), uploads)


def _plain(text: str) -> Any:
    """Return a value that came as text: JSON where it is some."""
    if text[:1] in {"{", "["} or text in {"true", "false"} or text.lstrip("-").isdecimal():
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _typed(method: str, values: dict[str, Any]) -> dict[str, Any]:
    """Make texts of what is a text, although it looks like something else."""
    described = (spec.specification() or {"methods": {}})["methods"].get(method, {})
    for each in described.get("fields", ()):
        given = values.get(each["name"])
        if each["types"] == ["String"] and given is not None and not isinstance(given, str):
            values[each["name"]] = json.dumps(given, ensure_ascii=False)
    return values
