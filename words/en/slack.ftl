# What the adapter for Slack says by itself.
# To people
invite = I am not in this channel yet, so I could not show anything here. Type “/invite @muster” in the channel, then try again. In private I am always there.
form-ready = I need a few more words for that.
open-form = Fill in
waiting-title = Muster
waiting = One moment …
no-form = There is nothing to fill in here any more.

# In Slack's own lists, by the manifest
about = A secretary for the group: polls, roll calls, reminders
command-about = Polls, roll calls and more; /muster help lists it all
command-hint = poll Where to meet? Library / Online

# To whoever runs Muster (check)
workspace = Workspace { $name }, where the app is called { $bot }
bad-token = Slack refuses the bot token ({ $code }): copy it anew from “OAuth & Permissions”, after “Install to Workspace”
bad-app-token = Slack refuses the app-level token ({ $code }): make one with connections:write under “Basic Information”, “App-Level Tokens”
no-answer = Slack did not answer ({ $error }): check the network, and endpoints.api
scopes = All permissions are there
scope = The permission { $scope } is missing. { $costs } Add it under “OAuth & Permissions” and install the app again
without-app_mentions-read = Nobody can talk to it in channels by its name; only /muster works there.
without-channels-read = It does not notice being invited to a channel or removed from one, and knows no channel’s name.
without-chat-write = It can post nothing at all.
without-commands = /muster does nothing.
without-files-read = Files that people send cannot be read.
without-files-write = Lists and pictures cannot be sent.
optional = The permission { $scope } is not given, and need not be. { $costs }
without-channels-history = With it, a message to a channel whose sending was cut short would be looked for; without it, it may appear twice.
without-groups-history = The same in private channels.
without-groups-read = In private channels it does not notice being invited or removed.
without-im-history = It does not hear what people write to it in private.
without-im-write = It can write to nobody in private who has not written first: reminders go astray.
without-pins-write = It cannot pin anything; organisers who choose Pin are told so.
without-users-read = It knows nobody’s name, language or time zone.
clock = This machine’s clock is { $seconds } seconds off Slack’s: from 300 on, nothing that Slack sends would be believed
by-socket = Listens by a socket that it opens itself; the app-level token is good
by-events = Is called by Slack at { $url }: this address must stand in the app’s settings, for events, interactivity and the command
no-public-url = Slack cannot reach it: set server.public_url; the address for Slack is that and { $path }
not-https = Slack only calls addresses that begin with https://, not { $url }: set server.public_url
