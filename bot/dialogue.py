"""Forms, where a platform has none: asked one question at a time; a wrong answer re-asks just that.

A dialogue is a row: which form, what was answered so far, what is being asked. It stands in one
room with one account; the newest takes the place of the one before.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NewType

from msgspec.structs import replace

from bot.action import Action, Open
from bot.command import Commands, Rule, StepBase
from bot.context import Asking, Context, Problem, Read, Reply
from bot.domain.audience import Audience
from bot.domain.phrase import Phrase, Words
from bot.domain.repeat import Repeats
from bot.domain.rights import Authored, author_only
from bot.domain.shift import Planned
from bot.drafts import value_words
from bot.errors import Declined
from bot.form import FieldSpec, FormSpec
from bot.keep import plain, words_of
from bot.message import (
    Block,
    Button,
    Buttons,
    Card,
    Choice,
    FieldKind,
    Form,
    FormField,
    Style,
    Text,
    opened,
)
from bot.parse import Vocabulary, variant_key
from bot.ports import DialogueRow, Place
from bot.shifts import as_typed
from bot.when import Setting, print_instant, print_length, print_repeats
from bot.words import Catalogues, Voice

DialogueId = NewType("DialogueId", int)
LIFE: Final = timedelta(minutes=30)

dialogues = Commands("dialogue")


def _partner(asking: Asking, action: Action) -> Authored:
    row = asking.use(asking.stores.talk).dialogue_by_id(_id(action.args[0]))
    # Of one that is over everybody may hear that it is.
    return Authored(asking.who, row is None or row.account == asking.who.account)


partner = Rule(_partner, author_only)
"""Allow only the one who is being asked."""


def form_for(
    action: Open[Any], step: StepBase, values: Any, words: Catalogues, voice: Voice, *, more: bool,
    typed: Mapping[str, str] | None = None, problems: Mapping[str, Problem] | None = None,
    about: tuple[Words, ...] = (),
) -> Form:  # fmt: skip
    """Make the form that a step waits for, with the values it starts with.

    `typed` and `problems` are what was sent before and what was wrong with it. Fields for the
    whole form only are left out unless `more` is asked for, or they hold or held something.
    """
    assert step.form is not None
    feature, vocabulary = step.feature, Vocabulary(words, step.feature)
    problems = problems or {}
    fields = []
    for spec in step.form.fields:
        value = spec.empty if values is None else getattr(values, spec.name)
        seen = more or spec.name in problems or spec.name in (typed or {})
        if spec.more and not seen and value == spec.default:
            continue
        text = value_text(spec, value, vocabulary, voice)
        problem = problems.get(spec.name)
        fields.append(
            FormField(
                name=spec.name,
                label=vocabulary.label(spec),
                kind=spec.shown_as,
                value=(typed or {}).get(spec.name, text),
                hint=_hint(vocabulary, spec),
                error=problem.says if problem else None,
                options=_options(feature, spec),
                required=spec.required,
            )
        )
    title = Phrase(feature, step.form.title)
    return Form(title, tuple(fields), Phrase("dialogue", "send"), opened(action), about)


def about_what(read: Read, step: StepBase, action: Open[Any]) -> Sequence[Words]:
    """Say what a form is about, line by line, as far as its step says so."""
    about = step.options.about
    return () if about is None else about(read, *read.load(step, action.args))


def value_text(spec: FieldSpec, value: object, vocabulary: Vocabulary, voice: Voice) -> str:
    """Write a value as its form would read it again."""
    setting = Setting(voice.now, voice.zone, voice.language)
    match value:
        case None:
            return ""
        case bool():
            return vocabulary.words.say(Phrase("core", "yes" if value else "no"), voice)
        case datetime():
            return print_instant(value, setting)
        case timedelta():
            return print_length(value, setting)
        case Repeats():
            return print_repeats(value, setting)
        case Audience(groups):
            everybody = vocabulary.words.say(Phrase("core", "everybody"), voice)
            return " / ".join(groups) or everybody
        case tuple() if spec.kind is FieldKind.LINE:
            return ", ".join(print_length(each, setting) for each in value)
        case tuple():
            return "\n".join(
                as_typed(each, setting) if isinstance(each, Planned) else str(each)
                for each in value
            )
    if spec.kind is FieldKind.ONE_OF:
        assert isinstance(value, StrEnum)
        return vocabulary.words.say(Phrase(vocabulary.feature, variant_key(spec, value)), voice)
    return str(value)


def start(
    ctx: Context, place: Place, action: Open[Any], form: FormSpec, typed: Mapping[str, str],
    *, missing: Iterable[str], problems: Mapping[str, Problem],
) -> None:  # fmt: skip
    """Ask for a form in a place: for what is missing, or, when nothing is, what to change.

    `problems` are what was wrong with the texts in `typed`: the question says so.
    """
    assert ctx.who.account is not None
    to_ask = list(missing)
    asking = to_ask.pop(0) if to_ask else None
    problem = problems.get(asking) if asking else None
    known = {field.name for field in form.fields}
    row = DialogueRow(
        id=0,
        account=ctx.who.account,
        room=place.room,
        action=action,
        values={name: text for name, text in typed.items() if name in known},
        asking=asking,
        to_ask=to_ask,
        error=plain(problem.says) if problem else None,
        origin=ctx.here,
    )
    made = ctx.use(ctx.stores.talk).put_dialogue(row, ctx.now + LIFE)
    ask(ctx, replace(row, id=made))


def ask(ctx: Context, row: DialogueRow) -> None:
    """Send the question that a dialogue stands at, as a message of its own."""
    view = question(DialogueId(row.id), row.asking or "")
    here = ctx.here
    place = here if here is not None and here.room == row.room else Place(row.room)
    ctx.use(ctx.stores.outgoing).say(view, place, ctx.who.team_id, ctx.now)
    ctx.effects.wake = True


def step_of(read: Read, row: DialogueRow) -> StepBase:
    """Return the step that a dialogue's form belongs to."""
    step = read.registry.step(row.action.step)
    assert step is not None
    return step


@dialogues.step("dialogue.ask", needs=partner)
def ask_field(ctx: Context, dialogue: DialogueId, field: str) -> Reply:
    """Ask for one field of a form that is already filled in."""
    row = _open(ctx, dialogue)
    row = replace(row, asking=field, error=None)
    ctx.use(ctx.stores.talk).change_dialogue(row)
    ask(ctx, row)
    return Reply()


@dialogues.step("dialogue.answer", needs=partner)
def answer(ctx: Context, dialogue: DialogueId, field: str, text: str) -> Reply:
    """Answer a question by one of its buttons."""
    row = _open(ctx, dialogue)
    if row.asking != field:
        raise Declined(dialogues.say("passed"))
    return Reply(hear=text)


@dialogues.step("dialogue.cancel", needs=partner)
def cancel(ctx: Context, dialogue: DialogueId) -> Reply:
    """Stop asking; what the form belongs to stays as it was."""
    _open(ctx, dialogue)
    ctx.use(ctx.stores.talk).close_dialogue(dialogue)
    return Reply(note=dialogues.say("cancelled"))


@dialogues.view("dialogue.question")
def question(read: Read, dialogue: DialogueId, field: str) -> Card | None:
    """Ask for one field, or for the field that is to change."""
    row = read.use(read.stores.talk).dialogue_by_id(dialogue)
    if row is None:
        return None
    step = step_of(read, row)
    feature = step.feature
    assert step.form is not None
    stop = Button(dialogues.say("cancel"), cancel(dialogue))
    if not field:
        fields = tuple(
            Button(Phrase(feature, spec.key), ask_field(dialogue, spec.name))
            for spec in step.form.fields
        )
        return Card(dialogues.say("which"), (Buttons((*fields, stop)),))
    spec = step.form.field(field)
    blocks: list[Block] = [Text.of(each) for each in about_what(read, step, row.action)]
    if row.error is not None and row.asking == field:
        blocks.append(Text.of(words_of(row.error), style=Style.BOLD))
    if now := row.values.get(field):
        blocks.append(Text.of(dialogues.say("now", value=now)))
    options = _options(feature, spec)
    if options:
        blocks.append(
            Choice(tuple(Button(label, answer(dialogue, field, text)) for text, label in options))
        )
    extra = [stop]
    if not spec.required and not options:
        extra.insert(0, Button(_skip(feature, spec), answer(dialogue, field, "-")))
    blocks.append(Buttons(tuple(extra)))
    return Card(Vocabulary(read.registry.words, feature).asks(spec), tuple(blocks))


def _skip(feature: str, spec: FieldSpec) -> Phrase:
    """Offer to leave a field as it usually is, saying what that is where it says anything."""
    if spec.unset is None and spec.default in {None, "", ()}:
        return dialogues.say("none")
    usual = value_words(feature, spec, spec.dump(spec.default))
    return dialogues.say("none-means", meaning=usual)


def _hint(vocabulary: Vocabulary, spec: FieldSpec) -> Phrase | None:
    """Say in a form what a field is for where one types; choices speak for themselves."""
    chosen = spec.kind in {FieldKind.YES_NO, FieldKind.ONE_OF}
    return None if chosen else vocabulary.own_question(spec)


def _options(feature: str, spec: FieldSpec) -> tuple[tuple[str, Words], ...]:
    if spec.kind is FieldKind.YES_NO:
        return (("yes", Phrase("core", "yes")), ("no", Phrase("core", "no")))
    if spec.kind is FieldKind.ONE_OF:
        assert issubclass(spec.holds, StrEnum)
        members = list(spec.holds)
        return tuple((str(m), Phrase(feature, variant_key(spec, m))) for m in members)
    return ()


def _open(ctx: Context, dialogue: DialogueId) -> DialogueRow:
    row = ctx.use(ctx.stores.talk).dialogue_by_id(dialogue)
    if row is None:
        raise Declined(dialogues.say("passed"))
    return row


def _id(value: object) -> int:
    assert isinstance(value, int)
    return value
