"""What fulfillment does when an order was paid or canceled."""

from attrs import frozen

from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.use_cases import CancelFulfillment, CreateFulfillment
from smplat_core.fulfillment.vocabulary import (
    FulfillmentExists,
    NothingToFulfill,
    OrderNotPaid,
)
from smplat_core.kernel import Begin, EventRecord
from smplat_core.orders import OrderCanceled, OrderPaid


@frozen
class FulfillPaidOrder:
    """Make the fulfillment order at once, unless there is one or there is nothing to send."""

    create: CreateFulfillment

    @property
    def name(self) -> str:
        return "fulfillment.fulfill_paid_order"

    @property
    def listens_to(self) -> tuple[str, ...]:
        return (OrderPaid.name,)

    async def __call__(self, record: EventRecord) -> None:
        try:
            await self.create(record.as_event(OrderPaid).order_id)
        except (FulfillmentExists, NothingToFulfill, OrderNotPaid):
            # there already, digital only, or canceled since: nothing is left to do
            return


@frozen
class CancelForOrder:
    """Send nothing more for an order that was canceled. What has arrived has arrived."""

    begin: Begin[FulfillmentWork]
    cancel: CancelFulfillment

    @property
    def name(self) -> str:
        return "fulfillment.cancel_for_order"

    @property
    def listens_to(self) -> tuple[str, ...]:
        return (OrderCanceled.name,)

    async def __call__(self, record: EventRecord) -> None:
        canceled = record.as_event(OrderCanceled)
        async with self.begin() as work:
            for fulfillment in await work.fulfillment_orders.of_order(canceled.order_id):
                if fulfillment.is_open:
                    await self.cancel(fulfillment.id, reason=f"order canceled: {canceled.reason}")
