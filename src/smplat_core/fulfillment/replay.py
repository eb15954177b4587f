"""What the events of fulfillment orders and shipments say, and what these themselves say."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from smplat_core.fulfillment import events as told
from smplat_core.fulfillment.lifecycle import (
    FULFILLMENT_LIFECYCLE,
    SHIPMENT_LIFECYCLE,
    FulfillmentState,
    ShipmentState,
)
from smplat_core.fulfillment.model import FulfillmentOrder, Shipment
from smplat_core.fulfillment.tracking import TrackingStatus, last_word
from smplat_core.kernel import NOTHING, Facts, Fold, by_name, moment, step

QUANTITIES: Final = ("allocated", "prepared", "packed", "shipped", "delivered")


# --- fulfillment orders ------------------------------------------------------------------


def _created(_: Facts, event: told.FulfillmentCreated) -> Facts:
    quantities = {
        f"{line.item_id}.{name}": line.ordered if name == "ordered" else 0
        for line in event.items
        for name in ("ordered", *QUANTITIES)
    }
    return {
        "reference": event.reference,
        "order_id": str(event.order_id),
        "company_id": str(event.company_id),
        "created_at": moment(event.at),
        "state": FULFILLMENT_LIFECYCLE.initial.value,
        **quantities,
    }


def _counted(_: Facts, event: told.FulfillmentCounted) -> Facts:
    return {
        f"{item.item_id}.{name}": getattr(item, name) for item in event.items for name in QUANTITIES
    }


FULFILLMENT_FOLD: Final = Fold(
    aggregate="fulfillment_order",
    steps=by_name(
        step(told.FulfillmentCreated, _created, begins=True),
        step(told.FulfillmentCounted, _counted),
        step(
            told.FulfillmentProgressed, lambda _, event: {"state": event.after.value}, moves="state"
        ),
        step(told.FulfillmentCompleted, lambda _, __: NOTHING),
        step(
            told.FulfillmentCancelled,
            lambda _, __: {"state": FulfillmentState.CANCELLED.value},
            moves="state",
        ),
    ),
    lifecycles={"state": FULFILLMENT_LIFECYCLE},
    stamp="updated_at",
)


def fulfillment_facts(order: FulfillmentOrder) -> Facts:
    """The same facts, of the fulfillment order itself."""
    quantities = {
        f"{item.id}.{name}": getattr(item, name)
        for item in order.items
        for name in ("ordered", *QUANTITIES)
    }
    return {
        "reference": order.reference,
        "order_id": str(order.order_id),
        "company_id": str(order.company_id),
        "created_at": moment(order.created_at),
        "updated_at": moment(order.updated_at),
        "state": order.state.value,
        **quantities,
    }


# --- shipments ---------------------------------------------------------------------------


def contents(units: Iterable[tuple[object, int]]) -> str:
    """Units by fulfillment item as one fact: the same for the same contents."""
    return ", ".join(sorted(f"{quantity} x {item_id}" for item_id, quantity in units))


def _told_contents(items: tuple[told.ShippedItem, ...]) -> str:
    return contents((item.fulfillment_item_id, item.quantity) for item in items)


def _labeled(label: told.ParcelLabel) -> Facts:
    return {"courier": label.courier, "tracking_number": label.tracking_number}


def _drafted(_: Facts, event: told.ShipmentDrafted) -> Facts:
    return {
        "reference": event.reference,
        "fulfillment_order_id": str(event.fulfillment_order_id),
        "order_id": str(event.order_id),
        "company_id": str(event.company_id),
        "created_at": moment(event.at),
        "state": SHIPMENT_LIFECYCLE.initial.value,
        "items": _told_contents(event.items),
        "tracking_status": None,
        "tracked_at": None,
        "ready_at": None,
        "in_transit_at": None,
        "delivered_at": None,
        "cancelled_at": None,
        **(_labeled(event.label) if event.label else NOTHING),
    }


def _edited(_: Facts, event: told.ShipmentEdited) -> Facts:
    return {"items": _told_contents(event.items), **_labeled(event.label)}


def _ready(_: Facts, event: told.ShipmentReady) -> Facts:
    return {
        "state": ShipmentState.READY.value,
        "ready_at": moment(event.at),
        "courier": event.courier,
        "tracking_number": event.tracking_number,
    }


def _left(_: Facts, event: told.ShipmentInTransit) -> Facts:
    return {
        "state": ShipmentState.IN_TRANSIT.value,
        "in_transit_at": moment(event.at),
        "courier": event.courier,
        "tracking_number": event.tracking_number,
    }


def _arrived(_: Facts, event: told.ShipmentDelivered) -> Facts:
    return {
        "state": ShipmentState.DELIVERED.value,
        "delivered_at": moment(event.at),
        "items": _told_contents(event.items),
    }


def _tracked(was: Facts, event: told.TrackingRecorded) -> Facts:
    if "tracked_at" not in was:
        return NOTHING
    status, latest = was.get("tracking_status"), was["tracked_at"]
    known = (
        TrackingStatus(status) if isinstance(status, str) else None,
        datetime.fromisoformat(latest) if isinstance(latest, str) else None,
    )
    said, at = last_word(known, said=event.status, at=event.happened_at)
    return {"tracking_status": said and said.value, "tracked_at": moment(at)}


SHIPMENT_FOLD: Final = Fold(
    aggregate="shipment",
    steps=by_name(
        step(told.ShipmentDrafted, _drafted, begins=True),
        step(told.ShipmentEdited, _edited),
        step(told.ShipmentReady, _ready, moves="state"),
        step(told.ShipmentInTransit, _left, moves="state"),
        step(told.ShipmentDelivered, _arrived, moves="state"),
        step(
            told.ShipmentCancelled,
            lambda _, event: {
                "state": ShipmentState.CANCELLED.value,
                "cancelled_at": moment(event.at),
            },
            moves="state",
        ),
        step(told.TrackingRecorded, _tracked),
    ),
    lifecycles={"state": SHIPMENT_LIFECYCLE},
    stamp="updated_at",
)


def shipment_facts(shipment: Shipment) -> Facts:
    """The same facts, of the shipment itself. Where it goes is in no event: people can be erased."""
    status, number = shipment.tracking_status, shipment.tracking
    return {
        "reference": shipment.reference,
        "fulfillment_order_id": str(shipment.fulfillment_order_id),
        "order_id": str(shipment.order_id),
        "company_id": str(shipment.company_id),
        "created_at": moment(shipment.created_at),
        "updated_at": moment(shipment.updated_at),
        "state": shipment.state.value,
        "items": contents((item.fulfillment_item_id, item.quantity) for item in shipment.items),
        "courier": shipment.courier,
        "tracking_number": number.number if number else None,
        "tracking_status": status.value if status else None,
        "tracked_at": moment(shipment.tracked_at),
        "ready_at": moment(shipment.ready_at),
        "in_transit_at": moment(shipment.in_transit_at),
        "delivered_at": moment(shipment.delivered_at),
        "cancelled_at": moment(shipment.cancelled_at),
    }
