"""What bytes say, if they are text: in the encodings that people's programs write."""

import codecs
import re
from typing import Final

_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_NO_TEXT: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decoded(content: bytes) -> str | None:
    """Return what bytes say as UTF-8, UTF-16 with its mark, or GB 18030; None of what is no text.

    GB 18030 is what Excel writes in China. It is tried last, since nearly any bytes can be read so.
    """
    marked = next((code for mark, code in _MARKS.items() if content.startswith(mark)), None)
    for code in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        # What a program or a picture holds may be readable by chance, but is not readable.
        return None if _NO_TEXT.search(text) else text.replace("\r\n", "\n").replace("\r", "\n")
    return None
