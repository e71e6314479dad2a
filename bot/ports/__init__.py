"""What the core asks of a database, as protocols; `storage` answers, on both databases alike.

A store is made on a connection inside one transaction (`kind(connection)`), is synchronous, and
lives no longer than that transaction. Times are passed in: SQL never asks for one.
"""

from bot.ports.budgets import Budgets
from bot.ports.calls import Calls
from bot.ports.files import FileStore, Keep, Kept, KeptFile
from bot.ports.forgetting import Bite, Housekeeping, Memory, Traces
from bot.ports.inbox import Inbox, Leases
from bot.ports.later import ANY, CatchUp, Due, JobRow, JobState, Later, Schedule, Which
from bot.ports.outgoing import (
    UNSURE,
    CopyState,
    Kind,
    Lease,
    Message,
    OnUncertain,
    Outgoing,
    Posted,
    Priority,
    Wait,
    Wish,
)
from bot.ports.people import People
from bot.ports.places import Address, Place
from bot.ports.reminders import Matter, Reader, Reminders
from bot.ports.store import Connection, Scope, Store
from bot.ports.stores import Stores
from bot.ports.talk import DialogueRow, DraftRow, Talk, UndoRow
from bot.ports.transcript import Line, Transcript

__all__ = [
    "ANY",
    "UNSURE",
    "Address",
    "Bite",
    "Budgets",
    "Calls",
    "CatchUp",
    "Connection",
    "CopyState",
    "DialogueRow",
    "DraftRow",
    "Due",
    "FileStore",
    "Housekeeping",
    "Inbox",
    "JobRow",
    "JobState",
    "Keep",
    "Kept",
    "KeptFile",
    "Kind",
    "Later",
    "Lease",
    "Leases",
    "Line",
    "Matter",
    "Memory",
    "Message",
    "OnUncertain",
    "Outgoing",
    "People",
    "Place",
    "Posted",
    "Priority",
    "Reader",
    "Reminders",
    "Schedule",
    "Scope",
    "Store",
    "Stores",
    "Talk",
    "Traces",
    "Transcript",
    "UndoRow",
    "Wait",
    "Which",
    "Wish",
]
