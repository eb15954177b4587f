"""Taking an order up to change it, in the name of a caller."""

from smplat_core.customers import CompanyId
from smplat_core.orders.model import Order
from smplat_core.orders.ports import OrdersWork
from smplat_core.orders.vocabulary import OrderChanged, OrderId, OrderNotFound


async def order_for_change(
    work: OrdersWork,
    order_id: OrderId,
    *,
    company: CompanyId | None,
    expected_version: int | None,
) -> Order:
    """The order, held. ``OrderNotFound`` when it is another company's, ``OrderChanged`` when the
    caller decided on another version than there is; no expected version means any.
    """
    order = await work.orders.get(order_id)
    if company is not None and order.company_id != company:
        raise OrderNotFound(f"no order {order_id}")
    if expected_version is not None and expected_version != order.version:
        raise OrderChanged(
            f"order {order.reference} is at version {order.version}, not {expected_version}",
            current_version=order.version,
        )
    return order
