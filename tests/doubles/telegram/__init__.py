"""A double of Telegram's Bot API on loopback: one bot, its chats, and the people in them.

    async with opened(clock) as telegram:
        ana = telegram.person("Ana")
        lobby = telegram.group("Lobby", ana)
        ...                                           # a product that uses telegram.api
        await ana.says("/poll Where? Here / There", lobby)
        toast = await ana.presses("Here", lobby)
        assert "Here 1" in lobby.last.text

Whatever a person does ends when the product has acknowledged it: with an offset beyond it, or with
200 from its webhook; a press ends when it has been answered, by a call or within that 200. All
requests are checked against the documented limits and, where it is there, the specification;
`violations` names what was wrong, and a test that uses the double asserts that there are none.
"""

from tests.doubles.telegram.double import Double, opened
from tests.doubles.telegram.faults import Fault
from tests.doubles.telegram.people import Group, Person
from tests.doubles.telegram.state import Message, Upload

__all__ = ["Double", "Fault", "Group", "Message", "Person", "Upload", "opened"]
