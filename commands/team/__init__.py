"""Teams: their rooms on any connection, the accounts of one person, and the owner of the house."""

from commands.team import (
    claiming,
    founding,
    groups,
    joining,
    linking,
    members,
    owner,
    settings,
    succession,
    terms,
)
from commands.team.feature import teams
from commands.team.owner import owner_code

__all__ = [
    "claiming", "founding", "groups", "joining", "linking", "members", "owner", "owner_code",
    "settings", "succession", "teams", "terms",
]  # fmt: skip
