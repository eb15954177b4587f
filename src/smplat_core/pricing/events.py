"""What the pricing context tells the rest of the house."""

from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Event, Money
from smplat_core.pricing.vocabulary import PriceBookId, PriceEntryId


@frozen(kw_only=True)
class PriceBookCreated(Event):
    name: ClassVar[str] = "pricing.book_created"

    book_id: PriceBookId
    code: str
    region: str | None


@frozen(kw_only=True)
class PricesImported(Event):
    """A file was kept whole. Rows it repeated unchanged are not counted."""

    name: ClassVar[str] = "pricing.prices_imported"

    book_id: PriceBookId
    created: int
    changed: int
    archived: int


@frozen(kw_only=True)
class PriceEntryEdited(Event):
    """One price was changed by hand; the processor holds the old one until its next sync."""

    name: ClassVar[str] = "pricing.entry_edited"

    entry_id: PriceEntryId
    book_id: PriceBookId
    sku: str
    before: Money
    after: Money
    archived: bool

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.book_id,)


@frozen(kw_only=True)
class PriceSyncFailed(Event):
    """The processor will not hold this price; checkouts with it are refused until it does."""

    name: ClassVar[str] = "pricing.sync_failed"

    entry_id: PriceEntryId
    book_id: PriceBookId
    sku: str
    error: str

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.book_id,)
