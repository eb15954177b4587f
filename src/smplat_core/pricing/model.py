"""Price books and their entries: immutable values that answer every action with their next self."""

from datetime import datetime

from attrs import field, frozen

from smplat_core.catalog import ItemKind, Sku
from smplat_core.kernel import Event, InputError, Money, evolve
from smplat_core.pricing.candidates import Candidate
from smplat_core.pricing.events import PriceBookCreated, PriceEntryEdited, PriceSyncFailed
from smplat_core.pricing.refusals import BadPriceBook, BadPriceEntry
from smplat_core.pricing.sync import StripeSync, hash_of
from smplat_core.pricing.vocabulary import (
    CODE_PATTERN,
    LABELS,
    LARGEST_QUANTITY,
    PriceBookId,
    PriceEntryId,
    PriceType,
    Region,
    SyncState,
    is_label,
)


def check_code(code: str) -> None:
    """``BadPriceBook`` when no book can have this code."""
    if CODE_PATTERN.fullmatch(code) is None:
        raise BadPriceBook.at(
            "/code",
            f"{code[:80]!r} is not a code",
            accepted="1 to 64 lower-case letters, digits and -",
        )


@frozen(kw_only=True)
class PriceBook:
    """A named list of prices, for one region or for everywhere."""

    id: PriceBookId
    code: str
    """How people and files name it: ``sensors-eu``. Unique, and never changed."""
    name: str
    region: Region | None
    """``None`` is a global book."""
    active: bool = True
    """The prices of an inactive book are never candidates that match."""
    created_at: datetime
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def create(
        cls, book_id: PriceBookId, *, code: str, name: str, region: Region | None, at: datetime
    ) -> "PriceBook":
        check_code(code)
        title = name.strip()
        if not is_label(title):
            raise BadPriceBook.at("/name", f"{title[:40]!r} is no name", accepted=LABELS)
        told = PriceBookCreated(at=at, book_id=book_id, code=code, region=region)
        return cls(id=book_id, code=code, name=title, region=region, created_at=at, news=(told,))

    @property
    def price_type(self) -> PriceType:
        is_global = self.region is None
        return PriceType.PRICEBOOK_GLOBAL if is_global else PriceType.PRICEBOOK_REGIONAL


EntryKey = tuple[str, str, int, datetime | None]
"""SKU, currency, tier and start: what makes a row of a file the same price as before."""


@frozen(kw_only=True)
class PriceEntry:
    """One unit price: of a SKU, in a currency, from a quantity on, for a time."""

    id: PriceEntryId
    book_id: PriceBookId
    sku: Sku
    label: str
    kind: ItemKind
    unit_price: Money
    min_quantity: int = 1
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    """First moment it no longer holds."""
    archived_at: datetime | None = None
    sync: StripeSync
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @property
    def key(self) -> EntryKey:
        return (self.sku, self.unit_price.currency.value, self.min_quantity, self.valid_from)

    @property
    def content_hash(self) -> str:
        """Of all that the processor must know; a change of it makes the price stale."""
        standing = "archived" if self.archived_at else "active"
        return hash_of(self.sku, self.label, self.unit_price, standing)

    @property
    def sync_state(self) -> SyncState:
        return self.sync.state_for(self.content_hash)

    def overlaps(self, other: "PriceEntry") -> bool:
        """Whether both would be the price of the same line at some moment."""
        same = self.key[:3] == other.key[:3] and self.id != other.id
        if not same or self.archived_at or other.archived_at:
            return False
        return _begins_before_end(self, other) and _begins_before_end(other, self)

    def edit(
        self,
        *,
        label: str,
        unit_price: Money,
        valid_from: datetime | None,
        valid_until: datetime | None,
        archived_at: datetime | None,
        at: datetime,
    ) -> "PriceEntry":
        """The price with these contents; itself when nothing changes.

        When the processor must learn of the change, its clock starts now.
        """
        edited = evolve(
            self,
            label=label.strip(),
            unit_price=unit_price,
            valid_from=valid_from,
            valid_until=valid_until,
            archived_at=archived_at,
        )
        if edited == self:
            return self
        edited.check()
        if edited.content_hash != self.content_hash:
            edited = evolve(edited, sync=self.sync.requested(at=at))
        told = PriceEntryEdited(
            at=at,
            entry_id=self.id,
            book_id=self.book_id,
            sku=self.sku,
            before=self.unit_price,
            after=unit_price,
            archived=archived_at is not None,
        )
        return evolve(edited, news=(*self.news, told))

    def sync_failed(self, error: str, *, at: datetime) -> "PriceEntry":
        failed = self.sync.failed(error)
        told = PriceSyncFailed(
            at=at,
            entry_id=self.id,
            book_id=self.book_id,
            sku=self.sku,
            error=failed.last_error or "",
        )
        return evolve(self, sync=failed, news=(*self.news, told))

    def check(self) -> None:
        """``BadPriceEntry`` with everything that is wrong with the fields."""
        if errors := self.faults():
            raise BadPriceEntry(errors[0].detail, errors=errors)

    def faults(self) -> tuple[InputError, ...]:
        found = []
        if not is_label(self.label):
            said = f"{self.label[:40]!r} is no label"
            found.append(InputError("/label", "pricing.bad_label", said, LABELS))
        if self.unit_price.minor < 0:
            said = f"a price of {self.unit_price}"
            found.append(InputError("/unit_price", "pricing.negative_price", said, "0 or more"))
        if not 1 <= self.min_quantity <= LARGEST_QUANTITY:
            found.append(
                InputError(
                    "/min_quantity",
                    "pricing.bad_quantity",
                    f"a tier from {self.min_quantity}",
                    f"1 to {LARGEST_QUANTITY}",
                )
            )
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            found.append(
                InputError(
                    "/valid_until",
                    "pricing.bad_validity",
                    f"it ends at {self.valid_until.isoformat()}, before it begins",
                    f"a moment after {self.valid_from.isoformat()}",
                )
            )
        return tuple(found)

    def candidate_of(self, book: PriceBook) -> Candidate:
        """The entry as the resolver sees it."""
        return Candidate(
            id=self.id,
            source=book.price_type,
            origin=book.code,
            origin_id=book.id,
            sku=self.sku,
            label=self.label,
            kind=self.kind,
            unit_price=self.unit_price,
            min_quantity=self.min_quantity,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            region=book.region,
            is_active=book.active and self.archived_at is None,
            stripe_price_id=self.sync.stripe_price_id,
            sync_state=self.sync_state,
        )


def _begins_before_end(one: PriceEntry, other: PriceEntry) -> bool:
    return one.valid_from is None or other.valid_until is None or one.valid_from < other.valid_until
