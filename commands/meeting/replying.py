"""An answer as people would say it: "I'll be late", in a reply to the card."""

from typing import Final

from bot.command import Remark
from bot.context import Asking, Context, Read, Reply
from bot.domain.call import CallId
from bot.domain.identity import Role
from bot.domain.meeting import MeetingId, Says
from bot.tails import EDGE
from bot.when.numerals import fold
from commands.meeting.card import card, moved
from commands.meeting.feature import meetings
from commands.meeting.replies import answered_with
from storage.meeting import Meetings

_LONGEST: Final = 200
_JOINTS: Final = EDGE + ":：-–—、!！~～"
_SPELLED: Final = {
    Says.COMING: "reply-coming", Says.LATE: "reply-late", Says.LEAVE: "reply-leave"
}  # fmt: skip
_BARE: Final = frozenset({Says.COMING})
"""What nothing can be noted of besides: "yes, if the train runs" is no answer."""


def _said(read: Read, text: str) -> tuple[Says, str] | None:
    """Return which answer some words are, and what they tell besides; None where they are talk."""
    folded = fold(text).replace("’", "'").strip(_JOINTS)
    begins = len(text) - len(text.lstrip(_JOINTS))
    for says, key in _SPELLED.items():
        for word in read.registry.words.all_spellings("meeting", key):
            rest = folded[len(word) :]
            if folded == word:
                return says, ""
            if folded.startswith(word) and says not in _BARE and rest[0] in _JOINTS:
                return says, text[begins + len(word) :].strip(_JOINTS)[:_LONGEST]
    return None


def _wants(asking: Asking, remark: Remark) -> bool:
    if remark.about is None or remark.about.name not in {card.name, moved.name}:
        return False
    known, found = asking.use(Meetings).find(_meant(remark)), _said(asking, remark.text)
    if known is None or found is None:
        return False
    return known.takes_answers(asking.now) and found[0] in known.choices


def _meant(remark: Remark) -> MeetingId:
    assert remark.about is not None  # it is a reply
    return MeetingId(CallId(int(str(remark.about.args[0]))))


@meetings.replies("meeting.reply", needs=Role.MEMBER, wants=_wants)
def reply(ctx: Context, remark: Remark) -> Reply:
    """Count a reply that says an answer in words of its own."""
    found = _said(ctx, remark.text)
    assert found is not None  # it was wanted
    says, besides = found
    return answered_with(ctx, _meant(remark), says, besides or None)
