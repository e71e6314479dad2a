# The demonstration team of the browser chat: its name, its rooms, its people.
team = Study group
bot = Muster
main-room = Everybody
committee-room = Committee
# The first is its organiser. `.key` stands in addresses, and never changes.
first-person = Ana
    .key = ana
second-person = Ben
    .key = ben
third-person = Cleo
    .key = cleo
fourth-person = Dan
    .key = dan
# What the terminal says once people can come.
past = The demonstration team lives through four weeks first, so that there is something to look at. This takes a few seconds.
at = Muster is at { $url }
    Ctrl+C stops it.
elsewhere = Port { $wanted } is taken, so it is port { $port } this time.
left-over = This database was filled by a demonstration: its teams and people are made up, and go on being reminded and counted. To begin with your own, stop Muster and delete the folder `data`, or name another database in config.yaml.
nobody = Nothing can be reached: no connection is switched on (see connections in config.yaml).
