# Reminders: what a person is sent, not again, the preview, and those who cannot be written to.

name = Reminders
subject = Reminders
summary = whom I remind next, and how often
command-remind = Reminders
    .words = remind | who is missing | who's missing | who hasn't answered | who has not answered | who hasn't replied | who has not replied | who didn't answer | remind preview | preview reminders | reminders
command-remind-example = remind preview
command-remind-brief = shows whom I remind next
command-remind-help = Lists what is open: whom I remind when, who is skipped, and why. Reminders come by themselves: only to those who still owe something, three times a matter at most, not too many a day, and not at night. To remind at once, press “Remind” in the matter’s “More…”.
over = This is over; nobody is reminded of it any more.

# What a person is sent
of-team = [{ $team }] { $title }
team = [{ $team }]{ " " }
several = { $count } things wait for you
until = Due { $at }
overdue = Was due { $at }
starts = Starts { $at }
open-end = Open until it is closed
item-until = { " " }· due { $at }
item-overdue = { " " }· was due { $at }
item-starts = { " " }· starts { $at }
item-open = { " " }· open until it is closed
marked = { $mark } { $label }
and-more = { $count ->
        [one] 1 more is
       *[other] { $count } more are
    } listed by “mine”.
mute = No more of this
mute-some = Fewer reminders…
muting = What shall I not remind you of?
muting-nothing = There is nothing to remind you of.
muted = I will not remind you of “{ $what }” again. “mine” brings it back.
unmute = Remind me again
unmuted = I will remind you of “{ $what }” again.

# What a room is told
aloud = still to answer: { $what }, until { $at }. (I cannot write to you: say hello to me in private.)
aloud-open = still to answer: { $what }. (I cannot write to you: say hello to me in private.)

# What organisers are told
preview = Reminders to come
preview-of = { $what }{ $whom ->
        [coming] {" "}(those who come)
       *[owing] { "" }
    }
preview-nothing = There is nothing to remind of. Meetings, essays, and polls of everybody with a deadline remind by themselves.
preview-more = { $count ->
        [one] 1 more matter is
       *[other] { $count } more matters are
    } open.
preview-at = { $at }: { $who }
preview-skip = Skipped, { $why ->
        [muted] as they asked for it
        [enough] reminded three times
        [recent] reminded within two hours
        [unreachable] never wrote to me in private
        [today] enough reminders today
       *[quiet] quiet hours until it closes
    }: { $who }
preview-none = { $count ->
        [one] 1 person gets
       *[other] { $count } people get
    } no more reminders of it.
preview-all-done = Everybody is done.
preview-answered = Done: { $count }
these = { $names }
so-many = { $count ->
        [one] 1 person
       *[other] { $count } people
    }
now = Reminded: { $count }. { $parts }.
now-all = { $count ->
        [one] 1 person is
       *[other] { $count } people are
    } reminded.
now-at = After quiet hours, { $at }: { $count }
now-skip = Not reminded, { $why ->
        [muted] as they asked for it
        [enough] three times already
        [recent] within two hours
        [unreachable] never wrote to me in private
        [today] enough today already
       *[quiet] quiet hours until it closes
    }: { $count }
now-nobody = There is nobody to remind.

# Reminders asked for in a typed line
length = { $length } before
mark-end = before
    .words = before | beforehand | ahead
