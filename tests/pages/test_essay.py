"""An essay in the browser: asked for in one line, handed in by the file chooser of a phone."""

import asyncio
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import expect

from tests.documents.made import docx
from tests.pages.house import House
from tests.pages.window import Window, Windows

pytestmark = pytest.mark.slow

WIDTH: Final = 390
AGAIN: Final = 30_000
"""Milliseconds that a server may take to come back, or a file to be read."""
PHONE: Final = {"viewport": {"width": WIDTH, "height": 844}, "color_scheme": "dark"}


@dataclass(frozen=True, slots=True)
class Story:
    """Say what is typed, pressed and read, in one language."""

    people: tuple[str, str]
    line: str
    post: str
    title: str
    file: str
    writing: str
    counted: str
    more: str
    panel: str
    hand_in: str
    label: str
    entry: str
    mistaken: str
    refused: str


STORIES: Final = {
    "en": Story(
        ("en.ana", "en.ben"), "essay Reading notes 3 due tomorrow min 5 words", "Post",
        "Reading notes 3", "my notes.docx", "I have read the book with great care.", "8 words",
        "More…", "Essay 1: Reading notes 3", "Hand in", "Your paper", "Ben", "notes.docx",
        "It is not a kind of file that I can read.",
    ),
    "zh": Story(
        ("zh.chen", "zh.wang"), "征文 读书笔记三 明天截止 不少于5字", "发布",
        "读书笔记三", "读书心得.docx", "这本书我读了三遍，每一遍都有新的体会。", "19 字",
        "更多…", "征文 1：读书笔记三", "交稿", "正文", "王伟", "心得.docx",
        "这种文件我读不了。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", STORIES)
async def test_a_paper_from_the_line_to_the_board(
    house: House, windows: Windows, tmp_path: Path, language: str
) -> None:
    """The receipt has the file's hash, what is no paper is refused in words, the board shows it.

    That the server is struck down just after the file has come changes nothing of it.
    """
    story = STORIES[language]
    chief = await windows.open(story.people[0])
    await chief.says(story.line)
    await chief.presses(story.post)
    await expect(chief.card(story.title)).to_be_visible()

    writer = await windows.open(story.people[1], **PHONE)
    await writer.page.locator(".menu").click()
    await writer.page.locator(".room").last.click()
    await _sends(writer, tmp_path / story.mistaken, b"MZ\x90\x00" + bytes(range(256)))
    await expect(writer.talk).to_contain_text(story.refused)
    content = docx(story.writing)
    await _sends(writer, tmp_path / story.file, content)
    await expect(writer.page.locator(".attachment.there")).to_have_count(0)
    await asyncio.to_thread(house.kill)
    await asyncio.to_thread(house.start)
    for each in (writer, chief):
        await expect(each.bar).to_be_empty(timeout=AGAIN)
    receipt = writer.talk.locator("li.card").filter(has_text="#E-1").last
    await expect(receipt).to_contain_text(story.counted, timeout=AGAIN)
    await expect(receipt).to_contain_text(hashlib.sha256(content).hexdigest())
    width = await writer.page.evaluate("document.documentElement.scrollWidth")
    assert width <= WIDTH, "nothing is wider than a phone"
    await _pictured(writer, f"receipt-{language}")

    await writer.page.reload()
    await expect(receipt).to_contain_text(story.counted)
    await chief.presses(story.more)
    board = chief.card(story.panel)
    await expect(board).to_contain_text(f"{story.entry} · #E-1")
    await _pictured(chief, f"board-{language}")


async def _sends(window: Window, path: Path, content: bytes) -> None:
    """Choose a file in one's private chat, and send it."""
    await asyncio.to_thread(path.write_bytes, content)
    await window.page.locator("#choose").set_input_files(path)
    await expect(window.page.locator(".attachment.there")).to_have_count(1)
    await window.line.press("Enter")


async def _pictured(window: Window, name: str) -> None:
    """Take a picture for people to look at, where one is wanted."""
    if folder := os.environ.get("PICTURES"):
        await window.page.screenshot(path=Path(folder) / f"essay-{name}.png")
