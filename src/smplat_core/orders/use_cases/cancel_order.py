"""Stopping an order for good."""

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Begin, Clock
from smplat_core.orders.lifecycle import OrderStatus
from smplat_core.orders.model import Order
from smplat_core.orders.ports import OrdersWork
from smplat_core.orders.use_cases.for_change import order_for_change
from smplat_core.orders.vocabulary import OrderId, checked_reason


@frozen
class CancelOrder:
    """Cancel an order in any state before completed.

    No money is moved here. An open checkout is closed at the processor by a reaction of the
    payments context; money already taken is held until somebody refunds it, and the order's
    payment status goes on saying so. Canceling twice is the same as once, and
    the first reason stays.
    """

    begin: Begin[OrdersWork]
    clock: Clock

    async def __call__(
        self,
        order_id: OrderId,
        *,
        reason: str,
        company: CompanyId | None = None,
        expected_version: int | None = None,
    ) -> Order:
        checked_reason(reason)
        async with self.begin() as work:
            order = await order_for_change(
                work, order_id, company=company, expected_version=expected_version
            )
            if order.status is OrderStatus.CANCELED:
                return order
            return await work.orders.save(order.cancel(reason=reason, at=self.clock.now()))
