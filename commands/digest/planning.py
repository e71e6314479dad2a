"""When a team has its digest: set in the chat, in the team's zone, and timers for the next one."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar, Final

from msgspec import Struct

from bot.context import Asking, Context, Read, Reply
from bot.domain.audience import same
from bot.domain.call import shortened
from bot.domain.digest import AHEAD, State, past_week, preview_at
from bot.domain.identity import PersonId, Role, RoomId, TeamId
from bot.domain.phrase import Instant, Phrase
from bot.domain.repeat import Repeats
from bot.domain.weekly import Weekly, weekly_of
from bot.errors import Declined
from bot.form import After, Anywhere, AtMost, Named, Series, Unset, Word
from bot.message import Block, Button, Buttons, Card, Text, Weight, opened
from bot.ports import Reader
from bot.when import Purpose
from commands.digest.export import export
from commands.digest.feature import digests, instant_of, preview_of, weekly_of_team
from commands.digest.preview import draft
from commands.digest.sending import send
from commands.digest.telling import gathered
from commands.names import Members
from storage.digests import Digests, Plan
from storage.schema import Json
from storage.teams import Teams

_NAMES_SHOWN: Final = 5
_ABOUT_TO_RING: Final = timedelta(days=1)
"""For how long a timer that is due is tried again, at the most."""
_SHOWN_WITHIN: Final = timedelta(days=1)
"""A digest is never shown earlier than this before it goes out, unless its time was changed."""


class DigestForm(Struct, frozen=True):
    """Ask when a team is to have its digest, and who sees it first."""

    starts: Annotated[Instant | None, After(Purpose.MEETING), Anywhere(Purpose.MEETING)] = None
    repeats: Annotated[Repeats | None, Series("starts"), Unset("as-it-is")] = None
    secretary: Annotated[str, Named(), AtMost(60), Unset("as-it-is")] = ""
    now: Annotated[bool, Word("mark-now", True)] = False
    on: Annotated[bool, Word("mark-on", True)] = False
    off: Annotated[bool, Word("mark-off", True)] = False


class PlanForm(DigestForm, frozen=True):
    """Ask for what [Change] is about: when a digest comes, and who sees it first."""

    LEFT_OUT: ClassVar[frozenset[str]] = frozenset({"starts", "now", "on", "off"})


@digests.command(DigestForm, needs=Role.ORGANISER)
def digest(ctx: Context, values: DigestForm) -> Reply:
    """Show when the digest comes, or set it; "digest now" drafts one at once."""
    if values.now:
        return Reply(then=draft(ctx.team.id))
    return _change(ctx, values, {})


def _as_planned(asking: Asking, team: TeamId) -> PlanForm:
    store = asking.use(Digests)
    weekly, named = weekly_of_team(asking, store.plan(team)), store.secretary(team)
    return PlanForm(
        repeats=None if weekly is None else weekly.rule(asking.now, asking.zone(team)),
        secretary="" if named is None else asking.name(named),
    )


@digests.takes(PlanForm, "digest.change", needs=Role.ORGANISER, prefill=_as_planned)
def change(ctx: Context, values: PlanForm, team: TeamId) -> Reply:
    """Change when a team has its digest, or who sees it first: nobody in particular if empty."""
    del team
    return _change(ctx, values, {"secretary": None})


def _change(ctx: Context, values: DigestForm, wanted: dict[str, Any]) -> Reply:
    if values.off or values.on:
        wanted["off"] = values.off
    if (weekly := _weekly(ctx, values)) is not None:
        wanted |= {"day": weekly.day, "at": f"{weekly.at:%H:%M}", "off": False}
    if values.secretary:
        wanted["secretary"] = _secretary(ctx, values.secretary)
    if not wanted:
        return Reply(own=state(ctx.team.id))
    return _set(ctx, wanted)


def _weekly(ctx: Context, values: DigestForm) -> Weekly | None:
    if values.repeats is not None:
        found = weekly_of(values.repeats)
        if found is None:
            raise Declined(digests.say("not-weekly", rule=values.repeats), "repeats")
        return found
    if values.starts is None:
        return None
    local = values.starts.astimezone(ctx.zone(ctx.team.id))
    return Weekly(local.weekday(), local.time())


def _secretary(ctx: Context, typed: str) -> PersonId | None:
    """Return who is to see it first; None where all who lead are meant."""
    all_of_them = ctx.registry.words.all_spellings(digests.feature, "everybody")
    if same(typed) in map(same, all_of_them):
        return None
    found = Members(ctx, ctx.team.id).called(typed)
    people = ctx.use(ctx.stores.people)
    organisers = set(people.members(ctx.team.id, Role.ORGANISER))
    if len(found) != 1 or found[0] not in organisers:
        raise Declined(digests.say("no-secretary", name=typed), "secretary")
    return found[0]


def _set(ctx: Context, wanted: Mapping[str, Any]) -> Reply:
    team, store = ctx.team.id, ctx.use(Digests)
    store.lock_plan(team)
    before = _recorded(ctx, team)
    values = {name: value for name, value in wanted.items() if name != "secretary"}
    if values:
        store.set_plan(team, **values)
    if "secretary" in wanted:
        store.appoint(team, wanted["secretary"])
    arm(ctx, team, ctx.now)
    if (after := _recorded(ctx, team)) != before:
        ctx.use(Teams).record(
            "digest.changed", ctx.now, by=ctx.person, team=team, before=before, after=after
        )
    off = store.plan(team).off
    note = digests.say("is-off" if off else "noted")
    return Reply(note=note, own=state(team), undo=turn_on(team) if off else None)


def _recorded(read: Read, team: TeamId) -> Json:
    store = read.use(Digests)
    plan = store.plan(team)
    weekly = None if plan.weekly is None else f"{plan.weekly.day} {plan.weekly.at:%H:%M}"
    return {"weekly": weekly, "off": plan.off, "secretary": store.secretary(team)}


@digests.step("digest.on", needs=Role.ORGANISER)
def turn_on(ctx: Context, team: TeamId) -> Reply:
    """Let a team have its digest again."""
    del team
    return _set(ctx, {"off": False})


@digests.step("digest.off", needs=Role.ORGANISER)
def turn_off(ctx: Context, team: TeamId) -> Reply:
    """Let a team have no digest until it wants one again."""
    del team
    return _set(ctx, {"off": True})


@digests.view("digest.state")
def state(read: Read, team: TeamId) -> Card:
    """Show when the next digest comes, who sees it first, and what became of the last."""
    store = read.use(Digests)
    plan = store.plan(team)
    weekly = weekly_of_team(read, plan)
    blocks: list[Block] = []
    if weekly is None:
        blocks.append(Text.of(digests.say("state-off")))
    else:
        zone = read.zone(team)
        at = weekly.after(read.now, zone).instant
        made = None if plan.nominal is None else store.named(team, plan.nominal)
        if made is not None and made.state is not State.DRAFT:  # it went out early, or not at all
            at = weekly.after(at, zone).instant
        rule = weekly.rule(read.now, zone)
        blocks.append(Text.of(digests.say("state-next", rule=rule, at=at)))
        blocks.append(Text.of(_first(read, plan)))
    last = store.last(team)
    if last is not None and last.settled_at is not None:
        key = "state-sent"
        if last.state is State.SKIPPED:
            key = "was-skipped-itself" if last.settled_by is None else "state-skipped"
        blocks.append(Text.of(digests.say(key, at=last.settled_at)))
    blocks.append(Text.of(digests.say("state-how")))
    buttons = [Button(digests.say("draft-now"), draft(team), Weight.PRIMARY)]
    buttons.append(Button(digests.say("change-time"), opened(change(team))))
    buttons.append(
        Button(digests.say("turn-on"), turn_on(team))
        if weekly is None
        else Button(digests.say("turn-off"), turn_off(team))
    )
    if (sent := store.last(team, State.SENT)) is not None:
        buttons.append(Button(digests.say("last-as-document"), export(sent.id)))
    blocks.append(Buttons(tuple(buttons)))
    return Card(digests.say("state"), tuple(blocks), final=True)


def _first(read: Read, plan: Plan) -> Phrase:
    """Say who sees a digest before all others do."""
    readers = secretaries(read, plan)
    names = read.use(read.stores.people).names([each.person for each in readers])
    if not names:
        return digests.say("state-nobody")
    return digests.say("state-first", names=shortened(tuple(names.values()), _NAMES_SHOWN))


# The timers


@digests.tends
def tend(ctx: Context, team: TeamId | None) -> None:
    """Let timers be set for a team that is new or was set up anew, and at each start for all."""
    teams = [team] if team is not None else [
        plan.team for plan in ctx.use(Digests).plans() if not _is_kept(ctx, plan)
    ]  # fmt: skip
    for each in teams:
        ctx.use(ctx.stores.later).put_due(ctx.now, keep(each), each)


def _is_kept(read: Read, plan: Plan) -> bool:
    """Say whether the timers of a team are those of its time, which the house may have changed."""
    weekly = weekly_of_team(read, plan)
    if weekly is None or plan.nominal is None:
        return weekly is None and plan.nominal is None
    local = datetime.fromisoformat(plan.nominal)
    lost = local.replace(tzinfo=UTC) < read.now - 2 * _ABOUT_TO_RING
    return (local.weekday(), local.time()) == (weekly.day, weekly.at) and not lost


@digests.step("digest.keep", needs=Role.ADMIN)
def keep(ctx: Context, team: TeamId) -> Reply:
    """Set the timers of the next digest of a team, as its time and zone now are.

    One that is due is about to ring, perhaps elsewhere, and sets those of the next itself.
    """
    plan = ctx.use(Digests).lock_plan(team)
    due = None if plan.nominal is None else instant_of(plan.nominal, ctx.zone(team))
    if due is None or not due <= ctx.now < due + _ABOUT_TO_RING:
        arm(ctx, team, ctx.now)
    return Reply()


def arm(ctx: Context, team: TeamId, after: Instant) -> None:
    """Set the timers for the first digest after a moment: its preview, and itself.

    Its local time names it: no replica, no restart and no hour that comes twice makes it two.
    """
    store, zone = ctx.use(Digests), ctx.zone(team)
    plan = store.lock_plan(team)
    weekly = weekly_of_team(ctx, plan)
    following = None if weekly is None else weekly.after(after, zone)
    nominal = None if following is None else f"{following.nominal:%Y-%m-%dT%H:%M}"
    if plan.nominal is not None and plan.nominal != nominal:
        ctx.cancel(prepare(team, plan.nominal))
        ctx.cancel(fall_due(team, plan.nominal))
    store.set_plan(team, nominal=nominal)
    _take_along(ctx, plan, nominal)
    if following is None or nominal is None:
        return
    ctx.at(following.instant, fall_due(team, nominal))
    readers = secretaries(ctx, plan)
    first = min((preview_at(following.instant, each.rhythm) for each in readers),
                default=following.instant - AHEAD)  # fmt: skip
    ctx.at(max(first, ctx.now), prepare(team, nominal))


def _take_along(ctx: Context, before: Plan, nominal: str | None) -> None:
    """Let what is being prepared go out at the time that is set now, with what was done to it.

    Where there is none any more, it waits for somebody to send it, and its preview says so.
    """
    store, team = ctx.use(Digests), before.team
    made = None if before.nominal is None else store.named(team, before.nominal)
    if made is None or made.state is not State.DRAFT or made.nominal == nominal:
        return
    if nominal is not None and store.named(team, nominal) is None:
        store.change(made.id, nominal=nominal, until=instant_of(nominal, ctx.zone(team)))
    ctx.show(preview_of(made.id))


@digests.step("digest.prepare", needs=Role.ADMIN)
def prepare(ctx: Context, team: TeamId, nominal: str) -> Reply:
    """Show a digest that goes out soon to those who may change it, each as it suits their night.

    Where there is nothing to tell there is nothing to show.
    """
    store = ctx.use(Digests)
    plan = _still(ctx, team, nominal)
    due = instant_of(nominal, ctx.zone(team))
    past = past_week(due, ctx.zone(team), ctx.use(Digests).told_until(team))
    if not gathered(ctx, team, past).lines:
        return Reply()
    made = store.draft(team, nominal, past.start, past.end)
    if made.state is not State.DRAFT:
        return Reply()
    rooms: list[RoomId] = []
    later: list[Instant] = []
    for reader in secretaries(ctx, plan):
        assert reader.room is not None
        at = preview_at(due, reader.rhythm)
        if at > ctx.now:
            later.append(at)
        elif not reader.rhythm.stillness(ctx.now):
            rooms.append(reader.room)
    if rooms:
        outgoing = ctx.use(ctx.stores.outgoing)
        for copy in outgoing.copies_of(preview_of(made.id)):
            if copy.shown_at and copy.shown_at < due - _SHOWN_WITHIN:
                # It stands far above by now, where nobody looks.
                outgoing.renew(preview_of(made.id), copy.place, ctx.now)
        ctx.show(preview_of(made.id), rooms)
    if later:
        ctx.at(min(later), prepare(team, nominal))
    return Reply()


@digests.step("digest.due", needs=Role.ADMIN)
def fall_due(ctx: Context, team: TeamId, nominal: str) -> Reply:
    """Send the digest of a week, unless somebody did, or skipped it, or there is nothing in it."""
    _still(ctx, team, nominal)
    store, zone = ctx.use(Digests), ctx.zone(team)
    due = instant_of(nominal, zone)
    found = store.named(team, nominal)
    if found is None:
        past = past_week(due, zone, ctx.use(Digests).told_until(team))
        if (told := gathered(ctx, team, past)).lines:
            send(ctx, store.draft(team, nominal, past.start, past.end), None, told)
    elif found.state is State.DRAFT:
        send(ctx, found, None)
    arm(ctx, team, max(due, ctx.now))
    return Reply()


def _still(ctx: Context, team: TeamId, nominal: str) -> Plan:
    """Return the plan of a team, whose next digest must still be this one."""
    plan = ctx.use(Digests).lock_plan(team)
    if plan.nominal != nominal:
        raise Declined(digests.say("gone"))
    return plan


def secretaries(read: Read, plan: Plan) -> list[Reader]:
    """List who is shown a digest before it goes out, of those who can be written to.

    The one who was named, as long as they lead the team; else all who do.
    """
    people, store = read.use(read.stores.people), read.use(read.stores.reminders)
    leading = list(people.members(plan.team, Role.ORGANISER))
    found = store.readers(leading, read.registry.habits.quiet) if leading else {}
    reachable = {person: each for person, each in found.items() if each.room is not None}
    named = read.use(Digests).secretary(plan.team)
    return [reachable[named]] if named in reachable else list(reachable.values())
