"""Who may do what: every step, role, relation and team, against the table in `examples`."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.action import Scalar
from bot.adapter import Answer
from bot.domain.identity import Role
from tests.conformance.examples import EVERYBODY, EXAMPLES
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
    for role in EVERYBODY:
        who, author, room = world.someone(role), world.someone(role), world.own.key
        args = example.make(world, world.someone(Role.MEMBER))
        tries.append(Try(args, who, room, role in example.others))
        tries.append(Try(example.make(world, author), author, room, role in example.own))
    _expect(world, step, tries)


@pytest.mark.parametrize("step", EXAMPLES)
def test_what_is_another_teams_never_resolves(world: World, step: str) -> None:
    """Whatever one is in one team, what is another team's stays out of reach, even once one's own.

    From the room of that team as from one's own.
    """
    example, tries = EXAMPLES[step], []
    # A command is about the team of its room.
    rooms = [world.own.key] if example.says is not None else [world.own.key, world.other.key]
    for role in Role:
        for room in rooms:
            who, author = world.someone(role, world.other), world.someone(role, world.other)
            args = example.make(world, world.someone(Role.MEMBER))
            tries.append(Try(args, who, room, example.strangers))
            tries.append(Try(example.make(world, author), author, room, example.owners))
    _expect(world, step, tries)


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
