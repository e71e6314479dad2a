"""Charts as pictures: bars for a few weeks, dark on white, large enough for a phone.

Whatever a picture shows is said in words beside it, for those who cannot see it. Drawing takes a
tenth of a second: call it outside of the loop.
"""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

PNG: Final = "image/png"
"""The media type of what is drawn."""

_WIDTH: Final = 1080
_MARGIN: Final = 56
_HEADING: Final = 104
_PANEL: Final = 420
_BARS: Final = 210
"""How high the highest bar of a panel is, in pixels as all of these."""
_LETTERS: Final = {"heading": 50, "title": 44, "value": 40, "label": 34}
_INK: Final = "#1f2937"
_FAINT: Final = "#4b5563"
_RULE: Final = "#9ca3af"
_COLOURS: Final = ("#2563eb", "#15803d", "#b45309")


class Panel(Struct, frozen=True):
    """Hold one row of bars: how high each is, of `top`, and what stands above it.

    A bar that is None is missing: there was nothing to measure, which is not the same as nothing.
    """

    title: str
    bars: tuple[float | None, ...]
    values: tuple[str, ...]
    top: float


def drawn(heading: str, panels: Sequence[Panel], labels: Sequence[str]) -> bytes:
    """Draw panels one below the other as a PNG; `labels` stand below the bars of each."""
    # The library and its font are needed once a week.
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415
    from pylopdf_fonts_zh_cn import sans_path  # noqa: PLC0415

    fonts = {name: ImageFont.truetype(str(sans_path()), size) for name, size in _LETTERS.items()}
    height = _HEADING + _PANEL * len(panels) + _MARGIN // 2
    image = Image.new("RGB", (_WIDTH, height), "white")
    pen = _Pen(ImageDraw.Draw(image), fonts)
    pen.text(
        (_MARGIN, _HEADING // 2 + 8), heading, "heading", anchor="lm", most=_WIDTH - 2 * _MARGIN
    )
    for number, panel in enumerate(panels):
        pen.panel(panel, labels, _HEADING + number * _PANEL, _COLOURS[number % len(_COLOURS)])
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


class _Pen:
    """Draw on one picture."""

    def __init__(self, draw: "ImageDraw", fonts: dict[str, Any]) -> None:
        self._draw = draw
        self._fonts = fonts

    def text(
        self, at: tuple[float, float], text: str, font: str, *, anchor: str, ink: str = _INK,
        most: float = _WIDTH,
    ) -> None:  # fmt: skip
        """Write a line, shortened to what there is room for."""
        face, shown = self._fonts[font], text
        while len(shown) > 1 and self._draw.textlength(shown, font=face) > most:
            text = text[:-1]
            shown = f"{text}…"
        self._draw.text(at, shown, font=face, fill=ink, anchor=anchor)

    def panel(self, panel: Panel, labels: Sequence[str], top: int, colour: str) -> None:
        """Draw a title, the bars with their values, and what stands below each."""
        base = top + 80 + _LETTERS["value"] + _BARS
        room = _WIDTH - 2 * _MARGIN
        slot = room / max(len(panel.bars), 1)
        self.text((_MARGIN, top + 28), panel.title, "title", anchor="lm", most=room)
        self._draw.line((_MARGIN, base, _WIDTH - _MARGIN, base), fill=_RULE, width=3)
        columns = zip(panel.bars, panel.values, labels, strict=True)
        for number, (bar, value, label) in enumerate(columns):
            middle = _MARGIN + slot * (number + 0.5)
            height = _BARS * (bar or 0) / (panel.top or 1)
            if height:
                left, right = middle - slot * 0.32, middle + slot * 0.32
                self._draw.rectangle((left, base - height, right, base), fill=colour)
            ink = _FAINT if bar is None else _INK
            self.text((middle, base - height - 8), value, "value", anchor="mb", ink=ink, most=slot)
            self.text((middle, base + 10), label, "label", anchor="mt", ink=_FAINT, most=slot)
