"""Who is there: signing in and out by a tap, by those who lead, and walk-ins; and who forgot to."""

from collections.abc import Iterable
from functools import partial
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.command import Session
from bot.context import Context, Read, Reply
from bot.domain.call import Refused, State
from bot.domain.identity import PersonId, Role
from bot.domain.phrase import Instant, Phrase
from bot.domain.rollcode import as_code
from bot.domain.volunteer import (
    MINUTE,
    OVERTIME,
    SIGN_IN,
    Activity,
    Attendance,
    Booked,
    How,
    Lacks,
    Origin,
    Overlaps,
    Shift,
    ShiftId,
    Standing,
    capped,
    worked,
)
from bot.errors import Declined
from bot.form import AtMost
from bot.message import Block, Button, Buttons, Card, Text, Weight, opened
from bot.when import At, Past, Purpose, Setting
from bot.when import read as read_time
from commands.signing import AnyCode, CodeForm, code_shown, tried, typed
from commands.volunteer.approving import redraw_question
from commands.volunteer.feature import (
    leader,
    leads,
    member_called,
    refusal,
    shift_of,
    steps,
    volunteers,
)
from commands.volunteer.parts import NAMES_SHOWN, place, what
from commands.volunteer.signup import leave
from storage.volunteers import Activities, Attendances, Ledger, SignUps

# By oneself


@volunteers.step("volunteer.sign-in", needs=Role.MEMBER)
def sign_in(ctx: Context, shift: ShiftId) -> Reply:
    """Sign the one who acts in to a shift; who has no place in it is given one, if there is one."""
    known, mine = shift_of(ctx, shift)
    if ctx.use(Attendances).of(shift, ctx.person) is not None:
        return Reply(note=volunteers.say("signed-before"), own=duty(shift, ctx.person))
    _is_on(ctx, mine)
    if known.by_code:
        return Reply(form=enter(shift))
    return _signed_in(ctx, known, mine)


def _signed_in(ctx: Context, known: Activity, shift: Shift, by: How = How.TAP) -> Reply:
    how = _placed(ctx, shift, ctx.person)
    ctx.use(Attendances).come(shift.id, ctx.person, ctx.now, by if how is How.TAP else how)
    steps.redraw(ctx, known.id)
    return Reply(note=volunteers.say("signed-in", at=ctx.now), own=duty(shift.id, ctx.person))


def _is_on(ctx: Context, shift: Shift) -> None:
    if shift.cancelled:
        raise Declined(refusal(Refused("cancelled")))
    if ctx.now >= shift.ends:
        raise Declined(refusal(Refused("past")))
    if not shift.signs_in(ctx.now):
        raise Declined(volunteers.say("sign-early", opens=shift.starts - SIGN_IN))


def _placed(ctx: Context, shift: Shift, person: PersonId) -> How:
    """Say how somebody comes: to their place, or as a walk-in, who is given one."""
    mine = ctx.use(SignUps).of(shift.id, person)
    if mine is not None and mine.standing is Standing.BOOKED:
        return How.TAP
    match ctx.use(SignUps).walk_in(shift.id, person, ctx.now):
        case Booked():
            return How.WALK_IN
        case Refused("full"):
            raise Declined(volunteers.say("walk-in-full"))
        case Refused() | Overlaps() | Lacks() as why:
            raise Declined(refusal(why))
    raise Declined(volunteers.say("shift-gone"))


@volunteers.step("volunteer.sign-out", needs=Role.MEMBER)
def sign_out(ctx: Context, shift: ShiftId) -> Reply:
    """Sign the one who acts out, and enter their hours."""
    known, mine = shift_of(ctx, shift)
    came = _came(ctx, mine)
    if known.by_code and came.until is None:
        return Reply(form=leave_by_code(shift))
    return _signed_out(ctx, known, mine, came)


def _came(ctx: Context, shift: Shift) -> Attendance:
    """Return since when the one who acts is there, if they may still sign out."""
    came = ctx.use(Attendances).of(shift.id, ctx.person)
    if came is None:
        raise Declined(volunteers.say("not-signed-in"))
    if came.until is None and not shift.signs_out(ctx.now):
        raise Declined(volunteers.say("sign-out-late"))
    return came


def _signed_out(ctx: Context, known: Activity, shift: Shift, came: Attendance) -> Reply:
    entered = _enter(ctx, known, shift, came, ctx.now, Origin.SIGNED_OUT)
    key = "signed-out" if entered else "signed-out-before"
    return Reply(note=volunteers.say(key), own=duty(shift.id, ctx.person))


def _enter(
    ctx: Context, known: Activity, shift: Shift, came: Attendance, until: Instant, origin: Origin
) -> bool:
    """Note when somebody left, and enter their hours; False where that was done before."""
    estimated = origin is Origin.ESTIMATED
    if not ctx.use(Attendances).leave(shift.id, came.person, until, estimated=estimated):
        return False
    if minutes := worked(shift, came.since, until):
        ctx.use(Ledger).enter(
            known.team, shift.id, came.person, minutes, origin, ctx.now, by=ctx.who.person
        )
    return True


@volunteers.view("volunteer.duty")
def duty(read: Read, shift: ShiftId, person: PersonId) -> Card | None:
    """Draw a shift for somebody who has a place in it: sign in, sign out, hours."""
    found = read.use(Activities).brief(shift)
    if found is None or found[0].state is State.WITHDRAWN:
        return None
    known, mine = found
    came = read.use(Attendances).of(shift, person)
    blocks: list[Block] = [Text.of(what(mine)), *place(known)]
    if mine.cancelled:
        return Card(known.title, (*blocks, Text.of(volunteers.say("is-cancelled"))), final=True)
    if came is None:
        blocks += _coming(read, known, mine)
    elif came.until is None:
        blocks.append(Text.of(volunteers.say("here-since", at=came.since)))
        if mine.signs_out(read.now):
            out = Button(volunteers.say("sign-out"), sign_out(shift), Weight.PRIMARY)
            blocks.append(Buttons((out,)))
    else:
        entry = read.use(Ledger).standing(shift, person)
        length = MINUTE * (entry.minutes if entry is not None else 0)
        says = volunteers.say("was-here", length=length)
        if entry is not None and entry.confirmed:
            says = volunteers.say("was-here-counts", length=length)
        blocks.append(Text.of(says))
    return Card(known.title, tuple(blocks))


def _coming(read: Read, known: Activity, shift: Shift) -> list[Block]:
    buttons = []
    if shift.signs_in(read.now):
        buttons.append(Button(volunteers.say("sign-in"), sign_in(shift.id), Weight.PRIMARY))
    if read.now < shift.starts:
        buttons.append(Button(volunteers.say("cannot-come"), leave(known.id, shift.id)))
    return [Buttons(tuple(buttons))] if buttons else []


@volunteers.step("volunteer.begin", needs=Role.ADMIN)
def begin(ctx: Context, shift: ShiftId) -> Reply:
    """Open the sign-in of a shift, when it is time: those who have a place are told."""
    known, mine = shift_of(ctx, shift)
    if not mine.signs_in(ctx.now):
        raise Declined(volunteers.say("shift-gone"))
    steps.redraw(ctx, known.id)
    told = ctx.use(ctx.stores.outgoing).wished_of(duty.name, since=mine.starts - SIGN_IN)
    for each in ctx.use(SignUps).list(shift):
        own = duty(shift, each.person)
        if each.standing is Standing.BOOKED and own not in told:
            ctx.tell(each.person, own)
    return Reply()


# By a code


@volunteers.takes(CodeForm, "volunteer.enter", needs=Role.MEMBER)
def enter(ctx: Context, values: CodeForm, shift: ShiftId) -> Reply:
    """Sign the one who acts in by the code that they typed."""
    known, mine = shift_of(ctx, shift)
    _is_on(ctx, mine)
    found = tried(ctx, [_matter(shift)], typed(values))
    return Reply(note=found) if isinstance(found, Phrase) else _with_code(ctx, known, mine)


@volunteers.takes(CodeForm, "volunteer.leave-by-code", needs=Role.MEMBER)
def leave_by_code(ctx: Context, values: CodeForm, shift: ShiftId) -> Reply:
    """Sign the one who acts out by the code that they typed."""
    known, mine = shift_of(ctx, shift)
    came = _came(ctx, mine)
    found = tried(ctx, [_matter(shift)], typed(values))
    return Reply(note=found) if isinstance(found, Phrase) else _signed_out(ctx, known, mine, came)


def _with_code(ctx: Context, known: Activity, shift: Shift) -> Reply:
    if ctx.use(Attendances).of(shift.id, ctx.person) is not None:
        return Reply(note=volunteers.say("signed-before"), own=duty(shift.id, ctx.person))
    return _signed_in(ctx, known, shift, How.CODE)


@volunteers.signs_in
def sessions(ctx: Context) -> Iterable[Session]:
    """List the shifts that take sign-ins now."""
    for known in ctx.use(Activities).ahead(ctx.team.id, ctx.now):
        for each in known.shifts:
            if each.signs_in(ctx.now):
                signed = ctx.use(SignUps).of(each.id, ctx.person)
                yield Session(
                    _matter(each.id), ctx.use(Activities).rooms(known.id),
                    expected=signed is not None and signed.standing is Standing.BOOKED,
                    here=ctx.use(Attendances).of(each.id, ctx.person) is not None,
                    by_code=known.by_code, keeps=partial(leads, ctx, known, ctx.person),
                    by_tap=partial(_signed_in, ctx, known, each),
                    with_code=partial(_with_code, ctx, known, each),
                    enter=enter(each.id), shown=code_card(each.id),
                )  # fmt: skip


def _matter(shift: ShiftId) -> str:
    return f"shift:{shift}"


@volunteers.step("volunteer.code", needs=leader, secret=True)
def show_code(ctx: Context, shift: ShiftId) -> Reply:
    """Show the code that is right now, to one person alone."""
    _, mine = shift_of(ctx, shift)
    if not _takes_codes(mine, ctx.now):
        raise Declined(refusal(Refused("past")))
    return Reply(own=code_card(shift))


def _takes_codes(shift: Shift, now: Instant) -> bool:
    """Say whether people sign in or out by a code now."""
    return shift.signs_out(now) and now >= shift.starts - SIGN_IN


@volunteers.view("volunteer.code-card")
def code_card(read: Read, shift: ShiftId) -> Card | None:
    """Show the code that is right now; it is drawn again as often as it changes."""
    found = read.use(Activities).brief(shift)
    if found is None or not _takes_codes(found[1], read.now):
        return None
    return code_shown(read, _matter(shift), found[0].title, show_code(shift))


@volunteers.command(AnyCode, needs=Role.MEMBER, aside=True)
def sign_out_here(ctx: Context, values: AnyCode) -> Reply:
    """Sign the one who acts out of the shift in which they are."""
    here = [
        (known, each, came)
        for known in ctx.use(Activities).ahead(ctx.team.id, ctx.now - OVERTIME)
        for each in known.going_on
        if each.signs_out(ctx.now)
        and (came := ctx.use(Attendances).of(each.id, ctx.person)) is not None
        and came.until is None
    ]
    if not here:
        raise Declined(volunteers.say("not-here"))
    known, shift, came = here[0]
    if not known.by_code:
        return _signed_out(ctx, known, shift, came)
    if (code := as_code(values.code)) is None:
        return Reply(form=leave_by_code(shift.id))
    found = tried(ctx, [_matter(shift.id)], code)
    return Reply(note=found) if isinstance(found, Phrase) else _signed_out(ctx, known, shift, came)


# By those who lead


class WalkIn(Struct, frozen=True):
    """Ask who has come without having signed up."""

    TITLE: ClassVar[str] = "walk-in"

    name: Annotated[str, AtMost(60)]


@volunteers.step("volunteer.marking", needs=leader)
def show_marking(ctx: Context, shift: ShiftId) -> Reply:
    """Show who has a place and is not there, or is, to sign them in or out."""
    shift_of(ctx, shift)
    return Reply(own=marking(shift))


@volunteers.view("volunteer.marking")
def marking(read: Read, shift: ShiftId) -> Card | None:
    """List who is to come and who is there, each to be signed in or out with one press."""
    found = read.use(Activities).of(shift)
    if found is None:
        return None
    known, mine = found
    came = {each.person: each for each in read.use(Attendances).list(shift)}
    away = [
        Button(volunteers.say("mark-in", name=each.name), mark_in(shift, each.person))
        for each in read.use(SignUps).list(shift)
        if each.standing is Standing.BOOKED and each.person not in came
    ]
    here = [
        Button(volunteers.say("mark-out", name=each.name), mark_out(shift, each.person))
        for each in came.values()
        if each.until is None
    ]
    blocks: list[Block] = [Text.of(what(mine))]
    blocks.append(Text.of(volunteers.say("marking", here=len(came), away=len(away))))
    if buttons := (*away, *here)[:NAMES_SHOWN]:
        blocks.append(Buttons(buttons))
    more = [Button(volunteers.say("walk-in"), opened(walk_in(shift)))]
    if known.by_code and _takes_codes(mine, read.now):
        more.insert(0, Button(volunteers.say("show-code"), show_code(shift)))
    more.append(Button(volunteers.say("back"), steps.show_panel(known.id)))
    blocks.append(Buttons(tuple(more)))
    return Card(steps.title(known), tuple(blocks))


@volunteers.step("volunteer.mark-in", needs=leader)
def mark_in(ctx: Context, shift: ShiftId, person: PersonId) -> Reply:
    """Sign somebody else in; the list says that it was done for them."""
    known, mine = shift_of(ctx, shift)
    _is_on(ctx, mine)
    return _marked(ctx, known, shift, person, How.MARKED)


def _marked(ctx: Context, known: Activity, shift: ShiftId, person: PersonId, how: How) -> Reply:
    came = ctx.use(Attendances).come(shift, person, ctx.now, how, by=ctx.person)
    if came:
        steps.redraw(ctx, known.id)
    note = volunteers.say("marked-in", name=ctx.name(person))
    return Reply(note=note, own=marking(shift), undo=unmark(shift, person) if came else None)


@volunteers.step("volunteer.unmark", needs=leader)
def unmark(ctx: Context, shift: ShiftId, person: PersonId) -> Reply:
    """Take back that somebody is there."""
    known, _ = shift_of(ctx, shift)
    if not ctx.use(Attendances).undo(shift, person):
        raise Declined(volunteers.say("not-signed-in"))
    steps.redraw(ctx, known.id)
    note = volunteers.say("unmarked", name=ctx.name(person))
    return Reply(note=note, own=marking(shift))


@volunteers.step("volunteer.mark-out", needs=leader)
def mark_out(ctx: Context, shift: ShiftId, person: PersonId) -> Reply:
    """Sign somebody else out, and enter their hours."""
    known, mine = shift_of(ctx, shift)
    came = ctx.use(Attendances).of(shift, person)
    if came is None:
        raise Declined(volunteers.say("not-signed-in"))
    if came.until is None and not mine.signs_out(ctx.now):
        raise Declined(volunteers.say("sign-out-late"))
    _enter(ctx, known, mine, came, ctx.now, Origin.SIGNED_OUT)
    note = volunteers.say("marked-out", name=came.name)
    return Reply(note=note, own=marking(shift))


@volunteers.takes(WalkIn, "volunteer.walk-in", needs=leader)
def walk_in(ctx: Context, values: WalkIn, shift: ShiftId) -> Reply:
    """Sign somebody in who has not signed up; those who lead may take more than are wanted."""
    known, mine = shift_of(ctx, shift)
    _is_on(ctx, mine)
    person = member_called(ctx, values.name)
    if (why := ctx.use(SignUps).overlaps(shift, person)) is not None:
        raise Declined(refusal(why), "name")
    return _marked(ctx, known, shift, person, How.WALK_IN)


# Who forgot to sign out


class LeftForm(Struct, frozen=True):
    """Ask when somebody left who forgot to sign out."""

    TITLE: ClassVar[str] = "forgot"

    left_at: Annotated[str, AtMost(30)]


@volunteers.step("volunteer.settle", needs=Role.ADMIN)
def settle(ctx: Context, shift: ShiftId) -> Reply:
    """Ask, the morning after, those who forgot to sign out; the planned end is entered meanwhile.

    Those who lead hear which hours there are to confirm.
    """
    known, mine = shift_of(ctx, shift)
    if mine.cancelled or ctx.now < mine.ends:
        raise Declined(volunteers.say("shift-gone"))
    for came in ctx.use(Attendances).list(shift):
        if came.until is None:
            until = capped(mine, came.since, None)
            _enter(ctx, known, mine, came, until, Origin.ESTIMATED)
            ctx.tell(came.person, forgot(shift, came.person))
    waiting = [each for each in ctx.use(Ledger).of_activity(known.id) if each.shift == shift]
    # All of an activity is asked about at once, however many of its shifts were that day.
    whole = ctx.use(Activities).find(known.id)
    assert whole is not None
    asked = to_confirm(whole.shifts[0].id)
    told = ctx.use(ctx.stores.outgoing).wished(asked, since=mine.ends)
    if not told and any(each.open for each in waiting):
        for each in steps.leaders(ctx, known):
            ctx.tell(each, asked)
    return Reply()


@volunteers.view("volunteer.forgot")
def forgot(read: Read, shift: ShiftId, person: PersonId) -> Card | None:
    """Ask somebody when they left a shift of which they forgot to sign out."""
    found, came = read.use(Activities).brief(shift), read.use(Attendances).of(shift, person)
    if found is None or came is None or came.until is None or not came.estimated:
        return None
    title = volunteers.say("forgot-title", title=found[0].title)
    noted = Text.of(volunteers.say("forgot-noted", until=came.until))
    buttons: tuple[Block, ...] = ()
    entry = read.use(Ledger).standing(shift, person)
    if entry is not None and entry.open and entry.origin is Origin.ESTIMATED:
        earlier = Button(volunteers.say("left-earlier"), opened(left_earlier(shift)))
        buttons = (Buttons((earlier,)),)
    return Card(title, (noted, *buttons))


@volunteers.takes(LeftForm, "volunteer.left-earlier", needs=Role.MEMBER)
def left_earlier(ctx: Context, values: LeftForm, shift: ShiftId) -> Reply:
    """Note when the one who acts left, as they say; it stays an estimate, within the shift."""
    _, mine = shift_of(ctx, shift)
    came = ctx.use(Attendances).of(shift, ctx.person)
    entry = ctx.use(Ledger).standing(shift, ctx.person)
    waits = entry is not None and entry.open and entry.origin is Origin.ESTIMATED
    if came is None or entry is None or not waits:
        raise Declined(volunteers.say("hours-settled"))
    said = _moment(values.left_at, mine, ZoneInfo(ctx.team.zone), ctx.who.language)
    if said is None:
        raise Declined(volunteers.say("no-moment", typed=values.left_at), "left_at")
    until = capped(mine, came.since, said)
    minutes = worked(mine, came.since, until)
    if minutes != entry.minutes:
        ctx.use(Ledger).correct(
            entry.id, minutes, ctx.now, by=ctx.person, reason="", origin=Origin.ESTIMATED
        )
        redraw_question(ctx, entry)
    ctx.use(Attendances).retell(shift, ctx.person, until)
    ctx.show(forgot(shift, ctx.person))
    return Reply(note=volunteers.say("left-noted", until=until))


def _moment(typed: str, shift: Shift, zone: ZoneInfo, language: str) -> Instant | None:
    """Read a time of the shift's own day, as "11:30" or 11点半."""
    setting = Setting(shift.starts - MINUTE, zone, language, Purpose.MEETING)
    match read_time(typed, setting):
        case At(instant):
            return instant
        case Past(typed=moment):
            return moment
    return None


@volunteers.view("volunteer.to-confirm")
def to_confirm(read: Read, shift: ShiftId) -> Card | None:
    """Tell those who lead it that there are hours to confirm."""
    found = read.use(Activities).of(shift)
    if found is None:
        return None
    known, _ = found
    entries = [each for each in read.use(Ledger).of_activity(known.id) if each.open]
    if not entries:
        return None
    return Card(hours_title(known), (Text.of(pending(len(entries))), steps.more(known.id)))


def hours_title(known: Activity) -> Phrase:
    """Say of what hours are."""
    return volunteers.say("hours-title", title=known.title)


def pending(count: int) -> Phrase:
    """Say how many entries wait to be confirmed."""
    return volunteers.say("pending", count=count)
