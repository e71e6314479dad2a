"""A form's field that holds what repeats: read, asked for, settled with an instant, and kept."""

from typing import Annotated, Final

import pytest
from msgspec import Struct
from msgspec.structs import replace

from bot.command import Commands
from bot.composition import HOME
from bot.composition.features import FEATURES
from bot.context import Context, Reply
from bot.domain.identity import Role
from bot.domain.phrase import Instant, Phrase
from bot.domain.repeat import Repeats
from bot.drafts import DraftId, author_of_draft, draft, drafted, redraft, take, value_words
from bot.form import After, Anywhere, AtMost, Behind, Series, Subject, form_spec
from bot.keep import packed, unpacked
from bot.parse import Filled, Vocabulary, fill, fill_form
from bot.when import Purpose, Setting, print_repeats
from bot.words import Catalogues, Voice
from tests.stage import CHINESE, Stage, on
from tests.test_when import SCHOOL, SCHOOL_ENGLISH

WORDS: Final = Catalogues.load(HOME / "words")
VOCABULARY: Final = Vocabulary(WORDS, "meeting")


class Meeting(Struct, frozen=True):
    """Ask for a meeting that may be one of a series."""

    title: Annotated[str, Subject(200)]
    starts: Annotated[Instant | None, After(Purpose.MEETING), Anywhere(Purpose.MEETING)]
    repeats: Annotated[Repeats | None, Series("starts")] = None
    place: Annotated[str, After(), Behind("starts", "mark-at"), AtMost(100)] = ""


FORM: Final = form_spec(Meeting)


def told(filled: Filled, here: Setting) -> list[str]:
    """Write down what was read and what is asked, in the order of the fields."""
    values = FORM.make(filled.values)
    said = [values.title]
    said += [] if values.starts is None else [f"{values.starts.astimezone(here.zone):%a %H:%M}"]
    said += [] if values.repeats is None else [print_repeats(values.repeats, here)]
    said += [values.place] if values.place else []
    says = [(each.field, each.says) for each in filled.problems]
    return said + [f"{at}: {words.key}" for at, words in says if isinstance(words, Phrase)]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("学习 每周五15点 204", ["学习", "每周五15:00，从9月18日(周五)起", "204"]),
        ("每周学习 周五15点 204", ["每周学习", "Fri 15:00", "204"]),
        (
            "学习 每周五 204",
            ["学习", "每周五，从9月18日(周五)起", "204", "repeats: ask-repeat-hour"],
        ),
        ("学习 每周", ["学习", "每周", "repeats: ask-repeat-day"]),
        ("支委会 每隔两周周三15点", ["支委会", "repeats: ask-which"]),
        ("支委会 每周五晚12点", ["支委会", "starts: impossible"]),
        ("学习", ["学习", "starts: field-starts-ask"]),
        (
            "组会 第3到第16周每周四下午两点 204",
            ["组会", "第3–16周周四14:00，从9月24日(周四)起，到2027年1月17日(周日)止", "204"],
        ),
    ],
)
def test_a_chinese_line_says_what_repeats(line: str, meant: list[str]) -> None:
    """The rule takes the place of the one time, and what it leaves open is asked."""
    assert told(fill(FORM, line, SCHOOL, VOCABULARY), SCHOOL) == meant


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (
            "Study every Fri 15:00 room 204",
            ["Study", "every Fri 15:00 (Beijing), from Fri 18 Sep", "room 204"],
        ),
        (
            "Study Fri 15:00 weekly room 204",
            ["Study", "every Fri 15:00 (Beijing), from Fri 18 Sep", "room 204"],
        ),
        ("Weekly study Fri 15:00 room 204", ["Weekly study", "Fri 15:00", "room 204"]),
        (
            "every Fri 15:00 Study group",
            ["Study group", "every Fri 15:00 (Beijing), from Fri 18 Sep"],
        ),
        (
            "Board every second Tuesday 18:00",
            ["Board", "repeats: ask-which"],
        ),
    ],
)  # fmt: skip
def test_an_english_line_says_what_repeats(line: str, meant: list[str]) -> None:
    """In English as well, and a name that sounds like a rhythm is a name."""
    assert told(fill(FORM, line, SCHOOL_ENGLISH, VOCABULARY), SCHOOL_ENGLISH) == meant


@pytest.mark.parametrize(
    ("starts", "repeats", "meant"),
    [
        ("", "每周五15点", ["每周五15:00，从9月18日(周五)起"]),
        ("每周五15点", "", ["每周五15:00，从9月18日(周五)起"]),
        ("每周五15点", "每周二9点", ["每周二09:00，从9月22日(周二)起"]),
        ("9月25日(周五)15:00", "每周五15:00", ["每周五15:00，从9月25日(周五)起"]),
        ("周二15点", "每周", ["每周二15:00，从9月22日(周二)起"]),
        ("周二15点", "每周五", ["每周五15:00，从9月25日(周五)起"]),
        ("周二15点", "", ["Tue 15:00"]),
        ("周二15点", "一边去", ["Tue 15:00", "repeats: no-repeat"]),
        ("", "", []),
    ],
)
def test_a_form_lets_a_series_begin_at_its_instant(
    starts: str, repeats: str, meant: list[str]
) -> None:
    """What a rule leaves open is taken from the instant beside it, which then goes."""
    typed = {"title": "x", "starts": starts, "repeats": repeats}
    filled = fill_form(FORM, typed, SCHOOL, VOCABULARY)
    filled.problems = [each for each in filled.problems if each.field != "starts"]
    assert told(filled, SCHOOL)[1:] == meant


def test_a_school_year_without_terms_asks_for_them() -> None:
    """Where no term is known it is asked for, and nothing is guessed."""
    nobody = replace(SCHOOL, almanac=replace(SCHOOL.almanac, terms=()))
    line = "组会 第3到第16周每周四下午两点"
    assert told(fill(FORM, line, nobody, VOCABULARY), nobody) == ["组会", "starts: ask-term"]


def test_holidays_that_are_not_known_are_told() -> None:
    """The draft says for which year it reckoned with Monday to Friday."""
    late = replace(SCHOOL, now=SCHOOL.now.replace(month=12))
    filled = fill(FORM, "组会 每月最后一个工作日9点", late, VOCABULARY)
    voice = Voice("zh", late.zone, late.now)
    said = [WORDS.say(each, voice) for each in filled.notices if not isinstance(each, str)]
    assert said == ["2027年的放假安排还没有公布，先按周一到周五算。"]


def test_a_draft_keeps_a_rule_and_says_it() -> None:
    """A stored value is the same rule, and is said in the reader's language, also in a phrase."""
    values = FORM.make(fill(FORM, "学习 每周五15点", SCHOOL, VOCABULARY).values)
    kept = FORM.dump(values)
    assert FORM.load(kept) == values
    words = value_words("meeting", FORM.field("repeats"), kept["repeats"])
    assert unpacked(packed(words)) == words
    for language, said in (
        ("zh", "每周五15:00，从9月18日(周五)起"),
        ("en", "every Fri 15:00 (Beijing), from Fri 18 Sep"),
    ):
        assert not isinstance(words, str)
        assert WORDS.say(words, Voice(language, SCHOOL.zone, SCHOOL.now)) == said


gathers = Commands("gather")


@gathers.command(Meeting, needs=Role.MEMBER, drafts=True)
def gather(ctx: Context, values: Meeting) -> Reply:
    """Draft a meeting."""
    return draft(ctx, values, edit, post)


@gathers.takes(Meeting, "gather.edit", needs=author_of_draft, prefill=drafted(Meeting))
def edit(ctx: Context, values: Meeting, draft: DraftId) -> Reply:
    """Give a draft other values."""
    return redraft(ctx, draft, FORM, values)


@gathers.step("gather.post", needs=author_of_draft)
def post(ctx: Context, draft: DraftId) -> Reply:
    """Say what was planned."""
    values, _ = take(ctx, draft, Meeting)
    assert values.repeats is not None
    return Reply(gathers.say("planned", title=values.title, rule=values.repeats))


GATHERING: Final = (*FEATURES, gathers)
CHINESE_PLAY: Final = replace(CHINESE, features=GATHERING, words=(str(HOME / "tests" / "words"),))
ENGLISH_PLAY: Final = replace(CHINESE_PLAY, language="en")


@on(CHINESE_PLAY)
async def test_a_series_is_drafted_edited_and_planned(stage: Stage) -> None:
    """The draft says on which days and from when; without an hour it cannot be posted."""
    ana = stage.actor("Ana", Role.ORGANISER)
    told = await ana.says("召集 学习 每周五 204")
    assert "重复：每周五，从11月27日(周五)起" in told
    assert "“每周五”没有说几点。请连在一起写，例如“每周五15点”。" in told
    assert "发布" not in told
    told = await ana.says("召集 学习 每周五15点 204")
    assert told.splitlines()[:4] == [
        "聚会草稿", "内容：学习", "重复：每周五15:00，从11月27日(周五)起", "地点：204",
    ]  # fmt: skip
    assert await ana.picks("发布") == "已安排：学习，每周五15:00，从11月27日(周五)起。"


@on(ENGLISH_PLAY)
async def test_of_two_rhythms_one_is_chosen(stage: Stage) -> None:
    """What can be read in two ways is two buttons, and the chosen one is the rule."""
    ana = stage.actor("Ana", Role.ORGANISER)
    told = await ana.says("gather Board every second Tuesday 18:00")
    assert "Which one is meant?" in told
    told = await ana.picks("second Tue of every month 18:00 (Beijing), from Tue 8 Dec")
    assert "Repeats: second Tue of every month 18:00 (Beijing), from Tue 8 Dec" in told
    assert "When:" not in told
