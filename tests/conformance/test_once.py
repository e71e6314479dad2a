"""Steps set, they never flip: what is delivered twice under different ids happens once."""

import pytest

from bot.domain.identity import Role
from tests.conformance.examples import EXAMPLES
from tests.conformance.world import World


def test_every_step_has_an_example(world: World) -> None:
    """Whoever declares a step says here what it does and who may."""
    assert sorted(world.assembly.muster.runtime.registry.steps) == sorted(EXAMPLES)


@pytest.mark.parametrize("step", EXAMPLES)
def test_a_step_taken_twice_has_one_effect(world: World, step: str) -> None:
    """The first delivery does something; after the second all rows are as they were after it.

    Nothing is sent more, either. What is `again` is there once more after each: a draft, which its
    maker alone sees, or a job, which ends in a file for whoever asked.
    """
    example = EXAMPLES[step]
    who = world.someone(Role.ADMIN)
    args = example.make(world, who)
    before = world.rows()
    answer = example.act(world, step, args, who, world.own.key)
    assert world.refused(answer) is (Role.ADMIN not in example.own)
    once = world.rows()
    # A form that was sent and comes back was refused.
    shows = bool(answer.own) or (answer.form is not None and example.sends is None)
    did = once != before or shows
    assert did is not (example.idle or world.refused(answer)), world.note(answer)
    example.act(world, step, args, who, world.own.key)
    twice = world.rows()
    differs = {name for name, rows in twice.items() if rows != once[name]}
    assert differs <= example.again
    for name in differs:
        assert len(twice[name]) - len(once[name]) == len(once[name]) - len(before[name]) == 1
