"""What it costs to read a typed line, and to draw, say, fit and seal a poll's card.

CPU times; only drawing asks the database, and only of it the whole `Database.read` is counted.
"""

import time
from collections.abc import Awaitable, Callable
from typing import Final
from zoneinfo import ZoneInfo

from benchmarks.figures import Figure, of
from benchmarks.house import OPTIONS, House, open_house
from benchmarks.store import Plan
from bot.adapter import Capabilities
from bot.draw import Studio
from bot.fit import fit
from bot.form import form_spec
from bot.localise import localise
from bot.message import Card
from bot.parse import Vocabulary, fill
from bot.when import Setting
from bot.words import Voice
from commands.poll import PollForm, card

TIMES: Final = 200
PEOPLE: Final = 1_000
ZONE: Final = ZoneInfo("Asia/Shanghai")
LINES: Final = {
    "en": f"poll Where to meet? {' / '.join(OPTIONS)} until Fri 18:00 secret",
    "zh": "投票 下周在哪开会？图书馆／204／线上 截止周五18点 匿名",
}
NARROW: Final = Capabilities(
    buttons=0, fields=False, choice=False, form=False, edit=False, whisper=False, text_chars=1_000
)


async def measure(plan: Plan) -> list[Figure]:
    """Measure each part of reading and of drawing by itself."""
    with plan.fresh() as url:
        async with open_house(url, PEOPLE) as house:
            ballot = await house.open_poll()
            await house.fill(ballot, PEOPLE)
            runtime = house.assembly.muster.runtime
            studio = Studio(runtime)
            drawn: list[Card] = []

            async def draw() -> None:
                now = house.now
                drawn.append(
                    await house.assembly.database.read(
                        lambda c: studio.card(runtime.read(c, now), card(ballot.poll)) or Card(None)
                    )
                )

            figures = [await _awaited(f"{plan.kind}: card drawn, {PEOPLE:,} answers", plan, draw)]
            if plan.kind == "sqlite":
                figures += _pure(house, plan, drawn[-1])
            return figures


def _pure(house: House, plan: Plan, card: Card) -> list[Figure]:
    """Measure what asks no database."""
    runtime = house.assembly.muster.runtime
    studio, words, now = Studio(runtime), runtime.words, house.now
    intents = runtime.registry.intents
    voices = {language: Voice(language, ZONE, now) for language in LINES}
    said = localise(card, words, voices["en"])
    rich = house.recorder.can

    def read(language: str) -> Callable[[], object]:
        setting = Setting(now=now, zone=ZONE, language=language)
        vocabulary = Vocabulary(words, "poll")

        def read_line() -> None:
            intent = intents.read(LINES[language])
            assert intent is not None
            fill(form_spec(PollForm), intent.rest, setting, vocabulary)

        return read_line

    parts: dict[str, Callable[[], object]] = {
        "poll line read, English": read("en"),
        "poll line read, Chinese": read("zh"),
        "card said, English": lambda: localise(card, words, voices["en"]),
        "card said, Chinese": lambda: localise(card, words, voices["zh"]),
        "card fitted, rich": lambda: fit(said, rich),
        "card fitted, narrow": lambda: fit(said, NARROW),
        "picture and digest": lambda: studio.picture(card, "poll.card", voices["en"], rich).digest,
    }
    return [_timed(what, plan, part) for what, part in parts.items()]


def _timed(what: str, plan: Plan, part: Callable[[], object]) -> Figure:
    rounds = []
    for _ in range(plan.rounds):
        started = time.process_time()
        for _ in range(TIMES):
            part()
        rounds.append((time.process_time() - started) / TIMES * 1e6)
    return of(what, rounds, "µs CPU")


async def _awaited(what: str, plan: Plan, part: Callable[[], Awaitable[None]]) -> Figure:
    rounds = []
    for _ in range(plan.rounds):
        started = time.process_time()
        for _ in range(TIMES):
            await part()
        rounds.append((time.process_time() - started) / TIMES * 1e6)
    return of(what, rounds, "µs CPU")
