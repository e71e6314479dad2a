"""An example of every step, and who may take it: the one table that the tests here go by.

A step that is declared and not in the table fails them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.action import Action, Scalar
from bot.adapter import Answer
from bot.domain.code import CodeKind
from bot.domain.digest import State as Digested
from bot.domain.identity import Role
from bot.domain.kind import Every
from bot.domain.live import Phase
from bot.domain.volunteer import Standing
from bot.reminders import written_persons
from storage.quiz import Kept
from storage.rosters import Stage
from tests.conformance.world import NOMINAL, START, Someone, World
from tests.recording import PRIVATE

EVERYBODY: Final = frozenset({None, *Role})
"""Every role in a team, and none."""
MEMBERS: Final = frozenset({Role.MEMBER, Role.ORGANISER, Role.ADMIN})
LEADERS: Final = frozenset({Role.ORGANISER, Role.ADMIN})
ADMINS: Final = frozenset({Role.ADMIN})
NOBODY: Final[frozenset[Role | None]] = frozenset()

Make = Callable[[World, Someone], tuple[Scalar, ...]]
"""Makes what a step is about, as somebody's own, and returns the step's arguments."""

Fill = Callable[[World, tuple[Scalar, ...]], Mapping[str, str]]
"""Says what is filled into a form that depends on what the step is about."""


@dataclass(frozen=True, slots=True)
class Example:
    """One way to take a step, and the roles that may, in the team of what it is about.

    `own` and `others` are those roles where the thing is one's own and where it is not. `strangers`
    says whether people of another team may as well, and `owners` whether they may where the thing
    is their own. `again` names tables in which doing it twice leaves more than doing it once;
    what is `idle` is answered with a line alone. `where` is the room in which it is taken, if that
    is not a room of the team.
    """

    own: frozenset[Role | None]
    others: frozenset[Role | None]
    make: Make = lambda _world, _author: ()
    says: str | None = None
    sends: Mapping[str, str] | Fill | None = None
    strangers: bool = False
    owners: bool = False
    again: frozenset[str] = frozenset()
    idle: bool = False
    where: Callable[[Someone], str] | None = None

    def act(
        self, world: World, step: str, args: tuple[Scalar, ...], who: Someone, room: str
    ) -> Answer:
        """Let somebody take the step, as it is taken: in words, by a form, by a button."""
        room = self.where(who) if self.where else room
        if self.says is not None:
            return world.says(who, self.says, room)
        if self.sends is not None:
            values = self.sends(world, args) if callable(self.sends) else self.sends
            return world.sends(who, world.token(step, args), values, room)
        return world.presses(who, world.token(step, args), room)


def _alone(who: Someone) -> str:
    """Name the private chat of somebody."""
    return PRIVATE + who.key


def _new_room(who: Someone) -> str:
    """Name a room that is of no team yet."""
    return f"room of {who.key}"


def _sign_code(of: str) -> Fill:
    return lambda world, args: {"code": world.sign_code(f"{of}:{args[0]}")}


def _oneself(_world: World, person: Someone) -> tuple[Scalar, ...]:
    return (person.person,)


def _draft(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.draft(author),)


def _choice(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.draft(author), "question", "Who?")


def _dialogue(world: World, partner: Someone) -> tuple[Scalar, ...]:
    return (world.dialogue(partner),)


def _field(world: World, partner: Someone) -> tuple[Scalar, ...]:
    return (world.dialogue(partner), "question")


def _reply(world: World, partner: Someone) -> tuple[Scalar, ...]:
    return (world.dialogue(partner), "question", "Where?")


def _poll(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.poll(author).poll,)


def _closed(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.poll(author, closed=True).poll,)


def _expected(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.poll(author, everyone=True).poll,)


def _option(world: World, author: Someone) -> tuple[Scalar, ...]:
    made = world.poll(author)
    return (made.poll, made.options[0])


def _asking(world: World, author: Someone) -> tuple[Scalar, ...]:
    made = world.poll(author, everyone=True)
    return (made.poll, made.asking)


def _offer(world: World, owner: Someone) -> tuple[Scalar, ...]:
    return (world.offer(owner, Action("poll.withdraw", _poll(world, owner))),)


def _rollcall(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.rollcall(author).call,)


def _rollcall_closed(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.rollcall(author, closed=True).call,)


def _rollcall_expecting(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.rollcall(author, everyone=True).call,)


def _meeting_answer(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.rollcall(author).call, "leave")


def _meeting(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.meeting(author),)


def _over(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.meeting(author, closed=True),)


def _approved(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.meeting(author, closed=True, approved=True),)


def _here(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.meeting(author, here=True), author.person)


def _on(world: World, author: Someone) -> tuple[Scalar, ...]:
    world.meeting(author)
    return ()


def _leaving(world: World, author: Someone) -> tuple[Scalar, ...]:
    made = world.meeting(author)
    return (made, world.on_leave(made))


def _marked(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.meeting(author), author.person)


def _written(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.line(author),)


def _series(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.series(author),)


def _occurrence(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.series(author), NOMINAL)


def _kind(world: World, _author: Someone) -> tuple[Scalar, ...]:
    world.kind("Chess")
    return (world.own.id, "Chess")


def _to_be_held(world: World, _author: Someone) -> tuple[Scalar, ...]:
    world.kind("Chess", Every.MONTH)
    return (world.own.id,)


def _matter(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.matter(author),)


def _step_of_a_matter(world: World, author: Someone) -> tuple[Scalar, ...]:
    since, until = START - timedelta(hours=1), START + timedelta(hours=1)
    someone = written_persons([author.person])
    return (*_matter(world, author), since.isoformat(), until.isoformat(), "all", someone)


def _rollcall_asking(world: World, author: Someone) -> tuple[Scalar, ...]:
    made = world.rollcall(author, everyone=True)
    return (made.call, made.asking)


def _rollcall_draft(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.draft(author, of="roll"),)


def _essay(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.essay(author).essay,)


def _open_essay(world: World, author: Someone) -> tuple[Scalar, ...]:
    world.essay(author)
    return ()


def _essay_closed(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.essay(author, closed=True).essay,)


def _essay_over(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.essay(author, due=START - timedelta(hours=1)).essay,)


def _essay_expecting(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.essay(author, everyone=True).essay,)


def _essay_asking(world: World, author: Someone) -> tuple[Scalar, ...]:
    made = world.essay(author, everyone=True)
    return (made.essay, made.asking)


def _essay_draft(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.draft(author, of="essay"),)


def _essay_owing(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.essay(author).essay, world.someone(Role.MEMBER).person)


def _paper(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.paper(author),)


def _withdrawn_paper(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.withdrawn_paper(author),)


def _given(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (*_essay(world, author), None, "text", "Notes", "My notes", None, None)


def _activity(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.activity(author).activity,)


def _activity_closed(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.activity(author, closed=True).activity,)


def _activity_draft(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.draft(author, of="volunteer"),)


def _activity_shift(world: World, author: Someone) -> tuple[Scalar, ...]:
    made = world.activity(author)
    return (made.activity, made.shift)


def _signed_up(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.activity(author).activity, world.someone(Role.MEMBER).person)


def _shift(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.activity(author).shift,)


def _shift_over(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.activity(author, over=True, came=True).shift,)


def _shift_on(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.activity(author, came=True).shift,)


def _helper(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.activity(author).shift, world.someone(Role.MEMBER).person)


def _helping(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (*_shift_on(world, author), author.person)


def _offered(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.offered(author), author.person)


def _hours(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.hours(author),)


def _certifiable(world: World, author: Someone) -> tuple[Scalar, ...]:
    world.hours(author, confirmed=True)
    return (world.own.id, 0, "en")


def _forgot(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.entry(world.hours(author)).shift,)


def _to_confirm(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.entry(world.hours(author)).activity,)


def _knock(world: World, asker: Someone) -> tuple[Scalar, ...]:
    return (world.code(CodeKind.ROOM, asker, room=True),)


def _claim(world: World, asker: Someone) -> tuple[Scalar, ...]:
    return (world.code(CodeKind.PERSON, asker),)


def _typed(world: World, typed: Someone) -> tuple[Scalar, ...]:
    return (world.code(CodeKind.PERSON, world.someone(None), typed=typed),)


def _owned(world: World, owner: Someone) -> tuple[Scalar, ...]:
    world.owner(owner)
    return ()


def _unled(world: World, owner: Someone) -> tuple[Scalar, ...]:
    world.owner(owner)
    return (world.other.id,)


def _wished(world: World, owner: Someone) -> tuple[Scalar, ...]:
    return (world.own.id, world.takeover(owner))


def _member(world: World, _author: Someone) -> tuple[Scalar, ...]:
    return (world.own.id, world.someone(Role.MEMBER, world.own).person)


def _greta(world: World, _author: Someone) -> tuple[Scalar, ...]:
    world.listed("Greta")
    return ()


def _zoe(world: World, _author: Someone) -> tuple[Scalar, ...]:
    world.someone(Role.MEMBER, name="Zoe")
    return ()


def _of_zoe(make: Make) -> Make:
    return lambda world, author: (*_zoe(world, author), *make(world, author))


def _two_accounts(world: World, who: Someone) -> tuple[Scalar, ...]:
    world.second_account(who)
    return ()


def _booked(world: World, who: Someone) -> tuple[Scalar, ...]:
    made = world.signed_up(who, Standing.BOOKED)
    return (made.activity, made.shift)


def _unmet(world: World, who: Someone) -> tuple[Scalar, ...]:
    return (world.signed_up(who, Standing.WAITING, over=True).shift, who.person)


def _invited(world: World, who: Someone) -> tuple[Scalar, ...]:
    return (world.invite(who), world.listed())


def _asks(world: World, _author: Someone) -> tuple[Scalar, ...]:
    return (world.claim(),)


def _roster(stage: Stage) -> Make:
    return lambda world, author: (world.roster(author, stage),)


def _bank(state: Kept, *more: Scalar) -> Make:
    return lambda world, author: (world.bank(author, state), *more)


def _contest(phase: Phase, *more: Scalar, paused: bool = False, plays: bool = False) -> Make:
    return lambda world, host: (world.contest(host, phase, paused=paused, plays=plays), *more)


def _daily_team(world: World, author: Someone) -> tuple[Scalar, ...]:
    world.daily(author)
    return (world.own.id, world.bank(author, Kept.READY))


def _own_team(world: World, _author: Someone) -> tuple[Scalar, ...]:
    return (world.own.id,)


# A typed line or a clone makes a draft, which its maker alone sees and which ends by itself: a
# second one is a second look at it, and no second effect.
_DRAFTS: Final = frozenset({"draft"})
# A wrong code is counted each time that it is typed.
_TRIES: Final = frozenset({"code_try"})
# What was done is offered to be taken back each time.
_UNDONE: Final = frozenset({"undo"})
# Whoever asks twice for a list gets it twice, each as it stood when it was written.
_JOBS: Final = frozenset({"job"})
# A question that was asked again is the newest of a private talk.
_ASKS: Final = frozenset({"outbox"})
# A file that is sent twice is read twice; nothing is changed by that.
_SENT: Final = frozenset({"job", "roster"})

_NOW: Final[Mapping[str, Example]] = {
    "signing.command.code": Example(MEMBERS, MEMBERS, _on, says="code"),
    "core.about": Example(
        EVERYBODY, EVERYBODY, lambda _world, _who: ("poll",), strangers=True, owners=True
    ),
    "core.choose-team": Example(
        EVERYBODY - {None}, EVERYBODY - {None}, lambda world, _: (world.own.id, "help")
    ),
    "core.command.forget": Example(
        EVERYBODY, EVERYBODY, says="forget me", strangers=True, owners=True
    ),
    "core.command.help": Example(EVERYBODY, EVERYBODY, says="help", strangers=True, owners=True),
    "core.command.partake": Example(
        EVERYBODY, EVERYBODY, says="sign me up", strangers=True, owners=True
    ),
    "core.command.mine": Example(EVERYBODY, EVERYBODY, says="mine", strangers=True, owners=True),
    "core.command.undo": Example(MEMBERS, NOBODY, _offer, says="undo"),
    "core.forget": Example(EVERYBODY, NOBODY, _oneself, owners=True),
    "core.hand-over": Example(
        LEADERS,
        LEADERS,
        lambda world, _: (world.own.id, "roster.sent", '[["key", "list.csv", 9, ""]]'),
        again=_SENT,
    ),
    "core.remember": Example(EVERYBODY, NOBODY, _oneself, owners=True, idle=True),
    "core.suggest": Example(
        EVERYBODY, EVERYBODY, lambda _world, _: ("help",), strangers=True, owners=True
    ),
    "core.undo": Example(MEMBERS, NOBODY, _offer),
    "dialogue.answer": Example(EVERYBODY, NOBODY, _reply, owners=True, where=_alone),
    "dialogue.ask": Example(EVERYBODY, NOBODY, _field, owners=True, again=_ASKS),
    "dialogue.cancel": Example(EVERYBODY, NOBODY, _dialogue, owners=True),
    "draft.cancel": Example(MEMBERS, NOBODY, _draft),
    "draft.choose": Example(MEMBERS, NOBODY, _choice),
    "draft.edit": Example(MEMBERS, NOBODY, _draft),
    "draft.more": Example(MEMBERS, NOBODY, _draft),
    "essay.admit": Example(LEADERS, LEADERS, _essay_asking),
    "essay.ask-name": Example(MEMBERS, LEADERS, _essay_expecting),
    "essay.close": Example(MEMBERS, LEADERS, _essay),
    "essay.command.essay": Example(
        LEADERS, LEADERS, says="essay Notes due tomorrow", again=_DRAFTS
    ),
    "essay.command.owing": Example(
        MEMBERS, MEMBERS, lambda world, who: _essay(world, who)[:0], says="who hasn't handed in?"
    ),
    # Whose campaign a paper is for is seen to by `essay.give`.
    "essay.command.submit": Example(
        EVERYBODY, EVERYBODY, _open_essay, says="submit My notes", strangers=True, owners=True
    ),
    "essay.compared": Example(NOBODY, NOBODY, _paper),
    "essay.edit": Example(
        LEADERS, NOBODY, _essay_draft, sends={"title": "Notes", "due": "tomorrow"}
    ),
    "essay.export": Example(LEADERS, LEADERS, _essay, again=_JOBS),
    "essay.extend": Example(LEADERS, LEADERS, _essay_owing, sends={"until": "2 Dec"}),
    # Files and remarks come with an event: no button carries them.
    "essay.files": Example(NOBODY, NOBODY),
    "essay.give": Example(MEMBERS, MEMBERS, _given),
    "essay.give-again": Example(EVERYBODY, NOBODY, _withdrawn_paper, owners=True),
    "essay.late-ones": Example(LEADERS, LEADERS, _essay),
    "essay.mend": Example(
        MEMBERS, LEADERS, _essay, sends={"title": "Notes", "due": "tomorrow 18:00"}
    ),
    "essay.name": Example(MEMBERS, LEADERS, _essay_expecting),
    "essay.packed": Example(NOBODY, NOBODY, lambda world, who: (*_essay(world, who), who.person)),
    "essay.panel": Example(MEMBERS, MEMBERS, _essay),
    "essay.pin": Example(LEADERS, LEADERS, _essay),
    "essay.unpin": Example(LEADERS, LEADERS, _essay),
    "essay.post": Example(LEADERS, NOBODY, _essay_draft),
    "essay.refuse": Example(LEADERS, LEADERS, _essay_asking),
    "essay.remind": Example(MEMBERS, LEADERS, _essay_expecting),
    "essay.reopen": Example(MEMBERS, LEADERS, _essay_closed),
    "essay.reply": Example(NOBODY, NOBODY),
    "essay.spare": Example(MEMBERS, LEADERS, _essay_expecting),
    "essay.take-back": Example(EVERYBODY, NOBODY, _paper, owners=True),
    "essay.time-over": Example(LEADERS, LEADERS, _essay_over),
    "essay.typed": Example(MEMBERS, MEMBERS, _essay, sends={"text": "My notes"}),
    "essay.was-read": Example(NOBODY, NOBODY, _paper),
    "essay.withdraw": Example(MEMBERS, LEADERS, _essay),
    "poll.admit": Example(LEADERS, LEADERS, _asking),
    "poll.answer": Example(MEMBERS, MEMBERS, _option),
    "poll.ballot": Example(MEMBERS, MEMBERS, _poll),
    "poll.clone": Example(MEMBERS, MEMBERS, _poll, again=_DRAFTS),
    "poll.close": Example(MEMBERS, LEADERS, _poll),
    "poll.command.poll": Example(MEMBERS, MEMBERS, says="poll Where? A / B", again=_DRAFTS),
    "poll.command.results": Example(
        MEMBERS, MEMBERS, lambda world, who: _poll(world, who)[:0], says="poll results"
    ),
    "poll.command.voters": Example(
        MEMBERS, MEMBERS, lambda world, who: _poll(world, who)[:0], says="who hasn't voted?"
    ),
    "poll.drop": Example(MEMBERS, MEMBERS, _option),
    "poll.edit": Example(MEMBERS, NOBODY, _draft, sends={"question": "Who?"}),
    "poll.mend": Example(MEMBERS, LEADERS, _poll, sends={"closes": "tomorrow 18:00"}),
    "poll.ask-off": Example(MEMBERS, LEADERS, _poll),
    "poll.call-off": Example(MEMBERS, LEADERS, _poll),
    "poll.keep": Example(MEMBERS, LEADERS, _poll),
    "poll.ask-name": Example(MEMBERS, LEADERS, _expected),
    "poll.name": Example(MEMBERS, LEADERS, _expected),
    "poll.panel": Example(MEMBERS, MEMBERS, _poll),
    "poll.pin": Example(LEADERS, LEADERS, _poll),
    "poll.post": Example(MEMBERS, NOBODY, _draft),
    "poll.refuse": Example(LEADERS, LEADERS, _asking),
    "poll.remind": Example(MEMBERS, LEADERS, _expected),
    "poll.reopen": Example(MEMBERS, LEADERS, _closed),
    "poll.spare": Example(MEMBERS, LEADERS, _expected),
    "poll.unpin": Example(LEADERS, LEADERS, _poll),
    "poll.withdraw": Example(MEMBERS, LEADERS, _poll),
    "meeting.admit": Example(LEADERS, LEADERS, _rollcall_asking),
    "meeting.answer": Example(MEMBERS, MEMBERS, _meeting_answer),
    "meeting.close": Example(MEMBERS, LEADERS, _rollcall),
    "meeting.command.roll": Example(MEMBERS, MEMBERS, says="roll Chess Fri 15:00", again=_DRAFTS),
    "meeting.roll-edit": Example(
        MEMBERS, NOBODY, _rollcall_draft, sends={"title": "Chess", "starts": "Fri 15:00"}
    ),
    "meeting.export": Example(LEADERS, LEADERS, _rollcall, again=_JOBS),
    "meeting.late": Example(MEMBERS, MEMBERS, _rollcall, sends={"delay": "20 min"}),
    "meeting.leave": Example(MEMBERS, MEMBERS, _rollcall, sends={"reason": "ill"}),
    "meeting.roll-mend": Example(
        MEMBERS,
        LEADERS,
        _rollcall,
        sends={"title": "Chess", "starts": "Fri 16:00", "place": "205"},
    ),
    "meeting.ask-off": Example(MEMBERS, LEADERS, _rollcall),
    "meeting.call-off": Example(MEMBERS, LEADERS, _rollcall),
    "meeting.keep": Example(MEMBERS, LEADERS, _rollcall),
    "meeting.ask-name": Example(MEMBERS, LEADERS, _rollcall_expecting),
    "meeting.name": Example(MEMBERS, LEADERS, _rollcall_expecting),
    "meeting.panel": Example(MEMBERS, MEMBERS, _rollcall),
    "meeting.pin": Example(LEADERS, LEADERS, _rollcall),
    "meeting.unpin": Example(LEADERS, LEADERS, _rollcall),
    "meeting.roll-post": Example(MEMBERS, NOBODY, _rollcall_draft),
    "meeting.command.absent": Example(MEMBERS, MEMBERS, _on, says="who didn't come?"),
    "meeting.command.coming": Example(MEMBERS, MEMBERS, _on, says="who is coming?"),
    "meeting.command.action": Example(MEMBERS, MEMBERS, _on, says="action tidy up", again=_UNDONE),
    "meeting.command.agreed": Example(MEMBERS, MEMBERS, _on, says="agreed two", again=_UNDONE),
    "meeting.command.attendance": Example(
        LEADERS, LEADERS, _over, says="attendance report", again=_JOBS
    ),
    "meeting.command.kind": Example(LEADERS, LEADERS, says="kind Chess monthly"),
    "meeting.command.leave": Example(MEMBERS, MEMBERS, _on, says="leave today: ill"),
    "meeting.command.meet": Example(
        MEMBERS, MEMBERS, says="meet Committee Fri 15:00", again=_DRAFTS
    ),
    "meeting.command.meetings": Example(MEMBERS, MEMBERS, _on, says="meetings"),
    "meeting.command.minutes": Example(MEMBERS, MEMBERS, _on, says="minutes"),
    "meeting.command.point": Example(MEMBERS, MEMBERS, _on, says="point yes", again=_UNDONE),
    "meeting.command.topic": Example(MEMBERS, MEMBERS, _on, says="topic plans", again=_UNDONE),
    "meeting.approve": Example(MEMBERS, LEADERS, _over),
    "meeting.approve-leave": Example(MEMBERS, LEADERS, _leaving),
    "meeting.archive": Example(MEMBERS, LEADERS, _approved, again=_JOBS),
    # What timers do is done by nobody else: a button for it was never drawn.
    "meeting.ask-leave": Example(ADMINS, ADMINS, _leaving),
    "meeting.begin": Example(ADMINS, ADMINS, _meeting),
    "meeting.call-next": Example(ADMINS, ADMINS, _occurrence),
    "meeting.look-again": Example(
        ADMINS, ADMINS, lambda world, who: (world.series(who, waits=True),)
    ),
    "meeting.watch": Example(ADMINS, ADMINS, _to_be_held),
    "meeting.ask-report": Example(EVERYBODY, NOBODY, _over, owners=True),
    "meeting.code": Example(MEMBERS, LEADERS, _meeting),
    "meeting.composed": Example(
        NOBODY, NOBODY, lambda world, who: (*_over(world, who), who.person)
    ),
    "meeting.correct": Example(MEMBERS, LEADERS, _written, sends={"line": "tidy up well"}),
    "meeting.correcting": Example(MEMBERS, LEADERS, _meeting),
    "meeting.counted": Example(NOBODY, NOBODY, lambda world, who: (world.own.id, 2026, who.person)),
    "meeting.done": Example(EVERYBODY, NOBODY, _written, owners=True),
    "meeting.drop-kind": Example(LEADERS, LEADERS, _kind),
    "meeting.edit": Example(
        MEMBERS,
        NOBODY,
        lambda world, who: (world.draft(who, of="meeting"),),
        sends={"about": "Chess", "starts": "Fri 15:00"},
    ),
    "meeting.end-series": Example(LEADERS, LEADERS, _series),
    "meeting.enter": Example(MEMBERS, MEMBERS, _meeting, sends=_sign_code("meeting")),
    "meeting.go-on": Example(LEADERS, LEADERS, lambda world, who: (world.series(who, ended=True),)),
    "meeting.leave-from": Example(
        MEMBERS, MEMBERS, lambda world, who: (*_meeting(world, who), "ill")
    ),
    "meeting.mark": Example(MEMBERS, LEADERS, _marked, again=_UNDONE),
    "meeting.marking": Example(MEMBERS, LEADERS, _meeting),
    "meeting.mend": Example(
        MEMBERS, LEADERS, _meeting, sends={"about": "Committee", "starts": "Fri 16:00"}
    ),
    "meeting.mend-once": Example(LEADERS, LEADERS, _occurrence, sends={"place": "305"}),
    "meeting.mend-series": Example(LEADERS, LEADERS, _series, sends={"place": "305"}),
    "meeting.minutes": Example(MEMBERS, LEADERS, _meeting),
    "meeting.one-of-series": Example(LEADERS, LEADERS, _occurrence),
    "meeting.hold": Example(
        LEADERS,
        LEADERS,
        lambda world, who: (*_occurrence(world, who), "2026-11-28T16:00:00"),
    ),
    "meeting.move": Example(LEADERS, LEADERS, _occurrence, sends={"moved_to": "Sat 15:00"}),
    "meeting.post": Example(MEMBERS, NOBODY, lambda world, who: (world.draft(who, of="meeting"),)),
    "meeting.refuse-leave": Example(MEMBERS, LEADERS, _leaving),
    "meeting.reply": Example(NOBODY, NOBODY),
    "meeting.report": Example(EVERYBODY, NOBODY, _over, sends={"report": "It was."}, owners=True),
    "meeting.restore": Example(
        MEMBERS, LEADERS, lambda world, who: (world.line(who, struck=True),)
    ),
    "meeting.series": Example(LEADERS, LEADERS, _series),
    "meeting.sign": Example(MEMBERS, MEMBERS, _meeting),
    "meeting.skip": Example(LEADERS, LEADERS, _occurrence),
    "meeting.strike": Example(MEMBERS, LEADERS, _written),
    "meeting.undone": Example(
        EVERYBODY, NOBODY, lambda world, who: (world.line(who, done=True),), owners=True
    ),
    "meeting.unmark": Example(MEMBERS, LEADERS, _here),
    "meeting.refuse": Example(LEADERS, LEADERS, _rollcall_asking),
    "meeting.reopen": Example(MEMBERS, LEADERS, _rollcall_closed),
    "meeting.spare": Example(MEMBERS, LEADERS, _rollcall_expecting),
    "meeting.withdraw": Example(MEMBERS, LEADERS, _rollcall),
    "quiz.answer": Example(MEMBERS, MEMBERS, _contest(Phase.ASKED, 1, 0)),
    "quiz.ask-void": Example(MEMBERS, LEADERS, _contest(Phase.REVEALED)),
    "quiz.ask-words": Example(MEMBERS, MEMBERS, _contest(Phase.ASKED, 1)),
    "quiz.bad": Example(LEADERS, LEADERS, _bank(Kept.ASKING, 0)),
    "quiz.begin": Example(MEMBERS, LEADERS, _contest(Phase.LOBBY)),
    "quiz.command.banks": Example(LEADERS, LEADERS, says="banks"),
    "quiz.command.daily": Example(LEADERS, LEADERS, _bank(Kept.READY), says="daily Trial at 8:00"),
    "quiz.command.mistakes": Example(MEMBERS, MEMBERS, says="mistakes"),
    "quiz.command.standings": Example(MEMBERS, MEMBERS, says="season"),
    "quiz.command.quiz": Example(LEADERS, LEADERS, says="quiz civics", again=_DRAFTS),
    "quiz.daily-answer": Example(MEMBERS, MEMBERS, lambda world, who: (world.daily(who), 0)),
    "quiz.daily-words": Example(
        MEMBERS, MEMBERS, lambda world, who: (world.daily(who),), sends={"answer": "119"}
    ),
    "quiz.drop-bank": Example(LEADERS, LEADERS, _bank(Kept.READY)),
    "quiz.edit": Example(
        LEADERS,
        NOBODY,
        lambda world, who: (world.draft(who, of="quiz"),),
        sends={"bank": "safety", "count": "5"},
    ),
    "quiz.end": Example(MEMBERS, LEADERS, _contest(Phase.ASKED)),
    "quiz.export": Example(LEADERS, LEADERS, _contest(Phase.OVER), again=_JOBS),
    "quiz.in-words": Example(
        MEMBERS, MEMBERS, _contest(Phase.ASKED, 1, None), sends={"answer": "119"}
    ),
    "quiz.join": Example(MEMBERS, MEMBERS, _contest(Phase.LOBBY)),
    "quiz.leave-bank": Example(LEADERS, LEADERS, _bank(Kept.ASKING)),
    "quiz.own-sheet": Example(MEMBERS, MEMBERS, _contest(Phase.OVER, plays=True)),
    "quiz.panel": Example(MEMBERS, MEMBERS, _contest(Phase.LOBBY)),
    "quiz.pause": Example(MEMBERS, LEADERS, _contest(Phase.ASKED)),
    "quiz.post": Example(LEADERS, NOBODY, lambda world, who: (world.draft(who, of="quiz"),)),
    "quiz.restore-bank": Example(LEADERS, LEADERS, _bank(Kept.DROPPED)),
    "quiz.resume": Example(MEMBERS, LEADERS, _contest(Phase.ASKED, paused=True)),
    "quiz.reveal-now": Example(MEMBERS, LEADERS, _contest(Phase.ASKED, 1)),
    "quiz.review": Example(MEMBERS, MEMBERS, _contest(Phase.OVER, 1, 0)),
    "quiz.review-words": Example(
        MEMBERS, MEMBERS, _contest(Phase.OVER, 1), sends={"answer": "119"}
    ),
    "quiz.take-bank": Example(LEADERS, LEADERS, _bank(Kept.ASKING)),
    "quiz.template": Example(LEADERS, LEADERS, _own_team, again=_JOBS),
    "quiz.void": Example(MEMBERS, LEADERS, _contest(Phase.REVEALED, 1)),
    # What timers do is done by nobody else: a button for it was never drawn.
    "quiz.daily-ask": Example(ADMINS, ADMINS, _daily_team),
    "quiz.hand-out": Example(ADMINS, ADMINS, _contest(Phase.OVER, 0)),
    "quiz.next": Example(ADMINS, ADMINS, _contest(Phase.REVEALED, 2)),
    "quiz.tick": Example(ADMINS, ADMINS, _contest(Phase.ASKED, 1)),
    "quiz.time-up": Example(ADMINS, ADMINS, _contest(Phase.ASKED, 1)),
    # What a job, a file or a message that was shown ends in: no person can take it.
    "quiz.brought": Example(NOBODY, NOBODY, _bank(Kept.READING)),
    "quiz.scored": Example(
        NOBODY, NOBODY, lambda w, who: (*_contest(Phase.OVER)(w, who), who.person)
    ),
    "quiz.sent": Example(NOBODY, NOBODY),
    "quiz.shown": Example(NOBODY, NOBODY, _contest(Phase.ASKED, 1)),
    "quiz.template-written": Example(NOBODY, NOBODY, lambda world, who: (world.own.id, who.person)),
    "quiz.was-read": Example(NOBODY, NOBODY, _bank(Kept.READING)),
    "remind.choose": Example(EVERYBODY, EVERYBODY, strangers=True, owners=True),
    "remind.command.remind": Example(LEADERS, LEADERS, says="remind preview"),
    # What timers do is done by nobody else: a button for it was never drawn.
    "remind.mute": Example(MEMBERS, MEMBERS, _matter, again=frozenset({"undo"})),
    "remind.ring": Example(ADMINS, ADMINS, _matter),
    "remind.some": Example(ADMINS, ADMINS, _step_of_a_matter),
    "remind.unmute": Example(MEMBERS, MEMBERS, _matter),
    "remind.wind": Example(ADMINS, ADMINS, _matter),
    "roster.apply": Example(LEADERS, LEADERS, _roster(Stage.ASKING)),
    "roster.bad": Example(LEADERS, LEADERS, lambda w, who: (*_roster(Stage.ASKING)(w, who), 0)),
    "roster.command.roster": Example(LEADERS, LEADERS, says="roster"),
    "roster.drop": Example(LEADERS, LEADERS, _roster(Stage.ASKING)),
    "roster.go-on": Example(
        LEADERS, LEADERS, lambda w, who: (*_roster(Stage.APPLYING)(w, who), "applying", 0)
    ),
    "roster.settle": Example(
        LEADERS, LEADERS, lambda w, who: (*_roster(Stage.ASKING)(w, who), 3, 0)
    ),
    "roster.undo": Example(LEADERS, LEADERS, _roster(Stage.APPLIED)),
    "roster.write": Example(
        LEADERS, LEADERS, lambda world, _: (world.own.id, "template"), again=_JOBS
    ),
    # What a job ends in: no person can take it, whoever they are.
    "roster.sent": Example(NOBODY, NOBODY),
    "roster.staged": Example(NOBODY, NOBODY, lambda w, who: (*_roster(Stage.READING)(w, who), 0)),
    "roster.was-read": Example(NOBODY, NOBODY, _roster(Stage.READING)),
    "roster.written": Example(
        NOBODY, NOBODY, lambda world, who: (world.own.id, who.person, "template")
    ),
    "meeting.remind": Example(MEMBERS, LEADERS, _rollcall_expecting),
    # What a job ends in: no person can take it, whoever they are.
    "meeting.written": Example(
        NOBODY, NOBODY, lambda world, who: (*_rollcall(world, who), who.person)
    ),
    "team.admit": Example(LEADERS, LEADERS, _knock),
    "team.category-votes": Example(LEADERS, LEADERS, lambda world, _: (world.category(), False)),
    "team.command.category": Example(LEADERS, LEADERS, says="category full"),
    "team.command.term": Example(
        LEADERS, LEADERS, says="term 2030 spring 2030-02-01 to 2030-07-01"
    ),
    "team.drop-category": Example(LEADERS, LEADERS, lambda world, _: (world.category(),)),
    "team.drop-term": Example(LEADERS, LEADERS, lambda world, _: (world.own.id, world.term())),
    "team.admit-claim": Example(LEADERS, LEADERS, _asks),
    "team.ask-forget": Example(ADMINS, ADMINS, _member),
    "team.ask-remove": Example(LEADERS, LEADERS, _member),
    "team.claim-person": Example(EVERYBODY, NOBODY, _invited, owners=True),
    "team.command.i_am": Example(
        EVERYBODY, EVERYBODY, _greta, says="i am Greta", strangers=True, owners=True
    ),
    "team.command.leave_team": Example(EVERYBODY - {None}, EVERYBODY - {None}, says="quit"),
    "team.command.members": Example(LEADERS, LEADERS, says="members"),
    "team.command.my_settings": Example(
        EVERYBODY, EVERYBODY, says="my settings", strangers=True, owners=True
    ),
    "team.command.room_use": Example(LEADERS, LEADERS, says="room"),
    "team.command.reminder_settings": Example(LEADERS, LEADERS, says="reminder settings"),
    "team.habits": Example(LEADERS, LEADERS, _own_team),
    "team.set-habits": Example(LEADERS, LEADERS, _own_team, sends={"ladder": "1d", "a_day": "1"}),
    "team.command.team_settings": Example(LEADERS, LEADERS, says="team settings"),
    "team.forget": Example(ADMINS, ADMINS, _member),
    "team.leave": Example(EVERYBODY - {None}, EVERYBODY - {None}, _own_team),
    "team.member": Example(LEADERS, LEADERS, _member),
    "team.members": Example(LEADERS, LEADERS, lambda world, _: (world.own.id, "", 0)),
    "team.mend-member": Example(LEADERS, LEADERS, _member, sends={"member_name": "Ana"}),
    "team.refuse-claim": Example(LEADERS, LEADERS, _asks),
    "team.remove": Example(LEADERS, LEADERS, _member),
    "team.room-use": Example(LEADERS, LEADERS, lambda world, _: (world.room(), "committee")),
    "team.say-name": Example(
        EVERYBODY,
        NOBODY,
        lambda world, who: (*_greta(world, who), world.invite(who)),
        sends={"name": "Greta"},
        owners=True,
    ),
    "team.set-mine": Example(
        EVERYBODY, EVERYBODY, sends={"language": "en"}, strangers=True, owners=True
    ),
    "team.set-role": Example(ADMINS, ADMINS, lambda w, who: (*_member(w, who), "organiser")),
    "team.set-team": Example(ADMINS, ADMINS, _own_team, sends={"name": "Ours"}),
    "team.settle-in": Example(LEADERS, LEADERS, _own_team),
    "team.take-back": Example(
        LEADERS, LEADERS, lambda world, _: (world.own.id, world.removed().person, "member")
    ),
    "team.still-led": Example(ADMINS, ADMINS, _wished),
    "team.take-over": Example(EVERYBODY, NOBODY, _unled, owners=True),
    "team.taken": Example(ADMINS, ADMINS, _wished),
    "team.command.take_over": Example(
        EVERYBODY, NOBODY, _owned, says="take over Other", owners=True
    ),
    "team.both-mine": Example(EVERYBODY, NOBODY, _typed, owners=True),
    "team.code": Example(LEADERS, LEADERS, lambda world, _: (world.own.id,)),
    "team.command.join": Example(
        EVERYBODY, EVERYBODY, says="join BCDF-2345", strangers=True, owners=True, again=_TRIES
    ),
    "team.command.link": Example(
        EVERYBODY, EVERYBODY, says="link", strangers=True, owners=True, where=_alone
    ),
    "team.command.owner": Example(
        EVERYBODY, EVERYBODY, says="owner", strangers=True, owners=True, idle=True
    ),
    "team.command.team": Example(MEMBERS, MEMBERS, says="team"),
    "team.command.team_code": Example(LEADERS, LEADERS, says="team code"),
    "team.command.team_leave": Example(LEADERS, LEADERS, says="team leave"),
    "team.command.team_new": Example(
        EVERYBODY,
        NOBODY,
        _owned,
        says="team new",
        owners=True,
        where=_new_room,
    ),
    "team.command.unlink": Example(
        EVERYBODY,
        EVERYBODY,
        _two_accounts,
        says="unlink",
        strangers=True,
        owners=True,
        where=_alone,
    ),
    "team.detach": Example(LEADERS, LEADERS, lambda world, _: (world.room(),)),
    "team.is-me": Example(EVERYBODY, NOBODY, _claim, owners=True),
    "team.is-not-me": Example(EVERYBODY, NOBODY, _claim, owners=True),
    "team.not-mine": Example(EVERYBODY, NOBODY, _typed, owners=True),
    "team.refuse": Example(LEADERS, LEADERS, _knock),
}

_VOLUNTEERS: Final[Mapping[str, Example]] = {
    "volunteer.admit": Example(LEADERS, LEADERS, _signed_up, idle=True),
    "volunteer.approve": Example(MEMBERS, LEADERS, _hours),
    "volunteer.ask-cancel": Example(MEMBERS, LEADERS, _shift),
    "volunteer.ask-name": Example(MEMBERS, LEADERS, _activity, idle=True),
    "volunteer.begin": Example(ADMINS, ADMINS, lambda world, who: _booked(world, who)[1:]),
    "volunteer.cancel": Example(MEMBERS, LEADERS, _shift),
    "volunteer.certificate-written": Example(
        NOBODY, NOBODY, lambda world, who: (world.own.id, world.certificate(who), "en")
    ),
    "volunteer.certify": Example(MEMBERS, MEMBERS, _certifiable, again=_JOBS),
    "volunteer.close": Example(MEMBERS, LEADERS, _activity),
    "volunteer.command.certificate": Example(
        MEMBERS,
        MEMBERS,
        lambda world, who: _certifiable(world, who)[:0],
        says="certificate",
        again=_JOBS,
    ),
    "volunteer.code": Example(MEMBERS, LEADERS, _shift),
    "volunteer.command.helpers": Example(LEADERS, LEADERS, says="helpers"),
    "volunteer.command.hours": Example(
        LEADERS, LEADERS, _zoe, says="hours Zoe 2h 12 Nov library shelves"
    ),
    "volunteer.command.my_hours": Example(MEMBERS, MEMBERS, says="my hours"),
    "volunteer.command.my_skills": Example(MEMBERS, MEMBERS, says="my skills first aid"),
    "volunteer.command.signed_up": Example(
        MEMBERS, MEMBERS, lambda world, who: _activity(world, who)[:0], says="who signed up?"
    ),
    "volunteer.command.sign_out_here": Example(
        MEMBERS, MEMBERS, lambda world, who: _shift_on(world, who)[:0], says="sign out"
    ),
    "volunteer.command.volunteer": Example(
        LEADERS, LEADERS, says="shifts Fair Sat 9-12 x4", again=_DRAFTS
    ),
    "volunteer.confirm": Example(MEMBERS, LEADERS, _to_confirm),
    "volunteer.correct": Example(MEMBERS, LEADERS, _hours, sends={"hours": "1.5"}),
    "volunteer.edit": Example(
        LEADERS, NOBODY, _activity_draft, sends={"title": "Fair", "shifts": "Sat 9-12 x4"}
    ),
    "volunteer.enter": Example(MEMBERS, MEMBERS, _shift, sends=_sign_code("shift")),
    "volunteer.export": Example(LEADERS, LEADERS, _activity, again=_JOBS),
    "volunteer.export-team": Example(LEADERS, LEADERS, _own_team, again=_JOBS),
    "volunteer.fill": Example(
        LEADERS,
        LEADERS,
        _of_zoe(_own_team),
        sends={"name": "Zoe", "hours": "2", "day": "12 Nov", "what": "Shelves"},
    ),
    "volunteer.fill-shift": Example(
        MEMBERS,
        LEADERS,
        _of_zoe(_shift_over),
        sends={"name": "Zoe", "hours": "2", "why": "Forgotten"},
    ),
    "volunteer.hours": Example(MEMBERS, LEADERS, _activity),
    # What timers do is done by nobody else: a button for it was never drawn.
    "volunteer.lapse": Example(ADMINS, ADMINS, _offered),
    "volunteer.leave": Example(MEMBERS, MEMBERS, _booked),
    "volunteer.leave-by-code": Example(MEMBERS, MEMBERS, _shift_on, sends=_sign_code("shift")),
    "volunteer.left-earlier": Example(MEMBERS, MEMBERS, _forgot, sends={"left_at": "22:30"}),
    "volunteer.mark-in": Example(MEMBERS, LEADERS, _helper),
    "volunteer.mark-out": Example(MEMBERS, LEADERS, _helping),
    "volunteer.marking": Example(MEMBERS, LEADERS, _shift),
    "volunteer.mend": Example(
        MEMBERS, LEADERS, _activity, sends={"title": "Fair", "shifts": "Sat 9-12 x4"}
    ),
    "volunteer.name": Example(MEMBERS, LEADERS, _activity, idle=True),
    "volunteer.panel": Example(MEMBERS, MEMBERS, _activity),
    "volunteer.pin": Example(LEADERS, LEADERS, _activity),
    "volunteer.pass-on": Example(
        ADMINS, ADMINS, lambda world, who: (world.signed_up(who, Standing.WAITING).shift,)
    ),
    "volunteer.post": Example(LEADERS, NOBODY, _activity_draft),
    "volunteer.refuse": Example(LEADERS, LEADERS, _signed_up, idle=True),
    "volunteer.remind": Example(MEMBERS, LEADERS, _activity, idle=True),
    "volunteer.reopen": Example(MEMBERS, LEADERS, _activity_closed),
    "volunteer.set-skills": Example(MEMBERS, MEMBERS, _own_team, sends={"skills": "first aid"}),
    "volunteer.settle": Example(ADMINS, ADMINS, _shift_over),
    "volunteer.sign-in": Example(MEMBERS, MEMBERS, _shift),
    "volunteer.sign-out": Example(MEMBERS, MEMBERS, _shift_on),
    "volunteer.spare": Example(MEMBERS, LEADERS, _activity),
    "volunteer.sort-out": Example(ADMINS, ADMINS, _helper),
    "volunteer.started": Example(ADMINS, ADMINS, lambda world, who: _unmet(world, who)[:1]),
    "volunteer.take": Example(MEMBERS, MEMBERS, _activity_shift),
    "volunteer.team-written": Example(
        NOBODY, NOBODY, lambda world, who: (world.own.id, who.person)
    ),
    "volunteer.tell-unmet": Example(ADMINS, ADMINS, _unmet),
    "volunteer.unfill": Example(MEMBERS, LEADERS, _hours),
    "volunteer.unmark": Example(MEMBERS, LEADERS, _helping),
    "volunteer.unpin": Example(LEADERS, LEADERS, _activity),
    "volunteer.walk-in": Example(MEMBERS, LEADERS, _of_zoe(_shift), sends={"name": "Zoe"}),
    "volunteer.withdraw": Example(MEMBERS, LEADERS, _activity),
    "volunteer.written": Example(
        NOBODY, NOBODY, lambda world, who: (*_activity(world, who), who.person)
    ),
}


def _digest(state: Digested = Digested.DRAFT, *more: Scalar) -> Make:
    return lambda world, who: (world.digest(who, state), *more)


def _owing(world: World, who: Someone) -> tuple[Scalar, ...]:
    world.line(who)
    return (world.digest(who, Digested.SENT), written_persons([who.person]))


def _weekly(world: World, author: Someone) -> tuple[Scalar, ...]:
    world.digest(author)
    return (world.own.id, NOMINAL)


def _with_news(world: World, author: Someone) -> tuple[Scalar, ...]:
    world.digest(author)
    return (world.own.id,)


_DIGESTS: Final[Mapping[str, Example]] = {
    "digest.again": Example(EVERYBODY, EVERYBODY, strangers=True, owners=True),
    "digest.awake": Example(ADMINS, ADMINS, _owing),
    "digest.change": Example(LEADERS, LEADERS, _own_team, sends={"repeats": "every Fri 17:00"}),
    "digest.command.digest": Example(LEADERS, LEADERS, says="digest every Fri 17:00"),
    "digest.command.my_digest": Example(
        EVERYBODY, EVERYBODY, says="my digest off", strangers=True, owners=True, again=_UNDONE
    ),
    "digest.draft": Example(LEADERS, LEADERS, _with_news),
    "digest.drawn": Example(NOBODY, NOBODY, _digest(Digested.SENT)),
    "digest.drop": Example(LEADERS, LEADERS, _digest(Digested.DRAFT, "coming")),
    # What timers do is done by nobody else: a button for it was never drawn.
    "digest.due": Example(ADMINS, ADMINS, _weekly),
    "digest.export": Example(LEADERS, LEADERS, _digest(Digested.SENT), again=_JOBS),
    "digest.keep": Example(ADMINS, ADMINS, _own_team),
    "digest.nudge": Example(ADMINS, ADMINS, _owing),
    "digest.off": Example(LEADERS, LEADERS, _own_team, again=_UNDONE),
    "digest.on": Example(LEADERS, LEADERS, _own_team),
    "digest.open": Example(LEADERS, LEADERS, _digest(), sends={"opening": "Well done"}),
    "digest.prepare": Example(ADMINS, ADMINS, _weekly),
    "digest.publish": Example(ADMINS, ADMINS, _digest(Digested.SENT)),
    "digest.sections": Example(LEADERS, LEADERS, _digest()),
    "digest.send": Example(LEADERS, LEADERS, _digest()),
    "digest.show": Example(LEADERS, LEADERS, _digest()),
    "digest.skip": Example(LEADERS, LEADERS, _digest()),
    "digest.stop": Example(EVERYBODY, EVERYBODY, strangers=True, owners=True, again=_UNDONE),
    "digest.undrop": Example(LEADERS, LEADERS, _digest(Digested.DRAFT, "coming")),
    "digest.unskip": Example(LEADERS, LEADERS, _digest(Digested.SKIPPED)),
    "digest.written": Example(
        NOBODY, NOBODY, lambda world, who: (world.digest(who, Digested.SENT), who.person)
    ),
}

_EARLIER: Final = {
    **{
        f"roll.{name}": f"meeting.{name}"
        for name in (
            "admit", "answer", "ask-name", "close", "export", "late", "leave", "name", "panel",
            "pin", "refuse", "remind", "reopen", "spare", "unpin", "withdraw", "written",
        )
    },
    **{f"roll.{name}": f"meeting.roll-{name}" for name in ("edit", "mend", "post")},
    "roll.command.roll": "meeting.command.roll",
    "meeting.command.code": "signing.command.code",
}  # fmt: skip
"""What buttons still call, by the names of steps as they were: roll calls were a feature, and codes
were those of meetings alone."""

EXAMPLES: Final[Mapping[str, Example]] = {
    **_NOW, **_VOLUNTEERS, **_DIGESTS, **{old: _NOW[new] for old, new in _EARLIER.items()},
}  # fmt: skip
