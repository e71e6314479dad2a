"""Shifts as they are planned: from when to when, how many are needed, for what, and who can."""

import re
from datetime import datetime
from typing import Final

from msgspec import Struct

from bot.domain.phrase import Instant, Stretch
from bot.domain.regex import regex

_KEPT: Final = regex(r"(\S+)/(\S+) x(\d+|-) ([^|]*)\|(.*)", re.DOTALL)


class Planned(Struct, frozen=True):
    """Hold a shift that is planned.

    `places` is None where as many are welcome as come; `needs` names a skill, a category or a tag
    that whoever signs up must have.
    """

    starts: Instant
    ends: Instant
    places: int | None = None
    role: str = ""
    needs: str = ""

    @property
    def when(self) -> Stretch:
        """From when to when it lasts."""
        return Stretch(self.starts, self.ends)

    def __str__(self) -> str:
        """Write it as a draft keeps it; `planned_of` reads it."""
        span = f"{self.starts.isoformat()}/{self.ends.isoformat()}"
        places = "-" if self.places is None else str(self.places)
        return f"{span} x{places} {self.role.replace('|', '/')}|{self.needs}"


def planned_of(kept: str) -> Planned:
    """Read a shift as a draft keeps it; ValueError where it is none."""
    found = _KEPT.fullmatch(kept)
    if found is None:
        raise ValueError(f"{kept!r} is no shift")
    starts, ends, places, role, needs = found.groups()
    return Planned(
        datetime.fromisoformat(starts),
        datetime.fromisoformat(ends),
        None if places == "-" else int(places),
        role,
        needs,
    )
