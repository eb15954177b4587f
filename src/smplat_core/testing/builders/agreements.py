"""Price agreements for tests, of the companies that ``keep_companies`` keeps."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from smplat_core.catalog import ItemKind
from smplat_core.customers import CompanyId
from smplat_core.kernel import evolve
from smplat_core.pricing import PriceAgreementId, Sku
from smplat_core.pricing.agreements import (
    AgreedDiscount,
    AgreedPrice,
    AgreementItemId,
    PriceAgreement,
    Terms,
    Validity,
)
from smplat_core.testing.builders.customers import a_company
from smplat_core.testing.builders.pricing import BOOK_ID, NOON, SKU, euros

OURS, THEIRS = a_company(1).id, a_company(2).id


def days(begin: int | None, end: int | None = None) -> Validity:
    """From so many days after noon until so many."""
    return Validity(
        None if begin is None else NOON + timedelta(days=begin),
        None if end is None else NOON + timedelta(days=end),
    )


def an_agreed_price(number: int = 1, price: str = "8.00", /, **changes: object) -> AgreedPrice:
    fields: dict[str, object] = {
        "id": AgreementItemId(UUID(int=0xA00 + number)),
        "sku": SKU,
        "label": "Temperature sensor",
        "kind": ItemKind.HARDWARE,
        "unit_price": euros(price),
    }
    return AgreedPrice(**(fields | changes))  # type: ignore[arg-type]


def a_discount(
    number: int = 1, percent: str = "10", /, *, sku: Sku | None = None, **changes: object
) -> AgreedDiscount:
    """Off everything of the book ``world``, unless of one SKU."""
    fields: dict[str, object] = {
        "id": AgreementItemId(UUID(int=0xD00 + number)),
        "book_id": BOOK_ID,
        "book": "world",
        "percent": Decimal(percent),
        "sku": sku,
    }
    return AgreedDiscount(**(fields | changes))  # type: ignore[arg-type]


def a_draft(
    number: int = 1,
    /,
    *,
    company_id: CompanyId = OURS,
    prices: Iterable[AgreedPrice] = (),
    discounts: Iterable[AgreedDiscount] = (),
    **terms: object,
) -> PriceAgreement:
    """What is negotiated with company 1, at a price of 8.00 EUR unless it says something else."""
    said, off = tuple(prices), tuple(discounts)
    if not said and not off:
        said = (an_agreed_price(number),)
    made = Terms(title=f"Acme {number}", prices=said, discounts=off)
    return PriceAgreement.draft(
        PriceAgreementId(UUID(int=0xA9 + number)), company_id, evolve(made, **terms), at=NOON
    )


def an_active(number: int = 1, /, **changes: object) -> PriceAgreement:
    """A draft that was approved at noon."""
    draft = a_draft(number, **changes)  # type: ignore[arg-type]
    return draft.activate(approved_by="J. Doe, head of sales", note="as negotiated", at=NOON)
