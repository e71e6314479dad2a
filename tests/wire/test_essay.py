"""A paper on every platform: a file through its own servers, a restart, and a reply to the card."""

import hashlib
from typing import Final

from tests.documents.made import docx
from tests.wire.driver import Has, Spot
from tests.wire.play import Actor, Play
from tests.wire.stands import everywhere
from tests.wire.test_conformance import plain

LINE: Final = {
    "en": "essay Reading notes due Mon 18:00",
    "zh": "征文 读书心得 下周一18点截止",
}
WRITING: Final = {
    "en": "I have read all of it, and this is what I think of each of its chapters. " * 4,
    "zh": "这本书我从头到尾读了三遍，每一遍都有新的体会，下面分章谈一谈。" * 2,
}
NAME: Final = {"en": "my notes.docx", "zh": "读书 心得.docx"}


async def called(play: Play) -> tuple[Actor, Actor]:
    """Let the organiser ask everybody for a paper; return her and somebody else."""
    ana, ben, _ = play.people
    await ana.says(LINE[play.language])
    await ana.picks(play.say("draft", "post"))
    return ana, ben


def receipts(reader: Actor, content: bytes) -> list[str]:
    """Return the receipts in private which have the hash of some bytes."""
    digest = hashlib.sha256(content).hexdigest()
    return [e.text for e in reader.reads(Spot.PRIVATE) if digest in plain(e.text)]


@everywhere(Has.FILES)
async def test_a_file_that_was_sent_before_a_restart_is_read_after_it(play: Play) -> None:
    """It is fetched from the platform once more; the receipt, which comes once, has its hash."""
    ana, ben = await called(play)
    content = docx(WRITING[play.language])
    await play.driver.sends(ben.name, NAME[play.language], content)
    assert receipts(ben, content) == []
    await play.house.restart()
    await play.a_while()
    (receipt,) = receipts(ben, content)
    assert "#E-1" in plain(receipt)
    assert not any("E-1" in plain(each.text) for each in ana.reads()), "nobody else is told"
    await play.driver.sends(ben.name, NAME[play.language], docx("2", WRITING[play.language]))
    await play.a_while()
    assert len(receipts(ben, content)) == 1


@everywhere(Has.REPLIES)
async def test_a_long_reply_to_the_card_is_handed_in(play: Play) -> None:
    """A short one is talk; both leave the room as it was."""
    _, ben = await called(play)
    text = WRITING[play.language].strip()
    await ben.replies({"en": "ok then", "zh": "好的好的"}[play.language])
    await ben.replies(text)
    await play.a_while()
    assert len(receipts(ben, text.encode())) == 1
    assert plain(text) not in "".join(plain(each.text) for each in ben.reads() if not each.alone)
