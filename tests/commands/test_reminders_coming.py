"""Those who take part are reminded until it starts, and only what starts soon may wake them."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

from msgspec import Struct

from bot.command import Commands, Mine, Owed
from bot.composition.features import FEATURES
from bot.context import Context, Read, Reply
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Instant
from bot.domain.reminding import Awaited, Whom
from bot.form import Anywhere, Subject
from bot.message import Card
from bot.reminders import remind
from bot.when import Purpose
from tests.stage import RICH, Scene, Stage, on

WORDS: Final = str(Path(__file__).parents[1] / "fixtures" / "outing")

AHEAD: Final = (timedelta(days=1), timedelta(hours=1))

outings = Commands("outing")
_planned: dict[int, tuple[TeamId, str, Instant]] = {}


class Outing(Struct, frozen=True):
    """Ask for an outing, to which everybody comes."""

    title: Annotated[str, Subject(60)]
    starts: Annotated[Instant | None, Anywhere(Purpose.MEETING)]


@outings.command(Outing, needs=Role.MEMBER)
def outing(ctx: Context, values: Outing) -> Reply:
    """Take everybody along."""
    assert values.starts is not None
    number = len(_planned) + 1
    _planned[number] = (ctx.team.id, values.title, values.starts)
    ctx.show(card(number), ctx.places())
    remind(ctx, card(number), closes=values.starts, ladder=AHEAD, whom=Whom.COMING)
    return Reply()


@outings.step("outing.plan", needs=Role.MEMBER)
def plan(ctx: Context, number: int) -> Reply:
    """Say where it goes."""
    del ctx, number
    return Reply(note="There and back")


@outings.view("outing.card")
def card(read: Read, number: int) -> Card:
    """Show an outing."""
    del read
    return Card(outings.say("title", title=_planned[number][1]))


@outings.reminds(card)
def awaited(read: Read, whom: Whom, number: int) -> Awaited | None:
    """Remind all members, who all come."""
    team, title, _ = _planned[number]
    members = read.use(read.stores.people).members(team, Role.MEMBER)
    assert whom is Whom.COMING
    return Awaited(outings.say("title", title=title), members, of=len(members))


@outings.mine
def mine(read: Read, person: PersonId) -> Mine:
    """List all outings."""
    del read
    return Mine(coming=tuple(_coming(person)))


def _coming(person: PersonId) -> Iterable[Owed]:
    for number, (team, title, starts) in _planned.items():
        what, label = outings.say("title", title=title), outings.say("plan")
        yield Owed(person, what, starts, label, plan(number), card(number), team)


OUTING: Final = Scene("en", (RICH,), features=(*FEATURES, outings), words=(WORDS,))


@on(OUTING)
async def test_who_comes_is_reminded_before_it_starts(stage: Stage) -> None:
    """A day before, and an hour before at six in the morning, since it starts at seven."""
    _planned.clear()
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ben.says_in_private("hello")
    await ana.says("outing Hike Sun 7am")
    await stage.pass_time(hours=70)  # Sunday at seven
    expected = (
        "[Book club] Hike\nStarts Sun 29 Nov 07:00 (Beijing)\n[Where it goes]\n[No more of this]"
    )
    assert ben.private.texts.count(expected) == 2
    assert "You are coming\nHike" in await ben.says("mine")
