"""Two teams that have nothing to do with each other, and things in them to act on.

Nothing is ever sent here: what counts is what a turn answers and which rows it leaves.
"""

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, func, insert, select, update
from sqlalchemy.dialects import registry

from bot.action import Action, Open, Scalar, View
from bot.adapter import Answer, Capabilities
from bot.clock import VirtualClock
from bot.command import Commands
from bot.composition.assembly import Assembly, assemble
from bot.composition.features import FEATURES
from bot.domain.audience import EVERYBODY
from bot.domain.code import CodeId, CodeKind, CodeState
from bot.domain.contest import Over, Preset, Scoring
from bot.domain.digest import DigestId
from bot.domain.digest import State as Digested
from bot.domain.essay import Essay, EssayId, LateRule, Source, Taken, VersionId
from bot.domain.identity import AccountId, Entry, PersonId, Purpose, Role, RoomId, TeamId
from bot.domain.kind import Every, Kind
from bot.domain.live import BankId, ContestId, DailyId, Phase
from bot.domain.meeting import Holder, Meeting, MeetingId, Permit, Quorum, Says
from bot.domain.meeting import How as Signed
from bot.domain.minutes import LineId, Part
from bot.domain.phrase import Instant, Phrase
from bot.domain.poll import Names, OptionId, PollId, Results
from bot.domain.quiz import Kind as Asking
from bot.domain.quiz import Picked, Question, Wording
from bot.domain.reminding import USUAL, Course
from bot.domain.rollcode import code_at
from bot.domain.roster import Fate, Line, Wrong
from bot.domain.series import SeriesId
from bot.domain.shift import Planned
from bot.domain.term import Term
from bot.domain.volunteer import (
    ActivityId,
    Certificate,
    EntryId,
    HoursEntry,
    How,
    ShiftId,
    Standing,
)
from bot.domain.volunteer import Origin as Entered
from bot.event import Event, Heard, Origin, Pressed, Submitted
from bot.form import Raw
from bot.message import as_text
from bot.ports import DialogueRow, DraftRow, Place
from bot.words import Voice, without_isolates
from storage.claims import ClaimId, Claims
from storage.digests import Digests
from storage.essays import Essays, essay_room, essay_table, extension, paper, version_table
from storage.groups import CategoryId, Groups
from storage.identity import organisation, person_table
from storage.links import Links
from storage.meeting import Kinds, Meetings, MeetingSeries, Minutes, Presences
from storage.meeting.tables import (
    meeting_answer,
    meeting_office,
    meeting_presence,
    meeting_room,
    meeting_table,
)
from storage.members import Members
from storage.outgoing import Outgoing, outbox
from storage.people import People
from storage.polls import Polls, poll_answer, poll_option, poll_room, poll_table
from storage.preferences import Preferences
from storage.quiz import Banks, Contests, Dailies, Kept
from storage.quiz.tables import (
    bank_question,
    bank_table,
    contest_answer,
    contest_copy,
    contest_player,
    contest_question,
    contest_review,
    contest_table,
    daily_answer,
    daily_question,
)
from storage.reminders import Reminders
from storage.rolls import Rolls, roll, roll_entry
from storage.rolls import Standing as OnRoll
from storage.rosters import RosterId, Rosters, Stage, roster_line, roster_table
from storage.schema import metadata
from storage.talk import Talk
from storage.teams import Teams
from storage.terms import Terms
from storage.volunteers import Activities, Attendances, Certificates, Ledger, SignUps
from storage.volunteers.tables import (
    activity_room,
    activity_table,
    attendance,
    hours_approval,
    hours_confirmation,
    hours_entry,
    shift_table,
    sign_up,
)
from tests.bugs import Bugs
from tests.recording import PRIVATE, Recorder

T = TypeVar("T")

START: Final = datetime(2026, 11, 26, 9, tzinfo=UTC)
CONNECTION: Final = "recorder"
_PARTS: Final = {
    poll_table: (poll_option, poll_answer, poll_room),
    essay_table: (extension, essay_room),
    paper: (version_table,),
    meeting_table: (meeting_answer, meeting_office, meeting_presence, meeting_room),
    roster_table: (roster_line,),
    activity_table: (activity_room,),
    shift_table: (sign_up, attendance),
    hours_entry: (hours_approval, hours_confirmation),
    bank_table: (bank_question,),
    daily_question: (daily_answer,),
    contest_table: (contest_answer, contest_copy, contest_player, contest_question, contest_review),
}
"""Tables whose rows belong to a team by way of another one's."""
REFUSALS: Final = (
    "may-nobody-here", "may-guest", "may-member", "may-organiser", "may-admin", "may-author",
    "may-author-or-organiser", "may-oneself", "may-owner", "may-owner-alone", "old-button",
    "mine-unknown", "undo-nothing", "undo-late", "no-team",
)  # fmt: skip
"""What is answered, in the words of the core, to somebody who may not do a thing."""
BOOKS: Final = frozenset({"inbox", "heartbeat", "token", "alembic_version"})
"""Tables that keep books of deliveries, and not of what came of them."""


_SHIFT: Final = Planned(START + timedelta(minutes=10), START + timedelta(hours=3), 4)
"""A shift that one may still sign up for, and sign in to already."""
_DRAFTED: Final[Mapping[str, Mapping[str, Raw]]] = {
    "poll": {"question": "Where?", "options": ["Here", "There"]},
    "meeting": {"about": "Chess", "starts": (START + timedelta(days=1)).isoformat()},
    "roll": {"title": "Chess", "starts": (START + timedelta(days=1)).isoformat()},
    "essay": {"title": "Notes", "due": (START + timedelta(days=1)).isoformat()},
    "volunteer": {"title": "Fair", "shifts": [str(_SHIFT)]},
    "quiz": {"bank": "civics"},
}
_SERIES: Final = {"about": "Committee", "place": "204"}
_RULE: Final = "unit=week weekdays=4 at=15:00 starts=2026-11-27"
NOMINAL: Final = "2026-11-27T15:00:00"
"""When the next meeting of a series is, by its rule."""
_STEPS: Final = {
    "poll": "poll.",
    "roll": "meeting.roll-",
    "meeting": "meeting.",
    "essay": "essay.",
    "volunteer": "volunteer.",
    "quiz": "quiz.",
}


_FIRE: Final = Question(
    "fire", Asking.SINGLE, Picked(frozenset({0})), {"en": Wording("Fire?", ("119", "110"))}
)


@dataclass(frozen=True, slots=True)
class Team:
    """One of the teams: its id and its main room."""

    id: TeamId
    room: RoomId
    key: str


@dataclass(frozen=True, slots=True)
class Someone:
    """A person, as the platform knows them and as the house does."""

    key: str
    account: AccountId
    person: PersonId
    private: RoomId


@dataclass(frozen=True, slots=True)
class Asked:
    """A poll: its id, those of its options, and of whoever wants to be on its frozen roll."""

    poll: PollId
    options: tuple[OptionId, ...]
    asking: PersonId | None


@dataclass(frozen=True, slots=True)
class Called:
    """A roll call: its id, and that of whoever wants to be on its frozen roll."""

    call: MeetingId
    asking: PersonId | None


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign: its id, and that of whoever wants to be on its frozen roll."""

    essay: EssayId
    asking: PersonId | None


@dataclass(frozen=True, slots=True)
class Helping:
    """An activity of one shift."""

    activity: ActivityId
    shift: ShiftId


class World:
    """Hold a Muster that no pump drives, and its two teams."""

    def __init__(self, assembly: Assembly, runner: asyncio.Runner) -> None:
        """Take the parts; `open` makes them."""
        self.assembly = assembly
        self.own = self.other = Team(TeamId(0), RoomId(0), "")
        self._runner = runner
        self._numbers: Iterator[int] = itertools.count(1)
        self._bugs = Bugs()
        self._stack = ExitStack()

    @classmethod
    async def open(
        cls, url: str, runner: asyncio.Runner, features: Sequence[Commands] = FEATURES
    ) -> "World":
        """Make a world on an empty database."""
        clock = VirtualClock(START)
        recorder = Recorder(clock, can=Capabilities(pin=True))
        assembly = await assemble(
            url, [recorder], clock, [bytes(range(32))], features=features, pool=3
        )
        world = cls(assembly, runner)
        world._stack.enter_context(world._bugs.listening())
        return world

    def begin(self) -> None:
        """Make two new teams."""
        number = next(self._numbers)
        self.own = self.write(lambda c: _team(c, f"own-{number}"))
        self.other = self.write(lambda c: _team(c, f"other-{number}"))

    async def close(self) -> None:
        """Close the database."""
        await self.assembly.close()
        self._stack.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the world's own loop."""
        return self._runner.run(work)

    def write(self, fn: Callable[[Connection], T]) -> T:
        """Write something straight into the database."""
        return self.run(self.assembly.database.run(fn))

    # Who and what there is

    def someone(self, role: Role | None, team: Team | None = None, *, name: str = "") -> Someone:
        """Make a person with a role in a team (their own, unless told), or in none at all."""
        key = f"person-{next(self._numbers)}"
        origin = Origin(CONNECTION, "", key, key.title(), direct=PRIVATE + key)

        def make(connection: Connection) -> Someone:
            people = People(connection)
            account = people.account_for(origin, CONNECTION, START)
            home = people.found("", "", "", "")
            nowhere = people.team_called("Nowhere", home, "en", "UTC", Entry.CLOSED)
            at = (team or self.own).id if role is not None else nowhere
            person = people.join(account, at, name or key, START)
            as_what = Role.MEMBER if role is None else role
            people.set_role(person, at, as_what, START, source="test")
            room = people.room_for(CONNECTION, PRIVATE + key, key, private=True)
            return Someone(key, account, person, room)

        return self.write(make)

    def poll(
        self, author: Someone, *, closed: bool = False, everyone: bool = False,
        team: Team | None = None,
    ) -> Asked:  # fmt: skip
        """Make a poll; with `everyone` somebody came too late to be on its roll, and asks."""
        where = team or self.own

        def make(connection: Connection) -> tuple[PollId, tuple[OptionId, ...], int | None]:
            store = Polls(connection)
            made = store.open(
                where.id, author.person, START, question="Where?", options=("Here", "There"),
                closes=None, pick=1, names=Names.EVERYBODY, results=Results.LIVE, change=True,
                everyone=everyone, key=b"", rooms=[where.room],
            )  # fmt: skip
            _stand(connection, "poll.card", made.id, where)
            if closed:
                store.close(made.id, START)
            return made.id, tuple(option.id for option in made.options), made.roll

        poll, options, frozen = self.write(make)
        return Asked(poll, options, self._late(where, frozen))

    def rollcall(
        self, author: Someone, *, closed: bool = False, everyone: bool = False,
        team: Team | None = None,
    ) -> Called:  # fmt: skip
        """Make a roll call; with `everyone` somebody came too late to be on its roll, and asks."""
        where, starts = team or self.own, START + timedelta(days=1)

        def make(connection: Connection) -> Meeting:
            store = Meetings(connection)
            made = store.open(
                where.id, author.person, START, title="Chess", starts=starts, place="204",
                closes=starts, everyone=everyone, rooms=[where.room],
            )  # fmt: skip
            _stand(connection, "meeting.card", made.id, where)
            if closed:
                store.close(made.id, START)
            return made

        made = self.write(make)
        return Called(made.id, self._late(where, made.roll))

    def essay(
        self, author: Someone, *, closed: bool = False, everyone: bool = False,
        team: Team | None = None, due: Instant = START + timedelta(days=1),
    ) -> Campaign:  # fmt: skip
        """Make a campaign; with `everyone` somebody came too late to be on its roll, and asks."""
        where = team or self.own

        def make(connection: Connection) -> Essay:
            store = Essays(connection)
            made = store.open(
                where.id, author.person, START - timedelta(days=1), title="Notes", due=due,
                per_person=1, least=0, rule=LateRule(), audience=EVERYBODY if everyone else None,
                rooms=[where.room],
            )  # fmt: skip
            _stand(connection, "essay.card", made.id, where)
            if closed:
                store.close(made.id, START)
            return made

        made = self.write(make)
        return Campaign(made.id, self._late(where, made.roll))

    def paper(self, author: Someone) -> VersionId:
        """Make a paper that is being read, handed in to an open campaign."""
        essay = self.essay(author).essay

        def make(connection: Connection) -> VersionId:
            taken = Essays(connection).hand_in(
                essay, author.person, START, source=Source.TEXT, name="Notes", typed="My notes"
            )
            assert isinstance(taken, Taken)
            return taken.version.id

        return self.write(make)

    def withdrawn_paper(self, author: Someone) -> VersionId:
        """Make a paper that its author took back."""
        made = self.paper(author)
        self.write(lambda c: Essays(c).withdraw_paper(made, START))
        return made

    def meeting(
        self, author: Someone, *, closed: bool = False, approved: bool = False, here: bool = False
    ) -> MeetingId:
        """Make a meeting that begins now, or one that is over, its report wanted of its author.

        The minutes of one that is over may be approved; `here` lets its author be signed in.
        """
        own = self.own

        def make(connection: Connection) -> MeetingId:
            store = Meetings(connection)
            made = store.open(
                own.id, author.person, START, title="Committee", starts=START, place="204",
                closes=START + timedelta(hours=3), everyone=True, rooms=[own.room],
                kind="committee", quorum=Quorum.HALF, by_code=True, reporter=author.person,
                report_due=START + timedelta(days=3),
            )  # fmt: skip
            _stand(connection, "meeting.card", made.id, own)
            if closed:
                store.close(made.id, START)
            if approved:
                store.set(made.id, approved_at=START, approved_by=author.person)
            if here:
                Presences(connection).sign(made.id, author.person, START, Signed.TAP)
            return made.id

        return self.write(make)

    def on_leave(self, meeting: MeetingId) -> PersonId:
        """Let somebody ask for leave from a meeting."""
        who = self.someone(Role.MEMBER).person
        frozen = self.write(lambda c: Meetings(c).find(meeting))
        assert frozen is not None
        assert frozen.roll is not None
        roll_id = frozen.roll

        def ask(connection: Connection) -> PersonId:
            Rolls(connection).ask(roll_id, who)
            Rolls(connection).settle(roll_id, who, who, OnRoll.ADMITTED)
            Meetings(connection).answer(meeting, who, Says.LEAVE, START, permit=Permit.ASKED)
            return who

        return self.write(ask)

    def line(self, author: Someone, *, struck: bool = False, done: bool = False) -> LineId:
        """Write a line of minutes: something that its author is to do."""
        call, own = self.meeting(author), self.own.id

        def write(connection: Connection) -> LineId:
            minutes, owner = Minutes(connection), Holder(author.key, author.person)
            made = minutes.add(
                own, call, Part.ACTION, "tidy up", author.person, START, owner=owner
            )  # fmt: skip
            if struck:
                minutes.strike(made.id, author.person, START)
            if done:
                minutes.finish(made.id, START)
            return made.id

        return self.write(write)

    def series(self, author: Someone, *, ended: bool = False, waits: bool = False) -> SeriesId:
        """Make a series of which the next meeting is to be called, or `waits` to be known."""
        own = self.own

        def make(connection: Connection) -> SeriesId:
            store = MeetingSeries(connection)
            made = store.open(
                own.id, author.person, content=_SERIES, rule=_RULE, rooms=[own.room],
                days_before=2, post_at="09:00",
            )  # fmt: skip
            store.set(made.id, nominal=None if waits else NOMINAL)
            if ended:
                store.end(made.id, START)
            return made.id

        return self.write(make)

    def activity(
        self, author: Someone, *, closed: bool = False, over: bool = False, came: bool = False,
    ) -> Helping:  # fmt: skip
        """Make an activity of one shift, which is `over` or about to begin.

        With `came` its author is there.
        """
        own, back = self.own, timedelta(hours=4) if over else timedelta()
        planned = Planned(_SHIFT.starts - back, _SHIFT.ends - back, 4)

        def make(connection: Connection) -> Helping:
            store = Activities(connection)
            made = store.open(
                own.id, author.person, START - timedelta(days=1), title="Fair", place="Yard",
                waitlist=True, cutoff=timedelta(hours=24), shifts=[planned], rooms=[own.room],
            )  # fmt: skip
            _stand(connection, "volunteer.card", made.id, own)
            if closed:
                store.close(made.id, START)
            shift = made.shifts[0].id
            if came:
                at = planned.starts - timedelta(minutes=20)
                Attendances(connection).come(shift, author.person, at, How.TAP)
            return Helping(made.id, shift)

        return self.write(make)

    def signed_up(self, whose: Someone, standing: Standing, *, over: bool = False) -> Helping:
        """Let somebody have a place in a shift, or wait for one."""
        made = self.activity(whose, over=over)

        def sign(connection: Connection) -> None:
            SignUps(connection).take(
                self.own.id, made.shift, whose.person, START - timedelta(hours=5)
            )
            mine = sign_up.c.shift == made.shift
            connection.execute(update(sign_up).where(mine).values(standing=standing.value))

        self.write(sign)
        return made

    def offered(self, whose: Someone) -> ShiftId:
        """Offer somebody a place whose time to answer is over."""
        shift = self.activity(whose).shift

        def offer(connection: Connection) -> None:
            SignUps(connection).take(self.own.id, shift, whose.person, START)
            late = {"standing": "offered", "offered_until": START}
            mine = sign_up.c.shift == shift
            connection.execute(update(sign_up).where(mine).values(**late))

        self.write(offer)
        return shift

    def digest(self, author: Someone, state: Digested = Digested.DRAFT) -> DigestId:
        """Make the digest of a week in which a shift is to begin; of the next one of the team."""
        self.activity(author)

        def make(connection: Connection) -> DigestId:
            store, now = Digests(connection), START
            store.set_plan(self.own.id, nominal=NOMINAL)
            nominal = NOMINAL if state is Digested.DRAFT else f"{NOMINAL} {next(self._numbers)}"
            made = store.draft(self.own.id, nominal, now - timedelta(days=7), now).id
            if state is not Digested.DRAFT:
                store.settle(made, state, now, author.person)
            return made

        return self.write(make)

    def hours(self, whose: Someone, *, confirmed: bool = False) -> EntryId:
        """Enter hours for somebody who forgot to sign out of a shift, and leads it."""
        shift = self.activity(whose, over=True, came=True).shift

        def enter(connection: Connection) -> EntryId:
            ends = _SHIFT.ends - timedelta(hours=4)
            Attendances(connection).leave(shift, whose.person, ends, estimated=True)
            entry = Ledger(connection).enter(
                self.own.id, shift, whose.person, 120, Entered.ESTIMATED, START
            )
            if confirmed:
                Ledger(connection).confirm(
                    entry, whose.person, START, ZoneInfo("UTC"), as_admin=False
                )
            return entry

        return self.write(enter)

    def certificate(self, whose: Someone) -> str:
        """Make somebody's certificate, and return its number."""
        serial = f"BCDF{next(self._numbers)}"
        since, until = START - timedelta(days=9), START - timedelta(days=2)
        made = Certificate(serial, whose.person, 0, since, until, 120, START, ())
        self.write(lambda c: Certificates(c).issue(self.own.id, made))
        return serial

    def entry(self, entry: EntryId) -> HoursEntry:
        """Return an entry of hours."""
        found = self.write(lambda c: Ledger(c).find(entry))
        assert found is not None
        return found

    def matter(self, author: Someone) -> int:
        """Remind of a roll call to which somebody owes an answer."""
        card = View("meeting.card", (self.rollcall(author, everyone=True).call,))
        course = Course(START, START + timedelta(days=1), USUAL)
        return self.write(lambda c: Reminders(c).put(card, self.own.id, course, START, keep=False))

    def _late(self, team: Team, frozen: int | None) -> PersonId | None:
        """Let somebody ask to be on a roll that was frozen before they came."""
        if frozen is None:
            return None
        late = self.someone(Role.MEMBER, team).person
        self.write(lambda c: Rolls(c).ask(frozen, late))
        return late

    def draft(self, author: Someone, *, of: str = "poll") -> int:
        """Make a draft of a poll, or of a roll call."""
        row = DraftRow(
            id=0, team=self.own.id, author=author.person, origin=self.own.room,
            edit=f"{_STEPS[of]}edit", post=f"{_STEPS[of]}post", values=_DRAFTED[of],
            problems=(), notices=(),
            rooms=[self.own.room], expires_at=START + timedelta(minutes=30), taken=False,
        )  # fmt: skip
        return self.write(lambda c: Talk(c).put_draft(row))

    def code(
        self, kind: CodeKind, asker: Someone, *, room: bool = False, typed: Someone | None = None
    ) -> CodeId:
        """Make a code that was typed and waits to be confirmed: of a new room, or a new person.

        With `typed` it is still to be confirmed by whoever that is, who typed it.
        """
        other, new = typed or self.someone(None), f"room-{next(self._numbers)}"
        until = START + timedelta(hours=1)

        def make(connection: Connection) -> CodeId:
            links = Links(connection)
            typed_in = People(connection).room_for(CONNECTION, new, new) if room else other.private
            made = links.put(
                kind, new, new, until, account=asker.account,
                room=self.own.room if room else asker.private, team=self.own.id if room else None,
            )  # fmt: skip
            state = CodeState.ASKED if typed is None else CodeState.TYPED
            assert links.type(made, other.account, typed_in, START, until, state=state)
            return made

        return self.write(make)

    def room(self) -> RoomId:
        """Make one more room of the own team."""
        key, own = f"room-{next(self._numbers)}", self.own.id
        return self.write(lambda c: People(c).room_for(CONNECTION, key, key, team=own))

    def kind(self, name: str, every: Every | None = None) -> None:
        """Add a kind of meetings to the own team."""
        own = self.own.id
        self.write(lambda c: Kinds(c).put(own, Kind(name, every)))

    def category(self) -> CategoryId:
        """Make a category of the own team."""
        name, own = f"category-{next(self._numbers)}", self.own.id
        return self.write(lambda c: Groups(c).set_category(own, name, votes=True))

    def term(self) -> str:
        """Make a term of the own team, and return its name."""
        term = Term(f"term-{next(self._numbers)}", START.date(), START.date() + timedelta(days=90))
        self.write(lambda c: Terms(c).put(self.own.id, term))
        return term.name

    def listed(self, name: str = "Listed") -> PersonId:
        """Put somebody on the own team's list whom no account has claimed."""
        own = self.own.id

        def make(connection: Connection) -> PersonId:
            known = connection.scalar(
                insert(person_table)
                .values(
                    organisation=select(func.min(organisation.c.id)).scalar_subquery(), name=name
                )
                .returning(person_table.c.id)
            )
            assert known is not None
            person = PersonId(known)
            People(connection).set_role(person, own, Role.MEMBER, START, source="test")
            return person

        return self.write(make)

    def removed(self) -> Someone:
        """Make somebody who is no member of the own team any more."""
        who = self.someone(Role.MEMBER)
        self.write(lambda c: Members(c).leave(self.own.id, who.person, START, removed=True))
        return who

    def second_account(self, whose: Someone) -> None:
        """Let somebody have another account."""
        key = f"account-{next(self._numbers)}"
        origin = Origin(CONNECTION, "", key, key.title())

        def give(connection: Connection) -> None:
            people = People(connection)
            people.give(people.account_for(origin, CONNECTION, START), whose.person)

        self.write(give)

    def invite(self, who: Someone) -> TeamId:
        """Ask somebody who of the own team's list they are; return the team."""
        self.write(lambda c: Claims(c).invite(who.account, self.own.id, START))
        return self.own.id

    def claim(self) -> ClaimId:
        """Let a stranger say to be somebody of the own team's list."""
        stranger, listed = self.someone(None), self.listed()
        made = self.write(lambda c: Claims(c).ask(stranger.account, self.own.id, listed, START))
        assert made is not None
        return made.id

    def roster(self, by: Someone, stage: Stage) -> RosterId:
        """Make a roster of the own team that has come so far."""
        own = self.own.id

        def make(connection: Connection) -> RosterId:
            store = Rosters(connection)
            made = store.begin(own, by.person, "", START)
            lines = [Line(2, f"New {made}"), Line(3, f"Two {made}", fate=Fate.UNCLEAR)]
            store.add(made, [*lines, Line(4, "", fate=Fate.BAD, wrong=Wrong.NAMELESS)])
            applied = START if stage is Stage.APPLIED else None
            store.move(made, Stage.READING, stage, applied_at=applied)
            return made

        return self.write(make)

    def bank(self, by: Someone, state: Kept) -> BankId:
        """Make a bank of the own team that has come so far, with one question."""
        own = self.own.id

        def make(connection: Connection) -> BankId:
            banks = Banks(connection)
            made = banks.begin(own, by.person, {"en": "Trial"}, START)
            if state is not Kept.READING:
                banks.fill(made, [_FIRE], state, report={"faults": [], "ignored": []})
            return made

        return self.write(make)

    def contest(
        self, host: Someone, phase: Phase, *, paused: bool = False, plays: bool = False
    ) -> ContestId:
        """Make a contest of two questions that somebody joined and that has come so far.

        Its host may be who `plays`.
        """
        bank, own = self.bank(host, Kept.READY), self.own
        player = host.person if plays else self.someone(Role.MEMBER).person

        def make(connection: Connection) -> ContestId:
            store = Contests(connection)
            made = store.open(
                own.id, host.person, bank=bank, titles={"en": "Trial"},
                scoring=Scoring(Preset.ACCURACY), time=timedelta(seconds=20), count=2,
                by_teams=False, over=Over.MEMBERS, begins_at=START + timedelta(minutes=1),
            ).id  # fmt: skip
            store.join(made, player, own.room)
            if phase is not Phase.LOBBY:
                store.draw(made, [_FIRE, _FIRE])
                store.ask(made, 1, [own.room], START)
                store.shown(made, 1, own.room, START)
            if phase in {Phase.REVEALED, Phase.OVER}:
                store.reveal(made, 1)
            if phase is Phase.OVER:
                store.finish(made, Phase.OVER, START)
            if paused:
                store.pause(made, START)
            return made

        return self.write(make)

    def daily(self, by: Someone) -> DailyId:
        """Ask the own team a question each day; that of yesterday is open."""
        own, day = self.own.id, START.date() - timedelta(days=next(self._numbers))
        del by  # whoever asked for it, it is the team's

        def make(connection: Connection) -> DailyId:
            made = Dailies(connection).ask(own, day, _FIRE)
            assert made is not None
            return made

        return self.write(make)

    def owner(self, person: Someone) -> None:
        """Let somebody own the house."""
        self.write(lambda c: Teams(c).make_owner(person.person))

    def takeover(self, person: Someone) -> PersonId:
        """Let somebody who owns the house have waited long enough to lead the team."""
        self.owner(person)
        self.write(lambda c: Preferences(c).wish_takeover(self.own.id, person.person, START))
        return person.person

    def dialogue(self, partner: Someone) -> int:
        """Open a dialogue that asks for the first field of a poll."""
        row = DialogueRow(
            id=0, account=partner.account, room=partner.private, action=Open("poll.command.poll"),
            values={}, asking="question", to_ask=("options",), error=None,
        )  # fmt: skip
        return self.write(lambda c: Talk(c).put_dialogue(row, START + timedelta(minutes=30)))

    def offer(self, whose: Someone, action: Action) -> int:
        """Offer somebody to take something back."""
        until = START + timedelta(minutes=1)
        return self.write(lambda c: Talk(c).put_undo(action, whose.person, self.own.id, until))

    # What people do

    def sign_code(self, matter: str) -> str:
        """Return the code by which one signs in to something now."""
        return code_at(self.assembly.muster.runtime.chance.digest("signing.code", matter), START)

    def token(self, step: str, args: tuple[Scalar, ...] = ()) -> str:
        """Return a token of an action, as a button would carry it."""
        seal, action = self.assembly.muster.runtime.seal, Action(step, args)
        sealed = seal.token(action, 255)
        if sealed is not None:
            return sealed
        key = seal.row_key(action, 0, 255)
        self.write(lambda c: Talk(c).put_tokens({key: action}, START))
        return key

    def says(self, who: Someone, text: str, room: str) -> Answer:
        """Let somebody say something to the bot."""
        return self.handle(Heard(**self._event(who, room), text=text, addressed=True))

    def presses(self, who: Someone, token: str, room: str) -> Answer:
        """Let somebody press a button."""
        return self.handle(Pressed(**self._event(who, room), token=token))

    def sends(self, who: Someone, token: str, values: Mapping[str, str], room: str) -> Answer:
        """Let somebody send a form."""
        return self.handle(Submitted(**self._event(who, room), token=token, values=values))

    def handle(self, event: Event) -> Answer:
        """Hand in an event; a bug fails the test, though nobody but the log was told of it."""
        answer = self.run(self.assembly.muster.handle(event))
        self._bugs.fail()
        return answer

    def ends(self, step: str, args: tuple[Scalar, ...], result: object) -> None:
        """Let a job of the own team end in a step that takes its result."""
        end: Open[Any] = Open(step, args)
        engine = self.assembly.muster.engine
        self.write(
            lambda c: engine.perform(
                c, end, now=START, seed=("job", 1), team=self.own.id, value=result
            )
        )

    def event_id(self) -> str:
        """Return an id that no event has had."""
        return f"event-{next(self._numbers)}"

    def _event(self, who: Someone, room: str) -> dict[str, Any]:
        origin = Origin(
            CONNECTION, room, who.key, who.key.title(), language="en",
            private=room.startswith(PRIVATE), direct=PRIVATE + who.key,
        )  # fmt: skip
        return {"id": self.event_id(), "origin": origin, "received_at": START}

    # What came of it

    def note(self, answer: Answer) -> str:
        """Return the line that somebody was answered."""
        return "" if answer.note is None else without_isolates(as_text(answer.note.card))

    def refused(self, answer: Answer) -> bool:
        """Say whether somebody was told that they may not."""
        return self.note(answer).startswith(tuple(self.phrase("core", key) for key in REFUSALS))

    def phrase(self, feature: str, key: str) -> str:
        """Return a phrase that takes no arguments."""
        runtime = self.assembly.muster.runtime
        voice = Voice("en", ZoneInfo("UTC"), START)
        return without_isolates(runtime.words.say(Phrase(feature, key), voice))

    def rows(self, *, without: frozenset[str] = BOOKS) -> Mapping[str, Sequence[Any]]:
        """Return all that is stored; of what waits to be sent only what is to be seen, and where.

        A message that was wished twice is there twice.
        """

        def dump(connection: Connection) -> Mapping[str, Sequence[Any]]:
            tables = [table for table in metadata.sorted_tables if table.name not in without]
            return {table.name: _all(connection, table) for table in tables}

        return self.run(self.assembly.database.read(dump))

    def told(self, whom: Someone) -> int:
        """Count the messages that wait for somebody in private."""
        mine = select(func.count()).where(outbox.c.room == whom.private)
        return self.run(self.assembly.database.read(lambda c: c.scalar(mine) or 0))

    def rows_of(self, team: Team) -> Sequence[str]:
        """Return all rows that belong to one team."""
        rolls = select(roll.c.id).where(roll.c.team == team.id)

        def dump(connection: Connection) -> Sequence[str]:
            found: list[str] = []
            for table in metadata.sorted_tables:
                if "team" in table.c and table.name not in BOOKS:
                    theirs = select(table).where(table.c.team == team.id)
                    found += (f"{table.name} {row}" for row in connection.execute(theirs))
            for whole, parts in _PARTS.items():
                mine = select(whole.c.id).where(whole.c.team == team.id)
                for part in parts:
                    theirs = select(part).where(part.c[whole.name].in_(mine))
                    found += (f"{part.name} {row}" for row in connection.execute(theirs))
            entries = select(roll_entry).where(roll_entry.c.roll.in_(rolls))
            found += (f"roll_entry {row}" for row in connection.execute(entries))
            return sorted(found)

        return self.run(self.assembly.database.read(dump))


def _all(connection: Connection, table: Table) -> Sequence[Any]:
    # As the driver gives them: to make values of thousands of rows would take seconds.
    text = _select_all(table, connection.dialect.name)
    return [tuple(row) for row in connection.exec_driver_sql(text)]


@cache
def _select_all(table: Table, dialect: str) -> str:
    columns = list(table.columns)
    if table.name == "outbox":
        columns = [table.c[name] for name in ("id", "kind", "view", "args", "room")]
    statement = select(*columns).order_by(*table.primary_key)
    return str(statement.compile(dialect=registry.load(dialect)()))


def _team(connection: Connection, name: str) -> Team:
    people = People(connection)
    home = people.found("School", "en", "UTC", "test")
    # Closed, or the first tap of a stranger would make a member of them.
    team = people.team_called(name.title(), home, "en", "UTC", Entry.CLOSED)
    room = people.room_for(CONNECTION, name, name.title(), team=team, purpose=Purpose.MAIN)
    return Team(team, room, name)


def _stand(connection: Connection, card: str, what: int, team: Team) -> None:
    """Let a card stand in the room of its team."""
    Outgoing(connection).place_view(View(card, (what,)), [Place(team.room)], team.id)
