name = Essay
subject = Essays
    .words = essay | essays | paper | papers
summary = asks everybody for a paper, and takes yours in
kind = call for papers

command-essay = Essay
    .words = essay | essays | call for papers | paper campaign
command-essay-example = essay Reading notes 3 due 30 Nov min 800
command-essay-brief = asks everybody for a paper
command-essay-help = Asks everybody for a paper until a day. Say what about and until when; “min 800” is the least number of words, “each 2” how many papers a person. Late papers are taken and marked, unless you say “no late papers” or “late costs points”. “essay 3” shows campaign 3.
command-submit = Hand in
    .words = submit | hand in | handin | turn in
command-submit-example = submit What I learnt from the book is …
command-submit-brief = hands in your paper
command-submit-help = Hands in your paper: as text or link after the word, or send me the file in private. You get a receipt with its number and fingerprint, and may replace it until the deadline.
command-owing = Who has not handed in
    .words = who hasn't handed in | who has not handed in | who didn't hand in | who did not hand in | who still has to hand in | who has handed in | who handed in | who hasn't submitted | who has not submitted | who didn't submit | who has submitted | who owes a paper | who still owes a paper | who owes an essay | whose paper is missing | which papers are missing | how many papers are in | how many have handed in | how many papers
command-owing-example = who hasn't handed in
command-owing-brief = how the papers stand
command-owing-help = Shows how a call for papers stands: what is in, late and missing. Organisers see the names, everybody else the count. Where several are open, add the topic: “who hasn’t handed in Reading notes 3”.
field-which = Which call for papers
    .words = which call for papers

# Fields, and how they are written in a line
field-title = Topic
    .words = topic | about
field-title-ask = What should people write about? For example “Reading notes 3”.
field-due = Due
    .words = due | until | by | till | before | deadline
field-due-ask = Until when? For example “30 Nov”.
field-least = Words at least
    .words = min | minimum | at least | no less than
field-least-ask = How many words at least?
mark-words = words
    .words = words or more | words at least | words minimum | words min | words
field-per-person = Papers each
    .words = each | per person
field-per-person-ask = How many papers does each person owe?
field-late = Late papers
    .words = late papers
field-late-ask = What happens to late papers?
late-refuse = are refused
late-flag = are taken and marked
late-deduct = lose points for each day
mark-late-refused = Late papers are refused
    .words = no late papers | late refused | refuse late
mark-late-flagged = Late papers are taken and marked
    .words = late allowed | late marked
mark-late-deducts = Late papers lose points
    .words = late costs points | late loses points
field-points = Points lost a day
    .words = points a day | points per day
field-points-ask = How many points of 100 does each late day cost?
field-floor = Never below
    .words = never below
field-floor-ask = How many points of 100 does a late paper keep in any case?
field-audience = For
    .words = for | audience
field-audience-ask = For whom is it? Leave it empty for everybody.
field-voluntary = Voluntary
    .words = voluntary
field-voluntary-ask = May everybody choose whether to hand in?
mark-voluntary = Voluntary
    .words = voluntary | optional
field-remind = Reminders
    .words = remind | reminder | reminders
field-remind-ask = When shall I remind those who owe a paper? For example “3d 1d” before it is due.
usual-ladder = the usual ones
any-length = any number
field-text = Your paper
    .words = paper | text
field-text-ask = Paste your text here, or a link to it. For a file (docx, pdf, md, txt): send it to me in private instead.
field-until = More time until
    .words = until | by | till
field-until-ask = Until when do they have time? For example “3 Dec”.

# The card
moment = { $at }
asked-of = Each
asked = { $papers ->
        [one] 1 paper
       *[other] { $papers } papers
    }{ $least ->
        [0] {""}
       *[other] , at least { $least } words
    }
handed-in = Handed in
counted = { $count ->
        [0] Nobody has handed in yet
        [one] 1 person has handed in
       *[other] { $count } people have handed in
    }
counted-of = { $count } of { $expected } have handed in
state-open = { $late ->
        [refuse] Late papers are refused.
        [deduct] Late papers lose { $points } of 100 points for each day, never below { $floor }.
       *[flag] Late papers are taken and marked.
    }
state-over = { $late ->
        [refuse] The time is over, but for those who were given more.
        [deduct] The time is over. Late papers lose { $points } of 100 points for each day, never below { $floor }.
       *[flag] The time is over. Late papers are taken and marked.
    }
state-closed = Closed { $at }
who-sees = Papers: their author and organisers only · Counts: everybody
hand-in = Hand in
export = Export
more-time = More time…
your-papers = Your papers
more-papers = … and { $count } more. The export has all of them.
entry = { $name } · { $paper }
entry-noted = { $name } · { $paper } · { $notes }
note-waiting = to be admitted
note-late = { $days ->
        [one] 1 day late
       *[other] { $days } days late
    }
note-alike = { $share }% like E-{ $number }

# Handing in
received = Received { $at }, for “{ $essay }”. I am reading it; the receipt comes in private.
as-paper = As my paper
none-open = Nobody has asked for a paper at the moment. Nothing was kept.
one-file = One file at a time, please. Nothing was kept.
which = What do you want to hand in to?
which-for = What is “{ $name }” for?
which-paper = All your papers are in. Which one does “{ $name }” replace?
too-late = “{ $essay }” was due { $due }, and late papers are refused. Nothing was changed. Ask an organiser for more time.
closed-since = “{ $essay }” takes no papers any more: it closed { $at }. Nothing was kept. Ask an organiser for more time.
is-paper = Shall I hand in “{ $name }” ({ $length ->
        [one] 1 word
       *[other] { $length } words
    }) as your paper for “{ $essay }”?
hand-this-in = Hand this in
read-already = This was read already.

# The receipt
paper = E-{ $number }
receipt = #E-{ $number }{ $counted ->
        [yes] { " · " }{ $length ->
            [one] 1 word
           *[other] { $length } words
        }
       *[no] {""}
    } · { $at } · version { $version }{ $stage ->
        [reading] { " · being read" }
       *[other] {""}
    }
hash = SHA-256
late-by = { $days ->
        [one] 1 day late
       *[other] { $days } days late
    }{ $most ->
        [100] .
       *[other] : worth { $most } of 100 points at best.
    }
not-counted = Its length could not be counted, so an organiser will look at it.
may-replace = { $when ->
        [late] You may still hand in a new version. The last one counts, and how late it is.
       *[in-time] You may hand in a new version until the time is over: the last one counts.
    }
withdraw = Take back
not-taken = Not taken: { $name }
refused = { $why ->
        [same] It is, letter by letter, what you have handed in already.
        [too-short] Too short: { $length } of at least { $least } words.
        [too-large] It is too large. Files of up to 20 MB with up to two million characters are taken: leave out pictures, or save it as a PDF.
        [protected] It has a password. Save it without one.
        [old] It is in an old Office format. Save it as .docx or PDF.
        [unknown] It is not a kind of file that I can read. Word (.docx), PDF, Markdown and plain text are taken.
        [broken] It cannot be opened: it seems to be damaged or cut off. Save it again, and send it once more.
        [too-slow] Reading it took too long. Save it as a PDF or as plain text.
       *[gone] I could not fetch it: the chat does not have it any more. Send it once more.
    }
nothing-stands = So nothing of yours counts yet.
stands = E-{ $number }, version { $version }, still counts.
taken-back = E-{ $number } is taken back. { $when ->
        [late] You may still hand in again, late.
       *[in-time] You may hand in again until the time is over.
    }
given-again = E-{ $number } counts again.
back-late = The time is over: a paper can no longer be taken back.
back-already = It was taken back already.

# More time
extend-whom = More time for “{ $essay }”: for whom?
has-time = { $name }: until { $until }
not-offered = Also missing: { $names }
extend-early = More time must end after { $due }, and lie ahead.
extend-closed = This call for papers is closed. Open it again first.
not-member = They are not in this team.
extended-note = { $name } has time until { $until }, and is told so.
extended = You have more time for “{ $essay }”: until { $until }.

# What its author and the organisers do
past = { $at } has passed. Which time should it be?
mend-roll = Whom it is for is fixed when it is posted. Make a new one instead.
not-over = The time is not over.
exporting = The list and the papers come to you in private, as files.
exported = The papers of “{ $title }”. They are for organisers only.
file-name = Essay { $number } { $title }
heading-name = Name
heading-paper = Paper
heading-version = Version
heading-at = Handed in
heading-length = Words
heading-late = Days late
heading-most = Worth at best
heading-alike = Like another
heading-source = Came as
heading-hash = SHA-256
missing-paper = missing
source = { $source ->
        [file] file
        [link] link
       *[text] text
    }

# What everybody hears
result-title = { $closed ->
        [yes] Closed: { $title }
       *[no] Time is up: { $title }
    }
still-taken = { $late ->
        [deduct] Late papers are still taken; each day costs { $points } of 100 points.
       *[flag] Late papers are still taken, and marked.
    }
moved = Changed: { $title }. What you have handed in stands.

# In lists
done = { $call } – { $papers }

# What a weekly digest tells
weekly = Papers
weekly-papers = { $count ->
        [one] 1 paper
       *[other] { $count } papers
    }
weekly-in = { $title } ({ $papers })
weekly-what = papers for { $title }
weekly-due = { $title }: papers due
