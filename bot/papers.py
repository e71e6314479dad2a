"""Papers for a person: a titled document in their language, as Word and as plain Markdown."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Struct, field

from bot.context import Read
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Words
from bot.domain.sheet import file_name
from bot.sheets import UNSTORABLE, Reader
from bot.words import Voice

_BODY: Final = ("Times New Roman", "SimSun")
_HEAD: Final = ("Arial", "SimHei")
"""A Latin and a Chinese font each, as every office program has or replaces them."""

_MM: Final = 36_000
"""A millimetre, in the units of Word's files."""
_A4_MM: Final = (210, 297)
_MARGIN_MM: Final = 25
_PICTURE_MM: Final = 120
_COLUMNS_MM: Final = (30, 130)
"""What stands in a table of facts: short labels, and values."""

_ANY_YEAR: Final = datetime(1, 1, 2, tzinfo=UTC)
"""A paper is read in other years: every day in it says its own."""

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARKDOWN: Final = "text/markdown"


class Section(Struct, frozen=True):
    """Hold a part of a paper: its heading, and what stands under it, a paragraph each."""

    heading: Words
    lines: tuple[Words, ...]
    numbered: bool = False


class Picture(Struct, frozen=True):
    """Hold a picture, as PNG or JPEG, and what says the same to those who cannot see it."""

    content: bytes
    alt: Words


class Paper(Struct, frozen=True):
    """Hold a paper: a title, labelled facts, and sections; what is empty is left out.

    Its `picture` stands at the end; in plain text its words must be enough.
    """

    title: Words
    facts: tuple[tuple[Words, Words], ...]
    sections: tuple[Section, ...] = field(default=())
    picture: Picture | None = None


class Papers:
    """Write papers for one reader, about the things of one team."""

    def __init__(self, read: Read, reader: PersonId, team: TeamId) -> None:
        """Take who will read it: in the language of their private chat, in the team's zone."""
        self._reader = Reader(read, reader, team, _ANY_YEAR)

    @property
    def voice(self) -> Voice:
        """How its reader is spoken to."""
        return self._reader.voice

    def name(self, title: Words, ending: str) -> str:
        """Name the file of a paper."""
        return file_name(self._reader.text(title), ending)

    def markdown(self, paper: Paper) -> bytes:
        """Write a paper as Markdown; what somebody typed is no markup of ours."""
        text = self._reader.text
        lines = [f"# {_plain(text(paper.title))}", ""]
        lines += [f"- **{text(label)}**: {_plain(text(value))}" for label, value in paper.facts]
        for section in _filled(paper.sections):
            lines += ["", f"## {text(section.heading)}", ""]
            for number, line in enumerate(section.lines, start=1):
                lines.append(f"{number}. " if section.numbered else "- ")
                lines[-1] += _plain(text(line))
        return ("\n".join(lines) + "\n").encode("utf-8", "replace")

    def docx(self, paper: Paper) -> bytes:
        """Write a paper for Word and its kin."""
        from docx import Document  # noqa: PLC0415  (a tenth of a second that few starts need)

        text, document = self._reader.text, Document()
        _set_page(document)
        for style in ("Normal", "Title", "Heading 1"):
            _set_fonts(document.styles[style], *(_BODY if style == "Normal" else _HEAD))
        document.add_heading(_printable(text(paper.title)), level=0)
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, _COLUMNS_MM, strict=True):
            column.width = width * _MM
        for label, value in paper.facts:
            cells = table.add_row().cells
            for cell, width, words in zip(cells, _COLUMNS_MM, (label, value), strict=True):
                cell.width, cell.text = width * _MM, _printable(text(words))
                cell.paragraphs[0].paragraph_format.space_before = _MM
                cell.paragraphs[0].paragraph_format.space_after = _MM
        for section in _filled(paper.sections):
            document.add_heading(_printable(text(section.heading)), level=1)
            for number, line in enumerate(section.lines, start=1):
                mark = f"{number}. " if section.numbered else ""
                document.add_paragraph(mark + _printable(text(line)))
        if paper.picture is not None:
            document.paragraphs[-1].paragraph_format.keep_with_next = True
            shape = document.add_picture(io.BytesIO(paper.picture.content), _PICTURE_MM * _MM)
            shape._inline.docPr.set("descr", _printable(text(paper.picture.alt)))  # noqa: SLF001  (no other way)
        document.core_properties.author = ""
        document.core_properties.title = _printable(text(paper.title))
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _filled(sections: Sequence[Section]) -> Sequence[Section]:
    return [section for section in sections if section.lines]


def _set_page(document: Any) -> None:
    """Let it be A4, and its Chinese letters those of the mainland."""
    from docx.oxml.ns import qn  # noqa: PLC0415  (with the rest of it)

    page = document.sections[0]
    page.page_width, page.page_height = (side * _MM for side in _A4_MM)
    page.left_margin = page.right_margin = _MARGIN_MM * _MM
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _set_fonts(style: object, latin: str, chinese: str) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415  (with the rest of it)

    style.font.name = latin  # type: ignore[attr-defined]  # a paragraph style has a font
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()  # type: ignore[attr-defined]  # the same
    fonts.set(qn("w:eastAsia"), chinese)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _printable(text: str) -> str:
    """Leave out what XML cannot hold: control marks, and halves of characters."""
    return UNSTORABLE.sub("", text)


def _plain(text: str) -> str:
    """Keep what somebody typed from being read as markup, and in its line."""
    for mark in "\\`*_[]<>#|":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
