"""Teams: how a room gets one, joins another one's, and leaves it."""

import re
from collections.abc import Sequence
from typing import Any, Final

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, select

from bot.domain.identity import Purpose, Role
from bot.event import Joined
from storage.identity import (
    audit,
)
from storage.people import People
from tests.actor import Actor, Chat
from tests.stage import BARE, CHINESE, ENGLISH, NARROW, RICH, Scene, Stage, on

TWO: Final = Scene("en", (RICH, NARROW))
TWO_ON_POSTGRES: Final = Scene("en", (RICH, NARROW), "postgresql")
ZWEI: Final = Scene("zh", (RICH, NARROW))
POOR: Final = tuple(
    Scene(language, (each,)) for language in ("en", "zh") for each in (NARROW, BARE)
)
CODE: Final = re.compile(r"\b[B-Z2-9]{4}(?:-[B-Z2-9]{4})+\b")


def code_in(text: str) -> str:
    """Return the code that somebody reads."""
    found = CODE.search(text)
    assert found is not None, text
    return found[0]


def elsewhere(stage: Stage, name: str = "Chess", *, on: str | None = None) -> Chat:
    """Return a room that belongs to no team."""
    return Chat(stage.platforms[on or next(iter(stage.platforms))], name)


async def let_in(
    stage: Stage, by: Actor, room: Chat, *, title: str = "Chess club", proven: bool = True,
    language: str | None = "en",
) -> None:  # fmt: skip
    """Let somebody add the bot to a room."""
    origin = replace(by.origin(room.key), title=title, language=language)
    await stage.deliver(
        Joined(
            id=stage.event_id(), origin=origin, received_at=stage.clock.now(), bot=True,
            proven=proven,
        )
    )  # fmt: skip


async def records(stage: Stage) -> Sequence[str]:
    """List what the record says happened."""

    def read(connection: Connection) -> Sequence[str]:
        return list(connection.scalars(select(audit.c.what).order_by(audit.c.id)))

    found: Sequence[str] = await stage.query(read)
    return found


# A room gets a team


@on(ENGLISH)
async def test_who_looks_after_a_room_lets_the_bot_in_and_a_team_is_made(stage: Stage) -> None:
    """One card says what can be done and how to begin; whoever let the bot in leads the team."""
    cleo, room = stage.actor("Cleo", None), elsewhere(stage)
    await let_in(stage, cleo, room)
    assert room.texts == [
        (
            "Hello! I am Muster, the secretary of “Chess club”. I ask who comes, hold votes and "
            "keep count, so that nobody has to.\n"
            "Try it: send me this line.\n"
            "poll Where to meet? Library / Room 204 / Online until Fri 18:00 secret\n"
            "Your team has another room with me already? Then type “join” and a code from "
            "“team code” there.\n"
            "中文也行：发“帮助”，或者“投票 中午吃什么？米饭／面条”。\n"
            "I speak English here, and times are those of Asia/Shanghai.\n"
            "[Correct] [Change] [What can you do?]"
        )
    ]
    assert await cleo.says("team", room=room) == (
        "Team “Chess club”\n1 member\nRooms\n· Chess club (rich)\n[Code for another room]"
    )
    assert (await cleo.picks("What can you do?")).startswith("What I can do\n")
    await cleo.says("poll Pizza? Yes / No", room=room)
    await cleo.picks("Post")
    assert room.last.startswith("Pizza?\n")
    assert stage.room().texts == []
    assert await records(stage) == ["team.made"]


@on(CHINESE)
async def test_a_team_is_made_in_the_language_of_whoever_let_the_bot_in(stage: Stage) -> None:
    """What the platform told of them decides."""
    cleo, room = stage.actor("小可", None), elsewhere(stage)
    await let_in(stage, cleo, room, title="象棋社", language="zh")
    assert room.texts == [
        (
            "大家好！我是小秘，来给“象棋社”当秘书：问谁来、发投票、数票数，都交给我。\n"
            "试试看，把这一行发给我：\n"
            "投票 下周在哪开会？图书馆／204／线上 截止周五18点 匿名\n"
            "团队在别的群已经有我了？那就在这里发“加入”，加上那边用“团队码”得到的码。\n"
            "English works as well: “help”, or “poll Lunch? Rice / Noodles”.\n"
            "在这里我说中文，时间按 Asia/Shanghai 算。\n"
            "[没错] [修改] [你能做什么？]"
        )
    ]
    assert await cleo.says("团队", room=room) == (
        "团队“象棋社”\n1 名成员\n群\n· 象棋社（rich）\n[再加一个群]"
    )


@on(CHINESE)
async def test_without_a_hint_the_language_is_the_houses(stage: Stage) -> None:
    """Nobody told a language, or one that is not spoken here: then it is that of the house."""
    for number, language in enumerate((None, "de")):
        cleo, room = stage.actor(f"Cleo{number}", None), elsewhere(stage, f"Room {number}")
        await let_in(stage, cleo, room, language=language)
        assert room.last.startswith("大家好！")


@on(ENGLISH)
async def test_let_in_again_makes_no_second_team(stage: Stage) -> None:
    """The room has its team and its card; both stay as they are."""
    cleo, dan, room = stage.actor("Cleo", None), stage.actor("Dan", None), elsewhere(stage)
    await let_in(stage, cleo, room)
    await let_in(stage, dan, room)
    assert len(room.texts) == 1
    assert await records(stage) == ["team.made"]


@on(ENGLISH)
async def test_a_stranger_who_lets_the_bot_in_makes_no_team(stage: Stage) -> None:
    """Where the platform does not vouch, the room is left in peace until somebody asks."""
    cleo, room = stage.actor("Cleo", None), elsewhere(stage)
    await let_in(stage, cleo, room, proven=False)
    assert room.texts == []
    told = await cleo.says("poll Pizza? Yes / No", room=room)
    assert told == stage.say("core", "may-nobody-here")
    assert await cleo.says("xyzzy", room=room) == told


@on(*POOR)
async def test_nobody_is_met_with_silence_in_a_room_without_a_team(stage: Stage) -> None:
    """Where notes cannot ride back, they go to the private chat, else they are said aloud."""
    line = {"en": "poll Pizza? Yes / No", "zh": "投票 吃什么？米饭／面条"}[stage.scene.language]
    cleo, dan = stage.actor("Cleo", None), stage.actor("Dan", None, reachable=False)
    room, told = elsewhere(stage), stage.say("core", "may-nobody-here")
    assert told in await cleo.says(line, room=room)
    assert room.texts == []
    await dan.says(line, room=room)
    assert room.texts == [told]


@on(ENGLISH)
async def test_what_one_may_at_home_one_may_not_in_a_strangers_room(stage: Stage) -> None:
    """A room without a team is not about the only team of whoever speaks there."""
    ana, room = stage.actor("Ana", Role.ORGANISER), elsewhere(stage)
    assert await ana.says("poll Pizza? Yes / No", room=room) == (
        stage.say("core", "may-nobody-here")
    )
    assert "Question: Pizza?" in await ana.says_in_private("poll Pizza? Yes / No")


@on(ENGLISH)
async def test_a_stranger_in_private_is_told_to_come_from_a_room(stage: Stage) -> None:
    """Nobody's private chat is a room without a team."""
    assert await stage.actor("Cleo", None).says_in_private("poll A? B / C") == (
        stage.say("core", "no-team")
    )


# Another room joins


@on(ENGLISH)
async def test_a_member_sees_the_team_without_the_code(stage: Stage) -> None:
    """Codes are for those who lead."""
    stage.room("Board", on="rich")
    ben = stage.actor("Ben")
    assert await ben.says("team") == (
        "Team “Book club”\n1 member\nRooms\n· Lobby (rich)\n· Board (rich) · on its own"
    )
    assert await ben.says("team code") == "Only organisers may do this."


@on(TWO, TWO_ON_POSTGRES)
async def test_a_room_on_another_connection_joins_the_team(stage: Stage) -> None:
    """A code from one room, typed in the other, confirmed in the first; then one poll for all."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    cleo, room = stage.actor("Cleo", None, on="narrow"), elsewhere(stage, on="narrow")
    await ana.says("poll Old? Yes / No")
    await ana.picks("Post")

    card = await ana.says("team code")
    code = code_in(card)
    assert card == (
        "To add another room, somebody types this in it:\n"
        f"join {code}\n"
        "Then I ask here whether that room may join. Share the code only with people of the team.\n"
        "It works once, until Fri 27 Nov 09:00 (Beijing)."
    )
    assert stage.room().texts[-1].startswith("Old?")
    assert await cleo.says(f"join {code}", room=room) == (
        "I have asked the organisers of the team. As soon as one of them says yes, this room "
        "belongs to it."
    )
    assert stage.room(on="rich").last == (
        "“Chess” (narrow) wants to join the team. Cleo typed the code there.\n"
        "If you admit it, new polls and roll calls of the team stand in that room as well, and "
        "whoever answers there counts here. What is open now stays where it is.\n"
        "[Admit] [Refuse]"
    )
    assert await ben.picks("Admit") == "Only organisers may do this. You can ask Ana."
    assert await ana.picks("Admit") == "“Chess” belongs to the team now.\n[Undo]"
    assert stage.room(on="rich").last == (
        "“Chess” (narrow) belongs to the team now. Admitted by Ana."
    )
    assert room.texts == [
        (
            "This room belongs to the team “Book club” now.\n"
            "New polls and roll calls stand in Lobby, Lobby (narrow), Chess, and each person "
            "counts once. What was open before stays where it was. If you have accounts on both "
            "sides, type “link” to me in private."
        )
    ]

    await ana.says("poll New? Yes / No")
    await ana.picks("Post")
    await cleo.picks("Yes")
    await ben.picks("No")
    for chat in (stage.room(on="rich"), stage.room(on="narrow"), room):
        assert "Yes █████ 1 (50%)\nNo █████ 1 (50%)" in chat.last
    assert not any(text.startswith("Old?") for text in room.texts)
    assert await records(stage) == ["room.joined"]


@on(ZWEI)
async def test_a_room_on_another_connection_joins_the_team_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana = stage.actor("安娜", Role.ORGANISER)
    cleo, room = stage.actor("小可", None, on="narrow"), elsewhere(stage, "棋牌", on="narrow")
    card = await ana.says("团队码")
    code = code_in(card)
    assert card == (
        f"想加哪个群，就在那个群里发：\n加入 {code}\n"
        "然后我会在这里问是否同意。码只给团队里的人。\n"
        "只能用一次，11月27日(周五)09:00前有效。"
    )
    assert await cleo.says(f"加入 {code.lower()}", room=room) == (
        "已经问了团队的组织者。有人同意后，这个群就属于那个团队。"
    )
    assert stage.last == (
        "“棋牌”（narrow）申请加入团队，码是小可在那边发的。\n"
        "同意之后，新的投票和点名也会出现在那个群，那边的回答一起统计。已经开始的不变。\n"
        "[同意] [拒绝]"
    )
    assert await ana.picks("同意") == "“棋牌”已加入团队。\n[撤销]"
    assert stage.last == "“棋牌”（narrow）已加入团队，由安娜同意。"
    assert room.texts == [
        (
            "这个群现在属于团队“读书会”。\n"
            "新的投票和点名会同时出现在大群、大群 (narrow)、棋牌，每人只算一次。之前开始的不变。"
            "两边都有账号的话，请私下给我发“绑定”。"
        )
    ]


@on(*POOR)
async def test_a_room_joins_everywhere(stage: Stage) -> None:
    """With buttons or codes, notes or none, every step can be taken and is answered."""
    words = {"en": ("team code", "join"), "zh": ("团队码", "加入")}[stage.scene.language]
    ana, cleo, room = (
        stage.actor("Ana", Role.ORGANISER),
        stage.actor("Cleo", None),
        elsewhere(stage),
    )
    code = code_in(await ana.says(words[0]))
    assert code in ana.private.last
    assert stage.room().texts == []
    assert stage.say("team", "join-asked") in await cleo.says(f"{words[1]} {code}", room=room)
    await ana.picks(stage.say("team", "admit"))
    assert "Chess" in stage.last
    assert stage.say(
        "team", "joined", team="Book club" if words[0] == "team code" else "读书会"
    ) in (room.last)


@on(ENGLISH)
async def test_a_room_that_is_refused_is_told_once(stage: Stage) -> None:
    """It stays as it is, its people hear so, and the code is of no use any more."""
    ana, cleo, room = (
        stage.actor("Ana", Role.ORGANISER),
        stage.actor("Cleo", None),
        elsewhere(stage),
    )
    code = code_in(await ana.says("team code"))
    await cleo.says(f"join {code}", room=room)
    assert await ana.picks("Refuse") == "Refused. That room stays as it is."
    assert stage.last == "“Chess” (rich) was not admitted. Refused by Ana."
    assert room.texts == ["The organisers of the team have not admitted this room."]
    assert await ana.picks("Admit", gone=True) == (
        "This was settled already, or it is too late. Nothing was changed."
    )
    assert await cleo.says(f"join {code}", room=room) == (
        "This code was used already, and works only once. Please ask for a new one."
    )
    assert await records(stage) == []


@on(ENGLISH)
async def test_admitting_can_be_undone(stage: Stage) -> None:
    """For a minute, like everything whose opposite there is."""
    ana, cleo, room = (
        stage.actor("Ana", Role.ORGANISER),
        stage.actor("Cleo", None),
        elsewhere(stage),
    )
    await cleo.says(f"join {code_in(await ana.says('team code'))}", room=room)
    await ana.picks("Admit")
    assert await ana.picks("Undo") == "“Chess” belongs to no team now."
    assert "Chess" not in await ana.says("team")
    assert room.last.startswith("This room has left the team “Book club”.")


@on(ENGLISH)
async def test_a_code_lives_for_a_day_and_its_request_for_another(stage: Stage) -> None:
    """Whoever comes too late is told so, and the card of the request says so, too."""
    ana, cleo, room = (
        stage.actor("Ana", Role.ORGANISER),
        stage.actor("Cleo", None),
        elsewhere(stage),
    )
    code = code_in(await ana.says("team code"))
    await stage.pass_time(hours=24)
    assert await cleo.says(f"join {code}", room=room) == (
        "This code is too old. Please ask for a new one."
    )
    await cleo.says(f"join {code_in(await ana.says('team code'))}", room=room)
    await stage.pass_time(hours=24)
    assert stage.last == (
        "“Chess” (rich) wanted to join the team; this is over. With a new code it can ask again."
    )


@on(ENGLISH)
async def test_asking_again_shows_the_same_code_while_it_is_fresh(stage: Stage) -> None:
    """One code is enough; an older one is replaced, and does not work beside the new one."""
    ana, cleo, room = (
        stage.actor("Ana", Role.ORGANISER),
        stage.actor("Cleo", None),
        elsewhere(stage),
    )
    first = code_in(await ana.says("team code"))
    assert code_in(await ana.says("team code")) == first
    await stage.pass_time(hours=13)
    second = code_in(await ana.says("team code"))
    assert second != first
    assert "works only once" in await cleo.says(f"join {first}", room=room)
    assert "I have asked" in await cleo.says(f"join {second}", room=room)


@on(ENGLISH)
async def test_the_code_of_one_who_no_longer_leads_is_void(stage: Stage) -> None:
    """Who gave it out must lead the team when it is typed."""
    ana, cleo, room = (
        stage.actor("Ana", Role.ORGANISER),
        stage.actor("Cleo", None),
        elsewhere(stage),
    )
    code = code_in(await ana.says("team code"))
    stage.enrol(ana, Role.MEMBER)
    assert (await cleo.says(f"join {code}", room=room)).startswith(
        "This code does not work any more"
    )
    assert stage.room().texts == []


@on(ENGLISH)
async def test_a_code_is_typed_in_the_room_that_joins(stage: Stage) -> None:
    """In private nothing can join, a room of a team already has one; both are said, kindly."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says("poll Lunch? Rice / Noodles")
    await ana.picks("Post")
    code = code_in(await ana.says("team code"))
    assert await ben.says_in_private(f"join {code}") == (
        "Type “join” and the code in the room that is to join, not here: here is only you and me."
    )
    assert await ben.says(f"join {code}") == (
        "This room belongs to the team “Book club” already. To move it, one of its organisers "
        "types “team leave” here first."
    )
    assert "I have asked" in await ben.says(f"join {code}", room=elsewhere(stage))


@on(ENGLISH)
async def test_guessing_codes_is_slow(stage: Stage) -> None:
    """After five wrong ones an account waits ten minutes, even with the right one."""
    ana, cleo, room = (
        stage.actor("Ana", Role.ORGANISER),
        stage.actor("Cleo", None),
        elsewhere(stage),
    )
    code = code_in(await ana.says("team code"))
    for _ in range(4):
        assert await cleo.says("join BCDF-2345", room=room) == (
            "I do not know this code. Please check it letter by letter; there is no vowel in it, "
            "no 0 and no 1."
        )
    assert await cleo.says("join BCDF-2345", room=room) == (
        "I do not know this code, and it was the fifth wrong one. Please wait 10 minutes before "
        "you try another."
    )
    assert (await cleo.says(f"join {code}", room=room)).startswith(
        "There were too many wrong codes"
    )
    await stage.pass_time(minutes=10)
    assert "I have asked" in await cleo.says(f"join {code}", room=room)


@on(ENGLISH)
async def test_a_new_team_in_which_nothing_was_done_gives_way(stage: Stage) -> None:
    """Who lets the bot into a second room of their team gets a team of its own; it can still join.

    Only its organiser may give it away, and only until something was made in it.
    """
    ana, cleo, room = (
        stage.actor("Ana", Role.ORGANISER),
        stage.actor("Cleo", None),
        elsewhere(stage),
    )
    await let_in(stage, cleo, room)
    dan = stage.actor("Dan", None)
    code = code_in(await ana.says("team code"))
    assert "belongs to the team “Chess club” already" in await dan.says(f"join {code}", room=room)
    assert "I have asked" in await cleo.says(f"join {code}", room=room)
    await ana.picks("Admit")
    assert "Team “Book club”" in await cleo.says("team", room=room)
    assert "Team “Book club”" in await cleo.says_in_private("team")


@on(ENGLISH)
async def test_a_team_that_has_done_something_stays(stage: Stage) -> None:
    """A room whose team has made a poll meanwhile is not taken from it."""
    ana, cleo, room = (
        stage.actor("Ana", Role.ORGANISER),
        stage.actor("Cleo", None),
        elsewhere(stage),
    )
    await let_in(stage, cleo, room)
    await cleo.says(f"join {code_in(await ana.says('team code'))}", room=room)
    await cleo.says("poll Pizza? Yes / No", room=room)
    await cleo.picks("Post")
    assert await ana.picks("Admit") == (
        "That room has joined another team meanwhile. Nothing was changed."
    )
    assert "Team “Chess club”" in await cleo.says("team", room=room)


@on(ENGLISH)
async def test_nobody_reads_a_code_in_the_database_or_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """What a code reads is worked out when it is shown, and kept nowhere."""
    caplog.set_level("DEBUG")
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    codes = [code_in(await ana.says("team code"))]
    await ben.says_in_private("link")
    codes.append(code_in(ben.private.last))
    await ana.says(f"join {codes[0]}", room=elsewhere(stage))
    kept = await stage.everything()
    for code in codes:
        for text in (kept, caplog.text):
            assert code not in text
            assert code.replace("-", "") not in text


# A room leaves


@on(ENGLISH)
async def test_a_room_leaves_its_team_after_one_question(stage: Stage) -> None:
    """What is open there goes on to count; nothing new comes, and all there hear it once."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    chess = stage.room("Chess")
    assert (
        await ben.says("team leave", room=chess) == "Only organisers may do this. You can ask Ana."
    )
    assert await ana.says_in_private("team leave") == (
        "Type “team leave” in the room that is to leave, not here."
    )
    await ana.says("poll Lunch? Rice / Noodles", room=chess)
    await ana.picks("Post")
    assert await ana.says("team leave", room=chess) == (
        "Take “Chess” out of the team “Book club”?\n"
        "Nothing new of the team will stand here. What is open here stays, and goes on to count "
        "until it closes.\n"
        "[Leave the team]"
    )
    assert await ana.picks("Leave the team") == "“Chess” belongs to no team now."
    assert chess.last == (
        "This room has left the team “Book club”.\n"
        "What is open here goes on to count until it closes. With a code from “team code” the room "
        "can join again."
    )
    assert "You chose Rice" in await ben.picks("Rice")
    assert await ana.says("team leave", room=chess) == stage.say("core", "may-nobody-here")
    assert await records(stage) == ["room.left"]


@on(CHINESE)
async def test_a_room_leaves_its_team_in_chinese(stage: Stage) -> None:
    """The same in Chinese; the room goes on to be spoken to in its language."""
    ana = stage.actor("安娜", Role.ORGANISER)
    assert await ana.says("退出团队") == (
        "让“大群”退出团队“读书会”吗？\n"
        "团队以后的事不再出现在这里。这里还没结束的照旧，到结束前都算数。\n"
        "这是团队唯一的群。退出之后，组织者还可以私下发“团队码”，把别的群加进来。\n"
        "[退出团队]"
    )
    assert await ana.picks("退出团队") == "“大群”现在不属于任何团队。"
    assert stage.last == (
        "这个群已退出团队“读书会”。\n"
        "这里还没结束的到结束前都算数。想回来的话，用“团队码”得到的码可以重新加入。"
    )


@on(ENGLISH)
async def test_nothing_is_posted_in_a_room_that_has_left(stage: Stage) -> None:
    """A draft stands in those of its rooms that are the team's when it is posted."""
    ana, chess = stage.actor("Ana", Role.ORGANISER), stage.room("Chess", Purpose.MAIN)
    assert "Will be posted in: Lobby, Chess" in await ana.says("poll Lunch? Rice / Noodles")
    await ana.says("team leave", room=chess)
    await ana.picks("Leave the team")
    assert "Poll 1 is posted in Lobby." in await ana.picks("Post")
    assert not any(text.startswith("Lunch?") for text in chess.texts)


@on(ENGLISH)
async def test_a_team_without_a_room_gets_one_again(stage: Stage) -> None:
    """Its organiser asks for a code in private, and is asked there; before, nothing is posted."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says("poll Lunch? Rice / Noodles")
    await ana.says("team leave")
    await ana.picks("Leave the team")
    nowhere = stage.say("draft", "nowhere")
    assert nowhere in await ana.picks("Post")
    assert nowhere in await ana.says_in_private("poll Tea? Yes / No")
    await ana.says_in_private("team code")
    await ana.says(f"join {code_in(ana.private.last)}")
    assert "wants to join the team" in ana.private.last
    await ana.picks("Admit")
    assert "· Lobby (rich)" in await ana.says("team")


# The language of a room without a team


@on(CHINESE)
async def test_a_room_without_a_team_is_spoken_to_in_the_houses_language(stage: Stage) -> None:
    """Nobody said otherwise."""
    ana, cleo, room = (
        stage.actor("安娜", Role.ORGANISER),
        stage.actor("小可", None),
        elsewhere(stage),
    )
    await cleo.says(f"加入 {code_in(await ana.says('团队码'))}", room=room)
    await ana.picks("拒绝")
    assert room.texts == ["团队的组织者没有同意这个群加入。"]


@on(ENGLISH)
async def test_what_a_retired_team_leaves_behind(stage: Stage) -> None:
    """Nobody is asked which of two teams they mean when one of them has given way."""
    ana, cleo, room = (
        stage.actor("Ana", Role.ORGANISER),
        stage.actor("Cleo", None),
        elsewhere(stage),
    )
    await let_in(stage, cleo, room)
    await cleo.says(f"join {code_in(await ana.says('team code'))}", room=room)
    await ana.picks("Admit")
    await cleo.says("team", room=room)

    def teams(connection: Connection) -> Any:
        who = People(connection).identify(cleo.origin(), "rich", stage.clock.now(), None, None)
        assert who.person is not None
        return [team.name for team in People(connection).teams_of(who.person)]

    assert await stage.query(teams) == ["Book club"]
