"""Volunteers: shifts that people sign up for, who came, and the hours that they gave."""

# In the order in which `help` lists what they declare.
from commands.volunteer import calling, panel, hours, registry, weekly  # isort: skip
from commands.volunteer.feature import volunteers

__all__ = ["calling", "hours", "panel", "registry", "volunteers", "weekly"]
