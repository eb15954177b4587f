"""Prices for tests."""

from datetime import UTC, datetime
from uuid import UUID

from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, Money
from smplat_core.pricing import (
    Candidate,
    ItemKind,
    PriceBook,
    PriceBookId,
    PriceEntry,
    PriceEntryId,
    PriceRequest,
    PriceType,
    Region,
    Sku,
    StripeSync,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SKU = Sku("SEN-T100")
EU, CA = Region("EU"), Region("CA")
ACME, OTHER = CompanyId(UUID(int=0xACE)), CompanyId(UUID(int=0xBAD))
BOOK_ID = PriceBookId(UUID(int=0xB00))


def euros(amount: str) -> Money:
    return Money.parse(amount, Currency.EUR)


def a_request(quantity: int = 1, /, **changes: object) -> PriceRequest:
    fields: dict[str, object] = {"sku": SKU, "quantity": quantity, "currency": Currency.EUR}
    return PriceRequest(**(fields | changes))  # type: ignore[arg-type]


def a_candidate(number: int = 1, price: str = "10.00", /, **changes: object) -> Candidate:
    """A row of a global book, numbered so that it can be told apart."""
    fields: dict[str, object] = {
        "id": UUID(int=number),
        "source": PriceType.PRICEBOOK_GLOBAL,
        "origin": "world",
        "origin_id": BOOK_ID,
        "sku": SKU,
        "label": "Temperature sensor",
        "kind": ItemKind.HARDWARE,
        "unit_price": euros(price),
    }
    return Candidate(**(fields | changes))  # type: ignore[arg-type]


def a_regional(number: int = 2, price: str = "9.00", /, **changes: object) -> Candidate:
    fields: dict[str, object] = {
        "source": PriceType.PRICEBOOK_REGIONAL,
        "origin": "europe",
        "region": EU,
    }
    return a_candidate(number, price, **(fields | changes))


def an_agreed(number: int = 3, price: str = "8.00", /, **changes: object) -> Candidate:
    fields: dict[str, object] = {
        "source": PriceType.PRICE_AGREEMENT,
        "origin": "Acme 2026",
        "company_id": ACME,
    }
    return a_candidate(number, price, **(fields | changes))


def a_book(code: str = "world", *, number: int = 0xB00, region: Region | None = None) -> PriceBook:
    book_id = PriceBookId(UUID(int=number))
    return PriceBook.create(book_id, code=code, name=code, region=region, at=NOON)


def an_entry(number: int = 1, price: str = "10.00", /, **changes: object) -> PriceEntry:
    fields: dict[str, object] = {
        "id": PriceEntryId(UUID(int=number)),
        "book_id": BOOK_ID,
        "sku": SKU,
        "label": "Temperature sensor",
        "kind": ItemKind.HARDWARE,
        "unit_price": euros(price),
        "sync": StripeSync(requested_at=NOON),
    }
    return PriceEntry(**(fields | changes))  # type: ignore[arg-type]
