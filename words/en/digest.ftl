# Weekly digests: when they come, the preview, what they say, and who wants none in private.

name = Weekly digest
subject = Weekly digest
summary = sums up the week for the group
command-digest = Weekly digest
    .words = digest | weekly digest | weekly | when does the digest go out | stop the digest | the digest
command-digest-example = digest every Fri 17:00
command-digest-brief = sums up the week, and what comes
command-digest-help = Once a week I post what happened and what comes, with one picture, and write to those who owe something. An hour before, whoever leads the team sees it and may change it; if nobody does, it goes out by itself. “digest” shows when; “digest now” drafts one at once; “digest every Fri 17:00” sets the time, “digest off” ends it, “digest secretary @Li” says who sees it first. Where nothing is new, nothing is sent.
command-my_digest = My digest
    .words = my digest | my weekly digest | digest for me
command-my_digest-example = my digest off
command-my_digest-brief = whether I write to you once a week
command-my_digest-help = With the weekly digest I write to you in private if there is something that waits for you. “my digest off” ends that, “my digest on” brings it back. Reminders are not changed by it.
field-starts = When
    .words = when | time
field-starts-ask = When? For example “Fri 17:00”.
field-repeats = Each week
    .words = each week | weekly
field-repeats-ask = On which day of each week, and when? For example “every Fri 17:00”.
field-secretary = Secretary
    .words = secretary | preview for | shown to
field-secretary-ask = Who sees it first and may change it? Empty: all organisers.
field-now = Draft one now
    .words = draft now
field-now-ask = Shall I draft one now?
field-on = On
    .words = on
field-on-ask = Should there be a weekly digest?
field-off = Off
    .words = off
field-off-ask = Should the weekly digest stop?
field-opening = Opening
    .words = opening
field-opening-ask = With which words should it begin? Empty: none.
opening = The opening of the digest
everybody = all organisers
    .words = everybody | everyone | all | all organisers
mark-now = now
    .words = now | at once
mark-on = on
    .words = on
mark-off = off
    .words = off | stop
as-it-is = as it is

# What it says
title = Weekly digest, { $day }
title-by-hand = Weekly digest, { $at }
past = The past week
coming = The week ahead
line = { $section }: { $facts }
at = { $at }
dated = { $at } { $what }
text = { $text }
none = –
and-more = { $count } more
corrected = Correction, digest of { $day }: { $what } { $now }, not { $was }
in-words = Eight weeks, from { $since } on. { $series }
series-too = { $before }; { $series }
series = { $label }: { $values }
value = { $kind ->
        [none] –
        [share] { $value }%
       *[minutes] { $value } h
    }
panel = { $label }{ $kind ->
        [share] {" "}(%)
       *[minutes] {""}
    }
picture = { $team }: the last eight weeks
week = { $day } { $month ->
        [m1] Jan
        [m2] Feb
        [m3] Mar
        [m4] Apr
        [m5] May
        [m6] Jun
        [m7] Jul
        [m8] Aug
        [m9] Sep
        [m10] Oct
        [m11] Nov
       *[m12] Dec
    }

# The preview
preview = Weekly digest: a preview
with-picture = With a picture. { $words }
without = Without: { $sections }
goes-out = It goes out by itself on { $at }.
by-hand = It goes out when you send it, and not by itself.
send = Send
edit-opening = Edit the opening
drop = Drop a section
skip = Skip
sent = Sent.
skipped = Skipped: this one does not go out.
unskipped = It is a draft again.
opening-noted = Noted.
was-sent = { $name } sent it, { $at }.
was-sent-itself = It went out by itself, { $at }.
was-skipped = { $name } skipped it, { $at }.
was-skipped-itself = There was nothing new to tell, { $at }: it did not go out.
nothing-new = There is nothing new to tell: nothing happened since the last one, and nothing comes within a week.
gone = This digest is no longer there.
which-section = What should be left out?
leave-out = Without: { $section }
take-in = With: { $section }
back = Back
section-coming = The week ahead
section-picture = The picture
corrections = Corrections
of-team = Team
as-document = As a document
last-as-document = The last one as a document
writing = I am writing “{ $title }”, and send it to you in private.

# When it comes
state = Weekly digest
state-next = It comes { $rule }; next on { $at }.
state-off = There is no weekly digest.
state-first = Shown before it goes out to: { $names }
state-nobody = Nobody sees it first: no organiser has ever written to me in private.
state-sent = The last one went out { $at }.
state-skipped = The last one was skipped, { $at }.
state-how = Another time: “digest every Fri 17:00”. Who sees it first: “digest secretary @Li”, or “… all”.
draft-now = Draft one now
change-time = Change
turn-on = On
turn-off = Off
noted = Noted.
is-off = There is no weekly digest any more.
not-weekly = A digest comes once a week, at a fixed hour: “digest every Fri 17:00”. { $rule } is something else; nothing was changed.
no-secretary = “{ $name }” is no organiser of this team, or there are several of that name; nothing was changed.

# In private
no-more = No weekly message
send-again = Send it again
stop-noted = I will not write to you with the weekly digest any more. “my digest on” brings it back.
again-noted = I will write to you with the weekly digest if something waits for you.
mine = Your weekly digest
mine-on = Once a week I write to you if something waits for you.
mine-off = You get no weekly message; “my digest on” brings it back.
