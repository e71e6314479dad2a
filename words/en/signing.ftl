name = Signing in

command-code = Sign-in code
    .words = code | sign-in code | show code
command-code-example = code
command-code-brief = shows the sign-in code
command-code-help = Shows you alone the sign-in code of the meeting or shift that is on, if you keep its list. “code 048213” signs you in.

field-code = Code
    .words = code
field-code-ask = Which six digits does the organiser show?

no-sign-in = Nothing takes sign-ins right now.
no-code = That is no code. It has six digits, such as 048 213.
code-elsewhere = That code is for { $rooms }. Type it there, or to me in private.
code-rests = Too many wrong codes. Try again after { $until }, or ask the organiser to sign you in.
code-not = { $judged ->
        [old] That code has run out: it changes every 30 s. Type the one that is shown now.
       *[wrong] That is not the code. Look at it again; it changes every 30 s.
    }
code-title = Code { $code }
code-how = Right for { $seconds } s, and taken for 30 s more. Read it out or show it; it comes from nobody but you.
code-again = Show the next one
no-code-now = Nothing whose list you keep takes sign-ins by code right now.
