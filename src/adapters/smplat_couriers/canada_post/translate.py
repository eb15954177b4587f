"""Canada Post's words in ours: pure, and never more hopeful than what was said."""

import re
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Final

from smplat_core.fulfillment import (
    CourierPayloadUnreadable,
    Doubt,
    TrackingAnswers,
    TrackingError,
    TrackingErrorKind,
    TrackingEvent,
    TrackingReason,
    TrackingStatus,
)
from smplat_couriers.canada_post.wire import CODE, Message, Occurrence, Summary, read
from smplat_couriers.gathering import PART, answers_about, whole
from smplat_couriers.reading import EARLIEST, LATEST, joined, zone_named
from smplat_couriers.sorting import failed
from smplat_couriers.wording import DENIES_DELIVERY

T, R = TrackingStatus, TrackingReason

STATUS_WORDS: Final = {
    T.PENDING: "3000 3002",
    T.PICKED_UP: "1300 1301 1302 2300 4000",
    T.IN_TRANSIT: (
        "100 102 104 105 106 107 113 114 115 116 130 170 175 198 400 405 410 610 611 612 613 614"
        " 615 616 617 618 619 620 700 701 800 804 815 900 910 1240 1241 1244 1480 1490 1703 1705"
        " 2500 2501 4100 4202 4310 4311 4330 4400 4450 4500 4550 4600 4900 4950 5201 8901"
    ),
    T.OUT_FOR_DELIVERY: "174 500",
    T.DELIVERED: (
        "1406 1408 1409 1421 1422 1423 1424 1425 1426 1427 1428 1429 1430 1431 1432 1433 1434"
        " 1441 1442 1461 1462 1463 1465 1466 1467 1468 1469 1471 1472 1473 1475 1476 1496 1498"
    ),
    # a parcel in a locker is with the receiver only once it is taken out (1406)
    T.AVAILABLE_FOR_PICKUP: "156 1405 1407 1701 2407",
    T.DELIVERY_ATTEMPTED: "1411 1435 1436 1437 1438 1443 1479 1488 2411",
    T.DELAYED: (
        "159 160 161 162 163 171 172 173 621 622 623 624 625 626 627 628 1412 1414 1444 2412 2414"
    ),
    T.ON_HOLD: "117 118 120 121 127 629 630 810 1410 1450 1484 1487 1494 1495 2410 2601 4700",
    T.RETURN_TO_SENDER: (
        "167 168 169 181 182 183 184 1100 1303 1415 1416 1417 1418 1419 1420 1481 1482 1491 1492"
        " 2600 2802 3001"
    ),
    T.EXCEPTION: "150 179 710 1245 1483 1493 4650",
    T.CANCELLED: "190",
}
"""From "Tracking scan events" of Canada Post's developer pages. Codes that say nothing about where
the parcel is (20: signature image; 2001: photo; 12xx: preferences, duties) are left out."""

STATUS_OF: Final = {
    code: status for status, codes in STATUS_WORDS.items() for code in codes.split()
}

REASON_WORDS: Final = {
    R.WEATHER: "159",
    R.CARRIER: "162 163 172 710",
    R.OTHER: "160 161",
    R.CUSTOMS: "127 810 1100 1487 1495 2601",
    R.SENDER: "117 120 167 168 169 171 173 181 182 184 1412 1415 1483 1493 2412",
    R.CONSIGNEE: "121 1410 1411 1416 1417 1418 1419 1481 1482 1491 1492 2410 2411",
}
REASON_OF: Final = {
    code: reason for reason, codes in REASON_WORDS.items() for code in codes.split()
}

GOING_BACK: Final = re.compile(
    r"return\w*\b.{0,20}\bsender|(?:renvoy|retourn)\w*.{0,30}\bexp(?:[ée]diteur|\.)", re.IGNORECASE
)
"""The same codes (1496, 174, ...) are used on the way back to the sender."""

TYPE_OF: Final = {
    "INDUCTION": T.PICKED_UP,
    "VEHICLE_INFO": T.IN_TRANSIT,
    "OUT": T.OUT_FOR_DELIVERY,
    "ATTEMPTED": T.DELIVERY_ATTEMPTED,
    "TO_RETAIL": T.AVAILABLE_FOR_PICKUP,
    "TO_APL": T.AVAILABLE_FOR_PICKUP,
    "DELIVERED": T.DELIVERED,
}
"""``event-type`` of a summary. ``INFO`` and ``SIGNATURE`` say nothing about where the parcel is."""

PROVINCE_ZONES: Final = {
    "NL": "NST",
    "NS": "AST",
    "NB": "AST",
    "PE": "AST",
    "QC": "EST",
    "ON": "EST",
    "NU": "EST",
    "MB": "CST",
    "SK": "CST",
    "AB": "MST",
    "NT": "MST",
    "BC": "PST",
    "YT": "PST",
}

KIND_OF: Final = {
    "004": TrackingErrorKind.NOT_FOUND,
    "E002": TrackingErrorKind.REFUSED,
    "Server": TrackingErrorKind.UNAVAILABLE,
    PART: TrackingErrorKind.UNREADABLE,
}

LIMITED: Final = re.compile(r"\bSLM\b", re.IGNORECASE)
"""The gateway calls itself ``Server`` whatever is wrong: its monitor of calls is named here."""


def answers(payload: bytes) -> TrackingAnswers:
    """Everything in one document; ``CourierPayloadUnreadable`` when it cannot be read."""
    document = read(payload)
    found = (
        one
        for detail in document.details
        for one in answers_about(
            detail.pin, detail.occurrences, partial(_event, detail.pin), promised=detail.expected
        )
    )
    summed = (
        one
        for told in document.summaries
        for one in answers_about(told.pin, (told,), _standing, promised=told.expected)
    )
    refused = (failed("", _error(message)) for message in document.messages)
    return whole((*found, *summed, *refused))


def _standing(summary: Summary) -> TrackingEvent:
    """The last event, by its type; a delivery is believed only if the text says nothing else."""
    status = TYPE_OF.get(summary.type.upper(), T.UNKNOWN)
    text = summary.description
    doubts: tuple[Doubt, ...] = ()
    if status not in (T.UNKNOWN, T.PENDING) and GOING_BACK.search(text):
        status = T.RETURN_TO_SENDER
    elif status is T.DELIVERED and DENIES_DELIVERY.search(text):
        status, doubts = T.UNKNOWN, (Doubt.CONTRADICTION,)
    place, _, province = summary.location.rpartition(",")
    occurrence = Occurrence(
        identifier=summary.type,
        date=f"{summary.moment[:4]}-{summary.moment[4:6]}-{summary.moment[6:8]}",
        time=summary.moment[9:].strip(),
        zone="",
        description=text,
        site=place,
        province=province.strip(),
    )
    at, doubtful = _moment(occurrence)
    return TrackingEvent(
        courier=CODE,
        tracking_number=summary.pin,
        status=status,
        code=summary.type or "summary",
        description=text,
        at=at,
        location=summary.location,
        doubts=(*doubtful, *doubts),
    )


def _event(pin: str, occurrence: Occurrence) -> TrackingEvent:
    code = occurrence.identifier.lstrip("0")
    at, doubts = _moment(occurrence)
    status = STATUS_OF.get(code, T.UNKNOWN)
    if status not in (T.UNKNOWN, T.PENDING) and GOING_BACK.search(occurrence.description):
        status = T.RETURN_TO_SENDER
    return TrackingEvent(
        courier=CODE,
        tracking_number=pin,
        status=status,
        code=occurrence.identifier,
        description=occurrence.description,
        at=at,
        location=joined(occurrence.site, occurrence.province),
        reason=REASON_OF.get(code),
        doubts=doubts,
    )


def _moment(occurrence: Occurrence) -> tuple[datetime, tuple[Doubt, ...]]:
    doubts = () if occurrence.time else (Doubt.TIME_ASSUMED,)
    zone = zone_named(occurrence.zone)
    if zone is None:
        zone = zone_named(PROVINCE_ZONES.get(occurrence.province.upper(), ""))
        doubts = (*doubts, Doubt.ZONE_ASSUMED)
    try:
        day = date.fromisoformat(occurrence.date)
        clock = time.fromisoformat(occurrence.time) if occurrence.time else time()
    except ValueError:
        raise CourierPayloadUnreadable(
            f"event {occurrence.identifier} happened at {occurrence.date!r} {occurrence.time!r}"
        ) from None
    if not EARLIEST <= day.year <= LATEST:
        raise CourierPayloadUnreadable(f"event {occurrence.identifier} is of the year {day.year}")
    return datetime.combine(day, clock, zone or UTC), doubts


def _error(message: Message) -> TrackingError:
    kind = KIND_OF.get(message.code) or TrackingErrorKind.REFUSED
    if LIMITED.search(message.description):
        kind = TrackingErrorKind.RATE_LIMITED
    return TrackingError(kind=kind, code=message.code, message=message.description)
