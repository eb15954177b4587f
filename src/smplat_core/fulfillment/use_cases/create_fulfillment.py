"""Making the fulfillment order of a paid order."""

from typing import Final

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.fulfillment.lifecycle import FulfillmentState
from smplat_core.fulfillment.model import FulfillmentItem, FulfillmentOrder
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.vocabulary import (
    FulfillmentExists,
    FulfillmentItemId,
    FulfillmentOrderId,
    NothingToFulfill,
    OrderNotPaid,
)
from smplat_core.kernel import Begin, Clock, Ids
from smplat_core.orders import (
    LineKind,
    Order,
    OrderId,
    OrderItemId,
    OrderNotFound,
    OrderStatus,
    PaymentStatus,
)

PREFIX: Final = "FUL"

SENDABLE: Final = frozenset({PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED})


@frozen
class CreateFulfillment:
    """Make the fulfillment order of a paid order that lacks one.

    ``order.paid`` does this by itself; by hand it is for orders whose fulfillment order was
    cancelled: what that one had delivered is not sent again.
    """

    begin: Begin[FulfillmentWork]
    clock: Clock
    ids: Ids

    async def __call__(
        self, order_id: OrderId, *, company: CompanyId | None = None
    ) -> FulfillmentOrder:
        async with self.begin() as work:
            order = await work.orders.get(order_id)
            if company not in (None, order.company_id):
                raise OrderNotFound(f"no order {order_id}")
            earlier = await work.fulfillment_orders.of_order(order_id)
            created = await self._new(work, order, earlier)
            return await work.fulfillment_orders.save(created)

    async def _new(
        self, work: FulfillmentWork, order: Order, earlier: tuple[FulfillmentOrder, ...]
    ) -> FulfillmentOrder:
        alive = next((one for one in earlier if one.state is not FulfillmentState.CANCELLED), None)
        if alive is not None:
            raise FulfillmentExists(f"order {order.reference} has {alive.reference} already")
        if order.payment_status not in SENDABLE or order.status is OrderStatus.CANCELED:
            raise OrderNotPaid(
                f"order {order.reference} is {order.status} and {order.payment_status};"
                " only a paid order that is not canceled is fulfilled"
            )
        items = self._items(order, earlier)
        if not items:
            raise NothingToFulfill(f"order {order.reference} has no hardware left to send")
        return FulfillmentOrder.create(
            FulfillmentOrderId(self.ids.new()),
            reference=await work.references.next(PREFIX),
            order_id=order.id,
            order_reference=order.reference,
            company_id=order.company_id,
            items=items,
            at=self.clock.now(),
        )

    def _items(
        self, order: Order, earlier: tuple[FulfillmentOrder, ...]
    ) -> tuple[FulfillmentItem, ...]:
        delivered: dict[OrderItemId, int] = {}
        for one in earlier:
            for item in one.items:
                delivered[item.order_item_id] = (
                    delivered.get(item.order_item_id, 0) + item.delivered
                )
        return tuple(
            FulfillmentItem(
                id=FulfillmentItemId(self.ids.new()),
                order_item_id=line.id,
                line_number=line.line_number,
                sku=line.sku,
                label=line.label,
                ordered=line.quantity - delivered.get(line.id, 0),
            )
            for line in order.items
            if line.kind is LineKind.HARDWARE and line.quantity > delivered.get(line.id, 0)
        )
