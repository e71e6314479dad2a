"""Serve the double by hand, with a robot, three people and a group, and a terminal to talk in."""

import asyncio

from bot.clock import SystemClock
from tests.doubles.dingtalk.server import DingTalk

_HELLO = """A double of DingTalk serves at {url}.
Settings of a connection to it:
  adapter: dingtalk
  client_id: env:…      holding {client_id}
  client_secret: env:…  holding {secret}
  endpoints: {{api: {url}, oapi: {url}}}
Type `ana: text` to say something to the robot in the group, `ana! label` to press a button,
`ana?` to see what Ana sees there. There are Ana, Ben and Cai."""


async def serve(port: int) -> None:
    """Serve until interrupted, and play what is typed."""
    double = DingTalk(SystemClock())
    robot = double.robot()
    names = {name.lower(): double.person(name) for name in ("Ana", "Ben", "Cai")}
    group = double.group("Lobby", *names.values())
    await double.start(port)
    print(_HELLO.format(url=double.url, client_id=robot.client_id, secret=robot.secret))  # noqa: T201  (the terminal is its face)
    ticking = asyncio.create_task(_tick(double))
    try:
        while line := await asyncio.to_thread(input):
            name = next((each for each in names if line.lower().startswith(each)), "ana")
            rest = line[len(name) :]
            person, text = names[name], rest[1:].strip()
            match rest[:1]:
                case "!":
                    await double.people.presses(person, group, text, robot=robot, wait=False)
                case "?":
                    print("\n---\n".join(double.people.reads(person, group)))  # noqa: T201  (the same)
                case _:
                    await double.people.user_says(person, group, text, robot=robot, wait=False)
    except EOFError:
        await asyncio.Event().wait()
    finally:
        ticking.cancel()
        await double.stop()


async def _tick(double: DingTalk) -> None:
    while True:
        await asyncio.sleep(1)
        await double.gateway.tick()
