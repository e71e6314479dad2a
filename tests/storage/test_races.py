"""What two transactions do to each other on PostgreSQL, the one paused in the middle."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import cache
from typing import Any, TypeAlias

import asyncpg
import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.util import await_only

from benchmarks.raw import Statement, listening
from bot.action import Action
from bot.clock import Chance
from bot.command import Step
from bot.composition import HOME
from bot.composition.assembly import STORES
from bot.composition.features import FEATURES, registry_of
from bot.context import Context, Reply
from bot.domain.audience import EVERYBODY
from bot.domain.call import Refused
from bot.domain.contest import Over, Preset, Scoring
from bot.domain.essay import EssayId, Late, LateRule
from bot.domain.identity import PersonId, Role, Who
from bot.domain.live import ContestId
from bot.domain.meeting import How, Meeting, MeetingId, Presence, Says
from bot.domain.phrase import Instant
from bot.domain.poll import Noted, Poll
from bot.domain.volunteer import ActivityId, Overlaps, ShiftId, Standing, Waits
from bot.drafts import DraftId, draft
from bot.errors import Declined
from bot.event import Origin
from bot.house import tell_of_standstill
from bot.registry import Registry
from bot.words import Catalogues
from commands.essay.handing import Paper, typed
from commands.meeting.replies import answer
from commands.meeting.signing import sign
from commands.poll import PollForm, edit, mend, post
from commands.quiz.calling import QuizForm
from commands.quiz.calling import edit as edit_quiz
from commands.quiz.calling import post as post_quiz
from commands.quiz.running import begin
from commands.team.claiming import admit_claim
from commands.team.members import Rank, set_role
from commands.volunteer.signup import lapse, leave, pass_on, sort_out, take
from storage.claims import ClaimId, Claims
from storage.essays import Essays
from storage.guesses import Guesses
from storage.later import Later, due
from storage.meeting import Meetings, Presences
from storage.outgoing import outbox
from storage.people import People
from storage.polls import Polls, poll_table
from storage.quiz import Banks, Contests, Kept
from storage.quiz.tables import contest_table
from storage.volunteers import Activities, SignUps
from tests.storage.test_contests import QUESTIONS
from tests.storage.test_polls import NOW, Club
from tests.storage.test_volunteers import Helpers, shift
from tests.storage.world import migrated

Work: TypeAlias = Callable[[Connection], Any]

BLOCKED = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
async def club(postgres_url: str) -> AsyncIterator[Club]:
    """Lend a team of fifty on PostgreSQL."""
    database = await migrated(postgres_url)
    made = Club(database)
    await made.gather()
    yield made
    await database.close()


@pytest.fixture
async def server(postgres_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Lend a connection that sees who waits for whom."""
    connection = await asyncpg.connect(postgres_url)
    yield connection
    await connection.close()


async def meet(club: Club | Helpers, server: asyncpg.Connection, first: Work, second: Work) -> Any:
    """Begin `first`, run `second` until it ends or waits, commit `first`; return `second`'s."""
    done, go = asyncio.Event(), asyncio.Event()

    def paused(connection: Connection) -> None:
        first(connection)
        done.set()
        await_only(go.wait())

    slow = asyncio.create_task(club.database.run(paused))
    await done.wait()
    fast = asyncio.create_task(club.database.run(second))
    while not fast.done() and not await server.fetchval(BLOCKED):
        pass
    go.set()
    await slow
    return await fast


@pytest.mark.parametrize("pick", [1, 2])
async def test_what_is_counted_at_the_close_stays_so(
    club: Club, server: asyncpg.Connection, pick: int
) -> None:
    """An answer that is under way when its poll is closed is counted at the close, or refused."""
    poll = await club.poll(pick=pick)
    option, who = poll.options[0].id, club.people[1]

    def answer(connection: Connection) -> None:
        Polls(connection).answer(poll.id, option, who, NOW)

    assert await meet(club, server, answer, lambda c: closed(c, poll.id)) == 1
    assert (await club.now(poll)).answered == 1


async def test_what_is_taken_back_at_the_close_is_not_counted(
    club: Club, server: asyncpg.Connection
) -> None:
    """Of somebody who takes their answer back as the poll is closed nothing is counted then."""
    poll = await club.poll(pick=2)
    await club.answers(poll, 0, 1)
    option, who = poll.options[0].id, club.people[1]

    def drop(connection: Connection) -> None:
        Polls(connection).drop(poll.id, option, who, NOW)

    assert await meet(club, server, drop, lambda c: closed(c, poll.id)) == 0
    assert (await club.now(poll)).answered == 0


def mends(club: Club, poll: Poll, *options: str) -> Work:
    """Return the step that gives a poll other options, as its author takes it."""
    values = PollForm(poll.title, options)
    return lambda c: mend.fn(turn(club, c), values, poll.id)


def turn(club: Club | Helpers, connection: Connection, at: Instant = NOW) -> Context:
    """Return what a step of the team's first person may use."""
    team = People(connection).team(club.team)
    who = Who(None, club.people[0], "", "en", "UTC", None, team, Role.ORGANISER)
    return Context(connection, at, _registry(), STORES, who, chance=Chance(), seed=("race",))


@cache
def _registry() -> Registry:
    return registry_of(FEATURES, Catalogues.load(HOME / "words"))


async def test_a_timer_that_another_process_counts_as_tried_is_waited_for(
    club: Club, server: asyncpg.Connection
) -> None:
    """Left to one another, two would count it until it is given up as what ends the process."""
    await club.database.run(lambda c: Later(c).put_due(NOW, Action("a.b"), None))
    (timer,) = await club.database.run(lambda c: Later(c).claim_due(NOW, 1))

    def counts(connection: Connection) -> None:
        assert Later(connection).claim_due(NOW, 1) == [timer]

    taken = await meet(club, server, counts, lambda c: Later(c).take_due(timer))
    assert taken is not None
    assert taken.attempt == 2


def made(drafted: Reply) -> DraftId:
    """Return which draft somebody was shown."""
    assert drafted.own is not None
    return DraftId(int(str(drafted.own.args[0])))


async def test_a_draft_that_is_posted_from_two_places_at_once_is_posted_once(
    club: Club, server: asyncpg.Connection
) -> None:
    """Whose second press comes while the first is under way is told that it is posted."""

    def drafts(connection: Connection) -> DraftId:
        return made(draft(turn(club, connection), PollForm("Where?", ("A", "B")), edit, post))

    drafted = await club.database.run(drafts)

    def posted(connection: Connection) -> None:
        post.fn(turn(club, connection), drafted)

    with pytest.raises(Declined, match=r"draft\.gone"):
        await meet(club, server, posted, posted)
    polls = select(func.count()).select_from(poll_table)
    assert await club.database.read(lambda c: c.scalar(polls)) == 1


async def test_options_are_not_changed_under_an_answer(
    club: Club, server: asyncpg.Connection
) -> None:
    """Who changes a poll while its first answer is under way is told that only typos may go."""
    poll = await club.poll()
    option, who = poll.options[0].id, club.people[1]

    def answer(connection: Connection) -> None:
        assert isinstance(Polls(connection).answer(poll.id, option, who, NOW), Noted)

    with pytest.raises(Declined, match="mend-typo"):
        await meet(club, server, answer, mends(club, poll, "Library", "Online"))
    assert await club.counts(poll) == [1, 0, 0]


async def test_an_option_that_went_just_now_is_gone(club: Club, server: asyncpg.Connection) -> None:
    """Who answers while the options are changed is told that theirs is gone; nothing breaks."""
    poll = await club.poll()
    option, who = poll.options[0].id, club.people[1]
    outcome = await meet(
        club, server, mends(club, poll, "Library", "Online"),
        lambda c: Polls(c).answer(poll.id, option, who, NOW),
    )  # fmt: skip
    assert outcome == Refused("gone")
    assert [each.label for each in (await club.now(poll)).options] == ["Library", "Online"]


def closed(connection: Connection, poll: Any) -> int:
    """Close a poll, and return how many have answered it."""
    assert Polls(connection).close(poll, NOW)
    found = Polls(connection).find(poll)
    assert found is not None
    return found.answered


async def test_a_team_that_drafts_two_contests_plays_one(
    club: Club, server: asyncpg.Connection
) -> None:
    """Whose press comes while another contest is being opened is told that one runs already."""

    def drafts(connection: Connection) -> DraftId:
        values = QuizForm("civics", at_night=True)
        return made(draft(turn(club, connection), values, edit_quiz, post_quiz))

    def posts(drafted: DraftId) -> Work:
        return lambda c: post_quiz.fn(turn(club, c), drafted)

    one, other = await club.database.run(drafts), await club.database.run(drafts)
    with pytest.raises(Declined, match="runs-already"):
        await meet(club, server, posts(one), posts(other))
    contests = select(func.count()).select_from(contest_table)
    assert await club.database.read(lambda c: c.scalar(contests)) == 1


async def test_a_contest_that_is_begun_as_its_lobby_closes_begins_once(
    club: Club, server: asyncpg.Connection
) -> None:
    """Its host presses as the timer rings: the second hears that it has begun."""

    def opens(connection: Connection) -> ContestId:
        host, banks, contests = club.people[0], Banks(connection), Contests(connection)
        bank = banks.begin(club.team, host, {"en": "Capitals"}, NOW)
        banks.fill(bank, QUESTIONS, Kept.READY)
        opened = contests.open(
            club.team, host, bank=bank, titles={"en": "Capitals"}, scoring=Scoring(Preset.SPEED),
            time=timedelta(seconds=20), count=1, by_teams=False, over=Over.MEMBERS, begins_at=NOW,
        )  # fmt: skip
        contests.join(opened.id, host, None)
        return opened.id

    contest = await club.database.run(opens)

    def begins(connection: Connection) -> None:
        begin.fn(turn(club, connection), contest)

    with pytest.raises(Declined, match="begun"):
        await meet(club, server, begins, begins)


def taking(helpers: Helpers, shift: ShiftId, who: int) -> Work:
    """Return what signs somebody up."""
    person = helpers.people[who]
    return lambda c: SignUps(c).take(helpers.team, shift, person, NOW)


async def meeting(club: Club) -> MeetingId:
    """Call a meeting that begins now, for everybody."""

    def calls(connection: Connection) -> Meeting:
        rooms = [each.id for each in People(connection).rooms_of(club.team)]
        return Meetings(connection).open(
            club.team, club.people[0], NOW, title="Plans", starts=NOW, place="", rooms=rooms,
            closes=NOW + timedelta(hours=2), everyone=True, kind="committee",
        )  # fmt: skip

    return (await club.database.run(calls)).id


async def test_what_many_do_at_one_moment_counts_nobody_else(club: Club) -> None:
    """Signing in, answering, handing in: were all counted each time, a crowd would wait for it."""
    call = await meeting(club)

    def essay(connection: Connection) -> EssayId:
        return Essays(connection).open(
            club.team, club.people[0], NOW, title="Notes", due=NOW + timedelta(days=1), least=0,
            per_person=1, rule=LateRule(Late.FLAG), audience=EVERYBODY,
            rooms=Meetings(connection).rooms(call),
        ).id  # fmt: skip

    asked = await club.database.run(essay)
    works: list[Work] = [
        lambda c: sign.fn(turn(club, c), call),
        lambda c: answer.fn(turn(club, c), call, Says.COMING),
        lambda c: typed.fn(turn(club, c), Paper("A text."), asked),
    ]
    for work in works:
        heard: list[Statement] = []
        with listening(club.database, heard):
            await club.database.run(work)
        texts = [each.text for each in heard]
        assert [text for text in texts if "GROUP BY" in text or "SELECT count(" in text[:20]] == []


async def test_nobody_signs_in_to_what_is_being_ended(
    club: Club, server: asyncpg.Connection
) -> None:
    """Whoever comes while a meeting is being ended is too late; who came before is there."""
    call, people = await meeting(club), club.people

    def signs(who: int) -> Work:
        return lambda c: Presences(c).sign(call, people[who], NOW, How.TAP)

    assert isinstance(await meet(club, server, signs(1), signs(2)), Presence)

    def ends(connection: Connection) -> None:
        assert Meetings(connection).close(call, NOW)

    assert await meet(club, server, ends, signs(3)) == Refused("closed")
    found = await club.database.read(lambda c: Meetings(c).find(call))
    assert found is not None
    assert found.present == 2


async def test_a_team_whose_two_administrators_go_at_once_keeps_one(
    club: Club, server: asyncpg.Connection
) -> None:
    """Each is not the last as long as the other is there: the second hears that they are."""
    one, other = club.people[:2]

    def lead(connection: Connection) -> None:
        for person in (one, other):
            People(connection).set_role(person, club.team, Role.ADMIN, NOW, source="test")

    def steps_down(person: PersonId) -> Work:
        return lambda c: set_role.fn(turn(club, c), club.team, person, Rank.MEMBER)

    await club.database.run(lead)
    with pytest.raises(Declined, match="last-admin"):
        await meet(club, server, steps_down(one), steps_down(other))
    admins = await club.database.read(lambda c: People(c).members(club.team, Role.ADMIN))
    assert admins == [other]


async def test_somebody_on_the_list_is_claimed_by_one_account(
    club: Club, server: asyncpg.Connection
) -> None:
    """Two say to be the same, and two organisers admit them at once: the second is not."""

    def say(connection: Connection) -> list[ClaimId]:
        people = People(connection)
        named = people.new_person(people.account_for(origin("first"), "realm", NOW), "Li")
        people.set_role(named, club.team, Role.MEMBER, NOW, source="roster")
        people.new_person(people.account_for(origin("first"), "realm", NOW), "somebody else")
        accounts = [people.account_for(origin(each), "realm", NOW) for each in ("one", "other")]
        made = [Claims(connection).ask(each, club.team, named, NOW) for each in accounts]
        return [each.id for each in made if each is not None]

    def admits(claim: ClaimId) -> Work:
        return lambda c: admit_claim.fn(turn(club, c), claim)

    one, other = await club.database.run(say)
    with pytest.raises(Declined, match="who-taken"):
        await meet(club, server, admits(one), admits(other))


async def test_codes_that_are_guessed_at_one_moment_are_all_counted(
    club: Club, server: asyncpg.Connection
) -> None:
    """Whoever tries several at once has no more tries than one who types."""
    ana = club.people[0]

    def guesses(connection: Connection) -> None:
        Guesses(connection).note_wrong("meeting 1", ana, NOW)

    for _ in range(3):
        await club.database.run(guesses)
    await meet(club, server, guesses, guesses)
    assert await club.database.read(lambda c: Guesses(c).rests_until("meeting 1", ana, NOW))


def origin(account: str) -> Origin:
    """Say where an account was heard."""
    return Origin("chat", "lobby", account, account)


@pytest.fixture
async def helpers(postgres_url: str) -> AsyncIterator[Helpers]:
    """Lend a team of four on PostgreSQL."""
    database = await migrated(postgres_url)
    made = Helpers(database)
    await made.gather(4)
    yield made
    await database.close()


async def test_who_comes_while_the_last_place_is_given_waits_for_it(
    helpers: Helpers, server: asyncpg.Connection
) -> None:
    """They are told how it stands once the other has it: they are first in line."""
    made = await helpers.call(shift(places=1))
    wanted = made.shifts[0].id
    outcome = await meet(helpers, server, taking(helpers, wanted, 1), taking(helpers, wanted, 2))
    assert outcome == Waits(1)
    assert (await helpers.now(made)).shifts[0].booked == 1


async def test_one_person_cannot_take_two_places_at_one_moment(
    helpers: Helpers, server: asyncpg.Connection
) -> None:
    """From two accounts at once, in two shifts at one time: the second one overlaps."""
    made = await helpers.call(shift(), shift(1))
    first, second = (each.id for each in made.shifts)
    outcome = await meet(helpers, server, taking(helpers, first, 1), taking(helpers, second, 1))
    assert isinstance(outcome, Overlaps)


async def test_nobody_signs_up_for_what_is_being_closed(
    helpers: Helpers, server: asyncpg.Connection
) -> None:
    """Who comes while an activity is closed is told that it is."""
    made = await helpers.call(shift())

    def close(connection: Connection) -> None:
        assert Activities(connection).close(made.id, NOW)

    outcome = await meet(helpers, server, close, taking(helpers, made.shifts[0].id, 1))
    assert outcome == Refused("closed")


async def test_nobody_signs_up_for_what_is_being_cancelled(
    helpers: Helpers, server: asyncpg.Connection
) -> None:
    """Who comes while a shift is cancelled is told that it is, and stands nowhere."""
    made = await helpers.call(shift())
    wanted = made.shifts[0].id

    def cancel(connection: Connection) -> None:
        assert Activities(connection).cancel(wanted, NOW)

    assert await meet(helpers, server, cancel, taking(helpers, wanted, 1)) == Refused("cancelled")
    assert await helpers.line(wanted) == []


@pytest.mark.parametrize(
    ("answer", "then"),
    # Whoever takes the place too late signs up for it anew, as nobody else waits.
    [
        ("take", Standing.BOOKED),
        ("leave", Standing.LAPSED),
        ("sort out", Standing.LAPSED),
    ],
)
async def test_an_offer_is_answered_while_it_lapses_without_a_deadlock(
    helpers: Helpers, server: asyncpg.Connection, answer: str, then: Standing
) -> None:
    """Timers are locked before people and shifts, whoever comes: none is run a second time."""
    made = await helpers.call(shift(places=1), shift(1))
    wanted, other = (each.id for each in made.shifts)
    person, soon = helpers.people[0], NOW + timedelta(hours=1)
    for each, who in ((other, 2), (wanted, 1), (wanted, 0)):
        await helpers.takes(each, who)
    await helpers.leaves(wanted, 1)
    assert await helpers.offers(wanted, soon) == 0
    if answer == "sort out":  # they turned out to be somebody who has a place at that time
        await helpers.do(lambda c: SignUps(c).merge(person, helpers.people[2]))
    await helpers.do(lambda c: Later(c).put_due(soon, lapse(wanted, person), helpers.team))
    runs, held, go = [], asyncio.Event(), asyncio.Event()

    def lapses(connection: Connection) -> None:
        runs.append("lapse")
        Later(connection).cancel_due(lapse(wanted, person))
        held.set()
        await_only(go.wait())
        lapse.fn(turn(helpers, connection, soon), wanted, person)

    def answers(connection: Connection) -> None:
        runs.append(answer)
        ctx = turn(helpers, connection)
        match answer:
            case "take":
                take.fn(ctx, made.id, wanted)
            case "leave":
                leave.fn(ctx, made.id, wanted)
            case _:
                sort_out.fn(ctx, wanted, person)

    slow = asyncio.create_task(helpers.database.run(lapses))
    await held.wait()
    fast = asyncio.create_task(helpers.database.run(answers))
    while not fast.done() and not await server.fetchval(BLOCKED):
        pass
    go.set()
    await asyncio.gather(slow, fast, return_exceptions=True)
    assert runs == ["lapse", answer]
    found = await helpers.database.read(lambda c: SignUps(c).of(wanted, person))
    assert found is not None
    assert found.standing is then


@pytest.mark.parametrize("answer", [take, leave], ids=["take", "leave"])
async def test_an_offer_that_is_made_while_its_person_acts_leaves_no_timer(
    helpers: Helpers, server: asyncpg.Connection, answer: Step[[ActivityId, ShiftId]]
) -> None:
    """Whoever waits takes the place, or leaves the line, just as it is offered to them."""
    made = await helpers.call(shift(places=1))
    wanted = made.shifts[0].id
    for who in (1, 0):
        await helpers.takes(wanted, who)
    await helpers.leaves(wanted, 1)
    await meet(
        helpers, server,
        lambda c: pass_on.fn(turn(helpers, c), wanted),
        lambda c: answer.fn(turn(helpers, c), ActivityId(made.id), wanted),
    )  # fmt: skip
    left = select(due.c.id).where(due.c.step == lapse.name)
    assert await helpers.database.read(lambda c: c.scalars(left).all()) == []


async def test_what_two_processes_find_at_one_moment_is_told_once(
    club: Club, server: asyncpg.Connection
) -> None:
    """Both are shut out by a platform: whoever leads a team hears of it from one of them."""

    def led(connection: Connection) -> None:
        people, ana = People(connection), Origin("other", "", "ana", "Ana", direct="chat with Ana")
        who = people.join(people.account_for(ana, "other", NOW), club.team, ana.name, NOW)
        people.set_role(who, club.team, Role.ORGANISER, NOW, source="test")

    def shut(connection: Connection) -> None:
        tell_of_standstill(STORES, connection, "chat", NOW, shut=True)

    await club.database.run(led)
    await meet(club, server, shut, shut)
    told = select(func.count()).select_from(outbox)
    assert await club.database.read(lambda c: c.scalar(told)) == 1
