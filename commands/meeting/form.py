"""What is asked for to call a meeting, what its words mean, and how it comes to be."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Final

from msgspec import Struct
from msgspec.structs import replace

from bot.audience import unknown
from bot.context import Context, Problem, Read
from bot.domain.audience import EVERYBODY, Audience
from bot.domain.identity import PersonId, RoomId, TeamId
from bot.domain.kind import PLAIN, Kind
from bot.domain.meeting import (
    OVERTIME,
    SIGN_IN,
    USUAL_LENGTH,
    Holder,
    Meeting,
    Office,
    Quorum,
    clashes,
)
from bot.domain.phrase import Instant, Phrase
from bot.domain.regex import regex
from bot.domain.repeat import Repeats
from bot.errors import Declined
from bot.form import (
    After,
    Ahead,
    Anywhere,
    AtMost,
    Behind,
    Counter,
    Lasting,
    More,
    Named,
    Posted,
    Series,
    Subject,
    Unset,
    Word,
)
from bot.when import Purpose
from bot.when.numerals import fold
from commands.meeting.feature import meetings
from commands.meeting.signing import begin
from commands.names import Members
from storage.meeting import Kinds, Meetings

_LONGEST: Final = timedelta(hours=24)
_POST_AT: Final = regex(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class MeetingForm(Struct, frozen=True):
    """Ask for what can be changed of a meeting that stands."""

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


class MeetForm(MeetingForm, frozen=True):
    """Ask for a meeting: also whom it is for, and whether it is held again and again."""

    audience: Annotated[Audience, After(), Word("mark-everyone", EVERYBODY), More()] = EVERYBODY
    repeats: Annotated[Repeats | None, Series("starts"), More(), Unset("once")] = None
    days_before: Annotated[int, Counter(0, 60), Posted("post_at"), More()] = 2
    post_at: Annotated[str, After(), AtMost(5), More()] = "09:00"


def convened(
    ctx: Context, values: MeetForm, rooms: Sequence[RoomId], *, author: PersonId | None = None,
    **also: object,
) -> Meeting:  # fmt: skip
    """Open a meeting, and let its sign-in open in time; `author` is who began its series."""
    assert values.starts is not None
    kind = kind_of(ctx, ctx.team.id, values.kind) or Kind(PLAIN)
    made = ctx.use(Meetings).open(
        ctx.team.id,
        author or ctx.person,
        ctx.now,
        title=values.about,
        starts=values.starts,
        place=values.place,
        closes=closes_at(values),
        everyone=True,
        audience=values.audience,
        rooms=rooms,
        kind=kind.key,
        offices=offices_of(ctx, values, ctx.team.id),
        length=values.length,
        topics=values.topics,
        quorum=values.quorum or kind.quorum,
        leave_aside=kind.leave_aside,
        by_code=values.by_code,
        reporter=reporter_of(ctx, values, ctx.team.id),
        **also,
    )
    if (opens := values.starts - SIGN_IN) > ctx.now:  # else its card is what opens the sign-in
        ctx.at(opens, begin(made.id))
    return made


def closes_at(values: MeetingForm) -> Instant:
    """Return when a meeting ends by itself, if nobody ends it."""
    assert values.starts is not None
    return values.starts + (values.length or USUAL_LENGTH) + OVERTIME


# What the words mean


def with_kind(read: Read, values: MeetForm, team: TeamId) -> MeetForm:
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
    return replace(values, kind=spelled(read, team, kind.key))


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


def spelled(read: Read, team: TeamId, key: str) -> str:
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


def offices_of(read: Read, values: MeetingForm, team: TeamId) -> Mapping[Office, Holder]:
    """Return who does what at a meeting."""
    members = Members(read, team)
    typed = {
        Office.CHAIR: values.chair,
        Office.SPEAKER: values.speaker,
        Office.RECORDER: values.recorder,
    }
    found = {office: members.holder(name) for office, name in typed.items()}
    return {office: held for office, held in found.items() if held is not None}


def reporter_of(read: Read, values: MeetingForm, team: TeamId) -> PersonId | None:
    """Return who is to write the report."""
    held = Members(read, team).holder(values.reporter)
    return None if held is None else held.person


# What cannot be


def wrong_in(
    ctx: Context, values: MeetingForm, *, begun: bool = False
) -> Mapping[str, Phrase | Problem]:
    """Find what cannot be, though each value by itself can: what is wrong, by field."""
    found: dict[str, Phrase | Problem] = {}
    if values.starts is not None and not begun:
        found = {
            field: meetings.say("clash", why=why, at=values.starts, starts=values.starts)
            for field, why in clashes(values.starts, None, ctx.now).items()
        }
    if values.length is not None and not timedelta() < values.length <= _LONGEST:
        found["length"] = meetings.say("too-long", most=_LONGEST)
    if values.kind and kind_of(ctx, ctx.team.id, values.kind) is None:
        found["kind"] = meetings.say("no-kind", kind=values.kind)
    if isinstance(values, MeetForm):
        found |= _wrong_series(ctx, values)
    members = Members(ctx, ctx.team.id)
    for field in ("chair", "speaker", "recorder", "reporter"):
        if len(same := members.called(name := getattr(values, field))) > 1:
            labels = members.labels(same)
            says = meetings.say("two-of-a-name", name=name, names=labels)
            found[field] = Problem(field, says, name, labels)
    if values.reporter and not members.called(values.reporter):
        found["reporter"] = meetings.say("no-member", name=values.reporter)
    return found


def noticed_in(ctx: Context, values: MeetingForm) -> Sequence[Phrase]:
    """Say who is to chair or record and is no member: perhaps a guest, perhaps a slip.

    Nothing is said of a speaker, who often comes from elsewhere.
    """
    members = Members(ctx, ctx.team.id)
    names = [
        held.name
        for typed in dict.fromkeys((values.chair, values.recorder))
        if not members.called(typed) and (held := members.holder(typed)) is not None
    ]
    return (meetings.say("holder-unknown", names=tuple(names)),) if names else ()


def _wrong_series(ctx: Context, values: MeetForm) -> Mapping[str, Phrase]:
    found = {}
    if (strange := unknown(ctx, ctx.team.id, values.audience)) is not None:
        found["audience"] = strange
    if _POST_AT.fullmatch(values.post_at) is None:
        found["post_at"] = meetings.say("no-clock", typed=values.post_at)
    return found


def check(ctx: Context, values: MeetingForm, *, begun: bool = False) -> None:
    """Decline what cannot be, at its field."""
    for field, says in wrong_in(ctx, values, begun=begun).items():
        said = says.says if isinstance(says, Problem) else says
        assert isinstance(said, Phrase)
        raise Declined(said, field)
    if values.starts is None and not (isinstance(values, MeetForm) and values.repeats):
        raise Declined(meetings.say("field-starts-ask"), "starts")
