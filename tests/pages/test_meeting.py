"""A meeting in the browser, in Chinese: 开会, 请假, 准假, 签到, 记录, 散会, 通过, 存档."""

import asyncio
import io
import re
from pathlib import Path

import pytest
from docx import Document
from playwright.async_api import expect

from tests.pages.house import House
from tests.pages.window import Window, Windows

pytestmark = pytest.mark.slow

LINE = "开会 支委会 10分钟后 90分钟 204 主持@陈静 记录：王伟 签到码 议题：发展对象；下月计划"
MINUTES = """议题 发展对象
要点 经费够两次活动
决议 五月、六月各组织一次活动
任务 @李娜 周五前交报告"""
TITLE = "支委会"
REASON = "发烧 38 度"
AGAIN = 30_000
"""Milliseconds that a server may take to come back, or a file to be written."""


async def test_a_meeting_from_the_line_to_the_archive(house: House, windows: Windows) -> None:
    """Called, answered, signed in, struck down in the middle, recorded, approved, archived."""
    chen, wang, li = [await windows.open(each) for each in ("zh.chen", "zh.wang", "zh.li")]
    await _called(chen)
    await _excused(chen, li)
    await wang.presses("签到")
    await wang.dialog.get_by_label("签到码").fill("12")
    await wang.dialog.get_by_role("button", name="保存").click()
    await expect(wang.dialog).to_contain_text("签到码是六位数字")
    await asyncio.to_thread(house.kill)
    await expect(wang.bar).to_contain_text("暂时连不上服务器")
    await asyncio.to_thread(house.start)
    await expect(wang.bar).to_be_empty(timeout=AGAIN)
    await expect(chen.bar).to_be_empty(timeout=AGAIN)
    await _signed_in(chen, wang)
    await _recorded(chen, wang)
    await _archived(chen)


async def _called(chen: Window) -> None:
    await chen.says(LINE)
    draft = chen.card("会议草稿")
    for read in ("204", "1小时30分钟", "王伟", "发展对象、下月计划"):
        await expect(draft).to_contain_text(read)
    await chen.presses("发布")
    await chen.is_told("会议 1 已发到大群")
    await expect(chen.card("开始签到：支委会")).to_have_count(0)  # its own card says so just now


async def _excused(chen: Window, li: Window) -> None:
    await li.presses("请假")
    await li.dialog.get_by_label("请假原因").fill(REASON)
    await li.dialog.get_by_role("button", name="保存").click()
    await li.is_told(f"请假（{REASON}）")
    await chen.page.locator(".room").last.click()
    await expect(chen.card("【学习小组】李娜请假：支委会")).to_contain_text(REASON)
    await chen.presses("准假")
    await chen.is_told("已准李娜的假")
    await chen.page.locator(".room").first.click()
    await expect(chen.talk).not_to_contain_text(REASON)


async def _signed_in(chen: Window, wang: Window) -> None:
    await chen.says("签到码")
    shown = chen.talk.get_by_role("heading", name=re.compile(r"签到码 \d{3} \d{3}"))
    code = re.sub(r"\D", "", await shown.inner_text())
    # The form was left open while the server was away: it takes the code all the same.
    await wang.dialog.get_by_label("签到码").fill(code)
    await wang.dialog.get_by_role("button", name="保存").click()
    await wang.is_told("已签到")
    await chen.sees_counts(TITLE, {"实到": 1})
    await chen.card(TITLE).get_by_role("button", name="更多…").click()
    await chen.presses("代签到")
    await chen.presses("陈静")
    await chen.is_told("已代陈静签到")
    await wang.sees_counts(TITLE, {"实到": 2})
    await chen.presses("返回")
    await expect(chen.card("会议 1：支委会")).to_contain_text("陈静（组织者代签）")


async def _recorded(chen: Window, wang: Window) -> None:
    await wang.says(MINUTES)
    await wang.is_told("已记下 4 条")
    await expect(wang.card("会议记录：支委会")).to_contain_text("任务：李娜：交报告")
    await chen.presses("散会")
    await expect(wang.card("会议结束：支委会")).to_be_visible()
    await chen.says("会议记录")
    await chen.presses("通过")
    await chen.is_told("存档文件会私下发给您")


async def _archived(chen: Window) -> None:
    await chen.page.locator(".room").last.click()
    paper, text = await _saved(chen, ".docx"), (await _saved(chen, ".md")).decode()
    document = Document(io.BytesIO(paper))
    facts = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
    assert facts["应到"] == "4 人"
    assert facts["实到"] == "2 人：陈静（组织者代签）、王伟"
    assert facts["请假"] == f"1 人：李娜（{REASON}）"
    assert facts["缺席"] == "1 人：赵强"
    written = [each.text for each in document.paragraphs]
    for line in ("1. 发展对象", "2. 下月计划", "经费够两次活动", "1. 五月、六月各组织一次活动"):
        assert line in written
        assert line in text


async def _saved(window: Window, ending: str) -> bytes:
    link = window.talk.locator("a.file", has_text=ending)
    await expect(link).to_be_visible(timeout=AGAIN)
    async with window.page.expect_download() as saved:
        await link.click()
    path: Path = await (await saved.value).path()
    return await asyncio.to_thread(path.read_bytes)
