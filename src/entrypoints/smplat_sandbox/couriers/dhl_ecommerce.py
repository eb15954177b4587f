"""DHL eCommerce: packages in JSON behind a token, and a relay that pushes the same."""

import hmac
import json
import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import uuid4

from attrs import frozen
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from smplat_sandbox.couriers.courier import Parcels
from smplat_sandbox.couriers.parcels import Event, Parcel
from smplat_sandbox.postbox import Letter
from smplat_sandbox.settings import CourierSettings

RELAY_AGENT: Final = "dhl-ecommerce-relay/1.0"
LIFE: Final = 3600
"""Seconds a token holds, as DHL says; here it holds for ever."""

PACKAGES: Final = re.compile(r"(?:GM|LX|RX|UV|CN|SG|TH|IN|HK|MY)[0-9A-Z]{10,38}|[0-9]{14}")

TOLD: Final = {
    "informed": (None, "LABEL CREATED"),
    "picked_up": (None, "PACKAGE RECEIVED AT DHL ECOMMERCE DISTRIBUTION CENTER"),
    "processed": (None, "PROCESSED"),
    "cleared": (None, "CUSTOMS CLEARED"),
    "arrived": (520, "ARRIVAL DESTINATION DHL ECOMMERCE FACILITY"),
    "out_for_delivery": (598, "OUT FOR DELIVERY"),
    "delivered": (600, "DELIVERED"),
    "delayed": (999, "DELAYED IN TRANSIT"),
    "attempted": (None, "DELIVERY ATTEMPT FAILED"),
    "ready_for_pickup": (None, "READY FOR COLLECTION"),
    "returning": (None, "RETURN TO SENDER"),
    "returned": (None, "RETURNED TO SENDER"),
    "searched": (None, "UNDELIVERABLE"),
    "lost": (None, "UNDELIVERABLE"),
    "unknown": (999, "PARTNER HANDOVER"),
}
"""What a scan of DHL is called here: `primaryEventId`, where it is published, and its text."""

CLOCKS: Final = {"America/New_York": "ET", "America/Chicago": "CT"}

ERRORS: Final = {
    400: ("400.0004004", "Dynamic Validation Failed"),
    401: ("401.0000007", "Invalid credentials"),
    404: ("404.0000002", "No packages found"),
}


def is_package(number: str) -> bool:
    """Whether eCommerce carries what has this number."""
    return PACKAGES.fullmatch(number) is not None


@frozen
class DhlEcommerce:
    settings: CourierSettings
    code: str

    @property
    def token(self) -> str:
        return f"ecommerce-{self.settings.dhl_ecommerce_client_id}"

    def answers(self, parcels: Parcels) -> Sequence[HTTPRouteHandler]:
        async def grant(request: Request[Any, Any, Any]) -> Response[bytes]:
            form = parse_qs((await request.body()).decode(errors="replace"))
            given = [form.get(name, [""])[0] for name in ("client_id", "client_secret")]
            ours = (
                self.settings.dhl_ecommerce_client_id,
                self.settings.dhl_ecommerce_client_secret,
            )
            if tuple(given) != ours:
                return refusal(401)
            granted = {"access_token": self.token, "token_type": "Bearer", "expires_in": LIFE}
            return said({**granted, "client_id": given[0]})

        async def track(request: Request[Any, Any, Any]) -> Response[bytes]:
            proof = request.headers.get("authorization", "")
            if not hmac.compare_digest(proof.encode(), f"Bearer {self.token}".encode()):
                return refusal(401)
            number = request.query_params.get("trackingId", "")
            if not number:
                return refusal(400)
            parcel = parcels.known(number)
            return refusal(404) if parcel is None else said(packages(parcel))

        granting = HTTPRouteHandler(
            "/dhl/ecommerce/auth/v4/accesstoken",
            http_method="POST",
            status_code=200,
            operation="dhl.ecommerce_token",
        )
        tracking = HTTPRouteHandler(
            "/dhl/ecommerce/tracking/v4/package",
            http_method="GET",
            status_code=200,
            operation="dhl.ecommerce_track",
        )
        return (granting(grant), tracking(track))

    def push(self, parcel: Parcel, event: Event, *, url: str) -> Letter:
        return Letter(
            id=str(uuid4()),
            operation=f"webhook.{self.code}.{event.scan.word}",
            url=url,
            body=json.dumps(packages(parcel)),
            headers={"content-type": "application/json", "user-agent": RELAY_AGENT},
        )


def said(body: object, *, status: int = 200) -> Response[bytes]:
    return Response(json.dumps(body).encode(), status_code=status, media_type="application/json")


def refusal(status: int) -> Response[bytes]:
    code, title = ERRORS[status]
    kind = f"https://api-sandbox.dhlecs.com/docs/errors/{code}"
    return said({"type": kind, "title": title}, status=status)


def packages(parcel: Parcel) -> dict[str, object]:
    """The package with every event so far, newest first."""
    names = dict.fromkeys(("trackingId", "dhlPackageId", "packageId"), parcel.number)
    about = {**names, "expectedDelivery": parcel.promised.date().isoformat()}
    events = [told(event) for event in parcel.newest_first]
    return {"packages": [{"package": about, "recipient": {"country": "US"}, "events": events}]}


def told(event: Event) -> dict[str, object]:
    scan = event.scan
    local = event.at.astimezone(scan.place.tz)
    number, text = TOLD[scan.word]
    return {
        "date": local.date().isoformat(),
        "time": local.time().isoformat(timespec="seconds"),
        "timeZone": "" if scan.zoneless else CLOCKS.get(scan.place.zone, local.strftime("%z")),
        "location": scan.place.city,
        **({} if number is None else {"primaryEventId": number}),
        "primaryEventDescription": text,
    }
