"""How soon a press on Slack is acknowledged over signed HTTP, also while large exports are written.

What is acknowledged is a vote that is committed; what the peer acknowledges, the smallest bot on
Bolt as it comes, is nothing but the press. Both take their turn in each round.
"""

import asyncio
import contextlib
import gc
import hashlib
import hmac
import itertools
import json
import sys
import time
from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession
from sqlalchemy import Connection, func, insert, select, update

from benchmarks.figures import Figure, of, ratio
from benchmarks.house import House, open_house, tokens_of
from benchmarks.live import Lag
from benchmarks.platforms import (
    BENCH,
    PEERS,
    SECRET,
    SLACK,
    Bot,
    Phase,
    Rounds,
    cannot,
    free_port,
    load,
    ours,
)
from benchmarks.store import Plan
from storage.files import file_table
from storage.identity import account_table, room_table

PEOPLE: Final = 5_000
"""How many lines an export has."""
_EVERY: Final = 1.0
"""Seconds between two exports that somebody asks for."""
_EXPORTS: Final = 5
_ALONE: Final = Phase("100/s", rate=100, n=1_000)
_BESIDE: Final = Phase("100/s beside exports", rate=100, n=1_000)
_HOW: Final = ("--platform", "slack", "--kind", "block_actions", "--expect", "http")


async def measure(plan: Plan) -> list[Figure]:
    """Measure the acknowledgement of a press, and how long an export holds the loop up."""
    if plan.kind != "sqlite":
        return []
    stalls = [await _stall(plan) for _ in range(plan.rounds)]
    stall = of("export: longest stall of the loop", stalls, "ms", target=20.0)
    if (why := cannot()) is not None:
        print(f"NOT MEASURED ON THE WIRE OF SLACK: {why}", file=sys.stderr)
        return [stall]
    rounds = Rounds()
    bolt = Bot("bolt", f"{PEERS} {BENCH}/bots/bolt_bot.py", "/slack/events")
    for _ in range(plan.rounds):
        load(bolt, [_ALONE], rounds, [*_HOW, "--action", "vote"])
        with plan.fresh() as url:
            vote, export = await _prepare(url)
            with ours(SLACK, vote, url) as bot:
                load(bot, [_ALONE], rounds, [*_HOW, "--value", vote])
            port = free_port()
            with ours(SLACK, vote, url) as bot:
                async with _exporting(f"http://127.0.0.1:{port}{bot.path}", export):
                    await asyncio.to_thread(
                        load, bot, [_BESIDE], rounds, [*_HOW, "--value", vote], port=port
                    )
    return [*_compared(rounds), stall]


def _compared(rounds: Rounds) -> list[Figure]:
    figures = []
    theirs = rounds.of("bolt", _ALONE, "ack_p50")
    for phase in (_ALONE, _BESIDE):
        half, most = (rounds.of("muster", phase, what) for what in ("ack_p50", "ack_p99"))
        figures += [
            of(f"Slack, {phase.name}: ack p50", half, "ms", target=3.5),
            of(f"Slack, {phase.name}: ack p99", most, "ms", target=6.0),
            ratio(f"Slack, {phase.name}: ack p50 ÷ Bolt as it comes", half, theirs, target=0.3),
        ]
    return [*figures, of("Bolt as it comes, 100/s: ack p50", theirs, "ms")]


async def _prepare(url: str) -> tuple[str, str]:
    """Make a house with a poll and a roll call; return the tokens of an answer and of an export."""
    async with open_house(url, PEOPLE, where=SLACK) as house:
        await house.assembly.database.run(_may_be_told)
        ballot = await house.open_poll()
        return ballot.tokens[0], await _open_roll(house)


async def _open_roll(house: House) -> str:
    """Call everybody's roll; return the token by which its author exports it."""
    drafted = await house.says(0, "roll Weekly study Fri 15:00 everyone")
    post = tokens_of(drafted.own, "meeting.roll-post")[0]
    await house.assembly.muster.handle(house.press(0, post))
    await house.assembly.muster.settle()
    more = tokens_of(house.recorder.sent, "meeting.panel")[-1]
    shown = await house.assembly.muster.handle(house.press(0, more))
    return tokens_of(shown.own, "meeting.export")[0]


def _may_be_told(connection: Connection) -> None:
    """Let the first of the team have written in private, where nobody is who could bring a file."""
    room = insert(room_table).values(connection="elsewhere", kind="private", purpose="other")
    private = connection.execute(room.values(title="Private")).inserted_primary_key
    assert private is not None
    first = select(func.min(account_table.c.id)).scalar_subquery()
    connection.execute(
        update(account_table).where(account_table.c.id == first).values(private_room=private[0])
    )


@contextlib.asynccontextmanager
async def _exporting(url: str, token: str) -> AsyncIterator[None]:
    """Ask for an export again and again, as its author would by a button."""
    asking = asyncio.create_task(_ask(url, token))
    try:
        yield
    finally:
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking


async def _ask(url: str, token: str) -> None:
    async with ClientSession() as http:
        for number in itertools.count():
            await asyncio.sleep(_EVERY)
            body = _press(number, token)
            signed = {**_signed(body), "Content-Type": "application/x-www-form-urlencoded"}
            # Not up yet, or down already.
            with contextlib.suppress(ClientError):
                async with http.post(url, data=body, headers=signed) as answer:
                    assert answer.status in {200, 503}, answer.status


def _press(number: int, token: str) -> bytes:
    who, room = SLACK.key(0), SLACK.room
    pressed = {
        "type": "block_actions", "user": {"id": who, "team_id": "T1"}, "team": {"id": "T1"},
        "api_app_id": "A1", "trigger_id": f"export{number}", "channel": {"id": room},
        "container": {"type": "message", "message_ts": "1700000000.000100", "channel_id": room},
        "actions": [{"type": "button", "action_id": "b", "block_id": "b", "value": token}],
    }  # fmt: skip
    return urlencode({"payload": json.dumps(pressed)}).encode()


def _signed(body: bytes) -> dict[str, str]:
    at = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}


async def _stall(plan: Plan) -> float:
    """Return for how many milliseconds at most a loop is held up while exports are written."""
    with plan.fresh() as url:
        async with open_house(url, PEOPLE, where=SLACK) as house:
            await house.assembly.database.run(_may_be_told)
            token, muster = await _open_roll(house), house.assembly.muster
            until, lag = asyncio.Event(), Lag()
            running = asyncio.create_task(muster.run(until=until))
            await asyncio.sleep(0.5)
            gc.freeze()  # as `bot.live` does
            watching = asyncio.create_task(lag.watch())
            for _ in range(_EXPORTS):
                await muster.handle(house.press(0, token))
                await asyncio.sleep(_EVERY)
            watching.cancel()
            until.set()
            await running
            written = await house.assembly.database.read(_written)
            assert written, "nothing was exported"
            return max(lag.late) * 1_000


def _written(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(file_table)) or 0
