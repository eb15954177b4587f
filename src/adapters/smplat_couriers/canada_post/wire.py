"""Canada Post's documents as they are on the wire."""

from typing import Final
from xml.etree.ElementTree import Element

from attrs import frozen

from smplat_core.fulfillment import CourierCode, CourierPayloadUnreadable
from smplat_couriers.reading import child_text, every, name_of, tracking_number, xml_document

CODE: Final = CourierCode("canada_post")

MEDIA_TYPE: Final = "application/vnd.cpc.track-v2+xml"


@frozen
class Occurrence:
    """``<occurrence>``: texts as written, stripped, empty when missing."""

    identifier: str
    date: str
    time: str
    zone: str
    description: str
    site: str
    province: str


@frozen
class TrackingDetail:
    """``<tracking-detail>``: newest occurrence first, as Canada Post writes it."""

    pin: str
    occurrences: tuple[Occurrence, ...]


@frozen
class Message:
    """``<message>``: how Canada Post says no."""

    code: str
    description: str


@frozen
class Document:
    """What was found in one answer or delivery."""

    details: tuple[TrackingDetail, ...]
    messages: tuple[Message, ...]


def read(payload: bytes) -> Document:
    """The document; ``CourierPayloadUnreadable`` when it is cut off or says nothing we know."""
    root = xml_document(payload, of="Canada Post")
    details = tuple(_detail(element) for element in every(root, "tracking-detail"))
    messages = tuple(
        Message(child_text(element, "code"), child_text(element, "description"))
        for element in every(root, "message")
    )
    if not details and not messages:
        raise CourierPayloadUnreadable(
            f"<{name_of(root)}> has neither a <tracking-detail> nor a <message>"
        )
    return Document(details, messages)


def _detail(element: Element) -> TrackingDetail:
    pin = tracking_number(child_text(element, "pin"))
    if not pin:
        raise CourierPayloadUnreadable("a <tracking-detail> names no <pin>")
    occurrences = tuple(
        Occurrence(
            identifier=child_text(one, "event-identifier"),
            date=child_text(one, "event-date"),
            time=child_text(one, "event-time"),
            zone=child_text(one, "event-time-zone"),
            description=child_text(one, "event-description"),
            site=child_text(one, "event-site"),
            province=child_text(one, "event-province"),
        )
        for one in every(element, "occurrence")
    )
    return TrackingDetail(pin, occurrences)
