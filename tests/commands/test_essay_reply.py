"""Handing in as people would: a reply to the card, to the reminder, to the receipt."""

from typing import Final

from sqlalchemy import Connection, select

from bot.domain.call import CallId
from bot.domain.essay import EssayId, Reading, Source, Taken
from bot.domain.identity import Role, TeamId
from bot.event import Origin
from commands.essay.board import late_ones
from commands.essay.export import export
from commands.essay.feature import steps
from commands.essay.handing import give
from storage.essays import Essays, essay_table
from storage.people import People
from tests.commands.test_essay import REFUSE, TEXT, called
from tests.stage import BARE, CHINESE, ENGLISH, EVERYWHERE, NARROW, Scene, Stage, on

LONG: Final = " ".join(f"word{number}" for number in range(60))
LONG_ZH: Final = "这本书我读了三遍，每一遍都有新的体会，尤其是第二章讲的道理。" * 3
THANKS: Final = {"en": "ok I will do it", "zh": "好的，我明天交"}


@on(*EVERYWHERE)
async def test_a_long_reply_to_the_card_is_a_paper(stage: Stage) -> None:
    """A short one is none: in a group nobody hears of it, or one is asked by a button."""
    _, ben = await called(stage)
    short = THANKS[stage.scene.language]
    await ben.replies(short)
    assert (await stage.rows())["paper"] == 0
    await ben.replies(LONG)
    assert "#E-1" in ben.private.last
    assert (await stage.rows())["paper_version"] == 1


@on(CHINESE)
async def test_a_reply_to_the_reminder_is_a_paper(stage: Stage) -> None:
    """One pastes the text below it; "好的" is asked about, and a link is taken."""
    _, ben = await called(stage)
    await ben.says_in_private("帮助")
    await stage.pass_time(days=3, hours=16)
    assert "读书笔记三" in ben.private.last
    asked = await ben.replies("好的，马上写", room=ben.private)
    assert asked == "【读书会】要把“好的，马上写”（6 字）作为“读书笔记三”的稿子交上去吗？\n[交上去]"
    assert (await stage.rows())["paper"] == 0
    await ben.replies(LONG_ZH, room=ben.private)
    assert "#E-1 · 90 字" in ben.private.last
    await ben.replies("https://example.org/心得", room=ben.private)
    assert "第2版" in ben.private.last


@on(ENGLISH)
async def test_what_is_asked_about_is_handed_in_by_one_press(stage: Stage) -> None:
    """The text that was sent need not be sent again, and pressing twice hands in once."""
    _, ben = await called(stage)
    asked = await ben.says_in_private(LONG)
    assert asked.startswith("[Book club] Shall I hand in “word0 word1")
    assert "(60 words) as your paper for “Reading notes 3”?" in asked
    await ben.picks(give)
    assert "#E-1 · 60 words" in ben.private.last
    await ben.picks(give, gone=True)
    assert "It is, letter by letter, what you have handed in already." in ben.private.last
    assert "E-1, version 1, still counts." in ben.private.last


@on(ENGLISH)
async def test_talk_in_private_is_no_paper(stage: Stage) -> None:
    """Something short that is no command is not understood, as ever; thanks are thanks."""
    _, ben = await called(stage)
    understood = await ben.says_in_private("what is this all about")
    assert "hand in" not in understood.casefold() or "?" in understood
    assert (await stage.rows())["paper"] == 0
    await ben.replies("thanks", room=ben.private)
    assert "Hand this in" not in ben.private.last


@on(ENGLISH)
async def test_a_reply_to_a_campaign_that_is_over_says_so(stage: Stage) -> None:
    """When it closed, and that nothing was kept; of one that was taken back nothing is left."""
    ana, ben = await called(stage, REFUSE["en"])
    await ana.picks(steps.show_panel)
    await ana.picks(steps.close)
    assert await ben.replies(LONG) == (
        "“Reading notes 3” takes no papers any more: it closed Thu 26 Nov 09:00 (Beijing). "
        "Nothing was kept. Ask an organiser for more time."
    )
    assert (await stage.rows())["paper"] == 0


@on(ENGLISH)
async def test_a_campaign_that_was_taken_back_takes_nothing(stage: Stage) -> None:
    """Its card is gone; a button that still stands on a screen says so, and so does a receipt."""
    ana, ben = await called(stage)
    await ben.says_in_private(f"submit {TEXT}")
    assert (await ana.says("undo")).startswith("The call for papers")
    assert "Reading notes 3" not in "".join(stage.room().texts)
    assert await ben.replies(LONG, room=ben.private) == (
        "Nobody has asked for a paper at the moment. Nothing was kept."
    )
    assert await ben.says_in_private("submit") == (
        "Nobody has asked for a paper at the moment. Nothing was kept."
    )


@on(ENGLISH)
async def test_of_two_campaigns_the_one_replied_to_is_meant(stage: Stage) -> None:
    """A reply to a card hands in to that one; a long text by itself is asked about."""
    ana, ben = await called(stage)
    await ana.says("essay Summer due 15 Dec")
    await ana.picks("Post")
    await ben.replies(LONG)
    assert "Topic: Summer" in ben.private.last
    asked = await ben.says_in_private(LONG + " and more")
    assert asked.endswith("[Reading notes 3] [Summer]")


@on(Scene("zh", (BARE,)), Scene("en", (NARROW,)))
async def test_a_board_of_sixty_papers_can_be_read(stage: Stage) -> None:
    """Thirty stand on it, the newest first; the rest is counted, and all can be done from it."""
    ana, _ = await called(stage)

    def hand_in(connection: Connection) -> None:
        people, essays = People(connection), Essays(connection)
        for number in range(60):
            origin = Origin("rich", "main", f"writer-{number}", f"Writer {number}")
            account = people.account_for(origin, "realm", stage.now)
            team = TeamId(connection.execute(select(essay_table.c.team)).scalar_one())
            person = people.join(account, team, origin.name, stage.now)
            taken = essays.hand_in(
                EssayId(CallId(1)), person, stage.now, source=Source.TEXT, name="N", typed="T"
            )
            assert isinstance(taken, Taken)
            essays.note_reading(taken.version.id, Reading(None, f"{number:064}", 900))

    stage.before_next(hand_in)
    await ana.picks(steps.show_panel)
    board = "\n".join(ana.private.texts[-3:])
    assert board.count("#E-") == 30
    assert "Writer 59" in board
    assert stage.say("essay", "more-papers", count=30) in board
    await ana.picks(export)
    assert stage.say("essay", "exporting") in "\n".join(ana.private.texts)
    await ana.picks(late_ones)
    await ana.picks("Ben")


@on(ENGLISH)
async def test_whoever_is_in_two_teams_hands_in_to_the_one_that_asks(stage: Stage) -> None:
    """By word, file and reply in private, though no team was chosen; the receipt names the team."""
    _, ben = await called(stage)
    stage.enrol(ben, Role.MEMBER, team="Choir")
    await ben.says_in_private(f"submit {TEXT}")
    assert ben.private.last.startswith("[Book club] #E-1")
    await ben.replies(LONG, room=ben.private)
    assert ben.private.last.startswith("[Book club] #E-1 · 60 words")
    await ben.sends("notes.txt", TEXT.encode())
    assert ben.private.last.startswith("[Book club] #E-1 · 8 words")
    assert "version 3" in ben.private.last
