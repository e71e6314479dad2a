"""Who may do what: every step, role, relation and team, against the table in `examples`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from bot.action import Scalar
from bot.adapter import Answer
from bot.domain.identity import Role
from tests.conformance.examples import EVERYBODY, EXAMPLES, Example
from tests.conformance.world import Someone, World

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Try:
    """Somebody who takes a step on a thing, from a room, and whether they may."""

    args: tuple[Scalar, ...]
    who: Someone
    room: str
    allowed: bool


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take SQLite alone: rights are decided by what is read, and `test_once` reads it on both."""
    return sqlite_url


@pytest.mark.parametrize("step", EXAMPLES)
def test_a_step_asks_who_may(world: World, step: str) -> None:
    """In the team of the thing the role decides, and whether the thing is one's own."""
    example, tries = EXAMPLES[step], []
    offered = _offered(world, example)
    for role in EVERYBODY:
        who, author, room = world.someone(role), world.someone(role), world.own.key
        others, own = role in example.others, role in example.own
        tries.append(Try(offered(allowed=others), who, room, others))
        tries.append(Try(example.make(world, author), author, room, own))
    _expect(world, step, tries)


@pytest.mark.parametrize("step", EXAMPLES)
def test_what_is_another_teams_never_resolves(world: World, step: str) -> None:
    """Whatever one is in one team, what is another team's stays out of reach, even once one's own.

    From the room of that team as from one's own.
    """
    example, tries = EXAMPLES[step], []
    offered = _offered(world, example)
    # A command is about the team of its room.
    rooms = [world.own.key] if example.says is not None else [world.own.key, world.other.key]
    for role in Role:
        who = world.someone(role, world.other)
        mine: tuple[Someone, tuple[Scalar, ...]] | None = None
        for room in rooms:
            tries.append(Try(offered(allowed=example.strangers), who, room, example.strangers))
            if mine is None or example.owners:
                author = world.someone(role, world.other)
                mine = author, example.make(world, author)
            author, own = mine
            tries.append(Try(own, author, room, example.owners))
    _expect(world, step, tries)


def _offered(world: World, example: Example) -> Callable[..., tuple[Scalar, ...]]:
    """Return what hands out a member's things: one of its own to each who may, one to all others.

    What is refused changes nothing, so that the next is refused the same thing.
    """
    refused = example.make(world, world.someone(Role.MEMBER))

    def offered(*, allowed: bool) -> tuple[Scalar, ...]:
        return example.make(world, world.someone(Role.MEMBER)) if allowed else refused

    return offered


def _expect(world: World, step: str, tries: Sequence[Try]) -> None:
    """Expect what is declared: what is refused leaves no row behind and shows nothing."""
    before = world.rows()
    for each in tries:
        if not each.allowed:
            answer = _answer(world, step, each)
            assert world.refused(answer), f"{each}: {world.note(answer)!r}"
            assert not answer.own
            assert answer.form is None
    assert world.rows() == before
    for each in tries:
        if each.allowed:
            answer = _answer(world, step, each)
            assert not world.refused(answer), f"{each}: {world.note(answer)!r}"


def _answer(world: World, step: str, what: Try) -> Answer:
    return EXAMPLES[step].act(world, step, what.args, what.who, what.room)
