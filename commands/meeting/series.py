"""Series: a meeting that is called again by itself, each time in good time before it starts."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from itertools import islice, pairwise
from typing import Annotated, ClassVar, Final

from msgspec import Struct
from msgspec.structs import replace

from bot.context import Context, Read, Reply
from bot.domain.identity import PersonId, Role, RoomId, TeamId
from bot.domain.meeting import Meeting, MeetingId
from bot.domain.phrase import Instant, Phrase, Words
from bot.domain.repeat import Occurrence, Repeats, repeats_of
from bot.domain.series import SeriesId, SeriesRow
from bot.drafts import DraftId, value_words
from bot.drafts import card as draft_card
from bot.errors import Declined
from bot.form import After, Anywhere, Raw, Series, form_spec
from bot.message import Block, Button, Buttons, Card, Fields, Text, Weight, opened
from bot.when import Purpose
from commands.meeting.card import remind_those_who_come
from commands.meeting.feature import meetings, steps
from commands.meeting.form import MeetForm, MeetingForm, check, convened
from commands.meeting.mending import change, standing
from storage.meeting import Meetings, MeetingSeries

_SHOWN: Final = 5
_AHEAD: Final = 60
"""How many meetings of a rule are looked at for the one that is nearest to one that stands."""
_A_DAY: Final = timedelta(days=1)
_TIME: Final = "starts"
_EACH: Final = tuple(field.name for field in form_spec(MeetingForm).fields)
"""What can be changed of each meeting."""
_ELSEWHERE: Final = frozenset({"about", _TIME, "repeats", "days_before", "post_at"})
"""What the panel of a series says in its own way."""
_LATEST: Final = timedelta(hours=1)
"""How long before it starts a meeting is called at the latest, whatever its own time to post."""


class MoveForm(Struct, frozen=True):
    """Ask for another time of one meeting of a series."""

    TITLE: ClassVar[str] = "series"

    moved_to: Annotated[Instant | None, After(Purpose.MEETING), Anywhere(Purpose.MEETING)]


class SeriesForm(MeetForm, frozen=True):
    """Ask for what can be changed of all meetings to come of a series: its rule says when."""

    TITLE: ClassVar[str] = "series"
    LEFT_OUT: ClassVar[frozenset[str]] = frozenset({"starts"})

    starts: Instant | None = None
    repeats: Annotated[Repeats | None, Series("starts")] = None


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
    if not arm(ctx, row):
        raise Declined(meetings.say("never-again"))
    note = meetings.say("series-begun", number=str(row.number), title=values.about)
    return Reply(note=note, own=draft_card(draft), undo=end_series(row.id))


def arm(ctx: Context, row: SeriesRow) -> bool:
    """Set the timer that calls the next meeting of a series; False where there is none."""
    if row.nominal is not None:
        ctx.cancel(call_next(row.id, row.nominal))
    following = next(coming(ctx, row), None)
    nominal = None if following is None else following.nominal.isoformat()
    ctx.use(MeetingSeries).set(row.id, nominal=nominal)
    if following is None or nominal is None:
        rule = repeats_of(row.rule)
        if rule.pattern.of_terms and (rule.ends is None or ctx.now.date() <= rule.ends):
            ctx.at(ctx.now + _A_DAY, look_again(row.id))
        return False
    ctx.at(max(posted_at(ctx, row, following), ctx.now), call_next(row.id, nominal))
    return True


def coming(read: Read, row: SeriesRow) -> Iterator[Occurrence]:
    """Yield the meetings of a series that are still to be called, as its rule says.

    Which were called is told by their days: another time of day makes no other meeting of one.
    """
    called = _called(read, row)
    return (each for each in _by_rule(read, row) if _day(each.nominal.isoformat()) not in called)


def _called(read: Read, row: SeriesRow) -> set[str]:
    """Return the days of the meetings of a series that were called."""
    return {_day(nominal) for nominal in read.use(Meetings).called(row.id).values()}


def _by_rule(read: Read, row: SeriesRow) -> Iterator[Occurrence]:
    return repeats_of(row.rule).after(read.now, read.zone(row.team), read.almanac(row.team))


def _day(nominal: str) -> str:
    """Return the local day of a nominal time."""
    return nominal.partition("T")[0]


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
    due = _still_to_call(ctx, row, nominal)
    if due is not None:
        values: MeetForm = replace(_content(row, _day(nominal)), starts=due.instant)
        made = convened(
            ctx, values, row.rooms, author=row.author, series=series, nominal=nominal
        )  # fmt: skip
        steps.stand(ctx, made, row.rooms, ladder=values.remind)
        remind_those_who_come(ctx, made, values.remind)
    arm(ctx, row)
    return Reply()


@meetings.step("meeting.look-again", needs=Role.ADMIN)
def look_again(ctx: Context, series: SeriesId) -> Reply:
    """Go on with a series that had come to the end of the terms that were known."""
    row = _going_on(ctx, series)
    if row.nominal is None:
        arm(ctx, row)
    return Reply()


def _still_to_call(read: Read, row: SeriesRow, nominal: str) -> Occurrence | None:
    """Return the meeting that a nominal time names, if it is still to be called."""
    wanted = datetime.fromisoformat(nominal)
    return next((each for each in coming(read, row) if each.nominal == wanted), None)


def _content(row: SeriesRow, day: str | None = None) -> MeetForm:
    """Return what a series calls, or what it calls on one of its days; when is not in it."""
    content = row.content if day is None else row.of_day(day)
    values: MeetForm = form_spec(MeetForm).load(content)
    return values


# What is done about a series


@meetings.step("meeting.series", needs=Role.ORGANISER)
def show_series(ctx: Context, series: SeriesId) -> Reply:
    """Show a series to an organiser."""
    _going_on(ctx, series)
    return Reply(own=series_panel(series, ctx.person))


@meetings.step("meeting.one-of-series", needs=Role.ORGANISER)
def show_one(ctx: Context, series: SeriesId, nominal: str) -> Reply:
    """Show one meeting of a series to an organiser."""
    row = _going_on(ctx, series)
    if _still_to_call(ctx, row, nominal) is None:
        raise Declined(meetings.say("series-passed"))
    return Reply(own=one_panel(series, nominal, ctx.person))


@meetings.step("meeting.skip", needs=Role.ORGANISER)
def skip(ctx: Context, series: SeriesId, nominal: str) -> Reply:
    """Leave one meeting of a series out."""
    row, day = _uncalled(ctx, series, nominal)
    again = hold(series, nominal, _moved_to(row, day))
    changed = _rule_is(ctx, row, repeats_of(row.rule).without(day.date()))
    note = meetings.say("skipped", at=_local(ctx, row.team, day))
    own = series_panel(series, ctx.person)
    return Reply(note=note, own=own, undo=again if changed else None)


@meetings.takes(MoveForm, "meeting.move", needs=Role.ORGANISER)
def move(ctx: Context, values: MoveForm, series: SeriesId, nominal: str) -> Reply:
    """Hold one meeting of a series at another time."""
    row, day = _uncalled(ctx, series, nominal)
    assert values.moved_to is not None
    if values.moved_to <= ctx.now:
        raise Declined(meetings.say("move-past", at=values.moved_to), "moved_to")
    wall = values.moved_to.astimezone(ctx.zone(row.team)).replace(tzinfo=None)
    again = hold(series, nominal, _moved_to(row, day))
    changed = _rule_is(ctx, row, repeats_of(row.rule).moving(day.date(), wall))
    note = meetings.say("moved-once", at=values.moved_to)
    own = series_panel(series, ctx.person)
    return Reply(note=note, own=own, undo=again if changed else None)


@meetings.step("meeting.hold", needs=Role.ORGANISER)
def hold(ctx: Context, series: SeriesId, nominal: str, wall: str) -> Reply:
    """Hold one meeting of a series as before: at a local time, or, where there is none, by rule."""
    row, day = _uncalled(ctx, series, nominal)
    rule, at = repeats_of(row.rule), datetime.fromisoformat(wall or nominal)
    _rule_is(ctx, row, rule.moving(day.date(), at) if wall else rule.as_ruled(day.date()))
    note = meetings.say("held", at=_local(ctx, row.team, at))
    return Reply(note=note, own=series_panel(series, ctx.person))


def _moved_to(row: SeriesRow, day: datetime) -> str:
    """Return the local time to which one meeting was moved; empty where the rule says when."""
    to = dict(repeats_of(row.rule).moved).get(day.date())
    return "" if to is None else to.isoformat()


def _uncalled(ctx: Context, series: SeriesId, nominal: str) -> tuple[SeriesRow, datetime]:
    """Return a series, and when by its rule one of its meetings is that was not called yet.

    What was called stands in its rooms, whatever an old button of the series wants of it.
    """
    row = _going_on(ctx, series)
    if _day(nominal) in _called(ctx, row):
        raise Declined(meetings.say("series-passed"))
    return row, datetime.fromisoformat(nominal)


def _rule_is(ctx: Context, row: SeriesRow, rule: Repeats) -> bool:
    """Give a series another rule; False where it has it. What was called stands as it was."""
    store = ctx.use(MeetingSeries)
    if row.rule == str(rule):
        return False
    store.set(row.id, rule=str(rule))
    changed = store.find(row.id)
    assert changed is not None
    arm(ctx, changed)
    return True


# Other content: of one meeting, or of all to come


def _as_it_comes(read: Read, series: SeriesId, nominal: str) -> MeetingForm | None:
    row = read.use(MeetingSeries).find(series)
    due = None if row is None else _still_to_call(read, row, nominal)
    if row is None or due is None:
        return None
    values = replace(_content(row, _day(nominal)), starts=due.instant)
    return MeetingForm(**{name: getattr(values, name) for name in _EACH})


@meetings.takes(MeetingForm, "meeting.mend-once", needs=Role.ORGANISER, prefill=_as_it_comes)
def mend_once(ctx: Context, values: MeetingForm, series: SeriesId, nominal: str) -> Reply:
    """Change one meeting of a series that is still to be called, and no other."""
    row = _going_on(ctx, series)
    due = _still_to_call(ctx, row, nominal)
    if due is None:
        raise Declined(meetings.say("series-passed"))
    check(ctx, values)
    assert values.starts is not None
    # When it is stands in the rule.
    apart = _differing(_content(row), replace(values, starts=None))
    _set_once(ctx, row, _day(nominal), apart, anew=True)
    if values.starts != due.instant:
        wall = values.starts.astimezone(ctx.zone(row.team)).replace(tzinfo=None)
        _rule_is(ctx, row, repeats_of(row.rule).moving(due.nominal.date(), wall))
    note = meetings.say("mended-once", at=values.starts)
    return Reply(note=note, own=series_panel(series, ctx.person))


def keep_apart(ctx: Context, call: MeetingId, before: MeetingForm, values: MeetingForm) -> None:
    """Remember what was changed of one meeting of a series: what changes all leaves it alone."""
    found = ctx.use(Meetings).series_of(call)
    row = None if found is None else ctx.use(MeetingSeries).find(found[0])
    if found is None or row is None:
        return
    if apart := _differing(before, values):
        _set_once(ctx, row, _day(found[1]), apart)


def _differing(before: MeetingForm, values: MeetingForm) -> Mapping[str, Raw]:
    """Return what differs between two forms, as a row keeps it."""
    spec = form_spec(MeetingForm)
    return {
        name: spec.field(name).dump(getattr(values, name))
        for name in _EACH
        if getattr(values, name) != getattr(before, name)
    }


def _set_once(
    ctx: Context, row: SeriesRow, day: str, apart: Mapping[str, Raw], *, anew: bool = False
) -> None:
    kept = {} if anew else row.once.get(day, {})
    ctx.use(MeetingSeries).set(row.id, once={**row.once, day: {**kept, **apart}})


def _as_it_stands(read: Read, series: SeriesId) -> SeriesForm | None:
    row = read.use(MeetingSeries).find(series)
    if row is None:
        return None
    values: SeriesForm = form_spec(SeriesForm).load(row.content)
    rule = replace(repeats_of(row.rule), moved=())  # What differs of single days stays so.
    return replace(values, repeats=rule, days_before=row.days_before, post_at=row.post_at)


@meetings.takes(SeriesForm, "meeting.mend-series", needs=Role.ORGANISER, prefill=_as_it_stands)
def mend_series(ctx: Context, values: SeriesForm, series: SeriesId) -> Reply:
    """Change all meetings of a series that have not begun, those that stand as well.

    What was changed of a single one stays so.
    """
    before, store = _going_on(ctx, series), ctx.use(MeetingSeries)
    if values.repeats is None:
        raise Declined(meetings.say("field-repeats-ask"), "repeats")
    check(ctx, values)
    rule = replace(values.repeats, moved=repeats_of(before.rule).moved)
    wanted: dict[str, object] = {
        "content": form_spec(MeetForm).dump(replace(values, repeats=None)), "rule": str(rule),
        "days_before": values.days_before, "post_at": values.post_at,
    }  # fmt: skip
    posted = 0
    if any(getattr(before, name) != value for name, value in wanted.items()):
        store.set(series, **wanted)
        posted = _follow(ctx, before, _going_on(ctx, series))
        if not arm(ctx, _going_on(ctx, series)):
            raise Declined(meetings.say("never-again-kept"), "repeats")
    note = meetings.say("series-mended", title=values.about, posted=posted)
    return Reply(note=note, own=series_panel(series, ctx.person))


def _follow(ctx: Context, before: SeriesRow, row: SeriesRow) -> int:
    """Change those that stand and have not begun as their series was changed; return how many."""
    own = _differing(_content(before), _content(row))
    again = repeats_of(before.rule) != repeats_of(row.rule)
    count = 0
    for call, nominal in ctx.use(Meetings).to_begin(row.id, ctx.now).items():
        known, stands = steps.known(ctx, call), standing(ctx, call)
        if stands is None:
            continue
        apart = row.once.get(_day(nominal), {})
        values = replace(
            stands,
            **{name: getattr(_content(row), name) for name in own if name not in apart},
        )
        if again and _TIME not in apart and (held := _nearest(ctx, row, known, nominal)):
            values = replace(values, starts=held.instant)
            _rename(ctx, row.id, call, nominal, held.nominal.isoformat())
        if values != stands:
            change(ctx, steps.mendable(ctx, call), values)
            count += 1
    return count


def _nearest(read: Read, row: SeriesRow, known: Meeting, nominal: str) -> Occurrence | None:
    """Return when a meeting that stands is held by another rule; None where it stays as it is.

    It goes where the rule is nearest, if that is nearer than half of what lies between two of its
    meetings, and is no other meeting's: Friday becomes the Thursday before it, or another hour.
    """
    ahead = list(islice(_by_rule(read, row), _AHEAD))
    if not ahead:
        return None
    near = min(ahead, key=lambda each: abs(each.instant - known.starts))
    gaps = [later.instant - each.instant for each, later in pairwise(ahead)]
    others = _called(read, row) - {_day(nominal)}
    taken = _day(near.nominal.isoformat()) in others
    far = bool(gaps) and 2 * abs(near.instant - known.starts) > min(gaps)
    return None if taken or far else near


def _rename(ctx: Context, series: SeriesId, call: MeetingId, before: str, now: str) -> None:
    """Name a meeting by the time that another rule gives it, and what was set for it alone."""
    ctx.use(Meetings).set(call, nominal=now)
    once = dict(_going_on(ctx, series).once)
    if _day(before) in once:
        once[_day(now)] = once.pop(_day(before))
        ctx.use(MeetingSeries).set(series, once=once)


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
    arm(ctx, row)
    return Reply(note=meetings.say("series-goes-on", title=_title(row)))


@meetings.view("meeting.series-panel")
def series_panel(read: Read, series: SeriesId, person: PersonId) -> Card | None:
    """Draw a series with its next meetings, each to be left out, moved or changed."""
    del person
    row = read.use(MeetingSeries).find(series)
    if row is None or row.ended_at is not None:
        return None
    blocks: list[Block] = [Text.of(meetings.say("rule-line", rule=repeats_of(row.rule)))]
    blocks.append(Text.of(meetings.say("posted-ahead", days=row.days_before, at=row.post_at)))
    if rows := _rows(_content(row)):
        blocks.append(Fields(rows))
    for call in read.use(Meetings).to_begin(series, read.now):
        label = meetings.say("posted-one", at=steps.known(read, call).starts)
        blocks.append(Buttons((Button(label, steps.show_panel(call)),)))
    for each in islice(coming(read, row), _SHOWN):
        label = meetings.say("one", at=each.instant)
        blocks.append(Text.of(_line(row, each)))
        blocks.append(Buttons((Button(label, show_one(series, each.nominal.isoformat())),)))
    buttons = (
        Button(meetings.say("mend-series"), opened(mend_series(series))),
        Button(meetings.say("end-series"), end_series(series), Weight.DANGER),
    )
    blocks.append(Buttons(buttons))
    title = meetings.say("series-title", number=str(row.number), title=_title(row))
    return Card(title, tuple(blocks))


@meetings.view("meeting.one-of-series")
def one_panel(read: Read, series: SeriesId, nominal: str, person: PersonId) -> Card | None:
    """Draw one meeting of a series that is still to be called, with what can be done about it."""
    del person
    row = read.use(MeetingSeries).find(series)
    due = None if row is None else _still_to_call(read, row, nominal)
    if row is None or row.ended_at is not None or due is None:
        return None
    values = _content(row, _day(nominal))
    buttons = (
        Button(meetings.say("mend-once"), opened(mend_once(series, nominal))),
        Button(meetings.say("move"), opened(move(series, nominal))),
        Button(meetings.say("skip"), skip(series, nominal)),
        Button(meetings.say("back-to-series"), show_series(series)),
    )
    blocks = (Text.of(_line(row, due)), Fields(_rows(values)), Buttons(buttons))
    title = meetings.say("series-title", number=str(row.number), title=values.about)
    return Card(title, blocks)


def _rows(values: MeetForm) -> tuple[tuple[Words, Words], ...]:
    """Say what a series calls besides its name, where that is not as usual."""
    return tuple(
        (Phrase("meeting", spec.key), value_words("meeting", spec, spec.dump(value)))
        for spec in form_spec(MeetForm).fields
        if spec.name not in _ELSEWHERE
        and (value := getattr(values, spec.name)) not in {None, "", (), spec.default}
    )


def _line(row: SeriesRow, each: Occurrence) -> Phrase:
    """Say when one meeting is, and what of it differs from the others."""
    spec = form_spec(MeetingForm)
    apart = row.once.get(_day(each.nominal.isoformat()), {})
    labels = tuple(Phrase("meeting", field.key) for field in spec.fields if field.name in apart)
    if not labels:
        return meetings.say("moment", at=each.instant)
    return meetings.say("moment-apart", at=each.instant, what=labels)


def series_button(read: Read, call: MeetingId) -> tuple[Button, ...]:
    """Lead from a meeting to the series that it is of, as long as that goes on."""
    found = read.use(Meetings).series_of(call)
    row = None if found is None else read.use(MeetingSeries).find(found[0])
    if row is None or row.ended_at is not None:
        return ()
    return (Button(meetings.say("open-series"), show_series(row.id)),)


def series_lines(read: Read, team: TeamId) -> list[Block]:
    """List the series of a team, for its organisers."""
    blocks: list[Block] = []
    for row in read.use(MeetingSeries).of(team):
        title = meetings.say("series-title", number=str(row.number), title=_title(row))
        rule = meetings.say("rule-line", rule=repeats_of(row.rule))
        blocks.append(Text.of(title, " · ", rule))
        blocks.append(Buttons((Button(meetings.say("open-series"), show_series(row.id)),)))
    return blocks


def _going_on(read: Read, series: SeriesId) -> SeriesRow:
    row = read.use(MeetingSeries).find(series)
    if row is None or row.ended_at is not None:
        raise Declined(meetings.say("series-gone"))
    return row


def _title(row: SeriesRow) -> str:
    return str(row.content["about"])


def _local(read: Read, team: TeamId, wall: datetime) -> Instant:
    return wall.replace(tzinfo=read.zone(team))
