"""A double of DingTalk: its interfaces and its stream, strict, on loopback.

`server.DingTalk` is the whole; `state` what the tenant holds and people see, `gateway` the stream,
`robot_api` and `old_api` what a robot asks, `people` what is done by hand, `limits` the rules.
"""

from tests.doubles.dingtalk.server import DingTalk, running
from tests.doubles.dingtalk.state import Conversation, Person, Robot, Seen

__all__ = ["Conversation", "DingTalk", "Person", "Robot", "Seen", "running"]
