"""Split what was typed into a question and its options: pure, on text alone."""

import re
from typing import Final

from bot.domain.regex import regex

BETWEEN: Final = "/／、"
"""What separates options wherever it stands; lines and commas do so only where these do not."""

_QUESTION: Final = "?？"
_KINDS: Final = {"\n": "\n", "/": "[/／]", "、": "、", ",": "[,，]"}
"""By what options are separated, the first kind found deciding; each with its pattern."""

_SPACED: Final = regex(r"(?<=\s)/(?=\s)")
_DAYS: Final = regex(r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])")
_NUMBERED: Final = regex(r"[（(]?(\d{1,2})[.．)）、](?!\d)\s*|([①-⑳])\s*")
_LETTERED: Final = regex(r"[（(]?([A-Za-z])[.．)）、]\s*")
_ASKS: Final = regex("什么|哪|谁|几|何|多少")
_WORD: Final = regex("(?=.*[一-鿿]).{1,12}(?<![吗呢吧么了])")
"""An option in Chinese, and no sentence of its own."""
_OR: Final = regex(r"\s*[,，]?\s*(?:\bor\b|还是|或者)\s*", re.IGNORECASE)
_BULLET: Final = regex(r"[-–—*•·]\s+|[•·]")


def split(text: str) -> tuple[str, str]:
    """Split a question from its options: at a line, a question mark, a colon, or a space.

    Options that only spaces separate, as Chinese has none within a word, come with slashes.
    """
    lines = text.splitlines()
    if len(lines) > 1:
        first, rest = lines[0].strip(), "\n".join(lines[1:])
        if len([each for each in lines if each.strip()]) > 2 or not listed(first)[0]:
            return first.rstrip(":："), rest
    if (end := _end_of_question(text)) is not None:
        return text[:end], _slashed(text[end:])
    colon = re.search(r"[:：](?!\d)", text)
    options = _slashed(text[colon.end() :]) if colon else ""
    if colon and (listed(options)[0] or _enumerated(options)):
        return text[: colon.start()], options
    if starts := _enumerated(text):
        return text[: starts[0][0]], text[starts[0][0] :]
    kinds, items = listed(text)
    if not kinds:
        return _spaced(text)
    if len(items) < 2:
        return text, ""
    first = items[0]
    space = max(first.rfind(" "), first.rfind("\u3000"))
    if space > 0 and re.search("[\u4e00-\u9fff]", first[:space]):
        at = text.index(first) + space
        return text[:at], text[at:]
    return "", text


def listed(text: str) -> tuple[tuple[str, ...], list[str]]:
    """Split a list by the first kind of separator found; return all kinds found, and the items.

    Numbers and bullets before the items are taken off.
    """
    text = text.strip()
    starts = _enumerated(text)
    if starts and starts[0][0] == 0:
        ends = [*(start for start, _ in starts[1:]), len(text)]
        items = [text[s:e].strip() for (_, s), e in zip(starts, ends, strict=True)]
        return (" ",), [each for each in items if each]
    kinds = _kinds(text)
    if not kinds:
        return (), [text] if text else []
    if kinds[0] == "\n":  # what numbers its lines separates nothing
        kinds = ("\n", *(each for each in _kinds(_NUMBERED.sub("", text)) if each != "\n"))
    pattern = _KINDS[kinds[0]]
    if kinds[0] == "/" and _SPACED.search(text):
        pattern = f"{_SPACED.pattern}|／"  # AC/DC / Beatles
    items = [each.strip() for each in re.split(pattern, text.rstrip("。；;"))]
    return kinds, _unmarked([each for each in items if each])


def _spaced(text: str) -> tuple[str, str]:
    """Split where nothing but spaces might do it: a word that asks is needed, or three options."""
    asked, _, options = text.strip().partition(" ")
    slashed = _slashed(options)
    plain = slashed != options and (_ASKS.search(asked) or options.count(" ") > 1)
    return (asked, slashed) if plain else (text, "")


def _slashed(options: str) -> str:
    """Put slashes between options of which only "or" or spaces tell that they are several."""
    kinds = listed(options)[0]
    if kinds in {(), (",",), ("、",)} and len(either := _OR.split(options.rstrip("。.?？ "))) > 1:
        return "／".join(each for part in either for each in re.split("[,，、]", part))
    items = options.split()
    spaced = len(items) > 1 and not kinds and all(map(_WORD.fullmatch, items))
    return "／".join(items) if spaced else options


def _end_of_question(text: str) -> int | None:
    """Find where the question ends: two may follow each other, and options may ask, too."""
    marks = list(re.finditer(f"[{_QUESTION}]+", text))
    if not marks:
        return None
    end = marks[0].end()
    for mark in marks[1:]:
        between, after = text[end : mark.start()], text[mark.end() :].lstrip(" \t")
        if _kinds(between) or after[:1] in {*BETWEEN, ",", "，", "\n"}:
            break
        end = mark.end()
    return end


def _kinds(text: str) -> tuple[str, ...]:
    found = tuple(kind for kind, pattern in _KINDS.items() if re.search(pattern, text))
    if "/" not in found or _SPACED.search(text) or "／" in text:
        return found
    # A slash that only writes a day (12/1, 12/2) or an address separates nothing.
    rest = text if len(found) == 1 else _DAYS.sub("", text)
    if "://" in rest or "/" not in rest:
        return tuple(kind for kind in found if kind != "/")
    return found


def _enumerated(text: str) -> list[tuple[int, int]]:
    """Find "1. … 2. …" or "A. … B. …" on a line that has no other separators: where each stands."""
    for pattern, first in ((_NUMBERED, "1"), (_LETTERED, "a")):
        found = [
            each
            for each in pattern.finditer(text)
            if each.start() == 0 or text[each.start() - 1].isspace() or not each[0][0].isalnum()
        ]
        if len(found) < 2 or not _in_sequence([_label(each) for each in found], first):
            continue
        if "\n" not in text.strip() and not _kinds(pattern.sub(" ", text).strip()):
            return [each.span() for each in found]
    return []


def _unmarked(items: list[str]) -> list[str]:
    """Take bullets off, and numbers where they count from one."""
    items = [_BULLET.sub("", each, count=1) if _BULLET.match(each) else each for each in items]
    found = [_NUMBERED.match(each) for each in items]
    marks = [each for each in found if each]
    if len(marks) == len(items) and _in_sequence([_label(each) for each in marks], "1"):
        items = [item[mark.end() :] for item, mark in zip(items, marks, strict=True)]
    return [each for each in items if each]


def _label(found: "re.Match[str]") -> str:
    circled = found.lastindex == 2
    return str(ord(found[2]) - ord("①") + 1) if circled else found[1].casefold()


def _in_sequence(labels: list[str], first: str) -> bool:
    if first.isdigit():
        return labels == [str(number) for number in range(1, len(labels) + 1)]
    return labels == [chr(ord(first) + number) for number in range(len(labels))]
