"""What everybody sees of a contest: its lobby, each question, what was right, and the podium."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from functools import partial
from typing import Final

from msgspec.structs import replace

from bot.context import Read
from bot.domain.contest import Asked, counted, movement, points, ranks, team_points
from bot.domain.identity import PersonId
from bot.domain.live import BEHIND, GRACE, Contest, ContestId, Phase, Posed
from bot.domain.phrase import Instant, Phrase, Variant
from bot.message import Block, Button, Buttons, Card, Listing, Style, Text, Weight
from commands.quiz import wording
from commands.quiz.answering import answer, ask_words, join, show_panel
from commands.quiz.feature import quizzes, title, worded
from commands.quiz.parts import listed, offered, shares
from storage.groups import Groups
from storage.quiz import Contests

TOP: Final = 5
PODIUM: Final = 10
_NO_TIME: Final = timedelta(0)
_A_MINUTE: Final = timedelta(seconds=90)
_NEAR: Final = timedelta(minutes=5)
_MEDALS: Final = {1: "gold", 2: "silver", 3: "bronze"}


class Said(StrEnum):
    """Name what is said to all about a contest besides its questions."""

    PAUSED = "paused"
    RESUMED = "resumed"
    SKIPPED = "skipped"
    VOIDED = "voided"
    UNSEEN = "unseen"
    NOBODY = "nobody"


@quizzes.view("quiz.card")
def card(read: Read, contest: ContestId) -> Card | None:
    """Draw the lobby, and later how far the contest is."""
    found = read.use(Contests).find(contest)
    if found is None:
        return None
    # Drawn once when it begins, it rests: the questions themselves say how far it is.
    begun = found.phase is not Phase.LOBBY
    now = quizzes.say("under-way") if begun and found.running else state(found, read.now)
    blocks: list[Block] = [Text.of(now)]
    if not begun:
        rules = quizzes.say(
            "rules", count=found.count, time=found.time, preset=found.scoring.preset,
            streaks=_whether(found.scoring.streaks),
        )  # fmt: skip
        blocks.insert(0, Text.of(rules))
        if found.by_teams and read.use(Groups).tagged(found.team):
            blocks.append(Text.of(quizzes.say("by-teams", over=found.over)))
    if found.running:
        blocks.append(Text.of(quizzes.say("who-sees"), style=Style.ITALIC))
    more = Button(quizzes.say("more"), show_panel(contest))
    if not begun:
        blocks.append(Buttons((Button(quizzes.say("join"), join(contest), Weight.PRIMARY), more)))
    else:
        blocks.append(Buttons((more,)))
    return Card(title(found), tuple(blocks), final=begun, told=begun)


def state(contest: Contest, now: Instant) -> Phrase:
    """Say how far a contest is."""
    return quizzes.say(
        "state",
        phase=contest.phase,
        paused=_whether(contest.paused_at),
        players=contest.players,
        begins=begins_said(contest.begins_at, now),
        position=str(contest.position),
        count=str(contest.count),
    )


def begins_said(at: Instant, now: Instant) -> Phrase:
    """Say when a contest begins: nearby as people do, in words that stay true while it is near."""
    near = (at - now) <= _NEAR
    how = "minute" if at - now <= _A_MINUTE else "few" if near else "at"
    return quizzes.say("begins", how=Variant(how), at=at)


@quizzes.view("quiz.question")
def question(read: Read, contest: ContestId, position: int) -> Card | None:
    """Ask a question; of one that is over, or too late for its room to count, nothing is said."""
    store = read.use(Contests)
    found, posed = store.find(contest), store.posed(contest, position)
    if found is None or posed is None or posed.revealed or posed.void or not found.running:
        return None
    first = store.copies(contest, position, found.time).first
    if first is not None and read.now > first + BEHIND:
        return None
    return _open(found, posed, quizzes.say("hint", time=found.time, kind=posed.question.kind))


@quizzes.view("quiz.asked")
def asked_card(read: Read, contest: ContestId, position: int) -> Card | None:
    """Show a question where it was asked: with the answers that it takes, and then without."""
    store = read.use(Contests)
    found, posed = store.find(contest), store.posed(contest, position)
    if found is None or posed is None:
        return None
    if posed.void or posed.revealed or not found.running:
        over = Text.of(quizzes.say("question-over", void=_whether(posed.void)), style=Style.ITALIC)
        blocks = (_asked(posed), *listed(posed.question), over)
        return Card(_heading(found, position), blocks, final=True, told=True)
    if found.paused_at is not None:
        return replace(_open(found, posed, quizzes.say("question-paused")), lasts=None)
    ends = store.copies(contest, position, found.time).ends()
    hint = quizzes.say("hint", time=found.time, kind=posed.question.kind)
    # What it shows does not change with the clock: that starts where it is shown.
    left = found.time if ends is None else min(max(ends - GRACE - read.now, _NO_TIME), found.time)
    return replace(_open(found, posed, hint), lasts=left)


def _open(found: Contest, posed: Posed, hint: Phrase) -> Card:
    """Ask a question, with the answers that it takes."""
    tap, words = partial(answer, found.id, posed.position), ask_words(found.id, posed.position)
    offers = offered(posed.question, tap, words, Text.of(hint, style=Style.ITALIC))
    return Card(_heading(found, posed.position), (_asked(posed), *offers), lasts=found.time)


def _heading(found: Contest, position: int) -> Phrase:
    return quizzes.say("question", position=str(position), count=str(found.count))


def _asked(posed: Posed) -> Text:
    return Text.of(wording.asked(posed.question), style=Style.BOLD)


@quizzes.view("quiz.reveal")
def reveal(read: Read, contest: ContestId, position: int) -> Card | None:
    """Tell what was right, who chose what in shares, why, and who leads; not before it is over."""
    store = read.use(Contests)
    found, posed = store.find(contest), store.posed(contest, position)
    if found is None or posed is None or not posed.revealed or posed.void:
        return None
    given = store.given(contest, position)
    heading = quizzes.say("revealed", position=str(position), right=wording.right(posed.question))
    blocks: list[Block] = [Text.of(wording.asked(posed.question))]
    blocks += shares(posed.question, given.values(), len(given))
    asked = store.asked(found, position)
    here = asked[-1].answers.values()
    correct = sum(each.right for each in here)
    blocks.append(Text.of(quizzes.say("how-many", right=correct, answered=len(given))))
    if why := wording.why(posed.question):
        blocks.append(Text.of(why))
    blocks += _left_behind(read, found, position)
    blocks += _leading(read, found, asked)
    blocks.append(Buttons((Button(quizzes.say("more"), show_panel(contest)),)))
    return Card(heading, tuple(blocks))


def _left_behind(read: Read, found: Contest, position: int) -> list[Block]:
    copies = read.use(Contests).copies(found.id, position, found.time)
    behind = copies.behind(read.now)
    if not behind:
        return []
    people = read.use(read.stores.people)
    rooms = tuple(people.room(each).title for each in behind)
    return [Text.of(quizzes.say("left-behind", rooms=rooms))]


def _leading(read: Read, found: Contest, asked: Sequence[Asked]) -> list[Block]:
    """Name the five who lead, each with the ranks that they rose or fell by this question."""
    now = points(asked, found.scoring)
    before = ranks(points(asked[:-1], found.scoring)) if len(counted(asked)) > 1 else {}
    standing = ranks(now)
    moved = movement(before, standing)
    top = [each for each, rank in standing.items() if rank <= TOP and now[each] > 0][:TOP]
    if not top:
        return []
    names = read.use(read.stores.people).names(top)
    rows = [
        quizzes.say(
            "standing", rank=str(standing[each]), name=names[each], points=now[each],
            moved=_moved(moved[each] if before else None),
        )
        for each in top
    ]  # fmt: skip
    return [
        Text.of(quizzes.say("leading"), style=Style.BOLD),
        Listing(tuple(map(Text.of, rows)), bullets=False),
    ]


def _moved(by: int | None) -> Phrase | str:
    if not by:
        return ""
    return quizzes.say("moved", way=Variant("up" if by > 0 else "down"), by=str(abs(by)))


@quizzes.view("quiz.podium")
def podium(read: Read, contest: ContestId, voided: int) -> Card | None:
    """Say who won, equal points sharing a rank; `voided` questions tell one podium from another."""
    del voided
    found = read.use(Contests).find(contest)
    if found is None or found.phase is not Phase.OVER:
        return None
    asked = read.use(Contests).asked(found)
    scores = points(asked, found.scoring)
    void = sum(each.void for each in asked)
    standing = ranks(scores)
    first = [each for each in standing if scores[each] > 0]
    blocks: list[Block] = []
    if first:
        names = read.use(read.stores.people).names(first[:PODIUM])
        rows = [
            quizzes.say(
                "placed", rank=str(standing[each]), medal=_medal(standing[each]),
                name=names[each], points=scores[each],
            )
            for each in first[:PODIUM]
        ]  # fmt: skip
        blocks.append(Listing(tuple(map(Text.of, rows)), bullets=False))
    else:
        blocks.append(Text.of(quizzes.say("no-points")))
    if found.by_teams:
        blocks += _teams(read, found, scores)
    players = len(read.use(Contests).players(contest))
    counts = quizzes.say("counts", players=players, questions=len(asked) - void, void=void)
    blocks += [Text.of(counts), Text.of(quizzes.say("sheets-follow"), style=Style.ITALIC)]
    blocks.append(Buttons((Button(quizzes.say("more"), show_panel(contest)),)))
    return Card(quizzes.say("podium", bank=worded(found.titles)), tuple(blocks))


def _medal(rank: int) -> Variant:
    return Variant(_MEDALS.get(rank, "none"))


def _teams(read: Read, found: Contest, scores: Mapping[PersonId, int]) -> list[Block]:
    tagged, players = read.use(Groups).tagged(found.team), read.use(Contests).players(found.id)
    means = team_points(scores, tagged, found.over, players)
    standing = ranks(means)
    rows = []
    for tag, rank in standing.items():
        placed, mean = _whether(means[tag]), Variant(_mean(means[tag]))
        rows.append(quizzes.say("team", rank=str(rank), placed=placed, tag=tag, mean=mean))
    listing = tuple(map(Text.of, rows))
    if not listing:  # as the draft said
        return []
    heading = Text.of(quizzes.say("teams", over=found.over), style=Style.BOLD)
    return [heading, Listing(listing, bullets=False)]


def _mean(mean: Fraction) -> str:
    return f"{float(mean):.1f}".removesuffix(".0")


@quizzes.view("quiz.said")
def said(read: Read, contest: ContestId, what: Said, position: int, nth: int) -> Card | None:
    """Say to all that a contest pauses, goes on, or drops a question; `nth` tells twice apart."""
    del nth
    found = read.use(Contests).find(contest)
    if found is None:
        return None
    line = quizzes.say("said", what=what, position=str(position), bank=worded(found.titles))
    return Card(None, (Text.of(line),))


def _whether(it: object) -> Variant:
    return Variant("yes" if it else "no")
