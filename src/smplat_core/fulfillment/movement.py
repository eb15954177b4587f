"""One step of a shipment and what it does to the quantities: always both, never one alone."""

from datetime import datetime

from attrs import frozen

from smplat_core.fulfillment.lifecycle import ShipmentAction, ShipmentState
from smplat_core.fulfillment.model import FulfillmentOrder, Shipment
from smplat_core.fulfillment.tracking import TrackingEvent


@frozen
class Parcel:
    """A shipment beside the fulfillment order it belongs to."""

    fulfillment: FulfillmentOrder
    shipment: Shipment

    def step(self, action: ShipmentAction, *, at: datetime, reason: str = "") -> "Parcel":
        """Both as they are after ``action``; or the refusal of whichever does not allow it."""
        units = self.shipment.units
        match action:
            case ShipmentAction.MAKE_READY:
                ready = self.shipment.make_ready(at=at)
                return Parcel(self.fulfillment.pack(units, at=at), ready)
            case ShipmentAction.SHIP:
                left = self.shipment.ship(at=at)
                return Parcel(self.fulfillment.ship(units, at=at), left)
            case ShipmentAction.DELIVER:
                arrived = self.shipment.deliver(at=at)
                return Parcel(self.fulfillment.deliver(units, at=at), arrived)
            case ShipmentAction.CANCEL:
                cancelled = self.shipment.cancel(reason=reason, at=at)
                released = self.fulfillment.release(
                    units,
                    at=at,
                    was_packed=self.shipment.is_packed,
                    was_shipped=self.shipment.state is ShipmentState.IN_TRANSIT,
                )
                return Parcel(released, cancelled)

    def hear(self, event: TrackingEvent, *, at: datetime) -> "Parcel":
        """Both as they are once the courier has said this: recorded always, moved when it proves it."""
        steps = self.shipment.steps_due(event)
        parcel = Parcel(self.fulfillment, self.shipment.track(event, at=at))
        for action in steps:
            parcel = parcel.step(action, at=at)
        return parcel
