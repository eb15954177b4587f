"""What the orders context needs from the outside."""

from typing import Protocol

from attrs import frozen

from smplat_core.customers import AddressId, CompanyId, ContactId, PostalAddress
from smplat_core.kernel import References
from smplat_core.orders.model import Order
from smplat_core.orders.vocabulary import OrderId
from smplat_core.pricing import PricingWork
from smplat_core.pricing.experiments import ExperimentsWork


class Orders(Protocol):
    """Every order there is."""

    async def get(self, order_id: OrderId) -> Order:
        """The order as last saved, held until the unit of work ends; or ``OrderNotFound``."""
        ...

    async def save(self, order: Order) -> Order:
        """Keep the order, its audit trail and its news, together or not at all.

        Returns the order as it now stands: one version on, news and audit cleared. Raises
        ``OrderChanged`` with the current version if it was saved by anyone since it was read.
        Items are written with the first save and never again.
        """
        ...


@frozen
class BillingParty:
    """Who is asked to pay, as far as each part of it exists and belongs to the company."""

    company_is_known: bool
    contact_is_known: bool
    """The contact is of this company, and active."""
    address: PostalAddress | None
    """The address as the book has it now; ``None`` when the company has no such address."""


class BillingParties(Protocol):
    """Looking up company, billing contact and billing address in one go, holding none of them."""

    async def find(
        self, company_id: CompanyId, contact_id: ContactId, address_id: AddressId
    ) -> BillingParty: ...


class OrdersWork(PricingWork, ExperimentsWork, Protocol):
    """What a unit of work must offer for an orders use case to run in it."""

    @property
    def references(self) -> References: ...

    @property
    def billing_parties(self) -> BillingParties: ...

    @property
    def orders(self) -> Orders: ...
