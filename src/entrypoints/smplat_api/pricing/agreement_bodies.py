"""What callers send to negotiate prices with a company."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Protocol, TypeVar
from uuid import UUID

import msgspec
from attrs import frozen
from msgspec import UNSET as ABSENT
from msgspec import UnsetType

from smplat_api.wire import LongText, MoneyBody, ShortText
from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, InputError, Invalid
from smplat_core.pricing import UNSET, ItemKind, Unset, sku_of
from smplat_core.pricing.agreements import (
    MOST_ITEMS,
    AgreementEdit,
    BadAgreement,
    DiscountWish,
    ItemWishes,
    NewAgreement,
    PriceWish,
    Validity,
)

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class Readable(Protocol[T_co]):
    def to_wish(self) -> T_co: ...


@frozen
class AgreedPriceBody:
    """One negotiated unit price. Label and kind are those of the price books unless given."""

    sku: Annotated[str, msgspec.Meta(examples=["SEN-T100"])]
    unit_price: MoneyBody
    min_quantity: Annotated[int, msgspec.Meta(examples=[25])] = 1
    label: ShortText | None = None
    kind: ItemKind | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    """First moment it no longer holds."""

    def to_wish(self) -> PriceWish:
        try:
            price = self.unit_price.to_money()
        except Invalid as refusal:
            under = tuple(error.under("/unit_price") for error in refusal.errors)
            raise BadAgreement(refusal.detail, errors=under) from None
        return PriceWish(
            sku=sku_of(self.sku),
            unit_price=price,
            min_quantity=self.min_quantity,
            label=self.label,
            kind=self.kind,
            valid=_validity(self.valid_from, self.valid_until),
        )


@frozen
class AgreedDiscountBody:
    """So many percent off a book's prices: of one SKU, or of everything in the book."""

    book: Annotated[str, msgspec.Meta(examples=["sensors-eu"])]
    """Its code."""
    percent: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,4})?$", examples=["12.5"])]
    sku: Annotated[str | None, msgspec.Meta(examples=["SEN-T100"])] = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    """First moment it no longer holds."""

    def to_wish(self) -> DiscountWish:
        return DiscountWish(
            book=self.book,
            percent=Decimal(self.percent),
            sku=sku_of(self.sku) if self.sku is not None else None,
            valid=_validity(self.valid_from, self.valid_until),
        )


@frozen
class AgreementItemsBody:
    """All that is agreed on: up to 1,000 prices and as many discounts."""

    prices: Annotated[tuple[AgreedPriceBody, ...], msgspec.Meta(max_length=MOST_ITEMS)] = ()
    discounts: Annotated[tuple[AgreedDiscountBody, ...], msgspec.Meta(max_length=MOST_ITEMS)] = ()

    def to_wishes(self) -> ItemWishes:
        return item_wishes(self.prices, self.discounts)


@frozen
class NewAgreementBody:
    """A draft for one company. With a currency, all its amounts are in it."""

    company_id: UUID
    name: Annotated[ShortText, msgspec.Meta(examples=["Kestrel 2027"])]
    currency: Annotated[str | None, msgspec.Meta(examples=["EUR"])] = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    """First moment it no longer holds; null until it is terminated."""
    prices: Annotated[tuple[AgreedPriceBody, ...], msgspec.Meta(max_length=MOST_ITEMS)] = ()
    discounts: Annotated[tuple[AgreedDiscountBody, ...], msgspec.Meta(max_length=MOST_ITEMS)] = ()

    def to_new(self) -> NewAgreement:
        return NewAgreement(
            company_id=CompanyId(self.company_id),
            title=self.name,
            currency=Currency.of(self.currency) if self.currency is not None else None,
            valid=_validity(self.valid_from, self.valid_until),
            items=item_wishes(self.prices, self.discounts),
        )


@frozen
class AgreementPatch:
    """The terms to change; those left out stay as they are, null empties one."""

    name: ShortText | UnsetType = ABSENT
    currency: str | UnsetType | None = ABSENT
    valid_from: datetime | UnsetType | None = ABSENT
    valid_until: datetime | UnsetType | None = ABSENT

    def to_edit(self) -> AgreementEdit:
        currency = _given(self.currency)
        return AgreementEdit(
            title=_given(self.name),
            currency=Currency.of(currency) if isinstance(currency, str) else currency,
            valid_from=_moment("/valid_from", _given(self.valid_from)),
            valid_until=_moment("/valid_until", _given(self.valid_until)),
        )


@frozen
class ApprovalBody:
    """Who approved the agreement, and why: kept for good, and shown to the company too."""

    approved_by: Annotated[ShortText, msgspec.Meta(examples=["J. Doe, head of sales"])]
    note: Annotated[LongText, msgspec.Meta(examples=["As negotiated on 3 November"])]


@frozen
class TerminationBody:
    reason: LongText


def item_wishes(
    prices: Sequence[AgreedPriceBody], discounts: Sequence[AgreedDiscountBody]
) -> ItemWishes:
    """Both lists as the core takes them, or ``BadAgreement`` with all that cannot be read."""
    errors: list[InputError] = []
    wishes = ItemWishes(
        prices=_read(prices, "/prices", errors), discounts=_read(discounts, "/discounts", errors)
    )
    if errors:
        raise BadAgreement(errors[0].detail, errors=tuple(errors))
    return wishes


def _read(bodies: Sequence[Readable[T]], pointer: str, errors: list[InputError]) -> tuple[T, ...]:
    wishes = []
    for place, body in enumerate(bodies):
        try:
            wishes.append(body.to_wish())
        except Invalid as refusal:
            errors += [error.under(f"{pointer}/{place}") for error in refusal.errors]
    return tuple(wishes)


def _given(value: T | UnsetType) -> T | Unset:
    return UNSET if isinstance(value, UnsetType) else value


def _validity(starts: datetime | None, ends: datetime | None) -> Validity:
    begin, end = _moment("/valid_from", starts), _moment("/valid_until", ends)
    return Validity(
        None if isinstance(begin, Unset) else begin, None if isinstance(end, Unset) else end
    )


def _moment(pointer: str, moment: datetime | Unset | None) -> datetime | Unset | None:
    if not isinstance(moment, datetime):
        return moment
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except OverflowError:
        pass
    raise BadAgreement.at(
        pointer, f"{moment.isoformat()} is no moment", accepted="2026-01-31T09:00:00+01:00"
    )
