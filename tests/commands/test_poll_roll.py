"""Polls with a fixed roll: it is known who is expected, and who has not answered."""

from bot.basics import forget_me
from bot.domain.identity import Role
from bot.domain.phrase import Variant
from commands.poll import polls, steps
from tests.stage import CHINESE, ENGLISH, EVERYWHERE, Actor, Stage, on

POLL = polls.say("kind")
TRIP = {"en": "poll Trip? Hills / Lake everyone", "zh": "投票 去哪春游？山上／湖边 全员"}
HILLS = {"en": "Hills", "zh": "山上"}


async def trip(stage: Stage) -> tuple[Actor, Actor]:
    """Let Ana ask everybody, which are Ana and Ben."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says(TRIP[stage.scene.language])
    await ana.picks(stage.say("draft", "post"))
    return ana, ben


@on(ENGLISH)
async def test_the_organiser_sees_who_is_missing(stage: Stage) -> None:
    """The list is the organisers' alone; the room reads counts until they press “Name them”."""
    ana, ben = await trip(stage)
    await ana.picks("Hills")
    assert "Ben" not in stage.last
    assert "Still missing: Ben\n" in await ana.picks(steps.show_panel)
    assert "Not answered" not in await ben.picks(steps.show_panel)
    assert await ana.picks("Name them") == (
        "Name 1 person in Lobby?\n"
        "Still missing: Ben\n"
        "Everybody there will read their names. This cannot be taken back.\n"
        "[Name 1 person] [Not now]"
    )
    assert "Nobody was named." in await ana.picks("Not now")
    assert "Ben" not in stage.last
    await ana.picks("Name them")
    assert "I have named them in the room." in await ana.picks("Name 1 person")
    assert stage.last == "Still to answer “Trip?”: Ben\n[Hills] [Lake]\n[More…]"
    await ben.picks("Lake")
    assert await ana.picks("Name them") == "Everybody has answered."


@on(ENGLISH)
async def test_of_many_options_a_reminder_shows_the_way_only(stage: Stage) -> None:
    """A post that names people is no second card: behind its button they find the options."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says("poll Which day? Mon / Tue / Wed / Thu / Fri / Sat everyone")
    await ana.picks("Post")
    await ana.picks(steps.show_panel)
    await ana.picks("Name them")
    await ana.picks("Name 2 people")
    assert stage.last == "Still to answer “Which day?”: Ana, Ben\n[Answer] [More…]"
    assert "[Mon] [Tue] [Wed] [Thu] [Fri] [Sat]" in await ben.picks("Answer")


@on(CHINESE)
async def test_the_organiser_sees_who_is_missing_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana, ben = await trip(stage)
    await ana.picks("山上")
    assert "还没回应：Ben\n" in await ana.picks(steps.show_panel)
    assert (await ana.picks("公布未回应名单")).startswith("要在大群公布这 1 个人的名字吗？\n")
    assert "已在群里公布未回应的名单。" in await ana.picks("公布这 1 人")
    assert stage.last == "“去哪春游？”还没回应的：Ben\n[山上] [湖边]\n[更多…]"
    await ben.picks("湖边")
    assert await ana.picks("公布未回应名单") == "名单上的人都回应了。"


@on(ENGLISH)
async def test_a_secret_poll_does_not_tell_who_is_missing_while_its_count_is_seen(
    stage: Stage,
) -> None:
    """With one answer given, the list of all others and the count would tell whose it is."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says("poll Trip? Hills / Lake everyone secret")
    await ana.picks("Post")
    await ben.picks("Hills")
    panel = await ana.picks(steps.show_panel)
    assert "Not answered" not in panel
    assert "Name them" not in panel


@on(ENGLISH)
async def test_a_secret_poll_whose_count_comes_at_the_end_tells_who_is_missing(
    stage: Stage,
) -> None:
    """Nobody sees a count that could be compared with the list."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says("poll Trip? Hills / Lake everyone secret results at the end")
    await ana.picks("Post")
    await ben.picks("Hills")
    assert "Still missing: Ana\n" in await ana.picks(steps.show_panel)


@on(ENGLISH)
async def test_nothing_is_awaited_of_somebody_who_was_forgotten(stage: Stage) -> None:
    """Neither among those who are missing nor among those who wait is there a nameless one."""
    ana, ben = await trip(stage)
    dan = stage.actor("Dan")
    await dan.picks("Hills")
    for who in (ben, dan):
        await who.says("forget me")
        await who.picks(forget_me)
    panel = await ana.picks(steps.show_panel)
    assert "Still missing: Ana\n" in panel
    assert "Admit" not in panel


@on(ENGLISH)
async def test_a_late_comer_waits_to_be_admitted(stage: Stage) -> None:
    """The answer of somebody who joined later waits; admitted, it counts, and they are told."""
    ana, _ = await trip(stage)
    dan = stage.actor("Dan")
    assert await dan.picks("Hills") == (
        "You are not on this poll’s list. I have asked the organisers; "
        "your answer is kept and counts once they admit you."
    )
    assert "Nobody has answered yet" in stage.last
    assert ana.private.last == (
        "[Book club] Dan is not on the list of “Trip?” and wants to answer.\n[Admit] [Leave off]"
    )
    await dan.picks("Lake")
    assert len(ana.private.texts) == 1
    told = "[Book club] Dan is admitted: their answer to “Trip?” counts."
    assert await ana.picks("Admit") == f"Dan is admitted.\n{told}"
    assert "Lake ██████████ 1 (100%)" in stage.last
    assert dan.private.last == "[Book club] You are admitted: your answer to “Trip?” counts."
    assert "[Admit]" not in "".join(ana.private.texts), "what is settled asks no more"


@on(CHINESE)
async def test_a_late_comer_waits_to_be_admitted_in_chinese(stage: Stage) -> None:
    """The same in Chinese, by the organiser's view of the poll."""
    ana, _ = await trip(stage)
    dan = stage.actor("小丹")
    assert await dan.picks("山上") == (
        "您不在这次投票的名单上，我已请组织者确认。您的回复先留着，确认后就算数。"
    )
    assert ana.private.last == (
        "【读书会】小丹不在“去哪春游？”的名单上，但也回复了，要算上吗？\n[算上] [不算]"
    )
    await ana.picks(steps.show_panel)
    assert (
        await ana.picks("算上小丹")
        == "已算上小丹。\n【读书会】已算上小丹，对“去哪春游？”的回复算数。"
    )
    assert dan.private.last == "【读书会】已把您算上：您对“去哪春游？”的回复算数了。"


@on(ENGLISH)
async def test_somebody_left_off_is_told_so(stage: Stage) -> None:
    """Whom the organisers leave off reads that at the next tap."""
    ana, _ = await trip(stage)
    dan = stage.actor("Dan")
    await dan.picks("Hills")
    assert await ana.picks("Leave off") == (
        "Dan is left off this poll.\n[Book club] Dan is left off “Trip?”."
    )
    assert await dan.picks("Lake") == (
        "The organisers have left you off this poll’s list. Nothing was counted."
    )
    assert "Nobody has answered yet" in stage.last


@on(ENGLISH, CHINESE)
async def test_a_member_without_a_vote_is_told_so(stage: Stage) -> None:
    """Who is on the roll without a vote is neither counted nor missing."""
    cy = stage.actor("Cy", votes=False)
    ana, _ = await trip(stage)
    assert await cy.picks(HILLS[stage.scene.language]) in {
        "You are on the list without a vote. Nothing was counted.",
        "您在名单上，但没有表决权，没有计票。",
    }
    assert "Cy" not in await ana.picks(steps.show_panel)


@on(ENGLISH)
async def test_what_is_owed_stands_in_ones_list(stage: Stage) -> None:
    """“mine” lists the poll with a button that answers it on the spot, until it is answered."""
    _, ben = await trip(stage)
    assert await ben.says_in_private("mine") == (
        "[Book club] Your list\nTo do\nPoll 1: Trip? · open until it is closed\n[Answer]"
    )
    assert await ben.picks("Answer") == (
        "[Book club] Trip?\nNobody has answered yet\n[Hills] [Lake]"
    )
    assert "You chose Hills." in await ben.picks("Hills")
    assert "To do" not in await ben.says_in_private("mine")


@on(*EVERYWHERE)
async def test_admitting_and_naming_work_everywhere(stage: Stage) -> None:
    """A stranger's tap, the organiser's answer and the naming can be done on every profile."""
    hills = HILLS[stage.scene.language]
    ana, _ = await trip(stage)
    dan, eve = stage.actor("Dan"), stage.actor("Eve")
    waiting = stage.say("call", "waiting", kind=POLL)
    assert waiting in await dan.picks(hills)
    assert stage.say("call", "admitted", name="Dan") in await ana.picks(steps.admit)
    assert waiting in await eve.picks(hills)
    assert stage.say("call", "left-off", name="Eve", kind=POLL) in await ana.picks(steps.refuse)
    await ana.says({"en": "poll 1", "zh": "投票 1"}[stage.scene.language])
    assert stage.say("call", "naming-once") in await ana.picks(steps.ask_to_name)
    assert stage.say("call", "spared") in await ana.picks(steps.spare)
    await ana.picks(steps.ask_to_name)
    assert stage.say("call", "named") in await ana.picks(steps.name_missing)
    title, names = TRIP_ASKED[stage.scene.language], ("Ana", "Ben")
    missing = stage.say("call", "missing", title=title, names=names, of=Variant("poll"))
    assert stage.last.startswith(missing)


TRIP_ASKED = {"en": "Trip?", "zh": "去哪春游？"}
