"""Calling volunteers by one typed line, changing what was called, and cancelling a shift."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from bot.context import Context, Read, Reply
from bot.domain.call import State
from bot.domain.identity import Role
from bot.domain.phrase import Instant, Phrase
from bot.domain.reminding import Whom
from bot.domain.shift import Planned
from bot.domain.volunteer import (
    MOST_PLACES,
    MOST_SHIFTS,
    SIGN_IN,
    Activity,
    ActivityId,
    Shift,
    ShiftId,
    morning_after,
)
from bot.drafts import DraftId, draft, drafted, organiser_of_draft, redraft, take
from bot.errors import Declined
from bot.form import (
    After,
    Ahead,
    AtMost,
    Behind,
    Counter,
    More,
    Shifts,
    Subject,
    Unset,
    Word,
    form_spec,
)
from bot.message import Button, Buttons, Card, Text, Weight
from bot.reminders import ahead_of
from commands.volunteer.card import forget_about, moved, remind_of, shift_card
from commands.volunteer.feature import leader, shift_of, steps, volunteers
from commands.volunteer.parts import what
from commands.volunteer.presence import begin, settle
from commands.volunteer.signup import freed, pass_on, settle_offer, started
from storage.volunteers import Activities, SignUps


class VolunteerForm(Struct, frozen=True):
    """Ask for volunteers."""

    title: Annotated[str, Subject(200)]
    shifts: Annotated[tuple[Planned, ...], Shifts(MOST_SHIFTS, MOST_PLACES)]
    place: Annotated[str, After(), Behind("shifts", "mark-at"), AtMost(100)] = ""
    waitlist: Annotated[
        bool, Word("mark-no-waitlist", False), Word("mark-waitlist", True), More()
    ] = True
    cutoff: Annotated[int, Counter(0, 720), More()] = 24
    by_code: Annotated[bool, Word("mark-by-code", True), More()] = False
    remind: Annotated[tuple[timedelta, ...], Ahead(), More(), Unset("usual-ladder")] = ()


@volunteers.command(
    VolunteerForm, needs=Role.ORGANISER, drafts=True, numbered=steps.numbered,
    told=("mark-told-lead",),
)  # fmt: skip
def volunteer(ctx: Context, values: VolunteerForm) -> Reply:
    """Draft a call for volunteers from one typed line or a form; a number alone shows that one."""
    return draft(ctx, values, edit, post, wrong=_wrong(values, ctx.now))


@volunteers.takes(
    VolunteerForm, "volunteer.edit", needs=organiser_of_draft, prefill=drafted(VolunteerForm)
)
def edit(ctx: Context, values: VolunteerForm, draft: DraftId) -> Reply:
    """Give a draft other values."""
    _check(values, ctx.now)
    return redraft(ctx, draft, form_spec(VolunteerForm), values)


@volunteers.step("volunteer.post", needs=organiser_of_draft)
def post(ctx: Context, draft: DraftId) -> Reply:
    """Open the drafted activity in its rooms."""
    values, places = take(ctx, draft, VolunteerForm)
    _check(values, ctx.now)
    made = ctx.use(Activities).open(
        ctx.team.id, ctx.person, ctx.now, title=values.title, place=values.place,
        waitlist=values.waitlist, cutoff=timedelta(hours=values.cutoff), shifts=values.shifts,
        by_code=values.by_code, rooms=[each.room for each in places],
    )  # fmt: skip
    for each in made.shifts:
        _watch(ctx, each, values.remind)
    return steps.posted(ctx, made, draft, places)


def _watch(ctx: Context, shift: Shift, ladder: tuple[timedelta, ...]) -> None:
    """Set the timers of a shift: its sign-in, its reminders, and the morning after it."""
    opens = shift.starts - SIGN_IN
    if ctx.now < opens:  # else it has been said that one may sign in
        ctx.at(opens, begin(shift.id))
    ctx.at(shift.starts, started(shift.id))
    ctx.at(morning_after(shift.ends, ZoneInfo(ctx.team.zone)), settle(shift.id))
    remind_of(ctx, shift, ladder)


# Changing it


def _posted(read: Read, call: ActivityId) -> VolunteerForm | None:
    known = read.use(Activities).find(call)
    if known is None:
        return None
    going = known.going_on
    return VolunteerForm(
        title=known.title, place=known.place, waitlist=known.waitlist,
        shifts=tuple(map(_plan, going)), cutoff=int(known.cutoff.total_seconds()) // 3600,
        remind=_ahead(read, going[0].id) if going else (), by_code=known.by_code,
    )  # fmt: skip


def _ahead(read: Read, shift: ShiftId) -> tuple[timedelta, ...]:
    """Return how long before it starts one is reminded of a shift, if that was chosen."""
    return ahead_of(read, shift_card(shift), Whom.COMING)


def _plan(shift: Shift) -> Planned:
    return Planned(shift.starts, shift.ends, shift.places, shift.role, shift.needs)


@volunteers.takes(VolunteerForm, "volunteer.mend", needs=steps.author, prefill=_posted)
def mend(ctx: Context, values: VolunteerForm, call: ActivityId) -> Reply:
    """Change an activity that stands; who has a place keeps it, and all are told what changed."""
    known = steps.mendable(ctx, call)
    before = known.going_on
    if values.shifts != tuple(map(_plan, before)):
        _check(replace(values, shifts=_new(values, before)), ctx.now)
        _mend_shifts(ctx, known, values)
    store = ctx.use(Activities)
    cutoff = timedelta(hours=values.cutoff)
    store.set(
        call, title=values.title, place=values.place, waitlist=values.waitlist,
        cutoff=int(cutoff.total_seconds()), by_code=values.by_code,
    )  # fmt: skip
    now = steps.known(ctx, call)
    ends = now.ends
    if ends is not None and ends != known.closes:
        steps.open_until(ctx, now, ends)
    ladder = _ahead(ctx, before[0].id) if before else ()
    for each in now.going_on:
        if each.starts > ctx.now and (each not in before or values.remind != ladder):
            _watch(ctx, each, values.remind)
            ctx.at(ctx.now, pass_on(each.id))
    if (now.place, _plans(now)) != (known.place, _plans(known)):
        steps.announce(ctx, call, moved(call))
    return steps.mended(ctx, call)


def _plans(known: Activity) -> tuple[Planned, ...]:
    return tuple(map(_plan, known.going_on))


def _new(values: VolunteerForm, before: tuple[Shift, ...]) -> tuple[Planned, ...]:
    """Return those shifts that were not planned so before."""
    old = set(map(_plan, before))
    return tuple(each for each in values.shifts if each not in old)


def _mend_shifts(ctx: Context, known: Activity, values: VolunteerForm) -> None:
    """Change shifts one by one, in their order; those behind the last are new."""
    before, store = known.going_on, ctx.use(Activities)
    if len(values.shifts) < len(before):
        raise Declined(volunteers.say("mend-fewer"), "shifts")
    if len(values.shifts) > MOST_SHIFTS - len(known.shifts) + len(before):
        raise Declined(volunteers.say("mend-many", most=MOST_SHIFTS), "shifts")
    for shift, planned in zip(before, values.shifts, strict=False):
        if planned == _plan(shift):
            continue
        signed = shift.taken + shift.waiting
        if signed and (planned.starts, planned.ends) != (shift.starts, shift.ends):
            raise Declined(volunteers.say("mend-times", when=shift.when, count=signed), "shifts")
        if planned.places is not None and planned.places < shift.taken:
            says = volunteers.say("mend-places", when=shift.when, count=shift.taken)
            raise Declined(says, "shifts")
        store.change(shift.id, planned)
    for planned in values.shifts[len(before) :]:
        store.add(known, planned)


# Cancelling a shift


@volunteers.step("volunteer.ask-cancel", needs=leader)
def ask_cancel(ctx: Context, shift: ShiftId) -> Reply:
    """Ask once whether a shift shall be cancelled, as that cannot be taken back."""
    _cancellable(ctx, shift)
    return Reply(own=cancelling(shift))


@volunteers.view("volunteer.cancelling")
def cancelling(read: Read, shift: ShiftId) -> Card | None:
    """Ask whether a shift shall be cancelled, naming how many are told."""
    found = read.use(Activities).of(shift)
    if found is None or found[1].cancelled:
        return None
    known, mine = found
    buttons = Buttons((
        Button(volunteers.say("cancel-shift"), cancel(shift), Weight.DANGER),
        Button(volunteers.say("keep-shift"), steps.show_panel(known.id)),
    ))  # fmt: skip
    signed = volunteers.say("cancel-tells", count=mine.taken + mine.waiting)
    return Card(volunteers.say("cancel-title"), (Text.of(what(mine)), Text.of(signed), buttons))


def _cancellable(ctx: Context, shift: ShiftId) -> tuple[Activity, Shift]:
    known, mine = shift_of(ctx, shift)
    if mine.cancelled:
        raise Declined(volunteers.say("cancelled-before"))
    if ctx.now >= mine.ends:
        raise Declined(volunteers.say("cancel-late"))
    return known, mine


@volunteers.step("volunteer.cancel", needs=leader)
def cancel(ctx: Context, shift: ShiftId) -> Reply:
    """Cancel a shift: everybody who signed up for it is told, in private and in the room."""
    known, mine = _cancellable(ctx, shift)
    store = ctx.use(SignUps)
    ctx.cancel(begin(shift))
    ctx.cancel(started(shift))
    ctx.cancel(settle(shift))
    for each in store.list(shift):
        settle_offer(ctx, shift, each.person)
    freed(ctx, shift)
    if not ctx.use(Activities).cancel(shift, ctx.now):
        raise Declined(volunteers.say("cancelled-before"))
    forget_about(ctx, shift)
    signed = store.list(shift)  # now that nobody signs up any more
    for each in signed:
        settle_offer(ctx, shift, each.person)
        ctx.tell(each.person, cancelled(shift))
    freed(ctx, shift)
    steps.redraw(ctx, known.id)
    now = steps.known(ctx, known.id)
    if now.ends is None:  # nothing is left of it, and that was just said
        ctx.use(Activities).close(known.id, ctx.now)
        ctx.cancel(steps.close(known.id))
    elif now.open and now.ends != now.closes:
        steps.open_until(ctx, now, max(now.ends, ctx.now))
    steps.announce(ctx, known.id, cancelled(shift))
    note = volunteers.say("shift-cancelled", when=mine.when, count=len(signed))
    return Reply(note=note)


@volunteers.view("volunteer.cancelled")
def cancelled(read: Read, shift: ShiftId) -> Card | None:
    """Say that a shift is cancelled."""
    found = read.use(Activities).brief(shift)
    if found is None or found[0].state is State.WITHDRAWN:
        return None
    known, mine = found
    title = volunteers.say("cancelled-title", title=known.title)
    return Card(title, (Text.of(what(mine)),), final=True)


# Values that go together


def _wrong(values: VolunteerForm, now: Instant) -> Mapping[str, Phrase]:
    """Find what cannot be, though it can be read: what is wrong, by field."""
    past = next((each for each in values.shifts if each.starts <= now), None)
    if past is not None:
        return {"shifts": volunteers.say("past", when=past.when)}
    return {}


def _check(values: VolunteerForm, now: Instant) -> None:
    for field, says in _wrong(values, now).items():
        raise Declined(says, field)
