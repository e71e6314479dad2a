"""A roster in the browser, in Chinese: 模板, 导入, 成员, 撤回."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.async_api import expect

from tests.pages.window import Windows

pytestmark = pytest.mark.slow

SLOWLY = 30_000
"""Milliseconds that a job may take."""
ROWS = (
    ("赵强", "预备党员", "13800001234", "2026年3月5日", "2001-02-03", "一组"),
    ("孙悦", "正式党员", "13900005678", None, None, "一组、宣传"),
    ("", "正式党员", None, None, None, None),
)


async def test_a_roster_from_its_template_to_the_members_and_back(
    windows: Windows, tmp_path: Path
) -> None:
    """One is matched, one is new, one line is bad: said before anything is changed, and undone."""
    chen = await windows.open("zh.chen")
    await chen.page.locator(".room").last.click()
    await chen.says("名单 模板")
    template = chen.talk.get_by_role("link", name="名单模板.xlsx")
    await expect(template).to_be_visible(timeout=SLOWLY)
    await expect(chen.page.locator(".room").last).to_contain_text("名单模板.xlsx")
    path = tmp_path / "名单.xlsx"
    async with chen.page.expect_download() as saved:
        await template.click()
    await (await saved.value).save_as(path)
    await asyncio.to_thread(_fill, path, ROWS)

    await chen.page.locator("#choose").set_input_files(path)
    await expect(chen.page.locator(".attachment.there")).to_have_count(1)
    await chen.line.press("Enter")
    looked = chen.card("【学习小组】导入这份名单会有这些改动")
    await expect(looked).to_be_visible(timeout=SLOWLY)
    for read in ("新增1 行", "有改动1 行", "读不了1 行", "第 4 行：没有姓名"):
        await expect(looked).to_contain_text(read)
    await chen.says("成员 孙悦")
    await chen.is_told("没有叫“孙悦”的人")  # looked at, and nothing changed

    await chen.presses("导入")
    await expect(chen.card("【学习小组】名单已导入")).to_be_visible(timeout=SLOWLY)
    await chen.says("成员 孙悦")
    await expect(chen.talk).to_contain_text("…5678")
    await chen.presses("撤回这次导入")
    await expect(chen.card("【学习小组】已撤回这次导入")).to_be_visible(timeout=SLOWLY)
    await chen.says("成员")
    members = chen.talk.locator("li.card").last
    await expect(members).to_contain_text("赵强")
    await expect(members).not_to_contain_text("孙悦")


def _fill(path: Path, rows: Sequence[Sequence[str | None]]) -> None:
    """Write people under the headings of a template."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]][3] == "加入日期", "not every team is a party's"
    for row in rows:
        sheet.append(list(row))
    book.save(path)
