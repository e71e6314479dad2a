"""Start the double by hand, and play with it from a prompt: `python -m tests.doubles slack`."""

import asyncio
import contextlib
import shlex
import sys

from tests.doubles.slack.state import Channel, Person
from tests.doubles.slack.verbs import SlackDouble

_HELP = """\
In config.yaml:  slack-main: {{adapter: slack, receive: socket, bot_token: env:SLACK_MUSTER_TOKEN,
                 app_token: env:SLACK_MUSTER_APP_TOKEN, endpoints: {{api: {api}}}}}
SLACK_MUSTER_TOKEN={bot} SLACK_MUSTER_APP_TOKEN={app} SLACK_MUSTER_SIGNING={secret}
Type:  ana says poll Where? Library / Online     ana commands help      ana writes mine
       ana presses Post      ana submits question=Where options="A / B"      ana home
       ana invites           cut · freeze · refresh · violations · url http://127.0.0.1:8080/slack/slack-main/events"""


async def serve(port: int) -> None:
    """Serve until interrupted, taking what people do from standard input."""
    double = SlackDouble()
    await double.start(port)
    people = {name.lower(): double.person(name) for name in ("Ana", "Ben", "Cleo")}
    room = double.channel("general")
    _tell(_HELP.format(api=double.api, bot=double.bot_token, app=double.app_token,
                       secret=double.signing_secret))  # fmt: skip
    try:
        while line := await asyncio.to_thread(_read):
            try:
                await _play(double, people, room, line)
            except (AssertionError, KeyError, ValueError) as error:
                _tell(f"? {error}")
        await asyncio.Event().wait()
    finally:
        await double.close()


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _read() -> str:
    with contextlib.suppress(EOFError):
        return f"{input('> ')} "
    return ""


async def _play(double: SlackDouble, people: dict[str, Person], room: Channel, line: str) -> None:
    first, _, rest = line.strip().partition(" ")
    match first:
        case "":
            return
        case "cut":
            double.cuts()
        case "freeze":
            double.freezes()
        case "refresh":
            await double.disconnects()
        case "violations":
            _tell("\n".join(double.violations) or "none")
        case "url":
            double.request_url = rest
        case name:
            await _acts(double, people[name], room, rest)


async def _acts(double: SlackDouble, person: Person, room: Channel, line: str) -> None:
    verb, _, text = line.partition(" ")
    match verb:
        case "says":
            await double.says(person, text, room)
        case "writes":
            await double.writes(person, text)
        case "commands":
            await double.commands(person, text, room)
        case "presses":
            await double.presses(person, text)
        case "invites":
            await double.invites_bot(person, room)
        case "submits":
            values = dict(each.split("=", 1) for each in shlex.split(text))
            await double.submits(person, values)
        case "home":
            await double.opens_home(person)
        case _:
            raise ValueError(f"nobody can do {verb!r}")
    for seen in double.sees(person)[-3:]:
        _tell(f"{seen.text}\n{' '.join(f'[{each}]' for each in seen.labels)}")
    _tell(double.form_text(person))
