"""Chit Chats' words in ours: pure, and never more hopeful than what was said."""

from datetime import datetime
from functools import partial
from typing import Final

from smplat_core.fulfillment import (
    CourierPayloadUnreadable,
    Doubt,
    TrackingAnswer,
    TrackingAnswers,
    TrackingError,
    TrackingErrorKind,
    TrackingEvent,
    TrackingStatus,
)
from smplat_couriers.chit_chats.wire import CODE, Problem, Shipment, Step, read
from smplat_couriers.gathering import PART, answers_about, whole
from smplat_couriers.reading import moment
from smplat_couriers.sorting import failed, kind_of_code
from smplat_couriers.wording import DENIES_DELIVERY, GOING_BACK, SAYS_DELIVERED

T = TrackingStatus

STATUS_OF: Final = {
    "pending": T.PENDING,
    "ready": T.PENDING,
    "received": T.PICKED_UP,
    "in_transit": T.IN_TRANSIT,
    "released": T.IN_TRANSIT,
    "inducted": T.IN_TRANSIT,
    "delivered": T.DELIVERED,
    "exception": T.EXCEPTION,
    "returned": T.RETURN_TO_SENDER,
    "canceled": T.CANCELLED,
    "voided": T.CANCELLED,
}
"""``status`` of a shipment and of an event, and ``resolution``, by the API's documentation.
``resolved`` does not say how, ``rerouted`` not whether anybody has it: both are left out."""

TYPE_OF: Final = {
    "create_shipment": T.PENDING,
    "buy_shipment_postage": T.PENDING,
    "receive_shipment": T.PICKED_UP,
}
"""``type`` of an event, as far as it is documented."""

TITLE_OF: Final = {
    "shipment created": T.PENDING,
    "shipment created, chit chats awaiting item": T.PENDING,
    "postage purchased": T.PENDING,
    "received by chit chats": T.PICKED_UP,
}
"""The public page gives events no type: the titles of the same ones, word by word."""

UNRESOLVED: Final = ("", "unknown")


def answers(payload: bytes) -> TrackingAnswers:
    """Everything in one document; ``CourierPayloadUnreadable`` when it cannot be read."""
    document = read(payload)
    found = (one for shipment in document.shipments for one in _answers(shipment))
    refused = (failed(problem.number, _error(problem)) for problem in document.problems)
    return whole((*found, *refused))


def _answers(shipment: Shipment) -> tuple[TrackingAnswer, ...]:
    number = shipment.number
    found = answers_about(
        number, shipment.steps, partial(_event, number), promised=shipment.promised
    )
    steps = [event for one in found for event in one.events]
    if shipment.steps and not steps:
        return found
    try:
        stands = _standing(shipment, steps)
    except CourierPayloadUnreadable as refusal:
        kind = TrackingErrorKind.UNREADABLE
        error = TrackingError(kind=kind, code=PART, message=refusal.detail)
        return (*(one for one in found if one.events or one.error), failed(number, error))
    events = sorted((*steps, *stands), key=lambda event: event.at)
    by = found[0].promised_by
    whole_way = TrackingAnswer(tracking_number=number, events=tuple(events), promised_by=by)
    return (whole_way, *(one for one in found if one.error))


def _event(number: str, step: Step) -> TrackingEvent:
    at, doubts = moment(step.created_at)
    status = _status(step)
    if status is None:
        doubts = (*doubts, Doubt.CONTRADICTION)
    return TrackingEvent(
        courier=CODE,
        tracking_number=number,
        status=status or T.UNKNOWN,
        code=step.status or step.type or step.title,
        description=" - ".join(part for part in (step.title, step.subtitle) if part),
        at=at,
        location=step.location,
        doubts=doubts,
    )


def _status(step: Step) -> TrackingStatus | None:
    """The status; ``None`` when word and title deny one another."""
    if step.status:
        status = STATUS_OF.get(step.status.lower(), T.UNKNOWN)
    elif step.type:
        status = TYPE_OF.get(step.type.lower(), T.UNKNOWN)
    else:
        status = TITLE_OF.get(step.title.lower(), T.UNKNOWN)
    if status is T.UNKNOWN:
        return status
    if status is not T.PENDING and GOING_BACK.search(step.title):
        return T.RETURN_TO_SENDER
    denied = DENIES_DELIVERY.search(step.title)
    if status is T.DELIVERED:
        return None if denied else status
    return None if SAYS_DELIVERED.search(step.title) and not denied else status


def _standing(shipment: Shipment, steps: list[TrackingEvent]) -> tuple[TrackingEvent, ...]:
    """Where the shipment stands as a whole, when none of its events says so.

    Carriers' events have no documented words, so that only this tells of a delivery.
    """
    told = (shipment.status, shipment.resolution)
    words = [one for one in told if one.lower() not in UNRESOLVED]
    readings = {STATUS_OF.get(one.lower(), T.UNKNOWN) for one in words}
    if readings - {T.UNKNOWN} == readings <= {step.status for step in steps}:
        return ()
    if {one.lower() for one in words} <= {step.code.lower() for step in steps}:
        return ()
    contradiction = len(readings) > 1 and T.DELIVERED in readings
    status = T.UNKNOWN if contradiction else STATUS_OF.get(words[-1].lower(), T.UNKNOWN)
    if status is T.DELIVERED and any(GOING_BACK.search(step.description) for step in steps):
        status = T.RETURN_TO_SENDER
    at, doubts = _moment(shipment, steps)
    event = TrackingEvent(
        courier=CODE,
        tracking_number=shipment.number,
        status=status,
        code=words[-1],
        description=shipment.resolution_text,
        at=at,
        doubts=(*doubts, Doubt.CONTRADICTION) if contradiction else doubts,
    )
    return (event,)


def _moment(shipment: Shipment, steps: list[TrackingEvent]) -> tuple[datetime, tuple[Doubt, ...]]:
    """When it was resolved, or made; but it still stands so after its newest event."""
    written = shipment.resolved_at or ("" if steps else shipment.created_at)
    if not (written or steps):
        raise CourierPayloadUnreadable(f"{shipment.number} stands somewhere, but since when?")
    at, doubts = moment(written) if written else (steps[-1].at, ())
    if not shipment.resolved_at or (steps and steps[-1].at > at):
        at, doubts = max([at, *(step.at for step in steps)]), (*doubts, Doubt.TIME_ASSUMED)
    return at, tuple(dict.fromkeys(doubts))


def _error(problem: Problem) -> TrackingError:
    if problem.code == PART:
        kind = TrackingErrorKind.UNREADABLE
        return TrackingError(kind=kind, code=PART, message=problem.message)
    kind = kind_of_code(problem.code) or TrackingErrorKind.REFUSED
    return TrackingError(kind=kind, code=problem.code or "error", message=problem.message)
