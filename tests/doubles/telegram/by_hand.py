"""Start the double by hand, with one person who types at the terminal."""

import asyncio
import sys
from typing import Final

from bot.clock import SystemClock
from tests.doubles.telegram.double import Double, opened
from tests.doubles.telegram.people import Group, Person

_HELP: Final = """\
Point Muster here:
  endpoints: {{api: {api}, files: {files}}}
  token: {token}
Type a line to say it in the group; ":private line" in private; ":press label" to press a button.
"""


async def serve(port: int) -> None:
    """Serve until interrupted; what is typed is said by one person."""
    async with opened(SystemClock(), port=port) as double:
        double.hook.pause = _pause
        ana = double.person("Ana", started=True)
        lobby = double.group("Lobby", ana)
        _say(_HELP.format(api=double.api, files=double.files_api, token=double.token))
        watching = asyncio.create_task(_show(double, [lobby, ana.private]))
        try:
            await _listen(ana, lobby)
        finally:
            watching.cancel()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def _pause() -> None:
    await asyncio.sleep(1)


async def _listen(ana: Person, lobby: Group) -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        verb, _, rest = line.strip().partition(" ")
        try:
            match verb:
                case ":private":
                    await ana.says(rest)
                case ":press":
                    where = lobby if any(rest in each.labels for each in lobby.messages) else None
                    _say(f"  toast: {(await ana.presses(rest, where)).text}")
                case "":
                    pass
                case _:
                    await ana.says(line.strip(), lobby)
        except AssertionError as error:
            _say(f"  {error}")
    await asyncio.Event().wait()


async def _show(double: Double, chats: list[Group]) -> None:
    shown: dict[tuple[int, int], str] = {}
    told = 0
    while True:
        for chat in chats:
            for each in chat.messages:
                text = each.text + "".join(f"\n  [{label}]" for label in each.labels)
                if shown.get((chat.chat.id, each.id)) != text:
                    shown[chat.chat.id, each.id] = text
                    _say(f"— {chat.chat.title} #{each.id}\n{text}")
        for violation in double.violations[told:]:
            _say(f"VIOLATION {violation}")
        told = len(double.violations)
        await asyncio.sleep(0.2)
