"""Draw a page with a table as PDF: `python -m bot.prints.child`, from what `Prints` wrote.

Reads one JSON object and writes the file. Whatever the table holds flows over as many pages as it
takes, each with the headings again.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Collection
from typing import Any, Final, TypeAlias

from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout, VAlign, WrapMode, XPos, YPos
from fpdf.fonts import FontFace, TTFFont
from pylopdf_fonts_zh_cn import sans_path

Written: TypeAlias = dict[str, Any]

MARK: Final = "〓"
"""What printers put in the place of a letter that they do not have (U+3013)."""
_UNSEEN: Final = frozenset({"\u200b", "\u200c", "\u200d", "\ufe0e", "\ufe0f"})
"""What joins or colours letters, and is none itself."""
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
_QUOTES: Final = str.maketrans("“”‘’", "\"\"''")
"""The font's own quotation marks are as wide as a Chinese letter: among Latin ones, a gap."""
_FONT: Final = "sans"
_MARGIN: Final = 22
_WIDTH: Final = 210 - 2 * _MARGIN
_GREY: Final = 110
_SHADE: Final = (238, 241, 245)


class Page(FPDF):
    """Be an A4 page with one font, and its number below."""

    def __init__(self, written: Written) -> None:
        """Take the font, and what stands at the foot of each page."""
        super().__init__(format="A4")
        self.set_margins(_MARGIN, 20, _MARGIN)
        self.set_auto_page_break(auto=True, margin=24)
        self.add_font(_FONT, "", sans_path())
        self._foot = written["page"]
        # A Chinese line ends after any letter, where spaces are rare.
        self.wraps = WrapMode.CHAR if _CHINESE.search(written["title"]) else WrapMode.WORD
        font = self.fonts[_FONT]
        assert isinstance(font, TTFFont)
        self.has: Collection[int] = font.ttfont.getBestCmap()

    def footer(self) -> None:
        """Write the number of the page."""
        self.set_y(-16)
        self.set_font(_FONT, size=8)
        self.set_text_color(_GREY)
        number = self._foot.replace("{page}", str(self.page_no()))
        self.cell(0, 6, number.replace("{pages}", "{nb}"), align=Align.C)
        self.set_text_color(0)

    def quoted(self, text: str) -> str:
        """Write quotation marks as they fit in with the language of the page."""
        return text if self.wraps is WrapMode.CHAR else text.translate(_QUOTES)

    def lines(self, text: str, size: float, align: Align = Align.L, gap: float = 0) -> None:
        """Write a paragraph, and leave a gap of so many millimetres behind it."""
        self.set_font(_FONT, size=size)
        self.multi_cell(
            0, size * 0.62, self.quoted(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT,
            wrapmode=self.wraps,
        )  # fmt: skip
        self.ln(gap)


def main() -> int:
    """Draw what is read."""
    sys.stdout.buffer.write(drawn(json.load(sys.stdin)))
    return 0


def drawn(written: Written) -> bytes:
    """Return the file."""
    page = Page(written)
    plain = printable(written, page.has)
    page.set_title(plain["title"])
    page.set_author(plain["above"])
    page.set_creator("Muster")
    page.add_page()
    page.set_text_color(_GREY)
    page.lines(plain["above"], 12, Align.C, gap=3)
    page.set_text_color(0)
    page.lines(plain["title"], 24, Align.C, gap=9)
    page.lines(plain["text"], 12, gap=7)
    _table(page, plain)
    page.ln(9)
    if page.will_page_break(8 * len(plain["signed"]) + 6 * len(plain["below"]) + 20):
        page.add_page()
    for each in plain["signed"]:
        page.lines(each, 11, Align.R, gap=1.5)
    page.ln(8)
    page.set_text_color(_GREY)
    # Only a mark needs to be explained, not what is merely set in another way.
    lacks = MARK in json.dumps({**plain, "lacking": ""}, ensure_ascii=False)
    notes = [*plain["below"], *([plain["lacking"]] if lacks else [])]
    for each in notes:
        page.lines(each, 8.5, gap=0.8)
    return bytes(page.output())


def _table(page: Page, plain: Written) -> None:
    page.set_font(_FONT, size=10)
    page.set_draw_color(190)
    aligns = [Align.R if right else Align.L for right in plain["right"]]
    bold = FontFace(fill_color=_SHADE)
    with page.table(
        width=_WIDTH, col_widths=tuple(plain["shares"]), text_align=tuple(aligns),
        headings_style=bold, borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        line_height=5.4, padding=(1.4, 1.6), v_align=VAlign.T, wrapmode=page.wraps,
    ) as table:  # fmt: skip
        table.row(plain["headings"])
        for each in plain["rows"]:
            table.row(list(map(page.quoted, each)))
        table.row(plain["sums"], style=bold)


def printable(value: Any, has: Collection[int]) -> Any:
    """Replace what the font does not have: an accented letter by a plain one, else by the mark."""
    if isinstance(value, dict):
        return {key: printable(each, has) for key, each in value.items()}
    if isinstance(value, list):
        return [printable(each, has) for each in value]
    if isinstance(value, str):
        return "".join(_letter(each, has) for each in unicodedata.normalize("NFC", value))
    return value


def _letter(letter: str, has: Collection[int]) -> str:
    if ord(letter) in has or letter == "\n":
        return letter
    if letter in _UNSEEN or unicodedata.category(letter) in {"Cf", "Mn"}:
        return ""
    if letter.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", letter)[0]
    return plain if ord(plain) in has and plain.isalpha() else MARK


if __name__ == "__main__":
    sys.exit(main())
