"""Drafts: one typed line becomes a card that shows how it was read, before anybody else sees it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NewType, TypeVar

from bot.action import Action, Open
from bot.audience import in_words
from bot.command import Commands, OpenStep, Rule, Step
from bot.context import Asking, Context, Problem, Read, Reply
from bot.domain.audience import Audience
from bot.domain.identity import RoomId
from bot.domain.phrase import Phrase, Words
from bot.domain.repeat import Repeats
from bot.domain.rights import Authored, author_as_member, author_as_organiser
from bot.domain.shift import Planned
from bot.errors import Declined
from bot.form import FieldSpec, FormSpec, Raw, Series
from bot.keep import plain, words_of
from bot.message import (
    Block,
    Button,
    Buttons,
    Card,
    FieldKind,
    Fields,
    Listing,
    Style,
    Text,
    Weight,
)
from bot.parse import variant_key
from bot.ports import DraftRow, Place

DraftId = NewType("DraftId", int)
T = TypeVar("T")

LIFE: Final = timedelta(minutes=30)
_SHOWN: Final = 400
_ITEMS_SHOWN: Final = 40

drafts = Commands("draft")


def _author(asking: Asking, action: Action) -> Authored:
    draft = action.args[0]
    assert isinstance(draft, int)
    row = asking.use(asking.stores.talk).draft(draft)
    # Of one that is gone everybody may hear that it is.
    return Authored(asking.who, row is None or row.author == asking.who.person)


author_of_draft = Rule(_author, author_as_member)
"""Allow only the one who made the draft, while they might make one."""
organiser_of_draft = Rule(_author, author_as_organiser)
"""The same of a draft that only organisers may make."""


def draft(
    ctx: Context, values: object, edit: OpenStep[Any, [DraftId]], post: Step[[DraftId]], *,
    wrong: Mapping[str, Phrase | Problem] | None = None, noticed: Sequence[Phrase] = (),
) -> Reply:  # fmt: skip
    """Keep values as a draft of the one who acts and show them its card.

    `wrong` is what the feature finds wrong, by field, besides what could not be read; a `Problem`
    with readings lets one of them be chosen. `noticed` is what may well be meant so.
    """
    assert edit.form is not None
    here, places = ctx.here, _somewhere(ctx.places())
    found = [
        each if isinstance(each, Problem) else Problem(field, each)
        for field, each in (wrong or {}).items()
    ]
    row = DraftRow(
        id=0,
        team=ctx.team.id,
        author=ctx.person,
        origin=RoomId(0) if here is None else here.room,
        thread=None if here is None else here.thread,
        edit=edit.name,
        post=post.name,
        values=edit.form.dump(values),
        problems=[_kept(each) for each in (*ctx.heard.problems, *found)],
        notices=[plain(each) for each in (*ctx.heard.notices, *noticed)],
        rooms=[each.room for each in places],
        expires_at=ctx.now + LIFE,
        taken=False,
    )
    return Reply(own=card(DraftId(ctx.use(ctx.stores.talk).put_draft(row))))


def redraft(
    ctx: Context, draft: DraftId, form: FormSpec, values: object, *, noticed: Sequence[Phrase] = ()
) -> Reply:
    """Give a draft other values and show its card again."""
    notices = (*ctx.heard.notices, *noticed)
    _change(ctx, _standing(ctx, draft), form.dump(values), (), notices)
    return Reply(own=card(draft))


def take(ctx: Context, draft: DraftId, kind: type[T]) -> tuple[T, tuple[Place, ...]]:
    """Take a draft to be posted: its values and the places that it named. Once, and only whole."""
    row = _standing(ctx, draft)
    if row.problems:
        raise Declined(drafts.say("unfinished"))
    # A room may have left the team since it was named.
    theirs = {room.id for room in ctx.use(ctx.stores.people).rooms_of(row.team)}
    places = _somewhere(tuple(each for each in _places(row) if each.room in theirs))
    if not ctx.use(ctx.stores.talk).take_draft(draft):
        raise Declined(drafts.say("gone"))  # by a press at the same moment
    values = form_of(ctx, row).load(row.values)
    assert isinstance(values, kind)
    return values, places


def _places(row: DraftRow) -> Iterator[Place]:
    """Yield where a draft would stand: where it was made, in the thread in which it was made."""
    for room in row.rooms:
        yield Place(room, row.thread if room == row.origin else None)


def _somewhere(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return the places in which something is to stand; a team may have none."""
    if not places:
        raise Declined(drafts.say("nowhere"))
    return places


def drafted(kind: type[T]) -> Callable[[Read, DraftId], T | None]:
    """Return what fills in the form that edits a draft: the values that the draft holds."""

    def values(read: Read, draft: DraftId) -> T | None:
        row = read.use(read.stores.talk).draft(draft)
        held = None if row is None else form_of(read, row).load(row.values)
        return held if isinstance(held, kind) else None

    return values


def form_of(read: Read, row: DraftRow) -> FormSpec:
    """Return the form of a draft."""
    step = read.registry.step(row.edit)
    assert step is not None
    assert step.form is not None
    return step.form


@drafts.step("draft.choose", needs=author_of_draft)
def choose(ctx: Context, draft: DraftId, field: str, reading: str) -> Reply:
    """Take one of the readings that a field could have."""
    row = _standing(ctx, draft)
    # What can only be confirmed has no other reading than that it is so.
    sure = form_of(ctx, row).field(field).holds is bool
    values: dict[str, Raw] = {**row.values, field: True if sure else reading}
    problems = [_problem(each) for each in row.problems if each["field"] != field]
    _change(ctx, row, values, problems, [words_of(each) for each in row.notices])
    return Reply(own=card(draft))


@drafts.step("draft.cancel", needs=author_of_draft)
def cancel(ctx: Context, draft: DraftId) -> Reply:
    """Throw a draft away."""
    if not ctx.use(ctx.stores.talk).take_draft(draft):
        raise Declined(drafts.say("gone"))
    return Reply(note=drafts.say("cancelled"), own=card(draft))


@drafts.step("draft.edit", needs=author_of_draft)
def edit(ctx: Context, draft: DraftId) -> Reply:
    """Open the draft's form, what could not be read standing in it as it was typed."""
    return _opened(ctx, draft, more=False)


@drafts.step("draft.more", needs=author_of_draft)
def more(ctx: Context, draft: DraftId) -> Reply:
    """Open the form with everything that can be set."""
    return _opened(ctx, draft, more=True)


def _opened(ctx: Context, draft: DraftId, *, more: bool) -> Reply:
    row = _standing(ctx, draft)
    wrong = tuple(map(_problem, row.problems))
    return Reply(form=Open(row.edit, (draft,)), more=more, wrong=wrong)


@drafts.view("draft.card")
def card(read: Read, draft: DraftId) -> Card | None:
    """Show how every field was read, what is missing, and where it will stand."""
    row = read.use(read.stores.talk).draft(draft)
    if row is None or row.taken or row.expires_at <= read.now:
        return None
    step = read.registry.step(row.edit)
    assert step is not None
    feature, form = step.feature, form_of(read, row)
    problems = {problem.field: problem for problem in map(_problem, row.problems)}
    blocks = as_read(feature, form, row.values, problems, [words_of(n) for n in row.notices])
    titles = tuple(map(read.called, _places(row)))
    blocks.append(Text.of(drafts.say("stands-in", rooms=titles), style=Style.ITALIC))
    for problem in problems.values():
        if problem.readings:
            field = form.field(problem.field)
            blocks.append(Buttons(tuple(_readings(feature, draft, field, problem))))
    blocks.append(Buttons(tuple(_buttons(draft, row, complete=not problems))))
    title = drafts.say("title", what=Phrase(feature, form.title))
    return Card(title, tuple(blocks), redraw_at=row.expires_at)


def as_read(
    feature: str, form: FormSpec, values: Mapping[str, Raw], problems: Mapping[str, Problem],
    notices: Sequence[Words],
) -> list[Block]:  # fmt: skip
    """Show how a form was read: its values, what is wrong, and what should be noticed."""
    blocks: list[Block] = [Fields(tuple(_rows(feature, form, values, problems)))]
    blocks += [Text.of(each.says, style=Style.BOLD) for each in problems.values()]
    if notices:
        blocks.append(Listing(tuple(map(Text.of, notices))))
    return blocks


def value_words(feature: str, spec: FieldSpec, raw: Raw) -> Words:
    """Say one field's stored value."""
    value = spec.load(raw)
    if spec.unset and value == spec.default:
        return Phrase(feature, spec.unset)
    if value in {None, "", ()}:
        return drafts.say("unset")
    if spec.kind is FieldKind.ONE_OF:
        return Phrase(feature, variant_key(spec, spec.holds(value)))
    return _said(value)


def _said(value: object) -> Words:
    """Say a value by its type; what has no words of its own is said as it is."""
    return next(
        (says(value) for kind, says in _SAYS.items() if isinstance(value, kind)), str(value)
    )


def shift_words(shift: Planned) -> Phrase:
    """Say a shift: when it is, how many are needed, what for, and what they must have."""
    places = drafts.say("shift-places", places=shift.places or 0)
    says = drafts.say("shift", when=shift.when, places=places)
    if shift.role:
        says = drafts.say("shift-role", shift=says, role=shift.role)
    return drafts.say("shift-needs", shift=says, needs=shift.needs) if shift.needs else says


def _several(items: tuple[str, ...] | tuple[timedelta, ...] | tuple[Planned, ...]) -> Words:
    shifts = tuple(shift_words(each) for each in items if isinstance(each, Planned))
    if shifts:
        return _one_a_line(shifts)
    if any(mark in each for each in items if isinstance(each, str) for mark in ",，、"):
        # A comma between them could not be told from one within.
        return " / ".join(map(str, items))
    words = (_ahead(each) if isinstance(each, timedelta) else str(each) for each in items)
    return drafts.say("several", items=tuple(words))


def _one_a_line(shifts: tuple[Phrase, ...]) -> Phrase:
    says, *others = shifts
    for each in others:
        says = drafts.say("shifts", before=says, shift=each)
    return says


def _ahead(length: timedelta) -> Phrase:
    return Phrase("remind", "length", (("length", length),))


_SAYS: Final[Mapping[type, Callable[[Any], Words]]] = {
    bool: lambda value: Phrase("core", "yes" if value else "no"),
    datetime: lambda value: drafts.say("moment", at=value),
    timedelta: lambda value: drafts.say("length", length=value),
    Repeats: lambda value: drafts.say("repeats", rule=value),
    Audience: in_words,
    tuple: _several,
}
"""How a value of each type is said."""


def _rows(
    feature: str, form: FormSpec, values: Mapping[str, Raw], problems: Mapping[str, Problem]
) -> Sequence[tuple[Words, Words]]:
    """Return the lines of the card: what was said, and what differs from the usual."""
    rows = []
    # Of what repeats the rule itself says when it first happens.
    series = [mark.field for f in form.fields if values.get(f.name) and (mark := f.marker(Series))]
    for spec in form.fields:
        if spec.name in series and spec.name not in problems:
            continue
        raw = values.get(spec.name)
        usual = spec.load(raw) == spec.default if raw is not None else not spec.required
        if spec.name in problems or not usual or spec.required or not spec.more:
            asked = spec.name in problems and spec.load(raw) in {None, "", ()}
            value = drafts.say("unset") if asked else value_words(feature, spec, _brief(raw))
            rows.append((Phrase(feature, spec.key), value))
    return rows


def _brief(raw: Raw) -> Raw:
    """Leave out what no card needs to show of a value that is far too long."""
    match raw:
        case str() if len(raw) > _SHOWN:
            return raw[:_SHOWN] + "…"
        case list() if len(raw) > _ITEMS_SHOWN:
            return [*raw[:_ITEMS_SHOWN], "…"]
    return raw


def _readings(feature: str, draft: DraftId, spec: FieldSpec, problem: Problem) -> Sequence[Button]:
    buttons = []
    for reading in problem.readings:
        # What can only be confirmed is called as its field.
        label = Phrase(feature, spec.key) if spec.holds is bool else _said(spec.load(reading))
        buttons.append(Button(label, choose(draft, spec.name, str(reading)), Weight.PRIMARY))
    return buttons


def _buttons(draft: DraftId, row: DraftRow, *, complete: bool) -> Sequence[Button]:
    buttons = [
        Button(drafts.say("edit"), edit(draft)),
        Button(drafts.say("more"), more(draft)),
        Button(drafts.say("cancel"), cancel(draft)),
    ]
    if complete:
        post = Button(drafts.say("post"), Action(row.post, (draft,)), Weight.PRIMARY)
        buttons.insert(0, post)
    return buttons


def _standing(ctx: Context, draft: DraftId) -> DraftRow:
    row = ctx.use(ctx.stores.talk).draft(draft)
    if row is None:
        raise Declined(drafts.say("long-gone"))
    if row.taken:
        raise Declined(drafts.say("gone"))
    if row.expires_at <= ctx.now:
        raise Declined(drafts.say("expired"))
    return row


def _change(
    ctx: Context, row: DraftRow, values: Mapping[str, Raw], problems: Sequence[Problem],
    notices: Sequence[Words],
) -> None:  # fmt: skip
    ctx.use(ctx.stores.talk).change_draft(
        row.id,
        values,
        [_kept(each) for each in problems],
        [plain(each) for each in notices],
        ctx.now + LIFE,
    )


def _kept(problem: Problem) -> Mapping[str, Any]:
    return {
        "field": problem.field,
        "says": plain(problem.says),
        "typed": problem.typed,
        "readings": list(problem.readings),
    }


def _problem(kept: Mapping[str, Any]) -> Problem:
    return Problem(kept["field"], words_of(kept["says"]), kept["typed"], tuple(kept["readings"]))
