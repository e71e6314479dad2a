"""What the parts of the feature share: its declarations, what a meeting is called, who leads it."""

from bot.action import Action
from bot.calls import Called, CallSteps
from bot.command import Commands, Rule
from bot.context import Asking, Read
from bot.domain.call import CallId
from bot.domain.identity import PersonId
from bot.domain.meeting import Meeting, MeetingId
from bot.domain.minutes import LineId
from bot.domain.phrase import Phrase, Words
from bot.domain.rights import Authored, author_or_organiser
from bot.domain.series import SeriesId
from bot.when.numerals import fold
from storage.meeting import LINE_TEAM, MEETING_TEAM, SERIES_TEAM, Meetings

meetings = Commands(
    "meeting",
    ids={CallId: MEETING_TEAM, MeetingId: MEETING_TEAM, LineId: LINE_TEAM, SeriesId: SERIES_TEAM},
)
"""Meetings, and roll calls, which are meetings without a kind."""


def called(call: Meeting | None) -> Called:
    """Say what one is called: a roll call until a meeting is meant."""
    if call is not None and call.kind is None:
        return Called(meetings.say("roll-name"), meetings.say("roll-kind"))
    return Called(meetings.say("name"), meetings.say("kind"), meetings.say("end"))


steps = CallSteps(meetings, Meetings, called, formerly="roll")


def _keeping(asking: Asking, action: Action) -> Authored:
    (call, *_) = action.args
    found = asking.use(Meetings).find(CallId(int(str(call))))
    return Authored(asking.who, found is not None and found.recorded_by(asking.who.person))


keeper = Rule(_keeping, author_or_organiser)
"""Allow whoever keeps a meeting's minutes: its recorder, who leads it, and every organiser."""


def keeps(read: Read, call: Meeting, person: PersonId) -> bool:
    """Say the same of a person, for what they are shown."""
    return call.recorded_by(person) or steps.leads(read, call, person)


def kind_words(read: Read, call: Meeting) -> Words | None:
    """Say which kind of meeting it is; None of a roll call."""
    return None if call.kind is None else kind_called(read, call.kind)


def kind_named(read: Read, call: Meeting) -> bool:
    """Say whether the title already says which kind of meeting it is."""
    words, key = read.registry.words, f"kind-{call.kind}"
    ours = key in words.keys("meeting")
    spelled = words.all_spellings("meeting", key) if ours else (str(call.kind),)
    return any(fold(each) in fold(call.title) for each in spelled)


def kind_called(read: Read, key: str) -> Words:
    """Say what a kind is called: ours in the reader's language, a team's own as it was typed."""
    ours = f"kind-{key}"
    return Phrase("meeting", ours) if ours in read.registry.words.keys("meeting") else key
