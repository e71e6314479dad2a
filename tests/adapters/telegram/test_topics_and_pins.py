"""Topics of a forum, replies and pins, on the real wire."""

import pytest
from sqlalchemy import Connection

from bot.domain.identity import Purpose
from bot.errors import AdapterError, Forbidden
from bot.ports import Address
from storage.people import People
from tests.adapters.telegram.conftest import Play
from tests.adapters.telegram.house import NAME, ZONE
from tests.adapters.telegram.test_check import said
from tests.adapters.telegram.test_send import card
from tests.doubles.telegram import Group


def at(group: Group, thread: int | None = None, under: str | None = None) -> Address:
    """Return the address of a group, of a topic of it, of what hangs on a message."""
    topic = None if thread is None else str(thread)
    return Address(NAME, group.key, group.chat.title, group.chat.private, topic, under=under)


@pytest.mark.parametrize("lost", ["closed", "deleted"])
async def test_a_poll_goes_on_in_the_group_where_its_topic_is_lost(play: Play, lost: str) -> None:
    """What stands stays and is edited; how it ended is read where the group can read it."""
    house, forum = play.house, play.telegram.group("Forum", play.ana, forum=True)
    await enrol(play, forum)
    topic = forum.topic("Reading")
    await play.ana.says("/poll@muster_bot Where to meet? Library / Online", forum, topic=topic)
    await house.settle()
    assert "Forum › Reading" in play.ana.private.last.text
    await play.ana.presses("Post")
    await house.settle()
    here = forum.last
    assert here.thread == topic
    if lost == "closed":
        forum.chat.closed.add(topic)
    else:
        del forum.chat.topics[topic]
        here.gone = True
    await play.ana.presses("Library", forum, on=here)
    await house.pass_time(seconds=10)
    await play.ana.presses("More…", forum, on=here)
    await house.settle()
    await play.ana.presses("Close now")
    await house.pass_time(seconds=10)
    assert forum.last.text.startswith("Poll closed: Where to meet?")
    assert forum.last.thread is None


async def enrol(play: Play, forum: Group) -> None:
    """Let a forum be the main room of an open team of its own."""

    def write(connection: Connection) -> None:
        people = People(connection)
        home = people.found("Stage", "en", ZONE.key, "stage")
        team = people.team_called("Forum", home, "en", ZONE.key)
        people.room_for(NAME, forum.key, "Forum", team=team, purpose=Purpose.MAIN)

    await play.house.running.database.run(write)


async def test_a_renamed_topic_goes_by_its_new_name(polled: Play) -> None:
    """What stands in a topic tells its first name for ever; a renaming is told once."""
    forum = polled.telegram.group("Forum", polled.ana, forum=True, bot="administrator")
    await enrol(polled, forum)
    topic = forum.topic("Reading")
    line = "/poll@muster_bot Where to meet? Library / Online"
    await polled.ana.says(line, forum, topic=topic)
    await polled.house.settle()
    assert "Forum › Reading" in polled.ana.private.last.text
    renamed = {"forum_topic_edited": {"name": "Books"}}
    await polled.ana.says("", forum, topic=topic, more=renamed)
    await polled.ana.says(line, forum, topic=topic)
    await polled.house.settle()
    assert "Forum › Books" in polled.ana.private.last.text


async def test_what_belongs_to_a_message_replies_to_it(polled: Play) -> None:
    """In its topic, too; where the message is gone it stands by itself."""
    forum, adapter = polled.telegram.group("Forum", forum=True), polled.house.adapter
    topic = forum.topic()
    ref = await adapter.send(at(forum, topic), card("Card"))
    asked = forum.last
    await adapter.send(at(forum, topic, ref), card("Detail"))
    assert (forum.last.thread, forum.last.reply_to) == (topic, asked)
    asked.gone = True
    await adapter.send(at(forum, topic, ref), card("Late"))
    assert (forum.last.text, forum.last.reply_to) == ("Late", None)
    before = f"-99:{asked.id}"
    await adapter.send(at(forum, topic, before), card("Moved"))
    assert (forum.last.text, forum.last.reply_to) == ("Moved", None)


async def test_a_message_is_pinned_and_unpinned_however_often(polled: Play) -> None:
    """With the right to, silently; what is gone or not pinned is as it should be."""
    group = polled.telegram.group("Group", bot="administrator")
    group.chat.may_pin = True
    adapter = polled.house.adapter
    ref = await adapter.send(at(group), card("Card"))
    for _ in range(2):
        await adapter.pin(at(group), ref)
        assert group.pinned == ["Card"]
    for _ in range(2):
        await adapter.unpin(at(group), ref)
        assert group.pinned == []


async def test_without_the_right_a_pin_is_refused_and_the_group_stays(polled: Play) -> None:
    """It is no reason to think that the group is lost; a message that is gone is another matter."""
    group, adapter = polled.telegram.group("Group"), polled.house.adapter
    ref = await adapter.send(at(group), card("Card"))
    with pytest.raises(Forbidden):
        await adapter.pin(at(group), ref)
    group.chat.bot, group.chat.may_pin = "administrator", True
    group.last.gone = True
    with pytest.raises(AdapterError) as refused:
        await adapter.pin(at(group), ref)
    assert type(refused.value) is AdapterError


async def test_a_check_names_where_nothing_can_be_pinned(polled: Play) -> None:
    """Without the right that is told, and is no fault; a group that threw us out is one."""
    may, may_not, lost = (
        polled.telegram.group(title, bot=bot)
        for title, bot in (("May", "administrator"), ("Not", "member"), ("Lost", "kicked"))
    )
    may.chat.may_pin = True
    rooms = [at(each) for each in (may, may_not, lost)]
    good = await said(polled.house, good=True, rooms=rooms)
    assert "In “May” I may pin." in good
    assert any(each.startswith("In “Not” I may not pin") for each in good)
    (amiss,) = await said(polled.house, good=False, rooms=rooms)
    assert amiss.startswith("I no longer get into “Lost” (Forbidden")
