"""Sending: what a digest tells is kept as rows, a job draws its picture, then it is posted."""

from collections import defaultdict
from datetime import timedelta
from typing import ClassVar, Final

from msgspec import Struct

from bot.charts import PNG
from bot.context import Context, Read, Reply, Work
from bot.domain.digest import DigestId, State
from bot.domain.identity import PersonId, Role, RoomId
from bot.message import Block, Card, Image, Style, Text
from bot.ports import Keep, Priority
from bot.words import voice_for
from commands.digest.feature import digests, known, preview_of, title_of
from commands.digest.picture import Sketch, sketch
from commands.digest.private import tell_who_owes
from commands.digest.telling import (
    Told,
    body,
    gathered,
    in_words,
    kept,
    news_of,
)
from storage.digests import Digest, Digests

_AT_THE_LATEST: Final = timedelta(minutes=5)
"""How long a digest waits for its picture: after that its words say what it would have shown."""


def send(ctx: Context, digest: Digest, by: PersonId | None, told: Told | None = None) -> bool:
    """Keep what a digest tells now, and let it go out; False where that was settled before.

    Where there is nothing left to tell it goes by, as if it had been skipped. `told` is what was
    gathered, if that was just done.
    """
    store, news = ctx.use(Digests), news_of(ctx, digest)
    if told is None:
        told = gathered(ctx, digest.team, news, digest.dropped)
    if not told.lines:
        return store.settle(digest.id, State.SKIPPED, ctx.now, by)
    if not store.settle(digest.id, State.SENT, ctx.now, by, since=news.start, until=news.end):
        return False
    store.freeze(digest.id, told.lines, told.measures)
    for each in told.corrected:
        store.retell(each)
    ctx.show(preview_of(digest.id))
    if told.measures:
        languages = " ".join(sorted(_rooms(ctx, digest)))
        ctx.start(draw(digest.id, languages), then=take_pictures(digest.id))
        ctx.at(ctx.now + _AT_THE_LATEST, publish(digest.id))
    else:
        _publish(ctx, digest.id)
    tell_who_owes(ctx, digest)
    return True


def _rooms(ctx: Context, digest: Digest) -> dict[str, list[RoomId]]:
    """Return where a digest is posted, by the language that is read there."""
    people, found = ctx.use(ctx.stores.people), defaultdict[str, list[RoomId]](list)
    for room in ctx.main_rooms(digest.team):
        found[people.voice_of(room)[0]].append(room)
    return found


@digests.step("digest.publish", needs=Role.ADMIN)
def publish(ctx: Context, digest: DigestId) -> Reply:
    """Post a digest as it is: if its picture is not there by now, without."""
    _publish(ctx, digest)
    return Reply()


def _publish(ctx: Context, digest: DigestId) -> None:
    if ctx.use(Digests).publish(digest, ctx.now):
        ctx.cancel(publish(digest))
        for language, rooms in _rooms(ctx, known(ctx, digest)).items():
            ctx.post(card(digest, language), rooms, priority=Priority.DIGEST)


@digests.view("digest.card")
def card(read: Read, digest: DigestId, language: str) -> Card | None:
    """Show a digest as it was sent, with its picture in the language of the room."""
    found = known(read, digest)
    told = kept(read, found)
    blocks: list[Block] = body(told, found.opening)
    words = in_words(read, found.team, told, found.until)
    if words is not None:
        file = found.pictures.get(language)
        blocks.append(Text.of(words, style=Style.ITALIC) if file is None else Image(file, words))
    return Card(title_of(read, found), tuple(blocks), final=True)


# The picture


class Pictures(Struct, frozen=True):
    """Say which files show a digest's picture: pairs of a language and a hash."""

    NOT_A_FORM: ClassVar[bool] = True

    files: tuple[tuple[str, str], ...]


@digests.job("digest.draw")
async def draw(work: Work, digest: DigestId, languages: str) -> Pictures:
    """Draw a digest's picture in the languages of its rooms."""

    def sketches(read: Read) -> list[tuple[str, Sketch]]:
        found = known(read, digest)
        zone, words = read.zone(found.team), read.registry.words
        return [
            (language, sketch(read, found, voice_for(words, language, zone, read.now)))
            for language in languages.split()
        ]

    files = []
    for language, each in await work.read(sketches):
        content = await work.compute(each.drawn)
        name = f"digest-{digest}-{language}.png"
        files.append((language, await work.put(content, name=name, kind=PNG, keep=Keep.PICTURES)))
    return Pictures(tuple(files))


@digests.takes(Pictures, "digest.drawn", needs=Role.ADMIN)
def take_pictures(ctx: Context, result: Pictures, digest: DigestId) -> Reply:
    """Post a digest with its picture."""
    ctx.use(Digests).picture(digest, dict(result.files))
    _publish(ctx, digest)
    return Reply()
