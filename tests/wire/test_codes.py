"""Rooms that join a team, and accounts that become one person, by codes typed across platforms."""

import re
from pathlib import Path

import pytest

from tests.wire.dingtalk import CARDS, DingTalkDriver
from tests.wire.driver import Driver, Spot
from tests.wire.house import opened
from tests.wire.play import Play, counted
from tests.wire.slack import SlackDriver
from tests.wire.telegram import TelegramDriver

LINE = {
    "en": "poll Where to meet? Library / Online",
    "zh": "投票 下周在哪开会？图书馆／线上",
}
OPTIONS = {"en": ("Library", "Online"), "zh": ("图书馆", "线上")}
WORDS = {
    "en": {"code": "team code", "join": "join", "link": "link"},
    "zh": {"code": "团队码", "join": "加入", "link": "绑定"},
}


def code_in(told: str) -> str:
    """Return the code that somebody was given."""
    found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", told)
    assert found is not None, told
    return found[0]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("other", ["slack", "dingtalk"])
async def test_a_room_joins_and_two_accounts_are_one_person(
    sqlite_url: str, tmp_path: Path, language: str, other: str
) -> None:
    """A code opens a second room to the team's polls, another makes two answers one."""
    here: Driver = TelegramDriver()
    there: Driver = SlackDriver() if other == "slack" else DingTalkDriver(has=CARDS)
    words, (library, online) = WORDS[language], OPTIONS[language]
    async with opened(
        sqlite_url, tmp_path / "files", [here, there], language, strangers=[there]
    ) as house:
        ana, ben, _ = Play(house, here).people
        ana_there, ben_there, cleo_there = Play(house, there).people

        code = code_in(await ana.says(words["code"], Spot.PRIVATE))
        asked = await ana_there.says(f"{words['join']} {code}")
        assert house.say("team", "join-asked") in asked
        assert house.say("team", "admit") not in "".join(each.text for each in cleo_there.sees)
        await ana.picks(house.say("team", "admit"))
        await house.pass_time(seconds=8)
        team = house.say("demo", "team")
        assert house.say("team", "joined", team=team) in cleo_there.last

        await ana.says(LINE[language])
        await ana.picks(house.say("draft", "post"))
        await house.pass_time(seconds=8)
        assert library in await ben.picks(library)
        assert online in await ben_there.picks(online)
        await house.pass_time(seconds=8)
        for reader in (ana, cleo_there):
            assert counted(reader.last, [library, online]) == {library: 1, online: 1}

        code = code_in(await ben.says(words["link"], Spot.PRIVATE))
        await ben_there.says(f"{words['link']} {code}", Spot.PRIVATE)
        await ben_there.picks(house.say("team", "both-mine"))
        told = await ben.picks(house.say("team", "is-me"))
        assert house.say("team", "linked", name=ben.name) in told
        await house.pass_time(seconds=8)
        for reader in (ana, cleo_there):
            assert counted(reader.last, [library, online]) == {library: 0, online: 1}

        assert library in await ben.picks(library)
        await ana.picks(house.say("call", "more"))
        await ana.picks(house.say("call", "close"))
        await house.pass_time(seconds=8)
        for reader in (ana, cleo_there):
            assert house.say("poll", "result-one", best=library) in reader.last
