"""What an operator is told of a connection: what it can, what that comes to, and how it stands."""

from collections.abc import Iterator
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

from bot.adapter import Capabilities, Finding, Hears
from bot.domain.phrase import Instant, Speaker, Variant

checks = Speaker("check")


def abilities(can: Capabilities) -> Iterator[Finding]:
    """Say what a connection can, in one sentence, and what people meet in place of what it cannot.

    Nothing of it is amiss: these are the capabilities as they were decided when it connected.
    """
    able = {
        checks.say("can-buttons"): bool(can.buttons),
        checks.say("can-form"): can.form,
        checks.say("can-edit"): can.edit,
        checks.say("can-whisper"): can.whisper,
        checks.say("can-files"): can.files,
        checks.say("can-images"): can.images,
        checks.say("can-threads"): can.threads,
        checks.say("can-pin"): can.pin,
    }
    if any(able.values()):
        what = tuple(phrase for phrase, is_so in able.items() if is_so)
        yield Finding(checks.say("can", what=what))
    if not can.buttons:
        yield Finding(checks.say("without-buttons"))
    if not can.form:
        yield Finding(checks.say("without-form"))
    if not can.edit:
        yield Finding(checks.say("without-edit"))
    if not can.whisper:
        yield Finding(checks.say("without-whisper"))
    match can.hears:
        case Hears.ALL:
            yield Finding(checks.say("hears-all"))
        case Hears.REPLIES:
            yield Finding(checks.say("hears-replies"))
        case Hears.ADDRESSED:
            yield Finding(checks.say("hears-addressed"))


def ahead(now: Instant, date: str | None, most: timedelta) -> Variant | None:
    """Say by how many seconds our clock is ahead of what a server's `Date` tells ("-7": behind).

    None where it is not more than `most`, or where the header is missing or cannot be read.
    """
    try:
        theirs = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    # A date in "-0000" is of no zone: it is in UTC, too.
    off = now - (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC))
    return Variant(f"{off.total_seconds():+.0f}") if abs(off) > most else None
