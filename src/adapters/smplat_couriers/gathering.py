"""Many things in one document: what cannot be read of one of them costs nothing of the others."""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from smplat_core.fulfillment import (
    CourierPayloadUnreadable,
    TrackingAnswer,
    TrackingAnswers,
    TrackingError,
    TrackingErrorKind,
    TrackingEvent,
)
from smplat_couriers.reading import promise

T = TypeVar("T")
R = TypeVar("R")

PART: Final = "unreadable_part"
"""Our code for a part of a document that cannot be read."""


def each(
    things: Iterable[T], read: Callable[[T], R], *, unread: Callable[[str], R]
) -> tuple[R, ...]:
    """``read`` of every one; ``unread``, which is told why, of those that cannot be read."""

    def one(thing: T) -> R:
        try:
            return read(thing)
        except CourierPayloadUnreadable as refusal:
            return unread(refusal.detail)

    return tuple(one(thing) for thing in things)


def answers_about(
    number: str, things: Iterable[T], read: Callable[[T], TrackingEvent], *, promised: str = ""
) -> tuple[TrackingAnswer, ...]:
    """One answer with the events that can be read, oldest first, and one error for the others.

    ``promised`` is when the courier expects to deliver, as it writes it.
    """
    found = each(things, read, unread=_unread)
    events = sorted((one for one in found if isinstance(one, TrackingEvent)), key=lambda e: e.at)
    errors = [one for one in found if isinstance(one, TrackingError)]
    by = promise(promised, zone=events[-1].at.tzinfo if events else None)
    told = [TrackingAnswer(tracking_number=number, events=tuple(events), promised_by=by)]
    if errors and not events:
        told = []
    return (*told, *(TrackingAnswer(tracking_number=number, error=one) for one in errors[:1]))


def whole(answers: Iterable[TrackingAnswer]) -> TrackingAnswers:
    """All of them; ``CourierPayloadUnreadable`` when there is nothing but what cannot be read."""
    found = tuple(answers)
    unread = [one.error for one in found if one.error is not None and one.error.code == PART]
    if unread and len(unread) == len(found):
        raise CourierPayloadUnreadable(unread[0].message)
    return TrackingAnswers(found)


def _unread(why: str) -> TrackingError:
    return TrackingError(kind=TrackingErrorKind.UNREADABLE, code=PART, message=why)
