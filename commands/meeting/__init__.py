"""Meetings: called, answered, signed in to, recorded; roll calls are their quick form."""

from commands.meeting import absence, panel, statistics
from commands.meeting.feature import meetings

__all__ = ["absence", "meetings", "panel", "statistics"]
