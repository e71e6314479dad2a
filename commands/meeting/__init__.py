"""Meetings: called, answered, signed in to, recorded; roll calls are their quick form."""

from commands.meeting import panel, series, statistics
from commands.meeting.feature import meetings

__all__ = ["meetings", "panel", "series", "statistics"]
