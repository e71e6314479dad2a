"""Look at a connection: what is granted, what is missing, and what that costs. Tells nobody."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from typing import Final

from adapters.dingtalk import Settings
from adapters.dingtalk.api import Api
from adapters.dingtalk.cards import Cards
from adapters.dingtalk.frames import CLICKS, MESSAGES
from adapters.dingtalk.messages import Messages
from adapters.dingtalk.refusals import BadSecret, BadToken, Denied, Refused
from bot.adapter import Finding
from bot.checking import ahead
from bot.domain.phrase import Phrase, Speaker, Variant
from bot.errors import AdapterError, Unreachable
from bot.site import Site

dingtalk = Speaker("dingtalk")
_SKEW: Final = timedelta(seconds=60)
"""By how much our clock may differ: callbacks are believed for an hour, and tokens last two."""


async def can_make_cards(cards: Cards, *, register: bool = False) -> Refused | None:
    """Return why no cards can be made; None: they can.

    Whoever is going to make them says where presses are to be posted, too (`register`). Raises
    other `AdapterError`s where that cannot be found out now.
    """
    try:
        await cards.probe()
        if register:
            await cards.register()
    except (BadSecret, BadToken):
        raise
    except Refused as refused:
        return refused
    return None


class Inspection:
    """Look at one connection, asking as little as possible, for every question is counted."""

    def __init__(
        self, settings: Settings, site: Site, api: Api, messages: Messages, cards: Cards | None,
        name: str,
    ) -> None:  # fmt: skip
        """Take the parts of a connection; it need not listen."""
        self._settings = settings
        self._site = site
        self._api = api
        self._messages = messages
        self._cards = cards
        self._name = name
        self.makes_cards = False
        """Whether cards are sent, once the findings are there."""

    async def findings(self) -> Sequence[Finding]:
        """Return what was found; where nobody lets us in, that alone."""
        try:
            await self._api.token()
        except BadSecret:
            return [_bad(dingtalk.say("secret-wrong"))]
        except AdapterError as error:
            return [_bad(dingtalk.say("out-of-reach", error=str(error)))]
        found = [_good(dingtalk.say("secret-good")), *self._clock()]
        for look in (self._receiving, self._sending, self._buttons):
            try:
                found += [each async for each in look()]
            except AdapterError as error:
                found.append(_bad(dingtalk.say("out-of-reach", error=str(error))))
        return found

    def _clock(self) -> Iterator[Finding]:
        if (seconds := ahead(self._site.clock.now(), self._api.date, _SKEW)) is not None:
            yield _bad(dingtalk.say("skew", seconds=seconds))

    async def _receiving(self) -> AsyncIterator[Finding]:
        if self._settings.corp_id is None:
            yield _good(dingtalk.say("corp-unset"))
        if self._settings.receive == "stream":
            # The ticket that comes with it is used by nobody, and runs out.
            await self._api.gateway((MESSAGES, CLICKS), "muster-check")
            yield _good(dingtalk.say("stream-good"))
            return
        base = self._site.public_url
        path = f"/dingtalk/{self._name}"
        if base is None:
            yield _bad(dingtalk.say("callback-homeless", path=Variant(path)))
        else:
            yield _good(dingtalk.say("callback-at", url=Variant(base + path)))

    async def _sending(self) -> AsyncIterator[Finding]:
        try:
            await self._messages.probe()
        except Denied as denied:
            yield _bad(dingtalk.say("send-missing", scope=Variant(denied.scope)))
        except (Unreachable, Refused):
            yield _good(dingtalk.say("send-good"))

    async def _buttons(self) -> AsyncIterator[Finding]:
        if self._cards is None:
            chosen = self._settings.template is None
            yield _good(dingtalk.say("cards-none" if chosen else "cards-homeless"))
            return
        refused = await can_make_cards(self._cards)
        self.makes_cards = refused is None
        match refused:
            case None:
                yield _good(dingtalk.say("cards-good"))
                async for each in self._directory():
                    yield each
            case Denied(scope=scope):
                yield _bad(dingtalk.say("cards-missing", scope=Variant(scope)))
            case other if other.code.startswith("param.template"):
                yield _bad(
                    dingtalk.say("template-missing", template=Variant(self._settings.card_template))
                )
            case other:
                yield _bad(dingtalk.say("cards-refused", error=str(other)))

    async def _directory(self) -> AsyncIterator[Finding]:
        """Look whether names can be asked for, of somebody whom there is not."""
        try:
            await self._api.old("/topapi/v2/user/get", {"userid": "muster-check"})
        except Denied as denied:
            yield _bad(dingtalk.say("names-missing", scope=Variant(denied.scope)))
        except Refused:
            yield _good(dingtalk.say("names-good"))


def _good(says: Phrase) -> Finding:
    return Finding(says)


def _bad(says: Phrase) -> Finding:
    return Finding(says, good=False)
