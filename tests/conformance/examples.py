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
from bot.domain.identity import Role
from tests.conformance.world import START, Someone, World

EVERYBODY: Final = frozenset({None, *Role})
"""Every role in a team, and none."""
MEMBERS: Final = frozenset({Role.MEMBER, Role.ORGANISER, Role.ADMIN})
LEADERS: Final = frozenset({Role.ORGANISER, Role.ADMIN})
NOBODY: Final[frozenset[Role | None]] = frozenset()

Make = Callable[[World, Someone], tuple[Scalar, ...]]
"""Makes what a step is about, as somebody's own, and returns the step's arguments."""


@dataclass(frozen=True, slots=True)
class Example:
    """One way to take a step, and the roles that may, in the team of what it is about.

    `own` and `others` are those roles where the thing is one's own and where it is not. `strangers`
    says whether people of another team may as well, and `owners` whether they may where the thing
    is their own. `again` names tables in which doing it twice leaves more than doing it once.
    """

    own: frozenset[Role | None]
    others: frozenset[Role | None]
    make: Make = lambda _world, _author: ()
    says: str | None = None
    sends: Mapping[str, str] | None = None
    strangers: bool = False
    owners: bool = False
    again: frozenset[str] = frozenset()

    def act(
        self, world: World, step: str, args: tuple[Scalar, ...], who: Someone, room: str
    ) -> Answer:
        """Let somebody take the step, as it is taken: in words, by a form, by a button."""
        if self.says is not None:
            return world.says(who, self.says, room)
        if self.sends is not None:
            return world.sends(who, world.token(step, args), self.sends, room)
        return world.presses(who, world.token(step, args), room)


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


def _rollcall_answer(world: World, author: Someone) -> tuple[Scalar, ...]:
    return (world.rollcall(author).call, "leave")


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


def _knock(world: World, asker: Someone) -> tuple[Scalar, ...]:
    return (world.code(CodeKind.ROOM, asker, room=True),)


def _claim(world: World, asker: Someone) -> tuple[Scalar, ...]:
    return (world.code(CodeKind.PERSON, asker),)


def _typed(world: World, typed: Someone) -> tuple[Scalar, ...]:
    return (world.code(CodeKind.PERSON, world.someone(None), typed=typed),)


def _owned(world: World, owner: Someone) -> tuple[Scalar, ...]:
    world.owner(owner)
    return ()


# A typed line or a clone makes a draft, which its maker alone sees and which ends by itself: a
# second one is a second look at it, and no second effect.
_DRAFTS: Final = frozenset({"draft"})
# A wrong code is counted each time that it is typed.
_TRIES: Final = frozenset({"code_try"})
# Whoever asks twice for a list gets it twice, each as it stood when it was written.
_JOBS: Final = frozenset({"job"})
# A question that was asked again is the newest of a private talk.
_ASKS: Final = frozenset({"outbox"})

EXAMPLES: Final[Mapping[str, Example]] = {
    "core.choose-team": Example(
        EVERYBODY - {None}, EVERYBODY - {None}, lambda world, _: (world.own.id, "help")
    ),
    "core.command.forget": Example(
        EVERYBODY, EVERYBODY, says="forget me", strangers=True, owners=True
    ),
    "core.command.help": Example(EVERYBODY, EVERYBODY, says="help", strangers=True, owners=True),
    "core.command.mine": Example(EVERYBODY, EVERYBODY, says="mine", strangers=True, owners=True),
    "core.command.undo": Example(MEMBERS, NOBODY, _offer, says="undo"),
    "core.forget": Example(EVERYBODY, NOBODY, _oneself, owners=True),
    "core.remember": Example(EVERYBODY, NOBODY, _oneself, owners=True),
    "core.suggest": Example(
        EVERYBODY, EVERYBODY, lambda _world, _: ("help",), strangers=True, owners=True
    ),
    "core.undo": Example(MEMBERS, NOBODY, _offer),
    "dialogue.answer": Example(EVERYBODY, NOBODY, _reply, owners=True),
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
    "essay.command.submit": Example(MEMBERS, MEMBERS, _open_essay, says="submit My notes"),
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
    "poll.drop": Example(MEMBERS, MEMBERS, _option),
    "poll.edit": Example(MEMBERS, NOBODY, _draft, sends={"question": "Who?"}),
    "poll.mend": Example(MEMBERS, LEADERS, _poll, sends={"closes": "tomorrow 18:00"}),
    "poll.ask-name": Example(MEMBERS, LEADERS, _expected),
    "poll.name": Example(MEMBERS, LEADERS, _expected),
    "poll.panel": Example(MEMBERS, MEMBERS, _poll),
    "poll.post": Example(MEMBERS, NOBODY, _draft),
    "poll.refuse": Example(LEADERS, LEADERS, _asking),
    "poll.reopen": Example(MEMBERS, LEADERS, _closed),
    "poll.spare": Example(MEMBERS, LEADERS, _expected),
    "poll.withdraw": Example(MEMBERS, LEADERS, _poll),
    "roll.admit": Example(LEADERS, LEADERS, _rollcall_asking),
    "roll.answer": Example(MEMBERS, MEMBERS, _rollcall_answer),
    "roll.close": Example(MEMBERS, LEADERS, _rollcall),
    "roll.command.roll": Example(MEMBERS, MEMBERS, says="roll Chess Fri 15:00", again=_DRAFTS),
    "roll.edit": Example(
        MEMBERS, NOBODY, _rollcall_draft, sends={"title": "Chess", "starts": "Fri 15:00"}
    ),
    "roll.export": Example(LEADERS, LEADERS, _rollcall, again=_JOBS),
    "roll.late": Example(MEMBERS, MEMBERS, _rollcall, sends={"delay": "20 min"}),
    "roll.leave": Example(MEMBERS, MEMBERS, _rollcall, sends={"reason": "ill"}),
    "roll.mend": Example(
        MEMBERS,
        LEADERS,
        _rollcall,
        sends={"title": "Chess", "starts": "Fri 16:00", "place": "205"},
    ),
    "roll.ask-name": Example(MEMBERS, LEADERS, _rollcall_expecting),
    "roll.name": Example(MEMBERS, LEADERS, _rollcall_expecting),
    "roll.panel": Example(MEMBERS, MEMBERS, _rollcall),
    "roll.post": Example(MEMBERS, NOBODY, _rollcall_draft),
    "roll.refuse": Example(LEADERS, LEADERS, _rollcall_asking),
    "roll.reopen": Example(MEMBERS, LEADERS, _rollcall_closed),
    "roll.spare": Example(MEMBERS, LEADERS, _rollcall_expecting),
    "roll.withdraw": Example(MEMBERS, LEADERS, _rollcall),
    # What a job ends in: no person can take it, whoever they are.
    "roll.written": Example(
        NOBODY, NOBODY, lambda world, who: (*_rollcall(world, who), who.person)
    ),
    "team.admit": Example(LEADERS, LEADERS, _knock),
    "team.category-votes": Example(LEADERS, LEADERS, lambda world, _: (world.category(), False)),
    "team.command.category": Example(LEADERS, LEADERS, says="category full"),
    "team.command.term": Example(LEADERS, LEADERS, says="term 2030 1 Feb 2030 to 1 Jul 2030"),
    "team.drop-category": Example(LEADERS, LEADERS, lambda world, _: (world.category(),)),
    "team.drop-term": Example(LEADERS, LEADERS, lambda world, _: (world.own.id, world.term())),
    "team.both-mine": Example(EVERYBODY, NOBODY, _typed, owners=True),
    "team.code": Example(LEADERS, LEADERS, lambda world, _: (world.own.id,)),
    "team.command.join": Example(
        EVERYBODY, EVERYBODY, says="join BCDF-2345", strangers=True, owners=True, again=_TRIES
    ),
    "team.command.link": Example(EVERYBODY, EVERYBODY, says="link", strangers=True, owners=True),
    "team.command.owner": Example(EVERYBODY, EVERYBODY, says="owner", strangers=True, owners=True),
    "team.command.team": Example(MEMBERS, MEMBERS, says="team"),
    "team.command.team_code": Example(LEADERS, LEADERS, says="team code"),
    "team.command.team_leave": Example(LEADERS, LEADERS, says="team leave"),
    "team.command.team_new": Example(EVERYBODY, NOBODY, _owned, says="team new", owners=True),
    "team.command.unlink": Example(
        EVERYBODY, EVERYBODY, says="unlink", strangers=True, owners=True
    ),
    "team.detach": Example(LEADERS, LEADERS, lambda world, _: (world.room(),)),
    "team.is-me": Example(EVERYBODY, NOBODY, _claim, owners=True),
    "team.is-not-me": Example(EVERYBODY, NOBODY, _claim, owners=True),
    "team.not-mine": Example(EVERYBODY, NOBODY, _typed, owners=True),
    "team.refuse": Example(LEADERS, LEADERS, _knock),
}
