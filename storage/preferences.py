"""Preferences: how a person, or a team, wants to be treated."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, select, update

from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant
from bot.domain.quiet import Quiet
from storage.identity import person_table, team_table


class Wishes(Struct, frozen=True):
    """Hold what was set; what is None is as usual."""

    language: str | None
    zone: str | None
    quiet: Quiet | None
    day_end: str | None = None


class Takeover(Struct, frozen=True):
    """Say who wants to lead a team, and until when that can be refused."""

    by: PersonId
    until: Instant


class Preferences:
    """Keep what people and teams have set."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def of_person(self, person: PersonId) -> Wishes:
        """Return what a person has set."""
        row = self._connection.execute(
            select(person_table).where(person_table.c.id == person)
        ).one()
        return Wishes(row.language, row.zone, _quiet(row))

    def of_team(self, team: TeamId) -> Wishes:
        """Return what a team has set."""
        row = self._connection.execute(select(team_table).where(team_table.c.id == team)).one()
        return Wishes(row.language, row.zone, _quiet(row), (row.settings or {}).get("day_end"))

    def settled(self, team: TeamId) -> bool:
        """Say whether somebody has looked at what was guessed when a team was made."""
        return bool(self._kept(team).get("settled"))

    def daily(self, team: TeamId) -> tuple[int, int, int] | None:
        """Return of which bank a team is asked daily, and when: the hour and the minute."""
        kept = self._kept(team).get("daily")
        return None if kept is None else tuple(kept)

    def takeover(self, team: TeamId) -> Takeover | None:
        """Return who wants to lead a team that others do not seem to lead any more."""
        wish = self._kept(team).get("takeover")
        if wish is None:
            return None
        return Takeover(PersonId(wish["by"]), datetime.fromisoformat(wish["until"]))

    def wish_takeover(self, team: TeamId, by: PersonId | None, until: Instant | None) -> None:
        """Note who wants to lead a team, and until when it can be refused; or that nobody does."""
        wish = None if by is None or until is None else {"by": by, "until": until.isoformat()}
        self.set_team(team, takeover=wish)

    def set_team(self, team: TeamId, **values: Any) -> Mapping[str, tuple[Any, Any]]:
        """Set columns of a team; what has none of its own is kept among its settings.

        Returns what has changed, before and after.
        """
        mine = team_table.c.id == team
        row = self._connection.execute(select(team_table).where(mine).with_for_update()).one()
        kept = dict(row.settings or {})
        was = {**kept, **row._asdict()}
        changed = {
            name: (was.get(name), value) for name, value in values.items() if was.get(name) != value
        }
        own = {name: value for name, (_, value) in changed.items() if name in team_table.c}
        more = {name: value for name, (_, value) in changed.items() if name not in team_table.c}
        if more:
            own["settings"] = kept | more
        if own:
            self._connection.execute(update(team_table).where(mine).values(**own))
        return changed

    def _kept(self, team: TeamId) -> Mapping[str, Any]:
        """Return those settings of a team that have no column of their own."""
        kept = self._connection.scalar(select(team_table.c.settings).where(team_table.c.id == team))
        return kept or {}


def _quiet(row: Any) -> Quiet | None:
    if row.quiet_from is None or row.quiet_to is None:
        return None
    return Quiet(time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_to))
