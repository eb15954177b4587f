"""The life of a product: drafted, published any number of times, withdrawn and restored."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class ProductState(StrEnum):
    DRAFT = "draft"
    """Never published, so nobody can have bought it: it may be deleted."""
    PUBLISHED = "published"
    """Its latest version is on sale; the draft may be ahead of it."""
    WITHDRAWN = "withdrawn"
    """Not on sale; its versions stay for the orders that point at them."""


class ProductAction(StrEnum):
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    RESTORE = "restore"


S, A = ProductState, ProductAction

# fmt: off
PRODUCT_LIFECYCLE: Final = Lifecycle(
    initial=S.DRAFT,
    table={
        S.DRAFT:     {A.PUBLISH: S.PUBLISHED},
        S.PUBLISHED: {A.PUBLISH: S.PUBLISHED, A.WITHDRAW: S.WITHDRAWN},
        S.WITHDRAWN: {A.RESTORE: S.PUBLISHED},
    },
)
# fmt: on
