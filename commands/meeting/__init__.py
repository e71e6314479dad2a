"""Meetings: called, answered, signed in to, recorded; roll calls are their quick form."""

from commands.meeting import call, card, listing, panel, replies, roll, signing
from commands.meeting.feature import meetings

__all__ = ["call", "card", "listing", "meetings", "panel", "replies", "roll", "signing"]
