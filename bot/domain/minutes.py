"""Minutes: what was talked about and agreed, line by line, and who does what until when."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NewType

from msgspec import Struct

from bot.domain.identity import PersonId, TeamId
from bot.domain.meeting import Holder, MeetingId
from bot.domain.phrase import Instant

LineId = NewType("LineId", int)


class Part(StrEnum):
    """Say what a line of minutes is."""

    TOPIC = "topic"
    POINT = "point"
    AGREED = "agreed"
    ACTION = "action"


class Line(Struct, frozen=True, kw_only=True):
    """Hold a line of minutes; `number` is by what people know it, and stays when it is corrected.

    An action has an `owner`, perhaps `due`, and is `done_at` some time.
    """

    id: LineId
    team: TeamId
    meeting: MeetingId
    number: int
    part: Part
    text: str
    author: PersonId
    at: Instant
    owner: Holder | None = None
    due: Instant | None = None
    done_at: Instant | None = None


class Change(Struct, frozen=True):
    """Say that a line was corrected, or struck where there is nothing `after`."""

    number: int
    before: str
    after: str | None
    by: PersonId
    at: Instant


def parted(lines: Iterable[Line], part: Part) -> tuple[Line, ...]:
    """Return the lines of one part, in their order."""
    return tuple(line for line in lines if line.part is part)
