"""USPS's documents as they are on the wire: Tracking v3 in JSON, and the older XML."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from time import strftime, strptime
from typing import Final
from xml.etree.ElementTree import Element

from attrs import frozen

from smplat_core.fulfillment import CourierCode, CourierPayloadUnreadable, WebhookSignatureMissing
from smplat_couriers.access import CourierAccess
from smplat_couriers.envelope import Seal, proven
from smplat_couriers.gathering import PART, each
from smplat_couriers.reading import (
    child_text,
    every,
    is_xml,
    joined,
    json_document,
    json_list,
    json_object,
    moment,
    name_of,
    printable,
    tracking_number,
    word,
    xml_document,
)

CODE: Final = CourierCode("usps")

TEXT_ONLY: Final = "text_only"
"""Our code for a parcel of which the XML tells one sentence without a moment."""


@frozen(kw_only=True)
class Scan:
    """One event; texts are empty when missing."""

    code: str
    text: str
    local: str
    """ISO 8601 by the clock on the spot, with or without a time."""
    offset: str = ""
    """Of that clock: ``-05:00``."""
    universal: str = ""
    """ISO 8601 in UTC. USPS gets its day wrong around midnight; ``local`` and ``offset`` it does not."""
    state: str = ""
    location: str = ""
    category: bool = False
    """Whether ``code`` is a ``statusCategory``: the answer told where the parcel stands, no events."""


@frozen(kw_only=True)
class Piece:
    """One number and what happened to it, in the order of the document."""

    number: str
    scans: tuple[Scan, ...]
    promised: str = ""
    """The day it is expected, ISO 8601."""


@frozen(kw_only=True)
class Problem:
    """USPS says no."""

    number: str
    """Empty when it names none."""
    code: str
    message: str


@frozen
class Document:
    """What was found in one answer or delivery."""

    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]


def read(payload: bytes) -> Document:
    """The document; ``CourierPayloadUnreadable`` when it is cut off or says nothing we know."""
    found = _read_xml(payload) if is_xml(payload) else _read_json(payload)
    return Document(
        pieces=tuple(one for one in found if isinstance(one, Piece)),
        problems=tuple(one for one in found if isinstance(one, Problem)),
    )


# --- JSON: Tracking v3 ------------------------------------------------------------------


def _read_json(payload: bytes) -> list[Piece | Problem]:
    found = json_document(payload, of="USPS")
    if isinstance(found, dict) and isinstance(pushed := found.get("payload"), str):
        found = json_document(pushed.encode(errors="replace"), of="USPS, pushed")
    several = found if isinstance(found, list) else [found]
    if not several:
        raise CourierPayloadUnreadable("the document is an empty list")
    return list(each(several, _piece_or_problem, unread=_unread))


def _unread(why: str) -> Piece | Problem:
    return Problem(number="", code=PART, message=why)


def _piece_or_problem(one: object) -> Piece | Problem:
    found = json_object(one, "a tracking answer")
    number = tracking_number(word(found, "trackingNumber"))
    if found.get("error") is not None:
        return _problem(found["error"], found, number)
    if found.get("errors"):
        return _problem(found, found, number)
    if not number:
        raise CourierPayloadUnreadable("the document has neither a trackingNumber nor an error")
    events = [json_object(event, "an event") for event in json_list(found, "trackingEvents")]
    if events or not word(found, "statusCategory"):
        scans = tuple(_scan(event) for event in events)
        return Piece(number=number, scans=scans, promised=_promised(found))
    return _standing(found, number)


STOOD: Final = re.compile(
    r"(?:\bat (?P<clock>[0-9]{1,2}:[0-9]{2} [ap]m) )?\bon (?P<day>[A-Z][a-z]+ [0-9]{1,2}, [0-9]{4})\b"
)
"""The moment in a ``statusSummary``: "at 1:58 pm on November 22, 2024"."""


def _standing(found: Mapping[str, object], number: str) -> Piece | Problem:
    """An answer without events says in one sentence where the parcel is, and since when."""
    summary = word(found, "statusSummary")
    stood = STOOD.search(summary)
    if stood is None:
        return Problem(number=number, code=TEXT_ONLY, message=summary or word(found, "status"))
    scan = Scan(
        code=word(found, "statusCategory"),
        text=word(found, "status"),
        local=_iso(stood["day"], stood["clock"] or ""),
        category=True,
    )
    return Piece(number=number, scans=(scan,), promised=_promised(found))


def _promised(found: Mapping[str, object]) -> str:
    told = found.get("deliveryDateExpectation")
    expected = told if isinstance(told, dict) else {}
    names = ("guaranteedDeliveryDate", "predictedDeliveryDate", "expectedDeliveryDate")
    return next(filter(None, (word(expected, name) for name in names)), "")


def _scan(event: Mapping[str, object]) -> Scan:
    state = word(event, "eventState").upper()
    return Scan(
        code=word(event, "eventCode"),
        text=word(event, "eventType"),
        local=word(event, "eventTimestamp"),
        offset=word(event, "GMTOffset") or word(event, "eventTimeZone"),
        universal=word(event, "GMTTimestamp"),
        state=state,
        location=joined(word(event, "eventCity"), state, word(event, "eventCountry")),
    )


def _problem(error: object, found: Mapping[str, object], number: str) -> Problem:
    if isinstance(error, str):  # of OAuth: a word, and a sentence beside it
        message = word(found, "error_description") or printable(error)
        return Problem(number=number, code=printable(error), message=message)
    told = json_object(error, "the error")
    causes = [json_object(one, "a cause") for one in json_list(told, "errors")]
    sentences = (word(told, "message"), *(word(c, "detail") or word(c, "title") for c in causes))
    return Problem(
        number=number,
        code=next((word(cause, "code") for cause in causes), "") or word(told, "code"),
        message=": ".join(dict.fromkeys(one for one in sentences if one)),
    )


# --- XML: the older Track and Confirm ---------------------------------------------------


def _read_xml(payload: bytes) -> list[Piece | Problem]:
    root = xml_document(payload, of="USPS")
    found = each(every(root, "TrackInfo"), _xml_piece_or_problem, unread=_unread)
    if found:
        return list(found)
    problems = [_xml_problem(one, "") for one in every(root, "Error")]
    if not problems:
        raise CourierPayloadUnreadable(
            f"<{name_of(root)}> has neither a <TrackInfo> nor an <Error>"
        )
    return list(problems)


def _xml_piece_or_problem(info: Element) -> Piece | Problem:
    number = tracking_number(printable(info.get("ID", "")))
    if not number:
        raise CourierPayloadUnreadable("a <TrackInfo> names no ID")
    error = next(every(info, "Error"), None)
    if error is not None:
        return _xml_problem(error, number)
    told = [one for one in info if name_of(one) in ("TrackSummary", "TrackDetail")]
    scans = tuple(_xml_scan(one) for one in told if len(one))
    if told and not scans:
        return Problem(number=number, code=TEXT_ONLY, message=printable(told[0].text or ""))
    return Piece(number=number, scans=scans)


def _xml_scan(event: Element) -> Scan:
    state = child_text(event, "EventState").upper()
    day, clock = child_text(event, "EventDate"), child_text(event, "EventTime")
    return Scan(
        code=child_text(event, "EventCode"),
        text=child_text(event, "Event"),
        local=_iso(day, clock),
        state=state,
        location=joined(child_text(event, "EventCity"), state, child_text(event, "EventCountry")),
    )


def _xml_problem(error: Element, number: str) -> Problem:
    message = child_text(error, "Description")
    return Problem(number=number, code=child_text(error, "Number"), message=message)


def _iso(day: str, clock: str) -> str:
    """``February 28, 2014`` and ``12:24 pm``, either of which may be missing, in ISO 8601."""
    try:
        date = strftime("%Y-%m-%d", strptime(day, "%B %d, %Y"))
        return f"{date}T{strftime('%H:%M', strptime(clock, '%I:%M %p'))}" if clock else date
    except ValueError:
        raise CourierPayloadUnreadable(f"an event happened at {day!r} {clock!r}") from None


# --- Subscriptions - Tracking: the push -------------------------------------------------

PUSH_HEADERS: Final = ("x-hmac", "hmac-header")
"""The second is the older name of the first."""


def is_push(headers: Mapping[str, str]) -> bool:
    """Whether USPS itself sent it: a relay signs otherwise."""
    return any(name in headers for name in PUSH_HEADERS)


def proven_push(
    body: bytes, headers: Mapping[str, str], *, access: CourierAccess, received_at: datetime
) -> str:
    """The id of an envelope signed over its ``timestamp`` and its ``payload``, a text of JSON.

    USPS gives deliveries no id: the hash of the whole body is one.
    """
    found = json_object(json_document(body, of="USPS"), "the envelope")
    stamp, payload = found.get("timestamp"), found.get("payload")
    if not (isinstance(stamp, str) and isinstance(payload, str)):
        raise WebhookSignatureMissing("the envelope needs a timestamp and a payload, both texts")
    sent_at, _ = moment(stamp, zone=UTC)
    signed = (stamp + payload).encode(errors="surrogatepass")

    def sign(secret: str) -> str:
        made = hmac.digest(secret.encode(), signed, hashlib.sha256)
        return base64.b64encode(made).decode()

    return proven(
        Seal(
            delivery_id=hashlib.sha256(body).hexdigest(),
            stamp=str(int(sent_at.timestamp())),
            signatures=tuple(headers[name] for name in PUSH_HEADERS if headers.get(name)),
        ),
        sign=sign,
        access=access,
        courier=CODE,
        received_at=received_at,
        needed="X-HMAC",
    )
