# What polls, roll calls and all else that is asked of a group have in common.
# { $kind } is what one is called within a sentence: poll, roll call.

title = { $name } { $number }: { $title }
more = More…

# Answers to those who tap
waiting = You are not on this { $kind }’s list. I have asked the organisers; your answer is kept and counts once they admit you.
refused = { $reason ->
        [closed] This { $kind } is closed. Your last answer stands as it was; nothing was changed.
        [withdrawn] This { $kind } was withdrawn. Nothing was counted.
        [taken-back] This { $kind } was withdrawn.
        [cancelled] This { $kind } is cancelled.
        [gone] This { $kind } is no longer there.
        [no-vote] You are on the list without a vote. Nothing was counted.
        [not-on-roll] The organisers have left you off this { $kind }’s list. Nothing was counted.
       *[again] Two taps came at once. Please tap again.
    }
settled = This was settled already.

# What its author and the organisers do
posted = { $name } { $number } is posted in { $rooms }.
no-such = There is no { $kind } { $number } in this team.
close = Close now
mend = Edit
name-them = Name them
naming = Name { $count ->
        [one] 1 person
       *[other] { $count } people
    } in { $rooms }?
naming-once = Everybody there will read their names. This cannot be taken back.
name-now = Name { $count ->
        [one] 1 person
       *[other] { $count } people
    }
spare = Not now
spared = Nobody was named.
unreachable = { $count ->
        [one] 1 person
       *[other] { $count } people
    } cannot be reminded: they never wrote to me in private.
remind = Remind
still-missing = { $of ->
        [essay] Not handed in yet
       *[other] Still missing
    }: { $names }
was-missing = { $of ->
        [essay] Did not hand in
       *[other] Did not answer
    }: { $names }
which = Which one do you mean?
none-asked = There is no { $kind } at the moment.
names-kept = Only organisers see names; this is what you may see.
admit-name = Admit { $name }
over = This { $kind } is over. Nothing was changed.
closed-now = The { $kind } is closed.
reopened = The { $kind } is open again.
reopen-late = The deadline has passed, so the { $kind } stays closed. Make a new one like it instead.
reopen-never = This { $kind } cannot be opened again.
withdrawn = The { $kind } is withdrawn{ $answered ->
        [0] .
        [one] , and the 1 answer to it.
       *[other] , and the { $answered } answers to it.
    }
off = { $how ->
        [withdrawn] Withdraw the { $kind }
       *[cancelled] Cancel the { $kind }
    }
off-ask = { $how ->
        [withdrawn] Withdraw the { $kind } “{ $title }”?
       *[cancelled] Cancel the { $kind } “{ $title }”?
    }
off-tells = { $answered ->
        [0] Nobody has answered yet.
        [one] 1 person has answered.
       *[other] { $answered } people have answered.
    } I will say so in { $rooms }. This cannot be taken back.
off-keep = Keep it
off-kept = Nothing was changed.
off-done = { $how ->
        [withdrawn] The { $kind } is withdrawn. I am saying so in { $rooms }.
       *[cancelled] The { $kind } is cancelled. I am saying so in { $rooms }.
    }
off-late = The { $kind } has begun. It cannot be cancelled any more.
off-since = { $how ->
        [withdrawn] Withdrawn { $at }
       *[cancelled] Cancelled { $at }
    }
nobody-missing = This { $kind } has no list of who is expected, so nobody is missing.
secret-missing = This { $kind } is secret and its count is seen: who is missing would tell who chose what.
all-answered = Everybody has answered.
reopen = Open again
named = I have named them in the room.
pin = Pin
unpin = Unpin
pinned = I am pinning the { $kind } in { $rooms }. It comes off by itself when the { $kind } is over.
unpinned = I am taking it off.
pin-nowhere = In none of its rooms can messages be pinned. Nothing was changed.
mended = Changed.
asks = { $name } is not on the list of “{ $title }” and wants to answer.
asks-over = { $admitted ->
        [yes] { $name } is admitted: their answer to “{ $title }” counts.
       *[no] { $name } is left off “{ $title }”.
    }
admit = Admit
refuse = Leave off
admitted = { $name } is admitted.
left-off = { $name } is left off this { $kind }.
you-count = You are admitted: your answer to “{ $title }” counts.

# What everybody hears
off-told = { $how ->
        [withdrawn] The { $kind } is withdrawn: { $title }
       *[cancelled] The { $kind } is cancelled: { $title }
    }
changed = { $what ->
        [deadline] “{ $title }” now stays open until it is closed by hand.
       *[reopened] Open again: { $title }
    }
changed-deadline = “{ $title }” is now open until { $closes }.
missing = { $of ->
        [essay] Still to hand in for
       *[other] Still to answer
    } “{ $title }”: { $names }
