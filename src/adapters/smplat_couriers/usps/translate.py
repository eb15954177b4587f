"""USPS's words in ours: pure, and never more hopeful than what was said."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import partial
from typing import Final

from attrs import evolve

from smplat_core.fulfillment import (
    CourierPayloadUnreadable,
    Doubt,
    TrackingAnswer,
    TrackingAnswers,
    TrackingError,
    TrackingErrorKind,
    TrackingEvent,
    TrackingReason,
    TrackingStatus,
)
from smplat_couriers.gathering import PART, answers_about, whole
from smplat_couriers.reading import moment, zone_named
from smplat_couriers.sorting import failed, kind_of_code
from smplat_couriers.usps.wire import CODE, TEXT_ONLY, Problem, Scan, read
from smplat_couriers.wording import DENIES_DELIVERY, GOING_BACK, SAYS_DELIVERED

T, R = TrackingStatus, TrackingReason

STATUS_WORDS: Final = {
    # a label was made, or a partner has the parcel: USPS itself awaits it
    T.PENDING: "GX MA TM 80 81 82",
    T.PICKED_UP: "03 OA PA",
    T.IN_TRANSIT: "06 07 08 10 15 19 41 42 A1 AD EF L1 NT PC SF T1 TL U1",
    T.OUT_FOR_DELIVERY: "OF",
    T.DELIVERED: "01",
    T.AVAILABLE_FOR_PICKUP: "14 16",
    T.DELIVERY_ATTEMPTED: "02 30 51 52 53 54 55 56",
    T.DELAYED: "71",
    T.RETURN_TO_SENDER: "04 09 21 22 23 24 25 26 27 28 29 31 44",
    # undeliverable as addressed; dead letter
    T.EXCEPTION: "05 11",
}
"""``eventCode`` of Tracking v3 and ``EventCode`` of the XML, by Publication 199. Codes that leave
open who has the parcel (17 and 43: picked up, by whom it is not said) are left out."""

STATUS_OF: Final = {
    code: status for status, codes in STATUS_WORDS.items() for code in codes.split()
}

CATEGORY_OF: Final = {
    "PRE-SHIPMENT": T.PENDING,
    "ACCEPTED": T.PICKED_UP,
    "IN TRANSIT": T.IN_TRANSIT,
    "OUT FOR DELIVERY": T.OUT_FOR_DELIVERY,
    "DELIVERED": T.DELIVERED,
    "AVAILABLE FOR PICKUP": T.AVAILABLE_FOR_PICKUP,
    "DELIVERY ATTEMPT": T.DELIVERY_ATTEMPTED,
    "RETURN TO SENDER": T.RETURN_TO_SENDER,
}
"""``statusCategory`` of an answer that tells no events; ``Alert`` may be anything."""

REASON_WORDS: Final = {
    R.CARRIER: "08 15",
    R.CONSIGNEE: "02 04 27 28 30 31 51 52 53 54 55 56",
    R.SENDER: "05 21 22 23 24 25 26 44",
}
REASON_OF: Final = {
    code: reason for reason, codes in REASON_WORDS.items() for code in codes.split()
}

TO_AN_AGENT: Final = re.compile(r"\bdelivered\W+to\W+(?:an?\W+)?agent\b", re.IGNORECASE)
"""Somebody who brings it the rest of the way, or keeps it: not the receiver."""

NOT_KNOWN_YET: Final = re.compile(
    r"status update is not yet available|could not locate|no record of (?:that|this)", re.IGNORECASE
)

KIND_OF: Final = {
    "150001": TrackingErrorKind.NOT_FOUND,
    "-2147219283": TrackingErrorKind.NOT_FOUND,
    "-2147219302": TrackingErrorKind.NOT_FOUND,
    TEXT_ONLY: TrackingErrorKind.UNREADABLE,
    PART: TrackingErrorKind.UNREADABLE,
}

ROUTED: Final = re.compile(r"^420[0-9]{5}(?:[0-9]{4})?(?=9[1-5][0-9]{20}(?:[0-9]{4})?$)")
"""``420`` and the ZIP code before an IMpb."""

STATE_WORDS: Final = {
    -10: "HI",
    -9: "AK",
    -8: "CA NV OR WA",
    -7: "AZ CO ID MT NM UT WY",
    -6: "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",  # codespell:ignore nd
    -5: "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    -4: "PR VI",
    10: "GU MP",
}
"""Standard time of a state, in hours from UTC; of one with two zones, that of most people."""

STATE_ZONES: Final = {
    state: timezone(timedelta(hours=hours))
    for hours, states in STATE_WORDS.items()
    for state in states.split()
}


def answers(payload: bytes) -> TrackingAnswers:
    """Everything in one document; ``CourierPayloadUnreadable`` when it cannot be read."""
    document = read(payload)
    found = (
        one
        for piece in document.pieces
        for one in answers_about(
            piece.number, piece.scans, partial(_event, piece.number), promised=piece.promised
        )
    )
    refused = (failed(problem.number, _error(problem)) for problem in document.problems)
    return whole((*found, *refused))


def serial_of(number: str) -> str:
    """The number USPS tracks by: a barcode may put the way to the receiver before it."""
    return ROUTED.sub("", number)


def under(number: str, answer: TrackingAnswer) -> TrackingAnswer:
    """The answer under the number it was asked for by."""
    events = tuple(evolve(event, tracking_number=number) for event in answer.events)
    return evolve(answer, tracking_number=number, events=events)


def _event(number: str, scan: Scan) -> TrackingEvent:
    at, doubts = _moment(scan)
    status = _status(scan)
    if status is None:
        doubts = (*doubts, Doubt.CONTRADICTION)
    return TrackingEvent(
        courier=CODE,
        tracking_number=number,
        status=status or T.UNKNOWN,
        code=scan.code or scan.text,
        description=scan.text,
        at=at,
        location=scan.location,
        reason=REASON_OF.get(scan.code.upper()),
        doubts=doubts,
    )


def _status(scan: Scan) -> TrackingStatus | None:
    """The status; ``None`` when code and text deny one another."""
    table = STATUS_OF if not scan.category else CATEGORY_OF
    status = table.get(scan.code.upper(), T.UNKNOWN)
    says_delivered = SAYS_DELIVERED.search(scan.text) and not DENIES_DELIVERY.search(scan.text)
    if status is T.UNKNOWN:
        return status
    if status is not T.PENDING and GOING_BACK.search(scan.text):
        return T.RETURN_TO_SENDER
    if status is not T.DELIVERED:
        return None if says_delivered else status
    if TO_AN_AGENT.search(scan.text):
        return T.IN_TRANSIT
    return T.DELIVERED if says_delivered or not scan.text else None


def _moment(scan: Scan) -> tuple[datetime, tuple[Doubt, ...]]:
    """By the offset beside the event; else in UTC; else by the standard time of the state.

    A ``Z`` behind the clock on the spot is decoration, unless the event says the same in UTC.
    """
    if scan.offset and scan.local:
        told_in_utc = scan.local == scan.universal
        local = scan.local if told_in_utc else scan.local.removesuffix("Z")
        return moment(local, zone=_zone(scan.offset))
    if scan.universal:
        return moment(scan.universal, zone=UTC)
    at, doubts = moment(scan.local)
    assumed = STATE_ZONES.get(scan.state)
    if assumed is not None and Doubt.ZONE_ASSUMED in doubts:
        return at.replace(tzinfo=assumed), doubts
    return at, doubts


def _zone(offset: str) -> tzinfo:
    zone = zone_named(offset)
    if zone is None:
        raise CourierPayloadUnreadable(f"an event happened {offset[:40]!r} from UTC")
    return zone


def _error(problem: Problem) -> TrackingError:
    kind = KIND_OF.get(problem.code)
    if kind is None and NOT_KNOWN_YET.search(problem.message):
        kind = TrackingErrorKind.NOT_FOUND
    kind = kind or kind_of_code(problem.code) or TrackingErrorKind.REFUSED
    return TrackingError(kind=kind, code=problem.code or "error", message=problem.message)
