"""How lines are read: sentences and times, in both languages, without a database.

What was typed and what it is read as stand in tables beside the fixtures, a line break written as
a backslash and an n. All was said on Thursday 26 November 2026 at 09:00 in Beijing.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.composition import HOME
from bot.composition.features import FEATURES, registry_of
from bot.readback import read_lines
from bot.words import Catalogues, Voice

REGISTRY: Final = registry_of(FEATURES, Catalogues.load(HOME / "words"))
BEIJING: Final = ZoneInfo("Asia/Shanghai")
NOW: Final = datetime(2026, 11, 26, 9, tzinfo=BEIJING).astimezone(UTC)
FIXTURES: Final = Path(__file__).parent / "fixtures"
USUAL: Final[dict[str, Any]] = {
    "closes": None, "pick": 1, "names": "organisers", "results": "live", "change": True,
    "everyone": False, "remind": [],
}  # fmt: skip
"""What stands in a poll of which nothing else was said."""


def answers(*lines: str, language: str = "zh", times: bool = False) -> list[dict[str, Any]]:
    """Read lines and return what is answered to each."""
    voice = Voice(language, BEIJING, NOW)
    return list(map(json.loads, read_lines(lines, REGISTRY, voice, times=times, as_json=True)))


def answer(text: str, *, times: bool = False, **more: object) -> dict[str, Any]:
    """Read one text that may hold line breaks, said to the bot unless it is said otherwise."""
    (only,) = answers(json.dumps({"text": text, **more}), times=times)
    return only


def lines_of(name: str) -> list[str]:
    """Read a table."""
    return (FIXTURES / name).read_text("utf-8").splitlines()


def table(name: str, rows: int) -> list[tuple[str, ...]]:
    """Read a table whose entries have so many lines."""
    lines = lines_of(name)
    return [
        tuple(line.removeprefix("    ").replace("\\n", "\n") for line in lines[at : at + rows])
        for at in range(0, len(lines), rows)
    ]


def described(found: dict[str, Any]) -> str:
    """Write a reading on one line: the command, the question, its options, what else was set."""
    fields = found["fields"]
    if found["intent"] is None:
        return " ".join(["?", *found["suggest"]])
    if found["intent"] != "poll":
        return " ".join([found["intent"], *filter(None, [fields.get("about")])])
    ask = [f"asks {found['ask']}"] if found["ask"] else []
    if not fields:
        return " ".join(ask)
    more = [f"{name}={fields[name]}" for name, usual in USUAL.items() if fields[name] != usual]
    options = f"[{' | '.join(fields['options'])}]"
    return " ".join([fields["question"] or "–", options, *more, *ask])


@pytest.mark.parametrize(("text", "meant"), table("sentences.zh.txt", 2))
def test_a_chinese_sentence_is_read(text: str, meant: str) -> None:
    """A Chinese sentence is read as the table says."""
    assert described(answer(text, language="zh")) == meant


@pytest.mark.parametrize(("text", "meant"), table("sentences.en.txt", 2))
def test_an_english_sentence_is_read(text: str, meant: str) -> None:
    """An English sentence is read as the table says."""
    assert described(answer(text, language="en")) == meant


@pytest.mark.parametrize(("said", "value", "says"), table("times.txt", 3))
def test_a_time_is_read(said: str, value: str, says: str) -> None:
    """A time is read, and shown, as the table says."""
    head, text = said.split(": ", maxsplit=1)
    language, *purpose = head.split()
    found = answer(
        text, times=True, language=language, **({"purpose": purpose[0]} if purpose else {})
    )
    kind, plain = value.split(" ", maxsplit=1)
    assert (found["kind"], found["value"]) == (kind, json.loads(plain))
    assert found["says"] == says


def test_the_tables_are_long_enough() -> None:
    """Both languages and both kinds are tried more than sixty times together."""
    sentences = len(table("sentences.zh.txt", 2)) + len(table("sentences.en.txt", 2))
    assert sentences > 150
    assert len(table("times.txt", 3)) > 50


def test_a_sentence_says_the_draft() -> None:
    """What is shown for a sentence is its draft, as its author would see it."""
    found = answer("poll Where? Park / Library until 30 Feb", language="en")
    assert found["ask"] == "closes"
    assert found["says"].splitlines() == [
        "Draft: Poll",
        "Question: Where?",
        "Options: Park, Library",
        "Closes: –",
        "Choices per person: 1",
        "Names: organisers only",
        "There is no such date as “30 Feb”. The rest is kept.",
    ]


@pytest.mark.parametrize(
    ("line", "title", "due", "least"),
    [
        ("征文 学习心得 12月31日前 1500字", "学习心得", "12-31T23:59", 1500),
        ("征文 学习心得 12月31日前交 1500字以上", "学习心得", "12-31T23:59", 1500),
        ("征文 学习心得，12月底前交，不少于1500字", "学习心得", "12-31T23:59", 1500),
        ("布置作业：学习心得，12月31日交，不少于1500字", "学习心得", "12-31T23:59", 1500),
        ("征文 学习心得 12月31日18点 800-1500字", "学习心得", "12-31T18:00", 800),
        ("征文 学习心得 下周五", "学习心得", "12-04T23:59", 0),
        ("征文 我们的三百字 12月31日", "我们的三百字", "12-31T23:59", 0),
        ("essay Ethics before Dec 31, 1,500 words", "Ethics", "12-31T23:59", 1500),
        ("essay Ethics, due 31 December, 1500 words", "Ethics", "12-31T23:59", 1500),
        ("essay Ethics, due 31 December, 2000 words", "Ethics", "12-31T23:59", 2000),
        ("essay Ethics, 800-1500 words, due 31 Dec", "Ethics", "12-31T23:59", 800),
        ("essay My hundred days 31 Dec", "My hundred days", "12-31T23:59", 0),
    ],
)
def test_a_call_for_papers_is_read(line: str, title: str, due: str, least: int) -> None:
    """The day and the length are understood as people write them, and leave the title alone."""
    fields = answer(line)["fields"]
    assert (fields["title"], fields["due"], fields["least"]) == (title, f"2026-{due}", least)


@pytest.mark.parametrize(
    ("line", "about", "place"),
    [
        (
            "会议 支部大会 周六下午两点半 党员活动室 讨论发展对象",
            "支部大会 讨论发展对象",
            "党员活动室",
        ),
        ("会议 支部大会 周六15点 二楼 会议室", "支部大会", "二楼 会议室"),
        ("会议 支部大会 周六15点 教学楼 301", "支部大会", "教学楼 301"),
        ("会议 组织生活会 周六15点 全体党员参加", "组织生活会 全体党员参加", ""),
        ("会议 党小组会 每月第一个周五 15:00 204室", "党小组会", "204室"),
    ],
)
def test_what_stands_behind_the_time_of_a_meeting(line: str, about: str, place: str) -> None:
    """A place ends where no place goes on, and those who are to come are none."""
    fields = answer(line)["fields"]
    assert (fields["about"], fields["place"]) == (about, place)


@pytest.mark.parametrize(
    ("line", "remind"),
    [
        ("点名 每周学习 周五15点 204 提前1天和1小时提醒", ["P1D", "PT1H"]),
        ("点名 每周学习 周五15点 提醒 2天 半小时 截止周五12点", ["P2D", "PT30M"]),
        ("点名 每周学习 周五15点 提前1小时到场", []),
        ("roll Study Fri 15:00 room 204 remind 1d 1h", ["P1D", "PT1H"]),
        ("roll Study Fri 15:00 remind 90 minutes and 2 days before", ["P2D", "PT1H30M"]),
        ("投票 提前多久提醒？1天／1小时", []),
        ("poll When to remind: 1d, 1h", []),
    ],
)
def test_how_long_before_one_is_reminded(line: str, remind: list[str]) -> None:
    """Lengths behind the words for it are reminders, the longest first; options stay options."""
    assert answer(line)["fields"]["remind"] == remind


def test_a_choice_of_readings_is_shown() -> None:
    """A deadline that can be read in two ways shows both as buttons below the draft."""
    says = answer("poll Where? Park / Library until next Fri", language="en")["says"]
    choice = "[Fri 27 Nov 23:59 (Beijing)] [Fri 4 Dec 23:59 (Beijing)]"
    assert says.splitlines()[-1] == choice


def test_fields_are_plain_values() -> None:
    """Fields come as local minutes, values of enumerations, lists and numbers."""
    found = answer("投票 去哪？海边／山上 截止周五18点 匿名 选2")
    assert found["fields"] == USUAL | {
        "question": "去哪？", "options": ["海边", "山上"], "closes": "2026-11-27T18:00", "pick": 2,
        "names": "nobody",
    }  # fmt: skip
    assert found["suggest"] == []


def test_a_bare_command_asks_its_first_question() -> None:
    """A bare command is answered with the question that its form begins with."""
    assert answers("投票") == [
        {"intent": "poll", "fields": {}, "ask": "question", "suggest": [], "says": "问题？"}
    ]
    assert answers("/poll", language="en")[0]["says"] == "Question?"


def test_talk_in_a_group_is_silence() -> None:
    """What is said in a group and not to the bot is not even answered with a suggestion."""
    silence: dict[str, Any] = {"intent": None, "fields": {}, "ask": None, "suggest": [], "says": ""}
    for text in ("昨天的投票结果出来了吗", "the vote was close", "投票 去哪？海边／山上", ""):
        assert answer(text, where="group") == silence


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("/投票 去哪？海边／山上", []),
        ("／投票 去哪？海边／山上", []),
        ("@小秘 投票 去哪？海边／山上", []),
        ("＠小秘，投票 去哪？海边／山上", []),
        ("投票 去哪？海边／山上 @Muster", []),
        ("投票 去哪？海边／山上", ["小秘"]),
        ("投票 去哪？海边／山上", [{"name": "Muster"}]),
    ],
)
def test_a_group_can_speak_to_the_bot(text: str, mentions: list[object]) -> None:
    """In a group a slash or the bot's name, in the text or bound by the platform, addresses it."""
    found = answer(text, where="group", mentions=mentions)
    assert described(found) == "去哪？ [海边 | 山上]"


def test_a_name_that_is_not_the_bots_is_left_alone() -> None:
    """Somebody else who is mentioned does not make it the bot's business."""
    assert answer("@mustermann 投票 A／B", where="group", mentions=["小李"])["says"] == ""


def test_what_was_meant_is_suggested() -> None:
    """A misspelled command suggests the one that was meant, as a button."""
    found = answer("polll Where?", language="en")
    assert found["suggest"] == ["poll"]
    assert found["says"] == "I do not know “polll Where?”. Did you mean:\n[Poll]"
    assert answer("头票 去哪？")["says"].splitlines()[-1] == "[投票]"


def test_a_private_word_that_means_nothing_is_answered() -> None:
    """Said to the bot alone, what it does not know gets a hint, and no suggestion."""
    found = answer("琢磨琢磨")
    assert found["suggest"] == []
    assert found["says"].startswith("没听懂。发“帮助”看看我能做什么")


def test_thanks_are_answered_in_kind() -> None:
    """A courtesy is no command, and no mistake either."""
    assert answer("谢谢！")["says"] == "不客气！\n有事随时叫我。\n[你能做什么？]"


def test_each_line_may_have_its_own_moment() -> None:
    """An object's moment, zone and language go before those of the command line."""
    line = {"text": "Fri", "now": "2026-12-30T09:00", "zone": "Europe/Berlin", "language": "en"}
    (found,) = answers(json.dumps(line | {"purpose": "deadline"}), times=True)
    assert found["value"] == "2027-01-01T23:59"
    assert found["says"] == "until Fri 1 Jan 2027 23:59 (Berlin)"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{broken", "it begins like a JSON object and is none"),
        ('{"a":' * 2000, "it begins like a JSON object and is none"),
        ('{"text": 3}', "'text' must be a text"),
        ('{"txet": "x"}', "'txet' is none of its keys"),
        ('{"text": "x", "zone": "Mars/Base"}', "no time zone"),
        ('{"text": "x", "zone": "../../etc"}', "no time zone"),
        ('{"text": "x", "now": "soon"}', "'now' is a moment"),
        ('{"text": "x", "language": "fr"}', "none of the languages en, zh"),
        ('{"text": "x", "purpose": "fun"}', "'purpose' is one of meeting, deadline, reminder"),
        ('{"text": "x", "where": "sea"}', "'where' is one of group, private"),
        ('{"text": "x", "mentions": 3}', "'mentions' is a list"),
    ],
)
def test_a_line_that_makes_no_sense_is_answered(line: str, problem: str) -> None:
    """A line that cannot be taken apart is answered with the reason, and the next one is read."""
    sentence, after = answers(line, "帮助")
    assert problem in sentence["says"]
    assert (sentence["intent"], after["intent"]) == (None, "help")
    (time,) = answers(line, times=True)
    assert (time["kind"], time["value"]) == ("invalid", None)
    assert problem in time["says"]


def test_without_json_every_answer_is_one_line() -> None:
    """People read one line for each of theirs: what it is, and what is shown; silence is a dash."""
    voice = Voice("zh", BEIJING, NOW)
    lines = ["今晚12点", "投票 去哪？海边／山上", '{"text": "hi", "where": "group"}']
    assert list(read_lines(lines[:1], REGISTRY, voice, times=True, as_json=False)) == [
        "instant: 11月27日(周五)00:00 | 按即将到来的午夜算：11月27日(周五)00:00。"
    ]
    poll, silence = read_lines(lines[1:], REGISTRY, voice, times=False, as_json=False)
    assert poll.startswith(
        "poll: 投票草稿 | 问题：去哪？ | 选项：海边、山上 | 截止：不限时间，手动结束"
    )
    assert silence == "–"


PIECES: Final = st.sampled_from([
    *("投票", "poll", "匿名", "secret", "截止", "until", "by", "到", "前", "全员", "多选", "选2"),
    *("周五18点", "Fri", "18:00", "12/1", "明天", "海边", "Library", "@小秘", "\u202e", "\u2069"),
    *("？", "?", "／", "/", "、", "，", ",", ";", "：", ":", "\n", "1.", "A.", "①", "-", "(", "）"),
])  # fmt: skip


@settings(max_examples=3 * settings().max_examples)
@given(st.lists(PIECES | st.text(max_size=6), max_size=14), st.sampled_from(["", " "]))
@example(["1.", "\n", "海边"], "")  # a mark that its line break belonged to
def test_any_sentence_is_read_without_harm(pieces: list[str], glue: str) -> None:
    """Whatever is typed is read or asked about, and what is read is within its bounds."""
    found = answer(glue.join(["投票", *pieces]))
    if found["intent"] == "poll" and found["fields"]:
        fields = found["fields"]
        assert found["ask"] or fields["question"]
        assert found["ask"] or len(fields["options"]) != 1
        assert all(each.strip() for each in fields["options"])
        assert 1 <= fields["pick"] <= 30


@pytest.mark.parametrize(
    "mark", ["/", "？", "截止", "周五前", "，", "1. ", "\n", "@小秘", "until "]
)
def test_a_very_long_line_is_read_in_no_time(mark: str) -> None:
    """Ten thousand characters of anything are read, or asked about, and do no harm."""
    assert answer(f"投票 {mark * (10_000 // len(mark))}")["intent"] in {"poll", None}
