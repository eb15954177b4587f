"""DHL's words in ours: pure, and never more hopeful than what was said."""

import re
from functools import partial
from typing import Final

from smplat_core.fulfillment import (
    Doubt,
    TrackingAnswers,
    TrackingError,
    TrackingErrorKind,
    TrackingEvent,
    TrackingReason,
    TrackingStatus,
)
from smplat_couriers.dhl.parcels import Checkpoint, Problem
from smplat_couriers.dhl.wire import CODE, read
from smplat_couriers.gathering import PART, answers_about, whole
from smplat_couriers.reading import moment, zone_named
from smplat_couriers.sorting import failed, kind_of_code
from smplat_couriers.wording import DENIES_DELIVERY, GOING_BACK, SAYS_DELIVERED

T, R = TrackingStatus, TrackingReason

EXPRESS_WORDS: Final = {
    T.PENDING: "SD EM",
    T.PICKED_UP: "PU SA",
    T.IN_TRANSIT: "PO PL AF DF AR TR RW CR BR BN IC RR FD SM PY SC AD CI ES TP LV",
    T.OUT_FOR_DELIVERY: "WC",
    T.DELIVERED: "OK",
    T.AVAILABLE_FOR_PICKUP: "CC",
    T.DELIVERY_ATTEMPTED: "NH CA ND RD",  # codespell:ignore nd
    T.DELAYED: "CD UD MS MC TD MD NA IR WX",
    T.ON_HOLD: "OH HP HI SS",
    T.RETURN_TO_SENDER: "RT",
    # delivered damaged or in part is not delivered: somebody has to act
    T.EXCEPTION: "BA CM DM DS DD PD",
}
"""DHL Express checkpoint codes. Those that only file papers (IA, CS, ...) are left out."""

EXPRESS_STATUS: Final = {
    code: status for status, codes in EXPRESS_WORDS.items() for code in codes.split()
}

UNIFIED_STATUS: Final = {
    "pre-transit": T.PENDING,
    "transit": T.IN_TRANSIT,
    "delivered": T.DELIVERED,
    "failure": T.EXCEPTION,
}
"""``statusCode`` of Shipment Tracking - Unified; ``unknown`` and what is new stay unknown."""

PACKAGE_WORDS: Final = {
    T.IN_TRANSIT: "520 526 540 580",
    T.OUT_FOR_DELIVERY: "598",
    T.DELIVERED: "600 607",
}
PACKAGE_STATUS: Final = {
    code: status for status, codes in PACKAGE_WORDS.items() for code in codes.split()
}
"""``primaryEventId`` of DHL eCommerce, as far as it is published."""

PACKAGE_TEXTS: Final = {
    "label created": T.PENDING,
    "manifest data received": T.PENDING,
    "electronic notification": T.PENDING,
    "electronic notification received": T.PENDING,
    "dhl ecommerce currently awaiting shipment and tracking will be updated when received": (
        T.PENDING
    ),
    "en route to dhl ecommerce": T.PENDING,
    "en route to dhl ecommerce or awaiting processing": T.PENDING,
    "en route to dhl ecommerce distribution center": T.PENDING,
    "picked up": T.PICKED_UP,
    "package received at dhl ecommerce distribution center": T.PICKED_UP,
    "processed": T.IN_TRANSIT,
    "processing completed at origin": T.IN_TRANSIT,
    "processed through sort facility": T.IN_TRANSIT,
    "processed through usps sort facility": T.IN_TRANSIT,
    "departure origin dhl ecommerce facility": T.IN_TRANSIT,
    "arrival destination dhl ecommerce facility": T.IN_TRANSIT,
    "arrived usps sort facility": T.IN_TRANSIT,
    "arrival at post office": T.IN_TRANSIT,
    "tendered to delivery service provider": T.IN_TRANSIT,
    "en route": T.IN_TRANSIT,
    "customs clearance": T.IN_TRANSIT,
    "customs cleared": T.IN_TRANSIT,
    "out for delivery": T.OUT_FOR_DELIVERY,
    "out for second delivery attempt": T.OUT_FOR_DELIVERY,
    "delivered": T.DELIVERED,
    "delivery attempt failed": T.DELIVERY_ATTEMPTED,
    "delivery attempted": T.DELIVERY_ATTEMPTED,
    "notice left": T.DELIVERY_ATTEMPTED,
    "ready for collection": T.AVAILABLE_FOR_PICKUP,
    "available for pickup": T.AVAILABLE_FOR_PICKUP,
    "held at post office": T.ON_HOLD,
    "undeliverable": T.EXCEPTION,
    "return to sender": T.RETURN_TO_SENDER,
    "returned to sender": T.RETURN_TO_SENDER,
}
"""``primaryEventDescription`` where its number is not in the table."""

REASON_WORDS: Final = {
    R.CUSTOMS: "CD UD HP IC",
    R.CARRIER: "MS MC TD MD DM DD NA IR",
    R.CONSIGNEE: "NH CA RD CM CC",
    R.SENDER: "BA",
    R.WEATHER: "WX",
}
REASON_OF: Final = {
    code: reason for reason, codes in REASON_WORDS.items() for code in codes.split()
}

KIND_OF: Final = {
    "209": TrackingErrorKind.NOT_FOUND,
    PART: TrackingErrorKind.UNREADABLE,
}
"""209 is DHL Express: no shipments found for this air waybill. Others are HTTP statuses."""

TO_BE_FETCHED: Final = re.compile(
    r"\b(?:locker|packstation|service\s?point|parcel\s?shop|pick-?up point|retail outlet"
    r"|ready for (?:pick-?up|collection)|awaiting (?:\w+ )?collection)\b",
    re.IGNORECASE,
)

REFINEMENTS: Final = (
    (GOING_BACK, T.RETURN_TO_SENDER),
    (
        re.compile(r"\bout for delivery\b|\bwith (?:the )?deliver\w* courier\b", re.IGNORECASE),
        T.OUT_FOR_DELIVERY,
    ),
    (TO_BE_FETCHED, T.AVAILABLE_FOR_PICKUP),
    (
        re.compile(r"\bdelivery attempt|\battempted\b|\bnot home\b", re.IGNORECASE),
        T.DELIVERY_ATTEMPTED,
    ),
    (re.compile(r"\bon hold\b|\bheld\b", re.IGNORECASE), T.ON_HOLD),
    (re.compile(r"\bdelay", re.IGNORECASE), T.DELAYED),
    (re.compile(r"\bpicked[- ]?up\b", re.IGNORECASE), T.PICKED_UP),
)
"""What a ``transit`` or ``failure`` is exactly, when the text says so: none of them delivers."""


def answers(payload: bytes) -> TrackingAnswers:
    """Everything in one document; ``CourierPayloadUnreadable`` when it cannot be read."""
    document = read(payload)
    found = (
        one
        for parcel in document.parcels
        for one in answers_about(
            parcel.number,
            parcel.checkpoints,
            partial(_event, parcel.number),
            promised=parcel.promised,
        )
    )
    refused = (failed(problem.number, _error(problem)) for problem in document.problems)
    return whole((*found, *refused))


def _event(number: str, checkpoint: Checkpoint) -> TrackingEvent:
    at, doubts = moment(checkpoint.timestamp, zone=zone_named(checkpoint.zone))
    exact = _status(checkpoint)
    if exact is None:
        doubts = (*doubts, Doubt.CONTRADICTION)
    return TrackingEvent(
        courier=CODE,
        tracking_number=number,
        status=exact or T.UNKNOWN,
        code=(
            checkpoint.type_code
            or checkpoint.status_code
            or checkpoint.package_code
            or checkpoint.status
        ),
        description=_description(checkpoint),
        at=at,
        location=checkpoint.location,
        reason=REASON_OF.get(checkpoint.type_code.upper()),
        doubts=doubts,
    )


def _status(checkpoint: Checkpoint) -> TrackingStatus | None:
    """The status; ``None`` when what is said denies itself."""
    if checkpoint.type_code:
        return _express_status(checkpoint)
    return _package_status(checkpoint) if checkpoint.is_package else _unified_status(checkpoint)


def _express_status(checkpoint: Checkpoint) -> TrackingStatus | None:
    status = EXPRESS_STATUS.get(checkpoint.type_code.upper(), T.UNKNOWN)
    if status is not T.DELIVERED:
        return status
    if GOING_BACK.search(checkpoint.description):
        return T.RETURN_TO_SENDER
    return None if DENIES_DELIVERY.search(checkpoint.description) else status


def _package_status(checkpoint: Checkpoint) -> TrackingStatus | None:
    """eCommerce: by the number of the event, else word by word."""
    text = checkpoint.status
    by_text = PACKAGE_TEXTS.get(text.lower(), T.UNKNOWN)
    status = PACKAGE_STATUS.get(checkpoint.package_code, by_text)
    if status is T.UNKNOWN:
        return status
    if status is not T.PENDING and GOING_BACK.search(text):
        return T.RETURN_TO_SENDER
    says_delivered = SAYS_DELIVERED.search(text) and not DENIES_DELIVERY.search(text)
    if status is T.DELIVERED:
        return status if says_delivered or not text else None
    return None if says_delivered else status


def _unified_status(checkpoint: Checkpoint) -> TrackingStatus | None:
    """The status; ``None`` when code and text deny one another."""
    status = UNIFIED_STATUS.get(checkpoint.status_code.lower(), T.UNKNOWN)
    text = f"{checkpoint.status}. {checkpoint.description}"
    says_delivered = SAYS_DELIVERED.search(checkpoint.status) and not (
        DENIES_DELIVERY.search(checkpoint.status) or GOING_BACK.search(checkpoint.status)
    )
    if status is T.DELIVERED:
        if GOING_BACK.search(text):
            return T.RETURN_TO_SENDER
        if DENIES_DELIVERY.search(text) or _names_another(checkpoint.status):
            return None
        return T.AVAILABLE_FOR_PICKUP if TO_BE_FETCHED.search(text) else T.DELIVERED
    if says_delivered:
        return None
    if status in (T.IN_TRANSIT, T.EXCEPTION):
        return next((exact for words, exact in REFINEMENTS if words.search(text)), status)
    return status


def _names_another(status: str) -> bool:
    """Whether the text is itself a status code, and not that of a delivery."""
    return UNIFIED_STATUS.get(status.lower().replace(" ", "-"), T.DELIVERED) is not T.DELIVERED


def _description(checkpoint: Checkpoint) -> str:
    parts = (checkpoint.status, checkpoint.description)
    return " - ".join(dict.fromkeys(part for part in parts if part))


def _error(problem: Problem) -> TrackingError:
    kind = KIND_OF.get(problem.status) or kind_of_code(problem.status) or TrackingErrorKind.REFUSED
    message = ": ".join(dict.fromkeys(part for part in (problem.title, problem.detail) if part))
    return TrackingError(kind=kind, code=problem.status or "error", message=message)
