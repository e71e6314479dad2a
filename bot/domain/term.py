"""Terms: a stretch of the year by which a group counts its weeks."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """Hold a term: how it is called, and its first and last day."""

    name: str
    starts: date
    ends: date
