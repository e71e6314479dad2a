"""What a job wrote goes to whoever asked for it, if by the time that it is done they still may."""

from typing import Final

import pytest

from bot.domain.identity import Role
from bot.exports import Written
from tests.conformance.examples import EXAMPLES
from tests.conformance.world import World

OWN: Final = {"meeting.composed", "volunteer.certificate-written"}
"""What is one's own: the minutes that one keeps, and one's certificate."""
RESULT: Final = Written((("0" * 64, "list.xlsx"), ("1" * 64, "list.md")))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take SQLite alone: who may is decided by what is read."""
    return sqlite_url


def test_who_may_no_more_is_handed_nothing(world: World) -> None:
    """An organiser is; who was one is not, but for their own; who left the team is not at all."""
    steps = world.assembly.muster.runtime.registry.steps.values()
    exports = {step.name for step in steps if step.takes is Written}
    assert exports > OWN
    for step in sorted(exports):
        for role in (Role.ORGANISER, Role.MEMBER, None):
            asker = world.someone(role)
            args = EXAMPLES[step].make(world, asker)
            before = world.told(asker)
            world.ends(step, args, RESULT)
            may = role is Role.ORGANISER or (role is Role.MEMBER and step in OWN)
            assert (world.told(asker) > before) is may, (step, role)
