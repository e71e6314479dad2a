"""One window of the browser chat, used as a person uses it: by what is read on the page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    expect,
)

from tests.pages.house import House

BAR = "#bar"
_EXPECTED = re.compile(r"WebSocket connection to .* failed|net::ERR_CONNECTION_REFUSED")
"""What a browser says while the server is away; all else that it complains of is a fault."""


@dataclass
class Window:
    """Drive one page. Whatever it asks for and complains of is kept."""

    house: House
    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._asked)
        self.page.on("console", self._complained)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _complained(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _EXPECTED.search(message.text):
            self.complaints.append(message.text)

    # What a person does

    async def visit(self, account: str) -> None:
        """Come to the page as somebody, in the language of their team."""
        language = account.partition(".")[0]
        await self.page.goto(f"{self.house.url}?as={account}&language={language}")
        await self.is_ready()

    async def is_ready(self) -> None:
        """Wait until the page is there and knows who speaks."""
        await expect(self.page.locator("#page[data-ready]")).to_be_attached()

    async def types(self, text: str) -> None:
        """Type without sending."""
        await self.line.fill(text)

    async def says(self, text: str) -> None:
        """Type and send."""
        await self.types(text)
        await self.line.press("Enter")

    async def talks(self, text: str) -> None:
        """Say something to everybody, and turn to the bot again."""
        await self.to_bot.click()
        await self.says(text)
        await self.to_bot.click()

    async def presses(self, label: str) -> None:
        """Press the newest button of that name."""
        await self.talk.get_by_role("button", name=label, exact=True).last.click()

    async def answers(self, label: str) -> None:
        """Press the newest answer of that name, with its count or without."""
        await self.answer(label).click()

    async def speaks_as(self, name: str) -> None:
        """Be somebody else from now on."""
        await self.page.locator(".person-button", has_text=name).click()
        await expect(self.page.locator(".person-button[aria-pressed=true]")).to_contain_text(name)

    # What a person sees

    @property
    def line(self) -> Locator:
        """The line to type in."""
        return self.page.locator("#composer textarea")

    @property
    def to_bot(self) -> Locator:
        """The toggle that says to whom one talks."""
        return self.page.locator(".to-bot")

    @property
    def talk(self) -> Locator:
        """The messages of the open room."""
        return self.page.locator("#talk")

    @property
    def dialog(self) -> Locator:
        """The form that is open."""
        return self.page.get_by_role("dialog")

    @property
    def bar(self) -> Locator:
        """The bar that says when the server is away."""
        return self.page.locator(BAR)

    @property
    def notes(self) -> Locator:
        """What only this person was told."""
        return self.talk.locator(".note")

    def card(self, title: str) -> Locator:
        """Return the message with this card."""
        heading = self.page.get_by_role("heading", name=title, exact=True)
        return self.talk.locator("li.card").filter(has=heading)

    def answer(self, label: str) -> Locator:
        """Return an answer that can be pressed."""
        text = self.page.get_by_text(label, exact=True)
        return self.talk.locator(".answers button").filter(has=text).last

    @property
    def chosen(self) -> Locator:
        """The answers that are marked as this person's own."""
        return self.talk.locator(".answers .mine")

    async def counts(self, title: str) -> dict[str, int]:
        """Read a card's counts."""
        rows = self.card(title).locator(".share")
        found: list[list[str]] = await rows.evaluate_all(
            "rows => rows.map(row => [row.querySelector('.label').textContent,"
            " row.querySelector('.count [aria-hidden]').textContent])"
        )
        return {label: int(count) for label, count in found}

    async def sees_counts(self, title: str, counts: Mapping[str, int]) -> None:
        """Wait until a card shows these counts."""
        for label, count in counts.items():
            row = (
                self.card(title)
                .locator(".share")
                .filter(has=self.page.get_by_text(label, exact=True))
            )
            await expect(row.locator(".count [aria-hidden]")).to_have_text(str(count))

    async def is_told(self, text: str | re.Pattern[str]) -> None:
        """Wait until this person alone is told something, in sight and in the live region."""
        await expect(self.notes.filter(has_text=text).last).to_be_in_viewport()
        await expect(self.page.locator("#spoken")).to_contain_text(text)


@dataclass
class Windows:
    """Open windows of one browser before one house."""

    browser: Browser
    house: House
    opened: list[Window] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def open(self, account: str, **options: Any) -> Window:
        """Open a window as somebody."""
        window = await self.blank(**options)
        await window.visit(account)
        return window

    async def beside(self, window: Window, account: str) -> Window:
        """Open another window in the browser of one that is open."""
        made = Window(self.house, await window.page.context.new_page())
        self.opened.append(made)
        await made.visit(account)
        return made

    async def blank(self, **options: Any) -> Window:
        """Open a window that is nowhere yet."""
        context = await self.browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options}
        )
        self.contexts.append(context)
        window = Window(self.house, await context.new_page())
        self.opened.append(window)
        return window

    async def close(self) -> None:
        """Close all; no window may have complained or asked for anything elsewhere."""
        for context in self.contexts:
            await context.close()
        for window in self.opened:
            assert window.complaints == []
            strangers = [url for url in window.requests if not url.startswith(self.house.origin)]
            assert strangers == []
