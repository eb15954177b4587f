"""What callers send to make and change orders."""

from typing import Annotated
from uuid import UUID

import msgspec
from attrs import Factory, frozen

from smplat_api.access import Caller
from smplat_api.wire import LongText, MoneyBody, ShortText
from smplat_core.access import ScopeMissing
from smplat_core.customers import AddressId, CompanyId, ContactId
from smplat_core.kernel import Currency, InputError, Invalid
from smplat_core.orders import BadOrder, NewOrder, OrderLine, OrderStatus
from smplat_core.pricing import Bespoke, ItemKind, region_of, sku_of

BESPOKE: str = "orders:bespoke"


@frozen
class BespokeLineBody:
    """A price agreed for this line alone. ``notes`` say who agreed to it and why."""

    unit_price: MoneyBody
    notes: LongText
    label: ShortText | None = None
    kind: ItemKind | None = None

    def to_bespoke(self) -> Bespoke:
        try:
            price = self.unit_price.to_money()
        except Invalid as refusal:
            errors = tuple(error.under("/bespoke/unit_price") for error in refusal.errors)
            raise BadOrder(refusal.detail, errors=errors) from None
        return Bespoke(unit_price=price, notes=self.notes, label=self.label, kind=self.kind)


@frozen
class OrderLineBody:
    sku: Annotated[str, msgspec.Meta(examples=["SEN-T100"])]
    quantity: Annotated[int, msgspec.Meta(examples=[25])]
    bespoke: BespokeLineBody | None = None
    """Needs the scope ``orders:bespoke``."""
    platform_context: dict[str, str] = Factory(dict)
    """What the storefront knows about the line; kept to the receipt."""

    def to_line(self) -> OrderLine:
        return OrderLine(
            sku=sku_of(self.sku),
            quantity=self.quantity,
            bespoke=self.bespoke.to_bespoke() if self.bespoke else None,
            platform_context=self.platform_context,
        )


@frozen
class NewOrderBody:
    """An order of 1 to 200 lines in one currency. It has no shipping address: shipments do."""

    billing_contact_id: UUID
    billing_address_id: UUID
    currency: Annotated[str, msgspec.Meta(examples=["EUR"])]
    lines: tuple[OrderLineBody, ...]
    company_id: UUID | None = None
    """May be left out by the key of a company."""
    region: Annotated[str | None, msgspec.Meta(examples=["EU"])] = None
    """Of the buyer, for prices; without it global prices alone hold."""

    def to_order(self, caller: Caller) -> NewOrder:
        """The order as the core takes it; refuses every line that cannot be read, at once."""
        company = CompanyId(self.company_id) if self.company_id else caller.company
        if company is None:
            raise BadOrder.at(
                "/company_id", "no company is named", accepted="the id of the company that orders"
            )
        caller.must_reach(company)
        if any(line.bespoke for line in self.lines) and not caller.may(BESPOKE):
            raise ScopeMissing(f"this API key lacks the scope {BESPOKE} to set prices of its own")
        return NewOrder(
            company_id=company,
            billing_contact_id=ContactId(self.billing_contact_id),
            billing_address_id=AddressId(self.billing_address_id),
            currency=Currency.of(self.currency),
            region=region_of(self.region) if self.region is not None else None,
            lines=self._lines(),
        )

    def _lines(self) -> tuple[OrderLine, ...]:
        lines, errors = list[OrderLine](), list[InputError]()
        for place, line in enumerate(self.lines):
            try:
                lines.append(line.to_line())
            except Invalid as refusal:
                errors += [error.under(f"/lines/{place}") for error in refusal.errors]
        if errors:
            raise BadOrder(errors[0].detail, errors=tuple(errors))
        return tuple(lines)


@frozen
class StatusChangeBody:
    """Where the order goes next, and why. The reason is kept in the audit trail."""

    status: OrderStatus
    reason: Annotated[str, msgspec.Meta(examples=["Pays by invoice"])]


@frozen
class CancellationBody:
    reason: Annotated[str, msgspec.Meta(examples=["The customer changed plans"])]
