"""`check`: what is missing, named one by one, with what that costs."""

from pathlib import Path

import pytest

from adapters.slack.manifest import EVENTS, OPTIONAL, SCOPES, manifest
from bot.adapter import Finding
from bot.cli.main import main
from bot.config import Connection
from bot.words import Voice, without_isolates
from tests.adapters.slack.world import NAME, ZONE, World
from tests.doubles.slack.state import ALL_SCOPES


async def look(world: World) -> list[Finding]:
    """Look at a connection that does not listen."""
    await world.begin()
    return list(await world.slack.check())


def told(world: World, found: list[Finding]) -> list[str]:
    """Return what is amiss, in words."""
    voice = Voice(world.language, ZONE, world.clock.now())
    return [without_isolates(world.words.say(f.says, voice)) for f in found if not f.good]


@pytest.mark.parametrize("mode", ["socket", "events"])
async def test_all_is_well(quiet: World, mode: str) -> None:
    """With every permission nothing is amiss, and nobody is sent anything."""
    quiet.mode = mode
    found = await look(quiet)
    assert told(quiet, found) == []
    assert len(found) == 3 + len(OPTIONAL)
    assert not quiet.double.calls("chat.postMessage")


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_missing_permission_is_named_with_what_it_costs(quiet: World, scope: str) -> None:
    """Exactly that one is named, and what people will miss."""
    quiet.double.space.scopes.discard(scope)
    (amiss,) = told(quiet, await look(quiet))
    assert f"The permission {scope} is missing." in amiss
    assert len(amiss) > len("The permission is missing.") + 60


async def test_wrong_tokens_are_told_apart(quiet: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot's token and the app's: each names the place where a new one is had."""
    monkeypatch.setenv("TEST_SLACK_APP", "xapp-wrong")
    await quiet.begin()
    (amiss,) = told(quiet, list(await quiet.slack.check()))
    assert "app-level token (invalid_auth)" in amiss
    await quiet.stop()
    monkeypatch.setenv("TEST_SLACK_BOT", "xoxb-wrong")
    await quiet.begin()
    (amiss,) = told(quiet, list(await quiet.slack.check()))
    assert "bot token (invalid_auth)" in amiss


async def test_a_clock_that_is_off_is_named(quiet: World) -> None:
    """Slack's own time is in every answer of its."""
    quiet.double.passes(seconds=-90)
    (amiss,) = told(quiet, await look(quiet))
    assert "+90 seconds off" in amiss


async def test_nobody_there_is_named(quiet: World) -> None:
    """Where Slack does not answer that is said."""
    await quiet.begin()
    quiet.double.fails("auth.test", status=500, body="<html>")
    (amiss,) = told(quiet, list(await quiet.slack.check()))
    assert "did not answer" in amiss


async def test_a_revoked_workspace_is_named(quiet: World) -> None:
    """Where the app was taken out, its token is what is said to be wrong."""
    await quiet.begin()
    quiet.double.fails("auth.test", error="token_revoked")
    (amiss,) = told(quiet, list(await quiet.slack.check()))
    assert "bot token (token_revoked)" in amiss


async def test_the_manifest_asks_for_what_is_used(quiet: World) -> None:
    """It names each permission and event once, and addresses only where Slack comes to us."""
    voice = Voice("en", ZONE, quiet.clock.now())
    for mode in ("socket", "events"):
        quiet.mode = mode
        connection = Connection(NAME, "slack", enabled=True, settings=quiet.settings())
        text = manifest(
            connection, "https://m.example.org", lambda said: quiet.words.say(said, voice)
        )
        assert ("https://m.example.org/slack/slack-main/events" in text) is (mode == "events")
        assert (f"socket_mode_enabled: {str(mode == 'socket').lower()}") in text
        for each in (*SCOPES, *EVENTS):
            assert f"- {each}\n" in text
    assert set(SCOPES) == ALL_SCOPES


def test_the_command_line_prints_the_manifest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a connection, of the first of an adapter, of an adapter alone; of none else."""
    file = tmp_path / "config.yaml"
    file.write_text(
        "connections: {school: {adapter: slack, receive: events}, browser: {adapter: web}}"
    )
    for name in ("school", "slack"):
        assert main(["manifest", name, "--config", str(file)]) == 0
        assert "/slack/school/events" in capsys.readouterr().out
    file.write_text("mode: demo")
    assert main(["manifest", "slack", "--config", str(file)]) == 0
    assert "socket_mode_enabled: true" in capsys.readouterr().out
    assert main(["manifest", "slak", "--config", str(file)]) == 2
    assert 'did you mean "slack"?' in capsys.readouterr().err
