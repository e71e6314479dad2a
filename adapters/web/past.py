"""The weeks before anybody came: what the people of a demonstration said and pressed.

They do it through the browser chat itself, on a clock that is moved, before the first start of a
demonstration serves anybody. So whatever stands there came about as it does for everybody.
"""

import asyncio
import itertools
import json
import logging
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from adapters.web.house import Person, Room
from adapters.web.read import Act, Kind, Press, Say, read_ref
from adapters.web.wire import Web
from bot.app import Muster
from bot.clock import VirtualClock
from bot.domain.phrase import Instant
from bot.script import Acts, Passes, ScriptError, Verb, read_line

log = logging.getLogger(__name__)

_SCRIPTS: Final = Path(__file__).parent / "past"
_WEEKS: Final = 4
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HEADING: Final = re.compile(rf"== (?:(today)|([1-{_WEEKS}]) ({'|'.join(_DAYS)}) (\d\d:\d\d))")
_TODAY: Final = timedelta(hours=1)
"""How long ago it is that somebody last did something."""
_NTH: Final = re.compile(r"#(\d)")


class Moment(Struct, frozen=True):
    """Say when somebody of which team did what."""

    at: Instant
    language: str
    act: Acts


def beginning(now: Instant, zone: ZoneInfo) -> Instant:
    """Return the Monday on which the past begins, four weeks before this week's."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday(), weeks=_WEEKS)
    return datetime.combine(monday, time(8), zone).astimezone(now.tzinfo)


def moments(script: str, language: str, now: Instant, zone: ZoneInfo) -> Iterator[Moment]:
    """Read a script: lines of a chat (`bot.script`) under headings that say when they happened.

    A heading is “== 2 Wed 14:55”, of one of four weeks, or “== today”. Raises `ScriptError`.
    """
    monday = beginning(now, zone).astimezone(zone).date()
    at = now
    for line in script.splitlines():
        if heading := _HEADING.fullmatch(line):
            if heading[1]:
                at = now - _TODAY
                continue
            day = monday + timedelta(weeks=int(heading[2]) - 1, days=_DAYS.index(heading[3]))
            at = datetime.combine(day, time.fromisoformat(heading[4]), zone)
            at = at.astimezone(now.tzinfo)
            continue
        match read_line(line):
            case None:
                pass
            case Passes(by):
                at += by
            case Acts() as act:
                yield Moment(at, language, act)
            case other:
                raise ScriptError(f"{type(other).__name__} is nothing that a past may hold")


async def live(
    muster: Muster, web: Web, clock: VirtualClock, now: Instant, zone: ZoneInfo,
    until: asyncio.Event,
) -> None:  # fmt: skip
    """Let the teams of a demonstration live until now, or until told to stop.

    Raises `ScriptError`.
    """
    listening = asyncio.create_task(web.listen(muster.handle))
    await asyncio.sleep(0)
    past = _Past(web)
    lived = [
        moment
        for path in sorted(_SCRIPTS.glob("*.txt"))
        for moment in moments(path.read_text("utf-8"), path.stem, now, zone)
    ]
    try:
        for moment in sorted(lived, key=lambda each: each.at):
            if until.is_set():
                return
            await muster.live_until(clock, moment.at)
            await past.happens(moment)
            await muster.settle()
        await muster.live_until(clock, now)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


class _Sight(Struct):
    """What one person sees: the cards, by what points to them, and up to which change."""

    cards: dict[str, Any] = field(default_factory=dict)
    seq: int = 0


class _Past:
    """Do what people do in their windows, by what they see there."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._sights: dict[str, _Sight] = {}
        self._ids = itertools.count(1)

    async def happens(self, moment: Moment) -> None:
        """Let somebody say or press something. Raises `ScriptError`."""
        act = moment.act
        team = self._web.house.team(moment.language)
        person = None if team is None else team.person(f"{moment.language}.{act.name}")
        if team is None or person is None:
            raise ScriptError(f"{moment.language}: nobody is called {act.name!r}")
        rooms = tuple(team.rooms_of(person))
        cards = await self._look(person, rooms)
        private = act.verb is Verb.SAYS_IN_PRIVATE
        room = next(each for each in rooms if (each.owner is not None) is private)
        meant: Act | None
        match act.verb:
            case Verb.SAYS | Verb.SAYS_IN_PRIVATE | Verb.TALKS:
                addressed = act.verb is not Verb.TALKS
                meant = Say(self._id(), room.key, act.text, addressed, None, ())
            case Verb.REPLIES:
                newest, _ = self._newest(cards, room)
                meant = Say(self._id(), room.key, act.text, False, read_ref(newest), ())
            case Verb.PRESSES:
                meant = self._press(cards, act, room)
            case _:
                raise ScriptError(f"{act.verb!r} is nothing that a past may hold")
        if meant is not None:
            room = next(each for each in rooms if each.key == meant.room)
            await self._web.do(team, person, room, meant)

    async def _look(self, person: Person, rooms: Sequence[Room]) -> dict[str, Any]:
        """Return what somebody sees by now, the newest first."""
        sight = self._sights.setdefault(person.key, _Sight())
        sight.seq, frame = await self._web.look(person, rooms, sight.seq)
        for entry in json.loads(frame)["entries"]:
            sight.cards.pop(entry["ref"], None)
            if entry["card"] is not None:
                sight.cards[entry["ref"]] = entry
        return dict(sorted(sight.cards.items(), key=lambda each: -each[1]["order"]))

    def _newest(self, cards: dict[str, Any], room: Room) -> tuple[str, Any]:
        """Return the newest card that all of a room see, and what points to it."""
        for ref, card in cards.items():
            if card["room"] == room.key and not card["private"]:
                return ref, card
        raise ScriptError(f"there is no card in {room.title}")

    def _press(self, cards: dict[str, Any], act: Acts, room: Room) -> Press | None:
        """Press the newest button of that label, or “#2”: the second answer of what was asked last.

        That may want words instead, as some questions of a quiz do: then nothing is pressed.
        """
        if nth := _NTH.fullmatch(act.text):
            ref, card = self._newest(cards, room)
            for block in card["card"]["blocks"]:
                if block["kind"] == "choice":
                    option = block["options"][min(int(nth[1]), len(block["options"])) - 1]
                    return self._pressed(ref, card, option)
            return None
        for ref, card in cards.items():
            for block in card["card"]["blocks"]:
                for button in block.get("buttons") or block.get("options") or ():
                    if button["label"] == act.text:
                        return self._pressed(ref, card, button)
        raise ScriptError(f"{act.name} sees no button {act.text!r}")

    def _pressed(self, ref: str, card: Any, button: Any) -> Press:
        message = read_ref(ref)
        under = None if message.kind is Kind.OWN else message
        return Press(self._id(), card["room"], message, button["token"], under)

    def _id(self) -> str:
        return f"past-{next(self._ids)}"
