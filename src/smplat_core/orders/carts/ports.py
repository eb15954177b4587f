"""What carts need from the outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from smplat_core.customers import CompanyId, CustomersWork
from smplat_core.orders.carts.model import Cart
from smplat_core.orders.carts.saved import SavedConfiguration
from smplat_core.orders.carts.vocabulary import CartId, SavedConfigurationId, Sight
from smplat_core.orders.ports import OrdersWork
from smplat_core.pricing.experiments import ExperimentsWork


class Carts(Protocol):
    """Every cart there is."""

    async def get(self, cart_id: CartId, sight: Sight) -> Cart:
        """The cart, held until the unit of work ends; ``CartNotFound`` also when out of sight."""
        ...

    async def save(self, cart: Cart) -> Cart:
        """Keep the cart and publish its news; it comes back one version on, without them.

        Raises ``CartChanged`` when somebody else saved it first.
        """
        ...

    async def overdue(self, *, now: datetime, limit: int) -> Sequence[Cart]:
        """Active carts past their time, the longest overdue first, held; those that somebody else
        holds are left out."""
        ...


class SavedConfigurations(Protocol):
    """Every saved configuration there is."""

    async def get(
        self, saved_id: SavedConfigurationId, *, company: CompanyId | None
    ) -> SavedConfiguration:
        """It, held until the unit of work ends; or ``SavedConfigurationNotFound``."""
        ...

    async def count(self, company: CompanyId) -> int:
        """How many the company has."""
        ...

    async def save(self, saved: SavedConfiguration) -> SavedConfiguration:
        """Keep it; it comes back one version on. Raises ``SavedConfigurationChanged``."""
        ...

    async def forget(self, saved_id: SavedConfigurationId) -> None:
        """It is gone; forgetting what is not there is not an error."""
        ...


class CartsWork(OrdersWork, ExperimentsWork, CustomersWork, Protocol):
    """What a unit of work must offer for a use case of carts to run in it."""

    @property
    def carts(self) -> Carts: ...

    @property
    def saved_configurations(self) -> SavedConfigurations: ...
