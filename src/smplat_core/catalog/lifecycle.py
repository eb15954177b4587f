"""The life of a product: drafted, published any number of times, withdrawn and restored."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class ProductState(StrEnum):
    DRAFT = "draft"
    """Never published, so nobody can have bought it."""
    PUBLISHED = "published"
    """Its latest version is on sale; the draft may be ahead of it."""
    WITHDRAWN = "withdrawn"
    """Not on sale; its versions stay for the orders that point at them."""
    DELETED = "deleted"
    """Of a draft nobody could buy: its row is gone and its slug is free."""


class ProductAction(StrEnum):
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    DELETE = "delete"


S, A = ProductState, ProductAction

# fmt: off
PRODUCT_LIFECYCLE: Final = Lifecycle(
    initial=S.DRAFT,
    table={
        S.DRAFT:     {A.PUBLISH: S.PUBLISHED, A.DELETE: S.DELETED},
        S.PUBLISHED: {A.PUBLISH: S.PUBLISHED, A.WITHDRAW: S.WITHDRAWN},
        S.WITHDRAWN: {A.RESTORE: S.PUBLISHED},
        S.DELETED:   {},
    },
)
# fmt: on
