"""The picture of a digest: the last eight weeks, as it was kept, said in one language."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.charts import Panel, drawn
from bot.context import Read
from bot.domain.phrase import Phrase
from bot.words import Voice, without_isolates
from commands.digest.feature import digests
from commands.digest.telling import kept, panels, week_labels
from storage.digests import Digest


class Sketch(Struct, frozen=True):
    """Hold all that is needed to draw a picture, said in one language."""

    heading: str
    panels: Sequence[Panel]
    labels: Sequence[str]

    def drawn(self) -> bytes:
        """Draw it."""
        return drawn(self.heading, self.panels, self.labels)


def sketch(read: Read, digest: Digest, voice: Voice) -> Sketch:
    """Return what a digest's picture shows, of the rows that were kept."""

    def say(phrase: Phrase) -> str:
        return without_isolates(read.registry.words.say(phrase, voice))

    heading = say(digests.say("picture", team=read.use(read.stores.people).team(digest.team).name))
    rows = tuple(replace(panel, title=say(title)) for title, panel in panels(kept(read, digest)))
    labels = tuple(map(say, week_labels(read, digest.team, digest.until)))
    return Sketch(heading, rows, labels)
