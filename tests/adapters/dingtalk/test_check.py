"""What `check` finds: each thing that is missing, by name, with what it costs; and nothing else."""

from datetime import timedelta
from typing import Any

import pytest

from bot.cli.check import Closed
from bot.composition.connections import client
from bot.words import Voice, without_isolates
from tests.adapters.dingtalk.world import ZONE, World
from tests.doubles.dingtalk.state import CARDS, NAMES, SEND

GOOD = {
    "en": [
        "DingTalk knows the application.",
        "The stream can be opened.",
        "Messages can be sent at any time.",
        "Cards with buttons can be sent and changed.",
        "Names can be looked up.",
    ],
    "zh": [
        "钉钉认得这个应用。",
        "Stream 连接可以建立。",
        "随时可以发消息。",
        "可以发送并更新带按钮的卡片。",
        "可以查到姓名。",
    ],
}


async def findings(world: World, **settings: Any) -> tuple[list[str], list[str]]:
    """Return what was found good and what is to be mended, without a Muster that runs."""
    async with client() as http:
        ding = await world.made(http, Closed(), **settings)
        found = await ding.check()
    voice = Voice(world.language, ZONE, world.clock.now())
    said = [(each.good, without_isolates(world.words.say(each.says, voice))) for each in found]
    return [text for good, text in said if good], [text for good, text in said if not good]


@pytest.mark.parametrize("world", ["card-en", "card-zh"], indirect=True)
async def test_all_is_well(world: World) -> None:
    """With everything granted nothing is to be mended; nobody is told anything."""
    assert await findings(world) == (GOOD[world.language], [])
    assert world.double.tenant.standing == []
    assert world.double.gateway.sockets == []


@pytest.mark.parametrize(
    ("scope", "costs"),
    [
        (SEND, "The permission qyapi_robot_sendmsg is missing. Without it I can only answer"),
        (CARDS, "The permission Card.Instance.Write is missing. Without it there are no buttons"),
        (NAMES, "The permission qyapi_get_member is missing. Without it, whoever presses"),
    ],
)
async def test_each_missing_permission_is_named(world: World, scope: str, costs: str) -> None:
    """Exactly what is missing is named, with what that costs."""
    world.robot.granted.discard(scope)
    _, wrong = await findings(world)
    assert len(wrong) == 1
    assert wrong[0].startswith(costs)


async def test_what_can_be_done_is_decided_by_it(world: World) -> None:
    """After a look, the connection says what it can as the tenant granted it."""
    world.robot.granted.discard(CARDS)
    async with client() as http:
        ding = await world.made(http, Closed())
        await ding.check()
        assert (ding.can.buttons, ding.can.edit) == (0, False)


async def test_a_wrong_secret_is_all_that_is_said(world: World) -> None:
    """Not let in, nothing else can be found out."""
    world.robot.secret = "another"
    good, wrong = await findings(world)
    assert good == []
    assert len(wrong) == 1
    assert "Copy Client ID and Client Secret anew" in wrong[0]


async def test_a_template_that_is_not_there(world: World) -> None:
    """The template that the settings name is missing, by name."""
    _, wrong = await findings(world, card_template="mine.schema")
    assert len(wrong) == 1
    assert wrong[0].startswith("There is no card template “mine.schema”, or it is not published")


async def test_a_stream_that_cannot_be_opened(world: World) -> None:
    """The gateway refuses: that is named, and the rest is looked at all the same."""
    world.double.fail("/v1.0/gateway/connections/open", status=503, text="<html>")
    good, wrong = await findings(world)
    assert len(wrong) == 1
    assert "Cards with buttons can be sent and changed." in good


async def test_nobody_there(world: World) -> None:
    """Out of reach, that is said, without an address or a secret."""
    await world.double.stop()
    _, wrong = await findings(world)
    assert wrong == [
        "DingTalk could not be asked: DingTalk cannot be reached: ClientConnectorError."
    ]
    await world.double.start()


async def test_a_clock_that_is_off(world: World) -> None:
    """A clock that is far from DingTalk's is named, in seconds."""
    world.double.behind = timedelta(seconds=120)
    _, wrong = await findings(world)
    assert len(wrong) == 1
    assert wrong[0].startswith("The clock of this machine is +120 seconds off.")


@pytest.mark.parametrize("world", ["callback"], indirect=True)
async def test_where_dingtalk_must_post(world: World) -> None:
    """By callback the address is told, and nothing is taken up: somebody else may be listening."""
    good, wrong = await findings(world)
    assert wrong == []
    assert f"DingTalk must post messages to {world.public_url}/dingtalk/dingtalk-main" in good
    assert GOOD["en"][3] in good
    assert world.robot.routes == {}


@pytest.mark.parametrize("world", ["callback"], indirect=True)
async def test_an_address_that_is_not_known(world: World) -> None:
    """Without an address of ours no callback can come; what that costs is told."""
    world.public_url = None
    good, wrong = await findings(world)
    assert len(wrong) == 1
    assert "/dingtalk/dingtalk-main on this server over HTTPS" in wrong[0]
    assert any("no press could reach me" in each for each in good)


async def test_what_was_chosen_is_no_fault(world: World) -> None:
    """No cards by choice, and an organisation that is learnt, are told and not complained of."""
    good, wrong = await findings(world, card_template="none", corp_id=None)
    assert wrong == []
    assert any(each.startswith("card_template is “none”") for each in good)
    assert any(each.startswith("corp_id is not set") for each in good)
