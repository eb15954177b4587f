"""Words in which others speak of a parcel: aggregators, relays and the couriers they repeat.

Each vocabulary is public documentation; a word nobody listed is ``unknown`` and moves nothing.
"""

from collections.abc import Mapping
from typing import Final

from smplat_core.fulfillment.tracking import TrackingStatus

T = TrackingStatus

VOCABULARIES: Final[Mapping[str, Mapping[str, TrackingStatus]]] = {
    "karrio": {
        "pending": T.PENDING,
        "picked_up": T.PICKED_UP,
        "on_hold": T.ON_HOLD,
        "cancelled": T.CANCELLED,
        "delivered": T.DELIVERED,
        "in_transit": T.IN_TRANSIT,
        "delivery_failed": T.DELIVERY_ATTEMPTED,
        "delivery_delayed": T.DELAYED,
        "out_for_delivery": T.OUT_FOR_DELIVERY,
        "ready_for_pickup": T.AVAILABLE_FOR_PICKUP,
        "return_to_sender": T.RETURN_TO_SENDER,
        "unknown": T.UNKNOWN,
    },
    "easypost": {
        "unknown": T.UNKNOWN,
        "pre_transit": T.PENDING,
        "in_transit": T.IN_TRANSIT,
        "out_for_delivery": T.OUT_FOR_DELIVERY,
        "delivered": T.DELIVERED,
        "available_for_pickup": T.AVAILABLE_FOR_PICKUP,
        "return_to_sender": T.RETURN_TO_SENDER,
        "failure": T.EXCEPTION,
        "cancelled": T.CANCELLED,
        # of the tracker, not of the parcel
        "error": T.UNKNOWN,
    },
    "aftership": {
        "pending": T.PENDING,
        "inforeceived": T.PENDING,
        "intransit": T.IN_TRANSIT,
        "outfordelivery": T.OUT_FOR_DELIVERY,
        "attemptfail": T.DELIVERY_ATTEMPTED,
        "delivered": T.DELIVERED,
        "availableforpickup": T.AVAILABLE_FOR_PICKUP,
        "exception": T.EXCEPTION,
        # nothing was heard for a month: of the tracker, not of the parcel
        "expired": T.UNKNOWN,
    },
    "shippo": {
        "unknown": T.UNKNOWN,
        "pre_transit": T.PENDING,
        "transit": T.IN_TRANSIT,
        "delivered": T.DELIVERED,
        "returned": T.RETURN_TO_SENDER,
        "failure": T.EXCEPTION,
    },
    "shipengine": {
        "un": T.UNKNOWN,
        "ac": T.PICKED_UP,
        "it": T.IN_TRANSIT,
        "de": T.DELIVERED,
        "ex": T.EXCEPTION,
        "at": T.DELIVERY_ATTEMPTED,
        "ny": T.PENDING,
        # delivered to a collection point: the receiver does not have it
        "sp": T.AVAILABLE_FOR_PICKUP,
    },
    "chitchats": {
        "pending": T.PENDING,
        "ready": T.PENDING,
        "received": T.PICKED_UP,
        "released": T.IN_TRANSIT,
        "inducted": T.IN_TRANSIT,
        "in_transit": T.IN_TRANSIT,
        "delivered": T.DELIVERED,
        "exception": T.EXCEPTION,
        "returned": T.RETURN_TO_SENDER,
        "voided": T.CANCELLED,
        "canceled": T.CANCELLED,
    },
    "smplat": {
        "draft": T.PENDING,
        "ready": T.PENDING,
        "label created": T.PENDING,
        **{status.value: status for status in TrackingStatus},
    },
}
"""By whose words they are; words in lower case."""


def status_of_word(word: str, *, vocabulary: str | None = None) -> TrackingStatus:
    """What the word means there; ``UNKNOWN`` when it is not listed.

    Without a vocabulary, the word means what all that list it agree on, and else ``UNKNOWN``.
    """
    sought = " ".join(word.split()).lower()
    if vocabulary is not None:
        return VOCABULARIES.get(vocabulary, {}).get(sought, T.UNKNOWN)
    readings = {words[sought] for words in VOCABULARIES.values() if sought in words}
    return readings.pop() if len(readings) == 1 else T.UNKNOWN
