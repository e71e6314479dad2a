"""What a call of the Bot API costs: bare aiohttp, python-telegram-bot over ours, and over its own.

Each has a turn in each round, in a process of its own, with 32 calls at once to the fake platform
of `load.py`. What is compared is the CPU of the caller.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias

from aiohttp import ClientSession, TCPConnector
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.request import HTTPXRequest

from adapters.telegram import Endpoints
from adapters.telegram.client import Client
from adapters.telegram.draw import Key, Sheet
from adapters.telegram.read import Ref
from benchmarks.figures import Figure, of, ratio
from benchmarks.platforms import BENCH, ROOT, cannot, free_port
from benchmarks.store import Plan

AT_ONCE: Final = 32
CALLS: Final = 3_000
_TOKEN: Final = "1:T"
_CHAT: Final = 42
_TEXT: Final = "Where to meet next week?"
_LABELS: Final = ("Library", "Room 204", "Online", "Town hall")

ANSWER: Final = "answerCallbackQuery"
EDIT: Final = "editMessageText"
_MOST: Final = {ANSWER: 1.4, EDIT: 3.0}

Call: TypeAlias = Callable[[], Awaitable[object]]


async def measure(plan: Plan) -> list[Figure]:
    """Measure both calls over all three."""
    if plan.kind != "sqlite":
        return []
    if (why := cannot()) is not None:
        print(f"NOT MEASURED: {why}", file=sys.stderr)
        return []
    spent: dict[tuple[str, str], list[float]] = defaultdict(list)
    async with _platform() as url:
        for _ in range(plan.rounds):
            for name in CALLERS:
                for method, cost in (await _measured(name, url)).items():
                    spent[name, method].append(cost)
    figures = []
    for method, most in _MOST.items():
        bare, ours, httpx = (spent[name, method] for name in CALLERS)
        figures += [
            of(f"{method}, {AT_ONCE} at once: CPU of a call over aiohttp", bare, "us"),
            of(f"{method}: the same by python-telegram-bot over our transport", ours, "us"),
            ratio(f"{method}: ours ÷ bare aiohttp", ours, bare, target=most),
            ratio(f"{method}: ours ÷ python-telegram-bot's own", ours, httpx, target=0.15),
        ]
    return figures


@asynccontextmanager
async def _platform() -> AsyncIterator[str]:
    port = free_port()
    serving = await asyncio.create_subprocess_exec(
        sys.executable, f"{BENCH}/load.py", "--serve-only", "--listen", f"127.0.0.1:{port}"
    )
    try:
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                break
        yield f"http://127.0.0.1:{port}/bot"
    finally:
        serving.terminate()
        await serving.wait()


async def _measured(name: str, url: str) -> dict[str, float]:
    caller = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.transport", name, url, cwd=ROOT,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    told, _ = await caller.communicate()
    if caller.returncode:
        raise RuntimeError(f"{name} failed")
    found: dict[str, float] = json.loads(told)
    return found


# In a process of its own


@asynccontextmanager
async def _bare(url: str) -> AsyncIterator[dict[str, Call]]:
    keyboard = {"inline_keyboard": [[{"text": each, "callback_data": each}] for each in _LABELS]}
    edited: dict[str, Any] = {
        "chat_id": _CHAT, "message_id": 7, "text": _TEXT, "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True}, "reply_markup": keyboard,
    }  # fmt: skip
    async with ClientSession(connector=TCPConnector(limit=200)) as http:

        async def call(method: str, values: dict[str, Any]) -> object:
            async with http.post(f"{url}{_TOKEN}/{method}", json=values) as answer:
                return await answer.json()

        yield {
            ANSWER: lambda: call(ANSWER, {"callback_query_id": "7", "text": _TEXT}),
            EDIT: lambda: call(EDIT, edited),
        }


@asynccontextmanager
async def _ours(url: str) -> AsyncIterator[dict[str, Call]]:
    sheet = Sheet(_TEXT, len(_TEXT), tuple((Key(each, each),) for each in _LABELS))
    async with ClientSession(connector=TCPConnector(limit=200)) as http:
        client = Client(_TOKEN, Endpoints(api=url, files=url), http)
        yield {
            ANSWER: lambda: client.answer("7", _TEXT, alert=False),
            EDIT: lambda: client.edit(Ref(str(_CHAT), 7), sheet),
        }


@asynccontextmanager
async def _httpx(url: str) -> AsyncIterator[dict[str, Call]]:
    buttons = [[InlineKeyboardButton(each, callback_data=each)] for each in _LABELS]
    request = HTTPXRequest(connection_pool_size=200)
    async with Bot(_TOKEN, url, request=request) as bot:
        yield {
            ANSWER: lambda: bot.answer_callback_query("7", _TEXT),
            EDIT: lambda: bot.edit_message_text(
                _TEXT, _CHAT, 7, parse_mode="HTML", reply_markup=InlineKeyboardMarkup(buttons)
            ),
        }


CALLERS: Final = {"aiohttp": _bare, "ours": _ours, "httpx": _httpx}


async def spend(name: str, url: str) -> dict[str, float]:
    """Return the microseconds of CPU that a call of each method takes."""
    found = {}
    async with CALLERS[name](url) as calls:
        for method, call in calls.items():
            await _many(call, CALLS // 10)
            before = time.process_time()
            await _many(call, CALLS)
            found[method] = (time.process_time() - before) / CALLS * 1e6
    return found


async def _many(call: Call, times: int) -> None:
    turns = iter(range(times))

    async def caller() -> None:
        for _ in turns:
            await call()

    await asyncio.gather(*(caller() for _ in range(AT_ONCE)))


def main() -> None:
    """Print what calls cost over one transport."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.transport")
    parser.add_argument("name", choices=list(CALLERS))
    parser.add_argument("url")
    args = parser.parse_args()
    print(json.dumps(asyncio.run(spend(args.name, args.url))))


if __name__ == "__main__":
    main()
