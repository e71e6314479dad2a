name = Poll
subject = Polls
    .words = poll | polls | vote | votes | voting
summary = asks the group a question; one tally, wherever people answer
kind = poll

command-poll = Poll
    .words = poll | vote | ballot | start a poll | start a ballot | new poll
command-poll-example = poll Where to meet? Library / Room 204 / Online until Fri 18:00 secret
command-poll-brief = asks the group a question
command-poll-help = Asks a question with 2–30 options; without options: yes, no or abstain. Add “until Fri 18:00” for a deadline, “pick 2” for several answers, “secret” so that nobody sees who chose what, “everyone” to freeze who is expected. “poll 12” shows poll 12.
command-voters = Who has not voted
    .words = who hasn't voted | who has not voted | who didn't vote | who did not vote | who still has to vote | who has voted | who voted
command-voters-example = who hasn't voted
command-voters-brief = how a poll stands
command-voters-help = Shows how a poll stands, and who on its list has not answered. Only organisers see names; of a secret poll whose count is seen nobody is told who has not answered.
command-results = Results
    .words = poll results | results | results of the poll | end the poll | close the poll | end poll | close poll | what's the result | what is the result | what are the results
command-results-example = poll results
command-results-brief = how a poll stands
command-results-help = Shows the poll that is open, or was the last; its author and organisers close or change it there.
field-which = Which poll
    .words = which poll

# Fields, and how they are written in a line
field-question = Question
    .words = question
field-question-ask = What do you want to ask?
field-options = Options
    .words = options
field-options-ask = Which options are there? Put “/” between them.
field-closes = Closes
    .words = until | by | till | before | closes | deadline | due
field-closes-ask = Until when? For example “Fri 18:00”.
field-pick = Choices per person
    .words = pick | choose | up to | pick up to
field-pick-ask = How many options may each person choose?
field-names = Names
    .words = names
field-names-ask = Who may see who chose what?
field-results = Results
    .words = results
field-results-ask = When may people see the result?
field-change = Answers may be changed
    .words = change
field-change-ask = May people change their answer until the end?
field-everyone = All members are expected
    .words = all members
field-everyone-ask = Is everybody in the team expected to answer?
field-remind = Reminders
    .words = remind | reminder | reminders
field-remind-ask = When shall I remind those who have not answered? For example “1d 1h” before it closes.
usual-ladder = the usual ones
names-everybody = everybody sees them
    .words = everybody | everyone sees names | public | named | open names
names-organisers = organisers only
    .words = organisers | organizers | organisers only
names-nobody = nobody sees them
    .words = nobody | secret | anonymous | secretly
results-live = at once
    .words = live | at once
results-voted = after answering
    .words = voted | after answering | after voting
results-closed = after closing
    .words = closed | after closing | results later | results after closing
mark-secret = Secret
    .words = secret | secretly | anonymous | anonymously
mark-named = With names
    .words = named | with names | names public
mark-several = Several answers
    .words = several | several answers | multiple | multiple answers | multiple choice | any number
mark-results-closed = Results after closing
    .words = results later | results after closing | results at the end
mark-results-voted = Results after answering
    .words = results after voting | results after answering
mark-first-answer = The first answer stands
    .words = first answer stands | no change | no changes
mark-everyone = Everyone is expected
    .words = everyone | all members | whole team

no-options = yes, no or abstain
no-deadline = open until it is closed by hand

standard = { $which ->
        [yes] Yes
        [no] No
       *[abstain] Abstain
    }

# The card
line-open = { $answered ->
        [0] Nobody has answered yet
        [one] 1 answer
       *[other] { $answered } answers
    }{ $pick ->
        [1] {""}
       *[other] {" "}· up to { $pick } each
    }
line-until = { $answered ->
        [0] Nobody has answered yet
        [one] 1 answer
       *[other] { $answered } answers
    }{ $pick ->
        [1] {""}
       *[other] {" "}· up to { $pick } each
    } · until { $closes }
line-closed = { $answered ->
        [0] Nobody answered
        [one] 1 answer
       *[other] { $answered } answers
    } · closed { $at }
who-sees = { $names ->
        [everybody] Names: everybody
        [organisers] Names: organisers only
       *[nobody] Names: nobody, not even organisers
    } · { $results ->
        [live] Results: at once
        [voted] Results: after answering
       *[closed] Results: after closing
    }
who-chose = { $option }: { $names }

# Answers to those who tap
chosen = You chose { $chosen }. You can change it until the poll closes.
chosen-until = You chose { $chosen }. You can change it until { $until }.
chosen-final = You chose { $chosen }. The first answer stands.
none-chosen = You have no answer in this poll now.
with-counts = { $note } So far: { $counts }
count = { $option }: { $count }
first-stands = In this poll the first answer stands: { $chosen }.
full = You have chosen { $chosen }: that is all { $most }. Take one back first.

# What its author and the organisers do
yours = Your answer: { $chosen }
drop = Take back { $option }
clone = New poll like this
mend-typo = There are answers already, so only typos can be corrected here. For other words make a new poll like this.
mend-settings = This can no longer be changed. Make a new poll like this instead.
past = { $closes } has passed. Choose a later time; the rest is kept.
pick-too-many = There are only { $options } options: nobody can choose { $pick } of them.

# What everybody hears
result-title = Poll closed: { $question }
result-none = Nobody answered.
result-one = Most votes: { $best }
result-tie = A tie: { $best }
counts = { $counts }

# In lists
answer = Answer
done = { $poll } – you chose { $chosen }
counts-once = { $poll } – answers are secret, and so is when they were given: the one of the account that I have known longer counts
counts-closed = { $poll } – was closed when you were still two for me, and stays as it was counted

# What a weekly digest tells
weekly = Polls
weekly-ended = { $question } – { $best }
weekly-nothing = { $question } – nobody voted
weekly-closes = the poll “{ $question }” closes
