"""The outbox over a platform that records, and fails when told to: paced, complete, in order."""

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.adapter import Capabilities, Method, Pace
from bot.clock import VirtualClock
from bot.domain.identity import Role, RoomId
from bot.domain.pace import Limit
from bot.errors import AdapterError, Fixed, Gone, ShutOut, TryLater, Uncertain, Unreachable
from bot.event import Origin
from bot.ports import OnUncertain, Place, Priority
from storage.outgoing import Outgoing, outbox, posted
from storage.people import People
from storage.setup import given_up, stale_cards, waiting_long
from tests.probe import START, House, announced, board, countdown, line, open_house
from tests.recording import PRIVATE, Asked, Recorder


@pytest.fixture
def clock() -> VirtualClock:
    """Lend a clock that stands still."""
    return VirtualClock(START)


@pytest.fixture
def recorder(clock: VirtualClock) -> Recorder:
    """Lend a platform without limits."""
    return Recorder(clock)


@pytest.fixture
async def house(database_url: str, clock: VirtualClock, recorder: Recorder) -> AsyncIterator[House]:
    """Lend a house, on each database."""
    async with open_house(database_url, clock, recorder) as opened:
        yield opened


def paced(clock: VirtualClock, **limits: Any) -> Recorder:
    """Make a platform with limits."""
    return Recorder(clock, can=Capabilities(pace=Pace(**limits)))


def seconds(every: float, burst: int = 1) -> Limit:
    """Make a limit."""
    return Limit(timedelta(seconds=every), burst)


# What is sent once


async def test_a_post_reaches_each_room_and_what_follows_knows_when(
    house: House, recorder: Recorder, clock: VirtualClock
) -> None:
    """Two rooms hear a post at their own times, and what follows is told each of them."""
    recorder.fails(TryLater(timedelta(seconds=7)), room="side")
    await house.post("one", "main", "side", then=announced("one"))
    await house.pass_time(seconds=10)
    assert recorder.texts("main") == recorder.texts("side") == ["Line one"]
    assert await house.logged() == ["one shown in main at 0", "one shown in side at 7"]


async def test_what_follows_a_post_shares_the_fate_of_its_mark(
    house: House, recorder: Recorder
) -> None:
    """What declines to follow leaves nothing behind, and the post goes out once."""
    await house.post("declines", then=announced("declines"))
    await house.pass_time(minutes=5)
    assert recorder.texts() == ["Line declines"]
    assert await house.logged() == []


async def test_what_follows_is_tried_again_by_itself(
    house: House, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """What breaks is done once it is mended: the post is out once, and its time is that of then."""
    caplog.set_level(logging.CRITICAL)
    await house.post("also", then=announced("bad"))
    await house.pass_time(seconds=20)
    await house.remember("mended", "yes")
    await house.pass_time(minutes=5)
    assert recorder.texts() == ["Line also"]
    assert await house.logged() == ["bad shown in main at 0"]
    assert await states(house) == {"Line also": 2}


async def test_what_was_posted_is_kept_up_to_date_though_that_broke_at_first(
    house: House, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """What is to be a card from then on is one as soon as what breaks is mended."""
    caplog.set_level(logging.CRITICAL)
    await house.remember("bad kept", "at ten")
    await house.post("also", then=announced("bad kept"))
    await house.pass_time(seconds=20)
    await house.remember("mended", "yes")
    await house.pass_time(minutes=5)
    (text,) = recorder.stands()
    assert "at ten" in text


async def test_what_cannot_follow_is_given_up_and_told_of(
    house: House, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """After eight attempts organisers hear a number, by which `check` says what it was."""
    caplog.set_level(logging.CRITICAL)
    await house.person("ana", Role.ORGANISER)
    await house.post("also", then=announced("bad"))
    await house.pass_time(hours=1)
    assert recorder.texts() == ["Line also"]
    (told,) = recorder.texts(PRIVATE + "ana")
    assert told.startswith("[Team] Something of this team should have happened by itself.")
    assert told.endswith("Please tell whoever runs me the number M1.")
    assert await house.muster.next_at() is None
    assert await house.assembly.database.read(given_up) == [
        "M1 probe.line: RuntimeError: bad is broken"
    ]


async def test_a_post_that_has_nothing_to_say_vanishes(house: House, recorder: Recorder) -> None:
    """Neither is it sent, nor does anything follow."""
    await house.post("nothing", then=announced("nothing"))
    await house.pass_time(minutes=5)
    assert recorder.calls == []
    assert await house.logged() == []
    assert await house.muster.next_at() is None


async def test_the_urgent_goes_first(database_url: str, clock: VirtualClock) -> None:
    """A room that may send once a second sends by weight: deadlines, posts, edits, digests."""
    recorder = paced(clock, room={Method.POST: seconds(1), Method.EDIT: seconds(1)})
    async with open_house(database_url, clock, recorder) as house:
        await house.put_up("board", "old")
        await house.settle()
        await house.post("digest", priority=Priority.DIGEST)
        await house.post("post")
        await house.note("board", "new")
        await house.post("deadline", priority=Priority.DEADLINE)
        await house.pass_time(seconds=10)
    heard = [text.splitlines()[-1] for text in recorder.texts()[1:]]
    assert heard.index("Line deadline") < heard.index("Line post") < heard.index("Line digest")
    assert ("edit", "board\nnew") in [(each.op, each.text) for each in recorder.calls]


async def test_what_is_too_late_is_not_said(house: House, recorder: Recorder) -> None:
    """A post with two seconds of life is dropped by a room that must wait for five."""
    recorder.fails(TryLater(timedelta(seconds=5)))
    await house.post("slow")
    await house.settle()
    await house.post("tick", max_age=timedelta(seconds=2))
    await house.pass_time(minutes=1)
    assert recorder.texts() == ["Line slow"]
    assert await house.muster.next_at() is None
    await house.muster.outbox.forget_late()
    assert await states(house) == {"Line slow": 2, "Line tick": 9}


async def states(house: House) -> dict[str, int]:
    """Return how each message ended: 2 is sent, 9 is given up."""
    rows = await house.assembly.database.read(
        lambda c: c.execute(select(outbox.c.args, outbox.c.state)).all()
    )
    return {f"Line {row.args[0]}": row.state for row in rows}


# Faults


async def test_to_be_asked_for_patience_is_no_failure(house: House, recorder: Recorder) -> None:
    """A platform that says "later" twenty times gets the message in the end, in order."""
    recorder.fails(TryLater(timedelta(seconds=3)), times=20)
    await house.post("first")
    await house.post("second")
    await house.pass_time(minutes=10)
    assert recorder.texts() == ["Line first", "Line second"]


async def test_what_comes_while_a_room_rests_comes_after_what_waits(
    house: House, recorder: Recorder
) -> None:
    """However long the platform asks for patience: of a contest nothing is told the wrong way."""
    recorder.fails(TryLater(timedelta(seconds=30)))
    await house.post("question")
    await house.pass_time(seconds=5)
    await house.post("reveal")
    await house.pass_time(minutes=1)
    assert recorder.texts() == ["Line question", "Line reveal"]


async def test_patience_is_asked_of_one_room(house: House, recorder: Recorder) -> None:
    """The other rooms go on."""
    recorder.fails(TryLater(timedelta(minutes=1)), room="main")
    await house.post("one", "main", "side")
    await house.settle()
    assert (recorder.texts("main"), recorder.texts("side")) == ([], ["Line one"])


async def test_patience_may_be_asked_of_a_whole_connection(
    sqlite_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """No room of it is tried before; another connection goes on."""
    other = Recorder(clock, name="other")
    async with open_house(sqlite_url, clock, recorder, others=[other]) as house:
        there = await house.rooms("there", connection="other")
        await house.put_up("board", "here", "r1")
        await house.settle()
        recorder.fails(TryLater(timedelta(minutes=1), "calls used up", "connection"), times=99)
        await house.note("board", "now")
        await house.post("one", *(f"r{number}" for number in range(9)))
        await house.act(lambda ctx: ctx.post(line("two"), there))
        await house.pass_time(seconds=59)
        assert 99 - recorder.faults.pop().times == 1
        assert other.texts("there") == ["Line two"]
        await house.pass_time(seconds=2)
    assert recorder.stands("r1") == ["board\nnow", "Line one"]
    assert len(recorder.calls) == 11


@pytest.mark.parametrize("shut", [False, True])
async def test_a_connection_that_stands_still_is_told_of_elsewhere(
    sqlite_url: str, clock: VirtualClock, recorder: Recorder, caplog: pytest.LogCaptureFixture,
    *, shut: bool,
) -> None:  # fmt: skip
    """After an hour, or at once where we are shut out; once, and nothing is ever given up."""
    other = Recorder(clock, name="other")
    kind = ShutOut if shut else TryLater
    async with open_house(sqlite_url, clock, recorder, others=[other]) as house:
        ana = await house.person("ana", Role.ORGANISER)
        await house.person("eve", Role.ORGANISER)  # who can be reached nowhere else
        there = Origin("other", "", "ana", "ana", direct=PRIVATE + "ana")

        def link(connection: Any) -> None:
            people = People(connection)
            people.give(people.account_for(there, "other", clock.now()), ana)

        await house.assembly.database.run(link)
        await house.put_up("board", "here")
        await house.settle()
        began = clock.now()
        fault = recorder.fails(kind(timedelta(minutes=20), "no", "connection"), times=9_999)
        await house.post("one", "side")
        await house.note("board", "now")
        await house.pass_time(minutes=50)
        assert len(other.texts(PRIVATE + "ana")) == int(shut)
        await house.pass_time(hours=5)
        (told,) = other.texts(PRIVATE + "ana")
        assert ("does not let me in" if shut else "For more than an hour") in told
        assert "on recorder" in told
        assert recorder.texts(PRIVATE + "eve") == []

        async def waits() -> list[tuple[str, int, Any]]:
            return await house.assembly.database.read(lambda c: waiting_long(c, clock.now()))

        assert await waits() == [("recorder", 1, began)]
        recorder.faults.remove(fault)
        await house.pass_time(minutes=20)
        assert recorder.texts("side") == ["Line one"]
        assert recorder.stands() == ["board\nnow"]
        assert await waits() == []
        # Within a day the same again is no news to anybody but the log.
        recorder.fails(kind(timedelta(minutes=20), "no", "connection"), times=9_999)
        await house.note("board", "later")
        await house.pass_time(hours=2)
        assert other.texts(PRIVATE + "ana") == [told]
    named = [each for each in caplog.messages if "goes out since" in each]
    assert len(named) == (0 if shut else 2)  # whoever shuts us out is named by the adapter
    assert not [each for each in caplog.messages if "not shown" in each or "not sent" in each]


async def test_a_room_that_stands_still_is_told_of(house: House, recorder: Recorder) -> None:
    """Asked to wait for ever in one room: its organisers hear of it once, and may ask about it."""
    await house.person("ana", Role.ORGANISER)
    await house.person("ben")
    recorder.fails(TryLater(timedelta(minutes=30)), room="side", times=9_999)
    recorder.fails(TryLater(timedelta(minutes=30)), room=PRIVATE + "ben", times=9_999)
    await house.post("one", "side")
    await house.says("ben", "probe hello", room=PRIVATE + "ben")
    await house.pass_time(hours=3)
    (told,) = recorder.texts(PRIVATE + "ana")
    assert told.startswith("[Team] For more than an hour nothing could go out to “side”")


async def test_what_waits_for_a_connection_that_is_gone_is_kept(
    sqlite_url: str, clock: VirtualClock, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody has called it differently by mistake: it is logged once, and nothing is lost."""
    wrong = Recorder(clock, name="wrong-name")
    async with open_house(sqlite_url, clock, recorder) as house:
        await house.put_up("board", "before")
        await house.post("one")
    async with open_house(sqlite_url, clock, wrong) as house:
        await house.note("board", "after")
        await house.pass_time(days=6)
        for _ in range(2):
            await house.muster.outbox.look_for_stranded()
            await house.muster.outbox.forget_late()
        assert await house.muster.next_at() is None
    (warned,) = [each for each in caplog.messages if "is not switched on" in each]
    assert warned.startswith("the connection 'recorder' is not switched on")
    async with open_house(sqlite_url, clock, recorder) as house:
        await house.settle()
    assert sorted(recorder.texts()) == ["Line one", "board\nafter"]


async def test_what_waits_for_a_connection_too_long_is_given_up(
    sqlite_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """After a week its messages are of no use; what stands there is put right all the same."""
    async with open_house(sqlite_url, clock, recorder) as house:
        await house.post("one")
    async with open_house(sqlite_url, clock, Recorder(clock, name="other")) as house:
        await house.pass_time(days=8)
        await house.muster.outbox.forget_late()
    async with open_house(sqlite_url, clock, recorder) as house:
        await house.settle()
        assert recorder.calls == []
        assert await states(house) == {"Line one": 9}


async def test_a_lost_room_is_told_of_once(house: House, recorder: Recorder) -> None:
    """All that waits for it is given up, the organisers hear one sentence, nothing is tried."""
    await house.person("ana", Role.ORGANISER)
    await house.put_up("board", "here", "side")
    await house.settle()
    recorder.fails(Unreachable("room"), room="side", times=99)
    for name in ("one", "two", "three"):
        await house.post(name, "side")
    await house.pass_time(minutes=5)
    tried = 99 - recorder.faults[0].times
    await house.post("four", "side")
    await house.note("board", "there")
    await house.pass_time(minutes=5)
    assert recorder.texts(PRIVATE + "ana") == [
        (
            "[Team] A message for “side” on recorder could not be delivered: I am no longer there,"
            " or may not write there. Let me in again, and I go on there."
        )
    ]
    assert tried == 99 - recorder.faults[0].times == 1


async def test_somebody_who_cannot_be_written_to_is_told_of_as_a_person(
    house: House, recorder: Recorder
) -> None:
    """Their private chat is left alone until they write again; organisers hear who it is, once."""
    await house.person("ana", Role.ORGANISER)
    ben = await house.person("ben")
    recorder.fails(Unreachable("person"), room=PRIVATE + "ben", times=99)
    for _ in range(2):
        await house.act(lambda ctx: ctx.tell(ben, line("hello")))
        await house.pass_time(minutes=5)
    (told,) = recorder.texts(PRIVATE + "ana")
    assert told.startswith("[Team] ben can no longer be written to in private on recorder")
    assert recorder.faults[0].times == 98


async def test_one_person_who_is_gone_takes_nothing_from_their_room(
    house: House, recorder: Recorder
) -> None:
    """What was for that one is given up; the room goes on hearing everything."""
    await house.person("ana", Role.ORGANISER)
    await house.put_up("board", "here")
    await house.settle()
    recorder.fails(Unreachable("person"))
    await house.post("one")
    await house.post("two")
    await house.pass_time(minutes=5)
    assert recorder.texts("main", "send") == ["board\nhere", "Line two"]
    await house.put_up("board", "there")
    await house.pass_time(minutes=5)
    assert recorder.stands() == ["board\nthere", "Line two"]
    assert recorder.texts(PRIVATE + "ana") == []


async def test_what_can_no_longer_be_edited_is_put_up_anew(
    house: House, recorder: Recorder
) -> None:
    """Where its message is gone a card stands again, once, and is edited there from then on."""
    await house.put_up("board", "one")
    await house.settle()
    recorder.fails(Gone(), op="edit")
    await house.note("board", "two")
    await house.pass_time(minutes=1)
    await house.note("board", "three")
    await house.pass_time(minutes=1)
    assert recorder.texts(op="send") == ["board\none", "board\ntwo"]
    assert recorder.texts(op="edit") == ["board\nthree"]


async def test_what_stands_and_cannot_be_edited_is_put_up_anew_sparingly(
    house: House, recorder: Recorder
) -> None:
    """Counts wait for hours, what is final does not; no copy is given up for it."""
    await house.put_up("board", "one")
    await house.settle()
    recorder.fails(Fixed(), op="edit", times=9_999)
    for count in ("two", "three"):
        await house.note("board", count)
        await house.pass_time(hours=2)
        assert recorder.texts() == ["board\none"]
    await house.muster.outbox.sweep()
    await house.pass_time(hours=2, minutes=1)
    assert recorder.texts() == ["board\none", "board\nthree"]
    await house.note("board", "told!")  # by a post
    await house.pass_time(hours=8)
    assert recorder.texts()[2:] == []
    await house.note("board", "over!")
    await house.pass_time(minutes=1)
    assert recorder.texts()[2:] == ["board\nover!"]
    assert await house.muster.next_at() is None


async def test_a_room_that_is_back_is_caught_up(house: House, recorder: Recorder) -> None:
    """Who speaks in a lost room is answered there again, and its card shows what is so now."""
    await house.person("ben")
    await house.put_up("board", "before", "side")
    await house.settle()
    side = await house.room("side")
    await house.assembly.database.run(lambda c: People(c).lose_room(side, house.clock.now()))
    await house.note("board", "after")
    await house.settle()
    assert recorder.texts("side") == ["board\nbefore"]
    await house.says("ben", "probe hello", room="side")
    await house.note("board", "after")
    await house.settle()
    assert recorder.stands("side") == ["board\nafter"]


async def test_a_refused_message_is_given_up_and_told_of(house: House, recorder: Recorder) -> None:
    """It is not tried again; the next one is."""
    await house.person("ana", Role.ORGANISER)
    recorder.fails(AdapterError("no such channel"), room="main")
    await house.post("one")
    await house.post("two")
    await house.pass_time(minutes=5)
    assert recorder.texts("main") == ["Line two"]
    assert len(recorder.texts(PRIVATE + "ana")) == 1
    assert await states(house) | {"Line one": 9, "Line two": 2} == await states(house)


@pytest.mark.parametrize(("wish", "times"), [(OnUncertain.REPEAT, 2), (OnUncertain.DROP, 1)])
async def test_what_may_have_been_sent_is_repeated_or_dropped_as_declared(
    house: House, recorder: Recorder, wish: OnUncertain, times: int
) -> None:
    """A post that went out although the line broke stands twice, or once, as its feature chose."""
    recorder.fails(Uncertain(), done=True)
    await house.post("one", on_uncertain=wish)
    await house.pass_time(minutes=5)
    assert recorder.texts() == ["Line one"] * times


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("wish", [OnUncertain.REPEAT, OnUncertain.DROP])
async def test_what_may_have_been_sent_is_looked_for_where_that_can_be_done(
    database_url: str, clock: VirtualClock, wish: OnUncertain, *, done: bool
) -> None:
    """A post whose line broke stands once: as it went out, or sent again because it had not."""
    asked = Asked(clock)
    async with open_house(database_url, clock, asked) as house:
        asked.fails(Uncertain(), done=done)
        await house.post("one", on_uncertain=wish)
        await house.post("two")
        await house.pass_time(minutes=5)
        assert sorted(asked.stands()) == ["Line one", "Line two"]
        assert asked.looked == 1


async def test_where_nobody_can_tell_it_is_repeated_or_dropped_as_declared(
    database_url: str, clock: VirtualClock
) -> None:
    """A platform that cannot be asked after all is as one that never could."""
    asked = Asked(clock, forgetful=True)
    async with open_house(database_url, clock, asked) as house:
        asked.fails(Uncertain(), done=True, times=2)
        await house.post("one", on_uncertain=OnUncertain.REPEAT)
        await house.post("two", on_uncertain=OnUncertain.DROP)
        await house.pass_time(minutes=5)
        assert sorted(asked.stands()) == ["Line one", "Line one", "Line two"]


@pytest.mark.parametrize("done", [True, False])
async def test_a_card_that_may_stand_is_put_up_once(
    database_url: str, clock: VirtualClock, *, done: bool
) -> None:
    """Found, it shows what the rows say by now; what only had to wait is not looked for."""
    asked = Asked(clock)
    async with open_house(database_url, clock, asked) as house:
        asked.fails(TryLater(timedelta(seconds=1)))
        asked.fails(Uncertain(), done=done)
        await house.put_up("board", "old")
        await house.pass_time(seconds=1)
        await house.put_up("board", "new")
        await house.pass_time(minutes=5)
        assert asked.stands() == ["board\nnew"]
        assert asked.looked == 1
        assert len({drawn.mark for _, drawn in asked.standing.values()}) == 1


async def test_what_a_killed_process_sent_is_looked_for(
    database_url: str, clock: VirtualClock
) -> None:
    """Whoever starts next does not put up a card, or post a line, that stands already."""
    asked = Asked(clock)
    async with open_house(database_url, clock, asked) as house:
        asked.fails(asyncio.CancelledError(), done=True, times=2)  # type: ignore[arg-type]  # a kill
        for begin in (house.put_up("board", "old"), house.post("one", "side")):
            with suppress(asyncio.CancelledError):
                await begin
                await house.settle()
    clock.advance(timedelta(minutes=5))
    async with open_house(database_url, clock, asked) as house:
        await house.pass_time(minutes=5)
        assert (asked.stands(), asked.stands("side")) == (["board\nold"], ["Line one"])
        assert asked.looked == 2


async def test_uncertain_edits_are_repeated_until_they_succeed(
    house: House, recorder: Recorder
) -> None:
    """An hour of a bad line is no reason to give a card up; `check` counts it meanwhile."""

    async def stale() -> list[tuple[str, int]]:
        return await house.assembly.database.read(lambda c: stale_cards(c, house.clock.now()))

    await house.put_up("board", "old")
    await house.settle()
    recorder.fails(Uncertain(), times=40)
    await house.note("board", "new")
    await house.settle()
    assert await stale() == []
    await house.pass_time(minutes=2)
    assert await stale() == [("recorder", 1)]
    await house.pass_time(hours=1)
    assert recorder.stands() == ["board\nnew"]
    assert await stale() == []
    recorder.fails(AdapterError("refused"))
    await house.note("board", "newest")
    await house.settle()
    assert await stale() == [("recorder", 1)]


async def test_a_long_message_goes_on_where_it_broke_off(
    database_url: str, clock: VirtualClock
) -> None:
    """Of two parts the second fails: the first is not sent again."""
    recorder = Recorder(clock, can=Capabilities(text_chars=1000))
    async with open_house(database_url, clock, recorder) as house:
        await house.post("long")
        recorder.fails(TryLater(timedelta(seconds=1)), spared=1)
        await house.pass_time(seconds=10)
    assert [text[-1] for text in recorder.texts()] == ["a", "b"]


async def test_one_bad_message_holds_up_no_other(house: House, recorder: Recorder) -> None:
    """A line that cannot be drawn is tried eight times, given up and told of; the next goes out."""
    await house.person("ana", Role.ORGANISER)
    await house.post("bad")
    await house.post("good")
    await house.settle()
    assert recorder.texts() == ["Line good"]
    await house.pass_time(hours=1)
    assert recorder.texts() == ["Line good"]
    assert len(recorder.texts(PRIVATE + "ana")) == 1
    assert await house.muster.next_at() is None


async def test_a_bad_message_that_is_mended_in_time_goes_out(
    house: House, recorder: Recorder
) -> None:
    """What could not be drawn for a minute is sent as soon as it can be."""
    await house.post("bad")
    await house.pass_time(minutes=1)
    await house.remember("mended", "yes")
    await house.pass_time(minutes=2)
    assert recorder.texts() == ["Line bad"]


# Tells


async def test_what_one_person_is_told_is_one_message(house: House, recorder: Recorder) -> None:
    """Three things of one team come together, the other team's apart; each names its team."""
    ben = await house.person("ben")
    other = await house.other_team("Choir")
    for name in ("one", "two"):
        await house.act(lambda ctx, name=name: ctx.tell(ben, line(name)))  # type: ignore[misc]  # mypy cannot infer a default
    await house.act(lambda ctx: ctx.tell(ben, line("alto")), team=other)
    await house.act(lambda ctx: ctx.tell(ben, line("three")))
    await house.settle()
    assert recorder.texts(PRIVATE + "ben") == [
        "[Team]\nLine one\nLine two\nLine three",
        "[Choir] Line alto",
    ]


async def test_one_bad_tell_spoils_no_other(house: House, recorder: Recorder) -> None:
    """Of three things to be told one cannot be drawn: the other two are told."""
    ben = await house.person("ben")
    for name in ("one", "bad", "two"):
        await house.act(lambda ctx, name=name: ctx.tell(ben, line(name)))  # type: ignore[misc]  # mypy cannot infer a default
    await house.settle()
    assert recorder.texts(PRIVATE + "ben") == ["[Team] Line one", "[Team] Line two"]


async def test_who_cannot_be_written_to_is_not_told(house: House, recorder: Recorder) -> None:
    """The one who wants to tell them hears so at once."""
    ben = await house.person("ben", private=False)
    assert not await house.act(lambda ctx: ctx.tell(ben, line("one")))
    await house.settle()
    assert recorder.calls == []


# What stands


async def test_a_card_stands_once_and_shows_the_last_state(
    house: House, recorder: Recorder
) -> None:
    """A hundred changes are one message and one edit."""
    await house.put_up("board", "0", "main", "side")
    await house.settle()
    for number in range(1, 101):
        await house.note("board", str(number))
    await house.settle()
    for room in ("main", "side"):
        assert recorder.texts(room) == ["board\n0", "board\n100"]
        assert recorder.stands(room) == ["board\n100"]


async def test_a_card_with_nothing_to_say_vanishes_and_comes_back(
    house: House, recorder: Recorder
) -> None:
    """One never shown stays unseen, one that stands is struck, and both appear once they speak."""
    await house.put_up("mute", None)
    await house.put_up("board", "here")
    await house.settle()
    await house.note("board", None)
    await house.settle()
    assert recorder.texts() == ["board\nhere", ""]
    await house.note("mute", "not mute")
    await house.note("board", "back")
    await house.settle()
    assert recorder.stands() == ["mute\nnot mute", "board\nback"]


async def test_a_card_grows_to_two_messages_and_shrinks_again(
    database_url: str, clock: VirtualClock
) -> None:
    """The second message appears and goes; the first stays where it is."""
    recorder = Recorder(clock, can=Capabilities(text_chars=1000))
    async with open_house(database_url, clock, recorder) as house:
        await house.put_up("board", "short")
        await house.settle()
        await house.note("board", "long")
        await house.settle()
        assert len(recorder.stands()) == 2
        await house.note("board", "short")
        await house.settle()
        assert recorder.stands() == ["board\nshort"]
    assert [call.op for call in recorder.calls] == ["send", "edit", "send", "edit", "strike"]


async def test_a_card_that_broke_off_goes_on_without_doubling(
    database_url: str, clock: VirtualClock
) -> None:
    """Of two messages of a card the second fails: the first is not put up again."""
    recorder = Recorder(clock, can=Capabilities(text_chars=1000))
    async with open_house(database_url, clock, recorder) as house:
        recorder.fails(TryLater(), spared=1)
        await house.put_up("board", "long")
        await house.pass_time(minutes=1)
    assert [call.op for call in recorder.calls] == ["send", "edit", "send"]
    assert len(recorder.stands()) == 2


async def test_a_countdown_is_drawn_again_at_its_times(
    database_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """Every ten seconds, also by a Muster that was started in the middle, until it is over."""
    async with open_house(database_url, clock, recorder) as house:
        end = START + timedelta(seconds=35)
        await house.remember("race", end.isoformat())
        room = await house.room("main")
        await house.act(lambda ctx: ctx.show(countdown("race"), [room]))
        await house.pass_time(seconds=12)
    async with open_house(database_url, clock, recorder) as house:
        await house.pass_time(minutes=5)
        assert await house.muster.next_at() is None
    assert [(call.at, call.text) for call in recorder.calls] == [
        (0, "40 s left"), (5, "30 s left"), (15, "20 s left"), (25, "10 s left"),
        (35, "Time is up"),
    ]  # fmt: skip


async def test_what_is_final_rests_until_it_is_revived(house: House, recorder: Recorder) -> None:
    """A sweep does not look at it any more, a revived one is kept up to date again."""
    await house.put_up("board", "over!")
    await house.settle()
    await house.remember("board", "on again")
    await house.muster.outbox.sweep()
    await house.settle()
    assert recorder.stands() == ["board\nover!"]
    await house.act(lambda ctx: ctx.show(board("board"), revive=True))
    await house.settle()
    await house.remember("board", "and on")
    await house.muster.outbox.sweep()
    await house.settle()
    assert recorder.stands() == ["board\nand on"]


async def test_a_bad_card_holds_up_no_room(house: House, recorder: Recorder) -> None:
    """It is tried eight times, given up and told of, while the rest goes on; mended, it appears."""
    await house.person("ana", Role.ORGANISER)
    await house.put_up("one", "bad")
    await house.put_up("two", "good", "main", "side")
    await house.settle()
    assert recorder.texts("main") == recorder.texts("side") == ["two\ngood"]
    await house.pass_time(hours=1)
    assert len(recorder.texts(PRIVATE + "ana")) == 1
    assert await house.muster.next_at() is None
    await house.note("one", "mended")
    await house.settle()
    assert recorder.stands("main") == ["two\ngood", "one\nmended"]


async def test_a_card_that_is_refused_is_given_up(house: House, recorder: Recorder) -> None:
    """It is told of, and tried again when it changes, once a change."""
    await house.person("ana", Role.ORGANISER)
    recorder.fails(AdapterError("refused"), room="main", times=2)
    await house.put_up("board", "one")
    await house.pass_time(hours=1)
    await house.note("board", "two")
    await house.pass_time(hours=1)
    assert recorder.texts() == []
    assert len(recorder.texts(PRIVATE + "ana")) == 1
    await house.note("board", "three")
    await house.settle()
    assert recorder.stands() == ["board\nthree"]


async def test_a_view_that_nobody_declares_is_left_as_it_stands(
    database_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """An older Muster beside a newer one takes none of its cards away."""
    async with open_house(database_url, clock, recorder) as house:
        await house.put_up("board", "new")
        await house.settle()
        newer = posted.update().values(view="newer.board")
        await house.assembly.database.run(lambda c: c.execute(newer))
        await house.muster.outbox.sweep()
        await house.pass_time(hours=1)
    assert recorder.texts() == ["board\nnew"]


async def test_where_nothing_can_be_edited_cards_are_posted_anew_sparingly(
    database_url: str, clock: VirtualClock
) -> None:
    """For other counts every six hours at most, with the state of then; the last one at once."""
    recorder = Recorder(clock, can=Capabilities(edit=False))
    async with open_house(database_url, clock, recorder) as house:
        await house.put_up("board", "0")
        await house.settle()
        for hour in range(1, 15):
            await house.note("board", str(hour))
            await house.pass_time(hours=1)
        await house.note("board", "over!")
        await house.pass_time(minutes=1)
    assert recorder.texts() == ["board\n0", "board\n6", "board\n12", "board\nover!"]


async def test_what_can_be_chosen_is_put_right_at_once(
    database_url: str, clock: VirtualClock
) -> None:
    """Where nothing can be edited, a card that offers something else is posted anew at once."""
    recorder = Recorder(clock, can=Capabilities(edit=False))
    async with open_house(database_url, clock, recorder) as house:
        await house.put_up("board", "0")
        await house.settle()
        await house.note("board", "closed to all?")
        await house.settle()
    assert recorder.texts() == ["board\n0", "board\nclosed to all?"]


async def test_an_end_that_was_told_is_not_shown_again(
    database_url: str, clock: VirtualClock
) -> None:
    """Where nothing can be edited the closing post is enough; reopened, the card comes again."""
    recorder = Recorder(clock, can=Capabilities(edit=False))
    async with open_house(database_url, clock, recorder) as house:
        await house.put_up("board", "open?")
        await house.settle()
        await house.note("board", "told!")
        await house.post("the end")
        await house.settle()
        await house.muster.outbox.sweep()
        await house.pass_time(days=1)
        assert recorder.texts() == ["board\nopen?", "Line the end"]
        main = await house.room("main")
        await house.remember("board", "again")
        await house.act(lambda ctx: ctx.show(board("board"), [main], revive=True))
        await house.settle()
    assert recorder.texts()[2:] == ["board\nagain"]


# Pace


async def test_edits_keep_to_the_limit_and_the_last_state_goes_out(
    database_url: str, clock: VirtualClock
) -> None:
    """A hundred answers in ten seconds, one edit a second: twelve redraws at most."""
    recorder = paced(clock, room={Method.EDIT: seconds(1)})
    async with open_house(database_url, clock, recorder) as house:
        await house.put_up("board", "0")
        for number in range(1, 101):
            await house.note("board", str(number))
            await house.pass_time(seconds=0.1)
        await house.pass_time(seconds=5)
    assert len(recorder.texts(op="edit")) <= 12
    assert recorder.stands() == ["board\n100"]


async def test_a_clock_that_is_set_back_holds_up_no_card(
    database_url: str, clock: VirtualClock
) -> None:
    """What was to wait for a minute waits for about one, and not for the hour that comes again."""
    recorder = paced(clock, room={Method.EDIT: seconds(60)})
    async with open_house(database_url, clock, recorder) as house:
        await house.put_up("board", "0")
        for number in "123":
            await house.note("board", number)
            await house.settle()
        assert recorder.stands() == ["board\n2"]
        clock._now -= timedelta(hours=1)
        await house.pass_time(minutes=2)
    assert recorder.stands() == ["board\n3"]


async def test_limits_of_a_room_and_of_a_connection_hold_together(
    database_url: str, clock: VirtualClock
) -> None:
    """Ten rooms with five posts each: no room and no second sees more than is allowed."""
    limits = {"room": seconds(4, burst=2), "connection": seconds(0.25, burst=3)}
    recorder = paced(clock, **{key: {Method.POST: each} for key, each in limits.items()})
    async with open_house(database_url, clock, recorder) as house:
        rooms = [f"r{number}" for number in range(10)]
        for name in "abcde":
            await house.post(name, *rooms)
        await house.pass_time(minutes=2)
    assert [recorder.texts(room) for room in rooms] == [[f"Line {each}" for each in "abcde"]] * 10
    assert_kept(recorder.times(), limits["connection"])
    for room in rooms:
        assert_kept(recorder.times(room), limits["room"])


def assert_kept(times: list[float], limit: Limit) -> None:
    """Check each window: at most `burst + T / every` sends in T."""
    for first in range(len(times)):
        for last in range(first, len(times)):
            window = times[last] - times[first]
            most = limit.burst + window / limit.every.total_seconds()
            assert last - first + 1 <= most + 1e-6, (times[first], times[last])


async def test_a_limit_that_is_used_up_asks_the_database_for_nothing(
    database_url: str, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred rooms behind one shared limit ask about once for each message that may go."""
    recorder = paced(clock, connection={Method.POST: seconds(1)})
    asked = itertools.count(1)
    claim = Outgoing.claim
    monkeypatch.setattr(Outgoing, "claim", lambda *args: claim(*args) if next(asked) else None)
    async with open_house(database_url, clock, recorder) as house:
        await house.post("one", *(f"r{number}" for number in range(100)))
        await house.pass_time(seconds=20)
    assert len(recorder.calls) == 21
    assert next(asked) <= 2 * 21 + 2


async def test_a_used_up_connection_holds_up_no_other(sqlite_url: str, clock: VirtualClock) -> None:
    """Three hundred messages wait for a slow platform; the other platform's one goes at once."""
    slow = paced(clock, connection={Method.POST: seconds(60)})
    other = Recorder(clock, name="other")
    async with open_house(sqlite_url, clock, slow, others=[other]) as house:
        await house.post("one", *(f"r{number}" for number in range(300)))
        await house.settle()
        there = await house.rooms("there", connection="other")
        await house.act(lambda ctx: ctx.post(line("two"), there))
        await house.settle()
    assert other.texts("there") == ["Line two"]


# Leases


async def test_a_room_has_one_message_in_flight(
    house: House, recorder: Recorder, clock: VirtualClock
) -> None:
    """While a message is on its way nothing else is sent to its room, whoever tries."""
    recorder.hold = asyncio.Event()
    await house.post("one", "main", "side")
    await house.put_up("board", "here")
    tries = [asyncio.create_task(house.muster.outbox.drain()) for _ in range(4)]
    for _ in range(200):
        await house.moment()
    recorder.hold.set()
    await asyncio.gather(*tries)
    await house.pass_time(seconds=5)
    assert recorder.most_at_once == 1
    assert sorted(recorder.texts()) == ["Line one", "board\nhere"]


async def test_a_stale_mark_changes_nothing(house: House) -> None:
    """Who held a room too long finds their lease gone, and the next holder's as it was."""
    room = await house.room("main")
    claim = claimer(house, room)
    first = await claim("first")
    house.clock.advance(timedelta(minutes=2))
    second = await claim("second")
    run = house.assembly.database.run
    assert not await run(lambda c: Outgoing(c).release(first))
    assert await run(lambda c: Outgoing(c).release(second))


def claimer(house: House, room: RoomId) -> Callable[[str], Any]:
    """Return how to lease a room under a name."""

    async def claim(owner: str) -> Any:
        now, lease = house.clock.now(), timedelta(minutes=1)
        return await house.assembly.database.run(
            lambda c: Outgoing(c).claim(room, owner, now, lease, [])
        )

    return claim


async def test_a_dead_sender_is_followed_when_its_lease_ends(
    house: House, recorder: Recorder
) -> None:
    """A room that somebody leased and never gave back sends again a minute later."""
    await claimer(house, await house.room("main"))("the dead")
    await house.post("one")
    await house.put_up("board", "here")
    await house.pass_time(seconds=59)
    assert recorder.calls == []
    await house.pass_time(seconds=3)
    assert sorted(recorder.texts()) == ["Line one", "board\nhere"]


async def test_whoever_starts_waits_for_the_living_alone(
    postgres_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """A room that somebody leased who was killed sends at once; one of somebody else's does not."""
    async with (
        open_house(postgres_url, clock, recorder) as one,
        open_house(postgres_url, clock, recorder) as two,
    ):
        await claimer(one, await one.room("main"))("the dead")
        await claimer(one, await one.room("other"))(two.muster.runtime.owner)
        await one.post("one", "main", "other")
        await one.muster.start()
        await one.settle()
        assert [call.room for call in recorder.calls] == ["main"]


async def test_a_session_that_ends_after_its_process_holds_nothing_up(
    postgres_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """A killed process whose session still waits for a lock is followed as soon as that ends."""
    async with open_house(postgres_url, clock, recorder) as one:
        async with open_house(postgres_url, clock, recorder) as two:
            dead = two.muster.runtime.owner
            await claimer(one, await one.room("main"))(dead)
            await one.post("one", "main")
            await two.muster._beat()
            clock.advance(timedelta(seconds=7))
            await one.muster._beat()
            await one.settle()
            assert recorder.calls == []
        clock.advance(timedelta(seconds=2))
        living = one.muster.runtime.stores.leases
        async with asyncio.timeout(10):
            while dead in await one.muster.runtime.store.read(lambda c: living(c).living()):
                pass
        await one.muster._beat()
        await one.settle()
        assert recorder.texts() == ["Line one"]


async def test_two_processes_double_nothing(
    postgres_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """Two Musters on one database work at once: each post and each card appears once."""
    async with (
        open_house(postgres_url, clock, recorder) as one,
        open_house(postgres_url, clock, recorder) as two,
    ):
        rooms = [f"r{number}" for number in range(5)]
        for name in "abcdefgh":
            await one.post(name, *rooms, then=announced(name))
        await one.put_up("board", "here", *rooms)
        await two.note("board", "here")
        await asyncio.gather(one.settle(), two.settle())
        await asyncio.gather(one.pass_time(seconds=5))
        await two.settle()
        logged = await one.logged()
    for room in rooms:
        sent = [call.text for call in recorder.calls if (call.op, call.room) == ("send", room)]
        assert sorted(sent) == sorted([*(f"Line {n}" for n in "abcdefgh"), "board\nhere"])
    assert recorder.most_at_once == 1
    assert len(logged) == len(set(logged)) == 40


async def test_two_processes_that_see_a_change_draw_it_once(
    postgres_url: str, clock: VirtualClock, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked at a card when one of them edits it: the other finds it as it should be."""
    async with (
        open_house(postgres_url, clock, recorder) as one,
        open_house(postgres_url, clock, recorder) as two,
    ):
        await one.put_up("board", "before")
        await one.settle()
        await one.note("board", "after")
        two.muster.outbox.mark([board("board")])
        lanes, claim = two.muster.outbox._lanes, two.muster.outbox._lanes.claim
        looked, go = asyncio.Event(), asyncio.Event()

        async def slow(*args: Any) -> Any:
            looked.set()
            await go.wait()
            return await claim(*args)

        monkeypatch.setattr(lanes, "claim", slow)
        late = asyncio.create_task(two.settle())
        await looked.wait()
        await one.settle()
        go.set()
        await late
        await two.pass_time(seconds=5)
    assert recorder.texts(op="edit") == ["board\nafter"]


async def test_a_change_that_a_peer_did_not_draw_is_found(
    postgres_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """One Muster dies between its answer and the redraw; the other's sweep brings it."""
    async with (
        open_house(postgres_url, clock, recorder) as one,
        open_house(postgres_url, clock, recorder) as two,
    ):
        await one.put_up("board", "before")
        await one.settle()
        await one.note("board", "after")
        assert await two.muster.outbox.sweep_some(1)
        await two.settle()
    assert recorder.stands() == ["board\nafter"]


async def test_a_restart_repairs_what_a_crash_left(
    database_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """Cards that were to appear, to change or to go do so when Muster starts again."""
    async with open_house(database_url, clock, recorder) as house:
        await house.put_up("change", "before")
        await house.put_up("go", "here")
        await house.settle()
        await house.put_up("appear", "new")
        await house.note("change", "after")
        await house.note("go", None)
    async with open_house(database_url, clock, recorder) as house:
        await house.settle()
    assert sorted(recorder.stands()) == ["appear\nnew", "change\nafter"]


# Under way


async def test_a_change_while_a_card_is_being_drawn_is_not_lost(
    house: House, recorder: Recorder
) -> None:
    """What changes while a message is on its way goes out after it."""
    recorder.hold = asyncio.Event()
    await house.put_up("board", "before")
    sending = asyncio.create_task(house.settle())
    while not recorder.most_at_once:
        await house.moment()
    await house.note("board", "after")
    recorder.hold.set()
    await sending
    await house.settle()
    assert recorder.stands() == ["board\nafter"]


async def test_a_card_posted_anew_while_it_is_edited_is_not_lost(
    house: House, recorder: Recorder, clock: VirtualClock
) -> None:
    """Somebody asks for a card where they now are while its old message is being edited."""
    await house.put_up("board", "before")
    await house.settle()
    recorder.hold, recorder.most_at_once = asyncio.Event(), 0
    await house.note("board", "after")
    sending = asyncio.create_task(house.settle())
    while not recorder.most_at_once:
        await house.moment()
    main = await house.room("main")
    await renew(house, main)
    recorder.hold.set()
    await sending
    await house.settle()
    assert sorted(call.op for call in recorder.calls) == ["edit", "send", "send", "strike"]
    assert recorder.stands() == ["board\nafter"]


async def renew(house: House, room: RoomId) -> None:
    """Ask for the board where the conversation now is; nothing is sent yet."""
    now, view = house.clock.now(), board("board")
    await house.assembly.database.run(lambda c: Outgoing(c).renew(view, Place(room), now))
    house.muster.outbox.mark([view])


@pytest.mark.parametrize(("edit", "left"), [(True, 1), (False, 2)])
async def test_of_a_card_posted_anew_the_old_one_is_taken_away(
    database_url: str, clock: VirtualClock, *, edit: bool, left: int
) -> None:
    """Where messages can be changed it does not go on offering its buttons further up."""
    recorder = Recorder(clock, can=Capabilities(edit=edit))
    async with open_house(database_url, clock, recorder) as house:
        await house.person("ana", Role.ORGANISER)
        await house.put_up("board", "here")
        await house.settle()
        recorder.fails(TryLater(timedelta(seconds=3)), op="strike")
        await renew(house, await house.room("main"))
        await house.pass_time(minutes=1)
        assert recorder.stands() == ["board\nhere"] * left
        assert await house.muster.next_at() is None


async def test_an_old_card_that_cannot_be_taken_away_troubles_nobody(
    house: House, recorder: Recorder
) -> None:
    """It is tried once, and no organiser hears of it: the new card stands."""
    await house.person("ana", Role.ORGANISER)
    await house.put_up("board", "here")
    await house.settle()
    recorder.fails(AdapterError("too old to be deleted"), op="strike")
    await renew(house, await house.room("main"))
    await house.pass_time(hours=1)
    assert recorder.texts() == ["board\nhere"] * 2
    assert recorder.texts(PRIVATE + "ana") == []


async def test_a_database_that_fails_loses_no_change(
    house: House, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database cannot be reached nothing is sent; after that everything is."""
    await house.put_up("board", "before")
    await house.settle()
    await house.note("board", "after")
    run = house.assembly.database.run

    async def fails(fn: Any) -> Any:
        del fn
        raise OSError("the disk is full")

    monkeypatch.setattr(house.assembly.database, "run", fails)
    with pytest.raises(OSError, match="full"):
        await house.muster.outbox.drain()
    monkeypatch.setattr(house.assembly.database, "run", run)
    await house.settle()
    assert recorder.stands() == ["board\nafter"]


async def test_rooms_are_served_side_by_side_and_the_end_is_orderly(
    database_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """Three rooms at once, no more than the width; at the end what is on its way is finished."""
    recorder.hold = asyncio.Event()
    async with open_house(database_url, clock, recorder, settings={"width": 3}) as house:
        outbox_ = house.muster.outbox
        await house.post("one", *(f"r{number}" for number in range(5)))
        await house.post("two", *(f"r{number}" for number in range(5)))
        await outbox_.pump()
        await outbox_.pump()
        assert await outbox_.next_at() is None
        while sum(recorder.in_flight().values()) < 3:
            await house.moment()
        ending = asyncio.create_task(outbox_.finish())
        await asyncio.sleep(0)
        recorder.hold.set()
        await ending
        assert recorder.calls
        assert {call.text for call in recorder.calls} == {"Line one"}
        waiting = await house.assembly.database.read(
            lambda c: c.scalar(select(func.count()).where(outbox.c.state == 0))
        )
        assert waiting == 10 - len(recorder.calls) == 7


async def test_a_held_house_sends_nothing(house: House, recorder: Recorder) -> None:
    """After a restore nothing goes out, and time still passes."""
    house.muster.held = True
    await house.post("one")
    await house.put_up("board", "here")
    await house.pass_time(hours=1)
    assert recorder.calls == []


async def test_a_thread_is_a_place_of_its_own(house: House, recorder: Recorder) -> None:
    """A message for a thread is addressed to it."""
    main = await house.room("main")
    database = house.assembly.database
    said = Place(main, thread="t1")
    await database.run(lambda c: Outgoing(c).say(line("one"), said, None, house.clock.now()))
    await house.settle()
    assert recorder.threads == ["t1"]


# What is pinned, and what hangs on a card


@pytest.fixture
async def pinning(database_url: str, clock: VirtualClock) -> AsyncIterator[tuple[House, Recorder]]:
    """Lend a house on a platform that can pin, on each database."""
    recorder = Recorder(clock, can=Capabilities(pin=True))
    async with open_house(database_url, clock, recorder) as opened:
        await opened.person("ana", Role.ORGANISER)
        await opened.put_up("board", "here")
        await opened.act(lambda ctx: ctx.show(board("board"), pinned=True))
        yield opened, recorder


async def test_a_pin_is_tried_again_until_it_is_known(pinning: tuple[House, Recorder]) -> None:
    """Throttled, it waits as it is told to; where nobody knows, it is done once more."""
    house, recorder = pinning
    recorder.fails(TryLater(timedelta(seconds=7)), op="pin")
    recorder.fails(Uncertain(), op="pin", done=True)
    await house.pass_time(minutes=1)
    first, again = recorder.times(op="pin")
    assert first == 7
    assert again > first
    assert recorder.pinned == list(recorder.standing)
    assert await house.muster.next_at() is None


async def test_a_pin_that_is_refused_is_not_asked_for_again(
    pinning: tuple[House, Recorder],
) -> None:
    """Organisers are told why, and the card is kept up to date as ever."""
    house, recorder = pinning
    recorder.fails(AdapterError("too many"), op="pin")
    await house.pass_time(minutes=5)
    (told,) = recorder.texts(PRIVATE + "ana")
    assert told.startswith("[Team] Nothing is pinned in “main”: it was refused.")
    await house.note("board", "still here")
    await house.settle()
    await house.muster.outbox.sweep()
    await house.settle()
    assert (recorder.stands(), recorder.times(op="pin")) == (["board\nstill here"], [])


async def test_a_bug_in_a_pin_holds_up_no_room(pinning: tuple[House, Recorder]) -> None:
    """It is as good as a refusal."""
    house, recorder = pinning
    recorder.fails(RuntimeError("a bug"), op="pin")
    await house.note("board", "and on")
    await house.pass_time(minutes=1)
    assert recorder.stands() == ["board\nand on"]
    assert recorder.pinned == []


async def test_a_card_that_is_put_up_anew_is_pinned_anew(pinning: tuple[House, Recorder]) -> None:
    """What stands far above comes off first."""
    house, recorder = pinning
    await house.settle()
    (old,) = recorder.pinned
    recorder.fails(Gone(), op="edit")
    await house.note("board", "anew")
    await house.pass_time(minutes=1)
    (new,) = recorder.pinned
    assert new != old
    assert [call.op for call in recorder.calls] == ["send", "pin", "send", "unpin", "pin"]


async def test_a_sweep_takes_off_what_a_crash_left_pinned(pinning: tuple[House, Recorder]) -> None:
    """Nobody marked that it is over; it is found, comes off, and only then rests."""
    house, recorder = pinning
    await house.settle()
    await house.remember("board", "over!")
    recorder.fails(TryLater(timedelta(seconds=7)), op="unpin")
    await house.muster.outbox.sweep()
    await house.pass_time(minutes=1)
    assert recorder.pinned == []
    assert recorder.stands() == ["board\nover!"]
    before = len(recorder.calls)
    await house.muster.outbox.sweep()
    await house.settle()
    assert len(recorder.calls) == before


async def test_a_detail_hangs_on_the_card_of_each_room(
    database_url: str, clock: VirtualClock
) -> None:
    """Where there are no threads, or the card does not stand yet, it is said in the room."""
    recorder = Recorder(clock)
    poor = Recorder(clock, "other", can=Capabilities(threads=False))
    async with open_house(database_url, clock, recorder, others=[poor]) as house:
        there = await house.rooms("there", connection="other")
        await house.put_up("board", "here")
        await house.act(lambda ctx: ctx.show(board("board"), there))
        await house.act(lambda ctx: ctx.post(line("early"), thread_of=board("board")))
        await house.settle()
        await house.act(lambda ctx: ctx.post(line("late"), thread_of=board("board")))
        await house.settle()
    (card,) = (ref for ref, (_, drawn) in recorder.standing.items() if drawn.view == "probe.board")
    assert recorder.texts() == ["Line early", "board\nhere", "Line late"]
    assert recorder.under == [None, None, card]
    assert poor.texts("there") == ["Line early", "board\nhere", "Line late"]
    assert poor.under == [None, None, None]


async def test_a_running_muster_sends_by_itself_and_ends_in_order(
    database_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """Posts, cards, their changes and what follows come without being asked for, then it stops."""
    async with open_house(database_url, clock, recorder, settings={"width": 2}) as house:
        over = asyncio.Event()
        running = asyncio.create_task(house.muster.run(until=over))
        rooms = [f"r{number}" for number in range(5)]
        async with asyncio.timeout(20):
            await house.put_up("board", "before", *rooms)
            await house.post("one", *rooms, then=announced("one"))
            while len(recorder.calls) < 10:
                await house.moment()
            await house.note("board", "after")
            while len(recorder.calls) < 15:
                await house.moment()
            over.set()
            await running
        for room in rooms:
            assert sorted(recorder.texts(room)) == ["Line one", "board\nafter", "board\nbefore"]
        assert len(await house.logged()) == 5
        assert not any(recorder.in_flight().values())


async def test_a_broken_database_is_waited_for(
    sqlite_url: str, clock: VirtualClock, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A room that could not be served rests a little: a full disk fills no log."""
    async with open_house(sqlite_url, clock, recorder) as house:
        database, outbox_ = house.assembly.database, house.muster.outbox
        await house.post("one")
        run, tried = database.run, itertools.count()

        async def fails(fn: Any) -> Any:
            del fn
            next(tried)
            raise OSError("the disk is full")

        monkeypatch.setattr(database, "run", fails)
        for _ in range(10):
            await outbox_.pump()
            await asyncio.gather(*outbox_._busy.values(), return_exceptions=True)
            await house.moment()
        monkeypatch.setattr(database, "run", run)
        assert next(tried) == 1
        await house.pass_time(seconds=10)
    assert recorder.texts() == ["Line one"]
