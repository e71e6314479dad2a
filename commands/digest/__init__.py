"""Weekly digests: what happened, what comes, one picture; and in private what somebody owes."""

# In the order in which `help` lists what they declare.
from commands.digest import planning, own  # isort: skip
from commands.digest.feature import digests

__all__ = ["digests", "own", "planning"]
