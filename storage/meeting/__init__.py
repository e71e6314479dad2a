"""Meetings: who is asked, who comes, what is said and agreed, and when it is held again."""

from storage.meeting.calls import Meetings
from storage.meeting.kinds import Kinds
from storage.meeting.minutes import Minutes
from storage.meeting.presence import Presences
from storage.meeting.series import MeetingSeries
from storage.meeting.tables import LINE_TEAM, MEETING_TEAM, SERIES_TEAM

__all__ = [
    "LINE_TEAM",
    "MEETING_TEAM",
    "SERIES_TEAM",
    "Kinds",
    "MeetingSeries",
    "Meetings",
    "Minutes",
    "Presences",
]
