"""DHL's documents and signatures as they are on the wire: four dialects of one story."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from smplat_core.fulfillment import CourierCode, CourierPayloadUnreadable
from smplat_couriers.access import CourierAccess
from smplat_couriers.dhl import ecommerce
from smplat_couriers.dhl.express_xml import read_xml
from smplat_couriers.dhl.parcels import Checkpoint, Document, Parcel, Problem
from smplat_couriers.envelope import Seal, proven
from smplat_couriers.gathering import PART, each
from smplat_couriers.reading import (
    is_xml,
    joined,
    json_document,
    json_list,
    json_object,
    tracking_number,
    word,
)

CODE: Final = CourierCode("dhl")

ID_HEADER: Final = "dhl-webhook-id"
SIGNATURE_HEADER: Final = "dhl-webhook-signature"


def read(payload: bytes) -> Document:
    """The document; ``CourierPayloadUnreadable`` when it is cut off or in no dialect we know."""
    return read_xml(payload) if is_xml(payload) else _read_json(payload)


# --- JSON: Shipment Tracking - Unified, MyDHL, and eCommerce -----------------------------


def _read_json(payload: bytes) -> Document:
    found = json_object(json_document(payload, of="DHL"), "the document")
    for name, one in (("shipments", _parcel), ("packages", ecommerce.package)):
        if name in found:
            return _several(json_list(found, name), one)
    if ecommerce.ERROR_TYPE.search(word(found, "type")):
        return Document((), (ecommerce.problem(found),))
    if any(word(found, name) for name in ("title", "detail", "message")):
        return Document((), (_problem(found),))
    raise CourierPayloadUnreadable("the document has neither shipments nor an error in it")


def _several(things: list[object], read: Callable[[Mapping[str, object]], Parcel]) -> Document:
    if not things:
        return Document((), (NOTHING,))
    found = each(things, lambda one: read(json_object(one, "a shipment")), unread=_unread)
    return Document(
        tuple(one for one in found if isinstance(one, Parcel)),
        tuple(one for one in found if isinstance(one, Problem)),
    )


NOTHING: Final = Problem(number="", status="404", title="No result found", detail="")


def _unread(why: str) -> Parcel | Problem:
    return Problem(number="", status=PART, title="", detail=why)


def _parcel(shipment: Mapping[str, object]) -> Parcel:
    promised = word(shipment, "estimatedTimeOfDelivery") or word(shipment, "estimatedDeliveryDate")
    if "shipmentTrackingNumber" in shipment:
        number = tracking_number(word(shipment, "shipmentTrackingNumber"))
        told = tuple(_express_event(one) for one in _express_events(shipment))
        return Parcel(number=_named(number), checkpoints=told, promised=promised)
    number = tracking_number(word(shipment, "id"))
    events = [json_object(one, "an event") for one in json_list(shipment, "events")]
    if not events and "status" in shipment:
        events = [json_object(shipment["status"], "the status")]
    checkpoints = tuple(_unified_event(one) for one in events)
    return Parcel(number=_named(number), checkpoints=checkpoints, promised=promised)


def _named(number: str) -> str:
    if not number:
        raise CourierPayloadUnreadable("a shipment has neither an id nor a tracking number")
    return number


def _unified_event(event: Mapping[str, object]) -> Checkpoint:
    place = event.get("location")
    address = place.get("address") if isinstance(place, dict) else None
    where = address if isinstance(address, dict) else {}
    return Checkpoint(
        timestamp=word(event, "timestamp"),
        zone=word(event, "timeZone") or word(event, "timezone") or word(event, "GMTOffset"),
        status_code=word(event, "statusCode"),
        status=word(event, "status"),
        description=word(event, "description") or word(event, "remark"),
        location=joined(word(where, "addressLocality"), word(where, "countryCode")),
    )


def _express_events(shipment: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Those of the shipment; of its pieces when only they tell any, each once."""
    told = json_list(shipment, "events")
    if not told:
        pieces = [json_object(one, "a piece") for one in json_list(shipment, "pieces")]
        told = [event for piece in pieces for event in json_list(piece, "events")]
    found = [json_object(one, "an event") for one in told]
    return [event for place, event in enumerate(found) if event not in found[:place]]


def _express_event(event: Mapping[str, object]) -> Checkpoint:
    areas = [json_object(one, "a service area") for one in json_list(event, "serviceArea")]
    day, clock = word(event, "date"), word(event, "time")
    return Checkpoint(
        timestamp=f"{day}T{clock}" if clock and "T" not in day else day,
        zone=word(event, "GMTOffset") or word(event, "timeZone"),
        type_code=word(event, "typeCode"),
        description=word(event, "description"),
        location=joined(*(word(area, "description") for area in areas)),
    )


def _problem(found: Mapping[str, object]) -> Problem:
    instance = word(found, "instance")
    number = instance.replace("=", "/").rpartition("/")[2]
    return Problem(
        number=number if any(c.isdigit() for c in number) else "",
        status=word(found, "status"),
        title=word(found, "title"),
        detail=word(found, "detail") or word(found, "message"),
    )


# --- Signatures -------------------------------------------------------------------------


def proven_delivery(
    body: bytes, headers: Mapping[str, str], *, access: CourierAccess, received_at: datetime
) -> str:
    """The id of a delivery that was signed with one of the secrets."""
    delivery = headers.get(ID_HEADER, "")
    parts = [part.strip().partition("=") for part in headers.get(SIGNATURE_HEADER, "").split(",")]
    stamp = next((value for name, _, value in parts if name == "t"), "")
    given = tuple(value for name, _, value in parts if name == "v1" and value)
    signed = f"{stamp}.{delivery}.".encode() + body
    return proven(
        Seal(delivery_id=delivery, stamp=stamp, signatures=given),
        sign=lambda secret: hmac.digest(secret.encode(), signed, hashlib.sha256).hex(),
        access=access,
        courier=CODE,
        received_at=received_at,
        needed=f"{ID_HEADER} and {SIGNATURE_HEADER} (t=<unix seconds>,v1=<hex>)",
    )
