"""Mark a contest anew from what the platforms' own records say, knowing nothing of how Muster does.

Only what is promised to people is followed: a right answer is worth round(1000·(1 − (t/T)/2)), and
all of it within half a second; the first answer of a person stands, on however many accounts; equal
points share a rank. The questions are sums, so that what is right follows from their text.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from typing import Any, Final

from benchmarks.halls import Post, Press, first
from tests.wire.house import Linked

_SUM: Final = re.compile(r"(\d+) \+ (\d+)")
_PLACED: Final = re.compile(r"(🥇|🥈|🥉|\d+)\.? ([TSD]\d+) · ([\d,]+) points?")
_MEDALS: Final = {"🥇": 1, "🥈": 2, "🥉": 3}
_COUNTED: Final = re.compile(r"^Right: [\d,]+ of ([\d,]+)$", re.MULTILINE)
_PHASE: Final = re.compile(r"Question (\d+)( of |:)")
NOTED: Final = "Noted: "
"""How it begins what is told of an answer that counts."""
IN_FLIGHT: Final = timedelta(seconds=2)
"""How long a message is on its way and not yet marked as sent, at the most."""
PODIUM: Final = 10
"""How many lines a podium has at most."""


@dataclass(frozen=True, slots=True)
class Size:
    """Say how many people play, how many questions there are, and for how many seconds each."""

    people: int = 1_000
    questions: int = 5
    seconds: int = 10
    in_best: int = 400
    """How many press in one and the same second after they saw a question."""
    throttle_at: int | None = None
    """At which question Telegram begins to want no messages."""
    kill_at: int | None = None
    """At which question Muster is killed."""
    replicas: int = 1
    """How many processes share the database."""
    deaths_every: float | None = None
    """After how many seconds one of them is killed, and then the next."""

    def crowds(self) -> Mapping[str, Sequence[str]]:
        """Return who is on each platform; the twins have two accounts."""
        third = self.people // 3
        sizes = {"telegram": ("T", self.people - 2 * third), "slack": ("S", third),
                 "dingtalk": ("D", third)}  # fmt: skip
        return {
            hall: [f"{letter}{number}" for number in range(count)]
            for hall, (letter, count) in sizes.items()
        }

    def linked(self) -> Sequence[Linked]:
        """Return who has two accounts: one person in fifty."""
        few = self.people // 100
        return (
            *(("telegram-main", f"T{n}", "slack-main", f"S{n}") for n in range(few)),
            *(("slack-main", f"S{n}", "dingtalk-main", f"D{n}") for n in range(few, 2 * few)),
        )

    def twins(self) -> Mapping[tuple[str, str], str]:
        """Return by what name those are known who have a second account: hall and name there."""
        return {(b.partition("-")[0], there): here for _, here, b, there in self.linked()}


@dataclass(frozen=True, slots=True)
class Death:
    """Say when a process was killed, and when there were as many as before."""

    at: datetime
    over: datetime


@dataclass(slots=True)
class Seen:
    """Collect what was seen and pressed in a contest."""

    size: Size
    posts: dict[str, Sequence[Post]] = field(default_factory=dict)
    """By hall, what all saw at the end."""
    presses: list[Press] = field(default_factory=list)
    second: list[Press] = field(default_factory=list)
    """What was pressed by somebody who had answered already."""
    beside: list[Press] = field(default_factory=list)
    """What was pressed about something else, all the time."""
    behind: list[tuple[str, int]] = field(default_factory=list)
    """Which hall saw nothing of which question before it was over."""
    deaths: list[Death] = field(default_factory=list)
    sheet: Mapping[str, Sequence[Sequence[Any]]] = field(default_factory=dict)
    clocks: Mapping[tuple[str, int], datetime | None] = field(default_factory=dict)
    """When the clock of each hall's copy of a question began, by Muster's rows."""
    took: Mapping[tuple[str, int], float] = field(default_factory=dict)
    """How many seconds each person took for each question, by Muster's rows."""
    late: list[float] = field(default_factory=list)
    """How late the loop of this process was, which is crowd and platforms in one."""

    def struck(self, since: datetime, until: datetime) -> bool:
        """Say whether a process was dead at some time from one moment to another."""
        return any(each.at <= until and each.over >= since for each in self.deaths)

    def question(self, hall: str, position: int) -> Post | None:
        """Return a hall's copy of a question."""
        return first(self.posts[hall], f"Question {position} of ")

    def revealed(self, hall: str, position: int) -> Post | None:
        """Return what told a hall what was right."""
        return first(self.posts[hall], f"Question {position}: ")

    def podium(self, hall: str) -> Post | None:
        """Return what told a hall who won."""
        return first(self.posts[hall], "Podium: ")


def right_in(text: str) -> str:
    """Return what is right, as a question reads."""
    found = _SUM.search(text)
    assert found is not None, text
    return str(int(found[1]) + int(found[2]))


def worth(seconds: float, limit: float) -> int:
    """Return what a right answer is worth after so many seconds of so many."""
    if seconds <= 0.5:
        return 1000
    t, whole = Decimal(str(min(seconds, limit))), Decimal(str(limit))
    return int((1000 - 500 * t / whole).quantize(Decimal(1), ROUND_HALF_EVEN))


def best_second(seen: Seen) -> int:
    """Return how many answers were pressed within one second, wherever it begins, and counted."""
    at = sorted(each.at for each in seen.presses if each.note.startswith(NOTED))
    second = timedelta(seconds=1)
    return max((bisect_left(at, each + second) - nth for nth, each in enumerate(at)), default=0)


def places(points: Mapping[str, int]) -> dict[str, int | None]:
    """Return the rank of everybody: how many have more, and one; nobody has one for no points."""
    every = sorted(points.values(), reverse=True)
    return {who: every.index(own) + 1 if own else None for who, own in points.items()}


@dataclass(slots=True)
class Marked:
    """Hold what a contest must have come to, and what is otherwise."""

    given: Mapping[str, Mapping[int, Press]]
    """The first answer of each person to each question."""
    points: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    """Answers that somebody was told are noted, and that stand nowhere."""
    double: list[str] = field(default_factory=list)
    """Answers that count beside another one of the same person, or were never given."""
    doubled: list[str] = field(default_factory=list)
    """Posts that stand twice because somebody died between their sending and its mark."""
    unseen: list[str] = field(default_factory=list)
    """Phases that a room did not see though nobody said that it was left behind."""
    scores: list[str] = field(default_factory=list)
    """Points, ranks and lines of podiums that are others than they should be."""
    off: list[float] = field(default_factory=list)
    """By how many points somebody's are off from those by the platforms' clocks alone."""


def mark(seen: Seen) -> Marked:
    """Mark a contest: who answered what comes from the presses, the seconds from Muster's rows."""
    found = Marked(_stands(seen))
    twins = seen.size.twins()
    for press in (*seen.presses, *seen.second):
        stands = found.given[twins.get((press.hall, press.who), press.who)][press.position]
        told = f"{press.who} pressed {press.label} and read {press.note!r}"
        if stands is press and not press.note.startswith(f"{NOTED}{press.label}."):
            found.lost.append(told)
        elif stands.label not in press.note:
            found.double.append(told)
    _answers(seen, found)
    _ranks(seen, found)
    _phases(seen, found)
    return found


def _stands(seen: Seen) -> Mapping[str, Mapping[int, Press]]:
    """Return which press of each person stands for each question: the first.

    Of two accounts, pressed before either was told anything, it is the one that was told so.
    """
    twins = seen.size.twins()
    presses: dict[str, dict[int, list[Press]]] = defaultdict(lambda: defaultdict(list))
    for press in sorted((*seen.presses, *seen.second), key=lambda each: each.at):
        presses[twins.get((press.hall, press.who), press.who)][press.position].append(press)
    return {
        who: {position: _first(each) for position, each in own.items()}
        for who, own in presses.items()
    }


def _first(presses: Sequence[Press]) -> Press:
    told_at = min(each.told_at for each in presses if each.told_at is not None)
    at_once = [each for each in presses if each.at <= told_at]
    noted = (each for each in at_once if each.note.startswith(f"{NOTED}{each.label}."))
    return next(noted, presses[0])


def _answers(seen: Seen, found: Marked) -> None:
    """Compare the score sheet with what everybody pressed, and work out their points."""
    answers = {row[0]: row[1:] for row in seen.sheet["Answers"]}
    if len(answers) != len(seen.sheet["Answers"]):
        found.double.append("somebody stands in the score sheet twice")
    for who in found.given.keys() | answers.keys():
        own = found.given.get(who, {})
        cells = dict(enumerate(answers.get(who, ()), start=1))
        found.points[who] = 0
        by_clocks = 0
        for position in range(1, seen.size.questions + 1):
            press, cell = own.get(position), cells.get(position) or None
            if press is None:
                if cell is not None:
                    found.double.append(f"{who} never answered {position}, and has {cell}")
                continue
            post = seen.question(press.hall, position)
            assert post is not None
            right = right_in(post.text) == press.label
            if cell != f"{'✓' if right else '✗'} {press.label}":
                found.lost.append(f"{who} answered {position} with {press.label}, and has {cell}")
            elif right:
                seconds = (press.at - post.at).total_seconds()
                by_clocks += worth(seconds, seen.size.seconds)
                found.points[who] += worth(seen.took[who, position], seen.size.seconds)
        found.off.append(abs(found.points[who] - by_clocks))


def _ranks(seen: Seen, found: Marked) -> None:
    """Compare the score sheet and every podium with the points as worked out here."""
    ranks = places(found.points)
    rows = {row[1]: (row[0], row[2]) for row in seen.sheet["Points"]}
    found.scores += [
        f"{who} has {rows.get(who)}, not {(ranks[who], own)}"
        for who, own in found.points.items()
        if rows.get(who) != (ranks[who], own)
    ]
    for hall in seen.posts:
        podium = seen.podium(hall)
        lines = [
            (_MEDALS.get(rank) or int(rank), who, int(own.replace(",", "")))
            for rank, who, own in _PLACED.findall(podium.text if podium else "")
        ]
        if len(lines) < min(PODIUM, sum(own > 0 for own in found.points.values())):
            found.unseen.append(f"{hall} saw no whole podium")
        found.scores += [
            f"the podium in {hall} has {rank} {who} {own}"
            for rank, who, own in lines
            if (rank, own) != (ranks[who], found.points[who])
        ]


def _phases(seen: Seen, found: Marked) -> None:
    """Look whether every room saw every phase once and in order, and read the same in it.

    Nobody is told what is right before the time of all is up.
    """
    for hall, posts in seen.posts.items():
        phases = [_PHASE.match(each.text) for each in posts]
        order = [(int(each[1]), each[2] == ":") for each in phases if each is not None]
        if order != sorted(order):
            found.unseen.append(f"{hall} saw what was right at the wrong time: {order}")
        once(seen, found, hall, "Podium: ")
    for position in range(1, seen.size.questions + 1):
        here = f"Question {position} of "
        reveals = {hall: seen.revealed(hall, position) for hall in seen.posts}
        said = "\n".join(each.text for each in reveals.values() if each is not None)
        many = sum(position in own for own in found.given.values())
        begun = [post.at for hall in seen.posts if (post := seen.question(hall, position))]
        over = max(begun) + timedelta(seconds=seen.size.seconds)
        for hall, reveal in reveals.items():
            once(seen, found, hall, f"Question {position}:")
            if reveal is not None and _COUNTED.findall(reveal.text) != [f"{many:,}"]:
                found.double.append(f"{hall}, {position}: {many} have answered, not: {reveal.text}")
            if reveal is not None and reveal.at < over:
                found.unseen.append(f"{hall} saw what was right at {position} too early")
            behind = (hall, position) in seen.behind and "left behind" in said
            if not behind:
                once(seen, found, hall, here)
            elif seen.question(hall, position) is not None:
                found.unseen.append(f"{hall} saw question {position} though it was left behind")


def once(seen: Seen, found: Marked, hall: str, begins: str) -> None:
    """Look whether a hall saw something once; or again, when somebody had died just after it."""
    copies = [each.at for each in seen.posts[hall] if each.text.startswith(begins)]
    if not copies:
        found.unseen.append(f"{hall} did not see “{begins}”")
    for at, again in pairwise(copies):
        what = f"{hall} saw “{begins}” again after {(again - at).total_seconds():.1f} s"
        died = any(at - IN_FLIGHT <= each.at <= at + IN_FLIGHT for each in seen.deaths)
        (found.doubled if died else found.double).append(what)
