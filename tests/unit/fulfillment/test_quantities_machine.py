"""Whatever is done to shipments, in any order, no unit is sent twice and none is lost."""

from datetime import timedelta

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.strategies import DataObject, data, integers, lists, sampled_from

from smplat_core.fulfillment import (
    FULFILLMENT_LIFECYCLE,
    FulfillmentOrder,
    FulfillmentState,
    Parcel,
    Shipment,
    ShipmentAction,
    ShipmentId,
    ShipmentItem,
    ShipmentState,
    TrackingStatus,
    Wanted,
)
from smplat_core.kernel import Refusal, evolve
from tests.builders.fulfillment import (
    NOON,
    a_fulfillment,
    a_shipment,
    a_tracking,
    an_event,
    units,
)

ALIVE = (
    ShipmentState.DRAFT,
    ShipmentState.READY,
    ShipmentState.IN_TRANSIT,
    ShipmentState.DELIVERED,
)


class Warehouse(RuleBasedStateMachine):
    fulfillment: FulfillmentOrder
    shipments: dict[ShipmentId, Shipment]

    @initialize(ordered=lists(integers(1, 6), min_size=1, max_size=3))
    def open(self, ordered: list[int]) -> None:
        self.fulfillment, self.shipments = a_fulfillment(*ordered), {}

    def pick(self, given: DataObject) -> Shipment | None:
        return given.draw(sampled_from(list(self.shipments.values()))) if self.shipments else None

    def keep(self, parcel: Parcel) -> None:
        self.fulfillment = evolve(parcel.fulfillment, news=())
        self.shipments[parcel.shipment.id] = evolve(parcel.shipment, news=())

    @rule(quantities=lists(integers(0, 7), min_size=1, max_size=3))
    def draft(self, quantities: list[int]) -> None:
        wanted = units(self.fulfillment, *quantities)
        try:
            allocated = self.fulfillment.allocate(wanted, at=NOON)
        except Refusal:
            free = {item.id: item.unallocated for item in self.fulfillment.items}
            assert not self.fulfillment.is_open or any(
                one.quantity > free[one.item_id] for one in wanted
            )
            return
        shipment = a_shipment(self.fulfillment, *quantities, tracking=a_tracking())
        self.keep(Parcel(allocated, shipment))

    @rule(given=data(), action=sampled_from(ShipmentAction))
    def step(self, given: DataObject, action: ShipmentAction) -> None:
        shipment = self.pick(given)
        if shipment is not None:
            try:
                self.keep(Parcel(self.fulfillment, shipment).step(action, at=NOON))
            except Refusal:
                return

    @rule(given=data(), status=sampled_from(TrackingStatus), hours=integers(-5, 5))
    def hear(self, given: DataObject, status: TrackingStatus, hours: int) -> None:
        shipment = self.pick(given)
        if shipment is not None:
            event = an_event(status, at=NOON + timedelta(hours=hours))
            self.keep(Parcel(self.fulfillment, shipment).hear(event, at=NOON))

    @rule(given=data(), quantities=lists(integers(0, 7), min_size=1, max_size=3))
    def change_items(self, given: DataObject, quantities: list[int]) -> None:
        old = self.pick(given)
        if old is None or old.state not in (ShipmentState.DRAFT, ShipmentState.READY):
            return
        wanted = units(self.fulfillment, *quantities)
        template = a_shipment(self.fulfillment, *quantities)
        try:
            moved = self.fulfillment.allocate(wanted, instead_of=old.units, at=NOON)
            changed = self.with_items(old, template.items)
            if old.is_packed:
                moved = moved.repack(changed.units, instead_of=old.units, at=NOON)
        except Refusal:
            return
        self.keep(Parcel(moved, changed))

    def with_items(self, old: Shipment, items: tuple[ShipmentItem, ...]) -> Shipment:
        return old.change(
            at=NOON,
            items=items,
            address_id=None,
            address=old.address,
            courier=old.courier,
            tracking=old.tracking,
        )

    @rule(given=data(), count=integers(0, 7))
    def prepare(self, given: DataObject, count: int) -> None:
        item = given.draw(sampled_from(self.fulfillment.items))
        try:
            wanted = (Wanted(item_id=item.id, quantity=count),)
            self.fulfillment = self.fulfillment.prepare(wanted, at=NOON)
        except Refusal:
            return

    @invariant()
    def every_quantity_is_what_the_shipments_hold(self) -> None:
        for item in self.fulfillment.items:
            held = {
                state: sum(
                    shipment.units.get(item.id, 0)
                    for shipment in self.shipments.values()
                    if shipment.state is state
                )
                for state in ALIVE
            }
            delivered = held[ShipmentState.DELIVERED]
            shipped = delivered + held[ShipmentState.IN_TRANSIT]
            packed = shipped + held[ShipmentState.READY]
            assert item.delivered == delivered
            assert item.shipped == shipped
            assert item.packed == packed
            assert item.allocated == packed + held[ShipmentState.DRAFT]

    @invariant()
    def no_step_overtakes_the_one_before(self) -> None:
        for item in self.fulfillment.items:
            assert 0 <= item.delivered <= item.shipped <= item.packed
            assert item.packed <= item.prepared <= item.ordered
            assert item.packed <= item.allocated <= item.ordered

    @invariant()
    def the_state_says_how_far_the_furthest_unit_is(self) -> None:
        fulfillment = self.fulfillment
        if fulfillment.total("delivered") == fulfillment.total("ordered"):
            expected = FulfillmentState.COMPLETED
        elif fulfillment.total("shipped"):
            expected = FulfillmentState.IN_TRANSIT
        elif fulfillment.total("prepared"):
            expected = FulfillmentState.AWAITING_SHIPMENT
        else:
            expected = FulfillmentState.READY_TO_PREPARE
        assert fulfillment.state is expected
        assert fulfillment.is_open is bool(FULFILLMENT_LIFECYCLE.actions(expected))


Warehouse.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
test_quantities_stay_right = Warehouse.TestCase
