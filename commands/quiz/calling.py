"""From a typed line to an open lobby."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from bot.context import Context, Problem, Read, Reply
from bot.domain.contest import Over, Preset, Scoring
from bot.domain.identity import Role, TeamId
from bot.domain.live import BankId, fitting
from bot.domain.phrase import Phrase, Variant
from bot.domain.quiet import Quiet
from bot.domain.quiz import folded
from bot.drafts import DraftId, draft, drafted, organiser_of_draft, redraft, take
from bot.errors import Declined
from bot.form import Counter, More, Subject, Word, form_spec
from commands.quiz.answering import show_panel
from commands.quiz.banks import bring, brought
from commands.quiz.cards import begins_said
from commands.quiz.feature import (
    SHIPPED_BANKS,
    card_of,
    panel_of,
    quizzes,
    shipped_titles,
)
from commands.quiz.running import begin
from storage.groups import Groups
from storage.preferences import Preferences
from storage.quiz import Banks, Contests, Kept


class QuizForm(Struct, frozen=True):
    """Ask for a contest."""

    bank: Annotated[str, Subject(100)]
    count: Annotated[int, Counter(1, 50, of=True)] = 10
    seconds: Annotated[int, Counter(5, 300, of=True)] = 20
    preset: Annotated[
        Preset,
        Word("mark-accuracy", Preset.ACCURACY),
        Word("mark-speed", Preset.SPEED),
        Word("mark-first", Preset.FIRST),
    ] = Preset.SPEED
    streaks: Annotated[bool, Word("mark-streaks", True), More()] = False
    by_teams: Annotated[bool, Word("mark-by-teams", True), More()] = False
    over: Annotated[Over, Word("mark-present", Over.PRESENT), More()] = Over.MEMBERS
    lobby: Annotated[int, Counter(10, 900), More()] = 60
    at_night: Annotated[bool, Word("mark-at-night", True), More()] = False


class Source(Struct, frozen=True):
    """Hold a bank that can be asked: one of the team's, or one that Muster brings along."""

    titles: Mapping[str, str]
    bank: BankId | None = None
    shipped: str | None = None
    words: tuple[str, ...] = ()


def _running(ctx: Context) -> Reply | None:
    found = ctx.use(Contests).running(ctx.team.id)
    return None if found is None else Reply(then=show_panel(found.id))


def _numbered(ctx: Context, number: str) -> Reply:
    found = ctx.use(Contests).numbered(ctx.team.id, number)
    if found is None:
        raise Declined(quizzes.say("no-such", number=number))
    return Reply(then=show_panel(found.id))


@quizzes.command(QuizForm, needs=Role.ORGANISER, drafts=True, alone=_running, numbered=_numbered)
def quiz(ctx: Context, values: QuizForm) -> Reply:
    """Draft a contest from one typed line or a form; a number alone shows that contest."""
    values = _titled(ctx, values)
    wrong, noticed = _wrong(ctx, values), _noticed(ctx, values)
    return draft(ctx, values, edit, post, wrong=wrong, noticed=noticed)


@quizzes.takes(QuizForm, "quiz.edit", needs=organiser_of_draft, prefill=drafted(QuizForm))
def edit(ctx: Context, values: QuizForm, draft: DraftId) -> Reply:
    """Give a draft other values."""
    _check(ctx, values)
    values = _titled(ctx, values)
    return redraft(ctx, draft, form_spec(QuizForm), values, noticed=_noticed(ctx, values))


@quizzes.step("quiz.post", needs=organiser_of_draft)
def post(ctx: Context, draft: DraftId) -> Reply:
    """Open the lobby of a drafted contest in its rooms."""
    values, places = take(ctx, draft, QuizForm)
    source = _check(ctx, values)
    if running := ctx.use(Contests).alone(ctx.team.id):
        raise Declined(quizzes.say("runs-already", number=str(running.number)))
    begins = ctx.now + timedelta(seconds=values.lobby)
    made = ctx.use(Contests).open(
        ctx.team.id, ctx.person, bank=bank_of(ctx, source), titles=source.titles,
        scoring=Scoring(values.preset, values.streaks),
        time=timedelta(seconds=values.seconds), count=values.count, by_teams=values.by_teams,
        over=values.over, begins_at=begins,
    )  # fmt: skip
    ctx.show(card_of(made.id), places)
    ctx.at(begins, begin(made.id))
    rooms = tuple(map(ctx.called, places))
    note = quizzes.say(
        "opened", number=str(made.number), rooms=rooms, begins=begins_said(begins, ctx.now)
    )
    return Reply(note=note, own=panel_of(made.id, ctx.person))


def bank_of(ctx: Context, source: Source) -> BankId:
    """Return the bank to ask; of one that Muster brings along the team gets its own copy."""
    if source.bank is not None:
        return source.bank
    assert source.shipped is not None
    bank = ctx.use(Banks).ship(ctx.team.id, source.shipped, source.titles, ctx.now)
    held = ctx.use(Banks).find(bank)
    if held is not None and held.state is Kept.READING:
        ctx.start(bring(bank, source.shipped), then=brought(bank))
    return bank


def sources(read: Read, team: TeamId) -> Sequence[Source]:
    """List the banks that a team can ask: its own, then those that Muster brings along."""
    words = read.registry.words
    own = [each for each in read.use(Banks).of(team) if each.shipped is None]
    return [
        *(Source(each.titles, bank=each.id) for each in own),
        *(
            Source(
                shipped_titles(read, each), shipped=each,
                words=words.all_spellings(quizzes.feature, f"bank-{each}"),
            )
            for each in SHIPPED_BANKS
        ),
    ]  # fmt: skip


def named(read: Read, team: TeamId, typed: str) -> list[Source]:
    """Return which banks a name may mean."""
    known = sources(read, team)
    names = (
        (at, [folded(name) for name in (*each.titles.values(), *each.words)])
        for at, each in enumerate(known)
    )
    return [known[at] for at in fitting(folded(typed), names)]


def _titled(ctx: Context, values: QuizForm) -> QuizForm:
    """Call the bank by its title, as the contest will, however it was typed."""
    found = named(ctx, ctx.team.id, values.bank) if values.bank else []
    return replace(values, bank=_title(ctx, found[0])) if len(found) == 1 else values


def unclear(typed: str, found: Sequence[Source]) -> Phrase:
    """Say that a name means no bank, or several."""
    return quizzes.say("which-bank" if found else "no-bank", typed=typed)


def _wrong(ctx: Context, values: QuizForm) -> dict[str, Problem]:
    """Say what cannot be, by field."""
    wrong: dict[str, Problem] = {}
    if values.bank:
        found = named(ctx, ctx.team.id, values.bank)
        if len(found) != 1:
            offered = found or sources(ctx, ctx.team.id)
            titles = [_title(ctx, each) for each in offered]
            wrong["bank"] = Problem("bank", unclear(values.bank, found), values.bank, tuple(titles))
    if values.streaks and values.preset is not Preset.SPEED:
        wrong["streaks"] = Problem("streaks", quizzes.say("streaks-with-speed"))
    if not values.at_night and (quiet := _quiet(ctx)) is not None:
        since, until = (f"{each:%H:%M}" for each in quiet)
        says = quizzes.say("quiet-now", since=Variant(since), until=Variant(until))
        wrong["at_night"] = Problem("at_night", says, readings=(True,))
    return wrong


def _noticed(ctx: Context, values: QuizForm) -> Sequence[Phrase]:
    """Say that there will be no teams where nobody has a tag."""
    alone = values.by_teams and not ctx.use(Groups).tagged(ctx.team.id)
    return [quizzes.say("no-teams")] if alone else []


def _quiet(ctx: Context) -> Quiet | None:
    """Return the team's quiet hours, if it is one of them now."""
    usual = ctx.registry.habits.quiet
    quiet = ctx.use(Preferences).of_team(ctx.team.id).quiet or (usual and Quiet(*usual))
    now = ctx.now.astimezone(ZoneInfo(ctx.team.zone)).time()
    return quiet if quiet is not None and quiet.covers(now) else None


def _check(ctx: Context, values: QuizForm) -> Source:
    """Return the bank; raise `Declined` for the first field that cannot be."""
    for field, problem in _wrong(ctx, values).items():
        assert isinstance(problem.says, Phrase)
        raise Declined(problem.says, field)
    return named(ctx, ctx.team.id, values.bank)[0]


def _title(read: Context, source: Source) -> str:
    return source.titles.get(read.team.language) or next(iter(source.titles.values()))
