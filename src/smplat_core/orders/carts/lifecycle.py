"""The life of a cart: filled until it is ordered, poured into another, or forgotten."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class CartStatus(StrEnum):
    ACTIVE = "active"
    ORDERED = "ordered"
    MERGED = "merged"
    EXPIRED = "expired"


class CartAction(StrEnum):
    ORDER = "order"
    MERGE = "merge"
    EXPIRE = "expire"


S, A = CartStatus, CartAction

# fmt: off
CART_LIFECYCLE: Final = Lifecycle(
    initial=S.ACTIVE,
    table={
        S.ACTIVE:  {A.ORDER: S.ORDERED, A.MERGE: S.MERGED, A.EXPIRE: S.EXPIRED},
        S.ORDERED: {},
        S.MERGED:  {},
        S.EXPIRED: {},
    },
)
# fmt: on
