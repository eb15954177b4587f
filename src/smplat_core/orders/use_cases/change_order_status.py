"""Moving an order by hand."""

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Begin, Clock
from smplat_core.orders.lifecycle import OrderStatus
from smplat_core.orders.model import Order
from smplat_core.orders.ports import OrdersWork
from smplat_core.orders.use_cases.for_change import order_for_change
from smplat_core.orders.vocabulary import OrderId, checked_reason


@frozen
class ChangeOrderStatus:
    """Move an order to a neighboring state because a person says so.

    The same table and the same audit trail as every other move; the reason is the person's.
    Asking for the state the order is in changes nothing: whoever asks twice has what they want.
    """

    begin: Begin[OrdersWork]
    clock: Clock

    async def __call__(
        self,
        order_id: OrderId,
        *,
        target: OrderStatus,
        reason: str,
        company: CompanyId | None = None,
        expected_version: int | None = None,
    ) -> Order:
        checked_reason(reason)
        async with self.begin() as work:
            order = await order_for_change(
                work, order_id, company=company, expected_version=expected_version
            )
            if order.status is target:
                return order
            moved = order.move_to(target, reason=reason, at=self.clock.now())
            return await work.orders.save(moved)
