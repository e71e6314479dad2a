"""Figures and their gates: what was measured, what is asked for, and how noisy the machine was."""

import json
import statistics
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

SLACK: Final = 1.25
"""A measured ratio fails only above its target times this: two runs of one program differ."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one result. `spread` is (highest − lowest) / median of its rounds.

    With a `target` it is gated: a count (`exact`) must not exceed it, a ratio not by more than the
    slack. What is to be at `least` its target must not stay below it, by as much.
    """

    what: str
    value: float
    unit: str = ""
    target: float | None = None
    exact: bool = False
    least: bool = False
    spread: float | None = None

    @property
    def gate(self) -> float | None:
        """Beyond which value the run fails."""
        if self.target is None or self.exact:
            return self.target
        return self.target / SLACK if self.least else self.target * SLACK

    @property
    def failed(self) -> bool:
        """Whether the figure lies beyond its gate."""
        return self.gate is not None and self._beyond(self.gate)

    @property
    def verdict(self) -> str:
        """One word on how the figure stands to what is asked for."""
        if self.target is None:
            return ""
        if self.failed:
            return "FAILED"
        return "off target" if self._beyond(self.target) else "ok"

    def _beyond(self, wanted: float) -> bool:
        return self.value < wanted if self.least else self.value > wanted


def of(
    what: str, rounds: Sequence[float], unit: str = "", *, target: float | None = None
) -> Figure:
    """Make a figure of several rounds: their median, and how far they lie apart."""
    middle = statistics.median(rounds)
    spread = (max(rounds) - min(rounds)) / middle if middle else 0.0
    return Figure(what, middle, unit, target, spread=spread)


def ratio(
    what: str, ours: Sequence[float], theirs: Sequence[float], *, target: float | None = None
) -> Figure:
    """Make a figure of the ratio of two medians; its spread is that of the ratios by round."""
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    middle = statistics.median(ours) / statistics.median(theirs)
    return Figure(what, middle, "×", target, spread=(max(ratios) - min(ratios)) / middle)


def table(figures: Iterable[Figure]) -> str:
    """Lay figures out for people."""
    rows = [("figure", "value", "", "target", "spread", "")]
    for each in figures:
        target = "" if each.target is None else f"{'≥' if each.least else '≤'} {each.target:g}"
        spread = "" if each.spread is None else f"{each.spread:.0%}"
        rows.append((each.what, _number(each.value), each.unit, target, spread, each.verdict))
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            text + " " * (width - _width(text))
            if column in {0, 2, 5}
            else " " * (width - _width(text)) + text
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def as_json(figures: Iterable[Figure]) -> str:
    """Write figures for machines, one object a line."""
    return "\n".join(
        json.dumps(
            {
                "what": each.what, "value": round(each.value, 4), "unit": each.unit,
                "target": each.target, "gate": each.gate, "failed": each.failed,
                "spread": None if each.spread is None else round(each.spread, 3),
            },
            ensure_ascii=False,
        )
        for each in figures
    )  # fmt: skip


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e6:
        return str(int(value))
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` percent lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]
