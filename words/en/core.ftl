# What every feature needs: yes and no, who may, what was wrong with a value, help.

name = Muster
    .words = muster | bot
subject = Yourself
summary = what waits for you, undo, and what I know about you
text = { $text }
yes = yes
    .words = yes | y | true | on | ok
no = no
    .words = no | n | false | off
everybody = everybody
    .words = everyone | everybody | all | all members
groups = { $groups }
no-group = This team has no category or tag { $groups }. { $count ->
        [0] It has none yet: “category full” makes one.
       *[other] There are: { $known }.
    }

# Who may
may-nobody-here = This room belongs to no team yet. An organiser of your team gets a code with “team code” in another room: type “join” and that code here. For a new team, the owner of this Muster types “team new” here.
may-guest = Only people of the team may do this. Ask an organiser to let you in.
may-member = Only members of the team may do this. Ask an organiser to let you in.
may-organiser = Only organisers may do this.
may-admin = Only administrators may do this.
ask-them = { $refusal } You can ask { $names }.
may-oneself = Only the person whom it is about may do this.
may-owner = Only the owner of this Muster may do this. If your team has a room elsewhere, an organiser gets a code there with “team code”: type “join” and that code here.
may-owner-alone = Only the owner of this Muster may do this.
may-author = Only the person who made it may do this.
may-author-or-organiser = Only the person who made it and the organisers may do this.

# What was wrong with a value
too-long = This is { $length } characters long; { $most } are possible. Please shorten it.
separators = I split the list at { $mark ->
        [line] the line breaks
       *[other] “{ $used }”
    }. If that is not what you meant, choose Edit.
twice = “{ $item }” was listed twice; I kept one.
too-many = { $given } are too many; at most { $most } are possible.
too-few = At least { $least } are needed, with “/” between them.
item-too-long = “{ $item }” is { $length } characters long; each may have { $most }.
ask-number = A whole number from { $least } to { $most } is needed here, not “{ $typed }”.
only-least = I kept the lower end, { $least }; there is no place for the upper end, { $most }.
no-lengths = “{ $typed }” is no list of times. Say how long before, at most { $most }: “1d 1h”.
length-bounds = Reminders come from 5 minutes to 60 days before.
ask-one-of = “{ $typed }” is none of the choices.
ask-one-time = “{ $typed }” is a stretch of time. Until when exactly?
ask-which = “{ $typed }” can be read in more than one way. Which one is meant?
past = { $at } has passed. Which time should it be?
past-instead = { $at } has passed. Did you mean this?
ask-hour = At what time on { $day }?
impossible = { $reason ->
        [date] There is no such date as “{ $typed }”.
        [hour] There is no such time as “{ $typed }”.
        [part] In “{ $typed }” the hour does not fit the part of the day.
        [weekday] In “{ $typed }” the weekday does not fit the date.
        [zone] “{ $typed }” is another place’s time.
        [midnight] “{ $typed }” is the end of one day and the start of the next. Write 23:59, or 0:00 of the day after.
       *[backwards] “{ $typed }” would end before it starts.
    } The rest is kept.
repeating = “{ $typed }” repeats. One date is needed here.
ask-repeat-day = “{ $typed }” says how often, and not on which day. Try “every Fri 15:00” or “15th of every month 9:00”.
ask-repeat-hour = “{ $typed }” has no hour yet. Write it all in one, such as “every Fri 15:00”.
repeat-next = Next: { $times }
repeat-clamped = In a month without a day { $day }, I take its last.
workdays = { $days ->
        [one] 1 workday
       *[other] { $days } workdays
    }
no-repeat = I cannot read “{ $typed }” as a time that repeats. Try “every Fri 15:00” or “last workday of every month 9:00”.
ask-term = “{ $typed }” depends on when the term is, and nobody has told me yet. An organiser types it, such as “term 2026 autumn 2026-09-01 to 2027-01-18”; a date works at once.
holidays-unknown = The holidays of { $years } are not known yet, so I counted Monday to Friday.
span-start = I took when it starts: { $at }.
shift-until = “{ $typed }” does not say from when to when. Write it such as “Sat 9-12 x4”.
shift-repeats = A shift is on one day: “{ $typed }” repeats, which I cannot plan yet. Write a line for each day, such as “7 Dec 7:20-7:50 x2”.
shift-long = “{ $typed }” is longer than { $most }. Make several shifts of it.
shift-places = A shift has between 1 and { $most } places.
shifts-many = There are { $given } shifts; { $most } are possible. Make two activities of them.
no-time = I cannot read “{ $typed }” as a time. Try “Fri 18:00” or “30 Nov”.
time-note = { $note ->
        [gap] The clocks skip that hour, so I took { $at }.
        [clamped] That month is shorter, so I took its last day: { $at }.
        [noon] I took 12 o’clock as noon: { $at }.
        [midnight] I took the coming midnight: { $at }.
        [day_end] I took the end of the working day: { $at }.
        [holidays] The holidays of that year are not known yet, so I counted Monday to Friday: { $at }.
       *[part_end] I took the end of that part of the day: { $at }.
    }

# Around every message
team-title = [{ $team }] { $title }
team-line = [{ $team }]
menu-how = To choose, send me its code, such as “{ $code }”.
until = until { $at }
overdue = was due { $at }
starts = starts { $at }
in-topic = { $room } › { $topic }
in-thread = { $room } (in the thread)
open-end = open until it is closed
old-button = This button is too old to work. Type the command again.
not-understood = I did not understand that. Type “help” to see what I can do; to answer a card, press its button or reply to it.
reply-alone = If “{ $label }” is your answer, please send just that; I cannot note anything besides it.
suggest = I do not know “{ $text }”. Did you mean:
no-file = I have no use for “{ $name }” at the moment. Nothing was kept.
which-use = What is { $names } for?
use-in = { $use } ({ $team })
no-team = You are in no team yet. Press a button or type in the team’s room first.
which-team = You are in several teams. Which one is this about? I will remember it for a day.
write-first = I cannot write to you in private yet. Open a chat with me, say hello, then try again.
write-first-named = { $name }: I have an answer for you alone, but cannot write to you in private yet. Open a chat with me and say hello.
asked-in-private = I am asking you in private.
with-undo = { $note } (Type “undo” within a minute to take it back.)
undo-button = Undo
undo-nothing = There is nothing to undo. You can undo something for one minute after doing it. Answers are changed on their card, a paper is taken back on its receipt.
undo-other = What you did last cannot be taken back. Something you did before it has its own [Undo], for a minute.
undo-late = The minute for undoing this has passed.
bug = Something went wrong on my side, and nothing was changed. Please try again; if it stays, tell whoever runs me the number { $turn }.
perhaps = Something went wrong on my side, and what you did may have been kept or not. Please look before you do it again; if it stays, tell whoever runs me the number { $turn }.
undone = I tried several times to do what you asked for, and could not finish it. Please try again later; if it stays, tell whoever runs me the number { $number }.
undone-by-itself = Something of this team should have happened by itself. I tried several times and could not do it. Please tell whoever runs me the number { $number }.
scarce = More than four fifths of what “{ $connection }” allows this month are used. From now on, cards there are brought up to date once an hour at most; answers, posts and deadlines still go out at once. When nothing is left, only answers and deadlines do, until the month ends.
put-out = I was taken out of “{ $room }” on { $connection }. What stands there changes no more, and nothing more comes there; everywhere else all goes on. Let me in again, and I go on there, too.
undelivered = A message for “{ $room }” on { $connection } could not be delivered: I am no longer there, or may not write there. Let me in again, and I go on there.
unreached = { $room } can no longer be written to in private on { $connection }: I was blocked, or the account is gone. Once they write to me again, it goes on.
standstill = { $why ->
        [shut] I can no longer say anything on { $connection }: it does not let me in any more. Please tell whoever runs me: `python -m bot check` says what is wrong. What was to be said there is kept, and goes out once that is mended.
       *[long] For more than an hour nothing that I say on { $connection } could go out: I am asked to wait, or cannot get through. What was to be said there is kept, and goes out as soon as it can. If it stays so, please tell whoever runs me.
    }
standstill-room = For more than an hour nothing could go out to “{ $room }” on { $connection }: I am asked to wait. What was to be said there is kept, and goes out as soon as it can. If it stays so, please tell whoever runs me.
unpinned = Nothing is pinned in “{ $room }”: { $why ->
        [right] I may not pin there. Let me pin messages, then choose Pin again.
       *[other] it was refused. Perhaps too much is pinned there: unpin something, then choose Pin again.
    }

# Courtesies
greeting = Hello!
    .words = hello | hi | hey | hiya | howdy | greetings | hello there | hi there | hey there | good morning | good afternoon | good evening | good day | morning | are you there | anybody there | who are you
thanks = You’re welcome!
    .words = thanks | thank you | thank you very much | thank you so much | thanks a lot | many thanks | thanks so much | thx | ty | cheers | great thanks | ok thanks | much appreciated
greeting-more = I am the group’s secretary. Tell me in one line what there is to arrange.
thanks-more = I am here whenever there is something to arrange.
greeting-help = What can you do?

# Help
command-help = Help
    .words = help | ? | commands | start | what can you do? | what can you do | how does this work | how does it work | how do i use this | what can i ask
command-help-example = help poll
command-help-brief = what I can do, or how one command is used
command-help-help = Shows what I can do, or how one command is used.
field-about = Command
    .words = about
help-title = What I can do
help-line = { $command } – { $brief }
help-line-with = { $command } – { $brief }:
help-more = Type just the command and I will ask for the rest. “help poll” tells more about one.
help-subjects = Press a subject and I list its commands. Or say what you want: “poll”, “meet tomorrow 19:00” … and I ask for the rest.
help-all = All commands
    .words = all | everything | all commands
help-back = All subjects
help-start = Start
help-unknown = There is no command “{ $word }”. Type “help all” to see them all.

# Mine
command-mine = Mine
    .words = mine | my | todo | to do | my tasks | my actions | my todos
command-mine-example = mine
command-mine-brief = what waits for you, and what you did
command-mine-help = Lists what you owe, what you may still answer, and what you did last.
mine-settings = my …
    .words = language | zone | quiet hours
field-more = More
    .words = more
command-partake = Sign up
    .words = sign me up | i sign up | i am coming | i'm coming | what do i owe | what is due | what's due | when is it due | when are papers due | what do i have to do | what do i need to do | what is there to do | when is the essay due | when is the paper due | when is my essay due | how do i hand in | how do i submit | can i hand in late | can i still hand in | can i still submit | coming | count me in | cancel my sign-up | i'll be there | i will be there | i'll come | i'm in
command-partake-example = sign me up
command-partake-brief = what you may still answer
command-partake-help = Lists what you may still sign up for or answer, each with its button.
mine-title = Your list
mine-owed = To do
mine-coming = You are coming
mine-open = Open to you
mine-done = Done
mine-nothing = Nothing waits for you.
mine-unknown = I do not know you yet. Press a button or type in your team’s room first.

# Forget
command-forget = Forget me
    .words = forget me | forget about me
command-forget-example = forget me
command-forget-brief = erases what I know about you, after asking once
command-forget-help = Shows what I know about you, what would go and what would stay, and erases it once you say so.
forget-title = Shall I forget you?
forget-goes = Will be erased: your name, { $accounts ->
        [one] your account
       *[other] your { $accounts } accounts
    }, our private chat, and your drafts.
forget-leaves = You leave { $teams }.
forget-stays = { $records ->
        [0] Nothing else is kept of you.
        [one] This stays, without your name: 1 entry in the team’s records, so that the counts stay right.
       *[other] This stays, without your name: { $records } entries in the team’s records, so that the counts stay right.
    }
forget-leader = You are the only organiser of { $teams }. Nobody else can manage it then.
forget-once = This cannot be undone. If you write to me later, we start as strangers.
forget-yes = Forget me
forget-no = Keep everything
forgotten = Done. I have forgotten you. All the best!
remembered = Everything stays as it is.

# Undo
command-undo = Undo
    .words = undo | take back
command-undo-example = undo
command-undo-brief = takes back what you did last
command-undo-help = Takes back what you did last, within a minute.
