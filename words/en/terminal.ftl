# The terminal chat: what stands around the messages.
name = Terminal chat
team = Demonstration team
main-room = Main room
only = only { $name } sees this
edited = changed
struck = gone
form = A form opens for { $name }. Answer with “{ $name }= field: value; field: value”.
form-error = not yet right
required = needed
hello = Type “@ana organiser” to add a person, then “ana> help” to say something. “#” starts a comment, Ctrl-D ends.
