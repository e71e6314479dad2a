"""Terms: a stretch of the year by which a group counts its weeks."""

from datetime import date, timedelta

from msgspec import Struct


class Term(Struct, frozen=True):
    """Hold a term: how it is called, and its first and last day.

    Its first week is the one in which it starts, Mondays first.
    """

    name: str
    starts: date
    ends: date

    def week(self, number: int) -> date:
        """Return the Monday of a teaching week, of which the first is number 1."""
        return self.starts - timedelta(days=self.starts.weekday()) + timedelta(weeks=number - 1)

    def week_of(self, day: date) -> int:
        """Return the number of the teaching week in which a day lies."""
        return (day - self.week(1)).days // 7 + 1

    def __contains__(self, day: date) -> bool:
        """Tell whether a day lies in the term."""
        return self.starts <= day <= self.ends
