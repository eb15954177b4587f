"""What a caller can do with orders, one verb per file."""

from smplat_core.orders.use_cases.cancel_order import CancelOrder
from smplat_core.orders.use_cases.change_order_status import ChangeOrderStatus
from smplat_core.orders.use_cases.for_change import order_for_change
from smplat_core.orders.use_cases.place_order import NewOrder, OrderLine, PlaceOrder, ProductLine

__all__ = [
    "CancelOrder",
    "ChangeOrderStatus",
    "NewOrder",
    "OrderLine",
    "PlaceOrder",
    "ProductLine",
    "order_for_change",
]
