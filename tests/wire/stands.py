"""On which platforms the suite is played, in which of their ways of receiving and showing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

import pytest

from tests.wire.dingtalk import CARDS, DingTalkDriver
from tests.wire.driver import Driver, Has
from tests.wire.slack import SlackDriver
from tests.wire.telegram import TelegramDriver
from tests.wire.terminal import TerminalDriver
from tests.wire.web import WebDriver

Stand: TypeAlias = Callable[[], Driver]
"""Makes a platform with nobody on it yet."""

STANDS: Final[dict[str, Stand]] = {
    "terminal": TerminalDriver,
    "web": WebDriver,
    "telegram-polling": TelegramDriver,
    "telegram-webhook": partial(TelegramDriver, "webhook"),
    "slack-socket": SlackDriver,
    "slack-http": partial(SlackDriver, "events"),
    "dingtalk-card": partial(DingTalkDriver, has=CARDS),
    "dingtalk-text": partial(DingTalkDriver, cards=False),
    "dingtalk-callback": partial(DingTalkDriver, "callback", has=CARDS),
}

_QUICK: Final = {"telegram-polling", "slack-socket", "dingtalk-card", "dingtalk-text"}
"""What is played in haste, and in English alone: the scenes are very many."""

_LACKS: Final = {
    Has.THREADS: "has no threads",
    Has.PINS: "pins nothing",
    Has.FORMS: "has no forms",
    Has.WHISPERS: "has no whispers",
    Has.FILES: "takes no files",
    Has.REDELIVERY: "delivers once",
    Has.REPLIES: "has no replies",
    Has.EDITS: "edits nothing",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """Say on which platform a play is set, and in which language."""

    name: str
    stand: Stand
    language: str

    def __str__(self) -> str:
        """Name the scene, as tests print it."""
        return f"{self.name}-{self.language}"


def everywhere(needs: Has = Has.NOTHING) -> pytest.MarkDecorator:
    """Play a test on every platform in both languages; its `play` argument is set up accordingly.

    Where a platform lacks what the test `needs`, its scenes say so and are left out.
    """
    return pytest.mark.parametrize("play", _scenes(needs), indirect=True)


def on(name: str, language: str) -> pytest.MarkDecorator:
    """Play a test on one platform in one language: where its words are asserted to the letter."""
    scene = Scene(name, STANDS[name], language)
    return pytest.mark.parametrize("play", [pytest.param(scene, id=str(scene))], indirect=True)


def _scenes(needs: Has) -> Sequence[object]:
    return [
        pytest.param(scene, id=str(scene), marks=[*_left_out(scene, needs), *_slow(scene)])
        for name, stand in STANDS.items()
        for scene in (Scene(name, stand, language) for language in ("en", "zh"))
    ]


def _left_out(scene: Scene, needs: Has) -> Sequence[pytest.MarkDecorator]:
    why = [_LACKS[each] for each in needs & ~scene.stand().has]
    return [pytest.mark.skip(reason=f"{scene.name} {' and '.join(why)}")] if why else []


def _slow(scene: Scene) -> Sequence[pytest.MarkDecorator]:
    return [] if scene.language == "en" and scene.name in _QUICK else [pytest.mark.slow]
