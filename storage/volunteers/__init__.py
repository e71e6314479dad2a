"""Volunteers: activities and shifts, who signed up and who came, hours, and what people can do."""

from storage.volunteers.activities import Activities
from storage.volunteers.certificates import Certificates
from storage.volunteers.hours import Attendances, Ledger
from storage.volunteers.profiles import Profiles
from storage.volunteers.signups import SignUps
from storage.volunteers.tables import ACTIVITY_TEAM, ENTRY_TEAM, SHIFT_TEAM

__all__ = [
    "ACTIVITY_TEAM",
    "ENTRY_TEAM",
    "SHIFT_TEAM",
    "Activities",
    "Attendances",
    "Certificates",
    "Ledger",
    "Profiles",
    "SignUps",
]
