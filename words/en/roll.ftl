name = Roll call
kind = roll call

command-roll = Roll call
    .words = roll | roll call | rollcall | call the roll | attendance | check in | sign up
command-roll-example = roll Weekly study Fri 15:00 room 204 until Fri 12:00
command-roll-brief = asks who is coming
command-roll-help = Asks who is coming, late or on leave. Say what, when and where; “until Fri 12:00” is for answers that are needed earlier than the start, “everyone” freezes who is expected, so that you see who has not answered. “roll 3” shows roll call 3.

# Fields, and how they are written in a line
field-title = What
    .words = what
field-title-ask = What is it about? For example “Weekly study”.
field-starts = When
    .words = when | time | starts | starts at
field-starts-ask = When does it start? For example “Fri 15:00”.
field-place = Where
    .words = where | place | venue
field-place-ask = Where is it?
field-until = Answers until
    .words = until | by | till | before | answer by | deadline | closes
field-until-ask = Until when do you need the answers? For example “Fri 12:00”.
field-everyone = All members are expected
    .words = all members
field-everyone-ask = Is everybody in the team expected to answer?
field-remind = Reminders
    .words = remind | reminder | reminders
field-remind-ask = When shall I remind those who have not answered? For example “1d 1h” before it closes.
usual-ladder = the usual ones
field-reason = Reason
    .words = reason
field-reason-ask = You are marked as on leave. Do you want to say why? Only the organisers will read it.
field-delay = How late
    .words = how late
field-delay-ask = You are marked as late. Do you want to say how late, such as “20 min”?
mark-at = In
    .words = in | at | in the | at the | place | venue
mark-everyone = Everyone is expected
    .words = everyone | all members | whole team
until-start = the start

# The three answers
says = { $answer ->
        [coming] Coming
        [late] Late
       *[leave] Leave
    }
said = { $answer } ({ $remark })
silent = Not answered
waits = { $answer } (to be admitted)

# The card
moment = { $at }
answered = { $answered ->
        [0] Nobody has answered yet
        [one] 1 answer
       *[other] { $answered } answers
    }
answered-of = { $answered } of { $expected } answered
state-start = { $answered } · open until it starts
state-until = { $answered } · until { $until }
state-closed = { $answered } · closed { $at }
who-sees = Names and reasons: organisers only · Counts: everybody
who = { $answer }: { $names }
with-remark = { $name } ({ $remark })
export = Export

# Answers to those who tap
noted = Noted: { $answer }. You may change it until { $until }.
yours = Your answer: { $answer }
clash = { $why ->
        [past] { $at } has passed. Which time should it be?
       *[after-start] { $at } is after the start, { $starts }. Until when do you need the answers?
    }
mend-roll = Who is expected is fixed when a roll call is posted. Make a new one instead.
exporting = The list comes to you in private, as a file.
exported = The list of “{ $title }”. Names and reasons are for organisers only.
file-name = Roll call { $number } { $title }
heading-name = Name
heading-answer = Answer
heading-remark = Reason or how late
heading-at = Answered

# What everybody hears
result-title = Roll call closed: { $title }
count = { $answer }: { $count }
counts = { $counts }
moved = Changed: { $title }. If you have answered, your answer stands; tap again if it is another now.

# In lists
answer = Answer
done = { $call } – { $answer }
