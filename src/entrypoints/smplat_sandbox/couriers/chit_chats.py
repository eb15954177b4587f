"""Chit Chats: the client's shipments in JSON, and a relay that pushes the same."""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from attrs import frozen
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from smplat_sandbox.couriers.chit_chats_scans import STORIES
from smplat_sandbox.couriers.courier import Courier, Parcels
from smplat_sandbox.couriers.parcels import Event, Parcel
from smplat_sandbox.couriers.relay import forged, key_of, relay_headers
from smplat_sandbox.postbox import Letter
from smplat_sandbox.settings import CourierSettings
from smplat_sandbox.world import Failure, World

MESSAGES: Final = {
    200: "Something went wrong",
    401: "Unauthorized",
    404: "Not found",
    429: "Too many requests",
    500: "Internal server error",
    503: "Service unavailable",
}
RETRY_AFTER: Final = "1"


@frozen
class ChitChats(Courier):
    world: World
    settings: CourierSettings

    name = "couriers"
    code = "chit_chats"
    title = "Chit Chats"
    stories = STORIES

    def answers(self, parcels: Parcels) -> Sequence[HTTPRouteHandler]:
        async def track(request: Request[Any, Any, Any]) -> Response[bytes]:
            proof = request.headers.get("authorization", "")
            ours = self.settings.chit_chats_access_token
            known = str(request.path_params["client"]) == self.settings.chit_chats_client_id
            if not (known and hmac.compare_digest(proof.encode(), ours.encode())):
                return said(error(401), 401)
            parcel = parcels.known(str(request.path_params["number"]))
            return said(error(404), 404) if parcel is None else said(shipment(parcel), 200)

        handler = HTTPRouteHandler(
            "/chit_chats/api/v1/clients/{client:str}/shipments/{number:str}",
            http_method="GET",
            status_code=200,
            operation="chit_chats.track",
        )
        return (handler(track),)

    def push(self, parcel: Parcel, event: Event, *, url: str) -> Letter:
        """The relay sends the whole shipment each time."""
        return Letter(
            id=f"msg_{self.world.token(24)}",
            operation=f"webhook.{self.code}.{event.scan.word}",
            url=url,
            body=json.dumps(shipment(parcel)),
            headers={"content-type": "application/json", "user-agent": "chit-chats-relay/1.0"},
        )

    def sign(self, letter: Letter, wrongly: bool) -> Mapping[str, str]:  # noqa: FBT001  the shape of Sign
        key = key_of(self.settings.chit_chats_webhook_secret)
        return relay_headers(letter, forged(key) if wrongly else key)

    def failure(self, status: int) -> Failure:
        headers = {"retry-after": RETRY_AFTER} if status in (429, 503) else {}
        return Failure(json.dumps(error(status)).encode(), headers=headers)


def said(body: object, status: int) -> Response[bytes]:
    return Response(json.dumps(body).encode(), status_code=status, media_type="application/json")


def error(status: int) -> dict[str, object]:
    return {"error": {"message": MESSAGES[status]}}


def shipment(parcel: Parcel) -> dict[str, object]:
    """The shipment where it stands, and every event so far, newest first."""
    stands = [event.scan.code for event in sorted(parcel.events, key=lambda one: one.at)]
    steps = timedelta(days=1) * len(parcel.scans)
    return {
        "shipment": {
            "id": parcel.number,
            "status": next((word for word in reversed(stands) if word), "pending"),
            "created_at": parcel.started_at.isoformat(timespec="milliseconds"),
            "estimated_delivery_at": (parcel.started_at + steps).isoformat(timespec="seconds"),
            "tracking_events": [told(event) for event in parcel.newest_first],
        }
    }


def told(event: Event) -> dict[str, object]:
    scan = event.scan
    local = event.at.astimezone(scan.place.tz)
    written = local.replace(tzinfo=None) if scan.zoneless else local
    return {
        "type": scan.status or "track_shipment",
        "title": scan.description,
        "subtitle": None,
        "location_description": scan.place.city or None,
        "created_at": written.isoformat(timespec="milliseconds"),
        "status": scan.code or None,
    }
