"""Several workspaces of Slack as several connections of one Muster: apart, and of one team."""

from pathlib import Path

import pytest

from tests.wire.house import opened
from tests.wire.play import Play, counted
from tests.wire.slack import SlackDriver

OPTIONS = ("Library", "Room 204")


@pytest.mark.parametrize("receive", ["socket", "events"])
async def test_two_workspaces_are_one_tally_and_two_tokens(
    sqlite_url: str, tmp_path: Path, receive: str, caplog: pytest.LogCaptureFixture
) -> None:
    """One account id there and there is two people; one token revoked, the other goes on."""
    here = SlackDriver(receive)
    there = SlackDriver(receive, name="slack-second", team="T0SECOND")
    async with opened(sqlite_url, tmp_path / "files", [here, there], "en") as house:
        ana, ben, _ = Play(house, here).people
        _, ben_there, cleo_there = Play(house, there).people
        assert here.people[ben.name].id == there.people[ben_there.name].id
        await ana.says("poll Where to meet? Library / Room 204 until Fri 18:00")
        await ana.picks("Post")
        await house.pass_time(seconds=8)
        await ben.picks("Library")
        await ben_there.picks("Library")
        await house.pass_time(seconds=8)
        for reader in (ana, cleo_there):
            assert counted(reader.last, OPTIONS) == {"Library": 2, "Room 204": 0}

        house.bugs.expected, there.double.revoked = "token_revoked", "token"
        await ana.picks("Room 204")
        await house.pass_time(minutes=2)
        assert counted(ben.reads()[0].text, OPTIONS) == {"Library": 2, "Room 204": 1}
        named = [each for each in caplog.records if "token_revoked" in each.getMessage()]
        assert len([each for each in named if "slack-second" in each.getMessage()]) == 1
        there.double.revoked = None
        await house.pass_time(minutes=11)
        assert counted(cleo_there.last, OPTIONS) == {"Library": 2, "Room 204": 1}
