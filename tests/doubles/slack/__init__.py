"""A double of Slack: one workspace on loopback, strict about everything that is asked of it.

    double = SlackDouble()
    await double.start()
    ana, room = double.person("Ana"), double.channel("general")
    ...                                  # point `endpoints.api` at double.api, then
    ack = await double.commands(ana, "poll Where? Library / Online", room)
    await double.until(lambda: "Poll draft" in double.last(ana, room))
    await double.presses(ana, "Post")
    assert double.violations == []

What people do are coroutines of `SlackDouble` (`verbs.py`): each returns when the app has answered
it (the HTTP answer, or the acknowledgement on the socket). What the app does by itself afterwards
is waited for with `until`. What goes wrong is ordered with `fails`, `disconnects`, `cuts`,
`freezes`, `again`. Events go over the socket where one is open, else to `request_url`, signed.

| file | holds |
|---|---|
| `state.py` | the workspace: people, rooms, messages, modals, homes, files, and who sees what |
| `blocks.py` | the limits of blocks and views |
| `spec.py` | the specification of the Web API, where it is present |
| `faults.py` | what is ordered to go wrong |
| `limits.py` | how often a method may be called |
| `webapi.py` | the methods of the Web API, response urls and files |
| `sockets.py` | Socket Mode |
| `delivery.py` | payloads, signatures, acknowledgements |
| `ground.py` | the server that holds them together, and what a test learns from it |
| `verbs.py` | what people do: `SlackDouble` |
"""

from tests.doubles.slack.delivery import Ack
from tests.doubles.slack.state import Channel, Person, Seen
from tests.doubles.slack.verbs import SlackDouble

__all__ = ["Ack", "Channel", "Person", "Seen", "SlackDouble"]
