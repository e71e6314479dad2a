"""Parts of what is shown of a meeting: when and where, who answered, who is there."""

from collections.abc import Sequence
from typing import Final

from bot.context import Read
from bot.domain.call import shortened
from bot.domain.kind import PLAIN
from bot.domain.meeting import Entry, How, Meeting, Noted, Office, Permit, Says, Votes
from bot.domain.phrase import Phrase, Single, Words
from bot.message import Bar, Bars, Block, Fields, Listing, Text
from commands.meeting.feature import kind_named, kind_words, meetings
from storage.meeting import Meetings

NAMES_SHOWN: Final = 30


def facts(known: Meeting) -> Fields:
    """Show when and where it is, and who does what there."""
    rows: list[tuple[Words, Words]] = [(meetings.say("field-starts"), when(known))]
    if known.place:
        rows.append((meetings.say("field-place"), known.place))
    return Fields((*rows, *offices(known)))


def offices(known: Meeting) -> list[tuple[Words, Words]]:
    """Say who does what at it."""
    return [
        (meetings.say(f"field-{office}"), known.offices[office].name)
        for office in Office
        if office in known.offices
    ]


def when(known: Meeting) -> Phrase:
    """Say when it starts, and how long it lasts where that was said."""
    if known.length is None:
        return meetings.say("moment", at=known.starts)
    return meetings.say("moment-long", at=known.starts, length=known.length)


def topics(known: Meeting) -> list[Block]:
    """List what it is about."""
    if not known.topics:
        return []
    items = tuple(Text.of(f"{number}. {topic}") for number, topic in enumerate(known.topics, 1))
    return [Text.of(meetings.say("topics")), Listing(items)]


def kind_line(read: Read, known: Meeting) -> list[Block]:
    """Name the kind of a meeting, where its title does not."""
    kind = kind_words(read, known)
    if kind is None or known.kind == PLAIN:
        return []
    named = kind_named(read, known)
    if known.quorum is None:
        return [] if named else [Text.of(kind)]
    if named:
        return [Text.of(meetings.say("rule-alone", quorum=known.quorum))]
    return [Text.of(kind, " · ", meetings.say("rule", quorum=known.quorum))]


def answer_name(says: Says) -> Phrase:
    """Say what an answer is called."""
    return meetings.say("says", answer=says)


def said(given: Noted) -> Phrase:
    """Say an answer with what was said besides."""
    says, settled = answer_name(given.says), given.permit in {Permit.APPROVED, Permit.REFUSED}
    remark = _remark(given.remark, given.permit if settled else None)
    return meetings.say("said", answer=says, remark=remark) if remark else says


def _remark(remark: str, permit: Permit | None) -> Single:
    """Say a reason, and how the leave stands that it was given for."""
    if permit is None:
        return remark
    if not remark:
        return meetings.say("permit", permit=permit)
    return meetings.say("remark-permit", remark=remark, permit=permit)


def counts(known: Meeting) -> Block:
    """Count the answers: as shares only where it is known of how many."""
    if known.expected is None:
        return Text.of(meetings.say("counts", counts=tuple(count(known))))
    bars = tuple(Bar(answer_name(each), known.counts.get(each, 0)) for each in known.choices)
    return Bars(bars, known.expected)


def count(known: Meeting) -> list[Phrase]:
    """Count the answers, in words."""
    return [
        meetings.say("count", answer=answer_name(each), count=known.counts.get(each, 0))
        for each in known.choices
    ]


def here(known: Meeting) -> list[Block]:
    """Show who has signed in, and whether those with a vote are a quorum."""
    if known.expected is None:
        return [Text.of(meetings.say("present", present=known.present))]
    blocks: list[Block] = [Bars((Bar(meetings.say("here"), known.present),), known.expected)]
    if known.votes is not None:
        blocks.append(Text.of(quorum(known.votes, over=not known.open)))
    return blocks


def quorum(votes: Votes, *, over: bool = True) -> Phrase:
    """Say whether those with a vote who are there are a quorum, naming the base."""
    key = "quorum" if votes.reached else "quorum-missed" if over else "quorum-short"
    return meetings.say(key, present=votes.present, base=votes.base, needed=votes.needed)


def state(known: Meeting) -> Phrase:
    """Say how many answered, and until when one may."""
    answered = meetings.say("answered", answered=known.answered)
    if known.expected is not None:
        answered = meetings.say("answered-of", answered=known.answered, expected=known.expected)
    if known.closed_at is not None:
        return meetings.say("state-closed", answered=answered, at=known.closed_at)
    if known.until is None:
        return meetings.say("state-start", answered=answered)
    return meetings.say("state-until", answered=answered, until=known.until)


def names(read: Read, known: Meeting) -> Listing:
    """List for organisers who answered what, with reasons, and who is there since when."""
    entries = [each for each in read.use(Meetings).entries(known) if not each.waiting]
    lines = []
    for says in known.choices:
        who = [entry(each) for each in entries if each.says is says]
        if who:
            lines.append(_who(answer_name(says), who))
    came = [each for each in entries if each.presence]
    if came:
        lines.append(_who(meetings.say("here"), [presence(each) for each in came]))
    return Listing(tuple(map(Text.of, lines)))


def _who(label: Phrase, who: Sequence[Single]) -> Phrase:
    return meetings.say("who", answer=label, names=shortened(who, NAMES_SHOWN))


def entry(each: Entry) -> Single:
    """Name somebody with the reason they gave."""
    remark = _remark(each.remark, each.permit)
    return meetings.say("with-remark", name=each.name, remark=remark) if remark else each.name


def presence(each: Entry) -> Single:
    """Name somebody with how late they came, and that somebody else signed them in."""
    assert each.presence is not None
    marks: list[Single] = []
    if each.presence.late:
        marks.append(meetings.say("minutes-late", late=each.presence.late))
    if each.presence.how is How.MARKED:
        marks.append(meetings.say("was-marked"))
    if each.says is Says.ONLINE:
        marks.append(answer_name(Says.ONLINE))
    if not marks:
        return each.name
    return meetings.say(
        "with-remark", name=each.name, remark=meetings.say("marks", marks=tuple(marks))
    )
