"""USPS: Tracking v3 in JSON behind a token, and its push, signed as Subscriptions - Tracking is."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from attrs import frozen
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from smplat_sandbox.couriers.courier import Courier, Parcels
from smplat_sandbox.couriers.parcels import Event, Parcel
from smplat_sandbox.couriers.usps_scans import STORIES
from smplat_sandbox.postbox import Letter
from smplat_sandbox.settings import CourierSettings
from smplat_sandbox.world import Failure, World

LIFE: Final = "28799"
"""Seconds a token holds, a text as USPS writes it; here it holds for ever."""
RETRY_AFTER: Final = "1"

REFUSALS: Final = {
    200: ("500", "The tracking information could not be read."),
    401: ("401", "Unauthorized: the token is missing, unknown or expired."),
    404: ("150001", "A status update is not yet available on your package."),
    429: ("429", "Too many requests: the limit of your application was reached."),
    500: ("500", "An internal error occurred."),
    503: ("503", "The service is temporarily unavailable."),
}


@frozen
class Usps(Courier):
    world: World
    settings: CourierSettings

    name = "couriers"
    code = "usps"
    title = "USPS"
    stories = STORIES

    @property
    def token(self) -> str:
        return f"usps-{self.settings.usps_client_id}"

    def answers(self, parcels: Parcels) -> Sequence[HTTPRouteHandler]:
        async def grant(request: Request[Any, Any, Any]) -> Response[bytes]:
            if not self._knows(await request.body()):
                refused = {"error": "invalid_client"}
                return said({**refused, "error_description": "Client authentication failed."}, 401)
            return said(
                {"access_token": self.token, "token_type": "Bearer", "expires_in": LIFE}, 200
            )

        async def track(request: Request[Any, Any, Any]) -> Response[bytes]:
            proof = request.headers.get("authorization", "")
            if not hmac.compare_digest(proof.encode(), f"Bearer {self.token}".encode()):
                return said(error(401), 401)
            parcel = parcels.known(str(request.path_params["number"]))
            return said(error(404), 404) if parcel is None else said(tracking(parcel), 200)

        granting = HTTPRouteHandler(
            "/usps/oauth2/v3/token", http_method="POST", status_code=200, operation="usps.token"
        )
        asking = HTTPRouteHandler(
            "/usps/tracking/v3/tracking/{number:str}",
            http_method="GET",
            status_code=200,
            operation="usps.track",
        )
        return (granting(grant), asking(track))

    def _knows(self, body: bytes) -> bool:
        try:
            given = json.loads(body)
            sent = (given["client_id"], given["client_secret"])
        except (ValueError, KeyError, TypeError):
            return False
        return sent == (self.settings.usps_client_id, self.settings.usps_client_secret)

    def push(self, parcel: Parcel, event: Event, *, url: str) -> Letter:
        """An envelope whose `payload` is the answer as a text; stamped when it is sent."""
        return Letter(
            id=f"sub_{self.world.token(24)}",
            operation=f"webhook.{self.code}.{event.scan.word}",
            url=url,
            body=self._envelope(json.dumps(tracking(parcel)), now()),
            headers={"content-type": "application/json", "user-agent": "usps-subscriptions/3.2"},
        )

    def sign(self, letter: Letter, wrongly: bool) -> Mapping[str, str]:  # noqa: FBT001  the shape of Sign
        """Over timestamp and payload. A repeated letter is stamped anew, as its signature is."""
        envelope = json.loads(letter.body)
        stamp = now()
        letter.body = self._envelope(envelope["payload"], stamp)
        secret = self.settings.usps_webhook_secret + ("-forged" if wrongly else "")
        signed = (stamp + envelope["payload"]).encode()
        proof = hmac.digest(secret.encode(), signed, hashlib.sha256)
        return {"x-hmac": base64.b64encode(proof).decode()}

    def _envelope(self, payload: str, stamp: str) -> str:
        envelope = {"subscriptionId": "sandbox", "subscriptionType": "TRACKING"}
        return json.dumps({**envelope, "timestamp": stamp, "payload": payload, "links": []})

    def failure(self, status: int) -> Failure:
        headers = {"retry-after": RETRY_AFTER} if status in (429, 503) else {}
        return Failure(json.dumps(error(status)).encode(), headers=headers)


def now() -> str:
    """In real time: receivers compare it with their own clock."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def said(body: object, status: int) -> Response[bytes]:
    return Response(json.dumps(body).encode(), status_code=status, media_type="application/json")


def error(status: int) -> dict[str, object]:
    code, message = REFUSALS[status]
    cause = {"status": str(status), "code": code, "title": message, "detail": message}
    return {
        "apiVersion": "/tracking/v3",
        "error": {"code": str(status), "message": message, "errors": [cause]},
    }


def tracking(parcel: Parcel) -> dict[str, object]:
    """Every event so far, newest first."""
    last = max(parcel.events, key=lambda event: event.at).scan
    return {
        "trackingNumber": parcel.number,
        "mailClass": "USPS Ground Advantage",
        "status": last.description,
        "statusCategory": last.status,
        "deliveryDateExpectation": {"expectedDeliveryDate": parcel.promised.date().isoformat()},
        "trackingEvents": [told(event) for event in parcel.newest_first],
    }


def told(event: Event) -> dict[str, object]:
    """By the clock on the spot, with its offset, and in UTC."""
    scan = event.scan
    local = event.at.astimezone(scan.place.tz)
    offset = local.strftime("%z")
    universal = event.at.astimezone(UTC).replace(tzinfo=None).isoformat()
    zoned = {"GMTOffset": f"{offset[:3]}:{offset[3:]}", "GMTTimestamp": f"{universal}Z"}
    return {
        "eventType": scan.description,
        "eventCode": scan.code,
        "eventTimestamp": local.replace(tzinfo=None).isoformat(),
        **({"GMTOffset": None, "GMTTimestamp": None} if scan.zoneless else zoned),
        "eventCity": scan.place.city,
        "eventState": scan.place.region,
        "eventZIP": scan.place.postal_code,
        "eventCountry": None,
    }
