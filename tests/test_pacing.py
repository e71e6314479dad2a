"""The settings' pace: it takes the place of what an adapter knows of its platform."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapter import Capabilities, Method, Pace
from bot.clock import VirtualClock
from bot.config import Section, load
from bot.domain.pace import Limit
from bot.errors import ConfigError
from bot.pacing import paces
from tests.probe import START, open_house
from tests.recording import PRIVATE, Recorder


class Nothing(Section, frozen=True):
    """Be the settings of an adapter that has none."""


def written(tmp_path: Path, pace: str) -> Path:
    """Write settings with two connections and a pace."""
    file = tmp_path / "config.yaml"
    names = "{recorder: {adapter: plain}, other: {adapter: plain}}"
    file.write_text(f"connections: {names}\npace: {pace}\n", "utf-8")
    return file


async def test_a_pace_that_was_set_is_kept_to(sqlite_url: str, tmp_path: Path) -> None:
    """A room that the platform would let send every second sends every ten; edits as before."""
    clock = VirtualClock(START)
    usual = Pace(
        room={Method.POST: Limit(timedelta(seconds=1)), Method.EDIT: Limit(timedelta(seconds=1))}
    )
    recorder = Recorder(clock, can=Capabilities(pace=usual))
    file = written(tmp_path, "{recorder: {room-post: {every: 10s}}}")
    settings = load(file, {"plain": Nothing})
    async with open_house(sqlite_url, clock, recorder, settings={"pace": settings.pace}) as house:
        for name in "abc":
            await house.post(name)
        await house.pass_time(minutes=1)
        await house.put_up("board", "0")
        await house.pass_time(minutes=1)
        for value in "12":
            await house.note("board", value)
            await house.pass_time(seconds=1)
    assert recorder.times(op="send")[:3] == [0, 10, 20]
    assert len(recorder.times(op="edit")) == 2


async def test_a_private_chat_has_a_pace_of_its_own(sqlite_url: str) -> None:
    """Where a platform lets a person be told more often than a group, they are."""
    clock, slow = VirtualClock(START), Limit(timedelta(seconds=4))
    pace = Pace(room={Method.POST: slow}, private={Method.POST: Limit(timedelta(seconds=1))})
    recorder = Recorder(clock, can=Capabilities(pace=pace, whisper=False))
    async with open_house(sqlite_url, clock, recorder) as house:
        await house.person("ana")
        for name in "abc":
            await house.says("ana", name, room=f"{PRIVATE}ana")
            await house.post(name)
        await house.pass_time(minutes=1)
    assert recorder.times("main", "send") == [0, 4, 8]
    assert recorder.times(f"{PRIVATE}ana", "send") == [0, 1, 2]


def test_the_whole_connection_and_each_room_have_their_own(tmp_path: Path) -> None:
    """Four limits can be set, each for one connection; another's stay as its adapter knows them."""
    clock = VirtualClock(START)
    both = [Recorder(clock), Recorder(clock, name="other")]
    file = written(tmp_path, "{recorder: {post: {every: 2s, burst: 3}, room-edit: {every: 4s}}}")
    found = paces(both, load(file, {"plain": Nothing}).pace)
    assert found["recorder"] == Pace(
        connection={Method.POST: Limit(timedelta(seconds=2), 3)},
        room={Method.EDIT: Limit(timedelta(seconds=4))},
    )
    assert found["other"] == Pace()


def test_a_limit_that_there_is_not_is_named_with_the_nearest(tmp_path: Path) -> None:
    """Also where its connection is not running just now."""
    file = written(tmp_path, "{other: {room-pots: {every: 2s}}}")
    with pytest.raises(ConfigError) as caught:
        paces([], load(file, {"plain": Nothing}).pace)
    assert str(caught.value) == (
        'pace.other has no limit "room-pots": there are post, edit, room-post, room-edit '
        '(did you mean "room-post"?)'
    )


async def test_what_cannot_be_put_together_leaves_no_database_open(
    sqlite_url: str, tmp_path: Path
) -> None:
    """Else its threads would keep the process from ending, and nobody else could open the file."""
    clock = VirtualClock(START)
    wrong = load(written(tmp_path, "{other: {room-pots: {every: 2s}}}"), {"plain": Nothing})
    recorder = Recorder(clock)
    with pytest.raises(ConfigError, match="room-pots"):
        async with open_house(sqlite_url, clock, recorder, settings={"pace": wrong.pace}):
            pass
    async with open_house(sqlite_url, clock, recorder):
        pass
