"""What callers send to make and change orders."""

from typing import Annotated
from uuid import UUID

import msgspec
from attrs import Factory, frozen

from smplat_api.access import Caller
from smplat_api.selections import BareSku, SelectionBody, named
from smplat_api.visitors import visitor_of
from smplat_api.wire import LongText, MoneyBody, ShortText
from smplat_core.access import ScopeMissing
from smplat_core.customers import AddressId, CompanyId, ContactId
from smplat_core.kernel import Currency, InputError, Invalid
from smplat_core.orders import BadOrder, NewOrder, OrderLine, OrderStatus, ProductLine
from smplat_core.pricing import Bespoke, ItemKind, region_of

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
    """A bare SKU, or a product as the buyer configured it: name one of the two."""

    sku: Annotated[str | None, msgspec.Meta(examples=["SEN-T100"])] = None
    quantity: Annotated[int | None, msgspec.Meta(examples=[25])] = None
    """How many units: of the SKU, or of what was configured. A product may leave it to its preset,
    or to the least there is."""
    product: Annotated[
        Annotated[str, msgspec.Meta(max_length=80)] | None, msgspec.Meta(examples=[None])
    ] = None
    """The slug or the id of a product that is on sale."""
    version: int | None = None
    """Of the product, as the buyer saw it: another one on sale is refused then."""
    selection: SelectionBody | None = None
    platform: ShortText | None = None
    """The social platform the product is for."""
    bespoke: BespokeLineBody | None = None
    """Needs the scope ``orders:bespoke``."""
    platform_context: dict[str, str] = Factory(dict)
    """What the storefront knows about the line; kept to the receipt."""

    def to_line(self) -> OrderLine | ProductLine:
        bespoke = self.bespoke.to_bespoke() if self.bespoke else None
        what = named(
            sku=self.sku,
            product=self.product,
            quantity=self.quantity,
            beside_product=(self.version, self.selection, self.platform),
        )
        if isinstance(what, BareSku):
            return OrderLine(
                sku=what.sku,
                quantity=what.quantity,
                bespoke=bespoke,
                platform_context=self.platform_context,
            )
        return ProductLine(
            product=what,
            version=self.version,
            selection=(self.selection or SelectionBody()).to_selection(),
            quantity=self.quantity,
            platform=self.platform,
            bespoke=bespoke,
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
    channel: ShortText | None = None
    """Where it is sold, for products that are not sold everywhere."""
    session: ShortText | None = None
    """Of the shop, so that experiments show the price they showed there."""
    buyer: ShortText | None = None
    """Whom experiments know; the company when it is left out."""

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
            channel=self.channel,
            visitor=visitor_of(buyer=self.buyer, session=self.session, company=company),
            lines=self._lines(),
        )

    def _lines(self) -> tuple[OrderLine | ProductLine, ...]:
        lines, errors = list[OrderLine | ProductLine](), list[InputError]()
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
