"""The lives of a fulfillment order and of a shipment."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class FulfillmentState(StrEnum):
    READY_TO_PREPARE = "ready_to_prepare"
    AWAITING_SHIPMENT = "awaiting_shipment"
    IN_TRANSIT = "in_transit"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class FulfillmentAction(StrEnum):
    """Only ``cancel`` is anybody's decision; the others follow from the quantities."""

    PREPARE = "prepare"
    UNPREPARE = "unprepare"
    SHIP = "ship"
    RECALL = "recall"
    COMPLETE = "complete"
    CANCEL = "cancel"


class ShipmentState(StrEnum):
    DRAFT = "draft"
    READY = "ready"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class ShipmentAction(StrEnum):
    MAKE_READY = "make_ready"
    SHIP = "ship"
    DELIVER = "deliver"
    CANCEL = "cancel"


F, FA = FulfillmentState, FulfillmentAction
S, SA = ShipmentState, ShipmentAction

# fmt: off
FULFILLMENT_LIFECYCLE: Final = Lifecycle(
    initial=F.READY_TO_PREPARE,
    table={
        F.READY_TO_PREPARE:  {FA.PREPARE: F.AWAITING_SHIPMENT, FA.CANCEL: F.CANCELLED},
        F.AWAITING_SHIPMENT: {FA.SHIP: F.IN_TRANSIT, FA.UNPREPARE: F.READY_TO_PREPARE, FA.CANCEL: F.CANCELLED},
        # a cancelled shipment may have been the only one under way
        F.IN_TRANSIT:        {FA.COMPLETE: F.COMPLETED, FA.RECALL: F.AWAITING_SHIPMENT, FA.CANCEL: F.CANCELLED},
        F.COMPLETED:         {},
        F.CANCELLED:         {},
    },
)

SHIPMENT_LIFECYCLE: Final = Lifecycle(
    initial=S.DRAFT,
    table={
        S.DRAFT:      {SA.MAKE_READY: S.READY, SA.CANCEL: S.CANCELLED},
        S.READY:      {SA.SHIP: S.IN_TRANSIT, SA.CANCEL: S.CANCELLED},
        S.IN_TRANSIT: {SA.DELIVER: S.DELIVERED, SA.CANCEL: S.CANCELLED},
        S.DELIVERED:  {},
        S.CANCELLED:  {},
    },
)
# fmt: on
