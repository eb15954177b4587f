"""The fulfillment order: how far the hardware of one order has come, unit by unit."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import field, frozen

from smplat_core.customers import CompanyId
from smplat_core.fulfillment.events import (
    CountedItem,
    FulfillmentCancelled,
    FulfillmentCompleted,
    FulfillmentCounted,
    FulfillmentCreated,
    FulfillmentProgressed,
    OrderedLine,
)
from smplat_core.fulfillment.lifecycle import (
    FULFILLMENT_LIFECYCLE,
    FulfillmentAction,
    FulfillmentState,
)
from smplat_core.fulfillment.model.items import (
    FulfillmentItem,
    Wanted,
    check_free,
    check_prepared,
    check_wanted,
)
from smplat_core.fulfillment.vocabulary import FulfillmentItemId, FulfillmentOrderId
from smplat_core.kernel import Event, evolve
from smplat_core.orders import FulfillmentStatus, OrderId


@frozen(kw_only=True)
class FulfillmentOrder:
    """What an order still has to send. Its state follows from the quantities.

    The state says how far the furthest unit has come, except that it is completed only
    when every unit is delivered.
    """

    id: FulfillmentOrderId
    reference: str
    order_id: OrderId
    order_reference: str
    company_id: CompanyId
    items: tuple[FulfillmentItem, ...]
    created_at: datetime
    updated_at: datetime
    state: FulfillmentState = FULFILLMENT_LIFECYCLE.initial
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def create(
        cls,
        fulfillment_id: FulfillmentOrderId,
        *,
        reference: str,
        order_id: OrderId,
        order_reference: str,
        company_id: CompanyId,
        items: tuple[FulfillmentItem, ...],
        at: datetime,
    ) -> "FulfillmentOrder":
        order = cls(
            id=fulfillment_id,
            reference=reference,
            order_id=order_id,
            order_reference=order_reference,
            company_id=company_id,
            items=items,
            created_at=at,
            updated_at=at,
        )
        created = FulfillmentCreated(
            at=at,
            fulfillment_order_id=fulfillment_id,
            reference=reference,
            order_id=order_id,
            company_id=company_id,
            units=order.total("ordered"),
            items=tuple(
                OrderedLine(item_id=item.id, sku=item.sku, ordered=item.ordered) for item in items
            ),
        )
        return evolve(order, news=(created,))

    # --- what is known -------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return not FULFILLMENT_LIFECYCLE.is_final(self.state)

    @property
    def status(self) -> FulfillmentStatus:
        """What the order is told."""
        return FulfillmentStatus.derived(
            ordered=self.total("ordered"),
            shipped=self.total("shipped"),
            delivered=self.total("delivered"),
        )

    def total(self, quantity: str) -> int:
        """The sum of one quantity, such as ``"shipped"``, over all items."""
        return sum(getattr(item, quantity) for item in self.items)

    def item(self, item_id: FulfillmentItemId) -> FulfillmentItem | None:
        return next((item for item in self.items if item.id == item_id), None)

    # --- what shipments do ---------------------------------------------------------------

    def allocate(
        self,
        wanted: Sequence[Wanted],
        *,
        at: datetime,
        instead_of: Mapping[FulfillmentItemId, int] | None = None,
    ) -> "FulfillmentOrder":
        """Promise units to a shipment, giving back what it had before (``instead_of``).

        Refuses, naming every wrong item at once, with ``ItemNotFound``, ``ItemNamedTwice``,
        ``BadQuantity`` or ``OverAllocated``; and when the order is completed or cancelled.
        """
        self._check_open()
        returned = instead_of or {}
        free = {item.id: item.unallocated + returned.get(item.id, 0) for item in self.items}
        check_wanted(wanted, known=self.items)
        check_free(wanted, free=free, known=self.items)
        change = {one.item_id: one.quantity for one in wanted}
        return self._moved(
            {
                item.id: {
                    "allocated": item.allocated - returned.get(item.id, 0) + change.get(item.id, 0)
                }
                for item in self.items
            },
            at=at,
        )

    def pack(self, units: Mapping[FulfillmentItemId, int], *, at: datetime) -> "FulfillmentOrder":
        """Allocated units are in a parcel; so they are prepared, counted or not."""
        self._check_open()
        return self._moved(
            {
                item.id: {
                    "packed": item.packed + units.get(item.id, 0),
                    "prepared": max(item.prepared, item.packed + units.get(item.id, 0)),
                }
                for item in self.items
            },
            at=at,
        )

    def repack(
        self,
        units: Mapping[FulfillmentItemId, int],
        *,
        instead_of: Mapping[FulfillmentItemId, int],
        at: datetime,
    ) -> "FulfillmentOrder":
        """A parcel that has not left holds other units than before."""
        change = {
            item.id: units.get(item.id, 0) - instead_of.get(item.id, 0) for item in self.items
        }
        return self.pack(change, at=at)

    def ship(self, units: Mapping[FulfillmentItemId, int], *, at: datetime) -> "FulfillmentOrder":
        """Packed units have left the house."""
        self._check_open()
        return self._added("shipped", units, at=at)

    def deliver(
        self, units: Mapping[FulfillmentItemId, int], *, at: datetime
    ) -> "FulfillmentOrder":
        """Shipped units have arrived. The last one completes the fulfillment order."""
        self._check_open()
        return self._added("delivered", units, at=at)

    def release(
        self,
        units: Mapping[FulfillmentItemId, int],
        *,
        at: datetime,
        was_packed: bool,
        was_shipped: bool,
    ) -> "FulfillmentOrder":
        """A cancelled shipment gives its units back.

        Units that had left are not in the house any more: they have to be prepared anew.
        """
        self._check_open()
        return self._moved(
            {
                item.id: {
                    "allocated": item.allocated - units.get(item.id, 0),
                    "packed": item.packed - units.get(item.id, 0) * was_packed,
                    "prepared": item.prepared - units.get(item.id, 0) * was_shipped,
                    "shipped": item.shipped - units.get(item.id, 0) * was_shipped,
                }
                for item in self.items
            },
            at=at,
        )

    def recount(
        self, counts: Mapping[FulfillmentItemId, Mapping[str, int]], *, at: datetime
    ) -> "FulfillmentOrder":
        """The quantities as counted again from the shipments; unchanged when they agree."""
        counted = self._moved(counts, at=at)
        same = counted.items == self.items and counted.state is self.state
        return self if same else counted

    # --- what people do ------------------------------------------------------------------

    def prepare(self, counted: Sequence[Wanted], *, at: datetime) -> "FulfillmentOrder":
        """So many units of these items are prepared now, altogether: a count, not an addition.

        Refuses with ``OverPrepared`` a count past what was ordered or below what is packed.
        """
        self._check_open()
        check_wanted(counted, known=self.items, least=0)
        check_prepared(counted, known=self.items)
        return self._moved({one.item_id: {"prepared": one.quantity} for one in counted}, at=at)

    def cancel(self, *, reason: str, at: datetime) -> "FulfillmentOrder":
        """Nothing more is sent. Shipments that were not delivered must be cancelled first."""
        state = FULFILLMENT_LIFECYCLE.after(self.state, FulfillmentAction.CANCEL)
        cancelled = FulfillmentCancelled(
            at=at,
            fulfillment_order_id=self.id,
            reference=self.reference,
            order_id=self.order_id,
            company_id=self.company_id,
            reason=reason,
        )
        return evolve(self, state=state, news=(*self.news, cancelled), updated_at=at)

    # --- steps ---------------------------------------------------------------------------

    def _check_open(self) -> None:
        if not self.is_open:
            FULFILLMENT_LIFECYCLE.after(self.state, FulfillmentAction.SHIP)

    def _added(
        self, quantity: str, units: Mapping[FulfillmentItemId, int], *, at: datetime
    ) -> "FulfillmentOrder":
        changes = {
            item.id: {quantity: getattr(item, quantity) + units.get(item.id, 0)}
            for item in self.items
        }
        return self._moved(changes, at=at)

    def _moved(
        self, changes: Mapping[FulfillmentItemId, Mapping[str, int]], *, at: datetime
    ) -> "FulfillmentOrder":
        items = tuple(
            evolve(item, **changes[item.id]) if item.id in changes else item for item in self.items
        )
        changed = tuple(now for now, old in zip(items, self.items, strict=True) if now != old)
        if not changed:
            return self
        news = self._counted(changed, at=at)
        moved = evolve(self, items=items, news=news, updated_at=at)
        return moved._follow_quantities(at=at)  # noqa: SLF001 - of this very class

    def _counted(self, changed: tuple[FulfillmentItem, ...], *, at: datetime) -> tuple[Event, ...]:
        """The news with these quantities told once, however often units move before it is saved."""
        told = {
            item.item_id: item
            for event in self.news
            if isinstance(event, FulfillmentCounted)
            for item in event.items
        }
        for item in changed:
            told[item.id] = CountedItem(
                item_id=item.id,
                allocated=item.allocated,
                prepared=item.prepared,
                packed=item.packed,
                shipped=item.shipped,
                delivered=item.delivered,
            )
        counted = FulfillmentCounted(
            at=at,
            fulfillment_order_id=self.id,
            reference=self.reference,
            order_id=self.order_id,
            company_id=self.company_id,
            items=tuple(told.values()),
        )
        return (*(e for e in self.news if not isinstance(e, FulfillmentCounted)), counted)

    def _follow_quantities(self, *, at: datetime) -> "FulfillmentOrder":
        order = self
        while (action := order._due_action()) is not None:
            order = order._step(action, at=at)
        return order

    def _due_action(self) -> FulfillmentAction | None:
        """The next step the quantities ask for, one at a time, so that none is skipped."""
        state, shipped = self.state, self.total("shipped")
        prepared = self.total("prepared") or shipped
        if state is FulfillmentState.READY_TO_PREPARE and prepared:
            return FulfillmentAction.PREPARE
        if state is FulfillmentState.AWAITING_SHIPMENT:
            if shipped:
                return FulfillmentAction.SHIP
            return None if prepared else FulfillmentAction.UNPREPARE
        if state is FulfillmentState.IN_TRANSIT:
            if self.total("delivered") == self.total("ordered"):
                return FulfillmentAction.COMPLETE
            return None if shipped else FulfillmentAction.RECALL
        return None

    def _step(self, action: FulfillmentAction, *, at: datetime) -> "FulfillmentOrder":
        after = FULFILLMENT_LIFECYCLE.after(self.state, action)
        progressed = FulfillmentProgressed(
            at=at,
            fulfillment_order_id=self.id,
            reference=self.reference,
            order_id=self.order_id,
            company_id=self.company_id,
            before=self.state,
            after=after,
            prepared=self.total("prepared"),
            shipped=self.total("shipped"),
            delivered=self.total("delivered"),
        )
        news: tuple[Event, ...] = (*self.news, progressed)
        if after is FulfillmentState.COMPLETED:
            completed = FulfillmentCompleted(
                at=at,
                fulfillment_order_id=self.id,
                reference=self.reference,
                order_id=self.order_id,
                company_id=self.company_id,
            )
            news = (*news, completed)
        return evolve(self, state=after, news=news)
