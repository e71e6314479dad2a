"""Teams: their rooms on any connection, the accounts of one person, and the owner of the house."""

from commands.team import founding, groups, joining, linking, owner, terms
from commands.team.feature import teams
from commands.team.owner import owner_code

__all__ = [
    "founding", "groups", "joining", "linking", "owner", "owner_code", "teams", "terms",
]  # fmt: skip
