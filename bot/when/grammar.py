"""A small grammar of times: elements in any order, each said once, or a span of two such.

Nothing here asks what a time means. `Scan` offers what a folded text may say from one place on.
Every pattern and the search itself are bounded, so the work grows with the text's length only.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from bot.domain.regex import regex
from bot.when.clocks import CLOCKS
from bot.when.days import DATES, RELATIVE, WEEKS
from bot.when.lengths import LENGTHS
from bot.when.repeats import REPEATS
from bot.when.rule import Rule, Stand, Weight, rule
from bot.when.said import Mark, Said

_BEFORE, _UNTIL = Said(mark=Mark.BEFORE), Said(mark=Mark.UNTIL)
_MARKS: Final[tuple[Rule, ...]] = (
    rule("before", _BEFORE, Weight.PART, Stand.NOT_LAST),
    rule("by|until|till|due(?: by| on)?|no later than", _UNTIL, Weight.PART, Stand.NOT_LAST),
    rule("截止(?:到|于|时间)?:?|截至|不晚于|不迟于", _UNTIL, Weight.PART, Stand.NOT_LAST),
    rule("到", _UNTIL, Weight.NONE, Stand.NOT_LAST),  # also "to arrive"
    rule("(?:之前|以前|前)(?:截止)?(?![天年面后往者台提])", _BEFORE, Weight.PART, Stand.NOT_FIRST),
    rule("之内|以内|内(?![容部心外])|截止|为止", _UNTIL, Weight.PART, Stand.NOT_FIRST),
)
_ZONES: Final[tuple[Rule, ...]] = (
    rule(
        "[(](?P<zone>[a-z][a-z0-9 _.'/+-]{0,30})[)]",
        lambda m: Said(zone=m["zone"]),
        Weight.NONE,
        Stand.NOT_FIRST,
    ),
    rule("北京时间|beijing time", Said(zone="beijing"), Weight.NONE),
)
_RULES: Final = (*RELATIVE, *WEEKS, *DATES, *CLOCKS, *LENGTHS, *REPEATS, *_MARKS, *_ZONES)

_OPENING: Final = regex(
    "(?<![0-9a-z_@#])[0-9a-z@]"
    "|[〇零一二两三四五六七八九十百廿卅半今明后昨前大现马立此上本这下当周星礼年月去凌早清晨中午正"
    "傍晚夜深差每隔单双逢天第首头最倒学工截到不北从在于自]"
)
_TO: Final = regex(r"\s{0,4}(?:[-–—~〜]|至|到|(?:to|until|till)(?=\s))\s{0,4}")
_SINCE: Final = regex(
    r"\s{0,4}[,;]?\s{0,4}(?:从|自|(?:starting|beginning|from)(?=\s)(?: on| from)?)\s{0,4}"
)
_ENDS: Final = regex(
    r"\s{0,4}[,;]?\s{0,4}(?:[-–—~〜]|直?至|直?到|截止(?:到|于)?|(?:to|until|till|through)(?=\s))\s{0,4}"
)
_EXCEPT: Final = regex(
    r"\s{0,4}[,;]?\s{0,4}"
    r"(?:除了?|跳过|(?:except|not on|but not|skipping)(?=\s)(?: on| for)?)\s{0,4}"
)
_BESIDES: Final = regex(r"\s{0,4}[,;]?\s{0,4}")
_ALSO: Final = regex(r"\s{0,4}(?:[、,和及]|and(?=\s))\s{0,4}")
_CLOSED: Final = regex(r"\s?(?:起|开始|为?止|结束|之?外|以外)")
_MOST_SKIPPED: Final = 12
_SPACE: Final = regex(r"\s{0,4}(?:,\s{0,3})?")
_FILLER: Final = regex(r"(?:(?:on|at|of|the|in|from)\s{1,3}|[的在于从自]\s{0,3}){1,2}")
_SPLITS_NUMBER: Final = regex(r"[.:/$#]")
_CONTINUES: Final = regex(r"[0-9a-z_%]|[.:/][0-9]|['’]s\b")
_INSIDE_A_PATH: Final = regex(r"[0-9a-z][-/._=:]$|[$€¥]$")

_MOST_ELEMENTS: Final = 8
_MOST_TRIES: Final = 300
_MOST_IN_CLAUSE: Final = 60


@cache
def patterns() -> tuple[tuple[re.Pattern[str], Rule], ...]:
    """Compile the patterns of all rules, once: that takes a tenth of a second."""
    return tuple((re.compile(each.pattern), each) for each in _RULES)


class Expression(Struct, frozen=True):
    """Hold what a text says up to `end`: a moment, or a span from `said` to `until`.

    Of what repeats, `since` says from when and `skipped` when not.
    """

    end: int
    said: Said
    until: Said | None
    weights: tuple[Weight, ...]
    since: Said | None = None
    skipped: tuple[Said, ...] = ()


class _Element(Struct, frozen=True):
    end: int
    said: Said
    rule: Rule


class _Bag(Struct, frozen=True):
    """What several neighbouring elements say together."""

    end: int
    said: Said
    weights: tuple[Weight, ...]


def _with_clock(said: Said, beside: Said) -> Said:
    """Take the hour that stands behind a date: every Fri from 4 Dec 15:00."""
    return said.merge(beside.clock) or said


class Scan(Struct):
    """Look for times in one text, remembering what stands at each place.

    `text` is folded; `raw` is as typed, of the same length: capitals tell Sat from sat.
    """

    text: str
    raw: str
    _elements: dict[int, tuple[_Element, ...]] = field(default_factory=dict)
    _clauses_at: dict[tuple[re.Pattern[str], int], _Bag | None] = field(default_factory=dict)
    _tries: int = 0

    def openings(self) -> Iterator[int]:
        """Yield the places where an expression might begin."""
        return (match.start() for match in _OPENING.finditer(self.text))

    def expressions(self, start: int) -> list[Expression]:
        """Return what the text may say from `start` on, longest first."""
        self._tries = _MOST_TRIES
        found = []
        for first in self._bags(start, Said(), (), _MOST_ELEMENTS):
            simple = Expression(first.end, first.said, None, first.weights)
            found.append(simple)
            if first.said.repeats:
                found += self._clauses(simple)
                continue
            to = _TO.match(self.text, first.end)
            if to is None:
                continue
            found += [
                Expression(second.end, first.said, second.said, first.weights + second.weights)
                for second in self._bags(to.end(), Said(), (), _MOST_ELEMENTS)
            ]
        return sorted(found, key=lambda e: -e.end)

    def _clauses(self, so_far: Expression) -> Iterator[Expression]:
        """Yield a repeating time with what follows: from when, until when, and when not."""
        if so_far.since is None and (since := self._clause(_SINCE, so_far.end)):
            said = _with_clock(so_far.said, since.said)
            longer = replace(so_far, end=since.end, said=said, since=since.said)
            yield longer
            yield from self._clauses(longer)
        if so_far.until is None and (until := self._clause(_ENDS, so_far.end)):
            said = _with_clock(so_far.said, until.said)
            longer = replace(so_far, end=until.end, said=said, until=until.said)
            yield longer
            yield from self._clauses(longer)
        if so_far.said.times is None and (times := self._clause(_BESIDES, so_far.end)):
            together = so_far.said.merge(times.said)
            if together is not None:
                longer = replace(so_far, end=times.end, said=together)
                yield longer
                yield from self._clauses(longer)
        skipped = so_far.skipped
        joint = _ALSO if skipped else _EXCEPT
        if len(skipped) < _MOST_SKIPPED and (but := self._clause(joint, so_far.end)):
            longer = replace(so_far, end=but.end, skipped=(*skipped, but.said))
            yield longer
            yield from self._clauses(longer)

    def _clause(self, opening: re.Pattern[str], place: int) -> _Bag | None:
        key = opening, place
        if key not in self._clauses_at:
            tries, self._tries = self._tries, _MOST_IN_CLAUSE
            self._clauses_at[key] = self._find_clause(opening, place)
            self._tries = tries
        return self._clauses_at[key]

    def _find_clause(self, opening: re.Pattern[str], place: int) -> _Bag | None:
        """Return the longest date behind what opens a clause, or how many times."""
        opens = opening.match(self.text, place)
        if opens is None:
            return None
        of_times = opening is _BESIDES
        bags = [
            bag
            for bag in self._bags(opens.end(), Said(), (), 3)
            if (
                bag.said == Said(times=bag.said.times)
                if of_times
                else bag.said.names_date and bag.said.number is None and not bag.said.repeats
            )
        ]
        if not bags:
            return None
        longest = max(bags, key=lambda bag: bag.end)
        closed = _CLOSED.match(self.text, longest.end)
        return replace(longest, end=closed.end()) if closed else longest

    def counts(self, start: int, expression: Expression) -> bool:
        """Tell whether an expression, met inside a sentence, is meant as a time."""
        runs_on = _CONTINUES.match(self.text, expression.end)
        if runs_on and (self.text[expression.end - 1].isascii() or runs_on[0][0] in "'’"):
            return False
        if _INSIDE_A_PATH.search(self.text, max(0, start - 2), start):
            return False
        evidence = [weight for weight in expression.weights if weight is not Weight.NONE]
        if Weight.FULL in evidence or len(evidence) > 1:
            return True
        match evidence:
            case [Weight.APART]:
                return not "\u3400" <= self.text[expression.end : expression.end + 1] <= "\u9fff"
            case [Weight.CAPITAL]:
                words = self.raw[max(0, start - 4) : expression.end].split()
                return any(word[0].isupper() for word in words) and "the" not in (
                    word.lower() for word in words
                )
            case _:
                return False

    def _bags(
        self, start: int, said: Said, weights: tuple[Weight, ...], room: int
    ) -> Iterator[_Bag]:
        for place in self._joints(start):
            for element in self._at(place):
                if self._tries <= 0:
                    return
                self._tries -= 1
                if not weights and element.rule.stand is Stand.NOT_FIRST:
                    continue
                together = said.merge(element.said)
                if together is None:
                    continue
                so_far = (*weights, element.rule.weight)
                if element.rule.stand is not Stand.NOT_LAST:
                    yield _Bag(element.end, together, so_far)
                if room > 1:
                    yield from self._bags(element.end, together, so_far, room - 1)

    def _joints(self, start: int) -> list[int]:
        """Return where the next element may begin: here, or after a word that only joins."""
        space = _SPACE.match(self.text, start)
        place = space.end() if space else start
        filler = _FILLER.match(self.text, place)
        return [place, filler.end()] if filler else [place]

    def _at(self, place: int) -> tuple[_Element, ...]:
        known = self._elements.get(place)
        if known is None:
            known = self._elements[place] = tuple(self._match(place))
        return known

    def _match(self, place: int) -> list[_Element]:
        if self._is_inside_a_word(place):
            return []
        best: dict[tuple[int, Said, Stand], _Element] = {}
        for pattern, each in patterns():
            match = pattern.match(self.text, place)
            if match is None or self._is_inside_a_word(match.end()):
                continue
            said = each.say(match)
            if said is None:
                continue
            key = (match.end(), said, each.stand)
            if key not in best or each.weight.value < best[key].rule.weight.value:
                best[key] = _Element(match.end(), said, each)
        return sorted(best.values(), key=lambda e: -e.end)

    def _is_inside_a_word(self, place: int) -> bool:
        before, after = self.text[place - 1 : place], self.text[place : place + 1]
        if not (before.isascii() and after.isascii()):
            return False
        if after.isdigit():
            return before.isdigit() or bool(
                _SPLITS_NUMBER.match(before) and self.text[place - 2 : place - 1].isdigit()
            )
        return before.isalpha() and after.isalpha()
