name = Activity
subject = Volunteers
    .words = volunteering | shift | shifts | activities | sign-ups | signups
summary = fills shifts, counts hours, writes certificates
kind = activity

command-volunteer = Volunteers
    .words = volunteer | volunteers | volunteers wanted | shifts | shift | activity | volunteers needed | helpers needed
command-volunteer-example = shifts Book fair Sat 9-12 x4, 13-16 x4
command-volunteer-brief = looks for volunteers, shift by shift
command-volunteer-help = Looks for volunteers: what it is, then each shift with its time and how many are needed, such as “Sat 9-12 x4 till, 13-16 x4”. After the number you may say what for, and “needs first aid”. People sign up with one tap; who comes too late waits in line, and a place that becomes free is offered to the first. “no waitlist” leaves that out. “by code” lets people sign in and out only with a code that you show. “cutoff 48” is how many hours before one may leave without telling anybody. “shifts 3” shows activity 3.

command-my_hours = My hours
    .words = my hours | my volunteer hours | volunteer hours
command-my_hours-example = my hours
command-my_hours-brief = shows the hours that you have given
command-my_hours-help = Shows the hours that you have given: what counts, what is still to be confirmed, and the latest.
command-signed_up = Who signed up
    .words = who signed up | who has signed up | who's signed up | who is signed up | who hasn't signed up | who has not signed up | who volunteered | how many signed up | how many have signed up | sign-ups | signups
command-signed_up-example = who signed up
command-signed_up-brief = how an activity fills
command-signed_up-help = Shows how each shift of an activity fills. Organisers see the names.
field-which = Which activity
    .words = which activity

command-hours = Fill in hours
    .words = hours | fill in hours | backfill | add hours
command-hours-example = hours @Li 2.5h 12 Nov library shelves
command-hours-brief = enters forgotten hours, and shows what waits to be confirmed
command-hours-help = Fills in the hours of somebody afterwards: who, how long, which day, and what for, as “hours @Li 2.5h 12 Nov library shelves”. They are marked as filled in wherever they are shown. More than 8 hours on one day need a second organiser, more than 12 an admin. Alone it shows what waits to be confirmed.

command-certificate = Certificate
    .words = certificate | volunteer certificate | certificate of service | check certificate | my certificate
command-certificate-example = certificate
command-certificate-brief = writes your confirmed hours on paper, or checks such a paper
command-certificate-help = Writes your confirmed hours on paper, as a PDF with a number: “certificate”, or “certificate 2026” for one year. Organisers check a paper by its number: “certificate BCDF-2345”.

command-sign_out_here = Sign out
    .words = sign out | check out | signing out
command-sign_out_here-example = sign out
command-sign_out_here-brief = signs you out of the shift in which you are
command-sign_out_here-help = Signs you out of the shift in which you are, and notes your hours. Where a code is shown: “sign out 048213”.

command-my_skills = My skills
    .words = my skills | skills | i can help with
command-my_skills-example = my skills first aid, driving
command-my_skills-brief = notes what you can do as a volunteer
command-my_skills-help = Notes what you can do, and when you have time, for shifts that need it: “my skills first aid, driving”. Alone it shows what I know.

command-helpers = Helpers
    .words = helpers | helper list | volunteer list
command-helpers-example = helpers first aid
command-helpers-brief = lists who can do what, and who gave how many hours
command-helpers-help = Lists the team’s volunteers with their skills, their time and the hours that they gave, the most active first. “helpers first aid” lists those who say so of themselves.

# Fields, and how they are written in a line
field-title = What
    .words = what
field-title-ask = What are volunteers needed for? For example “Book fair”.
field-shifts = Shifts
    .words = shifts
field-shifts-ask = When, and how many are needed? One shift on each line, for example “Sat 9-12 x4 till”.
field-place = Where
    .words = where | place | venue
field-place-ask = Where is it?
field-waitlist = Waitlist
    .words = wait list
field-waitlist-ask = May people wait for a place when a shift is full?
field-cutoff = Free to leave until, hours before
    .words = cutoff | cut-off
field-cutoff-ask = Until how many hours before a shift may one leave it without the organisers being told?
field-remind = Reminders
    .words = remind | reminder | reminders
field-remind-ask = When shall I remind those who have signed up? For example “1d 2h” before it begins.
field-name = Name
    .words = name
field-name-ask = Who is it? A name, as in this team.
field-left-at = Left at
    .words = left at
field-left-at-ask = When did you leave? For example “11:30”.
field-hours = Hours
    .words = hours
field-hours-ask = How long was it? For example “2 h 30 min” or “2.5”.
field-reason = Reason
    .words = reason | because
field-reason-ask = Why is it corrected? Whoever it is about reads it.
field-said = Hours
    .words = hours for
field-said-ask = Whose hours, how long, which day, what for? For example “@Li 2.5h 12 Nov library shelves”.
field-day = Day
    .words = day | on
field-day-ask = On which day was it? For example “12 Nov”.
field-what = What for
    .words = what for
field-what-ask = What was it for, and why is it filled in afterwards? Whoever it is about reads it.
field-why = Reason
    .words = why
field-why-ask = Why are these hours filled in afterwards? Whoever they are about reads it.
field-skills = Skills
    .words = skills
field-skills-ask = What can you do? One on each line, for example “first aid”.
field-availability = Time
    .words = time | free | available
field-availability-ask = When do you have time? For example “weekends”.
field-wanted = Looking for
    .words = looking for
field-wanted-ask = Which skill are you looking for?
mark-told-lead = reminder
    .words = reminder | notice | please | hi all | hello all | hi everyone | hello everyone | on | looking for volunteers | volunteers wanted
mark-waitlist = Waitlist
    .words = waitlist | with waitlist | wait list
mark-no-waitlist = No waitlist
    .words = no waitlist | without waitlist | no wait list
field-by-code = Sign-in by code only
    .words = by code only
field-by-code-ask = Should people sign in and out only with a code that you show them?
field-code = Code
    .words = code
field-code-ask = Which six digits does the organiser show?
mark-by-code = by code
    .words = by code | with code | code only
mark-at = At
    .words = at the | in the | at | in
usual-ladder = a day and two hours before

# The card
marked = { $mark }{ $label }
when = { $when }
when-role = { $when } · { $role }
when-needs = { $when } · needs { $needs }
line = { $mark }{ $shift } · { $state }
line-waiting = { $line } · { $waiting } waiting
count = { $taken ->
        [0] nobody yet
        [one] 1 person
       *[other] { $taken } people
    }
count-of = { $taken } of { $places }
is-full = full, { $taken } of { $places }
is-over = over, { $came ->
        [one] 1 person
       *[other] { $came } people
    } came
is-cancelled = cancelled
state-open = Open · free to leave until { $cutoff } before a shift
state-on = Under way
state-closed = Nobody can sign up any more
state-over = Over
state-cancelled = Cancelled
who-sees = Names: organisers only · Numbers: everybody
sign-up = Sign up
sign-up-full = Sign up (full: waitlist open)
wait = Wait for a place
look = Look
close = Close the sign-up
mark-others = Sign others in
cancel-shift = Cancel the shift
cannot-come = I can’t come
hours = Hours
export = Export
back = Back
who = { $how ->
        [booked] Signed up
        [offered] Asked
       *[waiting] Waiting
    }: { $names }

# Answers to those who tap
booked = You are in: { $when }. If something comes up, you can simply leave until { $until }.
booked-late = You are in: { $when }. It is soon: if you cannot come, tap “I can’t come” and the organisers are told.
waits = This shift is full. You are { $nth ->
        [1] 1st
        [2] 2nd
        [3] 3rd
       *[other] number { $nth }
    } in line. I tell you when a place is free.
you-are-in = You have a place.
waits-for = { $what } ({ $how ->
        [offered] a place is kept for you: take it or leave it
       *[waiting] waiting for a place
    })
you-wait = You wait for a place, as { $nth ->
        [1] 1st
        [2] 2nd
        [3] 3rd
       *[other] number { $nth }
    } in line.
you-are-asked = A place is yours if you take it by { $until }.
left = You are out: { $when }.
left-late = You are out: { $when }. It is soon, so I have told the organisers.
leave-begun = This shift has begun. Tell the organisers yourself, please.
not-in = You are not signed up for this shift. Nothing was changed.
shift-gone = This shift is no longer there.
overlaps = You have a place at that time: { $title }, { $when }. Leave that one first, or choose another shift.
lacks = This shift needs: { $needs }. If you have that, tell me with “my skills { $needs }” and tap again.
barred = { $reason ->
        [full] This shift is full, and nobody waits for a place. Nothing was noted.
        [begun] This shift has begun. If you are there, sign in.
        [past] This shift is over. Nothing was noted.
        [cancelled] This shift is cancelled. Nothing was noted.
        [closed] The sign-up is closed. Nothing was noted.
        [withdrawn] This activity was withdrawn. Nothing was noted.
        [lapsed] The time for this offer is over; the place went on to the next. Tap again to stand in line.
       *[gone] This shift is no longer there.
    }

# What those who lead it are told
left-title = { $name } cannot come: { $title }
left-now = { $taken ->
        [0] Nobody is coming now
        [one] 1 person is still coming
       *[other] { $taken } people are still coming
    }, { $waiting ->
        [0] nobody waits for a place
        [one] 1 person waits for a place
       *[other] { $waiting } people wait for a place
    }.

# Offers
offer-title = A place is free for you: { $title }
offer-until = It is kept for you until { $until }; then the next in line is asked.
offer-take = Take it
offer-decline = No, thanks
offer-over = { $how ->
        [booked] You have the place: { $title }
        [lapsed] The place went on to the next: { $title }
       *[withdrawn] You are not in this shift: { $title }
    }
offer-settled = This offer is settled already.
offer-aloud = { $name }, a place is free for you, { $when }: tap “Sign up” above until { $until }.

unmet-title = No place came free: { $title }
unmet-thanks = Thank you for standing ready. It is beginning now, and you need not wait any longer.
let-go-title = Your place went on: { $title }
let-go = Your accounts are one person now, and had two places at that time. You keep the one that was taken first: { $title }, { $when }.

# How it ended, and what changed
result-over = Over: { $title }
result-closed = The sign-up is closed: { $title }
result-cancelled = Cancelled: { $title }
came = { $came ->
        [0] Nobody signed in.
        [one] 1 person came. Thank you!
       *[other] { $came } people came. Thank you!
    }
moved = Changed: { $title }. Who has a place keeps it.
past = { $when } has begun or is over. Which time should it be?
mend-fewer = A shift cannot be left out here. Cancel it with “Cancel the shift”: then those who signed up are told.
mend-many = There can be { $most } shifts at most, cancelled ones included.
mend-times = { $count ->
        [one] 1 person has
       *[other] { $count } people have
    } signed up for { $when }. Cancel that shift, and add one at the new time: then they are told.
mend-places = { $count ->
        [one] 1 person has a place
       *[other] { $count } people have places
    } in { $when }. There cannot be fewer places than that.
cancel-title = Cancel this shift?
cancel-tells = { $count ->
        [0] Nobody has signed up for it.
        [one] 1 person has signed up and will be told.
       *[other] { $count } people have signed up and will be told.
    } This cannot be taken back.
keep-shift = Keep it
cancelled-before = This shift is cancelled already.
cancel-late = This shift is over. It cannot be cancelled any more.
shift-cancelled = Cancelled: { $when }. { $count ->
        [0] Nobody had signed up.
        [one] 1 person is told.
       *[other] { $count } people are told.
    }
cancelled-title = This shift is cancelled: { $title }

# Signing in and out
sign-in = Sign in
sign-out = Sign out
sign-early = Sign-in opens { $opens }.
signed-in = You are signed in: { $at }. Tap “Sign out” when you leave: that is when your hours are noted.
signed-before = You are signed in already.
here-since = Signed in since { $at }
was-here = Your time: { $length }. It counts once the organisers confirm it.
was-here-counts = Your time: { $length }, confirmed. Thank you!
not-here = You are not signed in anywhere just now. Nothing was changed.
show-code = Show the code
not-signed-in = Nobody has signed in there. Nothing was changed.
signed-out = Thank you! Your hours are noted.
signed-out-before = You signed out already.
sign-out-late = It is too late to sign out. The planned end is taken, and tomorrow morning I ask when it really was.
walk-in-full = This shift is full. If you are needed, the organisers can sign you in.
walk-in = Add a walk-in
marking = { $here ->
        [one] 1 person has come
       *[other] { $here } people have come
    }, { $away ->
        [0] nobody is missing
       *[other] { $away } still missing
    }.
mark-in = In: { $name }
mark-out = Out: { $name }
marked-in = { $name } is signed in; the list says that you did it.
marked-out = { $name } is signed out.
unmarked = { $name } is not signed in any more.
no-member = Nobody here is called { $name }. Somebody new taps a button once to become a member.
two-of-a-name = There are several people called { $name } here. Which one is it? { $names }
forgot = When did you leave?
forgot-title = You did not sign out: { $title }
forgot-noted = I have noted { $until }, marked as an estimate. If it was earlier, tell me.
left-earlier = I left earlier…
left-noted = Noted: you left { $until }. It stays marked as an estimate.
no-moment = I cannot read “{ $typed }” as a time of that day. Try “11:30”.

# Hours
hours-title = Hours: { $title }
pending = { $count ->
        [one] 1 entry waits
       *[other] { $count } entries wait
    } to be confirmed.
no-hours-yet = There are none yet.
confirm = Confirm { $count ->
        [one] 1 entry
       *[other] all { $count }
    }
correct = Correct hours
correct-name = Correct { $name }…
entry = { $length }{ $origin ->
        [estimated] , estimated
        [corrected] , corrected
        [filled-in] , filled in afterwards
       *[signed-out] {""}
    }
entry-name = { $name }: { $entry }
entry-reason = { $entry } ({ $reason })
entry-open = { $entry } · { $lacks ->
        [two] needs a second organiser
        [admin] needs an admin
       *[one] to be confirmed
    }
entry-of = { $title }, { $when }: { $entry }
nothing-to-confirm = There is nothing to confirm.
confirmed = { $count ->
        [one] 1 entry is
       *[other] { $count } entries are
    } confirmed, { $length } in all.
both = { $one } { $two }
needs = { $lacks ->
        [admin] More than 12 hours on one day are confirmed by two, one of them an admin.
        [two] More than 8 hours on one day are confirmed by a second organiser, too.
       *[one] Your own hours are confirmed by another organiser.
    } { $count ->
        [one] 1 entry waits for that
       *[other] { $count } entries wait for that
    }{ $asked ->
        [0] , and nobody else here may: make somebody else an organiser, please.
        [one] ; I have asked 1 person.
       *[other] ; I have asked { $asked } people.
    }
approve-title = Hours to confirm
approve-over = { $confirmed ->
        [yes] These hours are confirmed
       *[no] These hours were taken back or corrected
    }
approved-by = Confirmed by { $names }; one more is needed.
confirm-one = Confirm
numbered = { $number }. { $what }
confirm-name = Confirm { $name }
desk = Hours
confirmed-title = { $length } confirmed: { $title }. Thank you!
in-all = You have given { $length } in all.
hours-settled = This entry was confirmed or corrected already. Open the hours again to see how they stand.
no-length = I cannot read “{ $typed }” as a length of up to 24 hours. Try “2 h 30 min” or “2.5”.
fill-in = Fill in hours…
filled = { $name } has { $length } for { $title }, marked as filled in.
filled-title = Hours were filled in for you
unfilled = Taken back: { $length } of { $name }.
fill-who = Whose hours are they? Begin with a member’s name: “hours @Li 2.5h 12 Nov library shelves”. “members” lists everybody. Nothing was noted.
fill-long = How long was it? For example “hours @Li 2.5h 12 Nov library shelves”. Nothing was noted.
fill-when = On which day was it? For example “hours @Li 2.5h 12 Nov library shelves”. Nothing was noted.
fill-what = What were these hours for? Say it after the day: “hours @Li 2.5h 12 Nov library shelves”. Nothing was noted.
fill-ahead = This shift has not begun. Hours are filled in afterwards.
fill-twice = { $name } has { $length } for { $title } already. If that is wrong, correct it.
fill-day = { $name } would have more than 24 hours on { $day }. Nothing was noted.
no-day = I find no day in “{ $typed }”. Try “12 Nov” or “yesterday”. Nothing was noted.
day-ahead = { $day } is still ahead. Hours are filled in for days that are over. Nothing was noted.
corrected = { $name } has { $length } now. The earlier entry is reversed and stays in the ledger.
corrected-title = Your hours were corrected, from { $before } to { $now }: { $title }
because = Because: { $reason }
statement = Your hours
none-yet = There are none yet. They come by themselves when you sign out of a shift.
total = Confirmed
this-year = This year
in-year = { $year }
tier = Stars
stars = { $stars ->
        [0] none yet
        [1] ★☆☆☆☆
        [2] ★★☆☆☆
        [3] ★★★☆☆
        [4] ★★★★☆
       *[5] ★★★★★
    }{ $stars ->
        [0] , { $left } to the first
        [5] {""}
       *[other] , { $left } to the next
    }
waiting = To be confirmed
length = { $length }
and-more = and { $count } more

# The certificate
certificate = Certificate
certifying = Your certificate comes to you in private, as a PDF.
certify-none = There are no confirmed hours to certify. They count once an organiser has confirmed them.
certificate-title = Certificate of volunteer service
certificate-name = Certificate { $name }
certificate-text = This is to certify that { $name } gave { $length } of volunteer service with { $team }, { $count ->
        [one] once
       *[other] { $count } times
    } { $over ->
        [day] on { $since }
       *[days] from { $since } to { $until }
    }, as listed below.
certificate-stars = This meets the standard of a { $stars }-star volunteer, of five.
certificate-day = Date
certificate-note = Note
certificate-sum = Total
certificate-stamp = { $team } (signature, stamp)
certificate-number = No. { $serial }
certificate-check = An organiser of the team checks it by sending “certificate { $serial }” to Muster. Only confirmed hours are listed; what is “filled in” was entered afterwards by an organiser.
certificate-lacking = 〓 stands for a letter that cannot be printed.
certificate-page = Page { $page } of { $pages }
certificate-in = { $language ->
        [zh] 中文版
       *[en] In English
    }
certificate-period = Period
certificate-issue = Issued
period = { $since } – { $until }
calendar = { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
check-title = Certificate { $serial }
check-none = This team has issued no certificate with the number { $serial }. Compare it with the paper, letter by letter.
check-holds = It was issued here, and the ledger still says so.
check-changed = It was issued here, but hours have been corrected since: of what it lists { $length } still count. Ask for a new one.

# Skills
skills = What you can do
skills-noted = Noted.
skills-change = Change…
skills-both = { $skills } · time: { $availability }
skills-only = { $skills }
skills-when = time: { $availability }
skills-none = no skills noted yet
helpers = Volunteers
given-year = { $length }, this year { $year }
helper = { $name }: { $given }{ $stars ->
        [0] {""}
        [1] {" "}★
        [2] {" "}★★
        [3] {" "}★★★
        [4] {" "}★★★★
       *[5] {" "}★★★★★
    } · { $skills }
carried = This year { $people ->
        [one] 1 person
       *[other] { $people } people
    } gave { $length }; half of it came from { $half ->
        [one] 1 person
       *[other] { $half } people
    }.
nobody-found = I found nobody. People note what they can do with “my skills first aid”.

# Lists
exporting = The list comes to you in private, as a file.
exported = The lists of “{ $title }”. Names are for organisers only.
sheet-people = People
sheet-ledger = Hours
column-shift = Shift
column-role = Role
column-name = Name
column-standing = Signed up
column-since = From
column-until = Until
column-how = How that is known
column-entry = Entry
column-activity = Activity
column-day = Start
column-minutes = Minutes
column-origin = Kind
column-reverses = Reverses entry
column-state = State
column-reason = Reason
column-entered = Entered
column-this-year = Minutes this year
column-stars = Stars
column-skills = Skills
column-availability = Time
standing = { $how ->
        [booked] yes
        [offered] asked
        [waiting] waiting
       *[withdrawn] no
    }
how = { $how ->
        [tap] tapped
        [code] by code
        [marked] signed in by an organiser
        [walk-in] walk-in
       *[estimated] end estimated
    }
origin = { $origin ->
        [signed-out] signed out
        [estimated] estimated
        [corrected] correction
        [filled-in] filled in
       *[reversal] reversal
    }
entry-state = { $state ->
        [open] to be confirmed
        [reversed] reversed
       *[confirmed] confirmed
    }
listed = { $items }

# In lists
done = { $call } – { $how }

# What a weekly digest tells
weekly = Volunteers
measure = Volunteer hours confirmed
weekly-given = { $people ->
        [one] { $hours } by 1 person
       *[other] { $hours } by { $people } people
    }
weekly-what = volunteer hours
weekly-shift = { $title }: a shift
weekly-wanted = { $title }: { $count ->
        [one] 1 more person is wanted
       *[other] { $count } more people are wanted
    }
