"""A file is fetched from where a platform keeps it: now, later, or never."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import BaseTestServer, TestServer

from bot.errors import AdapterError, TryLater
from bot.fetch import fetched
from tests.recording import whole

SECRET = "bot1234:secret"


async def _answer(request: web.Request) -> web.StreamResponse:
    match request.match_info["what"]:
        case "file":
            return web.Response(body=b"x" * 200_000)
        case "cut":
            answer = web.StreamResponse(headers={"Content-Length": "10"})
            await answer.prepare(request)
            await answer.write(b"half")
            assert request.transport is not None
            request.transport.abort()
            return answer
        case status:
            return web.Response(status=int(status))


@pytest.fixture
async def server() -> AsyncIterator[BaseTestServer]:
    """Lend a server that keeps files."""
    app = web.Application()
    app.router.add_get(f"/{SECRET}/{{what}}", _answer)
    async with TestServer(app) as found:
        yield found


async def test_a_file_is_fetched_now_later_or_never(server: BaseTestServer) -> None:
    """What fails on the way is worth another attempt; what is not there is not."""
    async with ClientSession() as http:
        address = f"{server.make_url('/')}{SECRET}/"
        assert await whole(fetched(http, f"{address}file")) == b"x" * 200_000
        for what, error in (
            ("429", TryLater), ("500", TryLater), ("503", TryLater), ("cut", TryLater),
            ("404", AdapterError), ("403", AdapterError), ("302", AdapterError),
        ):  # fmt: skip
            with pytest.raises(AdapterError) as raised:
                await whole(fetched(http, f"{address}{what}"))
            assert type(raised.value) is error, what
            assert SECRET not in str(raised.value)
        await server.close()
        with pytest.raises(TryLater) as gone:
            await whole(fetched(http, f"{address}file"))
        assert SECRET not in str(gone.value)
