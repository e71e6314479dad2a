"""Essays, as rules: when a paper is late and what that costs, how long it is, what it resembles."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from functools import cache
from hashlib import blake2b
from typing import ClassVar, Final, NewType, TypeAlias

from msgspec import Struct

from bot.domain.audience import Audience
from bot.domain.call import Asked, Call, CallId
from bot.domain.identity import PersonId
from bot.domain.phrase import Instant
from bot.domain.regex import regex

EssayId = NewType("EssayId", CallId)
"""The id of a campaign: what everybody is asked to write, and until when."""
VersionId = NewType("VersionId", int)
"""The id of one version of a paper."""

_DAY: Final = timedelta(days=1)
GRACE: Final = timedelta(minutes=1)
"""How long a paper is in time after it was due: 23:59 is read as "until midnight"."""
_FULL: Final = 100

_WORD: Final = regex(r"[^\W_]+(?:(?:['’\-.]|(?<=\d),(?=\d))[^\W_]+)*")
_WIDE_QUOTES: Final = regex("[‘’“”…—·]")

_SHINGLE: Final = 5
"""How many letters in a row are compared: few, so that a changed word spoils few runs."""
_KEPT: Final = 128
"""How many of a text's hashes are kept: its likeness to another is known to about a twentieth."""
ALIKE: Final = 0.8
"""From which likeness on two texts are shown to somebody who decides."""


class Late(StrEnum):
    """Say what becomes of a paper that comes after its time."""

    REFUSE = "refuse"
    FLAG = "flag"
    DEDUCT = "deduct"


class LateRule(Struct, frozen=True):
    """Say what lateness costs: `points` of a hundred for each day begun, down to `floor`."""

    late: Late = Late.FLAG
    points: int = 0
    floor: int = 0


class InTime(Struct, frozen=True):
    """The paper came before its time was over."""


class TooLate(Struct, frozen=True):
    """The paper came late by so many days, the last one only begun; at best it is worth `most`."""

    days: int
    most: int


class NotTaken(Struct, frozen=True):
    """The paper came too late to be taken."""


Judged: TypeAlias = InTime | TooLate | NotTaken


class Essay(Call, frozen=True, kw_only=True):
    """Hold a campaign as it now stands.

    Each person owes `per_person` papers by `due`, of at least `least` characters (0: any); what
    comes later is judged by `rule`. `expected` counts a fixed roll, which was frozen for the
    `audience`, `answered` who has handed in all of theirs. It takes papers until it closes: at the
    latest time that anybody has, where what is late is refused, else when somebody closes it.
    """

    id: EssayId
    due: Instant
    per_person: int
    least: int
    rule: LateRule
    expected: int | None
    audience: Audience

    @property
    def over_at(self) -> Instant:
        """When what comes is late."""
        return self.due + GRACE

    @property
    def answer_by(self) -> Instant:
        """Until when a paper is owed."""
        return self.due

    def due_for(self, extended: Instant | None) -> Instant:
        """Return until when somebody has time, who perhaps was given more than all had then."""
        return self.due if extended is None else max(self.due, extended)

    def awaits_answers(self, now: Instant) -> bool:
        """Say whether a paper is still owed: also a late one, as long as it would be taken."""
        return self.takes_answers(now)


class Source(StrEnum):
    """Say how a paper came."""

    TEXT = "text"
    FILE = "file"
    LINK = "link"


class Stage(StrEnum):
    """Say how a version of a paper stands."""

    READING = "reading"
    KEPT = "kept"
    REFUSED = "refused"


class Version(Struct, frozen=True, kw_only=True):
    """Hold one version of a paper.

    `number` is by what people know the paper (E-37), `version` counts from 1 those that
    were not refused. `file` is its hash,
    which is the SHA-256 of its bytes; a link has none. `length` is None where nothing could be
    counted. `late` says by how many days it came late (0: in time), `most` what it is worth then at
    best, of a hundred. `why` says why it was refused. `twin` is the number of a paper of somebody
    else that it is `likeness` like. It is `waiting` where its author is not on the roll.
    """

    id: VersionId
    essay: EssayId
    person: PersonId
    number: int
    version: int
    source: Source
    name: str
    at: Instant
    stage: Stage
    why: str | None
    file: str | None
    length: int | None
    late: int
    most: int
    twin: int | None
    likeness: float
    waiting: bool
    withdrawn: bool


class Taken(Struct, frozen=True):
    """A paper was taken, and is being read; `asked` where it waits for its author's admission.

    It is taken `again` where the very same is being read already.
    """

    version: Version
    asked: Asked | None
    again: bool = False


class Full(Struct, frozen=True):
    """All papers that one person owes are in: one of these must be chosen to be replaced."""

    papers: tuple[Version, ...]


class Unread(Struct, frozen=True):
    """Hold what a version is read from: what was typed, or where its file is fetched.

    It must be as long as `least` says.
    """

    source: Source
    name: str
    typed: str | None
    connection: str | None
    key: str | None
    least: int


class Reading(Struct, frozen=True):
    """What a job has found in a version: why it cannot be taken, or what it is."""

    NOT_A_FORM: ClassVar[bool] = True

    why: str | None = None
    file: str | None = None
    length: int | None = None
    sketch: "Sketch" = ()


def judge(handed_in: Instant, due: Instant, rule: LateRule) -> Judged:
    """Judge when a paper came by when it was due: within that minute it is in time.

    What counts is when it was handed in, however long it took to be fetched and read.
    """
    if handed_in < due + GRACE:
        return InTime()
    if rule.late is Late.REFUSE:
        return NotTaken()
    days = -((due - handed_in) // _DAY)  # rounded up: a day that has begun counts
    cost = rule.points * days if rule.late is Late.DEDUCT else 0
    return TooLate(days, max(_FULL - cost, min(rule.floor, _FULL)))


def length(text: str) -> int:
    """Count a text as word processors in China do (字数).

    Each ideograph, kana or Chinese punctuation mark counts one, and so does each word or number in
    other letters; their punctuation and all spaces count nothing. Quotation marks, dashes and the
    ellipsis, which both share, count where they touch Chinese.
    """
    wide = len(_wide().findall(text))
    shared = sum(_touches(text, at.start()) for at in _WIDE_QUOTES.finditer(text))
    return wide + shared + len(_WORD.findall(_wide().sub(" ", text)))


@cache
def _wide() -> re.Pattern[str]:
    # Not at the top: so many characters take as long to compile as a whole module to load.
    return re.compile(
        "["
        "\u3001-\u303f"  # CJK punctuation, its space aside
        "\u3040-\u30ff"  # kana
        "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # ideographs
        "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"  # full-width punctuation
        "\U00020000-\U0003134f"
        "]"
    )


def _touches(text: str, at: int) -> bool:
    around = text[max(at - 1, 0) : at + 2].replace(text[at], "")
    return any(_wide().match(each) for each in around)


Sketch: TypeAlias = tuple[int, ...]
"""The smallest hashes of what stands in a text, in order: enough to compare it, not to read it."""


def sketch(text: str) -> Sketch:
    """Sketch a text by its letters alone, whatever its case, width, spaces and punctuation.

    The k smallest hashes of all runs of letters (bottom-k, Cohen and Kaplan 2007).
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(each for each in folded if each.isalnum())
    runs = {letters[at : at + _SHINGLE] for at in range(max(len(letters) - _SHINGLE + 1, 1))}
    hashes = (int.from_bytes(blake2b(run.encode(), digest_size=6).digest()) for run in runs if run)
    return tuple(sorted(hashes)[:_KEPT])


def likeness(one: Sketch, other: Sketch) -> float:
    """Estimate which share two texts have in common of all that stands in either: 1 is the same."""
    if not one or not other:
        return 0.0
    both = sorted({*one, *other})[: min(_KEPT, max(len(one), len(other)))]
    common = {*one} & {*other}
    return sum(each in common for each in both) / len(both)


def alike(text: Sketch, others: Iterable[tuple[int, Sketch]]) -> tuple[int, float] | None:
    """Return which of some texts, by its id, is most like this one, if any is like it enough."""
    mine = {*text}
    # Most share next to nothing, which is found out at a fraction of the cost.
    near = (
        (key, other)
        for key, other in others
        if len(mine.intersection(other)) >= ALIKE * min(len(text), len(other))
    )
    found = ((key, likeness(text, other)) for key, other in near)
    best = max(found, key=lambda each: each[1], default=(0, 0.0))
    return best if best[1] >= ALIKE else None
