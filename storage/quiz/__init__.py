"""Banks of questions, and the contests that ask them."""

from storage.quiz.banks import Banks, Held, Kept
from storage.quiz.contests import Contests, Outcome, Shut, Stands, Took
from storage.quiz.daily import Dailies, Daily
from storage.quiz.tables import BANK_TEAM, CONTEST_TEAM, DAILY_TEAM

__all__ = [
    "BANK_TEAM",
    "CONTEST_TEAM",
    "DAILY_TEAM",
    "Banks",
    "Contests",
    "Dailies",
    "Daily",
    "Held",
    "Kept",
    "Outcome",
    "Shut",
    "Stands",
    "Took",
]
