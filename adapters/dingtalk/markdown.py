"""Write text so that DingTalk's markdown shows it as it is. Pure.

DingTalk knows a part of markdown, in which a backslash takes the meaning from the mark after it.
Clients make links of addresses by themselves, so those are broken up by what nobody sees. A mention
takes more than an @: its person would have to be named beside the text, which is never done here.
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, urlsplit

from bot.domain.regex import regex
from bot.message import Span, Style, Text, said

BREAK: Final = "  \n"
"""What breaks a line: a line break alone does not."""
PARAGRAPH: Final = "\n\n"

_MARKS: Final = regex(r"[\\`*_\[\]<]|~(?=~)|&(?=#?\w+;)")
"""What means something anywhere."""
_STARTS: Final = regex(r"^([^\S\n]*\d*)([#>+\-|=.)~])", re.MULTILINE)
"""What means something at the start of a line: headings, quotes, lists, tables, rules."""
_ADDRESS: Final = regex(r"(?i)[a-z][a-z0-9+.-]*:(?=//)|www(?=\.)")
_UNSEEN: Final = regex(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INDENT: Final = regex(r"^[ \t]+", re.MULTILINE)
_BREAKS: Final = regex(r"\r\n?|[\n\u2028\u2029\u0085]")
_JOINER: Final = "\N{WORD JOINER}"
"""Stands unseen in what would be a link without it."""


def plain(text: str) -> str:
    """Return a text as it is to be seen where no markdown is read: without controls."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))


def escaped(text: str) -> str:
    """Return markdown that shows a text and nothing else: no format, no link, no mention."""
    text = _ADDRESS.sub(lambda found: found[0] + _JOINER, plain(text))
    text = _STARTS.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", text))
    text = _INDENT.sub(lambda found: "\N{NO-BREAK SPACE}" * len(found[0]), text)
    return text.replace("\n", BREAK)


def link(label: str, url: str) -> str:
    """Return a link to a page; of what is no page's address only the words."""
    shown = escaped(label.replace("\n", " "))
    if urlsplit(url).scheme not in {"http", "https"}:
        return shown
    return f"[{shown}]({quote(url, safe=':/?#@!$&*+,;=%~')})"


def sending(label: str, text: str) -> str:
    """Return a link that sends a text in the name of whoever follows it."""
    return f"[{escaped(label)}]({sends(text)})"


def sends(text: str) -> str:
    """Return the address that does so: all of it in small letters, or it is silently dead."""
    return f"dtmd://dingtalkclient/sendMessage?content={quote(text, safe='')}"


def paragraph(text: Text) -> str:
    """Return one paragraph."""
    return "".join(map(_span, text.spans))


def listing(items: Iterable[str], bullet: str = "· ") -> str:
    """Return lines, each with a bullet before it."""
    return BREAK.join(f"{bullet}{each}" for each in items)


def _span(span: Span) -> str:
    text = said(span.text)
    if span.link is not None:
        return link(text, span.link)
    shown = escaped(text)
    # Marks must stand right at the words, so blanks go outside.
    core = shown.strip()
    if not core or BREAK in core:
        return shown
    for style, mark in ((Style.BOLD, "**"), (Style.ITALIC, "*")):
        if style in span.style:
            at = shown.index(core)
            before, after = shown[:at], shown[at + len(core) :]
            core = f"{mark}{core}{mark}"
            shown = f"{before}{core}{after}"
    return shown
