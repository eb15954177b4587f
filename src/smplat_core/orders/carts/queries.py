"""What screens read of carts and saved configurations; none of these reads holds a row."""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from smplat_core.customers import CompanyId, ContactId
from smplat_core.kernel import Money, Page, PageRequest
from smplat_core.orders.carts.lifecycle import CartStatus
from smplat_core.orders.carts.model import Cart
from smplat_core.orders.carts.saved import SavedConfiguration
from smplat_core.orders.carts.vocabulary import CartId, SavedConfigurationId, Sight
from smplat_core.orders.vocabulary import OrderId


@frozen(kw_only=True)
class CartFilter:
    """Which carts to list; ``None`` means any. Anonymous ones are in no list."""

    company_id: CompanyId | None = None
    contact_id: ContactId | None = None
    status: CartStatus | None = None


@frozen(kw_only=True)
class CartCard:
    """A cart at a glance."""

    id: CartId
    company_id: CompanyId
    contact_id: ContactId | None
    status: CartStatus
    line_count: int
    total: Money
    order_id: OrderId | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    version: int


class CartQueries(Protocol):
    """Reads, each of one statement."""

    async def cart(self, cart_id: CartId, sight: Sight) -> Cart:
        """The cart; ``CartNotFound`` also when out of sight."""
        ...

    async def carts(self, wanted: CartFilter, page: PageRequest) -> Page[CartCard]:
        """The last touched first; the cursor has two parts."""
        ...

    async def saved(
        self, saved_id: SavedConfigurationId, *, company: CompanyId | None
    ) -> SavedConfiguration:
        """It; or ``SavedConfigurationNotFound``."""
        ...

    async def saved_of(
        self,
        company: CompanyId | None,
        *,
        contact_id: ContactId | None,
        product: str | None,
        page: PageRequest,
    ) -> Page[SavedConfiguration]:
        """The newest first, of one contact and of everybody in the company where one is named;
        the cursor has one part."""
        ...
