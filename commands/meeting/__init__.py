"""Meetings: called, answered, signed in to, recorded; roll calls are their quick form."""

# In the order in which `help` lists what they declare.
from commands.meeting import call, roll, panel, absence, kinds, statistics, weekly  # isort: skip
from commands.meeting import replying  # isort: skip
from commands.meeting.feature import meetings

__all__ = [
    "absence",
    "call",
    "kinds",
    "meetings",
    "panel",
    "replying",
    "roll",
    "statistics",
    "weekly",
]
