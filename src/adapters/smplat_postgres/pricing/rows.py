"""Prices to rows and back."""

from collections.abc import Sequence
from typing import Any, Final

from smplat_core.kernel import Currency, Money
from smplat_core.pricing import (
    Candidate,
    ItemKind,
    PriceBook,
    PriceBookId,
    PriceEntry,
    PriceEntryId,
    PriceType,
    Region,
    Sku,
    StoredSync,
    StripeSync,
    SyncState,
)

SYNC_COLUMNS: Final = {
    "sync_state": "text",
    "sync_requested_at": "timestamptz",
    "stripe_product_id": "text",
    "stripe_price_id": "text",
    "stripe_price_minor": "bigint",
    "synced_hash": "text",
    "synced_at": "timestamptz",
    "sync_error": "text",
    "sync_attempts": "int",
}
ENTRY_COLUMNS: Final = {
    "id": "uuid",
    "book_id": "uuid",
    "sku": "text",
    "label": "text",
    "kind": "text",
    "currency": "text",
    "unit_price_minor": "bigint",
    "min_quantity": "int",
    "valid_from": "timestamptz",
    "valid_until": "timestamptz",
    "archived_at": "timestamptz",
    "content_hash": "text",
    **SYNC_COLUMNS,
    "version": "int",
}
"""Name and type of every column of an entry, in the order of ``entry_values``."""


def entry_values(entry: PriceEntry) -> tuple[object, ...]:
    return (
        entry.id,
        entry.book_id,
        entry.sku,
        entry.label,
        entry.kind.value,
        entry.unit_price.currency.value,
        entry.unit_price.minor,
        entry.min_quantity,
        entry.valid_from,
        entry.valid_until,
        entry.archived_at,
        entry.content_hash,
        *sync_values(entry.sync),
        entry.version,
    )


def to_entry(row: dict[str, Any]) -> PriceEntry:
    currency = Currency(row["currency"])
    return PriceEntry(
        id=PriceEntryId(row["id"]),
        book_id=PriceBookId(row["book_id"]),
        sku=Sku(row["sku"]),
        label=row["label"],
        kind=ItemKind(row["kind"]),
        unit_price=Money(row["unit_price_minor"], currency),
        min_quantity=row["min_quantity"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        archived_at=row["archived_at"],
        sync=to_sync(row, currency),
        version=row["version"],
    )


def to_entries(rows: Sequence[dict[str, Any]]) -> tuple[PriceEntry, ...]:
    return tuple(to_entry(row) for row in rows)


def to_book(row: dict[str, Any]) -> PriceBook:
    return PriceBook(
        id=PriceBookId(row["id"]),
        code=row["code"],
        name=row["name"],
        region=Region(row["region"]) if row["region"] else None,
        active=row["active"],
        created_at=row["created_at"],
        version=row["version"],
    )


def to_sync(row: dict[str, Any], currency: Currency) -> StripeSync:
    """How a price stands with the processor, from the columns every kind of price has."""
    held = row["stripe_price_minor"]
    return StripeSync(
        state=StoredSync(row["sync_state"]),
        requested_at=row["sync_requested_at"],
        stripe_product_id=row["stripe_product_id"],
        stripe_price_id=row["stripe_price_id"],
        stripe_price=None if held is None else Money(held, currency),
        synced_hash=row["synced_hash"],
        synced_at=row["synced_at"],
        last_error=row["sync_error"],
        attempts=row["sync_attempts"],
    )


def sync_values(sync: StripeSync) -> tuple[object, ...]:
    """In the order of ``SYNC_COLUMNS``."""
    return (
        sync.state.value,
        sync.requested_at,
        sync.stripe_product_id,
        sync.stripe_price_id,
        sync.stripe_price.minor if sync.stripe_price else None,
        sync.synced_hash,
        sync.synced_at,
        sync.last_error,
        sync.attempts,
    )


def to_listed(row: dict[str, Any]) -> Candidate:
    """A candidate from an entry joined with its book."""
    region = row["region"]
    source = PriceType.PRICEBOOK_REGIONAL if region else PriceType.PRICEBOOK_GLOBAL
    return Candidate(
        id=row["id"],
        source=source,
        origin=row["origin"],
        origin_id=row["origin_id"],
        sku=Sku(row["sku"]),
        label=row["label"],
        kind=ItemKind(row["kind"]),
        unit_price=Money(row["unit_price_minor"], Currency(row["currency"])),
        min_quantity=row["min_quantity"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        is_active=row["active"] and row["archived_at"] is None,
        region=region,
        stripe_price_id=row["stripe_price_id"],
        sync_state=SyncState(row["sync_status"]),
    )
