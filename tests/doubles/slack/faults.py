"""What is ordered to go wrong: by method, for the next so many calls."""

import asyncio
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Fault:
    """Hold how the next calls of a method are answered.

    `error` is Slack's word for it, at status 200 unless `status` says another; `retry_after` goes
    into the header as it stands. `body` is answered literally. With `drop` the line is cut without
    an answer; with `done` the call is carried out before. `hold` keeps the answer back until set.
    """

    method: str
    times: int = 1
    error: str | None = None
    status: int = 200
    retry_after: str | None = None
    body: str | None = None
    drop: bool = False
    done: bool = False
    hold: asyncio.Event | None = None
    spared: int = 0


@dataclass(slots=True)
class Faults:
    """Hold what was ordered, in order."""

    ordered: list[Fault] = field(default_factory=list)

    def order(self, method: str, **how: Any) -> Fault:
        """Order a fault; "*" is any method."""
        self.ordered.append(Fault(method, **how))
        return self.ordered[-1]

    def take(self, method: str) -> Fault | None:
        """Return the fault of this call."""
        for fault in self.ordered:
            if fault.method not in {"*", method}:
                continue
            if fault.spared:
                fault.spared -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.ordered.remove(fault)
            return fault
        return None

    def end(self) -> None:
        """Let everything go well from now on."""
        for fault in self.ordered:
            if fault.hold is not None:
                fault.hold.set()
        self.ordered.clear()
