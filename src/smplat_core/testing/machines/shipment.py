"""A shipment by itself: any action at any time."""

from enum import StrEnum

from hypothesis.stateful import invariant

from smplat_core.fulfillment import SHIPMENT_LIFECYCLE, Shipment, ShipmentAction, ShipmentState
from smplat_core.testing.builders.fulfillment import NOON, a_fulfillment, a_shipment, a_tracking
from smplat_core.testing.machines.lifecycle import LifecycleMachine


class ShipmentMachine(LifecycleMachine[Shipment]):
    """A shipment with everything it needs, taken through its life in every order."""

    lifecycle = SHIPMENT_LIFECYCLE

    def begin(self) -> Shipment:
        return a_shipment(a_fulfillment(3), 3, tracking=a_tracking())

    def act(self, thing: Shipment, action: ShipmentAction) -> Shipment:
        match action:
            case ShipmentAction.MAKE_READY:
                return thing.make_ready(at=NOON)
            case ShipmentAction.SHIP:
                return thing.ship(at=NOON)
            case ShipmentAction.DELIVER:
                return thing.deliver(at=NOON)
            case ShipmentAction.CANCEL:
                return thing.cancel(reason="as told", at=NOON)

    def state(self, thing: Shipment) -> StrEnum:
        return thing.state

    @invariant()
    def each_state_it_came_through_has_its_moment(self) -> None:
        moments = {
            ShipmentState.READY: self.thing.ready_at,
            ShipmentState.IN_TRANSIT: self.thing.in_transit_at,
            ShipmentState.DELIVERED: self.thing.delivered_at,
            ShipmentState.CANCELLED: self.thing.cancelled_at,
        }
        if self.thing.state in moments:
            assert moments[self.thing.state] is not None, f"{self.thing.state} since when?"
        if self.thing.delivered_at is not None:
            since = (self.thing.ready_at, self.thing.in_transit_at)
            assert None not in since, "it was delivered without ever leaving"

    @invariant()
    def what_is_in_it_stays_in_it(self) -> None:
        assert sum(self.thing.units.values()) == 3, f"three units became {self.thing.units}"

    @invariant()
    def each_step_is_told_once(self) -> None:
        told = [event.name for event in self.thing.news]
        assert len(told) == len(set(told)), f"told twice: {told}"
