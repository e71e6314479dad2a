"""Take the pictures of the READMEs: `python -m tests.pages.pictures`.

What is seen is what happens: a real server, people who answer, a real browser. The letters are
those of the machine: with Roboto or Noto Sans, Noto Sans CJK and Noto Color Emoji, they are as in
those kept.
"""

import asyncio
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.async_api import ViewportSize, expect

from tests.pages.browser import open_browser
from tests.pages.house import ROOT, House, running
from tests.pages.window import Window, Windows

FOLDER: Final = ROOT / "docs" / "pictures"
_MOST_BYTES: Final = 200_000
_TOUR_SIZE: Final = ViewportSize(width=760, height=1000)
_ZONE: Final = "Asia/Shanghai"
"""Where the demonstration team lives, and so whoever looks at it."""
TOUR: Final = {
    "en": {
        "meeting": "Weekly study", "essay": "Reading notes 2", "volunteers": "Open day",
        "quiz": "Podium: ", "digest": "Weekly digest, ",
    },
    "zh": {
        "meeting": "每周学习", "essay": "读书笔记二", "volunteers": "开放日", "quiz": "成绩揭晓：",
        "digest": "周报",
    },
}  # fmt: skip
"""Which cards of the demonstration's past are shown, by what their headings begin with."""


@dataclass(frozen=True, slots=True)
class Story:
    """Say what is typed and pressed before a picture is taken, by whom, in which order."""

    people: tuple[str, ...]
    post: str
    poll: str
    question: str
    options: tuple[str, ...]
    roll: str
    title: str
    answers: tuple[str, ...]


STORIES: Final = {
    "en": Story(
        people=("en.ana", "en.ben", "en.cleo", "en.dan"),
        post="Post",
        poll="poll Where do we meet next week? Library / Room 204 / Online until tomorrow 18:00",
        question="Where do we meet next week?",
        options=("Library", "Room 204", "Library"),
        roll="roll Weekly study tomorrow 15:00 room 204 until tomorrow 12:00 everyone",
        title="Weekly study",
        answers=("Coming", "Coming", "Late"),
    ),
    "zh": Story(
        people=("zh.chen", "zh.wang", "zh.li", "zh.zhao"),
        post="发布",
        poll="投票 下周在哪开会？图书馆／204／线上 截止明天18点",
        question="下周在哪开会？",
        options=("图书馆", "204", "图书馆"),
        roll="点名 每周学习 明天15点 204 截止明天12点 全员",
        title="每周学习",
        answers=("参加", "参加", "迟到"),
    ),
}


async def _take(house: House) -> None:
    async with open_browser() as browser:
        windows = Windows(browser, house)
        for language, story in STORIES.items():
            await _play(windows, story, FOLDER / f"chat-{language}.png")
        await windows.close()


async def _tour(house: House) -> None:
    """Take a picture of the newest card of each feature, as the demonstration's past left it."""
    async with open_browser() as browser:
        windows = Windows(browser, house)
        for language, headings in TOUR.items():
            member = await windows.open(
                STORIES[language].people[1], viewport=_TOUR_SIZE, timezone_id=_ZONE
            )
            for name, heading in headings.items():
                shown = member.page.get_by_role("heading", name=re.compile(f"^{heading}"))
                card = member.talk.locator(".card-box").filter(has=shown).last
                await card.scroll_into_view_if_needed()
                for picture in await card.locator("img").all():
                    await expect(picture).to_have_js_property("complete", value=True)
                path = FOLDER / f"{name}-{language}.png"
                taken = await card.screenshot(path=path)
                assert len(taken) < _MOST_BYTES, f"{path.name} has {len(taken)} bytes"
        await windows.close()


async def _play(windows: Windows, story: Story, path: Path) -> None:
    size = {"width": 1180, "height": 1300}
    people = [await windows.open(each, viewport=size, timezone_id=_ZONE) for each in story.people]
    organiser, *members = people
    await _ask(organiser, story.poll, story.post, story.question)
    for member, option in zip(members, story.options, strict=True):
        await _answer(member, story.question, option)
    await _ask(organiser, story.roll, story.post, story.title)
    for member, says in zip(reversed(members), reversed(story.answers), strict=True):
        await _answer(member, story.title, says)
    # A member's window: neither a draft nor an organiser's tools stand in the way.
    shown = members[0]
    await shown.sees_counts(
        story.question, {each: story.options.count(each) for each in set(story.options)}
    )
    await shown.sees_counts(
        story.title, {each: story.answers.count(each) for each in set(story.answers)}
    )
    await shown.page.mouse.move(0, 0)
    await shown.line.focus()
    taken = await shown.page.screenshot(path=path)
    assert len(taken) < _MOST_BYTES, f"{path.name} has {len(taken)} bytes"


async def _ask(window: Window, line: str, post: str, title: str) -> None:
    await window.says(line)
    await window.presses(post)
    await expect(window.card(title)).to_be_visible()


async def _answer(window: Window, title: str, label: str) -> None:
    choice = window.card(title).locator(".answers button")
    await choice.filter(has=window.page.get_by_text(label, exact=True)).click()
    await expect(window.card(title).locator("[aria-disabled]")).to_have_count(0)
    # Whoever is late may say how late; here nobody does.
    if await window.dialog.count():
        await window.page.keyboard.press("Escape")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="muster-") as made, running(Path(made)) as chat:
        asyncio.run(_take(chat))
    lived = "connections.browser.past=true"
    with tempfile.TemporaryDirectory(prefix="muster-") as made, running(Path(made), lived) as chat:
        asyncio.run(_tour(chat))
