# Teams: their rooms, codes, accounts of one person, and the owner of the house.
name = Team
subject = Team
summary = its rooms and people, and your accounts on several platforms

command-team = Team
    .words = team | our team | the team
command-team-example = team
command-team-brief = its rooms, and how to add another one
command-team-help = Shows the team’s rooms and how many people belong to it. Organisers: “team code” gives a code, “join CODE” typed in another room adds that room, on whatever platform it is; “team leave” takes the room in which you type it out of the team.
command-team_code = Code for another room
    .words = team code | room code
command-team_code-example = team code
command-team_code-brief = a code by which another room joins the team
command-team_code-help = Gives an organiser a code in private. Typed in another room as “join CODE”, it asks to add that room to the team; an organiser then admits it.
command-team_new = New team
    .words = team new | new team
command-team_new-example = team new Chess club
command-team_new-brief = makes a team of a room that has none
command-team_new-help = Makes a team of the room in which it is typed. Only the owner of this Muster may do that; without a name the team is called like the room.
command-team_leave = Take the room out
    .words = team leave | take this room out
command-team_leave-example = team leave
command-team_leave-brief = takes this room out of its team
command-team_leave-help = Takes the room in which it is typed out of its team, after asking once. Organisers only.
command-join = Join a team
    .words = join | join team
command-join-example = join BCDF-2345
command-join-brief = adds this room to a team, by its code
command-join-help = Adds the room in which it is typed to a team. The code comes from an organiser, who gets it with “team code” in a room of that team.
command-link = Link accounts
    .words = link | link account | link accounts | connect account
command-link-example = link
command-link-brief = makes your accounts on two platforms one person
command-link-help = Type “link” to me in private, and you get a code. Type “link” and the code to me in private on your other account, then confirm here. From then on you are one person with one answer, whichever account you use. “unlink” makes an account a person of its own again.
command-unlink = Unlink this account
    .words = unlink | unlink account
command-unlink-example = unlink
command-unlink-brief = makes this account a person of its own again
command-unlink-help = Makes the account from which you type it a person of its own again. What you have answered so far stays with the person that you leave.
command-owner = Become the owner
    .words = owner | claim
command-owner-example = owner BCDF-2345-GHJK
command-owner-brief = makes you the owner of this Muster, by the code of its start
command-owner-help = Makes you the owner of this Muster. The code is shown where Muster is started, as long as nobody owns it. Type it to me in private.
command-take_over = Take over a team
    .words = take over | takeover | take over team
command-take_over-example = take over Chess club
command-take_over-brief = lets the owner lead a team that nobody leads any more
command-take_over-help = Makes the owner of this Muster an administrator of a team that nobody leads any more: typed in its room, or in private with its name. Where an administrator can still be written to, they and the team’s main rooms are told first, and have three days to say that they do lead it. It is said in the main rooms and recorded. Only the owner may do that.

command-term = Term
    .words = term | terms
command-term-example = term 2025 autumn 2025-09-01 to 2026-01-18
command-term-brief = sets when a term starts and ends
command-term-help = Sets a term of the team by its name, its first and its last day, so that times such as “week 3” can be read. “for all teams” after it sets it for everybody here; only the owner may do that. “term” alone lists the terms.
command-category = Category
    .words = category | categories
command-category-example = category probationary without vote
command-category-brief = a category of members, with or without a vote
command-category-help = Makes a category by which the team tells its members apart, with a vote unless you add “without vote”. “category” alone lists categories and tags. Organisers only.

field-term = Term
    .words = term
field-house = For all teams
    .words = for all teams
mark-house = for all teams
    .words = for all teams | for every team | everywhere
field-category = Category
    .words = category
field-votes = Has a vote
    .words = votes
mark-votes = with a vote
    .words = with vote | with a vote | votes | voting
mark-no-vote = without a vote
    .words = without vote | without a vote | no vote | non-voting | nonvoting
command-members = Members
    .words = members | member | people | who is who | who is in the team | who's in the team | list members | list of members
command-members-example = members
command-members-brief = the team’s people, by category or tag
command-members-help = Lists the team’s people; “members full” those of a category or tag, “members Ben” shows one with everything that can be changed. Organisers only.
command-leave_team = Quit the team
    .words = leave team | leave the team | i leave | quit | quit team | leave me out
command-leave_team-example = quit
command-leave_team-brief = lets you leave the team
command-leave_team-help = Lets you leave the team, after asking once. What was awaited of you ends; what you have answered stays.
command-i_am = I am …
    .words = i am | i'm | i’m
command-i_am-example = i am Ben Miller
command-i_am-brief = says who of the team’s list you are
command-i_am-help = Says who of the team’s list you are; an organiser confirms it.
command-my_settings = My settings
    .words = my settings | settings | preferences
command-my_settings-example = my language 中文
command-my_settings-brief = your language, time zone and quiet hours
command-my_settings-help = Shows your own language, time zone and quiet hours. “my language 中文”, “my zone Berlin” and “my quiet hours 22:00-8:00” change them.
command-team_settings = Team settings
    .words = team settings | settings of the team | team setup
command-team_settings-example = team settings entry closed
command-team_settings-brief = the team’s name, language, zone, entry and quiet hours
command-team_settings-help = Shows how the team is set up. “team settings zone Berlin”, “team settings entry closed” and the like change one thing. Administrators only.
command-reminder_settings = Reminder settings
    .words = reminder settings | remind settings | reminders settings | team reminders
command-reminder_settings-example = reminder settings opening, 1d, 2h
command-reminder_settings-brief = when the team is reminded, and how often a day
command-reminder_settings-help = Shows when I remind people of what waits for them, how often a day, and when it is quiet. “reminder settings opening, half, 1d, 2h, closing” says when, “reminder settings 1 a day” how often, “reminder settings quiet hours 22:00-8:00” when not; “usual” or “none” instead of a value. It holds at once, for what is open as well. “remind preview” shows whom I remind next. Organisers only.
command-room_use = Room
    .words = room | room purpose | this room
command-room_use-example = room committee
command-room_use-brief = says what this room is for
command-room_use-help = Says what a room is for: what is made in a main room stands in all main rooms of the team; in a committee’s or another room it stands only there. Organisers only.

field-whom = Who
    .words = who
field-member-name = Name
    .words = name
field-tags = Tags
    .words = tags | tag
field-since = Member since
    .words = since
field-birthday = Birthday
    .words = birthday
field-phone = Phone (last 4 digits)
    .words = phone
field-role = Role
    .words = role
field-setting = Setting
    .words = setting
field-language = Language
    .words = language
field-zone = Time zone
    .words = time zone | timezone | zone
field-quiet = Quiet hours
    .words = quiet hours | quiet | do not disturb
field-entry = Entry
    .words = entry
field-ladder = I remind
    .words = when | steps | ladder | reminders | reminder
field-ladder-ask = When? Such as: opening, half, 1d, 2h, closing; or “none”
field-a-day = In a day
    .words = a day | per day | each day | daily
field-a-day-ask = How many private reminders does one person get in a day, at most? 0 is none
field-day-end = End of the day
    .words = end of the day | end of day | day end
field-tail = Phone, last 4 digits
    .words = phone
field-purpose = What for
    .words = purpose
mark-main = main room
    .words = main | main room
mark-committee = committee
    .words = committee | committee room
mark-other = on its own
    .words = other | on its own | own
purpose-ask = ask
purpose-main = main room
purpose-committee = committee
purpose-other = on its own
entry-open = open
    .words = open | everybody
entry-closed = closed
    .words = closed | only members
field-team-name = Team
    .words = team
field-code = Code
    .words = code
field-name = Name
    .words = name | called

# The team
title = Team “{ $team }”
members = { $count ->
        [0] No members yet
        [one] 1 member
       *[other] { $count } members
    }
rooms = Rooms
room = { $room } ({ $connection }){ $purpose ->
        [main] {""}
        [committee] {" "}· committee
       *[other] {" "}· on its own
    }
rooms-more = { $count ->
        [one] and 1 more room
       *[other] and { $count } more rooms
    }
another-room = Code for another room

# A code, to whoever asked for it
code-title = { $kind ->
        [room] To add another room, somebody types this in it:
       *[person] On your other account, type this to me in private:
    }
code-typed = { $kind ->
        [room] join { $code }
       *[person] link { $code }
    }
code-how = { $kind ->
        [room] Then I ask here whether that room may join. Share the code only with people of the team.
       *[person] Then I ask you here whether that is you. Do not show the code to anybody.
    }
code-until = It works once, until { $at }.
code-over = { $state ->
        [typed] The code was typed.
        [asked] The code was typed.
        [taken] The code was used.
        [refused] The code was used, and refused.
       *[void] This code does not work any more. { $kind ->
            [room] “team code” gives a new one.
           *[person] “link” gives a new one.
        }
    }
code-elsewhere = Type “team code” in a room of the team, or to me in private.

# What is wrong with a code that was typed
code-unknown = I do not know this code. Please check it letter by letter; there is no vowel in it, no 0 and no 1.
code-unknown-last = I do not know this code, and it was the fifth wrong one. Please wait { $minutes } minutes before you try another.
code-wait = There were too many wrong codes from you. You can try again { $at }.
code-other = { $kind ->
        [room] This code adds a room to a team: type “join” and the code in that room.
        [person] This code links accounts: type “link” and the code to me in private. If others have seen it, ask for a new one.
       *[owner] This code makes an owner: type “owner” and the code to me in private. If others have seen it, restart me for a new one.
    }
code-own = This is your own code. Type it on your other account, in the private chat with me there.
code-gone = { $why ->
        [late] This code is too old. Please ask for a new one.
       *[used] This code was used already, and works only once. Please ask for a new one.
    }

# Another room asks to join
join-where = Type “join” and the code in the room that is to join, not here: here is only you and me.
join-how = Type the code after it, like “join BCDF-2345”. An organiser gets one with “team code” in another room of the team.
join-asked = I have asked the organisers of the team. As soon as one of them says yes, this room belongs to it.
join-unbacked = This code does not work any more: whoever asked for it no longer leads the team, or the room has left it. Ask an organiser for a new one.
has-team = This room belongs to the team “{ $team }” already. To move it, one of its organisers types “team leave” here first.
request = “{ $room }” ({ $connection }) wants to join the team. { $name } typed the code there.
request-means = If you admit it, new polls and roll calls of the team stand in that room as well, and whoever answers there counts here. What is open now stays where it is.
request-settled = { $state ->
        [taken] “{ $room }” ({ $connection }) belongs to the team now. Admitted by { $name }.
       *[refused] “{ $room }” ({ $connection }) was not admitted. Refused by { $name }.
    }
request-late = “{ $room }” ({ $connection }) wanted to join the team; this is over. With a new code it can ask again.
request-over = This was settled already, or it is too late. Nothing was changed.
admit = Admit
refuse = Refuse
admitted = “{ $room }” belongs to the team now.
admit-late = That room has joined another team meanwhile. Nothing was changed.
refused = Refused. That room stays as it is.
joined = This room belongs to the team “{ $team }” now.
joined-means = New polls and roll calls stand in { $rooms }, and each person counts once. What was open before stays where it was. If you have accounts on both sides, type “link” to me in private.
not-admitted = The organisers of the team have not admitted this room.

# A room leaves
leave-where = Type “team leave” in the room that is to leave, not here.
leave-title = Take “{ $room }” out of the team “{ $team }”?
leave-means = Nothing new of the team will stand here. What is open here stays, and goes on to count until it closes.
leave-last = It is the team’s only room. Without one, organisers can still reach the team in private, with “team code”.
leave = Leave the team
left-already = “{ $room }” belongs to no team now.
left = This room has left the team “{ $team }”.
left-means = What is open here goes on to count until it closes. With a code from “team code” the room can join again.

# A new team
new-where = Type “team new” in the room that is to be a team, not here.
new-made = Done. You are its administrator.
welcome = Hello! I am Muster, the secretary of “{ $team }”. I ask who comes, hold votes and keep count, so that nobody has to.
welcome-try = Try it: send me this line.
welcome-elsewhere = Your team has another room with me already? Then type “join” and a code from “team code” there.
welcome-language = 中文也行：发“帮助”，或者“投票 中午吃什么？米饭／面条”。
welcome-help = What can you do?

# Accounts of one person
link-where = { $given ->
        [0] Type “link” to me in private: only you may see the code.
       *[other] A code must be typed to me in private. Others could read it here, so it does not work any more. Please ask for a new one.
    }
link-asked = Almost done: now confirm it as { $name } on { $connection }, in the private chat with me there.
linked-already = These accounts are linked already: you are one person.
both = Are both accounts yours: this one, and { $name } on { $connection }?
both-means = Then you are one person: whoever uses the other account speaks and answers as you. If somebody else gave you the code, say no.
both-mine = Yes, both are mine
not-mine = No
both-over = { $state ->
        [asked] You said that { $name } on { $connection } is you, too.
        [taken] { $name } on { $connection } is you, too: linked.
        [refused] { $name } on { $connection } is not you: nothing was linked.
       *[typed] It is too late to link this account with { $name } on { $connection }. Type “link” there to start again.
    }
not-both = Nothing was linked, and the code does not work any more.
claim = { $name } on { $connection } says that they are you.
claim-means = If that is your account, confirm it: then you are one person with one answer. Where you have answered on both, the later answer counts.
is-me = Yes, that is me
is-not-me = No
claim-over = { $state ->
        [taken] { $name } on { $connection } is you: linked.
        [refused] { $name } on { $connection } is not you: nothing was linked.
       *[asked] { $name } on { $connection } said that they are you; it is too late to confirm that. Type “link” to start again.
    }
linked = Linked: you are one person now, { $name }. One answer counts, whichever account you use.
not-linked = Nothing was linked. Somebody had your code: show a new one to nobody.
link-refused = The other side said that this is not the same person. Nothing was linked.
counts = You had answered on both accounts. The later answer counts:
counts-change = If another one is right, just answer again.
unlink-where = Type “unlink” to me in private, on the account that is to be on its own.
unlink-alone = This account is linked to no other.
unlinked = From now on this account is a person of its own. What you have answered so far stays with the other account.

# The owner of the house
owner-where = { $given ->
        [0] Type “owner” and the code to me in private.
       *[other] This code must be typed to me in private. Others could read it here, so it does not work any more. Restart me, and a new one is shown.
    }
owner-how = Type the code after it, like “owner BCDF-2345-GHJK”. It is shown where I am started, as long as nobody owns me.
owner-done = You own this Muster now. In a room without a team, “team new” makes one.
takeover = Lead “{ $team }”
takeover-which = Which team do you want to lead?
takeover-means = If one of its administrators can be written to, they are asked first and have { $days } days to say that they still lead it. The team reads of it in its main rooms, and it is recorded.
takeover-none = { $named ->
        [0] There is no other team here.
       *[other] There is no team of that name that you do not lead already. “take over” to me in private lists all.
    }
takeover-yours = You are an administrator of “{ $team }” already.
takeover-asked = I have asked the administrators of “{ $team }” and said so in its main rooms. Unless one of them says that they still lead it, you become its administrator on { $at }.
takeover-wish = { $name }, who owns this Muster, wants to lead “{ $team }”.
takeover-unless = If one of its administrators still leads it, please press the button. Else { $name } becomes its administrator on { $at }.
takeover-settled = { $leads ->
        [0] “{ $team }” is still led by its administrators; { $name } does not take it over.
       *[other] { $name } is an administrator of “{ $team }” now.
    }
takeover-over = This is settled already.
still-led = We still lead it
still-led-note = Good. Everything stays as it is.
taken-over = Nobody led “{ $team }” any more. { $name }, who owns this Muster, does so now.
taken-over-means = What is open goes on. Administrators can name others: “members NAME”.
taken-over-note = You are an administrator of “{ $team }” now; I have said so in its main rooms. “members” names others.
owner-code = Nobody owns this Muster yet. Whoever types this to it in private does: owner { $code }

# Categories, tags and terms
categories = Categories of “{ $team }”
category-line = { $name } · { $votes ->
        [0] no vote
       *[other] with a vote
    } · { $count ->
        [0] nobody
        [one] 1 person
       *[other] { $count } people
    }
category-none = There is no category yet. “category full” makes one; with “without vote” after it, its people are counted, but do not vote.
category-set = { $votes ->
        [0] “{ $name }” is a category without a vote now.
       *[other] “{ $name }” is a category with a vote now.
    }
category-vote = { $name }: { $votes ->
        [0] give the vote
       *[other] take the vote
    }
category-drop = { $name }: remove
category-dropped = The category is gone.
category-gone = This category is gone already.
category-used = Somebody is of this category. Give them another one first.
group-name = “{ $name }” cannot be the name of a category or tag: up to { $most } characters, without commas and slashes.
tags = Tags
tag-line = { $name } · { $count }
terms = Terms of “{ $team }”
term-line = { $name }: { $starts } to { $ends }
term-none = There is no term yet.
term-how = Set one like this: “term 2025 autumn 2025-09-01 to 2026-01-18”.
term-set = Noted: { $name } is from { $starts } to { $ends }.
term-drop = Remove “{ $name }”
term-dropped = “{ $name }” is gone.
term-gone = This term is gone already.

# Members
members-of = Members of “{ $team }”
members-who = Members of “{ $team }”: { $whom }
members-shown = { $total ->
        [0] Nobody.
       *[other] { $start } to { $last } of { $total }
    }
members-none = Nobody in the team is called “{ $whom }”, and no category or tag is.
member-line = { $name }{ $count ->
        [0] {""}
       *[other] {" "}· { $details }
    }
role = { $role ->
        [guest] guest
        [member] member
        [organiser] organiser
       *[admin] administrator
    }
unclaimed = not here yet
back = Back
forward = More
day = { $at }
member-category = { $category }{ $votes ->
        [0] , no vote
       *[other] {""}
    }
accounts = Accounts
account-count = { $count ->
        [0] none yet: they have not shown up
       *[other] { $count }
    }
member-edit = Change
make = { $role ->
        [member] Make a member
        [organiser] Make an organiser
       *[admin] Make an administrator
    }
member-remove = Remove
member-forget = Forget
member-gone = This person is not in the team any more.
member-mended = Noted for { $name }.{ $elsewhere ->
        [0] {""}
        [one] {" "}Name, birthday and phone belong to the person: they changed in one other team as well.
       *[other] {" "}Name, birthday and phone belong to the person: they changed in { $elsewhere } other teams as well.
    }
no-category = There is no category “{ $name }”. { $count ->
        [0] “category { $name }” makes it.
       *[other] There are: { $known }. “category { $name }” makes it.
    }
day-how = “{ $typed }” is no day that I can read; write it like 2021-06-01.
role-set = { $name } is { $role ->
        [guest] a guest
        [member] a member
        [organiser] an organiser
       *[admin] an administrator
    } now.
role-yours = You are { $role ->
        [guest] a guest
        [member] a member
        [organiser] an organiser
       *[admin] an administrator
    } of “{ $team }” now.
last-admin = Nobody else leads this team. Name another administrator first; then this can be done.
successors = Who else is to be administrator?
successors-how = Of others: “members NAME” shows somebody, with a button to make them administrator.
leave-ask = Leave the team “{ $team }”?
leave-what = What is awaited of you in this team ends. What you have answered stays and counts.
leave-yes = Leave the team
left-team = You have left the team “{ $team }”.
leave-done = { $count ->
        [0] You have left the team.
       *[other] You have left the team. Nothing more is awaited of you in: { $closed }.
    }
has-left = { $name } has left the team “{ $team }”.{ $count ->
        [0] {""}
        [one] {" "}1 open thing expects no answer of them any more.
       *[other] {" "}{ $count } open things expect no answer of them any more.
    }
remove-ask = Remove { $name } from the team?
remove-what = What is awaited of them ends. What they have answered stays and counts.
remove-yes = Remove
removed = { $count ->
        [0] { $name } is not in the team any more.
       *[other] { $name } is not in the team any more. Nothing more is awaited of them in: { $closed }.
    }
taken-back = { $name } is in the team again.
forget-ask = Forget { $name }?
forget-goes = Erased: the name, { $accounts ->
        [0] birthday and phone
        [one] the account, birthday and phone
       *[other] the { $accounts } accounts, birthday and phone
    }.
forget-stays = { $records ->
        [0] Nothing else is kept of them.
        [one] 1 entry in the team’s records stays, without the name.
       *[other] { $records } entries in the team’s records stay, without the name.
    }
forget-once = This cannot be undone.
forget-yes = Forget
forgotten = Done. The name is erased; the counts stay.
forget-oneself = To be forgotten yourself, type “forget me”.
forget-elsewhere = { $name } is in another team as well, or owns this Muster. They can type “forget me” themselves.

# Who is who
who-are-you = Which of these are you?
who-means = The team’s list has names that nobody has answered to yet. An organiser confirms it; then you can take part.
who-type = My name …
who-where = Type this in a room of the team, as “i am” and your name.
who-tail = Several people are called “{ $name }”. Which last four digits does your phone have? If you do not know them, tell an organiser.
who-taken = Somebody answers to this name already. If that is wrong, tell an organiser.
who-member = You are in the team already.
who-asked = I have asked the organisers. As soon as one of them confirms it, you can take part; I tell you then.
who-unasked = Noted. No organiser can be written to in private right now; please tell one that you are waiting.
who-refused-before = An organiser said no to this a short time ago. Please talk to one of them.
claims = { $listed ->
        [0] { $account } wants to join the team, and is not on its list.
       *[other] { $account } says that they are { $name } on the team’s list.
    }
claim-yes = { $listed ->
        [0] Admit
       *[other] Yes, confirm
    }
claim-no = No
claimed = { $state ->
        [admitted] { $listed ->
            [0] { $account } was admitted.
           *[other] { $account } is { $name }: confirmed.
        }
       *[refused] { $account } was not admitted.
    }
claim-done = { $name } can take part now.
claim-refused = Refused. They can ask again in a day.
welcome-member = You are in “{ $team }” now, as { $name }. “mine” shows what waits for you.

# Settings
mine = Your settings
mine-how = Or type it: “my language 中文”, “my zone Berlin”, “my quiet hours 22:00-8:00”, “my quiet hours none”.
as-team = as the team
as-usual = as usual
settings = Settings of “{ $team }”
habits = Reminders of “{ $team }”
habits-form = Reminder settings
habits-more = Reminders…
habits-preview = Whom next?
habits-how = Or type it: “reminder settings opening, 1d, 2h”, “reminder settings 1 a day”, “reminder settings quiet hours 22:00-8:00”; “usual” brings back what is usual. A meeting or a poll with a “remind 1d” of its own keeps that, and so do people with quiet hours of their own.
habits-noted = Noted. It holds from now on, for what is open as well.
ladder = { $rungs }
ladder-never = not by myself; only when somebody presses “Remind”
rung = { $rung ->
        [opening] at once when it opens
        [half] half-way if fewer than half have answered
       *[closing] as it closes
    }
rung-ahead = { $length } before it closes
ladder-how = I cannot read “{ $typed }” as the times of reminders. Write for instance “opening, half, 1d, 2h, closing”: at most eight, each 5 minutes to 60 days ahead; or “usual”, or “none”. Nothing was changed.
ladder-opening = opening
    .words = when it opens | at opening | opening | at once
ladder-half = half
    .words = half-way | halfway | half way | half
ladder-closing = closing
    .words = as it closes | at closing | closing | at the end | at the deadline
ladder-usual = usual
    .words = usual | as usual | default
ladder-none = none
    .words = none | never | off | no
ladder-filler = before
    .words = before it closes | before closing | before the close | before the deadline | before the end | before | beforehand | ahead | remind | and
a-day = { $most ->
        [0] no private reminders at all
        [one] at most 1 message to one person
       *[other] at most { $most } messages to one person
    }
a-day-how = “{ $typed }” is no number of reminders a day. Write 0 to { $most }, or “usual”. Nothing was changed.
of-one-matter = Of one thing
of-one-matter-most = at most { $most } to one person
settings-how = Or type it: “team settings zone Berlin”, “team settings entry closed”, “team settings quiet hours 22:00-8:00”.
settings-change = Change
settings-noted = Noted.
setting-unknown = I do not know this setting. There are language, zone and quiet hours; a team has name, entry and end of day as well, and “reminder settings”.
language-en = English
    .words = English | en | 英文 | 英语
language-zh = 中文
    .words = Chinese | zh | 中文 | 汉语
language-unknown = I do not speak “{ $typed }”. I speak English and 中文.
zone-unknown = I know no time zone “{ $typed }”. Write a city, such as Shanghai or Berlin, or a name such as Europe/Berlin.
zone-asia-shanghai = Beijing
    .words = Beijing | Beijing time | Shanghai | China
zone-asia-hong-kong = Hong Kong
    .words = Hong Kong
zone-asia-tokyo = Tokyo
    .words = Tokyo | Japan
zone-europe-berlin = Berlin
    .words = Berlin | Germany
zone-europe-london = London
    .words = London | UK
zone-america-new-york = New York
    .words = New York
zone-america-los-angeles = Los Angeles
    .words = Los Angeles | California
zone-utc = UTC
    .words = UTC | GMT
quiet-unknown = “{ $typed }” are no quiet hours. Write them like 22:00-8:00, or “none”.
quiet-never = none
    .words = none | never | off | no
name-how = A name has 1 to 60 characters.
entry = { $entry ->
        [open] open: whoever taps in its rooms is a member
       *[closed] closed: an organiser confirms who is a member
    }
entry-how = Entry is “open” or “closed”.
day-end-how = Write the end of the day like 18:00.

# What a room is for
room-where = Type this in the room that is meant; it must belong to a team.
room-is = { $purpose ->
        [main] This is a main room: what is made here stands in all main rooms of the team.
        [committee] This is the committee’s room: what is made here stands only here.
       *[other] This room is on its own: what is made here stands only here.
    }
purpose = { $purpose ->
        [main] Make it a main room
        [committee] Make it the committee’s room
       *[other] Let it be on its own
    }
room-set = { $purpose ->
        [main] This is a main room now.
        [committee] This is the committee’s room now.
       *[other] This room is on its own now.
    }

# A new team, as it was guessed
guessed = I speak { $language } here, and times are those of { $zone }.
guess-right = Correct
guess-wrong = Change
guess-noted = Good. “team settings” changes it at any time.
