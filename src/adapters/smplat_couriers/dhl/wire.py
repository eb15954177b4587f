"""DHL's documents and signatures as they are on the wire: three dialects of one story."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from attrs import frozen

from smplat_core.fulfillment import CourierCode, CourierPayloadUnreadable
from smplat_couriers.access import CourierAccess
from smplat_couriers.envelope import Seal, proven
from smplat_couriers.reading import (
    child_text,
    deep_text,
    every,
    is_xml,
    joined,
    json_document,
    json_list,
    json_object,
    tracking_number,
    word,
    xml_document,
)

CODE: Final = CourierCode("dhl")

ID_HEADER: Final = "dhl-webhook-id"
SIGNATURE_HEADER: Final = "dhl-webhook-signature"


@frozen(kw_only=True)
class Checkpoint:
    """One event, in the words of its dialect; texts are empty when missing."""

    timestamp: str
    """ISO 8601, with or without an offset, with or without a time."""
    status_code: str = ""
    """Unified: ``pre-transit``, ``transit``, ``delivered``, ``failure``, ``unknown``."""
    type_code: str = ""
    """Express: ``PU``, ``OK``, ..."""
    status: str = ""
    description: str = ""
    location: str = ""


@frozen(kw_only=True)
class Parcel:
    """One number and what happened to it, in the order of the document."""

    number: str
    checkpoints: tuple[Checkpoint, ...]


@frozen(kw_only=True)
class Problem:
    """DHL says no."""

    number: str
    status: str
    title: str
    detail: str


@frozen
class Document:
    """What was found in one answer or delivery."""

    parcels: tuple[Parcel, ...]
    problems: tuple[Problem, ...]


def read(payload: bytes) -> Document:
    """The document; ``CourierPayloadUnreadable`` when it is cut off or in no dialect we know."""
    return _read_xml(payload) if is_xml(payload) else _read_json(payload)


# --- JSON: Shipment Tracking - Unified, and MyDHL ---------------------------------------


def _read_json(payload: bytes) -> Document:
    found = json_object(json_document(payload, of="DHL"), "the document")
    if "shipments" in found:
        shipments = [json_object(one, "a shipment") for one in json_list(found, "shipments")]
        return Document(tuple(_parcel(one) for one in shipments), ())
    if "title" in found or "detail" in found or "message" in found:
        return Document((), (_problem(found),))
    raise CourierPayloadUnreadable("the document has neither shipments nor an error in it")


def _parcel(shipment: Mapping[str, object]) -> Parcel:
    if "shipmentTrackingNumber" in shipment:
        number = tracking_number(word(shipment, "shipmentTrackingNumber"))
        events = [json_object(one, "an event") for one in json_list(shipment, "events")]
        return Parcel(number=number, checkpoints=tuple(_express_event(one) for one in events))
    number = tracking_number(word(shipment, "id"))
    if not number:
        raise CourierPayloadUnreadable("a shipment has neither an id nor a tracking number")
    events = [json_object(one, "an event") for one in json_list(shipment, "events")]
    if not events and "status" in shipment:
        events = [json_object(shipment["status"], "the status")]
    return Parcel(number=number, checkpoints=tuple(_unified_event(one) for one in events))


def _unified_event(event: Mapping[str, object]) -> Checkpoint:
    place = event.get("location")
    address = place.get("address") if isinstance(place, dict) else None
    where = address if isinstance(address, dict) else {}
    return Checkpoint(
        timestamp=word(event, "timestamp"),
        status_code=word(event, "statusCode"),
        status=word(event, "status"),
        description=word(event, "description") or word(event, "remark"),
        location=joined(word(where, "addressLocality"), word(where, "countryCode")),
    )


def _express_event(event: Mapping[str, object]) -> Checkpoint:
    areas = [json_object(one, "a service area") for one in json_list(event, "serviceArea")]
    moment = f"{word(event, 'date')}T{word(event, 'time')}".rstrip("T")
    return Checkpoint(
        timestamp=moment + word(event, "GMTOffset"),
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


# --- XML: DHL Express -------------------------------------------------------------------


def _read_xml(payload: bytes) -> Document:
    root = xml_document(payload, of="DHL")
    parcels, problems = list[Parcel](), list[Problem]()
    bills = list(every(root, "AWBInfo"))
    for bill in bills:
        number, outcome = (
            tracking_number(child_text(bill, "AWBNumber")),
            deep_text(bill, "ActionStatus"),
        )
        if outcome.lower() == "success":
            events = tuple(_xml_event(one) for one in every(bill, "ShipmentEvent"))
            parcels.append(Parcel(number=number, checkpoints=events))
        else:
            problems.append(_xml_problem(bill, number, outcome))
    if not bills:
        outcome = deep_text(root, "ActionStatus")
        if not outcome:
            raise CourierPayloadUnreadable("the document has neither an <AWBInfo> nor a status")
        problems.append(_xml_problem(root, "", outcome))
    return Document(tuple(parcels), tuple(problems))


def _xml_event(event: Element) -> Checkpoint:
    return Checkpoint(
        timestamp=f"{child_text(event, 'Date')}T{child_text(event, 'Time')}".rstrip("T"),
        type_code=deep_text(event, "EventCode"),
        description=_part_text(event, "ServiceEvent", "Description"),
        location=_part_text(event, "ServiceArea", "Description"),
    )


def _xml_problem(element: Element, number: str, outcome: str) -> Problem:
    return Problem(
        number=number,
        status=deep_text(element, "ConditionCode") or "404",
        title=outcome,
        detail=deep_text(element, "ConditionData") or outcome,
    )


def _part_text(element: Element, part: str, name: str) -> str:
    found = next(every(element, part), None)
    return child_text(found, name) if found is not None else ""


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
