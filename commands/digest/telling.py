"""What a digest says: gathered from all features, kept when it is sent, and drawn of either."""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Final

from msgspec import Struct

from bot.charts import Panel
from bot.command import HappenedFn
from bot.context import Read
from bot.domain.digest import (
    LINES,
    PICTURE,
    WEEK,
    WEEKS,
    Correction,
    Happened,
    Line,
    Measure,
    Measured,
    Part,
    corrections,
    fitted,
    weeks,
)
from bot.domain.identity import TeamId
from bot.domain.phrase import Instant, Phrase, Stretch, Variant, Words
from bot.message import Block, Listing, Span, Style, Text
from commands.digest.feature import digests
from storage.digests import Digest, Digests

_FACTS: Final = 4
"""How many things one line tells; the rest is counted."""
_CORRECTIONS: Final = 2
"""How many corrections one digest names; the rest comes with the next."""


def news_of(read: Read, digest: Digest) -> Stretch:
    """Return of which time a draft tells: what another one has told meanwhile is no news."""
    until = min(digest.until, read.now)
    told = read.use(Digests).told_until(digest.team)
    since = digest.since if told is None else max(digest.since, told)
    return Stretch(min(since, until), until)


class Told(Struct, frozen=True):
    """Hold what a digest tells, whether it is still a draft or was sent."""

    lines: Sequence[Line]
    measures: Mapping[str, Measure]
    corrected: Sequence[Correction] = ()

    def of(self, part: Part) -> Sequence[Line]:
        """Return the lines of one part."""
        return [line for line in self.lines if line.part is part]

    def by_feature(self) -> Mapping[str, Sequence[Line]]:
        """Return what happened, by the feature that tells it."""
        found: dict[str, list[Line]] = {}
        for line in self.of(Part.PAST):
            found.setdefault(line.feature, []).append(line)
        return found


def kept(read: Read, digest: Digest) -> Told:
    """Return what stood in a digest that was sent: the rows of then, whatever is known since."""
    store = read.use(Digests)
    lines = [line for line in store.lines(digest.id) if line.part is not Part.LATER]
    return Told(lines, store.measures(digest.id))


def gathered(read: Read, team: TeamId, past: Stretch, dropped: Sequence[str] = ()) -> Told:
    """Gather what there is to tell of a week now, and of the one that follows it.

    Nothing is new where there are no lines: a picture of the same weeks alone is not sent.
    """
    now, features = read.now, read.registry.features
    counted = _asked(read, team, past, {each.feature: each.counted for each in features}, dropped)
    others = _asked(read, team, past, {each.feature: each.happened for each in features}, dropped)
    lines = [
        Line(Part.PAST, name, each.key, each.says, what=each.what, figure=each.figure)
        for (name, _), each in (counted | others).items()
    ]
    if Part.COMING not in dropped:
        coming = Stretch(now, max(past.end, now) + WEEK)
        expected = [
            (each, feature.feature)
            for feature in features
            if feature.expected
            for each in feature.expected(read, team, coming)
        ]
        expected.sort(key=lambda pair: pair[0].at)
        lines += [
            Line(Part.COMING, feature, str(number), each.says, each.at)
            for number, (each, feature) in enumerate(expected)
        ]
    corrected = [each for each in _corrected(read, team) if each.feature not in dropped]
    corrected = corrected[:_CORRECTIONS]
    lines += [_correction(read, team, each) for each in corrected]
    return Told(lines, _measured(read, team, past.end, dropped), corrected)


def _asked(
    read: Read, team: TeamId, within: Stretch, whom: Mapping[str, "HappenedFn | None"],
    dropped: Sequence[str],
) -> dict[tuple[str, str], Happened]:  # fmt: skip
    """Ask features what happened in a stretch of time, but for those whose lines are dropped."""
    return {
        (name, each.key): each
        for name, asked in whom.items()
        if asked is not None and name not in dropped
        for each in asked(read, team, within)
    }


def _corrected(read: Read, team: TeamId) -> list[Correction]:
    """Find what the digests of the last weeks told that is known to be different now."""
    store = read.use(Digests)
    found: list[Correction] = []
    for earlier in store.sent(team, read.now - WEEK * WEEKS):
        within = Stretch(earlier.since, earlier.until)
        whom = {each.feature: each.counted for each in read.registry.features}
        now = _asked(read, team, within, whom, earlier.dropped)
        found += corrections(earlier.id, store.lines(earlier.id), now)
    return found


def _correction(read: Read, team: TeamId, each: Correction) -> Line:
    earlier = read.use(Digests).find(each.digest)
    assert earlier is not None
    day = earlier.until.astimezone(read.zone(team)).date()
    none = digests.say("none")
    says = digests.say(
        "corrected", day=day, what=_said(each.what), was=each.was or none, now=each.now or none
    )
    return Line(Part.CORRECTED, each.feature, each.key, says)


def _measured(
    read: Read, team: TeamId, until: Instant, dropped: Sequence[str]
) -> Mapping[str, Measure]:
    if PICTURE in dropped:
        return {}
    stretches = weeks(until, read.zone(team))
    found = {
        feature.feature: feature.measured(read, team, stretches)
        for feature in read.registry.features
        if feature.measured
    }
    return {name: measure for name, measure in found.items() if measure}


# As it is read


def body(told: Told, opening: str) -> list[Block]:
    """Draw what a digest says below its title, in at most ten lines."""
    past, coming = told.by_feature(), told.of(Part.COMING)
    corrected = [Text.of(line.says) for line in told.of(Part.CORRECTED)]
    room = LINES - bool(opening) - bool(past) - bool(coming) - len(corrected)
    first, second = fitted(len(past), len(coming), room)
    blocks: list[Block] = [Text.of(opening)] if opening else []
    if past:
        rows = [Text.of(line_of(feature, some, _FACTS)) for feature, some in past.items()]
        blocks += _section("past", _cut(rows, first))
    if coming:
        rows = [_coming(line) for line in coming]
        blocks += _section("coming", _cut(rows, second))
    return [*blocks, *corrected]


def _section(key: str, rows: Sequence[Text]) -> list[Block]:
    return [Text.of(digests.say(key), style=Style.BOLD), Listing(tuple(rows))]


def _cut(rows: Sequence[Text], shown: int) -> list[Text]:
    left = len(rows) - shown
    more = [Text.of(digests.say("and-more", count=left))] if left else []
    return [*rows[:shown], *more]


def line_of(feature: str, some: Sequence[Line], most: int | None = None) -> Phrase:
    """Say in one line what one feature tells; of more than so many things the rest is counted."""
    says: tuple[Phrase, ...] = tuple(line.says for line in some[:most])
    if left := len(some) - len(says):
        says = (*says, digests.say("and-more", count=left))
    return digests.say("line", section=Phrase(feature, "weekly"), facts=says)


def _coming(line: Line) -> Text:
    assert line.at is not None
    return Text((Span(digests.say("at", at=line.at)), Span(" "), Span(line.says)))


def in_words(read: Read, team: TeamId, told: Told, until: Instant) -> Phrase | None:
    """Say what the picture shows; None where there is none."""
    series = [
        digests.say(
            "series", label=Phrase(name, "measure"),
            values=tuple(_value(measure.kind, value) for value in measure.values),
        )
        for name, measure in told.measures.items()
    ]  # fmt: skip
    if not series:
        return None
    first = weeks(until, read.zone(team))[0].start.astimezone(read.zone(team)).date()
    every = reduce(
        lambda before, each: digests.say("series-too", before=before, series=each), series
    )
    return digests.say("in-words", since=first, series=every)


def _value(kind: Measured, value: int | None) -> Phrase:
    shown = Variant("none") if value is None else kind
    return digests.say("value", kind=shown, value=figure_of(kind, value))


def figure_of(kind: Measured, value: int | None) -> str:
    """Write what was measured in a week as it stands above its bar: per cent, or hours."""
    if value is None:
        return "–"
    return str(value) if kind is Measured.SHARE else f"{value / 60:.1f}".removesuffix(".0")


def panels(told: Told) -> Iterator[tuple[Phrase, Panel]]:
    """Yield the rows of bars of the picture, each with its title, which is still to be said."""
    for name, measure in told.measures.items():
        known = [value for value in measure.values if value is not None]
        top = 100 if measure.kind is Measured.SHARE else max(known, default=0)
        values = tuple(figure_of(measure.kind, value) for value in measure.values)
        title = digests.say("panel", label=Phrase(name, "measure"), kind=measure.kind)
        yield title, Panel("", measure.values, values, top)


def week_labels(read: Read, team: TeamId, until: Instant) -> list[Phrase]:
    """Say below each bar on which day its week began."""
    zone = read.zone(team)
    days = [week.start.astimezone(zone) for week in weeks(until, zone)]
    return [digests.say("week", day=str(day.day), month=Variant(f"m{day.month}")) for day in days]


def section_name(read: Read, section: str) -> Phrase:
    """Say what a part of a digest is called that it may go without."""
    named = {each.feature for each in read.registry.features}
    if section in named:
        return Phrase(section, "weekly")
    return digests.say("section-picture" if section == PICTURE else "section-coming")


def _said(words: Words) -> Phrase:
    return words if isinstance(words, Phrase) else digests.say("text", text=words)
