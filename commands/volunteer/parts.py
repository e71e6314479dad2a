"""Parts of what is shown of an activity: its shifts, and how full they are."""

from typing import Final

from bot.domain.phrase import Instant, Phrase, Words
from bot.domain.volunteer import Activity, Shift, SignUp, Standing
from bot.message import Block, Fields, Listing, Text
from commands.volunteer.feature import volunteers

NAMES_SHOWN: Final = 40
_MARKS: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"


def mark(known: Activity, shift: Shift) -> str:
    """Return what tells a shift from the others; empty where there is only one."""
    if len(known.shifts) == 1:
        return ""
    return _MARKS[(shift.number - 1) % len(_MARKS)] + " "


def labelled(known: Activity, shift: Shift, label: Phrase) -> Phrase:
    """Say something of a shift, a button's label too: where there are several, by its mark."""
    return volunteers.say("marked", mark=mark(known, shift), label=label)


def lines(known: Activity, now: Instant) -> Listing:
    """List the shifts: when, what for, what they need, how many are still wanted."""
    return Listing(tuple(Text.of(line(known, each, now)) for each in known.shifts))


def line(known: Activity, shift: Shift, now: Instant) -> Phrase:
    """Say one shift and how full it is."""
    says = volunteers.say(
        "line", mark=mark(known, shift), shift=what(shift), state=_state(shift, now)
    )
    if shift.waiting and shift.barred(now) is None:
        return volunteers.say("line-waiting", line=says, waiting=shift.waiting)
    return says


def what(shift: Shift) -> Phrase:
    """Say when a shift is, what for, and what it needs."""
    says = volunteers.say("when", when=shift.when)
    if shift.role:
        says = volunteers.say("when-role", when=says, role=shift.role)
    return volunteers.say("when-needs", when=says, needs=shift.needs) if shift.needs else says


def _state(shift: Shift, now: Instant) -> Phrase:
    if shift.cancelled:
        return volunteers.say("is-cancelled")
    if now >= shift.ends:
        return volunteers.say("is-over", came=shift.present)
    if shift.places is None:
        return volunteers.say("count", taken=shift.taken)
    key = "is-full" if shift.full else "count-of"
    return volunteers.say(key, taken=shift.taken, places=shift.places)


def place(known: Activity) -> list[Block]:
    """Say where it is, if that is known."""
    rows: tuple[tuple[Words, Words], ...] = ((volunteers.say("field-place"), known.place),)
    return [Fields(rows)] if known.place else []


def standing(mine: SignUp) -> Phrase:
    """Say how somebody stands to a shift."""
    if mine.standing is Standing.WAITING:
        return volunteers.say("you-wait", nth=mine.nth)
    if mine.standing is Standing.OFFERED and mine.until is not None:
        return volunteers.say("you-are-asked", until=mine.until)
    return volunteers.say("you-are-in")
