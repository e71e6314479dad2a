"""Show somebody what is for them alone: as a whisper, in private, on their home, as a form."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.slack.api import Api, Locked, Refused
from adapters.slack.directory import Directory
from adapters.slack.draw import MOST_ON_HOME, Json, draw, draw_all, fallback
from adapters.slack.modal import draw_form, draw_waiting
from adapters.slack.phrases import slack
from adapters.slack.read import Kept, Spot
from bot.adapter import Answer, Drawn, DrawnForm
from bot.errors import AdapterError, Uncertain
from bot.message import Button, Buttons, Card
from bot.site import Site

log = logging.getLogger(__name__)

_WHISPER: Final = {"response_type": "ephemeral", "replace_original": False}


class Show:
    """Show answers, each to the one who acted."""

    def __init__(self, api: Api, site: Site, directory: Directory, api_url: str) -> None:
        """Take how to reach Slack; response urls elsewhere than there are not trusted."""
        self._api = api
        self._site = site
        self._directory = directory
        self._host = urlsplit(api_url).hostname or ""

    def ours(self, url: str) -> bool:
        """Say whether an address lies with Slack: only there may a token or an answer go."""
        parts = urlsplit(url)
        name = parts.hostname or ""
        inside = name == self._host or name.endswith(f".{self._host}")
        return inside and (parts.scheme == "https" or name == self._host)

    def at_once(self, answer: Answer) -> tuple[Json, Answer]:
        """Return what can be said in the very answer to a command, and what is left to show."""
        cards = _cards(answer)
        if not cards:
            return {}, answer
        rest = Answer(own=cards[1:], form=answer.form, language=answer.language)
        return {**_body(cards[0]), "response_type": "ephemeral"}, rest

    async def show(self, answer: Answer, spot: Spot) -> None:
        """Show an answer; whatever fails is logged, since nobody is left to be told."""
        try:
            if answer.form is not None:
                await self.form(answer.form, answer.language, spot)
            if spot.home:
                await self._publish(answer, spot)
                return
            cards = _cards(answer)
            if answer.replace or (spot.sent and spot.own and answer.own):
                first = cards.pop(0) if answer.own else None
                if not await self._replace(first, spot) and first is not None:
                    cards.insert(0, first)
            for each in cards:
                await self.whisper(each, spot, fleeting=answer.fleeting)
        except Locked:
            return  # named already
        except AdapterError as error:
            log.warning("an answer could not be shown: %s", error)
        except Exception:
            log.exception("an answer could not be shown")

    # Cards

    async def whisper(self, drawn: Drawn, spot: Spot, *, fleeting: bool = False) -> None:
        """Show a card to one person by the first way that is open.

        Raises the last way's error where none is.
        """
        ways: list[Callable[[Drawn, Spot], Awaitable[None]]] = []
        if spot.hook is not None and self.ours(spot.hook):
            ways.append(self._by_hook)
        if spot.private and not fleeting:
            ways.append(self._in_room)
        else:
            ways += [self._ephemeral, self._in_private]
        error: AdapterError | None = None
        for way in ways:
            try:
                await way(drawn, spot)
            except Uncertain:
                return  # perhaps it was seen: nobody is told twice
            except AdapterError as refused:
                error = refused
            else:
                return
        if error is not None:
            raise error

    async def _by_hook(self, drawn: Drawn, spot: Spot) -> None:
        assert spot.hook is not None
        body = _body(drawn) | _WHISPER
        await self._api.respond(spot.hook, body)

    async def _ephemeral(self, drawn: Drawn, spot: Spot) -> None:
        await self._api.post(
            "chat.postEphemeral", channel=spot.room, user=spot.account, thread_ts=spot.thread,
            **_body(drawn),
        )  # fmt: skip

    async def _in_room(self, drawn: Drawn, spot: Spot) -> None:
        await self._post(spot.room, drawn, spot.thread)

    async def _in_private(self, drawn: Drawn, spot: Spot) -> None:
        await self._post(await self._directory.direct(spot.account), drawn, None)

    async def _post(self, room: str, drawn: Drawn, thread: str | None) -> None:
        await self._api.post(
            "chat.postMessage", channel=room, thread_ts=thread, unfurl_links=False,
            unfurl_media=False, **_body(drawn),
        )  # fmt: skip

    async def _replace(self, drawn: Drawn | None, spot: Spot) -> bool:
        """Put a card in the place of what was pressed, or take that away; False: it cannot be."""
        if spot.hook is None or not self.ours(spot.hook):
            return False
        body: Json = {"delete_original": True}
        if drawn is not None:
            body = _body(drawn) | {"replace_original": True}
        try:
            await self._api.respond(spot.hook, body)
        except Uncertain:
            return True
        except AdapterError as error:
            log.debug("what was pressed stays: %s", error)
            return False
        return True

    async def _publish(self, answer: Answer, spot: Spot) -> None:
        note = [] if answer.note is None else [answer.note]
        cards = [*note, *answer.own]
        if cards:
            view = {"type": "home", "blocks": draw_all(cards, MOST_ON_HOME)}
            await self._api.post("views.publish", user_id=spot.account, view=view)

    # Forms

    async def form(
        self, form: DrawnForm, language: str, spot: Spot, waiting: str | None = None
    ) -> None:
        """Open a form, in place of one that is `waiting`; where it is too late for that, offer it.

        What somebody typed into a room opens no form by itself: Slack wants a press for that.
        """
        view = draw_form(form, Kept.of(form.token, spot))
        try:
            if waiting is not None:
                await self._api.post("views.update", view_id=waiting, view=view)
                return
            if spot.trigger is not None:
                await self._api.post("views.open", trigger_id=spot.trigger, view=view)
                return
        except Refused as refused:
            log.info("a form came too late: %s", refused)
        action = form.form.action
        button = Button(self._site.say(slack.say("open-form"), language), action)
        card = Card(self._site.say(slack.say("form-ready"), language), (Buttons((button,)),))
        await self.whisper(Drawn(card, "slack.form", {action: form.token}), spot)

    async def waiting(self, spot: Spot, language: str | None) -> str | None:
        """Open what is seen until a form is ready; return its id."""
        if spot.trigger is None:
            return None
        view = draw_waiting(
            self._site.say(slack.say("waiting-title"), language),
            self._site.say(slack.say("waiting"), language),
        )
        try:
            answer = await self._api.post("views.open", trigger_id=spot.trigger, view=view)
        except AdapterError as error:
            log.info("nothing can be shown until a form is ready: %s", error)
            return None
        return str((answer.get("view") or {}).get("id") or "") or None

    async def done_waiting(self, view: str, answer: Answer) -> None:
        """Let a form that was waited for say what there is instead of it."""
        text = self._site.say(slack.say("no-form"), answer.language)
        if answer.note is not None and answer.note.card.title is not None:
            text = str(answer.note.card.title)
        shown = draw_waiting(self._site.say(slack.say("waiting-title"), answer.language), text)
        await self._api.post("views.update", view_id=view, view=shown)


def _cards(answer: Answer) -> list[Drawn]:
    return [*answer.own, *([] if answer.note is None else [answer.note])]


def _body(drawn: Drawn) -> dict[str, Any]:
    return {"text": fallback(drawn), "blocks": draw(drawn)}
