"""A fulfillment order and its shipments: no unit is sent twice, and none is lost."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final, Protocol

from attrs import define, field
from hypothesis.stateful import initialize, invariant, rule
from hypothesis.strategies import DataObject, data, integers, lists, sampled_from

from smplat_core.fulfillment import (
    FULFILLMENT_LIFECYCLE,
    SHIPMENT_LIFECYCLE,
    FulfillmentOrder,
    FulfillmentState,
    Parcel,
    Shipment,
    ShipmentAction,
    ShipmentId,
    ShipmentState,
    TrackingStatus,
    Wanted,
)
from smplat_core.kernel import evolve
from smplat_core.testing.builders.fulfillment import (
    NOON,
    a_fulfillment,
    a_shipment,
    a_tracking,
    an_event,
    units,
)
from smplat_core.testing.machines.watching import Watch, WatchingMachine

ALIVE: Final = (
    ShipmentState.DRAFT,
    ShipmentState.READY,
    ShipmentState.IN_TRANSIT,
    ShipmentState.DELIVERED,
)
Quantities = list[int]
"""So many units of each item, in the order of the items; items past the last are not meant."""

quantities: Final = lists(integers(0, 7), min_size=1, max_size=3)


class WarehouseDriver(Protocol):
    """Who carries out what the machine decides; a refusal may change nothing."""

    @property
    def fulfillment(self) -> FulfillmentOrder: ...

    @property
    def shipments(self) -> Mapping[ShipmentId, Shipment]: ...

    def open(self, ordered: Quantities) -> None:
        """A new fulfillment order with one item per quantity."""
        ...

    def draft(self, wanted: Quantities) -> None:
        """One more shipment, with a courier and a number."""
        ...

    def step(self, shipment_id: ShipmentId, action: ShipmentAction) -> None: ...

    def hear(self, shipment_id: ShipmentId, status: TrackingStatus, *, hours: int) -> None:
        """Its courier says this, of so many hours after the shipment was made."""
        ...

    def change_items(self, shipment_id: ShipmentId, wanted: Quantities) -> None: ...

    def prepare(self, item: int, count: int) -> None:
        """So many units of the item at this place are prepared, altogether."""
        ...


@define
class BareWarehouse(WarehouseDriver):
    """The aggregates by themselves, saved after each change."""

    fulfillment: FulfillmentOrder = field(init=False)
    shipments: dict[ShipmentId, Shipment] = field(factory=dict, init=False)

    def open(self, ordered: Quantities) -> None:
        self.fulfillment = a_fulfillment(*ordered)

    def draft(self, wanted: Quantities) -> None:
        allocated = self.fulfillment.allocate(units(self.fulfillment, *wanted), at=NOON)
        self._keep(Parcel(allocated, a_shipment(allocated, *wanted, tracking=a_tracking())))

    def step(self, shipment_id: ShipmentId, action: ShipmentAction) -> None:
        self._keep(self._parcel(shipment_id).step(action, at=NOON))

    def hear(self, shipment_id: ShipmentId, status: TrackingStatus, *, hours: int) -> None:
        event = an_event(status, at=NOON + timedelta(hours=hours))
        self._keep(self._parcel(shipment_id).hear(event, at=NOON))

    def change_items(self, shipment_id: ShipmentId, wanted: Quantities) -> None:
        old = self.shipments[shipment_id]
        moved = self.fulfillment.allocate(
            units(self.fulfillment, *wanted), instead_of=old.units, at=NOON
        )
        changed = old.change(
            at=NOON,
            items=a_shipment(self.fulfillment, *wanted).items,
            address_id=None,
            address=old.address,
            courier=old.courier,
            tracking=old.tracking,
        )
        if old.is_packed:
            moved = moved.repack(changed.units, instead_of=old.units, at=NOON)
        self._keep(Parcel(moved, changed))

    def prepare(self, item: int, count: int) -> None:
        wanted = Wanted(item_id=self.fulfillment.items[item].id, quantity=count)
        self.fulfillment = evolve(self.fulfillment.prepare((wanted,), at=NOON), news=())

    def _parcel(self, shipment_id: ShipmentId) -> Parcel:
        return Parcel(self.fulfillment, self.shipments[shipment_id])

    def _keep(self, parcel: Parcel) -> None:
        self.fulfillment = evolve(parcel.fulfillment, news=())
        self.shipments[parcel.shipment.id] = evolve(parcel.shipment, news=())


class FulfillmentMachine(WatchingMachine):
    """Parcels are drafted, changed, moved and tracked; the quantities stay the truth."""

    drive: WarehouseDriver

    def driver(self) -> WarehouseDriver:
        """Who carries out what is decided; over use cases, one of your own."""
        return BareWarehouse()

    @initialize(ordered=lists(integers(1, 6), min_size=1, max_size=3))
    def open(self, ordered: Quantities) -> None:
        self.drive = self.driver()
        self.drive.open(ordered)

    @rule(wanted=quantities)
    def draft(self, wanted: Quantities) -> None:
        before = self.drive.fulfillment
        asked = units(before, *wanted)
        if not self.try_to(lambda: self.drive.draft(wanted)):
            free = {item.id: item.unallocated for item in before.items}
            too_many = any(one.quantity > free[one.item_id] for one in asked)
            assert too_many or not before.is_open, f"{asked} was there, and refused"

    @rule(given=data(), action=sampled_from(ShipmentAction))
    def step(self, given: DataObject, action: ShipmentAction) -> None:
        if shipment_id := self._any(given):
            self.try_to(lambda: self.drive.step(shipment_id, action))

    @rule(given=data(), status=sampled_from(TrackingStatus), hours=integers(-5, 5))
    def hear(self, given: DataObject, status: TrackingStatus, hours: int) -> None:
        if shipment_id := self._any(given):
            self.drive.hear(shipment_id, status, hours=hours)

    @rule(given=data(), wanted=quantities)
    def change_items(self, given: DataObject, wanted: Quantities) -> None:
        if shipment_id := self._any(given):
            self.try_to(lambda: self.drive.change_items(shipment_id, wanted))

    @rule(item=integers(0, 2), count=integers(0, 7))
    def prepare(self, item: int, count: int) -> None:
        if item < len(self.drive.fulfillment.items):
            self.try_to(lambda: self.drive.prepare(item, count))

    def _any(self, given: DataObject) -> ShipmentId | None:
        known = list(self.drive.shipments)
        return given.draw(sampled_from(known)) if known else None

    def standing(self) -> object:
        return self.drive.fulfillment, dict(self.drive.shipments)

    def watched(self) -> Iterable[Watch]:
        yield Watch("the fulfillment order", FULFILLMENT_LIFECYCLE, self.drive.fulfillment.state)
        for shipment in self.drive.shipments.values():
            yield Watch(shipment.id, SHIPMENT_LIFECYCLE, shipment.state)

    @invariant()
    def every_quantity_is_what_the_shipments_hold(self) -> None:
        for item in self.drive.fulfillment.items:
            held = {
                state: sum(
                    shipment.units.get(item.id, 0)
                    for shipment in self.drive.shipments.values()
                    if shipment.state is state
                )
                for state in ALIVE
            }
            delivered = held[ShipmentState.DELIVERED]
            shipped = delivered + held[ShipmentState.IN_TRANSIT]
            packed = shipped + held[ShipmentState.READY]
            says = (item.delivered, item.shipped, item.packed, item.allocated)
            holds = (delivered, shipped, packed, packed + held[ShipmentState.DRAFT])
            assert says == holds, (
                f"{item.label}: delivered, shipped, packed and allocated are {says},"
                f" the shipments hold {holds}"
            )

    @invariant()
    def no_step_overtakes_the_one_before(self) -> None:
        for item in self.drive.fulfillment.items:
            assert 0 <= item.delivered <= item.shipped <= item.packed, f"overtaken: {item}"
            assert item.packed <= item.prepared <= item.ordered, f"not all were prepared: {item}"
            assert item.packed <= item.allocated <= item.ordered, f"too many allocated: {item}"

    @invariant()
    def the_state_says_how_far_the_furthest_unit_is(self) -> None:
        fulfillment = self.drive.fulfillment
        if fulfillment.total("delivered") == fulfillment.total("ordered"):
            expected = FulfillmentState.COMPLETED
        elif fulfillment.total("shipped"):
            expected = FulfillmentState.IN_TRANSIT
        elif fulfillment.total("prepared"):
            expected = FulfillmentState.AWAITING_SHIPMENT
        else:
            expected = FulfillmentState.READY_TO_PREPARE
        assert fulfillment.state is expected, (
            f"the state is {fulfillment.state}, its quantities say {expected}"
        )
