name = Draft
title = Draft: { $what }
unset = –
moment = { $at }
length = { $length }
repeats = { $rule }
several = { $items }
shift = { $when } · { $places }
shift-places = { $places ->
        [0] no limit
        [one] 1 place
       *[other] { $places } places
    }
shift-role = { $shift } · { $role }
shift-needs = { $shift } · needs { $needs }
shifts = { $before }
    { $shift }
stands-in = Will be posted in: { $rooms }
post = Post
edit = Edit
more = More…
cancel = Cancel
cancelled = Cancelled. Nothing was posted.
gone = This draft was posted or cancelled already.
long-gone = This draft is from long ago and is not kept any more. Type the line again.
expired = This draft has expired after 30 minutes. Type the line again.
nowhere = The team has no room in which this could stand. An organiser adds one: “team code” gives a code, which is typed there as “join CODE”.
unfinished = The draft is not finished yet: it says what is still missing. Nothing was posted.
