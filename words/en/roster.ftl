# Rosters: the list of a team's people as a file.
name = Roster
subject = Roster
summary = the members as a file: template, import, export
use = Our list of members

command-roster = Roster
    .words = roster | roster import | import roster | member list
command-roster-example = roster template
command-roster-brief = the list of members as a file: template, import, export
command-roster-help = Send me the list of members as a CSV or Excel file in private; I show what it would change before anything is changed. “roster template” gives an empty list with the right headings, “roster export” the members as they are. Organisers only.
field-wanted = What
    .words = what
mark-template = template
    .words = template | form | empty
mark-export = export
    .words = export | download | list
wanted-how = how
wanted-template = template
wanted-export = export

# The columns, and how people head them
column-name = Name
    .words = name | full name | member | member name
column-category = Category
    .words = category | type | status | kind
column-phone = Phone (last 4 digits)
    .words = phone | phone number | mobile | mobile number | mobile phone | cell | tel | telephone
column-since = Joined on
    .words = joined on | joined | date joined | member since | since
column-birthday = Birthday
    .words = birthday | date of birth | born | birth date | birthdate
column-tags = Tags
    .words = tags | tag | group | groups

# How it is done
how = Roster
how-send = Send me the list as an Excel (.xlsx) or CSV file, here in private. I show first what it would change.
how-columns = Needed is the column Name. Known are Category, Phone, Joined on, Birthday and Tags. Of phone numbers only the last four digits are kept.
how-blank = An empty cell erases nothing, and who is not in the list stays a member.
template = Template
export = Export
writing = { $wanted ->
        [template] The template comes to you in private, as a file.
       *[other] The list comes to you in private, as a file.
    }
sheet = { $wanted ->
        [template] Roster template
       *[other] Roster
    }
handed = { $wanted ->
        [template] The template for the roster. Fill it in and send it to me here.
       *[other] The roster. For organisers only.
    }
only-first = I take one list at a time, and read “{ $name }”.

# One roster
title = { $stage ->
        [reading] Reading the roster …
        [refused] This roster could not be taken
        [asking] This is what the roster would change
        [applying] Applying the roster …
        [applied] The roster was applied
        [undoing] Taking the roster back …
        [undone] The roster was taken back
       *[dropped] The roster was put away
    }
far = { $of ->
        [0] This takes a moment.
       *[other] { $done } of { $of }
    }
nothing-done = Nothing was changed.
refused = { $reason ->
        [gone] The file could not be fetched. Please send it again.
        [unknown] This is no table that I can read. Please send an Excel file (.xlsx) or CSV.
        [old] This is the old Excel format (.xls). Open it in Excel, save it as “.xlsx”, and send that.
        [protected] The file has a password. Please save it without one and send it again.
        [broken] The file is damaged and cannot be opened.
        [too-large] The file is too large: up to 50,000 lines are possible.
        [too-slow] The file takes too long to read. Please send the list alone, without pictures and formulas.
        [doubled] Two columns have the same heading: { $cells }. Please keep one of them.
        [empty] There is nobody in this list.
       *[headings] I found no column called “Name”{ $count ->
            [0] .
           *[other] , only { $cells }.
        } “roster template” gives a list with the right headings.
    }
fate = { $fate ->
        [new] New
        [changed] Changed
        [same] Unchanged
        [unclear] Unclear
        [skipped] Left out
       *[bad] Not readable
    }
lines = { $count ->
        [one] 1 line
       *[other] { $count } lines
    }
as-it-is = There is nothing to change: the team’s list says the same.
ignored = Not known, and left aside: { $cells }
makes = New categories, with a vote: { $categories }
unclear = Line { $number }: which { $name }{ $has_tail ->
        [0] {""}
       *[other] {" "}(…{ $tail })
    } is meant?
person = { $name }{ $count ->
        [0] {""}
       *[other] {" "}({ $details })
    }
is-new = A new person
meant-already = Another line means this person already. Nothing was changed.
skip = Leave out
apply = { $unclear ->
        [0] Apply
       *[other] Apply without the unclear ones ({ $unclear })
    }
drop = Cancel
dropped = Put away. Nothing was changed.
bad = Not readable, and left out:
bad-title = Lines that could not be read
bad-line = Line { $number }: { $wrong ->
        [nameless] there is no name
        [long] “{ $cell }” is too long, or holds a comma or slash
        [day] “{ $cell }” is no day that can be; write 2021-06-01
        [phone] the phone number has fewer than 4 digits
       *[twice] “{ $cell }” is in the list twice
    }
bad-more = More of them
take-back = Take it back
undo-until = It can be taken back until { $at }.
undo-late = A roster can be taken back for 24 hours. That time is over.
undone = Everything is as it was, except for what was changed since by hand, and people who are here themselves by now.
gone = This is not there any more. Please send the list again.
moved-on = { $stage ->
        [applying] This is being applied already.
        [applied] This was applied already.
        [undoing] This is being taken back already.
        [undone] This was taken back already.
        [reading] I am still reading it.
       *[other] This roster is not there any more. Please send the list again.
    }
