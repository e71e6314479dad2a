"""Series, as values: what is called again and again, by a rule."""

from collections.abc import Mapping
from typing import Any, NewType

from msgspec import Struct

from bot.domain.identity import PersonId, RoomId, TeamId
from bot.domain.phrase import Instant

SeriesId = NewType("SeriesId", int)


class SeriesRow(Struct, frozen=True, kw_only=True):
    """Hold a series; `number` is by what people know it in their team.

    Each meeting is posted `days_before` it starts, at the local time `post_at`; `nominal` is the
    next one to be posted, by the local time that the rule gives. `rule` is written as
    `bot.domain.repeat` writes it, with the days that differ. `once` holds, by the local day that
    the rule gives, what of `content` is different for one meeting.
    """

    id: SeriesId
    team: TeamId
    author: PersonId
    number: int
    content: Mapping[str, Any]
    rule: str
    rooms: tuple[RoomId, ...]
    days_before: int
    post_at: str
    nominal: str | None
    ended_at: Instant | None
    once: Mapping[str, Mapping[str, Any]]

    def of_day(self, day: str) -> Mapping[str, Any]:
        """Return the content of the meeting of one of the rule's days."""
        return {**self.content, **self.once.get(day, {})}
