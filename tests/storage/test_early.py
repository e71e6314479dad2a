"""A database of an early Muster: its cards, its draft and its timers still do what they say.

`early.db` was made by the first Muster that could hold a poll, with its key beside it; the tokens
in `early.tokens` are what it had put on the buttons of its cards. None of them may be made anew.
"""

import itertools
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from adapters.terminal.draw import Visible
from adapters.terminal.wire import Terminal
from bot.adapter import Answer
from bot.clock import VirtualClock
from bot.composition.assembly import Assembly, assemble
from bot.domain.call import CallId
from bot.domain.phrase import Phrase
from bot.domain.poll import Poll
from bot.event import Heard, Origin, Pressed
from bot.message import as_lines
from bot.words import Voice, without_isolates
from commands.poll import PollForm, card, result
from storage.migrate import migrate
from storage.polls import Polls
from storage.talk import Talk
from tests.postgres import elsewhere

FIXTURES: Final = Path(__file__).parent.parent / "fixtures"
ZONE: Final = ZoneInfo("Asia/Shanghai")
MOMENT: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
"""When it was closed: its undo offers and its draft still stood."""

TOKENS: Final = [
    line.split(" ", maxsplit=1)
    for line in (FIXTURES / "early.tokens").read_text("utf-8").splitlines()
]


@dataclass(slots=True)
class House:
    """Hold the Muster of today on a copy of the early database."""

    assembly: Assembly
    clock: VirtualClock
    seen: list[Visible]
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def presses(self, person: str, token: str) -> Answer:
        """Press an old button."""
        name = f"new-{next(self._ids)}"
        pressed = Pressed(id=name, origin=origin(person), received_at=self.clock.now(), token=token)
        answer = await self.assembly.muster.handle(pressed)
        await self.assembly.muster.settle()
        return answer

    async def says(self, person: str, text: str) -> Answer:
        """Say something to the bot in private."""
        heard = Heard(
            id=f"new-{next(self._ids)}", origin=origin(person, private=True),
            received_at=self.clock.now(), text=text, addressed=True,
        )  # fmt: skip
        answer = await self.assembly.muster.handle(heard)
        await self.assembly.muster.settle()
        return answer

    async def pass_time(self, by: timedelta) -> None:
        """Let time pass, ringing what falls due, each at its time."""
        await self.assembly.muster.live_until(self.clock, self.clock.now() + by)

    async def poll(self, number: int) -> Poll:
        """Return a poll as it now stands."""
        found = await self.assembly.database.read(lambda c: Polls(c).find(CallId(number)))
        assert found is not None
        return found

    def say(self, feature: str, key: str) -> str:
        """Return a phrase in the language of the house."""
        runtime = self.assembly.muster.runtime
        voice = Voice("zh", ZONE, self.clock.now())
        return runtime.words.say(Phrase(feature, key), voice)


def origin(person: str, *, private: bool = False) -> Origin:
    """Say where somebody of the early team acts."""
    room = f"private:{person}" if private else "main"
    return Origin(
        "terminal", room, person, person,
        private=private, language="zh", title="大群", direct=f"private:{person}",
    )  # fmt: skip


def words(answer: Answer) -> str:
    """Return all that an answer shows, as its reader would read it."""
    drawn = [*([answer.note] if answer.note else []), *answer.own]
    lines = [line for each in drawn for line in as_lines(each.card, buttons=True)]
    if answer.form is not None:
        lines.append(str(answer.form.form.title))
    return without_isolates("\n".join(lines))


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bring a copy of the early database up to date, to be copied."""
    path = tmp_path_factory.mktemp("early") / "early.db"
    shutil.copy(FIXTURES / "early.db", path)
    report = elsewhere(migrate(f"sqlite:///{path}"))
    assert report.before == "0001"
    return path


@pytest.fixture
async def house(upgraded: Path, tmp_path: Path) -> AsyncIterator[House]:
    """Start today's Muster on a copy of the early database."""
    path = shutil.copy(upgraded, tmp_path / "early.db")
    key = bytes.fromhex((FIXTURES / "early.db.key").read_text().strip())
    seen: list[Visible] = []
    clock = VirtualClock(MOMENT)
    terminal = Terminal(seen.append, {"main": "大群"}, Path)
    assembly = await assemble(f"sqlite:///{path}", [terminal], clock, [key], width=1)
    await assembly.muster.outbox.recall(terminal)
    await assembly.muster.settle()
    yield House(assembly, clock, seen)
    await assembly.close()


@pytest.mark.parametrize(("token", "step"), TOKENS, ids=[step for _, step in TOKENS])
async def test_every_early_button_answers(house: House, token: str, step: str) -> None:
    """Each button of the early cards answers its author in words, and none of them as unknown."""
    answer = words(await house.presses("ana", token))
    assert answer.strip(), step
    assert house.say("core", "old-button") not in answer
    assert house.say("core", "old-button") not in answer
    assert "编号" not in answer, "a bug was reported"


async def test_an_early_card_takes_answers(house: House) -> None:
    """A tap on an early card counts, a later one replaces it, and the card is drawn again."""
    library, park = (token for token, step in TOKENS if step in {
        "poll.answer(1, 1)", "poll.answer(1, 3)",
    })  # fmt: skip
    assert "图书馆" in words(await house.presses("ana", library))
    assert "线上" in words(await house.presses("ana", park))
    poll = await house.poll(1)
    assert [(each.label, each.count) for each in poll.options] == [
        ("图书馆", 1), ("204", 1), ("线上", 1),
    ]  # fmt: skip
    shown = [each for each in house.seen if each.op == "edit" and each.view == card.name]
    assert shown, "the card was not drawn again"


async def test_the_early_draft_can_be_posted(house: House) -> None:
    """The draft that stood open is posted as it was written, with its deadline's timer."""
    (post,) = (token for token, step in TOKENS if step == "poll.post(5)")
    assert "大群" in words(await house.presses("ana", post))
    poll = await house.poll(5)
    assert (poll.title, len(poll.options)) == ("晚饭吃什么？", 2)
    assert poll.closes == datetime(2026, 12, 5, 10, tzinfo=UTC)
    await house.pass_time(timedelta(days=10))
    assert not (await house.poll(5)).open


async def test_an_early_draft_still_loads(house: House) -> None:
    """What an early draft holds fits the form as it is now."""
    row = await house.assembly.database.read(lambda c: Talk(c).draft(5))
    assert row is not None
    step = house.assembly.muster.runtime.registry.step(row.edit)
    assert step is not None
    assert step.form is not None
    assert isinstance(step.form.load(row.values), PollForm)


async def test_early_timers_close_their_polls(house: House) -> None:
    """At its deadline each early poll closes once: its card says so, and its result is posted."""
    await house.pass_time(timedelta(days=9))
    assert [(await house.poll(number)).open for number in (1, 2, 3)] == [False, True, False]
    results = [each for each in house.seen if each.view == result.name and each.op == "post"]
    assert len(results) == 2
    edits = [each for each in house.seen if each.view == card.name and each.op == "edit"]
    closed = [each for each in edits if each.card is not None and each.card.final]
    assert len(closed) == 2


async def test_people_of_the_early_team_are_known(house: House) -> None:
    """Its organiser is still one, and what is theirs is still listed."""
    answer = await house.says("ana", "我的")
    listed = words(answer) or "\n".join(
        without_isolates("\n".join(as_lines(each.card))) for each in house.seen if each.card
    )
    assert "Which films?" in listed
