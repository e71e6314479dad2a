"""A quiz in the browser, in both languages: called, joined, answered, revealed, and won."""

import re
from dataclasses import dataclass
from typing import Final

import pytest
from playwright.async_api import Locator, expect

from tests.pages.window import Window, Windows

pytestmark = pytest.mark.slow

SOON: Final = 30_000
"""Milliseconds in which a question of five seconds has long been read and answered."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is typed, pressed and read."""

    host: str
    player: str
    line: str
    buttons: tuple[str, str, str]
    controls: tuple[str, str]
    question: str
    noted: str
    save: str
    headings: tuple[str, str, str]


WORDINGS: Final = {
    "en": Wording(
        "en.ana", "en.ben", "quiz civics 1 question 5s at night", ("Post", "Join", "Start now"),
        ("Reveal now", "Pause"),
        "Question 1 of 1", "Noted", "Save",
        ("Question 1: ", "Podium: General civics", "Your sheet"),
    ),
    "zh": Wording(
        "zh.chen", "zh.wang", "竞赛 法治常识 1题 每题5秒 夜里也开", ("发布", "参加", "现在开始"),
        ("现在公布", "暂停"),
        "第 1 题（共 1 题）", "已记下", "保存",
        ("第 1 题答案：", "成绩揭晓：常识与法律", "您的答题情况"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", WORDINGS)
async def test_a_quiz_from_the_line_to_the_podium(windows: Windows, language: str) -> None:
    """Whoever has never seen one calls it, plays it on a phone, and finds their own sheet.

    In a low window the host's own card does not push the question out of sight.
    """
    words = WORDINGS[language]
    host = await windows.open(words.host, viewport={"width": 1100, "height": 600})
    player = await windows.open(words.player, viewport={"width": 390, "height": 844})
    post, join, start = words.buttons
    await host.says(words.line)
    await host.presses(post)
    await player.presses(join)
    await host.presses(start)
    for each in words.controls:
        # The newest: for a moment there are two, as the card moves beneath the question.
        await expect(_button(host, each).last).to_be_visible(timeout=SOON)
    await expect(_heading(host, words.question)).to_be_in_viewport()
    await _answered(player, words)
    await expect(host.card(words.question).locator(".mine")).to_have_count(0)
    revealed, podium, sheet = words.headings
    for window in (host, player):
        await expect(_heading(window, revealed)).to_be_visible(timeout=SOON)
        await expect(_heading(window, podium)).to_be_visible(timeout=SOON)
        gone = window.card(words.question).locator(".card-box button, .clock")
        await expect(gone).to_have_count(0)
    for each in words.controls:
        await expect(_button(host, each)).to_have_count(0)
    await player.page.locator(".menu").click()
    await player.page.locator(".room").last.click()
    await expect(_heading(player, sheet)).to_be_visible()


async def _answered(player: Window, words: Wording) -> None:
    """Give some answer: which question is asked, and whether it has options, is chance."""
    question = player.card(words.question)
    await expect(question.get_by_role("timer")).to_be_visible(timeout=SOON)
    asked = await question.locator("strong").inner_text()
    await question.get_by_role("button").first.click()
    noted = player.notes.filter(has_text=words.noted)
    await expect(noted.or_(player.dialog).first).to_be_visible()
    if not await player.dialog.count():
        await expect(question.locator(".mine")).to_have_count(1)
    else:
        await expect(player.dialog.get_by_text(asked)).to_be_visible()
        await player.dialog.get_by_role("textbox").fill("10")
        await player.dialog.get_by_role("button", name=words.save).click()


def _button(window: Window, label: str) -> Locator:
    return window.talk.get_by_role("button", name=label, exact=True)


def _heading(window: Window, text: str) -> Locator:
    return window.talk.get_by_role("heading", name=re.compile(re.escape(text)))
