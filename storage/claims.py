"""Claims: an account that says whom of a team's list it is, until an organiser has decided."""

from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, NewType

from msgspec import Struct
from sqlalchemy import Connection, select, update

from bot.domain.identity import AccountId, PersonId, TeamId
from bot.domain.phrase import Instant
from storage.identity import LOCK_PERSON, claim, scope
from storage.schema import upsert

ClaimId = NewType("ClaimId", int)
CLAIM_TEAM: Final = scope(claim)
"""How the id of a claim leads to its team."""
AGAIN: Final = timedelta(days=1)
"""After how long somebody who was refused may ask again."""


class ClaimState(StrEnum):
    """Say how a claim stands."""

    INVITED = "invited"
    ASKED = "asked"
    ADMITTED = "admitted"
    REFUSED = "refused"


class Claim(Struct, frozen=True):
    """Hold a claim; without a `person` the account is of somebody who is not on the list."""

    id: ClaimId
    account: AccountId
    team: TeamId
    person: PersonId | None
    state: ClaimState
    at: Instant


class Claims:
    """Keep who says to be whom."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def ask(
        self, account: AccountId, team: TeamId, person: PersonId | None, now: Instant
    ) -> Claim | None:
        """Note whom an account says to be; None where it was refused a short time ago."""
        known = self.of(account, team)
        if known is not None and known.state is ClaimState.REFUSED and known.at + AGAIN > now:
            return None
        values = {"person": person, "state": ClaimState.ASKED.value, "at": now}
        made = self._connection.execute(
            upsert(claim)
            .values(account=account, team=team, **values)
            .on_conflict_do_update(index_elements=["account", "team"], set_=values)
            .returning(*claim.c)
        ).one()
        return _claim(made)

    def invite(self, account: AccountId, team: TeamId, now: Instant) -> None:
        """Note that somebody was asked who they are; what they have claimed already stays."""
        values = {"account": account, "team": team, "state": ClaimState.INVITED.value, "at": now}
        self._connection.execute(upsert(claim).values(**values).on_conflict_do_nothing())

    def of(self, account: AccountId, team: TeamId) -> Claim | None:
        """Return what an account has claimed in a team."""
        mine = select(claim).where(claim.c.account == account, claim.c.team == team)
        row = self._connection.execute(mine).one_or_none()
        return None if row is None else _claim(row)

    def find(self, number: ClaimId) -> Claim | None:
        """Return a claim."""
        row = self._connection.execute(select(claim).where(claim.c.id == number)).one_or_none()
        return None if row is None else _claim(row)

    def settle(self, number: ClaimId, state: ClaimState, now: Instant) -> bool:
        """Record what was decided, once; False where that was done.

        Of two accounts that say to be the same person, one is settled after the other.
        """
        settled = self._connection.execute(
            update(claim)
            .where(claim.c.id == number, claim.c.state == ClaimState.ASKED.value)
            .values(state=state.value, at=now)
            .returning(claim.c.person)
        ).one_or_none()
        if settled is not None and settled.person is not None:
            self._connection.execute(LOCK_PERSON, {"person": settled.person})
        return settled is not None


def _claim(row: Any) -> Claim:
    return Claim(
        ClaimId(row.id), AccountId(row.account), TeamId(row.team), row.person,
        ClaimState(row.state), row.at,
    )  # fmt: skip
