"""Linked accounts: one person however they write, counted once; and the owner of the house."""

from collections.abc import Sequence
from typing import Final, Literal

from sqlalchemy import Connection, func, select

from bot.composition.serving import take_up
from bot.config import Settings
from bot.config.settings import Organisation
from bot.domain.identity import Role
from bot.domain.phrase import Variant
from storage.identity import (
    account_table,
    membership,
)
from tests.actor import Actor
from tests.commands.test_team import code_in, elsewhere, records
from tests.stage import BARE, CHINESE, ENGLISH, NARROW, RICH, Scene, Stage, on

TWO: Final = Scene("en", (RICH, NARROW))
TWO_ON_POSTGRES: Final = Scene("en", (RICH, NARROW), "postgresql")
ZWEI: Final = Scene("zh", (RICH, NARROW))
ALL: Final = tuple(
    Scene(language, (RICH, each)) for language in ("en", "zh") for each in (NARROW, BARE)
)
LINK: Final = {"en": "link", "zh": "绑定"}


async def link(stage: Stage, here: Actor, there: Actor) -> str:
    """Ask for a code on one account, type it on the other, agree; return what is told there."""
    word = LINK[stage.scene.language]
    await here.says_in_private(word)
    told = await there.says_in_private(f"{word} {code_in(here.private.last)}")
    if stage.say("team", "both-mine") in there.private.last:
        return await there.picks(stage.say("team", "both-mine"))
    return told


async def persons(stage: Stage) -> int:
    """Count whose accounts there are."""

    def count(connection: Connection) -> int:
        return connection.scalar(select(func.count(func.distinct(account_table.c.person)))) or 0

    found: int = await stage.query(count)
    return found


async def ask(stage: Stage, line: str) -> Actor:
    """Let Ana ask the team something."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says(line)
    await ana.picks(stage.say("draft", "post"))
    return ana


# Two accounts become one person


@on(TWO)
async def test_two_accounts_become_one_person(stage: Stage) -> None:
    """A code from one side, typed on the other, confirmed on the first; all told in private."""
    bo, bob = stage.actor("Bo Chen"), stage.actor("bob42", on="narrow")
    await bo.says_in_private("link")
    code = code_in(bo.private.last)
    assert bo.private.last == (
        "On your other account, type this to me in private:\n"
        f"link {code}\n"
        "Then I ask you here whether that is you. Do not show the code to anybody.\n"
        "It works once, until Thu 26 Nov 09:10 (Beijing)."
    )
    await bob.says_in_private(f"link {code.lower().replace('-', ' ')}")
    assert bob.private.last == (
        "Are both accounts yours: this one, and Bo Chen on rich?\n"
        "Then you are one person: whoever uses the other account speaks and answers as you. If "
        "somebody else gave you the code, say no.\n"
        "[Yes, both are mine] [No]"
    )
    assert await bob.picks("Yes, both are mine") == (
        "Almost done: now confirm it as Bo Chen on rich, in the private chat with me there.\n"
        "You said that Bo Chen on rich is you, too."
    )
    assert bo.private.last == (
        "bob42 on narrow says that they are you.\n"
        "If that is your account, confirm it: then you are one person with one answer. Where you "
        "have answered on both, the later answer counts.\n"
        "[Yes, that is me] [No]"
    )
    assert await bo.picks("Yes, that is me") == (
        "Linked: you are one person now, Bo Chen. One answer counts, whichever account you use.\n"
        "bob42 on narrow is you: linked."
    )
    assert bob.private.last == (
        "Linked: you are one person now, Bo Chen. One answer counts, whichever account you use."
    )
    assert await persons(stage) == 1
    assert await records(stage) == ["person.linked"]
    assert "These accounts are linked already" in await link(stage, bo, bob)


@on(ZWEI)
async def test_two_accounts_become_one_person_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    bo, bob = stage.actor("陈波"), stage.actor("小波", on="narrow")
    assert await link(stage, bo, bob) == (
        "就差一步：请回到 rich 上的账号“陈波”，在和我的私聊里确认。\n"
        "您说 rich 上的“陈波”也是您本人。"
    )
    assert bo.private.last == (
        "narrow 上的小波说是您本人。\n"
        "如果那是您的账号，请确认：以后算同一个人、同一份回答。"
        "两边都回答过的，以较晚的那次为准。\n"
        "[是我本人] [不是我]"
    )
    assert await bo.picks("是我本人") == (
        "绑定好了，您现在是同一个人：陈波。不管用哪个账号，都只算一份回答。\n"
        "narrow 上的小波就是您，已经绑定。"
    )
    assert bob.private.last == (
        "绑定好了，您现在是同一个人：陈波。不管用哪个账号，都只算一份回答。"
    )


@on(*ALL)
async def test_linking_works_everywhere_and_from_either_side(stage: Stage) -> None:
    """The poorer platform asks, the richer types: buttons or codes, all is reached and answered."""
    poor = stage.scene.profiles[1].name
    bo, bob = stage.actor("Bo", on=poor), stage.actor("Bob", None)
    assert stage.say("team", "link-asked", name="Bo", connection=poor) in await link(stage, bo, bob)
    await bo.picks(stage.say("team", "is-me"))
    assert bob.private.last == stage.say("team", "linked", name="Bo")
    assert await persons(stage) == 1


@on(TWO, TWO_ON_POSTGRES)
async def test_a_linked_person_counts_once_on_every_connection(stage: Stage) -> None:
    """One card in each main room, one tally, and closing it closes all."""
    ana = await ask(stage, "poll Lunch? Rice / Noodles")
    bo, bob = stage.actor("Bo"), stage.actor("Bob", on="narrow")
    await link(stage, bo, bob)
    await bo.picks("Yes, that is me")
    await bo.picks("Rice")
    await bob.picks("Noodles")
    for name in ("rich", "narrow"):
        assert "Rice 0\nNoodles ██████████ 1 (100%)\n1 answer" in stage.room(on=name).last
    await bo.picks("Noodles")
    for name in ("rich", "narrow"):
        assert "Noodles ██████████ 1 (100%)\n1 answer" in stage.room(on=name).last
    await ana.picks("More…")
    await ana.picks("Close now")
    for name in ("rich", "narrow"):
        texts = stage.room(on=name).texts
        assert "1 answer · closed" in texts[0]
        assert texts[1].startswith("Poll closed: Lunch?")


@on(TWO, TWO_ON_POSTGRES)
async def test_of_two_answers_the_later_counts_and_the_person_is_told(stage: Stage) -> None:
    """Poll by poll, in private; what was answered once only needs no word."""
    ana = await ask(stage, "poll Lunch? Rice / Noodles")
    bo, bob = stage.actor("Bo"), stage.actor("Bob", on="narrow")
    await bo.picks("Rice")
    await stage.pass_time(minutes=1)
    await bob.picks("Noodles")
    assert "2 answers" in stage.last
    for line in ("poll Colour? Red / Blue", "roll Chess Fri 15:00", "poll Who? A / B secret"):
        await ana.says(line)
        await ana.picks("Post")
    await bob.picks("Red")
    await bob.picks("Coming")
    await bo.picks("Leave")
    await bo.picks("A")
    await bob.picks("B")
    await link(stage, bo, bob)
    await bo.picks("Yes, that is me")
    assert bo.private.last == (
        "You had answered on both accounts. The later answer counts:\n"
        "· Poll 3: Who? – answers are secret, and so is when they were given: the one of the"
        " account that I have known longer counts\n"
        "· Poll 1: Lunch? – you chose Noodles\n"
        "· Roll call 1: Chess – Leave\n"
        "If another one is right, just answer again."
    )
    for name in ("rich", "narrow"):
        lunch, colour, chess, who = stage.room(on=name).texts
        assert "Rice 0\nNoodles ██████████ 1 (100%)\n1 answer" in lunch
        assert "Red ██████████ 1 (100%)" in colour
        assert "Coming: 0" in chess
        assert "Leave: 1" in chess
        assert "1 answer" in who
    assert "Poll 2: Colour? – you chose Red" in await bo.says("mine")


@on(TWO, TWO_ON_POSTGRES)
async def test_what_was_counted_when_a_poll_closed_stays_as_it_was(stage: Stage) -> None:
    """Its result was said; opened again, the one who was two counts once, by the later answer."""
    ana = await ask(stage, "poll Lunch? Rice / Noodles")
    bo, bob = stage.actor("Bo"), stage.actor("Bob", on="narrow")
    await bo.picks("Rice")
    await stage.pass_time(minutes=1)
    await bob.picks("Noodles")
    await ana.picks("More…")
    await ana.picks("Close now")
    await link(stage, bo, bob)
    await bo.picks("Yes, that is me")
    assert "Poll 1: Lunch? – was closed when you were still two for me" in bo.private.last
    counted = "Rice █████ 1 (50%)\nNoodles █████ 1 (50%)\n2 answers"
    assert counted in stage.room().texts[0]
    await ana.picks("Open again")
    assert "Rice 0\nNoodles ██████████ 1 (100%)\n1 answer" in stage.room().texts[0]


@on(ZWEI)
async def test_of_two_answers_the_later_counts_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    await ask(stage, "投票 午饭？米饭／面条")
    bo, bob = stage.actor("陈波"), stage.actor("小波", on="narrow")
    await bob.picks("面条")
    await stage.pass_time(minutes=1)
    await bo.picks("米饭")
    await link(stage, bo, bob)
    await bo.picks("是我本人")
    assert bo.private.last == (
        "您在两个账号上都回答过，以晚的那次为准：\n"
        "· 投票 1：午饭？（选了米饭）\n"
        "如果不对，重新回答一次就行。"
    )


@on(TWO)
async def test_the_older_person_stays_with_the_higher_role(stage: Stage) -> None:
    """Whoever has been here longer keeps the name, whichever side began; the role is the best."""
    bo, bob = stage.actor("Bo"), stage.actor("Bob", Role.ORGANISER, on="narrow")
    await link(stage, bob, bo)
    assert "now, Bo." in await bob.picks("Yes, that is me")
    assert "[Code for another room]" in await bo.says("team")

    def roles(connection: Connection) -> Sequence[str]:
        return list(connection.scalars(select(membership.c.role)))

    assert await stage.query(roles) == ["organiser"]


@on(TWO)
async def test_an_account_of_nobody_becomes_that_of_the_one_who_is_here(stage: Stage) -> None:
    """A stranger's account that is linked is a member's from then on, and its name is not taken."""
    bo, bob = stage.actor("Bo", Role.ORGANISER), stage.actor("Bob", None, on="narrow")
    await link(stage, bob, bo)
    assert "now, Bo." in await bob.picks("Yes, that is me")
    assert "Team “Book club”" in await bob.says_in_private("team")


# What does not link


@on(*ALL)
async def test_a_code_that_somebody_else_sent_can_be_refused_where_it_was_typed(
    stage: Stage,
) -> None:
    """Whoever was talked into typing it says no: the other side is not asked, and gets nothing."""
    eve = stage.actor("Eve", None, on=stage.scene.profiles[1].name)
    ana = stage.actor("Ana", Role.ORGANISER)
    word = LINK[stage.scene.language]
    await eve.says_in_private(word)
    code = code_in(eve.private.last)
    await ana.says_in_private(f"{word} {code}")
    told = await ana.picks(stage.say("team", "not-mine"))
    assert told.startswith(stage.say("team", "not-both"))
    assert stage.say("team", "is-me") not in eve.private.last
    assert await persons(stage) == 1
    again = await ana.says_in_private(f"{word} {code}")
    assert again == stage.say("team", "code-gone", why=Variant("used"))


@on(TWO)
async def test_nobody_is_linked_who_says_no(stage: Stage) -> None:
    """Both sides hear it, both stay who they are, and the code is of no use any more."""
    bo, eve = stage.actor("Bo"), stage.actor("Eve", on="narrow")
    await bo.says_in_private("link")
    code = code_in(bo.private.last)
    await eve.says_in_private(f"link {code}")
    await eve.picks("Yes, both are mine")
    assert await bo.picks("No") == (
        "Nothing was linked. Somebody had your code: show a new one to nobody.\n"
        "Eve on narrow is not you: nothing was linked."
    )
    assert eve.private.last == (
        "The other side said that this is not the same person. Nothing was linked."
    )
    assert await persons(stage) == 2
    assert "works only once" in await eve.says_in_private(f"link {code}")
    assert await bo.picks("Yes, that is me", gone=True) == (
        "This was settled already, or it is too late. Nothing was changed."
    )


@on(TWO)
async def test_a_code_that_others_may_have_read_is_spent(stage: Stage) -> None:
    """Typed in a group it links nobody, neither there nor afterwards."""
    bo, bob = stage.actor("Bo"), stage.actor("Bob", on="narrow")
    assert await bo.says("link") == "Type “link” to me in private: only you may see the code."
    await bo.says_in_private("link")
    code = code_in(bo.private.last)
    assert await bob.says(f"link {code}") == (
        "[Book club] A code must be typed to me in private. Others could read it here, so it does "
        "not work any more. Please ask for a new one."
    )
    assert bo.private.last == "This code does not work any more. “link” gives a new one."
    assert "works only once" in await bob.says_in_private(f"link {code}")
    await bo.says_in_private("link")
    other = code_in(bo.private.last)
    assert "This code links accounts" in await bob.says(
        f"join {other}", room=elsewhere(stage, on="narrow")
    )
    assert "works only once" in await bob.says_in_private(f"link {other}")


@on(ENGLISH)
async def test_ones_own_code_an_old_one_and_a_wrong_one_are_told_apart(stage: Stage) -> None:
    """Each is answered with what to do."""
    bo, bob = stage.actor("Bo"), stage.actor("Bob")
    await bo.says_in_private("link")
    code = code_in(bo.private.last)
    assert await bo.says_in_private(f"link {code}") == (
        "This is your own code. Type it on your other account, in the private chat with me there."
    )
    assert (await bob.says_in_private("link BCDF-2345")).startswith("I do not know this code.")
    await stage.pass_time(minutes=10)
    assert bo.private.texts[0] == "This code does not work any more. “link” gives a new one."
    assert await bob.says_in_private(f"link {code}") == (
        "This code is too old. Please ask for a new one."
    )


@on(ENGLISH)
async def test_a_room_code_links_nobody(stage: Stage) -> None:
    """Whoever mixes codes up is told what theirs is for; too often, and it is void."""
    ana, bo = stage.actor("Ana", Role.ORGANISER), stage.actor("Bo")
    code = code_in(await ana.says("team code"))
    for _ in range(5):
        assert await bo.says_in_private(f"link {code}") == (
            "This code adds a room to a team: type “join” and the code in that room."
        )
    assert "works only once" in await bo.says(f"join {code}", room=elsewhere(stage))


@on(ENGLISH)
async def test_only_who_asked_may_confirm(stage: Stage) -> None:
    """A button that another presses, by whatever way, links nobody."""
    bo, bob, eve = stage.actor("Bo"), stage.actor("Bob"), stage.actor("Eve")
    await link(stage, bo, bob)
    message = bo.private.messages[-1]
    message.reader = None
    assert await eve.picks("Yes, that is me") == ("Only the person whom it is about may do this.")
    assert await persons(stage) == 3


# Apart again


@on(TWO)
async def test_an_account_can_be_on_its_own_again(stage: Stage) -> None:
    """What was answered stays with the other; from then on both count."""
    await ask(stage, "poll Lunch? Rice / Noodles")
    bo, bob = stage.actor("Bo"), stage.actor("Bob", on="narrow")
    await link(stage, bo, bob)
    await bo.picks("Yes, that is me")
    await bo.picks("Rice")
    assert await bob.says_in_private("unlink") == (
        "[Book club] From now on this account is a person of its own. What you have answered so "
        "far stays with the other account."
    )
    await bob.picks("Noodles")
    assert "2 answers" in stage.last
    assert "This account is linked to no other." in await bob.says_in_private("unlink")
    assert await records(stage) == ["person.linked", "account.unlinked"]


# The owner


async def the_code(stage: Stage, mode: Literal["demo", "live"] = "live") -> str | None:
    """Start the house, and read the code that is shown there, if one is."""
    home = Organisation(language=stage.scene.language)  # type: ignore[arg-type]  # one of the two
    settings = Settings(mode=mode, organisation=home)
    await stage.set_up()
    running = stage.running
    return await running.database.run(lambda c: take_up(c, settings, running.muster.runtime))


@on(ENGLISH)
async def test_whoever_starts_the_house_becomes_its_owner(stage: Stage) -> None:
    """By the code of the start, once, in private; then any room without a team can have one."""
    cleo, dan, room = stage.actor("Cleo", None), stage.actor("Dan", None), elsewhere(stage)
    assert await the_code(stage, "demo") is None
    first, second = await the_code(stage), await the_code(stage)
    assert first is not None
    assert second is not None
    assert (await cleo.says_in_private(f"owner {first}")).startswith("I do not know this code.")
    assert await cleo.says("team new", room=room) == stage.say("core", "may-owner")
    assert await cleo.says_in_private(f"owner {second}") == (
        "You own this Muster now. In a room without a team, “team new” makes one."
    )
    assert await the_code(stage) is None
    assert "works only once" in await dan.says_in_private(f"owner {second}")
    assert await dan.says("team new", room=room) == stage.say("core", "may-owner")

    assert await cleo.says("team new Chess club", room=room) == ("Done. You are its administrator.")
    assert room.last.startswith("Hello! I am Muster")
    assert "Team “Chess club”" in await cleo.says("team", room=room)
    assert await cleo.says("team new", room=room) == (
        stage.say("team", "has-team", team="Chess club")
    )
    assert await cleo.says_in_private("team new") == (
        "Type “team new” in the room that is to be a team, not here."
    )
    assert await records(stage) == ["owner.claimed", "team.made"]


@on(CHINESE)
async def test_the_owner_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    cleo, room = stage.actor("小可", None), elsewhere(stage, "棋牌")
    code = await the_code(stage)
    assert await cleo.says_in_private("认领") == (
        "请把码写在后面，例如“认领 BCDF-2345-GHJK”。还没有主人时，启动的地方会显示这个码。"
    )
    assert await cleo.says_in_private(f"认领 {code}") == (
        "您现在是这套小秘的主人。在还没有团队的群里发“建组”，就能建一个团队。"
    )
    assert await cleo.says("建组", room=room) == "建好了，您是管理员。"
    assert "团队“棋牌”" in await cleo.says("团队", room=room)


@on(ENGLISH)
async def test_the_houses_code_typed_before_others_is_spent(stage: Stage) -> None:
    """Whoever read it in the group gets nothing by it."""
    cleo, eve, code = stage.actor("Cleo", None), stage.actor("Eve", None), await the_code(stage)
    assert await cleo.says(f"owner {code}") == (
        "This code must be typed to me in private. Others could read it here, so it does not work "
        "any more. Restart me, and a new one is shown."
    )
    assert "works only once" in await eve.says_in_private(f"owner {code}")
    assert await the_code(stage) is not None
