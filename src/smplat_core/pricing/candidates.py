"""What is asked of the resolver, and the rows it may answer from."""

from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from attrs import frozen

from smplat_core.catalog import ItemKind, Sku
from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, Money, maker
from smplat_core.pricing.vocabulary import (
    PRECEDENCE,
    DiscountCover,
    PriceEntryId,
    PriceType,
    Region,
    SyncState,
)

WHOLE: Final = Decimal(100)


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
class Discount:
    """How an agreed price follows from a book's: so many percent off one entry, as it is now."""

    percent: Decimal
    cover: DiscountCover
    book: str
    """Code of the book."""
    entry_id: PriceEntryId
    list_price: Money

    @property
    def unit_price(self) -> Money:
        """The list price less the percentage, rounded once, halves away from zero."""
        return self.list_price.times((WHOLE - self.percent).scaleb(-2))

    def __str__(self) -> str:
        """``10 % off book sensors-eu's 12.50 EUR``."""
        return f"{percentage(self.percent)} off book {self.book}'s {self.list_price}"


def percentage(percent: Decimal) -> str:
    """``12.5 %``, without idle zeros."""
    return f"{percent.normalize():f} %"


@frozen(kw_only=True, weakref_slot=False)
class Candidate:
    """One row that may be the price: an entry of a book, or an item of an agreement.

    A discount on many entries is as many rows, which share the item's id.
    """

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
    discount: Discount | None = None
    """Which book's price it was worked out from; ``None`` when it was said outright."""

    @property
    def key(self) -> tuple[str, str]:
        """Tells the row from every other, whatever it is worth."""
        return (str(self.id), str(self.discount.entry_id) if self.discount else "")

    def __str__(self) -> str:
        """``book sensors-eu: 12.50 EUR from 10``, or ``agreement Acme 2026: 11.25 EUR from 10, ...``."""
        what = "agreement" if self.source is PriceType.PRICE_AGREEMENT else "book"
        how = f", {self.discount}" if self.discount else ""
        price = f"{self.unit_price} from {self.min_quantity}{how}"
        return f"{what} {self.origin}: {price} (row {self.id})"


make_candidate: Final = maker(Candidate)


def rank_of(candidate: Candidate) -> int:
    """The smaller number has precedence, whatever the prices are.

    Within an agreement the more particular wins: a price said outright, then a discount on the
    SKU, then one on a whole book; of discounts that are alike the one on a regional book.
    """
    rank = PRECEDENCE[candidate.source]
    if candidate.discount is None:
        return rank
    is_wide = candidate.discount.cover is DiscountCover.BOOK
    return rank + 1 + 2 * is_wide + (candidate.region is None)
