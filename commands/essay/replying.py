"""A paper as people would hand it in: a reply to the card, the receipt or the reminder."""

from typing import Final

from bot.command import Remark
from bot.context import Asking, Context, Read, Reply
from bot.domain.call import CallId
from bot.domain.essay import EssayId, Source, VersionId, length
from bot.message import Button, Buttons, Card, Weight
from commands.essay.board import extended, panel
from commands.essay.calling import card, moved, result
from commands.essay.feature import essays, steps
from commands.essay.handing import (
    give,
    open_here,
    open_to,
    over,
    plain,
    receipt,
    said,
    which,
    which_paper,
)
from storage.essays import Essays

_LEAST: Final = 50
"""How long a reply is that can only be a paper; what is shorter may be a word of thanks."""
_LONG: Final = 200
"""Letters from which a private text that replies to nothing might be a paper."""
_MUCH: Final = 100
"""The same in words, or Chinese characters."""
_OURS: Final = ("essay.", "remind.")
"""How the views are called whose messages one hands in by replying to."""


def _meant(read: Read, remark: Remark) -> EssayId | None:
    """Return the campaign that a message of ours is about, which a remark replies to."""
    if remark.about is None:
        return None
    about = remark.about.args[0] if remark.about.args else None
    if not isinstance(about, int):
        return None
    if remark.about.name in {view.name for view in _OF_ONE}:
        return EssayId(CallId(about))
    if remark.about.name == receipt.name:
        paper = read.use(Essays).version(VersionId(about))
        return None if paper is None else paper.essay
    return None


def _suffices(text: str, least: int) -> bool:
    return said(text).source is Source.LINK or length(text) >= max(least, _LEAST)


def _wants(asking: Asking, remark: Remark) -> bool:
    """Say whether a remark might be a paper, and not talk among people."""
    person = asking.who.person
    if person is None:
        return False
    if (meant := _meant(asking, remark)) is not None:
        known = asking.use(Essays).bare(meant)
        if known is None:
            return False
        asks = remark.addressed and known.takes_answers(asking.now)
        return asks or _suffices(remark.text, known.least)
    ours = remark.about is not None and remark.about.name.startswith(_OURS)
    much = len(remark.text) >= _LONG or length(remark.text) >= _MUCH
    return (ours or much) and bool(open_to(asking, person))


@essays.replies("essay.reply", needs=None, wants=_wants)
def reply(ctx: Context, remark: Remark) -> Reply:
    """Take a long reply as a paper; where it may be none, ask by one button."""
    sent, meant = said(remark.text), _meant(ctx, remark)
    if meant is None:
        several = open_here(ctx)
        if len(several) > 1:
            return Reply(own=which(ctx.person, *plain(sent)))
        meant = several[0].id
    known = steps.bare(ctx, meant)
    if not known.takes_answers(ctx.now):
        raise over(known)
    if remark.about is not None and _suffices(remark.text, known.least):
        return Reply(then=give(meant, None, *plain(sent)))
    return Reply(own=offered(meant, *plain(sent)))


@essays.view("essay.offered")
def offered(
    read: Read, essay: EssayId, source: Source, name: str, typed: str | None,
    connection: str | None, key: str | None,
) -> Card | None:  # fmt: skip
    """Ask whether a text is meant as a paper."""
    known = read.use(Essays).bare(essay)
    if known is None or not known.takes_answers(read.now):
        return None
    action = give(essay, None, source, name, typed, connection, key)
    buttons = Buttons((Button(essays.say("hand-this-in"), action, Weight.PRIMARY),))
    asks = essays.say("is-paper", name=name, essay=known.title, length=length(typed or ""))
    return Card(asks, (buttons,), final=True)


_OF_ONE: Final = (card, extended, moved, offered, panel, result, steps.missing, which_paper)
"""Whose messages are about one campaign, the first of their arguments."""
