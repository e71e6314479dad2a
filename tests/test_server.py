"""The one web server: where it listens, to whom it answers, and where the browser chat is not."""

import asyncio
import logging
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.config.settings import Server as Settings
from bot.errors import ConfigError
from bot.server import Server
from tests.adapters.web.tabs import opened, settings_for

ROOT = Path(__file__).parent.parent


class Echo:
    """Serve a page that says how much it was sent, and one that browsers may keep."""

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return its routes."""

        async def answer(request: web.Request) -> web.Response:
            return web.Response(text=str(len(await request.read())))

        async def keep(request: web.Request) -> web.Response:
            return web.Response(headers={"cache-control": "immutable", "Server": "Echo"})

        return [web.post("/echo", answer), web.get("/kept", keep)]


@asynccontextmanager
async def serving(
    why: str | None = None, *, neighbours: bool = False, **settings: Any
) -> AsyncIterator[Server]:
    """Lend a server that runs; `why` is why it is not ready."""

    async def ready() -> str | None:
        return why

    chosen = Settings(**({"port": 0} | settings))
    server = Server(chosen, [Echo()], ready, neighbours=neighbours)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@contextmanager
def busy_port() -> Iterator[int]:
    """Lend a port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


async def asked(
    server: Server, path: str, *, method: str = "GET", **more: Any
) -> tuple[int, str, dict[str, str]]:
    """Return the status, the text and the headers of an answer."""
    url = f"http://127.0.0.1:{server.port}{path}"
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, allow_redirects=False, **more) as answer,
    ):
        return answer.status, await answer.text(), dict(answer.headers)


async def test_it_says_whether_it_lives_and_whether_it_is_ready() -> None:
    """A house that cannot answer still lives, and says what is wrong."""
    async with serving() as server:
        assert (await asked(server, "/healthz"))[:2] == (200, "alive\n")
        assert (await asked(server, "/readyz"))[:2] == (200, "ready\n")
    async with serving("the database does not answer") as server:
        assert (await asked(server, "/healthz"))[0] == 200
        assert (await asked(server, "/readyz"))[:2] == (503, "the database does not answer\n")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("localhost:8080", 200),
        ("[::1]:8080", 200),
        ("127.9.9.9", 200),
        ("muster.example.org", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("192.168.1.5:8080", 421),
        ("[bad", 421),
    ],
)
async def test_on_this_machine_it_answers_to_its_own_names_alone(host: str, status: int) -> None:
    """A foreign page that points its own name to this machine is told nothing."""
    async with serving(public_url="https://muster.example.org") as server:
        found = (await asked(server, "/healthz", headers={"Host": host}))[0]
    assert found == status


async def test_every_answer_forbids_what_no_page_of_ours_does() -> None:
    """Errors as well carry the headers that keep pages from being framed, sniffed or scripted."""
    async with serving() as server:
        for path in ("/healthz", "/nothing-here"):
            _, _, headers = await asked(server, path)
            assert "default-src 'none'" in headers["Content-Security-Policy"]
            assert "unsafe" not in headers["Content-Security-Policy"]
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["Referrer-Policy"] == "no-referrer"
            assert "aiohttp" not in headers["Server"]


async def test_what_an_answer_says_itself_is_not_said_otherwise() -> None:
    """A page that never changes may be kept; what it is made of is not told; all is said once."""
    async with serving() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /kept HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        told = (await reader.read()).decode().lower().split("\r\n")
        writer.close()
    assert [each for each in told if each.startswith("cache-control:")] == [
        "cache-control: immutable"
    ]
    assert [each for each in told if each.startswith("server:")] == ["server: muster"]
    assert [each for each in told if each.startswith("x-frame-options:")] == [
        "x-frame-options: deny"
    ]


async def test_a_body_is_bounded() -> None:
    """No handler is handed more than a megabyte."""
    async with serving() as server:
        assert (await asked(server, "/echo", method="POST", data=b"x" * 1000))[:2] == (200, "1000")

        async def endless() -> AsyncIterator[bytes]:
            for _ in range(40):
                yield b"x" * 65_536

        assert (await asked(server, "/echo", method="POST", data=endless()))[0] == 413


async def test_a_busy_port_makes_way_in_a_demonstration() -> None:
    """The next free port is taken, and the address says which."""
    with busy_port() as port:
        async with serving(port=port, neighbours=True) as server:
            assert port < server.port <= port + 20
            assert server.url == f"http://127.0.0.1:{server.port}/"
            assert (await asked(server, "/healthz"))[0] == 200


async def test_a_busy_port_is_an_error_where_others_rely_on_it() -> None:
    """Whoever was told an address must not be served at another; it says what to do."""
    with busy_port() as port, pytest.raises(ConfigError, match=f"listens on 127.0.0.1:{port}:"):
        async with serving(port=port):
            pass


async def test_an_address_that_is_not_ours_is_an_error() -> None:
    """An address of another machine cannot be listened on."""
    with pytest.raises(ConfigError, match=r"203\.0\.113\.1:0 cannot be listened on"):
        async with serving(host="203.0.113.1"):
            pass


async def test_it_stops_at_once_with_a_request_half_sent() -> None:
    """Who has not finished asking holds nobody up."""
    async with serving() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()
        assert (await asked(server, "/healthz"))[0] == 200  # so it has heard of the one before
        await asyncio.wait_for(server.stop(), 5)
        await reader.read()
        writer.close()
        await writer.wait_closed()


# Where the browser chat is, and where it is not


CHAT = (
    ("GET", "/"),
    ("GET", "/chat/"),
    ("GET", "/chat/static/index.html"),
    ("GET", "/chat/words/zh.json"),
    ("GET", "/chat/socket"),
    ("POST", "/chat/files"),
    ("GET", f"/files/{'0' * 64}/a.png"),
)


@pytest.mark.parametrize(
    "more",
    [
        {"mode": "live"},
        {"mode": "live", "server": Settings(host="0.0.0.0", port=0)},
        {"mode": "demo", "server": Settings(host="0.0.0.0", port=0)},
    ],
)
async def test_off_a_demonstration_on_this_machine_there_is_no_browser_chat(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, more: dict[str, Any]
) -> None:
    """In mode live, or where others can reach it, nothing lets anyone in; the log says so."""
    with caplog.at_level(logging.WARNING):
        async with opened(sqlite_url, settings_for(tmp_path, **more)) as house:
            for method, path in CHAT:
                assert (await asked(house.server, path, method=method))[0] == 404, path
            assert (await asked(house.server, "/readyz"))[0] == 200
    assert "The connection browser is left out" in caplog.text


async def test_in_a_demonstration_there_is_all_of_it(sqlite_url: str, tmp_path: Path) -> None:
    """The root leads to the page, the page to its scripts and words; other files are not there."""
    async with opened(sqlite_url, settings_for(tmp_path)) as house:
        status, _, headers = await asked(house.server, "/")
        assert (status, headers["Location"]) == (302, "/chat/")
        _, _, headers = await asked(house.server, "/?as=en.ben")
        assert headers["Location"] == "/chat/?as=en.ben", "somebody is lost on the way"
        status, page, _ = await asked(house.server, "/chat/")
        assert status == 200
        assert "<!doctype html>" in page.lower()
        for language in ("en", "zh"):
            status, words, _ = await asked(house.server, f"/chat/words/{language}.json")
            assert (status, "{name}" in words) == (200, True)
        for path in (
            "/chat/words/fr.json",
            "/chat/static/../wire.py",
            "/chat/static/%2e%2e/wire.py",
            "/chat/static/",
            "/files/../config.yaml/x",
        ):
            assert (await asked(house.server, path))[0] in {403, 404}, path


# As a process


def test_run_says_where_it_is_and_ends_when_told(tmp_path: Path) -> None:
    """A process prints its address, makes way for a busy port, and ends cleanly on SIGTERM."""
    with busy_port() as port:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "bot", "run", f"--set=server.port={port}"),
                f"--set=database.url=sqlite:///{tmp_path / 'muster.db'}",
                f"--set=files.path={tmp_path / 'files'}",
            ],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert process.stdout is not None
        past, _, *lines = [process.stdout.readline() for _ in range(4)]
    assert "前四个星期" in past
    assert f"端口 {port} 被占用" in lines[0]
    assert "http://127.0.0.1:" in lines[1]
    found = lines[1].rstrip("/\n").rpartition(":")[2]
    assert _health(found).stdout == "ready\n"
    told = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, complaints = process.communicate(timeout=30)
    assert process.returncode == 0, complaints
    assert complaints == ""
    assert time.monotonic() - told < 10
    gone = _health(found)
    assert gone.returncode == 1
    assert f"nobody answers at http://127.0.0.1:{found}/readyz" in gone.stdout


def _health(port: str) -> subprocess.CompletedProcess[str]:
    asked = [sys.executable, "-m", "bot", "health", f"--set=server.port={port}"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("stdin", "verb"), [("nothing", "run"), ("file", "chat"), ("pipe", "chat")]
)
def test_make_run_serves_unless_a_script_comes_on_stdin(
    tmp_path: Path, stdin: str, verb: str
) -> None:
    """`make run` serves, also for a service manager; `make run < a script` plays the script."""
    script = tmp_path / "script"
    script.write_text("@ana organiser\n")
    more: dict[str, Any] = {"input": script.read_text()}
    if stdin != "pipe":
        more = {"stdin": script.open() if stdin == "file" else subprocess.DEVNULL}
    make = ["make", "--silent", "-o", ".venv/run.stamp", "run", "VENV=echo"]
    ran = subprocess.run(make, check=True, cwd=ROOT, capture_output=True, text=True, **more)
    if stdin == "file":
        more["stdin"].close()
    assert ran.stdout.strip() == f"-m bot {verb}"
