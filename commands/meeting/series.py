"""Series: a meeting that is called again by itself, each time in good time before it starts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Annotated, ClassVar, Final

from bot.context import Context, Read, Reply
from bot.domain.almanac import Almanac
from bot.domain.identity import PersonId, Role, RoomId, TeamId
from bot.domain.phrase import Instant
from bot.domain.repeat import Occurrence, Repeats, repeats_of
from bot.domain.series import SeriesId, SeriesRow
from bot.drafts import DraftId
from bot.drafts import card as draft_card
from bot.errors import Declined
from bot.form import After, Anywhere, form_spec
from bot.message import Block, Button, Buttons, Card, Text, Weight, opened
from bot.when import Purpose
from commands.meeting.card import remind_those_who_come
from commands.meeting.feature import meetings, steps
from commands.meeting.form import MeetForm, convened
from storage.meeting import Meetings, MeetingSeries
from storage.terms import Terms

_SHOWN: Final = 5
_A_DAY: Final = timedelta(days=1)
_LATEST: Final = timedelta(hours=1)
"""How long before it starts a meeting is called at the latest, whatever its own time to post."""


@dataclass(frozen=True, slots=True)
class MoveForm:
    """Ask for another time of one meeting of a series."""

    TITLE: ClassVar[str] = "series"

    moved_to: Annotated[Instant | None, After(Purpose.MEETING), Anywhere(Purpose.MEETING)]


def begin_series(
    ctx: Context, values: MeetForm, rooms: tuple[RoomId, ...], draft: DraftId
) -> Reply:
    """Begin a series by a drafted meeting that repeats."""
    assert values.repeats is not None
    spec = form_spec(MeetForm)
    row = ctx.use(MeetingSeries).open(
        ctx.team.id, ctx.person, content=spec.dump(replace(values, repeats=None)),
        rule=str(values.repeats), rooms=rooms, days_before=values.days_before,
        post_at=values.post_at,
    )  # fmt: skip
    if not arm(ctx, row, ctx.now):
        raise Declined(meetings.say("never-again"))
    note = meetings.say("series-begun", number=str(row.number), title=values.about)
    return Reply(note=note, own=draft_card(draft), undo=end_series(row.id))


def arm(ctx: Context, row: SeriesRow, after: Instant) -> bool:
    """Set the timer that calls the next meeting of a series; False where there is none."""
    if row.nominal is not None:
        ctx.cancel(call_next(row.id, row.nominal))
    following = next(coming(ctx, row, after), None)
    nominal = None if following is None else following.nominal.isoformat()
    ctx.use(MeetingSeries).set(row.id, nominal=nominal)
    if following is None or nominal is None:
        rule = repeats_of(row.rule)
        if rule.pattern.of_terms and (rule.ends is None or ctx.now.date() <= rule.ends):
            ctx.at(ctx.now + _A_DAY, look_again(row.id))
        return False
    ctx.at(max(posted_at(ctx, row, following), ctx.now), call_next(row.id, nominal))
    return True


def coming(read: Read, row: SeriesRow, after: Instant) -> Iterator[Occurrence]:
    """Yield the meetings of a series that start after an instant, as its rule says."""
    return repeats_of(row.rule).after(after, read.zone(row.team), _almanac(read, row.team))


def posted_at(read: Read, row: SeriesRow, of: Occurrence) -> Instant:
    """Return when one meeting is called: days before, at its own time, yet not after the start."""
    zone = read.zone(row.team)
    day = of.instant.astimezone(zone).date() - timedelta(days=row.days_before)
    wanted = datetime.combine(day, time.fromisoformat(row.post_at), zone)
    return min(wanted.astimezone(of.instant.tzinfo), of.instant - _LATEST)


@meetings.step("meeting.call-next", needs=Role.ADMIN)
def call_next(ctx: Context, series: SeriesId, nominal: str) -> Reply:
    """Call one meeting of a series, and set the timer for the one after it.

    Its nominal time names it: no replica and no second delivery calls it again.
    """
    row = _going_on(ctx, series)
    if row.nominal != nominal:
        raise Declined(meetings.say("series-passed"))
    wanted = datetime.fromisoformat(nominal)
    due = next((each for each in coming(ctx, row, ctx.now) if each.nominal == wanted), None)
    if due is not None:
        values: MeetForm = replace(form_spec(MeetForm).load(row.content), starts=due.instant)
        made = convened(
            ctx, values, row.rooms, author=row.author, series=series, nominal=nominal
        )  # fmt: skip
        steps.stand(ctx, made, row.rooms, ladder=values.remind)
        remind_those_who_come(ctx, made, values.remind)
    arm(ctx, row, ctx.now if due is None else due.instant)
    return Reply()


@meetings.step("meeting.look-again", needs=Role.ADMIN)
def look_again(ctx: Context, series: SeriesId) -> Reply:
    """Go on with a series that had come to the end of the terms that were known."""
    row = _going_on(ctx, series)
    if row.nominal is None:
        arm(ctx, row, _called_until(ctx, row))
    return Reply()


# What is done about a series


@meetings.step("meeting.series", needs=Role.ORGANISER)
def show_series(ctx: Context, series: SeriesId) -> Reply:
    """Show a series to an organiser."""
    _going_on(ctx, series)
    return Reply(own=series_panel(series, ctx.person))


@meetings.step("meeting.skip", needs=Role.ORGANISER)
def skip(ctx: Context, series: SeriesId, nominal: str) -> Reply:
    """Leave one meeting of a series out."""
    row, day = _going_on(ctx, series), datetime.fromisoformat(nominal)
    _rule_is(ctx, row, repeats_of(row.rule).without(day.date()))
    note = meetings.say("skipped", at=_local(ctx, row.team, day))
    return Reply(note=note, own=series_panel(series, ctx.person))


@meetings.takes(MoveForm, "meeting.move", needs=Role.ORGANISER)
def move(ctx: Context, values: MoveForm, series: SeriesId, nominal: str) -> Reply:
    """Hold one meeting of a series at another time."""
    row, day = _going_on(ctx, series), datetime.fromisoformat(nominal)
    assert values.moved_to is not None
    if values.moved_to <= ctx.now:
        raise Declined(meetings.say("move-past", at=values.moved_to), "moved_to")
    wall = values.moved_to.astimezone(ctx.zone(row.team)).replace(tzinfo=None)
    _rule_is(ctx, row, repeats_of(row.rule).moving(day.date(), wall))
    note = meetings.say("moved-once", at=values.moved_to)
    return Reply(note=note, own=series_panel(series, ctx.person))


def _rule_is(ctx: Context, row: SeriesRow, rule: Repeats) -> None:
    """Give a series another rule; what was called already stands as it was called."""
    store = ctx.use(MeetingSeries)
    if row.rule == str(rule):
        return
    store.set(row.id, rule=str(rule))
    changed = store.find(row.id)
    assert changed is not None
    arm(ctx, changed, _called_until(ctx, changed))


@meetings.step("meeting.end-series", needs=Role.ORGANISER)
def end_series(ctx: Context, series: SeriesId) -> Reply:
    """End a series; what was called already stands."""
    row = _going_on(ctx, series)
    ctx.use(MeetingSeries).end(series, ctx.now)
    if row.nominal is not None:
        ctx.cancel(call_next(series, row.nominal))
    return Reply(note=meetings.say("series-ended", title=_title(row)), undo=go_on(series))


@meetings.step("meeting.go-on", needs=Role.ORGANISER)
def go_on(ctx: Context, series: SeriesId) -> Reply:
    """Let a series go on that was ended by mistake."""
    row = ctx.use(MeetingSeries).find(series)
    if row is None or not ctx.use(MeetingSeries).end(series, None):
        raise Declined(meetings.say("series-gone"))
    arm(ctx, row, _called_until(ctx, row))
    return Reply(note=meetings.say("series-goes-on", title=_title(row)))


@meetings.view("meeting.series-panel")
def series_panel(read: Read, series: SeriesId, person: PersonId) -> Card | None:
    """Draw a series with its next meetings, each to be left out or moved."""
    del person
    row = read.use(MeetingSeries).find(series)
    if row is None or row.ended_at is not None:
        return None
    blocks: list[Block] = [Text.of(meetings.say("rule-line", rule=repeats_of(row.rule)))]
    blocks.append(Text.of(meetings.say("posted-ahead", days=row.days_before, at=row.post_at)))
    for each in islice(coming(read, row, _called_until(read, row)), _SHOWN):
        nominal = each.nominal.isoformat()
        blocks.append(Text.of(meetings.say("moment", at=each.instant)))
        blocks.append(
            Buttons(
                (
                    Button(meetings.say("skip", at=each.instant), skip(series, nominal)),
                    Button(meetings.say("move", at=each.instant), opened(move(series, nominal))),
                )
            )
        )
    blocks.append(Buttons((Button(meetings.say("end-series"), end_series(series), Weight.DANGER),)))
    title = meetings.say("series-title", number=str(row.number), title=_title(row))
    return Card(title, tuple(blocks))


def series_lines(read: Read, team: TeamId) -> list[Block]:
    """List the series of a team, for its organisers."""
    blocks: list[Block] = []
    for row in read.use(MeetingSeries).of(team):
        title = meetings.say("series-title", number=str(row.number), title=_title(row))
        rule = meetings.say("rule-line", rule=repeats_of(row.rule))
        blocks.append(Text.of(title, " · ", rule))
        blocks.append(Buttons((Button(meetings.say("open-series"), show_series(row.id)),)))
    return blocks


def _called_until(read: Read, row: SeriesRow) -> Instant:
    """Return until when the meetings of a series were called: what comes then is still to be."""
    last = read.use(Meetings).last_of(row.id)
    return read.now if last is None else max(last, read.now)


def _going_on(read: Read, series: SeriesId) -> SeriesRow:
    row = read.use(MeetingSeries).find(series)
    if row is None or row.ended_at is not None:
        raise Declined(meetings.say("series-gone"))
    return row


def _title(row: SeriesRow) -> str:
    return str(row.content["about"])


def _local(read: Read, team: TeamId, wall: datetime) -> Instant:
    return wall.replace(tzinfo=read.zone(team))


def _almanac(read: Read, team: TeamId) -> Almanac:
    return Almanac(read.registry.workdays, tuple(read.use(Terms).of(team)))
