"""Calling a meeting: from one typed line, by a draft, to the card."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Final

from bot.context import Context, Read, Reply
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.kind import PLAIN, Kind
from bot.domain.meeting import (
    OVERTIME,
    SIGN_IN,
    USUAL_LENGTH,
    Holder,
    Meeting,
    MeetingId,
    Office,
    Quorum,
    clashes,
)
from bot.domain.phrase import Instant, Phrase
from bot.drafts import DraftId, author_of_draft, draft, drafted, redraft, take
from bot.errors import Declined
from bot.form import (
    After,
    Ahead,
    Anywhere,
    AtMost,
    Behind,
    Lasting,
    More,
    Named,
    Subject,
    Unset,
    Word,
    form_spec,
)
from bot.reminders import ahead_of
from bot.when import Purpose
from bot.when.numerals import fold
from commands.meeting.card import card, moved, remind_those_who_come
from commands.meeting.feature import kind_called, meetings, steps
from commands.meeting.names import Members
from commands.meeting.signing import begin
from storage.meeting import Kinds, Meetings

_LONGEST: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class MeetForm:
    """Ask for a meeting."""

    about: Annotated[str, Subject(200)]
    starts: Annotated[Instant | None, After(Purpose.MEETING), Anywhere(Purpose.MEETING)]
    length: Annotated[timedelta | None, Lasting(), Unset("length-usual")] = None
    place: Annotated[str, After(), Behind("starts", "mark-at"), AtMost(100)] = ""
    chair: Annotated[str, Named(), AtMost(60)] = ""
    speaker: Annotated[str, Named(), AtMost(60)] = ""
    recorder: Annotated[str, Named(), AtMost(60)] = ""
    reporter: Annotated[str, Named(), AtMost(60), More()] = ""
    topics: Annotated[tuple[str, ...], After(), More()] = ()
    kind: Annotated[str, After(), AtMost(40), More()] = ""
    quorum: Annotated[
        Quorum | None,
        Word("mark-half", Quorum.HALF),
        Word("mark-two-thirds", Quorum.TWO_THIRDS),
        Word("mark-four-fifths", Quorum.FOUR_FIFTHS),
        More(),
        Unset("quorum-of-kind"),
    ] = None
    by_code: Annotated[bool, Word("mark-by-code", True), More()] = False
    remind: Annotated[tuple[timedelta, ...], Ahead(), More(), Unset("usual-ladder")] = ()


@meetings.command(MeetForm, needs=Role.MEMBER, drafts=True)
def meet(ctx: Context, values: MeetForm) -> Reply:
    """Draft a meeting from one typed line or a form; a number alone shows that meeting."""
    if values.about.isdecimal() and values.starts is None:
        return steps.numbered(ctx, values.about)
    values = _with_kind(ctx, values, ctx.team.id)
    return draft(ctx, values, edit, post, wrong=_wrong(ctx, values))


@meetings.takes(MeetForm, "meeting.edit", needs=author_of_draft, prefill=drafted(MeetForm))
def edit(ctx: Context, values: MeetForm, draft: DraftId) -> Reply:
    """Give a draft other values."""
    values = _with_kind(ctx, values, ctx.team.id)
    _check(ctx, values)
    return redraft(ctx, draft, form_spec(MeetForm), values)


@meetings.step("meeting.post", needs=author_of_draft)
def post(ctx: Context, draft: DraftId) -> Reply:
    """Open the drafted meeting in its rooms."""
    values, rooms = take(ctx, draft, MeetForm)
    _check(ctx, values)
    made = convened(ctx, values, rooms)
    remind_those_who_come(ctx, made, values.remind)
    return steps.posted(ctx, made, draft, rooms, ladder=values.remind)


def convened(ctx: Context, values: MeetForm, rooms: tuple[int, ...], **also: object) -> Meeting:
    """Open a meeting, and set the timer that opens its sign-in."""
    assert values.starts is not None
    kind = kind_of(ctx, ctx.team.id, values.kind) or Kind(PLAIN)
    made = ctx.use(Meetings).open(
        ctx.team.id,
        ctx.person,
        ctx.now,
        title=values.about,
        starts=values.starts,
        place=values.place,
        closes=_closes(values),
        everyone=True,
        rooms=rooms,
        kind=kind.key,
        offices=_offices(ctx, values, ctx.team.id),
        length=values.length,
        topics=values.topics,
        quorum=values.quorum or kind.quorum,
        leave_aside=kind.leave_aside,
        by_code=values.by_code,
        reporter=_reporter(ctx, values, ctx.team.id),
        **also,
    )
    ctx.at(max(values.starts - SIGN_IN, ctx.now), begin(made.id))
    return made


def _posted(read: Read, call: MeetingId) -> MeetForm | None:
    known = read.use(Meetings).find(call)
    if known is None or known.kind is None:
        return None
    name = kind_called(read, known.kind)
    offices = {office: known.offices[office].name for office in known.offices}
    return MeetForm(
        about=known.title,
        starts=known.starts,
        length=known.length,
        place=known.place,
        chair=offices.get(Office.CHAIR, ""),
        speaker=offices.get(Office.SPEAKER, ""),
        recorder=offices.get(Office.RECORDER, ""),
        reporter=_reported_by(read, known),
        topics=known.topics,
        kind=name if isinstance(name, str) else _spelled(read, known.team, known.kind),
        quorum=known.quorum,
        by_code=known.by_code,
        remind=ahead_of(read, card(call)),
    )


def _reported_by(read: Read, known: Meeting) -> str:
    report = read.use(Meetings).report(known.id)
    return "" if report is None else read.use(read.stores.people).names([report.by])[report.by]


@meetings.takes(MeetForm, "meeting.mend", needs=steps.author, prefill=_posted)
def mend(ctx: Context, values: MeetForm, call: MeetingId) -> Reply:
    """Change a meeting that stands; all are told of another time or place."""
    known = steps.mendable(ctx, call)
    _check(ctx, values, begun=values.starts == known.starts)
    assert values.starts is not None
    kind = kind_of(ctx, known.team, values.kind) or Kind(PLAIN)
    ctx.use(Meetings).set(
        call, title=values.about, starts=values.starts, place=values.place, kind=kind.key,
        length=None if values.length is None else int(values.length.total_seconds()),
        topics=list(values.topics), quorum=values.quorum or kind.quorum, by_code=values.by_code,
        reporter=_reporter(ctx, values, known.team),
    )  # fmt: skip
    ctx.use(Meetings).appoint(call, _offices(ctx, values, known.team))
    moving = replace(known, starts=values.starts)
    steps.open_until(ctx, moving, _closes(values), ladder=values.remind)
    remind_those_who_come(ctx, moving, values.remind)
    if values.starts != known.starts:
        ctx.at(max(values.starts - SIGN_IN, ctx.now), begin(call))
    if (values.starts, values.place) != (known.starts, known.place):
        ctx.post(moved(call), ctx.use(Meetings).rooms(call))
    return steps.mended(ctx, call)


def _closes(values: MeetForm) -> Instant:
    assert values.starts is not None
    return values.starts + (values.length or USUAL_LENGTH) + OVERTIME


# What the words mean


def _with_kind(read: Read, values: MeetForm, team: TeamId) -> MeetForm:
    """Find the kind in what the meeting is called, where nobody has said it."""
    if values.kind:
        return values
    found = [
        (spelling, kind)
        for kind in read.use(Kinds).of(team)
        for spelling in _spellings(read, kind)
        if _stands_in(spelling, fold(values.about))
    ]
    if not found:
        return values
    _, kind = max(found, key=lambda each: len(each[0]))
    return replace(values, kind=_spelled(read, team, kind.key))


def kind_of(read: Read, team: TeamId, typed: str) -> Kind | None:
    """Return the kind that is called so; None where none is."""
    wanted = fold(typed).strip()
    for kind in read.use(Kinds).of(team):
        if wanted in _spellings(read, kind):
            return kind
    return None


def _spellings(read: Read, kind: Kind) -> tuple[str, ...]:
    if kind.standard:
        words = read.registry.words
        return tuple(fold(each) for each in words.all_spellings("meeting", f"kind-{kind.key}"))
    return (fold(kind.key),)


def _spelled(read: Read, team: TeamId, key: str) -> str:
    """Write a kind as a form reads it again, in the team's language."""
    words = read.registry.words
    if f"kind-{key}" not in words.keys("meeting"):
        return key
    language = read.use(read.stores.people).team(team).language
    return words.spellings("meeting", f"kind-{key}")[language][0]


def _stands_in(spelling: str, text: str) -> bool:
    if not spelling.isascii():
        return spelling in text
    return f" {spelling} " in f" {' '.join(text.replace(',', ' ').replace(':', ' ').split())} "


def _offices(read: Read, values: MeetForm, team: TeamId) -> Mapping[Office, Holder]:
    members = Members(read, team)
    typed = {
        Office.CHAIR: values.chair,
        Office.SPEAKER: values.speaker,
        Office.RECORDER: values.recorder,
    }
    found = {office: members.holder(name) for office, name in typed.items()}
    return {office: held for office, held in found.items() if held is not None}


def _reporter(read: Read, values: MeetForm, team: TeamId) -> PersonId | None:
    held = Members(read, team).holder(values.reporter)
    return None if held is None else held.person


# What cannot be


def _wrong(ctx: Context, values: MeetForm, *, begun: bool = False) -> Mapping[str, Phrase]:
    """Find what cannot be, though each value by itself can: what is wrong, by field."""
    found = {}
    if values.starts is not None and not begun:
        found = {
            field: meetings.say("clash", why=why, at=values.starts, starts=values.starts)
            for field, why in clashes(values.starts, None, ctx.now).items()
        }
    if values.length is not None and not timedelta() < values.length <= _LONGEST:
        found["length"] = meetings.say("too-long", most=_LONGEST)
    if values.kind and kind_of(ctx, ctx.team.id, values.kind) is None:
        found["kind"] = meetings.say("no-kind", kind=values.kind)
    members = Members(ctx, ctx.team.id)
    for field in ("chair", "speaker", "recorder", "reporter"):
        if len(members.called(getattr(values, field))) > 1:
            found[field] = meetings.say("two-of-a-name", name=getattr(values, field))
    if values.reporter and not members.called(values.reporter):
        found["reporter"] = meetings.say("no-member", name=values.reporter)
    return found


def _check(ctx: Context, values: MeetForm, *, begun: bool = False) -> None:
    for field, says in _wrong(ctx, values, begun=begun).items():
        raise Declined(says, field)
    if values.starts is None:
        raise Declined(meetings.say("field-starts-ask"), "starts")
