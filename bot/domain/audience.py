"""Whom something is for: everybody of a team, or those of some of its categories and tags."""

import unicodedata
from collections.abc import Iterable
from typing import Final

from msgspec import Struct


class Audience(Struct, frozen=True):
    """Name categories and tags of a team, as the team calls them; none of them is everybody.

    Whoever is of one of the categories or has one of the tags belongs to it.
    """

    groups: tuple[str, ...] = ()

    @property
    def everybody(self) -> bool:
        """Whether it is for all of the team."""
        return not self.groups

    def unknown(self, groups: Iterable[str]) -> tuple[str, ...]:
        """Return what it names that is none of a team's groups."""
        known = {same(each) for each in groups}
        return tuple(each for each in self.groups if same(each) not in known)


EVERYBODY: Final = Audience()


def same(name: str) -> str:
    """Return what two spellings of one name share: its width, case and spaces aside."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
