"""Canada Post's documents as they are on the wire."""

from typing import Final
from xml.etree.ElementTree import Element

from attrs import frozen

from smplat_core.fulfillment import CourierCode, CourierPayloadUnreadable
from smplat_couriers.gathering import PART, each
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
    expected: str = ""
    """The day of delivery as last announced, ISO 8601."""


@frozen(kw_only=True)
class Summary:
    """``<pin-summary>``: the last event only, which has a type in place of a code."""

    pin: str
    type: str
    moment: str
    """``20110404:132457``: year, month and day, then hours, minutes and seconds."""
    description: str
    location: str
    """``SAINTE-FOY, QC``, or a town alone."""
    expected: str


@frozen
class Message:
    """``<message>``: how Canada Post says no."""

    code: str
    description: str


@frozen
class Document:
    """What was found in one answer or delivery."""

    details: tuple[TrackingDetail, ...]
    summaries: tuple[Summary, ...]
    messages: tuple[Message, ...]


def read(payload: bytes) -> Document:
    """The document; ``CourierPayloadUnreadable`` when it is cut off or says nothing we know."""
    root = xml_document(payload, of="Canada Post")
    found = (
        *each(every(root, "tracking-detail"), _detail, unread=_unread),
        *each(every(root, "pin-summary"), _summary, unread=_unread),
        *(
            Message(child_text(element, "code"), child_text(element, "description"))
            for element in every(root, "message")
        ),
    )
    if not found:
        raise CourierPayloadUnreadable(
            f"<{name_of(root)}> has neither a <tracking-detail> nor a <message>"
        )
    return Document(
        tuple(one for one in found if isinstance(one, TrackingDetail)),
        tuple(one for one in found if isinstance(one, Summary)),
        tuple(one for one in found if isinstance(one, Message)),
    )


def _unread(why: str) -> TrackingDetail | Summary | Message:
    return Message(PART, why)


def _summary(element: Element) -> TrackingDetail | Summary | Message:
    pin = tracking_number(child_text(element, "pin"))
    if not pin:
        raise CourierPayloadUnreadable("a <pin-summary> names no <pin>")
    return Summary(
        pin=pin,
        type=child_text(element, "event-type"),
        moment=child_text(element, "event-date-time"),
        description=child_text(element, "event-description"),
        location=child_text(element, "event-location"),
        expected=_expected(element),
    )


def _expected(element: Element) -> str:
    changed = child_text(element, "changed-expected-date")
    return changed or child_text(element, "expected-delivery-date")


def _detail(element: Element) -> TrackingDetail | Summary | Message:
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
    return TrackingDetail(pin, occurrences, _expected(element))
