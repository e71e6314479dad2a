"""What the parts of the feature share: declarations, what is known of a shift, and who leads."""

from bot.action import Action
from bot.calls import Called, CallSteps
from bot.command import Commands, Rule
from bot.context import Asking, Context, Read
from bot.domain.call import CallId, Refused, State
from bot.domain.identity import PersonId
from bot.domain.phrase import Phrase, Variant
from bot.domain.rights import Authored, author_or_organiser
from bot.domain.volunteer import Activity, ActivityId, EntryId, Lacks, Overlaps, Shift, ShiftId
from bot.errors import Declined
from commands.names import Members
from storage.volunteers import ACTIVITY_TEAM, ENTRY_TEAM, SHIFT_TEAM, Activities, Ledger

volunteers = Commands(
    "volunteer",
    ids={
        CallId: ACTIVITY_TEAM,
        ActivityId: ACTIVITY_TEAM,
        ShiftId: SHIFT_TEAM,
        EntryId: ENTRY_TEAM,
    },
)


def called(call: Activity | None) -> Called:
    """Say what one is called."""
    del call
    return Called(volunteers.say("name"), volunteers.say("kind"), volunteers.say("close"))


steps = CallSteps(volunteers, Activities, called)


def shift_of(read: Read, shift: ShiftId) -> tuple[Activity, Shift]:
    """Return a shift and its activity; one that is gone declines whatever was wanted of it.

    Without counts: a tap costs no more the more have signed up.
    """
    found = read.use(Activities).brief(shift)
    if found is None or found[0].state is State.WITHDRAWN:
        raise Declined(volunteers.say("shift-gone"))
    return found


def refusal(why: Refused | Overlaps | Lacks) -> Phrase:
    """Say why somebody cannot have a place."""
    match why:
        case Overlaps(title, when):
            return volunteers.say("overlaps", title=title, when=when)
        case Lacks(needs):
            return volunteers.say("lacks", needs=needs)
        case Refused(reason):
            return volunteers.say("barred", reason=Variant(reason))


def _leading_shift(asking: Asking, action: Action) -> Authored:
    found = asking.use(Activities).of(ShiftId(int(str(action.args[0]))))
    return Authored(asking.who, found is not None and found[0].led_by(asking.who.person))


leader = Rule(_leading_shift, author_or_organiser)
"""Allow whoever leads the activity of a shift, which is what the action names first."""


def _leading_entry(asking: Asking, action: Action) -> Authored:
    entry = asking.use(Ledger).find(EntryId(int(str(action.args[0]))))
    call = None if entry is None else entry.activity
    found = None if call is None else asking.use(Activities).find(call)
    return Authored(asking.who, found is not None and found.led_by(asking.who.person))


leader_of_entry = Rule(_leading_entry, author_or_organiser)
"""The same of an entry of hours."""


def leads(read: Read, call: Activity, person: PersonId) -> bool:
    """Say whether a person leads an activity, for what they are shown."""
    return call.led_by(person) or steps.leads(read, call, person)


def member_called(ctx: Context, typed: str) -> PersonId:
    """Return which member a typed name means; nobody or several decline, by the field `name`."""
    members = Members(ctx, ctx.team.id)
    found = members.called(typed)
    if not found:
        raise Declined(volunteers.say("no-member", name=typed), "name")
    if len(found) > 1:
        names = members.labels(found)
        raise Declined(volunteers.say("two-of-a-name", name=typed, names=names), "name")
    return found[0]
