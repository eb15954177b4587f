"""What carts tell the rest of the house."""

from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Event, Money
from smplat_core.orders.carts.vocabulary import CartId, CartLineId
from smplat_core.orders.vocabulary import OrderId


@frozen(kw_only=True)
class CartEvent(Event):
    """Everything a cart tells says which cart."""

    cart_id: CartId


@frozen(kw_only=True)
class CartOpened(CartEvent):
    name: ClassVar[str] = "cart.opened"

    company_id: CompanyId | None
    currency: str


@frozen(kw_only=True)
class CartLineAdded(CartEvent):
    name: ClassVar[str] = "cart.line_added"

    line_id: CartLineId
    label: str
    quantity: int | None
    preset: str | None = None


@frozen(kw_only=True)
class CartLineChanged(CartEvent):
    name: ClassVar[str] = "cart.line_changed"

    line_id: CartLineId
    label: str
    quantity: int | None


@frozen(kw_only=True)
class CartLineRemoved(CartEvent):
    name: ClassVar[str] = "cart.line_removed"

    line_id: CartLineId
    label: str


@frozen(kw_only=True)
class CartRepriced(CartEvent):
    """A look at the whole cart found other prices or configurations than the one before."""

    name: ClassVar[str] = "cart.repriced"

    reasons: tuple[str, ...]
    total: Money


@frozen(kw_only=True)
class CartMerged(CartEvent):
    """Its lines went into another cart."""

    name: ClassVar[str] = "cart.merged"

    into: CartId
    lines: int

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.into,)


@frozen(kw_only=True)
class CartOrdered(CartEvent):
    name: ClassVar[str] = "cart.ordered"

    order_id: OrderId
    reference: str
    total: Money

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.order_id,)


@frozen(kw_only=True)
class CartExpired(CartEvent):
    name: ClassVar[str] = "cart.expired"

    lines: int
