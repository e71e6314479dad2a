"""A poll from the typed line to its end, however DingTalk is spoken with."""

import asyncio
from datetime import timedelta

import pytest

from tests.adapters.dingtalk.world import FIRST, MODES, POLL, SECOND, World
from tests.doubles.dingtalk import Seen
from tests.doubles.dingtalk.gateway import CLICKS
from tests.doubles.dingtalk.state import NAMES

_ISOLATES = {0x2068: None, 0x2069: None}

EVERYWHERE = pytest.mark.parametrize(
    "world", [f"{mode}-{language}" for mode in MODES for language in ("en", "zh")], indirect=True
)
WITH_CARDS = pytest.mark.parametrize(
    "world", ["card-en", "card-zh", "callback-en", "callback-zh"], indirect=True
)
WITHOUT = pytest.mark.parametrize("world", ["text-en", "text-zh"], indirect=True)


@EVERYWHERE
async def test_a_poll_lives_from_its_line_to_its_end(world: World) -> None:
    """A typed line becomes a draft, the draft a poll; each counts once; its end is said to all."""
    first, second = FIRST[world.language], SECOND[world.language]
    await world.start()
    await world.opens_poll()
    assert f"{first} 0" in world.last(world.ben)
    await world.chooses(world.ana, first)
    await world.chooses(world.ben, first)
    await world.chooses(world.ben, second)
    await world.pass_time(hours=40)
    end = world.last(world.ben)
    question = {"en": "Where to meet?", "zh": "下周在哪开会？"}[world.language]
    assert end.startswith(world.say("poll", "result-title", question=question))
    assert {"en": f"{first}: 1, {second}: 1", "zh": f"{first}：1 票、{second}：1 票"}[
        world.language
    ] in end


@WITH_CARDS
async def test_a_card_is_changed_where_it_stands(world: World) -> None:
    """All answers show on the one card; its buttons go when the poll ends, its result stays."""
    await world.start()
    await world.opens_poll()
    for who in (world.ana, world.ben):
        await world.chooses(who, FIRST[world.language])
    (card,) = world.double.seen(world.ben, world.room)
    assert card.card
    assert f"{FIRST[world.language]} ██████████ 2 (100%)" in card.text.translate(_ISOLATES)
    assert len(card.buttons) == 3
    await world.pass_time(hours=40)
    card, _ = world.double.seen(world.ben, world.room)
    assert card.buttons == ()
    assert f"{FIRST[world.language]} ██████████ 2 (100%)" in card.text.translate(_ISOLATES)


async def test_a_card_reads_as_it_should(world: World) -> None:
    """The whole card, as Ben sees it after his answer: what is his alone stands below."""
    await world.start()
    await world.opens_poll()
    await world.chooses(world.ben, "Library")
    assert world.last(world.ben) == (
        "Where to meet?\n"
        "Library ██████████ 1 (100%)\n"
        "Online 0\n"
        "1 answer · until Fri 27 Nov 18:00 (Beijing)\n"
        "Names: organisers only · Results: at once\n"
        "You chose Library. You can change it until Fri 27 Nov 18:00 (Beijing).\n"
        "[Library]\n"
        "[Online]\n"
        "[More…]"
    )
    assert "You chose" not in world.last(world.ana)


@pytest.mark.parametrize("world", ["text"], indirect=True)
async def test_a_message_reads_as_it_should(world: World) -> None:
    """Without cards each choice is a line with its code, and the way to type it is told."""
    await world.start()
    await world.opens_poll()
    assert world.last(world.ben) == (
        "Where to meet?\n"
        "Library 0\n"
        "Online 0\n"
        "Nobody has answered yet · until Fri 27 Nov 18:00 (Beijing)\n"
        "C1 Library\n"
        "C2 Online\n"
        "C3 More…\n"
        "Names: organisers only · Results: at once\n"
        "To choose, send me its code, such as “C1”.\n"
        "In this group I only hear what mentions me: type “@”, choose me, then the code, such as"
        " C1."
    )


@WITHOUT
async def test_a_code_chooses_and_is_answered_in_private(world: World) -> None:
    """Whoever types a code is told in private what was noted; the group sees no line of it."""
    await world.start()
    await world.opens_poll()
    before = world.reads(world.ana)
    await world.chooses(world.ben, FIRST[world.language])
    assert FIRST[world.language] in world.private(world.ben)
    assert world.reads(world.ana) == before


@WITHOUT
async def test_a_link_in_a_group_sends_the_code(world: World) -> None:
    """The link on a choice sends its code; where it also mentions the robot, that is enough."""
    await world.start()
    await world.opens_poll()
    (poll,) = world.double.seen(world.ben, world.room)
    label = next(each for each in poll.links() if FIRST[world.language] in each)
    url = poll.links()[label]
    world.double.people.links_mention = True
    await world.double.people.follow(world.ben, world.room, url, robot=world.robot)
    await world.settle()
    assert FIRST[world.language] in world.private(world.ben)


@EVERYWHERE
async def test_a_form_is_asked_question_by_question(world: World) -> None:
    """A bare command is asked for what it needs, in private; a wrong answer asks once more."""
    await world.start()
    await world.writes(world.ana, {"en": "poll", "zh": "投票"}[world.language])
    chat = world.chat(world.ana)
    english = world.language == "en"
    await world.writes(world.ana, "Tea?" if english else "喝茶吗？")
    await world.writes(world.ana, "green / black")
    await world.writes(world.ana, "never ever")
    await world.pass_time(minutes=1)
    assert "never ever" in world.last(world.ana, chat)
    await world.writes(world.ana, "tomorrow 18:00" if english else "明天18点")
    draft = world.last(world.ana, chat)
    assert "green" in draft
    assert ("Closes Fri 27 Nov 18:00" if english else "截止 11月27日(周五)18:00") in draft
    await world.chooses(world.ana, world.say("draft", "post"), chat)
    assert "green 0" in world.last(world.ben)


@EVERYWHERE
async def test_a_restart_loses_nothing(world: World) -> None:
    """Answers from before and after a restart count together, by the same buttons or codes."""
    first = FIRST[world.language]
    await world.start()
    await world.opens_poll()
    await world.chooses(world.ana, first)
    await world.restart()
    await world.chooses(world.ben, first)
    await world.pass_time(hours=40)
    assert {"en": f"{first}: 2", "zh": f"{first}：2 票"}[world.language] in world.last(world.ben)


@EVERYWHERE
async def test_what_is_delivered_again_changes_nothing(world: World) -> None:
    """The same message, under the same id of delivery or another, makes one draft."""
    await world.start()
    push = await world.says(world.ana, POLL[world.language])
    assert push is not None
    before = world.reads(world.ana, world.chat(world.ana))
    for same in (True, False):
        await world.again(push, same=same)
    assert world.reads(world.ana, world.chat(world.ana)) == before


@WITH_CARDS
async def test_a_click_delivered_again_changes_nothing(world: World) -> None:
    """A click counts once, also when it comes again under a new id."""
    await world.start()
    await world.opens_poll()
    await world.chooses(world.ben, FIRST[world.language])
    (card,) = world.double.seen(world.ben, world.room)
    second = SECOND[world.language]
    push = await world.double.people.click(card.ref, _button(card, second), world.ben)
    for same in (True, False):
        await world.again(push, same=same)
    assert push.topic == CLICKS
    assert f"{second} ██████████ 1 (100%)" in world.last(world.ben)


@pytest.mark.parametrize("shape", ["content", "value"])
async def test_both_documented_shapes_of_a_click_are_understood(world: World, shape: str) -> None:
    """A press is understood in whichever of the two shapes it is told."""
    await world.start()
    await world.opens_poll()
    (card,) = world.double.seen(world.ben, world.room)
    token = _button(card, "Online")
    await world.double.people.click(card.ref, token, world.ben, shape=shape)
    await world.settle()
    assert "Online ██████████ 1 (100%)" in world.last(world.ben)


async def test_whoever_presses_first_has_a_name(world: World) -> None:
    """Somebody who never wrote is looked up once, and appears by name."""
    cai = world.double.person("Cai")
    await world.start()
    await world.opens_poll()
    (card,) = world.double.seen(world.ben, world.room)
    for label in ("Online", "Library"):
        await world.double.people.click(card.ref, _button(card, label), cai)
    assert await world.names() == ["Ana", "Ben", "Cai"]
    assert len(world.double.journal.calls("/topapi/v2/user/get")) == 1


async def test_a_crowd_that_presses_first_has_names(world: World) -> None:
    """Names are asked for no faster than DingTalk allows, and again where it was too much.

    Whom it tells in time nobody sees by their id.
    """
    crowd = [world.double.person(f"Cai {number:02}") for number in range(20)]
    await world.start()
    await world.opens_poll()
    (card,) = world.double.seen(world.ben, world.room)
    token, click = _button(card, "Online"), world.double.people.click
    world.double.fail("/topapi/v2/user/get", "old-qps")
    presses = [asyncio.create_task(click(card.ref, token, each)) for each in crowd]
    await world.pauses.begun(_a_second, count=3)  # one was refused, two had to wait
    world.clock.advance(timedelta(seconds=1))
    for _ in range(3):
        await world.pauses.over(_a_second)
    await asyncio.gather(*presses)
    assert sorted(await world.names()) == ["Ana", "Ben", *(each.name for each in crowd)]


async def test_nobody_waits_longer_for_their_name_than_dingtalk_waits(world: World) -> None:
    """Of a crowd, whose name is not known in time is answered, and gets their name later."""
    crowd = [world.double.person(f"Cai {number:02}") for number in range(20)]
    await world.start()
    await world.opens_poll()
    (card,) = world.double.seen(world.ben, world.room)
    token, click = _button(card, "Online"), world.double.people.click
    presses = [asyncio.create_task(click(card.ref, token, each)) for each in crowd]
    waiting = set(presses)
    while len(waiting) > 2:  # DingTalk tells 18 names in a second
        _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for _ in range(2):
        await world.pauses.over(lambda seconds: seconds == 1.5)
    assert not any(push.failed for push in await asyncio.gather(*presses))
    await world.settle()
    assert "Online ██████████ 20 (100%)" in world.last(world.ben)
    nameless = {each.staff for each in crowd} & set(await world.persons())
    assert len(nameless) == 2
    world.clock.advance(timedelta(seconds=1))
    for _ in range(2):
        await world.pauses.over(_a_second)
    await world.ding.idle()
    named = sorted(["Ana", "Ben", *(each.name for each in crowd)])
    assert sorted(await world.names()) == named
    assert sorted(await world.persons()) == named


async def test_whoever_went_by_their_id_is_called_by_name_once_that_is_told(world: World) -> None:
    """Where the directory was closed to us at first, nobody keeps their id for a name for good."""
    cai = world.double.person("Cai")
    await world.start()
    await world.opens_poll()
    (card,) = world.double.seen(world.ben, world.room)
    world.robot.granted.discard(NAMES)
    await world.double.people.click(card.ref, _button(card, "Online"), cai)
    assert await world.persons() == ["Ana", "Ben", cai.staff]
    world.robot.granted.add(NAMES)
    await world.restart()
    await world.double.people.click(card.ref, _button(card, "Library"), cai)
    await world.ding.idle()
    assert await world.persons() == await world.names() == ["Ana", "Ben", "Cai"]


def _a_second(seconds: float) -> bool:
    return seconds == 1


def _button(card: Seen, label: str) -> str:
    """Return the id of a button."""
    found = next(each for each in card.buttons if each.label.translate(_ISOLATES) == label)
    assert found.id is not None
    return found.id
