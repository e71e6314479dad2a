# The browser chat: what stands around the messages. The page fills in what is in braces; there are
# no variants here.
name = Browser chat
page-title = { $name } · Muster

# Rooms and people
rooms = Rooms
open-rooms = Open the rooms
open-rooms-unread = Open the rooms; there is something new
close-rooms = Close the rooms
nothing-yet = Nothing yet
last-line = { $name }: { $text }
unread = new: { $count }
room-main = Everybody in the team reads this
room-other = Only this committee reads this
room-private = Only you read this
speak-as = You speak as
role-guest = Guest
role-member = Member
role-organiser = Organiser
role-admin = Administrator
another-window = Another window as { $name }
things-wait = Waiting to be sent: { $count }

# Switches
dark = Dark

# The talk
talk-in = Messages in { $room }
today = Today
yesterday = Yesterday
day-there = { $day } · { $zone }
changed = updated
only-you = Only you see this
dismiss = Dismiss
put-away = Put away
reply = Reply
reply-to = Reply to { $name }
newer = New messages
show-all = Show all { $count } characters
show-less = Show less
answers = Answers
answered = chosen by { $count }
yours = your answer
right = right
clock = Time left { $time }
buttons = What you can do
picture = picture.png

# The line to type in
to-bot = @{ $bot }
to-bot-on = Said to { $bot }. Press to talk to everybody instead.
to-bot-off = Said to everybody. Press to ask { $bot } instead.
ask-bot = Ask { $bot } …
ask-all = Say something to everybody
message-to = Message in { $room } as { $me }
hint-bot = { $bot } will answer this.
hint-all = { $bot } ignores this, unless it begins with “/”.
hint-private = Everything here is for { $bot }.
hint-keys = Enter sends, Shift+Enter for a new line
attach = Attach files
send = Send
replying = Reply to { $name }: { $text }
no-reply = Do not reply to this message
drop-file = Leave out { $name }
file-up = on its way
file-away = waits for the server
file-wait = A file is still on its way. Your message goes out once it is there: please send again then.
file-too-large = too large
file-refused = not possible

# Forms
needed = required
cancel = Not now
close = Close
form-kept = What you typed is kept.
form-over = This has closed meanwhile; what you typed was not sent.
form-left = Go on with “{ $title }”
forgo-form = Throw away “{ $title }”

# Sent, waiting, refused
sending = Sending
waiting = Waiting; it will be sent by itself
edit-again = Edit
away = The server cannot be reached for the moment. Type on: nothing is lost.
away-waiting = The server cannot be reached for the moment. Nothing is lost; waiting to be sent: { $count }
try-now = Try now
back = We are back.
refused-unreadable = This could not be read. Nothing happened.
refused-too-large = This is too large to send. Please shorten it.
refused-too-long = This is too long to send. Please shorten it.
refused-no-room = This room is no longer there. Nothing happened.
refused-no-person = This person is no longer there. Nothing happened.

# Heard, not seen
heard = { $name }: { $text }
heard-elsewhere = In { $room }, { $name }: { $text }
heard-private = Only you: { $text }

# The first minute
hello-main = Hello, I am { $bot }, your group’s secretary
hello-main-more = Ask me for something and press Enter. You speak as { $me }; change that at the side, or open another window as somebody else, and answer each other.
hello-other = A room for a few
hello-other-more = What you ask { $bot } here stays in this room.
hello-private = Just you and me
hello-private-more = Ask what waits for you, or try things out. Nobody else reads along.
try = Try something
try-meet-label = Call a meeting
try-meet = meet Committee in 20 minutes for 90m room 204 chair @Ana
try-poll-label = Start a poll
try-poll = poll Where do we meet next week? Library / Room 204 / Online until tomorrow 18:00
try-roll-label = Call the roll
try-roll = roll Weekly study tomorrow 15:00 room 204 everyone
try-quiz-label = Play a quiz
try-quiz = quiz civics 5 questions 20s
try-shifts-label = Find helpers
try-shifts = shifts Book fair Sat 9-12 x4 till, 13-16 x4
try-digest-label = What was this week?
try-digest = digest now
try-essay-label = Ask for papers
try-essay = essay Reading notes due in 10 days min 800 words
try-roster-label = Bring in the list of members
try-roster = roster template
try-remind-label = Who will be reminded?
try-remind = remind preview
try-mine-label = What is waiting for me?
try-mine = mine
try-help-label = What can you do?
try-help = help
