"""What a group does in its year: it studies, meets, listens, writes and votes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from bot.action import Action
from bot.domain.meeting import MeetingId, Says
from bot.domain.minutes import LineId
from bot.domain.series import SeriesId
from commands.essay.board import late_ones
from commands.essay.feature import steps as essay_steps
from commands.meeting.actions import done
from commands.meeting.feature import steps as meeting_steps
from commands.meeting.minutes import approve as approve_minutes
from commands.meeting.replies import answer
from commands.meeting.replies import approve as approve_leave
from commands.meeting.replies import refuse as refuse_leave
from commands.meeting.series import show_one, show_series, skip
from commands.meeting.signing import sign
from commands.poll import answer as vote
from tests.actor import Actor
from tests.year.group import BEGINS, ENDS, SILENT, ZONE, Group, moment

STUDIES: Final = "开会 理论学习 第2到第18周每周四15点 204 90分钟 提前1天9点发布"
GATHERINGS: Final = (
    "开会 党小组会 每月最后一个工作日16点 204 60分钟 主持@P00 记录@P01 提前三天8点半发布"
)
LECTURES: Final = {
    date(2025, 9, 12): "开会 党课 9月18日19点 报告厅 2小时 签到码 提前1天和1小时提醒",
    date(2025, 12, 5): "开会 党课 12月11日19点 报告厅 2小时 签到码 提前1天和1小时提醒",
    date(2026, 3, 13): "开会 党课 3月20日14点 报告厅 2小时 签到码 提前1天和1小时提醒",
    date(2026, 6, 5): "开会 党课 6月11日19点 报告厅 2小时 签到码 提前1天和1小时提醒",
}
"""When each is called. That of March begins when it is still early for those who are abroad."""
SAYS: Final = {Says.COMING: 68, Says.ONLINE: 10, Says.LATE: 7, Says.LEAVE: 15}
HOLIDAYS: Final = (date(2025, 10, 2), date(2026, 1, 1))
"""Thursdays on which nobody works: the secretary leaves them out of the studies."""
DUE: Final = datetime(2025, 10, 31, 18, tzinfo=ZONE)
LATER: Final = datetime(2025, 11, 5, 23, 59, tzinfo=ZONE)
"""Until when two have more time."""
GIVEN: Final = datetime(2025, 10, 30, 9, 30, tzinfo=ZONE)
EXTENDED: Final = ("P02", "P03")
OUTAGES: Final = (
    datetime(2025, 10, 31, 11, tzinfo=ZONE),
    datetime(2026, 3, 26, 8, 30, tzinfo=ZONE),
)
"""When the machine dies for six hours: on the day that papers are due, and on one of a study."""
LATE: Final = {f"P{number:02}" for number in range(20, 26)}
"""Who hands in late, by up to three days."""
NEVER: Final = {f"P{number:02}" for number in range(30, 35)}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of a day at home."""
    return datetime.combine(day, time(hour, minute), ZONE)


@dataclass(slots=True)
class Year:
    """Play the part of all of them."""

    group: Group
    _met: int = 0

    def plan(self) -> None:
        """Plan what is known in August; the rest follows from what happens."""
        group, day = self.group, BEGINS.astimezone(ZONE).date()
        self._tell(at(day, 8, 31), "学期 2025秋 9月1日至1月18日")
        self._tell(at(date(2026, 2, 20), 9), "学期 2026春 3月2日至7月5日")
        for begun in (day, date(2026, 2, 20)):
            self._post(at(begun, 9, 2), STUDIES)  # what is by teaching weeks ends with its term
        self._post(at(day, 9, 3), GATHERINGS)
        for called, line in LECTURES.items():
            self._post(at(called, 8, 50), line)
        for day_off in HOLIDAYS:
            group.at(at(day_off - timedelta(days=9), 10), partial(self._leave_out, day_off))
        group.at(at(date(2025, 9, 15), 10), self._ask_for_papers)
        for outage in OUTAGES:
            group.at(outage, partial(group.down, hours=6))
        while day <= ENDS.astimezone(ZONE).date():
            group.at(at(day, 9, 5), self._look)
            if day.day <= 7 and day.weekday() == 2:
                group.at(at(day, 10), self._ask)
            if day.day == 13:
                group.at(at(day, 3, 13), group.stage.restart)
            day += timedelta(days=1)

    def _tell(self, when: datetime, line: str) -> None:
        self.group.at(when, partial(self.group.secretary.says_in_private, line))

    def _post(self, when: datetime, line: str) -> None:
        async def post() -> None:
            await self.group.secretary.says(line)
            await self.group.secretary.picks("发布")

        self.group.at(when, post)

    # Votes

    async def _ask(self) -> None:
        """Ask all for the month's topic, until Wednesday in a week."""
        group = self.group
        await group.secretary.says("投票 本月主题？读书／参观／讲座 截止下周三18点 全员")
        await group.secretary.picks("发布")
        ((poll, closes),) = group.facts("SELECT id, closes FROM poll ORDER BY id DESC LIMIT 1")
        options = [row[0] for row in group.facts("SELECT id FROM poll_option WHERE poll = ?", poll)]
        group.waves(moment(closes), lambda _: vote(poll, group.random.choice(options)))

    # Meetings

    async def _leave_out(self, day: date) -> None:
        secretary = self.group.secretary
        ((series,),) = self.group.facts("SELECT min(id) FROM meeting_series")
        await secretary.says("会议")
        await secretary.picks(show_series(SeriesId(series)))
        one = (SeriesId(series), f"{day}T15:00:00")
        await secretary.picks(show_one(*one))
        await secretary.picks(skip(*one))

    async def _look(self) -> None:
        """See what was called since yesterday, by somebody or by itself, and answer it."""
        group = self.group
        new = group.facts(
            "SELECT id, starts, length, by_code, kind FROM meeting WHERE id > ?", self._met
        )
        for number, begins, length, by_code, kind in new:
            self._met, call, starts = number, MeetingId(number), moment(begins)
            group.waves(starts - timedelta(minutes=20), partial(self._answers, call))
            group.at(starts - timedelta(minutes=16), partial(self._judge_leave, call))
            for minutes, share in ((-8, 0.7), (4, 1.0)):
                when = starts + timedelta(minutes=minutes)
                group.at(when, partial(self._sign_in, call, share, by_code=bool(by_code)))
            if kind == "group":
                group.at(starts + timedelta(minutes=40), self._record)
                group.at(starts + timedelta(seconds=length), partial(self._end, call))

    def _answers(self, call: MeetingId, _: Actor) -> Action:
        (says,) = self.group.random.choices(list(SAYS), list(SAYS.values()))
        return answer(call, says)

    async def _judge_leave(self, call: MeetingId) -> None:
        """Approve most leave that was asked for."""
        group = self.group
        asked = group.facts(
            "SELECT person FROM meeting_answer WHERE meeting = ? AND permit = 'asked'", call
        )
        async with group.stage.at_once():
            for (person,) in asked:
                settle = approve_leave if group.random.random() < 0.8 else refuse_leave
                await group.secretary.picks(settle(call, person))

    async def _sign_in(self, call: MeetingId, share: float, *, by_code: bool) -> None:
        """Let come who said so, if not all; where a code is shown it is typed."""
        group = self.group
        coming = {
            name for (name,) in group.facts("""
                SELECT name FROM meeting_answer JOIN person ON person.id = person
                WHERE meeting = ? AND says != 'leave' AND NOT EXISTS (
                    SELECT 1 FROM meeting_presence AS here WHERE here.meeting = ?
                    AND here.person = person.id)""", call, call)
        }  # fmt: skip
        crowd = [
            a for a in group.people if a.name in coming and group.random.random() < share * 0.9
        ]
        if not by_code:
            await group.act(crowd, lambda _: sign(call))
            return
        told = await group.secretary.says_in_private("签到码")
        code = re.search(r"\b(\d{3}) (\d{3})\b", told)
        assert code is not None, told
        async with group.stage.at_once():
            for actor in crowd:
                await actor.says_in_private(f"签到 {code[1]}{code[2]}")

    async def _record(self) -> None:
        """Write minutes, with something to do for two."""
        first, second = self.group.random.sample(self.group.people[2:], 2)
        lines = f"议题 本月工作\n决议 按计划进行\n任务 @{first.name} 下周五前交材料"
        told = await self.group.people[1].says_in_private(
            f"{lines}\n任务 @{second.name} 下下周一前联系场地"
        )
        assert "4. " in told, told

    async def _end(self, call: MeetingId) -> None:
        """End the meeting and approve its minutes; of what there is to do most is done."""
        group = self.group
        ((number,),) = group.facts("SELECT number FROM meeting WHERE id = ?", call)
        await group.secretary.says(f"开会 {number}")
        await group.secretary.picks(meeting_steps.close(call))
        await group.people[1].picks(approve_minutes(call))
        names = {actor.name: actor for actor in group.people}
        tasks = group.facts("""
            SELECT meeting_line.id, person.name FROM meeting_line JOIN person ON person.id = owner
            WHERE meeting = ?""", call)  # fmt: skip
        for line, name in tasks:
            if group.random.random() > SILENT:
                days = group.random.choice((1, 3, 6, 12))
                when = group.now + timedelta(days=days, hours=-5)
                group.at(when, partial(group.act, [names[name]], partial(_done, LineId(line))))

    # Papers

    async def _ask_for_papers(self) -> None:
        group = self.group
        await group.secretary.says("征文 师德师风 10月31日18点截止 不少于20字 迟交扣分")
        await group.secretary.picks("发布")
        for number, actor in enumerate(group.people):
            if actor.name in NEVER:
                continue
            days = group.random.choice((3, 9, 20, 24, 36, 44, 45)) + group.random.random() / 4
            when = group.now + timedelta(days=days)
            if actor.name in LATE:
                when = DUE + timedelta(days=group.random.uniform(0.1, 3))
            if actor.name in EXTENDED:
                when = LATER - timedelta(days=2)
            text = (
                f"{actor.name} 的学习心得：立德树人，言传身教，关爱学生，第{number}篇，各有体会。"
            )
            group.at(when, partial(self._hand_in, actor, text * 2))
        group.at(GIVEN, self._give_time)
        group.at(datetime(2025, 11, 10, 9, 30, tzinfo=ZONE), self._close_campaign)

    async def _hand_in(self, actor: Actor, text: str) -> None:
        """Hand in a text, or a file where the platform takes one."""
        if actor.platform.can.files and self.group.random.random() < 0.5:
            told = await actor.sends(f"{actor.name}.txt", text.encode())
        else:
            told = await actor.says_in_private(f"交稿 {text}")
        assert "师德师风" in told, told

    async def _give_time(self) -> None:
        secretary = self.group.secretary
        for name in EXTENDED:
            await secretary.says("征文 1")
            await secretary.picks(late_ones)
            await secretary.picks(name)
            assert "11月5日" in await secretary.answers(until="11月5日")

    async def _close_campaign(self) -> None:
        secretary = self.group.secretary
        await secretary.says("征文 1")
        ((essay,),) = self.group.facts("SELECT id FROM essay")
        await secretary.picks(essay_steps.close(essay))


def _done(line: LineId, _: Actor) -> Action:
    return done(line)


def last_workdays() -> Sequence[date]:
    """Return the last workday of each month of the year, by the notices of the State Council.

    The last of February is a Saturday on which the Spring Festival is made up for.
    """
    days = "8-29 9-30 10-31 11-28 12-31 1-30 2-28 3-31 4-30 5-29 6-30 7-31"
    found = (tuple(map(int, each.split("-"))) for each in days.split())
    return [date(2025 if month > 7 else 2026, month, day) for month, day in found]
