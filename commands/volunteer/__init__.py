"""Volunteers: shifts that people sign up for, who came, and the hours that they gave."""

# In the order in which `help` lists what they declare.
from commands.volunteer import (  # isort: skip
    calling, panel, filling, hours, certificate, registry, weekly,
)  # fmt: skip
from commands.volunteer.feature import volunteers

__all__ = [
    "calling", "certificate", "filling", "hours", "panel", "registry", "volunteers", "weekly",
]  # fmt: skip
