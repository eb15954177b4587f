"""What people do with carts and saved configurations."""

from smplat_core.orders.carts.use_cases.change_lines import (
    AddToCart,
    ChangeCartLine,
    LineEdit,
    RefreshCart,
    RemoveFromCart,
    SeenCart,
)
from smplat_core.orders.carts.use_cases.expire_carts import EXPIRE_CARTS, ExpireCarts
from smplat_core.orders.carts.use_cases.merge_carts import MergeCarts
from smplat_core.orders.carts.use_cases.open_cart import NewCart, OpenCart, OpenedCart
from smplat_core.orders.carts.use_cases.order_cart import CartOrder, OrderCart
from smplat_core.orders.carts.use_cases.save_configuration import (
    EditSavedConfiguration,
    ForgetSavedConfiguration,
    NewSavedConfiguration,
    SaveConfiguration,
    SavedEdit,
)

__all__ = [
    "EXPIRE_CARTS",
    "AddToCart",
    "CartOrder",
    "ChangeCartLine",
    "EditSavedConfiguration",
    "ExpireCarts",
    "ForgetSavedConfiguration",
    "LineEdit",
    "MergeCarts",
    "NewCart",
    "NewSavedConfiguration",
    "OpenCart",
    "OpenedCart",
    "OrderCart",
    "RefreshCart",
    "RemoveFromCart",
    "SaveConfiguration",
    "SavedEdit",
    "SeenCart",
]
