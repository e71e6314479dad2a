"""Chat in the terminal, with a demonstration team."""

import argparse
import contextlib
import sys
import tempfile
from collections.abc import AsyncIterator
from functools import partial

from adapters.terminal.chat import MAIN, Chat
from adapters.terminal.draw import Visible, as_object, as_person_sees
from adapters.terminal.house import ChatHouse, Running
from adapters.terminal.play import play
from adapters.terminal.wire import Terminal
from bot.cli.arguments import instant, tongues
from bot.clock import ShiftedClock, VirtualClock
from bot.composition import HOME
from bot.composition.assembly import assemble_as_set
from bot.config import Settings
from bot.domain.identity import Entry
from bot.domain.phrase import Phrase
from bot.words import Catalogues, Voice
from storage import setup
from storage.files import path_in


async def execute(args: argparse.Namespace, settings: Settings) -> int:
    """Play a script from stdin, or a keyboard; return the exit status."""
    words = Catalogues.load(HOME / "words")
    language = args.language or settings.organisation.language
    if not args.language and sys.stdin.isatty():
        # A script is answered alike everywhere; a person in their own language.
        language, *_ = tongues(words, language)
    zone = settings.organisation.zone
    clock: VirtualClock | ShiftedClock
    clock = VirtualClock(instant(args.now, zone)) if args.now else ShiftedClock()

    def say(key: str) -> str:
        return words.say(Phrase("terminal", key), Voice(language, zone, clock.now()))

    def show(visible: Visible) -> None:
        if args.json:
            print(as_object(visible, clock.now(), zone), flush=True)
        else:
            print(as_person_sees(visible, words, Voice(language, zone, clock.now())), flush=True)

    terminal = Terminal(show, {MAIN: say("main-room")}, partial(path_in, settings.files.path))
    with tempfile.TemporaryDirectory(prefix="muster-") as folder:
        url = args.database or f"sqlite:///{folder}/chat.db"
        what = setup.Demonstration(
            organisation=settings.organisation.name,
            team=say("team"),
            language=language,
            zone=zone.key,
            connection=terminal.name,
            realm=terminal.realm,
            main_room=MAIN,
            main_title=terminal.titles[MAIN],
            entry=Entry(settings.defaults.entry),
        )

        @contextlib.asynccontextmanager
        async def start() -> AsyncIterator[Running]:
            assembly = await assemble_as_set(settings, url, [terminal], clock, words, width=1)
            try:
                team = setup.DemonstrationTeam(assembly.database, what)
                await team.open()
                await assembly.muster.tend()
                yield Running(assembly.muster, team)
            finally:
                await assembly.close()

        house = ChatHouse(start, clock, terminal)
        await house.open()
        try:
            chatting = Chat(terminal, house)
            return await play(chatting, hello=say("hello"), echo=not args.json)
        finally:
            await house.close()
