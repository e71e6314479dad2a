"""Read markdown as the client shows it: plain text, and what in it is more than text."""

import re
from dataclasses import dataclass
from typing import Final

_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN: Final = 0xF0000
"""Where characters that were escaped are kept while the rest is read: a private plane."""
_UNHIDE: Final = re.compile("[\U000f0000-\U000f00ff]")
_IMAGE: Final = re.compile(r"!\[([^\]\n]*)\]\(([^)\s]*)\)")
_LINK: Final = re.compile(r"\[([^\]\n]*)\]\(([^)\s]*)\)")
_BARE: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)[^\s]+", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-zA-Z][^>]*>")
_BOLD: Final = re.compile(r"\*\*(?!\s)([^*\n]+?)(?<!\s)\*\*|__(?!\s)([^_\n]+?)(?<!\s)__")
_ITALIC: Final = re.compile(r"\*(?!\s)([^*\n]+?)(?<!\s)\*|(?<!\w)_(?!\s)([^_\n]+?)(?<!\s)_(?!\w)")
_CODE: Final = re.compile(r"`([^`\n]+)`")
_LINE: Final = re.compile(r"^ {0,3}(#{1,6} |> ?|[-+*] |\d+[.)] |```)")
_BREAK: Final = re.compile(r" {2,}\n")
_MENTION: Final = re.compile(r"@([\w$:.-]+)")


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what a text shows: its words, its links by label, its formats, its pictures."""

    text: str
    links: tuple[tuple[str, str], ...] = ()
    formats: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


def read_markdown(source: str) -> Reading:
    """Read a text as a client does; a line break is one only after two spaces or an empty line."""
    links: list[tuple[str, str]] = []
    formats: list[str] = []
    images: list[str] = []
    text = _ESCAPE.sub(lambda found: chr(_HIDDEN + ord(found[1])), source)

    def image(found: re.Match[str]) -> str:
        images.append(_unhidden(found[2]))
        return found[1]

    def link(found: re.Match[str]) -> str:
        links.append((_unhidden(found[1]), _unhidden(found[2])))
        return "\N{OBJECT REPLACEMENT CHARACTER}" + found[1]

    text = _LINK.sub(link, _IMAGE.sub(image, text))
    formats += _TAG.findall(text)
    text = _TAG.sub("", text)
    for name, pattern in (("code", _CODE), ("bold", _BOLD), ("italic", _ITALIC)):
        text = _taken(pattern, text, name, formats)
    text = _lines(text, formats)
    text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&amp;", "&")
    text = _unhidden(text)
    links += [
        (found, found)
        for found in _BARE.findall(text.replace("\N{OBJECT REPLACEMENT CHARACTER}", ""))
    ]
    text = text.replace("\N{OBJECT REPLACEMENT CHARACTER}", "")
    return Reading(text, tuple(links), tuple(formats), tuple(images), tuple(_MENTION.findall(text)))


def _taken(pattern: re.Pattern[str], text: str, name: str, formats: list[str]) -> str:
    def take(found: re.Match[str]) -> str:
        formats.append(name)
        return next(part for part in found.groups() if part is not None)

    return pattern.sub(take, text)


def _lines(text: str, formats: list[str]) -> str:
    """Join what the source breaks without saying so, and take the marks of lines off."""
    shown: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n\s*", _BREAK.sub("\v", text)):
        joined = paragraph.replace("\n", " ")
        for line in joined.split("\v"):
            if (mark := _LINE.match(line)) is not None:
                formats.append(mark[1].strip())
                line = line[mark.end() :]  # noqa: PLW2901  (what is left of it)
            shown.append(line)
    return "\n".join(shown).strip("\n")


def _unhidden(text: str) -> str:
    return _UNHIDE.sub(lambda found: chr(ord(found[0]) - _HIDDEN), text)
