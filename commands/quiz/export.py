"""The score sheet of a contest: who has how many points, who answered what, how each question did.

Only of one that is over: while it runs it would tell answers.
"""

from collections.abc import Mapping, Sequence

from bot.context import Context, Read, Reply, Work
from bot.domain.contest import counted, points, ranks, statistics_of
from bot.domain.identity import PersonId, Role
from bot.domain.live import Contest, ContestId, Phase, Posed
from bot.domain.phrase import Variant
from bot.errors import Declined
from bot.exports import Workbook, Written, hand_over, to_be_written_to, write_workbook
from bot.message import Card, File
from bot.sheets import Cell, Sheets
from commands.quiz import wording
from commands.quiz.feature import known, quizzes, title
from storage.quiz import Contests


@quizzes.step("quiz.export", needs=Role.ORGANISER, secret=True)
def export(ctx: Context, contest: ContestId) -> Reply:
    """Let a job write the score sheet of a contest that is over."""
    if known(ctx, contest).phase is not Phase.OVER:
        raise Declined(quizzes.say("export-later"))
    to_be_written_to(ctx)
    ctx.start(write(contest, ctx.person), then=scored(contest, ctx.person))
    return Reply(note=quizzes.say("exporting"))


@quizzes.job("quiz.score-sheet")
async def write(work: Work, contest: ContestId, reader: PersonId) -> Written:
    """Write the score sheet as a workbook: points, answers, questions."""
    book = await work.read(lambda read: _gathered(read, contest, reader))
    return await write_workbook(work, book)


Rows = Sequence[Sequence[Cell]]


def _gathered(read: Read, contest: ContestId, reader: PersonId) -> Workbook:
    found, store = known(read, contest), read.use(Contests)
    questions = [each for each in store.questions(contest) if each.revealed or each.void]
    players = store.players(contest)
    names = read.use(read.stores.people).names(players)
    scores = points(store.asked(found), found.scoring)
    standing = ranks({each: scores.get(each, 0) for each in players})
    pages = (
        (quizzes.say("sheet-points"), _points(found, read, standing, scores, names)),
        (quizzes.say("sheet-answers"), _answers(read, found, questions, standing, names)),
        (quizzes.say("sheet-questions"), _questions(read, found, questions)),
    )
    return Workbook(Sheets(read, reader, found.team), title(found), pages)


def _points(
    found: Contest, read: Read, standing: Mapping[PersonId, int],
    scores: Mapping[PersonId, int], names: Mapping[PersonId, str],
) -> Rows:  # fmt: skip
    """List everybody with points and the rank these gave, how many were right, and in what time."""
    asked = counted(read.use(Contests).asked(found))
    rows: list[Sequence[Cell]] = [
        (
            quizzes.say("heading-rank"), quizzes.say("heading-name"),
            quizzes.say("heading-points"), quizzes.say("heading-right"),
            quizzes.say("heading-seconds"),
        )
    ]  # fmt: skip
    for person, rank in standing.items():
        own = [each.answers[person] for each in asked if person in each.answers]
        took = sum(each.took.total_seconds() for each in own)
        right = sum(each.right for each in own)
        score = scores.get(person, 0)
        rows.append([rank if score else None, names[person], score, right, f"{took:.1f}"])
    return rows


def _answers(
    read: Read, found: Contest, questions: Sequence[Posed], standing: Mapping[PersonId, int],
    names: Mapping[PersonId, str],
) -> Rows:  # fmt: skip
    """List what everybody answered, a column for each question; what was right has a tick."""
    headings = [
        quizzes.say("heading-question", position=str(each.position), void=_void(each))
        for each in questions
    ]
    rows: list[Sequence[Cell]] = [[quizzes.say("heading-name"), *headings]]
    for person in standing:
        own = read.use(Contests).of(found.id, person)
        cells: list[Cell] = []
        for each in questions:
            given = own.get(each.position)
            if given is None:
                cells.append("")
                continue
            answer = wording.given_words(each.question, given[0])
            right = Variant("yes" if given[1] else "no")
            cells.append(quizzes.say("cell-answer", right=right, answer=answer))
        rows.append([names[person], *cells])
    return rows


def _questions(read: Read, found: Contest, questions: Sequence[Posed]) -> Rows:
    """List the questions: what was right, how many knew it, and whether it told who knows."""
    statistics = iter(statistics_of(read.use(Contests).asked(found)))
    rows: list[Sequence[Cell]] = [
        (
            quizzes.say("heading-number"), quizzes.say("heading-text"),
            quizzes.say("heading-key"), quizzes.say("heading-answered"),
            quizzes.say("heading-right"), quizzes.say("heading-share"),
            quizzes.say("heading-discrimination"),
        )
    ]  # fmt: skip
    for each in questions:
        row: list[Cell] = [each.position, wording.asked(each.question)]
        row.append(wording.right(each.question))
        if each.void:
            rows.append([*row, quizzes.say("cell-void")])
            continue
        did = next(statistics)
        share = "" if did.share is None else f"{float(did.share):.0%}"
        telling = "" if did.discrimination is None else f"{did.discrimination:.2f}"
        rows.append([*row, did.answered, did.right, share, telling])
    return rows


def _void(posed: Posed) -> Variant:
    return Variant("yes" if posed.void else "no")


@quizzes.takes(Written, "quiz.scored", needs=Role.ORGANISER)
def scored(ctx: Context, result: Written, contest: ContestId, reader: PersonId) -> Reply:
    """Hand the score sheet to whoever asked for it."""
    return hand_over(ctx, reader, [score_file(contest, *each) for each in result.files])


@quizzes.view("quiz.score-file")
def score_file(read: Read, contest: ContestId, file: str, name: str) -> Card | None:
    """Hand over the score sheet."""
    found = read.use(Contests).find(contest)
    if found is None:
        return None
    return Card(quizzes.say("exported", title=title(found)), (File(file, name),))
