"""Cards: put up under an id of our own, by which they can be changed for as long as they stand."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from adapters.dingtalk.api import Api, Json
from adapters.dingtalk.draw import card_params, draw_card
from adapters.dingtalk.read import PRIVATE, track_for
from adapters.dingtalk.refusals import Refused
from bot.adapter import Drawn
from bot.clock import Chance
from bot.errors import Unreachable
from bot.ports import Address

INSTANCES: Final = "/v1.0/card/instances"
REGISTERED: Final = "/v1.0/card/callbacks/register"
DELIVERED: Final = f"{INSTANCES}/createAndDeliver"
BY_KEY: Final = {"updateCardDataByKey": True, "updatePrivateDataByKey": True}
"""Without these options whatever is not named would be blanked, and what is private too."""
_EXISTS: Final = "param.cardAlreadyExist"
_MISSING: Final = "param.cardNotExist"


class Posted(Struct, frozen=True):
    """Say where presses are posted: under a name, to a URL of ours, signed with a secret."""

    route: str
    url: str
    secret: str


class Cards:
    """Put cards up and change them. It raises what the outbox understands."""

    def __init__(
        self, api: Api, chance: Chance, template: str, posted: Posted | None = None
    ) -> None:
        """Take the client, and the template that is filled in.

        `posted` is where presses are posted to; without it they come on the stream.
        """
        self._api = api
        self._chance = chance
        self._template = template
        self._posted = posted

    async def probe(self) -> None:
        """Find out whether cards can be made, by making one that stands nowhere.

        Raises `Denied` where the permission is missing, `Refused` where the template is.
        """
        body = self._filled("mu-probe", card_params("", "")) | {"callbackType": "STREAM"}
        try:
            await self._api.call("POST", INSTANCES, body)
        except Refused as refused:
            if refused.code != _EXISTS:
                raise

    async def register(self) -> None:
        """Say where presses are posted, if they are: also after the address has changed."""
        if (posted := self._posted) is not None:
            await self._api.call(
                "POST", REGISTERED,
                {
                    "callbackRouteKey": posted.route, "callbackUrl": posted.url,
                    "apiSecret": posted.secret, "forceUpdate": True,
                },
            )  # fmt: skip

    async def send(self, address: Address, drawn: Drawn, media: Mapping[str, str]) -> str:
        """Put a card up and return its id."""
        track = self._track(address, drawn)
        space = _space(address.room, self._api.app.client_id)
        body = self._filled(track, draw_card(drawn, media)) | self._called_back() | space
        try:
            _delivered(await self._api.call("POST", DELIVERED, body))
        except Refused as refused:
            if refused.code != _EXISTS:
                raise
            # A card of an earlier database, whose messages were known by the same marks.
            return await self.send(address, replace(drawn, mark=""), media)
        return track

    async def resume(
        self, address: Address, drawn: Drawn, media: Mapping[str, str]
    ) -> str | None:  # fmt: skip
        """Let a card that was put up already show what it should by now; None: there is none."""
        track = self._track(address, drawn)
        try:
            await self.edit(track, drawn, media)
        except Refused as refused:
            if refused.code != _MISSING:
                raise
            return None
        return track

    def _track(self, address: Address, drawn: Drawn) -> str:
        """Return the id of a card: the same at every attempt at putting it up."""
        chance = self._chance.secret_bytes(12)
        return track_for(address.room, bytes.fromhex(drawn.mark)[:12] or chance)

    async def edit(self, track: str, drawn: Drawn, media: Mapping[str, str]) -> None:
        """Let a card show something else."""
        await self.update(track, draw_card(drawn, media))

    async def update(self, track: str, params: Mapping[str, str]) -> None:
        """Change values of a card, before everybody."""
        await self._api.call(
            "PUT", INSTANCES,
            {
                "outTrackId": track, "cardData": {"cardParamMap": dict(params)},
                "cardUpdateOptions": BY_KEY,
            },
        )  # fmt: skip

    def _filled(self, track: str, params: Mapping[str, str]) -> Json:
        return {
            "cardTemplateId": self._template, "outTrackId": track, "userIdType": 1,
            "cardData": {"cardParamMap": dict(params)},
        }  # fmt: skip

    def _called_back(self) -> Json:
        """Say how a press on a card comes to us."""
        if self._posted is None:
            return {"callbackType": "STREAM"}
        return {"callbackType": "HTTP", "callbackRouteKey": self._posted.route}


def goes_to(address: Address) -> bool:
    """Say whether a card can go to a place: not to somebody who has no staff id."""
    return not address.private or address.room.startswith(PRIVATE)


def _space(room: str, robot: str) -> dict[str, Any]:
    """Say where a card is put up, and by which robot: else it might be another of ours."""
    if room.startswith(PRIVATE):
        return {
            "openSpaceId": f"dtv1.card//IM_ROBOT.{room.removeprefix(PRIVATE)}",
            "imRobotOpenSpaceModel": {"supportForward": False},
            "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": robot},
        }
    return {
        "openSpaceId": f"dtv1.card//IM_GROUP.{room}",
        "imGroupOpenSpaceModel": {"supportForward": False},
        "imGroupOpenDeliverModel": {"robotCode": robot},
    }


def _delivered(found: Json) -> None:
    """Raise where a card was made and not put up, which is said in an answer like any success."""
    result = found.get("result")
    places = result.get("deliverResults") if isinstance(result, dict) else None
    for each in places if isinstance(places, list) else ():
        if isinstance(each, dict) and each.get("success") is not True:
            why = str(each.get("errorMsg", ""))
            if "spaceid" in why.lower():
                raise Unreachable("room", f"the card has no place to stand: {why}")
            raise Refused("deliverResults", why)
