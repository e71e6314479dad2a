"""Members: their list, roles, who is who in a closed team, leaving, and settings by chat."""

from typing import Final

from bot.domain.identity import Entry, Role
from commands.poll import steps
from commands.team import members
from tests.commands.test_link import link, persons
from tests.commands.test_team import elsewhere, let_in, records
from tests.stage import BARE, CHINESE, ENGLISH, EVERYWHERE, NARROW, RICH, Scene, Stage, on

CLOSED: Final = Scene("en", entry=Entry.CLOSED)
CLOSED_TWO: Final = Scene("en", (RICH, NARROW), entry=Entry.CLOSED)
GESCHLOSSEN: Final = Scene("zh", entry=Entry.CLOSED)
POOR: Final = tuple(
    Scene(language, (each,), entry=Entry.CLOSED)
    for language in ("en", "zh")
    for each in (NARROW, BARE)
)
LIST: Final = "Name,Phone,Category\nWei,13800001234,full\nWei,13900005678,full\nLi,1111,\n"


async def listed(stage: Stage) -> None:
    """Put three people on the list of the team, two of one name."""
    ana = stage.actor("Ana", Role.ADMIN)
    await ana.sends("list.csv", LIST.encode())
    await ana.picks(stage.say("roster", "apply", unclear=0))


# The list and one of it


@on(ENGLISH)
async def test_an_admin_looks_somebody_up_and_changes_what_is_known(stage: Stage) -> None:
    """The list leads to a person, whose card changes category, tags and days in one form."""
    ana, ben = stage.actor("Ana", Role.ADMIN), stage.actor("Ben")
    await ben.says("hello")
    assert await ana.says("members") == (
        "Members of “Book club”\n1 to 2 of 2\n· Ana · administrator\n· Ben\n[Ana] [Ben]"
    )
    assert await ana.picks("Ben") == (
        "Ben\nRole: member\nAccounts: 1\n"
        "[Change] [Make an administrator] [Make an organiser] [Remove] [Forget]"
    )
    await ana.says("category full")
    await ana.says("members Ben")
    await ana.picks("Change")
    told = await ana.answers(
        category="Full", tags="choir", since="2021-06-01", phone="138 0000 1234"
    )
    assert told == (
        "Ben\nRole: member\nCategory: full\nTags: choir\nMember since: Tue 1 Jun 2021\n"
        "Phone (last 4 digits): …1234\nAccounts: 1\n"
        "[Change] [Make an administrator] [Make an organiser] [Remove] [Forget]\n"
        "Noted for Ben."
    )
    assert "· Ben · …1234, full, choir" in await ana.says("members choir")
    stage.enrol(ben, Role.MEMBER, team="Choir")
    await ana.says("members Ben")
    await ana.picks("Change")
    assert (await ana.answers(tags="tenor")).endswith("\nNoted for Ben.")
    await ana.picks("Change")
    assert (await ana.answers(member_name="Benjamin")).endswith(
        "\nNoted for Benjamin. Name, birthday and phone belong to the person: "
        "they changed in one other team as well."
    )
    assert await ana.says("members xyzzy") == (
        "Nobody in the team is called “xyzzy”, and no category or tag is."
    )


@on(ENGLISH)
async def test_roles_are_given_and_recorded(stage: Stage) -> None:
    """An administrator names an organiser, who is told, and may do what organisers may."""
    ana, ben = stage.actor("Ana", Role.ADMIN), stage.actor("Ben")
    assert await ben.says("members") == "Only organisers may do this. You can ask Ana."
    await ana.says("members Ben")
    assert (await ana.picks("Make an organiser")).endswith("Ben is an organiser now.")
    assert "You are an organiser of “Book club” now." in ben.private.last
    assert (await ben.says("members Ana")).endswith("Accounts: 1\n[Change]")
    assert await records(stage) == ["role.changed"]


@on(ENGLISH, CHINESE)
async def test_the_last_administrator_names_another_before_leaving(stage: Stage) -> None:
    """Neither leaving nor being demoted leaves a team without anybody who leads it."""
    ana, ben = stage.actor("Ana", Role.ADMIN), stage.actor("Ben")
    await ben.says("hello")
    told = await ana.says({"en": "leave the team", "zh": "离开团队"}[stage.scene.language])
    assert stage.say("team", "last-admin") in told
    await ana.says("members Ana")
    assert stage.say("team", "last-admin") in await ana.picks(
        stage.say("team", "make", role=members.Rank.MEMBER)
    )
    await ana.picks("Ben")
    await ana.says("quit")
    await ana.picks(members.leave)
    assert "Ana" in ben.private.last
    assert (await ben.says("members")).count("·") == 2


# Leaving


@on(ENGLISH)
async def test_who_leaves_owes_nothing_more(stage: Stage) -> None:
    """What was awaited of them ends, visibly; what they have answered counts on."""
    ana, ben, cho = stage.actor("Ana", Role.ADMIN), stage.actor("Ben"), stage.actor("Cho")
    await ben.says("hello")
    await cho.says("hello")
    await ana.says("poll Where? Here / There everyone")
    await ana.picks("Post")
    await ana.picks("Here")
    await cho.picks("There")
    assert "Still missing: Ben\n" in await ana.picks(steps.show_panel)
    asked = await ben.says_in_private("quit")
    assert asked.startswith("Leave the team “Book club”?\n"), "the team is named once"
    assert "Nothing more is awaited of you in: Poll 1: Where?." in await ben.picks("Leave the team")
    assert "Still missing" not in await ana.picks(steps.show_panel)
    assert "1 open thing expects no answer of them any more." in ana.private.last
    await ana.says("members Cho")
    await ana.picks("Remove")
    await ana.picks("Remove")
    assert "2 answers" in stage.last


@on(ENGLISH)
async def test_who_was_removed_does_not_come_back_by_a_tap(stage: Stage) -> None:
    """In an open team as well; taken back within a minute they are what they were."""
    ana, ben = stage.actor("Ana", Role.ADMIN), stage.actor("Ben")
    await ben.says("hello")
    await ana.says("members Ben")
    await ana.picks("Remove")
    await ana.picks("Remove")
    assert (await ben.says("team")).startswith("Only members of the team may do this.")
    await ana.says("undo")
    assert (await ben.says("team")).startswith("Team “Book club”")


@on(ENGLISH)
async def test_an_administrator_forgets_somebody(stage: Stage) -> None:
    """Asked once, and the name is gone; the record says that it was done."""
    ana, ben = stage.actor("Ana", Role.ADMIN), stage.actor("Ben")
    await ben.says("hello")
    await ana.says("members Ben")
    assert "This cannot be undone." in await ana.picks("Forget")
    assert "The name is erased" in await ana.picks("Forget")
    assert "Ben" not in await ana.says("members")
    assert (await records(stage))[-1] == "member.forgotten"


# Who is who


@on(CLOSED)
async def test_a_stranger_in_a_closed_team_says_who_they_are(stage: Stage) -> None:
    """Asked in private from the list; an organiser confirms it with one press."""
    await listed(stage)
    ana, li = stage.actor("Ana", Role.ADMIN), stage.actor("lily99", None)
    told = await li.says("poll Pizza? Yes / No")
    assert told == (
        "Which of these are you?\n"
        "The team’s list has names that nobody has answered to yet. An organiser confirms it; "
        "then you can take part.\n[Li] [My name …]\n"
        "Only members of the team may do this. Ask an organiser to let you in."
    )
    assert stage.room().texts == []
    assert (await li.picks("Li")).startswith("I have asked the organisers.")
    assert ana.private.last == (
        "[Book club] lily99 says that they are Li on the team’s list.\n[Yes, confirm] [No]"
    )
    assert "Li can take part now." in await ana.picks("Yes, confirm")
    assert "You are in “Book club” now, as Li." in li.private.last
    assert (await li.says("team")).startswith("Team “Book club”\n4 members")


@on(GESCHLOSSEN)
async def test_two_of_one_name_are_told_apart_by_the_phone(stage: Stage) -> None:
    """The name alone is not enough; the tail is, and a wrong one is none."""
    await listed(stage)
    ana, wei = stage.actor("Ana", Role.ADMIN), stage.actor("老王", None)
    await wei.says("投票 吃什么？米饭／面条")
    await wei.picks("输入姓名……")
    assert "手机的后四位" in await wei.answers(name="Wei", tail="0000")
    assert (await wei.answers(name="Wei", tail="5678")).startswith("已经问了组织者")
    assert "老王说自己是名单上的Wei。" in ana.private.last
    await ana.picks("是本人")
    assert "· Wei · …1234、full、还没上线" in await ana.says("成员")
    assert "· Wei · …5678、full\n" in await ana.says("成员")


@on(CLOSED)
async def test_who_is_not_on_the_list_asks_and_may_be_refused(stage: Stage) -> None:
    """A name that nobody has is an ordinary wish to join; a refused one may ask again in a day."""
    await listed(stage)
    ana, eve = stage.actor("Ana", Role.ADMIN), stage.actor("Eve", None)
    await eve.says("i am Eve")
    assert "Eve wants to join the team, and is not on its list." in ana.private.last
    await ana.picks("No")
    assert (await eve.says("i am Li")).startswith("An organiser said no to this")
    await stage.pass_time(hours=25)
    assert (await eve.says("i am Li")).startswith("I have asked the organisers.")


@on(*POOR)
async def test_a_stranger_is_asked_in_private_alone(stage: Stage) -> None:
    """Where nothing private can be shown in the room, no name of the list is."""
    await listed(stage)
    li = stage.actor("lily99", None)
    await li.says("poll Pizza? Yes / No")
    assert all("Li" not in text.split() for text in stage.room().texts)


@on(CLOSED_TWO)
async def test_one_person_on_two_platforms_by_the_list(stage: Stage) -> None:
    """Who is on the list already, with an account elsewhere, links; nobody takes their name."""
    await listed(stage)
    ana, li = stage.actor("Ana", Role.ADMIN), stage.actor("lily99", None)
    await li.says("i am Li")
    await ana.picks("Yes, confirm")
    other = stage.actor("lily-work", None, on="narrow")
    assert "wants to join" in (await other.says("i am Li"), ana.private.last)[1]


@on(Scene("en", (RICH, NARROW, BARE), entry=Entry.CLOSED))
async def test_one_person_on_three_platforms_counts_once(stage: Stage) -> None:
    """Confirmed from the list on one, linked on the others: one vote, the latest."""
    await listed(stage)
    ana, li = stage.actor("Ana", Role.ADMIN), stage.actor("lily99", None)
    await li.says("i am Li")
    await ana.picks("Yes, confirm")
    await ana.says("poll Pizza? Yes / No everyone")
    await ana.picks("Post")
    await li.picks("Yes")
    for platform in ("narrow", "bare"):
        other = stage.actor(f"lily-{platform}", None, on=platform)
        await link(stage, li, other)
        await li.picks(stage.say("team", "is-me"))
        await other.picks("No")
    assert await persons(stage) == 2
    assert stage.last.startswith("Pizza?\nYes 0\nNo ██████████ 1 (100%)\n1 answer\n")


# Settings


@on(ENGLISH)
async def test_a_person_sets_how_they_are_spoken_to(stage: Stage) -> None:
    """One line each, in either language; what cannot be is refused in words."""
    ben = stage.actor("Ben")
    await ben.says("hello")
    assert "Quiet hours: 22:00-08:00" in await ben.says("my quiet hours 22-8")
    assert "Time zone: Berlin" in await ben.says("我的 时区 柏林")
    assert "no quiet hours" in await ben.says("my quiet hours at night")
    assert "I speak English and 中文." in await ben.says("my language Klingon")
    assert "“25:00-8:00” are no quiet hours" in await ben.says("my quiet hours 25:00-8:00")
    await ben.says("my language 中文")
    assert (await ben.says("my settings")).startswith("我的设置\n语言：中文\n")


@on(*EVERYWHERE)
async def test_a_team_is_set_up_by_chat(stage: Stage) -> None:
    """An administrator changes one thing by a line; an organiser may look."""
    ana, ben = stage.actor("Ana", Role.ADMIN), stage.actor("Ben", Role.ORGANISER)
    await ana.says_in_private("team settings entry closed")
    told = await ben.says_in_private("team settings")
    assert stage.say("team", "entry", entry=Entry.CLOSED) in told
    assert stage.say("core", "may-admin") in await ben.says_in_private("team settings entry open")
    await ana.says_in_private("团队设置 免打扰 23:00-7:00")
    assert "23:00-07:00" in await ana.says_in_private("team settings")
    assert stage.say("team", "setting-unknown") in await ana.says_in_private("team settings xyz")


@on(ENGLISH)
async def test_a_room_is_made_the_committees(stage: Stage) -> None:
    """What is made there then stands only there."""
    ana = stage.actor("Ana", Role.ORGANISER)
    room = stage.room("Committee")
    assert "This is the committee’s room now." in await ana.says("room committee", room=room)
    await ana.says("poll Pizza? Yes / No", room=room)
    await ana.picks("Post")
    assert room.last.startswith("Pizza?")
    assert stage.room().texts == []


@on(ENGLISH)
async def test_a_new_team_says_what_was_guessed(stage: Stage) -> None:
    """Language and zone, to be confirmed or changed once by whoever leads it."""
    cleo, room = stage.actor("Cleo", None), elsewhere(stage)
    await let_in(stage, cleo, room)
    assert "I speak English here, and times are those of" in room.last
    assert "[Correct] [Change]" in room.last
    await cleo.picks("Change")
    await cleo.answers(zone="Berlin")
    assert "[Correct]" not in room.last
    assert "Time zone: Berlin" in await cleo.says("team settings", room=room)
