"""Price agreements to rows and back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeVar

from smplat_core.catalog import ItemKind
from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, Money
from smplat_core.pricing import (
    Candidate,
    Discount,
    DiscountCover,
    PriceAgreementId,
    PriceBookId,
    PriceEntryId,
    PriceType,
    Region,
    Sku,
    SyncState,
)
from smplat_core.pricing.agreements import (
    AgreedDiscount,
    AgreedPrice,
    AgreedTwin,
    AgreementItemId,
    AgreementState,
    AgreementSummary,
    Approval,
    PriceAgreement,
    Terms,
    Validity,
)
from smplat_postgres.pricing.rows import SYNC_COLUMNS, sync_values, to_sync

Row = dict[str, Any]
T = TypeVar("T")

ITEM_COLUMNS: Final = {
    "id": "uuid",
    "agreement_id": "uuid",
    "place": "int",
    "sku": "text",
    "label": "text",
    "kind": "text",
    "currency": "text",
    "unit_price_minor": "bigint",
    "min_quantity": "int",
    "valid_from": "timestamptz",
    "valid_until": "timestamptz",
}
DISCOUNT_COLUMNS: Final = {
    "id": "uuid",
    "agreement_id": "uuid",
    "place": "int",
    "book_id": "uuid",
    "sku": "text",
    "percent": "numeric",
    "valid_from": "timestamptz",
    "valid_until": "timestamptz",
}
TWIN_COLUMNS: Final = {
    "item_id": "uuid",
    "agreement_id": "uuid",
    "archived_at": "timestamptz",
    "content_hash": "text",
    **SYNC_COLUMNS,
    "version": "int",
}
"""Name and type of every column, in the order of the values below."""


def item_values(agreement: PriceAgreement) -> list[tuple[object, ...]]:
    return [
        (
            price.id,
            agreement.id,
            place,
            price.sku,
            price.label,
            price.kind.value,
            price.unit_price.currency.value,
            price.unit_price.minor,
            price.min_quantity,
            price.valid.starts,
            price.valid.ends,
        )
        for place, price in enumerate(agreement.terms.prices)
    ]


def discount_values(agreement: PriceAgreement) -> list[tuple[object, ...]]:
    return [
        (
            discount.id,
            agreement.id,
            place,
            discount.book_id,
            discount.sku,
            discount.percent,
            discount.valid.starts,
            discount.valid.ends,
        )
        for place, discount in enumerate(agreement.terms.discounts)
    ]


def twin_values(twin: AgreedTwin) -> tuple[object, ...]:
    return (
        twin.id,
        twin.agreement_id,
        twin.archived_at,
        twin.content_hash,
        *sync_values(twin.sync),
        twin.version,
    )


def to_agreements(
    rows: Sequence[Row], items: Iterable[Row], discounts: Iterable[Row]
) -> tuple[PriceAgreement, ...]:
    """Agreements with what is in them, in the order of their rows; items come in theirs."""
    prices = _grouped((row["agreement_id"], _to_price(row)) for row in items)
    off = _grouped((row["agreement_id"], _to_discount(row)) for row in discounts)
    return tuple(_to_agreement(row, prices[row["id"]], off[row["id"]]) for row in rows)


def _grouped(pairs: Iterable[tuple[object, T]]) -> defaultdict[object, list[T]]:
    groups: defaultdict[object, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def _to_agreement(
    row: Row, prices: Sequence[AgreedPrice], discounts: Sequence[AgreedDiscount]
) -> PriceAgreement:
    approval = None
    if row["approved_at"] is not None:
        approval = Approval(
            approved_by=row["approved_by"], note=row["approval_note"], at=row["approved_at"]
        )
    return PriceAgreement(
        id=PriceAgreementId(row["id"]),
        company_id=CompanyId(row["company_id"]),
        terms=Terms(
            title=row["name"],
            currency=_currency(row),
            valid=_validity(row),
            prices=tuple(prices),
            discounts=tuple(discounts),
        ),
        state=AgreementState(row["state"]),
        amends=_agreement_id(row["amends"]),
        approval=approval,
        ended_at=row["ended_at"],
        end_reason=row["end_reason"],
        warned_days=row["warned_days"],
        created_at=row["created_at"],
        version=row["version"],
    )


def _to_price(row: Row) -> AgreedPrice:
    return AgreedPrice(
        id=AgreementItemId(row["id"]),
        sku=Sku(row["sku"]),
        label=row["label"],
        kind=ItemKind(row["kind"]),
        unit_price=Money(row["unit_price_minor"], Currency(row["currency"])),
        min_quantity=row["min_quantity"],
        valid=_validity(row),
    )


def _to_discount(row: Row) -> AgreedDiscount:
    return AgreedDiscount(
        id=AgreementItemId(row["id"]),
        book_id=PriceBookId(row["book_id"]),
        book=row["book"],
        percent=row["percent"].normalize(),
        sku=Sku(row["sku"]) if row["sku"] is not None else None,
        valid=_validity(row),
    )


def to_twin(row: Row) -> AgreedTwin:
    """From a twin joined with its item and its agreement's company."""
    currency = Currency(row["currency"])
    return AgreedTwin(
        id=AgreementItemId(row["item_id"]),
        agreement_id=PriceAgreementId(row["agreement_id"]),
        company_id=CompanyId(row["company_id"]),
        sku=Sku(row["sku"]),
        label=row["label"],
        unit_price=Money(row["unit_price_minor"], currency),
        archived_at=row["archived_at"],
        sync=to_sync(row, currency),
        version=row["version"],
    )


def to_summary(row: Row) -> AgreementSummary:
    return AgreementSummary(
        id=PriceAgreementId(row["id"]),
        company_id=CompanyId(row["company_id"]),
        title=row["name"],
        currency=_currency(row),
        valid=_validity(row),
        state=AgreementState(row["state"]),
        amends=_agreement_id(row["amends"]),
        prices=row["prices"],
        discounts=row["discounts"],
        unsynced=row["unsynced"],
        created_at=row["created_at"],
        version=row["version"],
    )


def to_agreed(row: Row) -> Candidate | None:
    """What an item or a discount makes of one price; ``None`` when it can never hold."""
    if Validity(row["valid_from"], row["valid_until"]).is_empty:
        return None
    price = Money(row["unit_price_minor"], Currency(row["currency"]))
    discount = None
    if row["percent"] is not None:
        discount = Discount(
            percent=row["percent"].normalize(),
            cover=DiscountCover(row["cover"]),
            book=row["book"],
            entry_id=PriceEntryId(row["entry_id"]),
            list_price=price,
        )
        price = discount.unit_price
    return Candidate(
        id=row["id"],
        source=PriceType.PRICE_AGREEMENT,
        origin=row["origin"],
        origin_id=row["origin_id"],
        sku=Sku(row["sku"]),
        label=row["label"],
        kind=ItemKind(row["kind"]),
        unit_price=price,
        min_quantity=row["min_quantity"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        region=Region(row["region"]) if row["region"] is not None else None,
        company_id=CompanyId(row["company_id"]),
        is_active=row["is_active"],
        stripe_price_id=row["stripe_price_id"],
        sync_state=SyncState(row["sync_status"]) if row["sync_status"] is not None else None,
        discount=discount,
    )


def _validity(row: Row) -> Validity:
    return Validity(row["valid_from"], row["valid_until"])


def _currency(row: Row) -> Currency | None:
    return Currency(row["currency"]) if row["currency"] is not None else None


def _agreement_id(value: Any) -> PriceAgreementId | None:  # noqa: ANN401 - a column
    return None if value is None else PriceAgreementId(value)
