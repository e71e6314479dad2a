"""Read HTML as Telegram does: what is seen, which parts are marked, and what becomes a link."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

TAGS: Final = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}  # fmt: skip
_LINKS: Final = {"code", "pre", "text_link", "text_mention"}
"""Within these nothing is found by itself."""

_FOUND: Final = (
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z0-9_]{2,32}(?![A-Za-z0-9_])")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{3,8}\b")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[^\W\d_]{2,}")),
    ("url", re.compile(r"(?:https?|ftp|tg|ton)://[^\s\u2060]+", re.IGNORECASE)),
    ("url", re.compile(r"(?<![\w.@])(?:[\w-]+\.)+[^\W\d_]{2,}(?!\w)")),
    ("url", re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d[\d ()-]{6,}\d")),
)
"""What the server finds in a text by itself, more eagerly than it does."""


class HtmlError(Exception):
    """The server would say: can't parse entities."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Hold one marked part of a text; offset and length count UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return it as the API does."""
        found: dict[str, object] = {
            "type": self.kind,
            "offset": self.offset,
            "length": self.length,
        }
        return found if self.url is None else found | {"url": self.url}


@dataclass(frozen=True, slots=True)
class Parsed:
    """Hold a text as it is seen, what was marked in it, and what became a link by itself."""

    text: str
    entities: tuple[Entity, ...] = ()
    found: tuple[tuple[str, str], ...] = ()


def units(text: str) -> int:
    """Return how many UTF-16 units a text takes."""
    return len(text.encode("utf-16-le")) // 2


def parse(text: str, mode: str | None) -> Parsed:
    """Read a text that was sent in a parse mode: HTML or none."""
    if mode is None:
        return Parsed(text, (), _find(text, []))
    if mode != "HTML":
        raise HtmlError(f"the parse mode {mode!r} is not known to the double")
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if reader.opened:
        raise HtmlError(f"can't find end tag for <{reader.opened[-1][0]}>")
    seen = "".join(reader.parts)
    return Parsed(seen, tuple(reader.entities), _find(seen, reader.quiet))


def _find(text: str, quiet: list[tuple[int, int]]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (kind, found[0])
        for kind, pattern in _FOUND
        for found in pattern.finditer(text)
        if not any(start <= found.start() < end for start, end in quiet)
    )


@dataclass
class _Reader(HTMLParser):
    parts: list[str] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    quiet: list[tuple[int, int]] = field(default_factory=list)
    opened: list[tuple[str, int, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=False)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a mark; only what the API lists is known."""
        if tag not in TAGS:
            raise HtmlError(f"unsupported start tag {tag!r}")
        given = dict(attrs)
        if given.keys() - ({"href"} if tag == "a" else set()):
            raise HtmlError(f"<{tag}> has attributes that it does not take")
        url = given.get("href") if tag == "a" else None
        if tag == "a" and not url:
            raise HtmlError("<a> has no address")
        self.opened.append((tag, len("".join(self.parts)), url))

    def handle_endtag(self, tag: str) -> None:
        """Close a mark, the one that was opened last."""
        if not self.opened or self.opened[-1][0] != tag:
            raise HtmlError(f"unexpected end tag {tag!r}")
        _, start, url = self.opened.pop()
        seen = "".join(self.parts)
        if len(seen) == start:
            return  # an empty mark is dropped
        kind = TAGS[tag]
        self.entities.append(Entity(kind, units(seen[:start]), units(seen[start:]), url))
        if kind in _LINKS:
            self.quiet.append((start, len(seen)))

    def handle_data(self, data: str) -> None:
        """Take text."""
        if "<" in data:
            raise HtmlError("a bare < in the text")
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        """Take a named character: four are known."""
        known = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
        # As the server does: what it does not know stands as it was written.
        self.parts.append(known.get(name, f"&{name};"))

    def handle_charref(self, name: str) -> None:
        """Take a numbered character."""
        number = int(name[1:], 16) if name[:1] in {"x", "X"} else int(name)
        self.parts.append(chr(number))

    def handle_comment(self, data: str) -> None:
        """Refuse what is no text."""
        raise HtmlError(f"a comment of {len(data)} characters")

    def handle_decl(self, decl: str) -> None:
        """Refuse what is no text."""
        raise HtmlError(f"a declaration of {len(decl)} characters")

    def unknown_decl(self, data: str) -> None:
        """Refuse what is no text."""
        raise HtmlError(f"a declaration of {len(data)} characters")

    def handle_pi(self, data: str) -> None:
        """Refuse what is no text."""
        raise HtmlError(f"an instruction of {len(data)} characters")
