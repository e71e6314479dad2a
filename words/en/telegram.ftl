# Telegram: what the connection says by itself.

# To whoever presses as a group or a channel
as-yourself = You are pressing as the group, and I only count people. Please switch off “Remain anonymous”, then press again.
# In place of a message that is too old to be taken away
struck = This no longer applies.
file-lost = “{ $name }” could not be sent here.

# What a check says
token-good = The token is right: this is { $bot }.
token-refused = Telegram refuses the token, so nothing works. Copy it from @BotFather once more (/mybots, API Token), and see that no space came along.
unreachable = Telegram cannot be reached ({ $error }). Does this machine get to api.telegram.org? Behind a proxy, set HTTPS_PROXY.
no-groups = The bot cannot be added to groups: it works in private only. Tell @BotFather: /setjoingroups, then Enable.
privacy-on = Group privacy is on: in groups I read commands (“/poll …”), replies to my messages and what mentions me, and nothing else.
privacy-off = Group privacy is off: Telegram shows me all that is said in groups. I ignore what is not meant for me; with /setprivacy at @BotFather I do not even get it.
polled-by-us = I fetch what people say from Telegram; this machine need not be reachable from outside. Muster is running, and should another program do the same with this token, its log names that.
second-poller = Another program fetches with the same token, so each of the two gets only some of what people say. Stop it: perhaps a Muster with another database, on another machine. If you cannot find it, have @BotFather make a new token (/mybots, API Token, Revoke) and put that into the settings.
polled = I fetch what people say from Telegram; this machine need not be reachable from outside.
webhook-in-the-way = Updates go to { $host }, so I get nothing. Another program uses this bot: stop it and remove its webhook, or set “receive: webhook” here.
webhook-good = Updates come to my webhook.
webhook-not-yet = My webhook is not set yet; that happens with the next start.
webhook-outdated = My webhook is not as it should be; the next start puts it right.
webhook-elsewhere = Updates go to { $host }, not here. The next start takes them over: until then stop whatever uses this bot there.
webhook-failing = Telegram cannot deliver to my webhook ({ $error }); waiting: { $count }. Is server.public_url right, its certificate valid, and Muster running?
not-https = Telegram delivers to https:// only, and server.public_url gives { $url }. Put Muster behind a web server with a certificate, or set “receive: polling”.
many-waiting = Waiting to be delivered: { $count }. If that does not shrink, Muster is not running or too slow.
may-pin = In “{ $group }” I may pin.
may-not-pin = In “{ $group }” I may not pin: organisers who choose Pin there are told so. If you want it, make me an administrator of the group with the right to pin messages, and no other.
group-lost = I no longer get into “{ $group }” ({ $error }), so nothing arrives there. Add me to the group again.
clock = This machine’s clock is { $seconds } s off from Telegram’s, so deadlines fall at the wrong time. Set it, best by NTP.
