"""From a view to what an adapter sends: draw, say, fit, seal."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from bot.action import Action, Open, View
from bot.adapter import Capabilities, Drawn
from bot.context import Read
from bot.domain.identity import RoomId
from bot.domain.phrase import Instant, Phrase, Variant, Words
from bot.fit import fit
from bot.localise import localise
from bot.message import Block, Card, Menu, Style, Text
from bot.ports import Connection
from bot.runtime import Runtime
from bot.words import Voice

_KNOWN_TOKENS = 10_000


class Picture(Struct, frozen=True):
    """Hold what a view shows in one place; `digest` changes when and only when that does."""

    view: str
    cards: tuple[Card, ...]
    redraw_at: Instant | None
    final: bool
    told: bool
    language: str

    @property
    def digest(self) -> str:
        """A short hash of everything that is shown and offered, which begins with its `gist`."""
        return self.gist + _hash([(card.title, card.blocks) for card in self.cards])[:20]

    @property
    def gist(self) -> str:
        """A shorter one of what is asked and what can be chosen: of all but the news."""
        return _hash([(card.title, *card.buttons()) for card in self.cards])[:12]

    @property
    def menus(self) -> tuple[Menu, ...]:
        """The coded menus on it, whose entries must be remembered."""
        return tuple(menu for card in self.cards for menu in _menus(card))


class UnknownView(LookupError):  # noqa: N818 - named as what it is
    """No feature that is switched on declares this view."""


class Studio:
    """Draw views for places."""

    def __init__(self, runtime: Runtime) -> None:
        """Take the running Muster."""
        self._runtime = runtime
        # Rows of tokens that are known to be there, so that a redraw writes nothing.
        self._known: OrderedDict[str, None] = OrderedDict()

    def card(self, read: Read, view: View) -> Card | None:
        """Draw a view as the rows stand; None where it has nothing to say.

        Raises `UnknownView` where no feature declares it: perhaps a newer Muster put it up.
        """
        drawing = self._runtime.registry.views.get(view.name)
        if drawing is None:
            raise UnknownView(view.name)
        card = drawing.fn(read, *read.load(drawing, view.args))
        assert card is None or isinstance(card, Card)
        return card

    def picture(
        self, card: Card, view: str, voice: Voice, can: Capabilities, *, letter: str = "A",
        team: str | None = None,
    ) -> Picture:  # fmt: skip
        """Say and fit a card; `team` names the team that a private card belongs to."""
        if team is not None:
            card = replace(card, title=_in_team(team, card.title))
        words = self._runtime.words
        said = localise(card, words, voice)
        cards = fit(said, can)
        if any(isinstance(block, Menu) for each in cards for block in each.blocks):
            # Fitted again, so that there is room for a line that says what the codes are for.
            how = words.say(Phrase("core", "menu-how", (("code", Variant(f"{letter}1")),)), voice)
            cards = fit(said, replace(can, text_chars=can.text_chars - len(how) - 1))
            *before, last = (_lettered(each, letter) for each in cards)
            explained = (*last.blocks, Text.of(how, style=Style.ITALIC))
            cards = (*before, replace(last, blocks=explained))
        return Picture(view, cards, card.redraw_at, card.final, card.told, voice.language)

    def remember(
        self, connection: Connection, room: RoomId, picture: Picture, refs: Sequence[str],
        now: Instant,
    ) -> None:  # fmt: skip
        """Remember what the codes on a picture mean, in the transaction that marks it as shown."""
        talk = self._runtime.stores.talk(connection)
        for menu in picture.menus:
            entries = [entry.action for entry in menu.entries]
            talk.put_menu(room, menu.letter, menu.first, tuple(refs), entries, now)

    async def seal(
        self, picture: Picture, place: int, can: Capabilities, *, name: str = "",
        again: int | None = None,
    ) -> tuple[Drawn, ...]:  # fmt: skip
        """Seal the actions of a picture, keeping in rows what does not fit in a token.

        `name` is what is sent, the same at each attempt; `again` which part of it may have gone
        out already.
        """
        rows: dict[str, Action | Open[Any]] = {}
        drawn = []
        for part, card in enumerate(picture.cards):
            tokens = {
                button.action: self.token(button.action, place, can, rows)
                for button in card.buttons()
            }
            mark = self._runtime.seal.mark(f"{name} {part}") if name else ""
            drawn.append(
                Drawn(card, picture.view, tokens, picture.language, mark, again=part == again)
            )
        if rows:
            await self.keep(rows)
        return tuple(drawn)

    def token(
        self, action: Action | Open[Any], place: int, can: Capabilities,
        rows: dict[str, Action | Open[Any]],
    ) -> str:  # fmt: skip
        """Return an action's token, adding to `rows` what must be kept before it is shown."""
        sealed = self._runtime.seal.token(action, can.token_bytes)
        if sealed is not None:
            return sealed
        key = self._runtime.seal.row_key(action, place, can.token_bytes)
        if key not in self._known:
            rows[key] = action
        return key

    async def keep(self, rows: dict[str, Action | Open[Any]]) -> None:
        """Insert the rows of tokens that are not there yet."""
        now = self._runtime.clock.now()
        await self._runtime.store.run(lambda c: self._runtime.stores.talk(c).put_tokens(rows, now))
        self._known.update(dict.fromkeys(rows))
        while len(self._known) > _KNOWN_TOKENS:
            self._known.popitem(last=False)


def letter_of(number: int, *, stands: bool) -> str:
    """Return the letter of the menu on a copy that stands, or on a message sent once, by its id.

    The two never share a letter, since a code must mean one thing in a room. I and O are left
    out, which look like digits.
    """
    return "ACEGJLNQSUWYBDFHKMPRTVXZ"[(number - 1) % 12 + (0 if stands else 12)]


def merged(cards: Sequence[Card]) -> Card:
    """Make one card of several, each title becoming a line of its own."""
    if len(cards) == 1:
        return cards[0]
    blocks = [block for card in cards for block in (*_title_as_text(card.title), *card.blocks)]
    times = [card.redraw_at for card in cards if card.redraw_at is not None]
    return Card(None, tuple(blocks), min(times, default=None))


def _hash(shown: object) -> str:
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def _title_as_text(title: Words | None) -> tuple[Block, ...]:
    return () if title is None else (Text.of(title, style=Style.BOLD),)


def _in_team(team: str, title: Words | None) -> Words:
    if title is None:
        return Phrase("core", "team-line", (("team", team),))
    if isinstance(title, Phrase) and team in dict(title.args).values():
        return title  # which names it itself: Members of “Study group”
    return Phrase("core", "team-title", (("team", team), ("title", title)))


def _menus(card: Card) -> tuple[Menu, ...]:
    return tuple(block for block in card.blocks if isinstance(block, Menu))


def _lettered(card: Card, letter: str) -> Card:
    blocks = tuple(replace(b, letter=letter) if isinstance(b, Menu) else b for b in card.blocks)
    return replace(card, blocks=blocks)
