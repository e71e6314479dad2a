"""Whatever is sent, it is answered: never an error, and never a change in another team's things.

Tokens that nobody was given, sealed ones whose numbers lead elsewhere, rows of another version,
texts and forms and origins of every kind. `World.handle` fails a test for an apology as well: what
people make up is answered in words, not taken for a bug of ours.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.action import Action
from bot.domain.identity import Role
from bot.event import (
    Event,
    Heard,
    HeardFile,
    Joined,
    Left,
    MembersSeen,
    Mention,
    Origin,
    Pressed,
    ProfileSeen,
    Returned,
    RoomMoved,
    Submitted,
)
from storage.talk import Talk
from tests.conformance.examples import EXAMPLES
from tests.conformance.world import CONNECTION, START, Someone, World

pytestmark = pytest.mark.slow

HUGE = 2**63
STEPS = sorted(EXAMPLES)
FIELDS = ["question", "options", "closes", "pick", "names", "results", "change", "everyone"]
FIELDS += ["title", "starts", "place", "until", "reason", "delay"]

# Halves of characters too: JSON can carry them.
anything = st.text(st.characters(), max_size=60)
long = st.builds(lambda text, times: (text * times)[:10_000], anything, st.integers(1, 2_000))
lines = st.builds(
    lambda word, rest: f"{word} {rest}",
    st.sampled_from(
        [
            "poll",
            "投票",
            "help",
            "mine",
            "undo",
            "/poll",
            "poll 1",
            "A1",
            "poll x?",
            "roll",
            "点名",
            "roll Fri 15:00",
        ]
    ),
    anything | long,
)
texts = anything | long | lines
small = st.integers(0, 60)
scalars = small | st.integers(-1, HUGE - 1) | st.integers() | texts | st.booleans() | st.none()

hostile = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def world(shared: World) -> World:
    """Lend one world to all examples, as hypothesis wants it."""
    return shared


@pytest.fixture(scope="module")
def mallory(world: World) -> Someone:
    """Let a member of one team make trouble, the other team having all sorts of things."""
    for _ in range(5):
        theirs = world.someone(Role.ORGANISER, world.other)
        world.poll(theirs, team=world.other)
        world.poll(theirs, team=world.other, everyone=True)
        world.rollcall(theirs, team=world.other)
        world.rollcall(theirs, team=world.other, everyone=True)
        for make in (world.draft, world.dialogue):
            make(theirs)
    return world.someone(Role.MEMBER)


@hostile
@given(token=texts, values=st.dictionaries(st.sampled_from(FIELDS) | anything, texts))
def test_made_up_tokens_do_nothing(
    world: World, mallory: Someone, token: str, values: dict[str, str]
) -> None:
    """A token that was never given out is a button from another time, pressed or sent."""
    old = world.phrase("core", "old-button")
    assert world.note(world.presses(mallory, token, world.own.key)) == old
    assert world.note(world.sends(mallory, token, values, world.own.key)) == old


@hostile
@given(
    step=st.sampled_from(STEPS), args=st.lists(small, max_size=4),
    typed=st.dictionaries(st.sampled_from(FIELDS), texts, max_size=4),
)  # fmt: skip
@example(step="digest.stop", args=[], typed={})
@example(step="essay.take-back", args=[0], typed={})
def test_sealed_tokens_of_other_things_stay_within_the_team(
    world: World, mallory: Someone, step: str, args: list[int], typed: dict[str, str]
) -> None:
    """A token is never authority: whatever numbers it holds, the other team stays as it was."""
    before = world.rows_of(world.other)
    token = world.token(step, tuple(args))
    for room in (world.own.key, world.other.key):
        world.presses(mallory, token, room)
        world.sends(mallory, token, typed, room)
    assert world.rows_of(world.other) == before


@hostile
@given(
    step=st.sampled_from([*STEPS, "poll.gone"]), args=st.lists(scalars, max_size=4),
    values=st.dictionaries(st.sampled_from(FIELDS), texts, max_size=2),
)  # fmt: skip
def test_rows_of_another_version_are_answered(
    world: World, mallory: Someone, step: str, args: list[Any], values: dict[str, str]
) -> None:
    """A row may hold what no step of today takes: too few values, texts for numbers, huge ones."""
    key = f"~{world.event_id():-<16}"[:17]
    world.write(lambda c: Talk(c).put_tokens({key: Action(step, _keepable(args))}, START))
    before = world.rows_of(world.other)
    world.presses(mallory, key, world.own.key)
    world.sends(mallory, key, values, world.own.key)
    assert world.rows_of(world.other) == before


@hostile
@given(text=texts, private=st.booleans())
@example(text=f"poll {HUGE}", private=False)
@example(text=f"点名 {'9' * 10_000}", private=True)
def test_any_text_is_answered(world: World, mallory: Someone, text: str, private: bool) -> None:  # noqa: FBT001  (drawn by name)
    """Nothing that can be typed is a bug of ours, in a room or in private."""
    room = f"private:{mallory.key}" if private else world.own.key
    before = world.rows_of(world.other)
    world.says(mallory, text, room)
    assert world.rows_of(world.other) == before


@hostile
@given(values=st.dictionaries(st.sampled_from(FIELDS) | anything, texts, max_size=8))
def test_any_form_is_answered(world: World, mallory: Someone, values: dict[str, str]) -> None:
    """A form may hold fields that there are not, and values that make no sense."""
    for step, thing in (
        ("poll.command.poll", ()),
        ("poll.edit", (world.draft(mallory),)),
        ("poll.mend", (world.poll(mallory).poll,)),
        ("meeting.command.roll", ()),
        ("meeting.roll-edit", (world.draft(mallory, of="roll"),)),
        ("meeting.roll-mend", (world.rollcall(mallory).call,)),
        ("meeting.leave", (world.rollcall(mallory).call,)),
    ):
        world.sends(mallory, world.token(step, thing), values, world.own.key)


origins = st.builds(
    Origin, st.just(CONNECTION), room=anything, account=anything, name=anything,
    private=st.booleans(), thread=st.none() | anything, language=st.none() | anything,
    title=anything, direct=st.none() | anything,
)  # fmt: skip
common = {
    "id": texts, "origin": origins, "received_at": st.just(START),
    "said_at": st.none() | st.datetimes(timezones=st.timezones()),
}  # fmt: skip
people = st.lists(st.builds(Mention, anything, anything), max_size=3).map(tuple)
files = st.lists(
    st.builds(HeardFile, key=anything, name=anything, size=st.integers(), kind=anything), max_size=2
).map(tuple)
events = st.one_of(
    st.builds(
        Heard, **common, text=texts, addressed=st.booleans(), mentions=people, files=files,
        reply_to=st.none() | anything,
    ),
    st.builds(Pressed, **common, token=texts, message=st.none() | anything, own=st.booleans()),
    st.builds(Submitted, **common, token=texts, values=st.dictionaries(anything, texts)),
    st.builds(Joined, **common),
    st.builds(Left, **common, bot=st.booleans()),
    st.builds(RoomMoved, **common, key=anything, title=st.none() | anything),
    st.builds(ProfileSeen, **common, reachable=st.none() | st.booleans()),
    st.builds(Returned, **common),
    st.builds(MembersSeen, **common, accounts=people),
)  # fmt: skip


@hostile
@given(event=events)
def test_any_event_is_answered(world: World, mallory: Someone, event: Event) -> None:
    """From wherever an event comes, and whatever is missing in it, the answer is an answer."""
    before = world.rows_of(world.other)
    world.handle(event)
    assert world.rows_of(world.other) == before


def _keepable(args: list[Any]) -> tuple[Any, ...]:
    """Leave out what no row could ever hold."""
    return tuple(
        each.encode("utf-8", "replace").decode().replace("\0", "")
        if isinstance(each, str)
        else each
        for each in args
    )
