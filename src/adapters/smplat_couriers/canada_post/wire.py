"""Canada Post's documents and signatures as they are on the wire."""

import base64
import binascii
import hashlib
import hmac
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

MEDIA_TYPE: Final = "application/vnd.cpc.track-v2+xml"

LONGEST_TEXT: Final = 1_000

ID_HEADER: Final = "webhook-id"
TIME_HEADER: Final = "webhook-timestamp"
LONGEST_STAMP: Final = 12
SIGNATURE_HEADER: Final = "webhook-signature"


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
    """The document; ``CourierPayloadUnreadable`` when it is cut off or says nothing we know.

    Namespaces are ignored: Canada Post has changed its own and wrappers drop them.
    """
    if len(payload) > LARGEST_COURIER_BODY:
        raise CourierPayloadUnreadable(
            f"{len(payload)} bytes are more than the {LARGEST_COURIER_BODY} we read"
        )
    try:
        root = fromstring(payload)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise CourierPayloadUnreadable(
            f"not an XML document of Canada Post, perhaps cut off: {error}"
        ) from None
    details = tuple(_detail(element) for element in _every(root, "tracking-detail"))
    messages = tuple(
        Message(_text(element, "code"), _text(element, "description"))
        for element in _every(root, "message")
    )
    if not details and not messages:
        raise CourierPayloadUnreadable(
            f"<{_name(root)}> has neither a <tracking-detail> nor a <message>"
        )
    return Document(details, messages)


def _detail(element: Element) -> TrackingDetail:
    pin = _text(element, "pin").replace(" ", "").upper()
    if not pin:
        raise CourierPayloadUnreadable("a <tracking-detail> names no <pin>")
    occurrences = tuple(
        Occurrence(
            identifier=_text(one, "event-identifier"),
            date=_text(one, "event-date"),
            time=_text(one, "event-time"),
            zone=_text(one, "event-time-zone"),
            description=_text(one, "event-description"),
            site=_text(one, "event-site"),
            province=_text(one, "event-province"),
        )
        for one in _every(element, "occurrence")
    )
    return TrackingDetail(pin, occurrences)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _every(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if _name(element) == name)


def _text(element: Element, name: str) -> str:
    found = next((child for child in element if _name(child) == name), None)
    if found is None:
        return ""
    plain = "".join(each if each.isprintable() else " " for each in found.text or "")
    return " ".join(plain.split())[:LONGEST_TEXT]


def proven_delivery(
    body: bytes,
    headers: Mapping[str, str],
    *,
    secrets: tuple[str, ...],
    received_at: datetime,
    tolerance_seconds: int,
) -> str:
    """The id of a delivery that was signed with one of the secrets, the Standard Webhooks way."""
    if not secrets:
        raise CourierWithoutWebhooks("no secret is set to check webhooks of canada_post with")
    delivery, stamp = headers.get(ID_HEADER, ""), headers.get(TIME_HEADER, "")
    signatures = headers.get(SIGNATURE_HEADER, "")
    if not (
        delivery
        and signatures
        and stamp.isascii()
        and stamp.isdigit()
        and len(stamp) <= LONGEST_STAMP
    ):
        raise WebhookSignatureMissing(
            f"headers {ID_HEADER}, {TIME_HEADER} (unix seconds) and {SIGNATURE_HEADER} are needed"
        )
    signed = f"{delivery}.{stamp}.".encode() + body
    expected = [
        base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)) for secret in secrets
    ]
    given = [one[3:].encode() for one in signatures.split() if one.startswith("v1,")]
    if not any(hmac.compare_digest(ours, theirs) for ours in expected for theirs in given):
        raise WebhookSignatureWrong("no v1 signature in the header holds for this body")
    if abs(received_at.timestamp() - int(stamp)) > tolerance_seconds:
        raise WebhookTooOld(f"signed at {stamp}, more than {tolerance_seconds} s from our clock")
    return delivery


def _key(secret: str) -> bytes:
    encoded = secret.removeprefix("whsec_")
    if encoded != secret:
        try:
            return base64.b64decode(encoded, validate=True)
        except binascii.Error:
            return secret.encode()
    return secret.encode()
