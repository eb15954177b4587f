"""What the pricing context needs from the outside."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from attrs import frozen

from smplat_core.catalog import Sku
from smplat_core.jobs import JobsWork
from smplat_core.kernel import Money
from smplat_core.pricing.model import PriceBook, PriceEntry
from smplat_core.pricing.one_off import OneOffPrice
from smplat_core.pricing.resolution import PricingResolution
from smplat_core.pricing.vocabulary import PriceBookId, PriceEntryId


class PriceBooks(Protocol):
    """Every price book there is."""

    async def get(self, book_id: PriceBookId) -> PriceBook:
        """The book, held until the unit of work ends; or ``PriceBookNotFound``."""
        ...

    async def by_code(self, code: str) -> PriceBook:
        """The same, by the name people use."""
        ...

    async def save(self, book: PriceBook) -> PriceBook:
        """Keep the book and publish its news; it comes back one version on, without them.

        Raises ``PriceBookChanged`` when somebody else saved it first, ``PriceBookExists`` when
        the code of a new book is taken.
        """
        ...


class PriceEntries(Protocol):
    """Every price there is."""

    async def get(self, entry_id: PriceEntryId) -> PriceEntry:
        """The price, held until the unit of work ends; or ``PriceEntryNotFound``."""
        ...

    async def get_many(self, entry_ids: Collection[PriceEntryId]) -> tuple[PriceEntry, ...]:
        """Those that exist, held until the unit of work ends, ordered by id."""
        ...

    async def of_book(self, book_id: PriceBookId) -> tuple[PriceEntry, ...]:
        """All prices of the book, archived ones too, ordered by id and held."""
        ...

    async def like(self, entry: PriceEntry) -> tuple[PriceEntry, ...]:
        """The other prices of the same book for the same SKU, currency and tier."""
        ...

    async def save(self, entry: PriceEntry) -> PriceEntry:
        """Keep the price and publish its news; it comes back one version on, without them.

        Raises ``PriceEntryChanged`` when somebody else saved it first.
        """
        ...

    async def save_all(self, entries: Sequence[PriceEntry]) -> None:
        """Keep many prices at once in a constant number of statements.

        They were read, and held, in this unit of work or are new; their news are published.
        """
        ...


class Resolutions(Protocol):
    """The prices that order items were bound at."""

    async def keep(self, bound: Mapping[UUID, PricingResolution]) -> None:
        """Keep each resolution, trace and all, under its order item's id; they never change."""
        ...


@frozen(kw_only=True)
class ProcessorPrice:
    """A price as the processor holds it."""

    id: str
    product_id: str
    unit_price: Money
    active: bool


class ProcessorPrices(Protocol):
    """The payment processor's own catalog. Every call may raise ``Unavailable``.

    Calls repeat safely: the processor ends with one product per SKU and one price per key.
    """

    async def put_product(self, sku: Sku, *, label: str) -> str:
        """The id of the SKU's product, which is made, renamed or revived as needed."""
        ...

    async def put_labeled_product(self, sku: Sku, *, label: str) -> str:
        """The id of the product of this SKU under this very label, made or revived as needed.

        For prices that are not the SKU's own: the buyer reads the label, and no other price's
        product is renamed.
        """
        ...

    async def create_price(
        self, product_id: str, *, unit_price: Money, label: str, key: str
    ) -> ProcessorPrice:
        """A new active price. Called again with the same ``key`` it is the same price.

        Raises ``NotPresentable`` when the processor cannot charge this amount in this currency.
        """
        ...

    async def change_price(
        self, price_id: str, *, label: str | None, active: bool
    ) -> ProcessorPrice:
        """Archive or revive a price, and rename it when ``label`` is given; its amount never changes.

        Raises a ``NotFound`` when the processor has no such price.
        """
        ...

    async def find_prices(self, price_ids: Collection[str]) -> Mapping[str, ProcessorPrice]:
        """Those of the prices that exist, by id."""
        ...


class OneOffPrices(Protocol):
    """The processor's prices that were made for single lines."""

    async def find(self, hashes: Collection[str]) -> Mapping[str, OneOffPrice]:
        """Those known, by content hash; holds nothing."""
        ...

    async def keep(self, prices: Sequence[OneOffPrice]) -> None:
        """Remember these; of one content the greatest attempt stays, whoever kept it first."""
        ...


class PricingWork(JobsWork, Protocol):
    """What a unit of work must offer for a pricing use case to run in it."""

    @property
    def price_books(self) -> PriceBooks: ...

    @property
    def price_entries(self) -> PriceEntries: ...

    @property
    def resolutions(self) -> Resolutions: ...

    @property
    def one_off_prices(self) -> OneOffPrices: ...
