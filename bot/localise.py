"""Say a card in a reader's language: every phrase becomes text, what people typed stays."""

from msgspec import Struct
from msgspec.structs import replace

from bot.domain.phrase import Phrase, Words
from bot.message import (
    Bars,
    Block,
    Button,
    Buttons,
    Card,
    Choice,
    Fields,
    File,
    Form,
    Image,
    Link,
    Listing,
    Menu,
    Text,
)
from bot.words import Catalogues, Voice, isolated


def localise(card: Card, words: Catalogues, voice: Voice) -> Card:
    """Return the card with all its words said in one language."""
    return _Localiser(words, voice).card(card)


def localise_form(form: Form, words: Catalogues, voice: Voice) -> Form:
    """Return the form with all its words said in one language."""
    say = _Localiser(words, voice).say
    fields = tuple(
        replace(
            each,
            label=say(each.label),
            hint=None if each.hint is None else say(each.hint),
            error=None if each.error is None else say(each.error),
            options=tuple((value, say(label)) for value, label in each.options),
        )
        for each in form.fields
    )
    about = tuple(map(say, form.about))
    return Form(say(form.title), fields, say(form.submit), form.action, about)


class _Localiser(Struct, frozen=True):
    words: Catalogues
    voice: Voice

    def say(self, words: Words) -> str:
        if isinstance(words, Phrase):
            return self.words.say(words, self.voice)
        return isolated(words)

    def card(self, card: Card) -> Card:
        title = None if card.title is None else self.say(card.title)
        return replace(card, title=title, blocks=tuple(map(self.block, card.blocks)))

    def text(self, text: Text) -> Text:
        return Text(tuple(replace(span, text=self.say(span.text)) for span in text.spans))

    def button(self, button: Button) -> Button:
        return replace(button, label=self.say(button.label))

    def block(self, block: Block) -> Block:  # noqa: C901 - one case for each shape
        match block:
            case Text():
                return self.text(block)
            case Listing(items):
                return replace(block, items=tuple(map(self.text, items)))
            case Fields(rows):
                return Fields(tuple((self.say(label), self.say(value)) for label, value in rows))
            case Bars(bars, of):
                return Bars(tuple(replace(bar, label=self.say(bar.label)) for bar in bars), of)
            case Buttons(buttons):
                return Buttons(tuple(map(self.button, buttons)))
            case Choice(options):
                return Choice(tuple(map(self.button, options)))
            case Menu():
                return replace(block, entries=tuple(map(self.button, block.entries)))
            case Link(label, url):
                return Link(self.say(label), url)
            case Image():
                return replace(block, alt=self.say(block.alt))
            case File():
                return block
