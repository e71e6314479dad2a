"""All features together: which steps, views, jobs and commands there are, by name."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.action import Action, Open, View
from bot.adapter import Adapter
from bot.command import (
    AwaitedFn,
    Command,
    Commands,
    DeclarationError,
    Job,
    StepBase,
    ViewOf,
)
from bot.domain.almanac import NO_HOLIDAYS, Workdays
from bot.domain.reminding import Habits
from bot.intent import Intents
from bot.ports import Scope
from bot.schedule import Calendar
from bot.seal import step_hash
from bot.words import Catalogues


class Registry:
    """Find what features declared; made once, by the composition root."""

    def __init__(
        self, features: Sequence[Commands], words: Catalogues,
        ids: Mapping[object, Scope] | None = None, workdays: Workdays = NO_HOLIDAYS,
        habits: Habits | None = None,
    ) -> None:  # fmt: skip
        """Collect the features; a name declared twice is an error. `workdays` are the place's.

        `ids` says how the core's own ids lead to their team, as features say of theirs: what
        features share, as the id of a call, leads in each of them to a thing of its own. `habits`
        say how people are reminded.
        """
        self.features = tuple(features)
        self.adapters: Mapping[str, Adapter] = {}
        """The connections on which they are met, once it is known; by name."""
        self.words = words
        self.calendar = Calendar()
        self.workdays = workdays
        self.habits = habits or Habits()
        self.steps: dict[str, StepBase] = {}
        self.views: dict[str, ViewOf[...]] = {}
        self.jobs: dict[str, Job[Any, ...]] = {}
        self.awaited: dict[str, AwaitedFn[...]] = {}
        self._ids: dict[str, Mapping[object, Scope]] = {}
        for feature in features:
            scopes = {**(ids or {}), **feature.ids}
            for callee in (*feature.steps, *feature.views):
                self._ids[callee.name] = scopes
            for step in feature.steps:
                for name in (step.name, *step.options.aliases):
                    _put(self.steps, name, step)
            for view in feature.views:
                _put(self.views, view.name, view)
            self.awaited |= feature.awaited
            for job in feature.jobs:
                _put(self.jobs, job.name, job)
        self.urgent = frozenset(name for name, each in self.steps.items() if each.options.urgent)
        self.hashes: Mapping[bytes, str] = {step_hash(name): name for name in self.steps}
        if len(self.hashes) != len(self.steps):
            raise DeclarationError("two steps have one hash: give one of them another name")

    @property
    def commands(self) -> Sequence[Command[Any]]:
        """All commands, in the order of the features."""
        return [step for each in self.features for step in each.steps if isinstance(step, Command)]

    @cached_property
    def intents(self) -> Intents:
        """By which words all commands are called, in every language; collected when asked for."""
        return Intents(self)

    def step(self, name: str) -> StepBase | None:
        """Return a step by its name or an earlier one."""
        return self.steps.get(name)

    def scope(self, action: Action | Open[Any] | View) -> tuple[Scope | None, int | None]:
        """Return how the action's object leads to its team, and the object's id."""
        callee: StepBase | ViewOf[...] | None
        if isinstance(action, View):
            callee = self.views.get(action.name)
        else:
            callee = self.steps.get(action.step)
        if callee is None:
            return None, None
        ids = self._ids[callee.name]
        for param, value in zip(callee.params, action.args, strict=False):
            if param.annotation in ids and type(value) is int:
                return ids[param.annotation], value
        return None, None

    def lock(self) -> Iterable[str]:
        """Yield the lines of `steps.lock`: every name that a button, timer or job may carry."""
        for name, step in sorted(self.steps.items()):
            _, _, params = step.lock.partition("(")
            yield f"{name}({params}"


def unlocked(registry: Registry, lock: Path) -> list[str]:
    """Compare what is declared with `steps.lock`; return what would break old buttons."""
    recorded = {line.strip() for line in lock.read_text("utf-8").splitlines() if line.strip()}
    declared = set(registry.lock())
    gone = [f"{line} is in {lock.name} and no longer declared" for line in recorded - declared]
    new = [f"{line} is declared and not in {lock.name}" for line in declared - recorded]
    return sorted(gone + new)


def _put(names: dict[str, Any], name: str, thing: object) -> None:
    if name in names:
        raise DeclarationError(f"{name} is declared twice")
    names[name] = thing
