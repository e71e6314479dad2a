"""One conversation on every platform: what people do there, and what each of them then reads.

Every line of it goes over the wire of its platform, and every platform is strict: what it would
not take from a bot fails the test.
"""

import re
from typing import Final

from bot.domain.phrase import Variant
from tests.wire.driver import Has, Spot
from tests.wire.play import Actor, Play, counted
from tests.wire.stands import everywhere, on
from tests.wire.telegram import TOPIC

LINE: Final = {
    "en": "poll Where to meet? Library / Room 204 / Online until Fri 18:00",
    "zh": "投票 下周在哪开会？图书馆／204室／线上 截止周五18点",
}
QUESTION: Final = {"en": "Where to meet?", "zh": "下周在哪开会？"}
OPTIONS: Final = {"en": ("Library", "Room 204", "Online"), "zh": ("图书馆", "204室", "线上")}


async def posted(play: Play, line: str | None = None) -> tuple[Actor, Actor, Actor]:
    """Let the organiser draft a poll and post it; return all who are there."""
    ana, ben, cleo = play.people
    await ana.says(line or LINE[play.language])
    await ana.picks(play.say("draft", "post"))
    return ana, ben, cleo


async def closed(play: Play, by: Actor) -> str:
    """Let somebody close the poll by hand."""
    await by.picks(play.say("call", "more"))
    return await by.picks(play.say("call", "close"))


def cards(reader: Actor) -> list[str]:
    """Return the cards of the poll in the main room, the oldest first: with its closing posts."""
    return [each.text for each in reader.reads() if QUESTION[reader.play.language] in each.text]


def counts(reader: Actor) -> tuple[int, ...]:
    """Return what somebody reads as the newest counts."""
    options = OPTIONS[reader.play.language]
    found = [counted(text, options) for text in cards(reader)]
    newest = [each for each in found if each][-1]
    return tuple(newest[option] for option in options)


@everywhere()
async def test_a_typed_line_becomes_a_draft_and_then_a_poll(play: Play) -> None:
    """The draft says how the line was read, before anything is posted; then all can answer."""
    ana, ben, _ = play.people
    draft = await ana.says(LINE[play.language])
    question, options = QUESTION[play.language], OPTIONS[play.language]
    assert all(each in draft for each in (question, *options, "18:00"))
    assert play.say("draft", "stands-in", rooms=(room_title(play),)) in draft
    assert cards(ben) == []
    told = await ana.picks(play.say("draft", "post"))
    assert play.say("poll", "name") in told
    (card,) = cards(ben)
    assert counts(ben) == (0, 0, 0)
    assert all(ben.offered(option).spot is Spot.MAIN for option in options)
    assert "18:00" in card


def room_title(play: Play) -> str:
    """Return what the main room is called."""
    return play.say("demo", "main-room")


@on("telegram-polling", "en")
async def test_a_poll_to_the_letter(play: Play) -> None:
    """All that is read of a poll from its draft to its end, in English."""
    ana, ben, _ = play.people
    assert await ana.says(LINE["en"]) == (
        "[Study group] Draft: Poll\n"
        "\n"
        "Question: Where to meet?\n"
        "Options: Library, Room 204, Online\n"
        "Closes: Fri 27 Nov 18:00 (Beijing)\n"
        "Choices per person: 1\n"
        "Names: organisers only\n"
        "Will be posted in: Everybody"
    )
    assert ana.reads(Spot.PRIVATE)[-1].labels == ("Post", "Edit", "More…", "Cancel")
    assert await ana.picks("Post") == (
        "Poll 1 is posted in Everybody. (Type “undo” within a minute to take it back.)"
    )
    assert await ben.picks("Library") == (
        "You chose Library. You can change it until Fri 27 Nov 18:00 (Beijing)."
    )
    await play.moment()
    assert ben.last == (
        "Where to meet?\n"
        "\n"
        "Library ██████████ 1 (100%)\n"
        "Room 204 0\n"
        "Online 0\n"
        "1 answer · until Fri 27 Nov 18:00 (Beijing)\n"
        "Names: organisers only · Results: at once"
    )
    assert ben.reads()[-1].labels == ("Library", "Room 204", "Online", "More…")
    await closed(play, ana)
    card, closing = cards(ben)
    assert "1 answer · closed Thu 26 Nov 09:00 (Beijing)" in card
    assert closing == (
        "Poll closed: Where to meet?\n\nMost votes: Library\nLibrary: 1, Room 204: 0, Online: 0"
    )


@on("telegram-polling", "zh")
async def test_a_poll_to_the_letter_in_chinese(play: Play) -> None:
    """The same in Chinese."""
    ana, ben, _ = play.people
    assert await ana.says(LINE["zh"]) == (
        "【学习小组】投票草稿\n"
        "\n"
        "问题：下周在哪开会？\n"
        "选项：图书馆、204室、线上\n"
        "截止：11月27日(周五)18:00\n"
        "每人可选：1\n"
        "姓名：仅组织者可见\n"
        "将发到：大群"
    )
    assert ana.reads(Spot.PRIVATE)[-1].labels == ("发布", "修改", "更多…", "取消")
    assert await ana.picks("发布") == "投票 1 已发到大群。（一分钟内发“撤销”可以收回。）"
    assert await ben.picks("图书馆") == "已记下：图书馆。11月27日(周五)18:00前可以改。"
    await play.moment()
    assert ben.last == (
        "下周在哪开会？\n"
        "\n"
        "图书馆 ██████████ 1 (100%)\n"
        "204室 0\n"
        "线上 0\n"
        "1 人已投 · 截止 11月27日(周五)18:00\n"
        "姓名：仅组织者可见 · 结果：实时公布"
    )
    assert ben.reads()[-1].labels == ("图书馆", "204室", "线上", "更多…")
    await closed(play, ana)
    card, closing = cards(ben)
    assert "1 人投票 · 已于11月26日(周四)09:00结束" in card
    assert closing == (
        "投票结束：下周在哪开会？\n\n票数最多：图书馆\n图书馆：1 票、204室：0 票、线上：0 票"
    )


@everywhere()
async def test_an_answer_counts_once_however_often_it_is_changed(play: Play) -> None:
    """Whoever answers is told so alone, and the card is right again; a changed mind is one mind."""
    ana, ben, cleo = await posted(play)
    library, _, online = OPTIONS[play.language]
    assert library in await ben.picks(library)
    await play.a_while()
    assert counts(cleo) == (1, 0, 0)
    assert online in await ben.picks(online)
    assert online in await cleo.picks(online)
    await play.a_while()
    assert counts(ana) == counts(ben) == counts(cleo) == (0, 0, 2)
    assert ben.name not in "".join(cards(cleo))


@everywhere(Has.REPLIES)
async def test_a_reply_that_names_an_option_is_an_answer(play: Play) -> None:
    """Who replies to the card in the words of a button has pressed it."""
    ana, ben, _ = await posted(play)
    room = OPTIONS[play.language][1]
    assert room in await ben.replies(room)
    await play.a_while()
    assert counts(ana) == (0, 1, 0)


@everywhere()
async def test_the_card_is_redrawn_where_it_stands_or_seldom_anew(play: Play) -> None:
    """A crowd of changes is one message where it can be edited; else one more after hours."""
    ana, ben, cleo = await posted(play)
    options = OPTIONS[play.language]
    first = ana.reads()[-1].ref
    for option in (*options, *options):
        await ben.picks(option)
        await cleo.picks(option)
    await play.moment()
    if play.can.edit:
        assert [each.ref for each in ana.reads()] == [first]
        assert counts(ana) == (0, 0, 2)
        return
    assert len(cards(ana)) == 1
    await play.a_while()
    assert len(cards(ana)) == 2
    assert counts(ana) == (0, 0, 2)


@everywhere()
async def test_a_bare_command_asks_for_all_that_a_poll_needs(play: Play) -> None:
    """A form where there are forms, else questions; what is wrong is asked again, the rest kept."""
    ana, ben, _ = play.people
    question, (here, there, _) = QUESTION[play.language], OPTIONS[play.language]
    wrong, right = {"en": ("30 Feb", "Fri 18:00"), "zh": ("2月30日", "周五18点")}[play.language]
    await ana.says(play.say("poll", "name").lower())
    values = {"question": question, "options": f"{here}\n{there}", "closes": wrong}
    told = await ana.fills(values)
    assert wrong in told
    assert cards(ben) == []
    draft = await ana.fills({"closes": right})
    assert all(each in draft for each in (question, here, there, "18:00"))
    await ana.picks(play.say("draft", "post"))
    assert ben.offered(here).spot is Spot.MAIN


@everywhere()
async def test_a_question_that_is_far_too_long_is_refused_in_words(play: Play) -> None:
    """Three thousand characters, with the markup of all platforms, are told to be too many."""
    ana, ben, _ = play.people
    told = await ana.says(f"{LINE[play.language].split()[0]} {hostile(3_000)}")
    assert "3,0" in told or "300" in told
    assert cards(ben) == []
    assert play.say("draft", "post") not in {label for each in ana.alone for label in each.labels}


@everywhere()
async def test_what_people_type_is_shown_as_they_typed_it(play: Play) -> None:
    """Emoji, marks of direction and the markup of all platforms stand there as mere text."""
    ana, ben, _ = play.people
    question = f"{hostile(280)}?"
    word = LINE[play.language].split()[0]
    await ana.says(f"{word} {question}\n{MARKUP}\n{OPTIONS[play.language][0]}")
    await ana.picks(play.say("draft", "post"))
    assert plain(question) in plain(ben.last)
    assert plain(MARKUP) in plain(ben.last)


MARKUP: Final = "<b>*_~`@all #x"
_HOSTILE: Final = (
    "🗳️ *b* _i_ ~s~ `c` **b** <b>x</b> &lt; <!channel> @U1 @everyone [l](http://a.example) "
    "\u202eabc\u202c مرحبا ﷽ ```x``` # h > q ![](x) dtmd://x "
)


def hostile(length: int) -> str:
    """Return so many characters that mean something to one platform or another."""
    return (_HOSTILE * (length // len(_HOSTILE) + 1))[:length].strip()


def plain(text: str) -> str:
    """Take out what nobody sees: marks that keep names from mentioning and links from linking."""
    return re.sub(r"[\u2060\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\s", "", text)


@everywhere(Has.FILES)
async def test_a_file_in_private_gets_a_sensible_answer(play: Play) -> None:
    """Whoever sends something that is of no use is told that nothing was kept of it."""
    ana, ben, _ = play.people
    name = {"en": "list of books.txt", "zh": "书 单.txt"}[play.language]
    assert plain(name) in plain(await ben.sends(name, b"Dune\n"))
    assert not any(plain(name) in plain(each.text) for each in ana.sees)


@everywhere()
async def test_a_poll_of_the_committee_stands_with_the_committee_alone(play: Play) -> None:
    """What is made in another room than the main one is posted there, and answered there."""
    ana, ben, cleo = play.people
    library, *_ = OPTIONS[play.language]
    draft = await ana.says(LINE[play.language], Spot.COMMITTEE)
    assert play.say("draft", "stands-in", rooms=(play.say("demo", "committee-room"),)) in draft
    await ana.picks(play.say("draft", "post"))
    assert ben.offered(library).spot is Spot.COMMITTEE
    assert library in await ben.picks(library)
    await play.a_while()
    assert counted(cleo.reads(Spot.COMMITTEE)[-1].text, [library]) == {library: 1}
    assert cards(cleo) == []


@everywhere()
async def test_talk_that_is_not_for_the_bot_is_left_alone(play: Play) -> None:
    """People talk of polls as well, and nobody answers them."""
    ana, ben, _ = play.people
    before = [each.text for each in ben.sees]
    assert await ana.talks(LINE[play.language]) == ""
    assert [each.text for each in ben.sees] == before


@everywhere(Has.THREADS)
async def test_a_poll_can_be_made_in_a_thread(play: Play) -> None:
    """Whoever asks in a thread is answered there or in private; the poll stands in the thread.

    There it is redrawn, and there it says how it ended; nothing of it is read in the room itself.
    """
    ana, ben, cleo = play.people
    post = play.say("draft", "post")
    draft = await ana.says(LINE[play.language], Spot.THREAD)
    assert ana.offered(post).spot in {Spot.THREAD, Spot.PRIVATE}
    assert place_of(play) in draft
    await ana.picks(post)
    library, *_ = OPTIONS[play.language]
    card = ben.offered(library)
    assert card.spot is Spot.THREAD
    assert library in await ben.picks(library)
    await play.a_while()
    (redrawn,) = cleo.reads(Spot.THREAD)
    assert (redrawn.ref, counted(redrawn.text, [library])) == (card.ref, {library: 1})
    await closed(play, ana)
    await play.a_while()
    ended = play.say("poll", "result-title", question=QUESTION[play.language])
    assert [ended in each.text for each in cleo.reads(Spot.THREAD)] == [False, True]
    assert cards(cleo) == []


def place_of(play: Play) -> str:
    """Return what the thread of the main room is called in a draft."""
    named = {play.say("core", "in-topic", room=room_title(play), topic=TOPIC)}
    named |= {play.say("core", "in-thread", room=room_title(play))}
    (place,) = [each for each in named if (TOPIC in each) is play.driver.name.startswith("tele")]
    return play.say("draft", "stands-in", rooms=(place,))


@everywhere(Has.THREADS)
async def test_details_hang_on_the_card(play: Play) -> None:
    """Who has not answered is named below the card: in its thread, or in a reply to it."""
    ana, ben, cleo = play.people
    everyone = {"en": "everyone", "zh": "全员"}[play.language]
    await posted(play, f"{LINE[play.language]} {everyone}")
    card = ben.offered(OPTIONS[play.language][0])
    await ben.picks(OPTIONS[play.language][1])
    await ana.picks(play.say("call", "more"))
    await ana.picks(play.say("call", "name-them"))
    await ana.picks(play.say("call", "name-now", count=2))
    title, of = QUESTION[play.language], Variant("poll")
    start = play.say("call", "missing", title=title, names=(), of=of).rstrip(":： ")
    (named,) = [each for each in cleo.sees if each.text.startswith(start)]
    assert named.under == card.ref
    assert ana.name in named.text


@everywhere(Has.PINS)
async def test_a_card_is_pinned_as_long_as_it_is_open(play: Play) -> None:
    """An organiser pins it; when the poll is over it comes off by itself."""
    ana, ben, _ = await posted(play)
    card = ben.offered(OPTIONS[play.language][0])
    await play.a_while()
    assert play.driver.pinned() == []
    await ana.picks(play.say("call", "more"))
    await ana.picks(play.say("call", "pin"))
    await play.a_while()
    assert play.driver.pinned() == [card.ref]
    await closed(play, ana)
    await play.a_while()
    assert play.driver.pinned() == []


@everywhere()
async def test_what_one_person_is_told_nobody_else_sees(play: Play) -> None:
    """Drafts, answers, menus and lists of one's own are before no other eyes."""
    ana, ben, cleo = await posted(play)
    library, *_ = OPTIONS[play.language]
    known = {each.text for reader in (ana, ben, cleo) for each in reader.sees}
    assert await ben.picks(library)
    assert await ben.says({"en": "mine", "zh": "我的"}[play.language])
    assert await ben.picks(play.say("call", "more"))
    assert await cleo.says({"en": "poll Tea? Yes / No", "zh": "投票 喝茶？要／不要"}[play.language])
    await play.a_while()
    for one in (ben, cleo):
        told = [each.text for each in one.alone if each.text not in known]
        assert told
        for other in (each for each in play.people if each.name != one.name):
            assert [text for each in other.sees for text in told if text in each.text] == []


@everywhere(Has.REDELIVERY)
async def test_what_is_delivered_again_changes_nothing(play: Play) -> None:
    """The same event, under its id or under a new one, is one draft, one poll and one answer."""
    ana, ben, cleo = play.people
    library, _, online = OPTIONS[play.language]
    post = play.say("draft", "post")
    await ana.says(LINE[play.language])
    await play.driver.again(fresh=False)
    await play.house.pass_time(seconds=3)
    assert sum(each.offers(post) for each in ana.sees) == 1
    await ana.picks(post)
    for fresh in (False, True):
        await play.driver.again(fresh=fresh)
        await play.house.pass_time(seconds=3)
    assert len(cards(cleo)) == 1
    await ben.picks(library)
    await cleo.picks(online)
    for fresh in (False, True):
        await play.driver.again(fresh=fresh)
        await play.house.pass_time(seconds=3)
    await play.a_while()
    assert counts(ana) == (1, 0, 1)


@everywhere()
async def test_closing_ends_it_with_one_post(play: Play) -> None:
    """Nobody can answer any more, the count stays, and one post says how it ended."""
    ana, ben, cleo = await posted(play)
    library, *_ = OPTIONS[play.language]
    await ben.picks(library)
    await cleo.picks(library)
    await play.a_while()
    told = await closed(play, ana)
    assert play.say("call", "closed-now", kind=play.say("poll", "kind")) in told
    await play.a_while()
    for reader in (ana, ben, cleo):
        ended = play.say("poll", "result-title", question=QUESTION[play.language])
        assert sum(ended in text for text in cards(reader)) == 1
        assert play.say("poll", "result-one", best=library) in reader.last
    if play.can.edit:
        assert not any(each.offers(library) for each in ben.reads())


@everywhere()
async def test_the_clock_closes_it(play: Play) -> None:
    """At its deadline, and not before, the poll says how it ended."""
    ana, ben, _ = await posted(play)
    online = OPTIONS[play.language][2]
    await ben.picks(online)
    ended = play.say("poll", "result-title", question=QUESTION[play.language])
    await play.house.pass_time(hours=32.9)
    assert not any(ended in text for text in cards(ana))
    await play.house.pass_time(hours=0.2)
    assert sum(ended in text for text in cards(ana)) == 1
    assert play.say("poll", "result-one", best=online) in ana.last


@everywhere()
async def test_a_restart_in_the_middle_loses_nothing(play: Play) -> None:
    """Drafts, cards, their buttons and the answers are there when Muster is back."""
    ana, ben, cleo = play.people
    library, _, online = OPTIONS[play.language]
    await ana.says(LINE[play.language])
    await play.house.restart()
    await ana.picks(play.say("draft", "post"))
    await ben.picks(library)
    await play.house.restart()
    assert online in await cleo.picks(online)
    assert online in await ben.picks(online)
    await play.a_while()
    assert counts(ana) == (0, 0, 2)
    await play.house.restart()
    await closed(play, ana)
    ended = play.say("poll", "result-title", question=QUESTION[play.language])
    assert sum(ended in text for text in cards(cleo)) == 1
