"""For everybody: nothing that a checker objects to, and all of it by keyboard."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, ViewportSize, expect

from tests.pages.window import Window, Windows

pytestmark = pytest.mark.slow

DESK, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
SCHEMES = ("light", "dark")
SCRIPT = {
    "en": ("en.ana", "poll Where to? Library / Online", "Post", "Library", "poll"),
    "zh": ("zh.chen", "投票 去哪儿？图书馆／线上", "发布", "图书馆", "投票"),
}


@pytest.mark.parametrize("language", SCRIPT)
async def test_a_checker_finds_nothing_serious(windows: Windows, language: str) -> None:
    """Both themes, desk and phone: the greeting, a talk with a card and notes, a form, rooms."""
    account, line, post, option, command = SCRIPT[language]
    speaker = await windows.open(account)
    await _check(speaker, "greeting")
    await speaker.says(line)
    await speaker.presses(post)
    await speaker.answers(option)
    await expect(speaker.notes).to_have_count(2)
    for scheme, size in product(SCHEMES, (DESK, PHONE)):
        where = f"{language}, {scheme}, {size['width']}"
        window = await windows.open(account, viewport=size, color_scheme=scheme)
        await expect(window.answer(option)).to_be_visible()
        await window.answers(option)
        await expect(window.notes).to_have_count(1)
        await _check(window, f"talk, {where}")
        if size is PHONE:
            await window.page.locator(".menu").click()
            await expect(window.page.locator(".person").last).to_be_in_viewport()
            await _check(window, f"rooms, {where}")
            await window.page.keyboard.press("Escape")
        await window.says(command)
        await window.dialog.locator("[type=submit]").click()
        await expect(window.dialog.locator(".field-error").first).to_be_visible()
        await _check(window, f"form, {where}")


CARDS = {
    "en": ("en.ana", "meet Committee in 10 minutes room 204 by code quorum 1/2 topics: Plans",
           "code", "essay Reading notes due in 10 days min 800 words", "Post", "More…", "roster"),
    "zh": ("zh.chen", "开会 支委会 10分钟后 204 过半数到会有效 签到码 议题：计划", "签到码",
           "征文 读书笔记 截止下周五 不少于800字", "发布", "更多…", "名单"),
}  # fmt: skip


@pytest.mark.parametrize("language", CARDS)
async def test_nor_on_the_cards_of_meetings_and_essays(windows: Windows, language: str) -> None:
    """A meeting that signs in, its panel and code, minutes, an essay and its board, a roster."""
    account, meet, code, essay, post, more, roster = CARDS[language]
    speaker = await windows.open(account)
    for line in (meet, essay):
        await speaker.says(line)
        await speaker.presses(post)
        await expect(speaker.talk.locator(".note")).not_to_have_count(0)
    for size, scheme in ((DESK, "light"), (PHONE, "dark")):
        window = await windows.open(account, viewport=size, color_scheme=scheme)
        for card in (0, 1):
            await window.talk.get_by_role("button", name=more, exact=True).nth(card).click()
        for line in (code, roster, "remind preview", "mine", "members", "team settings"):
            cards = await window.talk.locator(".own, .card").count()
            await window.says(line)
            await expect(window.talk.locator(".own, .card")).not_to_have_count(cards)
        await _check(window, f"{language}, {scheme}, {size['width']}")


async def _check(window: Window, where: str) -> None:
    found = await Axe().run(window.page, options={"resultTypes": ["violations"]})
    grave = [_told(each) for each in found.response["violations"] if _is_grave(each)]
    assert grave == [], f"{where}: {grave}"


def _is_grave(violation: dict[str, Any]) -> bool:
    return violation["impact"] in {"serious", "critical"}


def _told(violation: dict[str, Any]) -> str:
    nodes = [f"{node['html'][:120]} ({node['failureSummary']})" for node in violation["nodes"]]
    return f"{violation['id']}: {violation['help']}: {nodes}"


async def test_one_may_type_at_once_where_there_is_a_keyboard(windows: Windows) -> None:
    """The line to type in has the focus; on a phone no keyboard covers what one came to read."""
    ana = await windows.open("en.ana")
    await expect(ana.line).to_be_focused()
    phone = await windows.open("en.ana", viewport=PHONE, has_touch=True, is_mobile=True)
    await expect(phone.page.get_by_role("heading", name="Hello, I am Muster")).to_be_visible()
    await expect(phone.line).not_to_be_focused()


async def test_a_poll_by_keyboard_alone(windows: Windows) -> None:
    """Typed, posted, answered, another person, another room: no mouse is touched."""
    ana = await windows.open("en.ana")
    page, keys = ana.page, ana.page.keyboard
    await _tab_to(page, "textarea")
    await keys.type("poll Where to? Library / Room 204 / Online")
    await keys.press("Enter")
    await expect(ana.card("Draft: Poll")).to_be_visible()
    await _tab_to(page, "button.primary", back=True)
    await keys.press("Enter")
    await ana.is_told("is posted in")
    await expect(ana.line).to_be_focused()

    await _tab_to(page, ".answers button", back=True)
    await keys.press("ArrowDown")
    await keys.press("ArrowDown")
    await expect(ana.answer("Online")).to_be_focused()
    await keys.press("Enter")
    await ana.is_told("You chose Online.")
    await ana.sees_counts("Where to?", {"Online": 1})
    await expect(ana.answer("Online")).to_be_focused()
    await keys.press("Home")
    await expect(ana.answer("Library")).to_be_focused()
    await keys.press("Enter")
    await ana.is_told("You chose Library.")

    await _tab_to(page, ".person-button[aria-pressed=false]", back=True)
    await keys.press("Enter")
    await expect(page.locator(".person-button[aria-pressed=true]")).to_contain_text("Dan")
    await _tab_to(page, ".room:not([aria-current])", back=True)
    await keys.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Muster")

    await keys.type("first line")
    await keys.press("Shift+Enter")
    await keys.type("second line")
    await expect(ana.line).to_have_value("first line\nsecond line")


async def test_a_form_holds_the_focus_and_gives_it_back(windows: Windows) -> None:
    """Tab stays inside, Escape closes, and one goes on where one was."""
    ana = await windows.open("en.ana")
    await ana.says("poll")
    await expect(ana.dialog.get_by_label("Question")).to_be_focused()
    for _ in range(30):
        await ana.page.keyboard.press("Tab")
        inside = "document.querySelector('dialog').contains(document.activeElement)"
        assert await ana.page.evaluate(f"{inside} || document.activeElement === document.body")
    await ana.page.keyboard.press("Escape")
    await expect(ana.dialog).not_to_be_attached()
    await expect(ana.line).to_be_focused()


async def test_a_word_being_composed_is_not_sent(windows: Windows) -> None:
    """The Enter that takes a word from an input method leaves the line alone."""
    chen = await windows.open("zh.chen")
    await chen.line.focus()
    session = await chen.page.context.new_cdp_session(chen.page)
    await session.send(
        "Input.imeSetComposition", {"text": "tou piao", "selectionStart": 8, "selectionEnd": 8}
    )
    await chen.line.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await session.send("Input.insertText", {"text": "投票"})
    await expect(chen.line).to_have_value("投票")
    await expect(chen.talk.locator("li")).to_have_count(0)


async def _tab_to(page: Page, selector: str, *, back: bool = False) -> None:
    """Press Tab until the focus is on such an element."""
    for _ in _many():
        if await page.evaluate("css => document.activeElement.matches(css)", selector):
            return
        await page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def _many() -> Iterator[int]:
    yield from range(80)
