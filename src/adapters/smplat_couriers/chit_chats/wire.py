"""Chit Chats' documents as they are on the wire: the client's shipment, and the public page's."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from smplat_core.fulfillment import CourierCode, CourierPayloadUnreadable
from smplat_couriers.gathering import PART, each
from smplat_couriers.reading import (
    json_document,
    json_list,
    json_object,
    printable,
    tracking_number,
    word,
)

CODE: Final = CourierCode("chit_chats")

TOLD: Final = ("tracking_events", "status", "resolution")
"""Some of them are in every shipment."""


@frozen(kw_only=True)
class Step:
    """One tracking event; texts are empty when missing."""

    type: str
    """``create_shipment``, ...: only the client's own shipment tells it."""
    status: str
    title: str
    subtitle: str
    location: str
    created_at: str
    """ISO 8601 with an offset."""


@frozen(kw_only=True)
class Shipment:
    """One number, where it stands, and how it got there, in the order of the document."""

    number: str
    status: str
    """``received``, ...: of the client's own shipment."""
    resolution: str
    """``delivered``, ...: of the public page; ``unknown`` until there is one."""
    resolution_text: str
    resolved_at: str
    created_at: str
    steps: tuple[Step, ...]
    promised: str = ""
    """When it is expected, ISO 8601."""


@frozen(kw_only=True)
class Problem:
    """Chit Chats says no."""

    number: str
    """Empty when it names none."""
    code: str
    message: str


@frozen
class Document:
    """What was found in one answer or delivery."""

    shipments: tuple[Shipment, ...]
    problems: tuple[Problem, ...]


def read(payload: bytes) -> Document:
    """The document; ``CourierPayloadUnreadable`` when it is cut off or says nothing we know.

    One shipment, alone or under ``shipment``; or a list of them, alone or under ``shipments``.
    """
    found = each(_several(payload), _shipment_or_problem, unread=_unread)
    return Document(
        shipments=tuple(one for one in found if isinstance(one, Shipment)),
        problems=tuple(one for one in found if isinstance(one, Problem)),
    )


def _unread(why: str) -> Shipment | Problem:
    return Problem(number="", code=PART, message=why)


def _several(payload: bytes) -> list[object]:
    found = json_document(payload, of="Chit Chats")
    if isinstance(found, dict) and "shipments" in found:
        found = json_list(found, "shipments")
    several = found if isinstance(found, list) else [found]
    if not several:
        raise CourierPayloadUnreadable("the document is an empty list")
    return several


def _shipment_or_problem(one: object) -> Shipment | Problem:
    found = json_object(one, "the document")
    if "shipment" in found:
        found = json_object(found["shipment"], "the shipment")
    number = tracking_number(word(found, "id") or word(found, "shipment_id"))
    if any(found.get(name) for name in ("error", "errors")):
        return _problem(found, number)
    if not number and word(found, "message"):
        return _problem(found, number)
    if not number or not any(name in found for name in TOLD):
        raise CourierPayloadUnreadable("the document has neither a shipment nor an error in it")
    steps = [json_object(one, "an event") for one in json_list(found, "tracking_events")]
    return Shipment(
        number=number,
        status=word(found, "status"),
        resolution=word(found, "resolution"),
        resolution_text=word(found, "resolution_description"),
        resolved_at=word(found, "resolved_at"),
        created_at=word(found, "created_at"),
        steps=tuple(_step(one) for one in steps),
        promised=word(found, "estimated_delivery_at"),
    )


def _step(event: Mapping[str, object]) -> Step:
    return Step(
        type=word(event, "type"),
        status=word(event, "status"),
        title=word(event, "title"),
        subtitle=word(event, "subtitle"),
        location=word(event, "location_description"),
        created_at=word(event, "created_at"),
    )


def _problem(found: Mapping[str, object], number: str) -> Problem:
    error = found.get("error")
    told = error if isinstance(error, dict) else found
    causes = found.get("errors")
    several = causes if isinstance(causes, list) else []
    texts = (
        error if isinstance(error, str) else "",
        word(told, "message"),
        *(one for one in several if isinstance(one, str)),
    )
    message = "; ".join(dict.fromkeys(printable(one) for one in texts if one))
    return Problem(number=number, code=word(told, "code") or word(told, "status"), message=message)
