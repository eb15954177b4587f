"""Canada Post: tracking details in XML, and the relay that pushes the same document."""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from attrs import frozen
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from smplat_sandbox.couriers.canada_post_scans import STORIES
from smplat_sandbox.couriers.courier import Courier, Parcels
from smplat_sandbox.couriers.parcels import Event, Parcel
from smplat_sandbox.couriers.relay import forged, relay_headers
from smplat_sandbox.postbox import Letter
from smplat_sandbox.settings import CourierSettings
from smplat_sandbox.world import Failure, World

MEDIA_TYPE: Final = "application/vnd.cpc.track-v2+xml"
TRACK: Final = "http://www.canadapost.ca/ws/track-v2"
MESSAGES: Final = "http://www.canadapost.ca/ws/messages"

REFUSALS: Final = {
    200: ("Server", "Internal Error (from server)"),
    401: ("E002", "AAA Authentication Failure"),
    404: ("004", "No Pin History"),
    406: ("E406", f"Not Acceptable: the Accept header must be {MEDIA_TYPE}"),
    429: ("Server", "Rejected by SLM Monitor"),
    500: ("Server", "Internal Error (from server)"),
    503: ("Server", "Service temporarily unavailable"),
}
"""HTTP status -> code and description. `Server` is what the gateway calls itself, whatever broke."""


@frozen
class CanadaPost(Courier):
    world: World
    settings: CourierSettings
    key: bytes
    """What its relay signs with."""

    name = "couriers"
    code = "canada_post"
    title = "Canada Post"
    stories = STORIES

    def answers(self, parcels: Parcels) -> Sequence[HTTPRouteHandler]:
        async def track(request: Request[Any, Any, Any]) -> Response[bytes]:
            if not self._knows(request.headers.get("authorization", "")):
                return refusal(401)
            accepted = request.headers.get("accept", "").split(",")
            if MEDIA_TYPE not in (one.partition(";")[0].strip().lower() for one in accepted):
                return refusal(406)
            parcel = parcels.known(str(request.path_params["pin"]))
            if parcel is None:
                return refusal(404)
            return Response(detail(parcel).encode(), media_type=MEDIA_TYPE)

        handler = HTTPRouteHandler(
            "/canada_post/vis/track/pin/{pin:str}/detail",
            http_method="GET",
            status_code=200,
            operation="canada_post.track",
        )
        return (handler(track),)

    def _knows(self, authorization: str) -> bool:
        ours = f"{self.settings.canada_post_username}:{self.settings.canada_post_password}"
        scheme, _, sent = authorization.partition(" ")
        try:
            given = base64.b64decode(sent.strip(), validate=True)
        except (binascii.Error, ValueError):
            return False
        return scheme.lower() == "basic" and hmac.compare_digest(given, ours.encode())

    def push(self, parcel: Parcel, event: Event, *, url: str) -> Letter:
        """The relay sends the whole document each time."""
        return Letter(
            id=f"msg_{self.world.token(24)}",
            operation=f"webhook.{self.code}.{event.scan.word}",
            url=url,
            body=detail(parcel),
            headers={"content-type": MEDIA_TYPE, "user-agent": "canada-post-relay/1.0"},
        )

    def sign(self, letter: Letter, wrongly: bool) -> Mapping[str, str]:  # noqa: FBT001  the shape of Sign
        return relay_headers(letter, forged(self.key) if wrongly else self.key)

    def failure(self, status: int) -> Failure:
        return Failure(message(*REFUSALS[status]).encode(), content_type=MEDIA_TYPE)


def refusal(status: int) -> Response[bytes]:
    return Response(message(*REFUSALS[status]).encode(), status_code=status, media_type=MEDIA_TYPE)


def message(code: str, description: str) -> str:
    root = Element("messages", xmlns=MESSAGES)
    one = SubElement(root, "message")
    say(one, code=code, description=description)
    return document(root)


def detail(parcel: Parcel) -> str:
    """The `tracking-detail` as of now, newest occurrence first."""
    steps = timedelta(seconds=parcel.seconds_per_step or 24 * 3600) * len(parcel.scans)
    root = Element("tracking-detail", xmlns=TRACK)
    say(
        root,
        pin=parcel.number,
        active_exists="1",
        archive_exists="",
        changed_expected_date="",
        expected_delivery_date=(parcel.started_at + steps).date().isoformat(),
        changed_expected_delivery_reason="",
        original_pin="",
        service_name="Expedited Parcels",
        service_name_2="Colis accélérés",
        customer_ref_1="",
        customer_ref_2="",
        return_pin="",
        signature_image_exists="false",
        suppress_signature="false",
    )
    events = SubElement(root, "significant-events")
    for event in parcel.newest_first:
        local = event.at.astimezone(event.scan.place.tz)
        say(
            SubElement(events, "occurrence"),
            event_identifier=event.scan.code,
            event_date=local.date().isoformat(),
            event_time=local.time().isoformat(timespec="seconds"),
            event_time_zone="" if event.scan.zoneless else local.strftime("%Z"),
            event_description=event.scan.description,
            signatory_name="",
            event_site=event.scan.place.city,
            event_province=event.scan.place.region,
            event_retail_location_id="",
            event_retail_name="",
        )
    return document(root)


def say(parent: Element, **texts: str) -> None:
    """One child per word, named with dashes."""
    for name, text in texts.items():
        SubElement(parent, name.replace("_", "-")).text = text or None


def document(root: Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")
