name = Meeting
subject = Meetings
    .words = meeting | meetings | roll calls
summary = calls meetings and rolls; leave, minutes, attendance
kind = meeting
roll-name = Roll call
roll-kind = roll call

command-meet = Meeting
    .words = meet | meeting | call a meeting | convene
command-meet-example = meet Committee tomorrow 19:00 for 90m room 204 chair @Li
command-meet-brief = calls a meeting
command-meet-help = Calls a meeting: what it is, when, how long, where; “chair”, “speaker” and “recorder” name who does what. People answer, sign in when it starts, and the minutes are kept. “every Fri 15:00” makes a series, “posted 2 days before at 9:00” says when each is posted. “by code” lets them sign in only with a code that you show; “quorum 2/3” says how many must be there. “meet 3” shows meeting 3.
mark-told-thing = meeting
    .words = meeting
mark-told-held = schedule
    .words = schedule | hold | have | let's have | we have | we'll have | set up | plan | call | there is | there's
mark-told-lead = on
    .words = on | reminder | notice | please

command-meetings = Meetings
    .words = meetings | agenda | when is the meeting | when's the meeting | when is the next meeting | next meeting | when do we meet | what meetings are there | any meetings | upcoming meetings | cancel the meeting | cancel a meeting | move the meeting
command-meetings-example = meetings
command-meetings-brief = lists the meetings to come
command-meetings-help = Lists the meetings to come; “meetings 3” shows meeting 3. Organisers see the series as well, and can change one meeting of it or all to come.
command-absent = Who did not come
    .words = who didn't come | who did not come | who hasn't come | who was absent | who is absent | who's absent | who was missing | who is late | who was late | who came | who was there | who is here | who attended | who didn't attend | who has not signed in | who hasn't signed in | who signed in | end the meeting | end meeting | close the meeting | close meeting
command-absent-example = who didn't come
command-absent-brief = who came to the meeting, and who did not
command-absent-help = Shows of the meeting that is on, or was the last, who came, is on leave or absent. Organisers see the names, everybody else the count. For another meeting add its name: “who didn’t come committee”.
command-coming = Who is coming
    .words = who is coming | who's coming | who will come | who comes | who can come | who isn't coming | who is not coming | who can't come | who cannot come | who is on leave | who asked for leave | how many are coming
command-coming-example = who is coming
command-coming-brief = who comes to the next meeting
command-coming-help = Shows who comes to the next meeting and who is on leave. Organisers see the names, everybody else the count.
field-which = Which meeting
    .words = which meeting

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
field-remind-ask = When shall I remind those who have not answered? For example “1d 1h” before it begins.
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

# The answers
says = { $answer ->
        [coming] Coming
        [late] Late
        [online] Online
       *[leave] Leave
    }
# How people say them in a reply to the card
reply-coming = Coming
    .words = coming | yes | yes, i will | yes i will | i'm coming | i am coming | i will come | i can come | i can make it | will be there | i'll be there | i will be there | i'll come | count me in | i'm in | on time
reply-late = Late
    .words = i'll be late | i will be late | i'll be a bit late | i will be a bit late | i might be late | running late | will be late
reply-leave = Leave
    .words = no, i can't | no i can't | i won't come | i will not come | i'm not coming | i am not coming | not coming | can't come | cannot come | i won't make it
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
noted = Noted: { $answer }. You can change it until { $until }.
yours = Your answer: { $answer }
clash = { $why ->
        [past] { $at } has passed. Which time should it be?
       *[after-start] { $at } is after the start, { $starts }. Until when do you need the answers?
    }
mend-roll = Who is expected is fixed when a roll call is posted. Make a new one instead.
exporting = The list comes to you in private, as a file.
exported = The list of “{ $title }”. Names and reasons are for organisers only.
file-name = { $name } { $number } { $title }
heading-name = Name
heading-answer = Answer
heading-remark = Reason or how late
heading-at = Answered

# What everybody hears
result-title = { $name } closed: { $title }
count = { $answer }: { $count }
counts = { $counts }
moved = Changed: { $title }. If you have answered, your answer stands; tap again if it is another now.

# In lists
answer = Answer
done = { $call } – { $answer }

# Meetings: fields
field-about = Meeting
    .words = meeting
field-about-ask = Which meeting? For example “Committee: next term’s plan”.
field-length = How long
    .words = how long | duration
field-length-ask = How long? For example “90 min”.
field-chair = Chair
    .words = chair | chaired by
field-chair-ask = Who chairs it?
field-speaker = Speaker
    .words = speaker | main speaker
field-speaker-ask = Who speaks?
field-recorder = Recorder
    .words = recorder | minutes by
field-recorder-ask = Who keeps the minutes?
field-topics = Topics
    .words = topics | agenda
field-topics-ask = What are the topics? One on each line.
field-kind = Kind
    .words = kind
field-kind-ask = Which kind of meeting? For example “committee”.
field-quorum = Quorum
    .words = quorum
field-quorum-ask = How many of those with a vote must be there?
field-by-code = Sign-in by code only
    .words = by code only
field-by-code-ask = Should people sign in only with a code that you show them?
field-code = Code
    .words = code
field-code-ask = Which six digits does the organiser show?
length-usual = 2 h
quorum-of-kind = as usual for its kind
quorum-half = more than half
    .words = more than half | 1/2
quorum-two-thirds = two thirds
    .words = two thirds | 2/3
quorum-four-fifths = four fifths
    .words = four fifths | 4/5
mark-half = more than half
    .words = quorum 1/2 | quorum half | quorum more than half
mark-two-thirds = two thirds
    .words = quorum 2/3 | quorum two thirds
mark-four-fifths = four fifths
    .words = quorum 4/5 | quorum four fifths
mark-by-code = by code
    .words = by code | with code | code only

# Kinds
kind-group = Group meeting
    .words = group meeting | party group meeting
kind-branch = Branch meeting
    .words = branch meeting | general branch meeting
kind-committee = Committee
    .words = committee | committee meeting
kind-lecture = Lecture
    .words = lecture | party lecture
kind-themed = Themed day
    .words = themed day | theme day
kind-exchange = Exchange
    .words = exchange | exchange of thoughts
kind-assembly = Assembly
    .words = assembly | yearly assembly
kind-meeting = Meeting
    .words = meeting | plain meeting
no-kind = There is no kind of meeting called “{ $kind }”. Leave it empty, or add it first: kind { $kind } monthly.
two-of-a-name = There are several people called { $name } here. Which one is it? { $names }
too-long = A meeting lasts { $most } at most.
holder-unknown = I know nobody called “{ $names }” here: the name will stand on the card, but I cannot turn to them.

# The card of a meeting
moment-long = { $at } · { $length }
topics = Topics
rule = quorum { $quorum ->
        [half] more than half
        [two-thirds] two thirds
       *[four-fifths] four fifths
    } of those with a vote
rule-alone = Quorum: { $quorum ->
        [half] more than half
        [two-thirds] two thirds
       *[four-fifths] four fifths
    } of those with a vote
here = Here
present = { $present ->
        [0] Nobody has signed in yet
        [one] 1 person is here
       *[other] { $present } people are here
    }
quorum = { $present } of { $base } with a vote · quorum { $needed } ✓
quorum-short = { $present } of { $base } with a vote · quorum { $needed }, not reached yet
quorum-missed = { $present } of { $base } with a vote · quorum { $needed }, not reached
ended = Ended { $at }
agenda = Meetings to come
none-ahead = There is none. For example: meet Committee tomorrow 19:00
open = Open
back = Back

# Leave
leave-title = Leave
late-title = Late
says-permit = { $answer }, { $permit ->
        [approved] approved
        [refused] refused
       *[asked] to be approved
    }
permit = { $permit ->
        [approved] approved
        [refused] refused
       *[asked] to be approved
    }
remark-permit = { $remark }, { $permit ->
        [approved] approved
        [refused] refused
       *[asked] to be approved
    }
noted-leave = Noted: { $answer }. { $permit ->
        [approved] It is approved.
        [refused] It was refused; you are expected.
       *[asked] The organisers are asked; I will tell you.
    }
leave-asked = { $name } asks for leave: { $title }
no-reason = none given
approve = Approve
refuse = Refuse
leave-settled = This leave was settled already.
leave-over = { $permit ->
        [approved] Approved.
       *[refused] Refused: they are expected.
    }
leave-came = They have come: nothing is left to decide.
leave-off = The meeting is cancelled: nothing is left to decide.
leave-again = { $name } asks for leave once more: { $title }
leave-now = { $permit ->
        [approved] { $name } is on leave.
       *[refused] { $name } is told that they are expected.
    }
leave-told = { $permit ->
        [approved] Your leave is approved: { $title }
        [refused] Your leave is refused, you are expected: { $title }
       *[asked] Your leave is still to be approved: { $title }
    }

# Signing in
sign-in = Sign in
begun = Sign-in is open: { $title }
signed = You are signed in: { $at }.
signed-late = You are signed in: { $at }, { $late } min late.
signed-before = You signed in already, { $at }.
sign-early = Sign-in opens { $opens }.
no-sign-in = No meeting takes sign-ins right now.
show-code = Show the code
mark-others = Sign others in
mark-whom = { $count ->
        [0] Everybody is here.
       *[other] Not here yet. Press a name to sign that person in; the list says that you did.
    }
marked = { $name } is signed in by you.
unmarked = { $name } is not signed in any more.
was-marked = signed in by an organiser
minutes-late = { $late } min late
marks = { $marks }
how = { $how ->
        [tap] by a tap
        [code] by code
       *[marked] by an organiser
    }
heading-here = Signed in
heading-late = Minutes late
heading-how = How

# Minutes
minutes = Minutes
command-topic = Topic
    .words = topic
command-topic-example = topic Next term’s plan
command-topic-brief = writes a topic into the minutes
command-topic-help = Writes a topic into the minutes of the meeting that is on. Only its recorder, its chair and organisers can; in private, or in the room where I hear all.
command-point = Point
    .words = point | main point
command-point-example = point Li: the budget is enough for two trips
command-point-brief = writes what somebody said into the minutes
command-point-help = Writes a main point into the minutes of the meeting that is on.
command-agreed = Resolution
    .words = agreed | resolved | decision | resolution
command-agreed-example = agreed Two trips, in May and in June
command-agreed-brief = writes a resolution into the minutes
command-agreed-help = Writes what was agreed into the minutes of the meeting that is on.
command-action = Action
    .words = action | task
command-action-example = action @Li report by Fri
command-action-brief = notes who does what until when
command-action-help = Notes in the minutes who does what, and until when. Once the minutes are approved I tell them and remind them.
command-minutes = Minutes
    .words = minutes | minutes of tonight | minutes of today
command-minutes-example = minutes
command-minutes-brief = shows the minutes of the meeting that is on
command-minutes-help = Shows the minutes of the meeting that is on, or that was on last: to read, correct and approve. “minutes 3” shows those of meeting 3. Several lines at once are taken one by one: topic …, point …, agreed …, action @Li … by Fri.
field-line = Line
    .words = line
field-line-ask = What should the minutes say?
line = { $number }. { $part ->
        [topic] Topic
        [point] Point
        [agreed] Agreed
       *[action] Action
    }: { $text }
owned = { $owner } – { $text }
owned-until = { $what }, by { $due }
line-noted = Noted. { $line }
lines-noted = { $count } lines are noted.
lines-nobody = { $noted } Nobody is reminded of { $numbers }: I cannot tell which member is meant there. Correct it with a member’s name.
action-nobody = Noted. { $line }. { $count ->
        [0] I cannot tell which member is meant
       *[other] Several members are called that: { $names }
    }. Nobody is reminded until you correct line { $number } with a member’s name.
line-struck = Line { $number } is struck.
line-gone = This line is no longer there. Nothing was changed.
minutes-how = Nothing was written down. Begin each line with what it is: topic …, point …, agreed …, action @Li … by Fri.
lines-many = Nothing was written down: these are { $count } lines, and I take { $most } at a time.
line-long = Nothing was written down: line { $number } is { $length } characters long, and may have { $most }.
no-lines = Nothing is written yet. One line each: topic …, point …, agreed …, action @Li … by Fri.
nothing-to-record = No meeting is on whose minutes could be written.
not-yours = Only the recorder, the chair and organisers write and read the minutes.
correct = Correct { $number }
strike = Strike { $number }
correct-lines = Correct…
corrected = { $count ->
        [one] 1 line was corrected or struck; how it read is kept.
       *[other] { $count } lines were corrected or struck; how they read is kept.
    }
minutes-of = Minutes: { $title }
expected = Expected
absent = Absent
guests = Guests
people = { $count }
people-named = { $count }: { $names }
end = End the meeting
approve-minutes = Approve
approve-early = The meeting is not over yet. End it first.
approved = Approved { $at }
approved-before = These minutes were approved already, { $at }.
approved-now = Approved. The archive comes to you as a file.

# Actions
to-do = Action: { $text }
task = From “{ $title }”, for you: { $text }
until = By { $due }
done-button = Done
done-now = Done: { $text }
done-before = That is done already.
undone-now = Still to do: { $text }

# The archive
archive = Archive
archive-early = The minutes are not approved yet.
archiving = The archive comes to you in private, as a file.
archived = Archive: minutes of “{ $title }”
archive-name = Minutes { $number } { $title }
points = Main points
agreements = Resolutions
actions = Actions
over = Ended
changes = Corrections
change = Line { $number }, corrected { $at } by { $by }; it read: { $before }

# The report
field-reporter = Report by
    .words = report by | publicity
field-reporter-ask = Who writes the report afterwards? They have three days.
no-member = { $name } is no member here. Please name a member, or leave it empty.
report-title = Report
field-report = Report
    .words = report
field-report-ask = What is the report?
report-wanted = Please write the report about “{ $title }”.
report-write = Write the report
report-kept = The report is kept, and shown to the chair and the recorder.
reported = Report about “{ $title }”
report-owed = Report about { $title }

# Leave by a line
command-leave = Leave
    .words = leave | ask for leave | take leave | absent | i can't come | i cannot come | i can't make it | can't make it
command-leave-example = leave tonight: ill
command-leave-brief = asks for leave from a meeting
command-leave-help = Asks for leave from the meeting that is meant, with a reason that only the organisers read. Where several could be meant, I ask which.
field-absence = When and why
    .words = when and why
field-absence-ask = From which meeting, and why? For example “tonight: ill”.
no-meeting-then = There is no meeting then. Nothing was noted. To leave a shift, type “mine”.
which-leave = From which meeting?
because = Reason: { $reason }
at-time = { $title }, { $at }


# Kinds
command-kind = Kinds of meetings
    .words = kind | kinds | meeting kinds | kinds of meetings
command-kind-example = kind Reading circle monthly quorum 2/3
command-kind-brief = lists or sets the kinds of meetings
command-kind-help = Lists the kinds of meetings with their rules. With a name it adds one, or gives it other rules: how often (monthly, quarterly, each term, yearly), the quorum, and “leave aside” where those on approved leave do not count; “no rules” takes its rules away.
field-kind-name = Name
    .words = name
field-kind-name-ask = What is this kind of meeting called?
field-every = How often
    .words = how often
field-every-ask = How often is it to be held?
every-month = monthly
    .words = monthly
every-quarter = quarterly
    .words = quarterly
every-term = each term
    .words = each term
every-year = yearly
    .words = yearly
mark-month = monthly
    .words = monthly | every month | each month
mark-quarter = quarterly
    .words = quarterly | every quarter | each quarter
mark-term = each term
    .words = each term | every term | termly
mark-year = yearly
    .words = yearly | every year | each year | annually
field-leave-aside = Leave does not count
    .words = leave aside
field-leave-aside-ask = Are those on approved leave left out when the quorum is counted?
mark-leave-aside = leave aside
    .words = leave aside | leave not counted
field-no-rules = No rules
    .words = rules
field-no-rules-ask = Shall this kind have no rules at all?
mark-no-rules = no rules
    .words = no rules | without rules
every = { $every ->
        [month] monthly
        [quarter] quarterly
        [term] each term
       *[year] yearly
    }
no-rules = no rules
leave-is-aside = leave does not count
kinds = Kinds of meetings
kind-line = { $kind }: { $rules }
kind-how = To add one or change its rules: kind Reading circle monthly quorum 2/3
kind-dropped = { $kind } is taken away, or has its usual rules again.
kind-gone = That kind has no rules of its own.
drop-kind = Take { $kind } away
reset-kind = { $kind }: usual rules
too-many-kinds = A team has { $most } kinds at most.
not-held-title = Still to be held
not-held = { $kind }: not yet held this { $every ->
        [month] month
        [quarter] quarter
        [term] term
       *[year] year
    }

# Statistics
command-attendance = Attendance
    .words = attendance report | attendance statistics | statistics
command-attendance-example = attendance report 2026
command-attendance-brief = writes down who came to what
command-attendance-help = Writes into a workbook who came to which meeting of a year, was late, on leave or absent.
attendance = Attendance
field-year = Year
    .words = year
field-year-ask = For which year?
none-held = No meeting was held in { $year }.
by-person = By person
by-meeting = By meeting
statistics-name = Attendance { $year }
counting = The attendance report comes to you in private, as a file.
statistics = Attendance in { $year }. Names are for organisers only.
column-name = Name
column-expected = Expected
column-present = Came
column-late = Late
column-leave = Leave
column-absent = Absent
column-rate = Share
meeting-on = { $title } { $at }

# Series
series = Series
once = once
field-repeats = Repeats
    .words = repeats | again
field-repeats-ask = How often? For example “every Friday 15:00”.
field-audience = For
    .words = for | audience
field-audience-ask = Whom is it for? Categories or tags; empty means everybody.
field-days-before = Posted days before
    .words = posted days before | days before
field-days-before-ask = How many days before is each meeting posted?
field-post-at = Posted at
    .words = posted at | post at
field-post-at-ask = At what time is it posted? For example “09:00”.
no-clock = “{ $typed }” is no time of day. Write it like 09:00.
field-moved-to = New time
    .words = new time
field-moved-to-ask = When is it held instead?
series-begun = Series { $number } “{ $title }” has begun. Each meeting is posted in good time; “meetings” shows the series and changes it.
never-again = This rule names no day that is still to come. Nothing was begun.
series-gone = This series has ended.
series-passed = This meeting was called already, or is left out.
series-title = Series { $number }: { $title }
rule-line = { $rule }
posted-ahead = Posted { $days ->
        [0] on the day
        [one] 1 day before
       *[other] { $days } days before
    }, { $at }
one = { $at } …
skip = Leave it out
move = Another time
skipped = Left out: { $at }
held = This one is held as before: { $at }
moved-once = This one is held { $at }.
move-past = { $at } has passed. When should it be?
posted-one = Posted: { $at }
moment-apart = { $at } (differs: { $what })
mend-once = Edit just this one
back-to-series = Back to the series
mended-once = Noted for { $at } alone.
mend-series = Edit all to come
series-mended = Noted: it holds for all meetings of “{ $title }” to come.{ $posted ->
        [0] {""}
        [one] {" "}The one that was posted already is changed as well.
       *[other] {" "}The { $posted } that were posted already are changed as well.
    } What was set for a single one stays so.
never-again-kept = This rule names no day that is still to come. The series stays as it was.
end-series = End the series
series-ended = The series “{ $title }” has ended. What was posted stands.
series-goes-on = The series “{ $title }” goes on.
open-series = Series…

# What a weekly digest tells
weekly = Meetings
measure = Attendance
weekly-held = { $title } was held
weekly-came = { $title } ({ $turnout })
weekly-present = { $present ->
        [one] 1 person
       *[other] { $present } people
    }
weekly-of = { $present } of { $expected }
weekly-what = attendance at { $title }
weekly-begins = { $title }
weekly-begins-at = { $title } ({ $place })
