"""What `check` says of a bot: what is missing, what that costs, and what to do."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.adapter import Checks, Hears
from bot.cli.main import main
from bot.ports import Address
from bot.words import Voice, without_isolates
from tests.adapters.telegram.conftest import Play
from tests.adapters.telegram.house import House, house_on
from tests.doubles.telegram import Double


async def said(
    house: House, *, good: bool, rooms: Sequence[Address] = (), alone: bool = False
) -> list[str]:
    """Return what is well, or what is not, in the language of the house."""
    adapter = house.adapter
    assert isinstance(adapter, Checks)
    voice = Voice(house.language, ZoneInfo("UTC"), house.clock.now())
    found = await adapter.check(rooms, alone=alone)
    words = house.muster.runtime.words
    return [without_isolates(words.say(each.says, voice)) for each in found if each.good is good]


async def test_a_bot_that_polls_and_is_as_it_should_be(polled: Play) -> None:
    """It says who it is, what it hears, how it gets it; and it takes nothing up."""
    before = len(polled.telegram.journal)
    assert await said(polled.house, good=False) == []
    good = await said(polled.house, good=True)
    assert good[0] == "The token is right: this is @muster_bot."
    assert "Group privacy is on" in good[1]
    assert "I fetch what people say" in good[2]
    asked = {each.method for each in polled.telegram.journal[before:]}
    assert asked <= {"getMe", "getWebhookInfo", "setMyCommands", "getMyCommands"}


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "Another program fetches with the same token"),
        ("zh", "还有别的程序在用同一个令牌取消息"),
    ],
)
async def test_a_second_poller_is_named(
    sqlite_url: str, tmp_path: Path, language: str, says: str
) -> None:
    """Whoever polls with the same token cuts us off; what waits stays, and is heard later."""
    async with house_on(sqlite_url, tmp_path, "polling", language) as house:
        telegram = house.telegram
        house.hearing.cancel()
        await asyncio.gather(house.hearing, return_exceptions=True)
        checking = asyncio.create_task(said(house, good=False, alone=True))
        await telegram.listened()
        telegram.waiting.conflict()
        (wrong,) = await checking
        assert wrong.startswith(says)
        _, update = telegram.person("Ana", started=True).typed("hello")
        assert await said(house, good=False, alone=True) == []
        assert update is not None
        assert not update.done


async def test_the_command_looks_for_one_where_no_muster_runs(
    polled: Play,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On the database of a running one it leaves the polls to that one, whose log names it.

    What that knows of lost rooms is told all the same.
    """
    house, telegram = polled.house, polled.telegram
    (tmp_path / "config.yaml").write_text(
        "mode: live\nconnections:\n  telegram-main: {adapter: telegram, token: env:TOKEN,"
        f' endpoints: {{api: "{telegram.api}", files: "{telegram.files_api}"}}}}\n'
    )
    monkeypatch.setenv("TOKEN", telegram.token)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

    async def checked(database: str) -> str:
        command = ["check", "--config", str(tmp_path / "config.yaml"), "--database", database]
        await asyncio.to_thread(main, command)
        return capsys.readouterr().out

    await polled.ana.removes_bot(polled.lobby)
    await house.settle()
    beside = await checked(house.url)
    assert "Muster is running" in beside
    assert "I am no longer in the room “Lobby” on telegram-main: let me in again" in beside
    assert telegram.waiting.listened
    looking = asyncio.create_task(checked(f"sqlite:///{tmp_path}/other.db"))
    await telegram.waiting.polled()
    telegram.waiting.conflict()
    assert "!! Another program fetches with the same token" in await looking


async def test_what_it_hears_follows_the_privacy_mode(polled: Play) -> None:
    """With privacy off all is heard, and a check alone finds that out."""
    heard = [polled.house.adapter.can.hears]
    polled.telegram.privacy = False
    good = await said(polled.house, good=True)
    assert "Group privacy is off" in good[1]
    assert [*heard, polled.house.adapter.can.hears] == [Hears.REPLIES, Hears.ALL]


def _in_no_group(double: Double) -> None:
    double.can_join_groups = False


def _polled_elsewhere(double: Double) -> None:
    double.hook.url = "https://other.example/hook"


def _refused(double: Double) -> None:
    double.fails("getMe", 401, "Unauthorized")


def _away(double: Double) -> None:
    double.fails("getMe", 502, "Bad Gateway")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_in_no_group, ["The bot cannot be added to groups"]),
        (_polled_elsewhere, ["Updates go to other.example"]),
        (_refused, ["Telegram refuses the token"]),
        (_away, ["Telegram cannot be reached (NetworkError: Bad Gateway)"]),
    ],
)
async def test_each_lack_is_named_and_no_other(
    polled: Play, spoil: object, says: list[str]
) -> None:
    """Exactly what is missing, with what it costs and what to do."""
    assert callable(spoil)
    spoil(polled.telegram)
    wrong = await said(polled.house, good=False)
    assert [each.startswith(one) for each, one in zip(wrong, says, strict=True)] == [True]


async def test_a_clock_that_is_off_is_named(polled: Play) -> None:
    """Deadlines would fall at the wrong time; how far it is off is said."""
    polled.telegram.server.ahead = timedelta(seconds=-90)
    (wrong,) = await said(polled.house, good=False)
    assert "+90 s off" in wrong


async def test_a_webhook_says_how_it_stands(hooked: Play) -> None:
    """Set, elsewhere, outdated, failing; and that an address without https is of no use."""
    house, hook = hooked.house, hooked.telegram.hook
    (wrong,) = await said(house, good=False)
    assert wrong.startswith("Telegram delivers to https:// only")
    assert "Updates come to my webhook." in await said(house, good=True)
    url, hook.url = hook.url, ""
    assert "My webhook is not set yet; that happens with the next start." in await said(
        house, good=True
    )
    hook.url = "https://other.example/hook"
    assert any(
        each.startswith("Updates go to other.example, not here")
        for each in await said(house, good=False)
    )
    hook.url = url.replace("?v=", "?v=0")
    assert any("the next start puts it right" in each for each in await said(house, good=True))
    hook.url, hook.last_error = url, "Connection timed out"
    hooked.telegram.hook.allowed = list(hooked.telegram.hook.allowed or [])
    await house.stop()
    hooked.ana.typed("hello")
    await hook.refused()
    await house.begin()
    assert any(
        "Telegram cannot deliver to my webhook" in each for each in await said(house, good=False)
    )


async def test_a_check_is_made_without_listening(sqlite_url: str, tmp_path: Path) -> None:
    """Beside a running house another process looks, in Chinese as well."""
    async with house_on(sqlite_url, tmp_path, "polling", "zh") as house:
        good = await said(house, good=True)
        assert good[0] == "令牌有效，机器人是 @muster_bot。"
        assert house.telegram.waiting.listened
