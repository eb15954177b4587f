"""DHL's words in ours: pure, and never more hopeful than what was said."""

import re
from typing import Final

from smplat_core.fulfillment import (
    Doubt,
    TrackingAnswer,
    TrackingAnswers,
    TrackingError,
    TrackingErrorKind,
    TrackingEvent,
    TrackingReason,
    TrackingStatus,
)
from smplat_couriers.dhl.wire import CODE, Checkpoint, Parcel, Problem, read
from smplat_couriers.reading import moment
from smplat_couriers.sorting import kind_of_code
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

KIND_OF: Final = {"209": TrackingErrorKind.NOT_FOUND}
"""DHL Express: no shipments found for this air waybill. Others are HTTP statuses written out."""

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
    found = tuple(_answer(parcel) for parcel in document.parcels)
    refused = tuple(
        TrackingAnswer(tracking_number=problem.number, error=_error(problem))
        for problem in document.problems
    )
    return TrackingAnswers((*found, *refused))


def _answer(parcel: Parcel) -> TrackingAnswer:
    events = sorted((_event(parcel.number, one) for one in parcel.checkpoints), key=lambda e: e.at)
    return TrackingAnswer(tracking_number=parcel.number, events=tuple(events))


def _event(number: str, checkpoint: Checkpoint) -> TrackingEvent:
    at, doubts = moment(checkpoint.timestamp)
    exact = (
        EXPRESS_STATUS.get(checkpoint.type_code.upper(), T.UNKNOWN)
        if checkpoint.type_code
        else _unified_status(checkpoint)
    )
    if exact is None:
        doubts = (*doubts, Doubt.CONTRADICTION)
    return TrackingEvent(
        courier=CODE,
        tracking_number=number,
        status=exact or T.UNKNOWN,
        code=checkpoint.type_code or checkpoint.status_code or checkpoint.status,
        description=_description(checkpoint),
        at=at,
        location=checkpoint.location,
        reason=REASON_OF.get(checkpoint.type_code.upper()),
        doubts=doubts,
    )


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
