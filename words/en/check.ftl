# What `python -m bot check` tells an operator.
organisation = { $name }, { $zone }
workdays = Workdays: { $of ->
    [cn] with the holidays and make-up days of China, known until { $until }
    [none] Monday to Friday
   *[file] with the holidays of the file, known until { $until }
    }
database = Database: { $kind }, up to date
database-in-use = Database: in use by the Muster that is running, so it was only looked at
keys = Keys: { $count }, { $where ->
    [settings] from the settings
   *[file] beside the database, in { $file }
    }
connection = Connection { $name } ({ $adapter })
switched-off = switched off
demonstrates = anyone speaks as anyone here, so it exists only in mode demo on this machine
lost-room = I am no longer in the room “{ $room }” on { $connection }: let me in again there, if that was not meant
waiting-long = Nothing goes out on { $connection } as it should: since { $since }, { $count ->
    [one] one message waits
   *[other] { $count } messages wait
    }. Look at what is said of that connection below; the log says why
stale-cards = On { $connection } { $count ->
    [one] one card shows
   *[other] { $count } cards show
    } what is no longer so: to change it failed again and again, the log says why
given-up = Given up: { $what }
unlocked = steps.lock: { $what }
skew = The database server's clock is { $seconds } seconds off: set one of the two clocks
held = Sending is held: { $why }. Look with `python -m bot resume`, then let it go on
failed = { $error }
all-well = All is well.
to-mend = { $count ->
    [one] One thing to mend.
   *[other] { $count } things to mend.
    }
# What a connection can, as people meet it.
can = Can: { $what }
can-buttons = buttons
can-form = forms
can-edit = messages that change in place
can-whisper = answers that only one person sees
can-files = files
can-images = pictures
can-threads = threads
can-pin = pinned messages
without-buttons = No buttons: people choose by typing a code such as A2
without-form = No forms: what is missing is asked question by question
without-edit = Messages cannot change: new counts are posted now and then
without-whisper = No answers within a group that only one person sees: they come in private
hears-all = Hears everything that is said in its rooms
hears-replies = Hears what is addressed to it, and replies to it
hears-addressed = Hears only what is addressed to it
