"""Where Slack calls us: what is not signed, or not lately, is refused and counted."""

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.adapters.slack.world import World, opened

BODY = json.dumps({"type": "event_callback", "event": {"type": "emoji_changed"}}).encode()


@pytest.fixture
async def world(sqlite_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """Lend a Muster that Slack calls."""
    async with opened(sqlite_url, tmp_path / "files", "events") as found:
        await found.start()
        yield found


def refused(world: World) -> dict[str, int]:
    """Return what was refused, and how often."""
    assert world.slack._gate is not None
    return dict(world.slack._gate.refused)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"X-Slack-Signature": None}, "signed wrong or stale"),
        ({"X-Slack-Signature": "v0=00"}, "signed wrong or stale"),
        ({"X-Slack-Signature": "v0=ü".encode().decode("latin-1")}, "not signed"),
        ({"X-Slack-Request-Timestamp": None}, "not signed"),
        ({"X-Slack-Request-Timestamp": "now"}, "not signed"),
        ({"X-Slack-Request-Timestamp": "-1"}, "not signed"),
        ({"X-Slack-Request-Timestamp": "9" * 400}, "not signed"),
        ({"X-Slack-Request-Timestamp": "1700000000"}, "signed wrong or stale"),
    ],
    ids=str,
)
async def test_what_is_not_signed_is_refused(
    world: World, change: dict[str, str | None], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A signature that is missing, wrong or of no time: refused, counted, and named once."""
    caplog.set_level(logging.INFO)
    headers: dict[str, str | None] = {
        "Content-Type": "application/json", **world.double.delivery.signature(BODY), **change,
    }  # fmt: skip
    given = {name: value for name, value in headers.items() if value is not None}
    for _ in range(2):
        ack = await world.double.delivery.post(BODY, given)
        assert (ack.status, ack.text) == (401, "")
    assert refused(world) == {why: 2}
    said = [r for r in caplog.records if r.name.startswith(("adapters", "slack", "aiohttp"))]
    (line,) = (r.getMessage() for r in said)
    assert line.startswith(f"slack-main: a request was refused ({why}): ")
    assert "signing_secret" in line


async def test_a_good_signature_grows_old(world: World) -> None:
    """What was signed more than five minutes ago is refused, and so is what another signed."""
    headers = {"Content-Type": "application/json"}
    at = int(world.double.now().timestamp())
    old = world.double.delivery.signature(BODY, timestamp=str(at - 301))
    assert (await world.double.delivery.post(BODY, headers | old)).status == 401
    ahead = world.double.delivery.signature(BODY, timestamp=str(at + 301))
    assert (await world.double.delivery.post(BODY, headers | ahead)).status == 401
    other = world.double.delivery.signature(BODY, secret="another")
    assert (await world.double.delivery.post(BODY, headers | other)).status == 401
    good = world.double.delivery.signature(BODY, timestamp=str(at - 290))
    assert (await world.double.delivery.post(BODY, headers | good)).status == 200


async def test_a_replayed_request_changes_nothing(world: World) -> None:
    """Signed well and lately, but seen before: acknowledged, and done once."""
    await world.commands(world.ana, "poll Where? A / B")
    before = world.double.sees(world.ana)
    await world.double.again()
    await world.settle()
    assert world.double.sees(world.ana) == before


async def test_what_is_too_large_is_refused(world: World) -> None:
    """A body beyond reason is not read to its end, whether or not it says how long it is."""
    body = b"x" * 600_000
    headers = world.double.delivery.signature(body)
    assert (await world.double.delivery.post(body, headers)).status == 413
    assert refused(world) == {"too large": 1}


async def test_what_is_signed_and_unreadable_is_refused(world: World) -> None:
    """Bytes that are no text, JSON that is none."""
    for body in (b"\xff\xfe", b"{", urlencode({"payload": "{"}).encode()):
        kind = "application/x-www-form-urlencoded" if b"payload" in body else "application/json"
        headers = {"Content-Type": kind, **world.double.delivery.signature(body)}
        assert (await world.double.delivery.post(body, headers)).status == 400


async def test_slack_can_prove_the_address(world: World) -> None:
    """The challenge comes back, as when the address is entered in the app's settings."""
    ack = await world.double.verifies_url()
    assert ack.payload == {"challenge": "echo me"}


async def test_before_it_is_known_who_we_are_slack_shall_come_again(quiet: World) -> None:
    """While Slack cannot be asked nothing is acknowledged, and so nothing is lost."""
    quiet.mode = "events"
    unknown = quiet.double.fails("auth.test", times=10**6, error="internal_error")
    await quiet.begin()
    quiet.point()
    assert (await quiet.double.commands(quiet.ana, "help", quiet.room)).status == 503
    quiet.double.faults.ordered.remove(unknown)
    while (ack := await quiet.double.again()).status == 503:
        pass  # each time a request on a real socket
    assert ack.ok
