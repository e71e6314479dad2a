"""What a place knows about its days: which of them are workdays, and when its terms are."""

from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from bot.domain.term import Term

_DAY = timedelta(days=1)
_FRIDAY = 4


class Workdays(Struct, frozen=True):
    """Know the workdays: Monday to Friday, less the holidays, and the make-up days.

    `years` are those that the two lists cover; None where no list is needed. In any other year
    Monday to Friday is the best guess, and whoever shows it says so (`unknown`).
    """

    holidays: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()
    years: frozenset[int] | None = None

    def __contains__(self, day: date) -> bool:
        """Tell whether people work on a day."""
        return day in self.makeup or (day.weekday() <= _FRIDAY and day not in self.holidays)

    def after(self, day: date, number: int) -> date:
        """Return the workday that is so many on: the next for 1, the one before for -1."""
        step = _DAY if number > 0 else -_DAY
        for _ in range(abs(number)):
            day += step
            while day not in self:
                day += step
        return day

    def near(self, day: date, step: int) -> date:
        """Return the day itself, or where nobody works on it the next workday in a direction."""
        return day if day in self else self.after(day, step)

    def unknown(self, *days: date) -> tuple[int, ...]:
        """Return the years of these days whose holidays are not known."""
        if self.years is None:
            return ()
        return tuple(sorted({day.year for day in days} - self.years))


NO_HOLIDAYS: Final = Workdays()
"""Monday to Friday, whatever the day."""


class Almanac(Struct, frozen=True):
    """Hold a place's workdays and its terms."""

    workdays: Workdays = NO_HOLIDAYS
    terms: tuple[Term, ...] = ()

    def term(self, today: date, step: int = 0) -> Term | None:
        """Return the term that runs, or between two the coming one; `step` 1 is the one after."""
        ordered = sorted(self.terms, key=lambda term: term.starts)
        here = next((at for at, term in enumerate(ordered) if term.ends >= today), len(ordered))
        at = here + step
        return ordered[at] if 0 <= at < len(ordered) else None

    def term_of(self, day: date) -> Term | None:
        """Return the term in which a day lies."""
        return next((term for term in self.terms if day in term), None)
