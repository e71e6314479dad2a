"""A meeting in the browser: called, excused from, signed in to, recorded, approved, archived."""

import asyncio
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from docx import Document
from playwright.async_api import expect

from tests.pages.house import House
from tests.pages.window import Window, Windows

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Story:
    """Say what is typed, pressed and read, in one language."""

    people: tuple[str, str, str]
    """Who leads, who records, who asks for leave."""
    leader: str
    line: str
    title: str
    draft: str
    read: Sequence[str]
    post: str
    posted: str
    begun: str
    sign_in: str
    code: str
    no_code: str
    save: str
    away: str
    leave: str
    reason_field: str
    reason: str
    noted: str
    asked: str
    approve: str
    approved: str
    show_code: str
    code_title: str
    signed: str
    here: str
    more: str
    sign_others: str
    signed_other: str
    back: str
    panel: str
    by_organiser: str
    minutes: str
    lines: str
    record: str
    action: str
    end: str
    ended: str
    minutes_again: str
    accept: str
    accepted: str
    facts: Mapping[str, str]
    written: Sequence[str]


STORIES: Final = {
    "zh": Story(
        people=("zh.chen", "zh.wang", "zh.li"), leader="陈静",
        line="开会 支委会 10分钟后 90分钟 204 主持@陈静 记录：王伟 签到码 议题：发展对象；下月计划",
        title="支委会", draft="会议草稿", read=("204", "1小时30分钟", "王伟", "发展对象、下月计划"),
        post="发布", posted="会议 1 已发到大群", begun="开始签到：支委会", sign_in="签到",
        code="签到码", no_code="签到码是六位数字", save="保存", away="暂时连不上服务器",
        leave="请假", reason_field="请假原因", reason="发烧 38 度", noted="请假（发烧 38 度）",
        asked="【学习小组】李娜请假：支委会", approve="准假", approved="已准李娜的假",
        show_code="签到码", code_title="签到码", signed="已签到", here="实到", more="更多…",
        sign_others="代签到", signed_other="已代陈静签到", back="返回", panel="会议 1：支委会",
        by_organiser="陈静（组织者代签）",
        minutes=(
            "议题 发展对象\n要点 经费够两次活动\n决议 五月、六月各组织一次活动\n"
            "任务 @李娜 周五前交报告"
        ),
        lines="已记下 4 条", record="会议记录：支委会", action="任务：李娜负责交报告", end="散会",
        ended="会议结束：支委会", minutes_again="会议记录", accept="通过",
        accepted="存档文件会私下发给您",
        facts={
            "应到": "4 人", "实到": "2 人：陈静（组织者代签）、王伟",
            "请假": "1 人：李娜（发烧 38 度）", "缺席": "1 人：赵强",
        },
        written=("1. 发展对象", "2. 下月计划", "经费够两次活动", "1. 五月、六月各组织一次活动"),
    ),
    "en": Story(
        people=("en.ana", "en.ben", "en.cleo"), leader="Ana",
        line=(
            "meet Committee in 10 minutes for 90m room 204 chair @Ana recorder @Ben by code"
            " topics: New members; Budget"
        ),
        title="Committee", draft="Draft: Meeting",
        read=("204", "1 h 30 min", "Ben", "New members, Budget"),
        post="Post", posted="Meeting 1 is posted in Everybody", begun="Sign-in is open: Committee",
        sign_in="Sign in", code="Code", no_code="It has six digits", save="Save",
        away="The server cannot be reached for the moment", leave="Leave",
        reason_field="Reason", reason="a fever", noted="Noted: Leave (a fever)",
        asked="[Study group] Cleo asks for leave: Committee", approve="Approve",
        approved="Cleo is on leave", show_code="code", code_title="Code",
        signed="You are signed in", here="Here", more="More…", sign_others="Sign others in",
        signed_other="Ana is signed in by you", back="Back", panel="Meeting 1: Committee",
        by_organiser="Ana (signed in by an organiser)",
        minutes=(
            "topic New members\npoint The money is enough for two trips\n"
            "agreed One trip in May, one in June\naction @Cleo report by Fri"
        ),
        lines="4 lines are noted", record="Minutes: Committee", action="Action: Cleo",
        end="End the meeting", ended="Meeting closed: Committee", minutes_again="minutes",
        accept="Approve", accepted="The archive comes to you as a file",
        facts={
            "Expected": "4", "Here": "2: Ana (signed in by an organiser), Ben",
            "Leave": "1: Cleo (a fever)", "Absent": "1: Dan",
        },
        written=(
            "1. New members", "2. Budget", "The money is enough for two trips",
            "1. One trip in May, one in June",
        ),
    ),
}  # fmt: skip
AGAIN = 30_000
"""Milliseconds that a server may take to come back, or a file to be written."""


@pytest.mark.parametrize("language", STORIES)
async def test_a_meeting_from_the_line_to_the_archive(
    house: House, windows: Windows, language: str
) -> None:
    """Called, answered, signed in, struck down in the middle, recorded, approved, archived."""
    story = STORIES[language]
    leader, recorder, absent = [await windows.open(each) for each in story.people]
    await _called(story, leader)
    await _excused(story, leader, absent)
    await recorder.presses(story.sign_in)
    await recorder.dialog.get_by_label(story.code).fill("12")
    await recorder.dialog.get_by_role("button", name=story.save).click()
    await expect(recorder.dialog).to_contain_text(story.no_code)
    await asyncio.to_thread(house.kill)
    await expect(recorder.bar).to_contain_text(story.away)
    await asyncio.to_thread(house.start)
    await expect(recorder.bar).to_be_empty(timeout=AGAIN)
    await expect(leader.bar).to_be_empty(timeout=AGAIN)
    await _signed_in(story, leader, recorder)
    await _recorded(story, leader, recorder)
    await _archived(story, leader)


async def _called(story: Story, leader: Window) -> None:
    await leader.says(story.line)
    draft = leader.card(story.draft)
    for read in story.read:
        await expect(draft).to_contain_text(read)
    await leader.presses(story.post)
    await leader.is_told(story.posted)
    await expect(leader.card(story.begun)).to_have_count(0)  # its own card says so just now


async def _excused(story: Story, leader: Window, absent: Window) -> None:
    await absent.presses(story.leave)
    await absent.dialog.get_by_label(story.reason_field).fill(story.reason)
    await absent.dialog.get_by_role("button", name=story.save).click()
    await absent.is_told(story.noted)
    await leader.page.locator(".room").last.click()
    await expect(leader.card(story.asked)).to_contain_text(story.reason)
    await leader.presses(story.approve)
    await leader.is_told(story.approved)
    await leader.page.locator(".room").first.click()
    await expect(leader.talk).not_to_contain_text(story.reason)


async def _signed_in(story: Story, leader: Window, recorder: Window) -> None:
    await leader.says(story.show_code)
    title = re.compile(rf"{story.code_title} \d{{3}} \d{{3}}")
    shown = leader.talk.get_by_role("heading", name=title)
    code = re.sub(r"\D", "", await shown.inner_text())
    # The form was left open while the server was away: it takes the code all the same.
    await recorder.dialog.get_by_label(story.code).fill(code)
    await recorder.dialog.get_by_role("button", name=story.save).click()
    await recorder.is_told(story.signed)
    await leader.sees_counts(story.title, {story.here: 1})
    await leader.card(story.title).get_by_role("button", name=story.more).click()
    await leader.presses(story.sign_others)
    await leader.presses(story.leader)
    await leader.is_told(story.signed_other)
    await recorder.sees_counts(story.title, {story.here: 2})
    await leader.presses(story.back)
    await expect(leader.card(story.panel)).to_contain_text(story.by_organiser)


async def _recorded(story: Story, leader: Window, recorder: Window) -> None:
    await recorder.says(story.minutes)
    await recorder.is_told(story.lines)
    await expect(recorder.card(story.record)).to_contain_text(story.action)
    await leader.presses(story.end)
    await expect(recorder.card(story.ended)).to_be_visible()
    await leader.says(story.minutes_again)
    await leader.presses(story.accept)
    await leader.is_told(story.accepted)
    accept = leader.talk.get_by_role("button", name=story.accept, exact=True)
    await expect(accept).to_have_count(0)


async def _archived(story: Story, leader: Window) -> None:
    await leader.page.locator(".room").last.click()
    paper, text = await _saved(leader, ".docx"), (await _saved(leader, ".md")).decode()
    document = Document(io.BytesIO(paper))
    facts = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
    assert {each: facts[each] for each in story.facts} == story.facts
    written = [each.text for each in document.paragraphs]
    for line in story.written:
        assert line in written
        assert line in text


async def _saved(window: Window, ending: str) -> bytes:
    link = window.talk.locator("a.file", has_text=ending)
    await expect(link).to_be_visible(timeout=AGAIN)
    async with window.page.expect_download() as saved:
        await link.click()
    path: Path = await (await saved.value).path()
    return await asyncio.to_thread(path.read_bytes)
