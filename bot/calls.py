"""Calls: what is asked of a group, and stands in its rooms until it closes.

Polls and roll calls are calls. A feature brings its form, its answers and three views: a card for
all, a panel for one person, and how it ended. The rest is the same for all of them and is here:
posting, closing by the clock or by hand, taking that back, naming who has not answered, admitting
who was not on the roll, and who owes an answer.

    steps = CallSteps(polls, Polls, lambda _: Called(polls.say("name"), polls.say("kind")))
    close, withdraw = steps.close, steps.withdraw
    …
    steps.shows(card=card, panel=panel, result=result)
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, Concatenate, Final, Generic, ParamSpec, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from bot.action import Action, Chosen, Open, View
from bot.command import Answered, Commands, Needs, Owed, Rule, Step, ViewOf
from bot.context import Asking, Context, Read, Reply
from bot.domain.call import Asked, Call, CallId, Refused, State
from bot.domain.identity import PersonId, Role, RoomId, TeamId
from bot.domain.phrase import Instant, Phrase, Variant
from bot.domain.reminding import Awaited, Ladder, Whom
from bot.domain.rights import Authored, author_or_organiser
from bot.drafts import DraftId
from bot.drafts import card as draft_card
from bot.errors import Declined
from bot.form import Subject
from bot.message import Block, Button, Buttons, Card, Style, Text, Weight
from bot.ports import Calls, Place, Posted
from bot.reminders import no_more, remind, remind_now, unreachable
from bot.when.numerals import fold

CallT = TypeVar("CallT", bound=Call)
P = ParamSpec("P")

calls = Commands("call")
CLOSE: Final = calls.say("close")
"""What closing is called where a feature has no word of its own."""

_NAMED_FOR: Final = timedelta(minutes=1)
"""How long those named need not be named again: a press that comes twice names them once."""
_ASKED: Final = 6
"""Of how many calls it is asked which one is meant."""
_KNOWN: Final = 50
"""How many of the newest calls are known by their names."""


class Which(Struct, frozen=True):
    """Ask which call a question is about."""

    which: Annotated[str, Subject(120)] = ""


class Called(Struct, frozen=True):
    """Say what a call is called: by its name, and within a sentence; and what ends it."""

    name: Phrase
    kind: Phrase
    close: Phrase = CLOSE
    off: Variant = Variant("cancelled")
    """What has become of one that is called off: it is cancelled, or withdrawn."""


class CallSteps(Generic[CallT]):
    """Declare for a feature what all calls can do, as steps and views of its own name."""

    def __init__(
        self, feature: Commands, store: type[Calls[CallT]],
        called: Callable[[CallT | None], Called], *, formerly: str | None = None,
    ) -> None:  # fmt: skip
        """Take the feature, its store, and what a call is called, or one that is not known.

        `formerly` is what the feature was called before: old buttons still call its steps so.
        """
        self._feature = feature
        self._store = store
        self._called = called
        self._of = Variant(feature.feature)
        self._views: dict[str, ViewOf[...]] = {}
        self._answers: Callable[[Read, CallT], Block]
        self._ended: Callable[[Context, CallId], None]
        self._off: _CalledOff[CallT] | None = None
        view, prefix = feature.view, feature.feature

        def step(
            name: str, needs: Needs
        ) -> Callable[[Callable[Concatenate[Context, P], Reply]], Step[P]]:
            aliases = () if formerly is None else (f"{formerly}.{name}",)
            return feature.step(f"{prefix}.{name}", needs=needs, aliases=aliases)

        self.author = Rule(self._authored, author_or_organiser)
        self.show_panel = step("panel", Role.MEMBER)(self._show_panel)
        self.close = step("close", self.author)(self._close)
        self.reopen = step("reopen", self.author)(self._reopen)
        self.withdraw = step("withdraw", self.author)(self._withdraw)
        self.ask_to_name = step("ask-name", self.author)(self._ask_to_name)
        self.name_missing = step("name", self.author)(self._name_missing)
        self.remind = step("remind", self.author)(self._remind)
        self.spare = step("spare", self.author)(self._spare)
        self.admit = step("admit", Role.ORGANISER)(self._admit)
        self.refuse = step("refuse", Role.ORGANISER)(self._refuse)
        self.pin = step("pin", Role.ORGANISER)(self._pin)
        self.unpin = step("unpin", Role.ORGANISER)(self._unpin)
        feature.leaves(self._left)
        feature.recognises(self.mentioned)
        self.changed = view(f"{prefix}.changed")(self._changed)
        self.naming = view(f"{prefix}.naming")(self._naming)
        self.missing = view(f"{prefix}.missing")(self._missing)
        self.which = view(f"{prefix}.asked-about")(self._which)
        self.asks = view(f"{prefix}.asks")(self._asks)
        self.admitted = view(f"{prefix}.admitted")(self._admitted)

    def shows(
        self, *, card: ViewOf[...], panel: ViewOf[...], result: ViewOf[...],
        answers: Callable[[Read, CallT], Block],
        ended: Callable[[Context, CallId], None] = lambda _ctx, _call: None,
    ) -> None:  # fmt: skip
        """Take the feature's own views: `card` and `result` of a call, `panel` of one for a person.

        All three are drawn for calls that are over as well; `card` says nothing of a withdrawn one.
        `answers` offers what can be answered to an open one, whose counts may not be known; `ended`
        is what follows its end.
        """
        self._views = {"card": card, "panel": panel, "result": result}
        self._ended = ended
        self._answers = answers
        self._feature.reminds(card)(self.awaited)

    def calls_off(
        self, about: Callable[[CallT], Sequence[Block]] = lambda _call: (),
        follows: Callable[[Context, CallT], None] = lambda _ctx, _call: None,
    ) -> None:  # fmt: skip
        """Let whoever leads a call take it away for all to see, once the minute of undo is over.

        `about` shows what it would have been besides its title, `follows` is what it entails.
        """
        step, view, prefix = self._feature.step, self._feature.view, self._feature.feature
        self._off = _CalledOff(
            about, follows, step(f"{prefix}.ask-off", needs=self.author)(self._ask_off),
            step(f"{prefix}.call-off", needs=self.author)(self._call_off),
            step(f"{prefix}.keep", needs=self.author)(self._keep),
            view(f"{prefix}.calling-off")(self._calling_off),
            view(f"{prefix}.called-off")(self._told_off),
        )  # fmt: skip

    # For the feature's own steps

    def known(self, read: Read, call: CallId) -> CallT:
        """Return a call; one that is gone declines whatever was wanted of it."""
        return self._there(read.use(self._store).find(call))

    def bare(self, read: Read, call: CallId) -> CallT:
        """Return what `known` does, without counts: for what many do or read at one moment."""
        return self._there(read.use(self._store).bare(call))

    def _there(self, found: CallT | None) -> CallT:
        if found is None:
            raise Declined(self._refusal("gone"))
        return found

    def numbered(self, ctx: Context, number: str, kind: Phrase | None = None) -> Reply:
        """Show the one who acts the call that their team knows by a number.

        `kind` is what they called it, where it may be called otherwise.
        """
        found = ctx.use(self._store).numbered(ctx.team.id, number)
        if found is None:
            kind = kind or self._called(None).kind
            raise Declined(calls.say("no-such", kind=kind, number=number))
        return self._show_panel(ctx, found)

    def asked_about(
        self, ctx: Context, said: Which, *, missing: bool,
        among: Sequence[CallT] | None = None, named: Sequence[CallT] = (),
    ) -> Reply:  # fmt: skip
        """Show the one who acts the call that they ask about; of several, ask which.

        It is one of those that may be `named`, if it is, else one `among` the given: usually the
        team's open ones, or the last. `missing` says that they ask who has not answered.
        """
        if among is None:
            named = ctx.use(self._store).latest(ctx.team.id, _KNOWN)
            among = [each for each in named if each.open] or named[:1]
        if not among:
            raise Declined(calls.say("none-asked", kind=self._called(None).kind))
        about = fold(said.which).strip(" ?!.。")
        meant = [each for each in named or among if about and _is_named(fold(each.title), about)]
        found = (meant or among)[:_ASKED]
        if len(found) > 1:
            return Reply(own=self.which(" ".join(str(each.id) for each in found)))
        known = self.known(ctx, found[0].id)
        return replace(
            self._show_panel(ctx, known.id), note=self._unnamed(ctx, known, missing=missing)
        )

    def mentioned(self, ctx: Context, text: str) -> Action | None:
        """Show the open call, else the last one, whose whole name stands in what was said."""
        said = fold(text)
        known = ctx.use(self._store).latest(ctx.team.id, _KNOWN)
        named = [each for each in known if _stands_in(fold(each.title), said)]
        return self.show_panel(named[0].id) if named else None

    def _unnamed(self, ctx: Context, known: CallT, *, missing: bool) -> Phrase | None:
        """Say why somebody who asks for names is shown none; None where there are some."""
        if not (self.leads(ctx, known, ctx.person) or known.led_by(ctx.person)):
            return calls.say("names-kept")
        return self._nobody_to_name(ctx, known) if missing else None

    def posted(
        self, ctx: Context, call: CallT, draft: DraftId, places: Sequence[Place], *,
        ladder: Ladder = (),
    ) -> Reply:  # fmt: skip
        """Let a call that was drafted stand in its places, until its time is over.

        Those who are expected are reminded, by a `ladder` of its own or the usual one.
        """
        self.stand(ctx, call, places, ladder=ladder)
        titles = tuple(map(ctx.called, places))
        name = self._called(call).name
        note = calls.say("posted", name=name, number=str(call.number), rooms=titles)
        return Reply(note=note, own=draft_card(draft), undo=self.withdraw(call.id))

    def stand(
        self, ctx: Context, call: CallT, places: Sequence[RoomId | Place], *, ladder: Ladder = ()
    ) -> None:
        """Let a call stand until its time is over, and those who are expected be reminded."""
        ctx.show(self._card(call.id), places)
        if call.closes is not None:
            ctx.at(call.closes, self.close(call.id))
        self._chase(ctx, call, ladder)

    def not_counted(self, ctx: Context, call: CallId, why: Refused | Asked) -> Reply:
        """Tell somebody that their answer does not count, or not yet."""
        known = ctx.use(self._store).bare(call)
        if isinstance(why, Refused):
            raise Declined(self._refusal(why.reason, known))
        if why.first:
            for each in ctx.use(ctx.stores.people).members(ctx.team.id, Role.ORGANISER):
                ctx.ask(each, self.asks(call, ctx.person))
        return Reply(note=calls.say("waiting", kind=self._called(known).kind))

    def open_until(
        self, ctx: Context, call: CallT, closes: Instant | None, *, ladder: Ladder | None = None
    ) -> None:
        """Give a call another deadline, or none, and perhaps another ladder of reminders."""
        ctx.use(self._store).set(call.id, closes=closes)
        if closes is None:
            ctx.cancel(self.close(call.id))
        else:
            ctx.at(closes, self.close(call.id))
        self._chase(ctx, replace(call, closes=closes), ladder)

    def redraw(self, ctx: Context, call: CallId) -> None:
        """Let a call's card show how it now stands."""
        ctx.show(self._card(call))

    def mendable(self, ctx: Context, call: CallId) -> CallT:
        """Return a call that may still be changed; until that is done nobody answers it."""
        ctx.use(self._store).lock(call)
        known = self.known(ctx, call)
        if not known.takes_answers(ctx.now):
            raise Declined(self._over(known))
        return known

    def announce(
        self, ctx: Context, call: CallId, view: View, *, max_age: timedelta | None = None
    ) -> None:
        """Say something about a call to all, wherever it stands."""
        ctx.post(view, beside=self._card(call), max_age=max_age)

    def detail(self, ctx: Context, call: CallId, view: View) -> None:
        """Say something about a call in the threads of its cards; where there are none, to all."""
        ctx.post(view, thread_of=self._card(call))

    def mended(self, ctx: Context, call: CallId) -> Reply:
        """Show that a call was changed."""
        ctx.show(self._card(call))
        return Reply(note=calls.say("mended"), own=self._panel(ctx, call))

    # For the feature's own views

    def title(self, call: CallT) -> Phrase:
        """Say which call this is: "Poll 12: Where to meet?"."""
        name = self._called(call).name
        return calls.say("title", name=name, number=str(call.number), title=call.title)

    def gone(self, call: CallT) -> Card | None:
        """Draw a withdrawn call: that it was called off; None where it was simply taken away."""
        if self._off is None or call.closed_at is None:
            return None
        says = calls.say("off-since", how=self._called(call).off, at=call.closed_at)
        blocks = (*self._off.about(call), Text.of(says, style=Style.BOLD))
        return Card(call.title, blocks, final=True, told=True)

    def leads(self, read: Read, call: Call, person: PersonId) -> bool:
        """Say whether a person is an organiser of a call's team, to whom names are shown."""
        role = read.use(read.stores.people).role_of(person, call.team)
        return role is not None and role >= Role.ORGANISER

    def leaders(self, read: Read, call: Call) -> list[PersonId]:
        """List who decides about a call: those members who lead it, else the organisers."""
        people = read.use(read.stores.people)
        members = people.members(call.team, Role.MEMBER)
        found = [person for person in members if call.led_by(person)]
        return found or list(people.members(call.team, Role.ORGANISER))

    def more(self, call: CallId) -> Buttons:
        """Offer all else there is about a call, to whoever presses it."""
        return Buttons((Button(calls.say("more"), self.show_panel(call)),))

    def manage(self, read: Read, call: CallT, mend: Open[Any], *more: Button) -> list[Block]:
        """Offer what its author and the organisers may do with a call, and `more`."""
        blocks: list[Block] = []
        store, people = read.use(self._store), read.use(read.stores.people)
        buttons: list[Button] = []
        over = call.state is State.CLOSED and call.names_missing
        missing = store.missing(call) if call.open or over else ()
        if missing and call.names_missing:
            key = "still-missing" if call.open else "was-missing"
            names = tuple(people.names(missing).values())
            blocks.append(Text.of(calls.say(key, names=names, of=self._of)))
        if call.open:
            if lost := len(unreachable(read, self._card(call.id))):
                blocks.append(Text.of(calls.say("unreachable", count=lost)))
            for person in store.asking(call):
                label = calls.say("admit-name", name=read.name(person))
                blocks.append(Buttons((Button(label, self.admit(call.id, person)),)))
            buttons.append(Button(self._called(call).close, self.close(call.id)))
            buttons.append(Button(calls.say("mend"), mend))
            if missing:
                buttons.append(Button(calls.say("remind"), self.remind(call.id)))
            if missing and call.names_missing:
                buttons.append(Button(calls.say("name-them"), self.ask_to_name(call.id)))
        elif self._reopens(read, call):
            buttons.append(Button(calls.say("reopen"), self.reopen(call.id)))
        if self._off is not None and call.can_call_off(read.now):
            buttons.append(Button(self._off_says(call), self._off.ask(call.id)))
        buttons += more
        return [*blocks, Buttons(tuple(buttons))] if buttons else blocks

    def pinning(self, read: Read, call: Call) -> tuple[Button, ...]:
        """Offer to pin an open call's cards where they are not, and to unpin them where they are.

        In some rooms they may be, in others not: where pinning was not allowed.
        """
        wishes = {copy.pinned for copy in self._pinnable(read, call)} if call.open else set()
        pin = Button(calls.say("pin"), self.pin(call.id))
        unpin = Button(calls.say("unpin"), self.unpin(call.id))
        return (*((pin,) if False in wishes else ()), *((unpin,) if True in wishes else ()))

    def _pinnable(self, read: Read, call: Call) -> list[Posted]:
        """List the copies of a call's card where its platform can pin one."""
        copies = read.use(read.stores.outgoing).copies_of(self._card(call.id))
        return [each for each in copies if (can := read.can(each.place.room)) and can.pin]

    # For `mine`, and whatever asks who owes what

    def owed(
        self, read: Read, person: PersonId | None, settle: Callable[[CallId], Button]
    ) -> Iterator[Owed]:
        """List who is expected to answer and has not; `settle` is the button to do so."""
        store = read.use(self._store)
        for call in store.expecting() if person is None else store.owing(person):
            if call.awaits_answers(read.now):
                for each in store.missing(call) if person is None else (person,):
                    yield self._owed(call, each, settle(call.id))

    def open_to(
        self, read: Read, person: PersonId, settle: Callable[[CallId], Button]
    ) -> tuple[Owed, ...]:
        """List what a person may still answer of their own accord."""
        store = read.use(self._store)
        return tuple(
            self._owed(call, person, settle(call.id))
            for call in store.open_for(person)
            if call.roll is None
            and call.awaits_answers(read.now)
            and not store.has_answered(call.id, person)
        )

    def answered(
        self, read: Read, person: PersonId, counts: Callable[[CallId, Read, PersonId], Phrase],
        chosen: Callable[[CallId, Read, PersonId], Chosen | None],
    ) -> Iterator[Answered]:  # fmt: skip
        """List what a person has answered, the newest first; see `Answered`."""
        for call in read.use(self._store).answered(person):
            yield Answered(self._card(call), partial(counts, call), partial(chosen, call))

    def taking_part(self, call: CallT, person: PersonId, button: Button) -> Owed:
        """Say in what somebody takes part who has answered, until it starts."""
        return replace(self._owed(call, person, button), settle=None)

    def _owed(self, call: CallT, person: PersonId, settle: Button) -> Owed:
        assert isinstance(settle.action, Action)
        return Owed(
            person, self.title(call), call.answer_by, settle.label, settle.action,
            card=self._card(call.id), team=call.team,
            settle=lambda read: self._answers(read, call),
        )  # fmt: skip

    # Whom its reminders go to

    def awaited(self, read: Read, whom: Whom, call: CallId) -> Awaited | None:
        """Say who has not answered a call that still takes answers."""
        del whom  # nobody takes part in what is merely answered
        known = read.use(self._store).find(call)
        if known is None or known.roll is None or not known.awaits_answers(read.now):
            return None
        missing = read.use(self._store).missing(known)
        expected = known.answered + len(missing)
        return Awaited(self.title(known), missing, expected, aloud=known.names_missing)

    def _chase(self, ctx: Context, call: CallT, ladder: Ladder | None = None) -> None:
        """Remind those who are expected to answer until it closes, if it is known who they are."""
        if call.roll is not None:
            remind(ctx, self._card(call.id), closes=call.answer_by, ladder=ladder)

    def _remind(self, ctx: Context, call: CallId) -> Reply:
        """Remind those who have not answered, because their organiser asks for it."""
        known = self.known(ctx, call)
        if not known.open:
            raise Declined(self._over(known))
        if not ctx.use(ctx.stores.reminders).of(self._card(call)):
            self._chase(ctx, known)  # it was opened before there were reminders
        note = remind_now(ctx, self._card(call))
        return Reply(note=note, own=self._panel(ctx, call))

    # Who leaves

    def _left(self, ctx: Context, team: TeamId, person: PersonId) -> Iterator[Phrase]:
        """Expect nothing more of somebody who left; what they have answered counts on."""
        for call in ctx.use(self._store).release(team, person):
            ctx.show(self._card(call.id))
            yield self.title(call)

    # The steps

    def _authored(self, asking: Asking, action: Action) -> Authored:
        (call, *_) = action.args
        assert isinstance(call, int)
        found = asking.use(self._store).find(CallId(call))
        return Authored(asking.who, found is not None and found.led_by(asking.who.person))

    def _show_panel(self, ctx: Context, call: CallId) -> Reply:
        """Show one person what they may see and do about a call."""
        known = self.known(ctx, call)
        if known.state is State.WITHDRAWN:
            raise Declined(self._refusal("taken-back", known))
        return Reply(own=self._panel(ctx, call))

    def _close(self, ctx: Context, call: CallId) -> Reply:
        """Close a call: at its deadline, or by hand."""
        known = self.known(ctx, call)
        if not ctx.use(self._store).close(call, ctx.now):
            raise Declined(self._over(known))
        self._stop(ctx, call)
        ctx.show(self._card(call))
        self.announce(ctx, call, self._views["result"](call))
        for person in ctx.use(self._store).asking(known):
            ctx.show(self.asks(call, person))
        self._ended(ctx, call)
        own = self._panel(ctx, call) if ctx.who.account is not None else None
        undo = self.reopen(call) if known.can_reopen else None
        return Reply(
            note=calls.say("closed-now", kind=self._called(known).kind), own=own, undo=undo
        )

    def _reopen(self, ctx: Context, call: CallId) -> Reply:
        """Open a call again that was closed by mistake."""
        known = self.known(ctx, call)
        kind = self._called(known).kind
        if known.closes is not None and known.closes <= ctx.now:
            raise Declined(calls.say("reopen-late", kind=kind))
        if not known.can_reopen or not ctx.use(self._store).reopen(call):
            raise Declined(calls.say("reopen-never", kind=kind))
        if known.closes is not None:
            ctx.at(known.closes, self.close(call))
        self._chase(ctx, known)
        ctx.show(self._card(call), revive=True)
        self.announce(ctx, call, self.changed(call, "reopened"))
        own = self._panel(ctx, call)
        return Reply(note=calls.say("reopened", kind=kind), own=own)

    def _withdraw(self, ctx: Context, call: CallId) -> Reply:
        """Take a call away that should not have been posted."""
        taken = ctx.use(self._store).withdraw(call)
        # Counted once it is withdrawn, when no answer can come in any more.
        known = self.known(ctx, call)
        if not taken:
            raise Declined(self._over(known))
        self._stop(ctx, call)
        ctx.show(self._card(call))
        kind = self._called(known).kind
        return Reply(note=calls.say("withdrawn", kind=kind, answered=known.answered))

    def _ask_off(self, ctx: Context, call: CallId) -> Reply:
        """Ask once whether a call shall be called off, as all are told."""
        return Reply(own=self._may_be_off(ctx, self.known(ctx, call)).asked(call))

    def _call_off(self, ctx: Context, call: CallId) -> Reply:
        """Call a call off: its cards and a message of its own say so wherever it stands."""
        store = ctx.use(self._store)
        store.lock(call)
        known = self.known(ctx, call)
        off = self._may_be_off(ctx, known)
        if not store.call_off(known, ctx.now):
            raise Declined(self._over(known))
        self._stop(ctx, call)
        ctx.show(self._card(call), revive=True)
        self.announce(ctx, call, off.told(call))
        for person in store.asking(known):
            ctx.show(self.asks(call, person))
        off.follows(ctx, known)
        called = self._called(known)
        note = calls.say("off-done", how=called.off, kind=called.kind, rooms=self._rooms(ctx, call))
        return Reply(note=note, own=self._panel(ctx, call))

    def _keep(self, ctx: Context, call: CallId) -> Reply:
        """Leave a call as it is."""
        self.known(ctx, call)
        return Reply(note=calls.say("off-kept"), own=self._panel(ctx, call))

    def _may_be_off(self, read: Read, known: CallT) -> "_CalledOff[CallT]":
        """Decline where a call cannot be called off any more, saying why."""
        assert self._off is not None  # the steps are declared with it
        if known.can_call_off(read.now):
            return self._off
        late = calls.say("off-late", kind=self._called(known).kind)
        raise Declined(late if known.open else self._over(known))

    def _ask_to_name(self, ctx: Context, call: CallId) -> Reply:
        """Ask once whether those who have not answered shall be named, as that stays said."""
        self._nameable(ctx, call)
        return Reply(own=self.naming(call))

    def _name_missing(self, ctx: Context, call: CallId) -> Reply:
        """Name below the cards who has not answered: said in public because somebody asked so."""
        self._nameable(ctx, call)
        if not ctx.use(ctx.stores.outgoing).wished(self.missing(call), since=ctx.now - _NAMED_FOR):
            ctx.post(self.missing(call), thread_of=self._card(call))
        return Reply(note=calls.say("named"), own=self._panel(ctx, call))

    def _spare(self, ctx: Context, call: CallId) -> Reply:
        """Leave those unnamed who have not answered."""
        self.known(ctx, call)
        return Reply(note=calls.say("spared"), own=self._panel(ctx, call))

    def _nameable(self, ctx: Context, call: CallId) -> None:
        known = self.known(ctx, call)
        if not known.open:
            raise Declined(self._over(known))
        if (why := self._nobody_to_name(ctx, known)) is not None:
            raise Declined(why)

    def _nobody_to_name(self, read: Read, known: CallT) -> Phrase | None:
        """Say why nobody can be named who has not answered; None where somebody can."""
        kind = self._called(known).kind
        if known.roll is None:
            return calls.say("nobody-missing", kind=kind)
        if not known.names_missing:
            return calls.say("secret-missing", kind=kind)
        return None if read.use(self._store).missing(known) else calls.say("all-answered")

    def _pin(self, ctx: Context, call: CallId) -> Reply:
        """Pin the cards of an open call, until it is over or somebody unpins them."""
        known = self.known(ctx, call)
        if not known.open:
            raise Declined(self._over(known))
        if not (copies := self._pinnable(ctx, known)):
            raise Declined(calls.say("pin-nowhere"))
        ctx.show(self._card(call), pinned=True)
        rooms = tuple(ctx.called(copy.place) for copy in copies)
        note = calls.say("pinned", kind=self._called(known).kind, rooms=rooms)
        return Reply(note=note, own=self._panel(ctx, call))

    def _unpin(self, ctx: Context, call: CallId) -> Reply:
        """Unpin the cards of a call."""
        self.known(ctx, call)
        ctx.show(self._card(call), pinned=False)
        return Reply(note=calls.say("unpinned"), own=self._panel(ctx, call))

    def _admit(self, ctx: Context, call: CallId, person: PersonId) -> Reply:
        """Let somebody's answer count who was not on the roll."""
        name = self._settled(ctx, call, person, admitted=True)
        ctx.show(self._card(call))
        ctx.tell(person, self.admitted(call))
        return Reply(note=calls.say("admitted", name=name))

    def _refuse(self, ctx: Context, call: CallId, person: PersonId) -> Reply:
        """Leave somebody off the roll."""
        name = self._settled(ctx, call, person, admitted=False)
        kind = self._called(self.known(ctx, call)).kind
        return Reply(note=calls.say("left-off", name=name, kind=kind))

    def _settled(self, ctx: Context, call: CallId, person: PersonId, *, admitted: bool) -> str:
        known = self.mendable(ctx, call)
        if not ctx.use(self._store).settle(known, person, ctx.person, admitted=admitted):
            raise Declined(calls.say("settled"))
        ctx.show(self.asks(call, person))
        return ctx.name(person)

    # The views

    def _changed(self, read: Read, call: CallId, what: str) -> Card | None:
        """Say that something about a call has changed that people must know."""
        known = read.use(self._store).find(call)
        if known is None or not known.open:
            return None
        if known.closes is not None and what == "deadline":
            return Card(calls.say("changed-deadline", title=known.title, closes=known.closes))
        return Card(calls.say("changed", title=known.title, what=Variant(what)))

    def _naming(self, read: Read, call: CallId) -> Card | None:
        """Ask whether to name who has not answered: how many, who, and where it will be read."""
        known, names = self._silent(read, call)
        if known is None or not names:
            return None
        buttons = (
            Button(calls.say("name-now", count=len(names)), self.name_missing(call), Weight.DANGER),
            Button(calls.say("spare"), self.spare(call)),
        )
        blocks = (
            Text.of(calls.say("still-missing", names=names, of=self._of)),
            Text.of(calls.say("naming-once"), style=Style.BOLD),
            Buttons(buttons),
        )
        title = calls.say("naming", count=len(names), rooms=self._rooms(read, call))
        return Card(title, blocks)

    def _calling_off(self, read: Read, call: CallId) -> Card | None:
        """Ask whether to call a call off: how many have answered, and where it will be read."""
        known = read.use(self._store).find(call)
        if known is None or self._off is None or not known.can_call_off(read.now):
            return None
        rooms = self._rooms(read, call)
        buttons = (
            Button(self._off_says(known), self._off.call_off(call), Weight.DANGER),
            Button(calls.say("off-keep"), self._off.keep(call)),
        )
        blocks = (
            *self._off.about(known),
            Text.of(calls.say("off-tells", answered=known.answered, rooms=rooms)),
            Buttons(buttons),
        )
        called = self._called(known)
        asks = calls.say("off-ask", how=called.off, kind=called.kind, title=known.title)
        return Card(asks, blocks)

    def _told_off(self, read: Read, call: CallId) -> Card | None:
        """Say to all that a call is called off."""
        known = read.use(self._store).find(call)
        if known is None or self._off is None or not known.called_off:
            return None
        called = self._called(known)
        says = calls.say("off-told", how=called.off, kind=called.kind, title=known.title)
        return Card(says, tuple(self._off.about(known)))

    def _missing(self, read: Read, call: CallId) -> Card | None:
        """Name who has not answered, and let them."""
        known, names = self._silent(read, call)
        if known is None or not names:
            return None
        answers, more = self._answers(read, known), self.more(call)
        blocks: tuple[Block, ...] = (answers, more)
        if isinstance(answers, Buttons):
            blocks = (Buttons(answers.buttons + more.buttons),)
        title = calls.say("missing", title=known.title, names=names, of=self._of)
        return Card(title, blocks)

    def _which(self, read: Read, found: str) -> Card:
        """Ask which of some calls, written as their ids, somebody asks about."""
        known = [read.use(self._store).find(CallId(int(each))) for each in found.split()]
        buttons = [Button(self.title(each), self.show_panel(each.id)) for each in known if each]
        return Card(calls.say("which"), (Buttons(tuple(buttons)),), final=True)

    def _silent(self, read: Read, call: CallId) -> tuple[CallT | None, tuple[str, ...]]:
        """Return an open call, and the names of those who have not answered, if that may be told.

        None stands for a call of which nothing may be told.
        """
        known = read.use(self._store).find(call)
        if known is None or not known.open or not known.names_missing:
            return None, ()
        missing = read.use(self._store).missing(known)
        return known, tuple(read.use(read.stores.people).names(missing).values())

    def _asks(self, read: Read, call: CallId, person: PersonId) -> Card | None:
        """Ask an organiser about somebody who is not on the roll, or say what was decided."""
        store, name = read.use(self._store), read.name(person)
        known = store.bare(call)
        if known is None:
            return None
        if person not in store.asking(known):
            admitted = Variant("yes" if store.expects(known, person) else "no")
            said = calls.say("asks-over", admitted=admitted, name=name, title=known.title)
            return Card(said, final=True)
        asks = calls.say("asks", name=name, title=known.title)
        if not known.open:
            return Card(asks, (Text.of(self._over(known)),), final=True)
        admit = Button(calls.say("admit"), self.admit(call, person), Weight.PRIMARY)
        refuse = Button(calls.say("refuse"), self.refuse(call, person))
        return Card(asks, (Buttons((admit, refuse)),))

    def _admitted(self, read: Read, call: CallId) -> Card | None:
        """Tell somebody that their answer counts now."""
        known = read.use(self._store).bare(call)
        return None if known is None else Card(calls.say("you-count", title=known.title))

    # Named and said by several

    def _card(self, call: CallId) -> View:
        return self._views["card"](call)

    def _panel(self, ctx: Context, call: CallId) -> View:
        """Name the panel of the one who acts."""
        return self._views["panel"](call, ctx.person)

    def _rooms(self, read: Read, call: CallId) -> tuple[Phrase | str, ...]:
        """Name the rooms where a call's cards stand."""
        copies = read.use(read.stores.outgoing).copies_of(self._card(call))
        return tuple(read.called(copy.place) for copy in copies)

    def _stop(self, ctx: Context, call: CallId) -> None:
        """End a call's own timer and its reminders."""
        ctx.cancel(self.close(call))
        no_more(ctx, self._card(call))

    def _reopens(self, read: Read, call: Call) -> bool:
        in_time = call.closes is None or call.closes > read.now
        return call.state is State.CLOSED and call.can_reopen and in_time

    def _over(self, call: CallT) -> Phrase:
        if call.called_off:
            return self._refusal("taken-back", call)
        return calls.say("over", kind=self._called(call).kind)

    def _off_says(self, call: CallT) -> Phrase:
        called = self._called(call)
        return calls.say("off", how=called.off, kind=called.kind)

    def _refusal(self, reason: str, call: CallT | None = None) -> Phrase:
        called = self._called(call)
        if call is not None and call.called_off:
            reason = called.off
        return calls.say("refused", reason=Variant(reason), kind=called.kind)


class _CalledOff(Struct, Generic[CallT], frozen=True):
    """Hold how a feature's calls are called off: what is shown and follows, the steps and views."""

    about: Callable[[CallT], Sequence[Block]]
    follows: Callable[[Context, CallT], None]
    ask: Callable[[CallId], Action]
    call_off: Callable[[CallId], Action]
    keep: Callable[[CallId], Action]
    asked: Callable[[CallId], View]
    told: Callable[[CallId], View]


def _is_named(title: str, said: str) -> bool:
    """Say whether somebody who says something, both folded, may mean what is called so."""
    return title in said or said in title


def _stands_in(title: str, said: str) -> bool:
    """Say whether a name, of more than a letter or two, stands in what was said."""
    if not title.isascii():
        return len(title) > 1 and title in said
    return len(title) > 3 and re.search(rf"\b{re.escape(title)}(?!\w)", said) is not None
