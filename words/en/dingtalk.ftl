# What is said on DingTalk besides what features say.
mention-me = In this group I only hear what mentions me: type “@”, choose me, then the code, such as { $code }.
struck = This card is no longer current.

# What `python -m bot check` finds.
secret-good = DingTalk knows the application.
secret-wrong = DingTalk does not know the application, or not by this secret. Copy Client ID and Client Secret anew from the application’s page, without blanks; until then nothing works here.
out-of-reach = DingTalk could not be asked: { $error }
skew = The clock of this machine is { $seconds } seconds off. Set it by a time server, else messages may be refused.
corp-unset = corp_id is not set: the organisation is learnt from the first message.
stream-good = The stream can be opened.
callback-at = DingTalk must post messages to { $url }
callback-homeless = receive is “callback”, and server.public_url is not set. DingTalk must reach { $path } on this server over HTTPS: set it, or take receive: stream, which needs no address.
send-good = Messages can be sent at any time.
send-missing = The permission { $scope } is missing. Without it I can only answer for an hour and a half after somebody wrote: no reminders, no results later, nobody can be written to first.
cards-good = Cards with buttons can be sent and changed.
cards-none = card_template is “none”: people choose by codes, and messages are not changed.
cards-homeless = Without server.public_url no press could reach me, so people choose by codes, and messages are not changed.
cards-missing = The permission { $scope } is missing. Without it there are no buttons: people choose by codes, and messages are not changed when the counts do.
cards-refused = Cards cannot be made, so people choose by codes: { $error }
template-missing = There is no card template “{ $template }”, or it is not published, so people choose by codes. Check card_template.
names-good = Names can be looked up.
names-missing = The permission { $scope } is missing. Without it, whoever presses a button before ever writing to me appears by their staff id.
