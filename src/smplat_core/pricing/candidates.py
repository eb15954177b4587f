"""What is asked of the resolver, and the rows it may answer from."""

from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen

from smplat_core.catalog import ItemKind, Sku
from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, Money, maker
from smplat_core.pricing.vocabulary import PriceType, Region, SyncState


@frozen(kw_only=True)
class Bespoke:
    """A price somebody sets by hand for one line."""

    unit_price: Money
    notes: str
    """Who agreed to it and why; required."""
    label: str | None = None
    """Instead of the label of the SKU's best known price, or of the SKU itself."""
    kind: ItemKind | None = None
    """Needed when no price book knows the SKU."""


@frozen(kw_only=True)
class PriceRequest:
    """One line to be priced for one buyer."""

    sku: Sku
    quantity: int
    currency: Currency
    region: Region | None = None
    """Of the buyer; ``None`` sees global books only."""
    company_id: CompanyId | None = None
    """The buyer; ``None`` sees no agreements."""
    bespoke: Bespoke | None = None


@frozen(kw_only=True, weakref_slot=False)
class Candidate:
    """One row that may be the price: an entry of a book, or an item of an agreement."""

    id: UUID
    """Of the price book entry or of the agreement's item."""
    source: PriceType
    origin: str
    """Code of the book, or name of the agreement, for people."""
    origin_id: UUID
    sku: Sku
    label: str
    kind: ItemKind
    unit_price: Money
    min_quantity: int = 1
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    """First moment it no longer holds."""
    region: Region | None = None
    company_id: CompanyId | None = None
    is_active: bool = True
    """Neither the row nor what it belongs to is archived."""
    stripe_price_id: str | None = None
    sync_state: SyncState | None = None
    """``None`` where there is nothing to sync."""

    def __str__(self) -> str:
        """``book sensors-eu: 12.50 EUR from 10``."""
        what = "agreement" if self.source is PriceType.PRICE_AGREEMENT else "book"
        return f"{what} {self.origin}: {self.unit_price} from {self.min_quantity} (row {self.id})"


make_candidate: Final = maker(Candidate)
