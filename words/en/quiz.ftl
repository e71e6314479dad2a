# Quizzes: contests that are asked live, and the banks of their questions.
name = Quiz
subject = Quizzes
summary = asks questions live, or one a day, and again what you got wrong
use = A bank of questions

command-quiz = Quiz
    .words = quiz | quiz start | start quiz | start a quiz | contest | knowledge contest
command-quiz-example = quiz civics 10 questions 20s teams
command-quiz-brief = asks questions live, with a podium at the end
command-quiz-help = Starts a live contest on one of your banks of questions, or on “civics” or “safety”, which come with me. Say how many questions, “20s” for the time each, “accuracy”, “speed” or “first” for the scoring, “teams” to compare tags. People join, each question is a message of its own, answers stay secret until the reveal. “quiz” alone shows the contest that runs: its host finds pause, skip, void and end there. “quiz 3” shows quiz 3. “banks” lists the banks. Organisers only.
command-banks = Banks
    .words = banks | bank | question banks | question bank | quiz banks
command-banks-example = banks
command-banks-brief = the banks of questions: list, template, how to send one
command-banks-help = Lists the banks of questions and hands out a template. Send me a bank in private as Excel, CSV or YAML; I tell you row by row what is wrong before anything is taken. Organisers only.

# Fields, and how they are written in a line
field-bank = Bank
    .words = bank
field-bank-ask = Which bank of questions? For example “civics”.
field-count = Questions
    .words = questions | question | q
field-count-ask = How many questions?
field-seconds = Seconds each
    .words = s | sec | secs | seconds | second
field-seconds-ask = How many seconds for each question?
field-preset = Scoring
    .words = scoring
field-preset-ask = How should it be scored?
preset-accuracy = a point for each right answer
    .words = accuracy | right answers
preset-speed = up to 1,000 points, the faster the more
    .words = speed | by speed
preset-first = a point for whoever is right first
    .words = first | first correct
mark-accuracy = Accuracy
    .words = accuracy | by accuracy | one point each
mark-speed = Speed
    .words = speed | by speed | the faster the better
mark-first = First correct
    .words = first | first correct | first right
field-streaks = Bonus for streaks
    .words = streak bonus
field-streaks-ask = A bonus for several right answers in a row?
mark-streaks = Streaks
    .words = streaks | with streaks | with streak bonus
field-by-teams = Teams by tag
    .words = by teams
field-by-teams-ask = Compare teams, by tag?
mark-by-teams = Teams
    .words = teams | by teams | team contest
field-over = A team's points
    .words = mean
field-over-ask = Whose points make up a team's?
over-members = the mean of all members, absent ones with 0
    .words = all members | members
over-present = the mean of those who take part
    .words = those present | present
mark-present = Those present
    .words = of those present | only those present
field-lobby = Lobby, in seconds
    .words = lobby | lobby of
field-lobby-ask = For how many seconds may people join before it begins?

field-at-night = Even in quiet hours
    .words = quiet hours
field-at-night-ask = It is quiet time now. Shall it start all the same?
mark-at-night = Even in quiet hours
    .words = even in quiet hours | in quiet hours | even at night | at night

answer-title = Your answer
field-answer = Answer
    .words = answer
field-answer-ask = What is your answer?

# Banks
worded = { $zh ->
       *[other] { $en }
    }
bank-civics = General civics and law
    .words = civics | law | civics and law | general civics
bank-safety = School safety
    .words = safety | school safety
named-so = Names of files that are banks
    .words = quiz | bank | question | contest
no-bank = There is no bank called “{ $typed }”. “banks” says how to send one. There are:
which-bank = “{ $typed }” may be one of these. Which?
with-banks = { $says } { $banks }
streaks-with-speed = A bonus for streaks goes with scoring by speed alone.
quiet-now = The team has its quiet hours now ({ $since }–{ $until }), when nothing starts by itself. To start all the same choose “Even in quiet hours”; then you can post it.
only-first = I can read one bank at a time and take { $name }. Please send the others after it.
too-many = A bank may have { $most } questions. Please send it in several files.
banks-title = Banks of questions
bank-line = { $bank } ({ $count ->
        [one] 1 question
       *[other] { $count } questions
    })
bank-shipped = { $bank } (comes with me)
how-to-send = To add one, send me the file in private: YAML, or Excel or CSV with “quiz” or “bank” in its name. It does not replace one of the same name: put the old one away.
template = Template
template-name = Quiz bank
template-title = A template for a bank of questions
template-coming = I am writing the template and send it to you in private.
drop-bank = Put away { $bank }
bank-dropped = { $bank } is put away. Contests that asked it keep their questions.
bank-title = Bank: { $bank }
bank-state = { $state ->
        [reading] I am reading it.
        [asking] { $count ->
            [one] 1 question is good
           *[other] { $count } questions are good
        }, the others are not. Nothing is taken yet.
        [ready] { $count ->
            [one] 1 question
           *[other] { $count } questions
        }. Start with “quiz” and its name.
        [refused] Nothing was taken. Correct the file and send it again.
       *[dropped] Nothing was taken.
    }
bank-settled = That has been decided already.
ignored = Not known and left aside: { $headings }
take = { $count ->
        [one] Take the good one
       *[other] Take the { $count } good ones
    }
leave = Take nothing
bad-more = { $count ->
        [one] 1 more
       *[other] { $count } more
    }

# The lobby, and how far it is
begins = { $how ->
        [minute] in a minute
        [few] in a few minutes
       *[at] { $at }
    }
title = Quiz { $number }: { $bank }
opened = Quiz { $number } is open in { $rooms }. It begins { $begins }, or when you start it.
rules = { $count ->
        [one] 1 question
       *[other] { $count } questions
    } · { $time } each · { $preset ->
        [accuracy] a point for each right answer
        [speed] up to 1,000 points, the faster the more{ $streaks ->
            [yes] , with a bonus for streaks
           *[no] {""}
        }
       *[first] a point for whoever is right first
    }
by-teams = { $over ->
        [present] Teams by tag: the mean of those who take part
       *[members] Teams by tag: the mean of all members
    }
state = { $phase ->
        [lobby] { $players ->
            [0] Nobody has joined yet
            [one] 1 has joined
           *[other] { $players } have joined
        } · { $paused ->
            [yes] waiting for the host
           *[no] begins { $begins }
        }
        [over] Over
        [off] Called off
       *[other] Question { $position } of { $count }{ $paused ->
            [yes] {" "}· paused
           *[no] {""}
        }
    }
under-way = Under way: the questions come here, one by one.
who-sees = Answers: secret until the reveal, the first one stands · In public: the five who lead
join = Join
more = More
joined = { $late ->
        [yes] You are in. Answer the next question.
       *[no] You are in. The first question comes here.
    }

# A question
question = Question { $position } of { $count }
option = { $letter }. { $text }
truth = { $is_ ->
        [true] True
       *[false] False
    }
hint = { $kind ->
        [multiple] Several may be right: answer with all their letters. You have { $time }.
        [number] Answer with a number. You have { $time }.
        [text] Answer in a few words. You have { $time }.
       *[other] You have { $time }.
    }
in-words = Answer
question-paused = The contest pauses. Answers are taken when it goes on.
question-over = { $void ->
        [yes] Void: it counts for nobody.
       *[no] The time is up.
    }
near = { $number } (± { $tolerance })
several = { $options }
noted = Noted: { $answer }. What is right comes when the time is up.
first-stands = You answered { $answer }, and the first answer stands.
not-understood = { $kind ->
        [multiple] “{ $typed }” are no letters of options. Write for example: AC.
        [number] “{ $typed }” is no number. Write for example: 18.
       *[other] “{ $typed }” is no answer that I can read.
    } Nothing is noted yet: answer again.
untimely = { $why ->
        [behind] The question came too late in this room and counts for nobody here. The next one will.
       *[late] The time is up; your answer came a little late. The next question will come.
    }
shut = { $reason ->
        [void] This question is void. It counts for nobody.
        [paused] The contest pauses. Answer when it goes on: no time is lost.
        [over] This is over.
       *[gone] This is no longer there.
    }
gone = This is no longer there.

# What was right
revealed = Question { $position }: { $right }
how-many = { $answered ->
        [0] Nobody answered.
       *[other] Right: { $right } of { $answered }
    }
left-behind = Came too late in { $rooms }: left behind for this question, which costs nobody there a streak.
leading = Leading
standing = { $rank }. { $name } · { $points ->
        [one] 1 point
       *[other] { $points } points
    }{ $moved }
moved = {" "}{ $way ->
        [up] ▲
       *[down] ▼
    }{ $by }

# The podium
podium = Podium: { $bank }
placed = { $medal ->
        [gold] 🥇
        [silver] 🥈
        [bronze] 🥉
       *[none] { $rank }.
    } { $name } · { $points ->
        [one] 1 point
       *[other] { $points } points
    }
no-points = Nobody has a point.
teams = { $over ->
        [present] Teams, by the mean of those who took part
       *[members] Teams, by the mean of all members
    }
team = { $placed ->
        [no] –
       *[yes] { $rank }.
    } { $tag } · { $mean }
no-teams = Nobody has a tag yet, so there will be no teams to compare. Tags are given under “members”.
counts = { $players ->
        [one] 1 player
       *[other] { $players } players
    } · { $questions ->
        [one] 1 question
       *[other] { $questions } questions
    }{ $void ->
        [0] {""}
       *[other] {" "}· { $void } void
    }
sheets-follow = Each player gets their own sheet in private, and finds it under “More”.
said = { $what ->
        [paused] The contest pauses. All clocks stand still.
        [resumed] The contest goes on, the clocks from where they stood.
        [skipped] Question { $position } is skipped and counts for nobody.
        [voided] Question { $position } is void. The points are worked out as if it had never been asked.
        [unseen] No room could be shown the question, so the contest pauses. Its host can let it go on.
       *[nobody] Nobody joined: { $bank } is called off.
    }

# For one person alone
own-standing = You: { $right } of { $questions } right · { $points ->
        [one] 1 point
       *[other] { $points } points
    }{ $placed ->
        [no] {""}
       *[yes] {" "}· rank { $rank } of { $of }
    }
own-nothing = You answered no question that counts.
sheet = Your sheet · { $title }
mistakes = { $count ->
        [one] To look at again: 1 question
       *[other] To look at again: { $count } questions
    }
no-mistakes = Everything right!
missed = { $position }. { $question } Right answer: { $right } (you did not answer).
with-why = { $line } { $why }
mistaken = { $position }. { $question } Right answer: { $right } (you: { $given }).

# The host
cost = Messages in { $room } are counted by the month, and { $left } of the allowance is left. This contest sends about { $messages } of them there, { $sheets ->
        [no] and no private sheets, as little is left: players find theirs under “More”.
       *[yes] and a private sheet to each player.
    }
own-sheet = My sheet
no-sheet = There is no sheet of yours in this contest yet.
begin-now = Start now
begun = It has begun already.
nobody-yet = Nobody has joined yet. It needs at least one player: you may press [Join], too.
reading = I am still reading the questions. It begins in a moment.
runs-already = Quiz { $number } is still running. End it first; your draft is kept.
no-such = There is no quiz { $number }.
reveal-now = Reveal now
pause = Pause
resume = Go on
goes-on = It is going on already.
skip = Skip question { $position }
ask-void = Void a question…
which-void = Which question shall count for nobody? The points are then worked out as if it had never been asked.
void = { $position }. { $question }
void-already = Question { $position } is void already, or was never asked.
end = { $lobby ->
        [yes] Call it off
       *[no] End
    }
host-gone = Its host has left. It goes on by itself; you can lead it from here.

# The score sheet
export = Score sheet
export-later = The score sheet tells answers, so there is one when the contest is over.
exporting = I am writing the score sheet and send it to you in private.
exported = Score sheet · { $title }. It is for organisers only.
sheet-points = Points
sheet-answers = Answers
sheet-questions = Questions
heading-rank = Rank
heading-name = Name
heading-points = Points
heading-right = Right
heading-seconds = Seconds in all
heading-question = { $position }{ $void ->
        [yes] {" "}(void)
       *[no] {""}
    }
heading-number = No.
heading-text = Question
heading-key = Right answer
heading-answered = Answered
heading-share = Share right
heading-discrimination = Discrimination (−1 to 1)
cell-answer = { $right ->
        [yes] ✓
       *[no] ✗
    } { $answer }
cell-void = void

# One's mistakes, and the season
command-mistakes = Mistakes
    .words = mistakes | my mistakes | mistakes deck
command-mistakes-example = mistakes
command-mistakes-brief = asks you again, in private, what you got wrong in quizzes
command-mistakes-help = Asks you again, in private, what you got wrong in quizzes that are over. What you get right goes; nobody else sees it.
command-standings = Season
    .words = season | season table | standings | quiz season
command-standings-example = season
command-standings-brief = who leads over all quizzes of the last half year
command-standings-help = Adds up the quizzes of the last half year: each gives 100 points to its winner and to others their share of that.
deck = { $count ->
        [0] Your mistakes
        [one] Your mistakes: 1 left
       *[other] Your mistakes: { $count } left
    }
deck-empty = There are none. What you get wrong in a quiz stands here when it is over.
reviewed = { $right ->
        [yes] Right!
       *[no] Not yet. Right answer: { $answer }.
    } { $why }
season = { $contests ->
        [one] Season: 1 quiz in the last half year
       *[other] Season: { $contests } quizzes in the last half year
    }
season-empty = Nobody has points yet.
season-row = { $rank }. { $name } · { $points ->
        [one] 1 point
       *[other] { $points } points
    } · { $contests ->
        [one] 1 quiz
       *[other] { $contests } quizzes
    }{ $wins ->
        [0] {""}
        [one] , won 1
       *[other] , won { $wins }
    }
season-how = Each quiz gives 100 points to its winner, and to others their share of that.

# The daily question
command-daily = Daily question
    .words = daily | daily question | question of the day
command-daily-example = daily safety at 8:00
command-daily-brief = asks one question each day, with streaks
command-daily-help = Asks a question of a bank each day, at 8:00 unless you say when. What was right comes with the next one; each person hears how many days in a row they have answered. “daily off” ends it. Organisers only.
field-at = At
    .words = at
field-at-ask = At what time? For example “8:00”.
field-off = Off
    .words = off
field-off-ask = Shall it end?
mark-off = Off
    .words = off | stop | end
daily-title = Question of the day { $nth }
daily-set = From now on I ask a question of { $bank } each day at { $at }.
daily-is = Each day at { $at } I ask a question of { $bank }. “daily off” ends it.
daily-which = Which bank shall be asked each day? For example “daily safety at 8:00”. There are: { $banks }
daily-off = I ask no more daily questions.
daily-ended = There are no more daily questions: { $bank } was put away. “daily safety at 8:00” begins again with another bank.
daily-at = “{ $typed }” is no time. Write for example “8:00”.
daily-state = { $answered ->
        [0] Nobody has answered yet
        [one] 1 has answered
       *[other] { $answered } have answered
    } · what is right comes with the next question
daily-noted = Noted: { $answer }. { $days ->
        [one] 1 day
       *[other] { $days } days
    } in a row, { $best } at best.
daily-right = Right answer: { $answer }
daily-closed = This question is over. What was right stands there.

# What a weekly digest tells
weekly = Quiz
weekly-over = { $bank } was played
weekly-won = { $bank } won by { $winners }
weekly-names = { $names }
weekly-begins = Quiz: { $bank }
