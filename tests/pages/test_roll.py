"""A roll call in the browser, in Chinese: 点名, 参加, 请假, 迟到, 结束."""

import asyncio
import csv

import pytest
from playwright.async_api import expect

from tests.pages.house import House
from tests.pages.window import Windows

pytestmark = pytest.mark.slow

LINE = "点名 每周学习 明天15点 204 截止明天12点 全员"
TITLE = "每周学习"


async def test_a_roll_call_from_the_line_to_the_list(house: House, windows: Windows) -> None:
    """Three people answer while the server falls over; the organiser names who is missing."""
    chen, wang = await windows.open("zh.chen"), await windows.open("zh.wang")
    await chen.says(LINE)
    await expect(chen.card("点名草稿")).to_contain_text("204")
    await chen.presses("发布")
    await chen.is_told("已发到大群")

    await wang.answers("参加")
    await wang.is_told("已记下：参加。")
    await chen.sees_counts(TITLE, {"参加": 1, "迟到": 0, "请假": 0})
    await wang.speaks_as("李娜")
    await wang.answers("请假")
    await wang.dialog.get_by_label("请假原因").fill("发烧")
    await asyncio.to_thread(house.kill)
    await expect(wang.bar).to_contain_text("暂时连不上服务器")
    await expect(wang.dialog.get_by_label("请假原因")).to_have_value("发烧")
    await wang.dialog.get_by_role("button", name="保存").click()
    await expect(wang.dialog).to_contain_text("等待中")
    await asyncio.to_thread(house.start)
    await expect(wang.dialog).not_to_be_attached(timeout=30_000)
    await wang.is_told("请假（发烧）")
    await expect(chen.bar).to_be_empty(timeout=30_000)

    await chen.answers("迟到")
    await chen.dialog.get_by_label("晚到多久").fill("二十分钟")
    await chen.dialog.get_by_label("晚到多久").press("Enter")
    await chen.is_told("迟到（二十分钟）")
    await wang.sees_counts(TITLE, {"参加": 1, "迟到": 1, "请假": 1})
    await expect(wang.card(TITLE)).not_to_contain_text("发烧")

    await chen.presses("更多…")
    panel = chen.card(f"点名 1：{TITLE}")
    await expect(panel).to_contain_text("李娜（发烧）")
    await expect(panel).to_contain_text("赵强")
    await chen.presses("公布未回应名单")
    await expect(chen.card("要在大群公布这 1 个人的名字吗？")).to_contain_text("不能撤回")
    await chen.presses("先不公布")
    await chen.is_told("没有公布")
    await expect(wang.talk).not_to_contain_text("赵强")
    await chen.presses("公布未回应名单")
    await chen.presses("公布这 1 人")
    await expect(wang.talk).to_contain_text("赵强")
    await chen.presses("导出名单")
    await chen.presses("现在结束")
    await expect(wang.card(TITLE).locator(".card-box button")).to_have_count(0)

    await chen.page.locator(".room").last.click()
    async with chen.page.expect_download() as saved:
        await chen.talk.get_by_role("link", name=TITLE).click()
    text = (await (await saved.value).path()).read_text("utf-8-sig")
    rows = {row[0]: row[1:3] for row in csv.reader(text.splitlines())}
    assert rows["李娜"] == ["请假", "发烧"]
    assert rows["陈静"] == ["迟到", "二十分钟"]
    assert rows["王伟"] == ["参加", ""]
