"""Making an order."""

from collections.abc import Iterator

from attrs import Factory, frozen

from smplat_core.customers import AddressId, CompanyId, ContactId, PostalAddress
from smplat_core.kernel import Begin, Clock, Currency, Ids, InputError
from smplat_core.orders.model import Order
from smplat_core.orders.ports import BillingParty, OrdersWork
from smplat_core.orders.vocabulary import (
    MOST_LINES,
    BadOrder,
    OrderId,
    OrderItem,
    OrderItemId,
    PlatformContext,
    PriceSnapshot,
    context_errors,
    make_item,
)
from smplat_core.pricing import (
    Bespoke,
    PriceRequest,
    PricingResolution,
    QuotePrices,
    Region,
    Sku,
)


@frozen(kw_only=True)
class OrderLine:
    """What is asked for on one line."""

    sku: Sku
    quantity: int
    bespoke: Bespoke | None = None
    """A price agreed for this line alone; the caller must be allowed to set it."""
    platform_context: PlatformContext = Factory(dict)


@frozen(kw_only=True)
class NewOrder:
    """An order as asked for."""

    company_id: CompanyId
    billing_contact_id: ContactId
    billing_address_id: AddressId
    currency: Currency
    region: Region | None = None
    """Of the buyer, for prices; ``None`` sees global prices only."""
    lines: tuple[OrderLine, ...]


@frozen
class PlaceOrder:
    """Make a draft order at provisional prices, and keep how each price came about.

    Refuses with every wrong input at once: ``BadOrder`` for parties and lines, the refusal of
    pricing for lines without a price. Nothing is kept then.
    """

    begin: Begin[OrdersWork]
    clock: Clock
    ids: Ids
    quote_prices: QuotePrices

    async def __call__(self, asked: NewOrder) -> Order:
        _check_lines(asked)
        async with self.begin() as work:
            party = await work.billing_parties.find(
                asked.company_id, asked.billing_contact_id, asked.billing_address_id
            )
            address = _checked_party(asked, party)
            resolutions = await self.quote_prices(_price_requests(asked))
            items = tuple(self._items(asked.lines, resolutions))
            order = Order.place(
                OrderId(self.ids.new()),
                reference=await work.references.next("ORD"),
                company_id=asked.company_id,
                billing_contact_id=asked.billing_contact_id,
                billing_address_id=asked.billing_address_id,
                billing_address=address,
                items=items,
                at=self.clock.now(),
            )
            saved = await work.orders.save(order)
            await work.resolutions.keep(
                {item.id: found for item, found in zip(items, resolutions, strict=True)}
            )
            return saved

    def _items(
        self, lines: tuple[OrderLine, ...], resolutions: tuple[PricingResolution, ...]
    ) -> Iterator[OrderItem]:
        bound = zip(lines, resolutions, strict=True)
        for number, (line, resolution) in enumerate(bound, start=1):
            yield make_item(
                OrderItemId(self.ids.new()),
                number,
                line.sku,
                resolution.label,
                resolution.kind,
                line.quantity,
                resolution.unit_price,
                resolution.line_total,
                PriceSnapshot.of(resolution),
                line.platform_context,
            )


def _check_lines(asked: NewOrder) -> None:
    count = len(asked.lines)
    if not 1 <= count <= MOST_LINES:
        raise BadOrder.at(
            "/lines", f"{count} lines are no order", accepted=f"1 to {MOST_LINES} lines"
        )
    errors = tuple(
        error
        for place, line in enumerate(asked.lines)
        for error in context_errors(line.platform_context, f"/lines/{place}/platform_context")
    )
    if errors:
        raise BadOrder("some lines cannot be kept as they are", errors=errors)


def _checked_party(asked: NewOrder, party: BillingParty) -> PostalAddress:
    errors = []
    if not party.company_is_known:
        detail = f"there is no company {asked.company_id}"
        errors.append(
            InputError("/company_id", "orders.unknown_company", detail, "the id of a company")
        )
    if not party.contact_is_known:
        detail = f"the company has no active contact {asked.billing_contact_id}"
        errors.append(
            InputError(
                "/billing_contact_id",
                "orders.unknown_contact",
                detail,
                "the id of one of its active contacts",
            )
        )
    if party.address is None:
        detail = f"the company has no address {asked.billing_address_id}"
        errors.append(
            InputError(
                "/billing_address_id",
                "orders.unknown_address",
                detail,
                "the id of an address in its book",
            )
        )
    if errors or party.address is None:
        raise BadOrder("; ".join(error.detail for error in errors), errors=tuple(errors))
    return party.address


def _price_requests(asked: NewOrder) -> tuple[PriceRequest, ...]:
    return tuple(
        PriceRequest(
            sku=line.sku,
            quantity=line.quantity,
            currency=asked.currency,
            region=asked.region,
            company_id=asked.company_id,
            bespoke=line.bespoke,
        )
        for line in asked.lines
    )
