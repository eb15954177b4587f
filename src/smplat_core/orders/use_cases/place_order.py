"""Making an order."""

from collections.abc import Iterator
from typing import Final

from attrs import Factory, frozen

from smplat_core.catalog import Selection
from smplat_core.customers import AddressId, CompanyId, ContactId, PostalAddress
from smplat_core.guardrails import Judged, JudgedFor
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
    LineRequest,
    PriceRequest,
    ProductRequest,
    QuotedLine,
    QuotePrices,
    Region,
    Sku,
)
from smplat_core.pricing.experiments import Visitor

NOTHING_CHOSEN: Final = Selection()


@frozen(kw_only=True)
class OrderLine:
    """What is asked for on one line."""

    sku: Sku
    quantity: int
    bespoke: Bespoke | None = None
    """A price agreed for this line alone; the caller must be allowed to set it."""
    platform_context: PlatformContext = Factory(dict)


@frozen(kw_only=True)
class ProductLine:
    """A product that is on sale, as the buyer configured it."""

    product: str
    """Its slug or its id."""
    version: int | None = None
    """The version the buyer looked at; ``None`` takes whichever is on sale."""
    selection: Selection = NOTHING_CHOSEN
    quantity: int | None = None
    """How many configured units; ``None`` is what the preset says, or else the least there is."""
    platform: str | None = None
    bespoke: Bespoke | None = None
    """Of one configured unit; the caller must be allowed to set it."""
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
    channel: str | None = None
    """Where it is sold, for products that are not sold everywhere."""
    visitor: Visitor | None = None
    """Whom experiments may show another price; ``None`` takes part in none."""
    lines: tuple[OrderLine | ProductLine, ...]


@frozen
class PlaceOrder:
    """Make a draft order at provisional prices, and keep how each price came about.

    Refuses with every wrong input at once: ``BadOrder`` for parties and lines, the refusal of
    pricing for lines without a price, ``MarginBlocked`` for those that earn too little to be
    sold. Nothing is kept then.
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
            order_id = OrderId(self.ids.new())
            judged = Judged(purpose=JudgedFor.CHECKOUT, id=order_id)
            quoted = await self.quote_prices(_requests(asked), judged=judged)
            items = tuple(self._items(asked.lines, quoted))
            order = Order.place(
                order_id,
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
                {item.id: line.resolution for item, line in zip(items, quoted, strict=True)}
            )
            await self._expose(work, asked, quoted)
            return saved

    async def _expose(
        self, work: OrdersWork, asked: NewOrder, quoted: tuple[QuotedLine, ...]
    ) -> None:
        """Whoever orders at a variant's price was shown it, and keeps it."""
        shown = {line.assignment.slug: line.assignment for line in quoted if line.assignment}
        if asked.visitor is not None and shown:
            await work.experiment_records.assigned(
                asked.visitor, tuple(shown.values()), at=self.clock.now()
            )

    def _items(
        self, lines: tuple[OrderLine | ProductLine, ...], quoted: tuple[QuotedLine, ...]
    ) -> Iterator[OrderItem]:
        for number, (line, found) in enumerate(zip(lines, quoted, strict=True), start=1):
            resolution = found.resolution
            yield make_item(
                OrderItemId(self.ids.new()),
                number,
                resolution.sku,
                resolution.label,
                resolution.kind,
                resolution.quantity,
                resolution.unit_price,
                resolution.line_total,
                PriceSnapshot.of(resolution),
                line.platform_context,
                found.configuration,
                found.attributes,
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


def _requests(asked: NewOrder) -> tuple[LineRequest, ...]:
    return tuple(_request(asked, line) for line in asked.lines)


def _request(asked: NewOrder, line: OrderLine | ProductLine) -> LineRequest:
    if isinstance(line, OrderLine):
        return PriceRequest(
            sku=line.sku,
            quantity=line.quantity,
            currency=asked.currency,
            region=asked.region,
            company_id=asked.company_id,
            bespoke=line.bespoke,
        )
    return ProductRequest(
        product=line.product,
        version=line.version,
        selection=line.selection,
        quantity=line.quantity,
        currency=asked.currency,
        region=asked.region,
        company_id=asked.company_id,
        bespoke=line.bespoke,
        channel=asked.channel,
        platform=line.platform,
        visitor=asked.visitor,
    )
