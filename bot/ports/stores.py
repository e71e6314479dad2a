"""All stores together, as the core is given them."""

from msgspec import Struct

from bot.ports.budgets import Budgets
from bot.ports.forgetting import Housekeeping, Memory
from bot.ports.inbox import Inbox, Leases
from bot.ports.later import Later
from bot.ports.outgoing import Outgoing
from bot.ports.people import People
from bot.ports.reminders import Reminders
from bot.ports.talk import Talk
from bot.ports.transcript import Transcript


class Stores(Struct, frozen=True):
    """Bundle the store classes that the core uses; the composition root fills them in."""

    people: type[People]
    inbox: type[Inbox]
    leases: type[Leases]
    later: type[Later]
    outgoing: type[Outgoing]
    talk: type[Talk]
    transcript: type[Transcript]
    memory: type[Memory]
    housekeeping: type[Housekeeping]
    budgets: type[Budgets]
    reminders: type[Reminders]
