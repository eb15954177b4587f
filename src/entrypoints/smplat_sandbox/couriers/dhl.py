"""DHL: Shipment Tracking - Unified in JSON, and its push of the same; eCommerce beside it."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from attrs import frozen
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from smplat_sandbox.couriers.courier import Courier, Parcels
from smplat_sandbox.couriers.dhl_ecommerce import RELAY_AGENT, DhlEcommerce, is_package
from smplat_sandbox.couriers.dhl_scans import STORIES
from smplat_sandbox.couriers.parcels import Event, Parcel
from smplat_sandbox.couriers.relay import forged, key_of, relay_headers
from smplat_sandbox.couriers.story import Place
from smplat_sandbox.postbox import Letter
from smplat_sandbox.settings import CourierSettings
from smplat_sandbox.world import Failure, World

REFUSALS: Final = {
    200: ("Internal Server Error", "The shipment could not be read."),
    400: ("Bad request", "The query parameter trackingNumber is required."),
    401: ("Unauthorized", "Unauthorized for given resource."),
    404: ("No result found", "No shipment with given tracking number found."),
    429: ("Too many requests", "Too many requests within defined time period."),
    500: ("Internal Server Error", "An internal error occurred."),
    503: ("Service Unavailable", "The service is temporarily unavailable."),
}
RETRY_AFTER: Final = "1"
"""Seconds: short, so that a run with this fault stays a matter of moments."""


@frozen
class Dhl(Courier):
    world: World
    settings: CourierSettings

    name = "couriers"
    code = "dhl"
    title = "DHL"
    stories = STORIES

    def answers(self, parcels: Parcels) -> Sequence[HTTPRouteHandler]:
        async def track(request: Request[Any, Any, Any]) -> Response[bytes]:
            key = request.headers.get("dhl-api-key", "")
            if not hmac.compare_digest(key.encode(), self.settings.dhl_api_key.encode()):
                return refusal(401)
            number = request.query_params.get("trackingNumber", "")
            if not number:
                return refusal(400)
            parcel = parcels.known(number)
            if parcel is None:
                return refusal(404, number=number)
            body = shipments(parcel, parcel.newest_first)
            return Response(body.encode(), media_type="application/json")

        handler = HTTPRouteHandler(
            "/dhl/track/shipments", http_method="GET", status_code=200, operation="dhl.track"
        )
        return (handler(track), *self.ecommerce.answers(parcels))

    @property
    def ecommerce(self) -> DhlEcommerce:
        return DhlEcommerce(self.settings, code=self.code)

    def push(self, parcel: Parcel, event: Event, *, url: str) -> Letter:
        """Only the new event: DHL tells each once; eCommerce tells all of a package each time."""
        if is_package(parcel.number):
            return self.ecommerce.push(parcel, event, url=url)
        return Letter(
            id=str(uuid4()),
            operation=f"webhook.{self.code}.{event.scan.word}",
            url=url,
            body=shipments(parcel, [event]),
            headers={"content-type": "application/json", "user-agent": "DHL-Tracking-Push/1.0"},
        )

    def sign(self, letter: Letter, wrongly: bool) -> Mapping[str, str]:  # noqa: FBT001  the shape of Sign
        """In real time: receivers compare it with their own clock."""
        if letter.headers.get("user-agent") == RELAY_AGENT:
            key = key_of(self.settings.dhl_webhook_secret)
            return relay_headers(letter, forged(key) if wrongly else key)
        secret = self.settings.dhl_webhook_secret + ("-forged" if wrongly else "")
        at = int(time.time())
        signed = f"{at}.{letter.id}.{letter.body}".encode()
        proof = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        return {"dhl-webhook-id": letter.id, "dhl-webhook-signature": f"t={at},v1={proof}"}

    def failure(self, status: int) -> Failure:
        headers = {"retry-after": RETRY_AFTER} if status in (429, 503) else {}
        return Failure(problem(status).encode(), headers=headers)


def refusal(status: int, *, number: str = "") -> Response[bytes]:
    return Response(
        problem(status, number=number).encode(), status_code=status, media_type="application/json"
    )


def problem(status: int, *, number: str = "") -> str:
    """DHL's error; a 200 that is none says 500 inside."""
    title, detail = REFUSALS[status]
    said = {"title": title, "detail": detail, "status": 500 if status == 200 else status}  # noqa: PLR2004  an HTTP status
    return json.dumps({**said, "instance": f"/shipment/{number}"} if number else said)


def shipments(parcel: Parcel, events: Sequence[Event]) -> str:
    """The answer with these events, newest first, and the status of the parcel as it is."""
    ways = [event.scan.place for event in parcel.events if event.scan.place.city]
    last = max(parcel.events, key=lambda event: event.at)
    shipment = {
        "id": parcel.number,
        "service": "express",
        **({"origin": address(ways[0]), "destination": address(ways[-1])} if ways else {}),
        "status": checkpoint(last),
        "estimatedTimeOfDelivery": parcel.promised.isoformat(),
        "details": {
            "carrier": {"@type": "Organization", "organizationName": "DHL Express"},
            "product": {"productName": "EXPRESS WORLDWIDE"},
            "totalNumberOfPieces": 1,
        },
        "events": [checkpoint(event) for event in events],
    }
    return json.dumps({"shipments": [shipment]}, ensure_ascii=False)


def checkpoint(event: Event) -> dict[str, object]:
    """With the offset of the place it happened at."""
    scan = event.scan
    local = event.at.astimezone(scan.place.tz)
    return {
        "timestamp": (local.replace(tzinfo=None) if scan.zoneless else local).isoformat(),
        **({"location": address(scan.place)} if scan.place.city else {}),
        "statusCode": scan.code,
        "status": scan.status,
        "description": scan.description,
    }


def address(place: Place) -> dict[str, dict[str, str]]:
    return {
        "address": {
            "countryCode": place.country,
            "postalCode": place.postal_code,
            "addressLocality": place.city,
        }
    }
