"""DHL's documents and signatures as they are on the wire: three dialects of one story."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from attrs import frozen
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from smplat_core.fulfillment import (
    LARGEST_COURIER_BODY,
    CourierPayloadUnreadable,
    CourierWithoutWebhooks,
    WebhookSignatureMissing,
    WebhookSignatureWrong,
    WebhookTooOld,
)

LONGEST_TEXT: Final = 1_000

ID_HEADER: Final = "dhl-webhook-id"
LONGEST_STAMP: Final = 12
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
    if len(payload) > LARGEST_COURIER_BODY:
        raise CourierPayloadUnreadable(
            f"{len(payload)} bytes are more than the {LARGEST_COURIER_BODY} we read"
        )
    if payload.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _read_xml(payload)
    return _read_json(payload)


# --- JSON: Shipment Tracking - Unified, and MyDHL ---------------------------------------


def _read_json(payload: bytes) -> Document:
    try:
        found = json.loads(payload.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CourierPayloadUnreadable(
            f"not a JSON document of DHL, perhaps cut off: {error}"
        ) from None
    if not isinstance(found, dict):
        raise CourierPayloadUnreadable("the document is no JSON object")
    if "shipments" in found:
        shipments = [_object(one, "a shipment") for one in _list(found, "shipments")]
        return Document(tuple(_parcel(one) for one in shipments), ())
    if "title" in found or "detail" in found or "message" in found:
        return Document((), (_problem(found),))
    raise CourierPayloadUnreadable("the document has neither shipments nor an error in it")


def _parcel(shipment: Mapping[str, object]) -> Parcel:
    if "shipmentTrackingNumber" in shipment:
        number = _number(_word(shipment, "shipmentTrackingNumber"))
        events = [_object(one, "an event") for one in _list(shipment, "events")]
        return Parcel(number=number, checkpoints=tuple(_express_event(one) for one in events))
    number = _number(_word(shipment, "id"))
    if not number:
        raise CourierPayloadUnreadable("a shipment has neither an id nor a tracking number")
    events = [_object(one, "an event") for one in _list(shipment, "events")]
    if not events and "status" in shipment:
        events = [_object(shipment["status"], "the status")]
    return Parcel(number=number, checkpoints=tuple(_unified_event(one) for one in events))


def _unified_event(event: Mapping[str, object]) -> Checkpoint:
    place = event.get("location")
    address = place.get("address") if isinstance(place, dict) else None
    where = address if isinstance(address, dict) else {}
    return Checkpoint(
        timestamp=_word(event, "timestamp"),
        status_code=_word(event, "statusCode"),
        status=_word(event, "status"),
        description=_word(event, "description") or _word(event, "remark"),
        location=_joined(_word(where, "addressLocality"), _word(where, "countryCode")),
    )


def _express_event(event: Mapping[str, object]) -> Checkpoint:
    areas = [_object(one, "a service area") for one in _list(event, "serviceArea")]
    moment = f"{_word(event, 'date')}T{_word(event, 'time')}".rstrip("T")
    return Checkpoint(
        timestamp=moment + _word(event, "GMTOffset"),
        type_code=_word(event, "typeCode"),
        description=_word(event, "description"),
        location=_joined(*(_word(area, "description") for area in areas)),
    )


def _problem(found: Mapping[str, object]) -> Problem:
    instance = _word(found, "instance")
    number = instance.replace("=", "/").rpartition("/")[2]
    return Problem(
        number=number if any(c.isdigit() for c in number) else "",
        status=_word(found, "status"),
        title=_word(found, "title"),
        detail=_word(found, "detail") or _word(found, "message"),
    )


def _number(text: str) -> str:
    """As we write numbers: without spaces, in capitals."""
    return text.replace(" ", "").upper()


def _object(value: object, what: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise CourierPayloadUnreadable(f"{what} is no JSON object")
    return value


def _list(found: Mapping[str, object], name: str) -> list[object]:
    value = found.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise CourierPayloadUnreadable(f"{name} is no list")
    return value


def _word(found: Mapping[str, object], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str | int) or isinstance(value, bool):
        return ""
    return _printable(str(value))


def _printable(text: str) -> str:
    """On one line, without what no label printer and no database takes."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(plain.split())[:LONGEST_TEXT]


# --- XML: DHL Express -------------------------------------------------------------------


def _read_xml(payload: bytes) -> Document:
    try:
        root = fromstring(payload)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise CourierPayloadUnreadable(
            f"not an XML document of DHL, perhaps cut off: {error}"
        ) from None
    parcels, problems = list[Parcel](), list[Problem]()
    bills = list(_every(root, "AWBInfo"))
    for bill in bills:
        number, outcome = _number(_text(bill, "AWBNumber")), _deep_text(bill, "ActionStatus")
        if outcome.lower() == "success":
            events = tuple(_xml_event(one) for one in _every(bill, "ShipmentEvent"))
            parcels.append(Parcel(number=number, checkpoints=events))
        else:
            problems.append(_xml_problem(bill, number, outcome))
    if not bills:
        outcome = _deep_text(root, "ActionStatus")
        if not outcome:
            raise CourierPayloadUnreadable("the document has neither an <AWBInfo> nor a status")
        problems.append(_xml_problem(root, "", outcome))
    return Document(tuple(parcels), tuple(problems))


def _xml_event(event: Element) -> Checkpoint:
    return Checkpoint(
        timestamp=f"{_text(event, 'Date')}T{_text(event, 'Time')}".rstrip("T"),
        type_code=_deep_text(event, "EventCode"),
        description=_part_text(event, "ServiceEvent", "Description"),
        location=_part_text(event, "ServiceArea", "Description"),
    )


def _xml_problem(element: Element, number: str, outcome: str) -> Problem:
    return Problem(
        number=number,
        status=_deep_text(element, "ConditionCode") or "404",
        title=outcome,
        detail=_deep_text(element, "ConditionData") or outcome,
    )


def _every(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == name)


def _text(element: Element, name: str) -> str:
    found = next((child for child in element if child.tag.rpartition("}")[2] == name), None)
    return _printable(found.text or "") if found is not None else ""


def _deep_text(element: Element, name: str) -> str:
    found = next(_every(element, name), None)
    return _printable(found.text or "") if found is not None else ""


def _part_text(element: Element, part: str, name: str) -> str:
    found = next(_every(element, part), None)
    return _text(found, name) if found is not None else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


# --- Signatures -------------------------------------------------------------------------


def proven_delivery(
    body: bytes,
    headers: Mapping[str, str],
    *,
    secrets: tuple[str, ...],
    received_at: datetime,
    tolerance_seconds: int,
) -> str:
    """The id of a delivery that was signed with one of the secrets."""
    if not secrets:
        raise CourierWithoutWebhooks("no secret is set to check webhooks of dhl with")
    delivery = headers.get(ID_HEADER, "")
    parts = [part.strip().partition("=") for part in headers.get(SIGNATURE_HEADER, "").split(",")]
    stamp = next((value for name, _, value in parts if name == "t"), "")
    given = [value.encode() for name, _, value in parts if name == "v1" and value]
    if not (
        delivery and given and stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_STAMP
    ):
        raise WebhookSignatureMissing(
            f"headers {ID_HEADER} and {SIGNATURE_HEADER} (t=<unix seconds>,v1=<hex>) are needed"
        )
    signed = f"{stamp}.{delivery}.".encode() + body
    expected = [
        hmac.digest(secret.encode(), signed, hashlib.sha256).hex().encode() for secret in secrets
    ]
    if not any(hmac.compare_digest(ours, theirs) for ours in expected for theirs in given):
        raise WebhookSignatureWrong("no v1 signature in the header holds for this body")
    if abs(received_at.timestamp() - int(stamp)) > tolerance_seconds:
        raise WebhookTooOld(f"signed at {stamp}, more than {tolerance_seconds} s from our clock")
    return delivery
