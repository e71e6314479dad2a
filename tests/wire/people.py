"""Who plays in the suite, and where: the same names on every platform, from the demonstration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.identity import Role
from tests.wire.driver import Spot


@dataclass(frozen=True, slots=True)
class Member:
    """Hold one of those who play."""

    name: str
    role: Role


def _people(*names: str) -> Sequence[Member]:
    first, *others = names
    return (Member(first, Role.ORGANISER), *(Member(each, Role.MEMBER) for each in others))


PEOPLE: Final[Mapping[str, Sequence[Member]]] = {
    "en": _people("Ana", "Ben", "Cleo"),
    "zh": _people("陈静", "王伟", "李娜"),
}
"""By language; the first is the organiser."""

TITLES: Final[Mapping[str, Mapping[Spot, str]]] = {
    "en": {Spot.MAIN: "Everybody", Spot.COMMITTEE: "Committee"},
    "zh": {Spot.MAIN: "大群", Spot.COMMITTEE: "支委会"},
}
"""What the rooms are called."""
